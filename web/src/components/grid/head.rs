//! The head of the grid: titles that sort.

use yew::prelude::*;

use super::Deed;
use crate::browser;
use crate::state::rows::{COLUMNS, Shown};

/// What the head takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The column that rows are sorted by, and whether they fall.
    pub sort: Option<(Shown, bool)>,
    /// Called with what the operator does.
    pub on: Callback<Deed>,
}

/// The class of a column.
pub const fn class_of(column: usize) -> &'static str {
    const CLASSES: [&str; COLUMNS.len()] = [
        "m-role",
        "m-name",
        "m-mac",
        "m-domain",
        "m-labels",
        "m-taints",
        "m-disk",
        "m-snippets",
        "m-problems",
    ];
    CLASSES[column]
}

/// The head of the grid.
#[component(Head)]
pub fn head(props: &Props) -> Html {
    let title = |(at, column): (usize, Shown)| {
        let sorted = props.sort.filter(|(by, _)| *by == column);
        let (order, arrow) = match sorted {
            Some((_, false)) => ("ascending", " ↑"),
            Some((_, true)) => ("descending", " ↓"),
            None => ("none", ""),
        };
        let onclick = {
            let on = props.on.clone();
            Callback::from(move |_: MouseEvent| on.emit(Deed::Sort(column)))
        };
        let onfocus = Callback::from(|event: FocusEvent| browser::uncover(&event));
        html! {
            <th role="columnheader" scope="col" class={class_of(at)} aria-colindex={(at + 2).to_string()} aria-sort={order}>
                <button type="button" {onclick} {onfocus}>{ column.title() }<span aria-hidden="true">{ arrow }</span></button>
            </th>
        }
    };
    html! {
        <thead>
            <tr aria-rowindex="1">
                <th role="columnheader" scope="col" class="m-number" aria-colindex="1"><span class="c-unseen">{ "Row" }</span></th>
                { for COLUMNS.into_iter().enumerate().map(title) }
            </tr>
        </thead>
    }
}
