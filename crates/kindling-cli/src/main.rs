//! `kindling`: files and terminal around the core. Reads documents, writes artifacts, decides nothing.

mod commands;
mod files;
mod studio;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

/// Configs for Kubernetes on Ignition-provisioned Linux, rendered offline.
#[derive(Parser)]
#[command(
    name = "kindling",
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    command: commands::Command,
}

/// How a command ended. Anything that could not work at all is an error instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Exit status 0.
    Fine,
    /// Exit status 1: the document has errors.
    DocumentHasErrors,
    /// The exit status of a tool this command stands in for.
    Status(u8),
}

fn main() -> ExitCode {
    let given: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let command = commands::reading_itself(given.get(1..).unwrap_or_default())
        .unwrap_or_else(|| Arguments::parse_from(given).command);
    match commands::run(command) {
        Ok(Ending::Fine) => ExitCode::SUCCESS,
        Ok(Ending::DocumentHasErrors) => ExitCode::from(1),
        Ok(Ending::Status(status)) => ExitCode::from(status),
        Err(error) if broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", terminal::visible(&format!("{error:#}")));
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output went away, as `head` does; that is no failure of ours.
fn broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
