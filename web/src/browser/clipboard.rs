//! The clipboard.

use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::Callback;

use super::BrowserError;

/// Puts a text on the clipboard; the callback hears whether it is there.
pub fn copy(text: &str, heard: Callback<Result<(), BrowserError>>) {
    const WANTED: &str = "copy to the clipboard";
    let Some(window) = web_sys::window() else {
        heard.emit(Err(BrowserError::new(WANTED, "there is no window")));
        return;
    };
    let promise = window.navigator().clipboard().write_text(text);
    spawn_local(async move {
        let done = JsFuture::from(promise).await;
        heard.emit(done.map(|_| ()).map_err(BrowserError::thrown(WANTED)));
    });
}
