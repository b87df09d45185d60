//! How artifacts reach machines: matchbox's file store, iPXE scripts for any web server, the operator's runbook.
//!
//! Takes a cluster and what its machines boot with; gives files, all of them public: a network serves them to anyone.

mod boot;
mod cached;
mod ipxe;
mod matchbox;
mod runbook;
mod tasks;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, FieldPath, Report};
use crate::document::codes::CodeInfo;
use crate::manifests::Manifests;
use crate::model::{Cluster, Image, InstallSource, Machine, MachineName, Platform};
use crate::nodes::{Node, Nodes};
use crate::secrets::Pki;
use boot::{NetworkBoot, Server};
pub use matchbox::{Served, served};
pub use tasks::Task;

/// Every code of this stage, with what it means.
pub const CODES: &[CodeInfo] = &[
    CodeInfo {
        code: "delivery/kernel-argument",
        meaning: "A kernel argument cannot be carried by a boot script.",
    },
    CodeInfo {
        code: "delivery/same-file",
        meaning: "Two machines would be served by files of the same name.",
    },
];

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

/// The files of machines, kept from one render to the next of clusters of the same [frame](crate::model::Frame).
#[derive(Default)]
pub struct Known(BTreeMap<MachineName, Delivered>);

/// The files of one machine and what they were made from.
struct Delivered {
    machine: Machine,
    node: Node,
    files: Vec<File>,
    diagnostics: Vec<Diagnostic>,
}

impl Known {
    /// The files of a machine, made anew where it or what it boots with is another.
    fn of(&mut self, boot: &NetworkBoot<'_>, node: &Node) -> &Delivered {
        match self.0.entry(boot.machine.name().clone()) {
            Entry::Vacant(place) => place.insert(Delivered::new(boot, node)),
            Entry::Occupied(place) => {
                let known = place.into_mut();
                if known.machine != *boot.machine || !known.node.shares_texts_with(node) {
                    *known = Delivered::new(boot, node);
                }
                known
            }
        }
    }
}

impl Delivered {
    fn new(boot: &NetworkBoot<'_>, node: &Node) -> Self {
        let from_matchbox = boot.from(Server::Matchbox);
        let diagnostics = boot.check(&from_matchbox);
        let mut files = Vec::with_capacity(7);
        matchbox::files(boot, from_matchbox, node, &mut files);
        files.push(ipxe::machine(boot));
        Self {
            machine: boot.machine.clone(),
            node: node.clone(),
            files,
            diagnostics,
        }
    }
}

/// What the operator does with the artifacts, and what the machines fetch.
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
) -> Report<Vec<File>> {
    let mut diagnostics = Vec::new();
    let mut files = Vec::with_capacity(nodes.machines.len() * 7 + 8);
    let Platform::BareMetal(platform) = cluster.platform();
    known.0.retain(|name, _| nodes.machines.contains_key(name));
    for machine in cluster.machines() {
        let Some(node) = nodes.machines.get(machine.name()) else {
            continue;
        };
        let delivered = known.of(
            &NetworkBoot {
                cluster,
                platform,
                machine,
            },
            node,
        );
        diagnostics.extend_from_slice(&delivered.diagnostics);
        files.extend_from_slice(&delivered.files);
    }
    files.push(ipxe::chain(platform));
    if platform.install_source() == InstallSource::Cached {
        files.push(cached::list(cluster, platform));
    }
    files.push(images(cluster, manifests));
    files.push(runbook::runbook(cluster, platform, pki, nodes));
    diagnostics.extend(collisions(&files));
    Report::new(Some(files), diagnostics)
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

/// Two machines whose files would have one name, such as `node1` and `install-node1`.
fn collisions(files: &[File]) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    files
        .iter()
        .filter(|file| !seen.insert(&*file.path))
        .map(|file| {
            Diagnostic::error(
                "delivery/same-file",
                FieldPath::root(),
                format!("two machines would both be served by `{}`", file.path),
            )
            .hint("rename a machine so that no name is `install-` and another machine's name")
        })
        .collect()
}
