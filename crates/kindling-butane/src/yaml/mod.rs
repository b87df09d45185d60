//! YAML as Butane reads it: the first document of a stream as a tree with
//! places, and typed reading of that tree.
//!
//! Butane reads with go-yaml v3, a mixture of YAML 1.1 and 1.2 with messages
//! of its own; people see those messages, so they are kept to the letter.
//! Takes bytes, gives a [`Document`] or a [`YamlError`]. Never recurses over
//! the input, never follows an alias on its own.

use std::borrow::Cow;
use std::fmt;

mod decode;
mod directives;
mod leaves;
pub mod outline;
mod parser;
mod reader;
mod resolve;
mod scalars;
mod scanner;

pub(crate) use decode::{Decode, Decoder, Fields, decode_base64};
pub(crate) use reader::{Input, read};
pub(crate) use scanner::Style;

use scanner::Mark;

/// What is wrong with a text as YAML, in go-yaml's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    line: Option<u32>,
    /// The line that go-yaml v2 names.
    older_line: Option<u32>,
    message: String,
}

impl YamlError {
    pub(crate) fn new(line: Option<u32>, message: &str) -> Self {
        YamlError {
            line,
            older_line: None,
            message: message.to_owned(),
        }
    }

    /// An error whose place the scanner or the parser knows. Version 2 of go-yaml prefers the problem's line
    /// to the context's, and counts both from zero.
    fn placed(line: Option<u32>, context: u32, problem: u32, message: &str) -> Self {
        let older = if problem == 0 { context } else { problem };
        YamlError {
            older_line: (older != 0).then_some(older),
            ..YamlError::new(line, message)
        }
    }

    /// The error as go-yaml v2 words it.
    pub(crate) fn in_older_words(&self) -> String {
        match self.older_line {
            Some(line) => format!("yaml: line {line}: {}", self.message),
            None => format!("yaml: {}", self.message),
        }
    }

    /// The line the message names.
    pub fn line(&self) -> Option<u32> {
        self.line
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("yaml: ")?;
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for YamlError {}

/// Reads the first document of `input`.
pub(crate) fn parse<'a>(input: &'a Input<'_>) -> Result<Document<'a>, YamlError> {
    parser::Parser::new(input).parse()
}

/// Which node of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeId(u32);

impl NodeId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Scalar(Style),
    Sequence,
    /// Keys and values in turn.
    Mapping,
    Alias(NodeId),
}

#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub shape: Shape,
    /// Scalar text, or the name an alias refers to.
    pub value: Cow<'a, str>,
    /// The tag written, in its short form.
    pub tag: Option<Box<str>>,
    mark: Mark,
    first: Option<NodeId>,
    next: Option<NodeId>,
}

impl<'a> Node<'a> {
    fn scalar(value: Cow<'a, str>, style: Style, mark: Mark) -> Self {
        Node {
            shape: Shape::Scalar(style),
            value,
            tag: None,
            mark,
            first: None,
            next: None,
        }
    }

    fn collection(shape: Shape, mark: Mark) -> Self {
        Node {
            shape,
            ..Node::scalar(Cow::Borrowed(""), Style::Plain, mark)
        }
    }

    /// Line, counted from one.
    pub(crate) fn line(&self) -> u32 {
        self.mark.line + 1
    }

    /// Column in characters, counted from one.
    pub(crate) fn column(&self) -> u32 {
        self.mark.column + 1
    }
}

/// A tree of nodes without pointers: deep ones can be dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document<'a> {
    nodes: Vec<Node<'a>>,
}

impl<'a> Document<'a> {
    pub(crate) fn root(&self) -> Option<NodeId> {
        (!self.nodes.is_empty()).then_some(NodeId(0))
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node<'a> {
        &self.nodes[id.index()]
    }

    /// Items of a sequence; keys and values of a mapping.
    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.node(id).first, |id| self.node(*id).next)
    }

    /// Keys with their values.
    pub(crate) fn entries(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let mut children = self.children(id);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The value under `key` of a mapping, by text; aliases are not followed.
    pub(crate) fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        if self.node(id).shape != Shape::Mapping {
            return None;
        }
        self.entries(id)
            .filter(|(candidate, _)| self.node(*candidate).value == key)
            .last()
            .map(|(_, value)| value)
    }
}
