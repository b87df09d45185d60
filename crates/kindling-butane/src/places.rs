//! From paths to the nodes they name.
//!
//! A long report on a long list would look through the list again and again,
//! so what was looked through once is kept in order.

use std::collections::BTreeMap;

use kindling_ignition::{Path, report::Step};

use crate::yaml::{Document, NodeId, Shape};

/// The nodes of a document by path.
pub(crate) struct Places<'d> {
    document: &'d Document<'d>,
    items: BTreeMap<NodeId, Vec<NodeId>>,
    entries: BTreeMap<NodeId, BTreeMap<&'d str, (NodeId, NodeId)>>,
}

impl<'d> Places<'d> {
    pub(crate) fn new(document: &'d Document<'d>) -> Self {
        Places {
            document,
            items: BTreeMap::new(),
            entries: BTreeMap::new(),
        }
    }

    /// The node at a path, or the nearest one around it.
    pub(crate) fn nearest(&mut self, path: &Path) -> Option<NodeId> {
        let mut id = self.document.root()?;
        for step in &path.steps {
            match self.step(id, step) {
                Some(next) => id = next,
                None => break,
            }
        }
        Some(id)
    }

    /// The node at a path.
    pub(crate) fn exact(&mut self, path: &Path) -> Option<NodeId> {
        let root = self.document.root()?;
        path.steps
            .iter()
            .try_fold(root, |id, step| self.step(id, step))
    }

    /// One step inwards; aliases are not followed.
    fn step(&mut self, id: NodeId, step: &Step) -> Option<NodeId> {
        let document = self.document;
        match (document.node(id).shape, step) {
            (Shape::Sequence, Step::Index(index)) => {
                let items = self.items.entry(id);
                let items = items.or_insert_with(|| document.children(id).collect());
                items.get(*index).copied()
            }
            (Shape::Mapping, Step::Key(key) | Step::KeyItself(key)) => {
                let entries = self.entries.entry(id).or_insert_with(|| {
                    let entries = document.entries(id);
                    entries
                        .map(|entry| (document.node(entry.0).value.as_ref(), entry))
                        .collect()
                });
                let (key, value) = *entries.get(key.as_ref())?;
                Some(match step {
                    Step::KeyItself(_) => key,
                    _ => value,
                })
            }
            _ => None,
        }
    }
}
