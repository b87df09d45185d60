//! Pasting into the grid: cells as spreadsheets write them, where they land, what of them lands nowhere.
//!
//! Takes texts, cells and an order of rows, gives an edit; changes nothing itself.

use kindling_core::model::Role;

use super::Edit;
use super::inventory::{self, Column, Row, RowId};
use super::rows::COLUMNS;

/// The cells of a text that was copied from a spreadsheet. An empty line is a row of one empty cell: what stands below
/// it must not move up. A quote opens a cell only where it is closed again.
pub fn cells_of(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut left = text;
    while !left.is_empty() {
        let (cell, rest) = quoted_cell(left).unwrap_or_else(|| {
            let end = left.find(['\t', '\n', '\r']).unwrap_or(left.len());
            (left[..end].to_owned(), &left[end..])
        });
        row.push(cell.trim().to_owned());
        if let Some(rest) = rest.strip_prefix('\t') {
            left = rest;
            if left.is_empty() {
                row.push(String::new());
            }
            continue;
        }
        rows.push(std::mem::take(&mut row));
        let rest = rest.strip_prefix('\r').unwrap_or(rest);
        left = rest.strip_prefix('\n').unwrap_or(rest);
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}

/// A quoted cell at the beginning of a text, and what follows it; nothing where no cell ends at the closing quote.
fn quoted_cell(text: &str) -> Option<(String, &str)> {
    let mut left = text.strip_prefix('"')?;
    let mut cell = String::new();
    loop {
        let (before, after) = left.split_once('"')?;
        cell.push_str(before);
        match after.strip_prefix('"') {
            Some(rest) => {
                cell.push('"');
                left = rest;
            }
            None if after.is_empty() || after.starts_with(['\t', '\n', '\r']) => {
                return Some((cell, after));
            }
            None => return None,
        }
    }
}

/// What of pasted cells lands nowhere, in words: unknown roles, cells beside the columns that can be edited.
pub fn not_taken(column: usize, cells: &[Vec<String>]) -> Option<String> {
    let columns: Vec<Column> = COLUMNS[column.min(COLUMNS.len())..]
        .iter()
        .filter_map(|shown| shown.editable())
        .collect();
    let role = columns.iter().position(|column| *column == Column::Role);
    let unknown = |line: &&Vec<String>| {
        role.and_then(|at| line.get(at))
            .is_some_and(|text| !text.is_empty() && inventory::role_of(text).is_none())
    };
    let beside = cells
        .iter()
        .flat_map(|line| line.iter().skip(columns.len()))
        .filter(|text| !text.is_empty())
        .count();
    let word = cells.iter().find(unknown).zip(role);
    match (word, beside) {
        (Some((line, at)), _) => {
            let many = cells.iter().filter(unknown).count();
            let more = if many > 1 {
                format!(" ({many} such cells)")
            } else {
                String::new()
            };
            Some(format!(
                "{} is no role{more}: write controller or worker.",
                line[at]
            ))
        }
        (None, 1) => Some("1 cell stands beside the columns and is left out.".to_owned()),
        (None, many) if many > 1 => Some(format!(
            "{many} cells stand beside the columns and are left out."
        )),
        (None, _) => None,
    }
}

/// Cells repeated to fill a selection of so many rows and columns, where they fit into it a whole number of times.
pub fn tiled(cells: Vec<Vec<String>>, rows: usize, columns: usize) -> Vec<Vec<String>> {
    let width = cells.iter().map(Vec::len).max().unwrap_or(0);
    let times = |have: usize, want: usize| {
        if have > 0 && want > have && want.is_multiple_of(have) {
            want / have
        } else {
            1
        }
    };
    let (down, right) = (times(cells.len(), rows), times(width, columns));
    if (down, right) == (1, 1) {
        return cells;
    }
    let mut block = Vec::with_capacity(cells.len());
    for mut line in cells {
        if right > 1 {
            line.resize(width, String::new());
        }
        block.push(std::iter::repeat_n(line, right).flatten().collect());
    }
    std::iter::repeat_n(block, down).flatten().collect()
}

/// Pastes cells with their first corner at a row and a column. Rows beyond the last become machines.
pub fn paste(order: &[RowId], at: usize, column: usize, cells: &[Vec<String>], role: Role) -> Edit {
    let mut set = Vec::new();
    let mut more: [Vec<Row>; 2] = Default::default();
    for (offset, line) in cells.iter().enumerate() {
        let columns = COLUMNS[column.min(COLUMNS.len())..]
            .iter()
            .filter_map(|shown| shown.editable());
        match order.get(at + offset) {
            Some(id) => set.extend(
                columns
                    .zip(line)
                    .map(|(column, text)| (*id, column, text.clone())),
            ),
            None if line.iter().all(String::is_empty) => {}
            None => {
                let mut made = role;
                let mut row = Row::default();
                for (column, text) in columns.zip(line) {
                    match column {
                        Column::Role => made = inventory::role_of(text).unwrap_or(role),
                        column => fill_in(&mut row, column, text),
                    }
                }
                more[usize::from(made == Role::Worker)].push(row);
            }
        }
    }
    let [controllers, workers] = more;
    Edit::Several(vec![
        Edit::Append(Role::Controller, controllers),
        Edit::Append(Role::Worker, workers),
        Edit::Cells(set),
    ])
}

/// A new row with one cell filled in.
pub fn begun(column: Column, text: &str, role: Role) -> Edit {
    let mut row = Row::default();
    let role = match column {
        Column::Role => inventory::role_of(text).unwrap_or(role),
        column => {
            fill_in(&mut row, column, text);
            role
        }
    };
    Edit::Append(role, vec![row])
}

fn fill_in(row: &mut Row, column: Column, text: &str) {
    let text = text.trim();
    let words = || text.split_whitespace().map(str::to_owned).collect();
    match column {
        Column::Role => {}
        Column::Name => text.clone_into(&mut row.machine.name),
        Column::Mac => text.clone_into(&mut row.machine.mac),
        Column::Domain => text.clone_into(&mut row.machine.domain),
        Column::Labels => row.labels = words(),
        Column::Taints => row.taints = words(),
        Column::Disk => {
            row.machine.install_disk = Some(text.to_owned()).filter(|text| !text.is_empty());
        }
        Column::KernelArgs => row.machine.kernel_args = words(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::{NAME, copied};
    use super::super::samples::{names, order, state};
    use super::super::{Action, apply};
    use super::*;

    #[test]
    fn a_paste_that_goes_beyond_the_last_row_makes_machines_in_one_step() {
        let state = state(&["node1", "node2"]);
        let cells = cells_of("b\tm1\nc\tm2\nd\tm3\n");
        let edit = paste(&order(&state), 1, NAME, &cells, Role::Worker);
        let pasted = apply(&state, Action::Edit(edit));
        assert_eq!(names(&pasted), ["node1", "b", "c", "d"]);
        assert_eq!(pasted.document().workers[3].mac, "m3");
        assert_eq!(names(&apply(&pasted, Action::Undo)), ["node1", "node2"]);
    }

    #[test]
    fn cells_are_read_as_spreadsheets_write_them() {
        let cases: [(&str, &[&[&str]]); 9] = [
            ("", &[]),
            ("a\tb\n", &[&["a", "b"]]),
            ("a\r\n\r\nb", &[&["a"], &[""], &["b"]]),
            ("a\t\n", &[&["a", ""]]),
            ("a\t", &[&["a", ""]]),
            ("\"a\tb\nc\"\td", &[&["a\tb\nc", "d"]]),
            ("\"say \"\"hi\"\"\"", &[&["say \"hi\""]]),
            ("\"open\tb\nc", &[&["\"open", "b"], &["c"]]),
            ("\"a\"b\tc", &[&["\"a\"b", "c"]]),
        ];
        for (text, expected) in cases {
            assert_eq!(cells_of(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_column_with_gaps_is_pasted_where_it_was_copied() {
        let state = state(&["node1", "node2", "node3"]);
        let rows = order(&state);
        let edit = Edit::Cell(rows[1], Column::Disk, "/dev/sdb".into());
        let state = apply(&state, Action::Edit(edit));
        let text = copied(state.document(), &rows, &COLUMNS[6..7]);
        let edit = paste(&rows, 0, 6, &cells_of(&text), Role::Worker);
        let pasted = apply(&state, Action::Edit(edit));
        assert_eq!(pasted.document(), state.document());
    }

    #[test]
    fn a_block_fills_a_selection_it_fits_into() {
        let block = cells_of("a\tb\n");
        assert_eq!(tiled(block.clone(), 3, 2).len(), 3);
        assert_eq!(tiled(block.clone(), 1, 4)[0], ["a", "b", "a", "b"]);
        assert_eq!(tiled(block.clone(), 2, 3), vec![["a", "b"]; 2]);
        assert_eq!(tiled(cells_of("a\nb\n"), 3, 1).len(), 2);
        assert_eq!(tiled(block.clone(), 1, 1), block);
        assert_eq!(tiled(Vec::new(), 4, 4), Vec::<Vec<String>>::new());
    }

    #[test]
    fn what_lands_nowhere_is_said() {
        let said = |column, text| not_taken(column, &cells_of(text));
        assert_eq!(said(0, "worker\tnode1\nMaster\tnode2\n"), None);
        let words = said(0, "worker\tnode1\nrouter\tnode2\nswitch\tnode3\n");
        assert_eq!(
            words.as_deref(),
            Some("router is no role (2 such cells): write controller or worker.")
        );
        assert!(said(6, "/dev/sda\tx\n").is_some_and(|words| words.starts_with("1 cell")));
        assert_eq!(said(6, "/dev/sda\t\n"), None);
    }

    #[test]
    fn pasted_roles_make_controllers() {
        let state = state(&[]);
        let cells = cells_of("Controller\tnode1\nworker\tnode2\n");
        let edit = paste(&[], 0, 0, &cells, Role::Worker);
        let pasted = apply(&state, Action::Edit(edit));
        assert_eq!(pasted.document().controllers[0].name, "node1");
        assert_eq!(pasted.document().workers[0].name, "node2");
    }
}
