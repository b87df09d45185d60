//! What the page asks of the browser, one function each.
//!
//! Each returns a [`Result`] whose error says what the browser refused, in
//! words that the page can show. Nothing here decides anything.

mod failure;
mod page;
mod worker_link;

pub use failure::BrowserError;
pub use page::{Scope, mount, report, scope};
pub use worker_link::{Event, WorkerLink};
