//! The YAML of Butane list items, laid out for reading: modes in octal, texts of several lines as blocks.
//!
//! Any reader of YAML 1.1 or 1.2 reads every scalar back to the same text: what a plain scalar or a block could not
//! carry is written in double quotes.

use std::fmt::Write as _;

use super::config::{Directory, Existing, File, State, Unit};

/// How far the items of a list stand in: `storage:`, `  files:`, `    - path: …`.
const ITEM: &str = "    - ";
const FIELD: &str = "      ";

/// A file.
pub fn file(file: &File<'_>) -> String {
    let mut text = String::with_capacity(file.contents.len() * 5 / 4 + 128);
    put(&mut text, ITEM, "path", file.path, 8);
    put_mode(&mut text, file.mode, file.existing);
    text.push_str(FIELD);
    text.push_str("contents:\n");
    put(&mut text, "        ", "inline", file.contents, 10);
    text
}

/// A directory.
pub fn directory(directory: &Directory) -> String {
    let mut text = String::new();
    put(&mut text, ITEM, "path", directory.path, 8);
    put_mode(&mut text, directory.mode, directory.existing);
    if let Some(owner) = directory.owner {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{FIELD}user:\n{FIELD}  id: {}", owner.uid);
        let _ = writeln!(text, "{FIELD}group:\n{FIELD}  id: {}", owner.gid);
    }
    text
}

/// A unit.
pub fn unit(unit: &Unit<'_>) -> String {
    let mut text = String::new();
    put(&mut text, ITEM, "name", unit.name, 8);
    text.push_str(match unit.state {
        State::Enabled => "      enabled: true\n",
        State::Present => "",
        State::Masked => "      mask: true\n",
    });
    if let Some(contents) = unit.contents {
        put(&mut text, FIELD, "contents", contents, 8);
    }
    if !unit.dropins.is_empty() {
        text.push_str(FIELD);
        text.push_str("dropins:\n");
        for (name, contents) in unit.dropins {
            put(&mut text, "        - ", "name", name, 12);
            put(&mut text, "          ", "contents", contents, 12);
        }
    }
    text
}

/// A user who logs in by key.
pub fn user(name: &str, ssh_authorized_keys: &[&str]) -> String {
    let mut text = String::new();
    put(&mut text, ITEM, "name", name, 8);
    text.push_str(FIELD);
    text.push_str("ssh_authorized_keys:\n");
    for key in ssh_authorized_keys {
        text.push_str("        - ");
        put_scalar(&mut text, key, 10);
    }
    text
}

fn put_mode(text: &mut String, mode: u32, existing: Existing) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{FIELD}mode: 0{mode:o}");
    if existing == Existing::Replaced {
        text.push_str(FIELD);
        text.push_str("overwrite: true\n");
    }
}

/// `key: value` after a prefix; lines of a block stand `indent` spaces in.
fn put(text: &mut String, prefix: &str, key: &str, value: &str, indent: usize) {
    text.push_str(prefix);
    text.push_str(key);
    text.push_str(": ");
    put_scalar(text, value, indent);
}

/// A scalar and the end of its line.
pub(super) fn put_scalar(text: &mut String, value: &str, indent: usize) {
    if is_plain(value) {
        text.push_str(value);
        text.push('\n');
    } else if is_block(value) {
        text.push_str(if value.ends_with('\n') { "|\n" } else { "|-\n" });
        for line in value.lines() {
            if !line.is_empty() {
                text.extend(std::iter::repeat_n(' ', indent));
                text.push_str(line);
            }
            text.push('\n');
        }
    } else {
        put_quoted(text, value);
        text.push('\n');
    }
}

/// Whether a plain scalar carries the text in any context: a letter or `/` first, nothing but harmless characters, and
/// no word that YAML 1.1 takes for a boolean or null.
fn is_plain(value: &str) -> bool {
    let mut bytes = value.bytes();
    let first = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'/');
    let rest = bytes.all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'@' | b'+')
    });
    let is_word = matches!(
        value.to_ascii_lowercase().as_str(),
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null"
    );
    first && rest && !is_word
}

/// Whether a literal block carries the text: several lines, or one that ends in a newline, of printable characters.
fn is_block(value: &str) -> bool {
    let printable = |character: char| {
        matches!(character, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
            && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    // The first line tells the indentation, and how many newlines end a block is read off its end.
    value.contains('\n')
        && !value.starts_with([' ', '\n'])
        && !value.ends_with("\n\n")
        && value.chars().all(printable)
        && value
            .lines()
            .all(|line| line.is_empty() || !line.trim_matches(' ').is_empty())
}

/// A double-quoted scalar on one line.
fn put_quoted(text: &mut String, value: &str) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            ' '..='~'
            | '\u{a1}'..='\u{2027}'
            | '\u{202a}'..='\u{d7ff}'
            | '\u{e000}'..='\u{fefe}' => {
                text.push(character);
            }
            other => {
                let code = u32::from(other);
                // Writing to a `String` cannot fail.
                let _ = match code {
                    0..=0xff => write!(text, "\\x{code:02x}"),
                    0x100..=0xffff => write!(text, "\\u{code:04x}"),
                    _ => write!(text, "\\U{code:08x}"),
                };
            }
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::{file, unit};
    use crate::nodes::config::{Existing, File, State, Unit};

    #[test]
    fn a_file_reads_well() {
        let text = file(&File {
            path: "/etc/x.conf",
            contents: "[A]\n\nb=1\n",
            mode: 0o644,
            existing: Existing::Replaced,
        });
        assert_eq!(
            text,
            "    - path: /etc/x.conf\n      mode: 0644\n      overwrite: true\n      contents:\n        \
             inline: |\n          [A]\n\n          b=1\n"
        );
    }

    #[test]
    fn every_hostile_text_reads_back() {
        for contents in crate::nodes::hostile::texts() {
            for contents in [
                contents.clone(),
                format!("{contents}\n"),
                format!("a\n{contents}\nb\n"),
            ] {
                let text = unit(&Unit {
                    name: "x.service",
                    state: State::Present,
                    contents: Some(&contents),
                    dropins: &[("a.conf", &contents)],
                });
                let value: serde_yaml::Value = serde_yaml::from_str(&text).expect("YAML");
                assert_eq!(
                    value[0]["contents"].as_str(),
                    Some(contents.as_str()),
                    "{text}"
                );
                assert_eq!(
                    value[0]["dropins"][0]["contents"].as_str(),
                    Some(contents.as_str()),
                    "{text}"
                );
            }
        }
    }
}
