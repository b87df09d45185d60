//! Which paths are taken by files, directories and links.

use std::collections::BTreeMap;

use kindling_ignition::config::Storage;

/// What is at a path, by its index in the list of its kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Directory,
    File(usize),
    Link(usize),
}

/// The nodes of a config by path.
pub(super) struct Nodes(BTreeMap<String, Taken>);

impl Nodes {
    pub(super) fn of(storage: &Storage) -> Self {
        let mut nodes = BTreeMap::new();
        for directory in &storage.directories {
            nodes.insert(directory.path.clone(), Taken::Directory);
        }
        for (index, file) in storage.files.iter().enumerate() {
            nodes.insert(file.path.clone(), Taken::File(index));
        }
        for (index, link) in storage.links.iter().enumerate() {
            nodes.insert(link.path.clone(), Taken::Link(index));
        }
        Nodes(nodes)
    }

    pub(super) fn at(&self, path: &str) -> Option<Taken> {
        self.0.get(path).copied()
    }

    pub(super) fn take(&mut self, path: &str, taken: Taken) {
        self.0.insert(path.to_owned(), taken);
    }
}

pub(super) const CONFLICT: &str =
    "matching filesystem node has existing contents or different type";
