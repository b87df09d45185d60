//! From the bytes of a file to text the scanner can walk: encodings, byte
//! order marks, characters YAML forbids.
//!
//! Takes bytes, gives text and, where a part of it is unreadable, the error
//! that stands at its end. The original reads its input in pieces of 512
//! bytes and complains about a whole piece at once; so a syntax error in an
//! earlier piece comes first, and one in the same piece does not. That is why
//! the text is cut at the beginning of the piece that holds the offence.

use std::borrow::Cow;

/// The readable beginning of an input, and what ended it.
pub(crate) struct Input<'a> {
    /// Text up to the first unreadable piece.
    pub text: Cow<'a, str>,
    /// Why the text ends here, if it ends early.
    pub failure: Option<&'static str>,
}

const PIECE: usize = 512;

const CONTROL: &str = "control characters are not allowed";

/// Decodes `bytes` by their byte order mark; UTF-8 without one.
pub(crate) fn read(bytes: &[u8]) -> Input<'_> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => read_utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => read_utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, ..] => read_utf8(bytes, 3),
        _ => read_utf8(bytes, 0),
    }
}

fn read_utf8(bytes: &[u8], skipped: usize) -> Input<'_> {
    let body = &bytes[skipped..];
    let (text, broken) = match std::str::from_utf8(body) {
        Ok(text) => (text, None),
        Err(error) => {
            let (good, bad) = body.split_at(error.valid_up_to());
            // `valid_up_to` promises that this part is UTF-8.
            let text = std::str::from_utf8(good).unwrap_or_default();
            (text, Some(describe_broken(bad)))
        }
    };
    match first_forbidden(text) {
        Some(offset) => cut(text, skipped, offset, CONTROL),
        None => match broken {
            Some(message) => cut(text, skipped, text.len(), message),
            None => Input {
                text: Cow::Borrowed(text),
                failure: None,
            },
        },
    }
}

/// Where the first character outside YAML's character set stands.
fn first_forbidden(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        // Most of a config is plain text: many bytes at a time.
        while let Some(chunk) = bytes[index..].first_chunk::<32>() {
            let plain = |byte: &u8| byte.wrapping_sub(0x20) < 0x5F || *byte == b'\n';
            if !chunk.iter().fold(true, |all, byte| all & plain(byte)) {
                break;
            }
            index += chunk.len();
        }
        let Some(&byte) = bytes.get(index) else {
            break;
        };
        if (0x20..0x7F).contains(&byte) || byte == b'\n' {
            index += 1;
            continue;
        }
        match byte {
            b'\t' | b'\r' => index += 1,
            0..0x20 | 0x7F => return Some(index),
            // U+0080..U+009F without U+0085.
            0xC2 if bytes[index + 1] < 0xA0 && bytes[index + 1] != 0x85 => return Some(index),
            // U+FFFE and U+FFFF.
            0xEF if bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE => return Some(index),
            _ => index += width(byte),
        }
    }
    None
}

/// How many bytes the character that starts with `byte` takes.
pub(super) fn width(byte: u8) -> usize {
    match byte {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

fn describe_broken(bad: &[u8]) -> &'static str {
    let Some(&lead) = bad.first() else {
        return CONTROL;
    };
    let length = match lead {
        0..0x80 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0..0xF8 => 4,
        _ => return "invalid leading UTF-8 octet",
    };
    if bad.len() < length {
        return "incomplete UTF-8 octet sequence";
    }
    let mut value = u32::from(lead) & (0xFF >> (length + 1));
    for &byte in &bad[1..length] {
        if byte & 0xC0 != 0x80 {
            return "invalid trailing UTF-8 octet";
        }
        value = (value << 6) | u32::from(byte & 0x3F);
    }
    let shortest = match length {
        2 => 0x80,
        3 => 0x800,
        _ => 0x1_0000,
    };
    if value < shortest {
        return "invalid length of a UTF-8 sequence";
    }
    "invalid Unicode character"
}

/// Keeps what the original has read when it meets the offence at `offset`.
fn cut<'a>(text: &'a str, skipped: usize, offset: usize, failure: &'static str) -> Input<'a> {
    let bytes = text.as_bytes();
    let mut start = 0;
    loop {
        // A piece ends 512 bytes after its beginning, which is after the last
        // whole character of the piece before.
        let mut end = if start == 0 {
            PIECE - skipped
        } else {
            start + PIECE
        };
        if offset < end || end >= bytes.len() {
            break;
        }
        while end > start && bytes[end] & 0xC0 == 0x80 {
            end -= 1;
        }
        if offset < end {
            break;
        }
        start = end;
    }
    Input {
        text: Cow::Borrowed(&text[..start]),
        failure: Some(failure),
    }
}

fn read_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Input<'static> {
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut failure = None;
    let mut rest = bytes;
    while !rest.is_empty() {
        let [a, b, tail @ ..] = rest else {
            failure = Some("incomplete UTF-16 character");
            break;
        };
        let first = u32::from(unit([*a, *b]));
        rest = tail;
        let value = match first & 0xFC00 {
            0xDC00 => {
                failure = Some("unexpected low surrogate area");
                break;
            }
            0xD800 => {
                let [a, b, tail @ ..] = rest else {
                    failure = Some("incomplete UTF-16 surrogate pair");
                    break;
                };
                let second = u32::from(unit([*a, *b]));
                rest = tail;
                if second & 0xFC00 != 0xDC00 {
                    failure = Some("expected low surrogate area");
                    break;
                }
                0x1_0000 + ((first & 0x3FF) << 10) + (second & 0x3FF)
            }
            _ => first,
        };
        match char::from_u32(value) {
            Some(
                c @ ('\t'
                | '\n'
                | '\r'
                | ' '..='~'
                | '\u{85}'
                | '\u{A0}'..='\u{FFFD}'
                | '\u{10000}'..),
            ) => {
                text.push(c);
            }
            _ => {
                failure = Some(CONTROL);
                break;
            }
        }
    }
    Input {
        text: Cow::Owned(text),
        failure,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn encodings_and_their_faults() {
        let table: &[(&[u8], &str, Option<&str>)] = &[
            (b"a: b", "a: b", None),
            (b"\xEF\xBB\xBFa", "a", None),
            (b"\xFF\xFEa\0\n\0", "a\n", None),
            (b"\xFE\xFF\0a", "a", None),
            (b"\xFE\xFF\xD8\x3D\xDE\x00", "\u{1F600}", None),
            (
                b"\xFE\xFF\xDE\x00",
                "",
                Some("unexpected low surrogate area"),
            ),
            (
                b"\xFE\xFF\xD8\x3D",
                "",
                Some("incomplete UTF-16 surrogate pair"),
            ),
            (b"\xFE\xFF\x00", "", Some("incomplete UTF-16 character")),
            (b"a\x00", "", Some("control characters are not allowed")),
            (b"a\x7F", "", Some("control characters are not allowed")),
            (b"a\xC2\x80", "", Some("control characters are not allowed")),
            (b"a\xC2\x85", "a\u{85}", None),
            (b"a\xFF", "", Some("invalid leading UTF-8 octet")),
            (b"a\xE2\x82", "", Some("incomplete UTF-8 octet sequence")),
            (b"a\xE2a\x82", "", Some("invalid trailing UTF-8 octet")),
            (b"a\xC0\x80", "", Some("invalid length of a UTF-8 sequence")),
            (b"a\xED\xA0\x80", "", Some("invalid Unicode character")),
        ];
        for (bytes, text, failure) in table {
            let input = read(bytes);
            assert_eq!(input.text, *text, "{bytes:?}");
            assert_eq!(input.failure, *failure, "{bytes:?}");
        }
    }

    #[test]
    fn an_offence_spoils_its_own_piece_only() {
        let mut bytes = vec![b'a'; 1500];
        bytes.push(1);
        assert_eq!(read(&bytes).text.len(), 1024);
        let mut wide = "é".repeat(700).into_bytes();
        wide.push(1);
        assert_eq!(read(&wide).text.len() % 2, 0);
    }
}
