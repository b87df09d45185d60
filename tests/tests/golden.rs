//! The golden clusters: what each document under `clusters/` becomes, every file of it.
//!
//! The secrets beside a document are made once, from a fixed seed, and then kept as they are: rendering must go on
//! giving these bytes. The keys are for tests and open nothing.

use std::collections::BTreeMap;
use std::fs;

use kindling_core::{Diagnostic, Severity, model, secrets};
use kindling_tests::golden::{self, Mode};
use kindling_tests::sources::root;

#[test]
fn every_golden_cluster_is_rendered_as_it_was() {
    let mut situations: Vec<String> = fs::read_dir(root().join("tests/clusters"))
        .expect("the clusters are part of the project")
        .map(|entry| {
            let name = entry.expect("the folder can be listed").file_name();
            name.to_string_lossy().into_owned()
        })
        .collect();
    situations.sort();
    assert!(situations.len() >= 8, "{situations:?}");
    for situation in situations {
        let folder = format!("tests/clusters/{situation}");
        let text = fs::read_to_string(root().join(&folder).join("cluster.yaml"))
            .expect("a situation has its document");
        let (cluster, found) = model::read(&text, &BTreeMap::new()).into_parts();
        assert!(found.is_empty(), "{situation}: {found:#?}");
        let cluster = cluster.expect("nothing was found");
        let kept = root().join(&folder).join("secrets.yaml");
        if !kept.exists() && Mode::of_environment() == Mode::Write {
            let made = kindling_tests::secrets::of(&cluster);
            fs::write(&kept, made.to_text().expose()).expect("secrets can be written");
        }
        let text = fs::read_to_string(&kept).expect("a situation has its secrets");
        let (secrets, found) = secrets::parse(&text, &cluster).into_parts();
        assert!(found.is_empty(), "{situation}: {found:#?}");
        let secrets = secrets.expect("nothing was found");
        assert_eq!(
            *secrets.to_text().expose(),
            text,
            "{situation}: secrets are kept as they are written"
        );
        let (artifacts, found) = kindling_core::render(&cluster, &secrets).into_parts();
        let is_note = |one: &Diagnostic| one.severity == Severity::Info;
        assert!(found.iter().all(is_note), "{situation}: {found:#?}");
        let files: BTreeMap<String, Vec<u8>> = artifacts
            .expect("nothing was found")
            .iter()
            .map(|(path, artifact)| (path.to_owned(), artifact.contents.as_bytes().to_vec()))
            .collect();
        golden::tree(&format!("{folder}/expected"), &files);
    }
}
