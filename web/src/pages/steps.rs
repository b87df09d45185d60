//! The steps on the left, each with its own mark.

use yew::prelude::*;

use super::store::{Store, use_store};
use crate::browser;
use crate::components::{Glyph, Icon};
use crate::pictures::lifetimes::days_left;
use crate::state::{Keys, Step};

/// A word or two about what a step holds now.
fn summary(store: &Store, step: Step) -> String {
    let document = store.document();
    match step {
        Step::Cluster => document.kubernetes_version.clone(),
        Step::Machines => format!(
            "{} + {}",
            document.controllers.len(),
            document.workers.len()
        ),
        Step::System => match document.os.name.as_str() {
            "flatcar-linux" => "Flatcar".to_owned(),
            "fedora-coreos" => "Fedora".to_owned(),
            other => other.to_owned(),
        },
        Step::Network => document
            .networking
            .clone()
            .unwrap_or_else(|| "cilium".to_owned()),
        Step::Secrets => match &store.keys {
            Keys::None => "none".to_owned(),
            Keys::Making { done, total } => format!("{done} of {total}"),
            Keys::Held { saved: false, .. } => "unsaved".to_owned(),
            Keys::Held { saved: true, .. } => left(store),
        },
        Step::Components | Step::Deliver | Step::Workbench => String::new(),
    }
}

/// How long the certificate lives that ends first.
fn left(store: &Store) -> String {
    let now = browser::now();
    let certificates = &store.outcome.certificates;
    certificates
        .iter()
        .filter_map(|row| days_left(row, &now))
        .min()
        .map_or_else(|| "in memory".to_owned(), |days| format!("{days} d"))
}

fn mark(store: &Store, step: Step) -> Html {
    if store.is_blank() {
        return html! { <span class="c-mark"></span> };
    }
    if store.errors_of(step) > 0 {
        return html! { <span class="c-mark m-bad" aria-label="has errors">{ "!" }</span> };
    }
    let open = match step {
        Step::Secrets => !matches!(store.keys, Keys::Held { .. }),
        Step::Deliver => store.outcome.artifacts.is_empty(),
        Step::Workbench => true,
        _ => store.rendered == 0,
    };
    if open {
        html! { <span class="c-mark"></span> }
    } else {
        html! { <span class="c-mark m-ok" aria-label="fine"><Icon glyph={Glyph::Check} /></span> }
    }
}

/// A link to a step.
pub fn link_to(step: Step, words: &str) -> Html {
    html! { <a href={format!("#/{}", step.slug())}>{ words }</a> }
}

/// The steps.
#[component(Steps)]
pub fn steps() -> Html {
    let store = use_store();
    let rail = use_node_ref();
    {
        // Where steps stand beside each other, the open one is brought into view.
        let rail = rail.clone();
        use_effect_with(store.view.step, move |_| {
            browser::show_across(&rail, "[aria-current]");
        });
    }
    let link = |step: Step| {
        let current = (store.view.step == step).then_some("step");
        html! {
            <li>
                <a class="c-step" href={format!("#/{}", step.slug())} aria-current={current}>
                    if step == Step::Workbench { <span class="c-mark m-none"><Icon glyph={Glyph::Braces} /></span> } else { { mark(&store, step) } }
                    <span>{ step.title() }</span>
                    <small>{ summary(&store, step) }</small>
                </a>
            </li>
        }
    };
    let kept = if store.autosave {
        "Kept in this browser: the cluster document. Secrets are in memory only."
    } else {
        "Nothing is kept in this browser."
    };
    html! {
        <nav class="l-rail" aria-label="Steps" ref={rail}>
            <ol>{ for Step::ALL.into_iter().map(link) }</ol>
            <ol class="c-aside">{ link(Step::Workbench) }</ol>
            <p class="c-where">{ kept }</p>
        </nav>
    }
}
