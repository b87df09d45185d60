//! The project's own sources, read as text: what the architecture tests ask.
//!
//! Takes a folder or a snippet; gives for each file its code without comments,
//! texts and tests, and every path that the code names, resolved as far as the
//! text alone allows. It is no compiler: it knows how Rust is written here.

mod paths;
mod strip;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub use paths::Named;

/// One source file, ready to be asked.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path from the top of the checkout, with `/`.
    pub path: String,
    /// The module that the file is: `["nodes", "os"]`; empty for a crate root.
    pub module: Vec<String>,
    /// The text as it is.
    pub text: String,
    /// The code: no comments, no texts, no `#[cfg(test)]` items. Lines are kept.
    pub code: String,
}

impl Source {
    /// A source from its path and text.
    pub fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            module: module_of(path),
            text: text.to_owned(),
            code: strip::tests(&strip::comments_and_texts(text)),
        }
    }

    /// Every path the code names, `use` trees spread out, `super` resolved.
    pub fn paths(&self) -> Vec<Named> {
        paths::named(&self.code, &self.module)
    }

    /// The lines on which one of these words stands as a word of the code.
    pub fn words(&self, wanted: &[&str]) -> Vec<(usize, String)> {
        paths::words(&self.code)
            .filter(|(_, word)| wanted.contains(&word.as_str()))
            .collect()
    }

    /// The macros the code calls: `println` for `println!(…)`.
    pub fn macros(&self) -> Vec<(usize, String)> {
        paths::macros(&self.code)
    }
}

/// The top of the checkout.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The sources below a folder of the checkout, in order, without those that are
/// tests only: `tests.rs`, and modules declared under `#[cfg(test)]`.
///
/// # Panics
/// Where the folder cannot be read: there is nothing to test then.
pub fn below(folder: &str) -> Vec<Source> {
    let top = root();
    let mut files = Vec::new();
    walk(&top.join(folder), &mut files);
    let all: Vec<Source> = files
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "rs"))
        .map(|file| {
            let path = relative(file, &top);
            let text = fs::read_to_string(file).expect("a source is text");
            Source::new(&path, &text)
        })
        .collect();
    let tests: BTreeSet<(String, Vec<String>)> = all
        .iter()
        .flat_map(|source| {
            strip::test_modules(&strip::comments_and_texts(&source.text))
                .into_iter()
                .map(|name| {
                    let mut module = source.module.clone();
                    module.push(name);
                    (crate_of(&source.path).to_owned(), module)
                })
        })
        .collect();
    all.into_iter()
        .filter(|source| {
            let own = crate_of(&source.path);
            !tests
                .iter()
                .any(|(other, module)| other == own && source.module.starts_with(module))
        })
        .collect()
}

/// Every file below a folder, in order, but not what is built or installed.
///
/// # Panics
/// Where the folder cannot be read: there is nothing to test then.
pub fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| unreadable(folder, &error))
        .map(|entry| {
            entry
                .unwrap_or_else(|error| unreadable(folder, &error))
                .path()
        })
        .collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        if matches!(&*name, "target" | "dist" | "node_modules" | ".git") {
            continue;
        }
        if entry.is_dir() {
            walk(&entry, files);
        } else {
            files.push(entry);
        }
    }
}

#[expect(clippy::panic, reason = "a test without its sources must fail")]
fn unreadable<T>(folder: &Path, error: &std::io::Error) -> T {
    panic!("{}: {error}", folder.display())
}

/// The path from the top, with `/` on every system.
pub fn relative(file: &Path, top: &Path) -> String {
    file.strip_prefix(top)
        .unwrap_or(file)
        .to_string_lossy()
        .replace('\\', "/")
}

/// The part of a path before `/src/`.
fn crate_of(path: &str) -> &str {
    path.split_once("/src/").map_or(path, |(own, _)| own)
}

/// The module that a file is, from its path.
fn module_of(path: &str) -> Vec<String> {
    let inside = path.split_once("/src/").map_or(path, |(_, inside)| inside);
    let inside = inside.strip_suffix(".rs").unwrap_or(inside);
    let mut module: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if matches!(
        module.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        module.pop();
    }
    module
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_module_that_its_path_says() {
        for (path, module) in [
            ("crates/kindling-core/src/lib.rs", ""),
            ("crates/kindling-core/src/nodes/mod.rs", "nodes"),
            (
                "crates/kindling-core/src/nodes/os/flatcar.rs",
                "nodes::os::flatcar",
            ),
            ("web/src/main.rs", ""),
        ] {
            assert_eq!(module_of(path).join("::"), module);
        }
    }

    #[test]
    fn the_real_sources_are_found_and_their_tests_are_not() {
        let sources = below("tests/src");
        assert!(
            sources
                .iter()
                .any(|source| source.path == "tests/src/sources.rs")
        );
        let own = sources
            .iter()
            .find(|source| source.path == "tests/src/sources.rs")
            .expect("this file is among them");
        assert!(own.text.contains("the_real_sources_are_found"));
        assert!(!own.code.contains("the_real_sources_are_found"));
    }
}
