//! Any Butane or Container Linux Config text to Ignition, for the workbench.

use super::protocol::Translation;

/// Translates a text.
pub fn translate(text: &str, strict: bool, pretty: bool) -> Translation {
    let _ = (text, strict, pretty);
    Translation::default()
}
