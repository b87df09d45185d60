//! Pod and service networks.

use std::fmt;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::fault::{Fault, Problems, shown};
use crate::diagnostic::{Diagnostic, FieldPath};
use crate::document::ClusterDocument;
use crate::document::suggestion::nearest;

/// Who connects pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NetworkProvider {
    /// cilium, which also replaces kube-proxy.
    Cilium,
    /// flannel with VXLAN.
    Flannel,
}

impl NetworkProvider {
    /// The word of the document.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cilium => "cilium",
            Self::Flannel => "flannel",
        }
    }
}

/// The range pods take their addresses from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PodNetwork(pub(super) Ipv4Net);

impl PodNetwork {
    /// The range.
    pub const fn cidr(&self) -> Ipv4Net {
        self.0
    }

    /// How many nodes fit, each with a /24.
    pub fn node_ranges(&self) -> u64 {
        match 24_u8.checked_sub(self.0.prefix_len()) {
            Some(bits) => 1 << bits,
            None => 0,
        }
    }
}

impl fmt::Display for PodNetwork {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The range services take their addresses from; holds eleven addresses at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceNetwork(pub(super) Ipv4Net);

impl ServiceNetwork {
    /// The range.
    pub const fn cidr(&self) -> Ipv4Net {
        self.0
    }

    /// The address of the `kubernetes` service: the first of the range.
    pub fn api_server_ip(&self) -> Ipv4Addr {
        self.host(1)
    }

    /// The address of cluster DNS: the tenth of the range.
    pub fn dns_service_ip(&self) -> Ipv4Addr {
        self.host(10)
    }

    fn host(&self, number: u32) -> Ipv4Addr {
        Ipv4Addr::from(u32::from(self.0.network()) + number)
    }
}

impl fmt::Display for ServiceNetwork {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Pod and service networks and who provides them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    pub(super) provider: NetworkProvider,
    pub(super) pods: PodNetwork,
    pub(super) services: ServiceNetwork,
}

impl Network {
    /// Who connects pods.
    pub const fn provider(&self) -> NetworkProvider {
        self.provider
    }

    /// Where pods take their addresses from.
    pub const fn pods(&self) -> PodNetwork {
        self.pods
    }

    /// Where services take their addresses from.
    pub const fn services(&self) -> ServiceNetwork {
        self.services
    }
}

/// Ranges that cannot be routed, with what they are.
const SPECIAL: [(&str, &str); 5] = [
    ("0.0.0.0/8", "this host"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local addresses"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "future use"),
];

/// Judges a range: IPv4, the address of the network itself, routable.
fn cidr(code: &'static str, text: &str, example: &str) -> Result<Ipv4Net, Fault> {
    let refuse = |why: String| Fault::new(code, format!("{} {why}", shown(text)));
    let instead = format!("write a range such as `{example}`");
    if text.contains(':') {
        return Err(refuse(
            "is not an IPv4 range; the cluster's networks are IPv4 alone".to_owned(),
        )
        .hint(instead));
    }
    let net: Ipv4Net = text
        .parse()
        .ok()
        .filter(|net: &Ipv4Net| net.to_string() == text)
        .ok_or_else(|| {
            let fault = refuse("is not a range of addresses".to_owned());
            match text.parse::<Ipv4Addr>() {
                Ok(address) if address.octets()[3] == 0 => {
                    fault.hint(format!("write its length too: `{address}/16`"))
                }
                _ => fault.hint(instead.clone()),
            }
        })?;
    if net.addr() != net.network() {
        return Err(refuse(format!(
            "is an address within `{}`, not a range",
            net.trunc()
        ))
        .hint(format!("write `{}`", net.trunc())));
    }
    let overlap = SPECIAL.into_iter().find(|(range, _)| {
        range
            .parse()
            .is_ok_and(|range: Ipv4Net| range.contains(&net) || net.contains(&range))
    });
    match overlap {
        Some((range, purpose)) => {
            Err(refuse(format!("overlaps `{range}`, which is kept for {purpose}")).hint(instead))
        }
        None => Ok(net),
    }
}

/// Whether two ranges share an address.
fn overlap(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}

/// Judges `networking`, `pod_cidr` and `service_cidr`, and whether they go together.
pub(super) fn resolve(document: &ClusterDocument, problems: &mut Problems<'_>) -> Option<Network> {
    const PODS: &str = "10.20.0.0/14";
    const SERVICES: &str = "10.3.0.0/16";
    let provider = problems.take(
        provider(document.networking.as_deref().unwrap_or("cilium")),
        || FieldPath::from("networking"),
    );
    let pods = problems.take(
        cidr(
            "network/pod-cidr",
            document.pod_cidr.as_deref().unwrap_or(PODS),
            PODS,
        ),
        || FieldPath::from("pod_cidr"),
    );
    let services = problems.take(
        cidr(
            "network/service-cidr",
            document.service_cidr.as_deref().unwrap_or(SERVICES),
            SERVICES,
        ),
        || FieldPath::from("service_cidr"),
    );
    if let Some(services) = services
        && services.prefix_len() > 28
    {
        problems.push(
            Diagnostic::error(
                "network/service-cidr-too-small",
                FieldPath::from("service_cidr"),
                format!(
                    "`{services}` is too small: cluster DNS gets the tenth address of the range, and it has {}",
                    1_u64 << (32 - services.prefix_len())
                ),
            )
            .hint("choose a `/28` or larger; `/16` leaves room for every service"),
        );
    }
    if let Some(pods) = pods {
        judge_pod_room(document, PodNetwork(pods), problems);
    }
    if let (Some(pods), Some(services)) = (pods, services)
        && overlap(pods, services)
    {
        let written = if document.service_cidr.is_some() || document.pod_cidr.is_none() {
            "service_cidr"
        } else {
            "pod_cidr"
        };
        let (this, other, what) = if written == "service_cidr" {
            (services, pods, "pod")
        } else {
            (pods, services, "service")
        };
        let free = [SERVICES, "10.96.0.0/16", "172.20.0.0/16", PODS]
            .into_iter()
            .find(|range| {
                range
                    .parse()
                    .is_ok_and(|range: Ipv4Net| !overlap(range, other))
            });
        let diagnostic = Diagnostic::error(
            "network/overlap",
            FieldPath::from(written),
            format!("`{this}` overlaps the {what} network `{other}`"),
        );
        problems.push(match free {
            Some(free) => diagnostic.hint(format!(
                "choose a range outside `{other}`, for example `{free}`"
            )),
            None => diagnostic.hint(format!("choose a range outside `{other}`")),
        });
    }
    Some(Network {
        provider: provider?,
        pods: PodNetwork(pods?),
        services: ServiceNetwork(services.filter(|services| services.prefix_len() <= 28)?),
    })
}

fn judge_pod_room(document: &ClusterDocument, pods: PodNetwork, problems: &mut Problems<'_>) {
    let machines = document.machines().count() as u64;
    let ranges = pods.node_ranges();
    let path = || FieldPath::from("pod_cidr");
    if ranges == 0 {
        problems.push(
            Diagnostic::error(
                "network/pod-cidr-too-small",
                path(),
                format!("`{pods}` is too small: every machine needs a `/24` of it for its pods"),
            )
            .hint("choose a `/16` or larger, for example `10.20.0.0/14`"),
        );
    } else if machines > ranges {
        problems.push(
            Diagnostic::error(
                "network/pod-cidr-too-small",
                path(),
                format!("`{pods}` has room for {ranges} machines, each with a `/24` for its pods; there are {machines}"),
            )
            .hint(format!("choose a `/{}` or larger", prefix_for(machines))),
        );
    }
}

/// The prefix of the smallest range with a /24 for each machine.
fn prefix_for(machines: u64) -> u32 {
    24_u32.saturating_sub(machines.next_power_of_two().trailing_zeros())
}

fn provider(word: &str) -> Result<NetworkProvider, Fault> {
    match word {
        "cilium" => Ok(NetworkProvider::Cilium),
        "flannel" => Ok(NetworkProvider::Flannel),
        _ => {
            let fault = Fault::new(
                "network/provider",
                format!("there is no pod network {}", shown(word)),
            );
            Err(if matches!(word, "calico" | "kube-router") {
                fault.hint("Kubernetes v1.34 and later come with `cilium` or `flannel`")
            } else {
                match nearest(word, ["cilium", "flannel"]) {
                    Some(word) => fault.hint(format!("did you mean `{word}`?")),
                    None => fault.hint("write `cilium` or `flannel`"),
                }
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_networks_that_can_be_routed() {
        for good in [
            "10.20.0.0/14",
            "10.3.0.0/16",
            "192.168.0.0/24",
            "100.64.0.0/10",
            "172.16.0.0/12",
        ] {
            assert!(cidr("x", good, "").is_ok(), "{good}");
        }
        for bad in [
            "",
            "10.20.0.0",
            "10.20.0.1/14",
            "10.20.0.0/33",
            "10.20.0.0/",
            "10.20.0/16",
            "fd00::/48",
            "0.0.0.0/0",
            "127.0.0.0/16",
            "224.0.0.0/8",
            "169.254.0.0/24",
            "10.20.0.0/14 ",
            "a",
            "10.20.0.0/+14",
            "010.20.0.0/14",
        ] {
            assert!(cidr("x", bad, "").is_err(), "{bad}");
        }
    }

    #[test]
    fn the_hint_names_a_range_that_is_large_enough() {
        for (machines, prefix) in [
            (1, 24),
            (2, 23),
            (3, 22),
            (256, 16),
            (257, 15),
            (10_000, 10),
        ] {
            assert_eq!(prefix_for(machines), prefix);
            let pods = PodNetwork(
                Ipv4Net::new(Ipv4Addr::UNSPECIFIED, u8::try_from(prefix).expect("small"))
                    .expect("a length"),
            );
            assert!(pods.node_ranges() >= machines);
        }
    }
}
