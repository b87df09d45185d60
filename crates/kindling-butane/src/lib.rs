//! Butane and Container Linux Config to Ignition.
//!
//! [`translate()`] turns the text of a Butane config into an Ignition config,
//! with the messages of Butane 0.29 at the same lines and columns. [`command`]
//! is Butane's command line, [`provider`] what Terraform's `ct` provider makes
//! of a config and its snippets. Everything here is a pure function: files
//! come in as a [`FileTree`], output goes out as values. [`clc`] does the same
//! for Container Linux Configs.

pub mod clc;
pub mod command;
pub mod excerpt;
mod files;
mod pipeline;
mod places;
pub mod provider;
mod schema;
mod translate;
mod unused;
mod validate;
pub mod variant;
mod yaml;

pub use files::{FileNode, FileTree, Wanted};
pub use pipeline::{Options, Outcome, TranslateError, translate};
pub use variant::{Schema, Variant};
pub use yaml::{YamlError, outline};
