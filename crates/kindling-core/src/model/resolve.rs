//! From a document to a cluster: every rule is asked, every problem is collected.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use super::fault::{Fault, Problems, shown};
use super::{
    ApiServer, Cluster, DomainName, Network, Platform, SshPublicKey, component, inventory, labels,
    names, network, os, platform, release, snippets, ssh, url,
};
use crate::diagnostic::{Diagnostic, FieldPath, Report, Severity};
use crate::document::{self, ClusterDocument};

/// The texts of snippet files, by the name the document gives them.
pub type Files = BTreeMap<String, String>;

/// Reads a text and judges it in one go, so that faults of shape and of meaning are reported together.
pub fn read(text: &str, files: &Files) -> Report<Cluster> {
    let (document, mut diagnostics) = document::read(text).into_parts();
    let Some(document) = document else {
        return Report::failed(diagnostics);
    };
    let (cluster, judged) = resolve(&document, files).into_parts();
    diagnostics.extend(judged);
    sort(&mut diagnostics);
    Report::new(cluster, diagnostics)
}

/// Judges a document: the one place where meaning is judged. Reports every problem at once, in document order where the
/// document came from a text.
pub fn resolve(document: &ClusterDocument, files: &Files) -> Report<Cluster> {
    let mut problems = Problems::new(document);
    let cluster = judge(document, files, &mut problems);
    let mut diagnostics = problems.into_diagnostics();
    sort(&mut diagnostics);
    Report::new(cluster, diagnostics)
}

/// What is said of the document first, then of each snippet; each in the order of its text.
fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics
        .sort_by(|one, other| (&one.subject, one.position).cmp(&(&other.subject, other.position)));
}

fn judge(
    document: &ClusterDocument,
    files: &Files,
    problems: &mut Problems<'_>,
) -> Option<Cluster> {
    let name = problems.required(&document.cluster_name, names::cluster_name, || {
        FieldPath::from("cluster_name")
    });
    let release = release::resolve(document, problems);
    let family = os::family(&document.os.name);
    let os = os::resolve(document, problems);
    let (platform, defaults) = platform::resolve(document, family, problems);
    let inventory = inventory::resolve(document, files, family, &defaults, problems);
    let api_server = api_server(document, problems);
    let network = network::resolve(document, problems);
    let components =
        network.map(|network| component::resolve(document, network.provider(), problems));
    let ssh_authorized_keys = ssh_keys(document, problems);
    let issuer = document
        .service_account_issuer
        .as_deref()
        .unwrap_or("https://kubernetes.default.svc.cluster.local");
    let issuer = problems.take(url::issuer(issuer), || {
        FieldPath::from("service_account_issuer")
    });
    let external_cloud_provider = problems.take(
        external_cloud_provider(document.cloud_provider.as_deref()),
        || FieldPath::from("cloud_provider"),
    );
    let tolerations = tolerations(document, problems);
    if let (Some(network), Some(Platform::BareMetal(bare_metal))) = (network, &platform) {
        let address = url::address_of(bare_metal.matchbox_http_endpoint());
        warn_of_inside(
            address,
            network,
            &FieldPath::from("platform").key("matchbox_http_endpoint"),
            problems,
        );
    }
    if let (Some(network), Some(api_server)) = (network, &api_server) {
        for (index, san) in document.api_server_sans.iter().enumerate() {
            let path = FieldPath::from("api_server_sans").index(index);
            if api_server.extra_sans.contains(san) {
                warn_of_inside(san.parse().ok(), network, &path, problems);
            }
        }
    }
    if inventory.controllers.is_empty() {
        return None;
    }
    Some(Cluster {
        name: name?,
        release: release?,
        os: os?,
        platform: platform?,
        controllers: inventory.controllers,
        workers: inventory.workers,
        api_server: api_server?,
        network: network?,
        components: components?,
        ssh_authorized_keys,
        service_account_issuer: issuer?,
        daemonset_tolerations: tolerations,
        external_cloud_provider: external_cloud_provider?,
        document: Arc::new(snippets::canonical(document, files)),
    })
}

/// Warns of an address outside the cluster that the cluster's own networks hide.
fn warn_of_inside(
    address: Option<IpAddr>,
    network: Network,
    path: &FieldPath,
    problems: &mut Problems<'_>,
) {
    let Some(IpAddr::V4(address)) = address else {
        return;
    };
    for (what, range) in [
        ("pod", network.pods().cidr()),
        ("service", network.services().cidr()),
    ] {
        if range.contains(&address) {
            problems.push(
                Diagnostic::warning(
                    "network/address-inside",
                    path.clone(),
                    format!("`{address}` is an address of the {what} network `{range}`, so that nodes do not reach it outside"),
                )
                .hint("choose networks that no machine outside the cluster has an address in"),
            );
        }
    }
}

fn api_server(document: &ClusterDocument, problems: &mut Problems<'_>) -> Option<ApiServer> {
    let path = || FieldPath::from("k8s_domain_name");
    let domain: Option<DomainName> = problems.required(
        &document.k8s_domain_name,
        |text| names::domain("api/domain", text),
        path,
    );
    if let Some(worker) = document
        .workers
        .iter()
        .find(|worker| !worker.domain.is_empty() && worker.domain == document.k8s_domain_name)
    {
        problems.push(
            Diagnostic::error(
                "api/domain-of-worker",
                path(),
                format!(
                    "{} is the domain of the worker {}, where no Kubernetes API is served",
                    shown(&worker.domain),
                    shown(&worker.name)
                ),
            )
            .hint("write a name that resolves to the controllers; with one controller, its domain will do"),
        );
    }
    let mut seen = BTreeSet::new();
    let mut extra_sans = Vec::new();
    for (index, text) in document.api_server_sans.iter().enumerate() {
        if let Some(san) = problems.take(subject_alternative_name(text), || {
            FieldPath::from("api_server_sans").index(index)
        }) && seen.insert(san.clone())
        {
            extra_sans.push(san);
        }
    }
    Some(ApiServer {
        domain: domain?,
        port: 6443,
        extra_sans,
    })
}

/// Judges a further name of the API server: a DNS name, which may be short, or an address.
fn subject_alternative_name(text: &str) -> Result<String, Fault> {
    const CODE: &str = "api/san";
    if let Ok(address) = text.parse::<IpAddr>() {
        if address.is_unspecified() || address.is_multicast() {
            return Err(Fault::new(
                CODE,
                format!("{} is not the address of a machine", shown(text)),
            )
            .hint("write an address that clients connect to"));
        }
        return Ok(address.to_string());
    }
    if names::machine_name(text)
        .is_ok_and(|name| !name.as_str().bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Ok(text.to_owned());
    }
    if text.contains('/') && !text.contains("://") {
        return Err(Fault::new(
            CODE,
            format!(
                "{} is a range; certificates name single addresses",
                shown(text)
            ),
        )
        .hint("write each address as its own entry of the list"));
    }
    names::domain(CODE, text).map(|name| name.as_str().to_owned())
}

fn ssh_keys(document: &ClusterDocument, problems: &mut Problems<'_>) -> Vec<SshPublicKey> {
    let list = FieldPath::from("ssh_authorized_keys");
    if document.ssh_authorized_keys.is_empty() {
        problems.missing(list.clone());
    }
    let mut seen = BTreeMap::new();
    let mut keys = Vec::new();
    for (index, text) in document.ssh_authorized_keys.iter().enumerate() {
        let path = || list.index(index);
        let Some(judged) = problems.take(ssh::public_key(text), path) else {
            continue;
        };
        if let Some(weakness) = judged.weakness {
            problems.push(weakness.at(Severity::Warning, path()));
        }
        if let Some(first) = seen.get(&judged.identity) {
            problems.push(
                Diagnostic::warning(
                    "ssh/duplicate-key",
                    path(),
                    format!("the key was given before, in entry {}", first + 1),
                )
                .hint("remove one of them"),
            );
            continue;
        }
        seen.insert(judged.identity, index);
        keys.push(judged.key);
    }
    keys
}

fn external_cloud_provider(word: Option<&str>) -> Result<bool, Fault> {
    match word {
        None | Some("") => Ok(false),
        Some("external") => Ok(true),
        Some(other) => Err(Fault::new(
            "cluster/cloud-provider",
            format!(
                "there is no cloud provider {} in Kubernetes any more",
                shown(other)
            ),
        )
        .hint("write `external` and run the provider's own controller, or remove the field")),
    }
}

fn tolerations(document: &ClusterDocument, problems: &mut Problems<'_>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut keys = Vec::new();
    for (index, text) in document.daemonset_tolerations.iter().enumerate() {
        let judged = problems.take(labels::toleration(text), || {
            FieldPath::from("daemonset_tolerations").index(index)
        });
        if let Some(key) = judged
            && seen.insert(key.clone())
        {
            keys.push(key);
        }
    }
    keys
}
