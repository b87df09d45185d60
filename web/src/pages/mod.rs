//! What the page shows: the frame and one module a step. Pages use the store; components do not.

mod app;
mod artifacts;
mod cluster;
mod deliver;
mod dialogs;
mod foot;
mod form;
mod header;
mod machine_dialogs;
mod machines;
mod opening;
mod plain;
mod problems_panel;
mod saving;
mod secrets;
mod steps;
mod store;
mod workbench;

pub use app::App;
