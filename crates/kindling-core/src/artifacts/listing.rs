//! From texts at paths to the finished list: in order, each text hashed and searched for secrets once.
//!
//! What stood at the same path in an earlier list and is still the same text is taken over, digest and all: then an edit
//! of one machine costs the hashing of that machine's files.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::leak::Needles;
use super::{Artifact, Artifacts, Entry};
use crate::diagnostic::{Diagnostic, FieldPath, Subject};
use crate::sensitivity::Sensitivity;

/// Artifacts on their way into the list.
#[derive(Default)]
pub struct Listing {
    /// By folder: what a stage makes for machine after machine is in order within a folder, and sorting what is in
    /// order costs little.
    folders: BTreeMap<String, Vec<(Arc<str>, Artifact)>>,
    count: usize,
}

/// What there is to know of a text.
#[derive(Clone, Copy)]
struct Judged {
    sha256: [u8; 32],
    /// Whether it holds a secret.
    leaks: bool,
}

impl Listing {
    /// Adds an artifact.
    pub fn put(&mut self, path: impl Into<Arc<str>>, artifact: Artifact) {
        let path = path.into();
        let folder = match path.rsplit_once('/') {
            Some((folder, _)) if folder.starts_with("nodes/") => "nodes",
            Some((folder, _)) => folder,
            None => "",
        };
        self.count += 1;
        match self.folders.get_mut(folder) {
            Some(list) => list.push((path, artifact)),
            None => {
                let folder = folder.to_owned();
                self.folders.insert(folder, vec![(path, artifact)]);
            }
        }
    }

    /// The list with `SHA256SUMS`, and one error for each public artifact that holds a secret in any form; it names the
    /// artifact and never the secret. `before` is an earlier list in which no public text held one of the needles.
    pub fn finish(self, before: &Artifacts, needles: &Needles) -> (Artifacts, Vec<Diagnostic>) {
        let mut drafts = Vec::with_capacity(self.count + 1);
        drafts.extend(self.folders.into_values().flatten());
        drafts.sort_by(|one, other| one.0.cmp(&other.0));
        let mut diagnostics = Vec::new();
        let mut judged: BTreeMap<*const u8, Judged> = BTreeMap::new();
        let mut entries = Vec::with_capacity(drafts.len() + 1);
        let mut earlier = Earlier(&before.0);
        let mut judge = |path: &str, artifact: &Artifact| {
            let public = artifact.sensitivity == Sensitivity::Public;
            let found = *judged
                .entry(artifact.contents.as_ptr())
                .or_insert_with(|| Judged {
                    sha256: Sha256::digest(artifact.contents.as_bytes()).into(),
                    leaks: needles.occur_in(artifact.contents.as_bytes()),
                });
            if public && found.leaks {
                diagnostics.push(leak(path));
            }
            found.sha256
        };
        for (path, artifact) in drafts {
            entries.push(match earlier.same(&path, &artifact) {
                Some(entry) => entry.clone(),
                None => Entry {
                    sha256: judge(&path, &artifact),
                    path,
                    artifact,
                },
            });
        }
        let sums = Artifact {
            contents: Arc::from(sums(&entries)),
            sensitivity: Sensitivity::Public,
            purpose: "tells whether every file arrived as it was made",
        };
        let path = "SHA256SUMS";
        let entry = Entry {
            path: Arc::from(path),
            sha256: judge(path, &sums),
            artifact: sums,
        };
        let at = entries.partition_point(|entry| *entry.path < *path);
        entries.insert(at, entry);
        (Artifacts(Arc::new(entries)), diagnostics)
    }
}

/// An earlier list, asked path after path in order.
struct Earlier<'a>(&'a [Entry]);

impl<'a> Earlier<'a> {
    /// The entry at this path, if its text was the same.
    fn same(&mut self, path: &str, artifact: &Artifact) -> Option<&'a Entry> {
        while let Some((first, rest)) = self.0.split_first() {
            if &*first.path > path {
                return None;
            }
            self.0 = rest;
            if &*first.path == path {
                return (first.artifact == *artifact).then_some(first);
            }
        }
        None
    }
}

/// `SHA256SUMS` as `sha256sum --check` reads it.
fn sums(entries: &[Entry]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let length = entries.iter().map(|entry| entry.path.len() + 67).sum();
    let mut text = String::with_capacity(length);
    for entry in entries {
        for byte in entry.sha256 {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        text.push_str("  ");
        text.push_str(&entry.path);
        text.push('\n');
    }
    text
}

fn leak(path: &str) -> Diagnostic {
    Diagnostic::error(
        "leak/secret-in-public",
        FieldPath::root(),
        format!("`{path}` is public and would hold a secret of the cluster"),
    )
    .about(Subject::Artifact(path.to_owned()))
    .hint("look for a key or a token in the cluster document or a snippet, and take it out")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Artifact, Artifacts};
    use super::{Listing, Needles};
    use crate::sensitivity::Sensitivity;

    fn listing(texts: &[(&str, &str)]) -> Listing {
        let mut listing = Listing::default();
        for (path, text) in texts {
            listing.put(
                *path,
                Artifact {
                    contents: Arc::from(*text),
                    sensitivity: Sensitivity::Public,
                    purpose: "a test",
                },
            );
        }
        listing
    }

    const SECRET: &str = "0123456789abcdef";

    #[test]
    fn the_order_is_that_of_whole_paths() {
        let paths = [
            "nodes/a-b/x",
            "nodes/a/x",
            "nodes/a/y",
            "b/c",
            "b.c",
            "a/d/e",
            "a/d",
        ];
        let texts = paths.map(|path| (path, path));
        let (artifacts, _) = listing(&texts).finish(&Artifacts::default(), &Needles::new([]));
        let mut expected: Vec<&str> = paths.into_iter().chain(["SHA256SUMS"]).collect();
        expected.sort_unstable();
        let found: Vec<&str> = artifacts.iter().map(|(path, _)| path).collect();
        assert_eq!(found, expected);
        assert!(paths.iter().all(|path| artifacts.get(path).is_some()));
    }

    /// A secret that reached a public text keeps everything from being rendered.
    #[test]
    fn a_secret_in_a_public_text_is_found() {
        let note = format!("the token is {SECRET}");
        let needles = Needles::new([SECRET]);
        let before = listing(&[("a", "1"), ("b", "2")])
            .finish(&Artifacts::default(), &needles)
            .0;
        let (_, found) = listing(&[("a", "1"), ("b", &note)]).finish(&before, &needles);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, "leak/secret-in-public");
        assert!(found[0].message.contains("`b`"));
        assert!(!format!("{found:?}").contains(SECRET));
    }

    #[test]
    fn a_list_over_an_earlier_one_is_the_list() {
        let needles = Needles::new([SECRET]);
        let lists: [&[(&str, &str)]; 4] = [
            &[],
            &[("b", "1"), ("d", "2")],
            &[("a", "0"), ("b", "3"), ("c", "1"), ("d", "2"), ("e", "4")],
            &[("c", "1")],
        ];
        for before in lists {
            let (before, _) = listing(before).finish(&Artifacts::default(), &needles);
            for list in lists {
                let fresh = listing(list).finish(&Artifacts::default(), &needles);
                assert_eq!(listing(list).finish(&before, &needles), fresh);
            }
        }
    }
}
