//! Rules of files, directories and links.

use std::collections::{BTreeMap, BTreeSet};

use super::{Judge, is_given, is_true, path};
use crate::{
    Config,
    config::{NodeGroup, NodeUser, Storage},
    path::{clean, join},
    schema::Role,
    spec::Spec,
    walk::At,
};

impl Judge {
    /// No file, directory or link may stand where a unit is written.
    /// <https://coreos.github.io/ignition/configuration-v3_6/>: `systemd.units`
    pub(super) fn systemd_paths(&mut self, config: &Config) {
        let mut taken = BTreeSet::new();
        for unit in &config.systemd.units {
            if is_given(unit.contents.as_deref()) {
                taken.insert(format!("/etc/systemd/system/{}", unit.name));
            }
            for dropin in &unit.dropins {
                if is_given(dropin.contents.as_deref()) {
                    taken.insert(format!(
                        "/etc/systemd/system/{}.d/{}",
                        unit.name, dropin.name
                    ));
                }
            }
        }
        if taken.is_empty() {
            return;
        }
        let storage = At::Key(&At::Root, "storage");
        let mut check = |list: &'static str, index: usize, path: &str| {
            if taken.contains(path) {
                let list = At::Key(&storage, list);
                let node = At::Index(&list, index);
                self.error(
                    At::Key(&node, "path"),
                    "path conflicts with systemd unit or dropin",
                );
            }
        };
        let nodes = &config.storage;
        nodes
            .files
            .iter()
            .enumerate()
            .for_each(|(index, node)| check("files", index, &node.path));
        nodes
            .directories
            .iter()
            .enumerate()
            .for_each(|(index, node)| check("directories", index, &node.path));
        nodes
            .links
            .iter()
            .enumerate()
            .for_each(|(index, node)| check("links", index, &node.path));
    }

    pub(super) fn storage(&mut self, storage: &Storage, at: &At<'_>) {
        self.links(storage, at);
        self.wiped_disks(storage, at);

        let directories = At::Key(at, "directories");
        for (index, directory) in storage.directories.iter().enumerate() {
            let at = At::Index(&directories, index);
            self.check(At::Key(&at, "path"), path(&directory.path));
            self.mode(directory.mode, &at);
            self.owners(&directory.user, &directory.group, &at);
        }
        self.disks(&storage.disks, &At::Key(at, "disks"));
        let files = At::Key(at, "files");
        for (index, file) in storage.files.iter().enumerate() {
            let at = At::Index(&files, index);
            self.check(At::Key(&at, "path"), path(&file.path));
            self.mode(file.mode, &at);
            if is_true(file.overwrite) && file.contents.source.is_none() {
                self.error(
                    At::Key(&at, "overwrite"),
                    "overwrite must be false if source is unspecified",
                );
            }
            self.owners(&file.user, &file.group, &at);
            let append = At::Key(&at, "append");
            for (index, resource) in file.append.iter().enumerate() {
                self.resource(resource, Role::Contents, &At::Index(&append, index));
            }
            self.resource(&file.contents, Role::Contents, &At::Key(&at, "contents"));
        }
        self.filesystems(&storage.filesystems, &At::Key(at, "filesystems"));
        let links = At::Key(at, "links");
        for (index, link) in storage.links.iter().enumerate() {
            let at = At::Index(&links, index);
            self.check(At::Key(&at, "path"), path(&link.path));
            self.owners(&link.user, &link.group, &at);
        }
        self.luks(&storage.luks, &At::Key(at, "luks"));
        self.raid(&storage.raid, &At::Key(at, "raid"));
    }

    /// <https://coreos.github.io/ignition/configuration-v3_6/>: `mode`
    fn mode(&mut self, mode: Option<i64>, at: &At<'_>) {
        let Some(mode) = mode else { return };
        let at = At::Key(at, "mode");
        if !(0..=0o7777).contains(&mode) {
            self.error(at, "illegal file mode");
        }
        if self.spec < Spec::V3_6 && mode & 0o7000 != 0 {
            self.warn(
                at,
                "setuid/setgid/sticky bits are not supported or functional in spec versions older than 3.6.0",
            );
        }
    }

    fn owners(&mut self, user: &NodeUser, group: &NodeGroup, at: &At<'_>) {
        const BOTH: &str = "cannot set both id and name";
        if group.id.is_some() && is_given(group.name.as_deref()) {
            self.error(At::Key(at, "group"), BOTH);
        }
        if user.id.is_some() && is_given(user.name.as_deref()) {
            self.error(At::Key(at, "user"), BOTH);
        }
    }

    /// Nothing may be written through a link, and hard links have rules of their own.
    /// <https://coreos.github.io/ignition/configuration-v3_6/>: `storage.links`
    fn links(&mut self, storage: &Storage, at: &At<'_>) {
        if storage.links.is_empty() {
            return;
        }
        let linked = Linked::new(storage.links.iter().map(|link| link.path.as_str()));
        let directories = At::Key(at, "directories");
        for (index, directory) in storage.directories.iter().enumerate() {
            for _ in 0..linked.above(&directory.path) {
                self.error(
                    At::Index(&directories, index),
                    "directory path includes link in config",
                );
            }
        }
        let files = At::Key(at, "files");
        for (index, file) in storage.files.iter().enumerate() {
            for _ in 0..linked.above(&file.path) {
                self.error(
                    At::Index(&files, index),
                    "file path includes link in config",
                );
            }
        }
        let mut listed: BTreeMap<&str, usize> = BTreeMap::new();
        for directory in &storage.directories {
            *listed.entry(&directory.path).or_default() += 1;
        }
        let links = At::Key(at, "links");
        for (index, link) in storage.links.iter().enumerate() {
            let at = At::Index(&links, index);
            for _ in 0..linked.above(&link.path) {
                self.error(at, "link path includes link in config");
            }
            let target = link.target.as_deref().unwrap_or("");
            if target.is_empty() && self.spec >= Spec::V3_3 {
                self.error(At::Key(&at, "target"), "link target is required");
                continue;
            }
            if !is_true(link.hard) {
                continue;
            }
            let cleaned = clean(target);
            let target = if cleaned.starts_with('/') {
                cleaned
            } else {
                join(&link.path, target).into()
            };
            for _ in 0..listed.get(target.as_ref()).copied().unwrap_or(0) {
                self.error(at, "hard link target is a directory");
            }
            let (user, group) = (At::Key(&at, "user"), At::Key(&at, "group"));
            for (given, at) in [
                (link.user.id.is_some(), At::Key(&user, "id")),
                (link.user.name.is_some(), At::Key(&user, "name")),
                (link.group.id.is_some(), At::Key(&group, "id")),
                (link.group.name.is_some(), At::Key(&group, "name")),
            ] {
                if given {
                    self.warn(at, "user/group ignored for hard link");
                }
            }
        }
    }
}

/// The paths of links, to be asked which paths lie below them.
struct Linked<'s> {
    counts: BTreeMap<&'s str, usize>,
    lengths: BTreeSet<usize>,
}

impl<'s> Linked<'s> {
    fn new(paths: impl Iterator<Item = &'s str>) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for path in paths {
            *counts.entry(path).or_default() += 1;
        }
        let lengths = counts.keys().map(|path| path.len()).collect();
        Self { counts, lengths }
    }

    /// How many links lie above the path.
    fn above(&self, path: &str) -> usize {
        path.bytes()
            .enumerate()
            .filter(|(index, byte)| *byte == b'/' && self.lengths.contains(index))
            .filter_map(|(index, _)| self.counts.get(&path[..index]))
            .sum()
    }
}
