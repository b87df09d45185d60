//! What lies over the page: the start, opening, the seal.

use yew::prelude::*;

use super::cluster::Presets;
use super::machine_dialogs::AddRange;
use super::machine_import::Import;
use super::mending::{MendDialog, RefusedDialog};
use super::opening::OpenDialog;
use super::recovery::RecoverDialog;
use super::store::{Store, use_store};
use crate::browser;
use crate::components::{Button, Modal};
use crate::state::{Action, Dialog};

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

/// The dialog that is open, if any.
#[component(Dialogs)]
pub fn dialogs() -> Html {
    let store = use_store();
    let onclose = store.sender(|()| Action::Dialog(None));
    match store.view.dialog.clone() {
        None => html! {},
        Some(Dialog::Start) => html! {
            <Modal title="Start a cluster" {onclose}>
                <p>{ "Pick what comes closest, then change what differs. Everything is rendered in this page and nothing leaves it." }</p>
                <Presets />
                <p>{ "Or " }<button type="button" class="c-link"
                    onclick={store.sender(|_: MouseEvent| Action::Dialog(Some(Dialog::Open)))}>{ "open a document" }</button>
                    { ", a zip made before, or secrets." }</p>
            </Modal>
        },
        Some(Dialog::Open) => html! { <OpenDialog /> },
        Some(Dialog::Seal) => html! {
            <Modal title="Nothing leaves this page" {onclose}>
                <p>{ "This page is one file. Its Content Security Policy tells the browser to refuse every connection from it: " }
                    <code>{ "connect-src 'none'" }</code>{ "." }</p>
                <ul>
                    <li>{ "Requests since it was opened, as the browser counts them: " }<b id="requests">{ browser::requests().to_string() }</b></li>
                    <li>{ "Secrets are in memory only. They are in no link and not in this browser's storage; when the tab closes they are gone." }</li>
                    <li>{ if store.autosave { "The cluster document is kept in this browser's storage. It holds no secret." }
                        else { "Nothing is kept in this browser's storage." } }</li>
                    <li>{ "You can pull the network cable and go on." }</li>
                </ul>
                <label class="c-check"><input type="checkbox" checked={store.autosave}
                    onchange={let on = !store.autosave; store.sender(move |_: Event| Action::Autosave(on))} />
                    { "Keep the cluster document in this browser" }</label>
                <div><Button label="Forget what is kept here" onpress={forget(&store)} /></div>
                <p class="c-help">{ "A browser extension can read any page. For a production cluster use a profile without extensions, or the command line." }</p>
            </Modal>
        },
        Some(Dialog::Mend(name, text)) => html! { <MendDialog {name} {text} /> },
        Some(Dialog::Refused(name, findings)) => html! { <RefusedDialog {name} {findings} /> },
        Some(Dialog::Recover(text)) => html! { <RecoverDialog {text} /> },
        Some(Dialog::AddRange) => html! { <AddRange /> },
        Some(Dialog::Import(text)) => html! { <Import {text} /> },
    }
}
