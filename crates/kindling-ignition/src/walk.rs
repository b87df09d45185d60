//! Visiting every object of a config, outer ones first, fields in JSON order.

use crate::{
    Config,
    report::{Path, Step},
    schema::{FieldRef, Object, Role},
    spec::Spec,
};

/// Where the walk is: a step and what is outside of it. Becomes a [`Path`] only when something is reported.
#[derive(Clone, Copy, Debug)]
pub enum At<'a> {
    /// The config itself.
    Root,
    /// The value of a key.
    Key(&'a At<'a>, &'static str),
    /// An item of a list.
    Index(&'a At<'a>, usize),
}

impl At<'_> {
    /// The place as a path.
    #[must_use]
    pub fn path(&self) -> Path {
        match *self {
            Self::Root => Path::root(),
            Self::Key(outer, key) => outer.path().then(key),
            Self::Index(outer, index) => outer.path().then(Step::Index(index)),
        }
    }
}

/// Visits the config and every object in it that the specification has.
pub fn walk(config: &Config, spec: Spec, visit: &mut dyn FnMut(&dyn Object, Role, &At<'_>)) {
    object(config, Role::Contents, spec, &At::Root, visit);
}

fn object(
    this: &dyn Object,
    role: Role,
    spec: Spec,
    at: &At<'_>,
    visit: &mut dyn FnMut(&dyn Object, Role, &At<'_>),
) {
    visit(this, role, at);
    for (row, field) in this.fields().iter().enumerate() {
        let value = this.get(row);
        let inner = At::Key(at, field.json);
        match value {
            FieldRef::Object(inside) | FieldRef::OptObject(Some(inside), _)
                if field.exists(spec, role) =>
            {
                object(inside, field.role, spec, &inner, visit);
            }
            FieldRef::Objects(list) if field.exists(spec, role) => {
                for index in 0..list.count() {
                    if let Some(item) = list.item(index) {
                        object(item, field.role, spec, &At::Index(&inner, index), visit);
                    }
                }
            }
            _ => {}
        }
    }
}
