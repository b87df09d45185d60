//! Differences, shortened to what differs.

use crate::worker::Change;

/// How many unchanged lines stay around a change.
const KEPT: usize = 3;

/// A line of a shortened difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shortened<'a> {
    /// A line, with its number in the new text; none where it is gone.
    Line(&'a Change, Option<usize>),
    /// So many unchanged lines are left out.
    Gap(usize),
}

/// The changes with their surroundings; longer runs of unchanged lines become gaps.
pub fn shortened(changes: &[Change]) -> Vec<Shortened<'_>> {
    let mut near = vec![false; changes.len()];
    for (index, change) in changes.iter().enumerate() {
        if !matches!(change, Change::Same(_)) {
            let end = (index + KEPT + 1).min(changes.len());
            near[index.saturating_sub(KEPT)..end].fill(true);
        }
    }
    let (mut out, mut number, mut gap) = (Vec::new(), 0, 0);
    for (change, near) in changes.iter().zip(near) {
        let gone = matches!(change, Change::Removed(_));
        number += usize::from(!gone);
        if !near {
            gap += 1;
            continue;
        }
        if gap > 0 {
            out.push(Shortened::Gap(std::mem::take(&mut gap)));
        }
        out.push(Shortened::Line(change, (!gone).then_some(number)));
    }
    if gap > 0 {
        out.push(Shortened::Gap(gap));
    }
    out
}

/// The part of a long value around the first place where it differs from another, in at most `most` characters.
pub fn around(value: &str, other: &str, most: usize) -> String {
    if value.chars().count() <= most {
        return value.to_owned();
    }
    let same = value
        .chars()
        .zip(other.chars())
        .take_while(|(left, right)| left == right)
        .count();
    let from = same.saturating_sub(most / 3);
    let part: String = value.chars().skip(from).take(most).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if value.chars().count() > from + most {
        "…"
    } else {
        ""
    };
    format!("{before}{part}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_surroundings_of_a_change_stay() {
        let mut changes: Vec<Change> = (0..20).map(|n| Change::Same(n.to_string())).collect();
        changes.insert(10, Change::Removed("gone".into()));
        changes.insert(11, Change::Added("come".into()));
        let short = shortened(&changes);
        assert_eq!(short.first(), Some(&Shortened::Gap(7)));
        assert_eq!(short.last(), Some(&Shortened::Gap(7)));
        assert_eq!(short.len(), 2 + 2 + 2 * KEPT);
        assert!(short.contains(&Shortened::Line(&Change::Removed("gone".into()), None)));
        assert!(short.contains(&Shortened::Line(&Change::Added("come".into()), Some(11))));
    }

    #[test]
    fn nothing_changed_is_one_gap() {
        assert_eq!(shortened(&[Change::Same("a".into())]), [Shortened::Gap(1)]);
        assert_eq!(shortened(&[]), []);
    }

    #[test]
    fn a_long_value_is_cut_around_what_differs() {
        let (old, new) = (
            "a".repeat(500) + "X",
            "a".repeat(500) + "Y" + &"b".repeat(500),
        );
        let cut = around(&new, &old, 60);
        assert!(cut.contains('Y') && cut.starts_with('…') && cut.ends_with('…'));
        assert!(cut.chars().count() <= 62);
        assert_eq!(around("short", "other", 60), "short");
    }
}
