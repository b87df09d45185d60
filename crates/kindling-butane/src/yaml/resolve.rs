//! What a plain scalar means: the core schema as go-yaml v3 reads it, with the
//! remains of YAML 1.1 it keeps.

/// The meaning of a scalar's text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meaning {
    Null,
    Bool(bool),
    Int(i64),
    /// Above the range of `Int`.
    BigInt,
    Float(f64),
    Timestamp,
    /// `<<`.
    Merge,
    Text,
}

impl Meaning {
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Meaning::Null => "!!null",
            Meaning::Bool(_) => "!!bool",
            Meaning::Int(_) | Meaning::BigInt => "!!int",
            Meaning::Float(_) => "!!float",
            Meaning::Timestamp => "!!timestamp",
            Meaning::Merge => "!!merge",
            Meaning::Text => "!!str",
        }
    }
}

/// Whether a plain scalar is null.
pub(crate) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// The meaning of a plain scalar; `timestamps` tells whether dates count.
pub(crate) fn resolve(text: &str, timestamps: bool) -> Meaning {
    let Some(&first) = text.as_bytes().first() else {
        return Meaning::Null;
    };
    match first {
        b'~' | b'n' | b'N' if is_null(text) => Meaning::Null,
        b't' | b'T' if matches!(text, "true" | "True" | "TRUE") => Meaning::Bool(true),
        b'f' | b'F' if matches!(text, "false" | "False" | "FALSE") => Meaning::Bool(false),
        b'.' => match text {
            ".nan" | ".NaN" | ".NAN" => Meaning::Float(f64::NAN),
            ".inf" | ".Inf" | ".INF" => Meaning::Float(f64::INFINITY),
            _ => float(text),
        },
        b'+' | b'-' | b'0'..=b'9' => number(text, timestamps),
        b'<' if text == "<<" => Meaning::Merge,
        _ => Meaning::Text,
    }
}

fn number(text: &str, timestamps: bool) -> Meaning {
    match text {
        "+.inf" | "+.Inf" | "+.INF" => return Meaning::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Meaning::Float(f64::NEG_INFINITY),
        _ => {}
    }
    if timestamps && is_timestamp(text) {
        return Meaning::Timestamp;
    }
    let stripped;
    let plain = if text.contains('_') {
        stripped = text.replace('_', "");
        &stripped
    } else {
        text
    };
    integer(plain).unwrap_or_else(|| float(plain))
}

/// An integer in any base: `0x`, `0b`, `0o`, and a leading `0` for octal.
fn integer(text: &str) -> Option<Meaning> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let signed = digits.len() != text.len();
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    // A second sign, which `from_str_radix` would take, is none.
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let value = u64::from_str_radix(digits, radix).ok()?;
    match (negative, i64::try_from(value)) {
        (false, Ok(value)) => Some(Meaning::Int(value)),
        (true, Ok(value)) => Some(Meaning::Int(-value)),
        (true, Err(_)) if value == 1 << 63 => Some(Meaning::Int(i64::MIN)),
        (false, Err(_)) if !signed => Some(Meaning::BigInt),
        _ => None,
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, within the range of
/// a double.
fn float(text: &str) -> Meaning {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(at);
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if whole + fraction == 0 {
            return Meaning::Text;
        }
        at += 1 + fraction;
    } else if whole == 0 {
        return Meaning::Text;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at.min(bytes.len()));
        if exponent == 0 {
            return Meaning::Text;
        }
        at += exponent;
    }
    match text.parse::<f64>() {
        Ok(value) if at == bytes.len() && value.is_finite() => Meaning::Float(value),
        _ => Meaning::Text,
    }
}

/// The four forms of dates go-yaml knows.
fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 8 || !bytes[..4].iter().all(u8::is_ascii_digit) || bytes[4] != b'-' {
        return false;
    }
    let Some((year, rest)) = take_number(text, 4) else {
        return false;
    };
    let Some((month, rest)) = rest.strip_prefix('-').and_then(|rest| take_number(rest, 2)) else {
        return false;
    };
    let Some((day, rest)) = rest.strip_prefix('-').and_then(|rest| take_number(rest, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    if day == 0 || day > last {
        return false;
    }
    match rest.as_bytes().first() {
        None => true,
        Some(b'T' | b't') => is_time(&rest[1..], true),
        Some(b' ') => is_time(&rest[1..], false),
        _ => false,
    }
}

fn is_time(text: &str, zoned: bool) -> bool {
    let Some((hour, rest)) = take_number(text, 2) else {
        return false;
    };
    let Some((minute, rest)) = rest.strip_prefix(':').and_then(|rest| take_number(rest, 2)) else {
        return false;
    };
    let Some((second, rest)) = rest.strip_prefix(':').and_then(|rest| take_number(rest, 2)) else {
        return false;
    };
    if hour > 23 || minute > 59 || second > 59 {
        return false;
    }
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => {
            let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() == fraction.len() {
                return false;
            }
            rest
        }
        None => rest,
    };
    match (zoned, rest.as_bytes()) {
        (false, []) | (true, [b'Z']) => true,
        (true, [b'+' | b'-', a, b, b':', c, d]) => {
            [a, b, c, d].iter().all(|byte| byte.is_ascii_digit())
                && (a - b'0') * 10 + (b - b'0') <= 24
                && (c - b'0') * 10 + (d - b'0') <= 60
        }
        _ => false,
    }
}

/// Up to `most` digits at the start, and what follows.
fn take_number(text: &str, most: usize) -> Option<(u32, &str)> {
    let length = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    let value = text[..length].parse().ok()?;
    Some((value, &text[length..]))
}

#[cfg(test)]
mod tests {
    use super::{Meaning, resolve};

    #[test]
    fn plain_scalars_mean_what_go_yaml_says() {
        use Meaning::{BigInt, Bool, Float, Int, Merge, Null, Text, Timestamp};
        let table = [
            ("", Null),
            ("~", Null),
            ("NULL", Null),
            ("nUll", Text),
            ("True", Bool(true)),
            ("FALSE", Bool(false)),
            ("yes", Text),
            ("7", Int(7)),
            ("+7", Int(7)),
            ("-7", Int(-7)),
            ("--7", Text),
            ("0644", Int(420)),
            ("08", Float(8.0)),
            ("0o644", Int(420)),
            ("0x1F", Int(31)),
            ("0X1f", Int(31)),
            ("0b101", Int(5)),
            ("-0b101", Int(-5)),
            ("0x", Text),
            ("1_000", Int(1000)),
            ("1__0_", Int(10)),
            ("9223372036854775807", Int(i64::MAX)),
            ("-9223372036854775808", Int(i64::MIN)),
            ("9223372036854775808", BigInt),
            ("18446744073709551616", Float(18_446_744_073_709_551_616.0)),
            ("1.5", Float(1.5)),
            ("1.", Float(1.0)),
            (".5", Float(0.5)),
            (".", Text),
            ("1e3", Float(1000.0)),
            ("1e", Text),
            ("1e999", Text),
            ("12:30", Text),
            ("1,000", Text),
            ("2001-01-01", Timestamp),
            ("2001-1-1", Timestamp),
            ("2001-02-30", Text),
            ("2001-12-14t21:59:43.10-05:00", Timestamp),
            ("2001-12-14 21:59:43.10", Timestamp),
            ("2001-12-14 21:59:43.10 -5", Text),
            ("<<", Merge),
            ("٣", Text),
        ];
        for (text, meaning) in table {
            assert_eq!(resolve(text, true), meaning, "{text:?}");
        }
    }
}
