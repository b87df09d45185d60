//! The problems panel: everything that was found, each with the way to its field.

use kindling_core::document::fields;
use yew::prelude::*;

use super::store::use_store;
use crate::components::{Button, Glyph, Tone, prose, tone, word};
use crate::state::{Action, Finding, Outcome, State, Step, Subject, snippets};

/// Where a finding is, in words.
fn place(finding: &Finding) -> String {
    match &finding.subject {
        Subject::Cluster => finding.path.clone(),
        Subject::Secrets => format!("secrets: {}", finding.path),
        Subject::Snippet(name) => match finding.position {
            Some((line, column)) => format!("{name}, line {line}, column {column}"),
            None => name.clone(),
        },
        Subject::Artifact(path) => path.clone(),
    }
}

/// What brings the operator to where a finding is.
pub fn way_to(state: &State, finding: &Finding) -> Action {
    match &finding.subject {
        Subject::Cluster => Action::Jump(finding.path.clone()),
        Subject::Secrets => Action::Go(Step::Secrets),
        Subject::Snippet(name) => snippets::users(state.document(), name)
            .first()
            .map_or(Action::Go(Step::Machines), |(machine, at)| {
                Action::Jump(format!("snippets.{machine}[{at}]"))
            }),
        Subject::Artifact(path) => Action::Artifact(Some(path.clone())),
    }
}

/// The findings, the worst first, then in the order of the steps.
pub fn by_weight(outcome: &Outcome) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = outcome.findings.iter().collect();
    findings.sort_by_key(|finding| {
        let step = match &finding.subject {
            Subject::Cluster => Step::of_path(&finding.path),
            Subject::Snippet(_) => Step::Machines,
            Subject::Secrets => Step::Secrets,
            Subject::Artifact(_) => Step::Deliver,
        };
        let field = fields::FIELDS
            .iter()
            .position(|field| finding.path.starts_with(field.path));
        (finding.severity, step, field)
    });
    findings
}

/// The panel below the form.
#[component(ProblemsPanel)]
pub fn problems_panel() -> Html {
    let store = use_store();
    if !store.view.problems {
        return html! {};
    }
    let jump = |finding: &Finding| {
        let action = way_to(&store, finding);
        store.sender(move |_: MouseEvent| action.clone())
    };
    let findings = by_weight(&store.outcome);
    const SHOWN: usize = 200;
    let hidden = findings.len().saturating_sub(SHOWN);
    html! {
        <section class="l-problems c-list" aria-label="Problems">
            <div class="c-panel">{ "Problems" }<span class="c-space"></span>
                <Button label="Close" glyph={Glyph::Close} icon_alone=true tone={Tone::Quiet}
                    onpress={store.sender(|()| Action::Problems(false))} />
            </div>
            if findings.is_empty() { <p class="c-empty">{ "Nothing is wrong." }</p> }
            <ul>
                { for findings.iter().take(SHOWN).map(|finding| html! {
                    <li class={tone(finding.severity)} data-code={finding.code.clone()}>
                        <button type="button" onclick={jump(finding)}>
                            <b>{ word(finding.severity) }</b>
                            <span>{ prose(&finding.message) }
                                { for finding.hints.iter().map(|hint| html! { <span class="c-hint">{ prose(hint) }</span> }) }
                            </span>
                            <span class="c-at"><code>{ place(finding) }</code><small>{ &finding.code }</small></span>
                        </button>
                    </li>
                }) }
            </ul>
            if hidden > 0 { <p class="c-empty">{ format!("{hidden} more are not shown; mend these first.") }</p> }
        </section>
    }
}
