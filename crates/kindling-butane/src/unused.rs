//! Keys without a field: one warning each, at the key.
//!
//! Goes through the values that were read, in the order of the schema, with
//! the node at the same place; where node and value do not match (an alias, a
//! null) it says that it cannot look.

use kindling_ignition::{Entry, Path, Position, Report, Severity, report::Step};

use crate::variant::Schema;
use crate::yaml::{Decode, Document, NodeId, Shape};

/// The walk over one document.
pub(crate) struct Visitor<'d> {
    document: &'d Document<'d>,
    pub schema: Schema,
    path: Path,
    report: Report,
}

impl<'d> Visitor<'d> {
    /// Warns of every key of `document` that `value` has no field for.
    pub(crate) fn check<T: Decode>(
        document: &'d Document<'d>,
        schema: Schema,
        value: &T,
    ) -> Report {
        let mut visitor = Visitor {
            document,
            schema,
            path: Path::root(),
            report: Report::new(),
        };
        if let Some(root) = document.root() {
            value.visit(&mut visitor, root);
        }
        visitor.report
    }

    /// Looks at the keys of the object at `id`. False where there is no
    /// mapping.
    pub(crate) fn object(&mut self, id: NodeId, is_known: impl Fn(&str) -> bool) -> bool {
        let document = self.document;
        if document.node(id).shape != Shape::Mapping {
            let message = format!(
                "context tree does not match content tree at {}. Line and column reporting may be inconsistent. Unused keys may not be reported",
                self.path
            );
            self.warn(self.path.clone(), message, id);
            return false;
        }
        for (key, _) in document.entries(id) {
            let name = document.node(key).value.as_ref();
            if !is_known(name) {
                let step = Step::KeyItself(name.to_owned().into());
                self.warn(
                    self.path.clone().then(step),
                    format!("unused key {name}"),
                    key,
                );
            }
        }
        true
    }

    fn warn(&mut self, path: Path, message: String, place: NodeId) {
        let node = self.document.node(place);
        self.report.entries.push(Entry {
            severity: Severity::Warning,
            path,
            position: Some(Position {
                line: u64::from(node.line()),
                column: u64::from(node.column()),
            }),
            message: message.into(),
        });
    }

    /// Goes on into the value of a field of the object at `id`.
    pub(crate) fn field<T: Decode>(&mut self, id: NodeId, key: &'static str, value: &T) {
        if let Some(node) = self.document.get(id, key) {
            self.path.push(key);
            value.visit(self, node);
            self.path.steps.pop();
        }
    }

    /// Goes on into the items of the list at `id`.
    pub(crate) fn list<T: Decode>(&mut self, list: &[T], id: NodeId) {
        if self.document.node(id).shape != Shape::Sequence {
            return;
        }
        let document = self.document;
        // Null items are gone from the list but count in the document.
        for (index, (item, node)) in list.iter().zip(document.children(id)).enumerate() {
            self.path.push(index);
            item.visit(self, node);
            self.path.steps.pop();
        }
    }
}
