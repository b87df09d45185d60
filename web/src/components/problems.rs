//! Problems in words: what is wrong, what to do.

use yew::prelude::*;

use crate::state::{Finding, Severity};

/// What the list under a field takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The element id, for `aria-describedby`.
    #[prop_or_default]
    pub id: AttrValue,
    /// The problems.
    pub findings: Vec<Finding>,
}

/// The class of a severity.
pub const fn tone(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "m-bad",
        Severity::Warning => "m-warn",
        Severity::Info => "m-note",
    }
}

/// The word of a severity, so that colour never carries it alone.
pub const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Info => "Note",
    }
}

/// A message with its backquoted values as code.
pub fn prose(text: &str) -> Html {
    text.split('`')
        .enumerate()
        .map(|(index, part)| {
            if index % 2 == 1 {
                html! { <code>{ part }</code> }
            } else {
                html! { { part } }
            }
        })
        .collect()
}

/// Problems under a field.
#[component(Problems)]
pub fn problems(props: &Props) -> Html {
    html! {
        <ul class="c-problems" id={props.id.clone()}>
            { for props.findings.iter().map(|finding| html! {
                <li class={tone(finding.severity)} data-code={finding.code.clone()}>
                    <b>{ word(finding.severity) }</b>{ " " }{ prose(&finding.message) }
                    { for finding.hints.iter().map(|hint| html! { <span class="c-hint">{ prose(hint) }</span> }) }
                </li>
            }) }
        </ul>
    }
}
