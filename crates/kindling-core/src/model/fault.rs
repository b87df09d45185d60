//! How a rule says no: a code, a message, hints. Whoever asked adds the path and the position.

use crate::diagnostic::{Diagnostic, FieldPath, Severity, Subject};
use crate::document::ClusterDocument;

/// Why a value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) hints: Vec<String>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The fault at a field, as bad as the caller says.
    pub(crate) fn at(self, severity: Severity, path: FieldPath) -> Diagnostic {
        Diagnostic {
            severity,
            hints: self.hints,
            ..Diagnostic::error(self.code, path, self.message)
        }
    }
}

/// A value in backquotes, made fit to be printed: control characters escaped, long ones cut.
pub(crate) fn shown(value: &str) -> String {
    let mut text = String::from("`");
    for (count, letter) in value.chars().enumerate() {
        if count == 80 {
            text.push('…');
            break;
        }
        // Characters that turn the direction of the text around could make a message read as something else.
        let hidden = letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if hidden {
            text.extend(letter.escape_default());
        } else {
            text.push(letter);
        }
    }
    text.push('`');
    text
}

/// What was found while a document is judged.
pub(super) struct Problems<'a> {
    document: &'a ClusterDocument,
    found: Vec<Diagnostic>,
}

impl<'a> Problems<'a> {
    pub(super) const fn new(document: &'a ClusterDocument) -> Self {
        Self {
            document,
            found: Vec::new(),
        }
    }

    /// Whether the field's shape was refused already.
    pub(super) fn is_broken(&self, path: &FieldPath) -> bool {
        self.document.is_broken_below(path)
    }

    /// Adds what was found, with its position; not where the field's shape was refused already.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.subject != Subject::Cluster {
            self.found.push(diagnostic);
        } else if !self.document.is_broken(&diagnostic.path) {
            let position = diagnostic
                .position
                .or_else(|| self.document.position(&diagnostic.path));
            self.found.push(diagnostic.at(position));
        }
    }

    /// The value a rule gave, or `None` once its fault is noted as an error at `path`.
    pub(super) fn take<T>(
        &mut self,
        judged: Result<T, Fault>,
        path: impl FnOnce() -> FieldPath,
    ) -> Option<T> {
        judged
            .map_err(|fault| self.push(fault.at(Severity::Error, path())))
            .ok()
    }

    /// The value a rule gives for a required text; an empty one is missing.
    pub(super) fn required<T>(
        &mut self,
        text: &str,
        rule: impl FnOnce(&str) -> Result<T, Fault>,
        path: impl FnOnce() -> FieldPath,
    ) -> Option<T> {
        if text.is_empty() {
            self.missing(path());
            return None;
        }
        self.take(rule(text), path)
    }

    /// Says that a required field is missing.
    pub(super) fn missing(&mut self, path: FieldPath) {
        let example = crate::document::fields::example_of(&path);
        let message = format!("`{path}` is missing");
        let diagnostic = Diagnostic::error("document/missing-field", path, message);
        self.push(match example {
            Some(example) => diagnostic.hint(example),
            None => diagnostic,
        });
    }

    /// What was found, in the order of the document.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
    }
}
