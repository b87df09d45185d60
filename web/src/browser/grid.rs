//! What a grid needs of the browser: scrolling, focus in cells, the clipboard's events.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{
    ClipboardEvent, Event, FocusEvent, FocusOptions, HtmlElement, HtmlInputElement, MouseEvent,
    Node, ScrollIntoViewOptions, ScrollLogicalPosition,
};
use yew::{Callback, NodeRef};

use super::page::document;

/// Tells how far an element is scrolled and how high it is, in pixels: now, and whenever that changes. Dropping the
/// listeners ends it.
pub fn watch_scroll(node: &NodeRef, heard: Callback<(i32, i32)>) -> Vec<EventListener> {
    let Some(element) = node.cast::<HtmlElement>() else {
        return Vec::new();
    };
    let tell = {
        let element = element.clone();
        move || heard.emit((element.scroll_top(), element.client_height()))
    };
    tell();
    let mut listeners = Vec::with_capacity(2);
    if let Some(window) = web_sys::window() {
        let tell = tell.clone();
        listeners.push(EventListener::new(&window, "resize", move |_| tell()));
    }
    listeners.push(EventListener::new(&element, "scroll", move |_| tell()));
    listeners
}

/// Gives the focus to an element and scrolls no further than needed to see it.
pub fn focus_near(id: &str) {
    let found = document("find the cell")
        .ok()
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|found| found.dyn_into::<HtmlElement>().ok());
    if let Some(element) = found {
        // Left alone, browsers bring what gets the focus into the middle, and the grid jumps at its edges.
        let still = FocusOptions::new();
        still.set_prevent_scroll(true);
        // Where focus is refused, nothing is lost.
        element.focus_with_options(&still).unwrap_or_default();
        element.scroll_into_view_with_scroll_into_view_options(&near());
    }
}

/// Brings what got the focus out from under what stays in place while the rest scrolls.
pub fn uncover(event: &FocusEvent) {
    let found = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    if let Some(element) = found {
        element.scroll_into_view_with_scroll_into_view_options(&near());
    }
}

fn near() -> ScrollIntoViewOptions {
    let near = ScrollIntoViewOptions::new();
    near.set_block(ScrollLogicalPosition::Nearest);
    near.set_inline(ScrollLogicalPosition::Nearest);
    near
}

/// Whether nothing has the focus: what had it is gone.
pub fn focus_lost() -> bool {
    document("find the focus").is_ok_and(|document| {
        document
            .active_element()
            .is_none_or(|element| element.tag_name().eq_ignore_ascii_case("body"))
    })
}

/// Gives the focus to an input, with the caret at the end or everything selected.
pub fn focus_text(node: &NodeRef, select: bool) {
    // A cast of Yew's takes any element for an input.
    let input = node
        .get()
        .and_then(|node| node.dyn_into::<HtmlInputElement>().ok());
    if let Some(input) = input {
        input.focus().unwrap_or_default();
        if select {
            input.select();
        } else {
            let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(0);
            // Inputs without a caret refuse.
            input.set_selection_range(end, end).unwrap_or_default();
        }
    } else if let Some(element) = node.cast::<HtmlElement>() {
        element.focus().unwrap_or_default();
    }
}

/// Whether an event comes from a field that text is typed into: it handles its own clipboard.
pub fn from_field(event: &Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .is_some_and(|element| {
            matches!(
                element.tag_name().to_ascii_lowercase().as_str(),
                "input" | "textarea" | "select"
            )
        })
}

/// Whether the focus goes from inside an element to something outside of it. Where it goes nowhere, it stays.
pub fn goes_out(event: &FocusEvent, node: &NodeRef) -> bool {
    let to = event
        .related_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    let inside = node.cast::<Node>();
    to.zip(inside)
        .is_some_and(|(to, inside)| !inside.contains(Some(&to)))
}

/// The text that is pasted.
pub fn pasted(event: &Event) -> Option<String> {
    let data = event.dyn_ref::<ClipboardEvent>()?.clipboard_data()?;
    data.get_data("text/plain").ok()
}

/// Puts a text on the clipboard in a copy or cut event. Says whether it is there.
pub fn copied(event: &Event, text: &str) -> bool {
    let Some(data) = event
        .dyn_ref::<ClipboardEvent>()
        .and_then(ClipboardEvent::clipboard_data)
    else {
        return false;
    };
    event.prevent_default();
    data.set_data("text/plain", text).is_ok()
}

/// Whether the main button is held down while the pointer moves.
pub fn dragging(event: &MouseEvent) -> bool {
    event.buttons() & 1 == 1
}
