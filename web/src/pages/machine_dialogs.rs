//! Adding a range of machines, importing rows.

use kindling_core::model::Role;
use yew::prelude::*;

use super::store::use_store;
use crate::browser::{self, Chosen, value_of};
use crate::components::{Button, Modal, Tone, prose};
use crate::state::inventory::Row;
use crate::state::range;
use crate::state::table::{self, Imported, Meaning, Table};
use crate::state::{Action, Edit};

/// A label with an input under it.
fn labelled(id: &'static str, label: &'static str, input: Html, help: Html) -> Html {
    html! { <div class="c-field"><label for={id}>{ label }</label>{ input }<p class="c-help" id={format!("{id}-help")}>{ help }</p></div> }
}

fn typed(state: &UseStateHandle<String>) -> Callback<InputEvent> {
    let state = state.clone();
    Callback::from(move |event: InputEvent| state.set(value_of(&event)))
}

/// Adds a range.
#[component(AddRange)]
pub fn add_range() -> Html {
    let store = use_store();
    let (next, suffix) = guess(store.document());
    let names = use_state(|| format!("node{{{next}..{}}}", next + 9));
    let domains = use_state(|| format!("{{name}}{suffix}"));
    let addresses = use_state(String::new);
    let role = use_state(|| Role::Worker);
    let made = range::machines(&names, &domains, &addresses);
    let taken = made.as_ref().map_or(0, |made| {
        made.iter()
            .filter(|new| {
                store
                    .document()
                    .machines()
                    .any(|known| known.name == new.name)
            })
            .count()
    });
    let onrole = {
        let role = role.clone();
        Callback::from(move |event: InputEvent| {
            role.set(if value_of(&event) == "controller" {
                Role::Controller
            } else {
                Role::Worker
            });
        })
    };
    let (words, bad) = match &made {
        Err(problem) => (problem.to_string(), true),
        Ok(machines) => {
            let ends = match machines.as_slice() {
                [] => String::new(),
                [one] => one.name.clone(),
                [first, .., last] => format!("{} to {}", first.name, last.name),
            };
            let domain = machines.last().map_or("", |last| last.domain.as_str());
            let known = if taken > 0 {
                format!(" {taken} of these names are here already.")
            } else {
                String::new()
            };
            (
                format!(
                    "{} machines, {ends}; the last one is {domain}.{known}",
                    machines.len()
                ),
                taken > 0,
            )
        }
    };
    let count = made.as_ref().map_or(0, Vec::len);
    let refused = made.is_err().then_some("There is something to mend above");
    let add = {
        let (store, role) = (store.clone(), *role);
        Callback::from(move |()| {
            if let Ok(machines) = &made {
                let rows = machines.iter().map(|machine| Row {
                    machine: machine.clone(),
                    ..Row::default()
                });
                store.send(Action::Edit(Edit::Append(role, rows.collect())));
                store.send(Action::Tell(format!("Added {} machines.", machines.len())));
            }
        })
    };
    let invalid = refused.map(|_| "true");
    html! {
        <Modal title="Add a range of machines" onclose={store.sender(|()| Action::Dialog(None))}>
            <div class="c-form">
                { labelled("range-names", "Names", html! { <input id="range-names" class="c-input" type="text" value={(*names).clone()} oninput={typed(&names)} aria-invalid={invalid} aria-describedby="range-preview" autocomplete="off" spellcheck="false" /> },
                    html! { <>{ "Numbers in braces count up: " }<code>{ "node{2..48}" }</code>{ ", " }<code>{ "rack1-{01..20}" }</code></> }) }
                { labelled("range-domains", "Domains", html! { <input id="range-domains" class="c-input" type="text" value={(*domains).clone()} oninput={typed(&domains)} autocomplete="off" spellcheck="false" /> },
                    html! { <><code>{ "{name}" }</code>{ " stands for the name" }</> }) }
                { labelled("range-macs", "MAC addresses", html! { <textarea id="range-macs" class="c-input m-lines" rows="4" value={(*addresses).clone()} oninput={typed(&addresses)} spellcheck="false" /> },
                    html! { { "One a line, in the order of the names; or none, to fill in later" } }) }
                { labelled("range-role", "Role", html! { <select id="range-role" class="c-input" oninput={onrole}>
                        <option value="worker" selected={*role == Role::Worker}>{ "worker" }</option><option value="controller" selected={*role == Role::Controller}>{ "controller" }</option></select> },
                    html! { { "What all of them are" } }) }
            </div>
            <p id="range-preview" role="status" class={classes!("c-preview", bad.then_some("m-bad"))}>{ prose(&words) }</p>
            <Button label={if count == 1 { "Add 1 machine".to_owned() } else { format!("Add {count} machines") }} tone={Tone::Main} {refused} onpress={add} />
        </Modal>
    }
}

/// The next number of `node`, and what stands behind the name in the domains that are there.
fn guess(document: &kindling_core::document::ClusterDocument) -> (u32, String) {
    let highest = document
        .machines()
        .filter_map(|machine| machine.name.strip_prefix("node")?.parse::<u32>().ok())
        .max()
        .unwrap_or(0);
    let suffix = document
        .machines()
        .filter(|machine| !machine.name.is_empty())
        .find_map(|machine| machine.domain.strip_prefix(machine.name.as_str()))
        .filter(|suffix| suffix.starts_with('.'))
        .unwrap_or(".example.com");
    (highest.saturating_add(1), suffix.to_owned())
}

/// What the import takes.
#[derive(Properties, PartialEq)]
pub struct ImportProps {
    /// The pasted text.
    pub text: AttrValue,
}

/// Imports rows.
#[component(Import)]
pub fn import(props: &ImportProps) -> Html {
    let store = use_store();
    let readers = use_mut_ref(Vec::new);
    let text = use_state(|| props.text.to_string());
    let table = use_state(|| table::read(&props.text));
    let set = {
        let (text, table) = (text.clone(), table.clone());
        Callback::from(move |new: String| {
            table.set(table::read(&new));
            text.set(new);
        })
    };
    let oninput = set.reform(|event: InputEvent| value_of(&event));
    let onchange = {
        let (set, store) = (set, store.clone());
        let heard = Callback::from(move |file: Chosen| match file.contents {
            Ok(bytes) => set.emit(String::from_utf8_lossy(&bytes).into_owned()),
            Err(problem) => store.send(Action::Fail(format!(
                "{} cannot be read: {problem}",
                file.name
            ))),
        });
        Callback::from(move |event: Event| {
            readers.borrow_mut().extend(browser::chosen(&event, &heard));
        })
    };
    let imported = table::rows(&table);
    let count = imported.controllers.len() + imported.workers.len();
    let add = {
        let (store, imported) = (store.clone(), imported.clone());
        Callback::from(move |()| {
            let Imported {
                controllers,
                workers,
                ..
            } = imported.clone();
            store.send(Action::Edit(Edit::Several(vec![
                Edit::Append(Role::Controller, controllers),
                Edit::Append(Role::Worker, workers),
            ])));
            store.send(Action::Tell(format!("Imported {count} machines.")));
        })
    };
    html! {
        <Modal title="Import machines" onclose={store.sender(|()| Action::Dialog(None))}>
            <div class="c-field">
                <label for="import-text">{ "Rows from a spreadsheet, CSV, or words with spaces between" }</label>
                <textarea id="import-text" class="c-input m-lines" rows="5" value={(*text).clone()} {oninput} spellcheck="false" wrap="off" />
            </div>
            <label class="c-load"><span>{ "Or a file" }</span><input type="file" accept=".csv,.tsv,.txt,text/*" {onchange} /></label>
            if !table.rows.is_empty() { { mapping(&table) } { report(&imported, &known(&store, &imported)) } }
            <Button label={if count == 1 { "Add 1 machine".to_owned() } else { format!("Add {count} machines") }} tone={Tone::Main}
                refused={(count == 0).then_some("No machine was understood yet")} onpress={add} />
        </Modal>
    }
}

fn known(store: &super::store::Store, imported: &Imported) -> Vec<String> {
    let taken: std::collections::BTreeSet<&str> = store
        .document()
        .machines()
        .map(|machine| machine.name.as_str())
        .collect();
    imported
        .controllers
        .iter()
        .chain(&imported.workers)
        .map(|row| row.machine.name.clone())
        .filter(|name| taken.contains(name.as_str()))
        .collect()
}

/// The first rows, with what each column means.
fn mapping(table: &UseStateHandle<Table>) -> Html {
    const SHOWN: usize = 5;
    let head = {
        let state = table.clone();
        Callback::from(move |_: Event| {
            state.set(Table {
                header: !state.header,
                ..(*state).clone()
            });
        })
    };
    let means = |(at, meaning): (usize, &Meaning)| {
        let (state, meaning) = (table.clone(), *meaning);
        let oninput = Callback::from(move |event: InputEvent| {
            let chosen = value_of(&event);
            let Some(meaning) = Meaning::ALL
                .into_iter()
                .find(|known| known.title() == chosen)
            else {
                return;
            };
            let mut next = (*state).clone();
            // A meaning belongs to one column.
            for other in &mut next.meanings {
                if *other == meaning {
                    *other = Meaning::Ignored;
                }
            }
            next.meanings[at] = meaning;
            state.set(next);
        });
        html! {
            <th scope="col"><select class="c-input" aria-label={format!("Column {} holds", at + 1)} {oninput}>
                { for Meaning::ALL.into_iter().map(|known| html! { <option value={known.title()} selected={known == meaning}>{ known.title() }</option> }) }
            </select></th>
        }
    };
    let body = table.rows.iter().skip(usize::from(table.header));
    let left = body.clone().count().saturating_sub(SHOWN);
    html! {
        <>
            <label class="c-check"><input type="checkbox" checked={table.header} onchange={head} />{ "The first row names the columns" }</label>
            <div class="c-sheet" tabindex="0" role="group" aria-label="Preview"><table>
                <thead><tr>{ for table.meanings.iter().enumerate().map(means) }</tr></thead>
                <tbody>{ for body.take(SHOWN).map(|row| html! { <tr>{ for row.iter().map(|cell| html! { <td>{ cell }</td> }) }</tr> }) }</tbody>
            </table></div>
            if left > 0 { <p class="c-help">{ format!("and {left} more rows") }</p> }
        </>
    }
}

/// What was understood, and what was not.
fn report(imported: &Imported, known: &[String]) -> Html {
    const SHOWN: usize = 8;
    let line = |(line, why): &(usize, String), what: &str| html! { <li>{ format!("Line {line}{what}: ") }{ prose(why) }</li> };
    let odd = imported.left_out.len() + imported.odd.len();
    html! {
        <div role="status" class={classes!("c-preview", (odd > 0 || !known.is_empty()).then_some("m-bad"))}>
            <p>{ format!("{} controllers and {} workers.", imported.controllers.len(), imported.workers.len()) }
                if !known.is_empty() { { format!(" {} of the names are here already, {} for one.", known.len(), known[0]) } }</p>
            if odd > 0 {
                <ul>
                    { for imported.left_out.iter().take(SHOWN).map(|entry| line(entry, " is left out")) }
                    { for imported.odd.iter().take(SHOWN).map(|entry| line(entry, "")) }
                    if odd > SHOWN * 2 { <li>{ format!("and {} more", odd - SHOWN * 2) }</li> }
                </ul>
            }
        </div>
    }
}
