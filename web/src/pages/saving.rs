//! Saving: everything as a zip, the cluster document, the secrets document.

use kindling_core::document;
use yew::prelude::*;

use super::store::Store;
use crate::browser;
use crate::state::{Action, Keys};
use crate::worker::{Answer, Ask, Packing, Parcel};

/// The name files are saved by.
pub fn base(store: &Store) -> String {
    let name = store.document().cluster_name.clone();
    let plain = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plain { name } else { "cluster".to_owned() }
}

fn told(store: &Store, saved: Result<(), browser::BrowserError>, words: String) {
    match saved {
        Ok(()) => store.send(Action::Tell(words)),
        Err(problem) => store.send(Action::Fail(problem.to_string())),
    }
}

/// Downloads all artifacts as a zip; from then on changes are shown against it.
pub fn download(store: &Store) {
    download_as(store, Packing::Zip);
}

/// Downloads all artifacts, packed this way; from then on changes are shown against them.
pub fn download_as(store: &Store, packing: Packing) {
    let ending = match packing {
        Packing::Zip => "zip",
        Packing::Tar => "tar",
    };
    let file = format!("{}.{ending}", base(store));
    let heard = {
        let store = store.clone();
        Callback::from(
            move |reply: Parcel<Answer>| match (reply.word, reply.bytes) {
                (Answer::Done, Some(bytes)) => {
                    let saved = browser::save(&file, &bytes);
                    if saved.is_ok() {
                        store.ask(Ask::Baseline, None, Callback::noop());
                        store.send(Action::Baseline);
                    }
                    told(&store, saved, format!("Downloaded {file}"));
                }
                (Answer::Refused(findings), _) => {
                    let words = findings
                        .first()
                        .map_or_else(String::new, |finding| finding.message.clone());
                    store.send(Action::Fail(words));
                }
                _ => {}
            },
        )
    };
    store.ask(Ask::Pack(packing), None, heard);
}

/// Saves the cluster document.
pub fn save_document(store: &Store) {
    let file = format!("{}.yaml", base(store));
    let saved = browser::save(&file, document::write(store.document()).as_bytes());
    told(store, saved, format!("Saved {file}"));
}

/// Saves the secrets document.
pub fn save_secrets(store: &Store) {
    let Keys::Held { text, .. } = &store.keys else {
        return;
    };
    let file = format!("{}.secrets.yaml", base(store));
    let saved = browser::save(&file, text.expose().as_bytes());
    if saved.is_ok() {
        store.send(Action::KeysSaved);
    }
    told(
        store,
        saved,
        format!("Saved {file}: keep it where only you can read it"),
    );
}
