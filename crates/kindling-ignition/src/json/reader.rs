//! The reader: one pass over the bytes, no recursion, Go's messages.

use std::{borrow::Cow, fmt};

use super::{Document, MAX_DEPTH, Record, Value, text::unescape};

/// Why a text is not JSON, in the words of Go's `encoding/json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// How many bytes had been read, the offending one included.
    pub offset: usize,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// Reads a JSON text.
///
/// # Errors
/// Where Go's `encoding/json` gives a syntax error, with the same offset.
pub fn parse(text: &[u8]) -> Result<Document<'_>, SyntaxError> {
    let mut reader = Reader {
        text,
        valid: std::str::from_utf8(text).ok(),
        at: 0,
        records: Vec::with_capacity(text.len() / 24 + 1),
        open: Vec::new(),
    };
    reader.document()?;
    Ok(Document {
        text,
        records: reader.records,
    })
}

/// What may come next.
enum Expect {
    /// A value.
    Value,
    /// A value, or the end of the list that was just opened.
    ValueOrEnd,
    /// A key, or the end of the mapping that was just opened.
    KeyOrEnd,
    /// A key.
    Key,
    /// A comma or the end of the innermost container.
    CommaOrEnd,
}

struct Reader<'a> {
    text: &'a [u8],
    /// The same text, where all of it is UTF-8.
    valid: Option<&'a str>,
    at: usize,
    records: Vec<Record<'a>>,
    /// The open containers' records, innermost last.
    open: Vec<usize>,
}

type Read<T> = Result<T, SyntaxError>;

impl<'a> Reader<'a> {
    fn document(&mut self) -> Read<()> {
        let mut expect = Expect::Value;
        let mut key = None;
        loop {
            let byte = self.next_token()?;
            expect = match expect {
                Expect::ValueOrEnd if byte == b']' => self.close(),
                Expect::Value | Expect::ValueOrEnd => self.value(byte, key.take())?,
                Expect::KeyOrEnd if byte == b'}' => self.close(),
                Expect::KeyOrEnd | Expect::Key => {
                    key = Some(self.key(byte)?);
                    Expect::Value
                }
                Expect::CommaOrEnd => self.comma_or_end(byte)?,
            };
            if self.open.is_empty() {
                return self.end_of_text();
            }
        }
    }

    /// After the outermost value only white space may follow.
    fn end_of_text(&mut self) -> Read<()> {
        self.skip_space();
        match self.text.get(self.at) {
            None => Ok(()),
            Some(byte) => Err(self.invalid(*byte, "after top-level value")),
        }
    }

    fn skip_space(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn next_token(&mut self) -> Read<u8> {
        self.skip_space();
        self.text
            .get(self.at)
            .copied()
            .ok_or_else(|| self.unexpected_end())
    }

    fn unexpected_end(&self) -> SyntaxError {
        SyntaxError {
            message: "unexpected end of JSON input".to_owned(),
            offset: self.text.len(),
        }
    }

    /// The error for the byte at the present position.
    fn invalid(&self, byte: u8, context: &str) -> SyntaxError {
        SyntaxError {
            message: format!("invalid character {} {context}", quote(byte)),
            offset: (self.at + 1).min(self.text.len()),
        }
    }

    /// The error where the text ends inside a token: Go then judges a space in place of the next byte.
    fn cut(&self, context: &str) -> SyntaxError {
        match self.text.get(self.at) {
            Some(byte) => self.invalid(*byte, context),
            None => self.invalid(b' ', context),
        }
    }

    fn push(&mut self, key: Option<(Cow<'a, str>, usize)>, start: usize, value: Value<'a>) {
        let next = self.records.len() + 1;
        self.records.push(Record {
            key,
            start,
            end: self.at,
            next,
            value,
        });
    }

    fn close(&mut self) -> Expect {
        self.at += 1;
        let next = self.records.len();
        if let Some(record) = self
            .open
            .pop()
            .and_then(|index| self.records.get_mut(index))
        {
            record.next = next;
            record.end = self.at;
        }
        Expect::CommaOrEnd
    }

    fn in_map(&self) -> bool {
        self.open
            .last()
            .and_then(|index| self.records.get(*index))
            .is_some_and(|record| matches!(record.value, Value::Map))
    }

    fn comma_or_end(&mut self, byte: u8) -> Read<Expect> {
        match (self.in_map(), byte) {
            (true, b',') => {
                self.at += 1;
                Ok(Expect::Key)
            }
            (false, b',') => {
                self.at += 1;
                Ok(Expect::Value)
            }
            (true, b'}') | (false, b']') => Ok(self.close()),
            (true, _) => Err(self.invalid(byte, "after object key:value pair")),
            (false, _) => Err(self.invalid(byte, "after array element")),
        }
    }

    fn key(&mut self, byte: u8) -> Read<(Cow<'a, str>, usize)> {
        if byte != b'"' {
            return Err(self.invalid(byte, "looking for beginning of object key string"));
        }
        let start = self.at;
        let key = self.string()?;
        match self.next_token()? {
            b':' => {
                self.at += 1;
                Ok((key, start))
            }
            other => Err(self.invalid(other, "after object key")),
        }
    }

    fn value(&mut self, byte: u8, key: Option<(Cow<'a, str>, usize)>) -> Read<Expect> {
        let start = self.at;
        let value = match byte {
            b'{' | b'[' => {
                if self.open.len() >= MAX_DEPTH {
                    return Err(self.invalid(byte, "exceeded max depth"));
                }
                self.at += 1;
                self.open.push(self.records.len());
                let (value, expect) = if byte == b'{' {
                    (Value::Map, Expect::KeyOrEnd)
                } else {
                    (Value::List, Expect::ValueOrEnd)
                };
                self.push(key, start, value);
                return Ok(expect);
            }
            b'"' => Value::Text(self.string()?),
            b'-' | b'0'..=b'9' => Value::Number(self.number()?),
            b't' => {
                self.word("true")?;
                Value::Flag(true)
            }
            b'f' => {
                self.word("false")?;
                Value::Flag(false)
            }
            b'n' => {
                self.word("null")?;
                Value::Null
            }
            other => return Err(self.invalid(other, "looking for beginning of value")),
        };
        self.push(key, start, value);
        Ok(Expect::CommaOrEnd)
    }

    fn word(&mut self, word: &'static str) -> Read<()> {
        for expected in word.bytes() {
            if self.text.get(self.at) != Some(&expected) {
                let expected = char::from(expected);
                return Err(self.cut(&format!("in literal {word} (expecting '{expected}')")));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Read<&'a str> {
        let start = self.at;
        if self.text.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        if self.text.get(self.at) == Some(&b'0') {
            self.at += 1;
        } else if self.digits() == 0 {
            return Err(self.cut("in numeric literal"));
        }
        if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.cut("after decimal point in numeric literal"));
            }
        }
        if matches!(self.text.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.text.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(self.cut("in exponent of numeric literal"));
            }
        }
        Ok(std::str::from_utf8(&self.text[start..self.at]).unwrap_or(""))
    }

    /// A string literal, from its opening quote to behind its closing one.
    fn string(&mut self) -> Read<Cow<'a, str>> {
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain_length(&self.text[self.at..]);
            match self.text.get(self.at) {
                None => return Err(self.unexpected_end()),
                Some(b'"') => {
                    let end = self.at;
                    self.at += 1;
                    // Quotes are character boundaries, so a valid text gives the slice without another look.
                    let plain = self
                        .valid
                        .and_then(|text| text.get(start..end))
                        .filter(|_| !escaped);
                    return Ok(
                        plain.map_or_else(|| unescape(&self.text[start..end]), Cow::Borrowed)
                    );
                }
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                    self.escape()?;
                }
                Some(byte) => return Err(self.invalid(*byte, "in string literal")),
            }
        }
    }

    fn escape(&mut self) -> Read<()> {
        match self.text.get(self.at) {
            Some(b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.text.get(self.at).is_some_and(u8::is_ascii_hexdigit) {
                        return Err(self.cut("in \\u hexadecimal character escape"));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.cut("in string escape code")),
        }
        Ok(())
    }
}

/// How many bytes at the start are neither quote, backslash nor control character; eight are judged at a time.
fn plain_length(text: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    // Sets the high bit of each byte that is zero; bytes behind the first such one may be marked in error.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let mut length = 0;
    for chunk in text.chunks_exact(8) {
        let word = chunk
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte));
        let quotes = zeros(word ^ (ONES * u64::from(b'"')));
        let backslashes = zeros(word ^ (ONES * u64::from(b'\\')));
        let controls = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let found = quotes | backslashes | controls;
        if found != 0 {
            return length + found.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let plain = |byte: &u8| !matches!(byte, b'"' | b'\\' | 0..=0x1f);
    let tail = &text[length..];
    length
        + tail
            .iter()
            .position(|byte| !plain(byte))
            .unwrap_or(tail.len())
}

/// A byte as Go's messages show it: as the character of that code point, quoted.
fn quote(byte: u8) -> String {
    match byte {
        b'\'' => r"'\''".to_owned(),
        b'"' => "'\"'".to_owned(),
        b'\\' => r"'\\'".to_owned(),
        b'\n' => r"'\n'".to_owned(),
        b'\r' => r"'\r'".to_owned(),
        b'\t' => r"'\t'".to_owned(),
        0x07 => r"'\a'".to_owned(),
        0x08 => r"'\b'".to_owned(),
        0x0b => r"'\v'".to_owned(),
        0x0c => r"'\f'".to_owned(),
        0x00..=0x1f | 0x7f => format!("'\\x{byte:02x}'"),
        0x80..=0xa0 | 0xad => format!("'\\u{byte:04x}'"),
        _ => format!("'{}'", char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::json::Value;

    #[test]
    fn refusals_name_the_byte_and_its_offset() {
        for (text, message, offset) in [
            (&b""[..], "unexpected end of JSON input", 0),
            (b"  ", "unexpected end of JSON input", 2),
            (
                b"#",
                "invalid character '#' looking for beginning of value",
                1,
            ),
            (
                b"\xef\xbb\xbf{}",
                "invalid character '\u{ef}' looking for beginning of value",
                1,
            ),
            (b"{} x", "invalid character 'x' after top-level value", 4),
            (
                b"{\"a\":1,}",
                "invalid character '}' looking for beginning of object key string",
                8,
            ),
            (b"{\"a\" 1}", "invalid character '1' after object key", 6),
            (
                b"{\"a\":1 2}",
                "invalid character '2' after object key:value pair",
                8,
            ),
            (b"[1 2]", "invalid character '2' after array element", 4),
            (
                b"[1,]",
                "invalid character ']' looking for beginning of value",
                4,
            ),
            (b"01", "invalid character '1' after top-level value", 2),
            (b"-x", "invalid character 'x' in numeric literal", 2),
            (
                b"1.",
                "invalid character ' ' after decimal point in numeric literal",
                2,
            ),
            (
                b"1e+",
                "invalid character ' ' in exponent of numeric literal",
                3,
            ),
            (
                b"tru",
                "invalid character ' ' in literal true (expecting 'e')",
                3,
            ),
            (
                b"nul!",
                "invalid character '!' in literal null (expecting 'l')",
                4,
            ),
            (
                b"\"\x01\"",
                "invalid character '\\x01' in string literal",
                2,
            ),
            (b"\"\\q\"", "invalid character 'q' in string escape code", 3),
            (
                b"\"\\u12g4\"",
                "invalid character 'g' in \\u hexadecimal character escape",
                6,
            ),
            (b"\"abc", "unexpected end of JSON input", 4),
        ] {
            let error = parse(text).expect_err("it is not JSON");
            assert_eq!(
                (error.message.as_str(), error.offset),
                (message, offset),
                "{text:?}"
            );
        }
    }

    #[test]
    fn every_length_of_plain_text_is_seen() {
        for length in 0..40 {
            for stop in [b'"', b'\\', 0, 0x1f] {
                let mut text = vec![b'!'; length];
                text.extend([stop, 0x80, 0xff, b'"']);
                assert_eq!(super::plain_length(&text), length, "{stop}");
                let high = [vec![0xff; length], vec![0x20, stop]].concat();
                assert_eq!(super::plain_length(&high), length + 1, "{stop}");
            }
        }
    }

    #[test]
    fn nesting_is_bounded_without_recursion() {
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(deep(10_000).as_bytes()).is_ok());
        let text = deep(10_001);
        let error = parse(text.as_bytes()).expect_err("one too deep");
        assert_eq!(error.message, "invalid character '[' exceeded max depth");
        assert!(parse("[".repeat(1_000_000).as_bytes()).is_err());
    }

    #[test]
    fn nodes_keep_keys_and_offsets() {
        let document = parse(br#"{"a": [1, {"b": "x"}], "a": true}"#).expect("it is JSON");
        let children: Vec<_> = document.root().children().collect();
        assert_eq!(children.len(), 2);
        let items: Vec<_> = children[0].children().collect();
        assert_eq!(items[0].value(), &Value::Number("1"));
        assert_eq!(items[1].get("b").map(|node| node.start()), Some(16));
        // The later of two keys is the one that positions refer to.
        assert_eq!(document.root().get("a").map(|node| node.start()), Some(28));
        assert_eq!(children[1].key_start(), Some(23));
    }
}
