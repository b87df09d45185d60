//! The ordered list of artifacts, and what is known of their texts: digests are taken when they are first asked for.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

use super::Artifact;
use crate::sensitivity::Sensitivity;

/// The path of the digests of all other artifacts.
pub const SUMS: &str = "SHA256SUMS";

/// What they are for.
pub const SUMS_PURPOSE: &str = "tells whether every file arrived as it was made";

/// Every output file of a cluster, ordered by path. Paths are relative, with `/`, without `..`.
///
/// A copy costs nothing: it is the same memory. Neither does `SHA256SUMS` until it is read: it is written then.
#[derive(Clone, Default)]
pub struct Artifacts(Arc<List>);

#[derive(Default)]
struct List {
    /// In path order, without the digests of all.
    entries: Vec<Arc<Entry>>,
    sums: Option<Sums>,
}

/// `SHA256SUMS`.
struct Sums {
    /// How many entries stand before it.
    at: usize,
    written: OnceLock<Entry>,
}

/// An artifact at its path.
pub(super) struct Entry {
    pub(super) path: Arc<str>,
    pub(super) artifact: Artifact,
    digest: Arc<Digest>,
}

/// The SHA-256 of a text, once it was asked for.
type Digest = OnceLock<[u8; 32]>;

/// An artifact that is not what it was.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    /// Where it is or was.
    pub path: &'a str,
    /// What it was, if there was one.
    pub before: Option<&'a Artifact>,
    /// What it is, if there is one.
    pub after: Option<&'a Artifact>,
}

impl Entry {
    pub(super) fn new(path: Arc<str>, artifact: Artifact) -> Self {
        Self {
            path,
            artifact,
            digest: Arc::default(),
        }
    }

    /// The text of this entry at another path.
    pub(super) fn again(&self, path: Arc<str>, artifact: Artifact) -> Self {
        Self {
            path,
            artifact,
            digest: Arc::clone(&self.digest),
        }
    }

    fn sha256(&self) -> &[u8; 32] {
        let text = &self.artifact.contents;
        self.digest
            .get_or_init(|| Sha256::digest(text.as_bytes()).into())
    }
}

impl List {
    fn written<'a>(&'a self, sums: &'a Sums) -> &'a Entry {
        sums.written.get_or_init(|| {
            Entry::new(
                Arc::from(SUMS),
                Artifact {
                    contents: Arc::from(written(&self.entries)),
                    sensitivity: Sensitivity::Public,
                    purpose: SUMS_PURPOSE,
                },
            )
        })
    }
}

impl Artifacts {
    /// The list of these entries, which are in path order, and of their digests.
    pub(super) fn with_sums(entries: Vec<Arc<Entry>>) -> Self {
        let at = entries.partition_point(|entry| *entry.path < *SUMS);
        Self(Arc::new(List {
            entries,
            sums: Some(Sums {
                at,
                written: OnceLock::new(),
            }),
        }))
    }

    /// Artifacts that were made before, by path.
    pub fn from_parts(parts: BTreeMap<String, Artifact>) -> Self {
        let entries = parts
            .into_iter()
            .map(|(path, artifact)| Arc::new(Entry::new(Arc::from(path), artifact)));
        Self(Arc::new(List {
            entries: entries.collect(),
            sums: None,
        }))
    }

    /// In path order, without the digests of all.
    pub(super) fn entries(&self) -> &[Arc<Entry>] {
        &self.0.entries
    }

    fn all(&self) -> impl Iterator<Item = &Entry> {
        let List { entries, sums } = &*self.0;
        let at = sums.as_ref().map_or(entries.len(), |sums| sums.at);
        let (before, after) = entries.split_at(at);
        let sums = sums.iter().map(|sums| self.0.written(sums));
        let (before, after) = (before.iter(), after.iter());
        before
            .map(Arc::as_ref)
            .chain(sums)
            .chain(after.map(Arc::as_ref))
    }

    /// The artifacts in path order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Artifact)> {
        self.all().map(|entry| (&*entry.path, &entry.artifact))
    }

    /// The SHA-256 digest of each artifact, in path order.
    pub fn digests(&self) -> impl Iterator<Item = (&str, &[u8; 32])> {
        self.all().map(|entry| (&*entry.path, entry.sha256()))
    }

    /// The artifact at a path.
    pub fn get(&self, path: &str) -> Option<&Artifact> {
        let List { entries, sums } = &*self.0;
        if let Some(sums) = sums
            && path == SUMS
        {
            return Some(&self.0.written(sums).artifact);
        }
        let at = entries
            .binary_search_by(|entry| (*entry.path).cmp(path))
            .ok()?;
        Some(&entries[at].artifact)
    }

    /// The artifacts that are others than in an earlier list, or at other paths, in path order. `SHA256SUMS` is left
    /// out: it is another one whenever anything is.
    ///
    /// What both lists have in common is not read, so this takes little time for two lists of one
    /// [`Renderer`](super::Renderer).
    pub fn changed_since<'a>(&'a self, earlier: &'a Self) -> impl Iterator<Item = Changed<'a>> {
        let (mut before, mut after) = (earlier.entries().iter(), self.entries().iter());
        let (mut old, mut new) = (before.next(), after.next());
        std::iter::from_fn(move || {
            loop {
                let order = match (old, new) {
                    (None, None) => return None,
                    (Some(_), None) => std::cmp::Ordering::Less,
                    (None, Some(_)) => std::cmp::Ordering::Greater,
                    (Some(one), Some(other)) if Arc::ptr_eq(one, other) => {
                        (old, new) = (before.next(), after.next());
                        continue;
                    }
                    (Some(one), Some(other)) => one.path.cmp(&other.path),
                };
                let was = old.filter(|_| order.is_le());
                let is = new.filter(|_| order.is_ge());
                if was.is_some() {
                    old = before.next();
                }
                if is.is_some() {
                    new = after.next();
                }
                let path = &is.or(was)?.path;
                let (was, is) = (was.map(|e| &e.artifact), is.map(|e| &e.artifact));
                if was != is && **path != *SUMS {
                    return Some(Changed {
                        path,
                        before: was,
                        after: is,
                    });
                }
            }
        })
    }

    /// How long `SHA256SUMS` is, in bytes, without writing it; 0 where it is no part of the list or was no list of ours.
    pub fn sums_length(&self) -> usize {
        match &self.0.sums {
            Some(_) => length(&self.0.entries),
            None => 0,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.entries.len() + usize::from(self.0.sums.is_some())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl PartialEq for Artifacts {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.iter().eq(other.iter())
    }
}

impl Eq for Artifacts {}

impl fmt::Debug for Artifacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

/// How long a line of `SHA256SUMS` is besides its path: digits, two blanks, the end of the line.
const LINE: usize = 64 + 2 + 1;

fn length(entries: &[Arc<Entry>]) -> usize {
    entries.iter().map(|entry| entry.path.len() + LINE).sum()
}

/// `SHA256SUMS` as `sha256sum --check` reads it.
fn written(entries: &[Arc<Entry>]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(length(entries));
    let mut digits = [0; 64];
    for entry in entries {
        for (pair, byte) in digits.chunks_exact_mut(2).zip(entry.sha256()) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        text.push_str(str::from_utf8(&digits).expect("digits are ASCII"));
        text.push_str("  ");
        text.push_str(&entry.path);
        text.push('\n');
    }
    text
}
