//! Writes JSON as Go's `encoding/json` does, which Ignition's, Butane's and matchbox's own tools are built with.
//!
//! The differences from other writers: `<`, `>`, `&`, U+2028 and U+2029 are escaped, and so are backspace and form
//! feed by their numbers.

use std::io;

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, PrettyFormatter};

/// A value that has no JSON form, such as a map with a mapping for a key.
#[derive(Debug)]
pub struct WriteError(serde_json::Error);

impl std::fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "value has no JSON form: {}", self.0)
    }
}

impl std::error::Error for WriteError {}

/// One line without spaces.
///
/// # Errors
///
/// Where the value has no JSON form. Structs of named fields always have one.
pub fn compact<T: Serialize + ?Sized>(value: &T) -> Result<String, WriteError> {
    write(value, CompactFormatter)
}

/// Indented by tabs, without a newline at the end.
///
/// # Errors
///
/// As [`compact`].
pub fn tabbed<T: Serialize + ?Sized>(value: &T) -> Result<String, WriteError> {
    write(value, PrettyFormatter::with_indent(b"\t"))
}

fn write<T: Serialize + ?Sized, F: Formatter>(
    value: &T,
    formatter: F,
) -> Result<String, WriteError> {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Go(formatter));
    value.serialize(&mut serializer).map_err(WriteError)?;
    String::from_utf8(bytes).map_err(|error| {
        WriteError(<serde_json::Error as serde::ser::Error>::custom(
            error.to_string(),
        ))
    })
}

/// A formatter with Go's escapes.
struct Go<F>(F);

impl<F: Formatter> Formatter for Go<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        let special =
            |character: char| matches!(character, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
        // Most fragments are long and have none; looking at bytes is quicker than at characters.
        let may_be_special = |byte: u8| matches!(byte, b'<' | b'>' | b'&' | 0xe2);
        if !fragment.bytes().any(may_be_special) {
            return writer.write_all(fragment.as_bytes());
        }
        while let Some(at) = rest.find(special) {
            let (before, after) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut characters = after.chars();
            if let Some(character) = characters.next() {
                write!(writer, "\\u{:04x}", u32::from(character))?;
            }
            rest = characters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }

    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        match escape {
            CharEscape::Backspace => writer.write_all(b"\\u0008"),
            CharEscape::FormFeed => writer.write_all(b"\\u000c"),
            other => self.0.write_char_escape(writer, other),
        }
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::{compact, tabbed};
    use serde_json::json;

    #[test]
    fn what_html_could_misread_is_escaped() {
        let value = json!({"a": ["<b>&\u{2028}\u{2029}", "\u{8}\u{c}\n\t\u{1}\"\\/é\u{7f}"]});
        assert_eq!(
            compact(&value).expect("a value"),
            "{\"a\":[\"\\u003cb\\u003e\\u0026\\u2028\\u2029\",\"\\u0008\\u000c\\n\\t\\u0001\\\"\\\\/é\u{7f}\"]}"
        );
    }

    #[test]
    fn tabs_indent_and_no_newline_ends_it() {
        let value = json!({"id": "a", "boot": {}, "args": ["x"]});
        assert_eq!(
            tabbed(&value).expect("a value"),
            "{\n\t\"id\": \"a\",\n\t\"boot\": {},\n\t\"args\": [\n\t\t\"x\"\n\t]\n}"
        );
    }
}
