//! Keys that a specification does not know, found by comparing a config with the document it came from.

use crate::{
    Config,
    json::{Document, Node, Value},
    report::{Path, Report, Severity, Step},
    schema::{FieldRef, Object, Role},
    spec::Spec,
};

/// Warns about each unknown key, and about objects whose place holds something else (such as `null`).
///
/// A key that differs from a known one in case alone was decoded, but counts as unknown here.
#[must_use]
pub fn check(config: &Config, spec: Spec, document: &Document<'_>) -> Report {
    let mut unused = Unused {
        spec,
        path: Path::root(),
        report: Report::new(),
    };
    unused.object(config, Role::Contents, document.root());
    unused.report
}

/// The warning about an object whose place holds no mapping.
#[must_use]
pub fn mismatch(path: &Path) -> String {
    format!(
        "context tree does not match content tree at {path}. Line and column reporting may be inconsistent. \
         Unused keys may not be reported"
    )
}

struct Unused {
    spec: Spec,
    path: Path,
    report: Report,
}

impl Unused {
    fn object(&mut self, object: &dyn Object, role: Role, node: Node<'_, '_>) {
        if !matches!(node.value(), Value::Map) {
            let message = mismatch(&self.path);
            self.report
                .add(Severity::Warning, self.path.clone(), message);
            return;
        }
        let fields = object.fields();
        let spec = self.spec;
        let known = |key: &str| {
            fields
                .iter()
                .any(|field| field.json == key && field.exists(spec, role))
        };
        // A repeated unknown key is one key.
        let mut unknown: Vec<&str> = node
            .children()
            .filter_map(Node::key)
            .filter(|key| !known(key))
            .collect();
        if unknown.len() > 1 {
            let mut seen = std::collections::BTreeSet::new();
            unknown.retain(|key| seen.insert(*key));
        }
        for key in unknown {
            let mut path = self.path.clone();
            path.steps.push(Step::KeyItself(key.to_owned().into()));
            self.report
                .add(Severity::Warning, path, format!("unused key {key}"));
        }
        for (row, field) in fields.iter().enumerate() {
            if !field.exists(spec, role) {
                continue;
            }
            let value = object.get(row);
            if matches!(
                value,
                FieldRef::Object(_) | FieldRef::OptObject(..) | FieldRef::Objects(_)
            ) && let Some(child) = node.get(field.json)
            {
                self.path.push(field.json);
                self.value(value, field.role, child);
                self.path.steps.pop();
            }
        }
    }

    fn value(&mut self, value: FieldRef<'_>, role: Role, node: Node<'_, '_>) {
        match value {
            FieldRef::Object(object) | FieldRef::OptObject(Some(object), _) => {
                self.object(object, role, node);
            }
            // Up to 3.2 an unset object is not there; afterwards it is an empty one.
            FieldRef::OptObject(None, empty) if self.spec > Spec::V3_2 => {
                self.object(empty().as_ref(), role, node);
            }
            FieldRef::Objects(list) => {
                if !matches!(node.value(), Value::List) {
                    return;
                }
                for (index, child) in node.children().enumerate() {
                    if let Some(item) = list.item(index) {
                        self.path.push(index);
                        self.object(item, role, child);
                        self.path.steps.pop();
                    }
                }
            }
            _ => {}
        }
    }
}
