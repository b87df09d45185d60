//! The page of one machine: what it is, its snippets, its files.

use kindling_core::document::Snippet;
use kindling_core::model::{MacAddress, Role};
use yew::prelude::*;

use super::machine_snippets::Snippets;
use super::store::{Store, use_store};
use crate::components::{Button, Problems};
use crate::state::inventory::{RowId, machine, row, row_ids};
use crate::state::spots::Spots;
use crate::state::{Action, Edit, Keys};

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

/// The page of a machine.
#[component(MachinePage)]
pub fn machine_page(props: &Props) -> Html {
    let store = use_store();
    let back = store.sender(|()| Action::Machine(None));
    let Some(id) = find(&store, &props.name) else {
        return html! {
            <>
                <div class="c-head"><div><h1>{ &props.name }</h1><p>{ "No machine has this name now." }</p></div></div>
                <Button label="All machines" onpress={back} />
            </>
        };
    };
    let list = match id.role {
        Role::Controller => "controllers",
        Role::Worker => "workers",
    };
    // Its row has the focus again.
    let place = format!("{list}[{}].name", id.index);
    let back = store.sender(move |()| Action::Jump(place.clone()));
    let Some(machine) = row(store.document(), id) else {
        return html! {};
    };
    let spots = Spots::of(store.document(), &store.outcome);
    let findings: Vec<_> = spots
        .at(id)
        .iter()
        .filter(|(column, _)| *column != crate::state::rows::Shown::Snippets)
        .map(|(_, finding)| finding.clone())
        .collect();
    let mac = MacAddress::read(&machine.machine.mac)
        .map_or_else(|| machine.machine.mac.clone(), |mac| mac.to_string());
    let disk = machine
        .machine
        .install_disk
        .clone()
        .or_else(|| store.document().platform.install_disk.clone());
    let facts = [
        ("Role", id.role.word().to_owned()),
        ("MAC", mac),
        ("Domain", machine.machine.domain.clone()),
        (
            "Disk",
            disk.unwrap_or_else(|| "the system's default".to_owned()),
        ),
        ("Labels", machine.labels.join(" ")),
        ("Taints", machine.taints.join(" ")),
        (
            "Kernel arguments",
            [
                store.document().platform.kernel_args.as_slice(),
                &machine.machine.kernel_args,
            ]
            .concat()
            .join(" "),
        ),
    ];
    let onchange = {
        let name = props.name.to_string();
        store.sender(move |list: Vec<Snippet>| Action::Edit(Edit::Snippets(name.clone(), list)))
    };
    html! {
        <>
            <nav aria-label="Machines"><button type="button" class="c-link" onclick={back.reform(|_: MouseEvent| ())}>{ "← All machines" }</button></nav>
            <div class="c-head"><div><h1>{ &props.name }</h1>
                <p>{ format!("A {}. It installs {} to its disk, boots from it, and joins the cluster.", id.role.word(), store.document().os.name) }</p></div></div>
            if !findings.is_empty() { <Problems id="machine-problems" {findings} /> }
            <dl class="c-facts">
                { for facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(term, value)| html! { <><dt>{ term }</dt><dd>{ value }</dd></> }) }
            </dl>
            <Snippets name={props.name.clone()} list={machine.snippets} {onchange} />
            { files(&store, &props.name) }
        </>
    }
}

fn files(store: &Store, name: &str) -> Html {
    let folder = format!("nodes/{name}/");
    let mac = machine_mac(store, name);
    let rows: Vec<_> = store
        .outcome
        .artifacts
        .iter()
        .filter(|row| {
            row.path.contains(&folder)
                || mac
                    .as_ref()
                    .is_some_and(|mac| row.path.contains(mac.as_str()))
                || row
                    .path
                    .rsplit('/')
                    .next()
                    .is_some_and(|file| file.split('.').next() == Some(name))
        })
        .collect();
    let link = |row: &&crate::state::ArtifactRow| {
        let path = row.path.clone();
        let shown = path.strip_prefix(&folder).unwrap_or(&path).to_owned();
        let onclick = store.sender(move |_: MouseEvent| Action::Artifact(Some(path.clone())));
        html! {
            <li><button type="button" class="c-link" {onclick}>{ shown }</button>
                <span>{ &row.purpose }</span><small>{ size(row.bytes) }</small></li>
        }
    };
    html! {
        <section class="c-files" aria-labelledby="machine-files">
            <h2 id="machine-files">{ "Its files" }</h2>
            if rows.is_empty() {
                <p class="c-help">{ if keys_held(store) { "None while the document has errors." } else { "None without secrets. Make them in the Secrets step." } }</p>
            }
            <ul>{ for rows.iter().map(link) }</ul>
            if rows.is_empty() && !keys_held(store) {
                <Button label="Go to Secrets" onpress={store.sender(|()| Action::Go(crate::state::Step::Secrets))} />
            }
        </section>
    }
}

fn machine_mac(store: &Store, name: &str) -> Option<String> {
    let row = find(store, name)?;
    let mac = MacAddress::read(&machine(store.document(), row)?.mac)?;
    Some(mac.hyphens())
}

fn keys_held(store: &Store) -> bool {
    matches!(store.keys, Keys::Held { .. })
}

fn size(bytes: usize) -> String {
    if bytes < 1_000 {
        format!("{bytes} B")
    } else {
        format!("{}.{} kB", bytes / 1_000, bytes % 1_000 / 100)
    }
}
