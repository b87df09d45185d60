//! How readers understand what was written: a YAML 1.2 library, and the rules by which YAML 1.1 readers and Go's take a
//! plain scalar for something else than a text.

use serde::Deserialize as _;
use serde_json::Value;

/// The documents of a text.
pub(crate) fn read(text: &str) -> Vec<Value> {
    serde_yaml::Deserializer::from_str(text)
        .map(|document| {
            Value::deserialize(document).unwrap_or_else(|error| unreachable!("{error}: {text:?}"))
        })
        .collect()
}

/// Whether some reader takes this plain scalar for a boolean, a number, a date, nothing, or a merge.
///
/// The union of <https://yaml.org/type/>, the core schema of <https://yaml.org/spec/1.2.2/#103-core-schema>, and what Go
/// programs read.
pub(super) fn is_taken(plain: &str) -> bool {
    const WORDS: [&str; 13] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "=", "",
    ];
    let lower = plain.to_lowercase();
    WORDS.contains(&lower.as_str()) || is_number(&lower) || is_date(&lower)
}

fn all(text: &str, allowed: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(allowed)
}

fn digit_or_underscore(character: char) -> bool {
    character.is_ascii_digit() || character == '_'
}

fn is_number(lower: &str) -> bool {
    let unsigned = lower.strip_prefix(['+', '-']).unwrap_or(lower);
    if matches!(unsigned, ".inf" | ".nan") {
        return true;
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = unsigned.strip_prefix(prefix) {
            return all(rest, |character| {
                character.is_digit(radix) || character == '_'
            });
        }
    }
    let starts = unsigned.trim_start_matches('.');
    if unsigned.len() - starts.len() > 1 || !starts.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    // Base 60: `12:30:45`, `190:20:30.15`.
    let (head, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    if head.contains(':') {
        return head.split(':').all(|part| all(part, digit_or_underscore))
            && (fraction.is_empty() || all(fraction, digit_or_underscore));
    }
    let (mantissa, exponent) = unsigned.split_once('e').unwrap_or((unsigned, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    (whole.is_empty() || all(whole, digit_or_underscore))
        && (fraction.is_empty() || all(fraction, digit_or_underscore))
        && all(exponent, digit_or_underscore)
}

fn is_date(lower: &str) -> bool {
    let date = lower.split(['t', ' ']).next().unwrap_or_default();
    let parts: Vec<_> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let digits = |text: &str, most: usize| {
        text.len() <= most && all(text, |character| character.is_ascii_digit())
    };
    year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2)
}
