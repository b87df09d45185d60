//! The search for secrets in what snippets bring, as a machine unpacks it.

use std::collections::BTreeSet;
use std::sync::Arc;

use kindling_ignition::summary::{self, Contents};

use super::leak::Needles;
use crate::diagnostic::{Diagnostic, FieldPath, Subject};
use crate::model::{Cluster, Machine, Snippet};

/// Snippets that were looked at and bring no secret, by their texts.
#[derive(Default)]
pub struct Harmless(BTreeSet<Arc<str>>);

/// How many are kept. No cluster has that many, but many edits of one do.
const KEPT: usize = 1000;

impl Harmless {
    /// One error for each snippet that brings a secret in a form that hides it from a look at the artifacts: compressed,
    /// or with percent signs. A text that several machines take, or that was looked at before, is looked at once.
    pub fn leaks(&mut self, cluster: &Cluster, needles: &Needles) -> Vec<Diagnostic> {
        let Self(harmless) = self;
        if harmless.len() > KEPT {
            harmless.clear();
        }
        let mut known = BTreeSet::new();
        let mut found = Vec::new();
        for snippet in cluster.machines().flat_map(Machine::snippets) {
            if harmless.contains(snippet.text()) || !known.insert(snippet.text()) {
                continue;
            }
            if brings(snippet, needles) {
                found.push(leak(snippet));
            } else {
                harmless.insert(Arc::from(snippet.text()));
            }
        }
        found
    }
}

/// Whether what a machine unpacks of a snippet holds a secret.
fn brings(snippet: &Snippet, needles: &Needles) -> bool {
    let holds = |contents: &Contents| match contents {
        Contents::Inline { bytes, .. } => needles.occur_in(bytes),
        Contents::Unset | Contents::Fetched(_) | Contents::Broken(_) => false,
    };
    let config = snippet.config();
    let files = &config.storage.files;
    let authorities = &config.ignition.security.tls.certificate_authorities;
    files
        .iter()
        .flat_map(|file| std::iter::once(&file.contents).chain(&file.append))
        .chain(config.storage.luks.iter().map(|volume| &volume.key_file))
        .chain(&config.ignition.config.merge)
        .chain(authorities)
        .any(|resource| holds(&summary::contents(resource)))
}

fn leak(snippet: &Snippet) -> Diagnostic {
    Diagnostic::error(
        "leak/secret-in-public",
        FieldPath::root(),
        format!(
            "`{}` brings a secret of the cluster, and the configs of machines are public",
            snippet.name().escape_debug()
        ),
    )
    .about(Subject::Snippet(snippet.name().to_owned()))
    .hint("take the key or the token out: what machines need of them travels in `assets` and `kubeconfig`")
}
