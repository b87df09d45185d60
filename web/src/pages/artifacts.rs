//! The artifacts beside the form: how many, what changed, a search, the tree, and the viewer of the one that is open.

use std::collections::BTreeSet;
use std::rc::Rc;

use yew::prelude::*;

use super::artifact_viewer::{ArtifactViewer, Revealed};
use super::found::{Found, Goal, use_hits};
use super::store::{Store, use_store};
use crate::browser::value_of;
use crate::components::{Button, Counts, Tree};
use crate::state::{Action, ArtifactRow, Dialog, Engine, Keys, Same, Severity, Step, Subject};
use crate::viewing::{Branch, Change, Open, ancestors, branches, grouped};
use crate::worker::{Answer, Ask, Hit, Parcel};

/// Trees of at most so many rows begin with their folders open.
const SMALL: usize = 24;

/// In so many files that show, changed lines are counted at most.
const COUNTED: usize = 48;

/// Why there is nothing to show, and the one thing to do.
fn nothing(store: &Store) -> Html {
    if store.is_blank() {
        return html! { <div class="c-empty" id="artifacts-empty">
            <p>{ "Every file of the cluster will be here: configs, scripts, keys, the runbook." }</p>
            <Button label="Start from a preset" onpress={store.sender(|()| Action::Dialog(Some(Dialog::Start)))} />
        </div> };
    }
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

/// Lines that came and went in the changed files that show, by path.
#[hook]
fn use_counts(store: &Store, rows: &Rc<Vec<Branch>>) -> Rc<Counts> {
    let counts = use_state(Rc::<Counts>::default);
    {
        let (store, counts) = (store.clone(), counts.setter());
        let paths: Vec<String> = rows
            .iter()
            .filter(|row| row.open.is_none() && row.changed > 0)
            .take(COUNTED)
            .map(|row| row.path.clone())
            .collect();
        let baseline = Same::of(&store.baseline);
        use_effect_with((paths, store.rendered, baseline), move |(paths, _, _)| {
            if paths.is_empty() || store.is_stale() {
                return;
            }
            let heard = Callback::from(move |reply: Parcel<Answer>| {
                if let Answer::Counts(counted) = reply.word {
                    counts.set(Rc::new(counted));
                }
            });
            let ask = Ask::Counts {
                paths: paths.clone(),
            };
            store.ask(ask, None, heard);
        });
    }
    (*counts).clone()
}

/// What of the artifacts changed since the baseline.
struct Changed {
    /// Their places.
    at: Vec<usize>,
    /// How many were there and are no more.
    gone: usize,
}

#[hook]
fn use_changed(store: &Store) -> Rc<Changed> {
    let depends = (Same::of(&store.outcome), Same::of(&store.baseline));
    use_memo(depends, |_| Changed {
        at: store.changed(),
        gone: store.gone(),
    })
}

/// `41 files · 3 changed · 4 gone`.
fn summed(files: usize, changed: &Changed) -> String {
    let mut words = vec![format!("{} files", grouped(files))];
    if !changed.at.is_empty() {
        words.push(format!("{} changed", grouped(changed.at.len())));
    }
    if changed.gone > 0 {
        words.push(format!("{} gone", grouped(changed.gone)));
    }
    words.join(" · ")
}

/// The artifacts, beside the form.
#[component(ArtifactsPane)]
pub fn artifacts_pane() -> Html {
    let store = use_store();
    let wanted = use_state(String::new);
    let goal = use_state(|| None::<Goal>);
    let only = use_state(|| false);
    let open = use_state(|| None::<Open>);
    let revealed = use_state(|| None::<Revealed>);
    let rows = &store.outcome.artifacts;
    let current = store.view.artifact.clone();

    let changed = use_changed(&store);
    // Nothing changed any more: everything shows again.
    let only_changed = *only && !changed.at.is_empty();
    let opened = use_memo(
        ((*open).clone(), current.clone(), rows.len(), only_changed),
        |(open, current, count, only_changed)| {
            if *only_changed {
                let few = changed.at.iter().take(SMALL);
                let all = few.flat_map(|at| ancestors(&rows[*at].path));
                return all.map(str::to_owned).collect();
            }
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
    let branches = {
        let depends = (
            Same::of(&store.outcome),
            Same::of(&changed),
            Rc::clone(&opened),
            Same::of(&store.seen),
            only_changed,
        );
        use_memo(depends, |_| {
            let changed: Vec<&ArtifactRow> = changed.at.iter().map(|at| &rows[*at]).collect();
            let paths: BTreeSet<&str> = changed.iter().map(|row| row.path.as_str()).collect();
            let of = |row: &ArtifactRow| match paths.contains(row.path.as_str()) {
                false => Change::None,
                true if store.seen.contains(&row.path) => Change::Seen,
                true => Change::New,
            };
            if only_changed {
                branches(&changed, &opened, &of)
            } else {
                branches(&rows.iter().collect::<Vec<_>>(), &opened, &of)
            }
        })
    };
    let counts = use_counts(&store, &branches);
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
    {
        // A secret that is left is masked again.
        let set = revealed.setter();
        let left = (*revealed).as_ref().is_some_and(|revealed| {
            Some(&revealed.path) != current.as_ref() || store.view.step == Step::Workbench
        });
        use_effect_with(left, move |left| {
            if *left {
                set.set(None);
            }
        });
    }

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
        let (store, goal) = (store.clone(), goal.setter());
        Callback::from(move |path: String| {
            goal.set(None);
            store.send(Action::Artifact(Some(path)));
        })
    };
    let oninput = {
        let wanted = wanted.setter();
        Callback::from(move |event: InputEvent| wanted.set(value_of(&event)))
    };
    let found = {
        let (goal, wanted) = (goal.clone(), AttrValue::from(wanted.to_ascii_lowercase()));
        Callback::from(move |hit: Hit| {
            let wish = (*goal).as_ref().map_or(1, |before| before.wish + 1);
            let wanted = wanted.clone();
            goal.set(Some(Goal { hit, wanted, wish }));
        })
    };
    let turn = {
        let (on, only) = (*only, only.setter());
        Callback::from(move |_: MouseEvent| only.set(!on))
    };
    let body = match &hits {
        _ if rows.is_empty() => nothing(&store),
        Some(hits) => html! {
            <Found found={hits.clone()} stale={hits.wanted.as_str() != wanted.as_str()} onchoose={found} />
        },
        None => html! {
            <Tree label="Artifacts" rows={branches} {counts} current={current.clone().map(AttrValue::from)} {onopen} onchoose={choose} />
        },
    };
    let row = current.and_then(|path| rows.iter().find(|row| row.path == path).cloned());
    let goal = (*goal)
        .clone()
        .filter(|goal| row.as_ref().is_some_and(|row| row.path == goal.hit.path));
    html! {
        <section class="l-side" aria-label="Artifacts">
            <div>
                <div class="c-panel"><h2 class="l-beside">{ "Artifacts" }</h2><h1 class="l-lone">{ "Artifacts" }</h1>
                    if !rows.is_empty() { <small id="artifacts-count">{ summed(rows.len(), &changed) }</small> }
                    <span class="c-space"></span>
                    if !changed.at.is_empty() {
                        <button type="button" class="c-button m-quiet m-small" id="artifacts-changed" aria-pressed={only_changed.to_string()} onclick={turn}>{ "Changed" }</button>
                    }
                </div>
                if !rows.is_empty() {
                    <div class="c-find">
                        <input class="c-input" type="search" id="artifacts-search" aria-label="Search names and contents"
                            placeholder="Search names and contents" value={(*wanted).clone()} {oninput} autocomplete="off" spellcheck="false" />
                    </div>
                }
            </div>
            <div class="l-files">{ body }</div>
            if let Some(row) = row {
                <ArtifactViewer {row} {goal} changes={only_changed} revealed={(*revealed).clone()}
                    onreveal={{ let set = revealed.setter(); Callback::from(move |next| set.set(next)) }} />
            } else if !rows.is_empty() {
                <p class="c-empty c-view">{ "Choose a file to read it." }</p>
            }
        </section>
    }
}
