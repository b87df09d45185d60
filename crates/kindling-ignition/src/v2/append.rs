//! Merging as the 2.x line does it: lists grow, other values of the child win.

use super::table::{Object, Ty, Value};

/// The child appended to the parent: lists are joined, objects appended field by field, and the child's other
/// values replace the parent's, except where they are unset options. The version stays the parent's, and
/// `ignition.config` is the child's.
#[must_use]
pub fn append(parent: &Object, child: &Object) -> Object {
    let mut result = parent.clone();
    for (row, field) in parent.def.rows(parent.spec) {
        let Some(slot) = result.at_mut(row) else {
            continue;
        };
        let new = child.at(row);
        match (field.key, field.ty) {
            ("version" | "ignitionVersion", _) => {}
            ("config", _) => *slot = new.clone(),
            (_, Ty::Object(def)) => {
                if let Value::Object(new) = new {
                    let old = match std::mem::take(slot) {
                        Value::Object(old) => *old,
                        _ => Object::new(def, parent.spec),
                    };
                    *slot = append(&old, new).into();
                }
            }
            (_, Ty::Objects(_) | Ty::Texts) => match (slot, new) {
                (Value::Objects(old), Value::Objects(new)) => old.extend_from_slice(new),
                (Value::Texts(old), Value::Texts(new)) => old.extend_from_slice(new),
                (slot @ Value::Unset, new) => *slot = new.clone(),
                _ => {}
            },
            // An optional object is one value: the child's replaces the parent's whole.
            (
                _,
                Ty::OptObject(_)
                | Ty::OptText
                | Ty::OptFlag
                | Ty::OptNumber
                | Ty::OptNumber64
                | Ty::Hash,
            ) => {
                if *new != Value::Unset {
                    *slot = new.clone();
                }
            }
            _ => *slot = new.clone(),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use crate::{
        print::Layout,
        v2::{Config, append},
    };

    fn config(text: &str) -> Config {
        Config::parse(text.as_bytes()).expect("a valid config").0
    }

    #[test]
    fn lists_grow_and_other_values_are_the_childs() {
        let parent = config(
            r#"{"ignition":{"version":"2.3.0","config":{"append":[{"source":"http://a/"}]},"timeouts":{"httpTotal":5}},
            "systemd":{"units":[{"name":"a.service"}]},
            "storage":{"filesystems":[{"name":"x","path":"/x"}]}}"#,
        );
        let child = config(
            r#"{"ignition":{"version":"2.3.0","timeouts":{"httpResponseHeaders":7}},
            "systemd":{"units":[{"name":"a.service","mask":true}]}}"#,
        );
        assert_eq!(
            append(&parent, &child).print(Layout::Compact),
            concat!(
                r#"{"ignition":{"config":{},"security":{"tls":{}},"timeouts":{"httpResponseHeaders":7,"httpTotal":5},"#,
                r#""version":"2.3.0"},"networkd":{},"passwd":{},"storage":{"filesystems":[{"name":"x","path":"/x"}]},"#,
                r#""systemd":{"units":[{"name":"a.service"},{"mask":true,"name":"a.service"}]}}"#,
            )
        );
        let empty = config(r#"{"ignition":{"version":"2.3.0"}}"#);
        assert_eq!(append(&empty, &child), child);
    }
}
