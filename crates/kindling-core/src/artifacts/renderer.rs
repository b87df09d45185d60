//! The stages in a row, and what is kept of them between two renders.

use std::sync::Arc;

use super::leak::Needles;
use super::listing::Listing;
use super::{Artifact, Artifacts, snippets};
use crate::delivery;
use crate::diagnostic::Report;
use crate::manifests::{self, Manifests};
use crate::model::{Cluster, Frame};
use crate::nodes::{self, Nodes};
use crate::secrets::{self, Pki, Secrets};
use crate::sensitivity::Sensitivity;

/// Renders again and again, and makes only what changed since the last time: PKI where names in certificates or the
/// secrets did, manifests and shared parts where the cluster's [frame](Frame) did, files of those machines that did.
///
/// What it gives is what [`render`](super::render) gives, to the byte.
#[derive(Default)]
pub struct Renderer(Option<(secrets::Request, Made)>);

impl Renderer {
    /// Renders a cluster. See [`render`](super::render).
    ///
    /// # Errors
    ///
    /// As [`render`](super::render).
    pub fn render(&mut self, cluster: &Cluster, secrets: &Secrets) -> Report<Artifacts> {
        let request = secrets::Request::new(cluster, secrets);
        if let Some((known, made)) = &mut self.0
            && *known == request
        {
            return made.render(cluster);
        }
        self.0 = None;
        secrets::issue(cluster, secrets).and_then(|pki| {
            let (_, made) = self.0.insert((request, Made::of(pki)));
            made.render(cluster)
        })
    }

    /// What was issued for the last cluster, if its certificates could be.
    pub fn pki(&self) -> Option<&Pki> {
        self.0.as_ref().map(|(_, made)| &made.pki)
    }
}

/// What was made with one PKI.
pub(super) struct Made {
    pki: Pki,
    needles: Needles,
    framed: Option<Framed>,
    /// The last list without a leak.
    artifacts: Artifacts,
}

/// What was made for one frame.
struct Framed {
    frame: Frame,
    manifests: Manifests,
    nodes: nodes::Known,
    delivery: delivery::Known,
}

impl Made {
    /// Nothing yet.
    pub(super) fn of(pki: Pki) -> Self {
        Self {
            needles: Needles::new(pki.secret_texts().map(|secret| secret.expose().as_str())),
            pki,
            framed: None,
            artifacts: Artifacts::default(),
        }
    }

    /// Everything from the issued PKI on.
    pub(super) fn render(&mut self, cluster: &Cluster) -> Report<Artifacts> {
        let Self {
            pki,
            needles,
            framed,
            artifacts: before,
        } = self;
        let frame = cluster.frame();
        if framed.as_ref().is_none_or(|framed| framed.frame != frame) {
            *framed = None;
        }
        let Framed {
            manifests,
            nodes: known_nodes,
            delivery: known_delivery,
            ..
        } = framed.get_or_insert_with(|| Framed {
            frame,
            manifests: manifests::render(cluster, pki),
            nodes: nodes::Known::default(),
            delivery: delivery::Known::default(),
        });
        nodes::render(cluster, pki, manifests, known_nodes).and_then(|nodes| {
            delivery::render(cluster, pki, manifests, &nodes, known_delivery).and_then(|files| {
                let mut listing = collect(manifests, &nodes);
                for file in files {
                    listing.put(file.path, public(file.contents, file.purpose));
                }
                listing.put(
                    "cluster.yaml",
                    public(
                        Arc::from(cluster.document_text()),
                        "the cluster document, to open again",
                    ),
                );
                let (artifacts, mut leaks) = listing.finish(before, needles);
                leaks.extend(snippets::leaks(cluster, needles));
                if leaks.is_empty() {
                    *before = artifacts.clone();
                }
                Report::new(Some(artifacts), leaks)
            })
        })
    }
}

const fn public(contents: Arc<str>, purpose: &'static str) -> Artifact {
    Artifact {
        contents,
        sensitivity: Sensitivity::Public,
        purpose,
    }
}

/// What the stages before the delivery made.
fn collect(manifests: &Manifests, nodes: &Nodes) -> Listing {
    let mut listing = Listing::default();
    for (path, asset, purpose) in [
        (
            "assets",
            &nodes.bundle,
            "keys, certificates and manifests of the control plane, for controllers",
        ),
        (
            "kubeconfig",
            &manifests.kubelet_kubeconfig,
            "what a kubelet introduces itself with, for every machine",
        ),
        (
            "admin.conf",
            &manifests.admin_kubeconfig,
            "the operator's access to the cluster",
        ),
    ] {
        listing.put(
            path,
            Artifact {
                contents: Arc::clone(&asset.contents),
                sensitivity: asset.sensitivity,
                purpose,
            },
        );
    }
    for (name, node) in &nodes.machines {
        let mut put = |file: &str, contents: &Arc<str>, purpose| {
            listing.put(
                format!("nodes/{name}/{file}"),
                public(Arc::clone(contents), purpose),
            );
        };
        put(
            "butane.yaml",
            &node.config.butane,
            "the machine's config, for reading",
        );
        put(
            "ignition.json",
            &node.config.ignition,
            "the machine's config, as it takes it",
        );
        if let Some(installer) = &node.installer {
            put(
                "install.butane.yaml",
                &installer.butane,
                "the config of the machine's installer, for reading",
            );
            put(
                "install.json",
                &installer.ignition,
                "the config of the machine's installer, as it takes it",
            );
        }
    }
    listing
}
