//! Texts as flat maps from field to value, so that two of them can be compared field by field.
//!
//! Order counts where it means something: lists are compared by position, but lists of named things by name and lists of
//! flags by flag. A text of several lines that is itself YAML or JSON is compared by its values.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize as _;
use serde_json::Value;

/// Field to value, both as text; values are JSON.
pub type Fields = BTreeMap<String, String>;

/// The fields of a YAML text of one or several documents.
///
/// # Errors
///
/// The reader's, where the text is no YAML.
pub fn of_yaml(text: &str) -> Result<Fields, String> {
    let documents = documents(text)?;
    let mut fields = Fields::new();
    match documents.as_slice() {
        [document] => flatten(&mut fields, "", document),
        several => {
            for document in several {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let (kind, name) = (&document["kind"], &document["metadata"]["name"]);
                flatten(
                    &mut fields,
                    &format!("{}/{}", text(kind), text(name)),
                    document,
                );
            }
        }
    }
    Ok(fields)
}

/// The documents of a YAML text that say anything.
fn documents(text: &str) -> Result<Vec<Value>, String> {
    let mut documents = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        let value = Value::deserialize(document).map_err(|error| error.to_string())?;
        if !value.is_null() {
            documents.push(value);
        }
    }
    Ok(documents)
}

/// The fields of a value, below a path.
pub fn flatten(fields: &mut Fields, path: &str, value: &Value) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let dot = if path.is_empty() { "" } else { "." };
                flatten(fields, &format!("{path}{dot}{key}"), value);
            }
        }
        Value::Array(values) if !values.is_empty() => flatten_list(fields, path, values),
        Value::String(text) if text.contains('\n') => flatten_text(fields, path, text),
        scalar => {
            fields.insert(path.to_owned(), scalar.to_string());
        }
    }
}

fn flatten_list(fields: &mut Fields, path: &str, values: &[Value]) {
    if let Some(flags) = flags(values) {
        for (flag, value) in flags {
            fields.insert(format!("{path}[{flag}]"), value);
        }
        return;
    }
    let ordered = path.ends_with("initContainers");
    let names: BTreeSet<&str> = values
        .iter()
        .filter_map(|value| value.get("name")?.as_str())
        .collect();
    for (index, value) in values.iter().enumerate() {
        let place = if names.len() == values.len() && !ordered {
            value["name"].as_str().unwrap_or_default().to_owned()
        } else {
            index.to_string()
        };
        flatten(fields, &format!("{path}[{place}]"), value);
    }
}

/// A command line as flag to value, where it is one: a program, then flags, each once.
fn flags(values: &[Value]) -> Option<BTreeMap<String, String>> {
    let words: Vec<&str> = values.iter().map(Value::as_str).collect::<Option<_>>()?;
    let start = usize::from(!words.first()?.starts_with("--"));
    if words.len() <= start || !words[start..].iter().all(|word| word.starts_with("--")) {
        return None;
    }
    let flags: BTreeMap<String, String> = words
        .iter()
        .map(|word| match word.split_once('=') {
            Some((flag, value)) if word.starts_with("--") => (flag.to_owned(), value.to_owned()),
            _ => ((*word).to_owned(), String::new()),
        })
        .collect();
    (flags.len() == words.len()).then_some(flags)
}

fn flatten_text(fields: &mut Fields, path: &str, text: &str) {
    if let Ok(documents) = documents(text)
        && let [inner @ Value::Object(_)] = documents.as_slice()
    {
        flatten(fields, path, inner);
        return;
    }
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    fields.insert(path.to_owned(), Value::from(lines.join("\n")).to_string());
}

/// A field in which two texts differ, with each one's value where it has the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field; empty where a whole file is on one side only.
    pub field: String,
    /// Kindling's value.
    pub ours: Option<String>,
    /// Typhoon's value.
    pub theirs: Option<String>,
}

/// The fields in which two maps differ.
#[must_use]
pub fn compare(ours: &Fields, theirs: &Fields) -> Vec<Difference> {
    let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    names
        .into_iter()
        .filter(|name| ours.get(*name) != theirs.get(*name))
        .map(|name| Difference {
            field: name.clone(),
            ours: ours.get(name).cloned(),
            theirs: theirs.get(name).cloned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Fields, compare, of_yaml};

    fn fields(text: &str) -> Fields {
        of_yaml(text).expect("the test's text is YAML")
    }

    #[test]
    fn what_means_the_same_is_equal() {
        for (ours, theirs) in [
            ("a: 1\nb: 'x'\n", "b: x\na: 1 # one\n"),
            (
                "command: [p, --a=1, --b]\n",
                "command:\n- p\n- --b\n- --a=1\n",
            ),
            (
                "l: [{name: a, v: 1}, {name: b}]",
                "l: [{name: b}, {v: 1, name: a}]",
            ),
            ("t: |\n  {\"a\": [1]}\n  \n", "t: |\n  a:\n  - 1\n"),
            ("t: |\n  x {\n    y\n", "t: |\n  x {\n  y\n"),
            (
                "{kind: A, metadata: {name: a}}\n---\n{kind: B, metadata: {name: b}}\n",
                "{kind: B, metadata: {name: b}}\n---\n\n---\n{kind: A, metadata: {name: a}}\n",
            ),
        ] {
            assert_eq!(fields(ours), fields(theirs));
        }
    }

    #[test]
    fn what_means_something_else_differs() {
        for (ours, theirs, field) in [
            ("a: 1\n", "a: '1'\n", "a"),
            ("a: [x, y]\n", "a: [y, x]\n", "a[0]"),
            (
                "command: [p, --a=1]\n",
                "command: [p, --a=2]\n",
                "command[--a]",
            ),
            (
                "command: [p, --a=1]\n",
                "command: [q, --a=1]\n",
                "command[p]",
            ),
            (
                "initContainers: [{name: a}, {name: b}]",
                "initContainers: [{name: b}, {name: a}]",
                "initContainers[0].name",
            ),
            ("a: {}\n", "a: []\n", "a"),
            ("a: 1\n", "a: 1\nb: 2\n", "b"),
            ("t: |\n  x {\n  y\n", "t: |\n  x {\n  z\n", "t"),
        ] {
            let differences = compare(&fields(ours), &fields(theirs));
            assert_eq!(
                differences
                    .first()
                    .map(|difference| difference.field.as_str()),
                Some(field)
            );
        }
    }
}
