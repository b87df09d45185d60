//! Unit files of systemd, as `coreos/go-systemd` reads them: enough to judge them, with its messages.

use std::fmt;

/// Lines longer than this are refused; systemd would cut them.
const LINE_MAX: usize = 2048;

/// The reader of the reference implementation sees this much of the text at once; whether it notices a long line
/// depends on it.
const WINDOW: usize = 4096;

/// One `Name=value` of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitOption {
    /// The section it stands in.
    pub section: String,
    /// Its name.
    pub name: String,
    /// Its value; continued lines keep their backslash and newline.
    pub value: String,
}

/// Why a text is no unit file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitError {
    /// A `[` without its `]`.
    UnclosedSection,
    /// Something follows the section name on its line.
    GarbageAfterSection(String),
    /// A line without `=`.
    NewlineInName,
    /// The text ends inside an option name.
    EndInName,
    /// A line of more than 2048 bytes.
    LineTooLong,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnclosedSection => f.write_str("unable to find end of section"),
            Self::GarbageAfterSection(text) => {
                write!(
                    f,
                    "found garbage after section name : {}",
                    crate::print::go_quote(text)
                )
            }
            Self::NewlineInName => {
                f.write_str("unexpected newline encountered while parsing option name")
            }
            Self::EndInName => f.write_str("EOF"),
            Self::LineTooLong => write!(f, "line too long (max {LINE_MAX} bytes)"),
        }
    }
}

impl std::error::Error for UnitError {}

/// Reads all options of a unit file.
///
/// # Errors
/// Where go-systemd gives an error.
pub fn parse(text: &str) -> Result<Vec<UnitOption>, UnitError> {
    let mut options = Vec::new();
    read(text, |section, name, value| {
        // A value whose last line is continued by an empty one keeps that line break.
        let newline = if value.ends_with('\n') { "\n" } else { "" };
        options.push(UnitOption {
            section: section.to_owned(),
            name: name.to_owned(),
            value: format!("{}{newline}", value.trim()),
        });
    })?;
    Ok(options)
}

/// Whether the unit has an option in its `[Install]` section; without one enabling it does nothing.
///
/// # Errors
/// Where go-systemd gives an error.
pub fn has_install_section(text: &str) -> Result<bool, UnitError> {
    let mut found = false;
    read(text, |section, _, _| found |= section == "Install")?;
    Ok(found)
}

/// What the reader looks for next.
enum State<'t> {
    /// The first section; anything else is skipped.
    Section,
    /// The rest of a section name.
    SectionName,
    /// The end of the line with the section name.
    SectionEnd(&'t str),
    /// A section, an option or a comment.
    Option,
    /// The name of an option.
    Name,
    /// The value of an option: its name, and where the value starts.
    Value(&'t str, usize),
}

/// Gives section, name and untrimmed value of each option.
fn read(text: &str, mut option: impl FnMut(&str, &str, &str)) -> Result<(), UnitError> {
    let mut reader = Reader {
        text,
        at: 0,
        seen: 0,
        newline: None,
    };
    let mut section = "";
    let mut state = State::Section;
    loop {
        reader.check_line()?;
        state = match state {
            State::Section => match reader.next_char() {
                None => return Ok(()),
                Some('[') => State::SectionName,
                Some('#' | ';') => {
                    reader.skip_comment();
                    State::Section
                }
                Some(_) => State::Section,
            },
            State::SectionName => match reader.until(']') {
                (name, true) => State::SectionEnd(name),
                (_, false) => return Err(UnitError::UnclosedSection),
            },
            State::SectionEnd(name) => {
                let garbage = reader.line().0.trim();
                if !garbage.is_empty() {
                    return Err(UnitError::GarbageAfterSection(garbage.to_owned()));
                }
                section = name;
                State::Option
            }
            State::Option => match reader.next_char() {
                None => return Ok(()),
                Some('[') => State::SectionName,
                Some('#' | ';') => {
                    reader.skip_comment();
                    State::Option
                }
                Some(space) if space.is_whitespace() => State::Option,
                Some(other) => {
                    reader.at -= other.len_utf8();
                    State::Name
                }
            },
            State::Name => State::Value(reader.name()?, reader.at),
            State::Value(name, start) => {
                let line_start = reader.at;
                let (line, _) = reader.line();
                if line.trim().is_empty() {
                    option(section, name, &text[start..line_start]);
                    State::Option
                } else if line.ends_with('\\') {
                    State::Value(name, start)
                } else {
                    option(section, name, &text[start..line_start + line.len()]);
                    State::Option
                }
            }
        };
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// How far the reference implementation's buffer reaches.
    seen: usize,
    /// The next line break at or behind `at`, where it is known.
    newline: Option<usize>,
}

impl<'t> Reader<'t> {
    /// Refuses a line that fills the limit, if the buffer reaches that far.
    fn check_line(&mut self) -> Result<(), UnitError> {
        if self.seen.saturating_sub(self.at) < LINE_MAX {
            return Ok(());
        }
        let newline = match self.newline {
            Some(newline) if newline >= self.at => newline,
            _ => {
                let rest = &self.text.as_bytes()[self.at..];
                let found = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
                let newline = found.map_or(self.text.len(), |index| self.at + index);
                self.newline = Some(newline);
                newline
            }
        };
        if newline - self.at >= LINE_MAX {
            Err(UnitError::LineTooLong)
        } else {
            Ok(())
        }
    }

    fn fill(&mut self) {
        self.seen = self.text.len().min(self.at + WINDOW);
    }

    fn next_char(&mut self) -> Option<char> {
        let next = self.text[self.at..].chars().next()?;
        if self.at + next.len_utf8() > self.seen {
            self.fill();
        }
        self.at += next.len_utf8();
        Some(next)
    }

    /// The text up to the delimiter, which is passed, and whether it was found.
    fn until(&mut self, delimiter: char) -> (&'t str, bool) {
        let start = self.at;
        let found = self.text[start..]
            .find(delimiter)
            .map(|index| start + index);
        let end = found.map_or(self.text.len(), |index| index + 1);
        // The buffer is refilled whenever the delimiter is not in it.
        while self.seen < end {
            if self.seen - self.at >= WINDOW {
                self.at = self.seen;
            }
            self.fill();
        }
        self.at = end;
        (&self.text[start..found.unwrap_or(end)], found.is_some())
    }

    /// The rest of the line, and whether a line break ended it.
    fn line(&mut self) -> (&'t str, bool) {
        self.until('\n')
    }

    /// The rest of a comment, with the lines that a backslash continues.
    fn skip_comment(&mut self) {
        loop {
            let (line, ended) = self.line();
            if !ended || !line.strip_suffix(' ').unwrap_or(line).ends_with('\\') {
                return;
            }
        }
    }

    fn name(&mut self) -> Result<&'t str, UnitError> {
        let start = self.at;
        loop {
            match self.next_char() {
                None => return Err(UnitError::EndInName),
                Some('\r' | '\n') => return Err(UnitError::NewlineInName),
                Some('=') => return Ok(self.text[start..self.at - 1].trim()),
                Some(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{UnitError, has_install_section, parse};

    #[test]
    fn options_are_read() {
        let options =
            parse("junk\n# c [x]\\\nmore\n[Unit]\nA = b c \nB=one \\\n  two\n;x\n[Install]\nW=m")
                .expect("a unit");
        let shown: Vec<_> = options
            .iter()
            .map(|option| {
                (
                    option.section.as_str(),
                    option.name.as_str(),
                    option.value.as_str(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("Unit", "A", "b c"),
                ("Unit", "B", "one \\\n  two"),
                ("Install", "W", "m")
            ]
        );
        assert_eq!(has_install_section("[Install]\n[Unit]\nA=b\n"), Ok(false));
        assert_eq!(has_install_section("no section"), Ok(false));
    }

    #[test]
    fn refusals_have_their_messages() {
        for (text, message) in [
            ("[Unit", "unable to find end of section"),
            ("[Unit] x\n", "found garbage after section name : \"x\""),
            (
                "[Unit]\nfoo\n",
                "unexpected newline encountered while parsing option name",
            ),
            ("[Unit]\nfoo", "EOF"),
        ] {
            assert_eq!(
                parse(text).map_err(|error| error.to_string()),
                Err(message.to_owned())
            );
        }
        let long = |length: usize| format!("[Service]\nA={}\n", "x".repeat(length));
        assert_eq!(parse(&long(2045)).map(|options| options.len()), Ok(1));
        assert_eq!(parse(&long(2046)), Err(UnitError::LineTooLong));
    }
}
