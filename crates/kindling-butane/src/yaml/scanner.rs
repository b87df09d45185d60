//! Text to tokens: the rules of YAML 1.1 as the Go reader applies them, with
//! its error messages.
//!
//! The scanner keeps three tokens in store before it gives the first of them
//! away. That is visible: an error in the second token after the one the
//! parser asks for comes before the parser's own complaint.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::YamlError;
use super::reader::{Input, width};

/// A place in the text, counted from zero; columns count characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub line: u32,
    pub column: u32,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    StreamStart,
    StreamEnd,
    VersionDirective { supported: bool },
    TagDirective,
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias,
    Anchor,
    Tag,
    Scalar(Style),
}

#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub start: Mark,
    pub end: Mark,
    /// Scalar text, anchor name, tag handle.
    pub value: Cow<'a, str>,
    /// Tag suffix or the prefix of a tag directive.
    pub suffix: Option<Box<str>>,
}

struct SimpleKey {
    possible: bool,
    required: bool,
    token_number: usize,
    mark: Mark,
}

const MAX_DEPTH: usize = 10_000;

/// What may follow an anchor or an alias besides white space.
const AFTER_ANCHOR: &[u8] = b"?:,]}%@`";

pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    failure: Option<&'static str>,
    pub(super) pos: usize,
    line: u32,
    line_start: usize,
    /// Continuation bytes between the start of the line and `pos`.
    pub(super) continuation: usize,
    pub(super) indent: i32,
    indents: Vec<i32>,
    pub(super) flow_level: usize,
    pub(super) simple_key_allowed: bool,
    simple_keys: Vec<SimpleKey>,
    tokens: VecDeque<Token<'a>>,
    tokens_parsed: usize,
    started: bool,
    ready: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(input: &'a Input<'_>) -> Self {
        Scanner {
            text: &input.text,
            bytes: input.text.as_bytes(),
            failure: input.failure,
            pos: 0,
            line: 0,
            line_start: 0,
            continuation: 0,
            indent: -1,
            indents: Vec::new(),
            flow_level: 0,
            simple_key_allowed: true,
            simple_keys: vec![SimpleKey {
                possible: false,
                required: false,
                token_number: 0,
                mark: Mark::default(),
            }],
            tokens: VecDeque::with_capacity(16),
            tokens_parsed: 0,
            started: false,
            ready: false,
        }
    }

    /// The next token, which stays in the queue.
    pub(super) fn peek(&mut self) -> Result<&Token<'a>, YamlError> {
        if !self.ready {
            self.fetch_more()?;
        }
        self.tokens
            .front()
            .ok_or_else(|| YamlError::new(None, "unknown problem parsing YAML content"))
    }

    /// Takes the token that `peek` showed.
    pub(super) fn take(&mut self) -> Result<Token<'a>, YamlError> {
        self.peek()?;
        self.ready = false;
        self.tokens_parsed += 1;
        self.tokens
            .pop_front()
            .ok_or_else(|| YamlError::new(None, "unknown problem parsing YAML content"))
    }

    fn fetch_more(&mut self) -> Result<(), YamlError> {
        loop {
            if self.tokens.len() > 2 && !self.head_may_become_key()? {
                break;
            }
            self.fetch_next()?;
            if let Some(problem) = self.failure
                && self.pos + 4 > self.bytes.len()
            {
                return Err(YamlError::new(None, problem));
            }
        }
        self.ready = true;
        Ok(())
    }

    /// Whether a key token may still have to be put before the first token.
    fn head_may_become_key(&mut self) -> Result<bool, YamlError> {
        let head = self.tokens_parsed;
        let Some(index) = self
            .simple_keys
            .partition_point(|key| key.token_number <= head)
            .checked_sub(1)
        else {
            return Ok(false);
        };
        // Levels without a key of their own can share the number.
        for index in (0..=index).rev() {
            let key = &self.simple_keys[index];
            if key.token_number != head {
                break;
            }
            if key.possible {
                return self.is_valid_key(index);
            }
        }
        Ok(false)
    }

    fn is_valid_key(&mut self, index: usize) -> Result<bool, YamlError> {
        let mark = self.mark();
        let key = &mut self.simple_keys[index];
        if !key.possible {
            return Ok(false);
        }
        // A key without `?` stays on one line and within 1024 characters.
        if key.mark.line < mark.line || key.mark.column + 1024 < mark.column {
            if key.required {
                return Err(scanner_error(key.mark, mark, "could not find expected ':'"));
            }
            key.possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    fn fetch_next(&mut self) -> Result<(), YamlError> {
        if !self.started {
            self.started = true;
            self.push_virtual(Kind::StreamStart);
            return Ok(());
        }
        let before = self.mark();
        self.skip_to_next_token();
        let column = self.column();
        self.unroll_indent(column as i32, before);

        let byte = self.at(0);
        if self.is_end(0) {
            return self.fetch_stream_end();
        }
        if column == 0 {
            if byte == b'%' {
                return self.fetch_directive();
            }
            if self.is_document_indicator() {
                return self.fetch_document_indicator(byte);
            }
        }
        match byte {
            b'[' => self.fetch_flow_start(Kind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(Kind::FlowMappingStart),
            b']' => self.fetch_flow_end(Kind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(Kind::FlowMappingEnd),
            b',' => {
                self.remove_simple_key()?;
                self.simple_key_allowed = true;
                self.push_indicator(Kind::FlowEntry);
                Ok(())
            }
            b'-' if self.is_blank_or_end(1) => self.fetch_block_entry(),
            b'?' if self.is_blank_or_end(1) => self.fetch_key(),
            b':' if self.flow_level > 0 || self.is_blank_or_end(1) => self.fetch_value(),
            b'*' => self.fetch_anchor(Kind::Alias),
            b'&' => self.fetch_anchor(Kind::Anchor),
            b'!' => {
                self.save_simple_key()?;
                self.simple_key_allowed = false;
                let token = self.scan_tag()?;
                self.tokens.push_back(token);
                Ok(())
            }
            b'|' | b'>' if self.flow_level == 0 => {
                self.remove_simple_key()?;
                self.simple_key_allowed = true;
                let token = self.scan_block_scalar(byte == b'|')?;
                self.tokens.push_back(token);
                Ok(())
            }
            b'\'' | b'"' => {
                self.save_simple_key()?;
                self.simple_key_allowed = false;
                let token = self.scan_flow_scalar(byte == b'\'')?;
                self.tokens.push_back(token);
                Ok(())
            }
            _ if self.may_start_plain(byte) => {
                self.save_simple_key()?;
                self.simple_key_allowed = false;
                let token = self.scan_plain_scalar()?;
                self.tokens.push_back(token);
                Ok(())
            }
            _ => Err(self.error(self.mark(), "found character that cannot start any token")),
        }
    }

    fn may_start_plain(&self, byte: u8) -> bool {
        match byte {
            b'-' => !matches!(self.at(1), b' ' | b'\t'),
            b'?' | b':' => !self.is_blank_or_end(1),
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
            | b'"' | b'%' | b'@' | b'`' => false,
            _ => !self.is_blank_or_end(0),
        }
    }

    // Simple keys.

    fn save_simple_key(&mut self) -> Result<(), YamlError> {
        if self.simple_key_allowed {
            let required = self.flow_level == 0 && self.indent == self.column() as i32;
            let key = SimpleKey {
                possible: true,
                required,
                token_number: self.tokens_parsed + self.tokens.len(),
                mark: self.mark(),
            };
            self.remove_simple_key()?;
            if let Some(top) = self.simple_keys.last_mut() {
                *top = key;
            }
        }
        Ok(())
    }

    fn remove_simple_key(&mut self) -> Result<(), YamlError> {
        let mark = self.mark();
        if let Some(key) = self.simple_keys.last_mut()
            && key.possible
        {
            if key.required {
                return Err(scanner_error(key.mark, mark, "could not find expected ':'"));
            }
            key.possible = false;
        }
        Ok(())
    }

    // Indentation.

    fn roll_indent(
        &mut self,
        column: u32,
        number: Option<usize>,
        kind: Kind,
        mark: Mark,
    ) -> Result<(), YamlError> {
        if self.flow_level > 0 || self.indent >= column as i32 {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column as i32;
        if self.indents.len() > MAX_DEPTH {
            let context = self.simple_keys.last().map(|key| key.mark);
            let message = format!("exceeded max depth of {MAX_DEPTH}");
            return Err(scanner_error(
                context.unwrap_or_default(),
                self.mark(),
                &message,
            ));
        }
        self.insert_virtual(number, kind, mark);
        Ok(())
    }

    fn unroll_indent(&mut self, column: i32, mark: Mark) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            self.tokens.push_back(Token {
                kind: Kind::BlockEnd,
                start: mark,
                end: mark,
                value: Cow::Borrowed(""),
                suffix: None,
            });
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    // Tokens of one or few characters.

    fn fetch_stream_end(&mut self) -> Result<(), YamlError> {
        if self.column() != 0 {
            self.line += 1;
            self.line_start = self.pos;
            self.continuation = 0;
        }
        let mark = self.mark();
        self.unroll_indent(-1, mark);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.push_virtual(Kind::StreamEnd);
        Ok(())
    }

    fn fetch_directive(&mut self) -> Result<(), YamlError> {
        let mark = self.mark();
        self.unroll_indent(-1, mark);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let token = self.scan_directive()?;
        self.tokens.push_back(token);
        Ok(())
    }

    fn fetch_document_indicator(&mut self, byte: u8) -> Result<(), YamlError> {
        let start = self.mark();
        self.unroll_indent(-1, start);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.pos += 3;
        let kind = if byte == b'-' {
            Kind::DocumentStart
        } else {
            Kind::DocumentEnd
        };
        self.tokens.push_back(Token {
            kind,
            start,
            end: self.mark(),
            value: Cow::Borrowed(""),
            suffix: None,
        });
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: Kind) -> Result<(), YamlError> {
        self.save_simple_key()?;
        self.simple_keys.push(SimpleKey {
            possible: false,
            required: false,
            token_number: self.tokens_parsed + self.tokens.len(),
            mark: self.mark(),
        });
        self.flow_level += 1;
        if self.flow_level > MAX_DEPTH {
            let message = format!("exceeded max depth of {MAX_DEPTH}");
            return Err(self.error(self.mark(), &message));
        }
        self.simple_key_allowed = true;
        self.push_indicator(kind);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: Kind) -> Result<(), YamlError> {
        self.remove_simple_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            self.simple_keys.pop();
        }
        self.simple_key_allowed = false;
        self.push_indicator(kind);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Result<(), YamlError> {
        if self.flow_level == 0 {
            let mark = self.mark();
            if !self.simple_key_allowed {
                let message = "block sequence entries are not allowed in this context";
                return Err(self.error(mark, message));
            }
            self.roll_indent(mark.column, None, Kind::BlockSequenceStart, mark)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.push_indicator(Kind::BlockEntry);
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<(), YamlError> {
        if self.flow_level == 0 {
            let mark = self.mark();
            if !self.simple_key_allowed {
                let message = "mapping keys are not allowed in this context";
                return Err(self.error(mark, message));
            }
            self.roll_indent(mark.column, None, Kind::BlockMappingStart, mark)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.push_indicator(Kind::Key);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<(), YamlError> {
        let top = self.simple_keys.len() - 1;
        if self.is_valid_key(top)? {
            let key = &mut self.simple_keys[top];
            key.possible = false;
            let (mark, number) = (key.mark, key.token_number);
            self.insert_virtual(Some(number), Kind::Key, mark);
            self.roll_indent(mark.column, Some(number), Kind::BlockMappingStart, mark)?;
            self.simple_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                let mark = self.mark();
                if !self.simple_key_allowed {
                    let message = "mapping values are not allowed in this context";
                    return Err(self.error(mark, message));
                }
                self.roll_indent(mark.column, None, Kind::BlockMappingStart, mark)?;
            }
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.push_indicator(Kind::Value);
        Ok(())
    }

    fn fetch_anchor(&mut self, kind: Kind) -> Result<(), YamlError> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark();
        self.pos += 1;
        let begin = self.pos;
        self.skip_word();
        let value = &self.text[begin..self.pos];
        if value.is_empty() || !(self.is_blank_or_end(0) || AFTER_ANCHOR.contains(&self.at(0))) {
            let message = "did not find expected alphabetic or numeric character";
            return Err(self.error(start, message));
        }
        self.tokens.push_back(Token {
            kind,
            start,
            end: self.mark(),
            value: Cow::Borrowed(value),
            suffix: None,
        });
        Ok(())
    }

    fn skip_to_next_token(&mut self) {
        loop {
            if self.column() == 0 && self.bytes[self.pos..].starts_with(b"\xEF\xBB\xBF") {
                self.skip_char();
            }
            // Tabs may not indent in the block context.
            let tabs = self.flow_level > 0 || !self.simple_key_allowed;
            while self.at(0) == b' ' || (tabs && self.at(0) == b'\t') {
                self.pos += 1;
            }
            if self.at(0) == b'#' {
                self.skip_to_break();
            }
            if self.skip_break().is_none() {
                return;
            }
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    // Places and characters.

    pub(super) fn column(&self) -> u32 {
        (self.pos - self.line_start - self.continuation) as u32
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            line: self.line,
            column: self.column(),
        }
    }

    /// The byte `ahead` of the position; zero past the end.
    pub(super) fn at(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    pub(super) fn is_end(&self, ahead: usize) -> bool {
        self.pos + ahead >= self.bytes.len()
    }

    /// Length of the line break `ahead` of the position, zero if there is none.
    pub(super) fn break_width(&self, ahead: usize) -> usize {
        match self.at(ahead) {
            b'\n' => 1,
            b'\r' if self.at(ahead + 1) == b'\n' => 2,
            b'\r' => 1,
            0xC2 if self.at(ahead + 1) == 0x85 => 2,
            0xE2 if self.at(ahead + 1) == 0x80 && matches!(self.at(ahead + 2), 0xA8 | 0xA9) => 3,
            _ => 0,
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        matches!(self.at(0), b' ' | b'\t')
    }

    pub(super) fn is_blank_or_end(&self, ahead: usize) -> bool {
        match self.at(ahead) {
            b' ' | b'\t' | 0 => true,
            b'!'..=b'~' => false,
            _ => self.break_width(ahead) > 0,
        }
    }

    pub(super) fn is_document_indicator(&self) -> bool {
        let rest = &self.bytes[self.pos..];
        (rest.starts_with(b"---") || rest.starts_with(b"...")) && self.is_blank_or_end(3)
    }

    /// Steps over one character that is not a line break.
    pub(super) fn skip_char(&mut self) {
        let width = width(self.at(0));
        self.pos += width;
        self.continuation += width - 1;
    }

    /// Steps over a line break; gives what it means in a scalar.
    pub(super) fn skip_break(&mut self) -> Option<&'static str> {
        let width = self.break_width(0);
        let meaning = match (width, self.at(2)) {
            (0, _) => return None,
            (3, 0xA8) => "\u{2028}",
            (3, _) => "\u{2029}",
            _ => "\n",
        };
        self.pos += width;
        self.line += 1;
        self.line_start = self.pos;
        self.continuation = 0;
        Some(meaning)
    }

    /// Steps to the next line break or the end.
    pub(super) fn skip_to_break(&mut self) {
        while let Some(&byte) = self.bytes.get(self.pos) {
            match byte {
                b'\n' | b'\r' => return,
                0..0x80 => self.pos += 1,
                _ if self.break_width(0) > 0 => return,
                _ => self.skip_char(),
            }
        }
    }

    /// Steps over letters, digits, `_` and `-`.
    pub(super) fn skip_word(&mut self) {
        while self.at(0).is_ascii_alphanumeric() || matches!(self.at(0), b'_' | b'-') {
            self.pos += 1;
        }
    }

    // Putting tokens into the queue.

    fn push_indicator(&mut self, kind: Kind) {
        let start = self.mark();
        self.pos += 1;
        let end = self.mark();
        self.tokens.push_back(Token {
            kind,
            start,
            end,
            value: Cow::Borrowed(""),
            suffix: None,
        });
    }

    fn push_virtual(&mut self, kind: Kind) {
        let mark = self.mark();
        self.insert_virtual(None, kind, mark);
    }

    fn insert_virtual(&mut self, number: Option<usize>, kind: Kind, mark: Mark) {
        let token = Token {
            kind,
            start: mark,
            end: mark,
            value: Cow::Borrowed(""),
            suffix: None,
        };
        match number.and_then(|number| number.checked_sub(self.tokens_parsed)) {
            Some(index) if index <= self.tokens.len() => self.tokens.insert(index, token),
            _ => self.tokens.push_back(token),
        }
    }

    pub(super) fn error(&self, context: Mark, problem: &str) -> YamlError {
        scanner_error(context, self.mark(), problem)
    }
}

/// The original names the context's line, or the problem's where the context
/// is the first line, or none at all.
fn scanner_error(context: Mark, problem: Mark, message: &str) -> YamlError {
    let line = match (context.line, problem.line) {
        (0, 0) => None,
        (0, line) | (line, _) => Some(line + 1),
    };
    YamlError::placed(line, context.line, problem.line, message)
}
