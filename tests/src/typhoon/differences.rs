//! Where Kindling may render something else than Typhoon, and why: `tests/typhoon/differences.toml`.
//!
//! A difference that is not listed fails the test that finds it, and so does a listed one that no longer occurs.

use std::cell::Cell;

use serde::Deserialize;

use super::values::Difference;

/// One line of the list. `*` in `case`, `path` and `field` stands for any text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    case: String,
    path: String,
    #[serde(default)]
    field: String,
    /// Kindling's value, where every case has the same; JSON, or the value of a flag.
    ours: Option<String>,
    reason: String,
    #[serde(skip)]
    seen: Cell<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    difference: Vec<Entry>,
}

/// The part of the list that one test answers for, and what it found that is not on it.
#[derive(Debug)]
pub struct Differences {
    entries: Vec<Entry>,
    unlisted: Vec<String>,
}

impl Differences {
    /// The entries whose paths begin with one of these.
    ///
    /// # Panics
    /// If the list is damaged or an entry has no reason.
    #[must_use]
    pub fn of_paths(beginnings: &[&str]) -> Self {
        Self::parse(include_str!("../../typhoon/differences.toml"), beginnings)
    }

    fn parse(text: &str, beginnings: &[&str]) -> Self {
        let list: List = toml::from_str(text).expect("the list of differences is TOML");
        let entries: Vec<Entry> = list
            .difference
            .into_iter()
            .filter(|entry| beginnings.iter().any(|start| entry.path.starts_with(start)))
            .collect();
        for entry in &entries {
            assert!(entry.reason.len() > 20, "no reason: {entry:?}");
        }
        Self {
            entries,
            unlisted: Vec::new(),
        }
    }

    /// Takes what differs in one file of a case; the path is the one inside the case's folder.
    pub fn take(&mut self, case: &str, path: &str, differences: Vec<Difference>) {
        for difference in differences {
            let listed = self.entries.iter().find(|entry| {
                matches(&entry.case, case)
                    && matches(&entry.path, path)
                    && matches(&entry.field, &difference.field)
                    && entry
                        .ours
                        .as_ref()
                        .is_none_or(|ours| difference.ours.as_ref() == Some(ours))
            });
            match listed {
                Some(entry) => entry.seen.set(true),
                None => self.unlisted.push(format!(
                    "{case}: {path}: {}\n    ours   {}\n    theirs {}",
                    difference.field,
                    difference.ours.as_deref().unwrap_or("(none)"),
                    difference.theirs.as_deref().unwrap_or("(none)"),
                )),
            }
        }
    }

    /// What is wrong with the list, if anything is.
    ///
    /// # Errors
    ///
    /// The differences that are not listed, and the entries that nothing matched.
    pub fn finish(self) -> Result<(), String> {
        let stale: Vec<String> = self
            .entries
            .iter()
            .filter(|entry| !entry.seen.get())
            .map(|entry| format!("{}: {}: {}", entry.case, entry.path, entry.field))
            .collect();
        if stale.is_empty() && self.unlisted.is_empty() {
            return Ok(());
        }
        Err(format!(
            "{} not listed:\n{}\n{} listed but not found:\n{}",
            self.unlisted.len(),
            self.unlisted.join("\n"),
            stale.len(),
            stale.join("\n")
        ))
    }
}

/// Whether a text has the form of a pattern, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(start) else {
        return false;
    };
    (0..=text.len())
        .filter(|&at| text.is_char_boundary(at))
        .any(|at| matches(rest, &text[at..]))
}

#[cfg(test)]
mod tests {
    use super::{Difference, Differences, matches};

    const LIST: &str = r#"
        [[difference]]
        case = "modern-*"
        path = "assets/a.yaml"
        field = "x"
        ours = "1"
        reason = "because it is better so"
        [[difference]]
        case = "modern-*"
        path = "nodes/n.ign"
        reason = "another test answers for it"
    "#;

    fn run(case: &str, path: &str, field: &str, ours: &str) -> Result<(), String> {
        let mut differences = Differences::parse(LIST, &["assets/"]);
        let found = Difference {
            field: field.to_owned(),
            ours: Some(ours.to_owned()),
            theirs: None,
        };
        differences.take(case, path, vec![found]);
        differences.finish()
    }

    #[test]
    fn listed_differences_pass_and_no_others() {
        assert_eq!(run("modern-a", "assets/a.yaml", "x", "1"), Ok(()));
        for (case, path, field, ours) in [
            ("classic-a", "assets/a.yaml", "x", "1"),
            ("modern-a", "assets/b.yaml", "x", "1"),
            ("modern-a", "assets/a.yaml", "y", "1"),
            ("modern-a", "assets/a.yaml", "x", "2"),
        ] {
            let problem = run(case, path, field, ours).expect_err("it is not listed");
            assert!(problem.starts_with("1 not listed"), "{problem}");
            assert!(problem.contains("1 listed but not found"), "{problem}");
        }
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, wanted) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "ab", true),
            ("*b", "ab", true),
            ("a*c*e", "abcde", true),
            ("a*c*e", "abde", false),
            ("*", "", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, text), wanted, "{pattern} {text}");
        }
    }
}
