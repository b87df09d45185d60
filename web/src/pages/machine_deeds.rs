//! What follows from what the operator does in the grid: the next cursor and the edits. Pure.

use std::rc::Rc;

use kindling_core::document::ClusterDocument;
use kindling_core::model::Role;

use super::machine_changes::{clear, duplicate, everywhere, fill, paste, remove, turn};
use crate::components::{Cursor, Deed, Draft, Size, Spot};
use crate::state::inventory::{self, Column, RowId};
use crate::state::pasting;
use crate::state::rows::{COLUMNS, Shown};
use crate::state::{Action, Edit};

/// What the grid shows at the time.
pub struct Scene {
    /// The document.
    pub document: Rc<ClusterDocument>,
    /// Its rows, as they are shown.
    pub order: Rc<Vec<RowId>>,
    /// Whether there is an empty row at the end.
    pub open_end: bool,
    /// The cursor.
    pub cursor: Cursor,
    /// What was typed into the cell that is being edited; `None` where nothing was.
    pub typed: Option<String>,
    /// Rows that fit in view.
    pub page: usize,
}

impl Scene {
    /// How large the grid is.
    pub fn size(&self) -> Size {
        Size {
            rows: self.order.len() + usize::from(self.open_end),
            columns: COLUMNS.len(),
            page: self.page,
        }
    }

    /// The rows of the selection; the empty one is none.
    pub fn rows(&self) -> Vec<RowId> {
        self.cursor
            .rows()
            .filter_map(|row| self.order.get(row).copied())
            .collect()
    }

    /// The columns of the selection.
    pub fn columns(&self) -> &'static [Shown] {
        let last = COLUMNS.len() - 1;
        &COLUMNS[*self.cursor.columns().start()..=(*self.cursor.columns().end()).min(last)]
    }

    /// The role of a machine that is added without one.
    pub fn role(&self) -> Role {
        if self.document.machines().next().is_none() {
            Role::Controller
        } else {
            Role::Worker
        }
    }

    /// What stands in the field of the cell that is being edited.
    fn so_far(&self) -> String {
        let at = self.cursor.head;
        match (&self.typed, &self.cursor.draft) {
            (Some(typed), _) | (None, Some(Draft::Typed(typed))) => typed.clone(),
            _ => {
                let column = COLUMNS.get(at.column).and_then(|column| column.editable());
                let row = self.order.get(at.row).zip(column);
                row.map_or_else(String::new, |(row, column)| {
                    inventory::cell(&self.document, *row, column)
                })
            }
        }
    }

    /// The edit that keeps what was typed.
    fn kept(&self) -> Option<Action> {
        let text = self.typed.clone()?;
        self.cursor.draft.as_ref()?;
        let column = COLUMNS.get(self.cursor.head.column)?.editable()?;
        let edit = match self.order.get(self.cursor.head.row) {
            Some(row) if column == Column::Role => Edit::Cells(vec![(*row, column, text)]),
            Some(row) => Edit::Cell(*row, column, text),
            None if text.trim().is_empty() => return None,
            None => pasting::begun(column, &text, self.role()),
        };
        Some(Action::Edit(edit))
    }
}

/// The next cursor, and what to send.
pub fn act(scene: &Scene, deed: Deed) -> (Cursor, Vec<Action>) {
    let cursor = &scene.cursor;
    let mut size = scene.size();
    let mut actions = Vec::new();
    // Whatever else is done keeps what was typed; only Escape lets it go.
    if !matches!(
        deed,
        Deed::Typed(_) | Deed::Late(_) | Deed::Cancel | Deed::Page(_)
    ) {
        let kept = scene.kept();
        // A machine that was begun in the empty row leaves another empty row below it.
        size.rows += usize::from(matches!(kept, Some(Action::Edit(Edit::Append(..)))));
        actions.extend(kept);
    }
    let next = match deed {
        Deed::Go(to, extend) => cursor.moved(to, extend, size),
        Deed::Row(row, extend) => whole(cursor, if extend { cursor.anchor.row } else { row }, row),
        Deed::WholeRows => whole(cursor, cursor.anchor.row, cursor.head.row),
        Deed::WholeColumns => {
            let (first, last) = (*cursor.columns().start(), *cursor.columns().end());
            let spot = |row, column| Spot { row, column };
            cursor.over(
                spot(scene.order.len().saturating_sub(1), last),
                spot(0, first),
            )
        }
        Deed::All => whole(cursor, scene.order.len().saturating_sub(1), 0),
        Deed::Begin(draft) => begin(scene, draft, &mut actions),
        Deed::Late(letter) => cursor.editing(Draft::Typed(scene.so_far() + &letter)),
        Deed::Commit(Some(to)) => cursor.moved(to, false, size),
        Deed::Commit(None) => Cursor {
            draft: None,
            ..cursor.clone()
        },
        Deed::Everywhere => everywhere(scene, &mut actions),
        Deed::Cancel => Cursor {
            draft: None,
            call: cursor.call + 1,
            ..cursor.clone()
        },
        Deed::Clear => clear(scene, &mut actions),
        Deed::Fill => fill(scene, &mut actions),
        Deed::Paste(text) => paste(scene, &text, &mut actions),
        Deed::Duplicate => duplicate(scene, &mut actions),
        Deed::Turn(role) => turn(scene, role, &mut actions),
        Deed::Remove => remove(scene, &mut actions),
        Deed::Open(row) => {
            let row = scene.order.get(row).copied();
            if let Some(machine) = row.and_then(|row| inventory::machine(&scene.document, row)) {
                actions.push(match machine.name.as_str() {
                    "" => Action::Tell("Give the machine a name first.".to_owned()),
                    name => Action::Machine(Some(name.to_owned())),
                });
            }
            cursor.clone()
        }
        Deed::Typed(_) | Deed::Sort(_) | Deed::Page(_) | Deed::Find => cursor.clone(),
    };
    (next, actions)
}

/// Whole rows from one to another.
pub fn whole(cursor: &Cursor, anchor: usize, head: usize) -> Cursor {
    let last = COLUMNS.len() - 1;
    cursor.over(
        Spot {
            row: anchor,
            column: last,
        },
        Spot {
            row: head,
            column: 0,
        },
    )
}

fn begin(scene: &Scene, draft: Draft, actions: &mut Vec<Action>) -> Cursor {
    let cursor = &scene.cursor;
    let Some(column) = COLUMNS
        .get(cursor.head.column)
        .and_then(|column| column.editable())
    else {
        return cursor.clone();
    };
    let row = scene.order.get(cursor.head.row);
    match (column, &draft, row) {
        // A role is chosen by its first letter.
        (Column::Role, Draft::Typed(letter), Some(row)) => {
            let role = match letter.as_str() {
                "c" | "C" => "controller",
                "w" | "W" => "worker",
                _ => return cursor.clone(),
            };
            let edit = Edit::Cells(vec![(*row, column, role.to_owned())]);
            actions.push(Action::Edit(edit));
            cursor.clone()
        }
        (Column::Role, _, None) => cursor.clone(),
        _ => cursor.editing(draft),
    }
}

#[cfg(test)]
pub mod tests {
    use kindling_core::document::Machine;

    use super::*;
    use crate::components::Move;
    use crate::state::rows::NAME;
    use crate::state::{State, apply};

    pub fn scene(state: &State, row: usize, column: usize) -> Scene {
        let spot = Spot { row, column };
        Scene {
            document: Rc::clone(state.history.present()),
            order: Rc::new(inventory::row_ids(state.document()).collect()),
            open_end: true,
            cursor: Cursor::default().over(spot, spot),
            typed: None,
            page: 10,
        }
    }

    pub fn two() -> State {
        let mut document = ClusterDocument::default();
        for name in ["node1", "node2"] {
            document.workers.push(Machine {
                name: name.into(),
                ..Machine::default()
            });
        }
        apply(&State::default(), Action::Open(Box::new(document)))
    }

    pub fn after(state: &State, scene: &Scene, deed: Deed) -> State {
        let (_, actions) = act(scene, deed);
        actions
            .into_iter()
            .fold(state.clone(), |state, action| apply(&state, action))
    }

    #[test]
    fn moving_on_keeps_what_was_typed_and_escape_does_not() {
        let state = two();
        let mut scene = scene(&state, 0, NAME);
        scene.cursor = scene.cursor.editing(Draft::Present);
        scene.typed = Some("gpu1".into());
        let go = Deed::Go(Move::By(1, 0), false);
        assert_eq!(after(&state, &scene, go).document().workers[0].name, "gpu1");
        assert_eq!(
            after(&state, &scene, Deed::Cancel).document().workers[0].name,
            "node1"
        );
    }

    #[test]
    fn typing_into_the_empty_row_adds_a_machine_in_the_right_role() {
        for (state, controllers) in [(State::default(), 1), (two(), 0)] {
            let mut scene = scene(&state, state.document().machines().count(), NAME);
            scene.cursor = scene.cursor.editing(Draft::Typed("n".into()));
            scene.typed = Some("node9".into());
            let after = after(&state, &scene, Deed::Commit(Some(Move::By(1, 0))));
            assert_eq!(after.document().controllers.len(), controllers);
        }
    }

    #[test]
    fn letters_that_come_before_the_field_has_the_focus_are_typed() {
        let state = two();
        let mut scene = scene(&state, 0, NAME);
        scene.cursor = act(&scene, Deed::Begin(Draft::Typed("g".into()))).0;
        scene.typed = Some("g".into());
        let (cursor, actions) = act(&scene, Deed::Late("p".into()));
        assert_eq!(
            (cursor.draft, actions.len()),
            (Some(Draft::Typed("gp".into())), 0)
        );
        scene.cursor = scene.cursor.editing(Draft::Present);
        scene.typed = None;
        let (cursor, _) = act(&scene, Deed::Late("0".into()));
        assert_eq!(cursor.draft, Some(Draft::Typed("node10".into())));
    }

    #[test]
    fn a_role_is_chosen_by_its_letter() {
        let state = two();
        let scene = scene(&state, 0, 0);
        let after = after(&state, &scene, Deed::Begin(Draft::Typed("c".into())));
        assert_eq!(after.document().controllers.len(), 1);
    }
}
