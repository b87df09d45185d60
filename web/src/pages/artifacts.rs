//! artifacts.

use yew::prelude::*;

/// artifacts.
#[component(ArtifactsPane)]
pub fn artifacts_page() -> Html {
    html! { <aside class="l-side" aria-label="Artifacts"></aside> }
}
