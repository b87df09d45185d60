//! What a machine boots with: its config, the assets bundle, and the script that puts the bundle's files in place.
//!
//! Takes a cluster, its PKI and what the control plane is made of; gives one config a machine in Butane's and in
//! Ignition's form, and the bundle. No secret is in a config: secrets travel in the bundle. What machines share is
//! written, quoted and encoded once.

pub mod bootstrap;
pub mod bundle;
mod butane_form;
mod butane_text;
pub mod config;
pub mod etcd;
#[cfg(test)]
pub(crate) mod hostile;
pub mod installer;
pub mod kubelet;
pub mod layout;
pub mod merge;
pub mod os;
pub mod shell;
pub mod system_container;
pub mod systemd;
mod units;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Report};
use crate::manifests::{Asset, Manifests};
use crate::model::{Cluster, Label, Machine, Role, SshPublicKey, Taint};
use crate::secrets::{CertificateName, Pki};
use crate::sensitivity::Sensitivity;
use crate::yaml;
pub use bundle::CODES;
use config::{Config, Existing, File, Piece, State, Unit};
use installer::Installers;
use merge::Override;
use os::System;

/// A config in both forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineConfig {
    /// For reading, and for those who go on with it.
    pub butane: Arc<str>,
    /// What the machine takes.
    pub ignition: Arc<str>,
}

/// What one machine boots with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The machine.
    pub machine: Machine,
    /// The config of the installed system.
    pub config: MachineConfig,
    /// The config of the system that installs it, where the system needs one.
    pub installer: Option<MachineConfig>,
    /// What of ours the machine's snippets override.
    pub overrides: Vec<Override>,
}

/// What the machines of a cluster boot with.
#[derive(Clone)]
pub struct Nodes {
    /// In the order of the cluster's machines. One that is as it was at the last render is the same memory.
    pub machines: Vec<Arc<Node>>,
    /// What is copied to every controller.
    pub bundle: Asset,
}

/// What was written for machines, kept from one render to the next of clusters of the same
/// [frame](crate::model::Frame) and PKI.
#[derive(Default)]
pub struct Known {
    shared: Option<Shared>,
    bundle: Option<Arc<str>>,
    machines: Vec<Arc<Node>>,
}

impl Known {
    /// Forgets what many edits have left behind: units for labels that nobody has any more.
    fn tidy(&mut self, cluster: &Cluster) {
        let count = cluster.controllers().len() + cluster.workers().len();
        if let Some(shared) = &mut self.shared {
            if shared.kubelets.0.len() > count * 2 + 100 {
                shared.kubelets.0.clear();
            }
            shared.writer.tidy(count);
        }
    }
}

/// Writes the config of every machine and the assets bundle. A machine that is as it was is not written again.
///
/// # Errors
///
/// Where the bundle could not carry an asset.
pub fn render(
    cluster: &Cluster,
    pki: &Pki,
    manifests: &Manifests,
    known: &mut Known,
) -> Report<Nodes> {
    known.tidy(cluster);
    let (bundle, mut diagnostics) = match &known.bundle {
        Some(bundle) => (Some(Arc::clone(bundle)), Vec::new()),
        None => {
            let (bundle, diagnostics) = bundle::pack(&manifests.assets).into_parts();
            (bundle.map(Arc::from), diagnostics)
        }
    };
    if diagnostics.is_empty() {
        known.bundle.clone_from(&bundle);
    }
    let shared = known
        .shared
        .get_or_insert_with(|| Shared::new(cluster, pki));
    let mut before = std::mem::take(&mut known.machines).into_iter().peekable();
    let mut machines = Vec::with_capacity(before.len() + 1);
    for machine in cluster.machines() {
        // Both stand in the same order: what stands before this machine is of machines that are gone.
        while before
            .next_if(|node| node.machine.rank() < machine.rank())
            .is_some()
        {}
        match before.next_if(|node| node.machine == *machine) {
            Some(node) => machines.push(node),
            None => match shared.node(cluster, machine) {
                Ok(node) => machines.push(Arc::new(node)),
                Err(problems) => diagnostics.extend(problems),
            },
        }
    }
    known.machines.clone_from(&machines);
    diagnostics.extend(merge::notes(&machines));
    let nodes = bundle.map(|bundle| Nodes {
        machines,
        bundle: Asset {
            contents: bundle,
            sensitivity: Sensitivity::Secret,
        },
    });
    Report::new(nodes, diagnostics)
}

/// The parts that machines share, written once.
struct Shared {
    system: System,
    users: Piece,
    controller: SharedByRole,
    worker: SharedByRole,
    kubelets: Kubelets,
    writer: butane_form::Writer,
    installers: Installers,
    /// Memory to write the next text in.
    written: String,
}

/// `kubelet.service` for each set of labels and taints that was asked for, split where the node's name goes: writing
/// and quoting a unit takes far longer than putting two halves together.
#[derive(Default)]
struct Kubelets(BTreeMap<KubeletKind, (Piece, Piece)>);

/// What besides the node's name decides a machine's `kubelet.service`.
type KubeletKind = (Role, Vec<Label>, Vec<Taint>);

/// Stands for a node's name. Like a name it has harmless characters alone, and no label, taint or image can hold it.
const NAME_MARK: &str = "@@node-name@@";

impl Kubelets {
    fn kind(machine: &Machine) -> KubeletKind {
        (
            machine.role(),
            machine.labels().to_vec(),
            machine.taints().to_vec(),
        )
    }

    fn unit(cluster: &Cluster, machine: &Machine, node_name: &str, system: &System) -> Piece {
        config::unit(&Unit {
            name: "kubelet.service",
            state: State::Present,
            contents: Some(&units::kubelet(cluster, machine, node_name, system)),
            dropins: &[],
        })
    }

    fn of(&mut self, cluster: &Cluster, machine: &Machine, system: &System) -> Piece {
        let (before, after) = self.0.entry(Self::kind(machine)).or_insert_with(|| {
            Self::unit(cluster, machine, NAME_MARK, system)
                .split(NAME_MARK)
                .expect("the unit has one argument with the node's name")
        });
        Piece::around(machine.domain().as_str(), before, after)
    }
}

/// The parts that machines of one role share.
struct SharedByRole {
    directories: Piece,
    files: Piece,
    units: Piece,
}

impl Shared {
    fn new(cluster: &Cluster, pki: &Pki) -> Self {
        let system = os::system(cluster.os());
        let keys: Vec<&str> = cluster
            .ssh_authorized_keys()
            .iter()
            .map(SshPublicKey::as_str)
            .collect();
        let users = config::user("core", &keys);
        Self {
            installers: Installers::new(cluster, system.format, &users),
            users,
            controller: SharedByRole::new(cluster, pki, &system, Role::Controller),
            worker: SharedByRole::new(cluster, pki, &system, Role::Worker),
            kubelets: Kubelets::default(),
            writer: butane_form::Writer::default(),
            written: String::new(),
            system,
        }
    }

    fn node(&mut self, cluster: &Cluster, machine: &Machine) -> Result<Node, Vec<Diagnostic>> {
        let role = match machine.role() {
            Role::Controller => &self.controller,
            Role::Worker => &self.worker,
        };
        let hostname = config::file(&File {
            path: "/etc/hostname",
            contents: machine.domain().as_str(),
            mode: 0o644,
            existing: Existing::Absent,
        });
        let etcd = match machine.role() {
            Role::Controller => config::file(&File {
                path: etcd::ENVIRONMENT_FILE,
                contents: &etcd::environment(cluster, machine),
                mode: 0o644,
                existing: Existing::Absent,
            }),
            Role::Worker => Piece::default(),
        };
        let kubelet = self.kubelets.of(cluster, machine, &self.system);
        let config = Config {
            format: self.system.format,
            users: &self.users,
            directories: &[&role.directories],
            files: &[&hostname, &role.files, &etcd],
            units: &[&role.units, &kubelet],
        };
        let comment = format!(
            "The {} {} of the cluster {}. Made by Kindling; the machine reads the Ignition form of it.",
            machine.role().word(),
            machine.domain(),
            cluster.name()
        );
        let mut overrides = Vec::new();
        let config = if machine.snippets().is_empty() {
            let text = &mut self.written;
            config.butane_into(text, &comment);
            let butane = Arc::from(text.as_str());
            config.ignition_into(text);
            MachineConfig {
                butane,
                ignition: Arc::from(text.as_str()),
            }
        } else {
            let merged = merge::onto(machine.name(), &config.ignition(), machine.snippets())?;
            let names: Vec<String> = machine
                .snippets()
                .iter()
                .map(|snippet| format!("`{}`", snippet.name().escape_debug()))
                .collect();
            let comment = format!(
                "{comment}\nWith its snippets, in order: {}.",
                names.join(", ")
            );
            let (config, spec) = (&merged.config, merged.spec);
            overrides = merged.overrides;
            MachineConfig {
                butane: Arc::from(self.writer.write(
                    config,
                    spec,
                    self.system.format.variant,
                    &comment,
                )),
                ignition: Arc::from(butane_form::ignition(config, spec)),
            }
        };
        Ok(Node {
            machine: machine.clone(),
            config,
            installer: self.installers.render(machine),
            overrides,
        })
    }
}

impl SharedByRole {
    fn new(cluster: &Cluster, pki: &Pki, system: &System, role: Role) -> Self {
        Self {
            directories: Piece::join(system.directories(role).iter().map(config::directory)),
            files: files(cluster, pki, system, role),
            units: units(cluster, system, role),
        }
    }
}

fn files(cluster: &Cluster, pki: &Pki, system: &System, role: Role) -> Piece {
    let kubelet_config = yaml::write::document(&kubelet::configuration(cluster))
        .expect("a struct of named fields with texts, numbers and booleans has a YAML form");
    let layout = layout::script(system.owners);
    let mut files = vec![
        File {
            path: kubelet::CA_FILE,
            contents: &pki.get(CertificateName::KubernetesCa).certificate,
            mode: 0o644,
            existing: Existing::Absent,
        },
        File {
            path: kubelet::CONFIG_FILE,
            contents: &kubelet_config,
            mode: 0o644,
            existing: Existing::Absent,
        },
    ];
    if role == Role::Controller {
        files.push(File {
            path: layout::LAYOUT,
            contents: &layout,
            mode: 0o544,
            existing: Existing::Absent,
        });
        files.push(File {
            path: bootstrap::APPLY,
            contents: bootstrap::APPLY_SCRIPT,
            mode: 0o544,
            existing: Existing::Absent,
        });
    }
    // The kubelet ends pods in order when the machine shuts down, and needs the time for it.
    files.push(File {
        path: "/etc/systemd/logind.conf.d/inhibitors.conf",
        contents: "[Login]\nInhibitDelayMaxSec=45s\n",
        mode: 0o644,
        existing: Existing::Absent,
    });
    files.push(File {
        path: "/etc/sysctl.d/max-user-watches.conf",
        contents: "fs.inotify.max_user_watches=16184\n",
        mode: 0o644,
        existing: Existing::Absent,
    });
    files.extend(system.files.iter().copied());
    Piece::join(files.iter().map(config::file))
}

fn units(cluster: &Cluster, system: &System, role: Role) -> Piece {
    let etcd = units::etcd(cluster, system);
    let bootstrap = units::bootstrap(cluster, system);
    let wait_for_dns = units::wait_for_dns(role, system);
    let kubelet_path = units::kubelet_path();
    let own = |name, state, contents| Unit {
        name,
        state,
        contents: Some(contents),
        dropins: &[],
    };
    let mut units = system.units.clone();
    if role == Role::Controller {
        units.push(own("etcd-member.service", State::Enabled, etcd.as_str()));
        units.push(own("bootstrap.service", State::Present, &bootstrap));
    }
    units.push(own("wait-for-dns.service", State::Enabled, &wait_for_dns));
    units.push(own("kubelet.path", State::Enabled, &kubelet_path));
    Piece::join(units.iter().map(config::unit))
}

#[cfg(test)]
mod tests {
    use super::{Kubelets, os};
    use crate::model::samples;

    /// The halves of a split unit were written for no machine; each machine's must be what writing it gives.
    #[test]
    fn a_unit_put_together_is_the_unit_written() {
        for cluster in [samples::flatcar_cilium(), samples::fedora_coreos_flannel()] {
            let system = os::system(cluster.os());
            let mut kubelets = Kubelets::default();
            for machine in cluster.machines() {
                let written = Kubelets::unit(&cluster, machine, machine.domain().as_str(), &system);
                assert_eq!(kubelets.of(&cluster, machine, &system), written);
            }
        }
    }
}
