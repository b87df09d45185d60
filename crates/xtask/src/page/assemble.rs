//! One file out of three: HTML, glue and WASM.
//!
//! Takes the folder that Trunk staged; gives the same folder with one
//! `index.html` that carries everything, and without the parts. The same parts
//! give the same bytes.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};

use super::QUICK;
use super::policy::policy;
use crate::shell;

/// Where the policy goes; it stands before anything that it governs.
const POLICY: &str = "<!-- kindling:policy -->";
/// Where the program goes.
const PROGRAM: &str = "<!-- kindling:program -->";

/// What `wasm-opt` needs named, for the stripped module no longer says it.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Puts the staged page together in place.
///
/// # Errors
/// Where a part is missing, or would end its own script element.
pub fn assemble(staged: &Path) -> Result<()> {
    let page = staged.join("index.html");
    let glue = staged.join("kindling-web.js");
    let wasm = staged.join("kindling-web_bg.wasm");

    let optimised = optimise(&wasm)?;
    let parts = Parts {
        html: read_text(&page)?,
        glue: read_text(&glue)?,
        boot: read_text(&shell::root().join("web").join("boot.js"))?,
        wasm: std::fs::read(&wasm).with_context(|| format!("no {}", wasm.display()))?,
        quick: !optimised,
    };
    let whole = parts.join()?;
    std::fs::write(&page, &whole)?;
    std::fs::remove_file(&glue)?;
    std::fs::remove_file(&wasm)?;
    eprintln!(
        "page: {} KB as one file; the WASM is {} KB, {} KB in gzip{}",
        whole.len() / 1000,
        parts.wasm.len() / 1000,
        packed(&parts.wasm)?.len() / 1000,
        if optimised { "" } else { "; not optimised" },
    );
    Ok(())
}

/// Runs `wasm-opt` where it is to be had.
fn optimise(wasm: &Path) -> Result<bool> {
    if std::env::var_os(QUICK).is_some() {
        return Ok(false);
    }
    let Some(program) = shell::which("wasm-opt") else {
        eprintln!("page: no wasm-opt on the PATH, so the page is larger than it could be");
        return Ok(false);
    };
    let smaller: PathBuf = wasm.with_extension("opt.wasm");
    shell::run(
        shell::command(program)
            .arg("-Os")
            .args(FEATURES)
            .arg(wasm)
            .arg("-o")
            .arg(&smaller),
    )?;
    std::fs::rename(&smaller, wasm)?;
    Ok(true)
}

struct Parts {
    html: String,
    glue: String,
    boot: String,
    wasm: Vec<u8>,
    quick: bool,
}

impl Parts {
    fn join(&self) -> Result<String> {
        for (name, text) in [("glue", &self.glue), ("starter", &self.boot)] {
            let small = text.to_ascii_lowercase();
            for mark in ["</script", "<!--", "<script"] {
                ensure!(
                    !small.contains(mark),
                    "the {name} contains `{mark}`, which a script element cannot hold"
                );
            }
            ensure!(
                !text.contains('\r'),
                "the {name} contains a carriage return, which changes its hash"
            );
        }
        for (name, mark) in [("policy", POLICY), ("program", PROGRAM)] {
            ensure!(
                self.html.matches(mark).count() == 1,
                "the HTML has no single place for the {name}: `{mark}`"
            );
        }
        let styles = styles(&self.html)?;
        let policy = policy(&[&self.glue, &self.boot], &styles);
        let data = STANDARD.encode(packed(&self.wasm)?);
        // Whoever measures a page made in a hurry should know.
        let quick = if self.quick { " data-quick" } else { "" };
        let program = format!(
            "<script id=\"kindling-wasm\" type=\"application/gzip\"{quick}>{data}</script>\n\
             <script id=\"kindling-glue\">{}</script>\n\
             <script>{}</script>",
            self.glue, self.boot
        );
        let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        // Trunk leaves its own link to the crate where it was.
        let html: String = self
            .html
            .split_inclusive('\n')
            .filter(|line| !line.trim_start().starts_with("<link data-trunk"))
            .collect();
        Ok(html.replace(POLICY, &meta).replace(PROGRAM, &program))
    }
}

/// The text of each style element, as the browser will hash it.
fn styles(html: &str) -> Result<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<style") {
        let inner = &rest[start..];
        let open = inner
            .find('>')
            .context("a style element that never opens")?;
        let inner = &inner[open + 1..];
        let close = inner
            .find("</style>")
            .context("a style element that never closes")?;
        found.push(&inner[..close]);
        rest = &inner[close..];
    }
    Ok(found)
}

/// Gzip without a time in it.
fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut gzip = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    Ok(gzip.finish()?)
}

fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("no {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        Parts {
            html: format!(
                "<head>{POLICY}<style type=\"css\">a{{}}</style>\n<style>b{{}}</style>\n\
                 <link data-trunk rel=\"rust\" href=\"Cargo.toml\">\n</head>{PROGRAM}"
            ),
            glue: "let g = 1;".into(),
            boot: "g();".into(),
            wasm: b"\0asm".to_vec(),
            quick: false,
        }
    }

    #[test]
    fn everything_is_inside_and_every_script_and_style_is_hashed() {
        let whole = parts().join().expect("the parts fit");
        assert_eq!(whole, parts().join().expect("the parts fit"));
        assert!(!whole.contains("kindling:") && !whole.contains("data-trunk"));
        assert!(whole.contains("<script id=\"kindling-glue\">let g = 1;</script>"));
        assert!(whole.contains("connect-src 'none'"));
        assert_eq!(whole.matches("'sha256-").count(), 4);
        let policy_at = whole.find("Content-Security-Policy").expect("a policy");
        assert!(policy_at < whole.find("<style").expect("a style"));
    }

    #[test]
    fn a_part_that_would_break_the_page_is_refused() {
        for (glue, html, word) in [
            ("'</SCRIPT>'", None, "</script"),
            ("'<!--'", None, "<!--"),
            ("a\r\nb", None, "carriage return"),
            ("ok", Some("<head></head>"), "no single place"),
        ] {
            let mut parts = parts();
            parts.glue = glue.into();
            if let Some(html) = html {
                parts.html = html.into();
            }
            let error = parts.join().expect_err("it must not fit").to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
