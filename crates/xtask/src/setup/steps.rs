//! The steps of the set-up, as data.

use std::path::Path;

use anyhow::Result;

use crate::shell;

/// One thing that a task needs.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What a person calls it.
    pub name: &'static str,
    /// Completes “it is needed …”.
    pub why: &'static str,
    /// How to see that it is there.
    seen: Seen,
    /// How to get it.
    pub way: Way,
}

/// How to see that a thing is there.
#[derive(Clone, Copy, Debug)]
enum Seen {
    /// One of these is on the PATH, or is a file.
    Program(&'static [&'static str]),
    /// The program says this version.
    Version(&'static str, &'static str),
    /// rustup lists it.
    Rustup(&'static str, &'static str),
    /// The folder's lock file is what was installed last.
    Npm(&'static str),
}

/// How to get a thing.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// A compilation target, by rustup.
    Target(&'static str),
    /// A part of the toolchain, by rustup.
    Component(&'static str),
    /// A program built by cargo.
    Crate {
        /// The crate's name.
        name: &'static str,
        /// Its exact version.
        version: &'static str,
        /// More options of `cargo install`.
        options: &'static [&'static str],
    },
    /// A Debian package.
    Debian(&'static str),
    /// The packages of the lock file in this folder.
    Npm(&'static str),
}

impl Step {
    /// Whether it is there already.
    pub fn is_there(&self) -> bool {
        match self.seen {
            Seen::Program(names) => names
                .iter()
                .any(|name| shell::which(name).is_some() || Path::new(name).is_file()),
            Seen::Version(program, version) => shell::ask(shell::command(program).arg("--version"))
                .is_some_and(|said| said.split_whitespace().nth(1) == Some(version)),
            Seen::Rustup(kind, name) => {
                shell::ask(shell::command("rustup").args([kind, "list", "--installed"]))
                    .is_some_and(|list| list.lines().any(|line| line.starts_with(name)))
            }
            Seen::Npm(folder) => npm_is_noted(&shell::root().join(folder)),
        }
    }

    /// What to type where the set-up cannot do it.
    pub fn by_hand(&self) -> String {
        match self.way {
            Way::Target(triple) => format!("rustup target add {triple}"),
            Way::Component(name) => format!("rustup component add {name}"),
            Way::Crate { name, version, .. } => {
                format!("cargo install --locked {name}@{version}")
            }
            Way::Debian(package) => format!(
                "apt-get install {package}, or this system's own package of the same program"
            ),
            Way::Npm(folder) => format!("npm ci, in {folder}"),
        }
    }
}

const LOCK: &str = "package-lock.json";
const NOTE: &str = "node_modules/.installed-lock.json";

fn npm_is_noted(folder: &Path) -> bool {
    let lock = std::fs::read(folder.join(LOCK));
    let note = std::fs::read(folder.join(NOTE));
    matches!((lock, note), (Ok(lock), Ok(note)) if lock == note)
}

/// Keeps a copy of the lock file that was installed.
pub fn note_npm(folder: &Path) -> Result<()> {
    std::fs::copy(folder.join(LOCK), folder.join(NOTE))?;
    Ok(())
}

const fn debian(
    package: &'static str,
    programs: &'static [&'static str],
    why: &'static str,
) -> Step {
    Step {
        name: package,
        why,
        seen: Seen::Program(programs),
        way: Way::Debian(package),
    }
}

/// For the page.
pub const PAGE: [Step; 3] = [
    Step {
        name: "the WASM target of Rust",
        why: "to compile the studio for the browser",
        seen: Seen::Rustup("target", "wasm32-unknown-unknown"),
        way: Way::Target("wasm32-unknown-unknown"),
    },
    Step {
        name: "wasm-bindgen 0.2.129",
        why: "to write the glue between the WASM and the browser; its version is the library's",
        seen: Seen::Version("wasm-bindgen", "0.2.129"),
        way: Way::Crate {
            name: "wasm-bindgen-cli",
            version: "0.2.129",
            options: &[],
        },
    },
    Step {
        name: "trunk 0.21.14",
        why: "to build the page; a few minutes, once",
        seen: Seen::Version("trunk", "0.21.14"),
        way: Way::Crate {
            name: "trunk",
            version: "0.21.14",
            options: &["--no-default-features"],
        },
    },
];

/// For a page as small as it can be; without it the page works all the same.
pub const SMALLER_PAGE: [Step; 1] = [debian(
    "binaryen",
    &["wasm-opt"],
    "to make the page smaller (wasm-opt)",
)];

/// For the browser tests.
pub const BROWSERS: [Step; 8] = [
    debian("nodejs", &["node"], "to drive the browsers"),
    debian("npm", &["npm"], "to install what drives the browsers"),
    debian("chromium", &["chromium"], "to test the page in Chromium"),
    debian(
        "firefox-esr",
        &["firefox-esr"],
        "to test the page in Firefox",
    ),
    debian(
        "webkit2gtk-driver",
        &["WebKitWebDriver"],
        "to test the page in WebKit",
    ),
    debian("xvfb", &["Xvfb"], "to give WebKit a screen"),
    debian("xauth", &["xauth"], "to give WebKit a screen"),
    Step {
        name: "the browser tests' npm packages",
        why: "to drive the browsers",
        seen: Seen::Npm("tests/browser"),
        way: Way::Npm("tests/browser"),
    },
];

/// For the gate and for the tests that let real tools judge what is rendered.
pub const TOOLS: [Step; 11] = [
    Step {
        name: "rustfmt",
        why: "to check the form of the sources",
        seen: Seen::Rustup("component", "rustfmt"),
        way: Way::Component("rustfmt"),
    },
    Step {
        name: "clippy",
        why: "to check the sources",
        seen: Seen::Rustup("component", "clippy"),
        way: Way::Component("clippy"),
    },
    debian("gawk", &["gawk"], "to unpack the assets bundle with it"),
    debian("mawk", &["mawk"], "to unpack the assets bundle with it"),
    debian(
        "busybox",
        &["busybox"],
        "to unpack the assets bundle with its awk",
    ),
    debian(
        "original-awk",
        &["original-awk"],
        "to unpack the assets bundle with it",
    ),
    debian(
        "etcd-server",
        &["etcd"],
        "to start members with the rendered certificates",
    ),
    debian(
        "etcd-client",
        &["etcdctl"],
        "to read and write with the rendered certificates",
    ),
    debian(
        "ignition",
        &["ignition-validate"],
        "to validate the rendered configs and to apply their files",
    ),
    debian(
        "systemd",
        &["systemd-analyze"],
        "to verify the rendered units",
    ),
    debian(
        "openssl",
        &["openssl"],
        "to verify the rendered certificates",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_says_why_and_what_to_do_by_hand() {
        let all = PAGE
            .iter()
            .chain(&SMALLER_PAGE)
            .chain(&BROWSERS)
            .chain(&TOOLS);
        for step in all {
            assert!(step.why.starts_with("to "), "{}", step.name);
            assert!(!step.by_hand().is_empty(), "{}", step.name);
        }
    }

    #[test]
    fn what_is_not_there_is_not_seen() {
        let step = debian("none", &["no-such-program-at-all"], "to test");
        assert!(!step.is_there());
        let there = debian("sh", &["sh"], "to test");
        assert!(there.is_there());
        let other = Step {
            seen: Seen::Version("sh", "0.0.0"),
            ..there
        };
        assert!(!other.is_there());
    }

    #[test]
    fn the_glue_tool_has_the_version_of_the_library() {
        let manifest = std::fs::read_to_string(shell::root().join("Cargo.toml"))
            .expect("the workspace has a manifest");
        for step in PAGE {
            if let Way::Crate {
                name: "wasm-bindgen-cli",
                version,
                ..
            } = step.way
            {
                assert!(manifest.contains(&format!("wasm-bindgen = \"={version}\"")));
            }
        }
    }
}
