//! An Ignition config decoded: each file, unit and user in a list; a press shows what is in it.

use std::rc::Rc;

use yew::prelude::*;

use super::{Code, Glyph, Icon};
use crate::highlight::Language;
use crate::viewing::size;
use crate::worker::DecodedFile;

/// What the list takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is in the config.
    pub files: Rc<Vec<DecodedFile>>,
    /// Whether long lines are wrapped.
    #[prop_or_default]
    pub wrap: bool,
}

/// The decoded config.
#[component(Decoded)]
pub fn decoded(props: &Props) -> Html {
    // By kind and name, so that what is open stays open when the config is rendered again.
    let open = use_state(|| None::<(String, String)>);
    if props.files.is_empty() {
        return html! { <p class="c-empty">{ "This config makes nothing." }</p> };
    }
    let row = |file: &DecodedFile| {
        let key = (file.kind.clone(), file.name.clone());
        let is_open = open.as_ref() == Some(&key);
        let id = format!("{} {}", file.kind, file.name);
        let head = html! { <>
            <span class="c-kind">{ &file.kind }</span>
            <span class="c-name">{ &file.name }</span>
            <small>{ &file.facts }</small>
            if file.text.is_some() || file.bytes > 0 { <small>{ size(file.bytes) }</small> }
        </> };
        let Some(text) = &file.text else {
            return html! { <li key={id}><div class="c-entry">{ head }</div></li> };
        };
        let onclick = {
            let open = open.setter();
            Callback::from(move |_: MouseEvent| open.set((!is_open).then(|| key.clone())))
        };
        html! {
            <li key={id}>
                <button type="button" class="c-entry" aria-expanded={is_open.to_string()} {onclick}>
                    <Icon glyph={if is_open { Glyph::Down } else { Glyph::Right }} />{ head }
                </button>
                if is_open {
                    <Code label={file.name.clone()} text={Rc::<str>::from(text.as_str())} language={Language::of(&file.name, text)}
                        wrap={props.wrap} short=true />
                }
            </li>
        }
    };
    html! { <ul class="c-decoded" aria-label="Decoded">{ for props.files.iter().map(row) }</ul> }
}
