//! The snippets of a machine: Butane texts that are merged onto its config, in order.

use kindling_core::document::Snippet;
use yew::prelude::*;

use super::machine_snippet::{SnippetCard, Turn};
use super::store::use_store;
use crate::browser::{self, Chosen};
use crate::components::Button;
use crate::state::Action;

/// What the section takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The machine's name.
    pub name: AttrValue,
    /// Its snippets.
    pub list: Vec<Snippet>,
    /// Called with another list.
    pub onchange: Callback<Vec<Snippet>>,
}

/// What a new snippet begins with: it says what it is for, and is valid.
fn beginning(os: &str) -> String {
    let (variant, version) = if os == "fedora-coreos" {
        ("fcos", "1.5.0")
    } else {
        ("flatcar", "1.1.0")
    };
    format!(
        "variant: {variant}\nversion: {version}\nstorage:\n  files:\n    - path: /etc/motd.d/kindling\n      contents:\n        inline: |\n          Hello\n"
    )
}

/// The snippets of a machine.
#[component(Snippets)]
pub fn snippets(props: &Props) -> Html {
    let store = use_store();
    let readers = use_mut_ref(Vec::new);
    let onturn = {
        let (list, onchange, store) = (props.list.clone(), props.onchange.clone(), store.clone());
        Callback::from(move |(at, turn): (usize, Turn)| {
            let mut list = list.clone();
            match turn {
                Turn::Up if at > 0 => list.swap(at, at - 1),
                Turn::Down if at + 1 < list.len() => list.swap(at, at + 1),
                Turn::Out if at < list.len() => drop(list.remove(at)),
                Turn::Up | Turn::Down | Turn::Out => return,
            }
            // A step of its own in what can be undone, before and after.
            store.send(Action::Settle);
            onchange.emit(list);
            if turn == Turn::Out {
                store.send(Action::Done(format!("Removed snippet {}.", at + 1)));
            }
            store.send(Action::Settle);
        })
    };
    let onvalue = {
        let (list, onchange, store) = (props.list.clone(), props.onchange.clone(), store.clone());
        Callback::from(move |(at, text): (usize, String)| {
            let mut list = list.clone();
            let Some(snippet) = list.get_mut(at) else {
                return;
            };
            match snippet {
                Snippet::File(name) => {
                    let texts = [(name.clone(), text)].into();
                    store.send(Action::SnippetFiles(texts));
                    return;
                }
                Snippet::Text(old) | Snippet::Named { text: old, .. } => *old = text,
            }
            onchange.emit(list);
        })
    };
    let add = {
        let (list, onchange) = (props.list.clone(), props.onchange.clone());
        let text = beginning(&store.document().os.name);
        Callback::from(move |()| {
            onchange.emit([list.clone(), vec![Snippet::Text(text.clone())]].concat());
        })
    };
    let load = {
        let (list, onchange, store) = (props.list.clone(), props.onchange.clone(), store);
        Callback::from(move |event: Event| {
            let (list, onchange, store) = (list.clone(), onchange.clone(), store.clone());
            let heard =
                Callback::from(
                    move |file: Chosen| match file.contents.map(String::from_utf8) {
                        Ok(Ok(text)) => {
                            onchange.emit([list.clone(), vec![Snippet::Text(text)]].concat());
                        }
                        Ok(Err(_)) => {
                            store.send(Action::Fail(format!("{} is not text", file.name)));
                        }
                        Err(problem) => store.send(Action::Fail(format!(
                            "{} cannot be read: {problem}",
                            file.name
                        ))),
                    },
                );
            readers.borrow_mut().extend(browser::chosen(&event, &heard));
        })
    };
    let of = props.list.len();
    html! {
        <section class="c-snippets" aria-labelledby="machine-snippets">
            <h2 id="machine-snippets">{ "Snippets" }</h2>
            <p class="c-help">{ if of == 0 { "None yet. A snippet is a Butane config merged onto this machine's config: a disk layout, a file, a unit." }
                else { "Butane configs merged onto this machine's config, in this order: a later one wins." } }</p>
            { for props.list.iter().enumerate().map(|(at, snippet)| html! {
                <SnippetCard key={at} machine={props.name.clone()} {at} {of} snippet={snippet.clone()} onvalue={onvalue.clone()} onturn={onturn.clone()} />
            }) }
            <div class="c-tools">
                <Button label="Add snippet" onpress={add} />
                <label class="c-button c-load">{ "Load from file…" }<input class="c-unseen" type="file" onchange={load} /></label>
            </div>
        </section>
    }
}
