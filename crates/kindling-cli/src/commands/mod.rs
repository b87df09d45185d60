//! One module a command; each takes its arguments and says how it ended.

mod check;
mod completions;
mod inputs;
mod new;
mod render;
mod schema;
mod secrets;

use std::io::Write;

use anyhow::{Context, Result};
use clap::Subcommand;

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
