//! The folder of files that a config may embed, read as far as the config asks.
//!
//! A config names a few files of a folder that may hold a whole repository, so the folder is not read up front: a
//! translation runs, says what it missed, and runs again with that. Links are kept as links, as trees need them; where
//! one leaves the folder, what it leads to is read for those who only want the contents. Never writes.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::path::{Component, Path, PathBuf};

use kindling_butane::{FileNode, FileTree, Wanted};

use super::streams::{self, TOO_LARGE};

/// How many bytes all files together may have.
const ALL: u64 = 256 << 20;

/// How many links may lead to one another, as on Linux.
const MOST_LINKS: usize = 40;

/// A folder and what was read of it.
pub struct FilesDir {
    root: PathBuf,
    tree: FileTree,
    known: BTreeSet<Wanted>,
    left: u64,
}

impl FilesDir {
    /// A folder of which nothing is read yet.
    pub fn new(root: &OsStr) -> Self {
        Self {
            root: root.into(),
            tree: FileTree::new(root.to_string_lossy()),
            known: BTreeSet::new(),
            left: ALL,
        }
    }

    /// Runs with the files it asks for.
    pub fn run<T>(&mut self, run: impl Fn(&FileTree) -> T) -> T {
        loop {
            let result = run(&self.tree);
            let mut is_complete = true;
            for wanted in self.tree.take_wanted() {
                if self.known.insert(wanted.clone()) {
                    is_complete = false;
                    match wanted {
                        Wanted::Path(path) => self.read_path(&path),
                        Wanted::Below(path) => self.read_below(&path),
                    }
                }
            }
            if is_complete {
                return result;
            }
        }
    }

    /// Reads what a path leads to, and every link on the way.
    fn read_path(&mut self, path: &str) {
        let mut done = String::new();
        let mut todo: Vec<String> = path.rsplit('/').map(str::to_owned).collect();
        let mut links = 0;
        while let Some(name) = todo.pop() {
            match name.as_str() {
                "" | "." => continue,
                ".." if done.is_empty() => return self.read_outside(path),
                ".." => {
                    done.truncate(done.rfind('/').unwrap_or(0));
                    continue;
                }
                _ => {}
            }
            let next = join(&done, &name);
            let here = self.root.join(&next);
            let metadata = match fs::symlink_metadata(&here) {
                Ok(metadata) => metadata,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
                Err(error) => {
                    let reason = streams::reason(&error);
                    return self.tree.insert(&next, FileNode::Unreadable(reason));
                }
            };
            let node = self.node(&here, &metadata);
            match &node {
                FileNode::Symlink(target) => {
                    links += 1;
                    if links > MOST_LINKS {
                        return;
                    }
                    let target = Path::new(target);
                    if target.is_absolute() {
                        self.tree.insert(&next, node);
                        return self.read_outside(path);
                    }
                    let names = target
                        .components()
                        .rev()
                        .filter_map(|component| match component {
                            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
                            Component::ParentDir => Some("..".to_owned()),
                            _ => None,
                        });
                    todo.extend(names);
                    self.tree.insert(&next, node);
                }
                FileNode::Directory => {
                    done.clone_from(&next);
                    self.tree.insert(&next, node);
                }
                _ => return self.tree.insert(&next, node),
            }
        }
    }

    /// Reads what a path leads to whose links leave the folder.
    fn read_outside(&mut self, path: &str) {
        let here = self.root.join(path);
        let node = match fs::metadata(&here) {
            Ok(metadata) => self.node(&here, &metadata),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => FileNode::Unreadable(streams::reason(&error)),
        };
        self.tree.insert_outside(path, node);
    }

    /// Reads everything beneath a folder, without following links.
    fn read_below(&mut self, path: &str) {
        let mut folders = vec![path.to_owned()];
        while let Some(folder) = folders.pop() {
            let here = self.root.join(&folder);
            match fs::symlink_metadata(&here) {
                Ok(metadata) if metadata.is_dir() => {}
                // What is no folder has nothing beneath it, and was read when its path was asked for.
                _ => continue,
            }
            let entries = match fs::read_dir(&here) {
                Ok(entries) => entries,
                Err(error) => {
                    let reason = streams::reason(&error);
                    self.tree.insert(&folder, FileNode::Unreadable(reason));
                    continue;
                }
            };
            for entry in entries.flatten() {
                let inner = join(&folder, &entry.file_name().to_string_lossy());
                let node = match fs::symlink_metadata(entry.path()) {
                    Ok(metadata) => self.node(&entry.path(), &metadata),
                    Err(error) => FileNode::Unreadable(streams::reason(&error)),
                };
                if node == FileNode::Directory {
                    folders.push(inner.clone());
                }
                self.tree.insert(&inner, node);
            }
        }
    }

    fn node(&mut self, here: &Path, metadata: &Metadata) -> FileNode {
        let kind = metadata.file_type();
        if kind.is_dir() {
            FileNode::Directory
        } else if kind.is_symlink() {
            match fs::read_link(here) {
                Ok(target) => FileNode::Symlink(target.to_string_lossy().into_owned()),
                Err(error) => FileNode::Unreadable(streams::reason(&error)),
            }
        } else if kind.is_file() {
            match self.contents(here) {
                Ok(contents) => FileNode::Regular {
                    contents,
                    executable: is_executable(metadata),
                },
                Err(reason) => FileNode::Unreadable(reason),
            }
        } else {
            FileNode::Special
        }
    }

    fn contents(&mut self, here: &Path) -> Result<Vec<u8>, String> {
        let file = File::open(here).map_err(|error| streams::reason(&error))?;
        let contents = streams::bounded(file)?;
        match self.left.checked_sub(contents.len() as u64) {
            Some(left) => self.left = left,
            None => return Err(TOO_LARGE.to_owned()),
        }
        Ok(contents)
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_metadata: &Metadata) -> bool {
    false
}
