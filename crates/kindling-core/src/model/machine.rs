//! One machine of the inventory.

use std::fmt;
use std::sync::Arc;

use kindling_ignition::Config;

use super::{DomainName, KernelArgument, MacAddress, MachineName};

/// What a machine is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Runs etcd and the control plane.
    Controller,
    /// Runs workloads.
    Worker,
}

impl Role {
    /// `controller` or `worker`, as profiles are named.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Controller => "controller",
            Self::Worker => "worker",
        }
    }
}

/// A node label, `key=value`, valid by Kubernetes' rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    pub(super) key: String,
    pub(super) value: String,
}

impl fmt::Display for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.key, self.value)
    }
}

/// What a taint does to pods that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaintEffect {
    /// They are not scheduled.
    NoSchedule,
    /// They are scheduled elsewhere where possible.
    PreferNoSchedule,
    /// They are not scheduled, and running ones are evicted.
    NoExecute,
}

impl TaintEffect {
    /// The word Kubernetes uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoSchedule => "NoSchedule",
            Self::PreferNoSchedule => "PreferNoSchedule",
            Self::NoExecute => "NoExecute",
        }
    }
}

/// A node taint, `key=value:effect`; the value may be empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Taint {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) effect: TaintEffect,
}

impl fmt::Display for Taint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}={}:{}",
            self.key,
            self.value,
            self.effect.word()
        )
    }
}

/// A Butane config merged onto one machine's config, already translated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    pub(super) place: String,
    pub(super) file: Option<String>,
    pub(super) text: Arc<str>,
    pub(super) config: Arc<Config>,
}

impl Snippet {
    /// Where the cluster document gives it: `snippets.node3[0]`.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The file name, or the place of inline text: what [`Subject::Snippet`](crate::diagnostic::Subject) names.
    pub fn name(&self) -> &str {
        self.file.as_deref().unwrap_or(&self.place)
    }

    /// The text as the operator wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The Ignition config it translates to, of a specification that matchbox reads.
    pub fn config(&self) -> &Config {
        &self.config
    }
}

/// One machine, valid by construction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    pub(super) role: Role,
    pub(super) name: MachineName,
    pub(super) mac: MacAddress,
    pub(super) domain: DomainName,
    pub(super) install_disk: String,
    pub(super) kernel_args: Vec<KernelArgument>,
    pub(super) labels: Vec<Label>,
    pub(super) taints: Vec<Taint>,
    pub(super) snippets: Vec<Snippet>,
}

impl Machine {
    /// Where it stands among the machines of a cluster: controllers, then workers, each by name.
    pub fn rank(&self) -> (Role, &MachineName) {
        (self.role, &self.name)
    }

    /// Controller or worker.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The short name, unique in the cluster.
    pub const fn name(&self) -> &MachineName {
        &self.name
    }

    /// The address of the network card it boots from, unique in the cluster.
    pub const fn mac(&self) -> &MacAddress {
        &self.mac
    }

    /// The fully qualified name, which is also its node name; unique in the cluster.
    pub const fn domain(&self) -> &DomainName {
        &self.domain
    }

    /// The disk the OS is installed to, as the OS's installer takes it.
    pub fn install_disk(&self) -> &str {
        &self.install_disk
    }

    /// Kernel arguments of the network boot, in order: the platform's, then the machine's own.
    pub fn kernel_args(&self) -> &[KernelArgument] {
        &self.kernel_args
    }

    /// Labels of the operator, in document order; none on a controller.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Taints of the operator, in document order; none on a controller.
    pub fn taints(&self) -> &[Taint] {
        &self.taints
    }

    /// Snippets in merge order.
    pub fn snippets(&self) -> &[Snippet] {
        &self.snippets
    }
}
