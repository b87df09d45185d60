//! One pure function from a state and an action to the next state.

use std::collections::BTreeMap;
use std::rc::Rc;

use kindling_core::document::ClusterDocument;

use super::history::History;
use super::{Action, Dialog, Edit, Engine, Keys, Notice, Side, State, Step, fields, inventory};

/// The state after an action.
pub fn apply(state: &State, action: Action) -> State {
    let mut next = state.clone();
    match action {
        Action::Edit(edit) => edited(&mut next, edit),
        Action::Undo => {
            if next.history.undo() {
                next.revision += 1;
            }
        }
        Action::Redo => {
            if next.history.redo() {
                next.revision += 1;
            }
        }
        Action::Settle => next.history.settle(),
        Action::Open(document) => {
            next.history = History::of(document.without_positions());
            next.revision += 1;
            next.view.machine = None;
            next.view.artifact = None;
            next.view.dialog = None;
            // What comes first in the form; elsewhere the focus stays.
            next.view.focus = Some("cluster_name".to_owned());
            next.baseline = Rc::default();
            next.seen = Rc::default();
        }
        Action::Go(step) => {
            next.view.step = step;
            next.view.machine = None;
            next.view.side = Side::Form;
            next.history.settle();
        }
        Action::Part(part) => {
            next.view.step = Step::Deliver;
            next.view.part = part;
            next.view.machine = None;
        }
        Action::Jump(path) => {
            next.view.step = Step::of_path(&path);
            // A snippet is on the page of its machine.
            next.view.machine = super::snippets::place(&path)
                .map(|(machine, _)| machine.to_owned())
                .filter(|name| state.document().machines().any(|known| known.name == *name));
            next.view.side = Side::Form;
            next.view.focus = Some(path);
        }
        Action::Follow(words) => next = super::links::follow(next, &words),
        Action::Focused => next.view.focus = None,
        Action::Machine(name) => {
            next.view.step = Step::Machines;
            next.view.machine = name;
        }
        Action::Artifact(path) => {
            if let Some(path) = &path {
                Rc::make_mut(&mut next.seen).insert(path.clone());
                next.view.side = Side::Artifacts;
            }
            next.view.artifact = path;
        }
        Action::Problems(open) => next.view.problems = open,
        Action::Dialog(dialog) => next.view.dialog = dialog,
        Action::Side(side) => next.view.side = side,
        Action::EngineReady => next.engine = Engine::Idle,
        Action::EngineFailed(reason) => {
            // What changes were shown against was in its memory.
            set_baseline(&mut next, BTreeMap::new());
            next.engine = Engine::Failed(reason);
        }
        Action::Rendered(revision, outcome) => {
            // A late answer: a newer one is here already.
            if revision >= next.rendered {
                forget_what_changed_again(&mut next, &outcome);
                next.rendered = revision;
                next.outcome = Rc::new(*outcome);
            }
            if next.rendered == next.revision {
                next.engine = Engine::Idle;
            }
        }
        Action::KeysProgress { done, total } => next.keys = Keys::Making { done, total },
        Action::Keys { text, saved } => {
            next.keys = Keys::Held {
                text: Rc::new(text),
                saved,
            };
            next.revision += 1;
        }
        Action::KeysSaved => {
            if let Keys::Held { saved, .. } = &mut next.keys {
                *saved = true;
            }
        }
        Action::KeysDropped => {
            next.keys = Keys::None;
            next.revision += 1;
        }
        Action::Baseline => {
            let digests = state
                .outcome
                .artifacts
                .iter()
                .map(|row| (row.path.clone(), row.digest))
                .collect();
            set_baseline(&mut next, digests);
        }
        Action::BaselineOf(digests) => set_baseline(&mut next, digests),
        Action::Tell(text) => tell(&mut next, text, false, None),
        Action::Done(text) => {
            let turn = next.history.turn();
            tell(&mut next, text, false, Some(turn));
        }
        Action::Fail(text) => tell(&mut next, text, true, None),
        Action::Dismiss(number) => next.notices.retain(|notice| notice.number != number),
        Action::Autosave(on) => next.autosave = on,
        Action::Workbench(text) => next.workbench = text.into(),
        Action::SnippetFiles(texts) => {
            Rc::make_mut(&mut next.snippet_files).extend(texts);
            next.revision += 1;
        }
    }
    next
}

fn edited(state: &mut State, edit: Edit) {
    let mut document: ClusterDocument = state.document().clone();
    let Some(strand) = change(&mut document, edit) else {
        return;
    };
    if document == *state.document() {
        return;
    }
    state.history.push(document, strand);
    state.revision += 1;
    if matches!(
        state.view.dialog,
        Some(Dialog::AddRange | Dialog::Import(_))
    ) {
        state.view.dialog = None;
    }
}

/// Changes the document and names the strand of the edit, if it has one; nothing where the edit fits nowhere.
fn change(document: &mut ClusterDocument, edit: Edit) -> Option<Option<String>> {
    let mut strand = None;
    match edit {
        Edit::Field(path, value) => {
            if !fields::set(document, &path, value) {
                return None;
            }
            strand = Some(path);
        }
        Edit::Cell(row, column, text) => {
            inventory::set_cell(document, row, column, &text);
        }
        Edit::Cells(cells) => {
            // Role changes move rows, so they come last.
            let (roles, others): (Vec<_>, Vec<_>) = cells
                .into_iter()
                .partition(|(_, column, _)| *column == inventory::Column::Role);
            for (row, column, text) in others {
                inventory::set_cell(document, row, column, &text);
            }
            let roles: Vec<_> = roles
                .into_iter()
                .filter_map(|(row, _, text)| Some((row, inventory::role_of(&text)?)))
                .collect();
            inventory::set_roles(document, &roles);
        }
        Edit::Append(role, rows) => inventory::append(document, role, rows),
        Edit::Inventory(controllers, workers) => {
            inventory::replace(document, controllers, workers);
        }
        Edit::Remove(rows) => inventory::remove(document, &rows),
        Edit::Snippets(machine, snippets) => {
            strand = Some(format!("snippets {machine}"));
            inventory::set_snippets(document, &machine, snippets);
        }
        Edit::Orphans => inventory::forget_orphans(document),
        Edit::Several(edits) => {
            for edit in edits {
                change(document, edit);
            }
        }
    }
    Some(strand)
}

fn set_baseline(state: &mut State, digests: BTreeMap<String, u64>) {
    state.baseline = Rc::new(digests);
    state.seen = Rc::default();
}

/// An artifact that was looked at and then changed again is news again.
fn forget_what_changed_again(state: &mut State, outcome: &super::Outcome) {
    if state.seen.is_empty() {
        return;
    }
    let digest = |outcome: &super::Outcome, path: &str| {
        let at = outcome
            .artifacts
            .binary_search_by(|row| row.path.as_str().cmp(path));
        at.ok().map(|at| outcome.artifacts[at].digest)
    };
    let before = Rc::clone(&state.outcome);
    Rc::make_mut(&mut state.seen).retain(|path| digest(&before, path) == digest(outcome, path));
}

fn tell(state: &mut State, text: String, failed: bool, undoes: Option<u64>) {
    let number = state.notices.last().map_or(1, |notice| notice.number + 1);
    state.notices.push(Notice {
        number,
        failed,
        text,
        undoes,
    });
}

#[cfg(test)]
mod tests {
    use super::super::fields::Value;
    use super::super::{ArtifactRow, Outcome};
    use super::*;

    fn rename(state: &State, name: &str) -> State {
        let edit = Edit::Field("cluster_name".into(), Value::Text(name.into()));
        apply(state, Action::Edit(edit))
    }

    fn outcome(digest: u64) -> Box<Outcome> {
        Box::new(Outcome {
            artifacts: vec![ArtifactRow {
                path: "images.txt".into(),
                bytes: 1,
                secret: false,
                purpose: "".into(),
                digest,
            }],
            ..Outcome::default()
        })
    }

    #[test]
    fn typing_a_name_is_one_step_back() {
        let state = State::default();
        let state = rename(&rename(&rename(&state, "m"), "me"), "mer");
        assert_eq!(state.document().cluster_name, "mer");
        let back = apply(&state, Action::Undo);
        assert_eq!(back.document().cluster_name, "");
        assert_eq!(apply(&back, Action::Redo).document().cluster_name, "mer");
    }

    #[test]
    fn an_edit_that_changes_nothing_asks_for_nothing() {
        let state = rename(&State::default(), "mercury");
        assert_eq!(rename(&state, "mercury").revision, state.revision);
    }

    #[test]
    fn a_late_answer_is_dropped() {
        let state = apply(&State::default(), Action::Rendered(5, outcome(1)));
        let state = apply(&state, Action::Rendered(4, outcome(2)));
        assert_eq!(state.outcome.artifacts[0].digest, 1);
    }

    #[test]
    fn a_changed_artifact_glows_until_looked_at_and_again_when_it_changes_again() {
        let state = apply(&State::default(), Action::Rendered(1, outcome(1)));
        let state = apply(&state, Action::Baseline);
        assert_eq!(state.changed().len(), 0);
        let state = apply(&state, Action::Rendered(2, outcome(2)));
        assert_eq!(state.changed().len(), 1);
        let state = apply(&state, Action::Artifact(Some("images.txt".into())));
        assert!(state.seen.contains("images.txt"));
        let state = apply(&state, Action::Rendered(3, outcome(3)));
        assert!(!state.seen.contains("images.txt"));
    }

    #[test]
    fn what_was_done_can_be_taken_back_until_something_else_is_done() {
        let state = rename(&State::default(), "mercury");
        let state = apply(&state, Action::Done("Renamed".into()));
        let takes_back = |state: &State| state.can_take_back(&state.notices[0]);
        assert!(takes_back(&state));
        assert!(!takes_back(&rename(&state, "venus")));
        assert!(!takes_back(&apply(&state, Action::Undo)));
    }

    #[test]
    fn a_jump_to_a_snippet_opens_the_page_of_its_machine() {
        let mut state = State::default();
        let path = "snippets.node.1[2]";
        let jumped = apply(&state, Action::Jump(path.into()));
        assert_eq!(jumped.view.machine, None);
        let mut document = ClusterDocument::default();
        document.workers.push(kindling_core::document::Machine {
            name: "node.1".into(),
            ..Default::default()
        });
        state.history = History::of(document);
        let jumped = apply(&state, Action::Jump(path.into()));
        assert_eq!(jumped.view.machine.as_deref(), Some("node.1"));
        assert_eq!(jumped.view.focus.as_deref(), Some(path));
    }

    #[test]
    fn opening_a_document_leaves_nothing_to_undo() {
        let state = rename(&State::default(), "old");
        let state = apply(&state, Action::Open(Box::default()));
        assert!(!state.history.can_undo());
    }
}
