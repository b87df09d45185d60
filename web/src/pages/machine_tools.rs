//! Above the grid: filter, sort, and the ways to add machines.

use kindling_core::model::Role;
use yew::prelude::*;

use crate::browser::value_of;
use crate::components::{Button, Tone};
use crate::state::rows::Shown;

/// The element id of the filter.
pub const FILTER: &str = "machine-filter";

/// Which rows are shown, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Rows with this text in any column.
    pub text: String,
    /// Rows of this role.
    pub role: Option<Role>,
    /// Rows with problems.
    pub wrong: bool,
    /// By this column, and whether it falls.
    pub sort: Option<(Shown, bool)>,
}

impl Filter {
    /// Sorted by a column: rising, then falling, then not.
    pub fn sorted(&self, column: Shown) -> Self {
        let sort = match self.sort {
            Some((by, false)) if by == column => Some((column, true)),
            Some((by, true)) if by == column => None,
            _ => Some((column, false)),
        };
        Self {
            sort,
            ..self.clone()
        }
    }
}

/// What the tools take.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The filter.
    pub filter: Filter,
    /// Called with another filter.
    pub onfilter: Callback<Filter>,
    /// Goes to the first row.
    pub ongrid: Callback<()>,
    /// Adds a machine.
    pub onadd: Callback<()>,
    /// Adds a range.
    pub onrange: Callback<()>,
    /// Imports.
    pub onimport: Callback<()>,
}

/// The tools above the grid.
#[component(Tools)]
pub fn tools(props: &Props) -> Html {
    let Props { filter, .. } = props;
    let oninput = {
        let (onfilter, filter) = (props.onfilter.clone(), filter.clone());
        Callback::from(move |event: InputEvent| {
            onfilter.emit(Filter {
                text: value_of(&event),
                ..filter.clone()
            });
        })
    };
    let onchoice = {
        let (onfilter, filter) = (props.onfilter.clone(), filter.clone());
        Callback::from(move |event: InputEvent| {
            let (role, wrong) = match value_of(&event).as_str() {
                "controllers" => (Some(Role::Controller), false),
                "workers" => (Some(Role::Worker), false),
                "problems" => (None, true),
                _ => (None, false),
            };
            onfilter.emit(Filter {
                role,
                wrong,
                ..filter.clone()
            });
        })
    };
    let choice = match (filter.role, filter.wrong) {
        (_, true) => "problems",
        (Some(Role::Controller), _) => "controllers",
        (Some(Role::Worker), _) => "workers",
        (None, false) => "all",
    };
    let choices = [
        ("all", "All"),
        ("controllers", "Controllers"),
        ("workers", "Workers"),
        ("problems", "Problems"),
    ];
    let onkeydown = {
        let ongrid = props.ongrid.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | "ArrowDown") && !event.is_composing() {
                event.prevent_default();
                ongrid.emit(());
            }
        })
    };
    html! {
        <div class="c-tools" role="group" aria-label="Rows">
            <input class="c-input c-search" type="search" id={FILTER} aria-label="Filter machines" autocomplete="off" spellcheck="false"
                placeholder="Filter" value={filter.text.clone()} {oninput} {onkeydown} />
            <select class="c-input c-pick" aria-label="Show" oninput={onchoice}>
                { for choices.map(|(value, words)| html! { <option {value} selected={value == choice}>{ words }</option> }) }
            </select>
            <span class="c-space"></span>
            <Button label="Add machine" tone={Tone::Main} onpress={props.onadd.clone()} />
            <Button label="Add range…" onpress={props.onrange.clone()} />
            <Button label="Import…" onpress={props.onimport.clone()} />
        </div>
    }
}
