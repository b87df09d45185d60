//! Reads YAML of a few known fields into a tree.

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
    node(value)
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
