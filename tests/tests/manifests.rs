//! What each setting of a cluster document does to the control plane.

use std::collections::BTreeSet;

use kindling_core::manifests::{self, Manifests};
use kindling_core::model;
use kindling_tests::typhoon::document::SSH_KEY;
use kindling_tests::typhoon::values::{Fields, of_yaml};
use serde_json::{Value, json};

/// Renders a cluster of three machines with these settings on top.
fn render(settings: Value) -> Manifests {
    let machine = |name: &str, number: u8| {
        json!({
            "name": name,
            "mac": format!("52:54:00:a1:9c:{number:02x}"),
            "domain": format!("{name}.example.com"),
        })
    };
    let mut document = json!({
        "kindling": 1,
        "cluster_name": "mercury",
        "kubernetes_version": "v1.36.1",
        "os": { "name": "flatcar-linux", "channel": "stable", "version": "4459.2.0" },
        "platform": {
            "name": "bare-metal",
            "matchbox_http_endpoint": "http://matchbox.example.com:8080",
        },
        "controllers": [machine("node1", 1)],
        "workers": [machine("node8", 8), machine("node9", 9)],
        "k8s_domain_name": "mercury.example.com",
        "ssh_authorized_keys": [SSH_KEY],
    });
    if let (Some(document), Value::Object(settings)) = (document.as_object_mut(), settings) {
        document.extend(settings);
    }
    let (cluster, diagnostics) =
        model::read(&document.to_string(), &model::Files::new()).into_parts();
    let Some(cluster) = cluster else {
        unreachable!("{document}: {diagnostics:#?}")
    };
    manifests::render(&cluster, &kindling_tests::secrets::pki(&cluster))
}

fn fields(manifests: &Manifests, path: &str) -> Fields {
    of_yaml(&manifests.assets[path].contents).expect("a manifest is YAML")
}

fn flag(manifests: &Manifests, component: &str, flag: &str) -> Option<String> {
    fields(manifests, &format!("static-manifests/{component}.yaml"))
        .remove(&format!("spec.containers[{component}].command[--{flag}]"))
}

fn paths(manifests: &Manifests, folder: &str) -> usize {
    manifests
        .assets
        .keys()
        .filter(|path| path.starts_with(folder))
        .count()
}

#[test]
fn flags_follow_the_release() {
    for (version, gated) in [
        ("v1.34.0", true),
        ("v1.35.1", true),
        ("v1.36.2", true),
        ("v1.37.0", false),
    ] {
        let manifests = render(json!({ "kubernetes_version": version }));
        for name in ["feature-gates", "runtime-config"] {
            let found = flag(&manifests, "kube-apiserver", name);
            assert_eq!(found.is_some(), gated, "{version} {name}");
        }
        let image = format!("registry.k8s.io/kube-apiserver:{version}");
        assert!(manifests.images.contains(&image), "{version}");
    }
}

#[test]
fn an_external_cloud_provider_is_told_to_the_controller_manager() {
    let with = render(json!({ "cloud_provider": "external" }));
    let without = render(json!({}));
    let found = |manifests| flag(manifests, "kube-controller-manager", "cloud-provider");
    assert_eq!(found(&with).as_deref(), Some("external"));
    assert_eq!(found(&without), None);
}

#[test]
fn daemon_sets_tolerate_what_they_are_told_to() {
    for (networking, path, wanted) in [
        ("cilium", "manifests/network/daemonset.yaml", 4),
        ("cilium", "manifests/network/deployment.yaml", 2),
        ("cilium", "manifests/coredns/deployment.yaml", 1),
        ("flannel", "manifests/network/daemonset.yaml", 4),
        ("flannel", "manifests/kube-proxy/kube-proxy.yaml", 4),
    ] {
        let manifests = render(json!({
            "networking": networking,
            "daemonset_tolerations": ["example.com/special", "gpu"],
        }));
        let keys: BTreeSet<String> = fields(&manifests, path)
            .into_iter()
            .filter(|(field, _)| field.contains("tolerations[") && field.ends_with(".key"))
            .map(|(_, value)| value)
            .collect();
        assert_eq!(keys.len(), wanted, "{networking} {path}: {keys:?}");
        assert_eq!(keys.contains("\"gpu\""), wanted == 4, "{path}");
    }
}

#[test]
fn components_can_be_left_out() {
    for (networking, components, wanted) in [
        ("cilium", json!({}), [6, 0, 6]),
        ("flannel", json!({}), [6, 4, 5]),
        ("cilium", json!({ "enable": false }), [0, 0, 0]),
        ("flannel", json!({ "enable": false }), [0, 0, 0]),
        (
            "cilium",
            json!({ "coredns": { "enable": false } }),
            [0, 0, 6],
        ),
        (
            "cilium",
            json!({ "cilium": { "enable": false } }),
            [6, 0, 0],
        ),
        (
            "flannel",
            json!({ "flannel": { "enable": false } }),
            [6, 4, 0],
        ),
        (
            "flannel",
            json!({ "kube_proxy": { "enable": false } }),
            [6, 0, 5],
        ),
    ] {
        let manifests = render(json!({ "networking": networking, "components": components }));
        let found = ["coredns", "kube-proxy", "network"]
            .map(|folder| paths(&manifests, &format!("manifests/{folder}/")));
        assert_eq!(found, wanted, "{networking} {components}");
    }
}

#[test]
fn addresses_follow_the_networks() {
    let manifests = render(json!({
        "networking": "flannel",
        "pod_cidr": "172.20.0.0/16",
        "service_cidr": "172.30.128.0/20",
    }));
    let found = |path, field: &str| fields(&manifests, path).remove(field);
    for (path, field, wanted) in [
        (
            "manifests/coredns/service.yaml",
            "spec.clusterIP",
            "\"172.30.128.10\"",
        ),
        (
            "manifests/network/config.yaml",
            "data.net-conf.json.Network",
            "\"172.20.0.0/16\"",
        ),
        (
            "manifests/kube-proxy/kube-proxy.yaml",
            "spec.template.spec.containers[kube-proxy].command[--cluster-cidr]",
            "172.20.0.0/16",
        ),
    ] {
        assert_eq!(found(path, field).as_deref(), Some(wanted), "{path}");
    }
    for component in ["kube-apiserver", "kube-controller-manager"] {
        assert_eq!(
            flag(&manifests, component, "service-cluster-ip-range").as_deref(),
            Some("172.30.128.0/20")
        );
    }
}

#[test]
fn a_chosen_image_replaces_the_known_one() {
    let image = "registry.example.com/mirror/coredns:v9";
    let manifests = render(json!({ "container_images": { "coredns": image } }));
    assert!(manifests.images.contains(image));
    assert!(
        !manifests
            .images
            .iter()
            .any(|image| image.contains("registry.k8s.io/coredns"))
    );
}

#[test]
fn cluster_dns_has_a_pod_a_controller_and_two_at_least() {
    for (controllers, wanted) in [(1, "2"), (3, "3"), (5, "5")] {
        let machines: Vec<Value> = (1..=controllers)
            .map(|number| {
                json!({
                    "name": format!("node{number}"),
                    "mac": format!("52:54:00:a1:9d:{number:02x}"),
                    "domain": format!("node{number}.example.com"),
                })
            })
            .collect();
        let manifests = render(json!({ "controllers": machines }));
        let replicas =
            fields(&manifests, "manifests/coredns/deployment.yaml").remove("spec.replicas");
        assert_eq!(replicas.as_deref(), Some(wanted));
    }
}
