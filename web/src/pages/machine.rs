//! The page of one machine: what it is, its snippets, what it becomes.

use kindling_core::document::Snippet;
use kindling_core::model::{MacAddress, Role};
use yew::prelude::*;

use super::machine_config::MachineConfig;
use super::machine_snippets::Snippets;
use super::store::{Store, use_store};
use crate::components::{Button, Problems, Tone};
use crate::state::inventory::{Row, RowId, machine, row, row_ids};
use crate::state::spots::Spots;
use crate::state::{Action, Edit, rows};

/// What the page takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The machine's name.
    pub name: AttrValue,
}

fn find(store: &Store, name: &str) -> Option<RowId> {
    let document = store.document();
    row_ids(document).find(|id| machine(document, *id).is_some_and(|machine| machine.name == name))
}

/// The path of a row's field in the document.
fn path(id: RowId, field: &str) -> String {
    let list = match id.role {
        Role::Controller => "controllers",
        Role::Worker => "workers",
    };
    format!("{list}[{}].{field}", id.index)
}

/// The page of a machine.
#[component(MachinePage)]
pub fn machine_page(props: &Props) -> Html {
    let store = use_store();
    let found = find(&store, &props.name);
    let Some((id, machine)) = found.and_then(|id| Some((id, row(store.document(), id)?))) else {
        return html! {
            <>
                <div class="c-head"><div><h1>{ &props.name }</h1><p>{ "No machine has this name now." }</p></div></div>
                <Button label="All machines" onpress={store.sender(|()| Action::Machine(None))} />
            </>
        };
    };
    let spots = Spots::of(store.document(), &store.outcome);
    let findings: Vec<_> = spots
        .at(id)
        .iter()
        .filter(|(column, _)| *column != rows::Shown::Snippets)
        .map(|(_, finding)| finding.clone())
        .collect();
    let mac = MacAddress::read(&machine.machine.mac);
    let onchange = {
        let name = props.name.to_string();
        store.sender(move |list: Vec<Snippet>| Action::Edit(Edit::Snippets(name.clone(), list)))
    };
    let words = match id.role {
        Role::Controller => "It runs etcd and the control plane.",
        Role::Worker => "It runs the workloads.",
    };
    html! {
        <>
            { way(&store, id) }
            <div class="c-head"><div>
                <h1>{ &props.name }{ " " }<span class={classes!("c-role", (id.role == Role::Controller).then_some("m-controls"))}>{ id.role.word() }</span></h1>
                <p>{ format!("It installs {} to its disk, boots from it, and joins the cluster. {words}", store.document().os.name) }</p></div></div>
            if !findings.is_empty() { <Problems id="machine-problems" {findings} /> }
            { facts(&store, id, &machine) }
            <Snippets name={props.name.clone()} list={machine.snippets} {onchange} />
            <MachineConfig name={props.name.clone()} mac={mac.map(|mac| AttrValue::from(mac.hyphens()))} />
        </>
    }
}

/// Back to all machines, and on to those beside it.
fn way(store: &Store, id: RowId) -> Html {
    // Its row has the focus again.
    let back = path(id, "name");
    let onback = store.sender(move |_: MouseEvent| Action::Jump(back.clone()));
    let document = store.document();
    let all: Vec<RowId> = row_ids(document).collect();
    let at = all.iter().position(|row| *row == id).unwrap_or(0);
    let beside = |at: Option<usize>, label: &'static str| {
        let row = at.and_then(|at| all.get(at).copied());
        let name = row
            .and_then(|row| machine(document, row))
            .map(|machine| machine.name.clone())
            .filter(|name| !name.is_empty());
        let refused = name.is_none().then_some("There is none");
        let onpress = store.sender(move |()| Action::Machine(name.clone()));
        html! { <Button {label} tone={Tone::Quiet} {refused} {onpress} /> }
    };
    html! {
        <nav class="c-beside" aria-label="Machines">
            <button type="button" class="c-link" onclick={onback}>{ "← All machines" }</button>
            <span class="c-space"></span>
            <small>{ format!("{} of {}", at + 1, all.len()) }</small>
            { beside(at.checked_sub(1), "Previous") }
            { beside(Some(at + 1), "Next") }
        </nav>
    }
}

/// What it is, each with the way to its cell; what follows from the cluster looks like a default.
fn facts(store: &Store, id: RowId, row: &Row) -> Html {
    let platform = &store.document().platform;
    let machine = &row.machine;
    let mac =
        MacAddress::read(&machine.mac).map_or_else(|| machine.mac.clone(), |mac| mac.to_string());
    let own_disk = machine.install_disk.clone();
    let disk = own_disk.clone().or_else(|| platform.install_disk.clone());
    let hung = |map: &str| format!("worker_node_{map}.{}[0]", machine.name);
    let arguments = [platform.kernel_args.as_slice(), &machine.kernel_args].concat();
    let facts = [
        ("MAC", mac, path(id, "mac"), true),
        ("Domain", machine.domain.clone(), path(id, "domain"), true),
        ("Labels", row.labels.join(" "), hung("labels"), true),
        ("Taints", row.taints.join(" "), hung("taints"), true),
        (
            "Disk",
            disk.unwrap_or_else(|| "the system's default".to_owned()),
            path(id, "install_disk"),
            own_disk.is_some(),
        ),
        (
            "Kernel arguments",
            arguments.join(" "),
            path(id, "name"),
            !machine.kernel_args.is_empty(),
        ),
    ];
    let one = |(term, value, path, own): (&'static str, String, String, bool)| {
        let onclick = store.sender(move |_: MouseEvent| Action::Jump(path.clone()));
        let class = (!own).then_some("c-default");
        let (words, class) = if value.is_empty() {
            ("none".to_owned(), Some("c-default"))
        } else {
            (value, class)
        };
        html! {
            <div><dt>{ term }</dt><dd {class}>
                <button type="button" {onclick} title="Edit in the table">{ words }</button></dd></div>
        }
    };
    html! { <dl class="c-facts">{ for facts.into_iter().map(one) }</dl> }
}
