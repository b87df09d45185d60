//! The cilium pod network: eBPF routes between pods and to services, without kube-proxy.

mod agent;
mod config;
mod operator;
mod roles;

use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, ObjectFieldSelector};

use super::object::{
    File, Holder, cluster_role, cluster_role_binding, cluster_wide, service_account,
};
use super::pod::{Presence, env_from_config};
use crate::model::Cluster;

/// The DaemonSet, and the ConfigMap that agent and operator read.
const NAME: &str = "cilium";
const AGENT: &str = "cilium-agent";
const OPERATOR: &str = "cilium-operator";
/// Where agent and operator find a file for each key of the ConfigMap.
const CONFIG_DIR: &str = "/tmp/cilium/config-map";

pub(super) fn files(cluster: &Cluster) -> Vec<File> {
    let bind =
        |name: &str| cluster_role_binding(cluster_wide(name), name, &Holder::ServiceAccount(name));
    vec![
        File::new(
            "manifests/network/cluster-role-binding.yaml",
            vec![bind(OPERATOR), bind(AGENT)],
        ),
        File::new(
            "manifests/network/cluster-role.yaml",
            vec![
                cluster_role(cluster_wide(OPERATOR), roles::operator()),
                cluster_role(cluster_wide(AGENT), roles::agent()),
            ],
        ),
        File::new(
            "manifests/network/config.yaml",
            vec![config::config_map(cluster)],
        ),
        File::new(
            "manifests/network/daemonset.yaml",
            vec![agent::daemon_set(cluster)],
        ),
        File::new(
            "manifests/network/deployment.yaml",
            vec![operator::deployment(cluster)],
        ),
        File::new(
            "manifests/network/service-account.yaml",
            vec![service_account(OPERATOR), service_account(AGENT)],
        ),
    ]
}

/// What agent and operator are told of where they run. The address of the API server replaces that of its service,
/// which they are about to make reachable.
fn environment() -> Vec<EnvVar> {
    // cilium's own charts say the version of the field, and the objects here stay equal to theirs.
    let pod_field = |name: &str, field_path: &str| EnvVar {
        name: name.to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            field_ref: Some(ObjectFieldSelector {
                api_version: Some("v1".to_owned()),
                field_path: field_path.to_owned(),
            }),
            ..EnvVarSource::default()
        }),
    };
    let api_server =
        |name: &str, key: &str| env_from_config(name, "in-cluster", key, Presence::Required);
    vec![
        pod_field("K8S_NODE_NAME", "spec.nodeName"),
        pod_field("CILIUM_K8S_NAMESPACE", "metadata.namespace"),
        api_server("KUBERNETES_SERVICE_HOST", "apiserver-host"),
        api_server("KUBERNETES_SERVICE_PORT", "apiserver-port"),
    ]
}
