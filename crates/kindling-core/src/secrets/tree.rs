//! A YAML value that may hold secrets: wiped when dropped, hidden in `Debug`.

use std::fmt;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use zeroize::Zeroize as _;

/// A value on its way into a secrets document, or one that an older Kindling carries along for a newer one.
#[derive(Clone)]
pub(super) enum Tree {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    pub(super) fn text(value: impl Into<String>) -> Self {
        Self::Text(value.into())
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tree(hidden)")
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        match self {
            Self::Text(text) => text.zeroize(),
            Self::Map(entries) => entries.iter_mut().for_each(|(key, _)| key.zeroize()),
            _ => {}
        }
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}
