//! A form field of the document: the field table's words, the document's value, the findings at its path.

use kindling_core::document::fields::{self, Kind, Presence};
use yew::prelude::*;

use super::store::use_store;
use crate::components::{Field, Input};
use crate::state::fields::{Value, get};
use crate::state::{Action, Edit, Subject};
use crate::viewing::grouped;

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

/// A value of a switch as the page says it.
fn said(value: &'static str) -> &'static str {
    match value {
        "true" => "On",
        "false" => "Off",
        other => other,
    }
}

/// The values of a choice: the default first, as an empty value; at last the present one, where it is no choice at all.
fn choices(kind: Kind, default: Option<&str>, now: &str) -> Option<Input> {
    let stray = |values: &[&'static str]| {
        (!now.is_empty() && !values.contains(&now)).then(|| {
            let words = format!("{now} (no choice)");
            (AttrValue::from(now.to_owned()), AttrValue::from(words))
        })
    };
    let named = |values: &[&'static str]| {
        let words = |value: &&'static str| (AttrValue::from(*value), AttrValue::from(said(value)));
        let none = values
            .iter()
            .find(|value| Some(**value) == default)
            .map_or_else(
                || "–".to_owned(),
                |value| format!("{} (default)", said(value)),
            );
        std::iter::once((AttrValue::from(""), AttrValue::from(none)))
            .chain(values.iter().map(words))
            .chain(stray(values))
            .collect()
    };
    match kind {
        Kind::Words(values) => Some(Input::Choice(named(values))),
        Kind::Flag => Some(Input::Switch(named(&["true", "false"]))),
        _ => None,
    }
}

/// What a range of addresses comes to, in words; none for what is no range.
fn measure(path: &str, value: &str) -> Option<String> {
    let (address, length) = value.split_once('/')?;
    address.parse::<std::net::Ipv4Addr>().ok()?;
    let length: u32 = length
        .parse()
        .ok()
        .filter(|length| (1..=32).contains(length))?;
    let addresses = grouped(1_usize << (32 - length));
    match (path, 24_u32.checked_sub(length)) {
        ("pod_cidr", Some(bits)) => Some(format!(
            "{addresses} addresses, room for {} machines",
            grouped(1 << bits)
        )),
        ("pod_cidr" | "service_cidr", _) => Some(format!("{addresses} addresses")),
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
    let shown = show(&value);
    let input = field
        .and_then(|field| choices(field.kind, default.as_deref(), &shown))
        .unwrap_or(match &value {
            Value::List(_) => Input::Lines,
            Value::Text(_) | Value::Switch(_) => Input::Line,
        });
    let measure = match (shown.as_str(), default.as_deref()) {
        ("", Some(default)) => measure(&path, default),
        (value, _) => measure(&path, value),
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
    // An empty page has no mistakes yet.
    let findings = of_section
        .chain(store.outcome.at(&path))
        .filter(|_| !store.is_blank())
        .cloned()
        .collect::<Vec<_>>();
    let onvalue = {
        let path = path.clone();
        let kind = value;
        store.sender(move |text| Action::Edit(Edit::Field(path.clone(), typed(&kind, text))))
    };
    let onleave = store.sender(|()| Action::Settle);
    html! {
        <Field {path} {label} {help} default={default.map(AttrValue::from)} {example} {input}
            value={shown} measure={measure.map(AttrValue::from)} {findings} {onvalue} {onleave} />
    }
}

#[cfg(test)]
mod tests {
    use super::measure;

    #[test]
    fn a_range_says_how_much_room_it_has() {
        for (path, value, words) in [
            (
                "pod_cidr",
                "10.20.0.0/14",
                Some("262,144 addresses, room for 1,024 machines"),
            ),
            ("pod_cidr", "10.20.0.0/28", Some("16 addresses")),
            ("service_cidr", "10.3.0.0/16", Some("65,536 addresses")),
            ("service_cidr", "0.0.0.0/0", None),
            ("service_cidr", "10.3.0.0/33", None),
            ("service_cidr", "10.3.0/16", None),
            ("cluster_name", "10.3.0.0/16", None),
            ("pod_cidr", "", None),
        ] {
            assert_eq!(measure(path, value).as_deref(), words, "{path}: {value}");
        }
    }
}
