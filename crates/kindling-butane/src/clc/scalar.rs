//! What scalars mean when nothing but their looks says so, by the rules of go-yaml v2: YAML 1.1 with its many
//! words for yes and no, and numbers as Go reads them.

/// What a scalar means.
pub(super) enum Meaning {
    Null,
    Flag(bool),
    Integer(i128),
    Float(f64),
    Text,
    /// Decoded from base64.
    Binary(String),
}

impl Meaning {
    /// The tag that type errors show.
    pub(super) fn tag(&self) -> &'static str {
        match self {
            Self::Null => "!!null",
            Self::Flag(_) => "!!bool",
            Self::Integer(_) => "!!int",
            Self::Float(_) => "!!float",
            Self::Text => "!!str",
            Self::Binary(_) => "!!binary",
        }
    }
}

/// What a scalar without quotes means, by how it looks.
pub(super) fn resolve(text: &str) -> Meaning {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Meaning::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Meaning::Flag(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Meaning::Flag(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Meaning::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Meaning::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Meaning::Float(f64::NEG_INFINITY),
        _ => {}
    }
    match text.bytes().next() {
        Some(b'.') => text.parse().map_or(Meaning::Text, Meaning::Float),
        Some(b'+' | b'-' | b'0'..=b'9') => {
            let plain = text.replace('_', "");
            integer(&plain)
                .map(Meaning::Integer)
                .or_else(|| plain.parse().ok().map(Meaning::Float))
                .unwrap_or(Meaning::Text)
        }
        _ => Meaning::Text,
    }
}

/// An integer as Go's `ParseInt` reads one with its base in front; up to 2⁶⁴−1, if there is no sign.
fn integer(text: &str) -> Option<i128> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, text.get(1..)?),
        b'+' => (1, text.get(1..)?),
        _ => (1, text),
    };
    let (base, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, digits.get(2..)?),
        Some("0b" | "0B") => (2, digits.get(2..)?),
        Some("0o" | "0O") => (8, digits.get(2..)?),
        Some(_) if digits.starts_with('0') => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    let is_number = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(base));
    let number = if is_number {
        i128::from_str_radix(digits, base).ok()? * sign
    } else {
        return None;
    };
    let most = if text.starts_with(['+', '-']) {
        i128::from(i64::MAX)
    } else {
        i128::from(u64::MAX)
    };
    (i128::from(i64::MIN)..=most)
        .contains(&number)
        .then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{Meaning, resolve};

    #[test]
    fn plain_scalars() {
        for (text, expected) in [
            ("0644", 420),
            ("0o644", 420),
            ("0x1F", 31),
            ("0b101", 5),
            ("1_000", 1000),
            ("+7", 7),
            ("-0x10", -16),
            ("18446744073709551615", 18_446_744_073_709_551_615),
            ("0", 0),
        ] {
            assert!(
                matches!(resolve(text), Meaning::Integer(number) if number == expected),
                "{text}"
            );
        }
        for text in ["08", "1.5", ".5", "1e3", "99999999999999999999", ".inf"] {
            assert!(matches!(resolve(text), Meaning::Float(_)), "{text}");
        }
        for text in ["abc", "1a", "0x", "2001-01-01", "tRue", "-", "."] {
            assert!(matches!(resolve(text), Meaning::Text), "{text}");
        }
    }
}
