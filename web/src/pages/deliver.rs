//! The Deliver step: the ways artifacts take, the runbook, the pictures.

use yew::prelude::*;

use super::boot_page::BootTimeline;
use super::certificates::Certificates;
use super::paste_card::PasteCard;
use super::saving::{base, download_as};
use super::steps::link_to;
use super::store::{Store, use_store};
use super::topology_page::Topology;
use super::ways::{Way, ways};
use crate::browser;
use crate::components::{Button, Glyph, Icon, Prose, Take, Tone};
use crate::state::{Action, Keys, Part, Step, links};
use crate::worker::{Answer, Ask, Packing, Parcel, Plan};

/// The plan of the newest document; `Err` says why there is none.
#[hook]
fn use_plan(store: &Store) -> Option<Result<Plan, String>> {
    let plan = use_state(|| None);
    let heard = {
        let plan = plan.setter();
        Callback::from(move |reply: Parcel<Answer>| match reply.word {
            Answer::Plan(made) => plan.set(Some(Ok(*made))),
            Answer::Refused(findings) => {
                plan.set(
                    findings
                        .into_iter()
                        .next()
                        .map(|finding| Err(finding.message)),
                );
            }
            _ => {}
        })
    };
    let store = store.clone();
    use_effect_with(store.rendered, move |rendered| {
        if *rendered > 0 {
            store.ask(Ask::Plan, None, heard);
        }
    });
    (*plan).clone()
}

/// Copies a link that carries the cluster document, and nothing else.
fn copy_link(store: &Store) {
    /// Beyond this, programs that carry links begin to cut them.
    const LONG: usize = 8_000;
    let link = browser::link(&links::of_document(store.document()));
    let long = link.len() > LONG;
    let heard = {
        let store = store.clone();
        Callback::from(move |done: Result<(), browser::BrowserError>| {
            store.send(match done {
                Ok(()) if long => Action::Tell(
                    "Copied the link. It is long: some programs cut such links, a saved document is safer".to_owned(),
                ),
                Ok(()) => Action::Tell(
                    "Copied the link. It carries the cluster document and no secret".to_owned(),
                ),
                Err(problem) => Action::Fail(problem.to_string()),
            });
        })
    };
    browser::copy(&link, heard);
}

/// What it means that nothing can be delivered.
fn nothing_yet(store: &Store) -> Html {
    let held = matches!(store.keys, Keys::Held { .. });
    if held || store.rendered == 0 {
        return html! {};
    }
    html! {
        <div class="c-say m-warn" id="no-secrets" role="note">
            <p><b>{ "There are no secrets, so there are no files yet." }</b>
                { " Every machine’s config trusts this cluster’s own authorities. Make secrets, or open those of a cluster that runs already: with new ones its machines would trust nobody they know." }</p>
            <p>{ link_to(Step::Secrets, "Go to Secrets") }</p>
        </div>
    }
}

fn card(store: &Store, way: &Way) -> Html {
    let refused = store
        .outcome
        .artifacts
        .is_empty()
        .then_some("Nothing is rendered yet");
    let file = base(store);
    let get = |packing: Packing| {
        let store = store.clone();
        let label = match packing {
            Packing::Zip => format!("Download {file}.zip"),
            Packing::Tar => format!("Download {file}.tar"),
        };
        let onpress = Callback::from(move |()| download_as(&store, packing));
        html! { <Button {label} glyph={Glyph::Download} {refused} {onpress} /> }
    };
    let step = |(index, step): (usize, &super::ways::Step)| {
        let label = format!("commands of step {}, {}", index + 1, way.title);
        html! {
            <li>
                <p>{ &step.words }</p>
                if !step.commands.is_empty() { <Take {label} text={step.commands.join("\n")} /> }
                if let Some(path) = step.artifact.clone() { { open(store, &path) } }
                if let Some(way) = step.next {
                    <button type="button" class="c-link" onclick={move |_: MouseEvent| { browser::reveal(&[format!("way-{way}-title")]); }}>{ "Go there" }</button>
                }
            </li>
        }
    };
    html! {
        <section class="c-way" id={format!("way-{}", way.id)} aria-labelledby={format!("way-{}-title", way.id)}>
            <h2 id={format!("way-{}-title", way.id)} tabindex="-1">{ way.title }</h2>
            <p>{ &way.words }</p>
            <p class={classes!("c-secret", way.secret.then_some("m-secret"))}>
                if way.secret { <Icon glyph={Glyph::Lock} /> }{ way.secrets }</p>
            <div class="c-actions">{ for way.downloads.iter().map(|packing| get(*packing)) }</div>
            <ol class="c-stages">{ for way.steps.iter().enumerate().map(step) }</ol>
        </section>
    }
}

/// A button that opens an artifact, where it is rendered.
pub fn open(store: &Store, path: &str) -> Html {
    let rendered = store.outcome.artifacts.iter().any(|row| row.path == path);
    let path = path.to_owned();
    let label = format!("Open {path}");
    html! {
        <Button {label} tone={Tone::Quiet} refused={(!rendered).then_some("Not rendered yet")}
            onpress={store.sender(move |()| Action::Artifact(Some(path.clone())))} />
    }
}

/// The runbook as a page.
#[component(Runbook)]
fn runbook() -> Html {
    const PATH: &str = "README.md";
    let store = use_store();
    let text = use_state(AttrValue::default);
    let digest = store
        .outcome
        .artifacts
        .iter()
        .find(|row| row.path == PATH)
        .map(|row| row.digest);
    {
        let text = text.setter();
        let store = store;
        use_effect_with(digest, move |digest| {
            if digest.is_none() {
                return text.set(AttrValue::default());
            }
            let heard = Callback::from(move |reply: Parcel<Answer>| {
                if let Answer::Text { text: read, .. } = reply.word {
                    text.set(read.into());
                }
            });
            store.ask(
                Ask::Read {
                    path: PATH.to_owned(),
                },
                None,
                heard,
            );
        });
    }
    if digest.is_none() {
        return html! { <p class="c-empty">{ "The runbook comes with the other files. " }{ link_to(Step::Secrets, "Go to Secrets") }</p> };
    }
    html! { <Prose text={(*text).clone()} /> }
}

/// The Deliver step.
#[component(DeliverPage)]
pub fn deliver_page() -> Html {
    let store = use_store();
    let part = store.view.part;
    let plan = use_plan(&store);
    let parts = Part::ALL.into_iter().map(|one| {
        let onclick = store.sender(move |_: MouseEvent| Action::Part(one));
        html! { <button type="button" aria-pressed={(part == one).to_string()} {onclick}>{ one.title() }</button> }
    });
    let copy = {
        let store = store.clone();
        Callback::from(move |()| copy_link(&store))
    };
    let body = match (part, &plan) {
        (Part::Runbook, _) => html! { <Runbook /> },
        (Part::Certificates, _) if store.outcome.certificates.is_empty() => html! {
            <p class="c-empty">{ "The certificates come with the secrets. " }{ link_to(Step::Secrets, "Go to Secrets") }</p>
        },
        (Part::Certificates, _) => {
            html! { <Certificates rows={store.outcome.certificates.clone()} /> }
        }
        (_, None) => html! {},
        (_, Some(Err(reason))) => html! {
            <p class="c-empty">{ format!("Nothing can be delivered: {reason}. ") }{ link_to(Step::Cluster, "Go to the cluster") }</p>
        },
        (Part::Ways, Some(Ok(plan))) => html! {
            <div class="c-ways">
                { for ways(plan, &base(&store)).iter().map(|way| card(&store, way)) }
                <PasteCard />
            </div>
        },
        (Part::Topology, Some(Ok(plan))) => html! { <Topology plan={plan.clone()} /> },
        (Part::Boot, Some(Ok(plan))) => html! { <BootTimeline plan={plan.clone()} /> },
    };
    html! {
        <div class="c-deliver">
            <div class="c-head">
                <div><h1>{ "Deliver" }</h1><p>{ "How the files reach the machines, and what happens then." }</p></div>
                <span class="c-space"></span>
                <Button label="Copy link" glyph={Glyph::Copy} onpress={copy}
                    refused={store.has_private_key().then_some("A private key stands where public ones belong: a link would carry it")} />
            </div>
            { nothing_yet(&store) }
            <div class="c-turns" role="group" aria-label="Show">{ for parts }</div>
            { body }
        </div>
    }
}
