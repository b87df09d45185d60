//! `kindling studio`: the page that this binary carries, on loopback.
//!
//! Takes a port; serves until it is interrupted. It reads no file, and the page
//! sends nothing back: this side never learns what is typed there.

use std::borrow::Cow;

use anyhow::{Context, Result};
use kindling_loopback::{Answer, Loopback, Shown};

/// The page, where one was built before this binary was.
const PAGE: Option<&[u8]> = include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// Whether to open a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Ask the desktop to open the page.
    Open,
    /// Print the address alone.
    PrintOnly,
}

/// Serves the page at 127.0.0.1; with no port the system picks a free one. The
/// address is printed on a line of its own, as soon as it answers.
///
/// # Errors
/// Where this binary carries no page, or the port cannot be had.
pub fn serve(port: Option<u16>, opening: Opening) -> Result<()> {
    let page = PAGE.context(
        "this binary was built without the page; \
         run `cargo xtask page` and build it again, or open the HTML file itself",
    )?;
    let server = Loopback::bind(port).with_context(|| match port {
        Some(port) => format!("port {port} on 127.0.0.1 cannot be had"),
        None => "no port on 127.0.0.1 can be had".to_owned(),
    })?;
    let url = server.url();
    println!("{url}");
    eprintln!("The studio answers this computer alone. Stop it with Ctrl-C.");
    if opening == Opening::Open {
        match kindling_loopback::show(&url) {
            Ok(Shown::Asked) => {}
            Ok(Shown::NoScreen) => eprintln!("There is no screen here: open the address yourself."),
            Err(error) => eprintln!("No browser was opened: {error}."),
        }
    }
    server
        .serve(move |path| answer(page, path))
        .context("the listener failed")
}

/// The page is at `/` and nowhere else; it asks for nothing else.
fn answer(page: &'static [u8], path: &str) -> Option<Answer> {
    matches!(path, "/" | "/index.html").then_some(Answer {
        media_type: "text/html; charset=utf-8",
        body: Cow::Borrowed(page),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_at_the_root_alone() {
        for path in ["/", "/index.html"] {
            let found = answer(b"page", path).expect("the page is there");
            assert_eq!(&*found.body, b"page");
        }
        for path in ["/etc/passwd", "/../x", "/favicon.ico", ""] {
            assert_eq!(answer(b"page", path), None, "{path}");
        }
    }

    #[test]
    fn what_is_embedded_is_a_whole_page() {
        if let Some(page) = PAGE {
            let page = String::from_utf8_lossy(page);
            assert!(page.starts_with("<!doctype html>"));
            assert!(page.contains("id=\"kindling-wasm\""));
            assert!(page.contains("connect-src 'none'"));
        }
    }
}
