//! The stages in a row, and what is kept of them between two renders.

use std::sync::Arc;

use super::leak::Needles;
use super::listing::{Edit, Listed};
use super::{Artifact, Artifacts, snippets};
use crate::delivery::{self, Delivered};
use crate::diagnostic::{Diagnostic, Report};
use crate::document;
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
        let earlier = self.0.take();
        let earlier = earlier.as_ref().map(|(request, made)| (request, &made.pki));
        secrets::issue_over(earlier, &request, cluster, secrets).and_then(|pki| {
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
    /// Snippets that bring no secret.
    harmless: snippets::Harmless,
    document: document::Writer,
    framed: Option<Framed>,
}

/// What was made for one frame.
struct Framed {
    frame: Frame,
    manifests: Manifests,
    nodes: nodes::Known,
    delivery: delivery::Known,
    listing: Listing,
}

/// The last list in which nothing was wrong, with what its entries stand for.
#[derive(Default)]
struct Listing {
    artifacts: Artifacts,
    common: Listed,
    /// In the order of the cluster's machines.
    machines: Vec<(Arc<Delivered>, Listed)>,
}

impl Made {
    /// Nothing yet.
    pub(super) fn of(pki: Pki) -> Self {
        Self {
            needles: Needles::new(pki.secret_texts().map(|secret| secret.expose().as_str())),
            harmless: snippets::Harmless::default(),
            document: document::Writer::default(),
            pki,
            framed: None,
        }
    }

    /// Everything from the issued PKI on.
    pub(super) fn render(&mut self, cluster: &Cluster) -> Report<Artifacts> {
        let Self {
            pki,
            needles,
            harmless,
            document,
            framed,
        } = self;
        let frame = cluster.frame();
        if framed.as_ref().is_none_or(|framed| framed.frame != frame) {
            *framed = None;
        }
        let Framed {
            manifests,
            nodes: known_nodes,
            delivery: known_delivery,
            listing,
            ..
        } = framed.get_or_insert_with(|| Framed {
            frame,
            manifests: manifests::render(cluster, pki),
            nodes: nodes::Known::default(),
            delivery: delivery::Known::default(),
            listing: Listing::default(),
        });
        nodes::render(cluster, pki, manifests, known_nodes).and_then(|nodes| {
            delivery::render(cluster, pki, manifests, &nodes, known_delivery).and_then(|delivery| {
                let text = cluster.written(document);
                let common = common(manifests, &nodes, delivery.files, text);
                let (next, mut found) = listing.next(common, delivery.machines, needles);
                found.extend(harmless.leaks(cluster, needles));
                let artifacts = next.artifacts.clone();
                if found.is_empty() {
                    *listing = next;
                }
                Report::new(Some(artifacts), found)
            })
        })
    }
}

impl Listing {
    /// The list of these files. What an earlier list has of them is the same memory.
    fn next(
        &self,
        common: Vec<(Arc<str>, Artifact)>,
        delivered: Vec<Arc<Delivered>>,
        needles: &Needles,
    ) -> (Self, Vec<Diagnostic>) {
        let mut edit = Edit::new(needles);
        let common = edit.comes(common, &self.common);
        let mut before = self.machines.iter().peekable();
        let mut machines = Vec::with_capacity(delivered.len());
        for delivered in delivered {
            // Both stand in the same order: what stands before this machine is of machines that are gone.
            let rank = delivered.node.machine.rank();
            while let Some((_, gone)) =
                before.next_if(|(earlier, _)| earlier.node.machine.rank() < rank)
            {
                edit.goes(gone);
            }
            let earlier = before.next_if(|(earlier, _)| earlier.node.machine.rank() == rank);
            let listed = match earlier {
                Some((earlier, listed)) if Arc::ptr_eq(earlier, &delivered) => Arc::clone(listed),
                Some((_, listed)) => edit.comes(files(&delivered), listed),
                None => edit.comes(files(&delivered), &[]),
            };
            machines.push((delivered, listed));
        }
        for (_, gone) in before {
            edit.goes(gone);
        }
        let (artifacts, found) = edit.apply(&self.artifacts);
        let next = Self {
            artifacts,
            common,
            machines,
        };
        (next, found)
    }
}

const fn public(contents: Arc<str>, purpose: &'static str) -> Artifact {
    Artifact {
        contents,
        sensitivity: Sensitivity::Public,
        purpose,
    }
}

/// The files of the cluster as a whole.
fn common(
    manifests: &Manifests,
    nodes: &Nodes,
    delivery: Vec<delivery::File>,
    document: String,
) -> Vec<(Arc<str>, Artifact)> {
    let mut files: Vec<(Arc<str>, Artifact)> = [
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
    ]
    .into_iter()
    .map(|(path, asset, purpose)| {
        let artifact = Artifact {
            contents: Arc::clone(&asset.contents),
            sensitivity: asset.sensitivity,
            purpose,
        };
        (Arc::from(path), artifact)
    })
    .collect();
    let of_delivery = delivery
        .into_iter()
        .map(|file| (file.path, public(file.contents, file.purpose)));
    files.extend(of_delivery);
    files.push((
        Arc::from("cluster.yaml"),
        public(Arc::from(document), "the cluster document, to open again"),
    ));
    files
}

/// The files of one machine.
fn files(delivered: &Delivered) -> Vec<(Arc<str>, Artifact)> {
    let node = &delivered.node;
    let name = node.machine.name().as_str();
    let installer = node.installer.as_ref();
    let texts = [
        Some((
            "/butane.yaml",
            &node.config.butane,
            "the machine's config, for reading",
        )),
        Some((
            "/ignition.json",
            &node.config.ignition,
            "the machine's config, as it takes it",
        )),
        installer.map(|installer| {
            (
                "/install.butane.yaml",
                &installer.butane,
                "the config of the machine's installer, for reading",
            )
        }),
        installer.map(|installer| {
            (
                "/install.json",
                &installer.ignition,
                "the config of the machine's installer, as it takes it",
            )
        }),
    ];
    let own = texts.into_iter().flatten().map(|(file, text, purpose)| {
        let path = ["nodes/", name, file].concat();
        (Arc::from(path), public(Arc::clone(text), purpose))
    });
    let fetched = delivered.files.iter().map(|file| {
        let contents = Arc::clone(&file.contents);
        (Arc::clone(&file.path), public(contents, file.purpose))
    });
    own.chain(fetched).collect()
}
