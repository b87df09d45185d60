//! What the reference validator prints and how it exits, as a function.

use super::{Config, ParseError, printf, report::Report};

/// What a command would write, and its exit status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandOutput {
    /// Standard output. Bytes, because excerpts repeat the input, which may not be UTF-8.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// The exit status.
    pub exit: i32,
}

/// What `ignition-validate` 0.35 does with a config: its report on standard output, other errors on standard
/// error.
#[must_use]
pub fn validate_command(text: &[u8]) -> CommandOutput {
    let refused = |error: &ParseError| CommandOutput {
        stderr: formatted(format!("couldn't parse config: {error}").as_bytes()),
        exit: 1,
        ..CommandOutput::default()
    };
    match Config::parse(text) {
        Ok((_, report)) => CommandOutput {
            stdout: printed(&report, text),
            ..CommandOutput::default()
        },
        Err(ParseError::Invalid(report)) => CommandOutput {
            stdout: printed(&report, text),
            stderr: Vec::new(),
            exit: 1,
        },
        Err(error) => refused(&error),
    }
}

fn printed(report: &Report, source: &[u8]) -> Vec<u8> {
    if report.is_empty() {
        Vec::new()
    } else {
        formatted(&report.print(source))
    }
}

/// The reference tool hands its text to `Printf` as the format, trimmed and with a line end.
fn formatted(text: &[u8]) -> Vec<u8> {
    let mut format = text.trim_ascii().to_vec();
    format.push(b'\n');
    printf::without_arguments(&format)
}
