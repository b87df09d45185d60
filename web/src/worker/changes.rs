//! What changed between two versions of an artifact: by line, and by value where the text is JSON or YAML.

use std::collections::BTreeMap;

use kindling_core::artifacts::Artifact;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::decoding;
use super::protocol::{Change, Difference};

/// The largest text that is compared by line, in bytes; larger ones are shown as replaced.
const MOST: usize = 2 << 20;

/// The difference between two versions of an artifact; a missing one is empty.
pub fn between(path: &str, before: Option<&Artifact>, after: Option<&Artifact>) -> Difference {
    let old = before.map_or("", |artifact| &artifact.contents);
    let new = after.map_or("", |artifact| &artifact.contents);
    Difference {
        lines: match (decoded(path, before), decoded(path, after)) {
            (Some(old), Some(new)) => lines(&old, &new),
            _ => lines(old, new),
        },
        values: values(path, old, new),
    }
}

/// An Ignition config is one long line of escaped files: what it makes is what people compare.
fn decoded(path: &str, artifact: Option<&Artifact>) -> Option<String> {
    if !is_ignition(path) {
        return None;
    }
    let Some(artifact) = artifact else {
        return Some(String::new());
    };
    decoding::decode(&artifact.contents).map(|rows| decoding::written(&rows))
}

fn is_ignition(path: &str) -> bool {
    path.ends_with(".ign") || path.ends_with(".json")
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

fn values(path: &str, old: &str, new: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let (Some(old), Some(new)) = (read(path, old), read(path, new)) else {
        return Vec::new();
    };
    let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
    flatten(String::new(), &old, &mut before);
    flatten(String::new(), &new, &mut after);
    let mut paths: Vec<&String> = before.keys().chain(after.keys()).collect();
    paths.sort();
    paths.dedup();
    paths
        .into_iter()
        .filter(|path| before.get(*path) != after.get(*path))
        .map(|path| {
            (
                path.clone(),
                before.get(path).cloned(),
                after.get(path).cloned(),
            )
        })
        .collect()
}

fn read(path: &str, text: &str) -> Option<Value> {
    if path.ends_with(".json") || path.ends_with(".ign") {
        return serde_json::from_str(text).ok();
    }
    if path.ends_with(".yaml") || path.ends_with(".yml") {
        return serde_yaml::from_str(text).ok();
    }
    None
}

fn flatten(path: String, value: &Value, into: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let below = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                flatten(below, value, into);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                flatten(format!("{path}[{index}]"), value, into);
            }
        }
        Value::String(text) => {
            into.insert(path, text.clone());
        }
        other => {
            into.insert(path, other.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_value_is_named_by_its_path() {
        let found = values(
            "a.json",
            r#"{"a":[1,{"b":"x"}]}"#,
            r#"{"a":[1,{"b":"y"}],"c":true}"#,
        );
        assert_eq!(
            found,
            vec![
                (
                    "a[1].b".to_owned(),
                    Some("x".to_owned()),
                    Some("y".to_owned())
                ),
                ("c".to_owned(), None, Some("true".to_owned())),
            ]
        );
    }

    #[test]
    fn lines_say_what_went_and_what_came() {
        let found = lines("a\nb\n", "a\nc\n");
        assert_eq!(
            found,
            vec![
                Change::Same("a".into()),
                Change::Removed("b".into()),
                Change::Added("c".into())
            ]
        );
    }
}
