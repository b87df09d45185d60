//! Tokens to the tree of the first document.
//!
//! A stack of states, not of calls: the depth of a document costs memory in
//! proportion to its length and never the program's stack.

use std::collections::BTreeMap;

use super::reader::Input;
use super::scanner::{Kind, Mark, Scanner, Style, Token};
use super::{Document, Node, NodeId, Shape, YamlError};

#[derive(Clone, Copy)]
enum State {
    BlockNode,
    BlockNodeOrSequence,
    FlowNode,
    BlockEntry,
    IndentlessEntry,
    BlockKey,
    BlockValue,
    FlowEntry { first: bool },
    FlowPairKey,
    FlowPairValue,
    FlowPairEnd,
    FlowKey { first: bool },
    FlowValue { empty: bool },
}

pub(super) struct Parser<'a> {
    scanner: Scanner<'a>,
    states: Vec<State>,
    marks: Vec<Mark>,
    tag_handles: Vec<(String, String)>,
    document: Document<'a>,
    /// Open collections and the last child of each.
    open: Vec<(NodeId, Option<NodeId>)>,
    anchors: BTreeMap<String, NodeId>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(input: &'a Input<'_>) -> Self {
        Parser {
            scanner: Scanner::new(input),
            states: Vec::new(),
            marks: Vec::new(),
            tag_handles: Vec::new(),
            document: Document {
                nodes: Vec::with_capacity(input.text.len() / 12),
            },
            open: Vec::new(),
            anchors: BTreeMap::new(),
        }
    }

    /// Reads the first document; an empty stream has no nodes.
    pub(super) fn parse(mut self) -> Result<Document<'a>, YamlError> {
        self.scanner.take()?;
        match self.peek()? {
            Kind::StreamEnd => return Ok(self.document),
            Kind::VersionDirective { .. } | Kind::TagDirective | Kind::DocumentStart => {
                self.read_directives()?;
                let token = self.scanner.peek()?;
                if token.kind != Kind::DocumentStart {
                    let mark = token.start;
                    return Err(parser_error(
                        None,
                        mark,
                        "did not find expected <document start>",
                    ));
                }
                self.scanner.take()?;
                let token = self.scanner.peek()?;
                let start = token.start;
                if matches!(
                    token.kind,
                    Kind::VersionDirective { .. }
                        | Kind::TagDirective
                        | Kind::DocumentStart
                        | Kind::DocumentEnd
                        | Kind::StreamEnd
                ) {
                    self.add_empty(start);
                } else {
                    self.states.push(State::BlockNode);
                }
            }
            _ => {
                self.add_default_handles();
                self.states.push(State::BlockNode);
            }
        }
        while let Some(state) = self.states.pop() {
            self.step(state)?;
        }
        // The end of the document is looked at, so errors in what follows it
        // closely are seen.
        self.scanner.peek()?;
        Ok(self.document)
    }

    fn peek(&mut self) -> Result<Kind, YamlError> {
        Ok(self.scanner.peek()?.kind)
    }

    fn read_directives(&mut self) -> Result<(), YamlError> {
        let mut versioned = false;
        loop {
            let token = self.scanner.peek()?;
            let mark = token.start;
            match token.kind {
                Kind::VersionDirective { .. } if versioned => {
                    return Err(parser_error(None, mark, "found duplicate %YAML directive"));
                }
                Kind::VersionDirective { supported: false } => {
                    return Err(parser_error(None, mark, "found incompatible YAML document"));
                }
                Kind::VersionDirective { supported: true } => {
                    versioned = true;
                    self.scanner.take()?;
                }
                Kind::TagDirective => {
                    let token = self.scanner.take()?;
                    if self
                        .tag_handles
                        .iter()
                        .any(|(handle, _)| *handle == token.value)
                    {
                        return Err(parser_error(None, mark, "found duplicate %TAG directive"));
                    }
                    let prefix = token.suffix.unwrap_or_default();
                    self.tag_handles
                        .push((token.value.into_owned(), prefix.into_string()));
                }
                _ => break,
            }
        }
        self.add_default_handles();
        Ok(())
    }

    fn add_default_handles(&mut self) {
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            if !self.tag_handles.iter().any(|(known, _)| known == handle) {
                self.tag_handles
                    .push((handle.to_owned(), prefix.to_owned()));
            }
        }
    }

    fn step(&mut self, state: State) -> Result<(), YamlError> {
        match state {
            State::BlockNode => self.parse_node(true, false),
            State::BlockNodeOrSequence => self.parse_node(true, true),
            State::FlowNode => self.parse_node(false, false),
            State::BlockEntry => self.parse_block_entry(),
            State::IndentlessEntry => self.parse_indentless_entry(),
            State::BlockKey => self.parse_block_key(),
            State::BlockValue => self.parse_block_value(),
            State::FlowEntry { first } => self.parse_flow_entry(first),
            State::FlowPairKey => self.parse_flow_pair_key(),
            State::FlowPairValue => self.parse_flow_pair_value(),
            State::FlowPairEnd => {
                self.peek()?;
                self.close();
                Ok(())
            }
            State::FlowKey { first } => self.parse_flow_key(first),
            State::FlowValue { empty } => self.parse_flow_value(empty),
        }
    }

    fn parse_node(&mut self, block: bool, indentless: bool) -> Result<(), YamlError> {
        let token = self.scanner.peek()?;
        if token.kind == Kind::Alias {
            let token = self.scanner.take()?;
            return self.add_alias(token);
        }
        let mut start = token.start;
        let mut anchor = None;
        let mut tag = None;
        for round in 0..2 {
            match self.peek()? {
                Kind::Anchor if anchor.is_none() => {
                    let token = self.scanner.take()?;
                    if round == 0 {
                        start = token.start;
                    }
                    anchor = Some(token.value.into_owned());
                }
                Kind::Tag if tag.is_none() => {
                    let token = self.scanner.take()?;
                    if round == 0 {
                        start = token.start;
                    }
                    tag = Some(token);
                }
                _ => break,
            }
        }
        let tag = match tag {
            None => None,
            Some(token) => self.resolve_tag(token, start)?,
        };
        let kind = self.peek()?;
        let (shape, state) = match kind {
            Kind::BlockEntry if indentless => (Shape::Sequence, State::IndentlessEntry),
            Kind::Scalar(style) => {
                let token = self.scanner.take()?;
                let id = self.add(Node::scalar(token.value, style, start));
                self.decorate(id, tag, anchor);
                return Ok(());
            }
            Kind::FlowSequenceStart => (Shape::Sequence, State::FlowEntry { first: true }),
            Kind::FlowMappingStart => (Shape::Mapping, State::FlowKey { first: true }),
            Kind::BlockSequenceStart if block => (Shape::Sequence, State::BlockEntry),
            Kind::BlockMappingStart if block => (Shape::Mapping, State::BlockKey),
            _ if anchor.is_some() || tag.is_some() => {
                let id = self.add(Node::scalar("".into(), Style::Plain, start));
                self.decorate(id, tag, anchor);
                return Ok(());
            }
            _ => {
                let problem = self.scanner.peek()?.start;
                return Err(parser_error(
                    Some(start),
                    problem,
                    "did not find expected node content",
                ));
            }
        };
        let id = self.add(Node::collection(shape, start));
        self.decorate(id, tag, anchor);
        self.open.push((id, None));
        if kind != Kind::BlockEntry {
            let token = self.scanner.take()?;
            self.marks.push(token.start);
        }
        self.states.push(state);
        Ok(())
    }

    fn resolve_tag(&self, token: Token<'a>, start: Mark) -> Result<Option<Box<str>>, YamlError> {
        let suffix = token.suffix.unwrap_or_default();
        let tag = if token.value.is_empty() {
            suffix.into_string()
        } else {
            let prefix = self
                .tag_handles
                .iter()
                .find(|(handle, _)| *handle == token.value)
                .map(|(_, prefix)| prefix.as_str())
                .unwrap_or_default();
            if prefix.is_empty() {
                return Err(parser_error(
                    Some(start),
                    token.start,
                    "found undefined tag handle",
                ));
            }
            format!("{prefix}{suffix}")
        };
        // `!` says no more than that the node has no particular tag.
        Ok(match tag.as_str() {
            "" | "!" => None,
            tag => Some(match tag.strip_prefix("tag:yaml.org,2002:") {
                Some(short) => format!("!!{short}").into(),
                None => tag.into(),
            }),
        })
    }

    fn parse_block_entry(&mut self) -> Result<(), YamlError> {
        let token = self.scanner.peek()?;
        match token.kind {
            Kind::BlockEntry => {
                let mark = token.end;
                self.scanner.take()?;
                self.states.push(State::BlockEntry);
                match self.peek()? {
                    Kind::BlockEntry | Kind::BlockEnd => self.add_empty(mark),
                    _ => self.states.push(State::BlockNode),
                }
                Ok(())
            }
            Kind::BlockEnd => {
                self.scanner.take()?;
                self.marks.pop();
                self.close();
                Ok(())
            }
            _ => {
                let problem = token.start;
                let context = self.marks.pop();
                Err(parser_error(
                    context,
                    problem,
                    "did not find expected '-' indicator",
                ))
            }
        }
    }

    fn parse_indentless_entry(&mut self) -> Result<(), YamlError> {
        let token = self.scanner.peek()?;
        if token.kind != Kind::BlockEntry {
            self.close();
            return Ok(());
        }
        let mark = token.end;
        self.scanner.take()?;
        self.states.push(State::IndentlessEntry);
        match self.peek()? {
            Kind::BlockEntry | Kind::Key | Kind::Value | Kind::BlockEnd => self.add_empty(mark),
            _ => self.states.push(State::BlockNode),
        }
        Ok(())
    }

    fn parse_block_key(&mut self) -> Result<(), YamlError> {
        let token = self.scanner.peek()?;
        match token.kind {
            Kind::Key => {
                let mark = token.end;
                self.scanner.take()?;
                self.states.push(State::BlockValue);
                match self.peek()? {
                    Kind::Key | Kind::Value | Kind::BlockEnd => self.add_empty(mark),
                    _ => self.states.push(State::BlockNodeOrSequence),
                }
                Ok(())
            }
            Kind::BlockEnd => {
                self.scanner.take()?;
                self.marks.pop();
                self.close();
                Ok(())
            }
            _ => {
                let problem = token.start;
                let context = self.marks.pop();
                Err(parser_error(context, problem, "did not find expected key"))
            }
        }
    }

    fn parse_block_value(&mut self) -> Result<(), YamlError> {
        let token = self.scanner.peek()?;
        self.states.push(State::BlockKey);
        if token.kind != Kind::Value {
            let mark = token.start;
            self.add_empty(mark);
            return Ok(());
        }
        let mark = token.end;
        self.scanner.take()?;
        match self.peek()? {
            Kind::Key | Kind::Value | Kind::BlockEnd => self.add_empty(mark),
            _ => self.states.push(State::BlockNodeOrSequence),
        }
        Ok(())
    }

    /// Steps over the comma before an entry of a flow collection.
    fn expect_comma(&mut self, end: Kind, message: &str) -> Result<(), YamlError> {
        let token = self.scanner.peek()?;
        if token.kind == Kind::FlowEntry {
            self.scanner.take()?;
        } else if token.kind != end {
            let problem = token.start;
            let context = self.marks.pop();
            return Err(parser_error(context, problem, message));
        }
        Ok(())
    }

    fn parse_flow_entry(&mut self, first: bool) -> Result<(), YamlError> {
        if !first {
            self.expect_comma(Kind::FlowSequenceEnd, "did not find expected ',' or ']'")?;
        }
        let token = self.scanner.peek()?;
        match token.kind {
            Kind::FlowSequenceEnd => {
                self.scanner.take()?;
                self.marks.pop();
                self.close();
            }
            Kind::Key => {
                let token = self.scanner.take()?;
                let id = self.add(Node::collection(Shape::Mapping, token.start));
                self.open.push((id, None));
                self.states.push(State::FlowEntry { first: false });
                self.states.push(State::FlowPairKey);
            }
            _ => {
                self.states.push(State::FlowEntry { first: false });
                self.states.push(State::FlowNode);
            }
        }
        Ok(())
    }

    fn parse_flow_pair_key(&mut self) -> Result<(), YamlError> {
        self.states.push(State::FlowPairValue);
        match self.peek()? {
            Kind::Value | Kind::FlowEntry | Kind::FlowSequenceEnd => {
                // The original swallows the token here, whatever it is.
                let token = self.scanner.take()?;
                self.add_empty(token.end);
            }
            _ => self.states.push(State::FlowNode),
        }
        Ok(())
    }

    fn parse_flow_pair_value(&mut self) -> Result<(), YamlError> {
        self.states.push(State::FlowPairEnd);
        if self.peek()? == Kind::Value {
            self.scanner.take()?;
            if !matches!(self.peek()?, Kind::FlowEntry | Kind::FlowSequenceEnd) {
                self.states.push(State::FlowNode);
                return Ok(());
            }
        }
        let mark = self.scanner.peek()?.start;
        self.add_empty(mark);
        Ok(())
    }

    fn parse_flow_key(&mut self, first: bool) -> Result<(), YamlError> {
        if !first {
            self.expect_comma(Kind::FlowMappingEnd, "did not find expected ',' or '}'")?;
        }
        match self.peek()? {
            Kind::FlowMappingEnd => {
                self.scanner.take()?;
                self.marks.pop();
                self.close();
            }
            Kind::Key => {
                self.scanner.take()?;
                self.states.push(State::FlowValue { empty: false });
                match self.peek()? {
                    Kind::Value | Kind::FlowEntry | Kind::FlowMappingEnd => {
                        let mark = self.scanner.peek()?.start;
                        self.add_empty(mark);
                    }
                    _ => self.states.push(State::FlowNode),
                }
            }
            _ => {
                self.states.push(State::FlowValue { empty: true });
                self.states.push(State::FlowNode);
            }
        }
        Ok(())
    }

    fn parse_flow_value(&mut self, empty: bool) -> Result<(), YamlError> {
        self.states.push(State::FlowKey { first: false });
        if !empty && self.peek()? == Kind::Value {
            self.scanner.take()?;
            if !matches!(self.peek()?, Kind::FlowEntry | Kind::FlowMappingEnd) {
                self.states.push(State::FlowNode);
                return Ok(());
            }
        }
        let mark = self.scanner.peek()?.start;
        self.add_empty(mark);
        Ok(())
    }

    // Growing the tree.

    fn add(&mut self, node: Node<'a>) -> NodeId {
        let id = NodeId(self.document.nodes.len() as u32);
        self.document.nodes.push(node);
        if let Some((parent, last)) = self.open.last_mut() {
            match last {
                Some(last) => self.document.nodes[last.index()].next = Some(id),
                None => self.document.nodes[parent.index()].first = Some(id),
            }
            *last = Some(id);
        }
        id
    }

    fn add_empty(&mut self, mark: Mark) {
        self.add(Node::scalar("".into(), Style::Plain, mark));
    }

    fn add_alias(&mut self, token: Token<'a>) -> Result<(), YamlError> {
        let Some(&target) = self.anchors.get(token.value.as_ref()) else {
            let message = format!("unknown anchor '{}' referenced", token.value);
            return Err(YamlError::new(None, &message));
        };
        let mut node = Node::scalar(token.value, Style::Plain, token.start);
        node.shape = Shape::Alias(target);
        self.add(node);
        Ok(())
    }

    fn decorate(&mut self, id: NodeId, tag: Option<Box<str>>, anchor: Option<String>) {
        self.document.nodes[id.index()].tag = tag;
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
    }

    fn close(&mut self) {
        self.open.pop();
    }
}

fn parser_error(context: Option<Mark>, problem: Mark, message: &str) -> YamlError {
    // Unlike the scanner's, these lines are counted from zero, and the first
    // line is not named.
    let line = match (context.map_or(0, |mark| mark.line), problem.line) {
        (0, 0) => None,
        (0, line) | (line, _) => Some(line),
    };
    let context = context.map_or(0, |mark| mark.line);
    YamlError::placed(line, context, problem.line, message)
}
