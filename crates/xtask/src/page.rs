//! The page: built by Trunk, then put together as one HTML file.
//!
//! `build` runs Trunk with the workspace's settings. Trunk in turn runs
//! `cargo xtask page-assemble` (its post-build hook, see `Trunk.toml`), which
//! is `assemble`: it puts the glue, the WASM and the starter into the HTML and
//! writes the policy that forbids every connection.

mod assemble;
mod policy;

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::shell;

pub use assemble::assemble;

/// How the page is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Make {
    /// Small: what is handed out.
    Release,
    /// Soon: for trying things out.
    Quick,
}

/// Tells `assemble`, which Trunk starts, that the page is made in a hurry.
const QUICK: &str = "KINDLING_PAGE_QUICK";

/// The finished page.
pub fn path() -> PathBuf {
    shell::root().join("dist").join("index.html")
}

/// Builds the page.
///
/// # Errors
/// Where Trunk fails; it has said why by then.
pub fn build(make: Make) -> Result<()> {
    let mut trunk = shell::command("trunk");
    trunk.arg("build");
    // Trunk takes `NO_COLOR=1` for a wrong value of an option of its own.
    trunk.env_remove("NO_COLOR");
    trunk.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        remap().join(" "),
    );
    if make == Make::Quick {
        trunk.args(["--cargo-profile", "page-quick"]);
        trunk.env(QUICK, "1");
    }
    shell::run(&mut trunk)?;
    let page = path();
    ensure!(page.is_file(), "Trunk left no {}", page.display());
    Ok(())
}

/// Flags that take the paths of this machine out of the WASM, so that two
/// machines build the same bytes.
fn remap() -> Vec<String> {
    let mut flags = vec![format!(
        "--remap-path-prefix={}=/kindling",
        shell::root().display()
    )];
    if let Ok(home) = shell::cargo_home() {
        // The folder of a registry carries a hash of its address in its name.
        let registries = home.join("registry").join("src");
        let mut folders: Vec<PathBuf> = std::fs::read_dir(&registries)
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        folders.sort();
        for folder in folders {
            flags.push(format!("--remap-path-prefix={}=/crates", folder.display()));
        }
    }
    flags
}
