//! systemd units: a writer that quotes.
//!
//! Plain settings are static text, so a value of a document cannot reach one. Values reach `Environment=` and the
//! command lines alone, through [`quote_environment`] and [`quote_argument`], by the rules of
//! <https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html#Quoting> and
//! <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines>.

use std::borrow::Cow;
use std::fmt::Write as _;

/// One word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A text that reaches the program as it is.
    Literal(Cow<'static, str>),
    /// A variable of the unit's environment, `${NAME}`, which stays one word.
    Variable(&'static str),
}

impl From<&'static str> for Word {
    fn from(text: &'static str) -> Self {
        Self::Literal(Cow::Borrowed(text))
    }
}

impl From<String> for Word {
    fn from(text: String) -> Self {
        Self::Literal(Cow::Owned(text))
    }
}

/// A command line: groups of words, one group a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command(Vec<Vec<Word>>);

impl Command {
    /// The program with the words of the first line. The program is static text: systemd reads prefixes in it.
    pub fn new(first_line: &[&'static str]) -> Self {
        Self(vec![first_line.iter().copied().map(Word::from).collect()])
    }

    /// The same with a further line of words.
    #[must_use]
    pub fn line<W: Into<Word>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.0.push(words.into_iter().map(Into::into).collect());
        self
    }

    /// The lines of words.
    pub fn lines(&self) -> &[Vec<Word>] {
        &self.0
    }
}

/// What the outcome of a command means for the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A failure of the command fails the unit.
    Counts,
    /// A failure is as good as a success; written as `-` before the program.
    Ignored,
}

/// The text of a unit, a drop-in or another file of systemd's syntax.
#[derive(Clone, Debug, Default)]
pub struct UnitText(String);

impl UnitText {
    /// No section yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a section.
    #[must_use]
    pub fn section(mut self, name: &'static str) -> Self {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push('[');
        self.0.push_str(name);
        self.0.push_str("]\n");
        self
    }

    /// A setting of static text, written as it is.
    #[must_use]
    pub fn set(mut self, key: &'static str, value: &'static str) -> Self {
        self.0.push_str(key);
        self.0.push('=');
        self.0.push_str(value);
        self.0.push('\n');
        self
    }

    /// `Environment=` with one variable.
    #[must_use]
    pub fn environment(mut self, name: &'static str, value: &str) -> Self {
        self.0.push_str("Environment=");
        self.0
            .push_str(&quote_environment(&format!("{name}={value}")));
        self.0.push('\n');
        self
    }

    /// A command setting, such as `ExecStart=`.
    #[must_use]
    pub fn command(mut self, key: &'static str, failure: Failure, command: &Command) -> Self {
        self.0.push_str(key);
        self.0.push('=');
        if failure == Failure::Ignored {
            self.0.push('-');
        }
        for (number, words) in command.lines().iter().enumerate() {
            if number > 0 {
                self.0.push_str(" \\\n  ");
            }
            for (position, word) in words.iter().enumerate() {
                if position > 0 {
                    self.0.push(' ');
                }
                match word {
                    Word::Literal(text) => self.0.push_str(&quote_argument(text)),
                    Word::Variable(name) => {
                        self.0.push_str("${");
                        self.0.push_str(name);
                        self.0.push('}');
                    }
                }
            }
        }
        self.0.push('\n');
        self
    }

    /// The text.
    pub fn finish(self) -> String {
        self.0
    }
}

/// A word of a command line: `%` and `$` doubled, quoted where it holds more than harmless characters.
///
/// systemd has no form for a NUL in a word; it is left out, and no value of the model holds one.
pub fn quote_argument(text: &str) -> String {
    quote(text, Dollar::Doubled)
}

/// A word of `Environment=`, where `$` stands for itself.
pub fn quote_environment(text: &str) -> String {
    quote(text, Dollar::Plain)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dollar {
    Doubled,
    Plain,
}

fn quote(text: &str, dollar: Dollar) -> String {
    let harmless = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'_' | b'-' | b'.' | b'/' | b':' | b'=' | b',' | b'@' | b'+'
            )
    };
    if !text.is_empty() && text.bytes().all(harmless) {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '%' => quoted.push_str("%%"),
            '$' if dollar == Dollar::Doubled => quoted.push_str("$$"),
            '\0' => {}
            control if control.is_ascii_control() => {
                // Writing to a `String` cannot fail.
                let _ = write!(quoted, "\\x{:02x}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::{Command, Failure, UnitText, Word, quote_argument, quote_environment};

    /// Reads one quoted word by systemd's rules, written from its manual and not from the writer: unquoting and
    /// C unescaping first, then specifiers, then variables.
    fn read(word: &str) -> String {
        let mut unquoted = String::new();
        let mut characters = word.chars();
        let mut in_quotes = false;
        while let Some(character) = characters.next() {
            match character {
                '"' => in_quotes = !in_quotes,
                '\\' => match characters.next().expect("an escape has a second character") {
                    'n' => unquoted.push('\n'),
                    'r' => unquoted.push('\r'),
                    't' => unquoted.push('\t'),
                    'x' => {
                        let digits: String = characters.by_ref().take(2).collect();
                        let code = u8::from_str_radix(&digits, 16).expect("two hex digits");
                        unquoted.push(char::from(code));
                    }
                    other => unquoted.push(other),
                },
                ' ' | '\n' | ';' => {
                    assert!(in_quotes, "{word} is more than one word");
                    unquoted.push(character);
                }
                other => unquoted.push(other),
            }
        }
        assert!(!in_quotes, "{word} ends in quotes");
        for sign in ['%', '$'] {
            let mut rest = unquoted.as_str();
            let mut resolved = String::new();
            while let Some((before, after)) = rest.split_once(sign) {
                resolved.push_str(before);
                rest = after.strip_prefix(sign).expect("a sign stands alone");
                resolved.push(sign);
            }
            resolved.push_str(rest);
            unquoted = resolved;
        }
        unquoted
    }

    #[test]
    fn every_hostile_text_is_one_word_that_reads_back() {
        for text in crate::nodes::hostile::texts() {
            assert_eq!(read(&quote_argument(&text)), text, "{text:?}");
        }
    }

    #[test]
    fn words_are_quoted_where_systemd_would_read_something_else() {
        for (text, argument, environment) in [
            ("--name=kubelet", "--name=kubelet", "--name=kubelet"),
            ("", "\"\"", "\"\""),
            ("100%", "\"100%%\"", "\"100%%\""),
            ("$HOME", "\"$$HOME\"", "\"$HOME\""),
            ("a b", "\"a b\"", "\"a b\""),
            ("it's", "\"it's\"", "\"it's\""),
            ("\"", "\"\\\"\"", "\"\\\"\""),
            ("\\", "\"\\\\\"", "\"\\\\\""),
            ("a\nb", "\"a\\nb\"", "\"a\\nb\""),
            (";", "\";\"", "\";\""),
        ] {
            assert_eq!(quote_argument(text), argument);
            assert_eq!(quote_environment(text), environment);
        }
    }

    #[test]
    fn a_unit_is_sections_settings_and_commands() {
        let command = Command::new(&["/usr/bin/docker", "run"])
            .line(["--name", "kubelet"])
            .line([Word::Variable("IMAGE")])
            .line([Word::from("a\"b".to_owned())]);
        let text = UnitText::new()
            .section("Unit")
            .set("Description", "Kubelet")
            .section("Service")
            .environment("IMAGE", "a b")
            .command("ExecStart", Failure::Ignored, &command)
            .finish();
        assert_eq!(
            text,
            "[Unit]\nDescription=Kubelet\n\n[Service]\nEnvironment=\"IMAGE=a b\"\n\
             ExecStart=-/usr/bin/docker run \\\n  --name kubelet \\\n  ${IMAGE} \\\n  \"a\\\"b\"\n"
        );
    }
}
