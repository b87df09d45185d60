//! `kindling validate`: the command line of `ignition-validate`, of its present release for 3.x configs and of its last
//! release that knew 2.x for those.

use std::ffi::OsString;

use anyhow::Result;
use kindling_ignition::command::validate_command;
use kindling_ignition::decode::claimed_version;
use kindling_ignition::validate::Rules;
use kindling_ignition::{json, v2};

use super::go_flags::{self, Flag, Stop, Takes};
use super::streams;
use crate::Ending;

const VERSION: &str = concat!(
    "Ignition v2.26.0 (Kindling ",
    env!("CARGO_PKG_VERSION"),
    ")\n"
);

const USAGE: &str = "Usage:
  ignition-validate [flags] config.ign

  -version
    \tprint the version of ignition-validate
";

/// Judges an Ignition config.
///
/// # Errors
///
/// A standard stream cannot be written.
pub fn run(arguments: &[OsString]) -> Result<Ending> {
    let flags = [Flag {
        name: "version",
        takes: Takes::Nothing,
    }];
    let read = match go_flags::read(&streams::texts(arguments), &flags) {
        Ok(read) => read,
        Err(Stop::Help) => return streams::finish(b"", USAGE.as_bytes(), 0),
        Err(Stop::Wrong(message)) => {
            return streams::finish(b"", format!("{message}\n{USAGE}").as_bytes(), 2);
        }
    };
    if read.is_on("version") {
        return streams::finish(VERSION.as_bytes(), b"", 0);
    }
    let [path] = &read.rest[..] else {
        return streams::finish(b"", USAGE.as_bytes(), 1);
    };
    let input = if path == "-" {
        streams::read_stdin()
    } else {
        streams::read_file(&streams::original(arguments, path))
    };
    let input = match input {
        Ok(input) => input,
        Err(error) => {
            let message = format!("couldn't read config: {}\n", error.text());
            return streams::finish(b"", message.as_bytes(), 1);
        }
    };
    if is_of_the_old_line(&input) {
        let output = v2::validate_command(&input);
        return streams::finish(&output.stdout, &output.stderr, status(output.exit));
    }
    let outcome = validate_command(&input, Rules::Head);
    streams::finish(
        outcome.stdout.as_bytes(),
        outcome.stderr.as_bytes(),
        status(outcome.exit),
    )
}

fn status(exit: i32) -> u8 {
    u8::try_from(exit).unwrap_or(1)
}

/// Whether the config says that it is 2.x.
fn is_of_the_old_line(input: &[u8]) -> bool {
    json::parse(input)
        .ok()
        .and_then(|document| claimed_version(&document).ok())
        .is_some_and(|version| version.starts_with("2."))
}
