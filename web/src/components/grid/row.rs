//! A row of the grid. Drawn again only where something in it changed.

use kindling_core::document::ClusterDocument;
use yew::prelude::*;

use super::cell_editor::CellEditor;
use super::head::class_of;
use super::{Deed, Draft, Move, Spot};
use crate::browser;
use crate::components::{tone, word};
use crate::state::inventory::{Column, RowId};
use crate::state::rows::{COLUMNS, NAME, Shown, shown};
use crate::state::spots::Spots;
use crate::state::{Finding, Severity};

/// A cell: what it says, what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    text: String,
    wrong: Option<(Severity, String)>,
    /// Whether it is the cluster's, as the machine has none of its own.
    default: bool,
}

impl Text {
    /// The cell of a row.
    pub fn of(document: &ClusterDocument, spots: &Spots, id: RowId, column: Shown) -> Self {
        let say = |finding: &Finding| (finding.severity, plain(&finding.message));
        if column == Shown::Problems {
            let all = spots.at(id);
            return Self {
                text: match all {
                    [] => String::new(),
                    [(_, one)] => plain(&one.message),
                    [(_, one), rest @ ..] => {
                        format!("{} (and {} more)", plain(&one.message), rest.len())
                    }
                },
                wrong: all.first().map(|(_, finding)| say(finding)),
                default: false,
            };
        }
        let own = shown(document, id, column);
        let default = own.is_empty() && column == Shown::Cell(Column::Disk);
        Self {
            text: match &document.platform.install_disk {
                Some(disk) if default => disk.clone(),
                _ => own,
            },
            wrong: spots.cell(id, column).map(say),
            default,
        }
    }
}

fn plain(message: &str) -> String {
    message.replace('`', "")
}

/// The element id of a cell.
pub fn cell_id(row: usize, column: usize) -> String {
    format!("cell-{row}-{column}")
}

/// What a row takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its place, from 0.
    pub row: usize,
    /// Whether it is the empty row at the end.
    pub is_new: bool,
    /// Its cells.
    pub cells: Vec<Text>,
    /// The column of the active cell, if it is in this row.
    pub active: Option<usize>,
    /// The first and last column that are chosen.
    pub chosen: Option<(usize, usize)>,
    /// How the active cell is being edited.
    pub draft: Option<Draft>,
    /// The text of the active cell as it was written.
    pub raw: Option<String>,
    /// Called with what the operator does.
    pub on: Callback<Deed>,
}

/// A row.
#[component(Line)]
pub fn line(props: &Props) -> Html {
    let row = props.row;
    let choose = {
        let on = props.on.clone();
        Callback::from(move |event: MouseEvent| on.emit(Deed::Row(row, event.shift_key())))
    };
    let drag = {
        let on = props.on.clone();
        Callback::from(move |event: MouseEvent| {
            if browser::dragging(&event) {
                on.emit(Deed::Row(row, true));
            }
        })
    };
    let worst = props.cells.last().and_then(|cell| cell.wrong.as_ref());
    let mark = worst.map(|(severity, _)| tone(*severity));
    html! {
        <tr class={classes!(props.is_new.then_some("m-new"))} aria-rowindex={(row + 2).to_string()}>
            <th role="rowheader" scope="row" class={classes!("m-number", mark)} aria-colindex="1" onmousedown={choose} onmouseover={drag}>
                if props.is_new { <span aria-hidden="true">{ "+" }</span><span class="c-unseen">{ "New machine" }</span> } else { { row + 1 } }
            </th>
            { for (0..COLUMNS.len()).map(|column| cell(props, column)) }
        </tr>
    }
}

fn cell(props: &Props, column: usize) -> Html {
    let spot = Spot {
        row: props.row,
        column,
    };
    let Text {
        text,
        wrong,
        default,
    } = props.cells.get(column).cloned().unwrap_or_default();
    let active = props.active == Some(column);
    let chosen = props
        .chosen
        .is_some_and(|(first, last)| (first..=last).contains(&column));
    let editing = props.draft.clone().filter(|_| active);
    let onmousedown = {
        let on = props.on.clone();
        Callback::from(move |event: MouseEvent| {
            if event.button() == 0 {
                on.emit(Deed::Go(Move::To(spot), event.shift_key()));
            }
        })
    };
    let onmouseover = {
        let on = props.on.clone();
        Callback::from(move |event: MouseEvent| {
            if browser::dragging(&event) && !active {
                on.emit(Deed::Go(Move::To(spot), true));
            }
        })
    };
    let ondblclick = {
        let on = props.on.clone();
        Callback::from(move |_: MouseEvent| on.emit(Deed::Begin(Draft::Present)))
    };
    let id = cell_id(props.row, column);
    let why = format!("{id}-why");
    let bad = wrong.as_ref().map(|(severity, _)| tone(*severity));
    // The last column says what is wrong elsewhere; nothing is wrong with it.
    let wrong = wrong.filter(|_| COLUMNS[column] != Shown::Problems);
    let invalid = matches!(wrong, Some((Severity::Error, _))).then_some("true");
    let class = classes!(
        class_of(column),
        bad,
        default.then_some("c-default"),
        active.then_some("m-active"),
        (chosen && (!active || props.chosen.is_some_and(|(first, last)| first != last)))
            .then_some("m-chosen"),
        editing.is_some().then_some("m-edit")
    );
    html! {
        <td role="gridcell" {id} {class} tabindex={if active { "0" } else { "-1" }} aria-colindex={(column + 2).to_string()}
            aria-readonly={COLUMNS[column].editable().is_none().then_some("true")} aria-selected={if chosen { "true" } else { "false" }} aria-invalid={invalid}
            aria-describedby={wrong.is_some().then(|| why.clone())}
            title={wrong.as_ref().map(|(_, message)| message.clone()).or_else(|| (!text.is_empty()).then(|| text.clone()))} {onmousedown} {onmouseover} {ondblclick}>
            if let Some(draft) = editing {
                <CellEditor label={COLUMNS[column].title()} text={props.raw.clone().unwrap_or_default()} {draft}
                    role={column == 0} on={props.on.clone()} />
            } else {
                { inside(props, column, &text) }
            }
            if let Some((severity, message)) = wrong {
                <span hidden=true id={why}>{ format!("{}: {message}", word(severity)) }</span>
            }
        </td>
    }
}

/// What a cell shows while it is not edited.
fn inside(props: &Props, column: usize, text: &str) -> Html {
    match COLUMNS[column] {
        _ if props.is_new && column == NAME => {
            html! { <span class="c-ghost">{ "New" }</span> }
        }
        _ if props.is_new => html! {},
        Shown::Cell(Column::Role) => {
            let controls = (text == "controller").then_some("m-controls");
            html! { <span class={classes!("c-role", controls)}>{ text.to_owned() }</span> }
        }
        Shown::Cell(Column::Labels) => tags(text, None),
        Shown::Cell(Column::Taints) => tags(text, Some("m-taint")),
        Shown::Snippets => {
            let (on, row) = (props.on.clone(), props.row);
            let onclick = Callback::from(move |event: MouseEvent| {
                event.prevent_default();
                on.emit(Deed::Open(row));
            });
            let name = props.cells.get(NAME).map_or("", |cell| cell.text.as_str());
            let words = match text {
                "" => "Add…".to_owned(),
                "1" => "1 snippet".to_owned(),
                count => format!("{count} snippets"),
            };
            html! { <a href={format!("#/machines/{name}")} tabindex="-1" {onclick}>{ words }</a> }
        }
        Shown::Cell(_) | Shown::Problems => html! { { text.to_owned() } },
    }
}

fn tags(text: &str, kind: Option<&'static str>) -> Html {
    text.split_whitespace()
        .map(|tag| html! { <><span class={classes!("c-tag", kind)}>{ tag.to_owned() }</span>{ " " }</> })
        .collect()
}
