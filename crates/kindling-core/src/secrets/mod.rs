//! Keys, tokens and dates, and the certificates issued from them.

use std::collections::BTreeMap;

use kindling_pki::Secret;

use crate::model::Cluster;

/// The secrets document, checked against a cluster.
#[derive(Clone, Debug)]
pub struct Secrets {}

/// A certificate of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "`certificates` describes each")]
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

/// A certificate with its private key, both PEM, each ending in one newline.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificate.
    pub certificate: String,
    /// Its private key.
    pub private_key: Secret<String>,
}

/// Everything issued for a cluster.
#[derive(Clone, Debug)]
pub struct Pki {
    certificates: BTreeMap<CertificateName, Issued>,
    service_account_public_key: String,
    service_account_private_key: Secret<String>,
    bootstrap_token_id: String,
    bootstrap_token_secret: Secret<String>,
}

impl Pki {
    /// A certificate and its key.
    pub fn get(&self, name: CertificateName) -> &Issued {
        &self.certificates[&name]
    }

    /// The key that service account tokens are checked with, PEM.
    pub fn service_account_public_key(&self) -> &str {
        &self.service_account_public_key
    }

    /// The key that service account tokens are signed with, PEM.
    pub const fn service_account_private_key(&self) -> &Secret<String> {
        &self.service_account_private_key
    }

    /// The public half of the bootstrap token, six characters.
    pub fn bootstrap_token_id(&self) -> &str {
        &self.bootstrap_token_id
    }

    /// The secret half of the bootstrap token, sixteen characters.
    pub const fn bootstrap_token_secret(&self) -> &Secret<String> {
        &self.bootstrap_token_secret
    }
}

/// Issues every certificate of the cluster.
pub fn issue(cluster: &Cluster, secrets: &Secrets) -> Pki {
    let _ = (cluster, secrets);
    Pki {
        certificates: BTreeMap::new(),
        service_account_public_key: String::new(),
        service_account_private_key: Secret::new(String::new()),
        bootstrap_token_id: String::new(),
        bootstrap_token_secret: Secret::new(String::new()),
    }
}

#[cfg(test)]
pub(crate) mod samples {
    //! Placeholder PKI for the unit tests of later stages.

    use super::{CertificateName, Issued, Pki};
    use kindling_pki::Secret;

    /// PKI in which every text names what it stands for.
    pub(crate) fn placeholder() -> Pki {
        use CertificateName::{
            Admin, AggregationCa, AggregationClient, ApiServer, ApiServerKubeletClient,
            ControllerManager, EtcdCa, EtcdClient, EtcdPeer, EtcdServer, KubernetesCa, Scheduler,
        };
        let pem = |name: &str| {
            format!(
                "-----BEGIN PLACEHOLDER {name}-----\n{name}\n-----END PLACEHOLDER {name}-----\n"
            )
        };
        Pki {
            certificates: [
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
            ]
            .into_iter()
            .map(|name| {
                let issued = Issued {
                    certificate: pem(&format!("{name:?}.crt")),
                    private_key: Secret::new(pem(&format!("{name:?}.key"))),
                };
                (name, issued)
            })
            .collect(),
            service_account_public_key: pem("service-account.pub"),
            service_account_private_key: Secret::new(pem("service-account.key")),
            bootstrap_token_id: "abc123".to_owned(),
            bootstrap_token_secret: Secret::new("0123456789abcdef".to_owned()),
        }
    }
}
