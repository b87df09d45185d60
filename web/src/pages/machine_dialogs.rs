//! Adding a range of machines, importing rows.

use yew::prelude::*;

/// Adds a range.
#[component(AddRange)]
pub fn add_range() -> Html {
    html! {}
}

/// What the import takes.
#[derive(Properties, PartialEq)]
pub struct ImportProps {
    /// The pasted text.
    pub text: AttrValue,
}

/// Imports rows.
#[component(Import)]
pub fn import(_props: &ImportProps) -> Html {
    html! {}
}
