//! The architecture, held by reading the sources.
//!
//! Each rule is a function from sources to what breaks it. Each is run on the
//! real tree, where it must find nothing, and on a bad snippet, where it must
//! find something: so that a rule that has gone blind is noticed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kindling_tests::sources::{Source, below, relative, root, walk};

/// The crates that compute and nothing else.
const PURE: [&str; 4] = [
    "crates/kindling-ignition",
    "crates/kindling-butane",
    "crates/kindling-pki",
    "crates/kindling-core",
];

/// The stages of the core, in the order in which data flows.
const STAGES: [&str; 8] = [
    "document",
    "model",
    "secrets",
    "manifests",
    "nodes",
    "delivery",
    "artifacts",
    "package",
];

/// Which crates a crate of ours may name; `None` stands for all.
const MAY_NAME: [(&str, Option<&[&str]>); 9] = [
    ("kindling-ignition", Some(&[])),
    ("kindling-pki", Some(&[])),
    ("kindling-loopback", Some(&[])),
    ("kindling-butane", Some(&["kindling-ignition"])),
    (
        "kindling-core",
        Some(&["kindling-butane", "kindling-pki", "kindling-ignition"]),
    ),
    ("kindling-cli", None),
    ("kindling-web", None),
    ("kindling-tests", None),
    ("xtask", Some(&["kindling-loopback"])),
];

/// What breaks a rule, one line each.
type Findings = Vec<String>;

fn at(source: &Source, line: usize, what: impl AsRef<str>) -> String {
    format!("{}:{line}: {}", source.path, what.as_ref())
}

#[track_caller]
fn holds(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

/// The rule finds each of the bad snippets, and lets the good one pass.
#[track_caller]
fn sees(rule: impl Fn(&[Source]) -> Findings, path: &str, bad: &[&str], good: &str) {
    for text in bad {
        let findings = rule(&[Source::new(path, text)]);
        assert!(!findings.is_empty(), "the rule is blind to: {text}");
    }
    holds(&rule(&[Source::new(path, good)]));
}

fn sources_of(folders: &[&str]) -> Vec<Source> {
    let sources: Vec<Source> = folders
        .iter()
        .flat_map(|folder| below(&format!("{folder}/src")))
        .collect();
    assert!(sources.len() >= folders.len(), "there are sources to read");
    sources
}

fn all_sources() -> Vec<Source> {
    let mut folders: Vec<String> = fs::read_dir(root().join("crates"))
        .expect("the workspace has crates")
        .map(|entry| {
            let entry = entry.expect("a folder can be listed");
            relative(&entry.path(), &root())
        })
        .collect();
    folders.extend(["web".to_owned(), "tests".to_owned()]);
    folders.sort();
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    sources_of(&folders)
}

/// What the crate root names anew: `pub use artifacts::render` makes
/// `crate::render` a word of `artifacts`.
fn reexports(sources: &[Source]) -> BTreeMap<String, String> {
    sources
        .iter()
        .filter(|source| source.path.ends_with("/lib.rs"))
        .flat_map(Source::paths)
        .filter_map(|named| match &named.path[..] {
            [visible, stage, .., word] if visible == "pub" || visible == "crate" => {
                Some((word.clone(), stage.clone()))
            }
            [stage, .., word] if STAGES.contains(&stage.as_str()) => {
                Some((word.clone(), stage.clone()))
            }
            _ => None,
        })
        .collect()
}

/// A stage names no later stage; what is no stage names none.
fn later_stages(sources: &[Source]) -> Findings {
    let reexports = reexports(sources);
    let place = |name: &String| STAGES.iter().position(|stage| stage == name);
    let mut findings = Findings::new();
    for source in sources {
        let Some(room) = source.module.first() else {
            continue;
        };
        for named in source.paths() {
            let [first, word, ..] = &named.path[..] else {
                continue;
            };
            if first != "crate" {
                continue;
            }
            let target = place(word)
                .map(|_| word)
                .or_else(|| reexports.get(word))
                .unwrap_or(word);
            let (Some(there), here) = (place(target), place(room)) else {
                continue;
            };
            if here.is_none_or(|here| there > here) {
                let path = named.path.join("::");
                let what = format!("`{room}` names the later stage `{target}`: `{path}`");
                findings.push(at(source, named.line, what));
            }
        }
    }
    findings
}

#[test]
fn a_stage_names_no_later_stage() {
    holds(&later_stages(&sources_of(&["crates/kindling-core"])));
}

#[test]
fn a_later_stage_is_seen_however_it_is_named() {
    sees(
        later_stages,
        "crates/kindling-core/src/model/os.rs",
        &[
            "use crate::nodes::Unit;",
            "use crate::{document::Machine, manifests};",
            "fn f() { super::super::delivery::matchbox() }",
            "fn f() -> crate::package::Zip {}",
        ],
        "//! names crate::nodes in words\nuse crate::document; use crate::Diagnostic; use super::Cluster;\n\
         #[cfg(test)] mod tests { use crate::nodes; }",
    );
    sees(
        later_stages,
        "crates/kindling-core/src/diagnostic.rs",
        &["use crate::document::Field;"],
        "use std::fmt;",
    );
    let root = Source::new(
        "crates/kindling-core/src/lib.rs",
        "pub mod artifacts; pub use artifacts::render;",
    );
    let stage = Source::new(
        "crates/kindling-core/src/nodes/mod.rs",
        "fn f() { crate::render() }",
    );
    assert_eq!(later_stages(&[root, stage]).len(), 1, "a re-export is seen");
}

/// Words that bring in what a pure function must not have.
const IMPURE: [(&[&str], &str); 16] = [
    (&["std", "fs"], "files are the caller's"),
    (&["std", "env"], "the environment is the caller's"),
    (&["std", "net", "TcpStream"], "nothing is connected to"),
    (&["std", "net", "TcpListener"], "nothing is listened to"),
    (&["std", "net", "UdpSocket"], "nothing is sent"),
    (&["std", "process"], "other programs are the caller's"),
    (&["std", "thread"], "the page has one thread"),
    (&["std", "io", "stdout"], "printing is the caller's"),
    (&["std", "io", "stderr"], "printing is the caller's"),
    (&["std", "io", "stdin"], "input is the caller's"),
    (&["web_sys"], "the browser is the page's"),
    (&["js_sys"], "the browser is the page's"),
    (&["gloo"], "the browser is the page's"),
    (&["wasm_bindgen"], "the browser is the page's"),
    (&["getrandom"], "randomness is the caller's"),
    (&["rand", "rng"], "randomness is the caller's"),
];

/// Names that are wrong wherever they stand.
const IMPURE_NAMES: [(&str, &str); 7] = [
    (
        "SystemTime",
        "the clock is the caller's, and it panics in the page",
    ),
    (
        "Instant",
        "the clock is the caller's, and it panics in the page",
    ),
    (
        "HashMap",
        "its order changes from run to run: take a BTreeMap",
    ),
    (
        "HashSet",
        "its order changes from run to run: take a BTreeSet",
    ),
    ("RandomState", "its order changes from run to run"),
    ("OsRng", "randomness is the caller's"),
    ("thread_rng", "randomness is the caller's"),
];

const PRINTING: [&str; 5] = ["println", "print", "eprintln", "eprint", "dbg"];

fn impurities(sources: &[Source]) -> Findings {
    let mut findings = Findings::new();
    for source in sources {
        for named in source.paths() {
            for (start, why) in IMPURE {
                if named.starts_with(start) {
                    findings.push(at(
                        source,
                        named.line,
                        format!("`{}`: {why}", named.path.join("::")),
                    ));
                }
            }
        }
        for (name, why) in IMPURE_NAMES {
            for (line, _) in source.words(&[name]) {
                findings.push(at(source, line, format!("`{name}`: {why}")));
            }
        }
        for (line, name) in source.macros() {
            if PRINTING.contains(&name.as_str()) {
                findings.push(at(
                    source,
                    line,
                    format!("`{name}!`: printing is the caller's"),
                ));
            }
        }
    }
    findings
}

#[test]
fn pure_crates_reach_for_nothing() {
    holds(&impurities(&sources_of(&PURE)));
}

#[test]
fn reaching_out_is_seen() {
    sees(
        impurities,
        "crates/kindling-pki/src/key.rs",
        &[
            "use std::fs;",
            "use std::{fmt, env};",
            "fn f() { std::fs::read(\"x\") }",
            "let now = std::time::SystemTime::now();",
            "use std::time::{Duration, Instant};",
            "fn f() { println!(\"x\") }",
            "use std::collections::HashMap;",
            "fn f(w: web_sys::Window) {}",
            "let r = rand::rng();",
        ],
        "// std::fs\nuse std::{fmt, net::IpAddr};\nconst X: &str = \"println!\"; const Y: &str = env!(\"X\");\n\
         use std::collections::BTreeMap; use std::time::Duration;\n#[cfg(test)]\nmod tests { use std::fs; }",
    );
}

/// The browser's own interfaces are named in two rooms of the page.
fn browser_words(sources: &[Source]) -> Findings {
    let rooms = ["browser", "worker"];
    sources
        .iter()
        .filter(|source| {
            !(source.path.starts_with("web/")
                && source
                    .module
                    .first()
                    .is_some_and(|room| rooms.contains(&room.as_str())))
        })
        .flat_map(|source| {
            source
                .words(&["web_sys", "js_sys", "gloo", "wasm_bindgen"])
                .into_iter()
                .map(|(line, word)| {
                    at(
                        source,
                        line,
                        format!("`{word}` belongs in web/src/browser or web/src/worker"),
                    )
                })
        })
        .collect()
}

#[test]
fn browser_interfaces_stay_in_their_rooms() {
    holds(&browser_words(&all_sources()));
}

#[test]
fn a_browser_interface_elsewhere_is_seen() {
    for path in [
        "web/src/pages/app.rs",
        "web/src/state/browser.rs",
        "crates/kindling-cli/src/browser/x.rs",
    ] {
        sees(
            browser_words,
            path,
            &["use web_sys::Window;", "use gloo::timers;"],
            "use yew::prelude::*;",
        );
    }
    holds(&browser_words(&[Source::new(
        "web/src/browser/file.rs",
        "use web_sys::File;",
    )]));
}

/// Only one crate opens a socket.
fn sockets(sources: &[Source]) -> Findings {
    sources
        .iter()
        .filter(|source| !source.path.starts_with("crates/kindling-loopback/"))
        .flat_map(|source| {
            source
                .words(&[
                    "TcpListener",
                    "TcpStream",
                    "UdpSocket",
                    "UnixListener",
                    "UnixStream",
                ])
                .into_iter()
                .map(|(line, word)| {
                    at(
                        source,
                        line,
                        format!("`{word}`: sockets are kindling-loopback's"),
                    )
                })
        })
        .collect()
}

#[test]
fn one_crate_opens_sockets() {
    holds(&sockets(&all_sources()));
    sees(
        sockets,
        "crates/kindling-cli/src/studio.rs",
        &["use std::net::TcpListener;", "std::net::UdpSocket::bind(x)"],
        "use std::net::IpAddr;",
    );
}

/// YAML is read in one module a crate, so that one place knows its quirks.
fn yaml_readers(sources: &[Source]) -> Findings {
    let mut modules: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in sources {
        if !source.words(&["serde_yaml"]).is_empty() {
            let own = source.path.split("/src/").next().unwrap_or_default();
            modules.entry(own).or_default().push(source);
        }
    }
    modules
        .into_iter()
        .filter(|(_, named)| {
            // A module may be several files: they share its name.
            let first = &named[0].module;
            let shared = named.iter().fold(first.len(), |shared, source| {
                let same = first.iter().zip(&source.module).take_while(|(a, b)| a == b);
                shared.min(same.count())
            });
            named.len() > 1 && shared == 0
        })
        .map(|(own, named)| {
            let files: Vec<&str> = named.iter().map(|source| source.path.as_str()).collect();
            format!(
                "{own} names serde_yaml in several modules: {}",
                files.join(", ")
            )
        })
        .collect()
}

#[test]
fn yaml_is_read_in_one_module_a_crate() {
    holds(&yaml_readers(&sources_of(&PURE)));
    let named = |path| Source::new(path, "use serde_yaml::Value;");
    holds(&yaml_readers(&[
        named("a/src/yaml/read.rs"),
        named("a/src/yaml/mod.rs"),
        named("b/src/read.rs"),
    ]));
    assert_eq!(
        yaml_readers(&[named("a/src/x.rs"), named("a/src/y.rs")]).len(),
        1
    );
}

fn unsafe_code(sources: &[Source]) -> Findings {
    sources
        .iter()
        .flat_map(|source| {
            source
                .words(&["unsafe"])
                .into_iter()
                .map(|(line, _)| at(source, line, "`unsafe`"))
        })
        .collect()
}

#[test]
fn nothing_is_unsafe() {
    holds(&unsafe_code(&all_sources()));
    sees(
        unsafe_code,
        "web/src/main.rs",
        &["unsafe fn f() {}", "unsafe { x }"],
        "// unsafe\nlet x = \"unsafe\";",
    );
    let workspace = manifest(Path::new("Cargo.toml"));
    assert!(
        workspace.contains("unsafe_code = \"forbid\""),
        "the workspace forbids it"
    );
}

/// Each file says what it is for before anything else.
fn unexplained(sources: &[Source]) -> Findings {
    sources
        .iter()
        .filter(|source| !source.text.starts_with("//!"))
        .map(|source| at(source, 1, "a module starts with `//!`: what it is for"))
        .collect()
}

#[test]
fn each_module_says_what_it_is_for() {
    holds(&unexplained(&all_sources()));
    sees(
        unexplained,
        "web/src/x.rs",
        &["use a;", "// x\n//! y"],
        "//! Why.\nuse a;",
    );
}

fn manifest(path: &Path) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_default()
}

fn manifests() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["crates", "web", "tests"] {
        walk(&root().join(folder), &mut files);
    }
    files.retain(|file| file.file_name().is_some_and(|name| name == "Cargo.toml"));
    assert!(files.len() >= MAY_NAME.len(), "every crate has a manifest");
    files
}

/// What a manifest of ours breaks: it takes the workspace's lints, and names
/// only those of our crates that it may (its tests may name any).
fn wrong_in_manifest(text: &str) -> Findings {
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("name = "))
        .unwrap_or_default()
        .trim_matches('"');
    let mut findings = Findings::new();
    if !text.contains("[lints]\nworkspace = true") {
        findings.push(format!("{name}: no `[lints] workspace = true`"));
    }
    let Some((_, allowed)) = MAY_NAME.iter().find(|(own, _)| *own == name) else {
        findings.push(format!(
            "{name}: a crate without a place in the architecture"
        ));
        return findings;
    };
    let mut section = "";
    for line in text.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let named = line.split(['.', ' ', '=']).next().unwrap_or_default();
        let counts = section == "[dependencies]" || section == "[build-dependencies]";
        if counts
            && (named.starts_with("kindling-") || named == "xtask")
            && allowed.is_some_and(|allowed| !allowed.contains(&named))
        {
            findings.push(format!(
                "{name} depends on {named}: dependencies point one way"
            ));
        }
    }
    findings
}

#[test]
fn dependencies_point_one_way() {
    let findings: Findings = manifests()
        .iter()
        .flat_map(|file| wrong_in_manifest(&fs::read_to_string(file).unwrap_or_default()))
        .collect();
    holds(&findings);
    let head = "[package]\nname = \"kindling-butane\"\n[lints]\nworkspace = true\n";
    for (text, count) in [
        (
            format!("{head}[dependencies]\nkindling-ignition.workspace = true\n"),
            0,
        ),
        (
            format!("{head}[dependencies]\nkindling-core.workspace = true\n"),
            1,
        ),
        (
            format!("{head}[dev-dependencies]\nkindling-core.workspace = true\n"),
            0,
        ),
        ("[package]\nname = \"kindling-butane\"\n".to_owned(), 1),
        (
            "[package]\nname = \"kindling-else\"\n[lints]\nworkspace = true\n".to_owned(),
            1,
        ),
    ] {
        assert_eq!(wrong_in_manifest(&text).len(), count, "{text}");
    }
}

/// What the fence of a pure crate (`clippy.toml`) must stop.
const FENCE: [&str; 8] = [
    "std::fs::read",
    "std::fs::read_to_string",
    "std::fs::write",
    "std::env::var",
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "std::collections::HashMap",
    "std::collections::HashSet",
];

fn gaps(fence: &str) -> Vec<&'static str> {
    FENCE
        .into_iter()
        .filter(|path| !fence.contains(&format!("path = \"{path}\"")))
        .collect()
}

#[test]
fn each_pure_crate_has_its_fence() {
    for own in PURE {
        let fence = manifest(&Path::new(own).join("clippy.toml"));
        assert_eq!(gaps(&fence), [""; 0], "{own}/clippy.toml");
    }
    assert_eq!(gaps("").len(), FENCE.len());
    assert_eq!(
        gaps("{ path = \"std::fs::read\", reason = \"x\" }").len(),
        FENCE.len() - 1
    );
}

/// Colours are tokens: nothing else of the page's style names one.
fn loose_colours(css: &str) -> Vec<&str> {
    css.lines()
        .filter(|line| {
            let value = line.split_once(':').map_or("", |(_, value)| value);
            let has_hex = value.match_indices('#').any(|(at, _)| {
                value[at + 1..]
                    .chars()
                    .take_while(char::is_ascii_hexdigit)
                    .count()
                    >= 3
            });
            has_hex
                || ["rgb(", "hsl(", "oklch("]
                    .iter()
                    .any(|word| value.contains(word))
        })
        .collect()
}

#[test]
fn colours_are_tokens() {
    for layer in ["base", "layout", "components"] {
        let css = manifest(&PathBuf::from(format!("web/styles/{layer}.css")));
        assert!(
            css.contains(&format!("@layer {layer}")),
            "{layer}.css is its layer"
        );
        assert_eq!(loose_colours(&css), [""; 0], "{layer}.css");
    }
    assert_eq!(
        loose_colours("a { color: #fff; }\nb { color: rgb(0 0 0); }").len(),
        2
    );
    assert!(loose_colours("#id { color: var(--ink); }").is_empty());
}

/// Paths of one machine have no place in a project.
fn machine_paths(text: &str) -> Vec<&str> {
    let roots = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/."),
        concat!("/tmp/", "b"),
    ];
    text.lines()
        .filter(|line| roots.iter().any(|root| line.contains(root)))
        .collect()
}

#[test]
fn no_path_of_one_machine_is_written_down() {
    let mut files = Vec::new();
    walk(&root(), &mut files);
    let written = ["rs", "toml", "md", "mjs", "js", "css", "html", "json"];
    for file in files {
        let name = relative(&file, &root());
        let is_ours = file
            .extension()
            .is_some_and(|end| written.iter().any(|wanted| end == *wanted));
        if is_ours && !name.starts_with("tests/vectors/") {
            let text = fs::read_to_string(&file).unwrap_or_default();
            assert_eq!(machine_paths(&text), [""; 0], "{name}");
        }
    }
    assert_eq!(machine_paths(concat!("see /wo", "rk/x")).len(), 1);
}

/// The page runs what the core is: it compiles for WASM on a machine that has
/// no C compiler at all.
#[test]
fn the_core_builds_for_the_browser_without_a_c_compiler() {
    let targets = Command::new("rustup")
        .args(["target", "list", "--installed"])
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    if !targets.contains("wasm32-unknown-unknown") {
        assert!(std::env::var_os("CI").is_none(), "CI has the WASM target");
        eprintln!("left out: the WASM target is not installed (cargo xtask setup)");
        return;
    }
    let check = Command::new(env!("CARGO"))
        .args(["check", "--locked", "--quiet", "--package", "kindling-core"])
        .args(["--target", "wasm32-unknown-unknown"])
        .env("CC", "/bin/false")
        .env("CC_wasm32_unknown_unknown", "/bin/false")
        .env("TARGET_CC", "/bin/false")
        .current_dir(root())
        .output()
        .expect("cargo started this test");
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stderr)
    );
}
