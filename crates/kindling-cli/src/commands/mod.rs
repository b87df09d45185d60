//! One module a command; each takes its arguments and says how it ended.

mod check;
mod completions;
mod files_dir;
mod go_flags;
mod inputs;
mod merge;
mod new;
mod render;
mod schema;
mod secrets;
mod streams;
mod transpile;
mod validate;

use std::ffi::OsString;
use std::io::Write;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

use crate::Ending;
use crate::studio::{self, Opening};

/// What `kindling` can do.
#[derive(Subcommand)]
pub enum Command {
    /// Write a starter cluster document.
    New(new::Arguments),
    /// Check a cluster document, and a secrets document with it.
    Check(check::Arguments),
    /// Print the JSON Schema of the cluster document.
    Schema,
    /// Make, show and renew the secrets of a cluster.
    #[command(subcommand)]
    Secrets(secrets::Command),
    /// Render everything the machines need; without an output option, list it and write nothing.
    Render(render::Arguments),
    /// Translate a Butane config to Ignition, with Butane's flags; see `--help`.
    ///
    /// With `--clc` the input is a Container Linux Config, the flags are those of `ct`, and `--spec 2.2.0` writes
    /// Ignition 2.2.0 instead of 2.3.0.
    #[command(disable_help_flag = true)]
    Transpile(PassedOn),
    /// Judge an Ignition config (2.x or 3.x) as `ignition-validate` does; `-` reads standard input.
    #[command(disable_help_flag = true)]
    Validate(PassedOn),
    /// Merge Butane or Ignition snippets onto a config.
    Merge(merge::Arguments),
    /// Serve the studio on loopback, from inside this program.
    Studio {
        /// The port on 127.0.0.1; a free one without.
        #[arg(long)]
        port: Option<u16>,
        /// Open no browser; print the address alone.
        #[arg(long)]
        no_open: bool,
    },
    /// Print a completion script for a shell.
    Completions(completions::Arguments),
}

/// Arguments that a command reads itself, as the tool does that it stands in for.
#[derive(Args)]
pub struct PassedOn {
    /// The tool's own flags and files.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// The command, if it is one that reads its arguments itself. It is found before the arguments are parsed, because
/// parsing would take `--` away from it.
pub fn reading_itself(arguments: &[OsString]) -> Option<Command> {
    let (name, rest) = arguments.split_first()?;
    let arguments = rest.to_vec();
    match name.to_str()? {
        "transpile" => Some(Command::Transpile(PassedOn { arguments })),
        "validate" => Some(Command::Validate(PassedOn { arguments })),
        _ => None,
    }
}

/// Runs one command.
///
/// # Errors
///
/// The command could not work: a file cannot be read, an output is in the way.
pub fn run(command: Command) -> Result<Ending> {
    match command {
        Command::New(arguments) => new::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Schema => schema::run(),
        Command::Secrets(command) => secrets::run(&command),
        Command::Render(arguments) => render::run(&arguments),
        Command::Studio { port, no_open } => {
            let opening = if no_open {
                Opening::PrintOnly
            } else {
                Opening::Open
            };
            studio::serve(port, opening)?;
            Ok(Ending::Fine)
        }
        Command::Transpile(passed_on) => transpile::run(&passed_on.arguments),
        Command::Validate(passed_on) => validate::run(&passed_on.arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    }
}

/// Writes to standard output, all of it.
fn print(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .context("standard output cannot be written")
}
