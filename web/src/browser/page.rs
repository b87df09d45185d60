//! The page itself: where the program runs, where it draws, where it reports.

use wasm_bindgen::JsCast;
use web_sys::{DedicatedWorkerGlobalScope, Document, Window};

use super::BrowserError;

/// Where this copy of the program runs.
pub enum Scope {
    /// In the page: it draws.
    Window,
    /// In a worker: it computes.
    Worker(DedicatedWorkerGlobalScope),
    /// Neither; there is nothing to do.
    Elsewhere,
}

/// Finds out where this copy of the program runs.
pub fn scope() -> Scope {
    let global = js_sys::global();
    if global.has_type::<Window>() {
        return Scope::Window;
    }
    global
        .dyn_into::<DedicatedWorkerGlobalScope>()
        .map_or(Scope::Elsewhere, Scope::Worker)
}

/// The document of the page.
///
/// # Errors
/// Where there is no window or it has no document.
pub fn document(wanted: &'static str) -> Result<Document, BrowserError> {
    web_sys::window()
        .and_then(|window| window.document())
        .ok_or_else(|| BrowserError::new(wanted, "there is no document"))
}

/// Draws the component in the element `kindling`, in place of what stood there.
///
/// # Errors
/// Where the page has no such element.
pub fn mount<C>() -> Result<(), BrowserError>
where
    C: yew::BaseComponent,
    C::Properties: Default,
{
    const WANTED: &str = "show the studio";
    let root = document(WANTED)?
        .get_element_by_id("kindling")
        .ok_or_else(|| BrowserError::new(WANTED, "the page has no element `kindling`"))?;
    root.set_inner_html("");
    yew::Renderer::<C>::with_root(root).render();
    Ok(())
}

/// Says in the page, and in the console, what kept the studio from starting.
pub fn report(problem: &BrowserError) {
    let text = problem.to_string();
    web_sys::console::error_1(&text.as_str().into());
    if let Some(body) = document("report").ok().and_then(|document| document.body()) {
        body.set_text_content(Some(&text));
    }
}
