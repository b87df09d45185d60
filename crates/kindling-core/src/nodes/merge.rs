//! Merging of snippets onto a machine's config.
//!
//! A snippet is a child of the machine's config, in list order, by Ignition's own rules of merging.
