//! `kindling new`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use kindling_core::document::{self, Preset};
use kindling_core::sensitivity::Sensitivity;

use crate::Ending;
use crate::files;

/// Arguments of `kindling new`.
#[derive(Args)]
pub struct Arguments {
    /// Where to write; must not exist. Standard output if not given, or for `-`.
    file: Option<PathBuf>,
    /// What to start from: lab, mercury, high-availability or fedora-coreos.
    #[arg(long, default_value = Preset::Mercury.word(), value_parser = preset)]
    preset: Preset,
}

/// The preset of a word; else what words there are.
fn preset(word: &str) -> Result<Preset, String> {
    Preset::parse(word).ok_or_else(|| {
        let known: Vec<&str> = Preset::ALL.into_iter().map(Preset::word).collect();
        format!("choose one of {}", known.join(", "))
    })
}

/// Writes the starter document.
///
/// # Errors
///
/// The file exists or cannot be written.
pub fn run(arguments: &Arguments) -> Result<Ending> {
    let text = document::starter(arguments.preset);
    match arguments.file.as_deref() {
        None => super::print(text.as_bytes())?,
        Some(path) if path == Path::new("-") => super::print(text.as_bytes())?,
        Some(path) => {
            files::write_new(path, text.as_bytes(), Sensitivity::Public)?;
            eprintln!("wrote {}", path.display());
        }
    }
    Ok(Ending::Fine)
}
