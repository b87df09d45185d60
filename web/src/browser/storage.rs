//! What stays in this browser between two visits: the cluster document and the reader's choices. Never a secret.

use gloo::storage::{LocalStorage, SessionStorage, Storage};
use kindling_core::document::{self, ClusterDocument};

use super::BrowserError;

const DOCUMENT: &str = "kindling.cluster";
const AUTOSAVE: &str = "kindling.autosave";
const THEME: &str = "kindling.theme";
const SECRETS: &str = "kindling.secrets";
const STOPPED: &str = "kindling.stopped";

/// What a mark says. A mark is the tab's own and ends with it.
const MARKED: &str = "yes";

fn marked(key: &str) -> bool {
    SessionStorage::raw()
        .get_item(key)
        .ok()
        .flatten()
        .as_deref()
        == Some(MARKED)
}

/// Remembers that this tab has secrets in memory, or that it has none; nothing of them.
pub fn mark_secrets(held: bool) {
    if held {
        // Without the mark a reload is not told of what it lost.
        SessionStorage::raw()
            .set_item(SECRETS, MARKED)
            .unwrap_or_default();
    } else {
        SessionStorage::delete(SECRETS);
    }
}

/// Whether this tab had secrets in memory before it was reloaded.
pub fn had_secrets() -> bool {
    marked(SECRETS)
}

/// Remembers that the program stopped in this tab.
pub fn mark_stopped() {
    // Without the mark the document is opened at once, as ever.
    SessionStorage::raw()
        .set_item(STOPPED, MARKED)
        .unwrap_or_default();
}

/// Whether the program stopped in this tab before; asked a second time, no.
pub fn take_stopped() -> bool {
    let stopped = marked(STOPPED);
    SessionStorage::delete(STOPPED);
    stopped
}

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
