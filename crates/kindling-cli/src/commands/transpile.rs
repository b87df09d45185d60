//! `kindling transpile`: Butane's command line, and with `--clc` that of the Container Linux Config Transpiler.
//!
//! Both are read by hand, because a script that calls one of the tools may call this instead: flags, streams and exit
//! statuses are theirs.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::Write;

use anyhow::Result;
use kindling_butane::clc;
use kindling_butane::command::{Finished, Invocation};

use super::files_dir::FilesDir;
use super::go_flags::{self, Flag, Stop, Takes};
use super::streams::{self, InputError};
use crate::Ending;

/// What `--version` shows: what is answered like, and who answers.
const BUTANE_VERSION: &str = concat!("Butane 0.29.0 (Kindling ", env!("CARGO_PKG_VERSION"), ")");
const CT_VERSION: &str = concat!("ct v0.9.0 (Kindling ", env!("CARGO_PKG_VERSION"), ")");

/// Translates a Butane config, or a Container Linux Config.
///
/// # Errors
///
/// A standard stream cannot be written.
pub fn run(arguments: &[OsString]) -> Result<Ending> {
    let flags = arguments.iter().take_while(|argument| *argument != "--");
    match flags.into_iter().position(|argument| argument == "--clc") {
        Some(place) => {
            let mut rest = arguments.to_vec();
            rest.remove(place);
            container_linux(&rest)
        }
        None => butane(arguments),
    }
}

fn butane(arguments: &[OsString]) -> Result<Ending> {
    let invocation = match Invocation::parse(&streams::texts(arguments), BUTANE_VERSION) {
        Ok(invocation) => invocation,
        Err(shown) => return end(&shown),
    };
    let input = match &invocation.input {
        Some(path) => streams::read_file(&streams::original(arguments, path)),
        None => streams::read_stdin(),
    };
    let input = match input {
        Ok(input) => input,
        Err(error) => {
            let verb = match error {
                InputError::Open(_) => "open",
                InputError::Read(_) => "read",
            };
            let name = invocation.input.as_deref().unwrap_or("/dev/stdin");
            return refuse(&format!("failed to {verb} {name}: {}", error.text()));
        }
    };
    let terminal = streams::terminal();
    let finished = match &invocation.files_dir {
        Some(folder) => FilesDir::new(&streams::original(arguments, folder))
            .run(|files| invocation.run(&input, Some(files), terminal)),
        None => invocation.run(&input, None, terminal),
    };
    let Some(path) = &invocation.output else {
        return end(&finished);
    };
    if finished.exit != 0 || invocation.check {
        return end(&finished);
    }
    streams::complain(finished.stderr.as_bytes())?;
    let target = streams::original(arguments, path);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let mut file = match readable_by_all(&mut options).open(target) {
        Ok(file) => file,
        Err(error) => {
            let why = streams::reason(&error);
            return refuse(&format!("failed to open {path}: open {path}: {why}"));
        }
    };
    match file.write_all(finished.stdout.as_bytes()) {
        Ok(()) => Ok(Ending::Status(0)),
        Err(error) => {
            let why = streams::reason(&error);
            refuse(&format!(
                "Failed to write config to {path}: write {path}: {why}"
            ))
        }
    }
}

#[cfg(unix)]
fn readable_by_all(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o644)
}

#[cfg(not(unix))]
fn readable_by_all(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

fn end(finished: &Finished) -> Result<Ending> {
    streams::finish(
        finished.stdout.as_bytes(),
        finished.stderr.as_bytes(),
        finished.exit,
    )
}

fn refuse(message: &str) -> Result<Ending> {
    streams::finish(b"", format!("{message}\n").as_bytes(), 1)
}

const fn flag(name: &'static str, takes: Takes) -> Flag {
    Flag { name, takes }
}

/// The flags of the transpiler, and `spec`, which is our own: the specification to write.
const CT_FLAGS: [Flag; 9] = [
    flag("files-dir", Takes::Text),
    flag("help", Takes::Nothing),
    flag("in-file", Takes::Text),
    flag("out-file", Takes::Text),
    flag("platform", Takes::Text),
    flag("pretty", Takes::Nothing),
    flag("spec", Takes::Text),
    flag("strict", Takes::Nothing),
    flag("version", Takes::Nothing),
];

fn ct_usage() -> String {
    let platforms: Vec<&str> = clc::platform_names().collect();
    format!(
        "Usage of ct:
  -files-dir string
    \tDirectory to read local files from.
  -help
    \tPrint help and exit.
  -in-file string
    \tPath to the container linux config. Standard input unless specified otherwise.
  -out-file string
    \tPath to the resulting Ignition config. Standard output unless specified otherwise.
  -platform string
    \tPlatform to target. Accepted values: [{}].
  -pretty
    \tIndent the resulting Ignition config.
  -strict
    \tFail if any warnings are encountered.
  -version
    \tPrint the version and exit.
",
        platforms.join(" ")
    )
}

fn container_linux(arguments: &[OsString]) -> Result<Ending> {
    let read = match go_flags::read(&streams::texts(arguments), &CT_FLAGS) {
        Ok(read) if read.is_on("help") => return streams::finish(b"", ct_usage().as_bytes(), 0),
        Ok(read) => read,
        Err(Stop::Help) => return streams::finish(b"", ct_usage().as_bytes(), 0),
        Err(Stop::Wrong(message)) => {
            let text = format!("{message}\n{}", ct_usage());
            return streams::finish(b"", text.as_bytes(), 2);
        }
    };
    if read.is_on("version") {
        return streams::finish(format!("{CT_VERSION}\n").as_bytes(), b"", 0);
    }
    let output = match read.text("spec") {
        "" | "2.3.0" | "2.3" => clc::Output::Spec2_3,
        "2.2.0" | "2.2" => clc::Output::Spec2_2,
        other => {
            let message = format!(
                "invalid value {other:?} for flag -spec: must be 2.3.0 or 2.2.0\n{}",
                ct_usage()
            );
            return streams::finish(b"", message.as_bytes(), 2);
        }
    };
    // The file may also be named without a flag, which the original overlooks.
    let named = match (read.text("in-file"), &read.rest[..]) {
        ("", [path]) => path.as_str(),
        (path, _) => path,
    };
    let input = if named.is_empty() {
        streams::read_stdin()
    } else {
        streams::read_file(&streams::original(arguments, named))
    };
    // The original opens the input, makes the output, then reads.
    if let Err(InputError::Open(text)) = &input {
        return refuse(&format!("Failed to open: {text}"));
    }
    let mut target = None;
    let path = read.text("out-file");
    if !path.is_empty() {
        match File::create(streams::original(arguments, path)) {
            Ok(file) => target = Some(file),
            Err(error) => {
                let why = streams::reason(&error);
                return refuse(&format!("Failed to create: open {path}: {why}"));
            }
        }
    }
    let input = match input {
        Ok(input) => input,
        Err(error) => return refuse(&format!("Failed to read: {}", error.text())),
    };
    let options = clc::Options {
        platform: Some(read.text("platform")).filter(|platform| !platform.is_empty()),
        strict: read.is_on("strict"),
        pretty: read.is_on("pretty"),
        files: None,
        output,
    };
    let outcome = match read.text("files-dir") {
        "" => clc::translate(&input, options),
        folder => FilesDir::new(&streams::original(arguments, folder)).run(|files| {
            let files = Some(files);
            clc::translate(&input, clc::Options { files, ..options })
        }),
    };
    let status = u8::try_from(outcome.exit).unwrap_or(1);
    let Some(mut file) = target else {
        return streams::finish(outcome.output.as_bytes(), outcome.report.as_bytes(), status);
    };
    streams::complain(outcome.report.as_bytes())?;
    match file.write_all(outcome.output.as_bytes()) {
        Ok(()) => Ok(Ending::Status(status)),
        Err(error) => {
            let why = streams::reason(&error);
            refuse(&format!("Failed to write: write {path}: {why}"))
        }
    }
}
