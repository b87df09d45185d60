//! Golden files: what was rendered once, read by a person, and kept.
//!
//! Compares values in memory with files of the checkout; with
//! `KINDLING_GOLDEN=write` (`cargo xtask golden`) it writes the files instead.
//! Goldens are trees of files, never archives, so that a difference can be read.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::sources::{relative, root, walk};

/// What to do with goldens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Say what differs.
    Compare,
    /// Make the files what was rendered.
    Write,
}

impl Mode {
    /// As `KINDLING_GOLDEN` says.
    pub fn of_environment() -> Self {
        if std::env::var("KINDLING_GOLDEN").is_ok_and(|word| word == "write") {
            Self::Write
        } else {
            Self::Compare
        }
    }
}

/// The tree of files at `folder` (from the top of the checkout) is exactly this
/// one: paths from the folder, with `/`, and contents.
///
/// # Panics
/// Where it differs, with the paths and the first line of each difference.
#[track_caller]
pub fn tree(folder: &str, files: &BTreeMap<String, Vec<u8>>) {
    settle(&root().join(folder), files, Mode::of_environment());
}

/// The file at `path` (from the top of the checkout) has exactly this text:
/// a generated document.
///
/// # Panics
/// Where it differs, with the first line that does.
#[track_caller]
pub fn file(path: &str, text: &str) {
    let path = root().join(path);
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return;
    };
    let name = name.to_string_lossy().into_owned();
    let wanted = BTreeMap::from([(name, text.as_bytes().to_vec())]);
    if Mode::of_environment() == Mode::Write {
        write(folder, &wanted);
        return;
    }
    let found = fs::read(&path)
        .map(|bytes| {
            wanted
                .keys()
                .cloned()
                .map(|name| (name, bytes.clone()))
                .collect()
        })
        .unwrap_or_default();
    judge(&path, &differences(&wanted, &found));
}

#[track_caller]
fn settle(folder: &Path, wanted: &BTreeMap<String, Vec<u8>>, mode: Mode) {
    let found = read(folder);
    match mode {
        Mode::Compare => judge(folder, &differences(wanted, &found)),
        Mode::Write => {
            for name in found.keys().filter(|name| !wanted.contains_key(*name)) {
                fs::remove_file(folder.join(name)).expect("a golden can be removed");
            }
            write(folder, wanted);
        }
    }
}

#[track_caller]
fn judge(place: &Path, differences: &str) {
    let place = relative(place, &root());
    assert!(
        differences.is_empty(),
        "{place} differs; if that is meant, `cargo xtask golden` writes it anew:\n{differences}"
    );
}

fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    if !folder.is_dir() {
        return BTreeMap::new();
    }
    let mut files = Vec::new();
    walk(folder, &mut files);
    files
        .into_iter()
        .map(|file| {
            let bytes = fs::read(&file).expect("a listed file can be read");
            (relative(&file, folder), bytes)
        })
        .collect()
}

fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).expect("a golden's folder can be made");
        }
        if fs::read(&path).is_ok_and(|old| old == *bytes) {
            continue;
        }
        fs::write(&path, bytes).expect("a golden can be written");
    }
}

/// What differs, a line or three each; empty where nothing does.
fn differences(wanted: &BTreeMap<String, Vec<u8>>, found: &BTreeMap<String, Vec<u8>>) -> String {
    let mut text = String::new();
    for (name, bytes) in wanted {
        match found.get(name) {
            None => text.push_str(&format!("  {name}: is rendered and not kept\n")),
            Some(kept) if kept == bytes => {}
            Some(kept) => {
                let (kept, new) = (
                    String::from_utf8_lossy(kept),
                    String::from_utf8_lossy(bytes),
                );
                let line = kept
                    .lines()
                    .zip(new.lines())
                    .take_while(|(kept, new)| kept == new)
                    .count();
                let show = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_owned();
                // Writing to a String does not fail.
                let _ = writeln!(
                    text,
                    "  {name}:{}:\n    kept     {}\n    rendered {}",
                    line + 1,
                    show(&kept),
                    show(&new)
                );
            }
        }
    }
    for name in found.keys().filter(|name| !wanted.contains_key(*name)) {
        text.push_str(&format!("  {name}: is kept and not rendered\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        list.iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn every_kind_of_difference_is_told() {
        let wanted = files(&[("same", "x"), ("new", "y"), ("deep/other", "a\nb\n")]);
        let found = files(&[("same", "x"), ("old", "z"), ("deep/other", "a\nc\n")]);
        let told = differences(&wanted, &found);
        assert!(told.contains("new: is rendered and not kept"), "{told}");
        assert!(told.contains("old: is kept and not rendered"), "{told}");
        assert!(
            told.contains("deep/other:2:\n    kept     c\n    rendered b"),
            "{told}"
        );
        assert_eq!(differences(&wanted, &wanted), "");
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let folder = root().join(format!("target/golden-{}", std::process::id()));
        for wanted in [
            files(&[("a", "1"), ("b/c", "2")]),
            files(&[("b/c", "3"), ("d", "")]),
        ] {
            settle(&folder, &wanted, Mode::Write);
            settle(&folder, &wanted, Mode::Compare);
            assert_eq!(read(&folder), wanted);
        }
        fs::remove_dir_all(&folder).expect("it was made just now");
    }
}
