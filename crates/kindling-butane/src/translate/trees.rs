//! `storage.trees`: whole folders of embedded files.

use kindling_ignition::{Path, config as ign, path};

use super::nodes::{CONFLICT, Nodes, Taken};
use super::origin::{Origin, record};
use super::{NO_FILES, Translation};
use crate::files::{FileNode, LastLink};
use crate::schema::{Config, NodeGroup, NodeUser, Tree};

const DEFAULT_DIRECTORY_MODE: i64 = 0o755;

impl Translation<'_> {
    pub(super) fn add_trees(&mut self, config: &Config) {
        let trees = &config.storage.trees;
        if trees.is_empty() {
            return;
        }
        let mut nodes = Nodes::of(&self.result.storage);
        for (index, tree) in trees.iter().enumerate() {
            let place = Path::from_iter(["storage", "trees"]).then(index);
            if self.files.is_none() {
                self.error(place, NO_FILES);
                return;
            }
            if let Err(message) = self.add_tree(tree, &place, &mut nodes) {
                self.error(place, message);
            }
        }
    }

    fn add_tree(&mut self, tree: &Tree, place: &Path, nodes: &mut Nodes) -> Result<(), String> {
        let files = self.files.ok_or(NO_FILES)?;
        let root = files.locate(&tree.local)?;
        match files.follow(&root.inner) {
            Err(reason) => return Err(format!("stat {}: {reason}", root.shown)),
            Ok(Some(FileNode::Unreadable(reason))) => {
                return Err(format!("stat {}: {reason}", root.shown));
            }
            Ok(None | Some(FileNode::Directory)) => {}
            Ok(Some(_)) => return Err("root of tree must be a directory".to_owned()),
        }
        // A root that is a link itself is not followed when walking.
        let start = files
            .resolve(&root.inner, LastLink::Kept)
            .map_err(|reason| format!("lstat {}: {reason}", root.shown))?;
        let target = match tree.path.as_deref() {
            None | Some("") => "/",
            Some(target) => target,
        };
        for (relative, node) in files.walk(&start) {
            let target = path::join(target, &relative);
            match node {
                FileNode::Directory => self.add_directory(tree, place, nodes, &target),
                FileNode::Regular {
                    contents,
                    executable,
                } => self.add_file(tree, place, nodes, &target, contents, *executable),
                FileNode::Symlink(text) => self.add_link(tree, place, nodes, &target, text),
                FileNode::Unreadable(reason) => {
                    let shown = path::join(&root.shown, &relative);
                    self.error(place.clone(), format!("open {shown}: {reason}"));
                }
                FileNode::Special => {
                    let message = "trees may only contain files, directories, and symlinks";
                    self.error(place.clone(), message);
                }
            }
        }
        Ok(())
    }

    fn add_directory(&mut self, tree: &Tree, place: &Path, nodes: &mut Nodes, target: &str) {
        if tree.dir_mode.is_none()
            && tree.user == NodeUser::default()
            && tree.group == NodeGroup::default()
        {
            return;
        }
        if nodes.at(target).is_some() {
            return self.error(place.clone(), CONFLICT);
        }
        nodes.take(target, Taken::Directory);
        let directories = &mut self.result.storage.directories;
        record(&mut self.origins.directories, directories.len()).push(Origin::sugar(place.clone()));
        directories.push(ign::Directory {
            group: group(tree),
            path: target.to_owned(),
            user: user(tree),
            mode: Some(tree.dir_mode.unwrap_or(DEFAULT_DIRECTORY_MODE)),
            ..ign::Directory::default()
        });
    }

    fn add_file(
        &mut self,
        tree: &Tree,
        place: &Path,
        nodes: &mut Nodes,
        target: &str,
        contents: &[u8],
        executable: bool,
    ) {
        let files = &mut self.result.storage.files;
        let index = match nodes.at(target) {
            Some(Taken::File(index)) => {
                let source = files[index].contents.source.as_deref();
                if source.is_some_and(|source| !source.is_empty()) {
                    return self.error(place.clone(), CONFLICT);
                }
                record(&mut self.origins.files, files.len())[index].sugar = Some(place.clone());
                index
            }
            Some(_) => return self.error(place.clone(), CONFLICT),
            None => {
                let index = files.len();
                record(&mut self.origins.files, index).push(Origin::sugar(place.clone()));
                files.push(ign::File {
                    group: group(tree),
                    path: target.to_owned(),
                    user: user(tree),
                    ..ign::File::default()
                });
                nodes.take(target, Taken::File(index));
                index
            }
        };
        let mut resource = std::mem::take(&mut files[index].contents);
        self.embed(contents, &mut resource);
        let file = &mut self.result.storage.files[index];
        file.contents = resource;
        if file.mode.is_none() {
            let default = if executable { 0o755 } else { 0o644 };
            file.mode = Some(tree.file_mode.unwrap_or(default));
        }
    }

    fn add_link(&mut self, tree: &Tree, place: &Path, nodes: &mut Nodes, path: &str, text: &str) {
        let links = &mut self.result.storage.links;
        let index = match nodes.at(path) {
            Some(Taken::Link(index)) => {
                let target = links[index].target.as_deref();
                if target.is_some_and(|target| !target.is_empty()) {
                    return self.error(place.clone(), CONFLICT);
                }
                record(&mut self.origins.links, links.len())[index].sugar = Some(place.clone());
                index
            }
            Some(_) => return self.error(place.clone(), CONFLICT),
            None => {
                let index = links.len();
                record(&mut self.origins.links, index).push(Origin::sugar(place.clone()));
                links.push(ign::Link {
                    group: group(tree),
                    path: path.to_owned(),
                    user: user(tree),
                    ..ign::Link::default()
                });
                nodes.take(path, Taken::Link(index));
                index
            }
        };
        links[index].target = Some(text.to_owned());
    }
}

fn user(tree: &Tree) -> ign::NodeUser {
    super::convert::node_user(&mut tree.user.clone())
}

fn group(tree: &Tree) -> ign::NodeGroup {
    super::convert::node_group(&mut tree.group.clone())
}
