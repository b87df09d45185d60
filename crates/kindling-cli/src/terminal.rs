//! What a person at a terminal sees: diagnostics with their source lines, colour where it is wanted.

use std::io::IsTerminal;

use clap::ValueEnum;
use kindling_core::diagnostic::{Diagnostic, Severity, Subject};
use serde_json::json;

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: source lines and hints.
    #[default]
    Human,
    /// One JSON array, for programs.
    Json,
}

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// ANSI escapes.
    Ansi,
    /// Plain text.
    Plain,
}

impl Colour {
    /// Colour for standard error: only on a terminal, and not where `NO_COLOR` is set (<https://no-color.org>).
    pub fn for_stderr() -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if std::io::stderr().is_terminal() && !refused {
            Self::Ansi
        } else {
            Self::Plain
        }
    }

    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Ansi => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Self::Plain => text.to_owned(),
        }
    }
}

/// The texts diagnostics point into, by what they are.
#[derive(Default)]
pub struct Sources(Vec<(Subject, String, String)>);

impl Sources {
    /// Adds a text with the name it is shown by.
    pub fn add(&mut self, subject: Subject, name: impl Into<String>, text: impl Into<String>) {
        self.0.push((subject, name.into(), text.into()));
    }

    fn find(&self, subject: &Subject) -> Option<(&str, &str)> {
        self.0
            .iter()
            .find(|(known, _, _)| known == subject)
            .map(|(_, name, text)| (name.as_str(), text.as_str()))
    }
}

/// Prints diagnostics on standard error (human) or standard output (JSON).
pub fn print(diagnostics: &[Diagnostic], sources: &Sources, format: Format) {
    match format {
        Format::Human => eprint!("{}", human(diagnostics, sources, Colour::for_stderr())),
        Format::Json => println!("{}", machine(diagnostics, sources)),
    }
}

/// The human form of diagnostics.
pub fn human(diagnostics: &[Diagnostic], sources: &Sources, colour: Colour) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&one(diagnostic, sources, colour));
        out.push('\n');
    }
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|one| one.severity == severity)
            .count()
    };
    let summary: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning")]
        .into_iter()
        .map(|(severity, word)| (count(severity), word))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}{}", if number == 1 { "" } else { "s" }))
        .collect();
    if !summary.is_empty() {
        out.push_str(&summary.join(", "));
        out.push('\n');
    }
    out
}

fn one(diagnostic: &Diagnostic, sources: &Sources, colour: Colour) -> String {
    let tone = match diagnostic.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;36",
    };
    let head = format!("{}[{}]", diagnostic.severity.word(), diagnostic.code);
    let mut out = format!(
        "{}: {}\n",
        colour.paint(tone, &head),
        visible(&diagnostic.message)
    );
    let source = sources.find(&diagnostic.subject);
    let name = match (&diagnostic.subject, source) {
        (_, Some((name, _))) => name.to_owned(),
        (Subject::Cluster, None) => "cluster document".to_owned(),
        (Subject::Secrets, None) => "secrets document".to_owned(),
        (Subject::Snippet(name) | Subject::Artifact(name), None) => name.clone(),
    };
    let mut place = visible(&name);
    if let Some(position) = diagnostic.position {
        place.push_str(&format!(":{}:{}", position.line, position.column));
    }
    let field = diagnostic.path.to_string();
    if !field.is_empty() {
        place.push_str(&format!(" ({})", visible(&field)));
    }
    out.push_str(&format!("  {} {place}\n", colour.paint("1;34", "-->")));
    if let (Some(position), Some((_, text))) = (diagnostic.position, source)
        && let Some(line) = text.lines().nth(position.line.saturating_sub(1))
        && !matches!(diagnostic.subject, Subject::Secrets)
    {
        let number = position.line.to_string();
        let gutter = " ".repeat(number.len());
        let bar = colour.paint("1;34", "|");
        let before: String = line
            .chars()
            .take(position.column.saturating_sub(1))
            .collect();
        let rest: String = line
            .chars()
            .skip(position.column.saturating_sub(1))
            .collect();
        let marked = rest
            .split_whitespace()
            .next()
            .map_or(1, |word| word.chars().count().min(60));
        let shown: String = visible(&line.chars().take(160).collect::<String>());
        let carets = "^".repeat(marked.max(1));
        out.push_str(&format!(" {gutter} {bar}\n"));
        out.push_str(&format!(
            " {} {bar} {shown}\n",
            colour.paint("1;34", &number)
        ));
        out.push_str(&format!(
            " {gutter} {bar} {}{}\n",
            " ".repeat(visible(&before).chars().count()),
            colour.paint(tone, &carets)
        ));
    }
    for hint in &diagnostic.hints {
        out.push_str(&format!(
            "  {} {}\n",
            colour.paint("1;32", "help:"),
            visible(hint)
        ));
    }
    out
}

/// Control characters made visible, so that a document cannot drive the terminal.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' => ' ',
            control if control.is_control() => '\u{fffd}',
            other => other,
        })
        .collect()
}

/// The JSON form of diagnostics: an array of objects.
pub fn machine(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let list: Vec<serde_json::Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let (document, fallback) = match &diagnostic.subject {
                Subject::Cluster => ("cluster", None),
                Subject::Secrets => ("secrets", None),
                Subject::Snippet(name) => ("snippet", Some(name.as_str())),
                Subject::Artifact(path) => ("artifact", Some(path.as_str())),
            };
            let file = sources
                .find(&diagnostic.subject)
                .map(|(name, _)| name)
                .or(fallback);
            json!({
                "code": diagnostic.code,
                "severity": diagnostic.severity.word(),
                "document": document,
                "file": file,
                "path": diagnostic.path.to_string(),
                "line": diagnostic.position.map(|position| position.line),
                "column": diagnostic.position.map(|position| position.column),
                "message": diagnostic.message,
                "hints": diagnostic.hints,
            })
        })
        .collect();
    serde_json::Value::Array(list).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kindling_core::diagnostic::{FieldPath, Position};

    fn sample() -> (Vec<Diagnostic>, Sources) {
        let mut sources = Sources::default();
        sources.add(
            Subject::Cluster,
            "cluster.yaml",
            "kindling: 1\nnetworking: calica\n",
        );
        let diagnostic = Diagnostic::error(
            "network/provider",
            FieldPath::from("networking"),
            "`calica` is unknown",
        )
        .hint("write `cilium`")
        .at(Some(Position {
            line: 2,
            column: 13,
        }));
        (vec![diagnostic], sources)
    }

    #[test]
    fn a_diagnostic_shows_its_line_and_marks_the_value() {
        let (diagnostics, sources) = sample();
        let text = human(&diagnostics, &sources, Colour::Plain);
        assert!(text.contains("cluster.yaml:2:13 (networking)"), "{text}");
        assert!(
            text.contains(" 2 | networking: calica\n   |             ^^^^^^\n"),
            "{text}"
        );
        assert!(text.contains("help: write `cilium`"), "{text}");
        assert!(text.ends_with("1 error\n"), "{text}");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\u{7}"), "a\u{fffd}[31mb\u{fffd}");
    }

    #[test]
    fn the_json_form_is_an_array_of_objects() {
        let (diagnostics, sources) = sample();
        let value: serde_json::Value =
            serde_json::from_str(&machine(&diagnostics, &sources)).expect("our own JSON parses");
        assert_eq!(value[0]["line"], 2);
        assert_eq!(value[0]["file"], "cluster.yaml");
        assert_eq!(value[0]["path"], "networking");
    }
}
