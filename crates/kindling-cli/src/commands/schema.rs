//! `kindling schema`.

use anyhow::{Context, Result};
use kindling_core::document;

use crate::Ending;

/// Prints the JSON Schema of the cluster document.
///
/// # Errors
///
/// Standard output cannot be written.
pub fn run() -> Result<Ending> {
    let mut text = serde_json::to_string_pretty(&document::schema())
        .context("the schema cannot be printed")?;
    text.push('\n');
    super::print(text.as_bytes())?;
    Ok(Ending::Fine)
}
