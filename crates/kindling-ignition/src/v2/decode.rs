//! JSON to objects, by the rules of the Go library that the reference tools use.
//!
//! Keys match without regard to case, later values win, objects and list items that come twice are merged,
//! and a value of the wrong type is an error only after everything else has been read.

use super::{
    spec::Spec,
    table::{Def, Field, Object, Ty, Value},
    walk::is_same_folded,
};
use crate::{
    json::{Node, Value as Json},
    spec::Version,
    url::Url,
};

/// Why a document is no config of a specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// A value of the wrong type: the message, and how many bytes had been read.
    Type {
        /// The library's message.
        message: String,
        /// How many bytes had been read.
        offset: usize,
    },
    /// A text that does not mean what it should.
    Meaning(String),
}

/// Reads an object of this kind.
///
/// # Errors
/// Where the reference tool's library gives an error that is not about syntax.
pub fn decode(def: &'static Def, spec: Spec, node: Node<'_, '_>) -> Result<Object, DecodeError> {
    let mut decoder = Decoder { spec, saved: None };
    let mut object = Object::new(def, spec);
    if !matches!(node.value(), Json::Null) {
        decoder.object(&mut object, node)?;
    }
    decoder.saved.map_or(Ok(object), Err)
}

struct Decoder {
    spec: Spec,
    /// The first error after which reading went on.
    saved: Option<DecodeError>,
}

impl Decoder {
    fn object(&mut self, object: &mut Object, node: Node<'_, '_>) -> Result<(), DecodeError> {
        if !matches!(node.value(), Json::Map) {
            return self.mismatch(node, object.def.go);
        }
        let rows = object.def.rows(self.spec);
        for child in node.children() {
            let key = child.key().unwrap_or_default();
            let row = rows.iter().find(|(_, field)| field.key == key).or_else(|| {
                rows.iter()
                    .find(|(_, field)| is_same_folded(field.key, key))
            });
            if let Some((row, field)) = row {
                let mut value = object.at_mut(*row).map(std::mem::take).unwrap_or_default();
                let result = self.field(&mut value, field, child);
                if let Some(slot) = object.at_mut(*row) {
                    *slot = value;
                }
                result?;
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        value: &mut Value,
        field: &Field,
        node: Node<'_, '_>,
    ) -> Result<(), DecodeError> {
        let is_null = matches!(node.value(), Json::Null);
        match field.ty {
            Ty::Object(def) => {
                if is_null {
                    return Ok(());
                }
                self.inner_object(value, def, node)
            }
            Ty::OptObject(def) | Ty::Custom(def) => {
                if is_null {
                    *value = Value::Unset;
                    return Ok(());
                }
                self.inner_object(value, def, node)
            }
            Ty::Objects(def) => {
                let list = if field.go.is_empty() {
                    format!("[]{}", def.go)
                } else {
                    field.go.to_owned()
                };
                if is_null {
                    *value = Value::Unset;
                    return Ok(());
                }
                if !matches!(node.value(), Json::List) {
                    return self.mismatch(node, &list);
                }
                let mut items = match std::mem::take(value) {
                    Value::Objects(items) => items,
                    _ => Vec::new(),
                };
                let mut count = 0;
                let mut result = Ok(());
                for child in node.children() {
                    if count == items.len() {
                        items.push(Object::new(def, self.spec));
                    }
                    if let Some(item) = items.get_mut(count)
                        && !matches!(child.value(), Json::Null)
                    {
                        result = self.object(item, child);
                    }
                    count += 1;
                    if result.is_err() {
                        break;
                    }
                }
                items.truncate(count);
                *value = Value::Objects(items);
                result
            }
            Ty::Texts => self.texts(value, field, node),
            Ty::Version => self.version(value, node),
            Ty::Url => self.url(value, node),
            Ty::Hash => self.hash(value, node),
            scalar => self.scalar(value, field, scalar, node),
        }
    }

    fn inner_object(
        &mut self,
        value: &mut Value,
        def: &'static Def,
        node: Node<'_, '_>,
    ) -> Result<(), DecodeError> {
        let mut inner = match std::mem::take(value) {
            Value::Object(inner) => *inner,
            _ => Object::new(def, self.spec),
        };
        let result = self.object(&mut inner, node);
        *value = inner.into();
        result
    }

    fn texts(
        &mut self,
        value: &mut Value,
        field: &Field,
        node: Node<'_, '_>,
    ) -> Result<(), DecodeError> {
        let item_name = if field.go.is_empty() {
            "string"
        } else {
            field.go
        };
        match node.value() {
            Json::Null => {
                *value = Value::Unset;
                return Ok(());
            }
            Json::List => {}
            _ => return self.mismatch(node, &format!("[]{item_name}")),
        }
        let mut items = match std::mem::take(value) {
            Value::Texts(items) => items,
            _ => Vec::new(),
        };
        let mut count = 0;
        let mut result = Ok(());
        for child in node.children() {
            if count == items.len() {
                items.push(String::new());
            }
            match (child.value(), items.get_mut(count)) {
                (Json::Text(text), Some(item)) => *item = text.clone().into_owned(),
                (Json::Null, _) => {}
                _ => result = self.mismatch(child, item_name),
            }
            count += 1;
            if result.is_err() {
                break;
            }
        }
        items.truncate(count);
        *value = Value::Texts(items);
        result
    }

    fn scalar(
        &mut self,
        value: &mut Value,
        field: &Field,
        ty: Ty,
        node: Node<'_, '_>,
    ) -> Result<(), DecodeError> {
        let is_optional = matches!(
            ty,
            Ty::OptText | Ty::OptFlag | Ty::OptNumber | Ty::OptNumber64
        );
        let name = go_scalar(field, ty);
        match (node.value(), ty) {
            (Json::Null, _) => {
                if is_optional {
                    *value = Value::Unset;
                }
            }
            (Json::Text(text), Ty::Text | Ty::OptText) => {
                *value = Value::Text(text.clone().into_owned());
            }
            (Json::Flag(flag), Ty::Flag | Ty::OptFlag) => *value = Value::Flag(*flag),
            (
                Json::Number(text),
                Ty::Number | Ty::OptNumber | Ty::Number32 | Ty::Number64 | Ty::OptNumber64,
            ) => match in_range(text, ty) {
                Some(number) => *value = Value::Number(number),
                None => self.save(&format!("number {text}"), name, node),
            },
            _ => return self.mismatch(node, name),
        }
        Ok(())
    }

    fn version(&mut self, value: &mut Value, node: Node<'_, '_>) -> Result<(), DecodeError> {
        let text = self.own_text(node)?;
        match Version::parse(&text) {
            Some(version) => {
                *value = Value::Text(version.to_string());
                Ok(())
            }
            None => Err(DecodeError::Meaning(format!(
                "{text} is not in dotted-tri format"
            ))),
        }
    }

    fn url(&mut self, value: &mut Value, node: Node<'_, '_>) -> Result<(), DecodeError> {
        let text = self.own_text(node)?;
        if Url::parse(&text).is_err() {
            return Err(DecodeError::Meaning("unable to parse url".to_owned()));
        }
        *value = Value::Text(text);
        Ok(())
    }

    fn hash(&mut self, value: &mut Value, node: Node<'_, '_>) -> Result<(), DecodeError> {
        if matches!(node.value(), Json::Null) {
            *value = Value::Unset;
            return Ok(());
        }
        let text = self.own_text(node)?;
        if !text.contains('-') {
            return Err(DecodeError::Meaning("malformed hash specifier".to_owned()));
        }
        *value = Value::Text(text);
        Ok(())
    }

    /// A text that a type of its own reads: `null` is the empty one, anything else is refused at once.
    fn own_text(&self, node: Node<'_, '_>) -> Result<String, DecodeError> {
        match node.value() {
            Json::Text(text) => Ok(text.clone().into_owned()),
            Json::Null => Ok(String::new()),
            other => Err(DecodeError::Meaning(format!(
                "json: cannot unmarshal {} into Go value of type string",
                other.go_kind()
            ))),
        }
    }

    /// A value of the wrong type. A number in the wrong place stops the library; others it steps over.
    fn mismatch(&mut self, node: Node<'_, '_>, name: &str) -> Result<(), DecodeError> {
        let kind = node.value().go_kind();
        if matches!(node.value(), Json::Number(_)) {
            return Err(type_error(kind, name, node));
        }
        self.save(kind, name, node);
        Ok(())
    }

    fn save(&mut self, kind: &str, name: &str, node: Node<'_, '_>) {
        if self.saved.is_none() {
            self.saved = Some(type_error(kind, name, node));
        }
    }
}

fn type_error(kind: &str, name: &str, node: Node<'_, '_>) -> DecodeError {
    DecodeError::Type {
        message: format!("json: cannot unmarshal {kind} into Go value of type {name}"),
        offset: node.error_offset(),
    }
}

/// The name of a scalar's type in the reference implementation.
fn go_scalar(field: &Field, ty: Ty) -> &'static str {
    if !field.go.is_empty() {
        return field.go;
    }
    match ty {
        Ty::Flag | Ty::OptFlag => "bool",
        Ty::Number | Ty::OptNumber => "int",
        Ty::Number32 => "uint32",
        Ty::Number64 => "uint64",
        Ty::OptNumber64 => "uint",
        _ => "string",
    }
}

fn in_range(text: &str, ty: Ty) -> Option<i128> {
    match ty {
        Ty::Number32 => text.parse::<u32>().ok().map(i128::from),
        Ty::Number64 | Ty::OptNumber64 => text.parse::<u64>().ok().map(i128::from),
        _ => text.parse::<i64>().ok().map(i128::from),
    }
}
