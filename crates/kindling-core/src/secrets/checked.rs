//! Secrets that a cluster can be rendered with: everything there, everything fitting together.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use kindling_pki::{Algorithm, Days, PrivateKey, Secret, Timestamp, Validity};

use super::certificates::{Authority, CertificateName, LEAVES};
use super::codes;
use super::document::{KeySlot, SecretsDocument, authority_path};
use super::token::BootstrapToken;
use crate::diagnostic::{Diagnostic, FieldPath, Report, Severity, Subject};
use crate::model::{Cluster, ClusterName};

/// How long leaves hold when the document does not say: a year.
pub(super) const LEAF_DAYS: u64 = 365;
/// How long authorities hold when the document does not say: ten years.
pub(super) const AUTHORITY_DAYS: u64 = 3650;

/// The secrets document, complete and checked against a cluster. Made by [`super::generate`], [`super::complete`] and
/// [`check`] alone.
#[derive(Clone, Debug)]
pub struct Secrets {
    document: SecretsDocument,
    /// The document as text, once it was asked for.
    text: OnceLock<Secret<String>>,
    leaf_validity: Validity,
    authorities: BTreeMap<Authority, AuthorityKey>,
    leaf_keys: BTreeMap<CertificateName, PrivateKey>,
    service_account: PrivateKey,
    token: BootstrapToken,
}

/// An authority's key and how long its certificate holds.
#[derive(Clone, Debug)]
pub(super) struct AuthorityKey {
    pub(super) key: PrivateKey,
    pub(super) validity: Validity,
}

impl Secrets {
    /// The document as text; the same secrets always give the same text.
    pub fn to_text(&self) -> Secret<String> {
        self.text.get_or_init(|| self.document.to_text()).clone()
    }

    /// The document that these secrets came from, to be changed and checked again.
    pub const fn document(&self) -> &SecretsDocument {
        &self.document
    }

    /// The kind of key that is made where one is missing.
    pub fn algorithm(&self) -> Algorithm {
        self.document.algorithm()
    }

    /// From when until when leaves hold, before any is cut to the end of its authority.
    pub const fn leaf_validity(&self) -> Validity {
        self.leaf_validity
    }

    /// From when until when an authority holds.
    pub fn authority_validity(&self, authority: Authority) -> Validity {
        self.authorities[&authority].validity
    }

    pub(super) fn authority(&self, authority: Authority) -> &AuthorityKey {
        &self.authorities[&authority]
    }

    pub(super) fn leaf_key(&self, name: CertificateName) -> Option<&PrivateKey> {
        self.leaf_keys.get(&name)
    }

    pub(super) const fn service_account(&self) -> &PrivateKey {
        &self.service_account
    }

    pub(super) const fn token(&self) -> &BootstrapToken {
        &self.token
    }
}

/// Checks that a document has everything that rendering a cluster needs.
pub fn check(document: &SecretsDocument, cluster: &Cluster) -> Report<Secrets> {
    check_for(document, cluster.name())
}

/// Checks a document that belongs to a cluster of this name.
pub(super) fn check_for(document: &SecretsDocument, name: &ClusterName) -> Report<Secrets> {
    check_itself(
        document,
        other_cluster(document, name).into_iter().collect(),
    )
}

/// Checks whether a document is complete and fits together, whosever it is.
pub(super) fn check_itself(document: &SecretsDocument, found: Vec<Diagnostic>) -> Report<Secrets> {
    let mut checker = Checker {
        document,
        diagnostics: found,
    };
    if document.cluster_name.is_none() {
        checker.missing("cluster_name".into());
    }
    checker.algorithms();
    checker.repeated_keys();
    let secrets = checker.assemble();
    Report::new(secrets, checker.diagnostics)
}

/// The diagnostic that says that the secrets are another cluster's, if they are.
pub(super) fn other_cluster(document: &SecretsDocument, name: &ClusterName) -> Option<Diagnostic> {
    let written = document.cluster_name.as_deref()?;
    if written == name.as_str() {
        return None;
    }
    // Somebody may have put anything there; only what looks like the name of a cluster is shown.
    let is_name = written.len() <= 63
        && written
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let whose = if is_name {
        format!("cluster `{written}`")
    } else {
        "another cluster".to_owned()
    };
    let path = FieldPath::from("cluster_name");
    let position = document.positions.get(&path).copied();
    Some(
        Diagnostic::error(
            codes::OTHER_CLUSTER,
            path,
            format!("the secrets belong to {whose}, and the cluster document describes `{name}`"),
        )
        .hint("give the secrets document of this cluster")
        .hint("machines that trust one cluster's keys cannot join another one")
        .about(Subject::Secrets)
        .at(position),
    )
}

struct Checker<'d> {
    document: &'d SecretsDocument,
    diagnostics: Vec<Diagnostic>,
}

impl Checker<'_> {
    /// A key of another kind works as well, but its author may think otherwise.
    fn algorithms(&mut self) {
        let Some(algorithm) = self.document.algorithm else {
            return;
        };
        for slot in KeySlot::all() {
            let Some(kind) = self.document.key(slot).map(PrivateKey::kind) else {
                continue;
            };
            if !kind.is(algorithm) {
                let message =
                    format!("the key is `{kind}`, and the document's algorithm is `{algorithm}`");
                let diagnostic = Diagnostic::warning(codes::KEY_ALGORITHM, slot.path(), message)
                    .hint("it is used as it is; `algorithm` says only which kind of key to make where one is missing");
                self.report(diagnostic);
            }
        }
    }

    /// One key in two places lets one component pass for another.
    fn repeated_keys(&mut self) {
        let mut seen: BTreeMap<Vec<u8>, KeySlot> = BTreeMap::new();
        for slot in KeySlot::all() {
            let Some(key) = self.document.key(slot) else {
                continue;
            };
            let Some(first) = seen.get(key.public_key().spki_der()).copied() else {
                seen.insert(key.public_key().spki_der().to_vec(), slot);
                continue;
            };
            let severity = match first {
                KeySlot::Authority(_) => Severity::Error,
                KeySlot::Leaf(_) | KeySlot::ServiceAccount => Severity::Warning,
            };
            let message = format!("the key is the same as `{first}`");
            let mut diagnostic = Diagnostic::error(codes::KEY_REUSED, slot.path(), message).hint(
                format!("remove `{slot}`, and a new key is made in its place"),
            );
            diagnostic.severity = severity;
            self.report(diagnostic);
        }
    }

    fn assemble(&mut self) -> Option<Secrets> {
        let document = self.document;
        let leaf_validity = self.validity(
            &FieldPath::root(),
            "leaf_validity_days",
            document.issued_at,
            document.leaf_days,
        );
        let mut authorities = BTreeMap::new();
        for authority in Authority::ALL {
            let entry = document
                .authorities
                .get(&authority)
                .cloned()
                .unwrap_or_default();
            let path = authority_path(authority);
            let validity = self.validity(&path, "validity_days", entry.issued_at, entry.days);
            if entry.key.is_none() {
                self.missing(path.key("key"));
            }
            if let (Some(validity), Some(leaves)) = (validity, leaf_validity) {
                self.lifetimes(authority, validity, leaves);
            }
            if let (Some(key), Some(validity)) = (entry.key, validity) {
                authorities.insert(authority, AuthorityKey { key, validity });
            }
        }
        for leaf in &LEAVES {
            if !document.keys.contains_key(&leaf.name) {
                self.missing(KeySlot::Leaf(leaf.name).path());
            }
        }
        if document.service_account.is_none() {
            self.missing(KeySlot::ServiceAccount.path());
        }
        let token = FieldPath::from("bootstrap_token");
        if document.token_id.is_none() {
            self.missing(token.key("id"));
        }
        if document.token_secret.is_none() {
            self.missing(token.key("secret"));
        }
        let complete = authorities.len() == Authority::ALL.len()
            && LEAVES
                .iter()
                .all(|leaf| document.keys.contains_key(&leaf.name));
        if !complete {
            return None;
        }
        Some(Secrets {
            document: document.clone(),
            text: OnceLock::new(),
            leaf_validity: leaf_validity?,
            authorities,
            leaf_keys: document.keys.clone(),
            service_account: document.service_account.clone()?,
            token: BootstrapToken {
                id: document.token_id.clone()?,
                secret: document.token_secret.clone()?,
            },
        })
    }

    fn validity(
        &mut self,
        path: &FieldPath,
        days_key: &str,
        from: Option<Timestamp>,
        days: Option<Days>,
    ) -> Option<Validity> {
        if from.is_none() {
            self.missing(path.key("issued_at"));
        }
        if days.is_none() {
            self.missing(path.key(days_key));
        }
        let (from, days) = (from?, days?);
        let validity = Validity::lasting(from, days);
        if validity.is_err() {
            let message = format!(
                "{days} from {from} lead beyond the year 9999, which certificates cannot write"
            );
            self.report(
                Diagnostic::error(codes::VALIDITY, path.key(days_key), message)
                    .hint("choose an earlier date or fewer days"),
            );
        }
        validity.ok()
    }

    fn lifetimes(&mut self, authority: Authority, own: Validity, leaves: Validity) {
        let path = authority_path(authority);
        let (ends, word) = (own.not_after(), authority.word());
        let advice = format!(
            "move `{}` to a later date; with the same key, everything that trusts the authority goes on trusting it",
            path.key("issued_at")
        );
        if ends <= leaves.not_before() {
            let message = format!(
                "the `{word}` authority ends at {ends}, before the certificates that it signs begin, at {}",
                leaves.not_before()
            );
            self.report(
                Diagnostic::error(codes::AUTHORITY_ENDED, path.key("validity_days"), message)
                    .hint(advice),
            );
        } else if ends < leaves.not_after() {
            let message = format!(
                "the `{word}` authority ends at {ends}; the certificates that it signs end with it, not at {}",
                leaves.not_after()
            );
            self.report(
                Diagnostic::warning(codes::OUTLIVES, path.key("validity_days"), message)
                    .hint(advice),
            );
        }
    }

    fn missing(&mut self, path: FieldPath) {
        let message = format!("`{path}` is missing");
        self.report(
            Diagnostic::error(codes::MISSING, path, message)
                .hint("`kindling secrets renew` adds what is missing"),
        );
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        let position = position_of(self.document, &diagnostic.path);
        self.diagnostics
            .push(diagnostic.about(Subject::Secrets).at(position));
    }
}

/// Where a field stands, or the nearest mapping around it.
pub(super) fn position_of(
    document: &SecretsDocument,
    path: &FieldPath,
) -> Option<crate::diagnostic::Position> {
    let mut path = Some(path.clone());
    while let Some(here) = path {
        if let Some(position) = document.positions.get(&here) {
            return Some(*position);
        }
        path = here.parent();
    }
    None
}
