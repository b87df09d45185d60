//! Below the grid: how many rows there are and are shown, and the keys.

use yew::prelude::*;

use super::machine_tools::Filter;
use crate::components::{Button, Popup, Tone};
use crate::viewing::grouped;

/// What it takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is shown.
    pub filter: Filter,
    /// How many rows it shows.
    pub shown: usize,
    /// Of how many.
    pub total: usize,
    /// Called with another filter.
    pub onfilter: Callback<Filter>,
}

/// What keys do, as in spreadsheets.
const KEYS: [(&str, &str); 13] = [
    ("Enter, F2, or type", "edit a cell"),
    ("Enter, Tab", "keep it, and go down or on"),
    ("Escape", "let it go"),
    ("Ctrl+Enter", "put it into every chosen cell"),
    ("Shift+arrows", "choose cells"),
    ("Shift+Space, Ctrl+Space", "choose rows, columns"),
    ("Ctrl+A", "choose everything"),
    ("Ctrl+C, X, V", "copy, cut, paste, with spreadsheets too"),
    ("Ctrl+D", "fill down"),
    ("Delete", "empty cells, remove whole rows"),
    ("Ctrl+Z, Ctrl+Y", "undo, redo"),
    ("Ctrl+F", "filter"),
    ("Ctrl+arrows, Home, End", "go to the edges"),
];

/// What stands below the grid.
#[component(Below)]
pub fn below(props: &Props) -> Html {
    let Props { shown, total, .. } = props;
    let filtered = props.filter != Filter::default();
    let machines = if *total == 1 { "machine" } else { "machines" };
    let words = match (filtered && shown != total, *shown) {
        (true, 0) => "No machine fits the filter.".to_owned(),
        (true, shown) => format!("{} of {} {machines}", grouped(shown), grouped(*total)),
        (false, _) => format!("{} {machines}", grouped(*total)),
    };
    let clear = props.onfilter.reform(|()| Filter::default());
    html! {
        <div class="c-below">
            <span class="c-count" role="status">{ words }</span>
            if filtered { <Button label="Show all" tone={Tone::Quiet} onpress={clear} /> }
            <span class="c-space"></span>
            <Popup class="c-keys" label="Keys">
                <dl>{ for KEYS.into_iter().map(|(key, what)| html! { <><dt>{ key }</dt><dd>{ what }</dd></> }) }</dl>
            </Popup>
        </div>
    }
}
