//! A YAML document as a tree of nodes that know where they stand.

use crate::diagnostic::{FieldPath, Position, Step};

/// What a plain or quoted scalar is taken for, by YAML 1.2 or by the YAML 1.1 readers that other tools are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// Text: quoted, a block, or plain and nothing else.
    Text,
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool,
    /// `yes`, `no`, `on`, `off`: a boolean to YAML 1.1.
    OldBool,
    /// An integer: decimal, `0x`, `0o`, `0b`, or with a leading zero.
    Integer,
    /// A number with a point or an exponent, `.inf`, `.nan`.
    Float,
    /// `2026-11-22` and the like.
    Date,
    /// `12:30:45`: a number in base 60 to YAML 1.1.
    Sexagesimal,
}

/// A node of the document.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it starts.
    pub position: Position,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Value {
    /// A scalar, its text as the reader unescaped it.
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
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key; a key that is no scalar is refused before.
    pub key: String,
    /// Where the key stands.
    pub position: Position,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == key),
            Value::Scalar { .. } | Value::List(_) => None,
        }
    }

    /// Where a path stands: the value itself, or the nearest parent that is there.
    pub fn locate(&self, path: &FieldPath) -> Position {
        let mut node = self;
        let mut position = self.position;
        for step in path.steps() {
            let below = match (step, &node.value) {
                (Step::Key(key), Value::Map(_)) => match node.get(key) {
                    Some(entry) => {
                        position = entry.position;
                        Some(&entry.value)
                    }
                    None if key == "ssh_authorized_keys" => {
                        node.get("ssh_authorized_key").map(|entry| &entry.value)
                    }
                    None => None,
                },
                (Step::Index(index), Value::List(items)) => items.get(*index),
                _ => None,
            };
            match below {
                Some(below) => {
                    node = below;
                    position = below.position;
                }
                None => break,
            }
        }
        position
    }
}

/// What a plain scalar is taken for.
pub fn kind_of_plain(text: &str) -> ScalarKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return ScalarKind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return ScalarKind::Bool,
        "y" | "Y" | "n" | "N" => return ScalarKind::Text,
        _ => {}
    }
    if ["yes", "no", "on", "off"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
    {
        return ScalarKind::OldBool;
    }
    let first = text.bytes().next().unwrap_or(b' ');
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return ScalarKind::Text;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if is_integer(unsigned) {
        ScalarKind::Integer
    } else if is_float(unsigned) {
        ScalarKind::Float
    } else if is_date(text) {
        ScalarKind::Date
    } else if is_sexagesimal(unsigned) {
        ScalarKind::Sexagesimal
    } else {
        ScalarKind::Text
    }
}

fn is_integer(text: &str) -> bool {
    let digits = |text: &str, radix: u32| {
        !text.is_empty()
            && text.starts_with(|letter: char| letter.is_digit(radix))
            && text
                .chars()
                .all(|letter| letter.is_digit(radix) || letter == '_')
    };
    match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => digits(&text[2..], 16),
        [b'0', b'o' | b'O', ..] => digits(&text[2..], 8),
        [b'0', b'b' | b'B', ..] => digits(&text[2..], 2),
        _ => digits(text, 10),
    }
}

fn is_float(text: &str) -> bool {
    if matches!(text, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    let some = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !exponent.is_empty() && exponent.bytes().all(|byte| byte.is_ascii_digit())
    });
    digits(whole) && digits(fraction) && (some(whole) || some(fraction)) && exponent_fits
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes
            .get(range)
            .is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    if !(digits(0..4) && bytes.get(4) == Some(&b'-')) {
        return false;
    }
    let mut parts = text[5..].splitn(2, '-');
    let month = parts.next().unwrap_or_default();
    let rest = parts.next().unwrap_or_default();
    let day_length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (day, time) = rest.split_at(day_length);
    let short =
        |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    short(month)
        && short(day)
        && (time.is_empty()
            || time.starts_with(['T', 't', ' ', '\t'])
                && time[1..]
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || b":.+-Zz \t".contains(&byte)))
}

fn is_sexagesimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or_default();
    let mut count = 0;
    let rest_fits = parts.all(|part| {
        count += 1;
        match part.as_bytes() {
            [one] => one.is_ascii_digit(),
            [ten, one] => (b'0'..=b'5').contains(ten) && one.is_ascii_digit(),
            _ => false,
        }
    });
    rest_fits
        && count > 0
        && !first.is_empty()
        && first
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
        && fraction
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::{ScalarKind, kind_of_plain};

    #[test]
    fn a_plain_scalar_is_what_some_reader_takes_it_for() {
        use ScalarKind::{Bool, Date, Float, Integer, Null, OldBool, Sexagesimal, Text};
        for (text, kind) in [
            ("", Null),
            ("~", Null),
            ("mercury", Text),
            ("4230.2", Float),
            ("4230.2.4", Text),
            ("42.20250901.3.0", Text),
            ("yes", OldBool),
            ("Off", OldBool),
            ("true", Bool),
            ("1e3", Float),
            ("525400e11213", Float),
            ("12e", Text),
            ("1_000", Integer),
            ("017", Integer),
            ("0o17", Integer),
            ("0x1F", Integer),
            ("-5", Integer),
            ("-", Text),
            (".", Text),
            ("+.5", Float),
            (".inf", Float),
            ("2026-11-22", Date),
            ("2026-1-2 10:00:00 +1", Date),
            ("2026-11-22T00:00:00Z", Date),
            ("2026-11", Text),
            ("12:30:45", Sexagesimal),
            ("52:54:00:12:34:56", Sexagesimal),
            ("52:54:00:a1:9c:ae", Text),
            ("12:99", Text),
            ("v1.36.2", Text),
            ("10.20.0.0/14", Text),
            ("--------", Text),
            ("1,000", Text),
            ("2026-é", Text),
        ] {
            assert_eq!(kind_of_plain(text), kind, "{text}");
        }
    }
}
