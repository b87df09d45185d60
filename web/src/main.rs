//! The studio: a Yew app that renders everything in the page.
//!
//! One WASM module, two places. The page runs it in its window, where
//! [`pages`] draws; and again in a worker, where [`worker`] computes. `main`
//! is entered in both and asks [`browser::scope`] where it is. Nothing is
//! exported to JavaScript.
//!
//! # How messages flow
//!
//! ```text
//! window                                             worker
//! ──────                                             ──────
//! WorkerLink::start ── Blob(glue), the Module ─────► main() → worker::serve()
//!                   ◄──────────────── Event::Ready ─ (once)
//! link.send(Parcel { Request { revision, ask }, bytes })
//!                   ───────────────────────────────► worker::answer(ask)
//!                   ◄─ Event::Reply(Parcel { Reply { revision, answer }, bytes })
//!                   ◄─ Event::Failed(text)            (panic, or it did not load)
//! ```
//!
//! - `worker/protocol.rs` has the words: add a variant to `Ask` and to
//!   `Answer`, and an arm to `Engine::respond` in `worker/engine.rs`, which is pure and
//!   tested natively. Text travels as JSON; large bytes travel beside it.
//! - Each request carries the revision of the state that asked. A reply with a
//!   revision older than the state's own is dropped by the page.
//! - Requests are answered in order. `Ask`s that supersede each other are for
//!   the page to hold back while one is under way (newest only).
//! - After `Event::Failed` the link is dead: drop it (that ends the worker) and
//!   start a new one; the page's own state is untouched. Who waits for an answer
//!   is refused.
//! - After a panic in the window nothing draws any more: `browser/rescue.rs`
//!   offers what the operator had as files, and after a reload what was kept.
//! - `web_sys` and `js_sys` appear in `browser/` and `worker/` alone; each
//!   function there returns a `Result` that the page shows.

mod browser;
mod components;
mod highlight;
mod pages;
mod pictures;
mod state;
mod text;
mod viewing;
mod worker;

fn main() {
    match browser::scope() {
        browser::Scope::Window => {
            browser::watch_over();
            if let Err(problem) = browser::mount::<pages::App>() {
                browser::report(&problem);
            }
        }
        browser::Scope::Worker(scope) => worker::serve(&scope),
        browser::Scope::Elsewhere => {}
    }
}
