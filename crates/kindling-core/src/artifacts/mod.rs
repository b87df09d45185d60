//! Collects what every stage made into one ordered map from path to artifact.

mod leak;

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::delivery;
use crate::diagnostic::{Diagnostic, FieldPath, Report, Subject};
use crate::document::codes::CodeInfo;
use crate::manifests::{self, Manifests};
use crate::model::Cluster;
use crate::nodes::{self, Nodes};
use crate::secrets::{self, Pki, Secrets};
use crate::sensitivity::Sensitivity;

/// Every code of this stage, with what it means.
pub const CODES: &[CodeInfo] = &[CodeInfo {
    code: "leak/secret-in-public",
    meaning: "A public artifact would hold a key or a token of the cluster.",
}];

/// One output file.
#[derive(Clone, PartialEq, Eq)]
pub struct Artifact {
    /// The text. Texts that stand at two paths share their memory.
    pub contents: Arc<str>,
    /// Who may read it.
    pub sensitivity: Sensitivity,
    /// What it is for, one phrase.
    pub purpose: &'static str,
}

impl fmt::Debug for Artifact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Artifact")
            .field("bytes", &self.contents.len())
            .field("sensitivity", &self.sensitivity)
            .field("purpose", &self.purpose)
            .finish()
    }
}

/// Every output file of a cluster, ordered by path. Paths are relative, with `/`, without `..`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Artifacts(BTreeMap<String, Artifact>);

impl Artifacts {
    /// The artifacts in path order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Artifact)> {
        self.0
            .iter()
            .map(|(path, artifact)| (path.as_str(), artifact))
    }

    /// The artifact at a path.
    pub fn get(&self, path: &str) -> Option<&Artifact> {
        self.0.get(path)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn put(
        &mut self,
        path: String,
        contents: Arc<str>,
        sensitivity: Sensitivity,
        purpose: &'static str,
    ) {
        self.0.insert(
            path,
            Artifact {
                contents,
                sensitivity,
                purpose,
            },
        );
    }
}

/// Renders everything the machines of a cluster need: PKI, manifests, machine configs, delivery, runbook.
///
/// Pure: the same cluster and secrets give the same bytes.
///
/// # Errors
///
/// The report has no artifacts where an asset could not be carried by the bundle or a secret would reach a public text.
pub fn render(cluster: &Cluster, secrets: &Secrets) -> Report<Artifacts> {
    secrets::issue(cluster, secrets).and_then(|pki| assemble(cluster, &pki))
}

/// Everything from the issued PKI on.
fn assemble(cluster: &Cluster, pki: &Pki) -> Report<Artifacts> {
    let manifests = manifests::render(cluster, pki);
    nodes::render(cluster, pki, &manifests).and_then(|nodes| {
        delivery::render(cluster, pki, &manifests, &nodes).and_then(|files| {
            let mut artifacts = collect(&manifests, &nodes);
            for file in files {
                artifacts.put(file.path, file.contents, Sensitivity::Public, file.purpose);
            }
            let sums = sums(&artifacts);
            artifacts.put(
                "SHA256SUMS".to_owned(),
                Arc::from(sums),
                Sensitivity::Public,
                "tells whether every file arrived as it was made",
            );
            let leaks = leaks(&artifacts, pki);
            Report::new(Some(artifacts), leaks)
        })
    })
}

/// What the stages before the delivery made.
fn collect(manifests: &Manifests, nodes: &Nodes) -> Artifacts {
    let mut artifacts = Artifacts::default();
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
        artifacts.put(
            path.to_owned(),
            Arc::clone(&asset.contents),
            asset.sensitivity,
            purpose,
        );
    }
    for (name, node) in &nodes.machines {
        let mut put = |file: &str, contents: &Arc<str>, purpose| {
            artifacts.put(
                format!("nodes/{name}/{file}"),
                Arc::clone(contents),
                Sensitivity::Public,
                purpose,
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
    artifacts
}

/// `SHA256SUMS` as `sha256sum --check` reads it. A text that stands at several paths is hashed once.
fn sums(artifacts: &Artifacts) -> String {
    let mut known: BTreeMap<*const u8, String> = BTreeMap::new();
    let mut text = String::with_capacity(artifacts.len() * 100);
    for (path, artifact) in artifacts.iter() {
        let digest = known
            .entry(artifact.contents.as_ptr())
            .or_insert_with(|| format!("{:x}", Sha256::digest(artifact.contents.as_bytes())));
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{digest}  {path}");
    }
    text
}

/// One error for each public artifact that holds a secret in any form. Names the artifact and never the secret.
fn leaks(artifacts: &Artifacts, pki: &Pki) -> Vec<Diagnostic> {
    let needles = leak::Needles::new(pki.secret_texts().map(|secret| secret.expose().as_str()));
    let mut known: BTreeMap<*const u8, bool> = BTreeMap::new();
    artifacts
        .iter()
        .filter(|(_, artifact)| artifact.sensitivity == Sensitivity::Public)
        .filter(|(_, artifact)| {
            *known
                .entry(artifact.contents.as_ptr())
                .or_insert_with(|| needles.occur_in(&artifact.contents))
        })
        .map(|(path, _)| {
            Diagnostic::error(
                "leak/secret-in-public",
                FieldPath::root(),
                format!("`{path}` is public and would hold a secret of the cluster"),
            )
            .about(Subject::Artifact(path.to_owned()))
            .hint("look for a key or a token in the cluster document or a snippet, and take it out")
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod samples {
    //! Artifacts for the unit tests of later stages.

    use super::{Artifacts, assemble};
    use crate::model::Cluster;
    use crate::secrets;

    /// Everything of a cluster, with PKI in which every text names what it stands for.
    pub(crate) fn placeholder(cluster: &Cluster) -> Artifacts {
        let (artifacts, diagnostics) =
            assemble(cluster, &secrets::samples::placeholder()).into_parts();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        artifacts.expect("nothing was wrong")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Artifacts, leaks, samples, sums};
    use crate::model::{self, Cluster};
    use crate::secrets;
    use crate::sensitivity::Sensitivity;

    fn clusters() -> [Cluster; 2] {
        [
            model::samples::flatcar_cilium(),
            model::samples::fedora_coreos_flannel(),
        ]
    }

    #[test]
    fn two_renders_are_the_same_bytes() {
        for cluster in clusters() {
            assert_eq!(
                samples::placeholder(&cluster),
                samples::placeholder(&cluster)
            );
        }
    }

    #[test]
    fn three_files_are_secret() {
        for cluster in clusters() {
            let artifacts = samples::placeholder(&cluster);
            let secret: Vec<&str> = artifacts
                .iter()
                .filter(|(_, artifact)| artifact.sensitivity == Sensitivity::Secret)
                .map(|(path, _)| path)
                .collect();
            assert_eq!(secret, ["admin.conf", "assets", "kubeconfig"]);
        }
    }

    #[test]
    fn every_machine_has_its_files() {
        for cluster in clusters() {
            let artifacts = samples::placeholder(&cluster);
            for machine in cluster.machines() {
                let (name, role) = (machine.name(), machine.role().word());
                for path in [
                    format!("nodes/{name}/butane.yaml"),
                    format!("nodes/{name}/ignition.json"),
                    format!("matchbox/groups/mercury-{name}.json"),
                    format!("matchbox/profiles/mercury-{role}-{name}.json"),
                    format!("matchbox/ignition/mercury-{role}-{name}.ign"),
                    format!("ipxe/{}.ipxe", machine.mac().hyphens()),
                ] {
                    assert!(artifacts.get(&path).is_some(), "{path}");
                }
            }
        }
    }

    #[test]
    fn sums_name_every_file_and_equal_texts_alike() {
        let artifacts = samples::placeholder(&model::samples::flatcar_cilium());
        let text = artifacts.get("SHA256SUMS").expect("sums").contents.clone();
        assert_eq!(text.lines().count(), artifacts.len() - 1);
        let digest = |path: &str| {
            text.lines()
                .find(|line| line.ends_with(&format!("  {path}")))
                .map(|line| line[..64].to_owned())
        };
        assert!(digest("images.txt").is_some());
        assert_eq!(
            digest("nodes/node1/ignition.json"),
            digest("matchbox/ignition/mercury-controller-node1.ign")
        );
        assert_eq!(sums(&Artifacts::default()), "");
    }

    /// A secret that reached a public text keeps everything from being rendered.
    #[test]
    fn a_secret_in_a_public_text_is_found() {
        let pki = secrets::samples::placeholder();
        let cluster = model::samples::flatcar_cilium();
        let mut artifacts = samples::placeholder(&cluster);
        assert!(leaks(&artifacts, &pki).is_empty());
        let token = pki.bootstrap_token_secret().expose();
        artifacts.put(
            "nodes/node1/note".to_owned(),
            Arc::from(format!("the token is {token}")),
            Sensitivity::Public,
            "a mistake",
        );
        let found = leaks(&artifacts, &pki);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, "leak/secret-in-public");
        assert!(!format!("{found:?}").contains(token.as_str()));
    }
}
