//! A form field of the document: the field table's words, the document's value, the findings at its path.

use kindling_core::document::fields::{self, Kind, Presence};
use yew::prelude::*;

use super::store::use_store;
use crate::components::{Field, Input};
use crate::state::fields::{Value, get};
use crate::state::{Action, Edit, Subject};

/// What a form field takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The path in the document.
    pub path: AttrValue,
    /// The section that it is the first field of: what is wrong with all of that is said here.
    #[prop_or_default]
    pub section: Option<AttrValue>,
    /// Words instead of the table's label.
    #[prop_or_default]
    pub label: Option<AttrValue>,
}

/// The default of a field in words, where it has one.
fn default_of(presence: Presence, os: &str) -> Option<String> {
    let yaml = match presence {
        Presence::Default(value) => value,
        Presence::DefaultByOs(flatcar, fedora) => {
            if os == "fedora-coreos" {
                fedora
            } else {
                flatcar
            }
        }
        Presence::Required | Presence::RequiredOnFlatcar | Presence::Optional => return None,
    };
    Some(yaml.trim_matches('"').to_owned())
        .filter(|text| !text.is_empty() && text != "[]" && text != "{}")
}

/// The values of a choice: the default first, as an empty value; at last the present one, where it is no choice at all.
fn choices(kind: Kind, default: Option<&str>, now: &str) -> Option<Vec<(AttrValue, AttrValue)>> {
    let named = |words: &[&'static str], none: String| {
        let mut list = vec![(AttrValue::from(""), AttrValue::from(none))];
        list.extend(
            words
                .iter()
                .map(|word| (AttrValue::from(*word), AttrValue::from(*word))),
        );
        if !now.is_empty() && !words.contains(&now) {
            list.push((
                AttrValue::from(now.to_owned()),
                format!("{now} (no choice)").into(),
            ));
        }
        list
    };
    let none = default.map_or_else(|| "–".to_owned(), |default| format!("Default: {default}"));
    match kind {
        Kind::Words(words) => Some(named(words, none)),
        Kind::Flag => Some(named(&["true", "false"], none)),
        _ => None,
    }
}

/// An example as it would be typed: a list one item a line, texts without their quotes.
fn shown_example(yaml: &str) -> String {
    let unquoted = |text: &str| text.trim().trim_matches('"').to_owned();
    match yaml
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(items) => items
            .split(", ")
            .map(unquoted)
            .collect::<Vec<_>>()
            .join("\n"),
        None => unquoted(yaml),
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Switch(position) => position.map(|on| on.to_string()).unwrap_or_default(),
        Value::List(items) => items.join("\n"),
    }
}

/// The value of a field of the same kind as `kind`, from what was typed.
fn typed(kind: &Value, text: String) -> Value {
    match kind {
        Value::Text(_) => Value::Text(text),
        Value::Switch(_) => Value::Switch(match text.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }),
        Value::List(_) if text.is_empty() => Value::List(Vec::new()),
        Value::List(_) => Value::List(text.split('\n').map(str::to_owned).collect()),
    }
}

/// A form field by its path.
#[component(FormField)]
pub fn form_field(props: &Props) -> Html {
    let store = use_store();
    let path = props.path.to_string();
    let Some(value) = get(store.document(), &path) else {
        return html! {};
    };
    let field = fields::find(&path);
    let default = field.and_then(|field| default_of(field.presence, &store.document().os.name));
    let input = match (
        field.and_then(|field| choices(field.kind, default.as_deref(), &show(&value))),
        &value,
    ) {
        (Some(choices), _) => Input::Choice(choices),
        (None, Value::List(_)) => Input::Lines,
        (None, _) => Input::Line,
    };
    let label = props
        .label
        .clone()
        .unwrap_or_else(|| field.map_or_else(|| props.path.clone(), |field| field.label.into()));
    let help = field.map_or_else(AttrValue::default, |field| field.help.into());
    let example = field.map(|field| AttrValue::from(shown_example(field.example)));
    let of_section = store.outcome.findings.iter().filter(|finding| {
        finding.subject == Subject::Cluster
            && props.section.as_deref() == Some(finding.path.as_str())
    });
    let findings = of_section
        .chain(store.outcome.at(&path))
        .cloned()
        .collect::<Vec<_>>();
    let onvalue = {
        let path = path.clone();
        let kind = value.clone();
        store.sender(move |text| Action::Edit(Edit::Field(path.clone(), typed(&kind, text))))
    };
    let onleave = store.sender(|()| Action::Settle);
    html! {
        <Field {path} {label} {help} default={default.map(AttrValue::from)} {example} {input}
            value={show(&value)} {findings} {onvalue} {onleave} />
    }
}
