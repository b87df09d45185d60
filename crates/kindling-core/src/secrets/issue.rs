//! Issuing: from keys, dates and the names of a cluster to certificates.
//!
//! Takes a cluster and its secrets, gives a [`Pki`]. Nothing here is random and nothing knows the time: the same two
//! arguments give the same bytes.

use std::collections::BTreeMap;

use kindling_pki::{
    Certificate, CertificateAuthority, IssueError, LeafRequest, Name, NameError, PrivateKey,
    Secret, SubjectAltName, Timestamp, Validity,
};

use super::certificates::{Authority, CertificateName, LEAVES, Leaf, ROOTS, Root};
use super::checked::{AuthorityKey, Secrets};
use super::codes;
use super::document::KeySlot;
use crate::diagnostic::{Diagnostic, FieldPath, Report, Subject};
use crate::model::Cluster;

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
    pub(super) certificates: BTreeMap<CertificateName, Issued>,
    pub(super) facts: BTreeMap<CertificateName, Certificate>,
    pub(super) service_account_public_key: String,
    pub(super) service_account_private_key: Secret<String>,
    pub(super) bootstrap_token_id: String,
    pub(super) bootstrap_token_secret: Secret<String>,
}

/// When a certificate ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Which one.
    pub name: CertificateName,
    /// The first second at which it holds.
    pub not_before: Timestamp,
    /// The last second at which it holds.
    pub not_after: Timestamp,
}

impl Pki {
    /// A certificate and its key.
    pub fn get(&self, name: CertificateName) -> &Issued {
        &self.certificates[&name]
    }

    /// What each certificate states: subject, names, dates, serial number, fingerprint. No keys.
    pub fn facts(&self) -> impl Iterator<Item = (CertificateName, &Certificate)> {
        self.facts
            .iter()
            .map(|(name, certificate)| (*name, certificate))
    }

    /// From when until when each certificate holds, the one that ends first in front.
    pub fn lifetimes(&self) -> Vec<Lifetime> {
        let mut lifetimes: Vec<Lifetime> = self
            .facts()
            .map(|(name, certificate)| Lifetime {
                name,
                not_before: certificate.validity().not_before(),
                not_after: certificate.validity().not_after(),
            })
            .collect();
        lifetimes.sort_by_key(|lifetime| lifetime.not_after);
        lifetimes
    }

    /// Every secret text, for a search through what must not hold any.
    pub fn secret_texts(&self) -> impl Iterator<Item = &Secret<String>> {
        self.certificates
            .values()
            .map(|issued| &issued.private_key)
            .chain([
                &self.service_account_private_key,
                &self.bootstrap_token_secret,
            ])
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

/// What decides the outcome of [`issue`]: the secrets and the names in the certificates. Where two clusters agree on
/// it, the same is issued for both.
pub struct Request {
    secrets: Secret<String>,
    names: Vec<Option<Vec<SubjectAltName>>>,
}

impl Request {
    /// What is asked for.
    pub fn new(cluster: &Cluster, secrets: &Secrets) -> Self {
        Self {
            secrets: secrets.to_text(),
            names: LEAVES
                .iter()
                .map(|leaf| leaf.names.of(cluster).ok())
                .collect(),
        }
    }
}

impl PartialEq for Request {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names && self.secrets.expose() == other.secrets.expose()
    }
}

/// Issues every certificate of the cluster.
///
/// The report has no PKI only where an authority's key is broken in a way that reading it cannot see, or a name of the
/// cluster cannot stand in a certificate.
pub fn issue(cluster: &Cluster, secrets: &Secrets) -> Report<Pki> {
    issue_over(None, &Request::new(cluster, secrets), cluster, secrets)
}

/// What [`issue`] gives, with an earlier request and what was issued for it: certificates whose names are the same are
/// taken over, as signing takes longer than anything else.
pub(crate) fn issue_over(
    earlier: Option<(&Request, &Pki)>,
    request: &Request,
    cluster: &Cluster,
    secrets: &Secrets,
) -> Report<Pki> {
    let earlier =
        earlier.filter(|(earlier, _)| earlier.secrets.expose() == request.secrets.expose());
    let known = |name| {
        let (_, pki) = earlier?;
        Some((pki.certificates.get(&name)?, pki.facts.get(&name)?))
    };
    let mut facts = BTreeMap::new();
    let mut certificates = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for root in &ROOTS {
        let held = secrets.authority(root.authority);
        let leaves = LEAVES.iter().enumerate();
        let mut wanted = Vec::new();
        for (at, leaf) in leaves.filter(|(_, leaf)| leaf.signer == root.authority) {
            let same = earlier.is_some_and(|(earlier, _)| earlier.names[at] == request.names[at]);
            match known(leaf.name).filter(|_| same) {
                Some((issued, certificate)) => {
                    certificates.insert(leaf.name, issued.clone());
                    facts.insert(leaf.name, certificate.clone());
                }
                None => wanted.push(leaf),
            }
        }
        let name = root.authority.certificate();
        if wanted.is_empty()
            && let Some((issued, certificate)) = known(name)
        {
            certificates.insert(name, issued.clone());
            facts.insert(name, certificate.clone());
            continue;
        }
        let authority = match found(root, held) {
            Ok(authority) => authority,
            Err(refusal) => {
                diagnostics.push(refusal.diagnostic(root.authority));
                continue;
            }
        };
        certificates.insert(name, issued(authority.certificate(), &held.key));
        facts.insert(name, authority.certificate().clone());

        for leaf in wanted {
            let Some(key) = secrets.leaf_key(leaf.name) else {
                continue;
            };
            let validity = secrets.leaf_validity().ending_by(held.validity.not_after());
            match sign(&authority, leaf, cluster, validity, key) {
                Ok(certificate) => {
                    certificates.insert(leaf.name, issued(&certificate, key));
                    facts.insert(leaf.name, certificate);
                }
                Err(refusal) => diagnostics.push(refusal.diagnostic(root.authority)),
            }
        }
    }
    let pki = Pki {
        certificates,
        facts,
        service_account_public_key: secrets.service_account().public_key().to_pem(),
        service_account_private_key: secrets.service_account().to_pem(),
        bootstrap_token_id: secrets.token().id().to_owned(),
        bootstrap_token_secret: secrets.token().secret().clone(),
    };
    Report::new(Some(pki), diagnostics)
}

/// Why there is no certificate.
enum Refusal {
    Name(NameError),
    Issue(IssueError),
}

impl From<NameError> for Refusal {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

impl From<IssueError> for Refusal {
    fn from(error: IssueError) -> Self {
        Self::Issue(error)
    }
}

impl Refusal {
    fn diagnostic(self, authority: Authority) -> Diagnostic {
        match self {
            Self::Name(error) => Diagnostic::error(
                codes::NAME,
                FieldPath::root(),
                error.to_string(),
            )
            .hint(
                "look at `api_server_sans`, `k8s_domain_name` and the domains of the controllers",
            ),
            Self::Issue(error) => {
                let path = KeySlot::Authority(authority).path();
                Diagnostic::error(codes::KEY, path, error.to_string())
                    .hint("the key is damaged; copy it again from where it came")
                    .about(Subject::Secrets)
            }
        }
    }
}

fn found<'k>(root: &Root, held: &'k AuthorityKey) -> Result<CertificateAuthority<'k>, Refusal> {
    let subject = subject(root.common_name, root.organization)?;
    Ok(CertificateAuthority::new(
        &subject,
        held.validity,
        &held.key,
    )?)
}

fn sign(
    authority: &CertificateAuthority<'_>,
    leaf: &Leaf,
    cluster: &Cluster,
    validity: Validity,
    key: &PrivateKey,
) -> Result<Certificate, Refusal> {
    let certificate = authority.issue(&LeafRequest {
        subject: &subject(leaf.common_name, leaf.organization)?,
        names: &leaf.names.of(cluster)?,
        usage: leaf.usage,
        validity,
        public_key: &key.public_key(),
    })?;
    Ok(certificate)
}

fn subject(common_name: &str, organization: Option<&str>) -> Result<Name, NameError> {
    let name = Name::new(common_name)?;
    match organization {
        Some(organization) => name.in_organization(organization),
        None => Ok(name),
    }
}

fn issued(certificate: &Certificate, key: &PrivateKey) -> Issued {
    Issued {
        certificate: certificate.pem().to_owned(),
        private_key: key.to_pem(),
    }
}
