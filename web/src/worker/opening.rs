//! What an opened file is: told by its contents, whatever it is called.

use kindling_core::artifacts::Artifacts;
use kindling_core::{package, secrets};

use super::listing::digests;
use super::making::refusal;
use super::protocol::{Answer, Opened};
use crate::state::Finding;

/// Finds out what a file is. Gives the answer, a secrets document that was in it, and the artifacts of an archive.
pub fn open(name: &str, bytes: &[u8]) -> (Answer, Option<Vec<u8>>, Option<Artifacts>) {
    if bytes.starts_with(b"PK\x03\x04") {
        return archive(name, bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return (refused(name, "is no text and no zip file"), None, None);
    };
    match kind(text) {
        Kind::Secrets => {
            let (document, found) = secrets::read(text).into_parts();
            match document {
                Some(_) => (Answer::Opened(Opened::Secrets), Some(bytes.to_vec()), None),
                None => {
                    let found = found.iter().map(Finding::from).collect();
                    (Answer::Refused(found), None, None)
                }
            }
        }
        Kind::Cluster => (Answer::Opened(Opened::Cluster(text.to_owned())), None, None),
        Kind::Snippet => (Answer::Opened(Opened::Snippet(text.to_owned())), None, None),
    }
}

enum Kind {
    Secrets,
    Cluster,
    Snippet,
}

/// What a text is, by the keys at its left edge. What is neither secrets nor a snippet is read as a cluster document,
/// and what is wrong with it is said then.
fn kind(text: &str) -> Kind {
    if text.trim_start().starts_with('{') {
        // JSON is YAML, too; its keys stand anywhere.
        return if text.contains("\"kindling_secrets\"") {
            Kind::Secrets
        } else {
            Kind::Cluster
        };
    }
    let keys: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with([' ', '#', '-', '\t']))
        .filter_map(|line| line.split_once(':').map(|(key, _)| key.trim()))
        .map(|key| key.trim_start_matches('\u{feff}'))
        .collect();
    let has = |words: &[&str]| keys.iter().any(|key| words.contains(key));
    if has(&["kindling_secrets"]) {
        Kind::Secrets
    } else if has(&["kindling", "cluster_name", "controllers"]) {
        Kind::Cluster
    } else if has(&["variant", "passwd", "storage", "systemd"]) {
        Kind::Snippet
    } else {
        Kind::Cluster
    }
}

fn archive(name: &str, bytes: &[u8]) -> (Answer, Option<Vec<u8>>, Option<Artifacts>) {
    let artifacts = match package::read_zip(bytes) {
        Ok(artifacts) => artifacts,
        Err(problem) => return (refused(name, &problem.to_string()), None, None),
    };
    let cluster = artifacts
        .get("cluster.yaml")
        .map(|artifact| artifact.contents.to_string());
    let digests = digests(&artifacts);
    (
        Answer::Opened(Opened::Archive { cluster, digests }),
        None,
        Some(artifacts),
    )
}

fn refused(name: &str, what: &str) -> Answer {
    Answer::Refused(vec![refusal(
        &format!("`{name}` {what}"),
        "open what Kindling saved, or a cluster document",
    )])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_what_is_in_them() {
        let cases = [
            ("kindling: 1\n", "cluster"),
            ("\u{feff}kindling: 1\r\n", "cluster"),
            ("{\"kindling\": 1}", "cluster"),
            ("variant: fcos\n", "snippet"),
            ("storage:\n  files: []\n", "snippet"),
            ("apiVersion: v1\nkind: Pod\n", "cluster"),
            ("- kindling: 1\n", "cluster"),
            ("mercury\n", "cluster"),
            ("", "cluster"),
            ("kindling_secrets: nonsense\n", "refused secrets/"),
            ("{\"kindling_secrets\": 1}", "secrets"),
            ("kindling_secrets: [\n", "refused secrets/syntax"),
        ];
        for (text, expected) in cases {
            let said = match open("a file", text.as_bytes()).0 {
                Answer::Opened(Opened::Cluster(_)) => "cluster".to_owned(),
                Answer::Opened(Opened::Snippet(_)) => "snippet".to_owned(),
                Answer::Opened(Opened::Secrets) => "secrets".to_owned(),
                Answer::Refused(found) => format!("refused {}", found[0].code),
                other => format!("{other:?}"),
            };
            assert!(said.starts_with(expected), "{text:?}: {said}");
        }
    }
}
