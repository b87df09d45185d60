//! The problems panel: everything that was found, each with the way to its field.

use yew::prelude::*;

use super::store::use_store;
use crate::components::{Button, Glyph, Tone, prose, tone, word};
use crate::state::{Action, Finding, Step, Subject, snippets};

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

/// The panel below the form.
#[component(ProblemsPanel)]
pub fn problems_panel() -> Html {
    let store = use_store();
    if !store.view.problems {
        return html! {};
    }
    let jump = |finding: &Finding| {
        let action = match &finding.subject {
            Subject::Cluster => Action::Jump(finding.path.clone()),
            Subject::Secrets => Action::Go(Step::Secrets),
            Subject::Snippet(name) => snippets::users(store.document(), name)
                .first()
                .map_or(Action::Go(Step::Machines), |(machine, at)| {
                    Action::Jump(format!("snippets.{machine}[{at}]"))
                }),
            Subject::Artifact(path) => Action::Artifact(Some(path.clone())),
        };
        store.sender(move |_: MouseEvent| action.clone())
    };
    let mut findings = store.outcome.findings.clone();
    findings.sort_by_key(|finding| finding.severity);
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
