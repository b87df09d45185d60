//! The product: documents in, artifacts out.
//!
//! Data flows one way, and a stage names no later one:
//!
//! ```text
//! document ─► model ─► secrets ─► manifests ─► nodes ─► delivery ─► artifacts ─► package
//! ```
//!
//! Nothing here reads a clock, a file, the environment or a source of randomness, and nothing prints: values in,
//! values out. The command line and the studio are two thin faces of the same functions.

pub mod artifacts;
pub mod delivery;
pub mod diagnostic;
pub mod document;
pub mod json;
pub mod manifests;
pub mod model;
pub mod nodes;
pub mod package;
pub mod secrets;
pub mod sensitivity;
mod template;
pub mod yaml;

pub use artifacts::render;
pub use diagnostic::{Diagnostic, Report, Severity};
