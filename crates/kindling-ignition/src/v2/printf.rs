//! What Go's `Printf` makes of a text that is given as the format, without arguments.
//!
//! The reference validator prints its report that way, so a percent sign in an excerpt, as data URLs are full
//! of them, comes out as a complaint about a missing argument.

/// The format printed without arguments.
#[must_use]
pub fn without_arguments(format: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(format.len());
    let mut rest = format;
    while let Some(percent) = rest.iter().position(|byte| *byte == b'%') {
        out.extend_from_slice(&rest[..percent]);
        rest = verb(&rest[percent + 1..], &mut out);
    }
    out.extend_from_slice(rest);
    out
}

/// Prints the complaint about one verb, and gives what follows it.
fn verb<'a>(after_percent: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let flags = after_percent
        .iter()
        .take_while(|byte| b"#0+- ".contains(byte))
        .count();
    let mut rest = &after_percent[flags..];
    let mut has_good_index = true;
    let mut is_after_index = index(&mut rest, &mut has_good_index);
    if let [b'*', tail @ ..] = rest {
        rest = tail;
        out.extend_from_slice(b"%!(BADWIDTH)");
        is_after_index = false;
    } else if number(&mut rest) && is_after_index {
        has_good_index = false;
    }
    if let [b'.', tail @ ..] = rest {
        rest = tail;
        if is_after_index {
            has_good_index = false;
        }
        is_after_index = index(&mut rest, &mut has_good_index);
        if let [b'*', tail @ ..] = rest {
            rest = tail;
            out.extend_from_slice(b"%!(BADPREC)");
            is_after_index = false;
        } else {
            number(&mut rest);
        }
    }
    if !is_after_index {
        index(&mut rest, &mut has_good_index);
    }
    let Some(first) = rest.first() else {
        out.extend_from_slice(b"%!(NOVERB)");
        return rest;
    };
    if *first == b'%' {
        out.push(b'%');
        return &rest[1..];
    }
    let (name, length) = first_char(rest);
    out.extend_from_slice(b"%!");
    out.extend_from_slice(name);
    out.extend_from_slice(if has_good_index {
        b"(MISSING)"
    } else {
        b"(BADINDEX)"
    });
    &rest[length..]
}

/// The first character, and how many bytes it takes. Broken text counts as one replacement character a byte.
fn first_char(text: &[u8]) -> (&[u8], usize) {
    for length in 1..=text.len().min(4) {
        if std::str::from_utf8(&text[..length]).is_ok() {
            return (&text[..length], length);
        }
    }
    ("\u{fffd}".as_bytes(), 1)
}

/// Reads `[n]`. There are no arguments, so none is a good one; what is answered is whether it was well formed.
fn index(rest: &mut &[u8], has_good_index: &mut bool) -> bool {
    if rest.first() != Some(&b'[') {
        return false;
    }
    *has_good_index = false;
    let Some(close) = (rest.len() >= 3)
        .then(|| rest.iter().position(|byte| *byte == b']'))
        .flatten()
    else {
        *rest = &rest[1..];
        return false;
    };
    let mut inner = &rest[1..close];
    let is_number = number(&mut inner) && inner.is_empty();
    *rest = &rest[close + 1..];
    is_number
}

/// Reads a decimal number; one of more than a million eats the rest of the text.
fn number(rest: &mut &[u8]) -> bool {
    let mut value = 0_u32;
    let mut is_number = false;
    while let [digit @ b'0'..=b'9', tail @ ..] = *rest {
        if value > 1_000_000 {
            *rest = &[];
            return false;
        }
        value = value * 10 + u32::from(digit - b'0');
        is_number = true;
        *rest = tail;
    }
    is_number
}

#[cfg(test)]
mod tests {
    use super::without_arguments;

    #[test]
    fn percent_signs_are_complained_about() {
        for (format, expected) in [
            ("plain", "plain"),
            ("a%20b%", "a%!b(MISSING)%!(NOVERB)"),
            ("100%", "100%!(NOVERB)"),
            ("%%", "%"),
            ("%2F%é", "%!F(MISSING)%!é(MISSING)"),
            ("%[1]d %[x]d %[", "%!d(BADINDEX) %!d(BADINDEX) %!(NOVERB)"),
            (
                "%*d %.*d",
                "%!(BADWIDTH)%!d(MISSING) %!(BADPREC)%!d(MISSING)",
            ),
            ("%-5.2f|", "%!f(MISSING)|"),
            ("%99999999d|", "%!(NOVERB)"),
        ] {
            let printed = without_arguments(format.as_bytes());
            assert_eq!(String::from_utf8_lossy(&printed), expected, "{format:?}");
        }
    }
}
