//! What a search in the artifacts found: each hit with its file and line, and the words that were searched for marked.

use std::rc::Rc;

use yew::prelude::*;

use super::store::{Store, use_store};
use crate::state::Action;
use crate::viewing::occurrences;
use crate::worker::{Answer, Ask, Hit, Parcel};

/// A hit that was chosen, and how many were before: the same one can be chosen again.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// The hit.
    pub hit: Hit,
    /// What was searched for, in lower case.
    pub wanted: AttrValue,
    /// Grows with each choice.
    pub wish: u32,
}

/// What a search found, and for which text.
#[derive(Clone, Debug, PartialEq)]
pub struct Hits {
    /// The text.
    pub wanted: AttrValue,
    /// The hits, names before contents.
    pub hits: Rc<Vec<Hit>>,
    /// Whether there are more.
    pub more: bool,
}

/// The newest hits of a search, which are those of an earlier text while a text is searched for; none where nothing is
/// searched for.
#[hook]
pub fn use_hits(store: &Store, text: &str, revealed: Option<&str>) -> Option<Hits> {
    let hits = use_state(|| None);
    {
        let (store, hits) = (store.clone(), hits.setter());
        let depends = (
            text.to_owned(),
            store.rendered,
            revealed.map(str::to_owned),
            store.outcome.artifacts.is_empty(),
        );
        use_effect_with(depends, move |(text, _, revealed, empty)| {
            if text.is_empty() || *empty {
                hits.set(None);
                return;
            }
            let wanted = AttrValue::from(text.clone());
            let heard = Callback::from(move |reply: Parcel<Answer>| {
                if let Answer::Found { hits: found, more } = reply.word {
                    let (wanted, found) = (wanted.clone(), Rc::new(found));
                    hits.set(Some(Hits {
                        wanted,
                        hits: found,
                        more,
                    }));
                }
            });
            let ask = Ask::Search {
                text: text.clone(),
                revealed: revealed.clone(),
            };
            store.ask(ask, None, heard);
        });
    }
    (*hits).clone().filter(|_| !text.is_empty())
}

/// What the list takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What was found.
    pub found: Hits,
    /// Whether something else is searched for by now.
    pub stale: bool,
    /// Called with a hit that is chosen.
    pub onchoose: Callback<Hit>,
}

/// A text with what was searched for marked.
fn marked(text: &str, wanted: &str) -> Html {
    let mut at = 0;
    let mut parts = Vec::new();
    for (from, to) in occurrences(text, wanted) {
        parts.push(html! { <>{ &text[at..from] }<mark>{ &text[from..to] }</mark></> });
        at = to;
    }
    parts.push(html! { { &text[at..] } });
    html! { { for parts } }
}

/// What a search found.
#[component(Found)]
pub fn found(props: &Props) -> Html {
    let store = use_store();
    let Hits { wanted, hits, more } = &props.found;
    if hits.is_empty() {
        return html! { <p class="c-empty" role="status">{ "No file has this in its name or contents. Secrets are searched once they are revealed." }</p> };
    }
    let wanted = wanted.to_ascii_lowercase();
    let row = |(index, hit): (usize, &Hit)| {
        let again = index > 0 && hits[index - 1].path == hit.path;
        let onclick = {
            let (choose, store, hit) = (props.onchoose.clone(), store.clone(), hit.clone());
            Callback::from(move |_: MouseEvent| {
                choose.emit(hit.clone());
                store.send(Action::Artifact(Some(hit.path.clone())));
            })
        };
        let place = match (hit.inside.as_str(), hit.line) {
            ("", 0) => String::new(),
            ("", line) => format!("line {line}"),
            (inside, 0) => inside.to_owned(),
            (inside, line) => format!("{inside}, line {line}"),
        };
        // A row is one hit of one search: none turns into another under a finger.
        let key = format!("{wanted} {} {} {}", hit.path, hit.inside, hit.line);
        html! {
            <li {key} class={classes!(again.then_some("m-again"), (!hit.inside.is_empty()).then_some("m-inside"))}><button type="button" {onclick}>
                <b class={classes!(again.then_some("c-unseen"))}>{ &hit.path }</b>
                if !place.is_empty() { <small>{ place }</small> }
                <code>{ marked(&hit.text, &wanted) }</code>
            </button></li>
        }
    };
    html! { <>
        <ul class={classes!("c-hits", props.stale.then_some("m-stale"))} aria-label="Found" aria-busy={props.stale.to_string()}>{ for hits.iter().enumerate().map(row) }</ul>
        if *more { <p class="c-empty">{ "There is more; type more of it." }</p> }
    </> }
}
