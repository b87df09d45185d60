//! What a tool has to say about a config: entries with a severity, a path, a position and a message.
//!
//! Entries keep the order in which the rules ran. Printing here is the one-line form that both
//! `ignition-validate` and `butane --raw-errors` use; the excerpt form belongs to the Butane crate.

use std::{borrow::Cow, fmt};

/// How bad an entry is. Only [`Severity::Error`] is fatal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The config is refused.
    Error,
    /// The config is accepted but probably not what was meant.
    Warning,
    /// Something to know.
    Info,
    /// A construct that a later specification drops (Ignition 2.x tools only).
    Deprecated,
}

impl Severity {
    /// The lower-case word that starts a printed entry.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Deprecated => "deprecated",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A key of a mapping.
    Key(Cow<'static, str>),
    /// An index into a list, from 0.
    Index(usize),
    /// The key itself of an entry, not its value: prints like a key, but its position is the key's.
    KeyItself(Cow<'static, str>),
}

impl From<&'static str> for Step {
    fn from(key: &'static str) -> Self {
        Self::Key(Cow::Borrowed(key))
    }
}

impl From<String> for Step {
    fn from(key: String) -> Self {
        Self::Key(Cow::Owned(key))
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) | Self::KeyItself(key) => f.write_str(key),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

/// A place in a document: `$.storage.files.0.path`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// From the root inwards.
    pub steps: Vec<Step>,
}

impl Path {
    /// The root of the document.
    #[must_use]
    pub const fn root() -> Self {
        Self { steps: Vec::new() }
    }

    /// Whether this is the root, which prints as nothing in an entry.
    #[must_use]
    pub const fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    /// This path with one step more.
    #[must_use]
    pub fn then(mut self, step: impl Into<Step>) -> Self {
        self.steps.push(step.into());
        self
    }

    /// Adds one step.
    pub fn push(&mut self, step: impl Into<Step>) {
        self.steps.push(step.into());
    }
}

impl<S: Into<Step>> FromIterator<S> for Path {
    fn from_iter<I: IntoIterator<Item = S>>(steps: I) -> Self {
        Self {
            steps: steps.into_iter().map(Into::into).collect(),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        self.steps.iter().try_for_each(|step| write!(f, ".{step}"))
    }
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1; 0 where the reference tool could not tell.
    pub line: u64,
    /// Column, from 1; 0 where the reference tool could not tell. In JSON counted in bytes.
    pub column: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} col {}", self.line, self.column)
    }
}

/// One remark about a config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How bad it is.
    pub severity: Severity,
    /// Where in the document; the root prints as nothing.
    pub path: Path,
    /// Where in the text, where the text is at hand.
    pub position: Option<Position>,
    /// What is wrong, in the reference tool's words.
    pub message: Cow<'static, str>,
}

/// `SEV at $.path, line N col M: message`, without the parts that are unknown.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            severity,
            path,
            position,
            message,
        } = self;
        match (path.is_root(), position) {
            (true, None) => write!(f, "{severity}: {message}"),
            (true, Some(position)) => write!(f, "{severity} at {position}: {message}"),
            (false, None) => write!(f, "{severity} at {path}: {message}"),
            (false, Some(position)) => write!(f, "{severity} at {path}, {position}: {message}"),
        }
    }
}

/// Entries in the order in which the rules found them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The entries.
    pub entries: Vec<Entry>,
}

impl Report {
    /// A report without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    /// Adds an entry whose position is found later.
    pub fn add(&mut self, severity: Severity, path: Path, message: impl Into<Cow<'static, str>>) {
        self.entries.push(Entry {
            severity,
            path,
            position: None,
            message: message.into(),
        });
    }

    /// Adds the other report's entries at the end.
    pub fn append(&mut self, mut other: Self) {
        self.entries.append(&mut other.entries);
    }

    /// Whether any entry is an error.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.severity == Severity::Error)
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// One entry a line, each line ended.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries
            .iter()
            .try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, Position, Report, Severity};

    #[test]
    fn entries_print_what_is_known() {
        let mut report = Report::new();
        report.add(
            Severity::Error,
            Path::root().then("storage").then(0).then("path"),
            "path not absolute",
        );
        report.add(Severity::Warning, Path::root(), "odd");
        assert_eq!(
            report.to_string(),
            "error at $.storage.0.path: path not absolute\nwarning: odd\n"
        );
        for entry in &mut report.entries {
            entry.position = Some(Position { line: 3, column: 7 });
        }
        assert_eq!(
            report.to_string(),
            "error at $.storage.0.path, line 3 col 7: path not absolute\nwarning at line 3 col 7: odd\n"
        );
        assert!(report.is_fatal());
    }
}
