//! The `ignition-validate` command as a function from bytes to streams.

use crate::{
    parse::{ParseError, parse},
    validate::Rules,
};

/// What a command writes, and its exit status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The exit status.
    pub exit: i32,
}

/// Answers as `ignition-validate` does for a 3.x config.
#[must_use]
pub fn validate_command(bytes: &[u8], rules: Rules) -> Outcome {
    match parse(bytes, rules) {
        Ok(parsed) => Outcome {
            stdout: parsed.report.to_string(),
            ..Outcome::default()
        },
        Err(ParseError::Invalid(report)) => Outcome {
            stdout: report.to_string(),
            exit: 1,
            ..Outcome::default()
        },
        Err(error) => Outcome {
            stderr: format!("couldn't parse config: {error}\n"),
            exit: 1,
            ..Outcome::default()
        },
    }
}
