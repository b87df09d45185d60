//! The built page on loopback, as `kindling studio` serves it: the same
//! listener, with the files of `dist` behind it.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use kindling_loopback::{Answer, Loopback};

use crate::{page, shell};

/// Whether to open a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Ask the desktop to open the page.
    Open,
    /// Print the address alone.
    PrintOnly,
}

/// Serves the page until it is interrupted; prints where.
///
/// # Errors
/// Where the port cannot be had.
pub fn studio(port: u16, opening: Opening) -> Result<()> {
    let server = Loopback::bind(Some(port))
        .with_context(|| format!("port {port} cannot be had; choose another with --port"))?;
    let url = server.url();
    println!("{url}");
    eprintln!("The studio is at {url}, for this computer alone. Stop it with Ctrl-C.");
    eprintln!(
        "The same page opens without a server: {}",
        page::path().display()
    );
    if opening == Opening::Open
        && let Err(error) = kindling_loopback::show(&url)
    {
        eprintln!("no browser was opened: {error}");
    }
    let folder = dist();
    server.serve(move |path| find(&folder, path))?;
    Ok(())
}

/// Serves the page in the background for as long as this process lives.
///
/// # Errors
/// Where no port can be had.
pub fn background() -> Result<String> {
    let server = Loopback::bind(None)?;
    let url = server.url();
    let folder = dist();
    std::thread::spawn(move || server.serve(move |path| find(&folder, path)));
    Ok(url)
}

fn dist() -> PathBuf {
    shell::root().join("dist")
}

/// The file at this path, if it is one of the folder's own.
fn find(folder: &Path, path: &str) -> Option<Answer> {
    let inside = path.strip_prefix('/')?;
    let inside = if inside.is_empty() {
        "index.html"
    } else {
        inside
    };
    let file = Path::new(inside);
    let plain = file
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !plain {
        return None;
    }
    Some(Answer {
        media_type: media_type(file),
        body: Cow::Owned(std::fs::read(folder.join(file)).ok()?),
    })
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_folder_are_served() {
        let folder = shell::root().join("web");
        for path in ["/", "/index.html", "/styles/tokens.css"] {
            assert!(find(&folder, path).is_some(), "{path}");
        }
        for path in [
            "/../Cargo.toml",
            "//etc/passwd",
            "/styles/../../Cargo.toml",
            "/./index.html",
            "/none",
            "/styles",
            "index.html",
        ] {
            assert!(find(&folder, path).is_none(), "{path}");
        }
    }
}
