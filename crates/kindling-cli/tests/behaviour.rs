//! The program as a person or a script meets it: what it writes where, what it refuses, and how it ends.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of one test with a cluster document and its secrets.
struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        // What is left of it does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Place {
    /// An empty one; the name is the test's own.
    fn empty(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    fn new(name: &str) -> Self {
        let place = Self::empty(name);
        let cluster = project().join("tests/clusters/flatcar-cilium-1c");
        for file in ["cluster.yaml", "secrets.yaml"] {
            fs::copy(cluster.join(file), place.0.join(file)).expect("a golden cluster is there");
        }
        place
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kindling"));
        command.args(arguments).current_dir(&self.0);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("the program was built for this test")
    }

    fn run_with(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program was built for this test");
        let mut stdin = child.stdin.take().expect("it is piped");
        stdin.write_all(input).expect("it reads its input");
        drop(stdin);
        child.wait_with_output().expect("it ends")
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.0.join(file), text).expect("a file can be written");
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).expect(file)
    }

    /// Every file with its mode and contents.
    fn tree(&self) -> BTreeMap<String, (u32, Vec<u8>)> {
        let mut tree = BTreeMap::new();
        let mut waiting = vec![self.0.clone()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).expect("a folder can be listed") {
                let path = entry.expect("an entry").path();
                let metadata = fs::symlink_metadata(&path).expect("an entry");
                if metadata.is_dir() {
                    waiting.push(path);
                    continue;
                }
                let below = path.strip_prefix(&self.0).expect("it is below");
                tree.insert(
                    below.to_string_lossy().into_owned(),
                    (
                        metadata.permissions().mode() & 0o7777,
                        fs::read(&path).unwrap_or_default(),
                    ),
                );
            }
        }
        tree
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn rendering_without_an_output_lists_and_writes_nothing() {
    let place = Place::new("list");
    let before = place.tree();
    let output = place.run(&["render"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(place.tree(), before);
    let listed = out(&output);
    for (path, word) in [
        ("assets ", "secret"),
        ("admin.conf ", "secret"),
        ("nodes/node1/ignition.json ", "public"),
        ("SHA256SUMS ", "public"),
    ] {
        let line = listed.lines().find(|line| line.starts_with(path));
        assert!(
            line.is_some_and(|line| line.contains(word)),
            "{path}: {listed}"
        );
    }
    assert!(!listed.contains("PRIVATE KEY") && !err(&output).contains("PRIVATE KEY"));

    let rows = place.run(&["render", "--format", "json"]);
    assert_eq!(code(&rows), 0);
    // What was found and what was made are two arrays, in this order.
    let values: Vec<serde_json::Value> = serde_json::Deserializer::from_slice(&rows.stdout)
        .into_iter()
        .collect::<Result<_, _>>()
        .expect("JSON");
    let rows = values.last().and_then(|rows| rows.as_array());
    assert_eq!(
        rows.map(Vec::len),
        Some(listed.lines().count()),
        "{values:?}"
    );
    assert_eq!(place.tree(), before);
}

#[test]
fn one_artifact_goes_to_standard_output_and_nowhere_else() {
    let place = Place::new("only");
    let before = place.tree();
    let golden = project().join("tests/clusters/flatcar-cilium-1c/expected");
    for path in ["admin.conf", "assets", "nodes/node2/ignition.json"] {
        for format in ["human", "json"] {
            let output = place.run(&["render", "--only", path, "--format", format]);
            assert_eq!(code(&output), 0, "{}", err(&output));
            let wanted = fs::read(golden.join(path)).expect("a golden file");
            assert!(output.stdout == wanted, "{path} as {format}");
        }
    }
    let output = place.run(&["render", "--only", "nodes/node9/ignition.json"]);
    assert_eq!(code(&output), 2);
    assert!(output.stdout.is_empty());
    assert!(err(&output).contains("nodes/node9/ignition.json"));
    assert_eq!(place.tree(), before);
}

#[test]
fn a_folder_holds_every_artifact_and_secrets_are_their_owners_alone() {
    let place = Place::new("folder");
    let output = place.run(&["render", "--out", "out"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let listed = out(&place.run(&["render"]));
    let tree = place.tree();
    for line in listed.lines() {
        let mut words = line.split_whitespace();
        let (path, bytes) = (words.next(), words.next());
        let (Some(path), Some(bytes), Some(word)) = (path, bytes, words.next()) else {
            unreachable!("{line}");
        };
        let (mode, contents) = &tree[&format!("out/{path}")];
        assert_eq!(contents.len().to_string(), bytes, "{path}");
        let wanted = if word == "secret" { 0o600 } else { 0o644 };
        // A umask may take more away.
        assert_eq!(mode & !wanted, 0, "{path}");
        assert!(word == "public" || *mode == 0o600, "{path}");
    }
    let made = tree.keys().filter(|path| path.starts_with("out/")).count();
    assert_eq!(made, listed.lines().count() + 1, "and the mark");
    for (path, (mode, contents)) in tree.iter().filter(|(path, _)| path.starts_with("out/")) {
        let key = String::from_utf8_lossy(contents).contains("PRIVATE KEY");
        assert!(!key || *mode & 0o077 == 0, "{path} holds a key");
    }
}

#[test]
fn a_folder_of_its_own_is_replaced_and_anothers_is_refused() {
    let place = Place::new("replace");
    assert_eq!(code(&place.run(&["render", "--out", "out"])), 0);
    let first = place.tree();
    place.write("out/stale", "from an earlier cluster");
    assert_eq!(code(&place.run(&["render", "--out", "out"])), 0);
    assert_eq!(place.tree(), first, "what was stale is gone");

    fs::create_dir(place.0.join("empty")).expect("a folder can be made");
    assert_eq!(code(&place.run(&["render", "--out", "empty"])), 0);
    assert!(place.0.join("empty/SHA256SUMS").is_file());

    fs::create_dir(place.0.join("foreign")).expect("a folder can be made");
    place.write("foreign/thesis.txt", "years of work");
    place.write("file", "a file");
    std::os::unix::fs::symlink("foreign", place.0.join("link")).expect("a link can be made");
    let before = place.tree();
    for folder in [
        "foreign",
        "foreign/",
        "file",
        "link",
        ".",
        "missing/deep/out",
    ] {
        let output = place.run(&["render", "--out", folder]);
        if folder == "missing/deep/out" && code(&output) == 0 {
            // Folders on the way may be made; nothing else may have changed.
            fs::remove_dir_all(place.0.join("missing")).expect("it was made");
        } else {
            assert_eq!(code(&output), 2, "{folder}: {}", err(&output));
            assert!(!err(&output).is_empty());
        }
        assert_eq!(place.tree(), before, "{folder}");
    }
}

#[test]
fn packages_are_written_once_and_only_for_their_owner() {
    let place = Place::new("packages");
    for (flag, file) in [("--zip", "out.zip"), ("--tar", "out.tar")] {
        let output = place.run(&["render", flag, file]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        let tree = place.tree();
        assert_eq!(tree[file].0, 0o600);
        let again = place.run(&["render", flag, file]);
        assert_eq!(code(&again), 2);
        assert_eq!(place.tree(), tree);
        let streamed = place.run(&["render", flag, "-"]);
        assert_eq!(code(&streamed), 0);
        assert!(streamed.stdout == tree[file].1, "{flag}");
        assert_eq!(place.tree(), tree);
    }
    let two = place.run(&["render", "--zip", "a.zip", "--out", "a"]);
    assert_eq!(code(&two), 2);
    assert!(!place.0.join("a").exists() && !place.0.join("a.zip").exists());
}

#[test]
fn secrets_are_made_once_and_never_overwritten() {
    let place = Place::new("secrets");
    fs::remove_file(place.0.join("secrets.yaml")).expect("it was copied");
    let output = place.run(&["render"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("secrets new"), "{}", err(&output));

    let output = place.run(&["secrets", "new", "--out", "secrets.yaml"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(output.stdout.is_empty());
    let tree = place.tree();
    assert_eq!(tree["secrets.yaml"].0, 0o600);
    let again = place.run(&["secrets", "new", "--out", "secrets.yaml"]);
    assert_eq!(code(&again), 2);
    let renewed = place.run(&["secrets", "renew", "--out", "secrets.yaml"]);
    assert_eq!(code(&renewed), 2);
    assert_eq!(place.tree(), tree, "the keys are what they were");
    assert_eq!(code(&place.run(&["render"])), 0);

    let shown = place.run(&["secrets", "show"]);
    assert_eq!(code(&shown), 0);
    let shown = out(&shown);
    assert!(shown.contains("sha256") && !shown.contains("PRIVATE KEY"));
    let token = place.read("secrets.yaml");
    let secret = token
        .lines()
        .find_map(|line| line.trim().strip_prefix("secret: "))
        .expect("a token");
    assert!(!shown.contains(secret.trim_matches('"')));
    let rows = place.run(&["secrets", "show", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&rows.stdout).expect("JSON");
    assert!(rows.as_array().is_some_and(|rows| rows.len() >= 12));

    let output = place.run(&["secrets", "renew", "--out", "renewed.yaml"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let output = place.run(&["render", "--secrets", "renewed.yaml"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
}

#[test]
fn secrets_of_another_cluster_are_refused() {
    let place = Place::new("other");
    let text = place.read("cluster.yaml");
    place.write(
        "cluster.yaml",
        &text.replace("cluster_name: mercury", "cluster_name: venus"),
    );
    let before = place.tree();
    let output = place.run(&["render", "--out", "out"]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(err(&output).contains("mercury"));
    assert!(!err(&output).contains("PRIVATE KEY"));
    assert_eq!(place.tree(), before);
}

#[test]
fn no_rejected_document_makes_the_program_write() {
    let place = Place::new("rejected");
    let folder = project().join("tests/rejected");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the folder is part of the project") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        seen += 1;
        fs::copy(&path, place.0.join("cluster.yaml")).expect("a copy");
        let before = place.tree();
        let name = path.display();
        for arguments in [
            &["check"][..],
            &["render", "--out", "out"],
            &["render", "--zip", "out.zip"],
            &["render", "--only", "assets"],
            &["secrets", "new", "--out", "new.yaml"],
        ] {
            let output = place.run(arguments);
            assert_eq!(code(&output), 1, "{name}: {arguments:?}");
            assert!(output.stdout.is_empty(), "{name}: {arguments:?}");
            assert!(err(&output).contains("error"), "{name}: {}", err(&output));
        }
        let codes = fs::read_to_string(&path).expect("a document");
        let first = codes.lines().next().expect("a line");
        let output = place.run(&["check", "--format", "json"]);
        assert_eq!(code(&output), 1, "{name}");
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let raised: Vec<&str> = found
            .as_array()
            .expect("an array")
            .iter()
            .map(|one| one["code"].as_str().expect("a code"))
            .collect();
        let wanted: Vec<&str> = first
            .trim_start_matches("# raises:")
            .split_whitespace()
            .map(|word| word.split('@').next().unwrap_or(word))
            .collect();
        assert_eq!(raised, wanted, "{name}");
        assert_eq!(place.tree(), before, "{name}");
    }
    assert!(seen >= 80, "{seen}");
}

#[test]
fn exit_statuses_say_whose_fault_it_is() {
    let place = Place::new("codes");
    place.write("wrong.yaml", "kindling: 1\n");
    fs::write(place.0.join("latin.yaml"), b"kindling: \xff\n").expect("a file");
    place.write("broken-secrets.yaml", "kindling_secrets: [\n");
    for (arguments, wanted) in [
        (&["check"][..], 0),
        (&["check", "--secrets", "secrets.yaml"], 0),
        (&["check", "wrong.yaml"], 1),
        (&["check", "missing.yaml"], 2),
        (&["check", "latin.yaml"], 2),
        (&["check", "."], 2),
        (&["check", "--secrets", "broken-secrets.yaml"], 1),
        (&["check", "--secrets", "missing.yaml"], 2),
        (&["render", "--secrets", "broken-secrets.yaml"], 1),
        (&["render", "--secrets", "missing.yaml"], 2),
        (&["rendre"], 2),
        (&["render", "--nonsense"], 2),
        (&["schema"], 0),
        (&["--version"], 0),
        (&["--help"], 0),
        (&["completions", "bash"], 0),
        (&["new", "cluster.yaml"], 2),
        (&["new", "--preset", "nonsense"], 2),
    ] {
        let output = place.run(arguments);
        assert_eq!(code(&output), wanted, "{arguments:?}: {}", err(&output));
        if wanted != 0 {
            assert!(!err(&output).is_empty(), "{arguments:?} says nothing");
        }
    }
}

#[test]
fn documents_come_through_pipes() {
    let place = Place::new("pipes");
    let text = place.read("cluster.yaml");
    let secrets = place.read("secrets.yaml");
    let plain = place.run(&["render", "--only", "SHA256SUMS"]);
    let piped = place.run_with(&["render", "-", "--only", "SHA256SUMS"], text.as_bytes());
    assert_eq!(code(&piped), 0, "{}", err(&piped));
    assert_eq!(out(&piped), out(&plain));
    let piped = place.run_with(
        &["render", "--secrets", "-", "--only", "SHA256SUMS"],
        secrets.as_bytes(),
    );
    assert_eq!(code(&piped), 0, "{}", err(&piped));
    assert_eq!(out(&piped), out(&plain));
    let made = place.run_with(&["secrets", "new", "-"], text.as_bytes());
    assert_eq!(code(&made), 0, "{}", err(&made));
    let piped = place.run_with(&["check", "--secrets", "-"], &made.stdout);
    assert_eq!(code(&piped), 0, "{}", err(&piped));
    let wrong = place.run_with(&["check", "-"], b"kindling: 1\nnonsense: 2\n");
    assert_eq!(code(&wrong), 1);
    assert!(err(&wrong).contains("<stdin>:2:1"), "{}", err(&wrong));
    let starter = place.run(&["new"]);
    let checked = place.run_with(&["check", "-"], &starter.stdout);
    assert_eq!(code(&checked), 0, "{}", err(&checked));
}

#[test]
fn a_pipe_gets_no_colour_and_a_hostile_text_no_escape() {
    let place = Place::new("colour");
    place.write(
        "cluster.yaml",
        "kindling: 1\ncluster_name: \"a\\e[31mred\\u202e\"\n\"\\e[2Jkey\": x\n",
    );
    for variables in [&[][..], &[("NO_COLOR", "1")], &[("CLICOLOR_FORCE", "1")]] {
        let output = place
            .command(&["check"])
            .envs(variables.iter().copied())
            .output()
            .expect("the program was built for this test");
        assert_eq!(code(&output), 1);
        let said = err(&output);
        assert!(
            !said.contains(['\u{1b}', '\u{202e}']),
            "{variables:?}: {said:?}"
        );
    }
}
