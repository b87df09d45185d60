//! Ignition configs: types, parsing, validation, merging and printing. Knows nothing of Kubernetes.
//!
//! One model serves every specification of the 3.x line: each field carries the first specification
//! that has it, and the generic walks (decode, print, duplicates, unused keys, merge) read those gates.
//! Nothing here reads files, clocks, randomness or the environment.

pub mod config;
pub mod json;
pub mod report;
pub mod schema;
pub mod spec;

pub use config::Config;
pub use report::{Entry, Path, Position, Report, Severity, Step};
pub use spec::{Spec, Version};
