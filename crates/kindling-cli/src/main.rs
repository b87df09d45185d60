//! Files and terminal around the core.

mod studio;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use studio::Opening;

/// A config studio for Kubernetes on Ignition-provisioned Linux.
#[derive(Parser)]
#[command(name = "kindling", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the studio on loopback, from inside this program.
    Studio {
        /// The port on 127.0.0.1; a free one without.
        #[arg(long)]
        port: Option<u16>,
        /// Open no browser; print the address alone.
        #[arg(long)]
        no_open: bool,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Studio { port, no_open } => {
            let opening = if no_open {
                Opening::PrintOnly
            } else {
                Opening::Open
            };
            studio::serve(port, opening)
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
