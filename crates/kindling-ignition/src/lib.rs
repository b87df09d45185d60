//! Ignition configs: types, parsing, validation, merging and printing. Knows nothing of Kubernetes.
//!
//! One model serves every specification of the 3.x line: each field carries the first specification
//! that has it, and the generic walks (decode, print, duplicates, unused keys, merge) read those gates.
//! The old line, 1 and 2.x, is of another shape and has its own model in [`v2`].
//! Nothing here reads files, clocks, randomness or the environment.

pub mod command;
pub mod config;
pub mod convert;
pub mod dataurl;
pub mod decode;
pub mod duplicates;
pub mod gzip;
pub mod json;
pub mod merge;
pub mod parse;
pub mod path;
pub mod print;
pub mod report;
pub mod schema;
pub mod spec;
pub mod summary;
pub mod unit;
pub mod unused;
pub mod url;
pub mod v2;
pub mod validate;
pub mod walk;

pub use config::Config;
pub use report::{Entry, Path, Position, Report, Severity, Step};
pub use spec::{Spec, Version};
