//! What the page shows: the frame and one module a step. Pages use the store; components do not.

mod app;
mod artifact_viewer;
mod artifacts;
mod boot_page;
mod certificates;
mod cluster;
mod deliver;
mod dialogs;
mod difference;
mod examples;
mod foot;
mod form;
mod header;
mod key_making;
mod machine;
mod machine_advice;
mod machine_deeds;
mod machine_dialogs;
mod machine_selection;
mod machine_snippets;
mod machine_tools;
mod machines;
mod opening;
mod paste_card;
mod plain;
mod problems_panel;
mod saving;
mod secrets;
mod steps;
mod store;
mod topology_page;
mod ways;
mod workbench;

pub use app::App;
