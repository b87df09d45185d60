//! Embeds the page, if it was built before the CLI.
//!
//! `KINDLING_PAGE` names the page; without it, `dist/index.html` at the top of
//! the checkout is taken where it exists (`cargo xtask page` builds it). The
//! CLI builds without a page too; `kindling studio` then says how to get one.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let here = env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    let out = env::var_os("OUT_DIR").map_or_else(PathBuf::new, PathBuf::from);
    let named = env::var_os("KINDLING_PAGE").map(PathBuf::from);
    let built = here.join("..").join("..").join("dist").join("index.html");

    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=KINDLING_PAGE");
    // A path that does not exist yet counts as changed, so the page is found
    // as soon as it is there.
    let page = named.as_deref().unwrap_or(&built);
    println!("cargo::rerun-if-changed={}", page.display());

    let expression = match (page.canonicalize(), &named) {
        (Ok(page), _) => format!("Some(include_bytes!({}))", quoted(&page)),
        (Err(_), None) => "None".to_owned(),
        (Err(error), Some(named)) => {
            let reason = format!("KINDLING_PAGE={}: {error}", named.display());
            return Err(io::Error::other(reason));
        }
    };
    fs::write(out.join("page.rs"), expression)
}

/// The path as a string literal of Rust.
fn quoted(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}
