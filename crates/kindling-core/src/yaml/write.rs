//! Writes YAML that a YAML 1.1 reader, which Kubernetes tools are, and a YAML 1.2 reader read to the same values.
//!
//! Takes any serialisable value, gives block style text with an indent of two. A text of several lines is a literal
//! block, a text of one line stays on its line however long it is, and what any reader could take for something else
//! than a text is quoted. Mappings keep the order of their value. Never writes anchors, tags, comments or directives.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A value that has no YAML form, such as a map with a mapping for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError(String);

impl fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "value has no YAML form: {}", self.0)
    }
}

impl std::error::Error for WriteError {}

/// One document, ending in one newline.
///
/// # Errors
///
/// Where the value has no YAML form. Structs of named fields, and maps from text, of texts, numbers, booleans,
/// sequences and further such maps and structs always have one.
pub fn document<T: Serialize>(value: &T) -> Result<String, WriteError> {
    let mut text = String::new();
    append(&mut text, value)?;
    Ok(text)
}

/// Several documents with `---` between them.
///
/// # Errors
///
/// As [`document`].
pub fn documents<T: Serialize>(values: &[T]) -> Result<String, WriteError> {
    let mut text = String::new();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            text.push_str("---\n");
        }
        append(&mut text, value)?;
    }
    Ok(text)
}

fn append<T: Serialize>(text: &mut String, value: &T) -> Result<(), WriteError> {
    let value = serde_json::to_value(value).map_err(|error| WriteError(error.to_string()))?;
    let options = serde_saphyr::ser_options! {
        indent_step: 2,
        compact_list_indent: true,
        prefer_block_scalars: false,
    };
    serde_saphyr::to_fmt_writer_with_options(&mut *text, &Node(&value), options)
        .map_err(|error| WriteError(error.to_string()))?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(())
}

/// A value whose texts choose their own style.
struct Node<'a>(&'a Value);

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) if fits_literal_block(text) => {
                serde_saphyr::LitStr(text).serialize(serializer)
            }
            Value::Array(values) => serializer.collect_seq(values.iter().map(Node)),
            Value::Object(values) => {
                serializer.collect_map(values.iter().map(|(key, value)| (key, Node(value))))
            }
            value => value.serialize(serializer),
        }
    }
}

/// Whether every reader takes a literal block of this text back to the same text.
///
/// A block that begins with a space or an empty line needs an indentation indicator, and some readers refuse one that
/// begins with a tab; such texts are quoted instead.
fn fits_literal_block(text: &str) -> bool {
    text.contains('\n') && !text.starts_with([' ', '\t', '\n'])
}

#[cfg(test)]
pub(crate) mod readers;
#[cfg(test)]
mod tests;
