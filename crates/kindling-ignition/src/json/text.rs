//! Texts of JSON: unescaping and Go's treatment of bytes that are not UTF-8.

use std::borrow::Cow;

/// The contents of a string literal, without its quotes; the reader has checked the escapes.
///
/// Each byte that is not UTF-8 and each lone surrogate becomes U+FFFD, as in Go.
pub(super) fn unescape(literal: &[u8]) -> Cow<'_, str> {
    if !literal.contains(&b'\\') {
        return decode(literal);
    }
    let mut text = String::with_capacity(literal.len());
    let mut rest = literal;
    while let Some(backslash) = rest.iter().position(|byte| *byte == b'\\') {
        text.push_str(&decode(&rest[..backslash]));
        let escape = rest.get(backslash + 1).copied().unwrap_or(b'\\');
        rest = rest.get(backslash + 2..).unwrap_or(&[]);
        match escape {
            b'b' => text.push('\u{8}'),
            b'f' => text.push('\u{c}'),
            b'n' => text.push('\n'),
            b'r' => text.push('\r'),
            b't' => text.push('\t'),
            b'u' => {
                let unit = hex4(rest);
                rest = rest.get(4..).unwrap_or(&[]);
                let low = match rest {
                    [b'\\', b'u', digits @ ..] => Some(hex4(digits)),
                    _ => None,
                };
                match low {
                    Some(low)
                        if (0xD800..0xDC00).contains(&unit) && (0xDC00..0xE000).contains(&low) =>
                    {
                        let code = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                        text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                        rest = rest.get(6..).unwrap_or(&[]);
                    }
                    _ => text.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)),
                }
            }
            other => text.push(char::from(other)),
        }
    }
    text.push_str(&decode(rest));
    Cow::Owned(text)
}

fn hex4(digits: &[u8]) -> u32 {
    digits.iter().take(4).fold(0, |value, digit| {
        value * 16 + char::from(*digit).to_digit(16).unwrap_or(0)
    })
}

/// Bytes as text; every byte that is no part of a character becomes one U+FFFD.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let mut rest = match std::str::from_utf8(bytes) {
        Ok(text) => return Cow::Borrowed(text),
        Err(_) => bytes,
    };
    let mut text = String::with_capacity(bytes.len());
    loop {
        match std::str::from_utf8(rest) {
            Ok(valid) => {
                text.push_str(valid);
                return Cow::Owned(text);
            }
            Err(error) => {
                let (valid, bad) = rest.split_at(error.valid_up_to());
                // The first part is valid, so nothing is replaced in it.
                text.push_str(&String::from_utf8_lossy(valid));
                text.push(char::REPLACEMENT_CHARACTER);
                rest = bad.get(1..).unwrap_or(&[]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes_are_read_as_go_reads_them() {
        for (literal, expected) in [
            (&b"plain"[..], "plain"),
            (br#"a\"\\\/\b\f\n\r\tz"#, "a\"\\/\u{8}\u{c}\n\r\tz"),
            (br"\u00e9\u2603", "é☃"),
            (br"\ud83d\ude00", "😀"),
            (br"\ud800", "\u{fffd}"),
            (br"\ud800\u0041", "\u{fffd}A"),
            (br"\udc00x", "\u{fffd}x"),
            (b"a\xff\xfeb", "a\u{fffd}\u{fffd}b"),
            (b"\xf0\x9f\x98", "\u{fffd}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(unescape(literal), expected, "{literal:?}");
        }
    }
}
