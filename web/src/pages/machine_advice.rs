//! Below the grid: what is wrong with the active row, and the one button that helps.

use std::rc::Rc;

use kindling_core::document::ClusterDocument;
use yew::prelude::*;

use crate::components::{Button, prose, tone, word};
use crate::state::inventory::{RowId, machine};
use crate::state::rows::COLUMNS;
use crate::state::spots::{Spots, named_in};
use crate::state::{Finding, Severity};

/// What the advice takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The document.
    pub document: Rc<ClusterDocument>,
    /// The active row.
    pub row: RowId,
    /// The active column.
    pub column: usize,
    /// What is wrong where.
    pub spots: Rc<Spots>,
    /// Goes to another row.
    pub ongo: Callback<RowId>,
}

/// Everything that is wrong with the active cell, else the worst of its row.
#[component(Advice)]
pub fn advice(props: &Props) -> Html {
    let column = COLUMNS[props.column.min(COLUMNS.len() - 1)];
    let at = props.spots.at(props.row);
    let here: Vec<&Finding> = at
        .iter()
        .filter(|(spot, _)| *spot == column)
        .map(|(_, finding)| finding)
        .collect();
    let found = if here.is_empty() {
        at.iter().map(|(_, finding)| finding).take(1).collect()
    } else {
        here
    };
    // The place is there before there is something to say, so that screen readers notice.
    let Some((finding, more)) = found.split_first() else {
        return html! { <div class="c-advice m-none" role="status"></div> };
    };
    let other = named_in(&props.document, props.row, &finding.message);
    let help = other.and_then(|row| {
        let name = &machine(&props.document, row)?.name;
        let ongo = props.ongo.clone();
        let onpress = Callback::from(move |()| ongo.emit(row));
        let label = if name.is_empty() {
            "Go there".to_owned()
        } else {
            format!("Go to {name}")
        };
        Some(html! { <Button {label} {onpress} /> })
    });
    let class = classes!("c-advice", tone(finding.severity));
    let mark = if finding.severity == Severity::Info {
        "i"
    } else {
        "!"
    };
    html! {
        <div {class} role="status" data-code={finding.code.clone()}>
            <span class="c-mark" aria-hidden="true">{ mark }</span>
            <div>{ words(finding) }
                { for more.iter().map(|finding| html! { <div data-code={finding.code.clone()}>{ words(finding) }</div> }) }
            </div>
            { for help }
        </div>
    }
}

fn words(finding: &Finding) -> Html {
    html! {
        <><b class="c-unseen">{ word(finding.severity) }{ ": " }</b>{ prose(&finding.message) }
        { for finding.hints.iter().map(|hint| html! { <span class="c-hint">{ prose(hint) }</span> }) }</>
    }
}
