//! secrets.

use yew::prelude::*;

/// secrets.
#[component(SecretsPage)]
pub fn secrets_page() -> Html {
    html! {}
}
