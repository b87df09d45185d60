//! The rules of Ignition 1 and 2.x, each a function from an object to what is wrong with it.
//!
//! A rule asks the object for its specification where the specifications differ. Positions are none of a
//! rule's business; the walk knows them. Messages are the reference validator's, typing errors included.

pub(super) mod config;
pub(super) mod links;
pub(super) mod partitions;
pub(super) mod passwd;
pub(super) mod storage;
pub(super) mod units;

use super::report::Finding;

/// What [`absolute`] says.
const RELATIVE: &str = "path not absolute";

/// An error where the condition holds.
fn error_if(condition: bool, message: &str) -> Vec<Finding> {
    if condition {
        vec![Finding::error(message)]
    } else {
        Vec::new()
    }
}

/// Paths start with a slash; nothing else is asked of them.
fn absolute(path: &str) -> Vec<Finding> {
    error_if(!path.starts_with('/'), RELATIVE)
}
