//! deliver.

use yew::prelude::*;

/// deliver.
#[component(DeliverPage)]
pub fn deliver_page() -> Html {
    html! {}
}
