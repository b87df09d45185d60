//! The grid of machines: sticky head, only the rows in view, one active cell with the focus.
//!
//! Takes the document, the order of its rows and a cursor; says in [`Deed`]s what the operator does. Changes nothing.

mod cell_editor;
mod cursor;
mod focus;
mod head;
mod keys;
mod row;

use std::rc::Rc;

use kindling_core::document::ClusterDocument;
use kindling_core::model::Role;
use yew::prelude::*;

pub use cursor::{Cursor, Draft, Move, Size, Spot};

use super::code::spacer;
use crate::browser;
use crate::state::inventory::{RowId, cell};
use crate::state::rows::{COLUMNS, Shown, copied};
use crate::state::spots::Spots;
use focus::use_focus;
use head::Head;
use row::{Line, Text};

/// The height of a row in pixels, as the style sheet has it.
const ROW: u32 = 32;

/// What the operator does in the grid.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Goes somewhere; with `true` the selection grows to there.
    Go(Move, bool),
    /// Chooses a whole row; with `true` all rows up to it.
    Row(usize, bool),
    /// Chooses the rows of the selection whole.
    WholeRows,
    /// Chooses the columns of the selection whole.
    WholeColumns,
    /// Chooses everything.
    All,
    /// Begins to edit the active cell.
    Begin(Draft),
    /// Typed this into the cell that is being edited.
    Typed(String),
    /// Typed this letter before the field of the cell had the focus.
    Late(String),
    /// Keeps what was typed, and goes on from there.
    Commit(Option<Move>),
    /// Puts what was typed into every cell that is chosen.
    Everywhere,
    /// Lets go what was typed.
    Cancel,
    /// Empties cells, or removes rows that are chosen whole.
    Clear,
    /// Fills the selection with its first row; a single row with the one above it.
    Fill,
    /// Copies the rows of the selection.
    Duplicate,
    /// Makes the machines of the selection controllers, or workers.
    Turn(Role),
    /// Removes the rows of the selection.
    Remove,
    /// Pastes a text at the active cell.
    Paste(String),
    /// Opens the machine of a row.
    Open(usize),
    /// Looks for rows by a text.
    Find,
    /// Sorts by a column.
    Sort(Shown),
    /// So many rows fit in view.
    Page(usize),
}

/// What the grid takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The document.
    pub document: Rc<ClusterDocument>,
    /// Its rows, as they are shown.
    pub order: Rc<Vec<RowId>>,
    /// Whether an empty row stands at the end, to type a new machine into.
    pub open_end: bool,
    /// What is wrong where.
    pub spots: Rc<Spots>,
    /// The cursor.
    pub cursor: Cursor,
    /// The column that rows are sorted by, and whether they fall.
    pub sort: Option<(Shown, bool)>,
    /// Called with what the operator does.
    pub on: Callback<Deed>,
}

/// The grid.
#[component(Grid)]
pub fn grid(props: &Props) -> Html {
    let node = use_node_ref();
    let view = use_state(|| (0_usize, 30_usize));
    {
        let node = node.clone();
        let view = view.setter();
        let on = props.on.clone();
        use_effect_with((), move |()| {
            let heard = Callback::from(move |(top, height): (i32, i32)| {
                let row = |pixels: i32| usize::try_from(pixels).unwrap_or(0) / ROW as usize;
                // Some rows at a time, so that not every pixel draws.
                view.set((row(top) / 4 * 4, row(height) + 5));
                on.emit(Deed::Page(row(height).saturating_sub(1)));
            });
            let listeners = browser::watch_scroll(&node, heard);
            move || drop(listeners)
        });
    }
    let cursor = &props.cursor;
    let rows = props.order.len() + usize::from(props.open_end);
    use_focus(cursor, rows, &props.on);
    let (top, seen) = *view;
    let mut lines = Vec::new();
    let mut next = 0;
    for at in cursor::drawn(top.min(rows), seen, cursor.head.row, rows) {
        lines.extend(gap(at - next, next));
        lines.push(line(props, at));
        next = at + 1;
    }
    lines.extend(gap(rows - next, next));
    let onkeydown = {
        let on = props.on.clone();
        let at = cursor.head;
        let editing = cursor.draft.is_some();
        Callback::from(move |event: KeyboardEvent| {
            let deed = match editing {
                true if browser::from_field(&event) => None,
                true => focus::late(&event),
                false => keys::deed(&event, at),
            };
            if let Some(deed) = deed {
                event.prevent_default();
                on.emit(deed);
            }
        })
    };
    let (oncopy, oncut, onpaste) = clipboard(props);
    // What no machine has leaves its room to the others.
    let spare = classes!(
        props
            .document
            .worker_node_labels
            .is_empty()
            .then_some("m-unlabelled"),
        props
            .document
            .worker_node_taints
            .is_empty()
            .then_some("m-untainted")
    );
    html! {
        <div class="c-grid" ref={node} tabindex="-1">
            <table class={spare} role="grid" aria-label="Machines" aria-multiselectable="true" aria-rowcount={(rows + 1).to_string()}
                aria-colcount={(COLUMNS.len() + 1).to_string()} {onkeydown} {oncopy} {oncut} {onpaste}>
                <Head sort={props.sort} on={props.on.clone()} />
                <tbody>{ for lines }</tbody>
            </table>
        </div>
    }
}

/// The height of rows that are not drawn.
fn gap(rows: usize, at: usize) -> Option<Html> {
    (rows > 0).then(|| {
        html! {
            <tr key={format!("gap-{at}")} class="m-gap" aria-hidden="true">
                <td colspan="10">{ spacer(rows, ROW) }</td>
            </tr>
        }
    })
}

fn line(props: &Props, at: usize) -> Html {
    let cursor = &props.cursor;
    let id = props.order.get(at).copied();
    let cells: Vec<Text> = COLUMNS
        .into_iter()
        .map(|column| match id {
            Some(id) => Text::of(&props.document, &props.spots, id, column),
            None => Text::default(),
        })
        .collect();
    let active = (cursor.head.row == at).then_some(cursor.head.column);
    let raw = active.filter(|_| cursor.draft.is_some()).map(|column| {
        let column = COLUMNS[column.min(COLUMNS.len() - 1)].editable();
        id.zip(column).map_or_else(String::new, |(id, column)| {
            cell(&props.document, id, column)
        })
    });
    let chosen = cursor
        .rows()
        .contains(&at)
        .then(|| (*cursor.columns().start(), *cursor.columns().end()));
    let draft = cursor.draft.clone().filter(|_| active.is_some());
    html! {
        <Line key={format!("row-{at}")} row={at} is_new={id.is_none()} {cells} {active} {chosen} {draft} {raw} on={props.on.clone()} />
    }
}

type Clip = Callback<Event>;

fn clipboard(props: &Props) -> (Clip, Clip, Clip) {
    let take = {
        let (document, order) = (Rc::clone(&props.document), Rc::clone(&props.order));
        let cursor = props.cursor.clone();
        move |event: &Event| {
            if browser::from_field(event) {
                return false;
            }
            let rows: Vec<RowId> = cursor
                .rows()
                .filter_map(|row| order.get(row).copied())
                .collect();
            let columns = &COLUMNS[cursor.columns()];
            browser::copied(event, &copied(&document, &rows, columns))
        }
    };
    let copy = {
        let take = take.clone();
        Callback::from(move |event: Event| {
            take(&event);
        })
    };
    let cut = {
        let on = props.on.clone();
        Callback::from(move |event: Event| {
            if take(&event) {
                on.emit(Deed::Clear);
            }
        })
    };
    let on = props.on.clone();
    let paste = Callback::from(move |event: Event| {
        if browser::from_field(&event) {
            return;
        }
        if let Some(text) = browser::pasted(&event) {
            event.prevent_default();
            on.emit(Deed::Paste(text));
        }
    });
    (copy, cut, paste)
}
