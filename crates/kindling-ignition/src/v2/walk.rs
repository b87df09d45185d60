//! The validation walk: each object's own rule, then its fields', then the keys that nobody knows.
//!
//! It takes an object and the tree of the document that the object was read from, and gives a report. The
//! tree may be another document's than the one the object was read from: Container Linux Configs are
//! validated after translation with the tree of what the user wrote.

use std::borrow::Cow;

use super::{
    report::{Finding, Mark, Report},
    table::{Def, Field, Object, Ty, Value},
};
use crate::report::Severity;

/// A node of a document's tree.
pub trait Node: Sized {
    /// Where the value is. A `seen` of `false` asks on behalf of something that the document does not have;
    /// documents that answer by excerpts have none to show then.
    fn value_mark(&self, seen: bool) -> Mark;
    /// Where the key of this value is.
    fn key_mark(&self) -> Mark;
    /// The item of a list.
    fn item(&self, index: usize) -> Option<Self>;
    /// The value of a key of a mapping; the last one, where the key is there more than once.
    fn value(&self, key: &str) -> Option<Self>;
    /// The keys of a mapping, each once; `None` where the node is no mapping.
    fn keys(&self) -> Option<Vec<Cow<'_, str>>>;
}

/// Whether unknown keys are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownKeys {
    /// Each is a warning.
    Reported,
    /// They are passed over.
    Ignored,
}

/// What a walk looks for beside the rules of the tables.
#[derive(Clone, Copy, Debug)]
pub struct Checks {
    /// Keys that nobody knows.
    pub unknown_keys: UnknownKeys,
    /// A rule about fields that the tables do not have, for tools that are stricter than the reference
    /// validator.
    pub more: Option<fn(&Object, &Field) -> Vec<Finding>>,
}

impl From<UnknownKeys> for Checks {
    fn from(unknown_keys: UnknownKeys) -> Self {
        Self {
            unknown_keys,
            more: None,
        }
    }
}

/// Validates an object and all that it holds.
#[must_use]
pub fn validate<N: Node>(object: &Object, node: Option<&N>, checks: impl Into<Checks>) -> Report {
    object_report(object, &Place { node, seen: true }, checks.into())
}

/// A node, or none, and whether the document has it.
struct Place<'a, N> {
    node: Option<&'a N>,
    seen: bool,
}

impl<N: Node> Place<'_, N> {
    fn mark(&self) -> Mark {
        self.node
            .map_or(Mark::None, |node| node.value_mark(self.seen))
    }
}

fn object_report<N: Node>(object: &Object, place: &Place<'_, N>, checks: Checks) -> Report {
    let mark = place.mark();
    let mut report =
        Report::from_findings(object.def.rule.map_or_else(Vec::new, |rule| rule(object)));
    report.place(mark);
    // Rules about the insides of something wrong would mostly say bogus things.
    if report.is_fatal() {
        return report;
    }
    let mut fields = fields_report(object, place, checks);
    fields.place(mark.without_excerpt());
    report.append(fields);
    report
}

/// The fields of an object, those of objects inlined into it among them: whose, and which row.
fn walked_fields(object: &Object) -> Vec<(Option<&Object>, &'static Field, usize)> {
    let def: &'static Def = object.def;
    let mut fields = Vec::new();
    for (row, field) in def.rows(object.spec) {
        match field.ty {
            Ty::Object(inner) if field.inlined == Some(object.spec) => {
                let holder = match object.at(row) {
                    Value::Object(holder) => Some(&**holder),
                    _ => None,
                };
                fields.extend(
                    inner
                        .rows(object.spec)
                        .into_iter()
                        .map(|(row, field)| (holder, field, row)),
                );
            }
            _ => fields.push((Some(object), field, row)),
        }
    }
    fields
}

fn fields_report<N: Node>(object: &Object, place: &Place<'_, N>, checks: Checks) -> Report {
    let keys = place.node.and_then(Node::keys);
    let mut report = Report::default();
    let fields = walked_fields(object);
    for (holder, field, row) in &fields {
        let child = if keys.is_some() {
            place.node.and_then(|node| node.value(field.key))
        } else {
            None
        };
        let is_found = child.is_some();
        let child_place = Place {
            node: child.as_ref(),
            seen: place.seen,
        };
        let mut mark = place
            .node
            .map_or(Mark::None, |node| node.value_mark(place.seen && is_found));
        let Some(holder) = holder else { continue };
        if let Some(rule) = field.rule {
            if is_found {
                mark = child_place.mark();
            }
            let mut findings = Report::from_findings(rule(holder));
            findings.place(mark);
            report.append(findings);
        }
        if let Some(rule) = checks.more {
            let mut findings = Report::from_findings(rule(holder, field));
            findings.place(if is_found { child_place.mark() } else { mark });
            report.append(findings);
        }
        let mut inner = value_report(holder, field, row, &child_place, checks);
        inner.place(mark);
        report.append(inner);
    }
    if checks.unknown_keys == UnknownKeys::Reported
        && let (Some(keys), Some(node)) = (keys, place.node)
    {
        let known: Vec<&str> = fields.iter().map(|(_, field, _)| field.key).collect();
        report.append(unknown_keys(&keys, &known, node));
    }
    report
}

fn value_report<N: Node>(
    object: &Object,
    field: &Field,
    row: &usize,
    place: &Place<'_, N>,
    checks: Checks,
) -> Report {
    let mark = place.mark();
    let mut report = match object.at(*row) {
        Value::Object(inner) => object_report(inner, place, checks),
        Value::Objects(items) => list_report(items, place, |item, place| {
            object_report(item, place, checks)
        }),
        Value::Texts(items) => match field.item_rule {
            Some(rule) => list_report(items, place, |item, place| {
                let mut report = Report::from_findings(rule(item));
                report.place(place.mark());
                report
            }),
            None => Report::default(),
        },
        // An object that is always there is validated although the document does not have it.
        Value::Unset => match field.ty {
            Ty::Object(def) => object_report(&Object::new(def, object.spec), place, checks),
            _ => Report::default(),
        },
        Value::Flag(_) | Value::Number(_) | Value::Text(_) => Report::default(),
    };
    report.place(mark.without_excerpt());
    report
}

fn list_report<N: Node, T>(
    items: &[T],
    place: &Place<'_, N>,
    item_report: impl Fn(&T, &Place<'_, N>) -> Report,
) -> Report {
    let mut report = Report::default();
    for (index, item) in items.iter().enumerate() {
        let child = place.node.and_then(|node| node.item(index));
        let child_place = Place {
            node: child.as_ref().or(place.node),
            seen: place.seen,
        };
        report.append(item_report(item, &child_place));
    }
    report
}

fn unknown_keys<N: Node>(keys: &[Cow<'_, str>], known: &[&str], node: &N) -> Report {
    let mut report = Report::default();
    for key in keys {
        if known.contains(&&**key) {
            continue;
        }
        let mark = node.value(key).map_or(Mark::None, |value| value.key_mark());
        report.add(
            Finding::warning(format!("Config has unrecognized key: {key}")),
            mark,
        );
        if let Some(similar) = known.iter().find(|known| is_same_folded(known, key)) {
            let hint = format!("Did you mean {similar} instead of {key}");
            report.add(Finding::new(Severity::Info, hint), mark);
        }
    }
    report
}

/// Whether a key of a table, which is ASCII, equals another one but for case. Two letters outside ASCII fold
/// to letters within: the long s and the sign of the kelvin.
pub(super) fn is_same_folded(known: &str, key: &str) -> bool {
    let fold = |char: char| match char {
        'ſ' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    };
    known.chars().map(fold).eq(key.chars().map(fold))
}
