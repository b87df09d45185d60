//! The window: theme, title, leaving, scrolling, and the count of requests.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    BeforeUnloadEvent, HtmlElement, KeyboardEvent, PerformanceEntry, PerformanceObserver,
    PerformanceObserverInit, ScrollIntoViewOptions, ScrollLogicalPosition,
};
use yew::Callback;

use super::BrowserError;
use super::page::document;

/// Shows the page in a theme, or in the system's.
///
/// # Errors
/// Where there is no page.
pub fn show_theme(theme: Option<&str>) -> Result<(), BrowserError> {
    const WANTED: &str = "change the theme";
    let root = document(WANTED)?
        .document_element()
        .ok_or_else(|| BrowserError::new(WANTED, "the page is empty"))?;
    let done = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
    done.map_err(BrowserError::thrown(WANTED))
}

/// Sets the title of the tab.
///
/// # Errors
/// Where there is no page.
pub fn set_title(title: &str) -> Result<(), BrowserError> {
    document("set the title")?.set_title(title);
    Ok(())
}

/// Asks before the tab is left, for as long as the listener lives.
pub fn ask_before_leaving() -> Option<EventListener> {
    let window = web_sys::window()?;
    let options = EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(
        &window,
        "beforeunload",
        options,
        |event| {
            event.prevent_default();
            // Browsers that ask only where the event has a value of its own.
            if let Some(event) = event.dyn_ref::<BeforeUnloadEvent>() {
                event.set_return_value("unsaved");
            }
        },
    ))
}

/// Tells when the tab is left, closed or put out of sight: it may not come back. Dropping the listeners ends it.
pub fn on_leaving(heard: Callback<()>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let mut listeners = Vec::with_capacity(2);
    if let Some(document) = window.document() {
        let heard = heard.clone();
        listeners.push(EventListener::new(
            &document,
            "visibilitychange",
            move |_| {
                heard.emit(());
            },
        ));
    }
    listeners.push(EventListener::new(&window, "pagehide", move |_| {
        heard.emit(());
    }));
    listeners
}

/// Hears every key that is pressed in the page, for as long as the listener lives. The callback may prevent the default.
pub fn on_key(heard: Callback<KeyboardEvent>) -> Option<EventListener> {
    let window = web_sys::window()?;
    let options = EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(
        &window,
        "keydown",
        options,
        move |event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                heard.emit(event.clone());
            }
        },
    ))
}

/// How many requests the page has made since it was loaded, as the browser itself counts them. The page is not in it, nor
/// what it read out of its own memory.
pub fn requests() -> u32 {
    let Some(performance) = web_sys::window().and_then(|window| window.performance()) else {
        return 0;
    };
    let entries = performance.get_entries_by_type("resource");
    let out = |entry: &PerformanceEntry| !entry.name().starts_with("blob:");
    let count = entries
        .iter()
        .filter_map(|entry| entry.dyn_into().ok())
        .filter(out)
        .count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Watches requests for as long as it lives.
pub struct Requests {
    observer: PerformanceObserver,
    _heard: Closure<dyn FnMut()>,
}

impl Drop for Requests {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Tells how many requests there were whenever there is another one.
pub fn watch_requests(heard: Callback<u32>) -> Option<Requests> {
    let told = Closure::<dyn FnMut()>::new(move || heard.emit(requests()));
    let observer = PerformanceObserver::new(told.as_ref().unchecked_ref()).ok()?;
    let kinds = js_sys::Array::of1(&"resource".into());
    observer.observe(&PerformanceObserverInit::new(&kinds));
    Some(Requests {
        observer,
        _heard: told,
    })
}

/// The policy that the page gave itself, as it stands in the page.
pub fn policy() -> Option<String> {
    document("find the policy")
        .ok()?
        .query_selector("meta[http-equiv=\"Content-Security-Policy\"]")
        .ok()??
        .get_attribute("content")
}

/// Brings the first of these elements that is there into view, unfolds what it lies in, and gives it the focus. Says
/// whether there is one.
pub fn reveal(ids: &[String]) -> bool {
    let Ok(document) = document("find the field") else {
        return false;
    };
    let Some(element) = ids.iter().find_map(|id| {
        document
            .get_element_by_id(id)?
            .dyn_into::<HtmlElement>()
            .ok()
    }) else {
        return false;
    };
    let mut around = element.closest("details:not([open])").ok().flatten();
    while let Some(folded) = around {
        // What cannot be unfolded stays folded; the element is found all the same.
        folded.set_attribute("open", "").unwrap_or_default();
        around = folded.closest("details:not([open])").ok().flatten();
    }
    // In the middle, so that its label is in view too.
    let middle = ScrollIntoViewOptions::new();
    middle.set_block(ScrollLogicalPosition::Center);
    element.scroll_into_view_with_scroll_into_view_options(&middle);
    // Focus may be refused to what cannot have it; it is in view all the same.
    element.focus().unwrap_or_default();
    true
}

/// Does something after so many milliseconds.
pub fn after(milliseconds: u32, then: impl FnOnce() + 'static) {
    gloo::timers::callback::Timeout::new(milliseconds, then).forget();
}

/// Shows a `dialog` element over the page, with the focus in it.
pub fn show_modal(dialog: &yew::NodeRef) {
    if let Some(dialog) = dialog.cast::<web_sys::HtmlDialogElement>() {
        // It refuses only where it is shown already.
        dialog.show_modal().unwrap_or_default();
    }
}

/// Closes a `dialog` element before it goes, so that the focus returns to what had it.
pub fn close_modal(dialog: &yew::NodeRef) {
    if let Some(dialog) = dialog.cast::<web_sys::HtmlDialogElement>() {
        dialog.close();
    }
}
