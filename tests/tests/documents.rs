//! Cluster documents and exactly what they raise.
//!
//! Each file under `rejected/`, `remarked/` and `accepted/` names on its first line the codes it raises, in order, with
//! the line and column of each: `# raises: machines/mac@12:28`. `KINDLING_GOLDEN=write` rewrites the first lines; read
//! the diff before it is kept.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kindling_core::diagnostic::{Diagnostic, Severity};
use kindling_core::document::{self, Preset, codes};
use kindling_core::model::{self, Files};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn documents(folder: &str) -> Vec<(String, PathBuf, String)> {
    let mut found: Vec<(String, PathBuf, String)> = fs::read_dir(root().join(folder))
        .expect("the folder is part of the project")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .map(|path| {
            let text = fs::read_to_string(&path).expect("documents are UTF-8");
            let name = path
                .file_stem()
                .expect("files have names")
                .to_string_lossy()
                .into_owned();
            (name, path, text)
        })
        .collect();
    found.sort();
    found
}

fn summary(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| match diagnostic.position {
            Some(position) => format!(" {}@{}:{}", diagnostic.code, position.line, position.column),
            None => format!(" {}", diagnostic.code),
        })
        .collect()
}

/// What every diagnostic owes its reader.
fn judge_manners(name: &str, diagnostic: &Diagnostic) {
    let shown = format!("{name}: {diagnostic:?}");
    assert!(diagnostic.position.is_some(), "no position: {shown}");
    assert!(!diagnostic.hints.is_empty(), "no hint: {shown}");
    assert!(!diagnostic.message.ends_with('.'), "a period: {shown}");
    let first = diagnostic.message.chars().next().expect("a message");
    let acronym = diagnostic.message.starts_with("DSA");
    assert!(!first.is_uppercase() || acronym, "upper case: {shown}");
    assert!(
        !diagnostic.message.chars().any(char::is_control),
        "a control character: {shown}"
    );
    let info = codes::find(diagnostic.code).expect(&shown);
    assert_eq!(info.1, diagnostic.severity, "{shown}");
}

fn compare(folder: &str, accepted: bool, worst: Option<Severity>) -> BTreeSet<String> {
    let mut raised = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, path, text) in documents(folder) {
        let report = model::read(&text, &Files::new());
        let actual = format!("# raises:{}", summary(report.diagnostics()));
        let (first, rest) = text.split_once('\n').expect("a first line");
        if std::env::var_os("KINDLING_GOLDEN").is_some_and(|mode| mode == "write") {
            fs::write(&path, format!("{actual}\n{rest}")).expect("the document can be written");
        } else if actual != first {
            wrong.push(format!(
                "{name}\n  expected {first}\n  actual   {actual}\n{:#?}",
                report.diagnostics()
            ));
        }
        assert_eq!(
            report.value().is_some(),
            accepted,
            "{name}: {:#?}",
            report.diagnostics()
        );
        let severity = report
            .diagnostics()
            .iter()
            .map(|diagnostic| diagnostic.severity)
            .min();
        assert!(
            severity.is_some() == worst.is_some(),
            "{name}: {severity:?}"
        );
        for diagnostic in report.diagnostics() {
            judge_manners(&name, diagnostic);
            raised.insert(diagnostic.code.to_owned());
            let words = format!("{diagnostic:?}");
            assert!(
                !words.contains("hunter2") && !words.contains("bm90IHJlYWxseQ"),
                "a secret: {words}"
            );
        }
        let shape = document::parse(&text);
        if let Some(document) = shape.value() {
            let again = document::write(document);
            let again = document::parse(&again);
            assert_eq!(
                again.value(),
                Some(document),
                "{name}: written and read again"
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    raised
}

#[test]
fn every_document_raises_exactly_its_codes_and_every_code_is_raised() {
    let mut raised = compare("rejected", false, Some(Severity::Error));
    raised.extend(compare("remarked", true, Some(Severity::Warning)));
    compare("accepted", true, None);
    // These need a document that is too long to keep, or one that a form made; their own tests are below.
    let elsewhere = ["document/too-many-problems"].map(str::to_owned);
    let listed: BTreeSet<String> = codes::CODES
        .iter()
        .map(|(info, _)| info.code.to_owned())
        .collect();
    let missing: Vec<&String> = listed
        .iter()
        .filter(|code| !raised.contains(*code) && !elsewhere.contains(code))
        .collect();
    assert!(missing.is_empty(), "no document raises {missing:?}");
    assert!(documents("rejected").len() >= 80);
}

#[test]
fn examples_starters_and_golden_clusters_resolve_without_a_remark() {
    let mut texts: Vec<(String, String)> = Preset::ALL
        .iter()
        .map(|preset| (preset.word().to_owned(), document::starter(*preset)))
        .collect();
    let project = root().join("..");
    for entry in fs::read_dir(project.join("static/examples")).expect("examples") {
        let path = entry.expect("an example").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            texts.push((
                path.display().to_string(),
                fs::read_to_string(&path).expect("an example"),
            ));
        }
    }
    for entry in fs::read_dir(root().join("clusters")).expect("clusters") {
        let path = entry.expect("a cluster").path().join("cluster.yaml");
        texts.push((
            path.display().to_string(),
            fs::read_to_string(&path).expect("a cluster"),
        ));
    }
    assert!(texts.len() >= 15);
    for (name, text) in texts {
        let report = model::read(&text, &Files::new());
        assert!(
            report.diagnostics().is_empty(),
            "{name}: {:#?}",
            report.diagnostics()
        );
        let document = document::parse(&text).into_parts().0.expect("it resolved");
        let again = document::parse(&document::write(&document));
        assert_eq!(again.value(), Some(&document), "{name}");
        assert!(again.diagnostics().is_empty(), "{name}");
    }
}

#[test]
fn the_order_of_machines_does_not_matter() {
    let text = document::starter(Preset::HighAvailability);
    let (document, _) = document::parse(&text).into_parts();
    let mut document = document.expect("a starter is valid").without_positions();
    let names = |document: &document::ClusterDocument| {
        let report = model::resolve(document, &Files::new());
        let cluster = report.value().expect("valid").clone();
        (
            cluster.etcd_initial_cluster(),
            cluster
                .machines()
                .map(|machine| machine.domain().to_string())
                .collect::<Vec<_>>(),
        )
    };
    let before = names(&document);
    document.controllers.reverse();
    document.workers.rotate_left(1);
    assert_eq!(names(&document), before);
}

fn diagnostics_page() -> String {
    document::diagnostics_reference(&[
        (
            "Machine configs and the assets bundle",
            kindling_core::nodes::bundle::CODES,
        ),
        ("Snippets on machines", kindling_core::nodes::merge::CODES),
        ("Delivery", kindling_core::delivery::CODES),
        ("Artifacts", kindling_core::artifacts::CODES),
        ("The secrets document", kindling_core::secrets::CODES),
    ])
}

#[test]
fn the_reference_pages_are_up_to_date() {
    for (file, text) in [
        ("docs/cluster-document.md", document::reference()),
        ("docs/diagnostics.md", diagnostics_page()),
    ] {
        let path = root().join("..").join(file);
        if std::env::var_os("KINDLING_GOLDEN").is_some_and(|mode| mode == "write") {
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
            fs::write(&path, &text).expect("the page can be written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == text,
            "{file} is out of date: run with KINDLING_GOLDEN=write"
        );
    }
}

#[test]
fn a_text_of_nothing_but_problems_is_answered_shortly() {
    let mut text = String::from("kindling: 1\n");
    for number in 0..20_000 {
        text.push_str(&format!("key{number}: [x, {{y: z}}]\n"));
    }
    let report = model::read(&text, &Files::new());
    assert!(
        report.diagnostics().len() < 300,
        "{}",
        report.diagnostics().len()
    );
    assert!(
        report
            .diagnostics()
            .iter()
            .any(|diagnostic| diagnostic.code == "document/too-many-problems")
    );
    for junk in [
        "x".repeat(10 << 20),
        "[".repeat(1 << 20),
        "- ".repeat(1 << 18),
        "a: &a\n".repeat(1 << 16),
        "\u{0}".repeat(10 << 20),
    ] {
        assert!(model::read(&junk, &Files::new()).value().is_none());
    }
    assert_eq!(
        model::read(&"x".repeat(33 << 20), &Files::new()).diagnostics()[0].code,
        "document/too-large"
    );
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % limit.max(1)
    }
}

/// Broken documents are answered, never a panic; what still parses is written and read back the same.
#[test]
fn mutated_documents_never_panic() {
    let seeds: Vec<String> = ["rejected", "remarked", "accepted"]
        .iter()
        .flat_map(|folder| documents(folder))
        .map(|(_, _, text)| text)
        .filter(|text| text.len() < 4000)
        .collect();
    let pieces = [
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ":",
        "- ",
        "\n",
        "\t",
        " ",
        "#",
        "&a ",
        "*a",
        "!!str ",
        "|\n",
        ">-\n",
        "~",
        "\\",
        "\u{0}",
        "\u{feff}",
        "é",
        "\u{202e}",
        "…",
        "9999999999999999999",
        "-1",
        "1e9",
        "yes",
        "$(reboot)",
        "%",
        "<<: *a",
        "---\n",
        "...\n",
        "::::",
        "....",
        "////",
        "\r\n",
        "52:54:00:a1:9c:ae",
        "10.0.0.0/8",
        "ssh-rsa AAAA",
        "kubernetes.io/",
        "https://",
        "@",
    ];
    let mut numbers = Numbers(0x6b69_6e64_6c69_6e67);
    for round in 0..3000 {
        let seed = &seeds[round % seeds.len()];
        let mut letters: Vec<char> = seed.chars().collect();
        for _ in 0..=numbers.below(4) {
            let at = numbers.below(letters.len());
            match numbers.below(4) {
                0 => {
                    let until = (at + 1 + numbers.below(12)).min(letters.len());
                    letters.drain(at..until);
                }
                1 => {
                    let piece = pieces[numbers.below(pieces.len())];
                    letters.splice(at..at, piece.chars());
                }
                2 => {
                    let until = (at + numbers.below(80)).min(letters.len());
                    let copy: Vec<char> = letters[at..until].to_vec();
                    let to = numbers.below(letters.len());
                    letters.splice(to..to, copy);
                }
                _ => letters.truncate(at.max(1)),
            }
        }
        let text: String = letters.into_iter().collect();
        let report = model::read(&text, &Files::new());
        for diagnostic in report.diagnostics() {
            judge_manners("mutated", diagnostic);
        }
        if let (Some(document), _) = document::read(&text).into_parts() {
            let again = document::write(&document);
            let _ = model::resolve(&document.without_positions(), &Files::new());
            let _ = document::parse(&again);
        }
    }
}
