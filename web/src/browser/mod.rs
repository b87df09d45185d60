//! What the page asks of the browser, one function each.
//!
//! Each returns a [`Result`] whose error says what the browser refused, in
//! words that the page can show. Nothing here decides anything.

mod address;
mod clipboard;
mod failure;
mod files;
mod grid;
mod input;
mod keys;
mod page;
mod rescue;
mod scroll;
mod storage;
mod window;
mod worker_link;

pub use address::{fragment, link, listen, set_fragment};
pub use clipboard::copy;
pub use failure::BrowserError;
pub use files::{Chosen, chosen, dropped, save};
pub use grid::{
    copied, dragging, focus_lost, focus_near, focus_text, from_field, goes_out, pasted, uncover,
    watch_scroll,
};
pub use input::value_of;
pub use keys::{entropy, make_rsa, now};
pub use page::{Scope, mount, report, scope};
pub use rescue::{Holdings, hold, watch_over};
pub use scroll::{
    Seen, cursor_of, later, put_cursor, scroll_to, show_across, type_in, watch, width_of,
};
pub use storage::{
    forget, had_secrets, keep, keep_choice, keep_theme, keeps, kept, mark_secrets, take_stopped,
    theme,
};
pub use window::{
    after, ask_before_leaving, close_modal, on_key, on_leaving, policy, requests, reveal,
    set_title, show_modal, show_theme, watch_requests,
};
pub use worker_link::{Event, WorkerLink};
