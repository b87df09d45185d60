//! An Ignition config decoded: each file, unit and user in a list; a press shows what is in it.

use std::rc::Rc;

use yew::prelude::*;

use super::{Code, Glyph, Icon};
use crate::browser;
use crate::highlight::Language;
use crate::viewing::size;
use crate::worker::DecodedFile;

/// A place in one of the entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// Kind and name of the entry.
    pub entry: String,
    /// The line in it, from 1; none for its name.
    pub line: Option<usize>,
    /// Grows with each wish, so that the same place can be wished for again.
    pub wish: u32,
}

/// What the list takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is in the config.
    pub files: Rc<Vec<DecodedFile>>,
    /// Whether long lines are wrapped.
    #[prop_or_default]
    pub wrap: bool,
    /// A place to bring into view.
    #[prop_or_default]
    pub at: Option<At>,
    /// A text to mark where it stands, in lower case.
    #[prop_or_default]
    pub wanted: AttrValue,
}

/// The element of an entry.
fn id_of(index: usize) -> String {
    format!("entry-{index}")
}

/// Kind and name of an entry.
fn named(file: &DecodedFile) -> String {
    format!("{} {}", file.kind, file.name)
}

/// The decoded config.
#[component(Decoded)]
pub fn decoded(props: &Props) -> Html {
    // By kind and name, so that what is open stays open when the config is rendered again.
    let open = use_state(|| None::<(String, String)>);
    {
        let (open, files) = (open.setter(), Rc::clone(&props.files));
        use_effect_with(props.at.clone(), move |at| {
            let Some(at) = at else { return };
            let found = files.iter().position(|file| named(file) == at.entry);
            if let Some((index, file)) = found.and_then(|index| Some((index, files.get(index)?))) {
                if file.text.is_some() {
                    open.set(Some((file.kind.clone(), file.name.clone())));
                }
                // Once it is drawn open.
                browser::after(60, move || {
                    browser::reveal(&[id_of(index)]);
                });
            }
        });
    }
    if props.files.is_empty() {
        return html! { <p class="c-empty">{ "This config makes nothing." }</p> };
    }
    let row = |(index, file): (usize, &DecodedFile)| {
        let key = (file.kind.clone(), file.name.clone());
        let is_open = open.as_ref() == Some(&key);
        let name = named(file);
        let at = props.at.as_ref().filter(|at| at.entry == name);
        let head = html! { <>
            <span class="c-kind">{ &file.kind }</span>
            <span class="c-name">{ &file.name }</span>
            <small>{ &file.facts }</small>
            if file.text.is_some() || file.bytes > 0 { <small>{ size(file.bytes) }</small> }
        </> };
        let Some(text) = &file.text else {
            return html! { <li key={name}><div id={id_of(index)} tabindex="-1" class={classes!("c-entry", at.map(|_| "m-hit"))}>{ head }</div></li> };
        };
        let onclick = {
            let open = open.setter();
            Callback::from(move |_: MouseEvent| open.set((!is_open).then(|| key.clone())))
        };
        html! {
            <li key={name}>
                <button type="button" id={id_of(index)} class={classes!("c-entry", at.map(|_| "m-hit"))} aria-expanded={is_open.to_string()} {onclick}>
                    <Icon glyph={if is_open { Glyph::Down } else { Glyph::Right }} />{ head }
                </button>
                if is_open {
                    <Code label={file.name.clone()} text={Rc::<str>::from(text.as_str())} language={Language::of(&file.name, text)}
                        wrap={props.wrap} short=true line={at.and_then(|at| at.line)} wish={at.map_or(0, |at| at.wish)} wanted={props.wanted.clone()} />
                }
            </li>
        }
    };
    html! { <ul class="c-decoded" aria-label="Decoded">{ for props.files.iter().enumerate().map(row) }</ul> }
}
