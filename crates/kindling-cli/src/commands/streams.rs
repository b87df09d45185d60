//! Inputs, outputs and endings of the commands that stand in for other tools: bounded reading, and the words those tools
//! have for an operating system's refusals.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};

use anyhow::{Context, Result};
use kindling_butane::command::Terminal;

use crate::Ending;

/// The largest input that is read, in bytes.
pub const LIMIT: u64 = 64 << 20;

/// What is said of a file above the limit: the operating system's word for it.
pub const TOO_LARGE: &str = "file too large";

/// Why an input cannot be read, as Go says it: `open x: no such file or directory`.
#[derive(Debug)]
pub enum InputError {
    /// It cannot be opened.
    Open(String),
    /// It can be opened but not read.
    Read(String),
}

impl InputError {
    /// The text.
    pub fn text(&self) -> &str {
        match self {
            Self::Open(text) | Self::Read(text) => text,
        }
    }
}

/// An operating system's reason as C libraries and Go write it.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.to_lowercase()
}

/// Reads a file.
pub fn read_file(path: &OsStr) -> Result<Vec<u8>, InputError> {
    let shown = path.to_string_lossy();
    let file = File::open(path)
        .map_err(|error| InputError::Open(format!("open {shown}: {}", reason(&error))))?;
    bounded(file).map_err(|why| InputError::Read(format!("read {shown}: {why}")))
}

/// Reads standard input.
pub fn read_stdin() -> Result<Vec<u8>, InputError> {
    bounded(io::stdin().lock()).map_err(|why| InputError::Read(format!("read /dev/stdin: {why}")))
}

/// Reads all, up to the limit.
pub fn bounded(input: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    match input.take(LIMIT + 1).read_to_end(&mut bytes) {
        Err(error) => Err(reason(&error)),
        Ok(_) if bytes.len() as u64 > LIMIT => Err(TOO_LARGE.to_owned()),
        Ok(_) => Ok(bytes),
    }
}

/// What standard error can show. `NO_COLOR` counts when it is set at all, as it does for Butane.
pub fn terminal() -> Terminal {
    if io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        Terminal::Colourful
    } else {
        Terminal::Plain
    }
}

/// Writes standard error, then standard output, and ends with a status.
///
/// # Errors
///
/// A stream cannot be written.
pub fn finish(stdout: &[u8], stderr: &[u8], status: u8) -> Result<Ending> {
    complain(stderr)?;
    if !stdout.is_empty() {
        super::print(stdout)?;
    }
    Ok(Ending::Status(status))
}

/// Writes to standard error, all of it.
///
/// # Errors
///
/// It cannot be written.
pub fn complain(text: &[u8]) -> Result<()> {
    let mut err = io::stderr().lock();
    err.write_all(text)
        .and_then(|()| err.flush())
        .context("standard error cannot be written")
}

/// The arguments as texts; one that is no text is shown with replacement characters.
pub fn texts(arguments: &[OsString]) -> Vec<String> {
    arguments
        .iter()
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect()
}

/// The argument that was shown as `text`: file names need not be texts.
pub fn original(arguments: &[OsString], text: &str) -> OsString {
    let found = arguments
        .iter()
        .find(|argument| argument.to_string_lossy() == text);
    found.cloned().unwrap_or_else(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_in_lower_case_and_without_numbers() {
        let missing = read_file(OsStr::new("/nonexistent/x")).expect_err("it does not exist");
        assert_eq!(
            missing.text(),
            "open /nonexistent/x: no such file or directory"
        );
        assert!(matches!(missing, InputError::Open(_)));
        let folder = read_file(OsStr::new("/")).expect_err("it is a folder");
        assert_eq!(folder.text(), "read /: is a directory");
        assert!(matches!(folder, InputError::Read(_)));
    }

    #[test]
    fn an_input_without_end_is_refused() {
        assert_eq!(bounded(io::repeat(b'a')), Err(TOO_LARGE.to_owned()));
    }
}
