//! The control plane of Typhoon's bare-metal clusters, rendered by Kindling and compared value by value.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kindling_core::manifests::{self, Manifests};
use kindling_core::model;
use kindling_core::secrets::Pki;
use kindling_tests::typhoon::differences::Differences;
use kindling_tests::typhoon::values::{Difference, Fields, compare, of_yaml};
use kindling_tests::typhoon::{Case, cases, document};

/// What stands for a key or a certificate, whoever made it.
fn stand_in(pem: &str, authority: &str) -> Option<&'static str> {
    let first = pem.lines().next()?.strip_prefix("-----BEGIN ")?;
    let label = first.strip_suffix("-----")?;
    Some(if pem == authority {
        "authority"
    } else if label.ends_with(".pub") || label == "PUBLIC KEY" {
        "public key"
    } else if label.ends_with(".key") || label.ends_with("PRIVATE KEY") {
        "private key"
    } else {
        "certificate"
    })
}

/// The fields of an asset, with keys and certificates replaced by what stands for them.
fn fields(path: &str, text: &str, authority: &str) -> Fields {
    if path.contains("tls/") {
        // Both authorities are in one chain of files; which is which shows in their names.
        let stand_in = stand_in(text, "").unwrap_or("no PEM");
        return Fields::from([("content".to_owned(), stand_in.to_owned())]);
    }
    let mut fields = of_yaml(text).unwrap_or_else(|error| unreachable!("{path}: {error}"));
    for value in fields.values_mut() {
        let decoded = BASE64_STANDARD
            .decode(value.trim_matches('"'))
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(stand_in) = decoded.and_then(|pem| stand_in(&pem, authority)) {
            stand_in.clone_into(value);
        }
    }
    fields
}

/// Everything rendered, by its path in a case's folder.
fn ours(manifests: &Manifests) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = manifests
        .assets
        .iter()
        .map(|(path, asset)| (format!("assets/{path}"), asset.contents.to_string()))
        .collect();
    for (name, asset) in [
        ("kubeconfig-admin", &manifests.admin_kubeconfig),
        ("kubeconfig-kubelet", &manifests.kubelet_kubeconfig),
    ] {
        files.insert(name.to_owned(), asset.contents.to_string());
    }
    files
}

/// The same of the reference, with its token replaced by ours.
fn theirs(case: &Case, pki: &Pki) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = case
        .assets
        .iter()
        .map(|(path, text)| (format!("assets/{path}"), text.clone()))
        .collect();
    for name in ["kubeconfig-admin", "kubeconfig-kubelet"] {
        files.insert(name.to_owned(), case.text(name));
    }
    for text in files.values_mut() {
        *text = text
            .replace("abc123", pki.bootstrap_token_id())
            .replace("0123456789abcdef", pki.bootstrap_token_secret().expose());
    }
    files
}

#[test]
fn the_control_plane_is_typhoons_but_for_what_is_listed() {
    let cases = cases("modern-bm-");
    if cases.is_empty() {
        return;
    }
    let mut differences =
        Differences::of_paths(&["assets/", "kubeconfig-admin", "kubeconfig-kubelet"]);
    for case in &cases {
        let (cluster, diagnostics) =
            model::read(&document::without_snippets(case), &model::Files::new()).into_parts();
        let Some(cluster) = cluster else {
            unreachable!("{}: {diagnostics:#?}", case.name)
        };
        let pki = kindling_tests::secrets::pki(&cluster);
        let ours = ours(&manifests::render(&cluster, &pki));
        let theirs = theirs(case, &pki);
        let paths: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        for path in paths {
            let found = match (ours.get(path), theirs.get(path)) {
                (Some(our), Some(their)) => compare(
                    &fields(path, our, &ours["assets/tls/k8s/ca.crt"]),
                    &fields(path, their, &theirs["assets/tls/k8s/ca.crt"]),
                ),
                (our, _) => vec![Difference {
                    field: String::new(),
                    ours: our.map(|_| "(file)".to_owned()),
                    theirs: our.is_none().then(|| "(file)".to_owned()),
                }],
            };
            differences.take(&case.name, path, found);
        }
    }
    if let Err(problem) = differences.finish() {
        unreachable!("{problem}");
    }
}
