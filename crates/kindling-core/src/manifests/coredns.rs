//! Cluster DNS.

use k8s_openapi::api::core::v1::{
    Affinity, Capabilities, ConfigMapVolumeSource, Container, ContainerPort, KeyToPath,
    NodeAffinity, NodeSelectorRequirement, NodeSelectorTerm, PodAffinityTerm, PodAntiAffinity,
    PodSpec, PreferredSchedulingTerm, Probe, ResourceRequirements, SecurityContext, Toleration,
    Volume, WeightedPodAffinityTerm,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{
    LabelSelector, LabelSelectorRequirement, ObjectMeta,
};

use super::corefile::Directive;
use super::object::{
    File, Holder, Object, cluster_role, cluster_role_binding, cluster_wide, config_map, deployment,
    labels, map, named, rule, service_account, service_port, service_with_metrics, texts,
};
use super::pod::{http_get, mount_read_only, quantities, seccomp};
use crate::model::{Cluster, Image};

/// Name of account, config, deployment and service.
const NAME: &str = "coredns";
/// Name of role and binding.
const ROLE: &str = "system:coredns";
/// Marks roles that belong to a cluster's defaults.
const DEFAULTS: (&str, &str) = ("kubernetes.io/bootstrapping", "rbac-defaults");
/// What its pods are called by.
const POD_LABELS: [(&str, &str); 2] = [("k8s-app", NAME), ("tier", "control-plane")];
/// What deployment and service are called by.
const LABELS: [(&str, &str); 2] = [("k8s-app", NAME), ("kubernetes.io/name", "CoreDNS")];

const DNS_PORT: i32 = 53;
const METRICS_PORT: i32 = 9153;
const HEALTH_PORT: i32 = 8080;
const READY_PORT: i32 = 8181;

pub(super) fn files(cluster: &Cluster) -> Vec<File> {
    vec![
        File::new(
            "manifests/coredns/cluster-role-binding.yaml",
            vec![cluster_role_binding(
                ObjectMeta {
                    labels: labels([DEFAULTS]),
                    annotations: labels([("rbac.authorization.kubernetes.io/autoupdate", "true")]),
                    ..cluster_wide(ROLE)
                },
                ROLE,
                &Holder::ServiceAccount(NAME),
            )],
        ),
        File::new(
            "manifests/coredns/cluster-role.yaml",
            vec![cluster_role(
                ObjectMeta {
                    labels: labels([DEFAULTS]),
                    ..cluster_wide(ROLE)
                },
                vec![
                    rule(
                        "",
                        &["endpoints", "services", "pods", "namespaces"],
                        &["list", "watch"],
                    ),
                    rule("discovery.k8s.io", &["endpointslices"], &["list", "watch"]),
                    rule("", &["nodes"], &["get"]),
                ],
            )],
        ),
        File::new(
            "manifests/coredns/config.yaml",
            vec![config_map(
                named(NAME, []),
                map([("Corefile", &corefile(cluster))]),
            )],
        ),
        File::new(
            "manifests/coredns/deployment.yaml",
            vec![deployment(
                named(NAME, LABELS),
                i32::try_from(cluster.coredns_replicas()).unwrap_or(i32::MAX),
                POD_LABELS,
                pod(cluster),
            )],
        ),
        File::new(
            "manifests/coredns/service-account.yaml",
            vec![service_account(NAME)],
        ),
        File::new("manifests/coredns/service.yaml", vec![service(cluster)]),
    ]
}

/// Plugins are <https://coredns.io/plugins/>.
fn corefile(cluster: &Cluster) -> String {
    let domain = cluster.cluster_domain();
    let reverse = "in-addr.arpa ip6.arpa";
    Directive::block(
        format!(".:{DNS_PORT}"),
        vec![
            Directive::line("errors"),
            Directive::block("health", vec![Directive::line("lameduck 5s")]),
            Directive::line("ready"),
            Directive::block("log .", vec![Directive::line("class error")]),
            Directive::block(
                format!("kubernetes {domain} {reverse}"),
                vec![
                    Directive::line("pods insecure"),
                    Directive::line(format!("fallthrough {reverse}")),
                ],
            ),
            Directive::line(format!("prometheus :{METRICS_PORT}")),
            Directive::line("forward . /etc/resolv.conf"),
            Directive::line("cache 30"),
            Directive::line("loop"),
            Directive::line("reload"),
            Directive::line("loadbalance"),
        ],
    )
    .to_string()
}

fn service(cluster: &Cluster) -> Object {
    service_with_metrics(
        named(NAME, LABELS),
        NAME,
        &cluster.network().services().dns_service_ip().to_string(),
        METRICS_PORT,
        vec![
            service_port("dns", "UDP", DNS_PORT),
            service_port("dns-tcp", "TCP", DNS_PORT),
        ],
    )
}

fn pod(cluster: &Cluster) -> PodSpec {
    PodSpec {
        affinity: Some(affinity(cluster)),
        priority_class_name: Some("system-cluster-critical".to_owned()),
        security_context: Some(seccomp()),
        service_account_name: Some(NAME.to_owned()),
        tolerations: Some(vec![Toleration {
            key: Some(
                cluster
                    .release()
                    .conventions()
                    .controller_taint_key
                    .to_owned(),
            ),
            effect: Some("NoSchedule".to_owned()),
            ..Toleration::default()
        }]),
        containers: vec![container(cluster)],
        // The host's resolver; its own service would be a circle.
        dns_policy: Some("Default".to_owned()),
        volumes: Some(vec![Volume {
            name: "config".to_owned(),
            config_map: Some(ConfigMapVolumeSource {
                name: NAME.to_owned(),
                items: Some(vec![KeyToPath {
                    key: "Corefile".to_owned(),
                    path: "Corefile".to_owned(),
                    mode: None,
                }]),
                ..ConfigMapVolumeSource::default()
            }),
            ..Volume::default()
        }]),
        ..PodSpec::default()
    }
}

/// Rather on controllers, and rather not two on one machine.
fn affinity(cluster: &Cluster) -> Affinity {
    let label = cluster.release().conventions().controller_label;
    let key = label.split_once('=').map_or(label, |(key, _)| key);
    let same = |(key, value): (&str, &str)| LabelSelectorRequirement {
        key: key.to_owned(),
        operator: "In".to_owned(),
        values: Some(texts(&[value])),
    };
    Affinity {
        node_affinity: Some(NodeAffinity {
            preferred_during_scheduling_ignored_during_execution: Some(vec![
                PreferredSchedulingTerm {
                    weight: 100,
                    preference: NodeSelectorTerm {
                        match_expressions: Some(vec![NodeSelectorRequirement {
                            key: key.to_owned(),
                            operator: "Exists".to_owned(),
                            values: None,
                        }]),
                        match_fields: None,
                    },
                },
            ]),
            ..NodeAffinity::default()
        }),
        pod_anti_affinity: Some(PodAntiAffinity {
            preferred_during_scheduling_ignored_during_execution: Some(vec![
                WeightedPodAffinityTerm {
                    weight: 100,
                    pod_affinity_term: PodAffinityTerm {
                        label_selector: Some(LabelSelector {
                            match_expressions: Some(vec![
                                same(("tier", "control-plane")),
                                same(("k8s-app", NAME)),
                            ]),
                            match_labels: None,
                        }),
                        topology_key: "kubernetes.io/hostname".to_owned(),
                        ..PodAffinityTerm::default()
                    },
                },
            ]),
            ..PodAntiAffinity::default()
        }),
        ..Affinity::default()
    }
}

fn container(cluster: &Cluster) -> Container {
    let port = |name: &str, protocol: &str, number: i32| ContainerPort {
        name: Some(name.to_owned()),
        protocol: Some(protocol.to_owned()),
        container_port: number,
        ..ContainerPort::default()
    };
    Container {
        name: NAME.to_owned(),
        image: Some(cluster.release().image(Image::CoreDns).to_string()),
        resources: Some(ResourceRequirements {
            limits: Some(quantities([("memory", "170Mi")])),
            requests: Some(quantities([("cpu", "100m"), ("memory", "70Mi")])),
            ..ResourceRequirements::default()
        }),
        args: Some(texts(&["-conf", "/etc/coredns/Corefile"])),
        volume_mounts: Some(vec![mount_read_only("config", "/etc/coredns")]),
        ports: Some(vec![
            port("dns", "UDP", DNS_PORT),
            port("dns-tcp", "TCP", DNS_PORT),
            port("metrics", "TCP", METRICS_PORT),
        ]),
        liveness_probe: Some(Probe {
            http_get: Some(http_get("HTTP", None, HEALTH_PORT, "/health")),
            initial_delay_seconds: Some(60),
            timeout_seconds: Some(5),
            success_threshold: Some(1),
            failure_threshold: Some(5),
            ..Probe::default()
        }),
        readiness_probe: Some(Probe {
            http_get: Some(http_get("HTTP", None, READY_PORT, "/ready")),
            ..Probe::default()
        }),
        security_context: Some(SecurityContext {
            allow_privilege_escalation: Some(false),
            capabilities: Some(Capabilities {
                add: Some(texts(&["NET_BIND_SERVICE"])),
                drop: Some(texts(&["all"])),
            }),
            read_only_root_filesystem: Some(true),
            ..SecurityContext::default()
        }),
        ..Container::default()
    }
}
