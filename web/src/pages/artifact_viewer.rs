//! The artifact that is open: decoded, as it is, as Butane, or what changed in it. A secret is masked until it is
//! revealed, and again a minute later.

use std::rc::Rc;

use yew::prelude::*;

use super::difference::DifferenceView;
use super::found::Goal;
use super::store::{Store, use_store};
use crate::browser;
use crate::components::{At, Button, Code, Decoded, Glyph, Icon, Tone};
use crate::highlight::Language;
use crate::state::{Action, ArtifactRow};
use crate::viewing::{butane_of, for_the_eye, is_ignition, size};
use crate::worker::{Answer, Ask, DecodedFile, Difference, Parcel};

/// How long a secret stays revealed, in milliseconds.
pub const REVEALED: u32 = 60_000;

/// A secret that is revealed, by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed {
    /// The artifact.
    pub path: String,
}

/// One way to look at an artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What an Ignition config makes on a machine.
    Decoded,
    /// As it is.
    Text,
    /// The Butane text it was made of.
    Butane,
    /// What changed in it.
    Changes,
}

/// What is shown, and of which artifact.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Its text.
    Text(Rc<str>),
    /// What it makes.
    Decoded(Rc<Vec<DecodedFile>>),
    /// What changed.
    Changes(Rc<Difference>),
    /// Why there is nothing to show.
    Refused(String),
}

/// What the viewer takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The artifact.
    pub row: ArtifactRow,
    /// A hit of the search to bring into view.
    pub goal: Option<Goal>,
    /// Whether only what changed is shown beside it.
    pub changes: bool,
    /// The secret that is revealed.
    pub revealed: Option<Revealed>,
    /// Called to reveal or hide.
    pub onreveal: Callback<Option<Revealed>>,
}

fn body_of(answer: Answer) -> Option<Body> {
    Some(match answer {
        Answer::Text { path, text } => Body::Text(for_the_eye(&path, &text).into()),
        Answer::Decoded { files, .. } => Body::Decoded(Rc::new(files)),
        Answer::Changes { difference, .. } => Body::Changes(Rc::new(difference)),
        Answer::Refused(findings) => Body::Refused(findings.first()?.message.clone()),
        _ => return None,
    })
}

/// Asks for the raw text and gives it away; nothing of it is shown.
fn with_text(store: &Store, path: &str, then: impl Fn(&Store, &str) + 'static) {
    let heard = {
        let store = store.clone();
        Callback::from(move |reply: Parcel<Answer>| {
            if let Answer::Text { text, .. } = reply.word {
                then(&store, &text);
            }
        })
    };
    store.ask(
        Ask::Read {
            path: path.to_owned(),
        },
        None,
        heard,
    );
}

fn copy(store: &Store, path: &str) {
    let name = path.to_owned();
    with_text(store, path, move |store, text| {
        let (store, name) = (store.clone(), name.clone());
        let heard = Callback::from(move |done: Result<(), browser::BrowserError>| match done {
            Ok(()) => store.send(Action::Tell(format!("Copied {name}"))),
            Err(problem) => store.send(Action::Fail(problem.to_string())),
        });
        browser::copy(text, heard);
    });
}

fn save(store: &Store, path: &str) {
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    with_text(store, path, move |store, text| {
        match browser::save(&name, text.as_bytes()) {
            Ok(()) => store.send(Action::Tell(format!("Saved {name}"))),
            Err(problem) => store.send(Action::Fail(problem.to_string())),
        }
    });
}

/// What a tab shows of an artifact; asked for again whenever the artifact changes.
#[hook]
pub fn use_body(store: &Store, path: &str, digest: u64, tab: Tab, masked: bool) -> Option<Body> {
    let body = use_state(|| None::<(String, Tab, Body)>);
    {
        let (store, body) = (store.clone(), body.setter());
        let baseline = Rc::as_ptr(&store.baseline) as usize;
        let depends = (path.to_owned(), digest, tab, masked, baseline);
        use_effect_with(depends, move |(path, _, tab, masked, _)| {
            if *masked {
                body.set(None);
                return;
            }
            let (path, tab) = (path.clone(), *tab);
            let ask = match tab {
                Tab::Decoded => Ask::Decode { path: path.clone() },
                Tab::Text | Tab::Butane => Ask::Read { path: path.clone() },
                Tab::Changes => Ask::Changes { path: path.clone() },
            };
            let heard = Callback::from(move |reply: Parcel<Answer>| {
                if let Some(found) = body_of(reply.word) {
                    body.set(Some((path.clone(), tab, found)));
                }
            });
            store.ask(ask, None, heard);
        });
    }
    // What was asked for another artifact, or by a secret that is masked again, is not shown.
    (*body)
        .clone()
        .filter(|(of, at, _)| of == path && *at == tab && !masked)
        .map(|(_, _, body)| body)
}

/// The viewer.
#[component(ArtifactViewer)]
pub fn artifact_viewer(props: &Props) -> Html {
    let store = use_store();
    let row = &props.row;
    let chosen = use_state(|| Tab::Decoded);
    let wrap = use_state(|| false);
    let ignition = is_ignition(&row.path);
    let all = &store.outcome.artifacts;
    let exists = |path: &str| {
        all.binary_search_by(|other| other.path.as_str().cmp(path))
            .is_ok()
    };
    let butane = butane_of(&row.path, exists);
    let mut tabs = Vec::new();
    if ignition {
        tabs.push((Tab::Decoded, "Decoded"));
    }
    tabs.push((Tab::Text, if ignition { "JSON" } else { "Text" }));
    if butane.is_some() {
        tabs.push((Tab::Butane, "Butane"));
    }
    tabs.push((Tab::Changes, "Diff"));
    let tab = match *chosen {
        tab if tabs.iter().any(|(one, _)| *one == tab) => tab,
        _ => Tab::Text,
    };
    {
        // A hit of the search is shown where it was found, and what changed by what changed in it.
        let chosen = chosen.setter();
        use_effect_with(
            (props.goal.clone(), props.changes),
            move |(goal, changes)| match goal {
                Some(goal) if goal.hit.line == 0 && goal.hit.inside.is_empty() => {}
                Some(goal) if goal.hit.inside.is_empty() => chosen.set(Tab::Text),
                Some(_) => chosen.set(Tab::Decoded),
                None if *changes => chosen.set(Tab::Changes),
                None => {}
            },
        );
    }
    let name = butane
        .filter(|_| tab == Tab::Butane)
        .unwrap_or_else(|| row.path.clone());
    let secret = row.secret || all.iter().any(|other| other.path == name && other.secret);
    let revealed = props
        .revealed
        .as_ref()
        .is_some_and(|revealed| revealed.path == row.path);
    let masked = secret && !revealed;
    let body = use_body(&store, &name, row.digest, tab, masked);
    {
        let hide = props.onreveal.clone();
        use_effect_with(props.revealed.clone(), move |revealed| {
            let timer = revealed
                .is_some()
                .then(|| browser::later(REVEALED, move || hide.emit(None)));
            move || drop(timer)
        });
    }
    let tab_button = |(one, words): &(Tab, &'static str)| {
        let (one, chosen) = (*one, chosen.setter());
        let onclick = Callback::from(move |_: MouseEvent| chosen.set(one));
        html! {
            <button type="button" id={format!("tab-{}", words.to_lowercase())} aria-pressed={(one == tab).to_string()} {onclick}>{ *words }</button>
        }
    };
    let turn = {
        let (on, wrap) = (*wrap, wrap.setter());
        Callback::from(move |_: MouseEvent| wrap.set(!on))
    };
    let act = |what: fn(&Store, &str)| {
        let (store, name) = (store.clone(), name.clone());
        Callback::from(move |()| what(&store, &name))
    };
    let goal = props.goal.as_ref();
    let wanted = goal.map(|goal| goal.wanted.clone()).unwrap_or_default();
    let content = match body {
        _ if masked => mask(row, &props.onreveal),
        None => html! { <p class="c-empty">{ "Reading…" }</p> },
        Some(Body::Refused(words)) => html! { <p class="c-empty">{ words }</p> },
        Some(Body::Text(text)) => {
            let language = Language::of(&name, &text);
            html! { <Code key={name.clone()} label={name.clone()} {text} {language} wrap={*wrap}
            line={goal.filter(|goal| tab == Tab::Text && goal.hit.inside.is_empty() && goal.hit.line > 0).map(|goal| goal.hit.line)}
            wish={goal.map_or(0, |goal| goal.wish)} {wanted} /> }
        }
        Some(Body::Decoded(files)) => {
            let at = goal.filter(|goal| !goal.hit.inside.is_empty());
            let at = at.map(|goal| At {
                entry: goal.hit.inside.clone(),
                line: Some(goal.hit.line).filter(|line| *line > 0),
                wish: goal.wish,
            });
            html! { <Decoded key={name.clone()} {files} wrap={*wrap} {at} {wanted} /> }
        }
        Some(Body::Changes(difference)) => {
            let compared = !store.baseline.is_empty();
            html! { <DifferenceView key={name.clone()} path={name.clone()} {difference} {compared} wrap={*wrap} /> }
        }
    };
    html! {
        <section class="c-view" aria-label="Open file">
            <div class="c-tabs">
                <span class="c-tabset" role="group" aria-label="View">{ for tabs.iter().map(tab_button) }</span>
                <span class="c-space"></span>
                if revealed && secret {
                    <button type="button" onclick={props.onreveal.reform(|_: MouseEvent| None)}>{ "Hide" }</button>
                }
                <button type="button" aria-pressed={wrap.to_string()} onclick={turn}>{ "Wrap" }</button>
                <Button label="Copy" glyph={Glyph::Copy} icon_alone=true tone={Tone::Quiet} onpress={act(copy)} />
                <Button label="Save" glyph={Glyph::Download} icon_alone=true tone={Tone::Quiet} onpress={act(save)} />
            </div>
            <p class="c-path"><code>{ &name }</code><small>{ format!("{} · {}", size(row.bytes), row.purpose) }</small></p>
            { content }
        </section>
    }
}

fn mask(row: &ArtifactRow, onreveal: &Callback<Option<Revealed>>) -> Html {
    let path = row.path.clone();
    let reveal = onreveal.reform(move |()| Some(Revealed { path: path.clone() }));
    html! {
        <div class="c-empty c-masked">
            <p><Icon glyph={Glyph::Lock} />{ " " }<span aria-hidden="true">{ "••••••••••••" }</span></p>
            <p>{ format!("A secret of {}: {}. It is shown for a minute.", size(row.bytes), row.purpose) }</p>
            <Button label="Reveal" onpress={reveal} />
        </div>
    }
}
