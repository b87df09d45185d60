//! When the program stops: what the operator had is offered as files, and the tab knows of it after a reload.
//!
//! A program that panicked draws nothing any more. Links with the files behind them need no program.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::{Array, Reflect};
use kindling_core::document::{self, ClusterDocument};
use kindling_pki::Secret;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, Document, Element, ErrorEvent, Url};

use super::page::document as page;
use super::{BrowserError, storage};

/// What is at hand to be rescued.
#[derive(Clone, Debug, Default)]
pub struct Holdings {
    /// What files are called, without ending.
    pub name: String,
    /// The cluster document.
    pub document: Rc<ClusterDocument>,
    /// The secrets document, if there is one.
    pub secrets: Option<Rc<Secret<String>>>,
    /// Whether the cluster document may stay in this browser.
    pub keeps: bool,
}

thread_local! {
    static HOLDINGS: RefCell<Holdings> = RefCell::default();
    static STOPPED: Cell<bool> = const { Cell::new(false) };
}

/// Takes what would be rescued from now on.
pub fn hold(holdings: Holdings) {
    HOLDINGS.with(|held| held.replace(holdings));
}

/// From now on, a panic and whatever else ends the program offers what is held.
pub fn watch_over() {
    // Yew puts a hook of its own in the place of any that it was not told of.
    yew::set_custom_panic_hook(Box::new(|panic| {
        let reason = panic.to_string();
        web_sys::console::error_1(&reason.as_str().into());
        stop(&reason);
    }));
    let Some(window) = web_sys::window() else {
        return;
    };
    EventListener::new(&window, "error", |event| {
        let Some(error) = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::error) else {
            return;
        };
        let name = Reflect::get(&error, &"name".into())
            .ok()
            .and_then(|name| name.as_string());
        // A trap, a stack that is full, memory that is full. Anything else did not come from the program.
        if matches!(
            name.as_deref(),
            Some("RuntimeError" | "RangeError" | "InternalError")
        ) {
            let reason = BrowserError::thrown("go on")(error).to_string();
            stop(&reason);
        }
    })
    .forget();
}

/// Shows what is left. Nothing in here may panic: it runs while the program dies.
fn stop(reason: &str) {
    if STOPPED.with(|stopped| stopped.replace(true)) {
        return;
    }
    storage::mark_stopped();
    let held = HOLDINGS
        .with(|held| held.try_borrow().map(|held| held.clone()))
        .unwrap_or_default();
    if held.keeps && *held.document != ClusterDocument::default() {
        // Where nothing can be kept, the file is offered all the same.
        storage::keep(&held.document).unwrap_or_default();
    }
    if let Err(problem) = show(reason, &held) {
        web_sys::console::error_1(&problem);
    }
}

fn show(reason: &str, held: &Holdings) -> Result<(), JsValue> {
    let page = page("say that it stopped").map_err(|problem| problem.to_string())?;
    let root = page
        .get_element_by_id("kindling")
        .ok_or("the page has no element `kindling`")?;
    root.set_inner_html("");
    let main = add(&page, &root, "main", "c-stopped", "")?;
    add(&page, &main, "h1", "", "Kindling stopped")?;
    let told = if held.keeps {
        "Something went wrong in this page. The cluster document is kept in this browser and is offered when you reload; secrets are not."
    } else {
        "Something went wrong in this page. Save what you had before you reload: nothing is kept in this browser."
    };
    add(&page, &main, "p", "", told)?;
    let actions = add(&page, &main, "div", "c-actions", "")?;
    let text = document::write(&held.document);
    file(
        &page,
        &actions,
        "Save the cluster document",
        &format!("{}.yaml", held.name),
        &text,
    )?;
    if let Some(secrets) = &held.secrets {
        file(
            &page,
            &actions,
            "Save the secrets",
            &format!("{}.secrets.yaml", held.name),
            secrets.expose(),
        )?;
    }
    let reload = add(&page, &actions, "a", "c-button", "Reload")?;
    let here = page
        .location()
        .and_then(|location| location.href().ok())
        .unwrap_or_default();
    reload.set_attribute("href", here.split('#').next().unwrap_or_default())?;
    add(&page, &main, "pre", "c-help", reason)?;
    Ok(())
}

fn add(
    page: &Document,
    parent: &Element,
    tag: &str,
    class: &str,
    text: &str,
) -> Result<Element, JsValue> {
    let element = page.create_element(tag)?;
    element.set_class_name(class);
    element.set_text_content(Some(text));
    parent.append_child(&element)?;
    Ok(element)
}

/// A link that saves a text as a file; it works without the program.
fn file(
    page: &Document,
    parent: &Element,
    words: &str,
    name: &str,
    text: &str,
) -> Result<(), JsValue> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let link = add(page, parent, "a", "c-button", words)?;
    link.set_attribute("href", &Url::create_object_url_with_blob(&blob)?)?;
    link.set_attribute("download", name)
}
