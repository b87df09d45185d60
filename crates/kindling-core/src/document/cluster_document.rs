//! The cluster document as a plain struct that a form can edit: strings as they were written, right or wrong.
//!
//! An empty string in a required field is a missing value. Where the document came from a text, it also knows the
//! position of every value and which values have the wrong shape; two documents are equal when their values are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::tree::Node;
use crate::diagnostic::{FieldPath, Position};

/// `os`: the operating system of every machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperatingSystem {
    /// `flatcar-linux` or `fedora-coreos`.
    pub name: String,
    /// Flatcar Linux: `stable`, `beta` or `alpha`.
    pub channel: Option<String>,
    /// Fedora CoreOS: `stable`, `testing` or `next`.
    pub stream: Option<String>,
    /// The version, in the system's own scheme.
    pub version: String,
}

/// `platform`: where the machines are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platform {
    /// `bare-metal`.
    pub name: String,
    /// Where machines reach matchbox.
    pub matchbox_http_endpoint: String,
    /// The disk of every machine that names none itself.
    pub install_disk: Option<String>,
    /// Whether OS images come from matchbox's assets folder.
    pub cached_install: Option<bool>,
    /// Flatcar Linux: `http` or `https`.
    pub download_protocol: Option<String>,
    /// Kernel arguments of every machine.
    pub kernel_args: Vec<String>,
    /// Flatcar Linux: the OEM type of the installer.
    pub oem_type: Option<String>,
}

/// One row of `controllers` or `workers`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// The short name.
    pub name: String,
    /// The address of the network card it boots from.
    pub mac: String,
    /// The fully qualified name.
    pub domain: String,
    /// The disk of this machine.
    pub install_disk: Option<String>,
    /// Kernel arguments of this machine, after the platform's.
    pub kernel_args: Vec<String>,
}

/// One entry of a `snippets` list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Snippet {
    /// The Butane config itself.
    Text(String),
    /// A file beside the document.
    File(String),
    /// The text of a file, and the name of the file it came from.
    Named {
        /// The name.
        file: String,
        /// The Butane config itself.
        text: String,
    },
}

/// `components`: which parts Kindling manages; `None` is the default, yes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Components {
    /// All of them.
    pub enable: Option<bool>,
    /// `coredns.enable`.
    pub coredns: Option<bool>,
    /// `kube_proxy.enable`.
    pub kube_proxy: Option<bool>,
    /// `flannel.enable`.
    pub flannel: Option<bool>,
    /// `cilium.enable`.
    pub cilium: Option<bool>,
}

/// A cluster document, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterDocument {
    /// The cluster's name.
    pub cluster_name: String,
    /// The Kubernetes version, `v1.36.2`.
    pub kubernetes_version: String,
    /// The operating system.
    pub os: OperatingSystem,
    /// The platform.
    pub platform: Platform,
    /// Machines that run the control plane.
    pub controllers: Vec<Machine>,
    /// Machines that run workloads.
    pub workers: Vec<Machine>,
    /// Worker name to labels.
    pub worker_node_labels: BTreeMap<String, Vec<String>>,
    /// Worker name to taints.
    pub worker_node_taints: BTreeMap<String, Vec<String>>,
    /// Machine name to Butane configs.
    pub snippets: BTreeMap<String, Vec<Snippet>>,
    /// The name of the Kubernetes API.
    pub k8s_domain_name: String,
    /// Who may log in as `core`.
    pub ssh_authorized_keys: Vec<String>,
    /// `cilium` or `flannel`.
    pub networking: Option<String>,
    /// The range of pod addresses.
    pub pod_cidr: Option<String>,
    /// The range of service addresses.
    pub service_cidr: Option<String>,
    /// Which parts Kindling manages.
    pub components: Components,
    /// Taint keys that DaemonSets tolerate.
    pub daemonset_tolerations: Vec<String>,
    /// The issuer of service account tokens.
    pub service_account_issuer: Option<String>,
    /// `external` or nothing.
    pub cloud_provider: Option<String>,
    /// Image name to reference.
    pub container_images: BTreeMap<String, String>,
    /// Further names of the API server.
    pub api_server_sans: Vec<String>,
    /// Where it was read.
    pub(super) source: Source,
}

/// What is known of the text a document was read from. Takes no part in comparisons.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    pub(super) tree: Option<Arc<Node>>,
    pub(super) broken: Arc<BTreeSet<FieldPath>>,
}

impl PartialEq for Source {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Source {}

impl ClusterDocument {
    /// Where a field stands in the text; for a missing field, where its nearest parent stands. `None` for a document
    /// that was not read from a text.
    pub fn position(&self, path: &FieldPath) -> Option<Position> {
        self.source.tree.as_deref().map(|tree| tree.locate(path))
    }

    /// Whether a field, or a parent of it, has a shape that was already refused when the text was read.
    pub fn is_broken(&self, path: &FieldPath) -> bool {
        let broken = &self.source.broken;
        if broken.is_empty() {
            return false;
        }
        let mut path = Some(path.clone());
        while let Some(here) = path {
            if broken.contains(&here) {
                return true;
            }
            path = here.parent();
        }
        false
    }

    /// Whether anything below a field was already refused when the text was read.
    pub fn is_broken_below(&self, path: &FieldPath) -> bool {
        self.is_broken(path)
            || self
                .source
                .broken
                .iter()
                .any(|broken| broken.steps().starts_with(path.steps()))
    }

    /// The same document without positions: to be called by who edits it, as the text no longer fits.
    #[must_use]
    pub fn without_positions(mut self) -> Self {
        self.source = Source::default();
        self
    }

    /// The files that `snippets` names, each once, in order: what the caller has to read for `model::resolve`.
    pub fn snippet_files(&self) -> Vec<&str> {
        let mut files: Vec<&str> = self
            .snippets
            .values()
            .flatten()
            .filter_map(|snippet| match snippet {
                Snippet::File(file) => Some(file.as_str()),
                Snippet::Text(_) | Snippet::Named { .. } => None,
            })
            .collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Every machine with the path of its row: controllers, then workers.
    pub fn machines(&self) -> impl Iterator<Item = &Machine> {
        self.controllers.iter().chain(&self.workers)
    }
}
