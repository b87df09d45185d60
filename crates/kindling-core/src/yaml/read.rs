//! Reads YAML of a few known fields into a tree.
//!
//! Fields written in block style, one a line, know where they stand; what is written in braces does not.

use std::collections::BTreeMap;

use crate::diagnostic::Position;

/// What a scalar is to a YAML reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// A text.
    Text,
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// Any other number.
    Float,
}

/// A node of the document.
pub struct Node {
    /// Where it starts, if known.
    pub position: Option<Position>,
    /// What it is.
    pub value: Value,
}

/// What a node is.
pub enum Value {
    /// A scalar as text.
    Scalar {
        /// The text.
        text: String,
        /// What it is taken for.
        kind: ScalarKind,
    },
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the document.
    Map(Vec<Entry>),
}

/// A key of a mapping with its value.
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands, if known.
    pub position: Option<Position>,
    /// The value.
    pub value: Node,
}

/// The text is not YAML, or has keys that are no texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// From where on, if known.
    pub position: Option<Position>,
}

/// Reads one document.
///
/// # Errors
///
/// The text is not YAML.
pub fn document(text: &str) -> Result<Node, ReadError> {
    let value: serde_yaml::Value = serde_yaml::from_str(text).map_err(|error| ReadError {
        position: error.location().map(|location| Position {
            line: location.line(),
            column: location.column(),
        }),
    })?;
    let mut tree = node(value)?;
    place(&mut tree, &mut Vec::new(), &places(text));
    Ok(tree)
}

/// Where a field's key and its value stand.
#[derive(Clone, Copy)]
struct Place {
    key: Position,
    value: Position,
}

/// The fields of a text in block style, by the keys that lead to them.
fn places(text: &str) -> BTreeMap<Vec<&str>, Place> {
    let mut places = BTreeMap::new();
    let mut above: Vec<(usize, &str)> = Vec::new();
    let mut block = None;
    for (index, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if line.trim().is_empty() || block.is_some_and(|of| indent > of) {
            continue;
        }
        block = None;
        let Some((key, value)) = line[indent..].split_once(':') else {
            continue;
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if key.is_empty() || key.starts_with('-') || !key.bytes().all(plain) {
            continue;
        }
        above.retain(|(outer, _)| *outer < indent);
        above.push((indent, key));
        let at = |column: usize| Position {
            line: index + 1,
            column,
        };
        let blank = value.len() - value.trim_start().len();
        let value = value.trim();
        let own = at(indent + 1);
        let place = Place {
            key: own,
            value: if value.is_empty() {
                own
            } else {
                at(indent + key.len() + blank + 2)
            },
        };
        places.insert(above.iter().map(|(_, key)| *key).collect(), place);
        if value.starts_with(['|', '>']) {
            block = Some(indent);
        }
    }
    places
}

fn place(node: &mut Node, path: &mut Vec<String>, places: &BTreeMap<Vec<&str>, Place>) {
    let Value::Map(entries) = &mut node.value else {
        return;
    };
    for entry in entries {
        path.push(entry.key.clone());
        let keys: Vec<&str> = path.iter().map(String::as_str).collect();
        if let Some(place) = places.get(&keys) {
            entry.position = Some(place.key);
            entry.value.position = Some(place.value);
        }
        place(&mut entry.value, path, places);
        path.pop();
    }
}

fn node(value: serde_yaml::Value) -> Result<Node, ReadError> {
    let scalar = |text: String, kind| Value::Scalar { text, kind };
    let value = match value {
        serde_yaml::Value::Null => scalar(String::new(), ScalarKind::Null),
        serde_yaml::Value::Bool(value) => scalar(value.to_string(), ScalarKind::Bool),
        serde_yaml::Value::Number(number) if number.is_f64() => {
            scalar(number.to_string(), ScalarKind::Float)
        }
        serde_yaml::Value::Number(number) => scalar(number.to_string(), ScalarKind::Integer),
        serde_yaml::Value::String(text) => scalar(text, ScalarKind::Text),
        serde_yaml::Value::Sequence(items) => {
            Value::List(items.into_iter().map(node).collect::<Result<_, _>>()?)
        }
        serde_yaml::Value::Mapping(entries) => {
            let mut map = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                let Value::Scalar { text: key, .. } = node(key)?.value else {
                    return Err(ReadError { position: None });
                };
                map.push(Entry {
                    key,
                    position: None,
                    value: node(value)?,
                });
            }
            Value::Map(map)
        }
        serde_yaml::Value::Tagged(tagged) => return node(tagged.value),
    };
    Ok(Node {
        position: None,
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_block_style_know_where_they_stand() {
        let text = "# one\na: 1\nb:\n  c: |\n    d: 2\n    e\n  f:   three\ng: { h: 4 }\n";
        let tree = document(text).expect("YAML");
        let Value::Map(entries) = tree.value else {
            unreachable!("a mapping");
        };
        let mut found = Vec::new();
        let mut note = |entry: &Entry| {
            let at = |position: Option<Position>| position.map(|it| (it.line, it.column));
            found.push((
                entry.key.clone(),
                at(entry.position),
                at(entry.value.position),
            ));
        };
        for entry in &entries {
            note(entry);
            if let Value::Map(entries) = &entry.value.value {
                entries.iter().for_each(&mut note);
            }
        }
        let expected = [
            ("a", Some((2, 1)), Some((2, 4))),
            ("b", Some((3, 1)), Some((3, 1))),
            ("c", Some((4, 3)), Some((4, 6))),
            ("f", Some((7, 3)), Some((7, 8))),
            ("g", Some((8, 1)), Some((8, 4))),
            ("h", None, None),
        ];
        assert_eq!(
            found,
            expected.map(|(key, own, value)| (key.to_owned(), own, value))
        );
    }
}
