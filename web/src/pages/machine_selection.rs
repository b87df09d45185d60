//! What can be done with the rows that are chosen in the grid.

use std::rc::Rc;

use kindling_core::document::ClusterDocument;
use kindling_core::model::Role;
use yew::prelude::*;

use super::machine_deeds::removal;
use crate::browser::value_of;
use crate::components::{Button, Tone};
use crate::state::inventory::{Column, RowId, machine};
use crate::state::{Action, Edit, rows};

/// What the tools take.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows that are chosen.
    pub rows: Rc<Vec<RowId>>,
    /// The document.
    pub document: Rc<ClusterDocument>,
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
    let column = use_state(|| "labels");
    let text = use_state(String::new);
    let Props { rows, document, .. } = props;
    let act = |make: fn(&ClusterDocument, &[RowId]) -> Vec<Action>| {
        let (send, rows, document) = (props.send.clone(), Rc::clone(rows), Rc::clone(document));
        Callback::from(move |()| {
            for action in make(&document, &rows) {
                send.emit(action);
            }
        })
    };
    let none = rows.is_empty().then_some("Choose rows first");
    let only = |role: Role| {
        let all = !rows.is_empty() && rows.iter().all(|row| row.role == role);
        let refused = match role {
            Role::Controller => "They are controllers",
            Role::Worker => "They are workers",
        };
        none.or(all.then_some(refused))
    };
    let what = match rows.as_slice() {
        [] => "No machine chosen".to_owned(),
        [one] => machine(document, *one)
            .map(|machine| machine.name.clone())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "1 row".to_owned()),
        more => count(more),
    };
    let set = |add: bool| {
        let (send, rows, document) = (props.send.clone(), Rc::clone(rows), Rc::clone(document));
        let (text, key) = (text.clone(), *column);
        Callback::from(move |()| {
            let Some((_, title, column)) = COLUMNS.into_iter().find(|(known, ..)| *known == key)
            else {
                return;
            };
            let edit = rows::set_all(&document, &rows, column, &text, add);
            send.emit(Action::Edit(edit));
            let done = format!("{title} of {} set. Ctrl+Z takes it back.", count(&rows));
            send.emit(Action::Tell(done));
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
    html! {
        <div class="c-chosen" role="group" aria-label="Chosen rows">
            <b id="chosen">{ what }</b>
            <Button label="Duplicate" tone={Tone::Quiet} refused={none} onpress={act(|document, rows| vec![Action::Edit(rows::duplicate(document, rows))])} />
            <Button label="To controllers" tone={Tone::Quiet} refused={only(Role::Controller)} onpress={act(|_, rows| moved(rows, "controller"))} />
            <Button label="To workers" tone={Tone::Quiet} refused={only(Role::Worker)} onpress={act(|_, rows| moved(rows, "worker"))} />
            <Button label="Delete" tone={Tone::Quiet} refused={none} onpress={act(removal)} />
            <details class="c-bulk">
                <summary>{ format!("Set on {}…", count(rows)) }</summary>
                <div>
                    <select class="c-input c-pick" aria-label="Column to set" oninput={oncolumn}>
                        { for COLUMNS.map(|(key, title, _)| html! { <option value={key} selected={key == *column}>{ title }</option> }) }
                    </select>
                    <input class="c-input" type="text" aria-label="Value to set" value={(*text).clone()} {oninput} autocomplete="off"
                        spellcheck="false" placeholder={match *column { "labels" => "tier=gpu", "taints" => "tier=gpu:NoSchedule", "disk" => "/dev/nvme0n1", _ => "console=ttyS1" }} />
                    <Button label="Set" refused={none} onpress={set(false)} />
                    if *column != "disk" { <Button label="Add" tone={Tone::Quiet} refused={none} onpress={set(true)} /> }
                </div>
            </details>
        </div>
    }
}

fn moved(rows: &[RowId], role: &str) -> Vec<Action> {
    let cells = rows
        .iter()
        .map(|row| (*row, Column::Role, role.to_owned()))
        .collect();
    vec![
        Action::Edit(Edit::Cells(cells)),
        Action::Tell(format!(
            "{} moved to {role}s. Ctrl+Z takes it back.",
            count(rows)
        )),
    ]
}
