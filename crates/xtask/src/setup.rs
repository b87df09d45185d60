//! What a task needs on the machine, put there step by step.
//!
//! Each step is data (`steps.rs`): what it brings, why, how to see that it is
//! there, how to get it, and what to do by hand where it cannot be got. A step
//! whose thing is there says nothing and does nothing.

mod steps;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::shell;

pub use steps::{BROWSERS, PAGE, SMALLER_PAGE, TOOLS};
use steps::{Step, Way};

/// What to do about a thing that cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The task cannot go on.
    Fails,
    /// The task goes on without it, and says so.
    IsTold,
}

/// Brings what is missing of these steps. All are tried before any is
/// complained about.
///
/// # Errors
/// Where something is still missing, with what to do by hand.
pub fn prepare(steps: &[Step], missing: Missing) -> Result<()> {
    let mut lacking = String::new();
    let absent: Vec<&Step> = steps.iter().filter(|step| !step.is_there()).collect();

    let packages: BTreeSet<&str> = absent
        .iter()
        .filter_map(|step| match step.way {
            Way::Debian(package) => Some(package),
            _ => None,
        })
        .collect();
    let by_apt = if packages.is_empty() {
        Ok(())
    } else {
        for step in absent
            .iter()
            .filter(|step| matches!(step.way, Way::Debian(_)))
        {
            announce(step);
        }
        apt(&packages)
    };

    for step in absent {
        let tried = match step.way {
            Way::Debian(_) => by_apt.as_ref().copied().map_err(|e| format!("{e:#}")),
            way => {
                announce(step);
                install(way).map_err(|error| format!("{error:#}"))
            }
        };
        let why = match tried {
            _ if step.is_there() => continue,
            Ok(()) => "it was installed but is not found".to_owned(),
            Err(why) => why,
        };
        writeln!(
            lacking,
            "  {}: {why}\n    it is needed {}\n    by hand: {}",
            step.name,
            step.why,
            step.by_hand()
        )?;
    }
    if lacking.is_empty() {
        return Ok(());
    }
    match missing {
        Missing::Fails => bail!("set-up is not complete:\n{lacking}"),
        Missing::IsTold => {
            eprintln!("set-up: going on without:\n{lacking}");
            Ok(())
        }
    }
}

fn announce(step: &Step) {
    eprintln!(
        "set-up: {} is missing; it is needed {}",
        step.name, step.why
    );
}

fn install(way: Way) -> Result<()> {
    match way {
        Way::Target(triple) => {
            shell::run_download(shell::command("rustup").args(["target", "add", triple]))
                .context("rustup could not add the target")
        }
        Way::Component(name) => {
            shell::run_download(shell::command("rustup").args(["component", "add", name]))
                .context("rustup could not add the component")
        }
        Way::Crate {
            name,
            version,
            options,
            ..
        } => shell::run_download(
            shell::cargo()
                .args(["install", "--locked", "--debug"])
                .args(options)
                .arg("--root")
                .arg(shell::tools()?)
                .arg(format!("{name}@{version}"))
                // A debug build does the same work and is made in a third of the time.
                .env("CARGO_PROFILE_DEV_DEBUG", "0")
                .env("CARGO_INCREMENTAL", "0")
                .env(
                    "CARGO_TARGET_DIR",
                    shell::root().join("target").join("tools"),
                ),
        )
        .context("cargo could not install it"),
        Way::Npm(folder) => {
            shell::run_download(
                shell::command("npm")
                    .args(["ci", "--no-audit", "--no-fund"])
                    .env("PUPPETEER_SKIP_DOWNLOAD", "1")
                    .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
                    .current_dir(shell::root().join(folder)),
            )
            .context("npm could not install the packages")?;
            steps::note_npm(&shell::root().join(folder))
        }
        Way::Debian(_) => Ok(()),
    }
}

/// One `apt-get` for all packages that are missing.
fn apt(packages: &BTreeSet<&str>) -> Result<()> {
    if shell::which("apt-get").is_none() {
        bail!("there is no apt-get here; use this system's own package manager");
    }
    let is_root = shell::ask(shell::command("id").arg("-u")).as_deref() == Some("0");
    let sudo = shell::which("sudo");
    let apt_get = || match (is_root, &sudo) {
        (true, _) => Ok(shell::command("apt-get")),
        (false, Some(sudo)) => {
            let mut command = shell::command(sudo);
            command.args(["-n", "apt-get"]);
            Ok(command)
        }
        (false, None) => bail!("packages can be installed by root alone, and there is no sudo"),
    };
    let install = |packages: &[&str]| {
        shell::run_download(
            apt_get()?
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(["install", "-y", "--no-install-recommends"])
                .args(packages),
        )
    };
    let all: Vec<&str> = packages.iter().copied().collect();
    let lists = Path::new("/var/lib/apt/lists");
    let has_lists = std::fs::read_dir(lists).is_ok_and(|mut entries| {
        entries.any(|entry| {
            entry.is_ok_and(|entry| entry.file_name().to_string_lossy().ends_with("Packages"))
        })
    });
    if has_lists && install(&all).is_ok() {
        return Ok(());
    }
    shell::run_download(apt_get()?.arg("update")).context("apt-get could not update its lists")?;
    if install(&all).is_ok() {
        return Ok(());
    }
    // One package that this release does not have keeps the others out.
    let mut last = Ok(());
    for package in all {
        if let Err(error) = install(&[package]) {
            last = Err(error).context(format!("apt-get could not install {package}"));
        }
    }
    last
}
