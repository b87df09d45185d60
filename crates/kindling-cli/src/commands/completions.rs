//! `kindling completions`.

use anyhow::Result;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::Ending;

/// Arguments of `kindling completions`.
#[derive(Args)]
pub struct Arguments {
    /// The shell.
    shell: Shell,
}

/// Prints the script.
///
/// # Errors
///
/// Standard output cannot be written.
pub fn run(arguments: &Arguments) -> Result<Ending> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut crate::Arguments::command(),
        "kindling",
        &mut script,
    );
    super::print(&script)?;
    Ok(Ending::Fine)
}
