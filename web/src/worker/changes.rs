//! What changed between two versions of an artifact: by value where the text is JSON or YAML, by line otherwise. An
//! Ignition config is both: its own values, and the lines of the files that are packed in it.

use std::collections::{BTreeMap, BTreeSet};

use kindling_core::artifacts::{Artifact, Artifacts};
use serde_json::Value;
use similar::{Algorithm, ChangeTag, DiffTag, TextDiff, capture_diff_slices};

use super::decoding;
use super::protocol::{Change, Difference};
use crate::viewing::{is_ignition, is_json};

/// The largest text that is compared by line, in bytes; larger ones are shown as replaced.
const MOST: usize = 2 << 20;

/// Keys by which the entries of a list are told apart, so that a new one in front moves no other.
const IDENTITIES: [&str; 6] = ["name", "path", "id", "device", "key", "label"];

/// A value that differs: its path, what it was, what it is.
type Differing = (String, Option<String>, Option<String>);

/// The difference between two versions of an artifact; a missing one is empty.
pub fn between(path: &str, before: Option<&Artifact>, after: Option<&Artifact>) -> Difference {
    let (old, new) = (text(before), text(after));
    if let (Some(old), Some(new)) = (unpacked(path, before), unpacked(path, after)) {
        return Difference {
            lines: lines(&old, &new),
            values: values(path, text(before), text(after)).unwrap_or_default(),
            valued: false,
        };
    }
    match values(path, old, new) {
        Some(values) => Difference {
            lines: lines(old, new),
            values,
            valued: true,
        },
        None => Difference {
            lines: lines(old, new),
            ..Difference::default()
        },
    }
}

/// How many lines came and went in each of these artifacts, where any did.
pub fn counts(
    paths: &[String],
    before: &Artifacts,
    after: &Artifacts,
) -> BTreeMap<String, (usize, usize)> {
    let count = |path: &String| {
        let (before, after) = (before.get(path), after.get(path));
        let lines = match (unpacked(path, before), unpacked(path, after)) {
            (Some(old), Some(new)) => lines(&old, &new),
            _ => lines(text(before), text(after)),
        };
        let of = |wanted: fn(&Change) -> bool| lines.iter().filter(|line| wanted(line)).count();
        let counted = (
            of(|line| matches!(line, Change::Added(_))),
            of(|line| matches!(line, Change::Removed(_))),
        );
        (counted != (0, 0)).then(|| (path.clone(), counted))
    };
    paths.iter().filter_map(count).collect()
}

fn text(artifact: Option<&Artifact>) -> &str {
    artifact.map_or("", |artifact| &artifact.contents)
}

/// An Ignition config is one long line of packed files: what it makes is what people compare.
fn unpacked(path: &str, artifact: Option<&Artifact>) -> Option<String> {
    if !is_ignition(path) {
        return None;
    }
    let Some(artifact) = artifact else {
        return Some(String::new());
    };
    decoding::decode(&artifact.contents).map(|rows| decoding::written(&rows))
}

fn lines(old: &str, new: &str) -> Vec<Change> {
    if old.len() > MOST || new.len() > MOST {
        let removed = old.lines().map(|line| Change::Removed(line.to_owned()));
        return removed
            .chain(new.lines().map(|line| Change::Added(line.to_owned())))
            .collect();
    }
    TextDiff::from_lines(old, new)
        .iter_all_changes()
        .map(|change| {
            let line = change.value().trim_end_matches('\n').to_owned();
            match change.tag() {
                ChangeTag::Equal => Change::Same(line),
                ChangeTag::Insert => Change::Added(line),
                ChangeTag::Delete => Change::Removed(line),
            }
        })
        .collect()
}

/// Values that differ, where both texts have values. What is packed in a config is compared by line instead.
fn values(path: &str, old: &str, new: &str) -> Option<Vec<Differing>> {
    let (old, new) = (read(path, old)?, read(path, new)?);
    let mut found = Vec::new();
    compare(&mut found, String::new(), Some(&old), Some(&new));
    if is_ignition(path) {
        found.retain(|(path, _, _)| {
            !path.ends_with(".source")
                && !path.ends_with("contents")
                && !path.contains(".verification.")
        });
    }
    Some(found)
}

fn read(path: &str, text: &str) -> Option<Value> {
    if text.is_empty() {
        return Some(Value::Null).filter(|_| is_json(path) || is_yaml(path));
    }
    if is_json(path) {
        return serde_json::from_str(text).ok();
    }
    serde_yaml::from_str(text).ok().filter(|_| is_yaml(path))
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml") || matches!(path, "kubeconfig" | "admin.conf")
}

/// The differences below a place; the order of keys is none.
fn compare(found: &mut Vec<Differing>, path: String, old: Option<&Value>, new: Option<&Value>) {
    match (old, new) {
        (Some(old), Some(new)) if old == new => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                compare(found, below(&path, key), old.get(key), new.get(key));
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => listed(found, &path, old, new),
        // What came or went as a whole is told value by value too.
        (one, Some(Value::Object(map))) if is_nothing(one) && !map.is_empty() => {
            for (key, value) in map {
                compare(found, below(&path, key), None, Some(value));
            }
        }
        (Some(Value::Object(map)), other) if is_nothing(other) && !map.is_empty() => {
            for (key, value) in map {
                compare(found, below(&path, key), Some(value), None);
            }
        }
        (one, Some(Value::Array(items))) if is_nothing(one) && !items.is_empty() => {
            listed(found, &path, &[], items);
        }
        (Some(Value::Array(items)), other) if is_nothing(other) && !items.is_empty() => {
            listed(found, &path, items, &[]);
        }
        (old, new) => {
            let said =
                |value: Option<&Value>| value.filter(|value| !is_nothing(Some(value))).map(said);
            let (old, new) = (said(old), said(new));
            if old != new {
                found.push((path, old, new));
            }
        }
    }
}

fn is_nothing(value: Option<&Value>) -> bool {
    matches!(value, None | Some(Value::Null))
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Lists by the names of their entries where each has one of its own; else in their order.
fn listed(found: &mut Vec<Differing>, path: &str, old: &[Value], new: &[Value]) {
    if let Some((old, new)) = named(old, new) {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names {
            let at = format!("{path}[{name}]");
            compare(found, at, old.get(name).copied(), new.get(name).copied());
        }
        return;
    }
    if old
        .iter()
        .chain(new)
        .any(|value| value.is_object() || value.is_array())
    {
        for index in 0..old.len().max(new.len()) {
            compare(
                found,
                format!("{path}[{index}]"),
                old.get(index),
                new.get(index),
            );
        }
        return;
    }
    let (before, after): (Vec<String>, Vec<String>) = (
        old.iter().map(said).collect(),
        new.iter().map(said).collect(),
    );
    for step in capture_diff_slices(Algorithm::Myers, &before, &after) {
        if step.tag() == DiffTag::Equal {
            continue;
        }
        let (went, came) = (step.old_range(), step.new_range());
        for offset in 0..went.len().max(came.len()) {
            let old = before
                .get(went.start + offset)
                .filter(|_| offset < went.len());
            let new = after
                .get(came.start + offset)
                .filter(|_| offset < came.len());
            let index = new.map_or(went.start, |_| came.start) + offset;
            found.push((format!("{path}[{index}]"), old.cloned(), new.cloned()));
        }
    }
}

type Named<'a> = BTreeMap<String, &'a Value>;

/// The entries of both lists by name, where one key names each of them and no two alike.
fn named<'a>(old: &'a [Value], new: &'a [Value]) -> Option<(Named<'a>, Named<'a>)> {
    IDENTITIES.iter().find_map(|key| {
        let by_name = |items: &'a [Value]| {
            let mut named = Named::new();
            for item in items {
                let name = item.get(*key)?.as_str()?.to_owned();
                if named.insert(name, item).is_some() {
                    return None;
                }
            }
            Some(named)
        };
        Some((by_name(old)?, by_name(new)?)).filter(|(old, new)| !old.is_empty() || !new.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differing(path: &str, old: &str, new: &str) -> Vec<(String, String, String)> {
        values(path, old, new)
            .expect("both have values")
            .into_iter()
            .map(|(path, old, new)| (path, old.unwrap_or_default(), new.unwrap_or_default()))
            .collect()
    }

    fn row(path: &str, old: &str, new: &str) -> (String, String, String) {
        (path.to_owned(), old.to_owned(), new.to_owned())
    }

    #[test]
    fn a_changed_value_is_named_by_its_path() {
        let found = differing(
            "a.json",
            r#"{"a":[1,{"b":"x"}]}"#,
            r#"{"a":[1,{"b":"y"}],"c":true}"#,
        );
        assert_eq!(found, [row("a[1].b", "x", "y"), row("c", "", "true")]);
    }

    #[test]
    fn keys_that_move_change_nothing() {
        assert_eq!(
            differing(
                "a.json",
                r#"{"a":1,"b":[{"c":2,"d":3}]}"#,
                r#"{"b":[{"d":3,"c":2}],"a":1}"#
            ),
            []
        );
        assert_eq!(
            differing("a.yaml", "a: 1\nb: {c: 2}\n", "b:\n  c: 2\na: 1\n"),
            []
        );
        let moved = between_texts("a.yaml", "a: 1\nb: 2\n", "b: 2\na: 1\n");
        assert!(moved.valued && moved.values.is_empty() && moved.lines.len() == 3);
    }

    #[test]
    fn entries_of_lists_are_told_by_name() {
        let old = r#"{"files":[{"path":"/a","mode":1},{"path":"/b","mode":2}]}"#;
        let new =
            r#"{"files":[{"path":"/new","mode":3},{"path":"/b","mode":4},{"path":"/a","mode":1}]}"#;
        assert_eq!(
            differing("a.json", old, new),
            [
                row("files[/b].mode", "2", "4"),
                row("files[/new].path", "", "/new"),
                row("files[/new].mode", "", "3"),
            ]
        );
    }

    #[test]
    fn a_text_in_front_of_a_list_moves_no_other() {
        let found = differing("a.yaml", "a: [x, y, z]\n", "a: [new, x, q, z]\n");
        assert_eq!(found, [row("a[0]", "", "new"), row("a[2]", "y", "q")]);
        let found = differing("a.yaml", "a: [x, y]\n", "a: [x]\n");
        assert_eq!(found, [row("a[1]", "y", "")]);
    }

    #[test]
    fn what_was_not_there_came_value_by_value() {
        assert_eq!(
            differing("a.yaml", "", "a: {b: [1, 2]}\n"),
            [row("a.b[0]", "", "1"), row("a.b[1]", "", "2")]
        );
    }

    #[test]
    fn texts_without_values_have_lines_alone() {
        assert!(values("README.md", "a", "b").is_none());
        assert!(values("a.json", "{", "{}").is_none());
        assert!(!between_texts("boot.ipxe", "a\n", "b\n").valued);
    }

    fn between_texts(path: &str, old: &str, new: &str) -> Difference {
        let artifact = |contents: &str| Artifact {
            contents: contents.into(),
            sensitivity: kindling_core::sensitivity::Sensitivity::Public,
            purpose: "",
        };
        between(path, Some(&artifact(old)), Some(&artifact(new)))
    }

    #[test]
    fn lines_say_what_went_and_what_came() {
        let found = lines("a\nb\n", "a\nc\n");
        assert_eq!(
            found,
            [
                Change::Same("a".into()),
                Change::Removed("b".into()),
                Change::Added("c".into())
            ]
        );
    }
}
