//! The long tokens: plain, quoted and block scalars.
//!
//! A scalar that stands in the text as it is meant is borrowed from it.

use std::borrow::Cow;

use super::YamlError;
use super::scanner::{Kind, Mark, Scanner, Style, Token};

impl<'a> Scanner<'a> {
    fn scalar(&self, start: Mark, style: Style, value: Cow<'a, str>) -> Token<'a> {
        Token {
            kind: Kind::Scalar(style),
            start,
            end: self.mark(),
            value,
            suffix: None,
        }
    }

    pub(super) fn scan_plain_scalar(&mut self) -> Result<Token<'a>, YamlError> {
        let start = self.mark();
        let indent = self.indent + 1;
        // What was folded so far, and the piece of the text being read.
        let mut folded: Option<String> = None;
        let (mut chunk_start, mut chunk_end) = (self.pos, self.pos);
        let mut leading_break: Option<&str> = None;
        let mut trailing_breaks = String::new();
        loop {
            if self.at(0) == b'#' || (self.column() == 0 && self.is_document_indicator()) {
                break;
            }
            let run = self.pos;
            self.skip_plain_run();
            if self.pos > run {
                if let Some(first) = leading_break.take() {
                    let text = folded.get_or_insert_default();
                    text.push_str(&self.text[chunk_start..chunk_end]);
                    fold(text, first, &mut trailing_breaks);
                    chunk_start = run;
                }
                chunk_end = self.pos;
            }
            if !(self.is_blank() || self.break_width(0) > 0) {
                break;
            }
            loop {
                if self.is_blank() {
                    if leading_break.is_some()
                        && (self.column() as i32) < indent
                        && self.at(0) == b'\t'
                    {
                        let message = "found a tab character that violates indentation";
                        return Err(self.error(start, message));
                    }
                    self.pos += 1;
                } else if let Some(meaning) = self.skip_break() {
                    if leading_break.is_none() {
                        leading_break = Some(meaning);
                    } else {
                        trailing_breaks.push_str(meaning);
                    }
                } else {
                    break;
                }
            }
            if self.flow_level == 0 && (self.column() as i32) < indent {
                break;
            }
        }
        if leading_break.is_some() {
            self.simple_key_allowed = true;
        }
        let chunk = &self.text[chunk_start..chunk_end];
        let value = match folded {
            None => Cow::Borrowed(chunk),
            Some(mut text) => {
                text.push_str(chunk);
                Cow::Owned(text)
            }
        };
        Ok(self.scalar(start, Style::Plain, value))
    }

    /// Steps over characters of a plain scalar up to white space or an
    /// indicator that ends it.
    fn skip_plain_run(&mut self) {
        loop {
            let byte = self.at(0);
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | 0 => return,
                b':' if self.is_blank_or_end(1) => return,
                b',' | b'[' | b']' | b'{' | b'}' if self.flow_level > 0 => return,
                b'?' if self.flow_level > 0 && self.is_blank_or_end(1) => return,
                0..0x80 => self.pos += 1,
                _ if self.break_width(0) > 0 => return,
                _ => self.skip_char(),
            }
        }
    }

    pub(super) fn scan_flow_scalar(&mut self, single: bool) -> Result<Token<'a>, YamlError> {
        let start = self.mark();
        let (quote, style) = if single {
            (b'\'', Style::SingleQuoted)
        } else {
            (b'"', Style::DoubleQuoted)
        };
        self.pos += 1;
        if let Some(value) = self.simple_quoted(quote) {
            return Ok(self.scalar(start, style, Cow::Borrowed(value)));
        }
        let mut text = String::new();
        loop {
            if self.column() == 0 && self.is_document_indicator() {
                return Err(self.error(start, "found unexpected document indicator"));
            }
            if self.is_end(0) {
                return Err(self.error(start, "found unexpected end of stream"));
            }
            let escaped_break = self.scan_quoted_run(start, quote, &mut text)?;
            if self.at(0) == quote {
                break;
            }
            self.fold_quoted_blanks(escaped_break, &mut text);
        }
        self.pos += 1;
        Ok(self.scalar(start, style, Cow::Owned(text)))
    }

    /// A quoted scalar of one line without escapes, up to and over the quote.
    fn simple_quoted(&mut self, quote: u8) -> Option<&'a str> {
        let rest = &self.bytes[self.pos..];
        let length = rest
            .iter()
            .position(|&byte| byte == quote || matches!(byte, b'\\' | b'\n' | b'\r' | 0x80..))?;
        if rest[length] != quote || (quote == b'\'' && rest.get(length + 1) == Some(&b'\'')) {
            // In single quotes a backslash is a character like another.
            if !(quote == b'\'' && rest[length] == b'\\') {
                return None;
            }
            let more = rest
                .iter()
                .position(|&byte| byte == quote || matches!(byte, b'\n' | b'\r' | 0x80..))?;
            if rest[more] != quote || rest.get(more + 1) == Some(&quote) {
                return None;
            }
            let value = &self.text[self.pos..self.pos + more];
            self.pos += more + 1;
            return Some(value);
        }
        let value = &self.text[self.pos..self.pos + length];
        self.pos += length + 1;
        Some(value)
    }

    /// Reads up to white space or the closing quote. Tells whether it ended
    /// with an escaped line break.
    fn scan_quoted_run(
        &mut self,
        start: Mark,
        quote: u8,
        text: &mut String,
    ) -> Result<bool, YamlError> {
        while !self.is_blank_or_end(0) {
            let byte = self.at(0);
            if byte == b'\'' && quote == b'\'' && self.at(1) == b'\'' {
                text.push('\'');
                self.pos += 2;
            } else if byte == quote {
                break;
            } else if byte == b'\\' && quote == b'"' {
                if self.break_width(1) > 0 {
                    self.pos += 1;
                    self.skip_break();
                    return Ok(true);
                }
                self.scan_escape(start, text)?;
            } else {
                let begin = self.pos;
                self.skip_char();
                text.push_str(&self.text[begin..self.pos]);
            }
        }
        Ok(false)
    }

    fn scan_escape(&mut self, start: Mark, text: &mut String) -> Result<(), YamlError> {
        let plain = match self.at(1) {
            b'0' => '\0',
            b'a' => '\x07',
            b'b' => '\x08',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\x0B',
            b'f' => '\x0C',
            b'r' => '\r',
            b'e' => '\x1B',
            b' ' => ' ',
            b'"' => '"',
            b'\'' => '\'',
            b'\\' => '\\',
            b'N' => '\u{85}',
            b'_' => '\u{A0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'x' => return self.scan_code(start, 2, text),
            b'u' => return self.scan_code(start, 4, text),
            b'U' => return self.scan_code(start, 8, text),
            _ => return Err(self.error(start, "found unknown escape character")),
        };
        self.pos += 2;
        text.push(plain);
        Ok(())
    }

    fn scan_code(
        &mut self,
        start: Mark,
        digits: usize,
        text: &mut String,
    ) -> Result<(), YamlError> {
        self.pos += 2;
        let mut value: u32 = 0;
        for ahead in 0..digits {
            let Some(digit) = char::from(self.at(ahead)).to_digit(16) else {
                return Err(self.error(start, "did not find expected hexdecimal number"));
            };
            value = (value << 4) | digit;
        }
        let Some(character) = char::from_u32(value) else {
            return Err(self.error(start, "found invalid Unicode character escape code"));
        };
        text.push(character);
        self.pos += digits;
        Ok(())
    }

    /// Joins or folds the white space between two runs of a quoted scalar.
    fn fold_quoted_blanks(&mut self, escaped_break: bool, text: &mut String) {
        let begin = self.pos;
        let mut blanks_end = self.pos;
        let mut in_line = !escaped_break;
        let mut leading_break = None;
        let mut trailing_breaks = String::new();
        loop {
            if self.is_blank() {
                self.pos += 1;
                if in_line {
                    blanks_end = self.pos;
                }
            } else if let Some(meaning) = self.skip_break() {
                if in_line {
                    in_line = false;
                    leading_break = Some(meaning);
                } else {
                    trailing_breaks.push_str(meaning);
                }
            } else {
                break;
            }
        }
        match leading_break {
            _ if in_line => text.push_str(&self.text[begin..blanks_end]),
            Some(first) => fold(text, first, &mut trailing_breaks),
            None => text.push_str(&trailing_breaks),
        }
    }

    pub(super) fn scan_block_scalar(&mut self, literal: bool) -> Result<Token<'a>, YamlError> {
        let start = self.mark();
        self.pos += 1;
        let (chomping, increment) = self.scan_block_header(start)?;
        let mut indent = match increment {
            0 => 0,
            _ if self.indent >= 0 => self.indent as u32 + increment,
            _ => increment,
        };
        let mut text = String::new();
        let mut breaks = String::new();
        self.scan_block_breaks(start, &mut indent, &mut breaks)?;
        let mut leading_break = "";
        let mut leading_blank = false;
        while self.column() == indent && !self.is_end(0) {
            let blank = self.is_blank();
            if !literal && !leading_blank && !blank && leading_break == "\n" {
                if breaks.is_empty() {
                    text.push(' ');
                }
            } else {
                text.push_str(leading_break);
            }
            text.push_str(&breaks);
            breaks.clear();
            leading_blank = blank;
            let begin = self.pos;
            self.skip_to_break();
            text.push_str(&self.text[begin..self.pos]);
            leading_break = self.skip_break().unwrap_or("");
            self.scan_block_breaks(start, &mut indent, &mut breaks)?;
        }
        if chomping != Chomping::Strip {
            text.push_str(leading_break);
        }
        if chomping == Chomping::Keep {
            text.push_str(&breaks);
        }
        let style = if literal {
            Style::Literal
        } else {
            Style::Folded
        };
        Ok(self.scalar(start, style, Cow::Owned(text)))
    }

    /// Reads what follows `|` or `>` on its line.
    fn scan_block_header(&mut self, start: Mark) -> Result<(Chomping, u32), YamlError> {
        let mut chomping = Chomping::Clip;
        let mut increment = 0;
        for _ in 0..2 {
            match self.at(0) {
                byte @ (b'+' | b'-') if chomping == Chomping::Clip => {
                    chomping = if byte == b'+' {
                        Chomping::Keep
                    } else {
                        Chomping::Strip
                    };
                    self.pos += 1;
                }
                b'0' if increment == 0 => {
                    let message = "found an indentation indicator equal to 0";
                    return Err(self.error(start, message));
                }
                digit @ b'1'..=b'9' if increment == 0 => {
                    increment = u32::from(digit - b'0');
                    self.pos += 1;
                }
                _ => break,
            }
        }
        while self.is_blank() {
            self.pos += 1;
        }
        if self.at(0) == b'#' {
            self.skip_to_break();
        }
        if !self.is_end(0) && self.skip_break().is_none() {
            let message = "did not find expected comment or line break";
            return Err(self.error(start, message));
        }
        Ok((chomping, increment))
    }

    /// Steps over indentation and empty lines; finds the indentation if it is
    /// not known yet.
    fn scan_block_breaks(
        &mut self,
        start: Mark,
        indent: &mut u32,
        breaks: &mut String,
    ) -> Result<(), YamlError> {
        let mut deepest = 0;
        loop {
            while (*indent == 0 || self.column() < *indent) && self.at(0) == b' ' {
                self.pos += 1;
            }
            deepest = deepest.max(self.column());
            if (*indent == 0 || self.column() < *indent) && self.at(0) == b'\t' {
                let message = "found a tab character where an indentation space is expected";
                return Err(self.error(start, message));
            }
            match self.skip_break() {
                Some(meaning) => breaks.push_str(meaning),
                None => break,
            }
        }
        if *indent == 0 {
            let parent = (self.indent + 1).max(1) as u32;
            *indent = deepest.max(parent);
        }
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Clip,
    Strip,
    Keep,
}

/// One break becomes a space, more become one break less; U+2028 and U+2029
/// are never folded.
fn fold(text: &mut String, first: &str, rest: &mut String) {
    if first != "\n" {
        text.push_str(first);
        text.push_str(rest);
    } else if rest.is_empty() {
        text.push(' ');
    } else {
        text.push_str(rest);
    }
    rest.clear();
}
