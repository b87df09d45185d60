//! The machines of Typhoon's bare-metal clusters and how matchbox gives them out, rendered by Kindling and compared by
//! what they mean: Ignition decoded, units option by option, containers flag by flag, the layout script by the tree that
//! it leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use kindling_core::artifacts::Artifacts;
use kindling_tests::clusters;
use kindling_tests::machine;
use kindling_tests::scratch::{Scratch, has, run};
use kindling_tests::typhoon::differences::Differences;
use kindling_tests::typhoon::values::{Difference, Fields, compare, flatten};
use kindling_tests::typhoon::{Case, cases, document, machines};
use serde_json::Value;

/// Every file of a side, by its path, as fields.
type Side = BTreeMap<String, Fields>;

fn json(fields: &mut Fields, text: &str) -> Value {
    let value: Value = serde_json::from_str(text).expect("matchbox files are JSON");
    flatten(fields, "", &value);
    value
}

/// Matchbox's files: configs and profiles by name, groups by the profile they give.
fn side(files: impl Iterator<Item = (String, String)>) -> Side {
    let mut side = Side::new();
    for (path, text) in files {
        let mut fields = Fields::new();
        let path = if path.starts_with("matchbox/ignition/") {
            fields =
                machines::fields(&text).unwrap_or_else(|error| unreachable!("{path}: {error}"));
            path
        } else {
            let value = json(&mut fields, &text);
            if path.starts_with("matchbox/groups/") {
                let profile = value["profile"].as_str().expect("a group gives a profile");
                let name = path.trim_start_matches("matchbox/groups/");
                fields.insert("file".to_owned(), name.to_owned());
                format!("matchbox/groups/{profile}")
            } else {
                path
            }
        };
        side.insert(path, fields);
    }
    side
}

fn ours(artifacts: &Artifacts) -> Side {
    side(
        artifacts
            .iter()
            .filter(|(path, _)| path.starts_with("matchbox/"))
            .map(|(path, artifact)| (path.to_owned(), artifact.contents.to_string())),
    )
}

fn theirs(case: &Case) -> Side {
    let placeholder = case.inputs["ssh_authorized_key"].as_str().expect("a key");
    let mut files = Vec::new();
    for folder in ["profiles", "groups", "ignition"] {
        let folder = format!("matchbox/{folder}");
        for entry in std::fs::read_dir(case.folder.join(&folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            let plain = name.to_string_lossy().replace(".ign", ".nosnippets.ign");
            let text = if folder.ends_with("ignition") {
                case.text(&format!("nodes/{plain}"))
            } else {
                case.text(&path)
            };
            files.push((path, text));
        }
    }
    let mut side = side(files.into_iter());
    for fields in side.values_mut() {
        for value in fields.values_mut() {
            *value = value.replace(placeholder, document::SSH_KEY);
        }
    }
    side
}

#[test]
fn machines_and_matchbox_are_typhoons_but_for_what_is_listed() {
    let cases = cases("modern-bm-");
    if cases.is_empty() {
        return;
    }
    let mut differences = Differences::of_paths(&["matchbox/"]);
    for case in &cases {
        let artifacts = clusters::render(&document::without_snippets(case));
        let (ours, theirs) = (ours(&artifacts), theirs(case));
        let paths: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        for path in paths {
            let found = match (ours.get(path), theirs.get(path)) {
                (Some(ours), Some(theirs)) => compare(ours, theirs),
                (our, their) => vec![Difference {
                    field: String::new(),
                    ours: our.map(|_| "(file)".to_owned()),
                    theirs: their.map(|_| "(file)".to_owned()),
                }],
            };
            differences.take(&case.name, path, found);
        }
    }
    if let Err(problem) = differences.finish() {
        unreachable!("{problem}");
    }
}

/// What the layout script of a controller leaves below a root, by path, without folders.
fn laid_out(artifacts: &Artifacts, name: &str) -> BTreeSet<String> {
    let scratch = Scratch::new(&format!("typhoon-{name}"));
    let config = artifacts
        .get("nodes/node1/ignition.json")
        .expect("a config");
    let script = &machine::unpack(&config.contents).files["/opt/bootstrap/layout"];
    scratch.program("layout", &script.contents);
    for program in ["chown", "chcon"] {
        scratch.program(&format!("bin/{program}"), "#!/bin/sh\n");
    }
    std::fs::create_dir(scratch.path().join("root")).expect("a folder");
    let bundle = &artifacts.get("assets").expect("a bundle").contents;
    scratch.write("home/assets", bundle.as_bytes());
    let path = std::env::var("PATH").expect("a path");
    let output = run(Command::new("bash")
        .arg(scratch.path().join("layout"))
        .arg("../root")
        .current_dir(scratch.path().join("home"))
        .env("PATH", format!("{}/bin:{path}", scratch.path().display())));
    assert!(output.status.success(), "{output:?}");
    let tree = scratch.tree("root");
    tree.into_iter()
        .filter(|(_, (_, contents))| contents.is_some())
        .map(|(path, _)| format!("/{path}"))
        .collect()
}

#[test]
fn the_bundle_and_its_final_places_are_typhoons_but_for_what_is_listed() {
    let cases = cases("modern-bm-");
    if cases.is_empty() || !has("bash") {
        return;
    }
    let mut differences = Differences::of_paths(&["bundle", "layout"]);
    let set = |paths: BTreeSet<String>| -> Fields {
        paths
            .into_iter()
            .map(|path| (path, String::new()))
            .collect()
    };
    for case in &cases {
        let artifacts = clusters::render(&document::without_snippets(case));
        let bundle = &artifacts.get("assets").expect("a bundle").contents;
        let held = bundle
            .lines()
            .filter_map(|line| line.strip_prefix("##### "))
            .map(str::to_owned);
        let wanted = set(case.assets.keys().cloned().collect());
        differences.take(&case.name, "bundle", compare(&set(held.collect()), &wanted));
        let layout: Value =
            serde_json::from_str(&case.text("layout.json")).expect("the layout is JSON");
        let files = layout["files"].as_object().expect("it lists files");
        let wanted = set(files.keys().cloned().collect());
        let found = set(laid_out(&artifacts, &case.name));
        differences.take(&case.name, "layout", compare(&found, &wanted));
    }
    if let Err(problem) = differences.finish() {
        unreachable!("{problem}");
    }
}
