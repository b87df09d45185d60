//! Reports as Butane prints them: with the piece of the source they are about,
//! or in one line each.

use std::fmt::Write as _;

use kindling_ignition::{Entry, Report, Severity};

/// Whether a report is printed in colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// With escape sequences of terminals.
    Always,
    /// Plain text.
    Never,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportStyle {
    /// With excerpts of the source, as Butane 0.29 does.
    Excerpts(Colour),
    /// One line an entry, as `--raw-errors` does.
    Lines,
}

const BLUE: &str = "\x1b[1;34m";
const RESET: &str = "\x1b[0m";

/// Lines shown before and after the one that is meant.
const AROUND: usize = 2;

/// Prints a report on `source`, which is called `name`.
#[must_use]
pub fn print(report: &Report, source: &[u8], name: &str, style: ReportStyle) -> String {
    let colour = match style {
        ReportStyle::Lines => return report.to_string(),
        ReportStyle::Excerpts(colour) => colour,
    };
    if report.is_empty() {
        return String::new();
    }
    let source = String::from_utf8_lossy(source);
    let lines: Vec<&str> = source.split('\n').collect();
    let mut text = String::new();
    for (index, entry) in report.entries.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let printed = print_entry(&mut text, entry, &lines, name, colour);
        if printed.is_none() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{entry}");
        }
    }
    text
}

/// Prints one entry with its excerpt; `None` where there is nothing to show.
fn print_entry(
    text: &mut String,
    entry: &Entry,
    lines: &[&str],
    name: &str,
    colour: Colour,
) -> Option<()> {
    let position = entry.position?;
    let line = usize::try_from(position.line).ok()?.checked_sub(1)?;
    let column = usize::try_from(position.column).ok()?.checked_sub(1)?;
    let meant = *lines.get(line)?;
    if column >= meant.len() {
        return None;
    }
    let paint = |painted: &str, with: &str| match colour {
        Colour::Always => format!("{with}{painted}{RESET}"),
        Colour::Never => painted.to_owned(),
    };
    let severity = match entry.severity {
        Severity::Error => "\x1b[1;31m",
        Severity::Warning => "\x1b[1;33m",
        Severity::Info | Severity::Deprecated => "\x1b[1;36m",
    };
    let first = line.saturating_sub(AROUND);
    let last = (line + AROUND).min(lines.len() - 1);
    let width = (last + 1).to_string().len();
    let gutter = " ".repeat(width + 1);

    text.push_str(&paint(entry.severity.as_str(), severity));
    if !entry.path.is_root() {
        let _ = write!(text, "[{}]", entry.path);
    }
    text.push_str(":\n");
    let arrow = paint("-->", BLUE);
    let _ = writeln!(
        text,
        "  {arrow} {name}:{}:{}",
        position.line, position.column
    );
    let _ = writeln!(text, "{gutter} |");
    for (index, shown) in lines.iter().enumerate().take(last + 1).skip(first) {
        let number = paint(&format!("{:>width$}", index + 1), BLUE);
        let _ = writeln!(text, " {number} | {shown}");
        if index == line {
            let carets = paint(&"^".repeat(word_length(meant, column)), BLUE);
            let indent = " ".repeat(column);
            let _ = writeln!(text, "{gutter} | {indent}{carets} {}", entry.message);
        }
    }
    let _ = writeln!(text, "{gutter} |");
    Some(())
}

/// How many bytes there are from `column` to the next white space. The column
/// counts characters and is used as a byte offset, as in the original.
fn word_length(line: &str, column: usize) -> usize {
    let bytes = line.as_bytes();
    let start = (column..bytes.len())
        .find(|&index| line.is_char_boundary(index))
        .unwrap_or(bytes.len());
    let rest = &line[start..];
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    (start + end - column).max(1)
}
