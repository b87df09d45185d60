//! The artifacts as a tree: only what is open becomes a row, however many files there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::state::ArtifactRow;

/// Folders that are open, by path.
pub type Open = BTreeSet<String>;

/// A row of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branch {
    /// The whole path.
    pub path: String,
    /// The last part of it.
    pub name: String,
    /// How deep it lies, from 0.
    pub depth: usize,
    /// For a folder, whether it is open; none for a file.
    pub open: Option<bool>,
    /// Size in bytes, of all files for a folder.
    pub bytes: usize,
    /// How many files, 1 for a file.
    pub files: usize,
    /// Whether it is a secret, or holds one.
    pub secret: bool,
    /// How many files changed in it.
    pub changed: usize,
    /// How many of these nobody has looked at yet.
    pub news: usize,
    /// Its place among its siblings, from 1, and how many there are.
    pub place: (usize, usize),
}

/// What is known of a file's changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is as it was.
    None,
    /// It changed and was looked at.
    Seen,
    /// It changed and nobody has looked at it.
    New,
}

/// The rows that show: folders first, each with what lies in it where it is open. `rows` are in path order.
pub fn branches(
    rows: &[&ArtifactRow],
    open: &Open,
    of: &dyn Fn(&ArtifactRow) -> Change,
) -> Vec<Branch> {
    let mut shown = Vec::new();
    below("", rows, open, of, &mut shown);
    shown
}

fn below(
    folder: &str,
    rows: &[&ArtifactRow],
    open: &Open,
    of: &dyn Fn(&ArtifactRow) -> Change,
    shown: &mut Vec<Branch>,
) {
    let depth = folder.matches('/').count();
    let (mut folders, mut files) = (BTreeMap::<&str, Vec<&ArtifactRow>>::new(), Vec::new());
    for row in rows {
        let rest = &row.path[folder.len()..];
        match rest.split_once('/') {
            Some((name, _)) => folders.entry(name).or_default().push(row),
            None => files.push(*row),
        }
    }
    let siblings = folders.len() + files.len();
    let mut place = 0;
    for (name, rows) in folders {
        place += 1;
        let path = format!("{folder}{name}");
        let is_open = open.contains(&path);
        let changes = || rows.iter().map(|row| of(row));
        shown.push(Branch {
            name: name.to_owned(),
            depth,
            open: Some(is_open),
            bytes: rows.iter().map(|row| row.bytes).sum(),
            files: rows.len(),
            secret: rows.iter().any(|row| row.secret),
            changed: changes().filter(|one| *one != Change::None).count(),
            news: changes().filter(|one| *one == Change::New).count(),
            place: (place, siblings),
            path: path.clone(),
        });
        if is_open {
            below(&format!("{path}/"), &rows, open, of, shown);
        }
    }
    for row in files {
        place += 1;
        shown.push(Branch {
            path: row.path.clone(),
            name: row.path[folder.len()..].to_owned(),
            depth,
            open: None,
            bytes: row.bytes,
            files: 1,
            secret: row.secret,
            changed: usize::from(of(row) != Change::None),
            news: usize::from(of(row) == Change::New),
            place: (place, siblings),
        });
    }
}

/// The folders that must be open for a path to show.
pub fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(path: &str, bytes: usize, secret: bool) -> ArtifactRow {
        ArtifactRow {
            path: path.to_owned(),
            bytes,
            secret,
            purpose: "".into(),
            digest: 0,
        }
    }

    #[test]
    fn folders_come_first_and_sum_up_what_they_hold() {
        let rows = [
            row("README.md", 5, false),
            row("nodes/a/ignition.json", 10, false),
            row("nodes/b/key", 1, true),
        ];
        let rows: Vec<&ArtifactRow> = rows.iter().collect();
        let of = |row: &ArtifactRow| match row.path.as_str() {
            "nodes/b/key" => Change::New,
            "README.md" => Change::Seen,
            _ => Change::None,
        };
        let closed = branches(&rows, &Open::new(), &of);
        let names: Vec<&str> = closed.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["nodes", "README.md"]);
        assert_eq!(
            (closed[0].bytes, closed[0].files, closed[0].news),
            (11, 2, 1)
        );
        assert_eq!((closed[1].changed, closed[1].news), (1, 0));
        assert!(closed[0].secret && !closed[1].secret);
        assert_eq!(closed[1].place, (2, 2));

        let open = ancestors("nodes/b/key").map(str::to_owned).collect();
        let opened = branches(&rows, &open, &of);
        let paths: Vec<(&str, usize)> = opened
            .iter()
            .map(|one| (one.path.as_str(), one.depth))
            .collect();
        assert_eq!(
            paths,
            [
                ("nodes", 0),
                ("nodes/a", 1),
                ("nodes/b", 1),
                ("nodes/b/key", 2),
                ("README.md", 0)
            ]
        );
    }

    #[test]
    fn forty_thousand_closed_files_are_a_handful_of_rows() {
        let rows: Vec<ArtifactRow> = (0..40_000)
            .map(|index| {
                row(
                    &format!("nodes/node{:05}/file{}", index / 8, index % 8),
                    1,
                    false,
                )
            })
            .collect();
        let rows: Vec<&ArtifactRow> = rows.iter().collect();
        let shown = branches(&rows, &Open::new(), &|_| Change::None);
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].files, 40_000);
    }
}
