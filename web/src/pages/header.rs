//! The bar on top: name, problems, the seal, undo and redo, save and open, download.

use yew::prelude::*;

use super::problems_panel::{by_weight, way_to};
use super::saving::{download, save_document};
use super::store::use_store;
use crate::browser;
use crate::components::{Button, Glyph, Icon, Tone};
use crate::state::{Action, Dialog, Severity};

/// `1 problem`, `3 problems`.
fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// The theme after this one: system, light, dark, system.
fn after(theme: Option<&str>) -> Option<&'static str> {
    match theme {
        None => Some("light"),
        Some("light") => Some("dark"),
        Some(_) => None,
    }
}

/// The bar on top.
#[component(Header)]
pub fn header() -> Html {
    let store = use_store();
    let theme = use_state(browser::theme);
    let errors = store.outcome.count(Severity::Error);
    let warnings = store.outcome.count(Severity::Warning);
    let (tone, words) = match (errors, warnings) {
        _ if store.is_blank() => ("", "Nothing yet".to_owned()),
        _ if store.rendered == 0 => ("", "Checking…".to_owned()),
        (0, 0) => ("m-ok", "No problems".to_owned()),
        (0, warnings) => ("m-warn", counted(warnings, "warning")),
        (errors, 0) => ("m-bad", counted(errors, "error")),
        (errors, warnings) => (
            "m-bad",
            format!(
                "{}, {}",
                counted(errors, "error"),
                counted(warnings, "warning")
            ),
        ),
    };
    let short = match errors + warnings {
        _ if store.is_blank() => "–".to_owned(),
        0 => "OK".to_owned(),
        number => number.to_string(),
    };
    let toggle_problems = {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| {
            let open = !store.view.problems;
            store.send(Action::Problems(open));
            if open && let Some(first) = by_weight(&store.outcome).first() {
                store.send(way_to(&store, first));
            }
        })
    };
    let turn = {
        let theme = theme.clone();
        let store = store.clone();
        Callback::from(move |()| {
            let next = after(theme.as_deref());
            let done = browser::show_theme(next).and_then(|()| browser::keep_theme(next));
            if let Err(problem) = done {
                store.send(Action::Fail(problem.to_string()));
            }
            theme.set(next.map(str::to_owned));
        })
    };
    let theme_label = format!("Theme: {}", theme.as_deref().unwrap_or("as the system"));
    let save = {
        let store = store.clone();
        Callback::from(move |()| download(&store))
    };
    let save_it = {
        let store = store.clone();
        Callback::from(move |()| save_document(&store))
    };
    let name = store.document().cluster_name.clone();
    let nothing = store.outcome.artifacts.is_empty();
    html! {
        <header class="c-top">
            <span class="c-brand"><Icon glyph={Glyph::Kindling} /><span class="c-wide">{ "Kindling" }</span></span>
            if !name.is_empty() { <span class="c-crumb">{ "/ " }<b>{ name }</b></span> }
            <button type="button" id="problems-pill" class={classes!("c-pill", tone)} aria-expanded={store.view.problems.to_string()}
                onclick={toggle_problems}><span class="c-dot"></span>
                <span class="c-words">{ words }</span><span class="c-narrow" aria-hidden="true">{ short }</span></button>
            <span class="c-space"></span>
            <button type="button" class="c-pill m-seal" aria-label="Nothing leaves this page: sealed" onclick={store.sender(|_: MouseEvent| Action::Dialog(Some(Dialog::Seal)))}>
                <span class="c-dot"></span><span class="c-wide">{ "Nothing leaves this page" }</span>
                <span class="c-middle">{ "Sealed" }</span>
            </button>
            <Button label="Undo" glyph={Glyph::Undo} icon_alone=true tone={Tone::Quiet}
                refused={(!store.history.can_undo()).then_some("Nothing to undo")} onpress={store.sender(|()| Action::Undo)} />
            <Button label="Redo" glyph={Glyph::Redo} icon_alone=true tone={Tone::Quiet}
                refused={(!store.history.can_redo()).then_some("Nothing to redo")} onpress={store.sender(|()| Action::Redo)} />
            <Button label={theme_label} glyph={Glyph::Theme} icon_alone=true tone={Tone::Quiet} onpress={turn} />
            <span class="c-roomy"><Button label="Save" title="Save the cluster document as a file" tone={Tone::Quiet}
                refused={store.is_blank().then_some("There is nothing to save")} onpress={save_it} /></span>
            <Button label="Open…" onpress={store.sender(|()| Action::Dialog(Some(Dialog::Open)))} />
            <Button label="Download" tone={Tone::Main} refused={nothing.then_some("Nothing is rendered yet")} onpress={save} />
        </header>
    }
}
