//! `kindling render`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::{ArgGroup, Args};
use kindling_core::artifacts::Artifacts;
use kindling_core::package;
use kindling_core::sensitivity::Sensitivity;

use super::inputs::ClusterInput;
use crate::Ending;
use crate::files;
use crate::terminal::Format;

/// Arguments of `kindling render`.
#[derive(Args)]
#[command(group(ArgGroup::new("output").args(["out", "zip", "tar", "only"])))]
pub struct Arguments {
    #[command(flatten)]
    input: ClusterInput,
    /// The secrets document; `-` for standard input. Without it, `secrets.yaml` beside the cluster document.
    #[arg(long)]
    secrets: Option<PathBuf>,
    /// Write a folder: made new, or replaced if an earlier run made it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write a zip file.
    #[arg(long, value_name = "FILE")]
    zip: Option<PathBuf>,
    /// Write a tar file.
    #[arg(long, value_name = "FILE")]
    tar: Option<PathBuf>,
    /// Write one artifact to standard output.
    #[arg(long, value_name = "PATH")]
    only: Option<String>,
}

/// Renders the cluster.
///
/// # Errors
///
/// A document cannot be read, there are no secrets, or an output is in the way.
pub fn run(arguments: &Arguments) -> Result<Ending> {
    let mut judged = arguments.input.judge()?;
    if judged.cluster.is_none() {
        judged.print(arguments.input.format);
        return Ok(Ending::DocumentHasErrors);
    }
    let path = arguments
        .secrets
        .clone()
        .unwrap_or_else(|| arguments.input.beside("secrets.yaml"));
    if arguments.secrets.is_none() && !path.exists() {
        bail!(
            "`{}` does not exist: a cluster's keys are made once and kept; make them with `kindling secrets new {} \
             --out {}`, or name the document that has them with `--secrets`",
            path.display(),
            arguments.input.cluster.display(),
            path.display(),
        );
    }
    let secrets = judged.read_secrets(&path)?;
    let rendered = match (&judged.cluster, &secrets) {
        (Some(cluster), Some(secrets)) => {
            let (artifacts, found) = kindling_core::render(cluster, secrets).into_parts();
            judged.diagnostics.extend(found);
            artifacts
        }
        _ => None,
    };
    let (Some(cluster), Some(artifacts)) = (&judged.cluster, rendered) else {
        judged.print(arguments.input.format);
        return Ok(Ending::DocumentHasErrors);
    };
    // Standard output belongs to the one artifact that was asked for.
    if arguments.only.is_none() || arguments.input.format == Format::Human {
        judged.print(arguments.input.format);
    }
    let name = cluster.name();
    if let Some(folder) = &arguments.out {
        files::write_folder(folder, &artifacts)?;
        eprintln!("wrote {} files to {}", artifacts.len(), folder.display());
    } else if let Some(file) = &arguments.zip {
        write_package(file, &package::zip(name, &artifacts)?)?;
    } else if let Some(file) = &arguments.tar {
        write_package(file, &package::tar(name, &artifacts)?)?;
    } else if let Some(wanted) = &arguments.only {
        let Some(artifact) = artifacts.get(wanted) else {
            bail!(
                "there is no artifact `{wanted}`; `kindling render` without output options lists them all"
            );
        };
        super::print(artifact.contents.as_bytes())?;
    } else {
        list(&artifacts, arguments.input.format)?;
    }
    Ok(Ending::Fine)
}

fn write_package(file: &Path, bytes: &[u8]) -> Result<()> {
    if file == Path::new("-") {
        return super::print(bytes);
    }
    files::write_new(file, bytes, Sensitivity::Secret)?;
    eprintln!("wrote {}", file.display());
    Ok(())
}

fn list(artifacts: &Artifacts, format: Format) -> Result<()> {
    let word = |sensitivity| match sensitivity {
        Sensitivity::Public => "public",
        Sensitivity::Secret => "secret",
    };
    let text = match format {
        Format::Json => {
            let rows: Vec<serde_json::Value> = artifacts
                .iter()
                .map(|(path, artifact)| {
                    serde_json::json!({
                        "path": path,
                        "bytes": artifact.contents.len(),
                        "sensitivity": word(artifact.sensitivity),
                        "purpose": artifact.purpose,
                    })
                })
                .collect();
            format!("{}\n", serde_json::Value::Array(rows))
        }
        Format::Human => {
            let width = artifacts
                .iter()
                .map(|(path, _)| path.len())
                .max()
                .unwrap_or(0);
            let mut text = String::new();
            for (path, artifact) in artifacts.iter() {
                text.push_str(&format!(
                    "{path:width$}  {:>8}  {}  {}\n",
                    artifact.contents.len(),
                    word(artifact.sensitivity),
                    artifact.purpose
                ));
            }
            text
        }
    };
    super::print(text.as_bytes())
}
