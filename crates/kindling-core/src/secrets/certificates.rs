//! Which certificate, signed by whom, for whom, with which names: one table.
//!
//! To change who may connect to whom, or under which names a server answers, change a row here.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use kindling_pki::{NameError, SubjectAltName, Usage};

use crate::model::Cluster;

/// A certificate of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the rows of `CERTIFICATES` describe each")]
pub enum CertificateName {
    EtcdCa,
    EtcdServer,
    EtcdPeer,
    EtcdClient,
    KubernetesCa,
    ApiServer,
    ApiServerKubeletClient,
    Admin,
    ControllerManager,
    Scheduler,
    AggregationCa,
    AggregationClient,
}

/// A key that signs certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// Signs whatever speaks to the Kubernetes API; kubelets' certificates too, in the running cluster.
    Kubernetes,
    /// Signs whatever speaks to etcd.
    Etcd,
    /// Signs what may speak to extension API servers in another user's name.
    Aggregation,
}

impl Authority {
    /// Every authority, in the order of the document.
    pub const ALL: [Self; 3] = [Self::Kubernetes, Self::Etcd, Self::Aggregation];

    /// Its key in the secrets document, under `authorities`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kubernetes => "kubernetes",
            Self::Etcd => "etcd",
            Self::Aggregation => "aggregation",
        }
    }

    /// Its own certificate.
    pub const fn certificate(self) -> CertificateName {
        match self {
            Self::Kubernetes => CertificateName::KubernetesCa,
            Self::Etcd => CertificateName::EtcdCa,
            Self::Aggregation => CertificateName::AggregationCa,
        }
    }
}

/// Under which names a certificate's owner answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// None: it only opens connections.
    None,
    /// The domain of each controller, and this machine itself.
    EtcdServers,
    /// The domain of each controller.
    EtcdPeers,
    /// Everything the Kubernetes API is called, inside and outside the cluster.
    ApiServer,
}

impl Names {
    /// The names in words.
    pub const fn description(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::EtcdServers => "the domains of the controllers, `localhost`, 127.0.0.1",
            Self::EtcdPeers => "the domains of the controllers",
            Self::ApiServer => {
                "`k8s_domain_name`, `api_server_sans`, the domains of the controllers, `kubernetes` and its longer \
                 names, the first address of `service_cidr`"
            }
        }
    }

    /// The names in a cluster, without repetitions: host names first, each kind in order, so that the order of machines
    /// in a document cannot matter.
    ///
    /// # Errors
    ///
    /// A name of the cluster that cannot stand in a certificate.
    pub fn of(self, cluster: &Cluster) -> Result<Vec<SubjectAltName>, NameError> {
        let controllers = || {
            cluster
                .controllers()
                .iter()
                .map(|machine| SubjectAltName::dns(machine.domain().as_str()))
        };
        let names: Result<BTreeSet<SubjectAltName>, NameError> = match self {
            Self::None => Ok(BTreeSet::new()),
            Self::EtcdPeers => controllers().collect(),
            Self::EtcdServers => controllers()
                .chain([
                    SubjectAltName::dns("localhost"),
                    Ok(SubjectAltName::ip(IpAddr::V4(Ipv4Addr::LOCALHOST))),
                ])
                .collect(),
            Self::ApiServer => {
                let domain = cluster.cluster_domain();
                let service_ip = cluster.network().services().api_server_ip();
                [
                    "kubernetes",
                    "kubernetes.default",
                    "kubernetes.default.svc",
                    &format!("kubernetes.default.svc.{domain}"),
                    cluster.api_server().domain().as_str(),
                ]
                .map(SubjectAltName::dns)
                .into_iter()
                .chain([Ok(SubjectAltName::ip(service_ip.into()))])
                .chain(controllers())
                .chain(
                    cluster
                        .api_server()
                        .extra_sans()
                        .iter()
                        .map(|name| SubjectAltName::parse(name)),
                )
                .collect()
            }
        };
        Ok(names?.into_iter().collect())
    }
}

/// One certificate that an authority signs for somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Which one.
    pub name: CertificateName,
    /// Its key in the secrets document, under `keys`.
    pub word: &'static str,
    /// Who signs it.
    pub signer: Authority,
    /// The common name: to Kubernetes, the user.
    pub common_name: &'static str,
    /// The organization: to Kubernetes, the group.
    pub organization: Option<&'static str>,
    /// Whether its owner answers connections, opens them, or both.
    pub usage: Usage,
    /// Under which names its owner answers.
    pub names: Names,
    /// Who connects with it to whom.
    pub purpose: &'static str,
}

/// One certificate that an authority signs for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// Which one.
    pub authority: Authority,
    /// The common name.
    pub common_name: &'static str,
    /// The organization.
    pub organization: Option<&'static str>,
    /// Who trusts it for what.
    pub purpose: &'static str,
}

/// The authorities.
pub const ROOTS: [Root; 3] = [
    Root {
        authority: Authority::Etcd,
        common_name: "etcd-ca",
        organization: Some("etcd"),
        purpose: "etcd members and the API server know each other by it",
    },
    Root {
        authority: Authority::Kubernetes,
        common_name: "kubernetes-ca",
        organization: Some("kindling"),
        purpose: "clients know the API server by it, and the API server and kubelets know their clients",
    },
    Root {
        authority: Authority::Aggregation,
        common_name: "kubernetes-front-proxy-ca",
        organization: None,
        purpose: "extension API servers know the API server by it",
    },
];

/// What the authorities sign.
pub const LEAVES: [Leaf; 9] = [
    Leaf {
        name: CertificateName::EtcdServer,
        word: "etcd-server",
        signer: Authority::Etcd,
        common_name: "etcd-server",
        organization: Some("etcd"),
        // etcd's own gateway opens a connection to the member it belongs to with this certificate.
        usage: Usage::ServerAndClient,
        names: Names::EtcdServers,
        purpose: "etcd answers its clients with it",
    },
    Leaf {
        name: CertificateName::EtcdPeer,
        word: "etcd-peer",
        signer: Authority::Etcd,
        common_name: "etcd-peer",
        organization: Some("etcd"),
        usage: Usage::ServerAndClient,
        names: Names::EtcdPeers,
        purpose: "etcd members connect to each other with it",
    },
    Leaf {
        name: CertificateName::EtcdClient,
        word: "etcd-client",
        signer: Authority::Etcd,
        common_name: "etcd-client",
        organization: Some("etcd"),
        usage: Usage::Client,
        names: Names::None,
        purpose: "the API server connects to etcd with it",
    },
    Leaf {
        name: CertificateName::ApiServer,
        word: "apiserver",
        signer: Authority::Kubernetes,
        common_name: "kube-apiserver",
        organization: None,
        usage: Usage::Server,
        names: Names::ApiServer,
        purpose: "the API server answers its clients with it",
    },
    Leaf {
        name: CertificateName::ApiServerKubeletClient,
        word: "apiserver-kubelet-client",
        signer: Authority::Kubernetes,
        // The user of a binding to `system:kubelet-api-admin`; it may do nothing else.
        common_name: "kube-apiserver-kubelet-client",
        organization: None,
        usage: Usage::Client,
        names: Names::None,
        purpose: "the API server connects to kubelets with it, for logs, exec and port forwarding",
    },
    Leaf {
        name: CertificateName::Admin,
        word: "admin",
        signer: Authority::Kubernetes,
        common_name: "kubernetes-admin",
        // Allowed everything, even when RBAC is broken.
        organization: Some("system:masters"),
        usage: Usage::Client,
        names: Names::None,
        purpose: "the operator and the bootstrap connect to the API server with it",
    },
    Leaf {
        name: CertificateName::ControllerManager,
        word: "controller-manager",
        signer: Authority::Kubernetes,
        common_name: "system:kube-controller-manager",
        organization: None,
        usage: Usage::Client,
        names: Names::None,
        purpose: "the controller manager connects to the API server with it",
    },
    Leaf {
        name: CertificateName::Scheduler,
        word: "scheduler",
        signer: Authority::Kubernetes,
        common_name: "system:kube-scheduler",
        organization: None,
        usage: Usage::Client,
        names: Names::None,
        purpose: "the scheduler connects to the API server with it",
    },
    Leaf {
        name: CertificateName::AggregationClient,
        word: "aggregation-client",
        signer: Authority::Aggregation,
        // The name in `--requestheader-allowed-names`.
        common_name: "kube-apiserver",
        organization: None,
        usage: Usage::Client,
        names: Names::None,
        purpose: "the API server connects to extension API servers with it",
    },
];

impl CertificateName {
    /// Every certificate: each authority, followed by what it signs.
    pub const ALL: [Self; 12] = [
        Self::EtcdCa,
        Self::EtcdServer,
        Self::EtcdPeer,
        Self::EtcdClient,
        Self::KubernetesCa,
        Self::ApiServer,
        Self::ApiServerKubeletClient,
        Self::Admin,
        Self::ControllerManager,
        Self::Scheduler,
        Self::AggregationCa,
        Self::AggregationClient,
    ];

    /// Its row in [`LEAVES`], unless it is an authority's own.
    pub fn leaf(self) -> Option<&'static Leaf> {
        LEAVES.iter().find(|leaf| leaf.name == self)
    }

    /// Its row in [`ROOTS`], if it is an authority's own.
    pub fn root(self) -> Option<&'static Root> {
        ROOTS
            .iter()
            .find(|root| root.authority.certificate() == self)
    }

    /// Who signs it: the authority itself for its own.
    pub fn signer(self) -> Option<Authority> {
        self.leaf()
            .map(|leaf| leaf.signer)
            .or_else(|| self.root().map(|root| root.authority))
    }

    /// Who connects with it to whom, or who trusts it for what.
    pub fn purpose(self) -> &'static str {
        self.leaf()
            .map(|leaf| leaf.purpose)
            .or_else(|| self.root().map(|root| root.purpose))
            .unwrap_or_default()
    }

    /// A short name for tables: `etcd-ca`, `etcd-server`, `kubernetes-ca`, …
    pub fn word(self) -> &'static str {
        match self {
            Self::EtcdCa => "etcd-ca",
            Self::KubernetesCa => "kubernetes-ca",
            Self::AggregationCa => "aggregation-ca",
            leaf => leaf.leaf().map_or("", |leaf| leaf.word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::samples;

    #[test]
    fn every_certificate_has_one_row_and_a_word_of_its_own() {
        let words: BTreeSet<&str> = CertificateName::ALL
            .iter()
            .map(|name| name.word())
            .collect();
        assert_eq!(words.len(), CertificateName::ALL.len());
        assert_eq!(LEAVES.len() + ROOTS.len(), CertificateName::ALL.len());
        for name in CertificateName::ALL {
            assert!(name.leaf().is_some() != name.root().is_some(), "{name:?}");
            assert!(
                !name.purpose().is_empty() && !name.word().is_empty(),
                "{name:?}"
            );
        }
    }

    #[test]
    fn names_are_those_of_the_cluster() {
        let cluster = samples::fedora_coreos_flannel();
        let names = |names: Names| -> Vec<String> {
            let names = names.of(&cluster).expect("names of a valid cluster");
            names.iter().map(ToString::to_string).collect()
        };
        assert_eq!(names(Names::None), [""; 0]);
        assert_eq!(
            names(Names::EtcdPeers),
            [
                "node1.example.com",
                "node2.example.com",
                "node3.example.com"
            ]
        );
        assert_eq!(
            names(Names::EtcdServers),
            [
                "localhost",
                "node1.example.com",
                "node2.example.com",
                "node3.example.com",
                "127.0.0.1"
            ]
        );
        assert_eq!(
            names(Names::ApiServer),
            [
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                "mercury.example.com",
                "node1.example.com",
                "node2.example.com",
                "node3.example.com",
                "10.3.0.1",
            ]
        );
    }
}
