//! The part of the address after `#`: which step, machine or artifact is open. It is never sent anywhere.

use gloo::events::EventListener;
use wasm_bindgen::JsValue;
use yew::Callback;

use super::BrowserError;

/// What stands after `#`, decoded.
pub fn fragment() -> String {
    let hash = web_sys::window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default();
    let raw = hash.strip_prefix('#').unwrap_or(&hash);
    js_sys::decode_uri_component(raw).map_or_else(|_| raw.to_owned(), String::from)
}

/// Puts words after `#` without a new entry in the history of the tab.
///
/// # Errors
/// Where the browser refuses.
pub fn set_fragment(words: &str) -> Result<(), BrowserError> {
    const WANTED: &str = "change the address";
    let encoded = String::from(js_sys::encode_uri(words)).replace('#', "%23");
    let thrown = BrowserError::thrown(WANTED);
    let window =
        web_sys::window().ok_or_else(|| BrowserError::new(WANTED, "there is no window"))?;
    window
        .history()
        .and_then(|history| {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{encoded}")))
        })
        .map_err(thrown)
}

/// The whole address with other words after `#`, for a link to copy.
pub fn link(words: &str) -> String {
    let here = web_sys::window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default();
    let base = here.split('#').next().unwrap_or_default();
    format!(
        "{base}#{}",
        String::from(js_sys::encode_uri_component(words))
    )
}

/// Tells whenever the reader changes what stands after `#`. Dropping the listener ends it.
pub fn listen(heard: Callback<String>) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "hashchange", move |_| {
        heard.emit(fragment());
    }))
}
