//! Snippets on machines: what they do is what they do to a machine of Typhoon, and what is made of them can be opened
//! again.

use std::collections::BTreeMap;
use std::fs;

use kindling_butane::{Options, translate};
use kindling_core::artifacts::Artifacts;
use kindling_core::diagnostic::{Diagnostic, Severity, Subject};
use kindling_core::model::{self, Cluster, Files};
use kindling_core::package;
use kindling_ignition::Config;
use kindling_ignition::parse::parse;
use kindling_ignition::summary::{Summary, summarize};
use kindling_ignition::validate::Rules;
use kindling_tests::clusters;
use kindling_tests::secrets;
use kindling_tests::sources::root;
use kindling_tests::typhoon::{self, document};

fn read(text: &str, files: &Files) -> (Cluster, Vec<Diagnostic>) {
    let (cluster, found) = model::read(text, files).into_parts();
    assert!(cluster.is_some(), "{found:#?}");
    (cluster.expect("it has just been seen"), found)
}

fn render(cluster: &Cluster) -> (Option<Artifacts>, Vec<Diagnostic>) {
    kindling_core::render(cluster, &secrets::of(cluster)).into_parts()
}

fn rendered(text: &str, files: &Files) -> Artifacts {
    let (cluster, _) = read(text, files);
    let (artifacts, found) = render(&cluster);
    assert!(artifacts.is_some(), "{found:#?}");
    artifacts.expect("it has just been seen")
}

fn text<'a>(artifacts: &'a Artifacts, path: &str) -> &'a str {
    let artifact = artifacts.get(path);
    assert!(artifact.is_some(), "{path}");
    artifact.map_or("", |artifact| &artifact.contents)
}

fn config(ignition: &str) -> Config {
    let parsed = parse(ignition.as_bytes(), Rules::V2_26);
    assert!(parsed.is_ok(), "{parsed:?}\n{ignition}");
    parsed.expect("it has just been seen").config
}

/// Situations' documents with snippets for some machines.
fn with_snippets(situation: &str, snippets: &str) -> String {
    format!("{}{snippets}", clusters::document(situation, 1, 3))
}

/// What is in one summary and not in another, a line each.
fn effect(with: &Summary, without: &Summary) -> Vec<String> {
    fn lines<T: std::fmt::Debug + PartialEq>(
        what: &str,
        with: &[T],
        without: &[T],
        lines: &mut Vec<String>,
    ) {
        for item in with.iter().filter(|item| !without.contains(item)) {
            lines.push(format!("+{what} {item:?}"));
        }
    }
    let mut found = Vec::new();
    let contents = |summary: &Summary| -> Vec<(String, Option<u32>, Option<String>)> {
        summary
            .files
            .iter()
            .map(|file| {
                (
                    file.node.path.clone(),
                    // Ignition's own default; Typhoon leaves it unsaid where we do not.
                    Some(file.node.mode.unwrap_or(0o644)),
                    file.contents.text().map(str::to_owned),
                )
            })
            .collect()
    };
    lines("file", &contents(with), &contents(without), &mut found);
    lines(
        "directory",
        &with.directories,
        &without.directories,
        &mut found,
    );
    lines("link", &with.links, &without.links, &mut found);
    lines("user", &with.users, &without.users, &mut found);
    for unit in &with.units {
        let before = without.units.iter().find(|other| other.name == unit.name);
        if before.is_none() {
            found.push(format!("+unit {unit:?}"));
        } else if let Some(before) = before.filter(|before| *before != unit) {
            // The texts of our units are not theirs; what a snippet changes about them is.
            lines(
                &format!("dropin of {}", unit.name),
                &unit.dropins,
                &before.dropins,
                &mut found,
            );
            if before.contents != unit.contents {
                found.push(format!("+contents of {} {:?}", unit.name, unit.contents));
            }
            if (before.enabled, before.masked) != (unit.enabled, unit.masked) {
                found.push(format!(
                    "+state of {} {:?} {}",
                    unit.name, unit.enabled, unit.masked
                ));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn snippets_do_to_our_machines_what_they_do_to_typhoons() {
    let mut machines = 0;
    for case in typhoon::cases("modern-bm-") {
        if case.inputs.get("snippets").is_none() {
            continue;
        }
        let with = rendered(&document::of(&case), &Files::new());
        let without = rendered(&document::without_snippets(&case), &Files::new());
        let snippets = case.inputs["snippets"].as_object().expect("a map");
        for name in snippets.keys() {
            let file = ["controller", "worker"]
                .iter()
                .map(|role| format!("nodes/mercury-{role}-{name}"))
                .find(|file| case.folder.join(format!("{file}.ign")).exists())
                .expect("a config of the machine");
            let ours = effect(
                &summarize(&config(text(&with, &format!("nodes/{name}/ignition.json")))),
                &summarize(&config(text(
                    &without,
                    &format!("nodes/{name}/ignition.json"),
                ))),
            );
            let theirs = effect(
                &summarize(&config(&case.text(&format!("{file}.ign")))),
                &summarize(&config(&case.text(&format!("{file}.nosnippets.ign")))),
            );
            assert!(!theirs.is_empty(), "{}: {name}", case.name);
            assert_eq!(ours, theirs, "{}: {name}", case.name);
            let profiles: Vec<_> = with
                .iter()
                .filter(|(path, _)| {
                    path.starts_with("matchbox/ignition/mercury-")
                        && path.ends_with(&format!("-{name}.ign"))
                        && !path.contains("install")
                })
                .collect();
            assert_eq!(profiles.len(), 1);
            assert_eq!(
                &*profiles[0].1.contents,
                text(&with, &format!("nodes/{name}/ignition.json")),
                "matchbox serves the merged config"
            );
            machines += 1;
        }
        for (path, artifact) in without.iter() {
            let is_of_a_machine_with_snippets = snippets.keys().any(|name| {
                path.contains(&format!("{name}/")) || path.contains(&format!("-{name}.ign"))
            });
            if !is_of_a_machine_with_snippets
                && !["SHA256SUMS", "README.md", "cluster.yaml"].contains(&path)
            {
                assert_eq!(
                    with.get(path).map(|artifact| &artifact.contents),
                    Some(&artifact.contents),
                    "{path}"
                );
            }
        }
    }
    assert!(machines == 0 || machines == 4, "{machines}");
}

/// For each machine of each golden cluster: what people read becomes what the machine takes.
#[test]
fn the_butane_form_of_every_golden_machine_translates_to_its_config() {
    let mut count = 0;
    let mut merged = 0;
    for entry in fs::read_dir(root().join("tests/clusters")).expect("clusters") {
        let nodes = entry.expect("a cluster").path().join("expected/nodes");
        for machine in fs::read_dir(&nodes).expect("machines") {
            let machine = machine.expect("a machine").path();
            for (butane, ignition) in [
                ("butane.yaml", "ignition.json"),
                ("install.butane.yaml", "install.json"),
            ] {
                let Ok(source) = fs::read_to_string(machine.join(butane)) else {
                    continue;
                };
                let expected = fs::read_to_string(machine.join(ignition)).expect("its other form");
                let outcome = translate(source.as_bytes(), Options::default());
                assert_eq!(outcome.error, None, "{}", machine.display());
                assert!(outcome.report.is_empty(), "{}", outcome.report);
                assert_eq!(
                    outcome.output.as_deref(),
                    Some(expected.as_str()),
                    "{}",
                    machine.display()
                );
                count += 1;
                merged += usize::from(source.contains("# With its snippets"));
            }
        }
    }
    assert!(count >= 20 && merged >= 2, "{count} {merged}");
}

const FIRST: &str = "variant: flatcar\\nversion: 1.0.0\\nstorage:\\n  files:\\n    - path: /etc/motd\\n      contents: { inline: first }\\n";
const SECOND: &str = "variant: flatcar\\nversion: 1.1.0\\nstorage:\\n  files:\\n    - path: /etc/motd\\n      contents: { inline: second }\\n";

#[test]
fn the_last_snippet_wins_and_the_newest_specification_holds() {
    for (one, other, expected) in [(FIRST, SECOND, "second"), (SECOND, FIRST, "first")] {
        let document = with_snippets(
            "flatcar-cilium",
            &format!("snippets: {{ node2: [\"{one}\", \"{other}\"], node3: [\"{FIRST}\"] }}\n"),
        );
        let artifacts = rendered(&document, &Files::new());
        let summary = |name: &str| {
            summarize(&config(text(
                &artifacts,
                &format!("nodes/{name}/ignition.json"),
            )))
        };
        let motd = |summary: &Summary| {
            let mut files = summary.files.iter();
            let file = files.find(|file| file.node.path == "/etc/motd")?;
            file.contents.text().map(str::to_owned)
        };
        let two = summary("node2");
        assert_eq!(motd(&two).as_deref(), Some(expected));
        assert_eq!(two.version, "3.4.0");
        let three = summary("node3");
        assert_eq!(
            (motd(&three).as_deref(), three.version.as_str()),
            (Some("first"), "3.3.0")
        );
        assert_eq!(motd(&summary("node4")), None);
    }
}

const OVERRIDE: &str = "variant: fcos
version: 1.5.0
storage:
  files:
    - path: /etc/sysctl.d/max-user-watches.conf
      overwrite: true
      contents:
        inline: |
          fs.inotify.max_user_watches=65536
    - path: /etc/new.conf
      contents: { inline: new }
systemd:
  units:
    - name: kubelet.service
      dropins: [ { name: 10-x.conf, contents: \"[Service]\\n\" } ]
";

/// A snippet may override what Kindling writes; who did is told, once for all machines that take it.
#[test]
fn what_is_overridden_by_whom_is_told() {
    let files = Files::from([("snippets/watches.bu".to_owned(), OVERRIDE.to_owned())]);
    let document = with_snippets(
        "fcos-flannel",
        "snippets: { node2: [{ file: snippets/watches.bu }], node3: [{ file: snippets/watches.bu }], node4: [{ file: snippets/watches.bu }] }\n",
    );
    let (cluster, found) = read(&document, &files);
    assert!(found.is_empty(), "{found:#?}");
    let (artifacts, found) = render(&cluster);
    let artifacts = artifacts.expect("notes keep nothing back");
    let told: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "`snippets/watches.bu` replaces `/etc/sysctl.d/max-user-watches.conf` on `node2`, `node3`, `node4`",
            "`snippets/watches.bu` changes the unit `kubelet.service` on `node2`, `node3`, `node4`",
        ]
    );
    for one in &found {
        assert_eq!(
            (one.code, one.severity),
            ("snippets/overrides", Severity::Info)
        );
        assert_eq!(one.path.to_string(), "snippets.node2[0]");
    }
    let runbook = text(&artifacts, "README.md");
    for name in ["node2", "node3", "node4"] {
        for line in [
            "replaces `/etc/sysctl.d/max-user-watches.conf`",
            "changes the unit `kubelet.service`",
        ] {
            let line = format!("- `{name}`: `snippets/watches.bu` {line}\n");
            assert!(runbook.contains(&line), "{line}{runbook}");
        }
    }
    assert!(
        !runbook.contains("/etc/new.conf"),
        "an addition overrides nothing"
    );
    assert!(
        text(&artifacts, "nodes/node2/butane.yaml").contains("`snippets/watches.bu`"),
        "the config names its snippets"
    );
}

/// The document in a package needs nothing beside it, and renders the package again.
#[test]
fn a_package_opens_again_and_renders_the_same_bytes() {
    let files = Files::from([("../odd `name`\n.bu".to_owned(), OVERRIDE.to_owned())]);
    let snippets = format!(
        "snippets: {{ node3: [{{ file: \"../odd `name`\\n.bu\" }}], node1: [{}, {}] }}\n",
        "\"variant: fcos\\nversion: 1.5.0\\nstorage: { files: [ { path: /a, contents: { inline: ' \\t' } } ] }\\n\"",
        "{ file: a.bu, text: \"variant: fcos\\nversion: 1.0.0\" }"
    );
    let document = with_snippets("fcos-cilium-cached", &snippets);
    let (cluster, _) = read(&document, &files);
    let artifacts = render(&cluster).0.expect("a cluster");
    let zip = package::zip(cluster.name(), &artifacts).expect("small files");
    let opened = package::read_zip(&zip).expect("our own zip");
    assert_eq!(opened.len(), artifacts.len());
    let (again, found) = read(text(&opened, "cluster.yaml"), &Files::new());
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(render(&again).0.as_ref(), Some(&artifacts));

    // Another order of machines in the document is the same document.
    let (first, rest) = document.split_once("workers:\n").expect("workers");
    let mut rows: Vec<&str> = rest
        .lines()
        .filter(|line| line.starts_with("  - "))
        .collect();
    let tail: Vec<&str> = rest
        .lines()
        .filter(|line| !line.starts_with("  - "))
        .collect();
    rows.reverse();
    let turned = format!(
        "{first}workers:\n{}\n{}\n",
        rows.join("\n"),
        tail.join("\n")
    );
    assert_ne!(turned, document);
    assert_eq!(rendered(&turned, &files), artifacts);
}

/// Whatever form a secret of the cluster has in a snippet: the configs of machines are public.
#[test]
fn a_secret_in_a_snippet_is_found_in_every_form() {
    let plain = clusters::document("flatcar-cilium", 1, 3);
    let (cluster, _) = read(&plain, &Files::new());
    let pki = secrets::pki(&cluster);
    let secret: String = pki
        .secret_texts()
        .map(|secret| secret.expose().to_string())
        .find(|secret| secret.contains("BEGIN"))
        .expect("a key");
    let padding = "a line that comes again\n".repeat(100);
    for contents in [
        secret.clone(),
        format!("{padding}{secret}{padding}"),
        secret.replace('\n', "\\n"),
    ] {
        let snippet = serde_json::json!({
            "variant": "flatcar",
            "version": "1.1.0",
            "storage": { "files": [{ "path": "/etc/key", "contents": { "inline": contents } }] },
        });
        // Texts of a config are not the operator's words any more when they come compressed.
        let translated = translate(snippet.to_string().as_bytes(), Options::default());
        let (config, _) = translated.config.expect("a config");
        let source = &config.storage.files[0].contents;
        let packed = serde_json::json!({
            "variant": "flatcar",
            "version": "1.1.0",
            "storage": { "files": [{ "path": "/etc/key", "contents": {
                "source": source.source,
                "compression": source.compression,
            } }] },
        });
        for snippet in [snippet, packed] {
            let files = Files::from([("key.bu".to_owned(), snippet.to_string())]);
            let document = format!("{plain}snippets: {{ node2: [{{ file: key.bu }}] }}\n");
            let (cluster, _) = read(&document, &files);
            let (artifacts, found) = render(&cluster);
            assert!(artifacts.is_none());
            assert!(
                found.iter().any(|one| one.code == "leak/secret-in-public"
                    && one.subject == Subject::Snippet("key.bu".to_owned())),
                "{found:#?}"
            );
            let body = secret.lines().nth(1).expect("a body");
            assert!(
                !format!("{found:?}").contains(body),
                "the secret is not told"
            );
        }
    }
}

/// A thousand machines that take the same text: it is judged once, and one mistake in it is told once.
#[test]
fn a_text_of_many_machines_is_told_once() {
    let plain = clusters::document("fcos-flannel", 1, 300);
    let list: BTreeMap<String, serde_json::Value> = (2..=301)
        .map(|number| {
            (
                format!("node{number}"),
                serde_json::json!([{ "file": "all.bu" }]),
            )
        })
        .collect();
    let document = format!("{plain}snippets: {}\n", serde_json::json!(list));
    let wrong = Files::from([("all.bu".to_owned(), OVERRIDE.replace("/etc/new", "etc/new"))]);
    let report = model::read(&document, &wrong);
    assert!(report.value().is_none());
    let [one] = report.diagnostics() else {
        unreachable!("{:#?}", report.diagnostics())
    };
    assert_eq!(one.code, "snippets/invalid");
    assert_eq!(one.subject, Subject::Snippet("all.bu".to_owned()));
    assert_eq!(one.position.map(|position| position.line), Some(10));
    assert!(
        one.hints
            .iter()
            .any(|hint| hint.contains("299 more places")),
        "{one:?}"
    );
    let right = Files::from([("all.bu".to_owned(), OVERRIDE.to_owned())]);
    let (cluster, _) = read(&document, &right);
    let (artifacts, found) = render(&cluster);
    assert!(artifacts.is_some());
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].message.contains("and 297 more"), "{found:#?}");
}
