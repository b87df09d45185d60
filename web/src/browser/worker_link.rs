//! The page's end of the worker: starting it, asking it, hearing from it.
//!
//! The worker is a Blob made of the page's own glue script, and it is sent the
//! very module that the page runs; so nothing is fetched and nothing is
//! compiled twice.

use gloo::events::EventListener;
use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, MessageEvent, Url, Worker};
use yew::Callback;

use super::BrowserError;
use super::page::document;
use crate::worker::{Parcel, Reply, Request, Signal};

const WANTED: &str = "start the worker";

/// Runs in the worker before the program does: takes the module, starts it.
/// `main` puts its own listener in place before this one returns, so a message
/// that is already queued is not lost.
const START: &str = "
self.onmessage = (event) => {
  self.onmessage = null;
  wasm_bindgen.initSync({ module: event.data });
};
";

/// What is heard from the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// It runs and listens.
    Ready,
    /// It answered a request.
    Reply(Parcel<Reply>),
    /// It is dead: it did not load, or it panicked. Drop the link, start anew.
    Failed(String),
}

/// A running worker. Dropping the link ends the worker at once.
pub struct WorkerLink {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
    _unreadable: EventListener,
}

impl WorkerLink {
    /// Starts the worker; what it says goes to `heard`, [`Event::Ready`] first.
    ///
    /// # Errors
    /// Where the page has no glue script or the browser makes no worker.
    pub fn start(heard: Callback<Event>) -> Result<Self, BrowserError> {
        let glue = document(WANTED)?
            .get_element_by_id("kindling-glue")
            .and_then(|script| script.text_content())
            .ok_or_else(|| BrowserError::new(WANTED, "the page has no script `kindling-glue`"))?;
        let worker = worker_of(&format!("{glue}{START}"))?;

        let on_message = Closure::new({
            let heard = heard.clone();
            move |event: MessageEvent| heard.emit(event_of(&event.data()))
        });
        let lost = heard.clone();
        let on_error = Closure::new(move |event: web_sys::Event| {
            event.prevent_default();
            heard.emit(Event::Failed(words_of(&event)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // Not every browser has a property for this one.
        let unreadable = EventListener::new(&worker, "messageerror", move |event| {
            lost.emit(Event::Failed(words_of(event)));
        });
        worker
            .post_message(&wasm_bindgen::module())
            .map_err(BrowserError::thrown(WANTED))?;
        Ok(Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
            _unreadable: unreadable,
        })
    }

    /// Sends a request; its reply comes to the callback given at the start.
    ///
    /// # Errors
    /// Where the browser refuses the message.
    pub fn send(&self, request: &Parcel<Request>) -> Result<(), BrowserError> {
        const WANTED: &str = "ask the worker";
        let (message, moved) = request
            .to_message()
            .map_err(|problem| BrowserError::new(WANTED, problem))?;
        self.worker
            .post_message_with_transfer(&message, &moved)
            .map_err(BrowserError::thrown(WANTED))
    }
}

impl Drop for WorkerLink {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// What an event says of its error. A script that does not load, or a message that cannot be read, comes without words.
fn words_of(event: &web_sys::Event) -> String {
    event
        .dyn_ref::<ErrorEvent>()
        .map(ErrorEvent::message)
        .filter(|words| !words.is_empty())
        .unwrap_or_else(|| format!("the browser reports `{}`", event.type_()))
}

/// A worker that runs this script.
fn worker_of(script: &str) -> Result<Worker, BrowserError> {
    let parts = Array::of1(&JsValue::from_str(script));
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let thrown = BrowserError::thrown(WANTED);
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).map_err(&thrown)?;
    let url = Url::create_object_url_with_blob(&blob).map_err(&thrown)?;
    let worker = Worker::new(&url).map_err(&thrown);
    Url::revoke_object_url(&url).map_err(&thrown)?;
    worker
}

fn event_of(message: &JsValue) -> Event {
    match Parcel::from_message(message) {
        Ok(Parcel {
            word: Signal::Ready,
            ..
        }) => Event::Ready,
        Ok(Parcel {
            word: Signal::Reply(word),
            bytes,
        }) => Event::Reply(Parcel { word, bytes }),
        Ok(Parcel {
            word: Signal::Failed(text),
            ..
        }) => Event::Failed(text),
        Err(problem) => Event::Failed(problem),
    }
}
