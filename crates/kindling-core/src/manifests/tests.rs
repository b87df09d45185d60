//! What holds for the manifests of any cluster. Their contents are compared with other tools' elsewhere.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Manifests, render};
use crate::model::{Cluster, Component, samples};
use crate::secrets::CertificateName;
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

/// Every object of every file, with the file's path.
fn all_objects(manifests: &Manifests) -> Vec<(String, Value)> {
    manifests
        .assets
        .iter()
        .filter(|(path, _)| path.ends_with(".yaml"))
        .flat_map(|(path, asset)| {
            read(&asset.contents)
                .into_iter()
                .map(|object| (path.clone(), object))
        })
        .collect()
}

/// The pod spec of an object that has one.
fn pod(object: &Value) -> Option<&Value> {
    let template = &object["spec"]["template"]["spec"];
    [template, &object["spec"]]
        .into_iter()
        .find(|spec| spec["containers"].is_array())
}

fn containers(pod: &Value) -> impl Iterator<Item = &Value> {
    ["initContainers", "containers"]
        .into_iter()
        .flat_map(|key| pod[key].as_array().into_iter().flatten())
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}

#[test]
fn every_mount_has_its_volume_and_every_volume_its_mount() {
    for (_, cluster) in every_sample() {
        for (path, object) in all_objects(&render(&cluster, &placeholder())) {
            let Some(pod) = pod(&object) else { continue };
            let volumes: BTreeSet<&str> = list(&pod["volumes"]).map(name).collect();
            let mounts: BTreeSet<&str> = containers(pod)
                .flat_map(|container| list(&container["volumeMounts"]))
                .map(name)
                .collect();
            assert_eq!(volumes, mounts, "{path}");
        }
    }
}

#[test]
fn what_objects_refer_to_is_there() {
    for (_, cluster) in every_sample() {
        let objects = all_objects(&render(&cluster, &placeholder()));
        let find = |kind: &str, wanted: &str| {
            objects
                .iter()
                .map(|(_, object)| object)
                .find(|object| object["kind"] == kind && name(&object["metadata"]) == wanted)
        };
        for (path, object) in &objects {
            if object["kind"] == "ClusterRoleBinding" {
                let role = name(&object["roleRef"]);
                let is_default = role.starts_with("system:") && role != "system:coredns";
                assert!(is_default || find("ClusterRole", role).is_some(), "{path}");
                for subject in list(&object["subjects"]) {
                    if subject["kind"] == "ServiceAccount" {
                        let account = find("ServiceAccount", name(subject));
                        assert!(account.is_some(), "{path}");
                    }
                }
            }
            let Some(pod) = pod(object) else { continue };
            if let Some(account) = pod["serviceAccountName"].as_str() {
                assert!(find("ServiceAccount", account).is_some(), "{path}");
            }
            for volume in list(&pod["volumes"]) {
                if let Some(config) = volume["configMap"]["name"].as_str() {
                    assert!(find("ConfigMap", config).is_some(), "{path}: {config}");
                }
            }
            for variable in containers(pod).flat_map(|container| list(&container["env"])) {
                let reference = &variable["valueFrom"]["configMapKeyRef"];
                if let Some(key) = reference["key"].as_str() {
                    let config = find("ConfigMap", name(reference));
                    assert!(config.is_some_and(|config| config["data"][key].is_string()));
                }
            }
            let labels = &object["spec"]["template"]["metadata"]["labels"];
            if let Some(wanted) = object["spec"]["selector"]["matchLabels"].as_object() {
                for (key, value) in wanted {
                    assert_eq!(&labels[key], value, "{path}");
                }
            }
        }
    }
}

#[test]
fn every_service_finds_its_pods() {
    for (_, cluster) in every_sample() {
        let objects = all_objects(&render(&cluster, &placeholder()));
        for (path, service) in objects
            .iter()
            .filter(|(_, object)| object["kind"] == "Service")
        {
            let selector = service["spec"]["selector"].as_object();
            let found = objects.iter().any(|(_, object)| {
                let labels = &object["spec"]["template"]["metadata"]["labels"];
                selector
                    .into_iter()
                    .flatten()
                    .all(|(key, value)| &labels[key] == value)
            });
            assert!(found, "{path}");
        }
    }
}

/// The layout of controllers moves kubeconfigs, `tls/k8s` and etcd's client files into one directory.
#[test]
fn the_control_plane_reads_files_of_the_bundle() {
    for (_, cluster) in every_sample() {
        let manifests = render(&cluster, &placeholder());
        let there: BTreeSet<&str> = manifests
            .assets
            .keys()
            .filter(|path| {
                ["auth/", "tls/k8s/", "tls/etcd/etcd-client"]
                    .iter()
                    .any(|start| path.starts_with(start))
            })
            .filter_map(|path| path.rsplit('/').next())
            .collect();
        let pki_dir = format!("{}/", cluster.release().conventions().pki_dir);
        let mut read = BTreeSet::new();
        for path in paths(&manifests, "static-manifests/") {
            for line in manifests.assets[&path].contents.lines() {
                if let Some((_, file)) = line.split_once(&pki_dir) {
                    assert!(there.contains(file), "{path}: {file}");
                    read.insert(file.to_owned());
                }
            }
        }
        // The operator alone uses the admin's kubeconfig.
        let unread: Vec<_> = there.iter().filter(|file| !read.contains(**file)).collect();
        assert_eq!(unread, [&"admin.conf"]);
    }
}

#[test]
fn each_kubeconfig_holds_its_own_certificate() {
    use base64::Engine as _;
    let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let pki = placeholder();
    for (_, cluster) in every_sample() {
        let manifests = render(&cluster, &pki);
        assert!(manifests.assets["auth/admin.conf"] == manifests.admin_kubeconfig);
        for (path, certificate) in [
            ("auth/admin.conf", CertificateName::Admin),
            (
                "auth/controller-manager.conf",
                CertificateName::ControllerManager,
            ),
            ("auth/scheduler.conf", CertificateName::Scheduler),
        ] {
            let issued = pki.get(certificate);
            let cluster_name = cluster.name().as_str();
            let wanted = json!({
                "apiVersion": "v1",
                "kind": "Config",
                "clusters": [{ "name": cluster_name, "cluster": {
                    "server": cluster.api_server().url(),
                    "certificate-authority-data":
                        encode(&pki.get(CertificateName::KubernetesCa).certificate),
                }}],
                "users": [{ "name": cluster_name, "user": {
                    "client-certificate-data": encode(&issued.certificate),
                    "client-key-data": encode(issued.private_key.expose()),
                }}],
                "contexts": [{ "name": cluster_name, "context": {
                    "cluster": cluster_name, "user": cluster_name,
                }}],
                "current-context": cluster_name,
            });
            assert_eq!(read(&manifests.assets[path].contents), [wanted], "{path}");
        }
    }
}

#[test]
fn a_kubelet_shows_the_bootstrap_token() {
    let pki = placeholder();
    for (_, cluster) in every_sample() {
        let manifests = render(&cluster, &pki);
        let kubeconfig = read(&manifests.kubelet_kubeconfig.contents);
        assert_eq!(
            kubeconfig[0]["users"][0]["user"],
            json!({ "token": "abc123.0123456789abcdef" })
        );
        let secret = read(&manifests.assets["manifests/bootstrap-token.yaml"].contents);
        let data = &secret[0]["stringData"];
        assert_eq!(data["token-id"], "abc123");
        assert_eq!(data["token-secret"], "0123456789abcdef");
        assert_eq!(data["usage-bootstrap-authentication"], "true");
        assert_eq!(name(&secret[0]["metadata"]), "bootstrap-token-abc123");
    }
}
