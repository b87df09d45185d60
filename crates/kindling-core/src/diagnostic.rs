//! What the user got wrong, as data: a stable code, a severity, the field, the position, a message and hints.
//!
//! The command line prints it, the studio puts it under the field, the documentation lists it.

use std::fmt;

/// How bad it is. Only an error keeps anything from being rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The cluster cannot work; nothing is rendered.
    Error,
    /// The cluster works worse than it could, or not as the author may think.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word printed in front of the message.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Which text a diagnostic speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The cluster document.
    Cluster,
    /// The secrets document.
    Secrets,
    /// A snippet, by the name the document gives it: a file name, or the field path of inline text.
    Snippet(String),
    /// A rendered artifact or asset, by path.
    Artifact(String),
}

/// A place in a text, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One step of a [`FieldPath`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A key of a mapping.
    Key(String),
    /// An index of a list, from 0.
    Index(usize),
}

/// Where in a document a value stands: `controllers[0].mac`. Empty is the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(Vec<Step>);

impl FieldPath {
    /// The whole document.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// This path and one key further.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Key(key.into()));
        Self(steps)
    }

    /// This path and one list index further.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Index(index));
        Self(steps)
    }

    /// The steps from the root.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The path one step shorter; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if position == 0 => formatter.write_str(key)?,
                Step::Key(key) => write!(formatter, ".{key}")?,
                Step::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl From<&str> for FieldPath {
    /// A path of one key.
    fn from(key: &str) -> Self {
        Self::root().key(key)
    }
}

/// One thing the user should know about a document they wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name, `area/what`, such as `machines/duplicate-mac`. Listed in [`crate::document::codes`].
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Which text it speaks of.
    pub subject: Subject,
    /// The field.
    pub path: FieldPath,
    /// Where the field stands in the text, if the text is at hand.
    pub position: Option<Position>,
    /// Lower case, no period, the value in backquotes, then the rule.
    pub message: String,
    /// What can be done about it, each a sentence that can be acted on.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error in the cluster document.
    pub fn error(code: &'static str, path: FieldPath, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            subject: Subject::Cluster,
            path,
            position: None,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// A warning in the cluster document.
    pub fn warning(code: &'static str, path: FieldPath, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, path, message)
        }
    }

    /// A note on the cluster document.
    pub fn info(code: &'static str, path: FieldPath, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Info,
            ..Self::error(code, path, message)
        }
    }

    /// The same with one more hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same about another text.
    #[must_use]
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = subject;
        self
    }

    /// The same at a position.
    #[must_use]
    pub fn at(mut self, position: Option<Position>) -> Self {
        self.position = position;
        self
    }
}

/// A value and everything there is to say about how it came to be. All problems are collected, none is first-only.
#[derive(Clone, Debug)]
pub struct Report<T> {
    value: Option<T>,
    diagnostics: Vec<Diagnostic>,
}

impl<T> Report<T> {
    /// A value, unless a diagnostic is an error.
    pub fn new(value: Option<T>, diagnostics: Vec<Diagnostic>) -> Self {
        let failed = diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error);
        Self {
            value: value.filter(|_| !failed),
            diagnostics,
        }
    }

    /// A value with nothing to say about it.
    pub const fn fine(value: T) -> Self {
        Self {
            value: Some(value),
            diagnostics: Vec::new(),
        }
    }

    /// No value, and why.
    pub const fn failed(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            value: None,
            diagnostics,
        }
    }

    /// The value, if no error was found.
    pub const fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// What was found, in the order of the document.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The value and what was found.
    pub fn into_parts(self) -> (Option<T>, Vec<Diagnostic>) {
        (self.value, self.diagnostics)
    }

    /// Goes on with the value, keeping what was found so far.
    pub fn and_then<U>(self, next: impl FnOnce(T) -> Report<U>) -> Report<U> {
        let mut diagnostics = self.diagnostics;
        match self.value.map(next) {
            Some(report) => {
                diagnostics.extend(report.diagnostics);
                Report {
                    value: report.value,
                    diagnostics,
                }
            }
            None => Report::failed(diagnostics),
        }
    }
}
