//! Boxes that scroll: what of them is in view, where the cursor is.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, HtmlDocument, HtmlElement, HtmlTextAreaElement, ResizeObserver, ScrollIntoViewOptions,
    ScrollLogicalPosition,
};
use yew::{Callback, NodeRef};

/// What of a box is in view, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How far it is scrolled down.
    pub top: u32,
    /// How tall it is.
    pub height: u32,
    /// How wide it is.
    pub width: u32,
}

/// Watches a box for as long as it lives.
pub struct Watch {
    _scrolled: EventListener,
    observer: Option<ResizeObserver>,
    _resized: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

fn measure(element: &Element) -> Seen {
    let pixels = |value: i32| u32::try_from(value).unwrap_or_default();
    Seen {
        top: pixels(element.scroll_top()),
        height: pixels(element.client_height()),
        width: pixels(element.client_width()),
    }
}

/// Tells what of a box is in view: now, and whenever it is scrolled or its size changes.
pub fn watch(node: &NodeRef, heard: Callback<Seen>) -> Option<Watch> {
    let element = node.cast::<Element>()?;
    heard.emit(measure(&element));
    let scrolled = {
        let (element, heard) = (element.clone(), heard.clone());
        EventListener::new(&element.clone(), "scroll", move |_| {
            heard.emit(measure(&element));
        })
    };
    let resized = {
        let element = element.clone();
        Closure::<dyn FnMut()>::new(move || heard.emit(measure(&element)))
    };
    // Where there is no such observer, scrolling measures all the same.
    let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
    if let Some(observer) = &observer {
        observer.observe(&element);
    }
    Some(Watch {
        _scrolled: scrolled,
        observer,
        _resized: resized,
    })
}

/// Scrolls a box down so far.
pub fn scroll_to(node: &NodeRef, top: u32) {
    if let Some(element) = node.cast::<Element>() {
        element.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX));
    }
}

/// Scrolls a box to the side until the first element in it that fits a selector is in view.
pub fn show_across(node: &NodeRef, selector: &str) {
    let Some(element) = node.cast::<Element>() else {
        return;
    };
    // A selector that fits nothing moves nothing.
    if let Ok(Some(found)) = element.query_selector(selector) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        options.set_inline(ScrollLogicalPosition::Center);
        found.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// How wide an element is, in pixels.
pub fn width_of(node: &NodeRef) -> u32 {
    node.cast::<HtmlElement>()
        .and_then(|element| u32::try_from(element.offset_width()).ok())
        .unwrap_or_default()
}

/// Puts the cursor of a text area at an offset, in UTF-16 units, and the focus in it.
pub fn put_cursor(node: &NodeRef, offset: u32) {
    if let Some(area) = node.cast::<HtmlTextAreaElement>() {
        // A text area that is not in the page has neither cursor nor focus to give.
        area.focus().unwrap_or_default();
        area.set_selection_range(offset, offset).unwrap_or_default();
    }
}

/// Where the cursor of a text area is, in UTF-16 units, and what the text area holds; nothing where a stretch is chosen.
pub fn cursor_of(node: &NodeRef) -> Option<(u32, String)> {
    let area = node.cast::<HtmlTextAreaElement>()?;
    let (start, end) = (area.selection_start().ok()??, area.selection_end().ok()??);
    (start == end).then(|| (start, area.value()))
}

/// Types a text where the cursor is, as the operator would: it can be undone in the field. Says whether it could.
pub fn type_in(text: &str) -> bool {
    super::page::document("type a text")
        .ok()
        .and_then(|document| document.dyn_into::<HtmlDocument>().ok())
        .is_some_and(|document| {
            document
                .exec_command_with_show_ui_and_value("insertText", false, text)
                .unwrap_or(false)
        })
}

/// Does something after so many milliseconds, unless the timer is dropped before.
pub fn later(milliseconds: u32, then: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(milliseconds, then)
}
