//! `kindling check`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::inputs::ClusterInput;
use crate::Ending;
use crate::terminal::Format;

/// Arguments of `kindling check`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    input: ClusterInput,
    /// A secrets document to check with it; everything is then rendered in memory and checked too.
    #[arg(long)]
    secrets: Option<PathBuf>,
}

/// Checks the documents.
///
/// # Errors
///
/// A document cannot be read.
pub fn run(arguments: &Arguments) -> Result<Ending> {
    let mut judged = arguments.input.judge()?;
    let mut fine = judged.cluster.is_some();
    if let Some(path) = &arguments.secrets {
        let secrets = judged.read_secrets(path)?;
        fine = match (&judged.cluster, &secrets) {
            (Some(cluster), Some(secrets)) => {
                let (artifacts, found) = kindling_core::render(cluster, secrets).into_parts();
                judged.diagnostics.extend(found);
                artifacts.is_some()
            }
            _ => false,
        };
    }
    judged.print(arguments.input.format);
    if !fine {
        return Ok(Ending::DocumentHasErrors);
    }
    if let (Format::Human, Some(cluster)) = (arguments.input.format, &judged.cluster) {
        eprintln!(
            "{} is fine: {} controller{}, {} worker{}, Kubernetes {}, {} {}",
            cluster.name(),
            cluster.controllers().len(),
            if cluster.controllers().len() == 1 {
                ""
            } else {
                "s"
            },
            cluster.workers().len(),
            if cluster.workers().len() == 1 {
                ""
            } else {
                "s"
            },
            cluster.release().version(),
            cluster.os().word(),
            cluster.os().version(),
        );
    }
    Ok(Ending::Fine)
}
