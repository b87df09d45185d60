//! A summary whose details lie over the page: Escape closes them, and so does going elsewhere.

use yew::prelude::*;

use crate::browser;

/// What it takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is pressed to open it.
    pub label: AttrValue,
    /// Its class.
    pub class: Classes,
    /// What it shows.
    pub children: Html,
}

/// A summary with details.
#[component(Popup)]
pub fn popup(props: &Props) -> Html {
    let open = use_state(|| false);
    let (node, summary) = (use_node_ref(), use_node_ref());
    let onclick = {
        let open = open.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            open.set(!*open);
        })
    };
    let onkeydown = {
        let (open, summary) = (open.clone(), summary.clone());
        Callback::from(move |event: KeyboardEvent| {
            if *open && event.key() == "Escape" {
                event.stop_propagation();
                open.set(false);
                browser::focus_text(&summary, false);
            }
        })
    };
    let onfocusout = {
        let (open, node) = (open.clone(), node.clone());
        Callback::from(move |event: FocusEvent| {
            if browser::goes_out(&event, &node) {
                open.set(false);
            }
        })
    };
    html! {
        <details class={props.class.clone()} ref={node} open={*open} {onkeydown} {onfocusout}>
            <summary ref={summary} {onclick}>{ &props.label }</summary>
            <div tabindex="-1">{ props.children.clone() }</div>
        </details>
    }
}
