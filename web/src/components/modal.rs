//! A dialog over the page, by the browser's own `dialog` element: focus stays in it and goes back to
//! where it was, Escape closes it.
//!
//! The button that closes it comes last in the page, so that the focus begins with what the dialog is for.

use yew::prelude::*;

use super::{Button, Glyph, Tone};

/// What a dialog takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its title.
    pub title: AttrValue,
    /// Called when it should go.
    pub onclose: Callback<()>,
    /// What is in it.
    pub children: Html,
}

/// A dialog over the page.
#[component(Modal)]
pub fn modal(props: &Props) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            crate::browser::show_modal(&dialog);
            move || crate::browser::close_modal(&dialog)
        });
    }
    let oncancel = {
        let onclose = props.onclose.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            onclose.emit(());
        })
    };
    html! {
        <dialog class="c-modal" ref={dialog} aria-labelledby="modal-title" {oncancel}>
            <h2 class="c-panel" id="modal-title">{ &props.title }</h2>
            <div class="c-modal-body">{ props.children.clone() }</div>
            <div class="c-modal-close">
                <Button label="Close" glyph={Glyph::Close} icon_alone=true tone={Tone::Quiet} onpress={props.onclose.clone()} />
            </div>
        </dialog>
    }
}
