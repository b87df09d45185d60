//! A form field: label, help, value, and its problems under it. Every input of the forms goes through here.

use yew::prelude::*;

use super::{Problems, prose};
use crate::browser::value_of;
use crate::state::{Finding, Severity};

/// What kind of input a field shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// One line of text.
    Line,
    /// Lines of text, one value a line.
    Lines,
    /// A choice: values and their words.
    Choice(Vec<(AttrValue, AttrValue)>),
    /// A choice between on and off, beside its label.
    Switch(Vec<(AttrValue, AttrValue)>),
}

/// What a field takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The path in the document; names the element, so that a problem can jump to it.
    pub path: AttrValue,
    /// The label.
    pub label: AttrValue,
    /// One sentence.
    pub help: AttrValue,
    /// What the value is where the field is empty.
    #[prop_or_default]
    pub default: Option<AttrValue>,
    /// A value to show what one looks like.
    #[prop_or_default]
    pub example: Option<AttrValue>,
    /// What the value comes to, in words: its size, its count.
    #[prop_or_default]
    pub measure: Option<AttrValue>,
    /// The kind of input.
    pub input: Input,
    /// The value.
    pub value: AttrValue,
    /// What was found at the field.
    #[prop_or_default]
    pub findings: Vec<Finding>,
    /// Called with each new value.
    pub onvalue: Callback<String>,
    /// Called when the field loses the focus.
    #[prop_or_default]
    pub onleave: Callback<()>,
}

/// The element id of a field.
pub fn id_of(path: &str) -> String {
    format!("field-{}", path.replace(['.', '[', ']'], "-"))
}

/// A form field.
#[component(Field)]
pub fn field(props: &Props) -> Html {
    let id = id_of(&props.path);
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let described = if props.findings.is_empty() {
        help_id.clone()
    } else {
        format!("{error_id} {help_id}")
    };
    let bad = props
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    let oninput = {
        let onvalue = props.onvalue.clone();
        Callback::from(move |event: InputEvent| onvalue.emit(value_of(&event)))
    };
    let onblur = {
        let onleave = props.onleave.clone();
        Callback::from(move |_: FocusEvent| onleave.emit(()))
    };
    let placeholder = placeholder(props);
    let invalid = bad.then_some("true");
    let spelling = "false";
    let input = match &props.input {
        Input::Line => html! {
            <input class="c-input" id={id.clone()} type="text" value={props.value.clone()} {placeholder} {oninput} {onblur}
                aria-describedby={described} aria-invalid={invalid} autocomplete="off" spellcheck={spelling} />
        },
        Input::Lines => html! {
            <textarea class="c-input m-lines" id={id.clone()} value={props.value.clone()} {placeholder} {oninput} {onblur}
                rows={props.value.lines().count().clamp(2, 8).to_string()}
                aria-describedby={described} aria-invalid={invalid} spellcheck={spelling} />
        },
        Input::Choice(choices) | Input::Switch(choices) => html! {
            <select class={classes!("c-input", props.value.is_empty().then_some("m-default"))} id={id.clone()}
                aria-describedby={described} aria-invalid={invalid} {oninput} {onblur}>
                { for choices.iter().map(|(value, words)| html! {
                    <option value={value.clone()} selected={*value == props.value}>{ words }</option>
                }) }
            </select>
        },
    };
    let standing = standing(props);
    html! {
        <div class={classes!("c-field", bad.then_some("m-bad"), matches!(props.input, Input::Switch(_)).then_some("m-beside"))}>
            <div class="c-field-head">
                <label for={id}>{ &props.label }</label>
                { standing }
            </div>
            { input }
            if !props.findings.is_empty() { <Problems id={error_id} findings={props.findings.clone()} /> }
            <p class="c-help" id={help_id}>{ prose(&props.help) }
                if let Some(measure) = &props.measure { <span class="c-measure">{ measure }</span> }
            </p>
        </div>
    }
}

/// The default as it would be typed; else what a value looks like, and that it is no value.
fn placeholder(props: &Props) -> Option<AttrValue> {
    let example = || {
        let example = props.example.as_ref().filter(|one| !one.is_empty())?;
        let first = example.lines().next().unwrap_or_default();
        Some(match props.input {
            Input::Lines => format!("one a line, such as {first}").into(),
            _ => format!("such as {first}").into(),
        })
    };
    props.default.clone().or_else(example)
}

/// Whether the field stands at its default, or the button that brings it back there.
fn standing(props: &Props) -> Html {
    let Some(default) = props.default.as_ref().filter(|default| !default.is_empty()) else {
        return html! {};
    };
    if props.value.is_empty() || props.value == *default {
        return html! { <span class="c-default">{ "Default" }</span> };
    }
    let onclick = props.onvalue.reform(|_: MouseEvent| String::new());
    html! {
        <button type="button" class="c-default" {onclick} aria-label={format!("{}: back to the default, {default}", props.label)}>
            { "Default: " }<code>{ default }</code>
        </button>
    }
}
