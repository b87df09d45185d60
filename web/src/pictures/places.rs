//! Where the machines of a kind stand in the topology: each alone, or several as one.

use std::collections::BTreeMap;

use super::place;

/// Where machines may stand, from left to right.
pub const FROM: i32 = 102;
pub const TO: i32 = 566;
/// The most machines of a kind that stand alone, and the most groups of them.
const ALONE: usize = 7;
const GROUPS: usize = 5;
/// A machine, or several that are drawn as one.
pub struct Place {
    /// Its middle.
    pub x: i32,
    /// How wide it is.
    pub width: i32,
    /// Its name, or how many it is.
    pub title: String,
    /// The first and the last name of several.
    pub names: Option<String>,
}

/// Where machines stand: each alone; in groups by their names where they are many; as one where groups are many too.
pub fn places(names: &[String], word: &str) -> Vec<Place> {
    let groups = if names.len() <= ALONE {
        names.iter().map(|name| vec![name]).collect()
    } else {
        let found = alike(names);
        if found.len() <= GROUPS {
            found
        } else {
            vec![names.iter().collect()]
        }
    };
    let single = groups.len() == 1;
    let step = (TO - FROM) / place(groups.len()).max(1);
    let spread = |(index, group): (usize, Vec<&String>)| {
        let several = group.len() > 1;
        let widest = if several && single { 380 } else { 150 };
        let ends = ends(&group);
        let title = match group[..] {
            [only] => only.clone(),
            _ if single => format!("{} {word}", group.len()),
            _ => format!("{} × {}…", group.len(), stem(group[0])),
        };
        Place {
            x: FROM + step / 2 + step * place(index),
            width: (step - 14).min(widest),
            title,
            names: ends.filter(|_| several),
        }
    };
    groups.into_iter().enumerate().map(spread).collect()
}

/// The first and the last of several names, `w2` before `w10` where they differ in their numbers alone.
fn ends(names: &[&String]) -> Option<String> {
    let (first, last) = match names {
        [first, .., last] => (*first, *last),
        _ => return None,
    };
    let alike = names.iter().all(|name| stem(name) == stem(first));
    let by_number = |name: &&&String| (name.len(), (**name).clone());
    let (first, last) = if alike {
        (
            *names.iter().min_by_key(by_number)?,
            *names.iter().max_by_key(by_number)?,
        )
    } else {
        (first, last)
    };
    Some(format!("{first} … {last}"))
}

/// A name without the number at its end.
fn stem(name: &str) -> &str {
    name.trim_end_matches(|letter: char| letter.is_ascii_digit())
}

/// Machines in groups whose names differ in the number at their end alone, in the order of their first ones.
fn alike(names: &[String]) -> Vec<Vec<&String>> {
    let mut groups: Vec<Vec<&String>> = Vec::new();
    let mut known = BTreeMap::new();
    for name in names {
        let next = groups.len();
        let at = *known.entry(stem(name)).or_insert(next);
        match groups.get_mut(at) {
            Some(group) => group.push(name),
            None => groups.push(vec![name]),
        }
    }
    groups
}
