//! Modes typed in decimal by mistake: 644 where 0644 was meant.

/// What carries the mode.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NodeKind {
    File,
    Directory,
}

/// Whether a mode makes no sense, but would if its digits were octal.
pub(super) fn is_mistyped(mode: Option<i64>, kind: NodeKind) -> bool {
    let Some(mode) = mode.and_then(|mode| u32::try_from(mode).ok()) else {
        return false;
    };
    match as_octal(mode) {
        Some(meant) => !is_typical(mode, kind) && is_typical(meant, kind),
        None => false,
    }
}

/// The decimal digits of a number read as octal ones.
fn as_octal(mode: u32) -> Option<u32> {
    if mode > 7777 {
        return None;
    }
    let mut value = 0;
    for place in [1000, 100, 10, 1] {
        let digit = mode / place % 10;
        if digit > 7 {
            return None;
        }
        value = value * 8 + digit;
    }
    Some(value)
}

/// Whether anyone would set this mode on purpose.
fn is_typical(mode: u32, kind: NodeKind) -> bool {
    const READ: u32 = 4;
    const WRITE: u32 = 2;
    const EXECUTE: u32 = 1;
    if mode == 0 {
        return true;
    }
    if mode > 0o7777 {
        return false;
    }
    // From others over the group to the owner, rights only grow.
    let mut seen = 0;
    for class in [mode & 7, mode >> 3 & 7, mode >> 6 & 7] {
        if class & seen != seen {
            return false;
        }
        if class & EXECUTE != 0 && seen & READ != 0 && seen & EXECUTE == 0 {
            return false;
        }
        if class & (WRITE | EXECUTE) != 0 && class & READ == 0 {
            return false;
        }
        seen |= class;
    }
    if seen & READ == 0 {
        return false;
    }
    let setuid = mode & 0o4000 != 0;
    let setgid = mode & 0o2000 != 0;
    let sticky = mode & 0o1000 != 0;
    match kind {
        NodeKind::Directory => {
            seen & EXECUTE != 0 && !setuid && (!(setgid || sticky) || seen & WRITE != 0)
        }
        NodeKind::File => {
            !sticky && (!(setuid || setgid) || (seen & EXECUTE != 0 && mode & WRITE == 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NodeKind, is_mistyped};

    #[test]
    fn decimal_modes_are_seen() {
        use NodeKind::{Directory, File};
        for (mode, kind, mistyped) in [
            (644, File, true),
            (0o644, File, false),
            (755, File, true),
            (755, Directory, true),
            (0o755, Directory, false),
            (600, File, true),
            (0, File, false),
            (888, File, false),
            (10_000, File, false),
            (-1, File, false),
        ] {
            assert_eq!(is_mistyped(Some(mode), kind), mistyped, "{mode}");
        }
        assert!(!is_mistyped(None, File));
    }
}
