//! What a person sees, one page a file. Pages use the store; components don't.

mod app;

pub use app::App;
