//! Writing DER, the few types that certificates need.
//!
//! Takes values, gives bytes in the one encoding DER allows. It never reads:
//! what this crate reads are keys, and the key crates read those.

use crate::timestamp::Timestamp;

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const NULL: u8 = 0x05;
const OBJECT_IDENTIFIER: u8 = 0x06;
const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// A tag, the length of the contents, the contents.
fn tagged(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(contents.len() + 6);
    out.push(tag);
    let length = contents.len().to_be_bytes();
    let significant = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    match *significant {
        [] => out.push(0),
        [short @ 0..0x80] => out.push(short),
        _ => {
            out.push(0x80 | significant.len() as u8);
            out.extend_from_slice(significant);
        }
    }
    out.extend_from_slice(contents);
    out
}

/// `SEQUENCE` of the given encodings.
pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tagged(SEQUENCE, &parts.concat())
}

/// `SET` of one encoding, as in a relative distinguished name.
pub(crate) fn set_of_one(part: &[u8]) -> Vec<u8> {
    tagged(SET, part)
}

/// `[number]` around an encoding: explicit tagging.
pub(crate) fn explicit(number: u8, part: &[u8]) -> Vec<u8> {
    tagged(0xa0 | number, part)
}

/// `[number]` in place of a primitive type's own tag: implicit tagging.
pub(crate) fn implicit(number: u8, contents: &[u8]) -> Vec<u8> {
    tagged(0x80 | number, contents)
}

/// `BOOLEAN TRUE`; false is a default everywhere here, and DER leaves
/// defaults out.
pub(crate) fn yes() -> Vec<u8> {
    tagged(BOOLEAN, &[0xff])
}

/// `INTEGER` from the magnitude of a number that is not negative.
pub(crate) fn unsigned_integer(magnitude: &[u8]) -> Vec<u8> {
    let significant = &magnitude[magnitude.iter().take_while(|byte| **byte == 0).count()..];
    match significant {
        [] => tagged(INTEGER, &[0]),
        [0x80..=0xff, ..] => tagged(INTEGER, &[&[0], significant].concat()),
        _ => tagged(INTEGER, significant),
    }
}

/// `BIT STRING` of whole bytes.
pub(crate) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    tagged(BIT_STRING, &[&[0], bytes].concat())
}

/// `BIT STRING` of up to eight named bits, the first in the highest place;
/// DER leaves zeros at the end out.
pub(crate) fn named_bits(bits: u8) -> Vec<u8> {
    if bits == 0 {
        tagged(BIT_STRING, &[0])
    } else {
        tagged(BIT_STRING, &[bits.trailing_zeros() as u8, bits])
    }
}

/// `OCTET STRING`.
pub(crate) fn octet_string(bytes: &[u8]) -> Vec<u8> {
    tagged(OCTET_STRING, bytes)
}

/// `NULL`.
pub(crate) fn null() -> Vec<u8> {
    tagged(NULL, &[])
}

/// `UTF8String`.
pub(crate) fn utf8_string(text: &str) -> Vec<u8> {
    tagged(UTF8_STRING, text.as_bytes())
}

/// `OBJECT IDENTIFIER` from its arcs, of which there are at least two.
pub(crate) fn object_identifier(arcs: &[u32]) -> Vec<u8> {
    let mut contents = Vec::new();
    if let [first, second, rest @ ..] = arcs {
        for arc in std::iter::once(first * 40 + second).chain(rest.iter().copied()) {
            let groups = (1..5).rev().skip_while(|group| arc >> (7 * group) == 0);
            contents.extend(groups.map(|group| 0x80 | (arc >> (7 * group)) as u8 & 0x7f));
            contents.push(arc as u8 & 0x7f);
        }
    }
    tagged(OBJECT_IDENTIFIER, &contents)
}

/// `UTCTime` until 2049, `GeneralizedTime` from 2050, as RFC 5280 wants it:
/// <https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5>.
pub(crate) fn time(moment: Timestamp) -> Vec<u8> {
    let (year, month, day, hour, minute, second) = moment.fields();
    let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    if year < 2050 {
        tagged(UTC_TIME, format!("{:02}{rest}", year % 100).as_bytes())
    } else {
        tagged(GENERALIZED_TIME, format!("{year:04}{rest}").as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_the_shortest_form() {
        for (length, header) in [
            (0, vec![0x04, 0x00]),
            (127, vec![0x04, 0x7f]),
            (128, vec![0x04, 0x81, 0x80]),
            (255, vec![0x04, 0x81, 0xff]),
            (256, vec![0x04, 0x82, 0x01, 0x00]),
            (65_536, vec![0x04, 0x83, 0x01, 0x00, 0x00]),
        ] {
            let encoded = octet_string(&vec![7; length]);
            assert_eq!(encoded[..header.len()], header, "{length}");
            assert_eq!(encoded.len(), header.len() + length);
        }
    }

    #[test]
    fn values_match_known_encodings() {
        assert_eq!(
            object_identifier(&[1, 2, 840, 113_549, 1, 1, 11]),
            hex("06092a864886f70d01010b")
        );
        assert_eq!(object_identifier(&[2, 5, 29, 35]), hex("0603551d23"));
        assert_eq!(object_identifier(&[2, 999, 128]), hex("060488378100"));
        assert_eq!(unsigned_integer(&[]), hex("020100"));
        assert_eq!(unsigned_integer(&[0, 0, 0x7f]), hex("02017f"));
        assert_eq!(unsigned_integer(&[0x80]), hex("02020080"));
        assert_eq!(named_bits(0b1010_0000), hex("030205a0"));
        assert_eq!(named_bits(0b0000_0110), hex("03020106"));
        assert_eq!(named_bits(0), hex("030100"));
        assert_eq!(
            time("2049-12-31T23:59:59Z".parse().expect("valid")),
            [b"\x17\x0d".as_slice(), b"491231235959Z"].concat()
        );
        assert_eq!(
            time("1950-01-01T00:00:00Z".parse().expect("valid")),
            [b"\x17\x0d".as_slice(), b"500101000000Z"].concat()
        );
        assert_eq!(
            time("2050-01-01T00:00:00Z".parse().expect("valid")),
            [b"\x18\x0f".as_slice(), b"20500101000000Z"].concat()
        );
    }

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex"))
            .collect()
    }
}
