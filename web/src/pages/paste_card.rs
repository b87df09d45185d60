//! One small file as a command to paste into a shell, for machines that are reached by a console alone.

use yew::prelude::*;

use super::artifact_viewer::REVEALED;
use super::store::use_store;
use crate::browser::{self, value_of};
use crate::components::{Button, Glyph, Icon, Take, Tone};
use crate::text::paste;
use crate::worker::{Answer, Ask, Parcel};

/// The most names that are offered while a path is typed.
const OFFERED: usize = 40;

/// The card.
#[component(PasteCard)]
pub fn paste_card() -> Html {
    let store = use_store();
    let wanted = use_state(|| AttrValue::from("kubeconfig"));
    // The command, and the file and state of it that it was made of.
    let made = use_state(|| None::<(String, u64, AttrValue)>);
    let artifacts = &store.outcome.artifacts;
    if artifacts.is_empty() {
        return html! {};
    }
    let row = artifacts.iter().find(|row| row.path == *wanted);
    let refused = match row {
        None => Some("There is no file of this name"),
        Some(row) if row.bytes > paste::MOST => Some("It is too large to paste"),
        Some(_) => None,
    };
    let oninput = {
        let wanted = wanted.clone();
        Callback::from(move |event: InputEvent| wanted.set(value_of(&event).into()))
    };
    let onpress = {
        let store = store.clone();
        let made = made.clone();
        let row = row.cloned();
        Callback::from(move |()| {
            let Some(row) = row.clone() else { return };
            let made = made.clone();
            let path = row.path.clone();
            let heard = Callback::from(move |reply: Parcel<Answer>| {
                if let Answer::Text { path, text } = reply.word {
                    let command = paste::command(&path, text.as_bytes(), row.secret);
                    made.set(Some((path, row.digest, command.into())));
                }
            });
            store.ask(Ask::Read { path }, None, heard);
        })
    };
    {
        // A command that holds a secret is on the page as long as a secret that is revealed, and no longer.
        let hide = made.setter();
        let held = made.as_ref().filter(|_| row.is_some_and(|row| row.secret));
        use_effect_with(held.cloned(), move |held| {
            let timer = held
                .is_some()
                .then(|| browser::later(REVEALED, move || hide.set(None)));
            move || drop(timer)
        });
    }
    let offered = artifacts
        .iter()
        .filter(|row| row.bytes <= paste::MOST && row.path.contains(wanted.as_str()))
        .take(OFFERED);
    let secret = row.is_some_and(|row| row.secret);
    let label = if secret {
        "Make the command, secret and all"
    } else {
        "Make the command"
    };
    let shown = made.as_ref().filter(|(path, digest, _)| {
        row.is_some_and(|row| row.path == *path && row.digest == *digest)
    });
    html! {
        <section class="c-way" id="way-paste" aria-labelledby="way-paste-title">
            <h2 id="way-paste-title">{ "Paste into a shell" }</h2>
            <p>{ "Where there is a console and nothing else: one small file as one command." }</p>
            <div class="c-field">
                <label for="paste-path">{ "File" }</label>
                <input id="paste-path" class="c-input" type="text" list="paste-paths" value={(*wanted).clone()} {oninput}
                    autocomplete="off" spellcheck="false" aria-describedby="paste-help" />
                <datalist id="paste-paths">{ for offered.map(|row| html! { <option value={row.path.clone()} /> }) }</datalist>
                <p class="c-help" id="paste-help">{ format!("Its path; at most {} KiB.", paste::MOST >> 10) }</p>
            </div>
            if secret { <p class="c-secret m-secret"><Icon glyph={Glyph::Lock} />
                { "The command holds this secret: it is shown for a minute, and terminals and shells may keep what is pasted." }</p> }
            <div class="c-actions"><Button {label} {refused} tone={Tone::Plain} {onpress} /></div>
            if let Some((path, _, command)) = shown { <Take label={format!("command that writes {path}")} text={command.clone()} /> }
        </section>
    }
}
