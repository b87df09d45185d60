//! What a text becomes when it is opened: a document for the form, what was found, and whether the form would lose any of it.

use kindling_core::document::{self, ClusterDocument};

use super::Finding;
use super::words::Severity;

/// A text that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The document, as far as it was understood; none where the text is no YAML.
    pub document: Option<ClusterDocument>,
    /// What the form cannot show of the text, because it has no field for it: the document is opened without it.
    pub lost: Vec<Finding>,
}

impl Reading {
    /// Whether an error is among what would be lost; a note is nothing to stop for.
    pub fn is_lossy(&self) -> bool {
        self.document.is_none()
            || self
                .lost
                .iter()
                .any(|finding| finding.severity == Severity::Error)
    }
}

/// Reads the text of a cluster document.
pub fn read(text: &str) -> Reading {
    let (document, found) = document::read(text).into_parts();
    let Some(document) = document else {
        return Reading {
            document: None,
            lost: found.iter().map(Finding::from).collect(),
        };
    };
    let document = document.without_positions();
    if found.is_empty() {
        return Reading {
            document: Some(document),
            lost: Vec::new(),
        };
    }
    // What a form holds is what is written of it: whatever is found there again is shown at its field.
    let (_, stays) = document::read(&document::write(&document)).into_parts();
    let lost = found
        .iter()
        .filter(|finding| {
            !stays
                .iter()
                .any(|other| other.code == finding.code && other.path == finding.path)
        })
        .map(Finding::from)
        .collect();
    Reading {
        document: Some(document),
        lost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_field_shows_is_lost() {
        let cases = [
            ("kindling: 1\ncluster_name: m\n", &[][..], false),
            ("kindling: 1\nmystery: 1\n", &["document/unknown-key"], true),
            (
                "kindling: 1\ncluster_name: 42\n",
                &["document/wrong-type"],
                true,
            ),
            ("cluster_name: m\n", &["document/missing-field"], true),
            ("kindling: 1\ncluster_name: [\n", &["document/syntax"], true),
            (
                "kindling: 1\nssh_authorized_key: ssh-ed25519 AAAA\n",
                &["document/old-spelling"],
                false,
            ),
        ];
        for (text, codes, lossy) in cases {
            let reading = read(text);
            let lost: Vec<&str> = reading
                .lost
                .iter()
                .map(|finding| finding.code.as_str())
                .collect();
            assert_eq!(lost, codes, "{text}");
            assert_eq!(reading.is_lossy(), lossy, "{text}");
        }
    }

    #[test]
    fn fields_that_are_missing_are_no_loss() {
        let reading = read("kindling: 1\n");
        assert!(reading.document.is_some() && !reading.is_lossy());
    }
}
