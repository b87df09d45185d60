//! From nodes to typed values, with the type errors of go-yaml v3.
//!
//! All type errors of a document are collected; a few faults (a wrong tag, a
//! value that contains itself, aliases out of proportion) end the reading.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::resolve::{Meaning, is_null, resolve};
use super::{Document, NodeId, Shape, Style, YamlError};
use kindling_ignition::print::go_quote;

use crate::unused::Visitor;
use crate::variant::Schema;

/// More of a type error list than anyone reads; keeps hostile input cheap.
const MOST_ERRORS: usize = 10_000;

/// How many merges (`<<`) may lead to one another.
const MOST_MERGES: usize = 64;

/// A type that can be read from a node.
pub(crate) trait Decode: Default {
    /// Reads the node into `self`. False where nothing was read: for null in
    /// a place that has no null, and after a type error.
    fn decode(&mut self, decoder: &mut Decoder<'_>, id: NodeId) -> Result<bool, YamlError>;

    /// The name of the type in the reference implementation; type errors show
    /// it.
    fn type_name(schema: Schema) -> String;

    /// Goes through the objects of the value and their places.
    fn visit(&self, _visitor: &mut Visitor<'_>, _id: NodeId) {}
}

/// An object with named fields.
pub(crate) trait Fields {
    /// Reads the value of `key`. `None` where the schema has no such field.
    fn decode_field(
        &mut self,
        decoder: &mut Decoder<'_>,
        key: &str,
        value: NodeId,
    ) -> Result<Option<()>, YamlError>;
}

/// The state of reading one document.
pub(crate) struct Decoder<'d> {
    pub(super) document: &'d Document<'d>,
    /// Which fields there are.
    pub schema: Schema,
    errors: Vec<String>,
    decoded: u64,
    aliased: u64,
    active: Vec<NodeId>,
    merges: usize,
    /// Whether an object held a key without a field, or stood in an unusual
    /// place.
    pub peculiar: bool,
}

impl<'d> Decoder<'d> {
    pub(crate) fn new(document: &'d Document<'d>, schema: Schema) -> Self {
        Decoder {
            document,
            schema,
            errors: Vec::new(),
            decoded: 0,
            aliased: 0,
            active: Vec::new(),
            merges: 0,
            peculiar: false,
        }
    }

    /// Reads a whole document.
    pub(crate) fn read<T: Decode>(&mut self) -> Result<T, YamlError> {
        let mut value = T::default();
        if let Some(root) = self.document.root() {
            value.decode(self, root)?;
        }
        self.finish()?;
        Ok(value)
    }

    fn finish(&mut self) -> Result<(), YamlError> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let message = format!("unmarshal errors:\n  {}", self.errors.join("\n  "));
        Err(YamlError::new(None, &message))
    }

    /// Counts one reading and follows an alias. Every `decode` starts here.
    pub(super) fn enter(&mut self, id: NodeId) -> Result<Entered, YamlError> {
        self.count()?;
        let Shape::Alias(mut target) = self.document.node(id).shape else {
            return Ok(Entered { id, aliases: 0 });
        };
        let mut current = id;
        let mut aliases = 0;
        loop {
            if self.active.contains(&current) {
                let name = &self.document.node(current).value;
                let message = format!("anchor '{name}' value contains itself");
                return Err(YamlError::new(None, &message));
            }
            self.active.push(current);
            aliases += 1;
            self.count()?;
            match self.document.node(target).shape {
                Shape::Alias(next) => (current, target) = (target, next),
                _ => {
                    return Ok(Entered {
                        id: target,
                        aliases,
                    });
                }
            }
        }
    }

    pub(super) fn leave(&mut self, entered: &Entered) {
        for _ in 0..entered.aliases {
            self.active.pop();
        }
    }

    /// The limit go-yaml sets to what aliases may add to a document.
    fn count(&mut self) -> Result<(), YamlError> {
        const LOW: u64 = 400_000;
        const HIGH: u64 = 4_000_000;
        self.decoded += 1;
        if self.active.is_empty() {
            return Ok(());
        }
        self.aliased += 1;
        if self.aliased <= 100 || self.decoded <= 1000 {
            return Ok(());
        }
        let allowed = match self.decoded {
            ..=LOW => 0.99,
            HIGH.. => 0.10,
            decoded => 0.99 - 0.89 * ((decoded - LOW) as f64 / (HIGH - LOW) as f64),
        };
        if self.aliased as f64 / self.decoded as f64 > allowed {
            let message = "document contains excessive aliasing";
            return Err(YamlError::new(None, message));
        }
        Ok(())
    }

    /// The tag of a node in its short form.
    fn tag(&self, id: NodeId) -> &str {
        let node = self.document.node(id);
        if let Some(tag) = &node.tag {
            return tag;
        }
        match node.shape {
            Shape::Mapping => "!!map",
            Shape::Sequence => "!!seq",
            Shape::Scalar(Style::Plain) => resolve(&node.value, true).tag(),
            Shape::Scalar(_) => "!!str",
            Shape::Alias(_) => "",
        }
    }

    pub(super) fn is_null(&self, id: NodeId) -> bool {
        let node = self.document.node(id);
        match (&node.tag, node.shape) {
            (Some(tag), _) => **tag == *"!!null",
            (None, Shape::Scalar(Style::Plain)) => is_null(&node.value),
            _ => false,
        }
    }

    pub(super) fn type_error(&mut self, id: NodeId, type_name: &str) {
        if self.errors.len() >= MOST_ERRORS {
            return;
        }
        let node = self.document.node(id);
        let tag = self.tag(id);
        let value = match tag {
            "!!seq" | "!!map" => String::new(),
            _ if node.value.len() > 10 => {
                let cut = String::from_utf8_lossy(&node.value.as_bytes()[..7]);
                format!(" `{cut}...`")
            }
            _ => format!(" `{}`", node.value),
        };
        let line = node.line();
        let error = format!("line {line}: cannot unmarshal {tag}{value} into {type_name}");
        self.errors.push(error);
    }

    /// The meaning of a scalar and, where it is not the text itself, the text
    /// it stands for.
    pub(super) fn scalar(&self, id: NodeId) -> Result<(Meaning, Option<String>), YamlError> {
        let node = self.document.node(id);
        let text = node.value.as_ref();
        let plain = node.shape == Shape::Scalar(Style::Plain);
        let Some(tag) = node.tag.as_deref() else {
            let meaning = if plain {
                resolve(text, true)
            } else {
                Meaning::Text
            };
            return Ok((meaning, None));
        };
        let meaning = match tag {
            "!!str" => return Ok((Meaning::Text, None)),
            "!!binary" => {
                let bytes = decode_base64(text).ok_or_else(|| {
                    YamlError::new(None, "!!binary value contains invalid base64 data")
                })?;
                let text = String::from_utf8_lossy(&bytes).into_owned();
                return Ok((Meaning::Text, Some(text)));
            }
            "!!bool" | "!!int" | "!!float" | "!!null" | "!!timestamp" => {
                resolve(text, tag == "!!timestamp")
            }
            _ => return Ok((Meaning::Text, None)),
        };
        match (tag, meaning) {
            ("!!float", Meaning::Int(value)) => Ok((Meaning::Float(value as f64), None)),
            _ if meaning.tag() == tag => Ok((meaning, None)),
            _ => {
                let found = meaning.tag();
                let message = format!("cannot decode {found} `{text}` as a {tag}");
                Err(YamlError::new(None, &message))
            }
        }
    }

    /// Reads an object: its own keys, then what is merged into it.
    pub(crate) fn object<T: Decode + Fields>(
        &mut self,
        object: &mut T,
        id: NodeId,
    ) -> Result<bool, YamlError> {
        let entered = self.enter(id)?;
        if entered.aliases > 0 {
            self.peculiar = true;
        }
        let read = self.object_at(object, entered.id, None);
        self.leave(&entered);
        read
    }

    fn object_at<T: Decode + Fields>(
        &mut self,
        object: &mut T,
        id: NodeId,
        taken: Option<&mut BTreeSet<String>>,
    ) -> Result<bool, YamlError> {
        if self.is_null(id) {
            self.peculiar = true;
            return Ok(false);
        }
        let document = self.document;
        if document.node(id).shape != Shape::Mapping {
            if matches!(document.node(id).shape, Shape::Scalar(_))
                && self.scalar(id)?.0 == Meaning::Null
            {
                return Ok(false);
            }
            self.type_error(id, &T::type_name(self.schema));
            return Ok(false);
        }
        if self.has_duplicates(id) {
            return Ok(false);
        }
        let mut merge = None;
        let mut own: Option<&mut BTreeSet<String>> = taken;
        for (key, value) in document.entries(id) {
            if self.is_merge_key(key) {
                merge = Some(value);
                self.peculiar = true;
                continue;
            }
            let mut name = String::new();
            let node = document.node(key);
            let name: &str = if node.tag.is_none() && matches!(node.shape, Shape::Scalar(_)) {
                self.count()?;
                if self.is_null(key) {
                    self.peculiar = true;
                    continue;
                }
                &node.value
            } else {
                if !name.decode(self, key)? {
                    self.peculiar = true;
                    continue;
                }
                &name
            };
            if let Some(taken) = own.as_deref_mut()
                && !taken.insert(name.to_owned())
            {
                continue;
            }
            if object.decode_field(self, name, value)?.is_none() {
                self.peculiar = true;
            }
        }
        if let Some(merge) = merge {
            match own {
                Some(taken) => self.merge(object, merge, taken)?,
                None => {
                    let mut taken: BTreeSet<String> = document
                        .entries(id)
                        .map(|(key, _)| document.node(key).value.clone().into_owned())
                        .collect();
                    self.merge(object, merge, &mut taken)?;
                }
            }
        }
        Ok(true)
    }

    /// Reads what `<<` names: a mapping, an alias of one, or a list of these.
    fn merge<T: Decode + Fields>(
        &mut self,
        object: &mut T,
        id: NodeId,
        taken: &mut BTreeSet<String>,
    ) -> Result<(), YamlError> {
        let document = self.document;
        if self.merges == MOST_MERGES {
            let message = "document contains excessive aliasing";
            return Err(YamlError::new(None, message));
        }
        self.merges += 1;
        match document.node(id).shape {
            Shape::Sequence => {
                for item in document.children(id) {
                    self.merge_one(object, item, taken)?;
                }
            }
            _ => self.merge_one(object, id, taken)?,
        }
        self.merges -= 1;
        Ok(())
    }

    fn merge_one<T: Decode + Fields>(
        &mut self,
        object: &mut T,
        id: NodeId,
        taken: &mut BTreeSet<String>,
    ) -> Result<(), YamlError> {
        let entered = self.enter(id)?;
        if self.document.node(entered.id).shape != Shape::Mapping {
            let message = "map merge requires map or sequence of maps as the value";
            return Err(YamlError::new(None, message));
        }
        self.object_at(object, entered.id, Some(taken))?;
        self.leave(&entered);
        Ok(())
    }

    fn is_merge_key(&self, id: NodeId) -> bool {
        let node = self.document.node(id);
        node.value == "<<"
            && match node.shape {
                Shape::Scalar(style) => match node.tag.as_deref() {
                    Some(tag) => tag == "!!merge",
                    None => style == Style::Plain,
                },
                _ => false,
            }
    }

    /// Notes every pair of equal keys; tells whether there was one.
    pub(super) fn has_duplicates(&mut self, id: NodeId) -> bool {
        let document = self.document;
        let identity = |key: NodeId| {
            let node = document.node(key);
            let kind = match node.shape {
                Shape::Scalar(_) => 0,
                Shape::Sequence => 1,
                Shape::Mapping => 2,
                Shape::Alias(_) => 3,
            };
            (kind, node.value.as_ref())
        };
        // A few keys are compared in place; many are sorted first.
        let mut few = [(0, ""); 8];
        let mut suspicious = false;
        for (index, (key, _)) in document.entries(id).enumerate() {
            let key = identity(key);
            suspicious = index == few.len() || few[..index].contains(&key);
            if suspicious {
                break;
            }
            few[index] = key;
        }
        if !suspicious {
            return false;
        }
        let keys: Vec<NodeId> = document.entries(id).map(|(key, _)| key).collect();
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by_key(|&index| (identity(keys[index]), index));
        let mut pairs = Vec::new();
        for group in order.chunk_by(|&a, &b| identity(keys[a]) == identity(keys[b])) {
            for (at, &first) in group.iter().enumerate() {
                for &second in &group[at + 1..] {
                    pairs.push((first, second));
                    if pairs.len() == MOST_ERRORS {
                        break;
                    }
                }
                if pairs.len() == MOST_ERRORS {
                    break;
                }
            }
        }
        pairs.sort_unstable();
        for &(first, second) in &pairs {
            if self.errors.len() >= MOST_ERRORS {
                break;
            }
            let (first, second) = (document.node(keys[first]), document.node(keys[second]));
            self.errors.push(format!(
                "line {}: mapping key {} already defined at line {}",
                second.line(),
                go_quote(&second.value),
                first.line()
            ));
        }
        !pairs.is_empty()
    }

    /// Reads a list with `read` for its items; null items vanish.
    pub(super) fn list<T: Default>(
        &mut self,
        list: &mut Vec<T>,
        id: NodeId,
        type_name: &dyn Fn(Schema) -> String,
        read: impl Fn(&mut T, &mut Self, NodeId) -> Result<bool, YamlError>,
    ) -> Result<bool, YamlError> {
        let entered = self.enter(id)?;
        let is_list = self.expect_list(entered.id, type_name)?;
        if is_list {
            list.clear();
            let document = self.document;
            for item in document.children(entered.id) {
                let mut value = T::default();
                if read(&mut value, self, item)? {
                    list.push(value);
                }
            }
        }
        self.leave(&entered);
        Ok(is_list)
    }

    fn expect_list(
        &mut self,
        id: NodeId,
        type_name: &dyn Fn(Schema) -> String,
    ) -> Result<bool, YamlError> {
        let shape = self.document.node(id).shape;
        if shape == Shape::Sequence || self.is_null(id) {
            return Ok(true);
        }
        if matches!(shape, Shape::Scalar(_)) {
            self.scalar(id)?;
        }
        if shape == Shape::Mapping && self.has_duplicates(id) {
            return Ok(false);
        }
        self.type_error(id, &type_name(self.schema));
        Ok(false)
    }

    /// Reads a list of texts whose type has a name of its own.
    pub(crate) fn named_texts(
        &mut self,
        list: &mut Vec<String>,
        id: NodeId,
        name: &str,
    ) -> Result<(), YamlError> {
        let name = move |schema: Schema| format!("{}.{name}", schema.base_package());
        let list_name = |schema: Schema| format!("[]{}", name(schema));
        self.list(list, id, &list_name, |text, decoder, item| {
            let name = name(decoder.schema);
            decoder.text(text, item, &name)
        })?;
        Ok(())
    }

    /// Reads a list of objects whose type has a name of its own.
    pub(crate) fn named_list<T: Decode>(
        &mut self,
        list: &mut Vec<T>,
        id: NodeId,
        name: &str,
    ) -> Result<(), YamlError> {
        let name = |schema: Schema| format!("{}.{name}", schema.base_package());
        self.list(list, id, &name, T::decode)?;
        Ok(())
    }
}

/// A node behind its aliases, and how many these were.
pub(super) struct Entered {
    pub id: NodeId,
    aliases: usize,
}

pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let packed: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    BASE64_STANDARD.decode(packed).ok()
}
