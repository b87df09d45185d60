//! From bytes to a judged config, as Ignition itself and `ignition-validate` go about it.

use std::fmt;

use crate::{
    Config,
    convert::upgrade,
    decode, duplicates,
    json::{self, Lines},
    report::{Entry, Path, Report, Severity},
    spec::{Spec, Version},
    unused,
    validate::{Rules, validate},
};

/// A config with its specification and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The config.
    pub config: Config,
    /// The specification that it follows.
    pub spec: Spec,
    /// What the rules found; not fatal.
    pub report: Report,
}

/// Why bytes are no valid config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// There are no bytes.
    Empty,
    /// `ignition.version` is not a version.
    InvalidVersion,
    /// The version has no specification here.
    UnknownVersion,
    /// The text, a type or a rule: the report holds an error.
    Invalid(Report),
}

impl ParseError {
    /// What there is to say about the config; empty for the first three kinds.
    #[must_use]
    pub fn into_report(self) -> Report {
        match self {
            Self::Invalid(report) => report,
            Self::Empty | Self::InvalidVersion | Self::UnknownVersion => Report::new(),
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "not a config (empty)",
            Self::InvalidVersion => "invalid config version (couldn't parse)",
            Self::UnknownVersion => "unsupported config version",
            Self::Invalid(_) => "config is not valid",
        })
    }
}

impl std::error::Error for ParseError {}

/// Reads a config of any 3.x specification and judges it: rules, duplicates, unknown keys.
///
/// # Errors
/// If the bytes are no valid config.
pub fn parse(bytes: &[u8], rules: Rules) -> Result<Parsed, ParseError> {
    parse_up_to(bytes, Spec::NEWEST, rules)
}

/// Reads a config of `spec` or an older specification and converts it to `spec`.
///
/// # Errors
/// If the bytes are no valid config, or of a newer specification ([`ParseError::UnknownVersion`]).
pub fn parse_as(bytes: &[u8], spec: Spec, rules: Rules) -> Result<Parsed, ParseError> {
    let parsed = parse_up_to(bytes, spec, rules)?;
    let config = upgrade(parsed.config, parsed.spec, spec);
    Ok(Parsed {
        config,
        spec,
        report: parsed.report,
    })
}

/// Reads a config of a specification that is not newer than `newest`, without converting it.
///
/// # Errors
/// If the bytes are no valid config, or of a newer specification ([`ParseError::UnknownVersion`]).
pub fn parse_up_to(bytes: &[u8], newest: Spec, rules: Rules) -> Result<Parsed, ParseError> {
    if bytes.is_empty() {
        return Err(ParseError::Empty);
    }
    let refuse = |message: String, offset: usize| {
        let position = Some(Lines::new(bytes).position(offset));
        let entry = Entry {
            severity: Severity::Error,
            path: Path::root(),
            position,
            message: message.into(),
        };
        Err(ParseError::Invalid(Report {
            entries: vec![entry],
        }))
    };
    let document = match json::parse(bytes) {
        Ok(document) => document,
        Err(error) => return refuse(error.message, error.offset),
    };
    let version = match decode::claimed_version(&document) {
        Ok(version) => version,
        Err(error) => return refuse(error.message, error.offset),
    };
    let spec = match Spec::parse(&version) {
        Some(spec) if spec <= newest => spec,
        Some(_) => return Err(ParseError::UnknownVersion),
        None if Version::parse(&version).is_some() => return Err(ParseError::UnknownVersion),
        None => return Err(ParseError::InvalidVersion),
    };
    let config = match decode::decode(&document, spec) {
        Ok(config) => config,
        Err(error) => return refuse(error.message, error.offset),
    };
    let mut report = validate(&config, spec, rules);
    report.append(duplicates::check(&config, spec));
    report.append(unused::check(&config, spec, &document));
    document.locate(&mut report);
    if report.is_fatal() {
        return Err(ParseError::Invalid(report));
    }
    Ok(Parsed {
        config,
        spec,
        report,
    })
}
