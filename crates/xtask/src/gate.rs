//! What must hold: the steps of `test` and of `ready`, in the order in which
//! they fail soonest, each with its time.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::page::{self, Make};
use crate::setup::{self, Missing};
use crate::{browser, dependencies, shell};

/// Set to `write`, golden tests write what they would have compared.
const GOLDEN: &str = "KINDLING_GOLDEN";

/// Steps that were taken, with what each cost.
#[derive(Default)]
struct Steps {
    taken: Vec<(&'static str, Duration)>,
}

impl Steps {
    fn take(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) -> Result<()> {
        eprintln!("== {name}");
        let start = Instant::now();
        let result = step();
        self.taken.push((name, start.elapsed()));
        if result.is_err() {
            self.print();
        }
        result
    }

    fn print(&self) {
        for (name, time) in &self.taken {
            eprintln!("{:>7.1} s  {name}", time.as_secs_f64());
        }
    }
}

/// Brings what any task needs.
///
/// # Errors
/// Where something that is missing cannot be had and must be.
pub fn set_up_all(missing: Missing) -> Result<()> {
    setup::prepare(&setup::TOOLS, missing)?;
    setup::prepare(&setup::PAGE, Missing::Fails)?;
    setup::prepare(&setup::SMALLER_PAGE, Missing::IsTold)?;
    setup::prepare(&setup::BROWSERS, missing)
}

/// Every test.
///
/// # Errors
/// At the first step that fails.
pub fn test(missing: Missing) -> Result<()> {
    let mut steps = Steps::default();
    steps.take("set-up", || set_up_all(missing))?;
    take_tests(&mut steps)?;
    steps.print();
    Ok(())
}

/// Everything that must hold before a commit lands.
///
/// # Errors
/// At the first step that fails.
pub fn ready() -> Result<()> {
    let mut steps = Steps::default();
    steps.take("set-up", || set_up_all(Missing::Fails))?;
    steps.take("form", || {
        shell::run(shell::cargo().args(["fmt", "--all", "--check"]))
    })?;
    steps.take("dependencies", dependencies::check)?;
    steps.take("lints", || clippy(&["--workspace", "--all-targets"]))?;
    steps.take("lints for the browser", || {
        let mut packages = vec!["--target", "wasm32-unknown-unknown"];
        for name in dependencies::PURE.iter().chain(&["kindling-web"]) {
            packages.extend(["--package", name]);
        }
        clippy(&packages)
    })?;
    steps.take("documentation", || {
        shell::run(
            shell::cargo()
                .args(["doc", "--locked", "--workspace", "--no-deps"])
                .args(["--document-private-items", "--quiet"])
                .env("RUSTDOCFLAGS", "-D warnings"),
        )
    })?;
    take_tests(&mut steps)?;
    steps.print();
    Ok(())
}

/// The page first: the CLI embeds it, and the tests of both look at it.
fn take_tests(steps: &mut Steps) -> Result<()> {
    steps.take("page", || page::build(Make::Release))?;
    steps.take("tests", || {
        shell::run(shell::cargo().args(["test", "--locked", "--workspace"]))
    })?;
    steps.take("browser tests", || browser::test(&[]))
}

fn clippy(scope: &[&str]) -> Result<()> {
    shell::run(
        shell::cargo()
            .args(["clippy", "--locked", "--quiet"])
            .args(scope)
            .args(["--", "--deny", "warnings"]),
    )
}

/// Writes the golden trees and the generated documents anew.
///
/// # Errors
/// Where a test fails for another reason than that its golden has moved.
pub fn golden(filter: &[String]) -> Result<()> {
    shell::run(
        shell::cargo()
            .args(["test", "--locked", "--package", "kindling-tests", "--"])
            .args(filter)
            .env(GOLDEN, "write"),
    )?;
    eprintln!("golden: written. Read the difference; the commit says what moved and why.");
    shell::run(shell::command("git").args(["status", "--short", "--", "tests", "docs", "static"]))
}

/// Measures in a release build.
///
/// # Errors
/// Where a measurement fails.
pub fn bench(names: &[String]) -> Result<()> {
    shell::run(
        shell::cargo()
            .args(["run", "--locked", "--release", "--quiet"])
            .args([
                "--package",
                "kindling-tests",
                "--bin",
                "kindling-bench",
                "--",
            ])
            .args(names),
    )
}

/// Replays the reference tools' answers: the test files named `vectors_…`.
///
/// # Errors
/// Where an answer differs.
pub fn vectors() -> Result<()> {
    shell::run(
        shell::cargo()
            .args(["test", "--locked", "--package", "kindling-tests"])
            .args(["--test", "vectors_*", "--", "--nocapture"])
            .arg("--test-threads=1"),
    )
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_step_that_fails_fails_the_gate() {
        let mut steps = Steps::default();
        assert!(steps.take("good", || Ok(())).is_ok());
        assert!(steps.take("bad", || bail!("no")).is_err());
        assert_eq!(steps.taken.len(), 2);
    }
}
