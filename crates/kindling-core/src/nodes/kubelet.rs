//! The kubelet: its container's arguments and its configuration.

use serde::Serialize;

use super::system_container::{Isolation, Lifetime, Mount, SystemContainer};
use crate::model::{Cluster, Machine, Role};

/// Where the configuration is.
pub const CONFIG_FILE: &str = "/etc/kubernetes/kubelet.yaml";

/// Where the kubeconfig that the kubelet introduces itself with is put; its presence starts the kubelet.
pub const BOOTSTRAP_KUBECONFIG: &str = "/etc/kubernetes/kubeconfig";

/// Where the certificate of the cluster's authority is.
pub const CA_FILE: &str = "/etc/kubernetes/ca.crt";

/// The configuration of a kubelet, in the order it is written.
/// <https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/>
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Configuration {
    api_version: &'static str,
    kind: &'static str,
    authentication: Authentication,
    authorization: Authorization,
    cgroup_driver: &'static str,
    #[serde(rename = "clusterDNS")]
    cluster_dns: Vec<String>,
    cluster_domain: &'static str,
    healthz_port: u16,
    rotate_certificates: bool,
    serialize_image_pulls: bool,
    shutdown_grace_period: &'static str,
    shutdown_grace_period_critical_pods: &'static str,
    static_pod_path: &'static str,
    read_only_port: u16,
    #[serde(rename = "resolvConf")]
    resolv_conf: &'static str,
    volume_plugin_dir: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct Authentication {
    anonymous: Switch,
    webhook: Switch,
    x509: X509,
}

#[derive(Clone, Debug, Serialize)]
struct Switch {
    enabled: bool,
}

#[derive(Clone, Debug, Serialize)]
struct X509 {
    #[serde(rename = "clientCAFile")]
    client_ca_file: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct Authorization {
    mode: &'static str,
}

/// The configuration of every kubelet of a cluster.
pub fn configuration(cluster: &Cluster) -> Configuration {
    Configuration {
        api_version: "kubelet.config.k8s.io/v1beta1",
        kind: "KubeletConfiguration",
        authentication: Authentication {
            anonymous: Switch { enabled: false },
            webhook: Switch { enabled: true },
            x509: X509 {
                client_ca_file: CA_FILE,
            },
        },
        authorization: Authorization { mode: "Webhook" },
        cgroup_driver: "systemd",
        cluster_dns: vec![cluster.network().services().dns_service_ip().to_string()],
        cluster_domain: cluster.cluster_domain(),
        healthz_port: 0,
        rotate_certificates: true,
        serialize_image_pulls: false,
        shutdown_grace_period: "45s",
        shutdown_grace_period_critical_pods: "30s",
        static_pod_path: "/etc/kubernetes/manifests",
        read_only_port: 0,
        resolv_conf: "/run/systemd/resolve/resolv.conf",
        volume_plugin_dir: "/var/lib/kubelet/volumeplugins",
    }
}

/// The container of a machine's kubelet, which calls its node by this name.
pub fn container(
    cluster: &Cluster,
    machine: &Machine,
    node_name: &str,
    mounts: Vec<Mount>,
) -> SystemContainer {
    SystemContainer {
        name: "kubelet",
        image_variable: "KUBELET_IMAGE",
        isolation: Isolation::Privileged,
        lifetime: Lifetime::Service,
        user: None,
        environment_file: None,
        entrypoint: None,
        mounts,
        arguments: arguments(cluster, machine, node_name),
    }
}

fn arguments(cluster: &Cluster, machine: &Machine, node_name: &str) -> Vec<String> {
    let conventions = cluster.release().conventions();
    let mut arguments = vec![
        format!("--bootstrap-kubeconfig={BOOTSTRAP_KUBECONFIG}"),
        format!("--config={CONFIG_FILE}"),
        "--container-runtime-endpoint=unix:///run/containerd/containerd.sock".to_owned(),
        format!("--hostname-override={node_name}"),
        "--kubeconfig=/var/lib/kubelet/kubeconfig".to_owned(),
    ];
    if cluster.has_external_cloud_provider() {
        arguments.push("--cloud-provider=external".to_owned());
    }
    // One flag a label and a taint: a list joined by commas could not hold a comma.
    for label in machine.labels() {
        arguments.push(format!("--node-labels={label}"));
    }
    for taint in machine.taints() {
        arguments.push(format!("--register-with-taints={taint}"));
    }
    match machine.role() {
        Role::Controller => {
            arguments.push(format!("--node-labels={}", conventions.controller_label));
            arguments.push(format!(
                "--register-with-taints={}=:NoSchedule",
                conventions.controller_taint_key
            ));
        }
        Role::Worker => arguments.push(format!("--node-labels={}", conventions.worker_label)),
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::{arguments, configuration};
    use crate::model::samples;

    #[test]
    fn labels_and_taints_are_flags_only_where_there_are_some() {
        let cluster = samples::flatcar_cilium();
        let of = |number: usize| arguments(&cluster, &cluster.workers()[number], "node");
        let labels = |arguments: &[String]| -> Vec<String> {
            arguments
                .iter()
                .filter(|argument| {
                    argument.starts_with("--node-labels")
                        || argument.starts_with("--register-with-taints")
                })
                .cloned()
                .collect()
        };
        assert_eq!(
            labels(&of(0)),
            [
                "--node-labels=role=special",
                "--register-with-taints=role=special:NoSchedule",
                "--node-labels=node.kubernetes.io/node="
            ]
        );
        assert_eq!(labels(&of(1)), ["--node-labels=node.kubernetes.io/node="]);
        assert_eq!(
            labels(&arguments(&cluster, cluster.first_controller(), "node")),
            [
                "--node-labels=node.kubernetes.io/controller=true",
                "--register-with-taints=node-role.kubernetes.io/controller=:NoSchedule"
            ]
        );
    }

    #[test]
    fn the_configuration_uses_kubernetes_spelling() {
        let value = serde_json::to_value(configuration(&samples::flatcar_cilium()))
            .expect("a struct of plain values");
        for (pointer, expected) in [
            ("/clusterDNS/0", "10.3.0.10"),
            (
                "/authentication/x509/clientCAFile",
                "/etc/kubernetes/ca.crt",
            ),
            ("/shutdownGracePeriodCriticalPods", "30s"),
            ("/resolvConf", "/run/systemd/resolve/resolv.conf"),
            ("/staticPodPath", "/etc/kubernetes/manifests"),
        ] {
            assert_eq!(
                value.pointer(pointer).and_then(|value| value.as_str()),
                Some(expected),
                "{pointer}"
            );
        }
    }
}
