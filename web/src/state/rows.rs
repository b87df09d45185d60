//! What a grid does with rows, as edits: fill, duplicate, filter, sort, copy.
//!
//! Takes the document and an order of rows, gives edits or texts; changes nothing itself.

use std::collections::BTreeSet;

use kindling_core::document::ClusterDocument;
use kindling_core::model::{MacAddress, Role};

use super::Edit;
use super::inventory::{Column, Row, RowId, cell, machine, row};
use super::table::Meaning;

/// A column as the grid shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shown {
    /// A cell that can be edited.
    Cell(Column),
    /// How many snippets there are.
    Snippets,
    /// What is wrong.
    Problems,
}

/// The columns of the grid, in order.
pub const COLUMNS: [Shown; 9] = [
    Shown::Cell(Column::Role),
    Shown::Cell(Column::Name),
    Shown::Cell(Column::Mac),
    Shown::Cell(Column::Domain),
    Shown::Cell(Column::Labels),
    Shown::Cell(Column::Taints),
    Shown::Cell(Column::Disk),
    Shown::Snippets,
    Shown::Problems,
];

/// Where the name stands in [`COLUMNS`].
pub const NAME: usize = 1;

impl Shown {
    /// The word at the head of the column.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Cell(Column::Role) => "Role",
            Self::Cell(Column::Name) => "Name",
            Self::Cell(Column::Mac) => "MAC",
            Self::Cell(Column::Domain) => "Domain",
            Self::Cell(Column::Labels) => "Labels",
            Self::Cell(Column::Taints) => "Taints",
            Self::Cell(Column::Disk) => "Disk",
            Self::Cell(Column::KernelArgs) => "Kernel arguments",
            Self::Snippets => "Snippets",
            Self::Problems => "Problems",
        }
    }

    /// The column to edit, if it can be edited.
    pub const fn editable(self) -> Option<Column> {
        match self {
            Self::Cell(column) => Some(column),
            Self::Snippets | Self::Problems => None,
        }
    }

    /// What a pasted column must hold to land here.
    pub const fn meaning(self) -> Meaning {
        match self {
            Self::Cell(Column::Role) => Meaning::Role,
            Self::Cell(Column::Name) => Meaning::Name,
            Self::Cell(Column::Mac) => Meaning::Mac,
            Self::Cell(Column::Domain) => Meaning::Domain,
            Self::Cell(Column::Labels) => Meaning::Labels,
            Self::Cell(Column::Taints) => Meaning::Taints,
            Self::Cell(Column::Disk) => Meaning::Disk,
            Self::Cell(Column::KernelArgs) | Self::Snippets | Self::Problems => Meaning::Ignored,
        }
    }
}

/// The text of a cell as it is shown: addresses in one notation where they are understood.
pub fn shown(document: &ClusterDocument, id: RowId, column: Shown) -> String {
    match column {
        Shown::Cell(Column::Mac) => {
            let raw = cell(document, id, Column::Mac);
            MacAddress::read(&raw).map_or(raw, |mac| mac.to_string())
        }
        Shown::Cell(column) => cell(document, id, column),
        Shown::Snippets => machine(document, id)
            .and_then(|machine| document.snippets.get(&machine.name))
            .map_or_else(String::new, |snippets| snippets.len().to_string()),
        Shown::Problems => String::new(),
    }
}

/// Whether any column of a row holds the text, case ignored. An empty text is in every row.
pub fn matches(document: &ClusterDocument, id: RowId, needle: &str) -> bool {
    let needle = needle.trim().to_lowercase();
    needle.is_empty()
        || COLUMNS
            .into_iter()
            .any(|column| shown(document, id, column).to_lowercase().contains(&needle))
}

/// Rows in the order of a column, numbers in names counted as numbers: `node9` before `node10`.
pub fn sort(document: &ClusterDocument, rows: &mut [RowId], column: Shown, falling: bool) {
    rows.sort_by_cached_key(|id| natural(&shown(document, *id, column)));
    if falling {
        rows.reverse();
    }
}

/// A key that orders texts as people do: runs of digits by value.
fn natural(text: &str) -> Vec<(bool, u64, String)> {
    let mut parts = Vec::new();
    let mut left = text;
    while let Some(first) = left.chars().next() {
        let digits = first.is_ascii_digit();
        let end = left
            .find(|other: char| other.is_ascii_digit() != digits)
            .unwrap_or(left.len());
        let (part, rest) = left.split_at(end);
        let number = if digits {
            part.parse().unwrap_or(u64::MAX)
        } else {
            0
        };
        parts.push((!digits, number, part.to_lowercase()));
        left = rest;
    }
    parts
}

/// Cells as a spreadsheet takes them: tabs between columns, a line a row.
pub fn copied(document: &ClusterDocument, rows: &[RowId], columns: &[Shown]) -> String {
    let mut text = String::new();
    for id in rows {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| quoted(&shown(document, *id, *column)))
            .collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

fn quoted(text: &str) -> String {
    if text.contains(['\t', '\n', '\r', '"']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Every cell of the rows gets the text of the first row. A domain that is made of its machine's name stays so: two
/// machines cannot share one.
pub fn fill(document: &ClusterDocument, rows: &[RowId], columns: &[Shown]) -> Edit {
    let Some((first, rest)) = rows.split_first() else {
        return Edit::Cells(Vec::new());
    };
    Edit::Cells(
        columns
            .iter()
            .filter_map(|column| column.editable())
            .flat_map(|column| {
                let text = cell(document, *first, column);
                let suffix = (column == Column::Domain)
                    .then(|| suffix_of(document, *first))
                    .flatten();
                rest.iter().map(move |id| {
                    let own = suffix.as_ref().and_then(|suffix| {
                        let name = &machine(document, *id)?.name;
                        (!name.is_empty()).then(|| format!("{name}{suffix}"))
                    });
                    (*id, column, own.unwrap_or_else(|| text.clone()))
                })
            })
            .collect(),
    )
}

/// What stands behind the name of a machine in its domain.
fn suffix_of(document: &ClusterDocument, id: RowId) -> Option<String> {
    let machine = machine(document, id)?;
    machine
        .domain
        .strip_prefix(machine.name.as_str())
        .filter(|rest| rest.starts_with('.') && !machine.name.is_empty())
        .map(str::to_owned)
}

/// Every cell gets one text; with `add`, words that are there stay.
pub fn set_all(
    document: &ClusterDocument,
    rows: &[RowId],
    column: Column,
    text: &str,
    add: bool,
) -> Edit {
    Edit::Cells(
        rows.iter()
            .map(|id| {
                let mut words = cell(document, *id, column);
                if !add {
                    return (*id, column, text.to_owned());
                }
                for word in text.split_whitespace() {
                    if !words.split_whitespace().any(|known| known == word) {
                        words.push(' ');
                        words.push_str(word);
                    }
                }
                (*id, column, words)
            })
            .collect(),
    )
}

/// Empties the cells that can be empty; a role stays.
pub fn clear(rows: &[RowId], columns: &[Shown]) -> Edit {
    let empty = |id: RowId| {
        columns
            .iter()
            .filter_map(|column| column.editable())
            .filter(|column| *column != Column::Role)
            .map(move |column| (id, column, String::new()))
    };
    Edit::Cells(rows.iter().copied().flat_map(empty).collect())
}

/// Copies of rows under the next free names, without addresses: two machines cannot share one.
pub fn duplicate(document: &ClusterDocument, rows: &[RowId]) -> Edit {
    let mut taken: BTreeSet<String> = document
        .machines()
        .map(|machine| machine.name.clone())
        .collect();
    let mut more: [Vec<Row>; 2] = Default::default();
    for id in rows {
        let Some(mut copy) = row(document, *id) else {
            continue;
        };
        let old = std::mem::take(&mut copy.machine.name);
        let new = next_name(&old, &taken);
        copy.machine.mac.clear();
        copy.machine.domain = match copy.machine.domain.strip_prefix(old.as_str()) {
            Some(rest) if !old.is_empty() => format!("{new}{rest}"),
            _ => String::new(),
        };
        taken.insert(new.clone());
        copy.machine.name = new;
        more[usize::from(id.role == Role::Worker)].push(copy);
    }
    let [controllers, workers] = more;
    Edit::Several(vec![
        Edit::Append(Role::Controller, controllers),
        Edit::Append(Role::Worker, workers),
    ])
}

/// The next name that is free: `node3` gives `node4`, `gpu` gives `gpu2`.
fn next_name(name: &str, taken: &BTreeSet<String>) -> String {
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = &name[stem.len()..];
    let width = digits.len();
    let first: u64 = digits.parse().unwrap_or(1);
    // One of so many is free, as no more than `taken.len()` are not.
    (1..=taken.len() as u64 + 1)
        .map(|more| format!("{stem}{:0width$}", first.saturating_add(more)))
        .find(|name| !taken.contains(name))
        .unwrap_or_else(|| format!("{name}-copy"))
}

#[cfg(test)]
mod tests {
    use kindling_core::document::Machine;

    use super::super::samples::{names, order, state};
    use super::super::{Action, State, apply};
    use super::*;

    #[test]
    fn a_duplicate_has_the_next_free_name_its_domain_and_no_address() {
        let state = state(&["node2", "node3", "n09"]);
        let rows = order(&state);
        let copied = apply(
            &state,
            Action::Edit(duplicate(state.document(), &[rows[0], rows[2]])),
        );
        assert_eq!(names(&copied)[3..], ["node4", "n10"]);
        let copy = &copied.document().workers[3];
        assert_eq!(
            (copy.domain.as_str(), copy.mac.as_str()),
            ("node4.example.com", "")
        );
    }

    #[test]
    fn numbers_in_names_sort_by_value() {
        let state = state(&["node10", "node9", "gpu1"]);
        let mut rows = order(&state);
        sort(state.document(), &mut rows, COLUMNS[NAME], false);
        let sorted: Vec<usize> = rows.iter().map(|row| row.index).collect();
        assert_eq!(sorted, [2, 1, 0]);
    }

    #[test]
    fn addresses_are_shown_found_and_copied_in_one_notation() {
        let state = state(&["node1"]);
        let rows = order(&state);
        assert!(matches(state.document(), rows[0], "54:00:B2"));
        assert!(!matches(state.document(), rows[0], "54:00:b3"));
        let text = copied(state.document(), &rows, &COLUMNS[1..3]);
        assert_eq!(text, "node1\t52:54:00:b2:2f:86\n");
    }

    #[test]
    fn adding_a_label_keeps_those_that_are_there() {
        let state = state(&["node1"]);
        let rows = order(&state);
        let set = |state: &State, text, add| {
            let edit = set_all(state.document(), &rows, Column::Labels, text, add);
            apply(state, Action::Edit(edit))
        };
        let one = set(&state, "a=b", false);
        let two = set(&one, "c=d a=b", true);
        assert_eq!(cell(two.document(), rows[0], Column::Labels), "a=b c=d");
    }

    #[test]
    fn filling_down_and_clearing() {
        let state = state(&["node1", "node2"]);
        let rows = order(&state);
        let filled = apply(
            &state,
            Action::Edit(fill(state.document(), &rows, &COLUMNS[3..4])),
        );
        assert_eq!(filled.document().workers[1].domain, "node2.example.com");
        let mut fixed = filled.document().clone();
        fixed.workers[0].domain = "x.example.org".into();
        let fixed = apply(&state, Action::Open(Box::new(fixed)));
        let edit = fill(fixed.document(), &rows, &COLUMNS[3..4]);
        let copied = apply(&fixed, Action::Edit(edit));
        assert_eq!(copied.document().workers[1].domain, "x.example.org");
        let cleared = apply(&filled, Action::Edit(clear(&rows, &COLUMNS)));
        assert_eq!(cleared.document().workers[1], Machine::default());
        assert_eq!(cleared.document().workers.len(), 2);
    }
}
