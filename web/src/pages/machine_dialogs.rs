//! Adding a range of machines.

use kindling_core::model::{MacAddress, Role};
use yew::prelude::*;

use super::store::use_store;
use crate::browser::value_of;
use crate::components::{Button, Modal, Tone, prose};
use crate::state::inventory::Row;
use crate::state::range;
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
            let odd = machines
                .iter()
                .map(|machine| machine.mac.as_str())
                .filter(|mac| !mac.is_empty() && MacAddress::read(mac).is_none());
            let odd = match odd.clone().next() {
                Some(mac) => format!(" `{mac}` is not a MAC address."),
                None => String::new(),
            };
            let what = match machines.len() {
                1 => "1 machine".to_owned(),
                many => format!("{many} machines"),
            };
            (
                format!("{what}, {ends}; the last one is {domain}.{known}{odd}"),
                taken > 0 || !odd.is_empty(),
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
                store.send(Action::Done(match machines.as_slice() {
                    [one] => format!("Added {}.", one.name),
                    more => format!("Added {} machines.", more.len()),
                }));
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
