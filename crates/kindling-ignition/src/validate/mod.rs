//! The rules of Ignition 3.x: what makes a config valid, in the order in which the reference tools look.
//!
//! Takes a config and its specification, gives a report without positions. Outer objects are judged before
//! what is in them, fields in JSON order. The duplicate check is [`crate::duplicates`].

mod disks;
mod luks;
mod nodes;
mod resources;
mod systemd;

use std::borrow::Cow;

use crate::{
    Config,
    report::{Report, Severity},
    spec::{Spec, Version},
    walk::At,
};

/// Whose rules are followed, where releases of Ignition differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Ignition 2.26.0, which Butane 0.29 embeds.
    V2_26,
    /// What came after 2.26.0, as `ignition-validate` was recorded: `virtiofs`, and looser partition rules.
    Head,
}

/// Judges a config by the rules of its specification.
#[must_use]
pub fn validate(config: &Config, spec: Spec, rules: Rules) -> Report {
    let mut judge = Judge {
        spec,
        rules,
        report: Report::new(),
    };
    judge.config(config);
    judge.report
}

struct Judge {
    spec: Spec,
    rules: Rules,
    report: Report,
}

impl Judge {
    fn error(&mut self, at: At<'_>, message: impl Into<Cow<'static, str>>) {
        self.report.add(Severity::Error, at.path(), message);
    }

    fn warn(&mut self, at: At<'_>, message: impl Into<Cow<'static, str>>) {
        self.report.add(Severity::Warning, at.path(), message);
    }

    /// Reports what a rule found, if it found something.
    fn check<M: Into<Cow<'static, str>>>(&mut self, at: At<'_>, found: Result<(), M>) {
        if let Err(message) = found {
            self.error(at, message);
        }
    }

    fn config(&mut self, config: &Config) {
        self.systemd_paths(config);
        let root = At::Root;
        self.ignition(&config.ignition, &At::Key(&root, "ignition"));
        self.storage(&config.storage, &At::Key(&root, "storage"));
        self.systemd(&config.systemd, &At::Key(&root, "systemd"));
    }

    /// <https://coreos.github.io/ignition/configuration-v3_6/>: `ignition.version`
    fn version(&mut self, version: &str, at: At<'_>) {
        if version == self.spec.as_str() {
            return;
        }
        match Version::parse(version) {
            None => self.error(at, "invalid config version (couldn't parse)"),
            Some(version) if Spec::of(&version) != Some(self.spec) => {
                self.error(at, "unsupported config version");
            }
            Some(_) => {}
        }
    }
}

type Found = Result<(), &'static str>;

/// Whether an optional flag is set and true.
const fn is_true(flag: Option<bool>) -> bool {
    matches!(flag, Some(true))
}

/// Whether an optional text is set and not empty.
fn is_given(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.is_empty())
}

/// A path must be absolute and written in its shortest form.
fn path(path: &str) -> Found {
    if path.is_empty() {
        Err("path not specified")
    } else if !path.starts_with('/') {
        Err("path not absolute")
    } else if !crate::path::is_clean(path) {
        Err("path is not fully simplified")
    } else {
        Ok(())
    }
}
