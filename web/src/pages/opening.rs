//! Opening: files or pasted text; a cluster document, a zip made before, secrets, a snippet.

use kindling_pki::Secret;
use yew::prelude::*;

use super::store::{Store, use_store};
use crate::browser::{self, Chosen, value_of};
use crate::components::{Button, Modal, Tone};
use crate::state::reading::read;
use crate::state::{Action, Dialog};
use crate::worker::{Answer, Ask, Opened, Parcel};

/// Hands a file to the worker and does what it turns out to be for.
pub fn open(store: &Store, name: String, bytes: Vec<u8>) {
    let heard = {
        let store = store.clone();
        let name = name.clone();
        Callback::from(move |reply: Parcel<Answer>| match reply.word {
            Answer::Opened(opened) => opened_as(&store, &name, opened, reply.bytes),
            Answer::Refused(findings) => {
                store.send(Action::Dialog(Some(Dialog::Refused(
                    name.clone(),
                    findings,
                ))));
            }
            _ => {}
        })
    };
    store.ask(Ask::Open { name }, Some(bytes), heard);
}

fn opened_as(store: &Store, name: &str, opened: Opened, bytes: Option<Vec<u8>>) {
    match opened {
        Opened::Cluster(text) => open_text(store, name, &text),
        Opened::Secrets => {
            let text = bytes
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .unwrap_or_default();
            store.send(Action::Keys {
                text: Secret::new(text),
                saved: true,
            });
            store.send(Action::Dialog(None));
            store.send(Action::Tell(format!("Opened the secrets in {name}")));
        }
        Opened::Archive { cluster, digests } => {
            match cluster {
                Some(text) => open_text(store, name, &text),
                None => store.send(Action::Dialog(None)),
            }
            store.send(Action::BaselineOf(digests));
            store.send(Action::Tell(format!(
                "Opened {name}: changes are shown against it"
            )));
        }
        Opened::Snippet(text) => {
            store.send(Action::SnippetFiles([(name.to_owned(), text)].into()));
            store.send(Action::Dialog(None));
            store.send(Action::Tell(format!(
                "Opened {name}: snippets that name this file use it"
            )));
        }
    }
}

/// Opens the text of a cluster document. Where a form would lose something of it, it is to be mended first.
pub fn open_text(store: &Store, name: &str, text: &str) {
    let reading = read(text);
    match reading.document {
        Some(ref document) if !reading.is_lossy() => {
            store.send(Action::Open(Box::new(document.clone())));
            for finding in &reading.lost {
                let place = finding
                    .position
                    .map_or_else(String::new, |(line, _)| format!("line {line}: "));
                store.send(Action::Tell(format!("{place}{}", finding.message)));
            }
        }
        _ => store.send(Action::Dialog(Some(Dialog::Mend(
            name.to_owned(),
            text.into(),
        )))),
    }
}

/// The dialog for opening.
#[component(OpenDialog)]
pub fn open_dialog() -> Html {
    let store = use_store();
    let readers = use_mut_ref(Vec::new);
    let pasted = use_state(String::new);
    let chosen = {
        let store = store.clone();
        Callback::from(move |file: Chosen| match file.contents {
            Ok(bytes) => open(&store, file.name, bytes),
            Err(problem) => store.send(Action::Fail(format!(
                "{} cannot be read: {problem}",
                file.name
            ))),
        })
    };
    let onchange = {
        let chosen = chosen.clone();
        let readers = readers.clone();
        Callback::from(move |event: Event| {
            readers
                .borrow_mut()
                .extend(browser::chosen(&event, &chosen));
        })
    };
    let ondrop = Callback::from(move |event: DragEvent| {
        event.prevent_default();
        if let Some(transfer) = event.data_transfer() {
            readers
                .borrow_mut()
                .extend(browser::dropped(&transfer, &chosen));
        }
    });
    let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
    let oninput = {
        let pasted = pasted.clone();
        Callback::from(move |event: InputEvent| pasted.set(value_of(&event)))
    };
    let open_pasted = {
        let store = store.clone();
        let pasted = pasted.clone();
        Callback::from(move |()| open(&store, "pasted text".to_owned(), pasted.as_bytes().to_vec()))
    };
    html! {
        <Modal title="Open" onclose={store.sender(|()| Action::Dialog(None))}>
            <div class="c-drop" {ondrop} {ondragover}>
                <label for="open-file">{ "Drop files here, or choose them: a cluster document, secrets, a zip made before, snippets" }</label>
                <input id="open-file" type="file" multiple=true {onchange} />
            </div>
            <div class="c-field">
                <label for="open-text">{ "Or paste a document" }</label>
                <textarea id="open-text" class="c-input m-lines" rows="8" value={(*pasted).clone()} {oninput} spellcheck="false" />
            </div>
            <Button label="Open text" tone={Tone::Main} refused={pasted.trim().is_empty().then_some("Nothing is pasted")} onpress={open_pasted} />
        </Modal>
    }
}
