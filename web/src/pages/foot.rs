//! The foot: how long rendering took, how many requests, what is configured; and notices.

use yew::prelude::*;

use super::seal::use_requests;
use super::store::use_store;
use crate::browser;
use crate::components::{Button, Glyph, Tone};
use crate::state::{Action, Engine, Side};

/// How long a notice stays, in milliseconds.
const STAYS: u32 = 6_000;

/// The same, where there is something to press in it.
const STAYS_WITH_UNDO: u32 = 20_000;

/// A system as people say it.
fn said(name: &str) -> &str {
    match name {
        "flatcar-linux" => "Flatcar",
        "fedora-coreos" => "Fedora CoreOS",
        other => other,
    }
}

/// The foot of the page.
#[component(Foot)]
pub fn foot() -> Html {
    let store = use_store();
    let requests = use_requests();
    {
        let newest = store
            .notices
            .last()
            .map(|notice| (notice.number, notice.failed, notice.undoes.is_some()));
        let dismiss = store.sender(Action::Dismiss);
        use_effect_with(newest, move |newest| {
            // What failed stays until it is read.
            if let Some((number, false, undoes)) = *newest {
                let stays = if undoes { STAYS_WITH_UNDO } else { STAYS };
                browser::after(stays, move || dismiss.emit(number));
            }
        });
    }
    let settled = store.engine == Engine::Idle && store.rendered > 0 && !store.is_stale();
    let took = match &store.engine {
        Engine::Starting => "starting…".to_owned(),
        Engine::Failed(reason) => format!("the worker stopped: {reason}"),
        Engine::Idle if !settled => "rendering…".to_owned(),
        Engine::Idle => {
            let micros = store.outcome.microseconds;
            if micros < 1_000 {
                "rendered in under 1 ms".to_owned()
            } else {
                format!("rendered in {} ms", micros / 1_000)
            }
        }
    };
    let document = store.document();
    let what = [
        format!("Kubernetes {}", document.kubernetes_version),
        format!("{} {}", said(&document.os.name), document.os.version),
    ];
    let turn = |side: Side, words: &'static str| {
        let current = (store.view.side == side).then_some("true");
        html! {
            <button type="button" aria-pressed={current.unwrap_or("false")}
                onclick={store.sender(move |_: MouseEvent| Action::Side(side))}>{ words }</button>
        }
    };
    html! {
        <footer class="l-foot c-foot">
            <span id="engine" class={classes!(settled.then_some("m-ok"))} data-revision={store.rendered.to_string()} data-wanted={store.revision.to_string()}>{ took }</span>
            <span>{ if requests == 1 { "1 request".to_owned() } else { format!("{requests} requests") } }</span>
            <span class="c-space"></span>
            if !document.kubernetes_version.is_empty() { <span class="c-wide">{ what.join(" · ") }</span> }
            <span class="c-turn" role="group" aria-label="Show">{ turn(Side::Form, "Form") }{ turn(Side::Artifacts, "Files") }</span>
            <div class="c-notices" aria-live="polite">
                { for store.notices.iter().map(|notice| {
                    let number = notice.number;
                    html! {
                        <div key={number} class={classes!("c-notice", notice.failed.then_some("m-bad"))}
                            role={if notice.failed { "alert" } else { "status" }}>
                            <span>{ &notice.text }</span>
                            if store.can_take_back(notice) {
                                <Button label="Undo" onpress={{
                                    let store = store.clone();
                                    move |()| {
                                        store.send(Action::Undo);
                                        store.send(Action::Dismiss(number));
                                    }
                                }} />
                            }
                            <Button label="Dismiss" glyph={Glyph::Close} icon_alone=true tone={Tone::Quiet}
                                onpress={store.sender(move |()| Action::Dismiss(number))} />
                        </div>
                    }
                }) }
            </div>
        </footer>
    }
}
