//! Writing configs as JSON, byte for byte as the reference tools write them.
//!
//! Takes a config and its specification; which fields are written stands in the schema table.

use crate::{
    Config,
    schema::{FieldRef, Object, Role},
    spec::Spec,
};

/// White space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One line.
    Compact,
    /// Indented by two spaces.
    Pretty,
}

/// Which encoder is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoder {
    /// Butane's: objects without any set field are left out.
    Butane,
    /// Go's standard one, which Terraform's `ct` provider uses: such objects stay as `{}`.
    Standard,
}

/// The config as JSON, without a newline at the end.
#[must_use]
pub fn print(config: &Config, spec: Spec, encoder: Encoder, layout: Layout) -> String {
    let mut printer = Printer {
        text: String::with_capacity(1024),
        spec,
        encoder,
        layout,
        depth: 0,
    };
    printer.object(config, Role::Contents);
    printer.text
}

struct Printer {
    text: String,
    spec: Spec,
    encoder: Encoder,
    layout: Layout,
    depth: usize,
}

impl Printer {
    fn line_break(&mut self) {
        if self.layout == Layout::Pretty {
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n("  ", self.depth));
        }
    }

    fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.depth += 1;
    }

    fn close(&mut self, bracket: char, empty: bool) {
        self.depth -= 1;
        if !empty {
            self.line_break();
        }
        self.text.push(bracket);
    }

    fn separate(&mut self, first: &mut bool) {
        if !std::mem::take(first) {
            self.text.push(',');
        }
        self.line_break();
    }

    fn object(&mut self, object: &dyn Object, role: Role) {
        self.open('{');
        let mut first = true;
        for (row, field) in object.fields().iter().enumerate() {
            if !field.exists(self.spec, role) {
                continue;
            }
            let value = object.get(row);
            let written = field.written_when_empty(self.spec, role)
                || match (self.encoder, value) {
                    (Encoder::Standard, FieldRef::Object(_)) => true,
                    // Up to 3.2 these are pointers, afterwards structs.
                    (Encoder::Standard, FieldRef::OptObject(object, _)) => {
                        object.is_some() || self.spec > Spec::V3_2
                    }
                    (Encoder::Butane, FieldRef::OptObject(object, _))
                        if self.spec <= Spec::V3_2 =>
                    {
                        object.is_some()
                    }
                    _ => !value.is_empty(),
                };
            if !written {
                continue;
            }
            self.separate(&mut first);
            string(&mut self.text, field.json, self.encoder);
            self.text.push_str(if self.layout == Layout::Pretty {
                ": "
            } else {
                ":"
            });
            self.value(value, field.role, field.is_plain(self.spec, role));
        }
        self.close('}', first);
    }

    fn value(&mut self, value: FieldRef<'_>, role: Role, plain: bool) {
        match value {
            FieldRef::Text(text) | FieldRef::OptText(Some(text)) => {
                string(&mut self.text, text, self.encoder);
            }
            FieldRef::OptText(None) if plain => self.text.push_str("\"\""),
            FieldRef::Number(number) | FieldRef::OptNumber(Some(number)) => {
                self.text.push_str(&number.to_string());
            }
            FieldRef::OptFlag(Some(flag)) => {
                self.text.push_str(if flag { "true" } else { "false" });
            }
            FieldRef::OptText(None) | FieldRef::OptNumber(None) | FieldRef::OptFlag(None) => {
                self.text.push_str("null");
            }
            FieldRef::Object(object) | FieldRef::OptObject(Some(object), _) => {
                self.object(object, role);
            }
            FieldRef::OptObject(None, empty) => self.object(empty().as_ref(), role),
            FieldRef::Texts([]) => self.text.push_str("null"),
            FieldRef::Texts(texts) => {
                self.open('[');
                let mut first = true;
                for text in texts {
                    self.separate(&mut first);
                    string(&mut self.text, text, self.encoder);
                }
                self.close(']', first);
            }
            FieldRef::Objects(objects) => {
                self.open('[');
                let mut first = true;
                for item in (0..objects.count()).filter_map(|index| objects.item(index)) {
                    self.separate(&mut first);
                    self.object(item, role);
                }
                self.close(']', first);
            }
        }
    }
}

/// The bytes that may need an escape; the last one starts U+2028 and U+2029 (E2 80 A8 and E2 80 A9), among others.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table[b'<' as usize] = true;
    table[b'>' as usize] = true;
    table[b'&' as usize] = true;
    table[0xe2] = true;
    table
};

/// Writes a JSON string literal as the encoder does.
pub(crate) fn string(out: &mut String, text: &str, encoder: Encoder) {
    out.push('"');
    let mut rest = text;
    while let Some(index) = rest.bytes().position(|byte| SPECIAL[usize::from(byte)]) {
        out.push_str(&rest[..index]);
        let mut characters = rest[index..].chars();
        match characters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\u{8}') if encoder == Encoder::Standard => out.push_str("\\b"),
            Some('\u{c}') if encoder == Encoder::Standard => out.push_str("\\f"),
            Some(escaped @ ('\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}')) => {
                out.push_str(&format!("\\u{:04x}", u32::from(escaped)));
            }
            Some(other) => out.push(other),
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// A text as Go's `%q` shows it.
#[must_use]
pub fn go_quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
            _ if is_printable(character) => quoted.push(character),
            '\0'..='\u{7f}' => quoted.push_str(&format!("\\x{:02x}", u32::from(character))),
            '\u{80}'..='\u{ffff}' => quoted.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => quoted.push_str(&format!("\\U{:08x}", u32::from(character))),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether Go prints the character as it is: letters, marks, numbers, punctuation, symbols and U+0020.
///
/// The standard library draws the same line when it escapes for debugging. The character is asked in the
/// company of a letter, because marks are escaped at the start of a text alone.
fn is_printable(character: char) -> bool {
    match character {
        ' '..='~' => true,
        '\0'..='\u{1f}' | '\u{7f}' => false,
        _ => {
            let mut pair = String::from('a');
            pair.push(character);
            pair.escape_debug().eq(pair.chars())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoder, Layout, go_quote, print, string};
    use crate::{Config, config::File, spec::Spec};

    #[test]
    fn texts_are_escaped_as_go_escapes_them() {
        let text = "a\"\\\n\r\t\u{8}\u{c}\u{0}<>&\u{2028}\u{2029}\u{7f}é/☃";
        let mut butane = String::new();
        string(&mut butane, text, Encoder::Butane);
        assert_eq!(
            butane,
            "\"a\\\"\\\\\\n\\r\\t\\u0008\\u000c\\u0000\\u003c\\u003e\\u0026\\u2028\\u2029\u{7f}é/☃\""
        );
        let mut standard = String::new();
        string(&mut standard, "\u{8}\u{c}", Encoder::Standard);
        assert_eq!(standard, "\"\\b\\f\"");
        for (text, expected) in [
            ("", r#""""#),
            ("a b'c\"\\", r#""a b'c\"\\""#),
            ("\x07\x08\x0c\n\r\t\x0b", r#""\a\b\f\n\r\t\v""#),
            ("\0\x1f\x7f", r#""\x00\x1f\x7f""#),
            ("é漢😀", r#""é漢😀""#),
            ("a\u{301}", "\"a\u{301}\""),
            ("\u{301}", "\"\u{301}\""),
            (
                "\u{85}\u{a0}\u{2028}\u{feff}\u{e0001}\u{378}",
                r#""\u0085\u00a0\u2028\ufeff\U000e0001\u0378""#,
            ),
        ] {
            assert_eq!(go_quote(text), expected, "{text:?}");
        }
    }

    #[test]
    fn empty_objects_are_left_out_or_kept() {
        let mut config = Config::new(Spec::V3_4);
        assert_eq!(
            print(&config, Spec::V3_4, Encoder::Butane, Layout::Compact),
            r#"{"ignition":{"version":"3.4.0"}}"#
        );
        assert_eq!(
            print(&config, Spec::V3_4, Encoder::Standard, Layout::Compact),
            r#"{"ignition":{"config":{"replace":{"verification":{}}},"proxy":{},"security":{"tls":{}},"timeouts":{},"version":"3.4.0"},"kernelArguments":{},"passwd":{},"storage":{},"systemd":{}}"#
        );
        config.storage.files.push(File {
            path: "/a".to_owned(),
            mode: Some(0),
            ..File::default()
        });
        assert_eq!(
            print(&config, Spec::V3_4, Encoder::Butane, Layout::Pretty),
            "{\n  \"ignition\": {\n    \"version\": \"3.4.0\"\n  },\n  \"storage\": {\n    \"files\": [\n      {\n        \"path\": \"/a\",\n        \"mode\": 0\n      }\n    ]\n  }\n}"
        );
    }
}
