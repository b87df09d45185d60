//! Data URLs: contents inside a config.
//!
//! Decoding accepts, refuses and words its refusals as `vincent-petithory/dataurl` does. Encoding chooses
//! between percent-encoding, base64 and gzip as Butane does.
//! Specification: <https://www.rfc-editor.org/rfc/rfc2397>

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::gzip;

/// Why a text is no data URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataUrlError {
    /// The text does not have the form of a data URL; the decoder's message.
    Form(&'static str),
    /// A parameter without value that is not `base64`.
    NotBase64(String),
    /// The data is no base64: the offset of the offending byte.
    Base64(usize),
}

impl fmt::Display for DataUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(message) => f.write_str(message),
            Self::NotBase64(found) => write!(f, "expected base64, got {found}"),
            Self::Base64(offset) => write!(f, "illegal base64 data at input byte {offset}"),
        }
    }
}

impl std::error::Error for DataUrlError {}

/// The data of a data URL.
///
/// # Errors
/// Where the reference decoder gives an error, with its message.
pub fn decode(url: &str) -> Result<Vec<u8>, DataUrlError> {
    let mut data = Vec::new();
    read(url, |bytes| data.extend_from_slice(bytes))?;
    Ok(data)
}

/// Whether [`decode`] would succeed, without keeping the data.
///
/// # Errors
/// The same as [`decode`].
pub fn check(url: &str) -> Result<(), DataUrlError> {
    read(url, |_| {})
}

/// Gives the data piece by piece.
fn read(url: &str, data: impl FnMut(&[u8])) -> Result<(), DataUrlError> {
    match split(url)? {
        (true, text) => decode_base64(text.as_bytes(), data),
        (false, text) => unescape(text, data),
    }
}

const fn form<T>(message: &'static str) -> Result<T, DataUrlError> {
    Err(DataUrlError::Form(message))
}

/// One flag a byte: looked up for every byte of every data URL.
type Bytes = [bool; 256];

/// The visible characters of ASCII without these.
const fn visible_but(excluded: &[u8]) -> Bytes {
    let mut table = [false; 256];
    let mut byte = 0x21;
    while byte < 0x7f {
        table[byte] = true;
        byte += 1;
    }
    let mut index = 0;
    while index < excluded.len() {
        table[excluded[index] as usize] = false;
        index += 1;
    }
    table
}

/// Letters, digits and these.
const fn alphanumeric_and(others: &[u8]) -> Bytes {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut index = 0;
    while index < others.len() {
        table[others[index] as usize] = true;
        index += 1;
    }
    table
}

const TOKEN: Bytes = visible_but(b"()<>@,;:\\\"/[]?=");
const URL: Bytes = visible_but(b"<>#\"{}|\\^[]`");
const BASE64: Bytes = alphanumeric_and(b"+/=\n");
/// What stands for itself in a percent-encoded URL.
const UNRESERVED: Bytes = alphanumeric_and(b"-_.!~*'()");

const fn is_token(byte: u8) -> bool {
    TOKEN[byte as usize]
}

/// Whether the data is base64, and the data; media type and parameters are judged and dropped.
fn split(url: &str) -> Result<(bool, &str), DataUrlError> {
    let Some(rest) = url.strip_prefix("data:") else {
        return form("missing data prefix");
    };
    let (base64, data) = match rest.as_bytes().first() {
        None => return form("missing comma before data"),
        Some(b',') => (false, &rest[1..]),
        Some(b';') => parameters(rest)?,
        Some(byte) if is_token(*byte) => parameters(media_type(rest)?)?,
        Some(_) => return form("invalid character after data prefix"),
    };
    let allowed = if base64 { &BASE64 } else { &URL };
    if data.bytes().all(|byte| allowed[usize::from(byte)]) {
        Ok((base64, data))
    } else {
        form("invalid data character")
    }
}

/// What follows the media type: a semicolon or a comma.
fn media_type(text: &str) -> Result<&str, DataUrlError> {
    let bytes = text.as_bytes();
    let extension = matches!(bytes, [b'x' | b'X', b'-', ..]);
    // After a leading `x` the next character is passed unseen.
    let skipped = if matches!(bytes, [b'x' | b'X', ..]) {
        1 + text[1..].chars().next().map_or(0, char::len_utf8)
    } else {
        1
    };
    let Some(length) = bytes[skipped..].iter().position(|byte| !is_token(*byte)) else {
        return form("missing media type slash");
    };
    let slash = skipped + length;
    if bytes[slash] != b'/' {
        return form("invalid character for media type");
    }
    let known = [
        "text",
        "image",
        "audio",
        "video",
        "application",
        "message",
        "multipart",
    ];
    if !extension && !known.iter().any(|name| text.starts_with(name)) {
        return form("invalid media type");
    }
    let sub = &text[slash + 1..];
    match sub.bytes().position(|byte| !is_token(byte)) {
        None => form("incomplete media type"),
        Some(end) if matches!(sub.as_bytes()[end], b';' | b',') => Ok(&sub[end..]),
        Some(_) => form("invalid character for media subtype"),
    }
}

/// Reads `;name=value` and a final `;base64`, up to behind the comma.
fn parameters(mut text: &str) -> Result<(bool, &str), DataUrlError> {
    loop {
        text = match text.as_bytes().first() {
            None => return form("missing comma before data"),
            Some(b',') => return Ok((false, &text[1..])),
            Some(b';') => &text[1..],
            Some(_) => return form("expected semicolon or comma"),
        };
        let end = text
            .bytes()
            .position(|byte| !is_token(byte))
            .unwrap_or(text.len());
        match text.as_bytes().get(end) {
            None => return form("unterminated parameter sequence"),
            Some(b'=' | b',') if end == 0 => return form("unterminated parameter sequence"),
            Some(b',') if &text[..end] == "base64" => return Ok((true, &text[end + 1..])),
            Some(b',') => return Err(DataUrlError::NotBase64(text[..end].to_owned())),
            Some(b'=') => text = parameter_value(&text[end + 1..])?,
            Some(_) => return form("invalid character for parameter attribute"),
        }
    }
}

/// What follows the value of a parameter.
fn parameter_value(text: &str) -> Result<&str, DataUrlError> {
    match text.as_bytes().first() {
        None => form("missing comma before data"),
        Some(b'"') => quoted_value(&text[1..]),
        Some(byte) if is_token(*byte) => {
            let end = text
                .bytes()
                .position(|byte| !is_token(byte))
                .unwrap_or(text.len());
            match text.as_bytes().get(end) {
                None => form("missing comma before data"),
                Some(b';' | b',') => {
                    unescape(&text[..end], |_| {})?;
                    Ok(&text[end..])
                }
                Some(_) => form("invalid character for parameter value"),
            }
        }
        Some(_) => form("invalid character for parameter value"),
    }
}

fn quoted_value(text: &str) -> Result<&str, DataUrlError> {
    let bytes = text.as_bytes();
    let mut index = 0;
    loop {
        match bytes.get(index) {
            None => return form("unclosed quoted string"),
            Some(b'"') => break,
            Some(b'\\') => match bytes.get(index + 1) {
                Some(byte) if !byte.is_ascii() => return form("invalid escaped character"),
                _ => index += 2,
            },
            Some(byte) if byte.is_ascii() => index += 1,
            Some(_) => return form("invalid character for parameter value"),
        }
    }
    // The value must be the inside of a Go string literal.
    let mut inside = text[..index].bytes();
    while let Some(byte) = inside.next() {
        match byte {
            b'\n' => return form("invalid syntax"),
            b'\\'
                if !inside
                    .next()
                    .is_some_and(|escape| b"abfnrtvxuU01234567\\\"".contains(&escape)) =>
            {
                return form("invalid syntax");
            }
            _ => {}
        }
    }
    Ok(&text[index + 1..])
}

/// Percent-decoding by RFC 2396.
fn unescape(text: &str, mut data: impl FnMut(&[u8])) -> Result<(), DataUrlError> {
    let mut rest = text.as_bytes();
    while let Some(percent) = rest.iter().position(|byte| *byte == b'%') {
        data(&rest[..percent]);
        rest = &rest[percent + 1..];
        let mut value = 0;
        for _ in 0..2 {
            let Some((&digit, after)) = rest.split_first() else {
                return form("rfc2396: unexpected end of unescape sequence");
            };
            let Some(digit) = char::from(digit).to_digit(16) else {
                return form("rfc2396: invalid char 0x25 in unescape sequence");
            };
            value = value * 16 + digit;
            rest = after;
        }
        data(&[u8::try_from(value).unwrap_or(u8::MAX)]);
    }
    data(rest);
    Ok(())
}

/// The value of each base64 character; 64 for all others.
const SEXTETS: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [64; 256];
    let mut value = 0;
    while value < 64 {
        table[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    table
};

/// Standard base64 with padding; line breaks are skipped and leftover bits ignored, as in Go.
fn decode_base64(text: &[u8], mut data: impl FnMut(&[u8])) -> Result<(), DataUrlError> {
    let bad = |offset| Err(DataUrlError::Base64(offset));
    let is_break = |offset: usize| matches!(text.get(offset), Some(b'\n' | b'\r'));
    let mut at = 0;
    loop {
        let mut quantum = 0_u32;
        let mut count = 0;
        while count < 4 {
            let Some(&byte) = text.get(at) else {
                return if count == 0 { Ok(()) } else { bad(at - count) };
            };
            at += 1;
            let value = SEXTETS[usize::from(byte)];
            match byte {
                _ if value < 64 => {}
                b'\n' | b'\r' => continue,
                b'=' if count >= 2 => break,
                _ => return bad(at - 1),
            }
            quantum = quantum << 6 | u32::from(value);
            count += 1;
        }
        let [_, first, second, third] = (quantum << (6 * (4 - count))).to_be_bytes();
        if count == 4 {
            data(&[first, second, third]);
            continue;
        }
        if count == 2 {
            while is_break(at) {
                at += 1;
            }
            match text.get(at) {
                None => return bad(text.len()),
                Some(b'=') => at += 1,
                Some(_) => return bad(at - 1),
            }
        }
        while is_break(at) {
            at += 1;
        }
        if at < text.len() {
            return bad(at);
        }
        data(&[first, second][..count - 1]);
        return Ok(());
    }
}

/// Whether contents may be compressed when that makes them shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AutoCompression {
    /// Yes.
    Allowed,
    /// No: the user chose a compression, or the target cannot decompress.
    Forbidden,
}

/// Contents as a data URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The URL.
    pub url: String,
    /// Whether the data is gzipped.
    pub gzipped: bool,
}

const PREFIX: &str = "data:;base64,";

/// The shortest data URL for these contents: percent-encoded, base64, or gzipped when that saves more than four
/// bytes (the value `gzip` has to be written, too).
///
/// The gzip stream depends on nothing but the contents: no time, no name.
#[must_use]
pub fn encode(contents: &[u8], compression: AutoCompression) -> Encoded {
    let escaped_length = "data:,".len()
        + contents
            .iter()
            .map(|byte| escaped_width(*byte))
            .sum::<usize>();
    let base64_length = PREFIX.len() + base64_width(contents.len());
    let plain_length = escaped_length.min(base64_length);
    // The longest stream whose base64 form still saves more than four bytes.
    let most = plain_length.saturating_sub(PREFIX.len() + 4 + 1) / 4 * 3;
    if compression == AutoCompression::Allowed
        && let Some(packed) = gzip::compress_within(contents, most)
    {
        return Encoded {
            url: base64_url(&packed),
            gzipped: true,
        };
    }
    let url = if base64_length < escaped_length {
        base64_url(contents)
    } else {
        escaped_url(contents, escaped_length)
    };
    Encoded {
        url,
        gzipped: false,
    }
}

fn base64_url(bytes: &[u8]) -> String {
    let mut url = String::with_capacity(PREFIX.len() + base64_width(bytes.len()));
    url.push_str(PREFIX);
    BASE64_STANDARD.encode_string(bytes, &mut url);
    url
}

/// The percent-encoded data URL, the only form that Ignition 3.0 configs of Butane have.
#[must_use]
pub fn encode_escaped(contents: &[u8]) -> String {
    escaped_url(contents, contents.len() * 2 + 6)
}

fn escaped_url(contents: &[u8], capacity: usize) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut url = String::with_capacity(capacity);
    url.push_str("data:,");
    for chunk in contents.chunk_by(|a, b| (escaped_width(*a) == 1) == (escaped_width(*b) == 1)) {
        // Bytes that stand for themselves are ASCII.
        match std::str::from_utf8(chunk) {
            Ok(text) if escaped_width(chunk[0]) == 1 => url.push_str(text),
            _ => {
                for byte in chunk {
                    url.push('%');
                    url.push(char::from(DIGITS[usize::from(byte >> 4)]));
                    url.push(char::from(DIGITS[usize::from(byte & 15)]));
                }
            }
        }
    }
    url
}

fn escaped_width(byte: u8) -> usize {
    if UNRESERVED[usize::from(byte)] { 1 } else { 3 }
}

const fn base64_width(length: usize) -> usize {
    length.div_ceil(3) * 4
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{AutoCompression, decode, encode};
    use crate::gzip;

    #[test]
    fn data_is_decoded() {
        for (url, data) in [
            ("data:,", &b""[..]),
            ("data:,a%20b%2Fc", b"a b/c"),
            ("data:text/plain;charset=utf-8,hello", b"hello"),
            ("data:;base64,aGVsbG8=", b"hello"),
            ("data:;base64,aGVs\nbG8=", b"hello"),
            ("data:text/plain;a=\"x y\";base64,aGk=", b"hi"),
            ("data:x-a/b,z", b"z"),
            ("data:;base64,", b""),
        ] {
            assert_eq!(decode(url).as_deref(), Ok(data), "{url}");
        }
    }

    #[test]
    fn refusals_have_the_decoders_words() {
        for (url, message) in [
            ("http:", "missing data prefix"),
            ("data:", "missing comma before data"),
            ("data:hello", "missing media type slash"),
            ("data:foo/bar,x", "invalid media type"),
            ("data:he llo", "invalid character for media type"),
            ("data:\"", "invalid character after data prefix"),
            ("data:text/plain", "incomplete media type"),
            ("data:;base64", "unterminated parameter sequence"),
            ("data:;base32,x", "expected base64, got base32"),
            ("data:,a b", "invalid data character"),
            ("data:;base64,*", "invalid data character"),
            (
                "data:;base64,aGVsbG8",
                "illegal base64 data at input byte 4",
            ),
            (
                "data:;base64,aGVsbA=",
                "illegal base64 data at input byte 7",
            ),
            ("data:;base64,a=", "illegal base64 data at input byte 1"),
            (
                "data:;base64,aGk=aGk=",
                "illegal base64 data at input byte 4",
            ),
            (
                "data:,%zz",
                "rfc2396: invalid char 0x25 in unescape sequence",
            ),
            ("data:,%4", "rfc2396: unexpected end of unescape sequence"),
        ] {
            assert_eq!(
                decode(url).map_err(|error| error.to_string()),
                Err(message.to_owned()),
                "{url}"
            );
        }
    }

    #[test]
    fn the_shortest_form_is_chosen() {
        let plain = |contents: &[u8]| encode(contents, AutoCompression::Forbidden).url;
        assert_eq!(plain(b""), "data:,");
        assert_eq!(plain(b"hello"), "data:,hello");
        assert_eq!(plain(&[0; 6]), "data:;base64,AAAAAAAA");
        let text = "the same line again and again\n".repeat(40);
        let encoded = encode(text.as_bytes(), AutoCompression::Allowed);
        assert!(encoded.gzipped);
        assert_eq!(
            decode(&encoded.url).as_deref(),
            Ok(gzip::compress(text.as_bytes()).as_slice())
        );
    }

    #[test]
    fn gzip_streams_name_no_time_and_decompress() {
        let packed = gzip::compress(b"hello hello hello");
        assert_eq!(packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_string(&mut text)
            .expect("a gzip stream");
        assert_eq!(text, "hello hello hello");
    }
}
