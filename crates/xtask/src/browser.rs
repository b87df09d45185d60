//! The browser tests: Node drives real browsers, this serves the page to them.
//!
//! `tests/browser/cases/*.test.mjs` hold the tests, for Node's own runner. They
//! find the page by two variables: `KINDLING_PAGE_URL` (loopback) and
//! `KINDLING_PAGE_FILE`. With `CI` set, a browser that is absent is a failure;
//! without, its tests are left out and say so.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::{page, serve, shell};

/// What a run of tests came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
}

/// Runs the browser tests and prints a closing line; all files, or those named.
///
/// # Errors
/// Where a test fails, or where there was none to run.
pub fn test(names: &[String]) -> Result<()> {
    let files = cases(names)?;
    // Downloads of the page are compared with what the command line makes, so it must be of the same sources.
    shell::run(shell::cargo().args(["build", "--quiet", "--package", "kindling-cli"]))?;
    let report = shell::root().join("target").join("browser-tests.tap");
    let mut node = node()?;
    node.arg("--test")
        .arg("--test-concurrency=1")
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg("--test-reporter=tap")
        .arg(format!("--test-reporter-destination={}", report.display()))
        .args(files);
    let ran = shell::run(&mut node);
    let tap = std::fs::read_to_string(&report)
        .with_context(|| format!("the test runner left no {}", report.display()))?;
    let Tally {
        passed,
        failed,
        skipped,
    } = tally(&tap);
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    ran?;
    ensure!(failed == 0, "{failed} browser tests failed");
    ensure!(passed > 0, "no browser test ran");
    Ok(())
}

/// Runs one script of `tests/browser` against the page.
///
/// # Errors
/// Where the script fails.
pub fn script(name: &str, arguments: &[String]) -> Result<()> {
    shell::run(node()?.arg(name).args(arguments))
}

/// Node, in the folder of the browser tests, told where the page is.
fn node() -> Result<Command> {
    let page = page::path();
    if !page.is_file() {
        bail!("there is no {}: run `cargo xtask page`", page.display());
    }
    let mut node = shell::command("node");
    node.current_dir(folder())
        .stdin(Stdio::null())
        .env("KINDLING_PAGE_URL", serve::background()?)
        .env("KINDLING_PAGE_FILE", page)
        .env("KINDLING_ROOT", shell::root());
    let program = shell::root().join("target").join("debug").join("kindling");
    if program.is_file() {
        node.env("KINDLING_CLI", program);
    }
    Ok(node)
}

fn folder() -> PathBuf {
    shell::root().join("tests").join("browser")
}

/// The test files, in order; with names, those whose name contains one of them.
fn cases(names: &[String]) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder().join("cases"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".test.mjs")
            && (names.is_empty() || names.iter().any(|wanted| name.contains(wanted)))
    });
    files.sort();
    ensure!(!files.is_empty(), "there is no test of that name");
    Ok(files)
}

/// The counts at the end of a TAP report.
fn tally(tap: &str) -> Tally {
    let count = |word: &str| {
        tap.lines()
            .rev()
            .find_map(|line| {
                line.strip_prefix("# ")?
                    .strip_prefix(word)?
                    .trim()
                    .parse()
                    .ok()
            })
            .unwrap_or(0)
    };
    Tally {
        passed: count("pass "),
        failed: count("fail ") + count("cancelled "),
        skipped: count("skipped ") + count("todo "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_counts_of_a_report_count() {
        let tap = "TAP version 13\n# pass 99\n1..3\n# tests 5\n# pass 2\n# fail 1\n# cancelled 1\n# skipped 1\n";
        assert_eq!(
            tally(tap),
            Tally {
                passed: 2,
                failed: 2,
                skipped: 1
            }
        );
        assert_eq!(tally(""), Tally::default());
    }
}
