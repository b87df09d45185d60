//! Objects described by a table: which fields an object has in which specification, and how each behaves.
//!
//! A config of the old line is a tree of [`Object`]s over a handful of [`Def`]s. The walks (decode, print,
//! append, validate) read the tables and treat every object alike, so a field that came, went or changed
//! its type is a row with gates and not another set of types. Container Linux Configs, which share these
//! conventions with Ignition 2.x, are described by tables of the same kind.

use std::borrow::Cow;

use super::{report::Finding, spec::Spec};

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum Ty {
    /// A text; unset is the empty one.
    Text,
    /// A flag; unset is `false`.
    Flag,
    /// A number; unset is 0.
    Number,
    /// A number from 0 to 2³²−1; unset is 0.
    Number32,
    /// A number from 0 to 2⁶⁴−1; unset is 0.
    Number64,
    /// A text that may be unset.
    OptText,
    /// A flag that may be unset.
    OptFlag,
    /// A number that may be unset.
    OptNumber,
    /// A number from 0 to 2⁶⁴−1 that may be unset.
    OptNumber64,
    /// A list of texts.
    Texts,
    /// An object that is always there.
    Object(&'static Def),
    /// An object that may be unset.
    OptObject(&'static Def),
    /// A list of objects.
    Objects(&'static Def),
    /// A text that is read as a URL and is always written.
    Url,
    /// A text made of a function, a hyphen and a sum, which may be unset.
    Hash,
    /// A semantic version.
    Version,
    /// An object that is read by a function of its own, and may be unset.
    Custom(&'static Def),
}

/// A rule about an object, or about one field of it.
pub type Rule = fn(&Object) -> Vec<Finding>;
/// A rule about an item of a list of texts.
pub type ItemRule = fn(&str) -> Vec<Finding>;

/// One row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in the document.
    pub key: &'static str,
    /// The type.
    pub ty: Ty,
    /// The first specification that has the row.
    pub since: Spec,
    /// The last specification that has the row.
    pub until: Spec,
    /// The specifications in which the field is written although it holds nothing.
    pub written: Option<(Spec, Spec)>,
    /// A type's name in the reference implementation, where it is not the one [`Ty`] implies: of the items
    /// of a list of texts, of a list itself, of a text. Type errors show it.
    pub go: &'static str,
    /// The rule about the field.
    pub rule: Option<Rule>,
    /// The rule about each item of a list of texts.
    pub item_rule: Option<ItemRule>,
    /// The specification whose validator looks for the inner object's keys in the outer one.
    pub inlined: Option<Spec>,
    /// The command-line flag or variable that a field of a Container Linux Config stands for.
    pub option: &'static str,
}

/// A row that every specification of the 2.x line has, written when it holds something.
#[must_use]
pub const fn field(key: &'static str, ty: Ty) -> Field {
    Field {
        key,
        ty,
        since: Spec::V2_0,
        until: Spec::NEWEST,
        written: None,
        go: "",
        rule: None,
        item_rule: None,
        inlined: None,
        option: "",
    }
}

impl Field {
    /// The row came with this specification.
    #[must_use]
    pub const fn since(mut self, spec: Spec) -> Self {
        self.since = spec;
        self
    }

    /// The row's last specification.
    #[must_use]
    pub const fn until(mut self, spec: Spec) -> Self {
        self.until = spec;
        self
    }

    /// Specification 1 has the row, too.
    #[must_use]
    pub const fn from_first(self) -> Self {
        self.since(Spec::V1)
    }

    /// Written although empty, from one specification to another.
    #[must_use]
    pub const fn written(mut self, from: Spec, to: Spec) -> Self {
        self.written = Some((from, to));
        self
    }

    /// The type's name in the reference implementation.
    #[must_use]
    pub const fn go(mut self, name: &'static str) -> Self {
        self.go = name;
        self
    }

    /// The rule about the field.
    #[must_use]
    pub const fn rule(mut self, rule: Rule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// The rule about each item.
    #[must_use]
    pub const fn item_rule(mut self, rule: ItemRule) -> Self {
        self.item_rule = Some(rule);
        self
    }

    /// The validator of this specification looks for the inner keys in the outer object.
    #[must_use]
    pub const fn inlined(mut self, spec: Spec) -> Self {
        self.inlined = Some(spec);
        self
    }

    /// The flag or variable that the field stands for.
    #[must_use]
    pub const fn option(mut self, name: &'static str) -> Self {
        self.option = name;
        self
    }

    /// Whether the specification has the row.
    #[must_use]
    pub fn exists(&self, spec: Spec) -> bool {
        self.since <= spec && spec <= self.until
    }

    /// Whether an empty value is written in this specification.
    #[must_use]
    pub fn written_when_empty(&self, spec: Spec) -> bool {
        self.written
            .is_some_and(|(from, to)| from <= spec && spec <= to)
    }
}

/// A kind of object: a table.
#[derive(Debug)]
pub struct Def {
    /// The type's name in the reference implementation.
    pub go: &'static str,
    /// The rows, in the order of specifications 2.1 and later.
    pub fields: Cow<'static, [Field]>,
    /// The keys in the order of specifications 1 and 2.0, where it is another.
    pub old_order: &'static [&'static str],
    /// The rule about the object as a whole; where it finds an error, the fields are not looked at.
    pub rule: Option<Rule>,
}

impl Def {
    /// A kind of object without a rule.
    #[must_use]
    pub const fn new(go: &'static str, fields: &'static [Field]) -> Self {
        Self {
            go,
            fields: Cow::Borrowed(fields),
            old_order: &[],
            rule: None,
        }
    }

    /// The order of specifications 1 and 2.0.
    #[must_use]
    pub const fn old_order(mut self, keys: &'static [&'static str]) -> Self {
        self.old_order = keys;
        self
    }

    /// The rule about the object as a whole.
    #[must_use]
    pub const fn rule(mut self, rule: Rule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// The rows of a specification, in its order, each with its number.
    #[must_use]
    pub fn rows(&self, spec: Spec) -> Vec<(usize, &Field)> {
        let mut rows: Vec<_> = self
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.exists(spec))
            .collect();
        if spec <= Spec::V2_0 && !self.old_order.is_empty() {
            let rank = |key: &str| {
                self.old_order
                    .iter()
                    .position(|other| *other == key)
                    .unwrap_or(usize::MAX)
            };
            rows.sort_by_key(|(_, field)| rank(field.key));
        }
        rows
    }

    /// The number of the row with this key.
    #[must_use]
    pub fn row(&self, spec: Spec, key: &str) -> Option<usize> {
        self.fields
            .iter()
            .position(|field| field.key == key && field.exists(spec))
    }
}

/// A value of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// Nothing: the zero value of a plain field.
    #[default]
    Unset,
    /// A flag.
    Flag(bool),
    /// A number.
    Number(i128),
    /// A text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// An object.
    Object(Box<Object>),
    /// A list of objects.
    Objects(Vec<Object>),
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(Box::new(object))
    }
}

impl From<Vec<Object>> for Value {
    fn from(objects: Vec<Object>) -> Self {
        Self::Objects(objects)
    }
}

/// An object of a config.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its kind.
    pub def: &'static Def,
    /// The specification that it follows.
    pub spec: Spec,
    values: Vec<Value>,
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.def, other.def) && self.spec == other.spec && self.values == other.values
    }
}

impl Eq for Object {}

impl Object {
    /// An object that holds nothing.
    #[must_use]
    pub fn new(def: &'static Def, spec: Spec) -> Self {
        Self {
            def,
            spec,
            values: vec![Value::Unset; def.fields.len()],
        }
    }

    /// The value at a row.
    #[must_use]
    pub fn at(&self, row: usize) -> &Value {
        self.values.get(row).unwrap_or(&Value::Unset)
    }

    /// The value at a row, to be changed; `None` where there is no such row.
    pub fn at_mut(&mut self, row: usize) -> Option<&mut Value> {
        self.values.get_mut(row)
    }

    /// Whether the specification has a field with this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.def.row(self.spec, key).is_some()
    }

    /// The value of a field; unset where the specification has no such field.
    #[must_use]
    pub fn get(&self, key: &str) -> &Value {
        self.def
            .row(self.spec, key)
            .map_or(&Value::Unset, |row| self.at(row))
    }

    /// Changes the value of a field, if the specification has it.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        let slot = self
            .def
            .row(self.spec, key)
            .and_then(|row| self.values.get_mut(row));
        if let Some(slot) = slot {
            *slot = value.into();
        }
    }

    /// This object with the value of a field changed, if the specification has it.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// A text; unset is the empty one.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.opt_text(key).unwrap_or_default()
    }

    /// A text that may be unset.
    #[must_use]
    pub fn opt_text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A flag; unset is `false`.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Value::Flag(true))
    }

    /// A number; unset is 0.
    #[must_use]
    pub fn number(&self, key: &str) -> i128 {
        self.opt_number(key).unwrap_or_default()
    }

    /// A number that may be unset.
    #[must_use]
    pub fn opt_number(&self, key: &str) -> Option<i128> {
        match self.get(key) {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether a field holds something.
    #[must_use]
    pub fn is_set(&self, key: &str) -> bool {
        *self.get(key) != Value::Unset
    }

    /// A list of texts.
    #[must_use]
    pub fn texts(&self, key: &str) -> &[String] {
        match self.get(key) {
            Value::Texts(texts) => texts,
            _ => &[],
        }
    }

    /// An object, if it is set.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<&Self> {
        match self.get(key) {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// An object, to be changed, if it is set.
    pub fn object_mut(&mut self, key: &str) -> Option<&mut Self> {
        let row = self.def.row(self.spec, key)?;
        match self.values.get_mut(row)? {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// A list of objects.
    #[must_use]
    pub fn objects(&self, key: &str) -> &[Self] {
        match self.get(key) {
            Value::Objects(objects) => objects,
            _ => &[],
        }
    }

    /// A list of objects of an inner object: `objects_in("storage", "files")`.
    #[must_use]
    pub fn objects_in(&self, section: &str, key: &str) -> &[Self] {
        self.object(section)
            .map_or(&[], |section| section.objects(key))
    }

    /// Adds an object to a list of an inner object, making both as needed.
    pub fn push_in(&mut self, section: &str, key: &str, object: Self) {
        let Some(row) = self.def.row(self.spec, section) else {
            return;
        };
        let Some(Field {
            ty: Ty::Object(def),
            ..
        }) = self.def.fields.get(row)
        else {
            return;
        };
        let spec = self.spec;
        let Some(slot) = self.values.get_mut(row) else {
            return;
        };
        if !matches!(slot, Value::Object(_)) {
            *slot = Self::new(def, spec).into();
        }
        let Value::Object(inner) = slot else { return };
        let Some(list) = inner
            .def
            .row(spec, key)
            .and_then(|row| inner.values.get_mut(row))
        else {
            return;
        };
        match list {
            Value::Objects(objects) => objects.push(object),
            other => *other = Value::Objects(vec![object]),
        }
    }
}
