//! What "nothing leaves this page" rests on: the policy, the browser's own count of requests, what is kept where; and
//! how to see for oneself.

use yew::prelude::*;

use super::store::{Store, use_store};
use crate::browser;
use crate::components::{Button, Modal};
use crate::state::Action;

/// Forgets what an earlier edit left in this browser, and keeps nothing from then on.
fn forget(store: &Store) -> Callback<()> {
    let store = store.clone();
    Callback::from(move |()| {
        browser::forget();
        store.send(Action::Autosave(false));
        store.send(Action::Tell(
            "Forgotten. Nothing is kept in this browser from now on".to_owned(),
        ));
    })
}

/// The number of requests since the page was loaded, kept up as the browser counts.
#[hook]
pub fn use_requests() -> u32 {
    let count = use_state_eq(browser::requests);
    {
        let count = count.setter();
        use_effect_with((), move |()| {
            let watch = browser::watch_requests(Callback::from(move |now| count.set(now)));
            move || drop(watch)
        });
    }
    *count
}

/// The dialog.
#[component(Seal)]
pub fn seal() -> Html {
    let store = use_store();
    let requests = use_requests();
    let policy = use_memo((), |()| browser::policy());
    let keep = {
        let on = !store.autosave;
        store.sender(move |_: Event| Action::Autosave(on))
    };
    let kept = if store.autosave {
        "It is kept in this browser’s storage after each edit, and holds no secret."
    } else {
        "Nothing is kept in this browser’s storage."
    };
    html! {
        <Modal title="Nothing leaves this page" onclose={store.sender(|()| Action::Dialog(None))}>
            <p class="c-count-live" role="status"><b id="requests">{ requests.to_string() }</b>
                { if requests == 1 { " request" } else { " requests" } }{ " since this page was loaded, as the browser counts them" }</p>
            <dl class="c-seal">
                <dt>{ "The browser holds it shut" }</dt>
                <dd>
                    <p>{ "The page is one file. Its Content Security Policy makes the browser refuse every connection from it: " }<code>{ "connect-src 'none'" }</code>{ "." }</p>
                    if let Some(policy) = &*policy {
                        <details><summary>{ "The whole policy" }</summary>
                            <ul class="c-policy">{ for policy.split(';').map(str::trim).filter(|part| !part.is_empty()).map(|part| html! { <li><code>{ part }</code></li> }) }</ul>
                        </details>
                    }
                </dd>
                <dt>{ "Secrets are in memory only" }</dt>
                <dd><p>{ "They are in no link and not in this browser’s storage. When the tab closes they are gone." }</p></dd>
                <dt>{ "The cluster document" }</dt>
                <dd>
                    <p>{ kept }</p>
                    <label class="c-check"><input type="checkbox" checked={store.autosave} onchange={keep} />
                        { "Keep the cluster document in this browser" }</label>
                    <div><Button label="Forget what is kept here" onpress={forget(&store)} /></div>
                </dd>
                <dt>{ "See for yourself" }</dt>
                <dd><ul>
                    <li>{ "Press F12, choose Network, and go on working: the list stays empty." }</li>
                    <li>{ "View the source of the page: the policy stands in its first lines." }</li>
                    <li>{ "Pull the network cable, or save the page to a USB stick and open it there." }</li>
                </ul></dd>
            </dl>
            <p class="c-help">{ "A browser extension can read any page. For a production cluster use a profile without extensions, or the command line." }</p>
        </Modal>
    }
}
