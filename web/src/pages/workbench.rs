//! workbench.

use yew::prelude::*;

/// workbench.
#[component(WorkbenchPage)]
pub fn workbench_page() -> Html {
    html! {}
}
