//! The schema table: what each field is called, which specifications have it, and when it is written.
//!
//! Each object of a config is declared once with the `objects!` macro. The declaration gives the
//! plain struct and its [`Object`] view, by which the walks (decode, print, duplicates, unused keys,
//! merge) treat every object alike. No rule is written per specification; a field's gates decide.

use std::{any::Any, borrow::Cow, fmt::Debug};

use crate::spec::Spec;

/// When a field is written although it is unset or empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Only when it holds something.
    WhenSet,
    /// Always.
    Always,
    /// Always up to and including this specification.
    Until(Spec),
    /// Always from this specification on.
    From(Spec),
}

impl Written {
    /// Whether an empty value is written in this specification.
    #[must_use]
    pub fn when_empty(self, spec: Spec) -> bool {
        match self {
            Self::WhenSet => false,
            Self::Always => true,
            Self::Until(last) => spec <= last,
            Self::From(first) => spec >= first,
        }
    }
}

/// What a [`Resource`](crate::config::Resource) is used for; specification 3.0 had one type for each use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Contents of a file, a key file: all fields as declared.
    Contents,
    /// A reference to another config: no compression before 3.1.
    Reference,
    /// A certificate authority: no compression before 3.1, and the source always written.
    Authority,
}

/// How a list takes part in merging and in the duplicate check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Items are found again by their keys; two of a key are duplicates.
    Keyed,
    /// Items are appended when merging and never compared.
    Appended,
}

/// One field of an object: a row of the schema table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in JSON.
    pub json: &'static str,
    /// The first specification that has it.
    pub since: Spec,
    /// When it is written although empty.
    pub written: Written,
    /// Up to this specification the field is a plain value, whose unset form is its zero value.
    pub plain_until: Option<Spec>,
    /// How a list behaves.
    pub listing: Listing,
    /// Lists of one object that share this name share their keys.
    pub namespace: Option<&'static str>,
    /// What a resource in this field is used for.
    pub role: Role,
    /// The struct that holds the field in the reference implementation, where it is embedded; it shows in
    /// type errors.
    pub go_embedded: &'static str,
    /// The type of list items in the reference implementation; it shows in type errors.
    pub go_item: &'static str,
    /// When merging, an item of the child without this field removes the parent's item of its key.
    pub removed_without: Option<&'static str>,
}

impl Field {
    /// A field of every specification, written when set.
    #[must_use]
    pub const fn new(json: &'static str) -> Self {
        Self {
            json,
            since: Spec::V3_0,
            written: Written::WhenSet,
            plain_until: None,
            listing: Listing::Keyed,
            namespace: None,
            role: Role::Contents,
            go_embedded: "",
            go_item: "",
            removed_without: None,
        }
    }

    /// The field came with this specification.
    #[must_use]
    pub const fn since(mut self, spec: Spec) -> Self {
        self.since = spec;
        self
    }

    /// The field is written although empty.
    #[must_use]
    pub const fn always(mut self) -> Self {
        self.written = Written::Always;
        self
    }

    /// The field is written although empty, from this specification on.
    #[must_use]
    pub const fn always_from(mut self, spec: Spec) -> Self {
        self.written = Written::From(spec);
        self
    }

    /// The field is a plain value, always written, up to this specification; optional afterwards.
    #[must_use]
    pub const fn plain_until(mut self, spec: Spec) -> Self {
        self.plain_until = Some(spec);
        self.written = Written::Until(spec);
        self
    }

    /// A list that is appended to when merging, and whose duplicates are fine.
    #[must_use]
    pub const fn appended(mut self) -> Self {
        self.listing = Listing::Appended;
        self
    }

    /// A list that shares its keys with its siblings of the same namespace.
    #[must_use]
    pub const fn namespace(mut self, name: &'static str) -> Self {
        self.namespace = Some(name);
        self
    }

    /// The use of a resource.
    #[must_use]
    pub const fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// The embedded struct of the reference implementation.
    #[must_use]
    pub const fn go_embedded(mut self, name: &'static str) -> Self {
        self.go_embedded = name;
        self
    }

    /// The item type of the reference implementation.
    #[must_use]
    pub const fn go_item(mut self, name: &'static str) -> Self {
        self.go_item = name;
        self
    }

    /// When merging, an item of the child without `field` removes the parent's item of its key.
    #[must_use]
    pub const fn removed_without(mut self, field: &'static str) -> Self {
        self.removed_without = Some(field);
        self
    }

    /// Whether this specification has the field in an object used as `role`.
    #[must_use]
    pub fn exists(&self, spec: Spec, role: Role) -> bool {
        spec >= self.since
            && (spec > Spec::V3_0 || matches!(role, Role::Contents) || self.json != "compression")
    }

    /// Whether the field is written although empty, in an object used as `role`.
    #[must_use]
    pub fn written_when_empty(&self, spec: Spec, role: Role) -> bool {
        self.written.when_empty(spec)
            || (spec == Spec::V3_0 && !matches!(role, Role::Contents) && self.json == "source")
    }

    /// Whether the field is a plain value in this specification: unset means zero.
    #[must_use]
    pub fn is_plain(&self, spec: Spec, role: Role) -> bool {
        self.plain_until.is_some_and(|last| spec <= last)
            || (spec == Spec::V3_0 && matches!(role, Role::Authority) && self.json == "source")
    }
}

/// A field's value, to be read.
#[derive(Clone, Copy)]
pub enum FieldRef<'a> {
    /// A text that is always there.
    Text(&'a str),
    /// A text that may be unset.
    OptText(Option<&'a str>),
    /// A number that is always there.
    Number(i64),
    /// A number that may be unset.
    OptNumber(Option<i64>),
    /// A flag that may be unset.
    OptFlag(Option<bool>),
    /// A list of texts.
    Texts(&'a [String]),
    /// An object.
    Object(&'a dyn Object),
    /// An object that may be unset, and what makes an empty one.
    OptObject(Option<&'a dyn Object>, fn() -> Box<dyn Object>),
    /// A list of objects.
    Objects(&'a dyn ObjectList),
}

/// A field's value, to be changed.
pub enum FieldMut<'a> {
    /// A text that is always there.
    Text(&'a mut String),
    /// A text that may be unset.
    OptText(&'a mut Option<String>),
    /// A number that is always there.
    Number(&'a mut i64),
    /// A number that may be unset.
    OptNumber(&'a mut Option<i64>),
    /// A flag that may be unset.
    OptFlag(&'a mut Option<bool>),
    /// A list of texts.
    Texts(&'a mut Vec<String>),
    /// An object.
    Object(&'a mut dyn Object),
    /// An object that may be unset.
    OptObject(&'a mut dyn OptionalObject),
    /// A list of objects.
    Objects(&'a mut dyn ObjectList),
}

/// An object of a config, seen through the schema table.
pub trait Object: Any {
    /// The type's name in the reference implementation; it shows in type errors.
    fn go_name(&self) -> &'static str;
    /// The rows of the schema table, in JSON order.
    fn fields(&self) -> &'static [Field];
    /// The value of the field at this row; the row must be one of [`Object::fields`].
    fn get(&self, row: usize) -> FieldRef<'_>;
    /// The value of the field at this row, to be changed.
    fn get_mut(&mut self, row: usize) -> FieldMut<'_>;
    /// What makes two objects of a list the same one.
    fn key(&self) -> Cow<'_, str>;
    /// The object as [`Any`].
    fn as_any(&self) -> &dyn Any;

    /// Whether every field is unset or zero.
    fn is_empty(&self) -> bool {
        (0..self.fields().len()).all(|row| self.get(row).is_empty())
    }
}

impl FieldRef<'_> {
    /// Whether the value is unset or zero. An explicit `false`, `0` or `""` of an optional field is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::OptText(text) => text.is_none(),
            Self::Number(number) => *number == 0,
            Self::OptNumber(number) => number.is_none(),
            Self::OptFlag(flag) => flag.is_none(),
            Self::Texts(texts) => texts.is_empty(),
            Self::Object(object) => object.is_empty(),
            Self::OptObject(object, _) => object.is_none_or(Object::is_empty),
            Self::Objects(objects) => objects.count() == 0,
        }
    }
}

/// A list of objects of one type.
pub trait ObjectList: Any {
    /// How many.
    fn count(&self) -> usize;
    /// The item at this index.
    fn item(&self, index: usize) -> Option<&dyn Object>;
    /// The item at this index, to be changed.
    fn item_mut(&mut self, index: usize) -> Option<&mut dyn Object>;
    /// Adds an empty item and gives it.
    fn push_empty(&mut self) -> &mut dyn Object;
    /// Adds a copy of the item of another list of the same type; a list of another type adds nothing.
    fn push_copy(&mut self, other: &dyn ObjectList, index: usize);
    /// Keeps the first `count` items.
    fn shorten(&mut self, count: usize);
    /// The list as [`Any`].
    fn as_any(&self) -> &dyn Any;
    /// The item type's name in the reference implementation.
    fn go_item_name(&self) -> &'static str;
}

/// An object that may be unset.
pub trait OptionalObject {
    /// The object, made if it was unset.
    fn or_empty(&mut self) -> &mut dyn Object;
    /// Whether there is an object.
    fn is_set(&self) -> bool;
    /// Forgets the object.
    fn clear(&mut self);
}

impl<T: Object + Default + Clone> ObjectList for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }
    fn item(&self, index: usize) -> Option<&dyn Object> {
        self.as_slice().get(index).map(|item| item as &dyn Object)
    }
    fn item_mut(&mut self, index: usize) -> Option<&mut dyn Object> {
        self.as_mut_slice()
            .get_mut(index)
            .map(|item| item as &mut dyn Object)
    }
    fn push_empty(&mut self) -> &mut dyn Object {
        self.push_mut_default()
    }
    fn push_copy(&mut self, other: &dyn ObjectList, index: usize) {
        if let Some(item) = other
            .as_any()
            .downcast_ref::<Self>()
            .and_then(|list| list.get(index))
        {
            self.push(item.clone());
        }
    }
    fn shorten(&mut self, count: usize) {
        self.truncate(count);
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn go_item_name(&self) -> &'static str {
        T::default().go_name()
    }
}

/// Adding an empty item and borrowing it, in one step that cannot fail.
trait PushDefault<T> {
    fn push_mut_default(&mut self) -> &mut T;
}

impl<T: Default> PushDefault<T> for Vec<T> {
    fn push_mut_default(&mut self) -> &mut T {
        let index = self.len();
        self.push(T::default());
        &mut self[index]
    }
}

impl<T: Object + Default> OptionalObject for Option<T> {
    fn or_empty(&mut self) -> &mut dyn Object {
        self.get_or_insert_with(T::default)
    }
    fn is_set(&self) -> bool {
        self.is_some()
    }
    fn clear(&mut self) {
        *self = None;
    }
}

/// A Rust type that can be a field of an [`Object`].
pub trait FieldValue {
    /// The value, to be read.
    fn field_ref(&self) -> FieldRef<'_>;
    /// The value, to be changed.
    fn field_mut(&mut self) -> FieldMut<'_>;
}

macro_rules! field_values {
    ($($type:ty => $self:ident, $variant:ident($read:expr);)*) => {$(
        impl FieldValue for $type {
            fn field_ref(&$self) -> FieldRef<'_> {
                FieldRef::$variant($read)
            }
            fn field_mut(&mut self) -> FieldMut<'_> {
                FieldMut::$variant(self)
            }
        }
    )*};
}

field_values! {
    String => self, Text(self);
    Option<String> => self, OptText(self.as_deref());
    i64 => self, Number(*self);
    Option<i64> => self, OptNumber(*self);
    Option<bool> => self, OptFlag(*self);
    Vec<String> => self, Texts(self);
}

impl<T: Object + Default + Clone> FieldValue for Vec<T> {
    fn field_ref(&self) -> FieldRef<'_> {
        FieldRef::Objects(self)
    }
    fn field_mut(&mut self) -> FieldMut<'_> {
        FieldMut::Objects(self)
    }
}

impl<T: Object + Default> FieldValue for Option<T> {
    fn field_ref(&self) -> FieldRef<'_> {
        FieldRef::OptObject(self.as_ref().map(|object| object as &dyn Object), || {
            Box::new(T::default())
        })
    }
    fn field_mut(&mut self) -> FieldMut<'_> {
        FieldMut::OptObject(self)
    }
}

/// Declares objects of a config: the struct and its rows of the schema table, once.
///
/// Fields are in JSON order; `key` says what makes two objects of a list the same one.
macro_rules! objects {
    ($(
        $(#[$meta:meta])*
        $name:ident as $go_name:literal, key($this:ident) $key:expr;
        { $( $(#[$field_meta:meta])* $field:ident : $type:ty = $row:expr; )* }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $( $(#[$field_meta])* pub $field: $type, )*
        }

        impl $crate::schema::Object for $name {
            fn go_name(&self) -> &'static str {
                $go_name
            }
            fn fields(&self) -> &'static [$crate::schema::Field] {
                const ROWS: &[$crate::schema::Field] = &[$( $row ),*];
                ROWS
            }
            fn get(&self, row: usize) -> $crate::schema::FieldRef<'_> {
                type Getter = fn(&$name) -> $crate::schema::FieldRef<'_>;
                const GETTERS: &[Getter] =
                    &[$( |object| $crate::schema::FieldValue::field_ref(&object.$field) ),*];
                GETTERS[row](self)
            }
            fn get_mut(&mut self, row: usize) -> $crate::schema::FieldMut<'_> {
                type Getter = fn(&mut $name) -> $crate::schema::FieldMut<'_>;
                const GETTERS: &[Getter] =
                    &[$( |object| $crate::schema::FieldValue::field_mut(&mut object.$field) ),*];
                GETTERS[row](self)
            }
            fn key(&self) -> std::borrow::Cow<'_, str> {
                let $this = self;
                std::borrow::Cow::from($key)
            }
            fn as_any(&self) -> &dyn std::any::Any {
                self
            }
        }

        impl $crate::schema::FieldValue for $name {
            fn field_ref(&self) -> $crate::schema::FieldRef<'_> {
                $crate::schema::FieldRef::Object(self)
            }
            fn field_mut(&mut self) -> $crate::schema::FieldMut<'_> {
                $crate::schema::FieldMut::Object(self)
            }
        }
    )*};
}
pub(crate) use objects;
