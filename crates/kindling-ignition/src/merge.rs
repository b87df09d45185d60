//! Merging a child config onto a parent config, as Ignition does with `ignition.config.merge`.
//!
//! Objects merge field by field; entries of lists are found again by their keys. Both configs follow one
//! specification; older ones are converted first ([`crate::convert`]). The result is not judged again.
//! <https://coreos.github.io/ignition/operator-notes/#config-merging>

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    Config,
    report::Path,
    schema::{Field, FieldMut, FieldRef, Listing, Object, ObjectList, Role},
    spec::Spec,
    walk::At,
};

/// One of the two configs that are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The config that is merged onto.
    Parent,
    /// The config that is merged in, and that wins.
    Child,
}

/// Where a value of the result comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The config.
    pub side: Side,
    /// The place in that config.
    pub from: Path,
    /// The place in the result.
    pub to: Path,
}

/// The child merged onto the parent.
#[must_use]
pub fn merge(parent: &Config, child: &Config, spec: Spec) -> Config {
    run(parent, child, spec, None)
}

/// The child merged onto the parent, and where each set value, and each object that comes from one side as a whole,
/// was before; values come before the objects that hold them.
#[must_use]
pub fn merge_with_origins(parent: &Config, child: &Config, spec: Spec) -> (Config, Vec<Origin>) {
    let mut origins = Vec::new();
    let config = run(parent, child, spec, Some(&mut origins));
    (config, origins)
}

fn run(parent: &Config, child: &Config, spec: Spec, origins: Option<&mut Vec<Origin>>) -> Config {
    let mut config = Config::default();
    let mut merger = Merger { spec, origins };
    let places = Places {
        parent: At::Root,
        child: At::Root,
        result: At::Root,
    };
    merger.objects(parent, child, &mut config, Role::Contents, &places);
    config
}

/// The same object in the parent, the child and the result.
#[derive(Clone, Copy)]
struct Places<'p> {
    parent: At<'p>,
    child: At<'p>,
    result: At<'p>,
}

impl<'p> Places<'p> {
    const fn field(&'p self, key: &'static str) -> Self {
        Self {
            parent: At::Key(&self.parent, key),
            child: At::Key(&self.child, key),
            result: At::Key(&self.result, key),
        }
    }

    const fn item(&'p self, parent: usize, child: usize, result: usize) -> Self {
        Self {
            parent: At::Index(&self.parent, parent),
            child: At::Index(&self.child, child),
            result: At::Index(&self.result, result),
        }
    }

    const fn from(&self, side: Side) -> At<'p> {
        match side {
            Side::Parent => self.parent,
            Side::Child => self.child,
        }
    }
}

/// The child's list entries by namespace and key: which field and which index.
type Keys<'c> = BTreeMap<(&'static str, Cow<'c, str>), (usize, usize)>;

struct Merger<'o> {
    spec: Spec,
    origins: Option<&'o mut Vec<Origin>>,
}

impl Merger<'_> {
    fn objects(
        &mut self,
        parent: &dyn Object,
        child: &dyn Object,
        result: &mut dyn Object,
        role: Role,
        places: &Places<'_>,
    ) {
        let fields = child.fields();
        let keys = keys_of(child);
        for (row, field) in fields.iter().enumerate() {
            let (ours, theirs) = (parent.get(row), child.get(row));
            let places = places.field(field.json);
            let target = result.get_mut(row);
            match (ours, theirs, target) {
                (FieldRef::Objects(ours), FieldRef::Objects(theirs), FieldMut::Objects(target)) => {
                    self.lists(ours, theirs, target, (row, field), &keys, &places);
                }
                (FieldRef::Texts(ours), FieldRef::Texts(theirs), FieldMut::Texts(target)) => {
                    self.texts(ours, theirs, target, (row, field), &keys, &places);
                }
                (FieldRef::Object(ours), FieldRef::Object(theirs), FieldMut::Object(target)) => {
                    self.sides(Some(ours), Some(theirs), target, field.role, &places);
                }
                (
                    FieldRef::OptObject(ours, _),
                    FieldRef::OptObject(theirs, _),
                    FieldMut::OptObject(target),
                ) => {
                    if ours.is_some() || theirs.is_some() {
                        self.sides(ours, theirs, target.or_empty(), field.role, &places);
                    }
                }
                (ours, theirs, target) => {
                    let child_wins = !theirs.is_empty()
                        || matches!(theirs, FieldRef::Text(_) | FieldRef::Number(_))
                        || field.is_plain(self.spec, role);
                    let (value, side) = if child_wins {
                        (theirs, Side::Child)
                    } else {
                        (ours, Side::Parent)
                    };
                    set(value, target);
                    self.record(value, side, &places);
                }
            }
        }
    }

    /// Merges an object that both sides may have; one without anything set leaves it to the other.
    fn sides(
        &mut self,
        parent: Option<&dyn Object>,
        child: Option<&dyn Object>,
        result: &mut dyn Object,
        role: Role,
        places: &Places<'_>,
    ) {
        let full = |object: &&dyn Object| !object.is_empty();
        match (parent.filter(full), child.filter(full)) {
            (Some(parent), Some(child)) => self.objects(parent, child, result, role, places),
            (None, Some(child)) => self.whole(child, Side::Child, result, places),
            (Some(parent), None) => self.whole(parent, Side::Parent, result, places),
            (None, None) => {}
        }
    }

    fn whole(
        &mut self,
        object: &dyn Object,
        side: Side,
        result: &mut dyn Object,
        places: &Places<'_>,
    ) {
        copy(object, result);
        self.record(FieldRef::Object(object), side, places);
    }

    fn texts(
        &mut self,
        parent: &[String],
        child: &[String],
        result: &mut Vec<String>,
        (row, field): (usize, &Field),
        keys: &Keys<'_>,
        places: &Places<'_>,
    ) {
        let keyed = field.listing == Listing::Keyed;
        result.reserve(parent.len() + child.len());
        for (index, text) in parent.iter().enumerate() {
            let found = keyed
                .then(|| keys.get(&(space(field), Cow::Borrowed(text.as_str()))))
                .flatten();
            match found {
                Some((list, _)) if *list != row => continue,
                Some((_, at)) => {
                    self.record_text(Side::Child, &places.item(index, *at, result.len()));
                }
                None => self.record_text(Side::Parent, &places.item(index, index, result.len())),
            }
            result.push(text.clone());
        }
        let known: BTreeSet<&str> = if keyed {
            parent.iter().map(String::as_str).collect()
        } else {
            BTreeSet::new()
        };
        for (index, text) in child
            .iter()
            .enumerate()
            .filter(|(_, text)| !known.contains(text.as_str()))
        {
            self.record_text(Side::Child, &places.item(index, index, result.len()));
            result.push(text.clone());
        }
    }

    fn lists(
        &mut self,
        parent: &dyn ObjectList,
        child: &dyn ObjectList,
        result: &mut dyn ObjectList,
        (row, field): (usize, &Field),
        keys: &Keys<'_>,
        places: &Places<'_>,
    ) {
        let keyed = field.listing == Listing::Keyed;
        let mut known = BTreeSet::new();
        for (index, item) in items(parent) {
            let key = item.key();
            let found = if keyed {
                keys.get(&(space(field), key.clone()))
            } else {
                None
            };
            if keyed {
                known.insert(key);
            }
            match found {
                // A sibling list of the child has it: it moves there.
                Some((list, _)) if *list != row => {}
                Some((_, at)) => {
                    let Some(theirs) = child.item(*at) else {
                        continue;
                    };
                    if removes(theirs, field) {
                        continue;
                    }
                    let places = places.item(index, *at, result.count());
                    self.objects(item, theirs, result.push_empty(), field.role, &places);
                }
                None => {
                    let places = places.item(index, index, result.count());
                    result.push_copy(parent, index);
                    self.record(FieldRef::Object(item), Side::Parent, &places);
                }
            }
        }
        for (index, item) in items(child) {
            if !keyed || !known.contains(&item.key()) {
                let places = places.item(index, index, result.count());
                result.push_copy(child, index);
                self.record(FieldRef::Object(item), Side::Child, &places);
            }
        }
    }

    fn record_text(&mut self, side: Side, places: &Places<'_>) {
        if let Some(origins) = self.origins.as_deref_mut() {
            origins.push(Origin {
                side,
                from: places.from(side).path(),
                to: places.result.path(),
            });
        }
    }

    /// Records where a value comes from; says whether anything in it was set.
    fn record(&mut self, value: FieldRef<'_>, side: Side, places: &Places<'_>) -> bool {
        if self.origins.is_none() || value.is_empty() {
            return false;
        }
        match value {
            FieldRef::Object(object) | FieldRef::OptObject(Some(object), _) => {
                for (row, field) in object.fields().iter().enumerate() {
                    self.record(object.get(row), side, &places.field(field.json));
                }
                self.record_text(side, places);
            }
            FieldRef::Objects(list) => {
                for (index, item) in items(list) {
                    self.record(
                        FieldRef::Object(item),
                        side,
                        &places.item(index, index, index),
                    );
                }
            }
            FieldRef::Texts(texts) => {
                for index in 0..texts.len() {
                    self.record_text(side, &places.item(index, index, index));
                }
            }
            _ => self.record_text(side, places),
        }
        true
    }
}

fn items(list: &dyn ObjectList) -> impl Iterator<Item = (usize, &dyn Object)> {
    (0..list.count()).filter_map(|index| list.item(index).map(|item| (index, item)))
}

/// The name under which a list's keys are compared.
const fn space(field: &Field) -> &'static str {
    match field.namespace {
        Some(name) => name,
        None => field.json,
    }
}

fn keys_of(child: &dyn Object) -> Keys<'_> {
    let mut keys = Keys::new();
    for (row, field) in child.fields().iter().enumerate() {
        if field.listing == Listing::Appended {
            continue;
        }
        match child.get(row) {
            FieldRef::Objects(list) => {
                for (index, item) in items(list) {
                    keys.insert((space(field), item.key()), (row, index));
                }
            }
            FieldRef::Texts(texts) => {
                for (index, text) in texts.iter().enumerate() {
                    keys.insert((space(field), Cow::Borrowed(text)), (row, index));
                }
            }
            _ => {}
        }
    }
    keys
}

/// Whether the child's item stands for "remove it".
fn removes(item: &dyn Object, field: &Field) -> bool {
    field.removed_without.is_some_and(|name| {
        let row = item.fields().iter().position(|field| field.json == name);
        row.is_some_and(|row| item.get(row).is_empty())
    })
}

/// Sets a scalar; containers are merged elsewhere.
fn set(value: FieldRef<'_>, target: FieldMut<'_>) {
    match (value, target) {
        (FieldRef::Text(value), FieldMut::Text(target)) => value.clone_into(target),
        (FieldRef::OptText(value), FieldMut::OptText(target)) => *target = value.map(str::to_owned),
        (FieldRef::Number(value), FieldMut::Number(target)) => *target = value,
        (FieldRef::OptNumber(value), FieldMut::OptNumber(target)) => *target = value,
        (FieldRef::OptFlag(value), FieldMut::OptFlag(target)) => *target = value,
        _ => {}
    }
}

/// Copies an object of the same type.
fn copy(from: &dyn Object, to: &mut dyn Object) {
    for row in 0..from.fields().len() {
        match (from.get(row), to.get_mut(row)) {
            (FieldRef::Object(from), FieldMut::Object(to)) => copy(from, to),
            (FieldRef::OptObject(Some(from), _), FieldMut::OptObject(to)) => {
                copy(from, to.or_empty());
            }
            (FieldRef::Texts(from), FieldMut::Texts(to)) => from.clone_into(to),
            (FieldRef::Objects(from), FieldMut::Objects(to)) => {
                to.shorten(0);
                (0..from.count()).for_each(|index| to.push_copy(from, index));
            }
            (from, to) => set(from, to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Side, merge, merge_with_origins};
    use crate::{
        Config,
        config::{Directory, File, Header, Link, Resource, Unit},
        spec::Spec,
    };

    fn file(path: &str, contents: Resource) -> File {
        File {
            path: path.to_owned(),
            contents,
            ..File::default()
        }
    }

    #[test]
    fn entries_are_found_by_key_and_move_between_lists() {
        let mut parent = Config::new(Spec::V3_4);
        parent.storage.files = vec![
            file("/a", Resource::default()),
            file("/b", Resource::default()),
        ];
        parent.kernel_arguments.should_exist = vec!["quiet".to_owned(), "rw".to_owned()];
        let mut child = Config::new(Spec::V3_4);
        child.storage.files = vec![File {
            mode: Some(420),
            ..file("/b", Resource::default())
        }];
        child.storage.links = vec![Link {
            path: "/a".to_owned(),
            ..Link::default()
        }];
        child.storage.directories = vec![Directory {
            path: "/d".to_owned(),
            ..Directory::default()
        }];
        child.kernel_arguments.should_not_exist = vec!["quiet".to_owned()];
        let merged = merge(&parent, &child, Spec::V3_4);
        let files: Vec<_> = merged
            .storage
            .files
            .iter()
            .map(|file| (file.path.as_str(), file.mode))
            .collect();
        assert_eq!(files, [("/b", Some(420))]);
        assert_eq!(
            (merged.storage.links.len(), merged.storage.directories.len()),
            (1, 1)
        );
        assert_eq!(merged.kernel_arguments.should_exist, ["rw"]);
        assert_eq!(merged.kernel_arguments.should_not_exist, ["quiet"]);
    }

    #[test]
    fn contents_merge_field_by_field_and_headers_can_be_removed() {
        let header = |name: &str, value: Option<&str>| Header {
            name: name.to_owned(),
            value: value.map(str::to_owned),
        };
        let contents = |source: Option<&str>, headers: Vec<Header>| Resource {
            source: source.map(str::to_owned),
            http_headers: headers,
            ..Resource::default()
        };
        let mut parent = Config::new(Spec::V3_4);
        let headers = vec![header("A", Some("1")), header("B", Some("2"))];
        let mut packed = contents(Some("https://a"), headers);
        packed.compression = Some("gzip".to_owned());
        parent.storage.files.push(file("/f", packed));
        let mut child = Config::new(Spec::V3_4);
        let headers = vec![header("A", None), header("C", None)];
        child
            .storage
            .files
            .push(file("/f", contents(Some("https://b"), headers)));
        let merged = merge(&parent, &child, Spec::V3_4);
        let merged = &merged.storage.files[0].contents;
        assert_eq!(merged.source.as_deref(), Some("https://b"));
        assert_eq!(merged.compression.as_deref(), Some("gzip"));
        assert_eq!(
            merged.http_headers,
            [header("B", Some("2")), header("C", None)]
        );
    }

    #[test]
    fn origins_tell_the_side_and_the_place() {
        let unit = |name: &str, enabled| Unit {
            name: name.to_owned(),
            enabled,
            ..Unit::default()
        };
        let mut parent = Config::new(Spec::V3_4);
        parent.systemd.units = vec![unit("a.service", Some(true)), unit("b.service", None)];
        let mut child = Config::new(Spec::V3_4);
        child.systemd.units = vec![unit("b.service", Some(false))];
        let (_, origins) = merge_with_origins(&parent, &child, Spec::V3_4);
        let shown: Vec<_> = origins
            .iter()
            .map(|origin| format!("{:?} {} {}", origin.side, origin.from, origin.to))
            .collect();
        assert_eq!(
            shown,
            [
                "Child $.ignition.version $.ignition.version",
                "Parent $.systemd.units.0.enabled $.systemd.units.0.enabled",
                "Parent $.systemd.units.0.name $.systemd.units.0.name",
                "Parent $.systemd.units.0 $.systemd.units.0",
                "Child $.systemd.units.0.enabled $.systemd.units.1.enabled",
                "Child $.systemd.units.0.name $.systemd.units.1.name",
            ]
        );
        assert!(origins.iter().any(|origin| origin.side == Side::Parent));
    }
}
