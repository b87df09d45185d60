//! kube-proxy: routes service addresses to pods, where the pod network does not do so itself.

use k8s_openapi::api::core::v1::{Container, ContainerPort, HTTPGetAction, PodSpec, Probe};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::flags::Flags;
use super::object::{
    File, Holder, Object, cluster_role_binding, cluster_wide, daemon_set, named, service_account,
    service_port, service_with_metrics,
};
use super::pod::{
    HostPath, config_volume, env_from_field, host_path, mount, mount_read_only, privileged,
    seccomp, tolerate_everywhere,
};
use crate::model::{Cluster, Image};

const NAME: &str = "kube-proxy";
const LABELS: [(&str, &str); 2] = [("k8s-app", NAME), ("tier", "node")];

const METRICS_PORT: i32 = 10249;
const HEALTH_PORT: i32 = 10256;

pub(super) fn files(cluster: &Cluster) -> Vec<File> {
    vec![
        File::new(
            "manifests/kube-proxy/kube-proxy-role-binding.yaml",
            vec![cluster_role_binding(
                cluster_wide(NAME),
                "system:node-proxier",
                &Holder::ServiceAccount(NAME),
            )],
        ),
        File::new(
            "manifests/kube-proxy/kube-proxy-sa.yaml",
            vec![service_account(NAME)],
        ),
        File::new(
            "manifests/kube-proxy/kube-proxy-service.yaml",
            vec![service()],
        ),
        File::new(
            "manifests/kube-proxy/kube-proxy.yaml",
            vec![daemon_set(named(NAME, LABELS), LABELS, pod(cluster))],
        ),
    ]
}

/// Lets Prometheus discover the metrics of each machine.
fn service() -> Object {
    service_with_metrics(
        named(NAME, LABELS),
        NAME,
        "None",
        METRICS_PORT,
        vec![service_port("metrics", "TCP", METRICS_PORT)],
    )
}

fn pod(cluster: &Cluster) -> PodSpec {
    let flags = Flags::new(NAME)
        .set("cluster-cidr", cluster.network().pods().to_string())
        .set_from_env("hostname-override", "NODE_NAME")
        .set("kubeconfig", "/etc/kubernetes/kubeconfig")
        .set("metrics-bind-address", "0.0.0.0")
        .set("proxy-mode", "ipvs")
        .gated(cluster.release().version());
    let port = |name: &str, number: i32| ContainerPort {
        name: Some(name.to_owned()),
        container_port: number,
        ..ContainerPort::default()
    };
    PodSpec {
        host_network: Some(true),
        priority_class_name: Some("system-node-critical".to_owned()),
        security_context: Some(seccomp()),
        service_account_name: Some(NAME.to_owned()),
        tolerations: Some(tolerate_everywhere(cluster)),
        containers: vec![Container {
            name: NAME.to_owned(),
            image: Some(cluster.release().image(Image::KubeProxy).to_string()),
            command: Some(flags.command()),
            env: Some(vec![env_from_field("NODE_NAME", "spec.nodeName")]),
            ports: Some(vec![
                port("metrics", METRICS_PORT),
                port("health", HEALTH_PORT),
            ]),
            liveness_probe: Some(Probe {
                http_get: Some(HTTPGetAction {
                    path: Some("/healthz".to_owned()),
                    port: IntOrString::Int(HEALTH_PORT),
                    ..HTTPGetAction::default()
                }),
                initial_delay_seconds: Some(15),
                timeout_seconds: Some(15),
                ..Probe::default()
            }),
            security_context: Some(privileged()),
            volume_mounts: Some(vec![
                mount_read_only("kubeconfig", "/etc/kubernetes"),
                mount_read_only("lib-modules", "/lib/modules"),
                mount_read_only("etc-ssl", "/etc/ssl/certs"),
                mount_read_only("etc-pki", "/etc/pki"),
                mount("xtables-lock", "/run/xtables.lock"),
            ]),
            ..Container::default()
        }],
        volumes: Some(vec![
            config_volume("kubeconfig", "kubeconfig-in-cluster"),
            host_path("lib-modules", "/lib/modules", HostPath::Any),
            host_path("etc-ssl", "/etc/ssl/certs", HostPath::Any),
            host_path("etc-pki", "/etc/pki", HostPath::Any),
            host_path("xtables-lock", "/run/xtables.lock", HostPath::FileOrCreate),
        ]),
        ..PodSpec::default()
    }
}
