//! Importing machines from a table: what its columns mean, what becomes of the machines that are there, what was not
//! understood.

use yew::prelude::*;

use super::store::use_store;
use crate::browser::{self, Chosen, value_of};
use crate::components::{Button, Modal, Tone, prose};
use crate::state::Action;
use crate::state::import::{self, Mode, Plan};
use crate::state::table::{self, Meaning, Table};
use crate::state::taking::{self, Imported};

/// What the import takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The pasted text.
    pub text: AttrValue,
}

/// Imports machines.
#[component(Import)]
pub fn import(props: &Props) -> Html {
    let store = use_store();
    let readers = use_mut_ref(Vec::new);
    let text = use_state(|| props.text.to_string());
    let table = use_state(|| table::read(&props.text));
    let chosen = use_state(|| None::<Mode>);
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
            Ok(bytes) => set.emit(table::text_of(&bytes)),
            Err(problem) => store.send(Action::Fail(format!(
                "{} cannot be read: {problem}",
                file.name
            ))),
        });
        Callback::from(move |event: Event| {
            readers.borrow_mut().extend(browser::chosen(&event, &heard));
        })
    };
    let imported = use_memo((*table).clone(), taking::rows);
    let document = store.history.present();
    let mode = chosen.unwrap_or_else(|| import::likely(document, &imported));
    let plan = import::plan(document, &imported, mode);
    let refused = match (imported.machines.is_empty(), plan.is_empty()) {
        (true, _) => Some("No machine was understood yet"),
        (false, true) => Some("Everything is so already"),
        (false, false) => None,
    };
    let go = {
        let (store, edit) = (store.clone(), plan.edit.clone());
        let done = format!("Imported: {}.", plan.words());
        Callback::from(move |()| {
            store.send(Action::Edit(edit.clone()));
            store.send(Action::Done(done.clone()));
            store.send(Action::Dialog(None));
        })
    };
    html! {
        <Modal title="Import machines" onclose={store.sender(|()| Action::Dialog(None))}>
            <div class="c-field">
                <label for="import-text">{ "Rows from a spreadsheet, CSV, or words with spaces between" }</label>
                <textarea id="import-text" class="c-input m-lines" rows="5" value={(*text).clone()} {oninput} spellcheck="false" wrap="off" />
            </div>
            <label class="c-button c-load">{ "Choose a file…" }<input class="c-unseen" type="file" accept=".csv,.tsv,.txt,text/*" {onchange} /></label>
            if !table.rows.is_empty() {
                { mapping(&table) }
                { modes(mode, &chosen) }
                { report(&imported, &plan) }
            }
            <Button label={label(mode, &plan)} tone={Tone::Main} {refused} onpress={go} />
        </Modal>
    }
}

/// What the main button says.
fn label(mode: Mode, plan: &Plan) -> String {
    let machines = |count: usize| match count {
        1 => "1 machine".to_owned(),
        many => format!("{many} machines"),
    };
    match (mode, plan.added.len(), plan.changed.len()) {
        (Mode::Replace, added, changed) => {
            format!("Replace all by {}", machines(added + changed + plan.same))
        }
        (_, added, 0) => format!("Add {}", machines(added)),
        (_, 0, changed) => format!("Update {}", machines(changed)),
        (_, added, changed) => format!("Update {changed}, add {added}"),
    }
}

/// What becomes of the machines that are there.
fn modes(mode: Mode, chosen: &UseStateHandle<Option<Mode>>) -> Html {
    let one = |known: Mode| {
        let set = chosen.setter();
        let onchange = Callback::from(move |_: Event| set.set(Some(known)));
        html! {
            <label><input type="radio" name="import-mode" checked={known == mode} {onchange} />{ known.title() }</label>
        }
    };
    html! {
        <fieldset class="c-modes">
            <legend>{ "Machines that are here" }</legend>
            { for Mode::ALL.into_iter().map(one) }
            <p class="c-help" role="status">{ mode.help() }</p>
        </fieldset>
    }
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
            <div class="c-mapping" tabindex="0" role="group" aria-label="Preview"><table>
                <thead><tr>{ for table.meanings.iter().enumerate().map(means) }</tr></thead>
                <tbody>{ for body.take(SHOWN).map(|row| html! { <tr>{ for row.iter().map(|cell| html! { <td>{ cell }</td> }) }</tr> }) }</tbody>
            </table></div>
            if left > 0 { <p class="c-help">{ format!("and {left} more rows") }</p> }
        </>
    }
}

/// What it does, and what was not understood.
fn report(imported: &Imported, plan: &Plan) -> Html {
    const SHOWN: usize = 8;
    let names = |names: &[String]| {
        let more = names.len().saturating_sub(SHOWN);
        let mut words = names[..names.len().min(SHOWN)].join(", ");
        if more > 0 {
            words.push_str(&format!(" and {more} more"));
        }
        words
    };
    let mut lines: Vec<(usize, String)> = Vec::new();
    let left_out = imported.left_out.iter();
    lines.extend(left_out.map(|(line, why)| (*line, format!("Line {line} is left out: {why}"))));
    let odd = imported.odd.iter().chain(&plan.odd);
    lines.extend(odd.map(|(line, why)| (*line, format!("Line {line}: {why}"))));
    lines.sort();
    let hidden = lines.len().saturating_sub(SHOWN);
    let attention = !lines.is_empty() || !plan.removed.is_empty();
    html! {
        <div role="status" class={classes!("c-preview", attention.then_some("m-bad"))}>
            <p><b>{ capital(&plan.words()) }</b></p>
            <ul>
                if !plan.added.is_empty() { <li>{ format!("New: {}", names(&plan.added)) }</li> }
                { for plan.changed.iter().take(SHOWN).map(|(name, columns)| html! { <li><code>{ name }</code>{ format!(" gets another {}", columns.join(", ")) }</li> }) }
                if plan.changed.len() > SHOWN { <li>{ format!("and {} more change", plan.changed.len() - SHOWN) }</li> }
                if !plan.removed.is_empty() { <li>{ format!("Removed: {}", names(&plan.removed)) }</li> }
                { for imported.unused.iter().map(|(at, word)| html! { <li>{ format!("Column {at}, {word}, is not used") }</li> }) }
                { for lines.iter().take(SHOWN).map(|(_, words)| html! { <li>{ prose(words) }</li> }) }
                if hidden > 0 { <li>{ format!("and {hidden} more lines") }</li> }
            </ul>
        </div>
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
