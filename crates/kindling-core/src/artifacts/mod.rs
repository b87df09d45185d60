//! Collects what every stage made into one ordered map from path to artifact.

mod leak;
mod list;
mod listing;
mod renderer;
mod snippets;

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::Report;
use crate::document::codes::CodeInfo;
use crate::model::Cluster;
use crate::secrets::Secrets;
use crate::sensitivity::Sensitivity;
pub use list::{Artifacts, Changed, SUMS, SUMS_PURPOSE};
pub use renderer::Renderer;

/// Every code of this stage, with what it means.
pub const CODES: &[CodeInfo] = &[
    CodeInfo {
        code: "delivery/same-file",
        meaning: "Two machines would be served by files of the same name.",
    },
    CodeInfo {
        code: "leak/secret-in-public",
        meaning: "A public artifact would hold a key or a token of the cluster.",
    },
];

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

/// Renders everything the machines of a cluster need: PKI, manifests, machine configs, delivery, runbook.
///
/// Pure: the same cluster and secrets give the same bytes.
///
/// # Errors
///
/// The report has no artifacts where an asset could not be carried by the bundle or a secret would reach a public text.
pub fn render(cluster: &Cluster, secrets: &Secrets) -> Report<Artifacts> {
    Renderer::default().render(cluster, secrets)
}

#[cfg(test)]
pub(crate) mod samples {
    //! Artifacts for the unit tests of later stages.

    use super::Artifacts;
    use super::renderer::Made;
    use crate::model::Cluster;
    use crate::secrets;

    /// Everything of a cluster, with PKI in which every text names what it stands for.
    pub(crate) fn placeholder(cluster: &Cluster) -> Artifacts {
        let (artifacts, diagnostics) = Made::of(secrets::samples::placeholder())
            .render(cluster)
            .into_parts();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        artifacts.expect("nothing was wrong")
    }
}

#[cfg(test)]
mod tests {
    use super::samples;
    use crate::model::{self, Cluster};
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
    }
}
