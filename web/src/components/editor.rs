//! A text editor for configs: line numbers, colours, marks at lines with problems. The browser's own text area does the editing.

use yew::prelude::*;

use crate::browser::value_of;
use crate::highlight::{self, Carry, Language};
use crate::state::Severity;

/// A mark at a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The line, from 1.
    pub line: usize,
    /// How bad it is.
    pub severity: Severity,
    /// Why.
    pub message: String,
}

/// What the editor takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The element id.
    pub id: AttrValue,
    /// What is edited, for screen readers.
    pub label: AttrValue,
    /// The text.
    pub text: AttrValue,
    /// The language of the text.
    pub language: Language,
    /// Lines with problems.
    #[prop_or_default]
    pub marks: Vec<Mark>,
    /// The element that says what is wrong.
    #[prop_or_default]
    pub described: Option<AttrValue>,
    /// Whether it can only be read.
    #[prop_or_default]
    pub readonly: bool,
    /// Called with each new text.
    #[prop_or_default]
    pub onvalue: Callback<String>,
    /// Called when the editor loses the focus.
    #[prop_or_default]
    pub onleave: Callback<()>,
}

/// A text editor.
#[component(Editor)]
pub fn editor(props: &Props) -> Html {
    let mut carry = Carry::default();
    let lines: Vec<Html> = props
        .text
        .split('\n')
        .enumerate()
        .map(|(at, line)| {
            let (spans, next) = highlight::line(props.language, line, carry);
            carry = next;
            let mark = props
                .marks
                .iter()
                .filter(|mark| mark.line == at + 1)
                .min_by_key(|mark| mark.severity);
            let class = mark.map(|mark| super::tone(mark.severity));
            html! {
                <code {class} title={mark.map(|mark| mark.message.clone())}>
                    { for spans.into_iter().map(|(kind, range)| html! { <span class={kind.class()}>{ line[range].to_owned() }</span> }) }
                    { "\n" }
                </code>
            }
        })
        .collect();
    let bad = props
        .marks
        .iter()
        .any(|mark| mark.severity == Severity::Error);
    let oninput = {
        let onvalue = props.onvalue.clone();
        Callback::from(move |event: InputEvent| onvalue.emit(value_of(&event)))
    };
    let onblur = {
        let onleave = props.onleave.clone();
        Callback::from(move |_: FocusEvent| onleave.emit(()))
    };
    html! {
        <div class={classes!("c-editor", bad.then_some("m-bad"))}>
            <div class="c-editor-sheet">
                <pre aria-hidden="true">{ for lines }</pre>
                <textarea id={props.id.clone()} aria-label={props.label.clone()} aria-describedby={props.described.clone()}
                    aria-invalid={bad.then_some("true")} value={props.text.clone()} readonly={props.readonly} {oninput} {onblur}
                    spellcheck="false" autocomplete="off" wrap="off" />
            </div>
        </div>
    }
}
