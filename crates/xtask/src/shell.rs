//! Running other programs: shown, watched, and explained when they fail.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The top of the checkout.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Where our own builds of tools go: apart from the user's, so that a version
/// that the user chose is not replaced.
pub fn tools() -> Result<PathBuf> {
    Ok(cargo_home()?.join("kindling-tools"))
}

/// Where cargo keeps its things.
pub fn cargo_home() -> Result<PathBuf> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))
        .context("neither CARGO_HOME nor HOME says where cargo keeps its things")
}

/// A program to be run at the top of the checkout; our own tools are found.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    if let Ok(path) = std::env::join_paths(folders()) {
        command.env("PATH", path);
    }
    command
}

/// The folders of the PATH: our own tools first, if there are any.
fn folders() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own = tools().ok().map(|root| root.join("bin"));
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Some(own) = own.filter(|own| own.is_dir()) {
        folders.insert(0, own);
    }
    folders
}

/// `cargo` as it was called, without what it set for this very program.
pub fn cargo() -> Command {
    let mut command = command("cargo");
    for name in std::env::vars_os().map(|(name, _)| name) {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text == "CARGO_MANIFEST_DIR" {
            command.env_remove(&name);
        }
    }
    command
}

/// Shows the command, runs it, and fails where it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    eprintln!("$ {line}");
    let status = command
        .status()
        .with_context(|| format!("`{line}` could not be started"))?;
    if !status.success() {
        bail!("`{line}` failed: {status}");
    }
    Ok(())
}

/// As [`run`], with the output passed on and its last lines kept, so that a
/// failure can be explained: the error names a registry that is out of reach.
pub fn run_download(command: &mut Command) -> Result<()> {
    let line = shown(command);
    eprintln!("$ {line}");
    let mut child = command
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{line}` could not be started"))?;
    let mut said = Vec::new();
    if let Some(stderr) = child.stderr.take() {
        for text in BufReader::new(stderr).split(b'\n') {
            let text = String::from_utf8_lossy(&text?).into_owned();
            writeln!(std::io::stderr(), "{text}")?;
            said.push(text);
        }
    }
    let status = child.wait()?;
    if status.success() {
        return Ok(());
    }
    if let Some(cause) = said.iter().find(|text| is_about_the_network(text)) {
        bail!("the registry is not reachable: {}", cause.trim());
    }
    bail!("`{line}` failed: {status}");
}

/// What a program prints, trimmed; `None` where it is absent or fails.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where a program is on the PATH.
pub fn which(name: &str) -> Option<PathBuf> {
    folders()
        .into_iter()
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let program = command.get_program();
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .map(|word| {
            if word.is_empty() || word.contains([' ', '*', '"', '$', '(']) {
                format!("'{word}'")
            } else {
                word.into_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a line that a package tool printed is about the way to its registry.
fn is_about_the_network(line: &str) -> bool {
    let line = line.to_lowercase();
    [
        "could not resolve",
        "couldn't resolve",
        "failed to download",
        "connection refused",
        "connection timed out",
        "network is unreachable",
        "could not connect",
        "couldn't connect",
        "enotfound",
        "econnrefused",
        "etimedout",
        "eai_again",
        "unable to update registry",
        "temporary failure",
        "dns error",
    ]
    .iter()
    .any(|mark| line.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_out_of_reach_is_told_from_a_build_that_fails() {
        for line in [
            "error: failed to download from `https://example.org`",
            "  [6] Couldn't resolve host name",
            "npm error code ENOTFOUND",
            "E: Temporary failure resolving 'deb.example.org'",
        ] {
            assert!(is_about_the_network(line), "{line}");
        }
        for line in [
            "error: could not compile `trunk`",
            "npm error code ERESOLVE",
        ] {
            assert!(!is_about_the_network(line), "{line}");
        }
    }

    #[test]
    fn a_failing_program_fails_the_task() {
        assert!(run(&mut command("false")).is_err());
        assert!(run(&mut command("true")).is_ok());
        let error = run_download(command("sh").args(["-c", "echo ENOTFOUND >&2; exit 1"]))
            .expect_err("it exits 1");
        assert!(error.to_string().contains("not reachable"), "{error}");
    }
}
