//! One snippet of a machine: its text in an editor, and what Butane has to say of it, live.

use std::rc::Rc;

use kindling_core::document::Snippet;
use yew::prelude::*;

use super::store::use_store;
use crate::browser::{self, Chosen};
use crate::components::{Button, Place, Problems, Report, Tone, Writer, id_of};
use crate::highlight::Language;
use crate::state::snippets::found_in;
use crate::state::{Action, Severity};

/// What is done with a snippet besides editing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// One place earlier.
    Up,
    /// One place later.
    Down,
    /// Away with it.
    Out,
}

/// What a snippet takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The machine.
    pub machine: AttrValue,
    /// Its place among the machine's snippets.
    pub at: usize,
    /// How many the machine has.
    pub of: usize,
    /// The snippet.
    pub snippet: Snippet,
    /// Called with a new text.
    pub onvalue: Callback<(usize, String)>,
    /// Called to move or remove it.
    pub onturn: Callback<(usize, Turn)>,
}

/// A snippet.
#[component(SnippetCard)]
pub fn snippet_card(props: &Props) -> Html {
    let store = use_store();
    let place = use_state(|| None::<Place>);
    let readers = use_mut_ref(Vec::new);
    let at = props.at;
    let findings = found_in(
        store.document(),
        &store.snippet_files,
        &store.outcome.findings,
        &props.machine,
        at,
    );
    let (title, text) = match &props.snippet {
        Snippet::Text(text) => (format!("Snippet {}", at + 1), Some(text.clone())),
        Snippet::Named { file, text } => {
            (format!("Snippet {}: {file}", at + 1), Some(text.clone()))
        }
        Snippet::File(file) => (
            format!("Snippet {}: {file}", at + 1),
            store.snippet_files.get(file).cloned(),
        ),
    };
    let report_id = format!("snippet-{at}-report");
    let onvalue = props.onvalue.reform(move |text: String| (at, text));
    let ongo = {
        let place = place.clone();
        Callback::from(move |(line, column): (usize, usize)| {
            let wish = place.map_or(1, |place| place.wish + 1);
            place.set(Some(Place { line, column, wish }));
        })
    };
    let open = {
        let (store, onvalue) = (store.clone(), onvalue.clone());
        let heard =
            Callback::from(
                move |file: Chosen| match file.contents.map(String::from_utf8) {
                    Ok(Ok(text)) => onvalue.emit(text),
                    Ok(Err(_)) => store.send(Action::Fail(format!("{} is not text", file.name))),
                    Err(problem) => {
                        let words = format!("{} cannot be read: {problem}", file.name);
                        store.send(Action::Fail(words));
                    }
                },
            );
        Callback::from(move |event: Event| {
            readers.borrow_mut().extend(browser::chosen(&event, &heard));
        })
    };
    let turn = |turn: Turn| props.onturn.reform(move |()| (at, turn));
    let first = (at == 0).then_some("It is the first");
    let last = (at + 1 == props.of).then_some("It is the last");
    let field = id_of(&format!("snippets.{}[{at}]", props.machine));
    html! {
        <section class="c-snippet" id={field} tabindex="-1" aria-label={title.clone()}>
            <div class="c-panel"><h3>{ title.clone() }</h3>{ verdict(&findings, store.is_stale()) }<span class="c-space"></span>
                if props.of > 1 {
                    <Button label="Up" tone={Tone::Quiet} refused={first} onpress={turn(Turn::Up)} />
                    <Button label="Down" tone={Tone::Quiet} refused={last} onpress={turn(Turn::Down)} />
                }
                <Button label="Remove" tone={Tone::Quiet} onpress={turn(Turn::Out)} />
            </div>
            if let Some(text) = text {
                <Writer id={format!("snippet-{at}")} label={title} value={Rc::<str>::from(text)} language={Language::Yaml} short=true
                    findings={findings.clone()} place={*place} described={report_id.clone()} {onvalue} onleave={store.sender(|()| Action::Settle)} />
                <Report id={report_id} {findings} {ongo} />
            } else {
                <p class="c-empty">{ "The document names this file. Its text is needed to see and use it. " }
                    <label class="c-button c-load">{ "Open it…" }<input class="c-unseen" type="file" onchange={open} /></label></p>
                if !findings.is_empty() { <Problems id={report_id} {findings} /> }
            }
        </section>
    }
}

/// What came of it in a word, beside the title.
fn verdict(findings: &[crate::state::Finding], stale: bool) -> Html {
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let (class, words) = match (count(Severity::Error), count(Severity::Warning)) {
        (0, 0) => ("m-ok", "fine".to_owned()),
        (0, 1) => ("m-warn", "1 warning".to_owned()),
        (0, many) => ("m-warn", format!("{many} warnings")),
        (1, _) => ("m-bad", "1 error".to_owned()),
        (many, _) => ("m-bad", format!("{many} errors")),
    };
    // What was found stays to be seen while it is found out anew.
    let stale = stale.then_some("m-stale");
    html! { <small class={classes!("c-verdict", class, stale)}>{ words }</small> }
}
