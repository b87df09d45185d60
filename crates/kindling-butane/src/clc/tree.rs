//! The tree of the document, as the validation walk reads it before and after translation.
//!
//! Before translation keys are looked up as they are; afterwards, for the walk over the translated config,
//! in camel case, and contents from elsewhere look as Ignition has them. The tree is a flat list, so that no
//! document is too deep for it.

use std::borrow::Cow;

use kindling_ignition::v2::{report::Mark, walk};

use crate::yaml::{Document, NodeId, Shape};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Leaf,
    List(Vec<usize>),
    /// Keys and values.
    Map(Vec<(usize, usize)>),
}

#[derive(Clone, Debug)]
struct Item {
    kind: Kind,
    text: String,
    line: usize,
    column: usize,
}

/// A tree of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    items: Vec<Item>,
    /// Whether keys are looked up in camel case.
    is_translated: bool,
}

impl Tree {
    /// Copies the tree of a document, which has a root.
    pub(super) fn of(document: &Document<'_>, root: NodeId) -> Self {
        let mut tree = Self::default();
        let root_item = tree.add(document, root);
        let mut open = vec![(root, root_item)];
        while let Some((id, index)) = open.pop() {
            let kind = match document.node(id).shape {
                Shape::Scalar(_) | Shape::Alias(_) => Kind::Leaf,
                Shape::Sequence => {
                    let mut items = Vec::new();
                    for child in document.children(id) {
                        let item = tree.add(document, child);
                        open.push((child, item));
                        items.push(item);
                    }
                    Kind::List(items)
                }
                Shape::Mapping => {
                    let mut entries = Vec::new();
                    for (key, value) in document.entries(id) {
                        let entry = (tree.add(document, key), tree.add(document, value));
                        open.push((value, entry.1));
                        entries.push(entry);
                    }
                    Kind::Map(entries)
                }
            };
            if let Some(item) = tree.items.get_mut(index) {
                item.kind = kind;
            }
        }
        tree
    }

    fn add(&mut self, document: &Document<'_>, id: NodeId) -> usize {
        let node = document.node(id);
        // A collection has no text of its own.
        let text = match node.shape {
            Shape::Scalar(_) | Shape::Alias(_) => node.value.clone().into_owned(),
            Shape::Sequence | Shape::Mapping => String::new(),
        };
        self.items.push(Item {
            kind: Kind::Leaf,
            text,
            line: node.line() as usize,
            column: node.column() as usize,
        });
        self.items.len() - 1
    }

    /// The outermost node.
    pub(super) fn root(&self) -> TreeNode<'_> {
        TreeNode {
            tree: self,
            index: 0,
            key: None,
        }
    }

    /// From now on keys are looked up in camel case.
    pub(super) fn translate_keys(&mut self) {
        self.is_translated = true;
    }

    /// Makes the contents of the file at this index look as Ignition has them, when they come from elsewhere:
    /// what is in `remote` moves up, and its `url` is called `source`.
    pub(super) fn lift_remote(&mut self, file: usize) {
        let lifted = self
            .root()
            .value_at("storage")
            .and_then(|storage| storage.value_at("files"))
            .and_then(|files| {
                let file = files.item_at(file)?.index;
                let remote = self
                    .node(file)
                    .value_at("contents")?
                    .value_at("remote")?
                    .index;
                Some((file, remote))
            });
        let Some((file, remote)) = lifted else { return };
        let is_contents = |tree: &Self, key: usize| {
            tree.items
                .get(key)
                .is_some_and(|item| item.text == "contents")
        };
        if let Some(Kind::Map(entries)) = self.items.get(file).map(|item| item.kind.clone())
            && let Some(place) = entries.iter().position(|(key, _)| is_contents(self, *key))
            && let Some(Item {
                kind: Kind::Map(entries),
                ..
            }) = self.items.get_mut(file)
            && let Some(entry) = entries.get_mut(place)
        {
            entry.1 = remote;
        }
        let url = match self.items.get(remote).map(|item| &item.kind) {
            Some(Kind::Map(entries)) => entries
                .iter()
                .map(|(key, _)| *key)
                .find(|key| self.items.get(*key).is_some_and(|item| item.text == "url")),
            _ => None,
        };
        if let Some(key) = url.and_then(|key| self.items.get_mut(key)) {
            key.text = "source".to_owned();
        }
    }

    fn node(&self, index: usize) -> TreeNode<'_> {
        TreeNode {
            tree: self,
            index,
            key: None,
        }
    }

    fn key_text(&self, key: usize) -> Cow<'_, str> {
        let text = self.items.get(key).map_or("", |item| item.text.as_str());
        if self.is_translated && text.contains('_') {
            Cow::Owned(camel_case(text))
        } else {
            Cow::Borrowed(text)
        }
    }
}

/// `wipe_table` as `wipeTable`.
fn camel_case(key: &str) -> String {
    let mut words = key.split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut chars = word.chars();
        out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(chars.as_str());
    }
    out
}

/// A node of a [`Tree`].
#[derive(Clone, Copy, Debug)]
pub(super) struct TreeNode<'a> {
    tree: &'a Tree,
    index: usize,
    key: Option<usize>,
}

impl<'a> TreeNode<'a> {
    fn mark_of(self, index: usize) -> Mark {
        self.tree
            .items
            .get(index)
            .map_or(Mark::None, |item| Mark::At {
                line: item.line,
                column: item.column,
            })
    }

    /// Where the value is.
    pub(super) fn mark(self) -> Mark {
        self.mark_of(self.index)
    }

    /// The value of a key of a mapping; the last one, where the key is there more than once.
    pub(super) fn value_at(self, key: &str) -> Option<TreeNode<'a>> {
        let Kind::Map(entries) = &self.tree.items.get(self.index)?.kind else {
            return None;
        };
        entries
            .iter()
            .rev()
            .find(|(candidate, _)| self.tree.key_text(*candidate) == key)
            .map(|(key, value)| TreeNode {
                tree: self.tree,
                index: *value,
                key: Some(*key),
            })
    }

    /// The item of a list.
    pub(super) fn item_at(self, index: usize) -> Option<TreeNode<'a>> {
        let Kind::List(items) = &self.tree.items.get(self.index)?.kind else {
            return None;
        };
        items.get(index).map(|item| self.tree.node(*item))
    }
}

impl walk::Node for TreeNode<'_> {
    /// The original knows where the surroundings of a missing key are.
    fn value_mark(&self, _seen: bool) -> Mark {
        self.mark()
    }

    fn key_mark(&self) -> Mark {
        self.key.map_or(Mark::None, |key| self.mark_of(key))
    }

    fn item(&self, index: usize) -> Option<Self> {
        self.item_at(index)
    }

    fn value(&self, key: &str) -> Option<Self> {
        self.value_at(key)
    }

    fn keys(&self) -> Option<Vec<Cow<'_, str>>> {
        let Kind::Map(entries) = &self.tree.items.get(self.index)?.kind else {
            return None;
        };
        let mut seen = std::collections::BTreeSet::new();
        let keys = entries.iter().map(|(key, _)| self.tree.key_text(*key));
        Some(keys.filter(|key| seen.insert(key.clone())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::camel_case;

    #[test]
    fn keys_in_camel_case() {
        for (key, expected) in [
            ("ssh_authorized_keys", "sshAuthorizedKeys"),
            ("a__b", "aB"),
            ("_x", "X"),
            ("type_guid", "typeGuid"),
        ] {
            assert_eq!(camel_case(key), expected);
        }
    }
}
