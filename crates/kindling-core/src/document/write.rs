//! From the document to a text that reads back as the same document. Comments are not kept.

use serde_json::{Map, Value, json};

use super::{ClusterDocument, Machine, Snippet};
use crate::yaml;

/// The document as YAML, every field in the order of the reference, what is not set left out.
pub fn write(document: &ClusterDocument) -> String {
    let value = value(document);
    // Texts, flags, lists and maps from text always have a YAML form.
    yaml::write::document(&value).unwrap_or_default()
}

fn text(map: &mut Map<String, Value>, key: &str, text: &str) {
    if !text.is_empty() {
        map.insert(key.to_owned(), json!(text));
    }
}

fn optional<T: Into<Value>>(map: &mut Map<String, Value>, key: &str, value: Option<T>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value.into());
    }
}

fn list(map: &mut Map<String, Value>, key: &str, items: &[String]) {
    if !items.is_empty() {
        map.insert(key.to_owned(), json!(items));
    }
}

fn section(map: &mut Map<String, Value>, key: &str, section: Map<String, Value>) {
    if !section.is_empty() {
        map.insert(key.to_owned(), Value::Object(section));
    }
}

fn machine(machine: &Machine) -> Value {
    let mut map = Map::new();
    text(&mut map, "name", &machine.name);
    text(&mut map, "mac", &machine.mac);
    text(&mut map, "domain", &machine.domain);
    optional(&mut map, "install_disk", machine.install_disk.clone());
    list(&mut map, "kernel_args", &machine.kernel_args);
    Value::Object(map)
}

fn value(document: &ClusterDocument) -> Value {
    let mut top = Map::new();
    top.insert("kindling".to_owned(), json!(1));
    text(&mut top, "cluster_name", &document.cluster_name);
    text(&mut top, "kubernetes_version", &document.kubernetes_version);
    let mut os = Map::new();
    text(&mut os, "name", &document.os.name);
    optional(&mut os, "channel", document.os.channel.clone());
    optional(&mut os, "stream", document.os.stream.clone());
    text(&mut os, "version", &document.os.version);
    section(&mut top, "os", os);
    let mut platform = Map::new();
    let written = &document.platform;
    text(&mut platform, "name", &written.name);
    text(
        &mut platform,
        "matchbox_http_endpoint",
        &written.matchbox_http_endpoint,
    );
    optional(&mut platform, "install_disk", written.install_disk.clone());
    optional(&mut platform, "cached_install", written.cached_install);
    optional(
        &mut platform,
        "download_protocol",
        written.download_protocol.clone(),
    );
    list(&mut platform, "kernel_args", &written.kernel_args);
    optional(&mut platform, "oem_type", written.oem_type.clone());
    section(&mut top, "platform", platform);
    for (key, machines) in [
        ("controllers", &document.controllers),
        ("workers", &document.workers),
    ] {
        if !machines.is_empty() {
            top.insert(key.to_owned(), machines.iter().map(machine).collect());
        }
    }
    for (key, map) in [
        ("worker_node_labels", &document.worker_node_labels),
        ("worker_node_taints", &document.worker_node_taints),
    ] {
        if !map.is_empty() {
            top.insert(key.to_owned(), json!(map));
        }
    }
    if !document.snippets.is_empty() {
        let snippet = |snippet: &Snippet| match snippet {
            Snippet::Text(text) => json!(text),
            Snippet::File(file) => json!({ "file": file }),
            Snippet::Named { file, text } => json!({ "file": file, "text": text }),
        };
        let snippets = document
            .snippets
            .iter()
            .map(|(name, list)| (name.clone(), list.iter().map(snippet).collect()));
        top.insert("snippets".to_owned(), Value::Object(snippets.collect()));
    }
    text(&mut top, "k8s_domain_name", &document.k8s_domain_name);
    list(
        &mut top,
        "ssh_authorized_keys",
        &document.ssh_authorized_keys,
    );
    optional(&mut top, "networking", document.networking.clone());
    optional(&mut top, "pod_cidr", document.pod_cidr.clone());
    optional(&mut top, "service_cidr", document.service_cidr.clone());
    let mut components = Map::new();
    optional(&mut components, "enable", document.components.enable);
    for (key, enable) in [
        ("coredns", document.components.coredns),
        ("kube_proxy", document.components.kube_proxy),
        ("flannel", document.components.flannel),
        ("cilium", document.components.cilium),
    ] {
        if let Some(enable) = enable {
            components.insert(key.to_owned(), json!({ "enable": enable }));
        }
    }
    section(&mut top, "components", components);
    list(
        &mut top,
        "daemonset_tolerations",
        &document.daemonset_tolerations,
    );
    optional(
        &mut top,
        "service_account_issuer",
        document.service_account_issuer.clone(),
    );
    optional(&mut top, "cloud_provider", document.cloud_provider.clone());
    if !document.container_images.is_empty() {
        top.insert(
            "container_images".to_owned(),
            json!(document.container_images),
        );
    }
    list(&mut top, "api_server_sans", &document.api_server_sans);
    Value::Object(top)
}
