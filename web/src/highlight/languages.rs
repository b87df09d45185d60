//! How each kind of text is coloured.

use super::{Carry, Kind, Pen};

/// A kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// JSON, one line or many.
    Json,
    /// YAML.
    Yaml,
    /// systemd units and other files of sections and keys.
    Ini,
    /// Shell scripts.
    Shell,
    /// Terraform.
    Hcl,
    /// Certificates and keys.
    Pem,
    /// Markdown.
    Markdown,
    /// Anything else.
    Plain,
}

impl Language {
    /// The language of a file by its name, then by how it begins.
    pub fn of(path: &str, text: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending {
            "json" | "ign" => return Self::Json,
            "yaml" | "yml" | "bu" => return Self::Yaml,
            "service" | "path" | "socket" | "mount" | "timer" | "conf" | "env" | "link"
            | "network" | "toml" => {
                // kubeconfigs are called `.conf` too.
                if !text.starts_with("apiVersion:") {
                    return Self::Ini;
                }
                return Self::Yaml;
            }
            "sh" | "ipxe" => return Self::Shell,
            "tf" | "hcl" => return Self::Hcl,
            "crt" | "key" | "pem" | "pub" => return Self::Pem,
            "md" => return Self::Markdown,
            _ => {}
        }
        if text.starts_with("#!") {
            Self::Shell
        } else if text.starts_with("apiVersion:") {
            Self::Yaml
        } else if text.starts_with('{') {
            Self::Json
        } else if text.starts_with("-----BEGIN") {
            Self::Pem
        } else if text.starts_with("##### ") {
            Self::Yaml
        } else {
            Self::Plain
        }
    }
}

/// Colours a line and says what it leaves open.
pub(super) fn colour(language: Language, pen: &mut Pen<'_>, carry: Carry) -> Carry {
    match language {
        Language::Json => json(pen),
        Language::Yaml => return yaml(pen, carry),
        Language::Ini => ini(pen),
        Language::Shell => shell(pen),
        Language::Hcl => hcl(pen),
        Language::Pem => return pem(pen, carry),
        Language::Markdown => markdown(pen),
        Language::Plain => pen.rest(Kind::Plain),
    }
    Carry::Nothing
}

fn json(pen: &mut Pen<'_>) {
    while let Some(next) = pen.peek() {
        match next {
            '"' => {
                let bytes = pen.quoted();
                let is_key = pen.left()[bytes..].trim_start().starts_with(':');
                pen.take(if is_key { Kind::Key } else { Kind::Text }, bytes);
            }
            '{' | '}' | '[' | ']' | ',' | ':' => pen.one(Kind::Mark),
            _ if next.is_whitespace() => pen.one(Kind::Plain),
            _ => {
                let bytes = pen.while_is(Kind::Number, |c| {
                    c.is_alphanumeric() || matches!(c, '-' | '+' | '.')
                });
                if bytes == 0 {
                    pen.one(Kind::Plain);
                }
            }
        }
    }
}

fn yaml(pen: &mut Pen<'_>, carry: Carry) -> Carry {
    let line = pen.left();
    let indent = line.len() - line.trim_start_matches(' ').len();
    let begins_asset = line.starts_with("##### ");
    if let Carry::Block(parent) = carry
        && !begins_asset
        && (line.trim().is_empty() || indent > parent)
    {
        pen.rest(Kind::Text);
        return carry;
    }
    if let (Carry::Pem, false) = (carry, begins_asset) {
        return pem(pen, carry);
    }
    pen.while_is(Kind::Plain, |c| c == ' ');
    if begins_asset {
        pen.rest(Kind::Comment);
        return Carry::Nothing;
    }
    if line.starts_with("-----BEGIN") {
        return pem(pen, carry);
    }
    let mut parent = indent;
    while pen.left().starts_with("- ") {
        pen.take(Kind::Mark, 1);
        parent += 1 + pen.while_is(Kind::Plain, |c| c == ' ');
    }
    if pen.left().starts_with('#') {
        pen.rest(Kind::Comment);
        return Carry::Nothing;
    }
    if let Some(bytes) = yaml_key(pen.left()) {
        pen.take(Kind::Key, bytes);
        pen.take(Kind::Mark, 1);
    } else {
        // A block text of a list item is indented against the dash.
        parent = indent;
    }
    yaml_value(pen);
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let block = ["|", ">", "|-", ">-", "|+", ">+"].iter().any(|mark| {
        line.strip_suffix(mark)
            .is_some_and(|before| before.ends_with([' ', ':']))
    });
    if block {
        Carry::Block(parent)
    } else {
        Carry::Nothing
    }
}

/// The bytes of a key that begins here, without its colon.
fn yaml_key(left: &str) -> Option<usize> {
    if left.starts_with(['"', '\'']) {
        let quote = left.chars().next()?;
        let end = left.get(1..)?.find(quote)? + 2;
        return left.get(end..)?.starts_with(':').then_some(end);
    }
    let colon = left
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|at| left[at + 1..].is_empty() || left[at + 1..].starts_with(' '))?;
    (colon > 0 && !left.starts_with(['{', '[', '&', '*', '|', '>'])).then_some(colon)
}

fn yaml_value(pen: &mut Pen<'_>) {
    pen.while_is(Kind::Plain, |c| c == ' ');
    let value = pen.left();
    if value.is_empty() {
        return;
    }
    if value.starts_with('#') {
        pen.rest(Kind::Comment);
        return;
    }
    if value.starts_with(['"', '\'']) {
        let bytes = pen.quoted();
        pen.take(Kind::Text, bytes);
    } else if value.starts_with(['{', '[', '|', '>', '&', '*', '!']) {
        let end = value.find(" #").unwrap_or(value.len());
        pen.take(Kind::Mark, end);
    } else {
        let end = value.find(" #").unwrap_or(value.len());
        let word = value[..end].trim_end();
        let number = matches!(word, "true" | "false" | "null" | "~") || word.parse::<f64>().is_ok();
        pen.take(if number { Kind::Number } else { Kind::Text }, end);
    }
    if pen.left().trim_start().starts_with('#') {
        pen.rest(Kind::Comment);
    }
}

fn ini(pen: &mut Pen<'_>) {
    let line = pen.left();
    let trimmed = line.trim_start();
    if trimmed.starts_with(['#', ';']) {
        pen.rest(Kind::Comment);
    } else if trimmed.starts_with('[') {
        pen.rest(Kind::Key);
    } else if let Some(equals) = line.find('=').filter(|_| !line.starts_with([' ', '\t'])) {
        pen.take(Kind::Key, equals);
        pen.one(Kind::Mark);
        shell_words(pen);
    } else {
        shell_words(pen);
    }
}

fn shell(pen: &mut Pen<'_>) {
    if pen.left().trim_start().starts_with('#') {
        pen.rest(Kind::Comment);
    } else {
        shell_words(pen);
    }
}

fn shell_words(pen: &mut Pen<'_>) {
    const WORDS: &[&str] = &[
        "if", "then", "else", "elif", "fi", "for", "in", "do", "done", "while", "until", "case",
        "esac", "function", "export", "local", "set", "exit", "return", "kernel", "initrd", "boot",
        "chain",
    ];
    let mut before = ' ';
    while let Some(next) = pen.peek() {
        match next {
            '"' | '\'' => {
                let bytes = pen.quoted();
                pen.take(Kind::Text, bytes);
            }
            '#' if before.is_whitespace() => pen.rest(Kind::Comment),
            '$' => {
                pen.one(Kind::Number);
                if pen.peek() == Some('{') {
                    let bytes = pen.left().find('}').map_or(pen.left().len(), |at| at + 1);
                    pen.take(Kind::Number, bytes);
                } else {
                    pen.while_is(Kind::Number, |c| c.is_alphanumeric() || c == '_');
                }
            }
            '|' | '&' | ';' | '<' | '>' | '(' | ')' | '\\' => pen.one(Kind::Mark),
            _ if next.is_alphabetic() => {
                let left = pen.left();
                let end = left
                    .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
                    .unwrap_or(left.len());
                let kind = if WORDS.contains(&&left[..end]) {
                    Kind::Key
                } else {
                    Kind::Plain
                };
                pen.take(kind, end);
            }
            _ => pen.one(Kind::Plain),
        }
        before = next;
    }
}

fn hcl(pen: &mut Pen<'_>) {
    let trimmed = pen.left().trim_start();
    if trimmed.starts_with('#') || trimmed.starts_with("//") {
        pen.rest(Kind::Comment);
        return;
    }
    while let Some(next) = pen.peek() {
        match next {
            '"' => {
                let bytes = pen.quoted();
                pen.take(Kind::Text, bytes);
            }
            '{' | '}' | '[' | ']' | '(' | ')' | '=' | ',' | ':' => pen.one(Kind::Mark),
            _ if next.is_alphabetic() => {
                let left = pen.left();
                let end = left
                    .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
                    .unwrap_or(left.len());
                let kind = match &left[..end] {
                    "true" | "false" | "null" => Kind::Number,
                    _ if left[end..].trim_start().starts_with(['=', '{', '"']) => Kind::Key,
                    _ => Kind::Plain,
                };
                pen.take(kind, end);
            }
            _ if next.is_ascii_digit() => {
                pen.while_is(Kind::Number, |c| c.is_ascii_digit() || c == '.');
            }
            _ => pen.one(Kind::Plain),
        }
    }
}

fn pem(pen: &mut Pen<'_>, carry: Carry) -> Carry {
    let line = pen.left();
    if line.starts_with("-----") {
        let begins = line.starts_with("-----BEGIN");
        pen.rest(Kind::Key);
        return if begins { Carry::Pem } else { Carry::Nothing };
    }
    pen.rest(if carry == Carry::Pem {
        Kind::Text
    } else {
        Kind::Plain
    });
    carry
}

fn markdown(pen: &mut Pen<'_>) {
    let line = pen.left();
    if line.starts_with('#') {
        pen.rest(Kind::Key);
    } else if line.starts_with("    ") {
        pen.rest(Kind::Text);
    } else {
        while pen.peek().is_some() {
            if pen.peek() == Some('`') {
                let bytes = pen.quoted();
                pen.take(Kind::Text, bytes);
            } else {
                pen.one(Kind::Plain);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::line;
    use super::*;

    fn painted(language: Language, text: &str) -> Vec<(Kind, String)> {
        let (spans, _) = line(language, text, Carry::Nothing);
        spans
            .into_iter()
            .filter(|(kind, _)| *kind != Kind::Plain)
            .map(|(kind, range)| (kind, text[range].to_owned()))
            .collect()
    }

    #[test]
    fn json_tells_keys_from_texts() {
        let found = painted(Language::Json, r#"{"a:": "b\"", "c": -1.5}"#);
        assert_eq!(found[1], (Kind::Key, "\"a:\"".to_owned()));
        assert!(found.contains(&(Kind::Text, r#""b\"""#.to_owned())));
        assert!(found.contains(&(Kind::Number, "-1.5".to_owned())));
    }

    #[test]
    fn yaml_block_text_lasts_as_long_as_its_indent() {
        let (_, carry) = line(Language::Yaml, "  contents: |", Carry::Nothing);
        assert_eq!(carry, Carry::Block(2));
        let (spans, carry) = line(Language::Yaml, "    key: value", carry);
        assert_eq!(spans, vec![(Kind::Text, 0..14)]);
        let (_, carry) = line(Language::Yaml, "  mode: 1", carry);
        assert_eq!(carry, Carry::Nothing);
    }

    #[test]
    fn every_byte_of_every_line_is_covered_whatever_it_holds() {
        let lines = [
            "",
            "\u{1f525}: \"é",
            "'",
            "\"\\",
            "- - - a: b # c",
            "$",
            "${",
            "[x",
            "a=\"b",
            "-----BEGIN",
            "##### x",
        ];
        let languages = [
            Language::Json,
            Language::Yaml,
            Language::Ini,
            Language::Shell,
            Language::Hcl,
            Language::Pem,
            Language::Markdown,
            Language::Plain,
        ];
        for language in languages {
            for text in lines {
                let (spans, _) = line(language, text, Carry::Nothing);
                let mut at = 0;
                for (_, range) in spans {
                    assert_eq!(range.start, at, "{language:?} {text}");
                    at = range.end;
                }
                assert_eq!(at, text.len(), "{language:?} {text}");
            }
        }
    }
}
