//! The field in a cell that is being edited.

use yew::prelude::*;

use super::{Deed, Draft, Move};
use crate::browser;

/// What the field takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is edited, for screen readers.
    pub label: AttrValue,
    /// The text that is there.
    pub text: AttrValue,
    /// How editing began.
    pub draft: Draft,
    /// Whether it is a choice of roles.
    pub role: bool,
    /// Called with what the operator does.
    pub on: Callback<Deed>,
}

/// What a key in the field does. Left and right stay in a text that is mended, and leave one that was typed over.
pub fn deed(key: &str, chord: bool, shift: bool, draft: &Draft) -> Option<Deed> {
    let typed = matches!(draft, Draft::Typed(_));
    Some(match key {
        "Enter" if chord => Deed::Everywhere,
        "Enter" => Deed::Commit(Some(Move::Line(if shift { -1 } else { 1 }))),
        "ArrowLeft" if typed => Deed::Commit(Some(Move::By(0, -1))),
        "ArrowRight" if typed => Deed::Commit(Some(Move::By(0, 1))),
        "Tab" => Deed::Commit(Some(if shift { Move::Previous } else { Move::Next })),
        "ArrowDown" => Deed::Commit(Some(Move::By(1, 0))),
        "ArrowUp" => Deed::Commit(Some(Move::By(-1, 0))),
        "Escape" => Deed::Cancel,
        _ => return None,
    })
}

/// The field in a cell.
#[component(CellEditor)]
pub fn cell_editor(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| browser::focus_text(&node, false));
    }
    let onkeydown = {
        let on = props.on.clone();
        let role = props.role;
        let draft = props.draft.clone();
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            // A choice moves by its own arrows; what is being composed belongs to the input method.
            if event.is_composing() || (role && key.starts_with("Arrow")) {
                return;
            }
            let chord = event.ctrl_key() || event.meta_key();
            if let Some(deed) = deed(&key, chord, event.shift_key(), &draft) {
                event.prevent_default();
                event.stop_propagation();
                on.emit(deed);
            }
        })
    };
    let oninput = {
        let on = props.on.clone();
        Callback::from(move |event: InputEvent| on.emit(Deed::Typed(browser::value_of(&event))))
    };
    let onblur = {
        let on = props.on.clone();
        Callback::from(move |_: FocusEvent| on.emit(Deed::Commit(None)))
    };
    let still = Callback::from(|event: MouseEvent| event.stop_propagation());
    if props.role {
        return html! {
            <select ref={node} class="c-cell-input" aria-label={props.label.clone()} {oninput} {onkeydown} {onblur} onmousedown={still}>
                { for ["controller", "worker"].map(|role| html! {
                    <option value={role} selected={role == props.text.as_str()}>{ role }</option>
                }) }
            </select>
        };
    }
    let value = match &props.draft {
        Draft::Present => props.text.to_string(),
        Draft::Typed(typed) => typed.clone(),
    };
    html! {
        <input ref={node} class="c-cell-input" type="text" aria-label={props.label.clone()} {value} {oninput} {onkeydown} {onblur}
            onmousedown={still} autocomplete="off" spellcheck="false" />
    }
}
