//! Sizes and counts in words.

/// A size as people say it: `0 B`, `999 B`, `5.6 kB`, `68 kB`, `1.2 MB`.
pub fn size(bytes: usize) -> String {
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let (unit, one) = if bytes < 999_500 {
        ("kB", 1_000)
    } else {
        ("MB", 1_000_000)
    };
    let tenths = (bytes * 10 + one / 2) / one;
    if tenths < 100 {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    } else {
        format!("{} {unit}", grouped((bytes + one / 2) / one))
    }
}

/// A count with its thousands set apart: `40,012`.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{grouped, size};

    #[test]
    fn sizes_are_said_shortly() {
        for (bytes, words) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (5_649, "5.6 kB"),
            (9_950, "10 kB"),
            (68_400, "68 kB"),
            (999_400, "999 kB"),
            (999_600, "1.0 MB"),
            (12_345_678, "12 MB"),
        ] {
            assert_eq!(size(bytes), words, "{bytes}");
        }
        assert_eq!(grouped(40_012), "40,012");
        assert_eq!(grouped(999), "999");
    }
}
