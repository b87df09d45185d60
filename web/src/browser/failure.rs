//! What a browser can refuse, in words.

use std::fmt;

use wasm_bindgen::JsValue;

/// Something the browser did not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserError {
    /// What was wanted: `start the worker`.
    pub wanted: &'static str,
    /// What the browser said.
    pub reason: String,
}

impl BrowserError {
    /// An error with a reason of our own.
    pub fn new(wanted: &'static str, reason: impl Into<String>) -> Self {
        Self {
            wanted,
            reason: reason.into(),
        }
    }

    /// An error from what JavaScript threw; for use with `map_err`.
    pub fn thrown(wanted: &'static str) -> impl Fn(JsValue) -> Self {
        move |value| Self::new(wanted, describe(&value))
    }
}

impl fmt::Display for BrowserError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "the browser could not {}: {}",
            self.wanted, self.reason
        )
    }
}

impl std::error::Error for BrowserError {}

/// A thrown value as text: an `Error`'s message, else the value as a string.
fn describe(value: &JsValue) -> String {
    let message = js_sys::Reflect::get(value, &JsValue::from_str("message"))
        .ok()
        .and_then(|message| message.as_string());
    message
        .or_else(|| value.as_string())
        .unwrap_or_else(|| format!("{value:?}"))
}
