//! Recorded answers of the reference tools, one case a JSON line.
//!
//! Takes the generated half from `tests/vectors/` and the upstream half from the reference data beside the
//! project (`KINDLING_SHARED`, else `../shared` of the project's root). Gives [`Case`]s; compares nothing.

#![expect(
    clippy::panic,
    reason = "damaged test data must stop the test that reads it"
)]

use std::{
    collections::BTreeMap,
    env, fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use kindling_butane::{FileNode, FileTree};
use serde_json::{Map, Value};

/// One file of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseFile {
    /// A regular file.
    Regular {
        /// Its bytes.
        contents: Vec<u8>,
        /// Whether it has an executable bit.
        executable: bool,
    },
    /// A symbolic link, and what it points to.
    Link(String),
    /// An empty directory.
    Directory,
}

/// One recorded run.
#[derive(Clone, Debug)]
pub struct Case {
    /// What ran: `butane`, `ignition-validate`, `ignition-validate-v2`, `merge`, `clc`.
    pub kind: String,
    /// A name, unique within its kind.
    pub id: String,
    /// Properties of the case.
    pub tags: Vec<String>,
    /// The command line, where there is one.
    pub cmd: Vec<String>,
    /// The exit status, where one was recorded.
    pub exit: Option<i64>,
    /// The exit status with `--strict`, where it was recorded.
    pub strict_exit: Option<i64>,
    /// The other recorded fields, such as `provider`, `merge`, `validate`, `v2.26.0`.
    pub more: Map<String, Value>,
    /// Inputs and expected outputs by path.
    pub files: BTreeMap<String, CaseFile>,
}

impl Case {
    /// Whether the case carries this tag.
    #[must_use]
    pub fn has(&self, tag: &str) -> bool {
        self.tags.iter().any(|candidate| candidate == tag)
    }

    /// The bytes of a regular file of the case.
    #[must_use]
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        match self.files.get(path)? {
            CaseFile::Regular { contents, .. } => Some(contents),
            CaseFile::Link(_) | CaseFile::Directory => None,
        }
    }

    /// The files beneath a folder of the case, as a config may embed them; the folder's name is kept as it is typed.
    #[must_use]
    pub fn tree(&self, folder: &str) -> FileTree {
        let mut tree = FileTree::new(folder);
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        for (path, file) in &self.files {
            let Some(path) = path.strip_prefix(&prefix) else {
                continue;
            };
            let node = match file {
                CaseFile::Regular {
                    contents,
                    executable,
                } => FileNode::Regular {
                    contents: contents.clone(),
                    executable: *executable,
                },
                CaseFile::Link(target) => FileNode::Symlink(target.clone()),
                CaseFile::Directory => FileNode::Directory,
            };
            tree.insert(path, node);
        }
        tree
    }

    /// The text of a regular file of the case; an absent file is empty, as an absent stream is.
    ///
    /// # Panics
    /// If the file is not UTF-8, which no recorded stream is.
    #[must_use]
    pub fn text(&self, path: &str) -> &str {
        self.bytes(path).map_or("", |bytes| {
            std::str::from_utf8(bytes).expect("recorded streams are UTF-8")
        })
    }
}

/// The root of the project.
#[must_use]
pub fn project_root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_path_buf()
}

/// A file or folder of the reference data beside the project, if it is there.
///
/// # Panics
/// Where `CI` is set and the data is absent: there a skipped test would look like a passed one.
#[must_use]
pub fn shared(relative: &str) -> Option<PathBuf> {
    let base = env::var_os("KINDLING_SHARED")
        .map_or_else(|| project_root().join("../shared"), PathBuf::from);
    let path = base.join(relative);
    if path.exists() {
        return Some(path);
    }
    assert!(
        env::var_os("CI").is_none(),
        "reference data {} is absent",
        path.display()
    );
    // Written to the stream itself: the harness hides what a passing test prints.
    let _ = writeln!(
        std::io::stderr(),
        "skipped: reference data {} is absent (set KINDLING_SHARED)",
        path.display()
    );
    None
}

/// The places that a report names, without what it says there: Go's JSON reader has words of its own.
#[must_use]
pub fn places(report: &str) -> Vec<&str> {
    report
        .lines()
        .map(|line| line.split_once(": ").map_or(line, |(place, _)| place))
        .collect()
}

/// All cases of these kinds, generated half first, in recorded order.
///
/// # Panics
/// If the data is damaged.
#[must_use]
pub fn load(kinds: &[&str]) -> Vec<Case> {
    let mut cases = read(
        &project_root().join("tests/vectors/generated.jsonl.gz"),
        kinds,
    );
    if let Some(upstream) = shared("vectors/upstream.jsonl.gz") {
        cases.extend(read(&upstream, kinds));
    }
    cases
}

fn read(path: &Path, kinds: &[&str]) -> Vec<Case> {
    let packed = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    GzDecoder::new(packed.as_slice())
        .read_to_string(&mut text)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .map(|line| {
            serde_json::from_str::<Map<String, Value>>(line).expect("one JSON object a line")
        })
        .filter(|object| {
            object
                .get("kind")
                .and_then(Value::as_str)
                .is_some_and(|kind| kinds.contains(&kind))
        })
        .map(case)
        .collect()
}

fn case(mut object: Map<String, Value>) -> Case {
    let mut text = |key: &str| match object.remove(key) {
        Some(Value::String(text)) => text,
        other => panic!("{key} is {other:?}"),
    };
    let (kind, id) = (text("kind"), text("id"));
    let mut texts = |key: &str| match object.remove(key) {
        None => Vec::new(),
        Some(list) => serde_json::from_value(list).expect("a list of texts"),
    };
    let (tags, cmd) = (texts("tags"), texts("cmd"));
    let mut number = |key: &str| object.remove(key).and_then(|value| value.as_i64());
    let (exit, strict_exit) = (number("exit"), number("strict_exit"));
    let files = match object.remove("files") {
        Some(Value::Object(files)) => files
            .into_iter()
            .map(|(path, value)| (path, file(&value)))
            .collect(),
        other => panic!("files is {other:?}"),
    };
    Case {
        kind,
        id,
        tags,
        cmd,
        exit,
        strict_exit,
        more: object,
        files,
    }
}

fn file(value: &Value) -> CaseFile {
    let field = |key: &str| value.get(key).and_then(Value::as_str);
    let executable = value.get("exec").and_then(Value::as_bool).unwrap_or(false);
    if let Some(text) = value.as_str().or_else(|| field("text")) {
        CaseFile::Regular {
            contents: text.as_bytes().to_vec(),
            executable,
        }
    } else if let Some(packed) = field("b64") {
        let contents = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, packed)
            .expect("standard base64");
        CaseFile::Regular {
            contents,
            executable,
        }
    } else if let Some(target) = field("link") {
        CaseFile::Link(target.to_owned())
    } else {
        CaseFile::Directory
    }
}

/// Counts what passed, by kind and by tag, and prints it.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<(String, String), (usize, usize)>,
    failures: Vec<(String, String)>,
}

impl Tally {
    /// Counts one case; `problem` says what differed.
    pub fn count(&mut self, case: &Case, problem: Option<String>) {
        let passed = usize::from(problem.is_none());
        let mut add = |tag: &str| {
            let count = self
                .counts
                .entry((case.kind.clone(), tag.to_owned()))
                .or_default();
            count.0 += passed;
            count.1 += 1;
        };
        add("");
        case.tags.iter().for_each(|tag| add(tag));
        if let Some(problem) = problem {
            self.failures
                .push((format!("{}/{}", case.kind, case.id), problem));
        }
    }

    /// The failures: `kind/id` and what differed.
    #[must_use]
    pub fn failures(&self) -> &[(String, String)] {
        &self.failures
    }

    /// Passed and total of a kind.
    #[must_use]
    pub fn of(&self, kind: &str) -> (usize, usize) {
        self.counts
            .get(&(kind.to_owned(), String::new()))
            .copied()
            .unwrap_or_default()
    }

    /// A table: kind, tag, passed, total.
    #[must_use]
    pub fn table(&self) -> String {
        self.counts
            .iter()
            .map(|((kind, tag), (passed, total))| {
                let tag = if tag.is_empty() { "(all)" } else { tag };
                format!("{kind:<22} {tag:<28} {passed:>5} / {total}\n")
            })
            .collect()
    }

    /// Prints the table and compares the failures with the expected ones.
    ///
    /// `expected` is the text of a data file: `kind/id: reason` on each line, `#` starts a comment.
    ///
    /// # Panics
    /// If a case fails that is not expected to, or an expected one passes.
    pub fn finish(&self, expected: &str) {
        // The harness leaves its line open; the table begins on its own.
        let _ = write!(std::io::stderr(), "\n{}", self.table());
        let expected: BTreeMap<&str, &str> = expected
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .map(|line| line.split_once(": ").expect("`kind/id: reason`"))
            .collect();
        let mut text = String::new();
        let mut unexpected = 0;
        for (name, problem) in &self.failures {
            if !expected.contains_key(name.as_str()) {
                unexpected += 1;
                if unexpected <= 40 {
                    text += &format!("--- {name}\n{problem}\n");
                }
            }
        }
        let better: Vec<_> = expected
            .keys()
            .filter(|name| self.failures.iter().all(|(failed, _)| failed != *name))
            .collect();
        assert!(
            unexpected == 0 && better.is_empty(),
            "{unexpected} unexpected failures, expected to fail but passing: {better:?}\n{text}"
        );
    }
}
