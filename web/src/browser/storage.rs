//! What stays in this browser between two visits: the cluster document and the reader's choices. Never a secret.

use gloo::storage::{LocalStorage, Storage};
use kindling_core::document::{self, ClusterDocument};

use super::BrowserError;

const DOCUMENT: &str = "kindling.cluster";
const AUTOSAVE: &str = "kindling.autosave";
const THEME: &str = "kindling.theme";

/// Keeps a cluster document. Takes the document, not a text, so that nothing else can be kept by this door.
///
/// # Errors
/// Where the browser keeps nothing, or has no room.
pub fn keep(document: &ClusterDocument) -> Result<(), BrowserError> {
    set(DOCUMENT, &document::write(document))
}

/// The document that was kept.
pub fn kept() -> Option<String> {
    LocalStorage::raw().get_item(DOCUMENT).ok().flatten()
}

/// Forgets the document.
pub fn forget() {
    LocalStorage::delete(DOCUMENT);
}

/// Whether the document is kept; yes where nothing was chosen.
pub fn keeps() -> bool {
    LocalStorage::raw()
        .get_item(AUTOSAVE)
        .ok()
        .flatten()
        .as_deref()
        != Some("no")
}

/// Keeps the choice.
///
/// # Errors
/// Where the browser keeps nothing.
pub fn keep_choice(keeps: bool) -> Result<(), BrowserError> {
    set(AUTOSAVE, if keeps { "yes" } else { "no" })
}

/// The theme that was chosen: `light`, `dark`, or none for the system's.
pub fn theme() -> Option<String> {
    let theme = LocalStorage::raw().get_item(THEME).ok().flatten();
    theme.filter(|theme| theme == "light" || theme == "dark")
}

/// Keeps the theme, or forgets it.
///
/// # Errors
/// Where the browser keeps nothing.
pub fn keep_theme(theme: Option<&str>) -> Result<(), BrowserError> {
    match theme {
        Some(theme) => set(THEME, theme),
        None => {
            LocalStorage::delete(THEME);
            Ok(())
        }
    }
}

fn set(key: &str, text: &str) -> Result<(), BrowserError> {
    LocalStorage::raw()
        .set_item(key, text)
        .map_err(BrowserError::thrown("keep the document in this browser"))
}
