//! What is wrong with the machines as a whole, and what belongs to machines that are not there: no cell can show it.

use std::rc::Rc;

use kindling_core::document::ClusterDocument;
use yew::prelude::*;

use crate::components::{Button, Problems};
use crate::state::spots::Spots;
use crate::state::{Action, Edit, inventory};

/// The element id; what has no cell is looked for here.
pub const ID: &str = "field-machines";

/// What the list takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The document.
    pub document: Rc<ClusterDocument>,
    /// What is wrong where.
    pub spots: Rc<Spots>,
    /// Changes the state.
    pub send: Callback<Action>,
}

/// What no cell shows.
#[component(Orphans)]
pub fn orphans(props: &Props) -> Html {
    let findings = props.spots.loose();
    if findings.is_empty() {
        return html! {};
    }
    let mut without = (*props.document).clone();
    inventory::forget_orphans(&mut without);
    let orphaned = without != *props.document;
    let send = props.send.clone();
    html! {
        <section class="c-loose" id={ID} tabindex="-1" aria-label="Problems of the machines as a whole">
            <Problems findings={findings.to_vec()} />
            if orphaned {
                <Button label="Remove what names no machine" onpress={Callback::from(move |()| send.emit(Action::Edit(Edit::Orphans)))} />
            }
        </section>
    }
}
