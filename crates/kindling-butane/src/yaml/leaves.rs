//! Texts, numbers and flags, and lists of anything.

use super::decode::{Decode, Decoder};
use super::resolve::Meaning;
use super::{NodeId, Shape, YamlError};
use crate::unused::Visitor;
use crate::variant::Schema;

enum Leaf<T> {
    Value(T),
    Null,
    Wrong,
}

impl Decoder<'_> {
    /// Reads a scalar with `read`; a value it does not take is a type error.
    fn leaf<T>(
        &mut self,
        id: NodeId,
        type_name: &str,
        read: impl FnOnce(Meaning, &str) -> Option<T>,
    ) -> Result<Leaf<T>, YamlError> {
        let entered = self.enter(id)?;
        let leaf = self.leaf_at(entered.id, type_name, read);
        self.leave(&entered);
        leaf
    }

    fn leaf_at<T>(
        &mut self,
        id: NodeId,
        type_name: &str,
        read: impl FnOnce(Meaning, &str) -> Option<T>,
    ) -> Result<Leaf<T>, YamlError> {
        let document = self.document;
        let node = document.node(id);
        let Shape::Scalar(_) = node.shape else {
            if self.is_null(id) {
                return Ok(Leaf::Null);
            }
            if node.shape == Shape::Mapping && self.has_duplicates(id) {
                return Ok(Leaf::Wrong);
            }
            self.type_error(id, type_name);
            return Ok(Leaf::Wrong);
        };
        let (meaning, replaced) = self.scalar(id)?;
        if meaning == Meaning::Null {
            return Ok(Leaf::Null);
        }
        let text = replaced.as_deref().unwrap_or(&node.value);
        match read(meaning, text) {
            Some(value) => Ok(Leaf::Value(value)),
            None => {
                self.type_error(id, type_name);
                Ok(Leaf::Wrong)
            }
        }
    }

    /// Reads a text whose type is called `type_name`.
    pub(super) fn text(
        &mut self,
        text: &mut String,
        id: NodeId,
        type_name: &str,
    ) -> Result<bool, YamlError> {
        match self.leaf(id, type_name, |_, text| Some(text.to_owned()))? {
            Leaf::Value(value) => {
                *text = value;
                Ok(true)
            }
            Leaf::Null | Leaf::Wrong => Ok(false),
        }
    }
}

fn read_int(meaning: Meaning) -> Option<i64> {
    /// 2^63, the first double above the range.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    match meaning {
        Meaning::Int(value) => Some(value),
        // At the limit itself the conversion overflows into the sign.
        Meaning::Float(value) if value == LIMIT => Some(i64::MIN),
        Meaning::Float(value) if value < LIMIT => Some(value as i64),
        _ => None,
    }
}

fn read_bool(meaning: Meaning, text: &str) -> Option<bool> {
    match (meaning, text) {
        (Meaning::Bool(value), _) => Some(value),
        (Meaning::Text, "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON") => Some(true),
        (Meaning::Text, "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF") => Some(false),
        _ => None,
    }
}

macro_rules! leaves {
    ($($type:ty, $name:literal, $read:expr;)*) => {$(
        impl Decode for $type {
            fn decode(&mut self, decoder: &mut Decoder<'_>, id: NodeId) -> Result<bool, YamlError> {
                match decoder.leaf(id, $name, $read)? {
                    Leaf::Value(value) => {
                        *self = value;
                        Ok(true)
                    }
                    Leaf::Null | Leaf::Wrong => Ok(false),
                }
            }

            fn type_name(_: Schema) -> String {
                $name.to_owned()
            }
        }

        impl Decode for Option<$type> {
            fn decode(&mut self, decoder: &mut Decoder<'_>, id: NodeId) -> Result<bool, YamlError> {
                match decoder.leaf(id, $name, $read)? {
                    Leaf::Value(value) => *self = Some(value),
                    Leaf::Null => *self = None,
                    Leaf::Wrong => return Ok(false),
                }
                Ok(true)
            }

            fn type_name(_: Schema) -> String {
                concat!("*", $name).to_owned()
            }
        }
    )*};
}

leaves! {
    String, "string", |_, text| Some(text.to_owned());
    i64, "int", |meaning, _| read_int(meaning);
    bool, "bool", read_bool;
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(&mut self, decoder: &mut Decoder<'_>, id: NodeId) -> Result<bool, YamlError> {
        decoder.list(self, id, &Self::type_name, T::decode)
    }

    fn type_name(schema: Schema) -> String {
        format!("[]{}", T::type_name(schema))
    }

    fn visit(&self, visitor: &mut Visitor<'_>, id: NodeId) {
        visitor.list(self, id);
    }
}
