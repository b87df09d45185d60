//! machines.

use yew::prelude::*;

/// machines.
#[component(MachinesPage)]
pub fn machines_page() -> Html {
    html! {}
}
