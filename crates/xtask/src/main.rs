//! The project's own tasks: set-up, studio, test, ready, golden, bench.
//!
//! `cargo xtask <task>` is the one way in, for a person and for CI. A task
//! brings what it needs on the machine first (`setup`), runs the project's own
//! programs and tests, and says what it runs. It holds no rule of the product.

mod browser;
mod dependencies;
mod gate;
mod page;
mod serve;
mod setup;
mod shell;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use page::Make;
use serve::Opening;
use setup::Missing;

/// The project's own tasks.
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the studio and serve it on loopback.
    Studio {
        /// The port on 127.0.0.1.
        #[arg(long, default_value_t = 8700)]
        port: u16,
        /// Open no browser; print the address alone.
        #[arg(long)]
        no_open: bool,
        /// Build soon rather than small.
        #[arg(long)]
        quick: bool,
    },
    /// Run every test, browsers included.
    Test {
        /// Go on without tools that cannot be had here; the tests that need
        /// them say that they are left out.
        #[arg(long)]
        allow_missing: bool,
    },
    /// Everything that must hold before a commit lands; what CI runs.
    Ready,
    /// Write the golden trees and the generated documents anew.
    Golden {
        /// Passed on to the tests: names of tests to run.
        filter: Vec<String>,
    },
    /// Measure, in a release build.
    Bench {
        /// Drive the page in Chromium instead of the core.
        #[arg(long)]
        page: bool,
        /// The page as it was built last.
        #[arg(long, requires = "page")]
        as_built: bool,
        /// Names of measurements; all without.
        names: Vec<String>,
    },
    /// Build the page: dist/index.html.
    Page {
        /// Build soon rather than small.
        #[arg(long)]
        quick: bool,
    },
    /// Put the staged parts of the page into one file (Trunk calls this).
    #[command(hide = true)]
    PageAssemble {
        /// The folder that Trunk staged; Trunk says it by TRUNK_STAGING_DIR.
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// Replay what the reference tools answered and count what agrees.
    Vectors,
    /// Run the browser tests alone, on the page as it was built last.
    Browser {
        /// Names of test files: `page`, `engines`.
        names: Vec<String>,
    },
    /// Check what is depended on: licences, and crates in the wrong place.
    Dependencies,
    /// Take pictures of the page into docs/screenshots.
    Screenshots {
        /// Of the page as it was built last.
        #[arg(long)]
        as_built: bool,
        /// Names of views; all without.
        names: Vec<String>,
    },
    /// Bring everything that any task needs.
    Setup,
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Studio {
            port,
            no_open,
            quick,
        } => {
            build_page(quick)?;
            let opening = if no_open {
                Opening::PrintOnly
            } else {
                Opening::Open
            };
            serve::studio(port, opening)
        }
        Task::Test { allow_missing } => gate::test(if allow_missing {
            Missing::IsTold
        } else {
            Missing::Fails
        }),
        Task::Ready => gate::ready(),
        Task::Golden { filter } => gate::golden(&filter),
        Task::Bench {
            page: true,
            as_built,
            names,
        } => {
            if !as_built {
                build_page(false)?;
            }
            setup::prepare(&setup::BROWSERS, Missing::IsTold)?;
            browser::script("bench.mjs", &names)
        }
        Task::Bench {
            page: false, names, ..
        } => gate::bench(&names),
        Task::Page { quick } => {
            build_page(quick)?;
            println!("{}", page::path().display());
            Ok(())
        }
        Task::PageAssemble { folder } => {
            let staged = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
            let folder = folder
                .or(staged)
                .context("neither --folder nor TRUNK_STAGING_DIR says what to assemble")?;
            page::assemble(&folder)
        }
        Task::Vectors => gate::vectors(),
        Task::Browser { names } => {
            setup::prepare(&setup::BROWSERS, Missing::IsTold)?;
            browser::test(&names)
        }
        Task::Dependencies => dependencies::check(),
        Task::Screenshots { as_built, names } => {
            if !as_built {
                build_page(false)?;
            }
            setup::prepare(&setup::BROWSERS, Missing::IsTold)?;
            browser::script("screenshots.mjs", &names)
        }
        Task::Setup => gate::set_up_all(Missing::Fails),
    }
    .context("the task did not finish")
}

fn build_page(quick: bool) -> Result<()> {
    setup::prepare(&setup::PAGE, Missing::Fails)?;
    setup::prepare(&setup::SMALLER_PAGE, Missing::IsTold)?;
    page::build(if quick { Make::Quick } else { Make::Release })
}
