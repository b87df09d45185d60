//! Directives (`%YAML`, `%TAG`) and tags (`!x`, `!!int`, `!<tag:…>`).

use std::borrow::Cow;

use super::YamlError;
use super::scanner::{Kind, Mark, Scanner, Token};

const URI_MARKS: &[u8] = b";/?:@&=+$,.!~*'()[]%";

impl<'a> Scanner<'a> {
    pub(super) fn scan_directive(&mut self) -> Result<Token<'a>, YamlError> {
        let start = self.mark();
        self.pos += 1;
        let begin = self.pos;
        self.skip_word();
        let name = &self.text[begin..self.pos];
        if name.is_empty() {
            return Err(self.error(start, "could not find expected directive name"));
        }
        if !self.is_blank_or_end(0) {
            return Err(self.error(start, "found unexpected non-alphabetical character"));
        }
        let mut token = Token {
            kind: Kind::TagDirective,
            start,
            end: start,
            value: Cow::Borrowed(""),
            suffix: None,
        };
        match name {
            "YAML" => {
                self.skip_blanks();
                let major = self.scan_version_number(start)?;
                if self.at(0) != b'.' {
                    let message = "did not find expected digit or '.' character";
                    return Err(self.error(start, message));
                }
                self.pos += 1;
                let minor = self.scan_version_number(start)?;
                token.kind = Kind::VersionDirective {
                    supported: (major, minor) == (1, 1),
                };
            }
            "TAG" => {
                self.skip_blanks();
                token.value = Cow::Owned(self.scan_tag_handle(true, start)?);
                if !self.is_blank() {
                    return Err(self.error(start, "did not find expected whitespace"));
                }
                self.skip_blanks();
                token.suffix = Some(self.scan_tag_uri("", start)?.into());
                if !self.is_blank_or_end(0) {
                    let message = "did not find expected whitespace or line break";
                    return Err(self.error(start, message));
                }
            }
            _ => return Err(self.error(start, "found unknown directive name")),
        }
        token.end = self.mark();
        self.skip_blanks();
        if self.at(0) == b'#' {
            self.skip_to_break();
        }
        if !self.is_end(0) && self.skip_break().is_none() {
            let message = "did not find expected comment or line break";
            return Err(self.error(start, message));
        }
        Ok(token)
    }

    fn skip_blanks(&mut self) {
        while self.is_blank() {
            self.pos += 1;
        }
    }

    fn scan_version_number(&mut self, start: Mark) -> Result<u8, YamlError> {
        let begin = self.pos;
        while self.at(0).is_ascii_digit() {
            if self.pos - begin == 2 {
                return Err(self.error(start, "found extremely long version number"));
            }
            self.pos += 1;
        }
        self.text[begin..self.pos]
            .parse()
            .map_err(|_| self.error(start, "did not find expected version number"))
    }

    pub(super) fn scan_tag(&mut self) -> Result<Token<'a>, YamlError> {
        let start = self.mark();
        let (handle, suffix);
        if self.at(1) == b'<' {
            self.pos += 2;
            handle = String::new();
            suffix = self.scan_tag_uri("", start)?;
            if self.at(0) != b'>' {
                return Err(self.error(start, "did not find the expected '>'"));
            }
            self.pos += 1;
        } else {
            let first = self.scan_tag_handle(false, start)?;
            if first.len() > 1 && first.ends_with('!') {
                handle = first;
                suffix = self.scan_tag_uri("", start)?;
            } else {
                let rest = self.scan_tag_uri(&first, start)?;
                // The tag `!` alone has no handle.
                (handle, suffix) = if rest.is_empty() {
                    (String::new(), "!".to_owned())
                } else {
                    ("!".to_owned(), rest)
                };
            }
        }
        if !self.is_blank_or_end(0) {
            let message = "did not find expected whitespace or line break";
            return Err(self.error(start, message));
        }
        Ok(Token {
            kind: Kind::Tag,
            start,
            end: self.mark(),
            value: Cow::Owned(handle),
            suffix: Some(suffix.into()),
        })
    }

    fn scan_tag_handle(&mut self, directive: bool, start: Mark) -> Result<String, YamlError> {
        if self.at(0) != b'!' {
            return Err(self.error(start, "did not find expected '!'"));
        }
        let begin = self.pos;
        self.pos += 1;
        self.skip_word();
        if self.at(0) == b'!' {
            self.pos += 1;
        } else if directive && self.pos - begin > 1 {
            return Err(self.error(start, "did not find expected '!'"));
        }
        Ok(self.text[begin..self.pos].to_owned())
    }

    /// The rest of a tag; `head` was read as a handle and turned out to be a
    /// part of it.
    fn scan_tag_uri(&mut self, head: &str, start: Mark) -> Result<String, YamlError> {
        let mut bytes = Vec::new();
        let mut found = !head.is_empty();
        if head.len() > 1 {
            bytes.extend_from_slice(&head.as_bytes()[1..]);
        }
        loop {
            let byte = self.at(0);
            if byte == b'%' {
                self.scan_uri_escapes(start, &mut bytes)?;
            } else if byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'-')
                || URI_MARKS.contains(&byte)
            {
                bytes.push(byte);
                self.pos += 1;
            } else {
                break;
            }
            found = true;
        }
        if !found {
            return Err(self.error(start, "did not find expected tag URI"));
        }
        String::from_utf8(bytes)
            .map_err(|_| self.error(start, "found an incorrect trailing UTF-8 octet"))
    }

    fn scan_uri_escapes(&mut self, start: Mark, bytes: &mut Vec<u8>) -> Result<(), YamlError> {
        let mut missing: Option<usize> = None;
        while missing != Some(0) {
            let digit = |ahead| char::from(self.at(ahead)).to_digit(16);
            let (b'%', Some(high), Some(low)) = (self.at(0), digit(1), digit(2)) else {
                return Err(self.error(start, "did not find URI escaped octet"));
            };
            let octet = (high << 4 | low) as u8;
            missing = Some(match missing {
                Some(left) if octet & 0xC0 == 0x80 => left - 1,
                Some(_) => {
                    let message = "found an incorrect trailing UTF-8 octet";
                    return Err(self.error(start, message));
                }
                None => match octet {
                    0..0x80 => 0,
                    0xC0..0xE0 => 1,
                    0xE0..0xF0 => 2,
                    0xF0..0xF8 => 3,
                    _ => {
                        let message = "found an incorrect leading UTF-8 octet";
                        return Err(self.error(start, message));
                    }
                },
            });
            bytes.push(octet);
            self.pos += 3;
        }
        Ok(())
    }
}
