//! Reading JSON with positions, by Go's rules: the same documents are accepted, and refused at the same byte.
//!
//! [`parse`] gives a [`Document`], a flat list of nodes: no recursion, so nesting cannot exhaust a stack, and
//! dropping it is one loop. Positions are byte offsets; [`Lines`] turns them into lines and columns.

mod reader;
mod text;

use std::{borrow::Cow, collections::BTreeMap};

pub use reader::{SyntaxError, parse};

use crate::report::{Path, Position, Report, Step};

/// How deep containers may nest; Go's `encoding/json` has the same limit.
pub const MAX_DEPTH: usize = 10_000;

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number, as it is written.
    Number(&'a str),
    /// A text, unescaped.
    Text(Cow<'a, str>),
    /// A list.
    List,
    /// A mapping.
    Map,
}

impl Value<'_> {
    /// Go's word for this kind of value in type errors.
    #[must_use]
    pub const fn go_kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Flag(_) => "bool",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::List => "array",
            Self::Map => "object",
        }
    }
}

#[derive(Clone, Debug)]
struct Record<'a> {
    key: Option<(Cow<'a, str>, usize)>,
    start: usize,
    end: usize,
    /// The record after the last descendant: the next sibling, if there is one.
    next: usize,
    value: Value<'a>,
}

/// A JSON document with positions.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    text: &'a [u8],
    records: Vec<Record<'a>>,
}

/// A node of a [`Document`].
#[derive(Clone, Copy, Debug)]
pub struct Node<'d, 'a> {
    document: &'d Document<'a>,
    index: usize,
}

impl<'a> Document<'a> {
    /// The outermost value.
    #[must_use]
    pub const fn root(&self) -> Node<'_, 'a> {
        Node {
            document: self,
            index: 0,
        }
    }

    /// Every value of the document, outer ones first.
    pub fn values(&self) -> impl Iterator<Item = &Value<'a>> {
        self.records.iter().map(|record| &record.value)
    }

    /// The bytes that were read.
    #[must_use]
    pub const fn text(&self) -> &'a [u8] {
        self.text
    }

    /// Gives each entry without a position the position of its path, or of its nearest existing ancestor.
    pub fn locate(&self, report: &mut Report) {
        if report.entries.iter().all(|entry| entry.position.is_some()) {
            return;
        }
        let lines = Lines::new(self.text);
        let mut finder = Finder::default();
        for entry in &mut report.entries {
            if entry.position.is_none() {
                entry.position = Some(lines.position(finder.offset_of(self, &entry.path)));
            }
        }
    }
}

/// Finds paths in a document; remembers the containers it went through, so that many entries cost one pass each.
#[derive(Default)]
struct Finder<'d> {
    lists: BTreeMap<usize, Vec<usize>>,
    maps: BTreeMap<usize, BTreeMap<&'d str, usize>>,
}

impl<'d> Finder<'d> {
    /// The reported offset of a path, or of its nearest existing ancestor.
    fn offset_of(&mut self, document: &'d Document<'_>, path: &Path) -> usize {
        let mut node = document.root();
        for step in &path.steps {
            let next = match step {
                Step::Key(key) => self.value(node, key),
                Step::Index(index) => self.item(node, *index),
                Step::KeyItself(key) => match self.value(node, key).and_then(Node::key_start) {
                    Some(start) => return start,
                    None => None,
                },
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node.marker()
    }

    fn value<'a>(&mut self, node: Node<'d, 'a>, key: &str) -> Option<Node<'d, 'a>> {
        if !matches!(node.value(), Value::Map) {
            return None;
        }
        let map = self.maps.entry(node.index).or_insert_with(|| {
            node.children()
                .filter_map(|child| child.key().map(|key| (key, child.index)))
                .collect()
        });
        map.get(key).map(|index| Node {
            index: *index,
            ..node
        })
    }

    fn item<'a>(&mut self, node: Node<'d, 'a>, index: usize) -> Option<Node<'d, 'a>> {
        if !matches!(node.value(), Value::List) {
            return None;
        }
        let list = self
            .lists
            .entry(node.index)
            .or_insert_with(|| node.children().map(|child| child.index).collect());
        list.get(index).map(|index| Node {
            index: *index,
            ..node
        })
    }
}

impl<'d, 'a> Node<'d, 'a> {
    fn record(self) -> &'d Record<'a> {
        &self.document.records[self.index]
    }

    /// What it is.
    #[must_use]
    pub fn value(self) -> &'d Value<'a> {
        &self.record().value
    }

    /// The key under which it stands, in a mapping.
    #[must_use]
    pub fn key(self) -> Option<&'d str> {
        self.record().key.as_ref().map(|(key, _)| key.as_ref())
    }

    /// The offset of the key's opening quote.
    #[must_use]
    pub fn key_start(self) -> Option<usize> {
        self.record().key.as_ref().map(|(_, start)| *start)
    }

    /// The offset of its first byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.record().start
    }

    /// The offset behind its last byte.
    #[must_use]
    pub fn end(self) -> usize {
        self.record().end
    }

    /// The offset behind the key's closing quote.
    #[must_use]
    pub fn key_end(self) -> Option<usize> {
        let start = self.key_start()?;
        let literal = self.document.text.get(start + 1..)?;
        let mut is_escaped = false;
        let closing = literal.iter().position(|byte| {
            let is_closing = *byte == b'"' && !is_escaped;
            is_escaped = *byte == b'\\' && !is_escaped;
            is_closing
        })?;
        Some(start + 1 + closing + 1)
    }

    /// The offset that the reference tools report for it: containers count from behind their bracket.
    #[must_use]
    pub fn marker(self) -> usize {
        self.start() + usize::from(matches!(self.value(), Value::List | Value::Map))
    }

    /// The offset that Go gives in a type error: behind a scalar, or behind the opening bracket.
    #[must_use]
    pub fn error_offset(self) -> usize {
        match self.value() {
            Value::List | Value::Map => self.start() + 1,
            Value::Null | Value::Flag(_) | Value::Number(_) | Value::Text(_) => self.record().end,
        }
    }

    /// The values inside a container, in the order of the text; keys may repeat.
    pub fn children(self) -> impl Iterator<Item = Node<'d, 'a>> {
        let document = self.document;
        let end = self.record().next;
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            (index < end).then(|| {
                let node = Node { document, index };
                index = node.record().next;
                node
            })
        })
    }

    /// The value of this key; of the last one where keys repeat.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        if !matches!(self.value(), Value::Map) {
            return None;
        }
        self.children()
            .filter(|child| child.key() == Some(key))
            .last()
    }

    /// The item at this index of a list.
    #[must_use]
    pub fn item(self, index: usize) -> Option<Self> {
        if !matches!(self.value(), Value::List) {
            return None;
        }
        self.children().nth(index)
    }
}

/// Where the lines of a text start.
#[derive(Clone, Debug)]
pub struct Lines {
    starts: Vec<usize>,
    length: usize,
}

impl Lines {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: &[u8]) -> Self {
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        Self {
            starts: std::iter::once(0)
                .chain(ends.map(|(index, _)| index + 1))
                .collect(),
            length: text.len(),
        }
    }

    /// The line and column, both from 1, of a byte; line 0 column 0 at the end of the text and behind it, as the
    /// reference tools say there.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        if offset >= self.length {
            return Position { line: 0, column: 0 };
        }
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        Position {
            line: line as u64,
            column: (offset - start + 1) as u64,
        }
    }
}
