//! What follows from what the operator does in the grid: the next cursor and the edits. Pure.

use std::rc::Rc;

use kindling_core::document::ClusterDocument;
use kindling_core::model::Role;

use crate::components::{Cursor, Deed, Draft, Move, Size, Spot};
use crate::state::inventory::{self, Column, RowId};
use crate::state::rows::{self, COLUMNS, NAME, Shown};
use crate::state::table::{self, Meaning};
use crate::state::{Action, Dialog, Edit};

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
    fn size(&self) -> Size {
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

    fn columns(&self) -> &'static [Shown] {
        let last = COLUMNS.len() - 1;
        &COLUMNS[*self.cursor.columns().start()..=(*self.cursor.columns().end()).min(last)]
    }

    /// The role of a machine that is added without one.
    fn role(&self) -> Role {
        if self.document.machines().next().is_none() {
            Role::Controller
        } else {
            Role::Worker
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
            None => rows::begun(column, &text, self.role()),
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
    if !matches!(deed, Deed::Typed(_) | Deed::Cancel | Deed::Page(_)) {
        let kept = scene.kept();
        // A machine that was begun in the empty row leaves another empty row below it.
        size.rows += usize::from(matches!(kept, Some(Action::Edit(Edit::Append(..)))));
        actions.extend(kept);
    }
    let next = match deed {
        Deed::Go(to, extend) => cursor.moved(to, extend, size),
        Deed::Row(row, extend) => whole(cursor, if extend { cursor.anchor.row } else { row }, row),
        Deed::WholeRows => whole(cursor, cursor.anchor.row, cursor.head.row),
        Deed::All => whole(cursor, 0, scene.order.len().saturating_sub(1)),
        Deed::Begin(draft) => begin(scene, draft, &mut actions),
        Deed::Commit(Some(to)) => cursor.moved(to, false, size),
        Deed::Commit(None) => Cursor {
            draft: None,
            ..cursor.clone()
        },
        Deed::Cancel => cursor.moved(Move::To(cursor.head), false, size),
        Deed::Clear => clear(scene, &mut actions),
        Deed::Fill => {
            let edit = rows::fill(&scene.document, &scene.rows(), scene.columns());
            actions.push(Action::Edit(edit));
            cursor.clone()
        }
        Deed::Paste(text) => paste(scene, &text, &mut actions),
        Deed::Open(row) => {
            let row = scene.order.get(row).copied();
            if let Some(machine) = row.and_then(|row| inventory::machine(&scene.document, row)) {
                actions.push(Action::Machine(Some(machine.name.clone())));
            }
            cursor.clone()
        }
        Deed::Typed(_) | Deed::Sort(_) | Deed::Page(_) => cursor.clone(),
    };
    (next, actions)
}

fn whole(cursor: &Cursor, anchor: usize, head: usize) -> Cursor {
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

fn clear(scene: &Scene, actions: &mut Vec<Action>) -> Cursor {
    let rows = scene.rows();
    if scene.columns().len() == COLUMNS.len() {
        actions.extend(removal(&scene.document, &rows));
        let spot = Spot {
            row: *scene.cursor.rows().start(),
            column: NAME,
        };
        return scene.cursor.over(spot, spot);
    }
    actions.push(Action::Edit(rows::clear(&rows, scene.columns())));
    scene.cursor.clone()
}

/// Removes rows and says so.
pub fn removal(document: &ClusterDocument, rows: &[RowId]) -> Vec<Action> {
    let name = match rows {
        [] => return Vec::new(),
        [one] => inventory::machine(document, *one)
            .map(|machine| machine.name.clone())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "the machine".to_owned()),
        more => format!("{} machines", more.len()),
    };
    vec![
        Action::Edit(Edit::Remove(rows.to_vec())),
        Action::Tell(format!("Removed {name}. Ctrl+Z brings it back.")),
    ]
}

fn paste(scene: &Scene, text: &str, actions: &mut Vec<Action>) -> Cursor {
    let cursor = &scene.cursor;
    let start = Spot {
        row: *cursor.rows().start(),
        column: *cursor.columns().start(),
    };
    let cells = rows::cells_of(text);
    if cells.is_empty() {
        return cursor.clone();
    }
    if is_unclear(
        text,
        start,
        scene.order.len().saturating_sub(start.row),
        cells.len(),
    ) {
        actions.push(Action::Dialog(Some(Dialog::Import(text.to_owned()))));
        return cursor.clone();
    }
    // One value goes into every cell that is chosen.
    if let [line] = cells.as_slice()
        && let [value] = line.as_slice()
        && !scene.rows().is_empty()
    {
        let set = scene.rows().into_iter().flat_map(|row| {
            let columns = scene
                .columns()
                .iter()
                .filter_map(|column| column.editable());
            columns.map(move |column| (row, column, value.clone()))
        });
        actions.push(Action::Edit(Edit::Cells(set.collect())));
        return cursor.clone();
    }
    let width = cells.iter().map(Vec::len).max().unwrap_or(1);
    let edit = rows::paste(&scene.order, start.row, start.column, &cells, scene.role());
    actions.push(Action::Edit(edit));
    let new = (start.row + cells.len()).saturating_sub(scene.order.len());
    if new > 0 {
        let what = if new == 1 { "machine" } else { "machines" };
        actions.push(Action::Tell(format!(
            "Pasted {} rows: {new} new {what}.",
            cells.len()
        )));
    }
    let end = Spot {
        row: start.row + cells.len() - 1,
        column: (start.column + width - 1).min(COLUMNS.len() - 1),
    };
    cursor.over(end, start)
}

/// Whether new machines would get values in columns that these do not look like. Then the operator maps them.
fn is_unclear(text: &str, start: Spot, below: usize, lines: usize) -> bool {
    if lines <= below {
        return false;
    }
    let table = table::read(text);
    if table.header || (table.meanings.len() > 1 && !text.contains('\t')) {
        return true;
    }
    table.meanings.iter().enumerate().any(|(at, meaning)| {
        let here = COLUMNS
            .get(start.column + at)
            .map_or(Meaning::Ignored, |column| column.meaning());
        *meaning != Meaning::Ignored && *meaning != here
    })
}

#[cfg(test)]
mod tests {
    use kindling_core::document::Machine;

    use super::*;
    use crate::state::{State, apply};

    fn scene(state: &State, row: usize, column: usize) -> Scene {
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

    fn two() -> State {
        let mut document = ClusterDocument::default();
        for name in ["node1", "node2"] {
            document.workers.push(Machine {
                name: name.into(),
                ..Machine::default()
            });
        }
        apply(&State::default(), Action::Open(Box::new(document)))
    }

    fn after(state: &State, scene: &Scene, deed: Deed) -> State {
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
    fn delete_clears_cells_and_removes_whole_rows() {
        let state = two();
        let mut scene = scene(&state, 0, NAME);
        assert_eq!(
            after(&state, &scene, Deed::Clear).document().workers[0].name,
            ""
        );
        scene.cursor = act(&scene, Deed::WholeRows).0;
        let left = after(&state, &scene, Deed::Clear);
        assert_eq!(left.document().workers.len(), 1);
        assert_eq!(left.document().workers[0].name, "node2");
    }

    #[test]
    fn a_paste_whose_columns_are_unclear_is_mapped_first() {
        let state = two();
        let mapped = |row, column, text: &str| {
            let (_, actions) = act(&scene(&state, row, column), Deed::Paste(text.into()));
            matches!(
                actions.as_slice(),
                [Action::Dialog(Some(Dialog::Import(_)))]
            )
        };
        let mac_first = "52:54:00:b2:2f:86\tnode7\n52:54:00:b2:2f:87\tnode8\n";
        assert!(mapped(2, NAME, mac_first));
        assert!(!mapped(2, NAME, "node7\t52:54:00:b2:2f:86\n"));
        assert!(mapped(2, NAME, "name\tmac\nnode7\t52:54:00:b2:2f:86\n"));
        assert!(mapped(2, NAME, "node7,52:54:00:b2:2f:86\n"));
        assert!(
            !mapped(0, NAME, mac_first),
            "rows that are there take what is pasted"
        );
    }

    #[test]
    fn one_value_fills_the_selection() {
        let state = two();
        let mut scene = scene(&state, 0, 3);
        scene.cursor = scene.cursor.moved(Move::By(1, 0), true, scene.size());
        let after = after(&state, &scene, Deed::Paste("x.example.com\n".into()));
        assert!(
            after
                .document()
                .workers
                .iter()
                .all(|row| row.domain == "x.example.com")
        );
    }

    #[test]
    fn a_role_is_chosen_by_its_letter() {
        let state = two();
        let scene = scene(&state, 0, 0);
        let after = after(&state, &scene, Deed::Begin(Draft::Typed("c".into())));
        assert_eq!(after.document().controllers.len(), 1);
    }
}
