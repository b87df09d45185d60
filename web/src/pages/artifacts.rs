//! The artifacts beside the form: how many, what changed, a search, the tree, and the viewer of the one that is open.

use std::collections::BTreeSet;
use std::rc::Rc;

use yew::prelude::*;

use super::artifact_viewer::{ArtifactViewer, Revealed};
use super::store::{Store, use_store};
use crate::browser::value_of;
use crate::components::{Button, Tree};
use crate::state::{Action, Engine, Keys, Same, Severity, Step, Subject};
use crate::viewing::{Open, ancestors, branches, grouped, is_ignition};
use crate::worker::{Answer, Ask, Hit, Parcel};

/// Trees of at most so many rows begin with their folders open.
const SMALL: usize = 60;

/// Why there is nothing to show, and the one thing to do.
fn nothing(store: &Store) -> Html {
    let first = store
        .outcome
        .findings
        .iter()
        .find(|finding| finding.severity == Severity::Error);
    if let Some(finding) = first {
        let action = match &finding.subject {
            Subject::Cluster => Action::Jump(finding.path.clone()),
            Subject::Secrets => Action::Go(Step::Secrets),
            Subject::Snippet(_) => Action::Go(Step::Machines),
            Subject::Artifact(_) => Action::Problems(true),
        };
        return html! { <div class="c-empty" id="artifacts-empty">
            <p>{ "Nothing is rendered while something is wrong in the document." }</p>
            <Button label="Go to the first problem" onpress={store.sender(move |()| action.clone())} />
        </div> };
    }
    let words = match (&store.keys, &store.engine) {
        (_, Engine::Failed(_)) => "The worker stopped; it is started again.",
        (Keys::Making { .. }, _) => "The keys are being made.",
        (Keys::None, _) if store.rendered > 0 => {
            return html! { <div class="c-empty" id="artifacts-empty">
                <p>{ "The artifacts need keys and certificates, and there are none yet." }</p>
                <Button label="Make secrets" onpress={store.sender(|()| Action::Go(Step::Secrets))} />
            </div> };
        }
        _ => "Rendering…",
    };
    html! { <p class="c-empty" id="artifacts-empty">{ words }</p> }
}

/// Hits of a search for a text; none where nothing is searched for.
#[hook]
fn use_hits(store: &Store, text: &str, revealed: Option<&str>) -> Option<(Rc<Vec<Hit>>, bool)> {
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
            // Contents of secrets are found in the one that is revealed, and in no other.
            let hidden: BTreeSet<String> = store
                .outcome
                .artifacts
                .iter()
                .filter(|row| row.secret && revealed.as_ref() != Some(&row.path))
                .map(|row| row.path.clone())
                .collect();
            let heard = Callback::from(move |reply: Parcel<Answer>| {
                if let Answer::Found {
                    hits: mut found,
                    more,
                } = reply.word
                {
                    found.retain(|hit| hit.line == 0 || !hidden.contains(&hit.path));
                    hits.set(Some((Rc::new(found), more)));
                }
            });
            let ask = Ask::Search {
                text: text.clone(),
                secrets: revealed.is_some(),
            };
            store.ask(ask, None, heard);
        });
    }
    (*hits).clone().filter(|_| !text.is_empty())
}

/// The artifacts, beside the form.
#[component(ArtifactsPane)]
pub fn artifacts_pane() -> Html {
    let store = use_store();
    let wanted = use_state(String::new);
    let line = use_state(|| None::<(String, usize)>);
    let open = use_state(|| None::<Open>);
    let revealed = use_state(|| None::<Revealed>);
    let rows = &store.outcome.artifacts;
    let current = store.view.artifact.clone();

    let opened = use_memo(
        ((*open).clone(), current.clone(), rows.len()),
        |(open, current, count)| {
            let mut opened = open.clone().unwrap_or_else(|| {
                let all = rows.iter().flat_map(|row| ancestors(&row.path));
                if *count > SMALL {
                    Open::new()
                } else {
                    all.map(str::to_owned).collect()
                }
            });
            if open.is_none()
                && let Some(path) = current
            {
                opened.extend(ancestors(path).map(str::to_owned));
            }
            opened
        },
    );
    let changed = {
        let depends = (Same::of(&store.outcome), Same::of(&store.baseline));
        use_memo(depends, |_| store.changed())
    };
    let branches = {
        let depends = (
            Same::of(&store.outcome),
            Same::of(&changed),
            Rc::clone(&opened),
            Same::of(&store.seen),
        );
        use_memo(depends, |_| {
            let paths = changed.iter().map(|at| rows[*at].path.as_str());
            let news: BTreeSet<&str> = paths.filter(|path| !store.seen.contains(*path)).collect();
            branches(rows, &opened, &news)
        })
    };
    {
        // What is opened from elsewhere shows in the tree.
        let (open, opened) = (open.clone(), Rc::clone(&opened));
        use_effect_with(current.clone(), move |current| {
            let Some(path) = current else { return };
            if open.is_some() && ancestors(path).any(|folder| !opened.contains(folder)) {
                let mut more = (*opened).clone();
                more.extend(ancestors(path).map(str::to_owned));
                open.set(Some(more));
            }
        });
    }
    let shown = (*revealed).as_ref().map(|revealed| revealed.path.as_str());
    let hits = use_hits(&store, &wanted, shown);

    let onopen = {
        let (open, opened) = (open.setter(), Rc::clone(&opened));
        Callback::from(move |(path, unfold): (String, bool)| {
            let mut next = (*opened).clone();
            if unfold {
                next.insert(path);
            } else {
                next.remove(&path);
            }
            open.set(Some(next));
        })
    };
    let choose = {
        let (store, line) = (store.clone(), line.setter());
        Callback::from(move |path: String| {
            line.set(None);
            store.send(Action::Artifact(Some(path)));
        })
    };
    let oninput = {
        let wanted = wanted.setter();
        Callback::from(move |event: InputEvent| wanted.set(value_of(&event)))
    };
    let head = if rows.is_empty() {
        String::new()
    } else if changed.is_empty() {
        format!("{} files", grouped(rows.len()))
    } else {
        format!(
            "{} files · {} changed",
            grouped(rows.len()),
            grouped(changed.len())
        )
    };
    let body = match &hits {
        _ if rows.is_empty() => nothing(&store),
        Some((hits, more)) => found(&store, hits, *more, &line),
        None => html! {
            <Tree label="Artifacts" rows={branches} current={current.clone().map(AttrValue::from)} {onopen} onchoose={choose} />
        },
    };
    let row = current.and_then(|path| rows.iter().find(|row| row.path == path).cloned());
    let goto = (*line)
        .as_ref()
        .filter(|(path, _)| row.as_ref().is_some_and(|row| row.path == *path))
        .map(|(_, line)| *line)
        // One long line of JSON is laid out anew for the eye: its lines are others.
        .filter(|_| row.as_ref().is_some_and(|row| !is_ignition(&row.path)));
    html! {
        <section class="l-side" aria-label="Artifacts">
            <div>
                <div class="c-panel"><h2 class="l-beside">{ "Artifacts" }</h2><h1 class="l-lone">{ "Artifacts" }</h1><small id="artifacts-count">{ head }</small></div>
                if !rows.is_empty() {
                    <div class="c-find">
                        <input class="c-input" type="search" id="artifacts-search" aria-label="Search names and contents"
                            placeholder="Search names and contents" value={(*wanted).clone()} {oninput} autocomplete="off" spellcheck="false" />
                    </div>
                }
            </div>
            <div class="l-files">{ body }</div>
            if let Some(row) = row {
                <ArtifactViewer {row} line={goto} revealed={(*revealed).clone()}
                    onreveal={{ let set = revealed.setter(); Callback::from(move |next| set.set(next)) }} />
            } else if !rows.is_empty() {
                <p class="c-empty c-view">{ "Choose a file to read it." }</p>
            }
        </section>
    }
}

/// What a search found.
fn found(
    store: &Store,
    hits: &[Hit],
    more: bool,
    line: &UseStateHandle<Option<(String, usize)>>,
) -> Html {
    if hits.is_empty() {
        return html! { <p class="c-empty" role="status">{ "No file has this in its name or contents. Secrets are searched once they are revealed." }</p> };
    }
    let row = |(index, hit): (usize, &Hit)| {
        let onclick = {
            let (store, line, hit) = (store.clone(), line.setter(), hit.clone());
            Callback::from(move |_: MouseEvent| {
                line.set((hit.line > 0).then(|| (hit.path.clone(), hit.line)));
                store.send(Action::Artifact(Some(hit.path.clone())));
            })
        };
        html! {
            <li key={index}><button type="button" {onclick}>
                <b>{ &hit.path }</b>
                if hit.line > 0 { <small>{ format!("line {}", hit.line) }</small> }
                <code>{ &hit.text }</code>
            </button></li>
        }
    };
    html! { <>
        <ul class="c-hits" aria-label="Found">{ for hits.iter().enumerate().map(row) }</ul>
        if more { <p class="c-empty">{ "There is more; type more of it." }</p> }
    </> }
}
