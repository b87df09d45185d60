//! How artifacts reach machines: matchbox's file store, iPXE scripts for any web server, the operator's runbook.
//!
//! Takes a cluster and what its machines boot with; gives files, all of them public: a network serves them to anyone.

mod boot;
mod cached;
mod draft;
mod ipxe;
mod matchbox;
mod runbook;
mod tasks;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Report};
use crate::document::codes::CodeInfo;
use crate::manifests::Manifests;
use crate::model::{Cluster, Image, InstallSource, KernelArgument, Platform, Role};
use crate::nodes::{Node, Nodes};
use crate::secrets::Pki;
use boot::{Identity, NetworkBoot};
use draft::Drafts;
pub use matchbox::{Served, served};
pub use tasks::Task;

/// Every code of this stage, with what it means.
pub const CODES: &[CodeInfo] = &[CodeInfo {
    code: "delivery/kernel-argument",
    meaning: "A kernel argument cannot be carried by a boot script.",
}];

/// One file of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it goes, relative to the folder of the cluster.
    pub path: Arc<str>,
    /// The text.
    pub contents: Arc<str>,
    /// What it is for, one phrase.
    pub purpose: &'static str,
}

impl File {
    fn new(
        path: impl Into<Arc<str>>,
        contents: impl Into<Arc<str>>,
        purpose: &'static str,
    ) -> Self {
        Self {
            path: path.into(),
            contents: contents.into(),
            purpose,
        }
    }
}

/// What one machine fetches, and what the operator does for it.
pub struct Delivered {
    /// What it boots with.
    pub node: Arc<Node>,
    /// The files it fetches.
    pub files: Vec<File>,
    /// The operator's commands for it, a line each.
    commands: String,
    diagnostics: Vec<Diagnostic>,
}

/// The files of a delivery.
pub struct Delivery {
    /// Those of single machines, in the order of the cluster's machines. Those of a machine that is as it was at the
    /// last render are the same memory.
    pub machines: Vec<Arc<Delivered>>,
    /// Those of the cluster.
    pub files: Vec<File>,
}

/// The files of machines, kept from one render to the next of clusters of the same [frame](crate::model::Frame).
#[derive(Default)]
pub struct Known {
    kinds: BTreeMap<Kind, Drafts>,
    machines: Vec<Arc<Delivered>>,
}

/// Machines that agree on these boot alike.
type Kind = (Role, String, Vec<KernelArgument>);

impl Known {
    fn deliver(&mut self, boot: NetworkBoot<'_>, node: &Arc<Node>) -> Delivered {
        let machine = boot.machine;
        let kind = (
            machine.role(),
            machine.install_disk().to_owned(),
            machine.kernel_args().to_vec(),
        );
        let drafts = self.kinds.entry(kind).or_insert_with(|| Drafts::new(boot));
        Delivered {
            files: drafts.of(&boot.identity, node),
            node: Arc::clone(node),
            commands: drafts.commands(&boot.identity),
            diagnostics: boot.check(),
        }
    }
}

/// What the operator does with the artifacts, and what the machines fetch. What a machine fetches that is as it was is
/// not written again.
///
/// # Errors
///
/// Where a kernel argument could not be carried by a boot script.
pub fn render(
    cluster: &Cluster,
    pki: &Pki,
    manifests: &Manifests,
    nodes: &Nodes,
    known: &mut Known,
) -> Report<Delivery> {
    let Platform::BareMetal(platform) = cluster.platform();
    // Many edits leave kinds behind that no machine is of any more.
    if known.kinds.len() > nodes.machines.len() * 2 + 100 {
        known.kinds.clear();
    }
    let mut diagnostics = Vec::new();
    let mut before = std::mem::take(&mut known.machines).into_iter().peekable();
    let mut machines = Vec::with_capacity(nodes.machines.len());
    for node in &nodes.machines {
        let machine = &node.machine;
        // Both stand in the same order: what stands before this machine is of machines that are gone.
        while before
            .next_if(|known| known.node.machine.rank() < machine.rank())
            .is_some()
        {}
        let delivered = before
            .next_if(|known| Arc::ptr_eq(&known.node, node))
            .unwrap_or_else(|| {
                let mac = machine.mac().to_string();
                let boot = NetworkBoot {
                    cluster,
                    platform,
                    machine,
                    identity: Identity {
                        name: machine.name().as_str(),
                        domain: machine.domain().as_str(),
                        mac: &mac,
                        hyphens: &machine.mac().hyphens(),
                    },
                };
                Arc::new(known.deliver(boot, node))
            });
        diagnostics.extend_from_slice(&delivered.diagnostics);
        machines.push(delivered);
    }
    known.machines.clone_from(&machines);
    let mut files = vec![ipxe::chain(platform)];
    if platform.install_source() == InstallSource::Cached {
        files.push(cached::list(cluster, platform));
    }
    files.push(images(cluster, manifests));
    files.push(runbook::runbook(cluster, platform, pki, &machines));
    Report::new(Some(Delivery { machines, files }), diagnostics)
}

/// The images that the machines pull, for a mirror.
fn images(cluster: &Cluster, manifests: &Manifests) -> File {
    let release = cluster.release();
    let images: BTreeSet<&str> = manifests
        .images
        .iter()
        .map(String::as_str)
        .chain([Image::Kubelet, Image::Etcd].map(|image| release.image(image).as_str()))
        .collect();
    let mut text = String::new();
    for image in images {
        text.push_str(image);
        text.push('\n');
    }
    File::new(
        "images.txt",
        text,
        "every container image the machines pull, one a line",
    )
}
