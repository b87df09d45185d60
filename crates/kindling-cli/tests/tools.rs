//! The program beside the tools it stands in for: recorded command lines, run in a folder laid out as it was then, give
//! the recorded streams and exit statuses. What each tool says of each config is compared elsewhere, case by case; here
//! a spread is run, and everything that depends on files and flags.

#![cfg(unix)]
#![expect(
    clippy::panic,
    reason = "a case that cannot be laid out must stop its test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use kindling_tests::scratch::Scratch;
use kindling_tests::vectors::{Case, CaseFile, load};

/// A folder that commands run in.
struct Folder(Scratch);

impl Folder {
    fn new(name: &str) -> Self {
        Self(Scratch::new(&format!("cli-{name}")))
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn lay_out(&self, case: &Case) {
        for (path, file) in &case.files {
            match file {
                CaseFile::Regular {
                    contents,
                    executable,
                } => {
                    let path = self.0.write(path, contents);
                    let mode = if *executable { 0o755 } else { 0o644 };
                    fs::set_permissions(path, fs::Permissions::from_mode(mode))
                }
                CaseFile::Link(target) => {
                    let path = self.at(path);
                    fs::create_dir_all(path.parent().unwrap_or(self.0.path()))
                        .and_then(|()| symlink(target, path))
                }
                CaseFile::Directory => fs::create_dir_all(self.at(path)),
            }
            .unwrap_or_else(|error| panic!("{}: {path}: {error}", case.id));
        }
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kindling"))
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("NO_COLOR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program was built for this test");
        let mut stdin = child.stdin.take().expect("it is piped");
        // A command that does not read its input closes it early.
        let _ = stdin.write_all(input);
        drop(stdin);
        child.wait_with_output().expect("it ends")
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The streams and the exit status side by side, if they differ.
fn difference(
    output: &Output,
    stdout: &str,
    stderr: &str,
    exit: Option<i64>,
    free: Free,
) -> Option<String> {
    let same = |found: &[u8], recorded: &str| {
        let found = text(found);
        found == recorded
            || match free {
                Free::Nothing => false,
                Free::Order => pieces(&found) == pieces(recorded),
                Free::Words => places(&found) == places(recorded),
            }
    };
    let is_same = same(&output.stdout, stdout)
        && same(&output.stderr, stderr)
        && output.status.code().map(i64::from) == exit;
    (!is_same).then(|| {
        format!(
            "recorded: {exit:?}\n{stdout:?}\n{stderr:?}\nfound: {:?}\n{:?}\n{:?}",
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr)
        )
    })
}

/// What the recorded tool itself leaves open.
#[derive(Clone, Copy)]
enum Free {
    Nothing,
    Order,
    Words,
}

fn free(case: &Case) -> Free {
    if case.has("nondeterministic-report") {
        Free::Order
    } else if case.has("go-json-error") {
        Free::Words
    } else {
        Free::Nothing
    }
}

fn pieces(report: &str) -> BTreeSet<&str> {
    let separator = if report.contains("\n\n") {
        "\n\n"
    } else {
        "\n"
    };
    report.split(separator).map(str::trim).collect()
}

fn places(report: &str) -> Vec<&str> {
    let place = |line| str::split_once(line, ": ").map_or(line, |(place, _)| place);
    report.lines().map(place).collect()
}

/// Cases that differ, for the reasons in `docs/compatibility.md`.
fn is_known_to_differ(case: &Case) -> bool {
    let version = || {
        let config: serde_json::Value = serde_json::from_slice(case.bytes("in.ign")?).ok()?;
        let version = config.pointer("/ignition/version")?.as_str()?;
        Some(version.starts_with("2."))
    };
    case.has("variant-openshift")
        || text(case.bytes("in.bu").unwrap_or_default()).contains("variant: openshift")
        || case.id == "cli-debug"
        || (case.kind == "ignition-validate" && version().unwrap_or(false))
        || (case.kind == "ignition-validate-v2" && !version().unwrap_or(false))
}

/// Runs every case that depends on files or flags, and every `step`th of the others.
fn replay(kind: &str, name: &str, step: usize, run: impl Fn(&Folder, &Case) -> Option<String>) {
    let mut seen = 0;
    let mut different = Vec::new();
    for (index, case) in load(&[kind]).iter().enumerate() {
        let depends = case.has("cli")
            || case.has("tree")
            || case.files.len() > 4
            || case.cmd.iter().any(|word| word.contains("files-dir"));
        if !(depends || index % step == 0) || is_known_to_differ(case) {
            continue;
        }
        let folder = Folder::new(name);
        folder.lay_out(case);
        seen += 1;
        if let Some(difference) = run(&folder, case) {
            different.push(format!("{kind}/{}: {difference}", case.id));
        }
    }
    println!("{kind}: {} of {seen} the same", seen - different.len());
    assert!(
        seen > 10 && different.is_empty(),
        "{}",
        different.join("\n")
    );
}

fn arguments<'c>(first: &[&'c str], case: &'c Case) -> Vec<&'c str> {
    let rest = case.cmd.iter().skip(1).map(String::as_str);
    first.iter().copied().chain(rest).collect()
}

#[test]
fn transpile_answers_as_butane_did() {
    replay("butane", "butane", 20, |folder, case| {
        let output = folder.run(&arguments(&["transpile"], case), b"");
        let (stdout, stderr) = (case.text("out.ign"), case.text("report.txt"));
        difference(&output, stdout, stderr, case.exit, free(case)).or_else(|| {
            let exit = case.strict_exit?;
            let strict = folder.run(&arguments(&["transpile", "--strict"], case), b"");
            let found = strict.status.code().map(i64::from);
            (found != Some(exit)).then(|| format!("strict exit {found:?}"))
        })
    });
}

#[test]
fn transpile_clc_answers_as_ct_did() {
    replay("clc", "clc", 5, |folder, case| {
        let output = folder.run(&arguments(&["transpile", "--clc"], case), b"");
        let (stdout, stderr) = (case.text("out.ign"), case.text("report.txt"));
        difference(&output, stdout, stderr, case.exit, free(case)).or_else(|| {
            let old = ["transpile", "--clc", "--spec", "2.2.0"];
            let output = folder.run(&arguments(&old, case), b"");
            let recorded = |key: &str| case.more.get("v0.9.0").and_then(|old| old.get(key));
            let words = |key: &str, same: &str| {
                let text = recorded(key).and_then(serde_json::Value::as_str);
                text.map_or_else(|| same.replacen("2.3.0", "2.2.0", 1), str::to_owned)
            };
            let exit = recorded("exit")
                .and_then(serde_json::Value::as_i64)
                .or(case.exit);
            let (stdout, stderr) = (words("stdout", stdout), words("stderr", stderr));
            difference(&output, &stdout, &stderr, exit, free(case))
        })
    });
}

#[test]
fn validate_answers_as_ignition_validate_did() {
    for (kind, name) in [
        ("ignition-validate", "validate"),
        ("ignition-validate-v2", "validate-v2"),
    ] {
        replay(kind, name, 20, |folder, case| {
            let output = folder.run(&arguments(&["validate"], case), b"");
            let (stdout, stderr) = (case.text("report.txt"), case.text("stderr.txt"));
            difference(&output, stdout, stderr, case.exit, free(case)).or_else(|| {
                let input = case.bytes("in.ign").unwrap_or_default();
                let piped = folder.run(&["validate", "-"], input);
                difference(&piped, stdout, stderr, case.exit, free(case))
            })
        });
    }
}

#[test]
fn merge_answers_as_the_provider_and_ignition_did() {
    replay("merge", "merge", 1, |folder, case| {
        let (base, part) = if case.has("ign-merge") {
            ("base.ign", "child")
        } else {
            ("base.bu", "snippet")
        };
        let ending = Path::new(base)
            .extension()
            .unwrap_or_default()
            .to_string_lossy();
        let parts: Vec<String> = (1..)
            .map(|number| format!("{part}-{number}.{ending}"))
            .take_while(|name| case.files.contains_key(name))
            .collect();
        let files = || std::iter::once(base).chain(parts.iter().map(String::as_str));
        let plain: Vec<&str> = std::iter::once("merge").chain(files()).collect();
        let output = folder.run(&plain, b"");
        let merged = case.text("merged.ign");
        // A config that is newer than the merging was told of is merged here, as the newest there is.
        let is_same = text(&output.stdout) == merged
            && output.status.success() != merged.is_empty()
            || case.id.ends_with("version-too-new");
        if !is_same {
            return Some(format!("{merged:?}\n{output:?}"));
        }
        let provider = case.more.get("provider")?;
        let flags = provider.get("flags")?.as_array()?;
        let flags = flags.iter().filter_map(|flag| flag.as_str());
        let rendered: Vec<&str> = ["merge", "--provider"]
            .into_iter()
            .chain(flags)
            .chain(files())
            .collect();
        let (stdout, stderr) = (case.text("provider.ign"), case.text("provider.err.txt"));
        let exit = provider.get("exit").and_then(serde_json::Value::as_i64);
        if case.id == "openshift-base" {
            return None;
        }
        difference(
            &folder.run(&rendered, b""),
            stdout,
            stderr,
            exit,
            Free::Nothing,
        )
    });
}

const CONFIG: &str = "variant: fcos\nversion: 1.7.0\n";
const RESULT: &str = "{\"ignition\":{\"version\":\"3.6.0\"}}\n";

#[test]
fn what_cannot_be_read_or_written_is_told_as_butane_tells_it() {
    let folder = Folder::new("io");
    folder.0.write("in.bu", CONFIG.as_bytes());
    folder.0.write("bad.bu", b"variant: fcos\n");
    let said = |arguments: &[&str]| {
        let output = folder.run(arguments, CONFIG.as_bytes());
        (
            text(&output.stdout),
            text(&output.stderr),
            output.status.code(),
        )
    };
    let fine = (RESULT.to_owned(), String::new(), Some(0));
    assert_eq!(said(&["transpile"]), fine);
    assert_eq!(said(&["transpile", "--", "in.bu"]), fine);
    assert_eq!(said(&["transpile", ""]), fine);
    for (arguments, stderr) in [
        (
            vec!["no.bu"],
            "failed to open no.bu: open no.bu: no such file or directory\n",
        ),
        (vec!["."], "failed to read .: read .: is a directory\n"),
        (
            vec!["in.bu", "-o", "."],
            "failed to open .: open .: is a directory\n",
        ),
    ] {
        let arguments: Vec<&str> = std::iter::once("transpile").chain(arguments).collect();
        assert_eq!(
            said(&arguments),
            (String::new(), stderr.to_owned(), Some(1))
        );
    }
    let (stdout, stderr, exit) = said(&["transpile", "--nope"]);
    assert_eq!((stdout.as_str(), exit), ("", Some(2)));
    assert!(
        stderr.contains("Usage: butane [options]") && stderr.contains("unknown flag: --nope\n")
    );
    let (stdout, stderr, exit) = said(&["transpile", "--help"]);
    assert!(stdout.starts_with("Usage: butane [options]") && stderr.is_empty() && exit == Some(0));
    assert!(said(&["transpile", "-V"]).0.starts_with("Butane 0.29.0"));

    // The output is made only when there is one, and replaces what was there.
    assert_eq!(said(&["transpile", "bad.bu", "-o", "out.ign"]).2, Some(1));
    assert_eq!(
        said(&["transpile", "-c", "in.bu", "-o", "out.ign"]).2,
        Some(0)
    );
    assert!(!folder.at("out.ign").exists());
    folder.0.write("out.ign", [b'x'; 100]);
    assert_eq!(
        said(&["transpile", "in.bu", "-oout.ign"]),
        (String::new(), String::new(), Some(0))
    );
    assert_eq!(
        fs::read_to_string(folder.at("out.ign")).ok().as_deref(),
        Some(RESULT)
    );

    assert_eq!(
        said(&["transpile", "--clc", "-in-file", "no"]).1,
        "Failed to open: open no: no such file or directory\n"
    );
    assert_eq!(said(&["transpile", "--clc", "--spec", "3.0.0"]).2, Some(2));
    assert_eq!(said(&["transpile", "--clc", "-nope"]).2, Some(2));
    assert_eq!(
        said(&["validate", "no"]),
        (
            String::new(),
            "couldn't read config: open no: no such file or directory\n".into(),
            Some(1)
        )
    );
    assert_eq!(said(&["validate"]).2, Some(1));
    assert_eq!(said(&["validate", "-x"]).2, Some(2));
}

/// A folder is read as far as the config asks: what else is in it may be too large to read at all.
#[test]
fn a_folder_of_files_is_read_as_far_as_it_is_asked_for() {
    let folder = Folder::new("lazy");
    let huge = fs::File::create(folder.at("huge")).expect("the temporary folder can be written");
    huge.set_len(3 << 30).expect("a file may have holes");
    folder.0.write("repository/here", b"here");
    folder.0.write("elsewhere", b"elsewhere");
    let link = |target: &str, path: &str| symlink(target, folder.at(path)).expect("a link");
    link("../elsewhere", "repository/out");
    link("/dev/zero", "repository/endless");
    link("loop", "repository/loop");
    link("here/x", "repository/through");
    let said = |root: &str, name: &str| {
        let config = format!(
            "{CONFIG}storage:\n  files:\n    - path: /a\n      contents:\n        local: {name}\n"
        );
        folder.0.write("in.bu", config.as_bytes());
        let output = folder.run(&["transpile", "--raw-errors", "-d", root, "in.bu"], b"");
        text(&output.stdout) + &text(&output.stderr)
    };
    for (root, name, part) in [
        (".", "repository/here", "data:,here"),
        ("repository", "out", "data:,elsewhere"),
        (".", "repository/out", "data:,elsewhere"),
        (".", "huge", "open huge: file too large"),
        (
            "repository",
            "endless",
            "open repository/endless: no such device or address",
        ),
        (
            "repository",
            "loop",
            "open repository/loop: too many levels of symbolic links",
        ),
        (
            "repository",
            "through",
            "open repository/through: not a directory",
        ),
        ("repository", "../elsewhere", "traverses outside"),
        (
            "repository/here",
            "x",
            "open repository/here/x: not a directory",
        ),
        ("nowhere", "x", "open nowhere/x: no such file or directory"),
    ] {
        let said = said(root, name);
        assert!(said.contains(part), "{root} {name}: {said}");
    }
    let large =
        fs::File::create(folder.at("large.bu")).expect("the temporary folder can be written");
    large
        .set_len((64 << 20) + 1)
        .expect("a file may have holes");
    let output = folder.run(&["transpile", "large.bu"], b"");
    assert_eq!(
        text(&output.stderr),
        "failed to read large.bu: read large.bu: file too large\n"
    );
}
