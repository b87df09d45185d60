//! Files: saving, and reading what the operator chose or dropped.

use gloo::file::callbacks::FileReader;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{
    Blob, BlobPropertyBag, DataTransfer, Event, HtmlAnchorElement, HtmlInputElement, Url,
};
use yew::Callback;

use super::BrowserError;
use super::page::document;

/// A file that was chosen or dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// Its name, without folders.
    pub name: String,
    /// Its contents, or what kept them from being read.
    pub contents: Result<Vec<u8>, String>,
}

/// Saves bytes as a file in the operator's downloads.
///
/// # Errors
/// Where the browser refuses.
pub fn save(name: &str, bytes: &[u8]) -> Result<(), BrowserError> {
    const WANTED: &str = "save the file";
    let thrown = BrowserError::thrown(WANTED);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let kind = BlobPropertyBag::new();
    kind.set_type("application/octet-stream");
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind).map_err(&thrown)?;
    let url = Url::create_object_url_with_blob(&blob).map_err(&thrown)?;
    let link: HtmlAnchorElement = document(WANTED)?
        .create_element("a")
        .map_err(&thrown)?
        .dyn_into()
        .map_err(|_| BrowserError::new(WANTED, "a link is no link here"))?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The click has begun the download; the address is let go once the browser has had time to read it.
    gloo::timers::callback::Timeout::new(30_000, move || {
        // An address that is gone already needs no letting go.
        Url::revoke_object_url(&url).unwrap_or_default();
    })
    .forget();
    Ok(())
}

/// Reads the files of a file field's change event; each comes to the callback. The readers must be kept until then.
pub fn chosen(event: &Event, heard: &Callback<Chosen>) -> Vec<FileReader> {
    let Some(field) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
    else {
        return Vec::new();
    };
    let readers = field
        .files()
        .map_or_else(Vec::new, |files| read(files, heard));
    // The same file can be chosen again.
    field.set_value("");
    readers
}

/// Reads the files of a drop; each comes to the callback. The readers must be kept until then.
pub fn dropped(transfer: &DataTransfer, heard: &Callback<Chosen>) -> Vec<FileReader> {
    transfer
        .files()
        .map_or_else(Vec::new, |files| read(files, heard))
}

fn read(files: web_sys::FileList, heard: &Callback<Chosen>) -> Vec<FileReader> {
    gloo::file::FileList::from(files)
        .iter()
        .map(|file| {
            let heard = heard.clone();
            let name = file.name();
            gloo::file::callbacks::read_as_bytes(file, move |contents| {
                heard.emit(Chosen {
                    name,
                    contents: contents.map_err(|error| error.to_string()),
                });
            })
        })
        .collect()
}
