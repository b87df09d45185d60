//! Pod and service networks.

use std::fmt;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

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
