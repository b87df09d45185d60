//! `kindling merge`: a config and its snippets made one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use kindling_butane::FileTree;
use kindling_butane::command::Terminal;
use kindling_butane::excerpt::{self, Colour, ReportStyle};
use kindling_butane::provider::{self, PartError, Settings, Strictness};
use kindling_ignition::Report;
use kindling_ignition::print::{self, Encoder, Layout};

use super::files_dir::FilesDir;
use super::streams;
use crate::Ending;
use crate::files;

/// Arguments of `kindling merge`.
#[derive(Args)]
pub struct Arguments {
    /// The config that is merged onto: Butane or Ignition; `-` for standard input.
    base: PathBuf,
    /// What is merged onto it, in this order.
    snippets: Vec<PathBuf>,
    /// Answer as Terraform's `ct` provider renders: Ignition 3.4 at most, in its own bytes and words.
    #[arg(long)]
    provider: bool,
    /// Take warnings as errors.
    #[arg(short, long)]
    strict: bool,
    /// Indent the result.
    #[arg(short, long)]
    pretty: bool,
    /// The folder that the configs may embed files of.
    #[arg(short = 'd', long)]
    files_dir: Option<PathBuf>,
    /// Write to this file instead of standard output.
    #[arg(short, long)]
    output: Option<PathBuf>,
}

/// Merges.
///
/// # Errors
///
/// A file cannot be read or written.
pub fn run(arguments: &Arguments) -> Result<Ending> {
    let base = files::read_bytes(&arguments.base)?;
    let snippets = arguments.snippets.iter();
    let snippets = snippets
        .map(|path| files::read_bytes(path))
        .collect::<Result<Vec<_>>>()?;
    let snippets: Vec<&[u8]> = snippets.iter().map(Vec::as_slice).collect();
    let result = if arguments.provider {
        with_files(arguments, |files| {
            provider::render(&base, &snippets, settings(arguments, files))
        })
        .map_err(|error| format!("{error}\n"))
    } else {
        plain(arguments, &base, &snippets)
    };
    match (result, &arguments.output) {
        (Err(message), _) => streams::finish(b"", message.as_bytes(), 1),
        (Ok(text), None) => streams::finish(text.as_bytes(), b"", 0),
        (Ok(text), Some(path)) => {
            fs::write(path, text)
                .with_context(|| format!("`{}` cannot be written", path.display()))?;
            Ok(Ending::Fine)
        }
    }
}

fn with_files<T>(arguments: &Arguments, run: impl Fn(Option<&FileTree>) -> T) -> T {
    match &arguments.files_dir {
        Some(folder) => FilesDir::new(folder.as_os_str()).run(|files| run(Some(files))),
        None => run(None),
    }
}

fn layout(arguments: &Arguments) -> Layout {
    if arguments.pretty {
        Layout::Pretty
    } else {
        Layout::Compact
    }
}

fn settings<'f>(arguments: &Arguments, files: Option<&'f FileTree>) -> Settings<'f> {
    Settings {
        files,
        layout: layout(arguments),
        strictness: if arguments.strict {
            Strictness::Strict
        } else {
            Strictness::Lenient
        },
    }
}

/// Ignition's own merge; what there is to say about the parts goes to standard error at once.
fn plain(arguments: &Arguments, base: &[u8], snippets: &[&[u8]]) -> Result<String, String> {
    let merged = with_files(arguments, |files| provider::merge(base, snippets, files));
    let parts = || std::iter::once(&arguments.base).chain(&arguments.snippets);
    let texts = || std::iter::once(base).chain(snippets.iter().copied());
    let merged = match merged {
        Ok(merged) => merged,
        Err(error) => {
            let part = parts().zip(texts()).nth(error.part);
            let (path, text) = part.unwrap_or((&arguments.base, base));
            let style = match *error.error {
                PartError::Butane(_) => style(),
                PartError::Ignition(_) => ReportStyle::Lines,
            };
            let report = excerpt::print(&error.report, text, &name(path), style);
            return Err(format!("{report}error: {}: {}\n", name(path), error.error));
        }
    };
    let mut said = String::new();
    for ((path, text), report) in parts().zip(texts()).zip(&merged.reports) {
        said += &excerpt::print(report, text, &name(path), style());
    }
    if arguments.strict && !merged.reports.iter().all(Report::is_empty) {
        said += "Config produced warnings and --strict was specified\n";
        return Err(said);
    }
    eprint!("{said}");
    let text = print::print(
        &merged.config,
        merged.spec,
        Encoder::Butane,
        layout(arguments),
    );
    Ok(text + "\n")
}

fn style() -> ReportStyle {
    ReportStyle::Excerpts(match streams::terminal() {
        Terminal::Colourful => Colour::Always,
        Terminal::Plain => Colour::Never,
    })
}

fn name(path: &Path) -> String {
    if path == Path::new("-") {
        "<stdin>".to_owned()
    } else {
        path.display().to_string()
    }
}
