//! YAML to objects, by the rules of the library that the original tool uses: a fork of go-yaml v2.
//!
//! It differs from what Butane reads with: keys may repeat (the later one wins, objects are merged), `~` makes
//! an optional value that holds nothing instead of none, and the messages are older. All type errors are
//! collected; other errors end the reading.

use kindling_ignition::v2::{
    Spec,
    table::{Def, Field, Object, Ty, Value},
};

use super::{
    options,
    scalar::{Meaning, resolve},
    schema, version,
};
use crate::yaml::{Document, NodeId, Shape, Style, decode_base64};

/// How many values may be read from any document, and one more for each of its bytes. Only aliases of aliases
/// come to more.
const MOST_STEPS: usize = 100_000;
/// How deep mappings may be merged into one another.
const MOST_DEPTH: usize = 100;

/// Reads a config; `length` is how many bytes the document has.
///
/// # Errors
/// The message of the original, where the document is no config.
pub(super) fn decode(
    document: &Document<'_>,
    root: NodeId,
    length: usize,
    spec: Spec,
) -> Result<Object, String> {
    let mut decoder = Decoder {
        document,
        spec,
        errors: Vec::new(),
        aliases: Vec::new(),
        steps: 0,
        most_steps: MOST_STEPS.saturating_add(length),
        depth: 0,
    };
    let mut value = Value::Unset;
    let target = Target {
        ty: Ty::Object(&schema::CONFIG),
        go: "",
        item_go: "",
    };
    decoder.value(root, target, &mut value)?;
    if !decoder.errors.is_empty() {
        return Err(format!(
            "yaml: unmarshal errors:\n  {}",
            decoder.errors.join("\n  ")
        ));
    }
    Ok(match value {
        Value::Object(object) => *object,
        _ => Object::new(&schema::CONFIG, spec),
    })
}

struct Decoder<'d, 'a> {
    document: &'d Document<'a>,
    spec: Spec,
    errors: Vec<String>,
    /// The aliases that are being followed.
    aliases: Vec<NodeId>,
    steps: usize,
    most_steps: usize,
    depth: usize,
}

/// What a node is read into.
#[derive(Clone, Copy)]
struct Target {
    ty: Ty,
    /// The name of the type in the original, where it is not the one the type implies.
    go: &'static str,
    item_go: &'static str,
}

impl Target {
    fn of(field: &Field) -> Self {
        match field.ty {
            Ty::Texts => Self {
                ty: field.ty,
                go: "",
                item_go: field.go,
            },
            _ => Self {
                ty: field.ty,
                go: field.go,
                item_go: "",
            },
        }
    }

    /// The type's name in the original, or that of the pointer to it.
    fn go_name(self, is_pointer: bool) -> String {
        let name = match self.ty {
            _ if !self.go.is_empty() => self.go.to_owned(),
            Ty::Flag | Ty::OptFlag => "bool".to_owned(),
            Ty::Number | Ty::OptNumber | Ty::Number32 | Ty::Number64 => "int".to_owned(),
            Ty::OptNumber64 => "uint".to_owned(),
            Ty::Texts => format!(
                "[]{}",
                if self.item_go.is_empty() {
                    "string"
                } else {
                    self.item_go
                }
            ),
            Ty::Object(def) | Ty::OptObject(def) | Ty::Custom(def) => def.go.to_owned(),
            Ty::Objects(def) => format!("[]{}", def.go),
            Ty::Text | Ty::OptText | Ty::Url | Ty::Hash | Ty::Version => "string".to_owned(),
        };
        if is_pointer { format!("*{name}") } else { name }
    }

    fn is_optional(self) -> bool {
        matches!(
            self.ty,
            Ty::OptText
                | Ty::OptFlag
                | Ty::OptNumber
                | Ty::OptNumber64
                | Ty::OptObject(_)
                | Ty::Custom(_)
        )
    }
}

impl Decoder<'_, '_> {
    /// Reads a node; the answer is whether it was of the right type.
    fn value(&mut self, id: NodeId, target: Target, out: &mut Value) -> Result<bool, String> {
        self.steps += 1;
        if self.steps > self.most_steps {
            return Err("yaml: document contains excessive aliasing".to_owned());
        }
        if let Shape::Alias(anchor) = self.document.node(id).shape {
            if self.aliases.contains(&anchor) {
                let name = &self.document.node(id).value;
                return Err(format!("yaml: anchor '{name}' value contains itself"));
            }
            self.aliases.push(anchor);
            let good = self.value(anchor, target, out);
            self.aliases.pop();
            return good;
        }
        if self.is_plainly_null(id) {
            return self.null(id, target, out);
        }
        if let Ty::Custom(def) = target.ty {
            return self.versioned(id, def, out);
        }
        match self.document.node(id).shape {
            Shape::Scalar(_) => self.scalar(id, target, out),
            Shape::Mapping => match target.ty {
                Ty::Object(def) | Ty::OptObject(def) => {
                    let mut object = match std::mem::take(out) {
                        Value::Object(object) => *object,
                        _ => Object::new(def, self.spec),
                    };
                    let result = self.object(id, &mut object);
                    *out = object.into();
                    result.map(|()| true)
                }
                _ => self.mismatch(id, "!!map", &target.go_name(false)),
            },
            Shape::Sequence => match target.ty {
                Ty::Objects(def) => self.objects(id, def, out),
                Ty::Texts => self.texts(id, target, out),
                _ => self.mismatch(id, "!!seq", &target.go_name(false)),
            },
            Shape::Alias(_) => Ok(false),
        }
    }

    /// Whether the library takes the node for nothing at first sight. The word in quotes counts, too.
    fn is_plainly_null(&self, id: NodeId) -> bool {
        let node = self.document.node(id);
        match node.tag.as_deref() {
            Some("!!null") => true,
            Some(_) => false,
            None => {
                matches!(node.shape, Shape::Scalar(_))
                    && (node.value == "null" || (node.value.is_empty() && self.is_implicit(id)))
            }
        }
    }

    /// Whether a scalar was written without quotes.
    fn is_implicit(&self, id: NodeId) -> bool {
        let node = self.document.node(id);
        matches!(node.shape, Shape::Scalar(Style::Plain)) && node.tag.is_none()
            || node.tag.as_deref() == Some("!")
    }

    fn null(&mut self, id: NodeId, target: Target, out: &mut Value) -> Result<bool, String> {
        let node = self.document.node(id);
        if node.tag.is_none() && !self.is_implicit(id) {
            // The word in quotes is a text after all, but nothing was made ready for it.
            if matches!(target.ty, Ty::Text | Ty::OptText) {
                *out = Value::Text(node.value.clone().into_owned());
                return Ok(true);
            }
            return self.mismatch(id, "!!str", &target.go_name(target.is_optional()));
        }
        if node.tag.is_some() {
            self.meaning(id)?;
        }
        *out = Value::Unset;
        Ok(true)
    }

    fn scalar(&mut self, id: NodeId, target: Target, out: &mut Value) -> Result<bool, String> {
        let text = self.document.node(id).value.clone().into_owned();
        let meaning = self.meaning(id)?;
        let value = match (&meaning, target.ty) {
            // An optional value has been made before it turns out to be nothing, and so it stays as zero.
            (Meaning::Null, Ty::OptText) => Some(Value::Text(String::new())),
            (Meaning::Null, Ty::OptFlag) => Some(Value::Flag(false)),
            (Meaning::Null, Ty::OptNumber | Ty::OptNumber64) => Some(Value::Number(0)),
            (Meaning::Null, Ty::OptObject(def)) => Some(Object::new(def, self.spec).into()),
            (Meaning::Null, _) => Some(Value::Unset),
            (Meaning::Binary(text), Ty::Text | Ty::OptText) => Some(Value::Text(text.clone())),
            (_, Ty::Text | Ty::OptText) => Some(Value::Text(text)),
            (Meaning::Flag(flag), Ty::Flag | Ty::OptFlag) => Some(Value::Flag(*flag)),
            (Meaning::Integer(number), Ty::Number | Ty::OptNumber) => i64::try_from(*number)
                .ok()
                .map(|number| Value::Number(number.into())),
            (Meaning::Integer(number), Ty::OptNumber64) => u64::try_from(*number)
                .ok()
                .map(|number| Value::Number(number.into())),
            (Meaning::Float(number), Ty::Number | Ty::OptNumber) => (*number
                <= 9_223_372_036_854_775_808.0)
                .then(|| Value::Number(truncated(*number).into())),
            (Meaning::Float(number), Ty::OptNumber64) => (0.0..=18_446_744_073_709_551_616.0)
                .contains(number)
                .then(|| Value::Number(truncated(*number).into())),
            _ => None,
        };
        match value {
            Some(value) => {
                *out = value;
                Ok(true)
            }
            None => self.mismatch(id, meaning.tag(), &target.go_name(false)),
        }
    }

    /// What a scalar means, by its tag or by how it looks.
    fn meaning(&self, id: NodeId) -> Result<Meaning, String> {
        let node = self.document.node(id);
        let text = &*node.value;
        let tag = node.tag.as_deref();
        match tag {
            None if !self.is_implicit(id) => return Ok(Meaning::Text),
            Some("!!str") => return Ok(Meaning::Text),
            Some("!!binary") => {
                let invalid = || "yaml: !!binary value contains invalid base64 data".to_owned();
                let bytes = decode_base64(text).ok_or_else(invalid)?;
                return Ok(Meaning::Binary(
                    String::from_utf8_lossy(&bytes).into_owned(),
                ));
            }
            None | Some("!!bool" | "!!int" | "!!float" | "!!null") => {}
            Some(_) => return Ok(Meaning::Text),
        }
        let meaning = resolve(text);
        match tag {
            Some(tag) if tag != meaning.tag() => Err(format!(
                "yaml: cannot decode {} `{text}` as a {tag}",
                meaning.tag()
            )),
            _ => Ok(meaning),
        }
    }

    fn objects(&mut self, id: NodeId, def: &'static Def, out: &mut Value) -> Result<bool, String> {
        let target = Target {
            ty: Ty::Object(def),
            go: "",
            item_go: "",
        };
        let mut items = Vec::new();
        let children: Vec<_> = self.document.children(id).collect();
        for child in children {
            let mut item = Value::Unset;
            if self.value(child, target, &mut item)? {
                items.push(match item {
                    Value::Object(object) => *object,
                    _ => Object::new(def, self.spec),
                });
            }
        }
        *out = Value::Objects(items);
        Ok(true)
    }

    fn texts(&mut self, id: NodeId, target: Target, out: &mut Value) -> Result<bool, String> {
        let target = Target {
            ty: Ty::Text,
            go: target.item_go,
            item_go: "",
        };
        let mut items = Vec::new();
        let children: Vec<_> = self.document.children(id).collect();
        for child in children {
            let mut item = Value::Unset;
            if self.value(child, target, &mut item)? {
                items.push(match item {
                    Value::Text(text) => text,
                    _ => String::new(),
                });
            }
        }
        *out = Value::Texts(items);
        Ok(true)
    }

    fn object(&mut self, id: NodeId, object: &mut Object) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err("yaml: exceeded max depth".to_owned());
        }
        let rows = object.def.rows(self.spec);
        let entries: Vec<_> = self.document.entries(id).collect();
        for (key, value) in entries {
            if self.is_merge(key) {
                self.merge(value, object)?;
                continue;
            }
            let mut name = Value::Unset;
            let target = Target {
                ty: Ty::Text,
                go: "",
                item_go: "",
            };
            if !self.value(key, target, &mut name)? {
                continue;
            }
            let name = match name {
                Value::Text(name) => name,
                _ => String::new(),
            };
            if let Some((row, field)) = rows.iter().find(|(_, field)| field.key == name) {
                let mut slot = object.at_mut(*row).map(std::mem::take).unwrap_or_default();
                let result = self.value(value, Target::of(field), &mut slot);
                if let Some(place) = object.at_mut(*row) {
                    *place = slot;
                }
                result?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn is_merge(&self, key: NodeId) -> bool {
        let node = self.document.node(key);
        matches!(node.shape, Shape::Scalar(_))
            && node.value == "<<"
            && (self.is_implicit(key) || node.tag.as_deref() == Some("!!merge"))
    }

    /// Merges mappings into an object: what comes later wins, whichever it is.
    fn merge(&mut self, id: NodeId, object: &mut Object) -> Result<(), String> {
        match self.document.node(id).shape {
            Shape::Mapping | Shape::Alias(_) => self.merge_one(id, object),
            Shape::Sequence => {
                let mut children: Vec<_> = self.document.children(id).collect();
                children.reverse();
                children
                    .into_iter()
                    .try_for_each(|child| self.merge_one(child, object))
            }
            Shape::Scalar(_) => Err(MERGE_WANTS_MAP.to_owned()),
        }
    }

    fn merge_one(&mut self, id: NodeId, object: &mut Object) -> Result<(), String> {
        let target = match self.document.node(id).shape {
            Shape::Alias(anchor) => anchor,
            _ => id,
        };
        if self.document.node(target).shape != Shape::Mapping {
            return Err(MERGE_WANTS_MAP.to_owned());
        }
        let mut value = Value::from(std::mem::replace(
            object,
            Object::new(object.def, self.spec),
        ));
        let result = self.value(
            id,
            Target {
                ty: Ty::Object(object.def),
                go: "",
                item_go: "",
            },
            &mut value,
        );
        if let Value::Object(merged) = value {
            *object = *merged;
        }
        result.map(drop)
    }

    /// Reads `etcd` or `flannel`: first what does not depend on the version, then the version's options.
    fn versioned(
        &mut self,
        id: NodeId,
        common: &'static Def,
        out: &mut Value,
    ) -> Result<bool, String> {
        let mut value = Object::new(common, self.spec);
        // What an earlier block of the same name said of these stays.
        if let Value::Object(before) = out {
            for field in common.fields.iter() {
                value.set(field.key, before.get(field.key).clone());
            }
        }
        let mut value = Value::from(value);
        let errors = self.errors.len();
        let plain = |def| Target {
            ty: Ty::Object(def),
            go: "",
            item_go: "",
        };
        self.value(id, plain(common), &mut value)?;
        if self.errors.len() > errors {
            return Ok(false);
        }
        let read = match value {
            Value::Object(read) => *read,
            _ => Object::new(common, self.spec),
        };
        let version = match read.opt_text("version").map(version::parse) {
            Some(Err(problem)) => return Err(problem),
            Some(Ok(version)) => Some(version),
            None => None,
        };
        let is_etcd = std::ptr::eq(common, &raw const schema::ETCD);
        let options = if is_etcd {
            options::etcd(version.as_ref())
        } else {
            options::flannel(version.as_ref())
        };
        let mut result = Object::new(options.unwrap_or(common), self.spec);
        if let Some(def) = options {
            let mut value = Value::Unset;
            self.value(id, plain(def), &mut value)?;
            if let Value::Object(read) = value {
                result = *read;
            }
        }
        for field in common.fields.iter() {
            result.set(field.key, read.get(field.key).clone());
        }
        if let Some(version) = version {
            result.set("version", version.to_string());
        }
        *out = result.into();
        Ok(self.errors.len() == errors)
    }

    fn mismatch(&mut self, id: NodeId, tag: &str, go: &str) -> Result<bool, String> {
        let node = self.document.node(id);
        let tag = node.tag.as_deref().unwrap_or(tag);
        let shown = match node.shape {
            Shape::Scalar(_) if node.value.len() > 10 => {
                let start = node.value.as_bytes().get(..7).unwrap_or_default();
                format!(" `{}...`", String::from_utf8_lossy(start))
            }
            Shape::Scalar(_) => format!(" `{}`", node.value),
            // A collection of another tag shows its text, which it does not have.
            _ if tag != "!!map" && tag != "!!seq" => " ``".to_owned(),
            _ => String::new(),
        };
        self.errors.push(format!(
            "line {}: cannot unmarshal {tag}{shown} into {go}",
            node.line()
        ));
        Ok(false)
    }
}

const MERGE_WANTS_MAP: &str = "yaml: map merge requires map or sequence of maps as the value";

#[expect(
    clippy::cast_possible_truncation,
    reason = "the caller has checked the range"
)]
fn truncated(number: f64) -> i64 {
    number as i64
}
