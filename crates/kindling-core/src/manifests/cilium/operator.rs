//! The operator: what has to be done once a cluster, not once a machine.

use k8s_openapi::api::core::v1::{
    Container, ContainerPort, PodSpec, Probe, TopologySpreadConstraint,
};

use super::{CONFIG_DIR, NAME, OPERATOR, environment};
use crate::manifests::object::{self, Object, named, selector, texts};
use crate::manifests::pod::{
    Presence, config_volume, env_from_config, http_get, mount_read_only, seccomp,
    tolerate_control_plane,
};
use crate::model::{Cluster, Image};

const LABELS: [(&str, &str); 1] = [("name", OPERATOR)];
const HEALTH_PORT: i32 = 9234;

pub(super) fn deployment(cluster: &Cluster) -> Object {
    object::deployment(named(OPERATOR, []), 1, LABELS, pod(cluster))
}

fn pod(cluster: &Cluster) -> PodSpec {
    PodSpec {
        host_network: Some(true),
        priority_class_name: Some("system-cluster-critical".to_owned()),
        service_account_name: Some(OPERATOR.to_owned()),
        security_context: Some(seccomp()),
        tolerations: Some(tolerate_control_plane(cluster)),
        topology_spread_constraints: Some(vec![TopologySpreadConstraint {
            topology_key: "kubernetes.io/hostname".to_owned(),
            label_selector: Some(selector(LABELS)),
            max_skew: 1,
            when_unsatisfiable: "DoNotSchedule".to_owned(),
            ..TopologySpreadConstraint::default()
        }]),
        containers: vec![container(cluster)],
        volumes: Some(vec![config_volume("config", NAME)]),
        ..PodSpec::default()
    }
}

fn health() -> Probe {
    Probe {
        http_get: Some(http_get("HTTP", Some("127.0.0.1"), HEALTH_PORT, "/healthz")),
        timeout_seconds: Some(3),
        ..Probe::default()
    }
}

fn container(cluster: &Cluster) -> Container {
    let mut variables = environment();
    variables.push(env_from_config(
        "CILIUM_DEBUG",
        NAME,
        "debug",
        Presence::Optional,
    ));
    Container {
        name: OPERATOR.to_owned(),
        image: Some(cluster.release().image(Image::CiliumOperator).to_string()),
        command: Some(texts(&["cilium-operator-generic"])),
        args: Some(vec![
            format!("--config-dir={CONFIG_DIR}"),
            "--debug=$(CILIUM_DEBUG)".to_owned(),
        ]),
        env: Some(variables),
        ports: Some(vec![ContainerPort {
            name: Some("health".to_owned()),
            protocol: Some("TCP".to_owned()),
            container_port: HEALTH_PORT,
            ..ContainerPort::default()
        }]),
        liveness_probe: Some(Probe {
            initial_delay_seconds: Some(60),
            period_seconds: Some(10),
            ..health()
        }),
        readiness_probe: Some(Probe {
            period_seconds: Some(15),
            failure_threshold: Some(5),
            ..health()
        }),
        volume_mounts: Some(vec![mount_read_only("config", CONFIG_DIR)]),
        ..Container::default()
    }
}
