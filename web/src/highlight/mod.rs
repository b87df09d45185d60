//! Colours for the texts the studio shows: line by line, so that only lines in view cost anything.
//!
//! Pure: a language, a line and what the line before left open give spans. Not parsers: they colour what is there, right
//! or wrong, and never fail.

mod languages;

use std::ops::Range;

pub use languages::Language;

/// What a span of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ordinary text.
    Plain,
    /// A key, a section, a variable's name.
    Key,
    /// A string.
    Text,
    /// A number, a boolean, null.
    Number,
    /// Brackets, separators, operators.
    Mark,
    /// A comment.
    Comment,
}

impl Kind {
    /// The CSS class; empty for ordinary text.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Key => "k",
            Self::Text => "s",
            Self::Number => "n",
            Self::Mark => "p",
            Self::Comment => "c",
        }
    }
}

/// What a line leaves open for the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Carry {
    /// Nothing.
    #[default]
    Nothing,
    /// A YAML block text whose lines are indented by more than this.
    Block(usize),
    /// A PEM body.
    Pem,
}

/// A coloured part of a line, as a byte range.
pub type Span = (Kind, Range<usize>);

/// The spans of a line, in order, covering it, and what it leaves open.
pub fn line(language: Language, text: &str, carry: Carry) -> (Vec<Span>, Carry) {
    let mut pen = Pen {
        text,
        at: 0,
        spans: Vec::new(),
    };
    let carry = languages::colour(language, &mut pen, carry);
    pen.rest(Kind::Plain);
    (pen.spans, carry)
}

/// Walks along a line and leaves spans behind.
pub(crate) struct Pen<'a> {
    text: &'a str,
    at: usize,
    spans: Vec<Span>,
}

impl<'a> Pen<'a> {
    /// What is not coloured yet.
    pub(crate) fn left(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next character.
    pub(crate) fn peek(&self) -> Option<char> {
        self.left().chars().next()
    }

    /// Colours so many bytes; they must end at a character's end.
    pub(crate) fn take(&mut self, kind: Kind, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let end = self.at + bytes;
        match self.spans.last_mut() {
            Some((last, range)) if *last == kind => range.end = end,
            _ => self.spans.push((kind, self.at..end)),
        }
        self.at = end;
    }

    /// Colours one character.
    pub(crate) fn one(&mut self, kind: Kind) {
        if let Some(character) = self.peek() {
            self.take(kind, character.len_utf8());
        }
    }

    /// Colours as long as characters fit, and says how many bytes that were.
    pub(crate) fn while_is(&mut self, kind: Kind, fits: impl Fn(char) -> bool) -> usize {
        let left = self.left();
        let bytes = left
            .find(|character| !fits(character))
            .unwrap_or(left.len());
        self.take(kind, bytes);
        bytes
    }

    /// Colours all that is left.
    pub(crate) fn rest(&mut self, kind: Kind) {
        self.take(kind, self.left().len());
    }

    /// The bytes of a quoted text that begins here, quotes included; backslashes escape in double quotes.
    pub(crate) fn quoted(&self) -> usize {
        let left = self.left();
        let mut characters = left.char_indices();
        let Some((_, quote)) = characters.next() else {
            return 0;
        };
        let mut escaped = false;
        for (at, character) in characters {
            if escaped {
                escaped = false;
            } else if character == '\\' && quote == '"' {
                escaped = true;
            } else if character == quote {
                return at + character.len_utf8();
            }
        }
        left.len()
    }
}
