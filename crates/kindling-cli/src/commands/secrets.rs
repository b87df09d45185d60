//! `kindling secrets`: make, show, renew.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use kindling_core::secrets::{self, Pki, Progress, Secrets};
use kindling_core::sensitivity::Sensitivity;
use kindling_pki::{Algorithm, Timestamp};
use rand_core::OsRng;

use super::inputs::ClusterInput;
use crate::Ending;
use crate::files;
use crate::terminal::Format;

/// What can be done with secrets.
#[derive(Subcommand)]
pub enum Command {
    /// Make the keys and the bootstrap token of a new cluster.
    New(NewArguments),
    /// Show names, dates and fingerprints of every certificate; never a key.
    Show(HeldArguments),
    /// Issue the leaf certificates anew from today; the authorities and all keys stay.
    Renew(RenewArguments),
}

/// The kinds of key by name.
#[derive(Clone, Copy, Default, ValueEnum)]
enum AlgorithmName {
    /// ECDSA on P-256.
    #[default]
    EcdsaP256,
    /// RSA with 2048 bits.
    #[value(name = "rsa-2048")]
    Rsa2048,
    /// RSA with 3072 bits.
    #[value(name = "rsa-3072")]
    Rsa3072,
    /// RSA with 4096 bits.
    #[value(name = "rsa-4096")]
    Rsa4096,
}

impl From<AlgorithmName> for Algorithm {
    fn from(name: AlgorithmName) -> Self {
        match name {
            AlgorithmName::EcdsaP256 => Self::EcdsaP256,
            AlgorithmName::Rsa2048 => Self::Rsa2048,
            AlgorithmName::Rsa3072 => Self::Rsa3072,
            AlgorithmName::Rsa4096 => Self::Rsa4096,
        }
    }
}

/// Where a secrets document goes, and which day it is.
#[derive(Args)]
struct Output {
    /// Write this file, readable by you alone; it must not exist. Otherwise standard output, unless that is a terminal.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The date of issue, RFC 3339; now if not given.
    #[arg(long, value_name = "DATE")]
    issued_at: Option<String>,
}

/// Arguments of `kindling secrets new`.
#[derive(Args)]
pub struct NewArguments {
    #[command(flatten)]
    input: ClusterInput,
    /// The kind of every key.
    #[arg(long, value_enum, default_value_t)]
    algorithm: AlgorithmName,
    #[command(flatten)]
    output: Output,
}

/// Arguments of commands that read a secrets document.
#[derive(Args)]
pub struct HeldArguments {
    #[command(flatten)]
    input: ClusterInput,
    /// The secrets document; `-` for standard input. Without it, `secrets.yaml` beside the cluster document.
    #[arg(long)]
    secrets: Option<PathBuf>,
}

/// Arguments of `kindling secrets renew`.
#[derive(Args)]
pub struct RenewArguments {
    #[command(flatten)]
    held: HeldArguments,
    #[command(flatten)]
    output: Output,
}

/// Runs one of the commands.
///
/// # Errors
///
/// A document cannot be read, or the output is in the way.
pub fn run(command: &Command) -> Result<Ending> {
    match command {
        Command::New(arguments) => new(arguments),
        Command::Show(arguments) => show(arguments),
        Command::Renew(arguments) => renew(arguments),
    }
}

impl Output {
    /// Refuses before any work is done: a terminal would show keys, and a file that exists is not overwritten.
    fn check(&self) -> Result<()> {
        match &self.out {
            None if std::io::stdout().is_terminal() => {
                bail!("keys are not printed on a terminal; name a file with `--out`, or use a pipe")
            }
            Some(path) if path != Path::new("-") && path.exists() => bail!(
                "`{}` exists and is not overwritten: if it holds this cluster's keys, they are to be used again",
                path.display()
            ),
            _ => Ok(()),
        }
    }

    fn date(&self) -> Result<Timestamp> {
        if let Some(text) = &self.issued_at {
            return text.parse().with_context(|| {
                format!("`{text}` is no date; write it as `2026-11-22T00:00:00Z`")
            });
        }
        let seconds = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .context("the clock of this computer is before 1970")?
            .as_secs();
        Timestamp::from_unix_seconds(
            i64::try_from(seconds).context("the clock of this computer is far off")?,
        )
        .context("the clock of this computer is far off")
    }

    fn write(&self, secrets: &Secrets) -> Result<()> {
        let text = secrets.to_text();
        match &self.out {
            Some(path) if path != Path::new("-") => {
                files::write_new(path, text.expose().as_bytes(), Sensitivity::Secret)?;
                eprintln!(
                    "wrote {}: keep it where only you can read it, and use it at every render",
                    path.display()
                );
                Ok(())
            }
            _ => super::print(text.expose().as_bytes()),
        }
    }
}

fn new(arguments: &NewArguments) -> Result<Ending> {
    arguments.output.check()?;
    let now = arguments.output.date()?;
    let mut judged = arguments.input.judge()?;
    let Some(cluster) = &judged.cluster else {
        judged.print(arguments.input.format);
        return Ok(Ending::DocumentHasErrors);
    };
    let mut bar = Bar::new();
    let (made, found) = secrets::generate(
        cluster,
        arguments.algorithm.into(),
        now,
        &mut OsRng,
        &mut |progress| {
            bar.show(progress);
        },
    )
    .into_parts();
    bar.end();
    judged.diagnostics.extend(found);
    judged.print_beside_output(arguments.input.format);
    match made {
        Some(secrets) => arguments.output.write(&secrets).map(|()| Ending::Fine),
        None => Ok(Ending::DocumentHasErrors),
    }
}

fn renew(arguments: &RenewArguments) -> Result<Ending> {
    arguments.output.check()?;
    let now = arguments.output.date()?;
    let input = &arguments.held.input;
    let mut judged = input.judge()?;
    let text = judged.read_secrets_text(&arguments.held.path())?;
    let renewed = judged.cluster.as_ref().and_then(|cluster| {
        // What an older document lacks is made along the way.
        let (renewed, found) = secrets::read(&text)
            .and_then(|document| secrets::complete(document, cluster, now, &mut OsRng, &mut |_| {}))
            .and_then(|held| secrets::renew(&held, now))
            .into_parts();
        judged.diagnostics.extend(found);
        renewed
    });
    judged.print_beside_output(input.format);
    match renewed {
        Some(secrets) => arguments.output.write(&secrets).map(|()| Ending::Fine),
        None => Ok(Ending::DocumentHasErrors),
    }
}

fn show(arguments: &HeldArguments) -> Result<Ending> {
    let mut judged = arguments.input.judge()?;
    let held = judged.read_secrets(&arguments.path())?;
    let pki = match (&judged.cluster, &held) {
        (Some(cluster), Some(held)) => {
            let (pki, found) = secrets::issue(cluster, held).into_parts();
            judged.diagnostics.extend(found);
            pki
        }
        _ => None,
    };
    judged.print_beside_output(arguments.input.format);
    let Some(pki) = pki else {
        return Ok(Ending::DocumentHasErrors);
    };
    let text = match arguments.input.format {
        Format::Human => table(&pki),
        Format::Json => format!("{}\n", rows(&pki)),
    };
    super::print(text.as_bytes())?;
    Ok(Ending::Fine)
}

impl HeldArguments {
    fn path(&self) -> PathBuf {
        self.secrets
            .clone()
            .unwrap_or_else(|| self.input.beside("secrets.yaml"))
    }
}

fn table(pki: &Pki) -> String {
    let mut text = String::new();
    for (name, certificate) in pki.facts() {
        let names: Vec<String> = certificate
            .names()
            .iter()
            .map(ToString::to_string)
            .collect();
        let signer = name
            .signer()
            .map_or("itself", |signer| signer.certificate().word());
        text.push_str(&format!("{}\n  {}\n", name.word(), name.purpose()));
        let facts = [
            ("subject", certificate.subject().to_string()),
            ("names", names.join(", ")),
            ("signed by", signer.to_owned()),
            ("from", certificate.validity().not_before().to_string()),
            ("until", certificate.validity().not_after().to_string()),
            ("serial", certificate.serial().to_string()),
            ("sha256", certificate.fingerprint().to_string()),
        ];
        for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            text.push_str(&format!("  {label:<10}{value}\n"));
        }
    }
    text
}

fn rows(pki: &Pki) -> serde_json::Value {
    pki.facts()
        .map(|(name, certificate)| {
            serde_json::json!({
                "name": name.word(),
                "purpose": name.purpose(),
                "subject": certificate.subject().to_string(),
                "names": certificate.names().iter().map(ToString::to_string).collect::<Vec<_>>(),
                "signer": name.signer().map(|signer| signer.certificate().word()),
                "not_before": certificate.validity().not_before().to_string(),
                "not_after": certificate.validity().not_after().to_string(),
                "serial": certificate.serial().to_string(),
                "sha256": certificate.fingerprint().to_string(),
            })
        })
        .collect()
}

/// A progress bar on standard error, where that is a terminal.
struct Bar {
    shown: bool,
}

impl Bar {
    const WIDTH: usize = 30;

    const fn new() -> Self {
        Self { shown: false }
    }

    fn show(&mut self, progress: Progress) {
        if !std::io::stderr().is_terminal() || progress.total == 0 {
            return;
        }
        self.shown = true;
        let filled = Self::WIDTH * progress.made / progress.total;
        eprint!(
            "\rmaking keys [{}{}] {}/{}",
            "=".repeat(filled),
            " ".repeat(Self::WIDTH - filled),
            progress.made,
            progress.total
        );
    }

    fn end(&self) {
        if self.shown {
            eprintln!();
        }
    }
}
