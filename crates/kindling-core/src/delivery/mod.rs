//! How artifacts reach machines: matchbox's file store, iPXE scripts for any web server, the operator's runbook.
//!
//! Takes a cluster and what its machines boot with; gives files, all of them public: a network serves them to anyone.

mod boot;
mod cached;
mod ipxe;
mod matchbox;
mod runbook;
mod tasks;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, FieldPath, Report};
use crate::document::codes::CodeInfo;
use crate::manifests::Manifests;
use crate::model::{Cluster, Image, InstallSource, Platform};
use crate::nodes::Nodes;
use crate::secrets::Pki;
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
    pub path: String,
    /// The text.
    pub contents: Arc<str>,
    /// What it is for, one phrase.
    pub purpose: &'static str,
}

impl File {
    fn new(path: String, contents: impl Into<Arc<str>>, purpose: &'static str) -> Self {
        Self {
            path,
            contents: contents.into(),
            purpose,
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
) -> Report<Vec<File>> {
    let mut diagnostics = Vec::new();
    let mut files = Vec::with_capacity(nodes.machines.len() * 6 + 8);
    let Platform::BareMetal(platform) = cluster.platform();
    for machine in cluster.machines() {
        let Some(node) = nodes.machines.get(machine.name()) else {
            continue;
        };
        let network_boot = boot::NetworkBoot {
            cluster,
            platform,
            machine,
        };
        diagnostics.extend(network_boot.check());
        matchbox::files(&network_boot, node, &mut files);
        files.push(ipxe::machine(&network_boot));
    }
    files.push(ipxe::chain(platform));
    if platform.install_source() == InstallSource::Cached {
        files.push(cached::list(cluster, platform));
    }
    files.push(images(cluster, manifests));
    files.push(runbook::runbook(cluster, platform, pki));
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
        "images.txt".to_owned(),
        text,
        "every container image the machines pull, one a line",
    )
}

/// Two machines whose files would have one name, such as `node1` and `install-node1`.
fn collisions(files: &[File]) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    files
        .iter()
        .filter(|file| !seen.insert(file.path.as_str()))
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
