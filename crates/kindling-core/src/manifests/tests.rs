//! What holds for the manifests of any cluster. Their contents are compared with other tools' elsewhere.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Manifests, render};
use crate::model::{Cluster, Component, samples};
use crate::secrets::samples::placeholder;
use crate::sensitivity::Sensitivity;
use crate::yaml::write::readers::read;

fn every_sample() -> [(&'static str, Cluster); 2] {
    [
        ("cilium", samples::flatcar_cilium()),
        ("flannel", samples::fedora_coreos_flannel()),
    ]
}

fn paths(manifests: &Manifests, folder: &str) -> Vec<String> {
    manifests
        .assets
        .keys()
        .filter(|path| path.starts_with(folder))
        .cloned()
        .collect()
}

#[test]
fn each_component_has_its_files() {
    for (name, cluster) in every_sample() {
        let manifests = render(&cluster, &placeholder());
        let has = |component| cluster.components().has(component);
        for (folder, files) in [
            ("auth/", 3),
            ("tls/etcd/", 9),
            ("tls/k8s/", 11),
            ("static-manifests/", 3),
            (
                "manifests/coredns/",
                if has(Component::CoreDns) { 6 } else { 0 },
            ),
            (
                "manifests/kube-proxy/",
                if has(Component::KubeProxy) { 4 } else { 0 },
            ),
            (
                "manifests/network/",
                if has(Component::Cilium) {
                    6
                } else if has(Component::Flannel) {
                    5
                } else {
                    0
                },
            ),
        ] {
            let found = paths(&manifests, folder);
            assert_eq!(found.len(), files, "{name}: {found:?}");
        }
        let top: Vec<_> = paths(&manifests, "manifests/")
            .into_iter()
            .filter(|path| path.matches('/').count() == 1)
            .collect();
        assert_eq!(top.len(), 9, "{name}: {top:?}");
    }
}

#[test]
fn every_asset_ends_in_one_newline() {
    for (name, cluster) in every_sample() {
        for (path, asset) in &render(&cluster, &placeholder()).assets {
            assert!(asset.contents.ends_with('\n'), "{name}: {path}");
            assert!(!asset.contents.ends_with("\n\n"), "{name}: {path}");
        }
    }
}

#[test]
fn every_object_says_what_it_is() {
    for (name, cluster) in every_sample() {
        let manifests = render(&cluster, &placeholder());
        let mut seen = BTreeSet::new();
        for (path, asset) in &manifests.assets {
            if !path.ends_with(".yaml") {
                continue;
            }
            for object in read(&asset.contents) {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let identity = (
                    text(&object["apiVersion"]),
                    text(&object["kind"]),
                    text(&object["metadata"]["name"]),
                );
                assert!(
                    ![&identity.0, &identity.1, &identity.2]
                        .iter()
                        .any(|part| part.is_empty()),
                    "{name}: {path}: {identity:?}"
                );
                let namespaced = !identity.1.starts_with("ClusterRole");
                assert_eq!(
                    object["metadata"]["namespace"].as_str(),
                    namespaced.then_some("kube-system"),
                    "{name}: {path}"
                );
                assert!(seen.insert(identity.clone()), "twice: {identity:?}");
            }
        }
    }
}

#[test]
fn secrets_stand_in_secret_assets_alone() {
    for (name, cluster) in every_sample() {
        let pki = placeholder();
        let manifests = render(&cluster, &pki);
        let secret: Vec<_> = manifests
            .assets
            .iter()
            .filter(|(_, asset)| asset.sensitivity == Sensitivity::Secret)
            .map(|(path, _)| path.as_str())
            .collect();
        assert_eq!(
            secret,
            [
                "auth/admin.conf",
                "auth/controller-manager.conf",
                "auth/scheduler.conf",
                "manifests/bootstrap-token.yaml",
                "tls/etcd/etcd-client.key",
                "tls/etcd/peer.key",
                "tls/etcd/server.key",
                "tls/k8s/aggregation-client.key",
                "tls/k8s/apiserver-kubelet-client.key",
                "tls/k8s/apiserver.key",
                "tls/k8s/ca.key",
                "tls/k8s/service-account.key",
            ],
            "{name}"
        );
        for (path, asset) in &manifests.assets {
            if asset.sensitivity == Sensitivity::Public {
                assert!(!asset.contents.contains(".key-----"), "{name}: {path}");
                assert!(
                    !asset
                        .contents
                        .contains(pki.bootstrap_token_secret().expose().as_str()),
                    "{name}: {path}"
                );
            }
        }
        assert_eq!(
            manifests.kubelet_kubeconfig.sensitivity,
            Sensitivity::Secret
        );
        assert_eq!(manifests.admin_kubeconfig.sensitivity, Sensitivity::Secret);
    }
}

#[test]
fn images_are_those_of_the_objects() {
    for (name, cluster) in every_sample() {
        let manifests = render(&cluster, &placeholder());
        let in_texts: BTreeSet<String> = manifests
            .assets
            .values()
            .flat_map(|asset| asset.contents.lines())
            .filter_map(|line| line.trim_start_matches([' ', '-']).strip_prefix("image: "))
            .map(str::to_owned)
            .collect();
        assert_eq!(manifests.images, in_texts, "{name}");
        assert!(manifests.images.len() >= 4, "{name}");
    }
}

/// Machines take the authority out of the kubeconfig with `grep`, `awk '{print $2}'` and `base64 -d`.
#[test]
fn the_authority_is_one_line_of_two_words() {
    use base64::Engine as _;
    for (_, cluster) in every_sample() {
        let manifests = render(&cluster, &placeholder());
        let kubeconfig = &manifests.kubelet_kubeconfig.contents;
        let lines: Vec<_> = kubeconfig
            .lines()
            .filter(|line| line.contains("certificate-authority-data"))
            .collect();
        let [line] = lines.as_slice() else {
            unreachable!("{lines:?}")
        };
        let words: Vec<_> = line.split_whitespace().collect();
        assert_eq!(words.len(), 2);
        let decoded = base64::engine::general_purpose::STANDARD.decode(words[1]);
        assert_eq!(
            decoded.ok().as_deref(),
            Some(manifests.assets["tls/k8s/ca.crt"].contents.as_bytes())
        );
    }
}

#[test]
fn two_renders_are_equal() {
    for (_, cluster) in every_sample() {
        let [one, two] = [0, 1].map(|_| render(&cluster, &placeholder()));
        assert!(one.assets == two.assets);
    }
}
