//! What lies over the page: the start, opening, the seal.

use yew::prelude::*;

use super::cluster::Presets;
use super::machine_dialogs::AddRange;
use super::machine_import::Import;
use super::mending::{MendDialog, RefusedDialog};
use super::opening::OpenDialog;
use super::recovery::RecoverDialog;
use super::seal::Seal;
use super::store::use_store;
use crate::components::Modal;
use crate::state::{Action, Dialog};

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
        Some(Dialog::Seal) => html! { <Seal /> },
        Some(Dialog::Mend(name, text)) => html! { <MendDialog {name} {text} /> },
        Some(Dialog::Refused(name, findings)) => html! { <RefusedDialog {name} {findings} /> },
        Some(Dialog::Recover(text)) => html! { <RecoverDialog {text} /> },
        Some(Dialog::AddRange) => html! { <AddRange /> },
        Some(Dialog::Import(text)) => html! { <Import {text} /> },
    }
}
