//! What can be done with the rows that are chosen in the grid.

use std::rc::Rc;

use kindling_core::document::ClusterDocument;
use kindling_core::model::Role;
use yew::prelude::*;

use super::machine_changes::named;
use crate::browser::value_of;
use crate::components::{Button, Deed, Popup, Tone};
use crate::state::inventory::{Column, RowId};
use crate::state::{Action, rows};

/// What the tools take.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows that are chosen.
    pub rows: Rc<Vec<RowId>>,
    /// The document.
    pub document: Rc<ClusterDocument>,
    /// Called with what the operator does.
    pub on: Callback<Deed>,
    /// Sends an action.
    pub send: Callback<Action>,
}

/// Columns that can be set on many rows at once.
const COLUMNS: [(&str, &str, Column); 4] = [
    ("labels", "Labels", Column::Labels),
    ("taints", "Taints", Column::Taints),
    ("disk", "Disk", Column::Disk),
    ("kernel_args", "Kernel arguments", Column::KernelArgs),
];

fn count(rows: &[RowId]) -> String {
    match rows.len() {
        1 => "1 row".to_owned(),
        many => format!("{many} rows"),
    }
}

/// Tools for the chosen rows.
#[component(SelectionTools)]
pub fn selection_tools(props: &Props) -> Html {
    let Props { rows, document, .. } = props;
    let none = rows.is_empty().then_some("Choose rows first");
    let act = |deed: Deed| props.on.reform(move |()| deed.clone());
    let any = |role: Role| rows.iter().any(|row| row.role == role);
    let what = if rows.is_empty() {
        "No machine chosen".to_owned()
    } else {
        named(document, rows)
    };
    let button = |label: &'static str, deed: Deed| html! { <Button {label} tone={Tone::Quiet} refused={none} onpress={act(deed)} /> };
    html! {
        <div class="c-chosen" role="group" aria-label="Chosen rows">
            <b id="chosen" aria-live="polite">{ what }</b>
            { button("Duplicate", Deed::Duplicate) }
            if any(Role::Worker) { { button("To controllers", Deed::Turn(Role::Controller)) } }
            if any(Role::Controller) { { button("To workers", Deed::Turn(Role::Worker)) } }
            if rows.len() > 1 { { button("Fill down", Deed::Fill) } }
            <Bulk rows={Rc::clone(rows)} document={Rc::clone(document)} send={props.send.clone()} />
            { button("Delete", Deed::Remove) }
        </div>
    }
}

/// What setting many rows takes.
#[derive(Properties, PartialEq)]
struct BulkProps {
    rows: Rc<Vec<RowId>>,
    document: Rc<ClusterDocument>,
    send: Callback<Action>,
}

/// One value for a column of every chosen row.
#[component(Bulk)]
fn bulk(props: &BulkProps) -> Html {
    let column = use_state(|| "labels");
    let text = use_state(String::new);
    let rows = &props.rows;
    let none = rows.is_empty().then_some("Choose rows first");
    let set = |add: bool| {
        let (send, rows, document) = (
            props.send.clone(),
            Rc::clone(rows),
            Rc::clone(&props.document),
        );
        let (text, key) = (text.clone(), *column);
        Callback::from(move |()| {
            let Some((_, title, column)) = COLUMNS.into_iter().find(|(known, ..)| *known == key)
            else {
                return;
            };
            let edit = rows::set_all(&document, &rows, column, &text, add);
            send.emit(Action::Edit(edit));
            let of = named(&document, &rows);
            send.emit(Action::Done(format!("{title} of {of} set.")));
        })
    };
    let oncolumn = {
        let column = column.clone();
        Callback::from(move |event: InputEvent| {
            let chosen = value_of(&event);
            if let Some((key, ..)) = COLUMNS.into_iter().find(|(key, ..)| *key == chosen) {
                column.set(key);
            }
        })
    };
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| text.set(value_of(&event)))
    };
    let onkeydown = {
        let set = set(false);
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && !event.is_composing() {
                event.prevent_default();
                set.emit(());
            }
        })
    };
    let example = match *column {
        "labels" => "tier=gpu",
        "taints" => "tier=gpu:NoSchedule",
        "disk" => "/dev/nvme0n1",
        _ => "console=ttyS1",
    };
    html! {
        <Popup class="c-bulk" label={format!("Set on {}…", count(rows))}>
                <select class="c-input c-pick" aria-label="Column to set" oninput={oncolumn}>
                    { for COLUMNS.map(|(key, title, _)| html! { <option value={key} selected={key == *column}>{ title }</option> }) }
                </select>
                <input class="c-input" type="text" aria-label="Value to set" value={(*text).clone()} {oninput} {onkeydown} autocomplete="off"
                    spellcheck="false" placeholder={example} />
                <Button label="Set" refused={none} onpress={set(false)} />
                if *column != "disk" { <Button label="Add" tone={Tone::Quiet} refused={none} onpress={set(true)} /> }
        </Popup>
    }
}
