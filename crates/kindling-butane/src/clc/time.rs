//! Times of day and durations, as Go's `time` package reads them. Only whether they can be read matters.

/// Whether the text is a time of day in the layout `15:04`: the hour may have one digit, the minute has two.
pub(super) fn is_time_of_day(text: &str) -> bool {
    let Some((hour, minute)) = text.split_once(':') else {
        return false;
    };
    let number = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse::<u8>().ok())
    };
    matches!(hour.len(), 1 | 2)
        && minute.len() == 2
        && number(hour).flatten().is_some_and(|hour| hour < 24)
        && number(minute).flatten().is_some_and(|minute| minute < 60)
}

/// Whether the text is a duration: a sign, then numbers with a fraction, each with a unit.
pub(super) fn is_duration(text: &str) -> bool {
    let is_negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    // In nanoseconds; 2⁶³ itself is only there for negative durations.
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let Some((nanoseconds, tail)) = element(rest) else {
            return false;
        };
        rest = tail;
        total = match total.checked_add(nanoseconds) {
            Some(total) if total <= 1 << 63 => total,
            _ => return false,
        };
    }
    is_negative || total < 1 << 63
}

/// One number with its unit, in nanoseconds, and what follows.
fn element(text: &str) -> Option<(u64, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (whole, rest) = text.split_at(digits(text));
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(digits(rest)),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let unit_end = rest
        .find(|char: char| char == '.' || char.is_ascii_digit())
        .unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(unit_end);
    let unit: u64 = match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    let whole: u64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok().filter(|whole| *whole <= 1 << 63)?
    };
    let mut nanoseconds = whole
        .checked_mul(unit)
        .filter(|nanoseconds| *nanoseconds <= 1 << 63)?;
    // Digits beyond what a nanosecond can hold do not count.
    let (mut part, mut scale) = (0_u128, 1_u128);
    for digit in fraction.bytes().take(18) {
        part = part * 10 + u128::from(digit - b'0');
        scale *= 10;
    }
    nanoseconds = nanoseconds.checked_add(u64::try_from(part * u128::from(unit) / scale).ok()?)?;
    Some((nanoseconds, rest)).filter(|(nanoseconds, _)| *nanoseconds <= 1 << 63)
}

#[cfg(test)]
mod tests {
    use super::{is_duration, is_time_of_day};

    #[test]
    fn times_of_day() {
        for good in ["4:00", "04:00", "23:59", "0:00"] {
            assert!(is_time_of_day(good), "{good}");
        }
        for bad in [
            "", "25:00", "4:60", "4:0", "4", "04c00", "4:00 ", "+4:00", "004:00", "é:00",
        ] {
            assert!(!is_time_of_day(bad), "{bad}");
        }
    }

    #[test]
    fn durations() {
        for good in [
            "0",
            "+0",
            "1h",
            "-1.5h",
            "1h30m",
            "100ms",
            ".5s",
            "1.s",
            "2µs",
            "2μs",
            "9223372036854775807ns",
        ] {
            assert!(is_duration(good), "{good}");
        }
        for bad in [
            "",
            "-",
            "90",
            "1d",
            "1H",
            "h",
            ".s",
            "1h 2m",
            "9223372036854775808ns",
            "3000000h",
            "1.5.5s",
        ] {
            assert!(!is_duration(bad), "{bad}");
        }
        assert!(is_duration("-9223372036854775808ns"));
    }
}
