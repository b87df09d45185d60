//! A form field: label, help, value, and its problems under it. Every input of the forms goes through here.

use yew::prelude::*;

use super::Problems;
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
    let placeholder = props.default.clone().or_else(|| props.example.clone());
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
        Input::Choice(choices) => html! {
            <select class={classes!("c-input", props.value.is_empty().then_some("m-default"))} id={id.clone()}
                aria-describedby={described} aria-invalid={invalid} {oninput} {onblur}>
                { for choices.iter().map(|(value, words)| html! {
                    <option value={value.clone()} selected={*value == props.value}>{ words }</option>
                }) }
            </select>
        },
    };
    html! {
        <div class={classes!("c-field", bad.then_some("m-bad"))}>
            <label for={id}>{ &props.label }</label>
            { input }
            if !props.findings.is_empty() { <Problems id={error_id} findings={props.findings.clone()} /> }
            <p class="c-help" id={help_id}>
                { &props.help }
                if let Some(default) = props.default.as_ref().filter(|default| !default.is_empty()) {
                    <span class="c-default">{ " Default " }<code>{ default }</code></span>
                }
            </p>
        </div>
    }
}
