//! The files a config may embed, as its caller gives them.
//!
//! Nothing here touches a file system: a caller that has one reads it into a
//! [`FileTree`]. A caller whose folder is large need not read all of it: the
//! tree remembers what was asked of it in vain ([`FileTree::take_wanted`]).
//! The messages are those an operating system would give, with the name of
//! the folder as it was typed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use kindling_ignition::path;

/// One node of a [`FileTree`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileNode {
    /// A regular file.
    Regular {
        /// Its contents.
        contents: Vec<u8>,
        /// Whether anyone may execute it.
        executable: bool,
    },
    /// A folder. Folders on the way to other nodes need not be given.
    Directory,
    /// A symbolic link, with its target as it stands.
    Symlink(String),
    /// A socket, device or pipe.
    Special,
    /// Something that cannot be read, and the operating system's reason in lower case.
    Unreadable(String),
}

/// Something that a [`FileTree`] was asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// A path that leads to nothing in the tree, or out of it.
    Path(String),
    /// Everything beneath a path.
    Below(String),
}

/// The files beneath one folder, by their paths relative to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTree {
    root: String,
    nodes: BTreeMap<String, FileNode>,
    outside: BTreeMap<String, FileNode>,
    wanted: RefCell<BTreeSet<Wanted>>,
}

/// Why something could not be read, in the words of the original.
pub(crate) type FileError = String;

const ESCAPE: &str = "local file path traverses outside the files directory";
const NOT_FOUND: &str = "no such file or directory";
const NOT_A_DIRECTORY: &str = "not a directory";

/// How many links may lead to one another, as on Linux.
const MOST_LINKS: usize = 40;

impl FileTree {
    /// A tree without files; `root` is the folder's name in messages.
    #[must_use]
    pub fn new(root: impl Into<String>) -> Self {
        Self {
            root: root.into(),
            ..Self::default()
        }
    }

    /// Says what a path leads to whose links leave the folder. Without it such a path leads nowhere.
    pub fn insert_outside(&mut self, path: &str, node: FileNode) {
        self.outside.insert(path.to_owned(), node);
    }

    /// What was asked for and may be missing, since the last call. A caller that reads files only as they are needed
    /// puts these in and translates again, until nothing new is wanted.
    #[must_use]
    pub fn take_wanted(&self) -> BTreeSet<Wanted> {
        self.wanted.take()
    }

    /// Puts a node at `path`, relative to the folder, with `/` between names.
    pub fn insert(&mut self, path: &str, node: FileNode) {
        let path = path.trim_matches('/');
        for (index, _) in path.match_indices('/') {
            let parent = &path[..index];
            if !self.nodes.contains_key(parent) {
                self.nodes.insert(parent.to_owned(), FileNode::Directory);
            }
        }
        if !path.is_empty() {
            self.nodes.insert(path.to_owned(), node);
        }
    }

    /// The name of `path` in messages, or why it may not be read.
    pub(crate) fn locate(&self, path: &str) -> Result<Location, FileError> {
        let root = path::clean(&self.root);
        let shown = if path.is_empty() {
            root.clone().into_owned()
        } else {
            path::clean(&format!("{}/{path}", self.root)).into_owned()
        };
        let inner = if shown == *root {
            ""
        } else if *root == *"." && !shown.starts_with("../") && shown != ".." {
            shown.as_str()
        } else if *root == *"/" {
            &shown[1..]
        } else {
            shown
                .strip_prefix(root.as_ref())
                .and_then(|rest| rest.strip_prefix('/'))
                .ok_or(ESCAPE)?
        };
        let inner = inner.to_owned();
        Ok(Location { shown, inner })
    }

    /// The contents of a file.
    pub(crate) fn read(&self, path: &str) -> Result<&[u8], FileError> {
        let place = self.locate(path)?;
        let shown = &place.shown;
        if shown.contains('\0') {
            return Err(format!("open {shown}: invalid argument"));
        }
        match self.follow(&place.inner) {
            Err(reason) => Err(format!("open {shown}: {reason}")),
            Ok(Some(FileNode::Unreadable(reason))) => Err(format!("open {shown}: {reason}")),
            Ok(None | Some(FileNode::Directory)) => Err(format!("read {shown}: is a directory")),
            Ok(Some(FileNode::Regular { contents, .. })) => Ok(contents),
            Ok(Some(_)) => Err(format!("open {shown}: no such device or address")),
        }
    }

    /// The node at a path, following links; `None` is the folder itself.
    pub(crate) fn follow(&self, path: &str) -> Result<Option<&FileNode>, &'static str> {
        match self.resolve(path, LastLink::Followed) {
            Ok(path) => Ok(self.nodes.get(&path)),
            Err(reason) => {
                self.want(Wanted::Path(path.to_owned()));
                self.outside.get(path).map(Some).ok_or(reason)
            }
        }
    }

    fn want(&self, wanted: Wanted) {
        self.wanted.borrow_mut().insert(wanted);
    }

    /// The path without links on its way; empty for the folder itself.
    pub(crate) fn resolve(&self, path: &str, last: LastLink) -> Result<String, &'static str> {
        let names = |path: &str| -> Vec<String> {
            path.rsplit('/')
                .filter(|name| !name.is_empty() && *name != ".")
                .map(str::to_owned)
                .collect()
        };
        let mut links = 0;
        let mut done = String::new();
        let mut todo = names(path);
        while let Some(name) = todo.pop() {
            if name == ".." {
                // Out of the folder there is nothing to see.
                if done.is_empty() {
                    return Err(NOT_FOUND);
                }
                done.truncate(done.rfind('/').unwrap_or(0));
                continue;
            }
            let next = if done.is_empty() {
                name
            } else {
                format!("{done}/{name}")
            };
            match self.nodes.get(&next) {
                None => return Err(NOT_FOUND),
                Some(FileNode::Symlink(_)) if todo.is_empty() && last == LastLink::Kept => {
                    return Ok(next);
                }
                Some(FileNode::Symlink(target)) => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err("too many levels of symbolic links");
                    }
                    if target.starts_with('/') {
                        return Err(NOT_FOUND);
                    }
                    todo.extend(names(target));
                }
                Some(FileNode::Directory) => done = next,
                Some(FileNode::Unreadable(_)) => return Ok(next),
                Some(_) if !todo.is_empty() => return Err(NOT_A_DIRECTORY),
                Some(_) => return Ok(next),
            }
        }
        Ok(done)
    }

    /// Everything at and beneath `path`, without following links: folders
    /// before what is in them, names in byte order. Paths are relative to
    /// `path`.
    pub(crate) fn walk(&self, path: &str) -> Vec<(String, &FileNode)> {
        self.want(Wanted::Below(path.to_owned()));
        let mut found = Vec::new();
        let prefix = if path.is_empty() {
            found.push((".".to_owned(), &FileNode::Directory));
            String::new()
        } else {
            match self.nodes.get(path) {
                None => return found,
                Some(node) => found.push((".".to_owned(), node)),
            }
            format!("{path}/")
        };
        let mut below: Vec<(&str, &FileNode)> = self
            .nodes
            .range(prefix.clone()..)
            .take_while(|(path, _)| path.starts_with(&prefix))
            .map(|(path, node)| (&path[prefix.len()..], node))
            .collect();
        // A folder stands at its own name's place among its siblings, so `/`
        // sorts before every other byte.
        below.sort_by(|(a, _), (b, _)| a.split('/').cmp(b.split('/')));
        found.extend(
            below
                .into_iter()
                .map(|(path, node)| (path.to_owned(), node)),
        );
        found
    }
}

/// What happens to a link at the end of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LastLink {
    Followed,
    Kept,
}

/// A path inside a [`FileTree`].
pub(crate) struct Location {
    /// With the folder's name before it.
    pub shown: String,
    /// Relative to the folder; empty for the folder itself.
    pub inner: String,
}

#[cfg(test)]
mod tests {
    use super::{FileNode, FileTree, Wanted};

    fn tree() -> FileTree {
        let mut tree = FileTree::new("files");
        let file = |text: &str| FileNode::Regular {
            contents: text.as_bytes().to_vec(),
            executable: false,
        };
        tree.insert("a", file("a"));
        tree.insert("d/b", file("b"));
        tree.insert("d/c.txt", file("c"));
        tree.insert("d-e", file("e"));
        tree.insert("to-a", FileNode::Symlink("d/../a".into()));
        tree.insert("to-d", FileNode::Symlink("./d".into()));
        tree.insert("out", FileNode::Symlink("../../etc/passwd".into()));
        tree.insert("abs", FileNode::Symlink("/etc/passwd".into()));
        tree.insert("loop", FileNode::Symlink("loop".into()));
        tree
    }

    #[test]
    fn reading_stays_inside_the_folder() {
        let tree = tree();
        for (path, expected) in [
            ("a", Ok("a")),
            ("/a", Ok("a")),
            ("d/../a", Ok("a")),
            ("to-a", Ok("a")),
            ("to-d/b", Ok("b")),
            ("d", Err("read files/d: is a directory")),
            ("", Err("read files: is a directory")),
            ("x", Err("open files/x: no such file or directory")),
            ("a/x", Err("open files/a/x: not a directory")),
            ("../x", Err(super::ESCAPE)),
            ("../files-2/x", Err(super::ESCAPE)),
            ("../files/a", Ok("a")),
            ("out", Err("open files/out: no such file or directory")),
            ("abs", Err("open files/abs: no such file or directory")),
            (
                "loop",
                Err("open files/loop: too many levels of symbolic links"),
            ),
            ("a\0b", Err("open files/a\0b: invalid argument")),
        ] {
            let read = tree.read(path);
            let read = read.as_deref().map_err(String::as_str);
            assert_eq!(read, expected.map(str::as_bytes), "{path}");
        }
    }

    #[test]
    fn what_is_missing_is_wanted() {
        let mut tree = tree();
        assert!(tree.read("a").is_ok() && tree.take_wanted().is_empty());
        assert!(tree.read("abs").is_err() && tree.read("d/x").is_err());
        let wanted = ["abs", "d/x"].map(|path| Wanted::Path(path.into()));
        assert_eq!(tree.take_wanted(), wanted.into());
        let file = |text: &str| FileNode::Regular {
            contents: text.into(),
            executable: false,
        };
        tree.insert_outside("abs", file("root"));
        tree.insert("d/x", FileNode::Unreadable("permission denied".into()));
        assert_eq!(tree.read("abs"), Ok(&b"root"[..]));
        assert_eq!(
            tree.read("d/x"),
            Err("open files/d/x: permission denied".into())
        );
    }

    #[test]
    fn walking_goes_depth_first_in_byte_order() {
        let walked: Vec<String> = tree().walk("").into_iter().map(|(path, _)| path).collect();
        let expected = [
            ".", "a", "abs", "d", "d/b", "d/c.txt", "d-e", "loop", "out", "to-a", "to-d",
        ];
        assert_eq!(walked, expected);
    }
}
