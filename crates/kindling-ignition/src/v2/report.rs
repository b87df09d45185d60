//! What the 2.x tools have to say, and how they print it.
//!
//! Their form is `SEVERITY at line L, column C`, an excerpt of the text where the document is JSON, and
//! the message on a line of its own; without a position it is `SEVERITY: message`.

use crate::report::Severity;

/// Where an entry belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Not known.
    #[default]
    None,
    /// After this many bytes of the text, with an excerpt or without.
    Bytes {
        /// How many bytes precede the place.
        count: usize,
        /// Whether the excerpt is printed.
        excerpt: bool,
    },
    /// At this line and column, both counted from 1.
    At {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
}

impl Mark {
    /// The same place, printed without an excerpt.
    #[must_use]
    pub const fn without_excerpt(self) -> Self {
        match self {
            Self::Bytes { count, .. } => Self::Bytes {
                count,
                excerpt: false,
            },
            other => other,
        }
    }
}

/// What a rule has found; where, is known to the walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
}

impl Finding {
    /// A finding of this severity.
    #[must_use]
    pub fn new(severity: Severity, message: impl Into<String>) -> Self {
        Self {
            severity,
            message: message.into(),
        }
    }

    /// An error.
    #[must_use]
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message)
    }

    /// A warning.
    #[must_use]
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message)
    }

    /// This finding, to be placed by whoever knows where.
    #[must_use]
    pub fn at(self, mark: Mark) -> Entry {
        Entry {
            severity: self.severity,
            message: self.message,
            mark,
        }
    }
}

/// One entry of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub mark: Mark,
}

/// Entries in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The entries.
    pub entries: Vec<Entry>,
}

impl Report {
    /// A report of one entry without a position.
    #[must_use]
    pub fn of(finding: Finding) -> Self {
        Self {
            entries: vec![finding.at(Mark::None)],
        }
    }

    /// A report of findings without positions.
    #[must_use]
    pub fn from_findings(findings: Vec<Finding>) -> Self {
        Self {
            entries: findings
                .into_iter()
                .map(|finding| finding.at(Mark::None))
                .collect(),
        }
    }

    /// Places the entries that have no position yet.
    pub fn place(&mut self, mark: Mark) {
        for entry in &mut self.entries {
            if entry.mark == Mark::None {
                entry.mark = mark;
            }
        }
    }

    /// Adds the other report's entries at the end.
    pub fn append(&mut self, mut other: Self) {
        self.entries.append(&mut other.entries);
    }

    /// Adds one entry.
    pub fn add(&mut self, finding: Finding, mark: Mark) {
        self.entries.push(finding.at(mark));
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
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The report as text: entries one after the other, the last one without a line end. `source` is the
    /// text that the marks count in; it is only needed for [`Mark::Bytes`].
    #[must_use]
    pub fn print(&self, source: &[u8]) -> Vec<u8> {
        let lines = Lines::of(source);
        let mut out = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            if index > 0 {
                out.push(b'\n');
            }
            let severity = entry.severity.as_str();
            match entry.mark {
                Mark::None => out.extend_from_slice(format!("{severity}: ").as_bytes()),
                Mark::At { line, column } => {
                    out.extend_from_slice(
                        format!("{severity} at line {line}, column {column}\n").as_bytes(),
                    );
                }
                Mark::Bytes { count, excerpt } => {
                    let (line, column, before) = lines.locate(count);
                    out.extend_from_slice(
                        format!("{severity} at line {line}, column {column}\n").as_bytes(),
                    );
                    // A crafted file could ask for an excerpt of megabytes many thousand times.
                    if excerpt && out.len() < LONGEST_REPORT {
                        lines.excerpt(line, column, before, &mut out);
                    }
                }
            }
            out.extend_from_slice(entry.message.as_bytes());
        }
        out
    }
}

/// From this many bytes on, excerpts are left out.
const LONGEST_REPORT: usize = 64 << 20;

/// The lines of a text.
struct Lines<'a> {
    source: &'a [u8],
    /// Where each line starts.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(source: &'a [u8]) -> Self {
        let ends = source
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n');
        let starts = std::iter::once(0)
            .chain(ends.map(|(index, _)| index + 1))
            .collect();
        Self { source, starts }
    }

    /// Line, column and the part of the line before the place. The first line's columns start at 0, the
    /// others' at 1: so does the reference implementation.
    fn locate(&self, count: usize) -> (usize, usize, &'a [u8]) {
        let count = count.min(self.source.len());
        let line = self.starts.partition_point(|start| *start <= count).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.source.get(start..count).unwrap_or_default();
        (line, before.len() + usize::from(line > 1), before)
    }

    /// The line above, the line up to the place, and an arrow.
    fn excerpt(&self, line: usize, column: usize, before: &[u8], out: &mut Vec<u8>) {
        if line > 1 {
            let start = self.starts.get(line - 2).copied().unwrap_or(0);
            let end = self
                .starts
                .get(line - 1)
                .map_or(start, |next| next.saturating_sub(1));
            out.extend_from_slice(format!("{:5}: ", line - 1).as_bytes());
            out.extend_from_slice(self.source.get(start..end).unwrap_or_default());
            out.push(b'\n');
        }
        out.extend_from_slice(format!("{line:5}: ").as_bytes());
        out.extend_from_slice(before);
        out.push(b'\n');
        out.extend(std::iter::repeat_n(b' ', column + 5));
        out.extend_from_slice(b"^\n");
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, Mark, Report};

    #[test]
    fn the_first_line_counts_from_0_and_the_others_from_1() {
        let mut report = Report::default();
        report.add(
            Finding::error("first"),
            Mark::Bytes {
                count: 2,
                excerpt: true,
            },
        );
        report.add(
            Finding::warning("second"),
            Mark::Bytes {
                count: 6,
                excerpt: true,
            },
        );
        report.add(
            Finding::warning("bare"),
            Mark::Bytes {
                count: 6,
                excerpt: false,
            },
        );
        report.add(Finding::warning("nowhere"), Mark::None);
        assert_eq!(
            String::from_utf8_lossy(&report.print(b"abc\ndefg")),
            "error at line 1, column 2\n    1: ab\n       ^\nfirst\n\
             warning at line 2, column 3\n    1: abc\n    2: de\n        ^\nsecond\n\
             warning at line 2, column 3\nbare\nwarning: nowhere"
        );
    }
}
