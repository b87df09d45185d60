//! What there is to say about a text: each remark with its place; a press goes there.

use yew::prelude::*;

use super::{prose, tone, word};
use crate::state::{Finding, Severity};

/// The most entries that are listed: all that a cluster document is told of, and what comes after them.
const LISTED: usize = 250;

/// What a report takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The element id, for `aria-describedby`.
    #[prop_or_default]
    pub id: AttrValue,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Called with the line and column to go to.
    pub ongo: Callback<(usize, usize)>,
}

/// A report.
#[component(Report)]
pub fn report(props: &Props) -> Html {
    let id = props.id.clone();
    if props.findings.is_empty() {
        return html! { <p {id} class="c-report c-empty" role="status">{ "Nothing to report." }</p> };
    }
    let errors = props
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    let row = |(index, finding): (usize, &Finding)| {
        let words = match finding.position {
            Some((line, column)) => format!("line {line}, column {column}"),
            None => String::new(),
        };
        let onclick = {
            let (position, ongo) = (finding.position, props.ongo.clone());
            Callback::from(move |_: MouseEvent| {
                if let Some(place) = position {
                    ongo.emit(place);
                }
            })
        };
        html! {
            <li key={index} class={tone(finding.severity)} data-code={finding.code.clone()}><button type="button" {onclick}>
                <b>{ word(finding.severity) }</b>
                <span>{ prose(&finding.message) }
                    { for finding.hints.iter().map(|hint| html! { <span class="c-hint">{ prose(hint) }</span> }) }</span>
                <code>{ words }</code>
            </button></li>
        }
    };
    html! {
        <div {id} class="c-report c-list" role="region" tabindex="0"
            aria-label={format!("Report: {} entries, {errors} errors", props.findings.len())}>
            <ul>{ for props.findings.iter().enumerate().take(LISTED).map(row) }</ul>
            if props.findings.len() > LISTED { <p class="c-empty">{ format!("{} more are not shown; mend these first.", props.findings.len() - LISTED) }</p> }
        </div>
    }
}
