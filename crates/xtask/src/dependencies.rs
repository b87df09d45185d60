//! What may be depended on: licences, and crates that have no business where
//! they would end up. `cargo tree` is asked, for it resolves features a package
//! as the build does.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell;

const WASM: &str = "wasm32-unknown-unknown";

/// The crates that compute and nothing else.
pub const PURE: [&str; 4] = [
    "kindling-ignition",
    "kindling-butane",
    "kindling-pki",
    "kindling-core",
];

/// What a pure crate may not reach, and why.
const NOT_IN_PURE: [(&str, &str); 11] = [
    ("getrandom", "randomness is given by the caller"),
    ("web-sys", "the browser is the page's"),
    ("js-sys", "the browser is the page's"),
    ("wasm-bindgen", "the browser is the page's"),
    ("tokio", "nothing waits"),
    ("cc", "the core builds without a C compiler"),
    ("cmake", "the core builds without a C compiler"),
    ("bindgen", "the core builds without a C compiler"),
    ("ring", "it has C in it"),
    ("aws-lc-sys", "it has C in it"),
    ("openssl-sys", "it has C in it"),
];

/// What nothing that is shipped may reach: the product talks to no network.
const NOT_SHIPPED: [(&str, &str); 5] = [
    ("reqwest", "the product fetches nothing"),
    ("hyper", "the product fetches nothing"),
    ("ureq", "the product fetches nothing"),
    ("curl", "the product fetches nothing"),
    ("openssl-sys", "it needs a C compiler"),
];

/// Licences that this project's own terms can hold.
const LICENCES: [&str; 13] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "0BSD",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Checks everything at once and says all that is wrong.
///
/// # Errors
/// Where a dependency is where it may not be, or on terms that are not allowed.
pub fn check() -> Result<()> {
    let mut wrong = Vec::new();
    for name in PURE {
        let reached = reached(name, &["--target", WASM, "--edges", "normal,build"])?;
        wrong.extend(forbidden(name, &reached, &NOT_IN_PURE));
    }
    let page = reached("kindling-web", &["--target", WASM, "--edges", "normal"])?;
    let cli = reached("kindling-cli", &["--edges", "normal,build"])?;
    wrong.extend(forbidden("kindling-web", &page, &NOT_SHIPPED));
    wrong.extend(forbidden("kindling-cli", &cli, &NOT_SHIPPED));

    let licences = licences()?;
    for name in page.union(&cli) {
        let licence = licences.get(name).map_or("", String::as_str);
        if !is_allowed(licence) {
            wrong.push(format!(
                "{name}: the licence `{licence}` is not on the list"
            ));
        }
    }
    if wrong.is_empty() {
        eprintln!(
            "dependencies: {} crates in the page, {} in the CLI, all allowed",
            page.len(),
            cli.len()
        );
        let twice = twice()?;
        if !twice.is_empty() {
            eprintln!(
                "dependencies: in the page in more than one version: {}",
                twice.join(", ")
            );
        }
        return Ok(());
    }
    bail!("dependencies:\n  {}", wrong.join("\n  "));
}

/// The names of all crates in a package's tree.
fn reached(package: &str, options: &[&str]) -> Result<BTreeSet<String>> {
    let tree = shell::ask(
        shell::cargo()
            .args(["tree", "--locked", "--package", package])
            .args(options)
            .args(["--prefix", "none", "--format", "{p}", "--no-dedupe"]),
    )
    .with_context(|| format!("cargo tree does not know {package}"))?;
    Ok(tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect())
}

/// The crates that the page carries in more than one version; each costs size,
/// and most go away when a dependency is updated.
fn twice() -> Result<Vec<String>> {
    let tree = shell::ask(
        shell::cargo()
            .args([
                "tree",
                "--locked",
                "--package",
                "kindling-web",
                "--target",
                WASM,
            ])
            .args(["--edges", "normal", "--duplicates", "--depth", "0"])
            .args(["--prefix", "none", "--format", "{p}"]),
    )
    .context("cargo tree does not know kindling-web")?;
    // Macros run in the compiler and are not in the page.
    let found: BTreeSet<&str> = tree
        .lines()
        .filter(|line| !line.is_empty() && !line.contains("(proc-macro)"))
        .collect();
    let macros = ["syn ", "thiserror-impl ", "quote ", "proc-macro"];
    Ok(found
        .into_iter()
        .filter(|line| !macros.iter().any(|name| line.starts_with(name)))
        .map(str::to_owned)
        .collect())
}

fn forbidden<'a>(
    package: &'a str,
    reached: &'a BTreeSet<String>,
    list: &'a [(&str, &str)],
) -> impl Iterator<Item = String> + 'a {
    list.iter()
        .filter(|(name, _)| reached.contains(*name))
        .map(move |(name, why)| {
            format!("{package} reaches {name}, and {why}: see `cargo tree -p {package} -i {name}`")
        })
}

/// Each crate's licence, by name.
fn licences() -> Result<BTreeMap<String, String>> {
    let text = shell::ask(shell::cargo().args(["metadata", "--locked", "--format-version", "1"]))
        .context("cargo metadata failed")?;
    let metadata: Value = serde_json::from_str(&text)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    Ok(packages
        .iter()
        .filter_map(|package| {
            let name = package["name"].as_str()?;
            let licence = package["license"].as_str().unwrap_or_default();
            Some((name.to_owned(), licence.to_owned()))
        })
        .collect())
}

/// Whether an SPDX expression lets us use the crate: one side of each `OR`,
/// both sides of each `AND`. `/` is the old way to write `OR`.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], " ");
    // Each part of an `AND` by itself: right for `(A OR B) AND C`, the one mixed
    // form that crates use.
    if expression.contains(" AND ") {
        return expression.split(" AND ").all(is_allowed);
    }
    expression
        .split(" OR ")
        .map(|word| word.split_whitespace().collect::<Vec<_>>().join(" "))
        .any(|word| LICENCES.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_judged_by_their_expression() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "MIT OR GPL-3.0",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        ] {
            assert!(is_allowed(good), "{good}");
        }
        for bad in [
            "",
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT OR Zlib) AND AGPL-3.0",
        ] {
            assert!(!is_allowed(bad), "{bad}");
        }
    }

    #[test]
    fn a_crate_in_the_wrong_place_is_named_with_the_reason() {
        let reached = BTreeSet::from(["getrandom".to_owned(), "serde".to_owned()]);
        let said: Vec<String> = forbidden("kindling-core", &reached, &NOT_IN_PURE).collect();
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("getrandom") && said[0].contains("caller"));
    }

    #[test]
    fn the_tree_of_this_very_crate_is_seen() {
        let own = reached("xtask", &["--edges", "normal"]).expect("this crate has a tree");
        assert!(own.contains("sha2") && own.contains("kindling-loopback"));
        assert!(reached("no-such-crate", &[]).is_err());
    }
}
