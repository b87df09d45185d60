//! Sizes of partitions: text with units of 1024, fractions allowed, as `alecthomas/units` reads them.

use kindling_ignition::print::go_quote;

const MEBIBYTE: i64 = 1 << 20;
const SECTOR: i64 = 512;

/// A dimension in MiB; `None` where the text is empty.
///
/// # Errors
/// In the original's words, where the text is no dimension of whole MiB.
pub(super) fn in_mebibytes(text: &str) -> Result<Option<i64>, String> {
    let Some(bytes) = in_bytes(text)? else {
        return Ok(None);
    };
    if bytes % MEBIBYTE != 0 {
        return Err("invalid dimension (finest granularity is 1MiB)".to_owned());
    }
    Ok(Some(bytes / MEBIBYTE))
}

/// A dimension in sectors, rounded up; 0 where the text is empty.
///
/// # Errors
/// In the original's words, where the text is no dimension.
pub(super) fn in_sectors(text: &str) -> Result<i64, String> {
    let bytes = in_bytes(text)?.unwrap_or_default();
    Ok(bytes / SECTOR + i64::from(bytes % SECTOR != 0))
}

fn in_bytes(text: &str) -> Result<Option<i64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let bytes = parse(text, "iB").or_else(|_| parse(text, "B"))?;
    if bytes < 0 {
        return Err(format!("invalid dimension (negative): {}", go_quote(text)));
    }
    Ok(Some(bytes))
}

/// Reads numbers with units; all units of a text have the same suffix.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "the original reckons in floating point, and a size must come out the same"
)]
fn parse(text: &str, suffix: &str) -> Result<i64, String> {
    let invalid = || format!("units: invalid {text}");
    let is_negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total = 0_f64;
    while !rest.is_empty() {
        let (whole, tail) = leading_number(rest).ok_or_else(invalid)?;
        let mut has_digits = tail.len() < rest.len();
        let mut value = whole as f64;
        rest = tail;
        if let Some(tail) = rest.strip_prefix('.') {
            let (fraction, after) = leading_number(tail).ok_or_else(invalid)?;
            let digits = tail.len() - after.len();
            has_digits |= digits > 0;
            let scale = (0..digits).fold(1_f64, |scale, _| scale * 10.0);
            value += fraction as f64 / scale;
            rest = after;
        }
        if !has_digits {
            return Err(invalid());
        }
        let end = rest
            .find(|char: char| char == '.' || char.is_ascii_digit())
            .unwrap_or(rest.len());
        let (unit, tail) = rest.split_at(end);
        let factor =
            factor(unit, suffix).ok_or_else(|| format!("units: unknown unit {unit} in {text}"))?;
        total += value * factor;
        rest = tail;
    }
    if is_negative {
        total = -total;
    }
    // 2⁶³ as the original compares with it.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if !(-LIMIT..=LIMIT).contains(&total) {
        return Err("units: overflow parsing unit".to_owned());
    }
    // The limit itself does not fit and comes out as the least number there.
    Ok(if total >= LIMIT {
        i64::MIN
    } else {
        total as i64
    })
}

/// The digits at the start as a number; `None` where there are too many.
fn leading_number(text: &str) -> Option<(i64, &str)> {
    let mut value = 0_i64;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for digit in text.bytes().take(digits) {
        if value >= (i64::MAX - 9) / 10 {
            return None;
        }
        value = value * 10 + i64::from(digit - b'0');
    }
    Some((value, text.get(digits..)?))
}

/// How many bytes a unit stands for.
fn factor(unit: &str, suffix: &str) -> Option<f64> {
    if unit == "B" {
        return Some(1.0);
    }
    let prefix = unit.strip_suffix(suffix)?;
    let power = ["K", "M", "G", "T", "P", "E"]
        .iter()
        .position(|known| *known == prefix)?;
    Some((0..=power).fold(1.0, |factor, _| factor * 1024.0))
}

#[cfg(test)]
mod tests {
    use super::{in_mebibytes, in_sectors};

    #[test]
    fn dimensions_in_mebibytes() {
        for (text, expected) in [
            ("", Ok(None)),
            ("0", Ok(Some(0))),
            ("1MiB", Ok(Some(1))),
            ("5GB", Ok(Some(5120))),
            ("1.5GiB", Ok(Some(1536))),
            ("1GiB512MiB", Ok(Some(1536))),
            ("1024KiB", Ok(Some(1))),
            (".5GiB", Ok(Some(512))),
            ("+1MiB", Ok(Some(1))),
            ("100", Err("units: unknown unit  in 100")),
            ("1gib", Err("units: unknown unit gib in 1gib")),
            ("abc", Err("units: invalid abc")),
            ("-1MiB", Err("invalid dimension (negative): \"-1MiB\"")),
            (
                "512KiB",
                Err("invalid dimension (finest granularity is 1MiB)"),
            ),
            ("9EB", Err("units: overflow parsing unit")),
            ("9EiB", Err("units: unknown unit EiB in 9EiB")),
            (
                "99999999999999999999MiB",
                Err("units: invalid 99999999999999999999MiB"),
            ),
        ] {
            assert_eq!(
                in_mebibytes(text),
                expected.map_err(str::to_owned),
                "{text:?}"
            );
        }
        assert_eq!(in_sectors("513B"), Ok(2));
        assert_eq!(in_sectors(""), Ok(0));
    }
}
