//! What an opened file is: told by its contents, whatever it is called.

use kindling_core::artifacts::Artifacts;
use kindling_core::package;

use super::listing::digests;
use super::making::refusal;
use super::protocol::{Answer, Opened};

/// Finds out what a file is. Gives the answer, a secrets document that was in it, and the artifacts of an archive.
pub fn open(name: &str, bytes: &[u8]) -> (Answer, Option<Vec<u8>>, Option<Artifacts>) {
    if bytes.starts_with(b"PK\x03\x04") {
        return archive(name, bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return (refused(name, "is no text and no zip file"), None, None);
    };
    match kind(text) {
        Some(Kind::Secrets) => (Answer::Opened(Opened::Secrets), Some(bytes.to_vec()), None),
        Some(Kind::Cluster) => (Answer::Opened(Opened::Cluster(text.to_owned())), None, None),
        Some(Kind::Snippet) => (Answer::Opened(Opened::Snippet(text.to_owned())), None, None),
        None => (
            refused(
                name,
                "is no cluster document, secrets document, zip or Butane config",
            ),
            None,
            None,
        ),
    }
}

enum Kind {
    Secrets,
    Cluster,
    Snippet,
}

/// What a text is, by the keys at its left edge.
fn kind(text: &str) -> Option<Kind> {
    let keys: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with([' ', '#', '-', '\t']))
        .filter_map(|line| line.split_once(':').map(|(key, _)| key.trim()))
        .collect();
    if keys.contains(&"kindling_secrets") {
        Some(Kind::Secrets)
    } else if keys.contains(&"variant") {
        Some(Kind::Snippet)
    } else if keys.iter().any(|key| {
        matches!(
            *key,
            "kindling" | "cluster_name" | "controllers" | "kubernetes_version"
        )
    }) {
        Some(Kind::Cluster)
    } else {
        None
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
