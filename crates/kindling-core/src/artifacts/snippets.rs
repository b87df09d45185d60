//! The search for secrets in what snippets bring, as a machine unpacks it.

use std::collections::BTreeSet;

use kindling_ignition::summary::{self, Contents};

use super::leak::Needles;
use crate::diagnostic::{Diagnostic, FieldPath, Subject};
use crate::model::{Cluster, Machine};

/// One error for each snippet that brings a secret in a form that hides it from a look at the artifacts: compressed, or
/// with percent signs. A text that several machines take is looked at once.
pub fn leaks(cluster: &Cluster, needles: &Needles) -> Vec<Diagnostic> {
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for snippet in cluster.machines().flat_map(Machine::snippets) {
        if !known.insert(snippet.text()) {
            continue;
        }
        let holds = |contents: &Contents| match contents {
            Contents::Inline { bytes, .. } => needles.occur_in(bytes),
            Contents::Unset | Contents::Fetched(_) | Contents::Broken(_) => false,
        };
        let config = snippet.config();
        let files = &config.storage.files;
        let authorities = &config.ignition.security.tls.certificate_authorities;
        let leaks = files
            .iter()
            .flat_map(|file| std::iter::once(&file.contents).chain(&file.append))
            .chain(config.storage.luks.iter().map(|volume| &volume.key_file))
            .chain(&config.ignition.config.merge)
            .chain(authorities)
            .any(|resource| holds(&summary::contents(resource)));
        if leaks {
            found.push(
                Diagnostic::error(
                    "leak/secret-in-public",
                    FieldPath::root(),
                    format!(
                        "`{}` brings a secret of the cluster, and the configs of machines are public",
                        snippet.name().escape_debug()
                    ),
                )
                .about(Subject::Snippet(snippet.name().to_owned()))
                .hint("take the key or the token out: what machines need of them travels in `assets` and `kubeconfig`"),
            );
        }
    }
    found
}
