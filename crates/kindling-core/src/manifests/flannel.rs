//! The flannel pod network: a VXLAN between machines.

use k8s_openapi::api::core::v1::{Container, PodSpec};
use serde_json::json;

use super::object::{
    File, Holder, Object, cluster_role, cluster_role_binding, cluster_wide, config_map, daemon_set,
    map, named, rule, service_account, texts,
};
use super::pod::{
    HostPath, Presence, config_volume, cpu, env_from_config, env_from_field, host_path, mount,
    privileged, seccomp, tolerate_everywhere,
};
use crate::model::{Cluster, Image};

const NAME: &str = "flannel";
const CONFIG: &str = "flannel-config";
const CNI_CONFIG_KEY: &str = "cni-conf.json";
const LABELS: [(&str, &str); 1] = [("k8s-app", NAME)];

/// The port that Linux gives VXLAN, not the one IANA does.
const VXLAN_PORT: u16 = 8472;

pub(super) fn files(cluster: &Cluster) -> Vec<File> {
    vec![
        File::new(
            "manifests/network/cluster-role-binding.yaml",
            vec![cluster_role_binding(
                cluster_wide(NAME),
                NAME,
                &Holder::ServiceAccount(NAME),
            )],
        ),
        File::new(
            "manifests/network/cluster-role.yaml",
            vec![cluster_role(
                cluster_wide(NAME),
                vec![
                    rule("", &["pods"], &["get"]),
                    rule("", &["nodes"], &["list", "watch"]),
                    rule("", &["nodes/status"], &["patch"]),
                ],
            )],
        ),
        File::new("manifests/network/config.yaml", vec![config(cluster)]),
        File::new(
            "manifests/network/daemonset.yaml",
            vec![daemon_set(named(NAME, LABELS), LABELS, pod(cluster))],
        ),
        File::new(
            "manifests/network/service-account.yaml",
            vec![service_account(NAME)],
        ),
    ]
}

/// JSON of several lines, ending in one newline.
fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

fn config(cluster: &Cluster) -> Object {
    // <https://www.cni.dev/docs/spec/#configuration-format>
    let cni = json!({
        "name": "cbr0",
        "cniVersion": "0.3.1",
        "plugins": [
            {
                "type": "flannel",
                "delegate": { "hairpinMode": true, "isDefaultGateway": true },
            },
            {
                "type": "portmap",
                "capabilities": { "portMappings": true },
            },
        ],
    });
    // <https://github.com/flannel-io/flannel/blob/master/Documentation/configuration.md>
    let network = json!({
        "Network": cluster.network().pods().to_string(),
        "Backend": { "Type": "vxlan", "Port": VXLAN_PORT },
    });
    config_map(
        named(CONFIG, [("k8s-app", NAME), ("tier", "node")]),
        map([
            (CNI_CONFIG_KEY, pretty(&cni).as_str()),
            ("net-conf.json", &pretty(&network)),
        ]),
    )
}

fn pod(cluster: &Cluster) -> PodSpec {
    let install_cni = Container {
        name: "install-cni".to_owned(),
        image: Some(cluster.release().image(Image::FlannelCni).to_string()),
        command: Some(texts(&["/install-cni.sh"])),
        env: Some(vec![env_from_config(
            "CNI_NETWORK_CONFIG",
            CONFIG,
            CNI_CONFIG_KEY,
            Presence::Required,
        )]),
        volume_mounts: Some(vec![
            mount("cni-bin-dir", "/host/opt/cni/bin/"),
            mount("cni-conf-dir", "/host/etc/cni/net.d"),
        ]),
        ..Container::default()
    };
    let flannel = Container {
        name: NAME.to_owned(),
        image: Some(cluster.release().image(Image::Flannel).to_string()),
        command: Some(texts(&[
            "/opt/bin/flanneld",
            "--ip-masq",
            "--kube-subnet-mgr",
            "--iface=$(POD_IP)",
        ])),
        env: Some(vec![
            env_from_field("POD_NAME", "metadata.name"),
            env_from_field("POD_NAMESPACE", "metadata.namespace"),
            env_from_field("POD_IP", "status.podIP"),
        ]),
        security_context: Some(privileged()),
        resources: Some(cpu("100m")),
        volume_mounts: Some(vec![
            mount(CONFIG, "/etc/kube-flannel/"),
            mount("run-flannel", "/run/flannel"),
            mount("xtables-lock", "/run/xtables.lock"),
        ]),
        ..Container::default()
    };
    PodSpec {
        host_network: Some(true),
        priority_class_name: Some("system-node-critical".to_owned()),
        service_account_name: Some(NAME.to_owned()),
        security_context: Some(seccomp()),
        tolerations: Some(tolerate_everywhere(cluster)),
        init_containers: Some(vec![install_cni]),
        containers: vec![flannel],
        volumes: Some(vec![
            config_volume(CONFIG, CONFIG),
            host_path("run-flannel", "/run/flannel", HostPath::Any),
            host_path("cni-bin-dir", "/opt/cni/bin", HostPath::Any),
            host_path(
                "cni-conf-dir",
                "/etc/cni/net.d",
                HostPath::DirectoryOrCreate,
            ),
            host_path("xtables-lock", "/run/xtables.lock", HostPath::FileOrCreate),
        ]),
        ..PodSpec::default()
    }
}
