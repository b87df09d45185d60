//! The settings of agent and operator: <https://docs.cilium.io/en/stable/cmdref/cilium-agent/>.

use super::NAME;
use crate::manifests::object::{self, Object, map, named};
use crate::model::Cluster;

pub(super) fn config_map(cluster: &Cluster) -> Object {
    let mut data = map(SETTINGS);
    data.insert(
        "cluster-pool-ipv4-cidr".to_owned(),
        cluster.network().pods().to_string(),
    );
    object::config_map(named(NAME, []), data)
}

/// The settings that are the same for every cluster.
const SETTINGS: [(&str, &str); 55] = [
    // Identities are custom resources, so cilium needs no store of its own.
    ("identity-allocation-mode", "crd"),
    ("cilium-endpoint-gc-interval", "5m0s"),
    ("nodes-gc-interval", "5m0s"),
    ("disable-cnp-status-updates", "true"),
    ("enable-well-known-identities", "false"),
    ("enable-remote-node-identity", "true"),
    ("cluster-name", "default"),
    ("cluster-id", "0"),
    // Logs and health.
    ("debug", "false"),
    ("agent-health-port", "9876"),
    ("operator-api-serve-addr", "127.0.0.1:9234"),
    ("enable-health-checking", "true"),
    ("enable-endpoint-health-checking", "true"),
    ("monitor-aggregation", "medium"),
    ("monitor-aggregation-interval", "5s"),
    ("monitor-aggregation-flags", "all"),
    // Policies.
    ("enable-policy", "default"),
    ("policy-audit-mode", "false"),
    ("enable-k8s-networkpolicy", "true"),
    ("enable-l7-proxy", "true"),
    ("external-envoy-proxy", "false"),
    // Addresses: IPv4, one /24 of the pod network a machine.
    ("enable-ipv4", "true"),
    ("enable-ipv6", "false"),
    ("ipam", "cluster-pool"),
    ("cluster-pool-ipv4-mask-size", "24"),
    // Routes: VXLAN between machines.
    ("routing-mode", "tunnel"),
    ("tunnel", "vxlan"),
    ("auto-direct-node-routes", "false"),
    ("enable-l2-neigh-discovery", "true"),
    ("enable-local-redirect-policy", "false"),
    ("enable-bandwidth-manager", "false"),
    // Address translation.
    ("install-iptables-rules", "true"),
    ("enable-ipv4-masquerade", "true"),
    ("enable-ipv6-masquerade", "false"),
    ("enable-bpf-masquerade", "true"),
    ("enable-xt-socket-fallback", "true"),
    // Services, in place of kube-proxy and with its health port.
    ("kube-proxy-replacement", "true"),
    ("kube-proxy-replacement-healthz-bind-address", ":10256"),
    ("enable-session-affinity", "true"),
    ("bpf-lb-sock", "true"),
    ("bpf-lb-external-clusterip", "true"),
    ("enable-node-port", "true"),
    ("enable-health-check-nodeport", "false"),
    ("enable-external-ips", "true"),
    ("enable-host-port", "true"),
    ("enable-k8s-terminating-endpoint", "true"),
    // eBPF maps: sized by memory, filled when needed.
    ("bpf-map-dynamic-size-ratio", "0.0025"),
    ("bpf-policy-map-max", "16384"),
    ("bpf-lb-map-max", "65536"),
    ("preallocate-bpf-maps", "false"),
    ("enable-bpf-clock-probe", "true"),
    ("enable-bpf-tproxy", "false"),
    // The CNI configuration is written when the agent can serve it, and replaces any other.
    (
        "write-cni-conf-when-ready",
        "/host/etc/cni/net.d/05-cilium.conflist",
    ),
    ("cni-exclusive", "true"),
    ("cni-log-file", "/var/run/cilium/cilium-cni.log"),
];
