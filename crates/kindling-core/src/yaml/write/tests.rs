//! Hostile texts, as values and as keys, must come back as they were from every kind of reader.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::readers::{is_taken, read};
use super::{document, documents};

/// Texts that look like something else, or that YAML has a rule for.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\n\n\n",
    " \n",
    "\t\n",
    "yes",
    "No",
    "ON",
    "off",
    "y",
    "N",
    "true",
    "True",
    "FALSE",
    "null",
    "Null",
    "NULL",
    "nUll",
    "~",
    "1_000",
    "12:30:45",
    "1:2",
    "190:20:30.15",
    "2001-12-14",
    "2001-1-1",
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43.10 -5",
    "<<",
    "=",
    "0o7",
    "07",
    "08",
    "0x1F",
    "-0x1",
    "0b11",
    "0b_1",
    "1e3",
    "1e+3",
    "6.8523015e+5",
    "685_230.15",
    "1.",
    ".5",
    "0.",
    "+.",
    ".inf",
    "-.Inf",
    "+.inf",
    ".NaN",
    "+1",
    "-1",
    "-0",
    "1__",
    "_1",
    "e1",
    "1e",
    "1.2.3",
    "10.3.0.10",
    "10.3.0.0/16",
    "-",
    "- a",
    "--",
    "--- a",
    "---",
    "---\n",
    "...",
    "...\n",
    "a\n---\nb",
    "a\n...\nb\n",
    "?",
    "? a",
    ":",
    ": a",
    "a: b",
    "a:",
    "a:b",
    "a #b",
    "#a",
    "a#b",
    "#####",
    "##### a b",
    "a\n##### b\nc\n",
    "!a",
    "!!str",
    "&a",
    "*a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "{a",
    "}",
    "[a",
    "]",
    ",",
    "a,b",
    "'",
    "\"",
    "'a",
    "\"a",
    "a\"b",
    "a'b",
    "'a'",
    "\"a\"",
    "a\\b",
    "\\",
    "\\n",
    "$x",
    "%x",
    "$(x)",
    " a",
    "a ",
    "\ta",
    "a\t",
    "a\tb",
    "a\nb",
    "a\nb\n",
    "a\nb\n\n",
    "\na",
    "\n a\nb\n",
    "  a\n b\n",
    "a\n  b\n c",
    "a \nb",
    "a\n \nb",
    "a\n\n b\n",
    "a\n\tb\n",
    "a\r\nb",
    "a\rb",
    "\r",
    "a\r",
    "a\u{85}b",
    "a\u{2028}b",
    "a\u{2029}b",
    "\u{feff}a",
    "a\u{feff}",
    "\u{a0}a",
    "é",
    "日本",
    "😀",
    "\0",
    "\u{7}",
    "\u{8}",
    "\u{1b}",
    "\u{7f}",
    "\u{80}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{e000}",
    "key: |\n  x\n",
    "- x\n- y\n",
];

/// What hostile texts are made of.
const LETTERS: &[&str] = &[
    " ", " ", "\n", "\t", ":", "#", "-", "'", "\"", "\\", "|", ">", "a", "b", "1", ".", ",", "{",
    "}", "[", "]", "&", "*", "!", "%", "@", "`", "?", "~", "=", "<", "é", "\r", "\u{2028}",
    "\u{85}", "_", "0x", "e", "+", "no", "on",
];

/// Numbers that look random and are the same in every run.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }

    fn text(&mut self) -> String {
        if self.below(2) == 0 {
            return HOSTILE[self.below(HOSTILE.len())].to_owned();
        }
        (0..=self.below(8))
            .map(|_| LETTERS[self.below(LETTERS.len())])
            .collect()
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 5 } else { 9 }) {
            0 => json!(self.below(2) == 0),
            1 => json!(self.below(1 << 20)),
            2..=4 => json!(self.text()),
            5 | 6 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => (0..self.below(4))
                .map(|_| (self.text(), self.value(depth - 1)))
                .collect(),
        }
    }
}

fn assert_returns(value: &Value) {
    let text = document(value).expect("a JSON value has a YAML form");
    assert_eq!(read(&text), std::slice::from_ref(value), "{text:?}");
    assert!(text.ends_with('\n'), "{text:?}");
}

#[test]
fn hostile_texts_return() {
    for text in HOSTILE {
        assert_returns(&json!(text));
        assert_returns(&json!([text]));
        assert_returns(&json!([[text, text], text]));
        assert_returns(&json!({ "a": { "key": text, "next": text }, "z": [text] }));
        assert_returns(&json!({ "a": [{ *text: text }, { *text: [text] }] }));
    }
}

#[test]
fn random_values_return() {
    let mut sequence = Sequence(1);
    for _ in 0..4000 {
        assert_returns(&sequence.value(4));
    }
}

/// A scalar without quotes must not be one that some reader takes for a number, a date or a boolean.
#[test]
fn plain_scalars_are_texts_to_every_reader() {
    let mut sequence = Sequence(2);
    let random: Vec<String> = (0..4000).map(|_| sequence.text()).collect();
    let mut plain = 0;
    for text in HOSTILE
        .iter()
        .copied()
        .chain(random.iter().map(String::as_str))
    {
        for written in [
            document(&[text]).expect("a list has a YAML form"),
            document(&BTreeMap::from([(text, "x")])).expect("a map has a YAML form"),
        ] {
            let scalar = written
                .strip_prefix("- ")
                .or_else(|| written.strip_prefix("? "))
                .unwrap_or(&written);
            if !scalar.starts_with(['"', '\'', '|', '>']) {
                plain += 1;
                assert!(!is_taken(text), "{text:?} is written as {written:?}");
            }
        }
    }
    assert!(plain > 1000, "{plain}");
}

#[test]
fn the_table_knows_what_readers_take() {
    for taken in [
        "yes",
        "Off",
        "y",
        "null",
        "~",
        "",
        "=",
        "<<",
        "1_000",
        "12:30:45",
        "190:20:30.15",
        "0o7",
        "07",
        "0x1F",
        "0b11",
        "1e3",
        "-1.5",
        ".5",
        "1.",
        ".inf",
        "-.INF",
        ".nan",
        "2001-12-14",
        "2001-12-14 21:59:43",
    ] {
        assert!(is_taken(taken), "{taken:?}");
    }
    for text in [
        "a",
        "1.2.3",
        "10.3.0.10",
        "v1",
        "1a",
        "a:b",
        "e1",
        "..",
        "2001-12",
        "0xg",
    ] {
        assert!(!is_taken(text), "{text:?}");
    }
}

#[test]
fn texts_of_several_lines_are_literal_blocks() {
    for (value, wanted) in [
        ("a\nb\n", "key: |\n  a\n  b\n"),
        ("a\nb", "key: |-\n  a\n  b\n"),
        ("# a\n\nb: c\n", "key: |\n  # a\n\n  b: c\n"),
    ] {
        let text = document(&json!({ "key": value })).expect("a JSON value has a YAML form");
        assert_eq!(text, wanted);
    }
}

#[test]
fn a_long_text_stays_on_its_line() {
    for value in ["A".repeat(4000), "word ".repeat(400) + "end"] {
        let text = document(&json!({ "key": value })).expect("a JSON value has a YAML form");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[test]
fn documents_are_set_apart() {
    let text = documents(&[json!({ "a": 1 }), json!({ "b": [] })]).expect("JSON has a YAML form");
    assert_eq!(text, "a: 1\n---\nb: []\n");
}
