//! What is done to the rows of the selection: emptied, filled, copied, moved, removed, pasted over. Pure: the next cursor
//! and the edits, with what to tell.

use kindling_core::document::ClusterDocument;
use kindling_core::model::Role;

use super::machine_deeds::{Scene, whole};
use crate::components::{Cursor, Spot};
use crate::state::inventory::{self, Column, RowId};
use crate::state::rows::{self, COLUMNS, NAME};
use crate::state::table::{self, Meaning};
use crate::state::{Action, Dialog, Edit, pasting};

pub fn clear(scene: &Scene, actions: &mut Vec<Action>) -> Cursor {
    if scene.columns().len() == COLUMNS.len() {
        return remove(scene, actions);
    }
    actions.push(Action::Edit(rows::clear(&scene.rows(), scene.columns())));
    scene.cursor.clone()
}

fn counted(rows: usize) -> String {
    match rows {
        1 => "1 machine".to_owned(),
        many => format!("{many} machines"),
    }
}

/// What rows are called: one by its name.
pub fn named(document: &ClusterDocument, rows: &[RowId]) -> String {
    let [one] = rows else {
        return counted(rows.len());
    };
    inventory::machine(document, *one)
        .map(|machine| machine.name.clone())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| counted(1))
}

/// Removes the rows of the selection, and says so.
pub fn remove(scene: &Scene, actions: &mut Vec<Action>) -> Cursor {
    let rows = scene.rows();
    if rows.is_empty() {
        return scene.cursor.clone();
    }
    let name = named(&scene.document, &rows);
    actions.push(Action::Edit(Edit::Remove(rows)));
    actions.push(Action::Done(format!("Removed {name}.")));
    let spot = Spot {
        row: *scene.cursor.rows().start(),
        column: NAME,
    };
    scene.cursor.over(spot, spot)
}

/// Puts what was typed into every cell that is chosen, the active one included.
pub fn everywhere(scene: &Scene, actions: &mut Vec<Action>) -> Cursor {
    let cursor = &scene.cursor;
    let done = Cursor {
        draft: None,
        call: cursor.call + 1,
        ..cursor.clone()
    };
    let Some(column) = COLUMNS.get(cursor.head.column).and_then(|c| c.editable()) else {
        return done;
    };
    // The active cell is set by now; a field that was opened and left as it was gives what stands there.
    let text = scene.typed.clone().or_else(|| {
        let row = scene.order.get(cursor.head.row)?;
        Some(inventory::cell(&scene.document, *row, column))
    });
    let Some(text) = text else {
        return done;
    };
    let columns: Vec<Column> = scene
        .columns()
        .iter()
        .filter_map(|c| c.editable())
        .collect();
    let set = scene.rows().into_iter().flat_map(|row| {
        columns
            .iter()
            .map(|column| (row, *column, text.clone()))
            .collect::<Vec<_>>()
    });
    let last = matches!(actions.last(), Some(Action::Edit(Edit::Cell(..))));
    if last {
        // One step back for all of them.
        actions.pop();
    }
    actions.push(Action::Edit(Edit::Cells(set.collect())));
    done
}

/// Fills the selection with its first row; a single row with the one above it.
pub fn fill(scene: &Scene, actions: &mut Vec<Action>) -> Cursor {
    let mut rows = scene.rows();
    if rows.len() == 1 {
        let above = scene.cursor.rows().start().checked_sub(1);
        if let Some(above) = above.and_then(|row| scene.order.get(row)) {
            rows.insert(0, *above);
        }
    }
    let edit = rows::fill(&scene.document, &rows, scene.columns());
    actions.push(Action::Edit(edit));
    scene.cursor.clone()
}

/// The rows that stand at these places once machines were added or moved; the same cursor where rows are filtered.
fn follow(scene: &Scene, first: usize, count: usize) -> Cursor {
    if count == 0 || !scene.open_end {
        return scene.cursor.clone();
    }
    whole(&scene.cursor, first + count - 1, first)
}

pub fn duplicate(scene: &Scene, actions: &mut Vec<Action>) -> Cursor {
    let rows = scene.rows();
    if rows.is_empty() {
        return scene.cursor.clone();
    }
    let document = &scene.document;
    actions.push(Action::Edit(rows::duplicate(document, &rows)));
    actions.push(Action::Done(format!(
        "Duplicated {}, without its MAC address.",
        named(document, &rows)
    )));
    // Copies stand at the end of their role; those of workers at the end of all.
    let controllers = rows
        .iter()
        .filter(|row| row.role == Role::Controller)
        .count();
    match rows.len() - controllers {
        0 => follow(scene, document.controllers.len(), controllers),
        workers => follow(scene, scene.order.len() + controllers, workers),
    }
}

/// Makes machines controllers or workers; the cursor goes with them.
pub fn turn(scene: &Scene, role: Role, actions: &mut Vec<Action>) -> Cursor {
    let mut rows = scene.rows();
    rows.retain(|row| row.role != role);
    if rows.is_empty() {
        return scene.cursor.clone();
    }
    let document = &scene.document;
    let word = match (role, rows.len()) {
        (Role::Controller, 1) => "is a controller now.",
        (Role::Worker, 1) => "is a worker now.",
        (Role::Controller, _) => "are controllers now.",
        (Role::Worker, _) => "are workers now.",
    };
    let done = format!("{} {word}", named(document, &rows));
    let count = rows.len();
    let cell = |row: RowId| (row, Column::Role, role.word().to_owned());
    actions.push(Action::Edit(Edit::Cells(
        rows.into_iter().map(cell).collect(),
    )));
    actions.push(Action::Done(done));
    match role {
        Role::Controller => follow(scene, document.controllers.len(), count),
        Role::Worker => follow(scene, scene.order.len() - count, count),
    }
}

pub fn paste(scene: &Scene, text: &str, actions: &mut Vec<Action>) -> Cursor {
    let cursor = &scene.cursor;
    let start = Spot {
        row: *cursor.rows().start(),
        column: *cursor.columns().start(),
    };
    let cells = pasting::cells_of(text);
    if cells.is_empty() {
        return cursor.clone();
    }
    if scene.columns()[0].editable().is_none() {
        let words = "Nothing is pasted there: snippets are on the page of their machine.";
        actions.push(Action::Tell(words.to_owned()));
        return cursor.clone();
    }
    let below = scene.order.len().saturating_sub(start.row);
    if is_unclear(text, start, below, cells.len()) {
        actions.push(Action::Dialog(Some(Dialog::Import(text.to_owned()))));
        return cursor.clone();
    }
    // What fits into the selection fills it, a single value all of it.
    let columns = scene.columns().iter().filter(|c| c.editable().is_some());
    let cells = pasting::tiled(cells, scene.rows().len(), columns.count());
    let width = cells.iter().map(Vec::len).max().unwrap_or(1);
    let edit = pasting::paste(&scene.order, start.row, start.column, &cells, scene.role());
    actions.push(Action::Edit(edit));
    let new = (start.row + cells.len()).saturating_sub(scene.order.len());
    let left_out = pasting::not_taken(start.column, &cells);
    if new > 0 || left_out.is_some() {
        let what = match (new, cells.len()) {
            (0, 1) => "Pasted 1 row.".to_owned(),
            (0, rows) => format!("Pasted {rows} rows."),
            (new, 1) => format!("Pasted 1 row: {} more.", counted(new)),
            (new, rows) => format!("Pasted {rows} rows: {} more.", counted(new)),
        };
        let words = [Some(what), left_out].into_iter().flatten();
        actions.push(Action::Done(words.collect::<Vec<_>>().join(" ")));
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
    use super::super::machine_deeds::act;
    use super::super::machine_deeds::tests::{after, scene, two};
    use super::*;
    use crate::components::{Deed, Draft, Move};
    use crate::state::apply;

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
    fn what_is_typed_goes_into_every_chosen_cell_with_control_and_enter() {
        let state = two();
        let mut scene = scene(&state, 0, 6);
        scene.cursor = scene.cursor.moved(Move::By(1, 0), true, scene.size());
        scene.cursor = scene.cursor.editing(Draft::Typed("/".into()));
        scene.typed = Some("/dev/vda".into());
        let after = after(&state, &scene, Deed::Everywhere);
        let disks: Vec<_> = after
            .document()
            .workers
            .iter()
            .map(|row| row.install_disk.as_deref())
            .collect();
        assert_eq!(disks, [Some("/dev/vda"); 2]);
        assert_eq!(apply(&after, Action::Undo).document(), state.document());
    }

    #[test]
    fn the_cursor_goes_with_what_is_copied_or_moved() {
        let state = two();
        let scene = scene(&state, 0, NAME);
        let (cursor, _) = act(&scene, Deed::Duplicate);
        assert_eq!(cursor.rows(), 2..=2);
        let (cursor, _) = act(&scene, Deed::Turn(Role::Controller));
        assert_eq!(cursor.rows(), 0..=0);
        let moved = after(&state, &scene, Deed::Turn(Role::Controller));
        assert_eq!(moved.document().controllers[0].name, "node1");
        let (cursor, actions) = act(&scene, Deed::Turn(Role::Worker));
        assert!(actions.is_empty() && cursor == scene.cursor);
    }

    #[test]
    fn a_single_row_is_filled_from_the_one_above() {
        let state = two();
        let edit = Edit::Cell(
            inventory::row_ids(state.document())
                .next()
                .expect("two rows"),
            Column::Disk,
            "/dev/vda".into(),
        );
        let state = apply(&state, Action::Edit(edit));
        let filled = after(&state, &scene(&state, 1, 6), Deed::Fill);
        assert_eq!(
            filled.document().workers[1].install_disk.as_deref(),
            Some("/dev/vda")
        );
    }

    #[test]
    fn a_removal_is_told_with_the_way_back_to_where_it_was() {
        let state = two();
        let mut scene = scene(&state, 0, NAME);
        scene.cursor = act(&scene, Deed::WholeRows).0;
        let left = after(&state, &scene, Deed::Clear);
        assert_eq!(left.notices[0].text, "Removed node1.");
        assert!(left.can_take_back(&left.notices[0]));
        assert_eq!(apply(&left, Action::Undo).document(), state.document());
    }
}
