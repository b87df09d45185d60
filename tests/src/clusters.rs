//! Clusters for the tests: documents, frozen secrets, and what is rendered of them.

use std::collections::BTreeMap;

use kindling_core::artifacts::Artifacts;
use kindling_core::model::{self, Cluster};

use crate::secrets;

/// A key that can be read as one.
const SSH_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL7VgsbUlYGugbiSdaHeB6GiZO2wKRjjKlqiAX1dzp/M core@example.com";

/// Two controllers' worth of variety: each names the system, the network and how images are got.
pub const SITUATIONS: [&str; 4] = [
    "flatcar-cilium",
    "flatcar-flannel-cached",
    "fcos-cilium-cached",
    "fcos-flannel",
];

/// The document of a situation with some workers.
///
/// # Panics
///
/// Where there is no such situation.
#[must_use]
pub fn document(situation: &str, controllers: usize, workers: usize) -> String {
    let os = if situation.starts_with("flatcar") {
        "{ name: flatcar-linux, channel: stable, version: 4459.2.0 }"
    } else {
        "{ name: fedora-coreos, stream: stable, version: 42.20250901.3.0 }"
    };
    let networking = if situation.contains("cilium") {
        "cilium"
    } else {
        "flannel"
    };
    let cached = situation.ends_with("cached");
    let machine = |number: usize| {
        format!(
            "  - {{ name: node{number}, mac: \"52:54:00:{:02x}:{:02x}:{:02x}\", domain: node{number}.example.com }}\n",
            number >> 16 & 255,
            number >> 8 & 255,
            number & 255
        )
    };
    let mut text = format!(
        "kindling: 1
cluster_name: mercury
kubernetes_version: v1.36.2
os: {os}
platform:
  name: bare-metal
  matchbox_http_endpoint: http://matchbox.example.com:8080
  cached_install: {cached}
k8s_domain_name: cluster.example.com
ssh_authorized_keys: [ \"{SSH_KEY}\" ]
networking: {networking}
pod_cidr: 10.16.0.0/12
service_cidr: 10.3.0.0/16
controllers:
"
    );
    for number in 1..=controllers {
        text.push_str(&machine(number));
    }
    text.push_str("workers:\n");
    for number in controllers + 1..=controllers + workers {
        text.push_str(&machine(number));
    }
    text
}

/// The cluster of a document.
///
/// # Panics
///
/// Where the document has an error.
#[must_use]
pub fn cluster(document: &str) -> Cluster {
    let (cluster, diagnostics) = model::read(document, &BTreeMap::new()).into_parts();
    assert!(cluster.is_some(), "{diagnostics:#?}");
    cluster.expect("it has just been seen")
}

/// Everything of a cluster.
///
/// # Panics
///
/// Where it cannot be rendered.
#[must_use]
pub fn render(document: &str) -> Artifacts {
    let cluster = cluster(document);
    let (artifacts, diagnostics) =
        kindling_core::render(&cluster, &secrets::of(&cluster)).into_parts();
    assert!(artifacts.is_some(), "{diagnostics:#?}");
    artifacts.expect("it has just been seen")
}
