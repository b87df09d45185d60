//! etcd on a controller: its container and its environment file.

use std::fmt::Write as _;

use super::system_container::{Isolation, Lifetime, Mount, SystemContainer};
use crate::model::{Cluster, Machine};

/// Where the environment file is.
pub const ENVIRONMENT_FILE: &str = "/etc/etcd/etcd.env";

/// Where etcd keeps its data.
pub const DATA_DIR: &str = "/var/lib/etcd";

/// Where the container sees the folder that holds etcd's PKI folder.
const CERTIFICATES: &str = "/etc/ssl/certs/etcd";

/// The container, as the user the system keeps for etcd, if it keeps one.
pub fn container(user: Option<&'static str>, mounts: Vec<Mount>) -> SystemContainer {
    SystemContainer {
        name: "etcd",
        image_variable: "ETCD_IMAGE",
        isolation: Isolation::HostNetwork,
        lifetime: Lifetime::Service,
        user,
        environment_file: Some(ENVIRONMENT_FILE),
        entrypoint: None,
        mounts,
        arguments: Vec::new(),
    }
}

/// The environment file: `NAME=value` lines, which docker and podman take to the end of the line without any quoting.
/// Names and domains of the model hold no line break.
pub fn environment(cluster: &Cluster, machine: &Machine) -> String {
    let domain = machine.domain();
    let mut text = String::new();
    for (name, value) in [
        ("NAME", machine.name().to_string()),
        ("DATA_DIR", DATA_DIR.to_owned()),
        ("ADVERTISE_CLIENT_URLS", format!("https://{domain}:2379")),
        (
            "INITIAL_ADVERTISE_PEER_URLS",
            format!("https://{domain}:2380"),
        ),
        ("LISTEN_CLIENT_URLS", "https://0.0.0.0:2379".to_owned()),
        ("LISTEN_PEER_URLS", "https://0.0.0.0:2380".to_owned()),
        ("LISTEN_METRICS_URLS", "http://0.0.0.0:2381".to_owned()),
        ("INITIAL_CLUSTER", cluster.etcd_initial_cluster()),
        ("STRICT_RECONFIG_CHECK", "true".to_owned()),
        ("TRUSTED_CA_FILE", format!("{CERTIFICATES}/server-ca.crt")),
        ("CERT_FILE", format!("{CERTIFICATES}/server.crt")),
        ("KEY_FILE", format!("{CERTIFICATES}/server.key")),
        ("CLIENT_CERT_AUTH", "true".to_owned()),
        (
            "PEER_TRUSTED_CA_FILE",
            format!("{CERTIFICATES}/peer-ca.crt"),
        ),
        ("PEER_CERT_FILE", format!("{CERTIFICATES}/peer.crt")),
        ("PEER_KEY_FILE", format!("{CERTIFICATES}/peer.key")),
        ("PEER_CLIENT_CERT_AUTH", "true".to_owned()),
    ] {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "ETCD_{name}={value}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::environment;
    use crate::model::samples;

    #[test]
    fn every_member_names_all_members_by_name() {
        let cluster = samples::fedora_coreos_flannel();
        for machine in cluster.controllers() {
            let text = environment(&cluster, machine);
            assert!(text.contains(&format!("ETCD_NAME={}\n", machine.name())));
            assert!(text.contains(
                "ETCD_INITIAL_CLUSTER=node1=https://node1.example.com:2380,\
                 node2=https://node2.example.com:2380,node3=https://node3.example.com:2380\n"
            ));
            assert_eq!(text.lines().count(), 17);
        }
    }
}
