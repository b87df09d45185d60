//! The secrets document as written: what is there, what is missing, and what a newer Kindling put into it.
//!
//! [`super::parse()`] makes it from text, [`SecretsDocument::to_text`] makes text of it. It may lack anything; what it has
//! is readable.

use std::collections::BTreeMap;
use std::fmt;

use kindling_pki::{Algorithm, Days, PrivateKey, Secret, Timestamp};

use super::certificates::{Authority, CertificateName, LEAVES};
use super::tree::Tree;
use crate::diagnostic::{FieldPath, Position};
use crate::model::ClusterName;
use crate::yaml;

/// The number of the format that is written.
pub const FORMAT: i64 = 1;

/// The secrets document, complete or not. `Debug` says which keys it lacks and shows no value.
#[derive(Clone, Default)]
pub struct SecretsDocument {
    pub(super) cluster_name: Option<String>,
    pub(super) algorithm: Option<Algorithm>,
    pub(super) issued_at: Option<Timestamp>,
    pub(super) leaf_days: Option<Days>,
    pub(super) authorities: BTreeMap<Authority, AuthorityEntry>,
    pub(super) keys: BTreeMap<CertificateName, PrivateKey>,
    pub(super) service_account: Option<PrivateKey>,
    pub(super) token_id: Option<String>,
    pub(super) token_secret: Option<Secret<String>>,
    /// What is not understood but written back, by the mapping that it stands in.
    pub(super) kept: BTreeMap<FieldPath, Vec<(String, Tree)>>,
    /// Where each field stood in the text that this was read from.
    pub(super) positions: BTreeMap<FieldPath, Position>,
}

/// What the document says of an authority.
#[derive(Clone, Debug, Default)]
pub(super) struct AuthorityEntry {
    pub(super) issued_at: Option<Timestamp>,
    pub(super) days: Option<Days>,
    pub(super) key: Option<PrivateKey>,
}

/// A place in the document that a private key belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeySlot {
    /// `authorities.<name>.key`.
    Authority(Authority),
    /// `keys.<name>`.
    Leaf(CertificateName),
    /// `service_account.key`.
    ServiceAccount,
}

impl KeySlot {
    /// Every key of a cluster.
    pub fn all() -> impl Iterator<Item = Self> {
        Authority::ALL
            .into_iter()
            .map(Self::Authority)
            .chain(LEAVES.iter().map(|leaf| Self::Leaf(leaf.name)))
            .chain([Self::ServiceAccount])
    }

    /// Where it stands in the document.
    pub fn path(self) -> FieldPath {
        match self {
            Self::Authority(authority) => authority_path(authority).key("key"),
            Self::Leaf(name) => FieldPath::from("keys").key(name.word()),
            Self::ServiceAccount => FieldPath::from("service_account").key("key"),
        }
    }
}

impl fmt::Display for KeySlot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path().fmt(formatter)
    }
}

pub(super) fn authority_path(authority: Authority) -> FieldPath {
    FieldPath::from("authorities").key(authority.word())
}

impl fmt::Debug for SecretsDocument {
    /// Shows nothing that was read: in a damaged document a key may stand in the place of a name.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SecretsDocument")
            .field("algorithm", &self.algorithm)
            .field("missing_keys", &self.missing_keys())
            .finish_non_exhaustive()
    }
}

impl SecretsDocument {
    /// A document with nothing but a cluster's name and the kind of key to make.
    pub fn new(cluster_name: &ClusterName, algorithm: Algorithm) -> Self {
        Self {
            cluster_name: Some(cluster_name.as_str().to_owned()),
            algorithm: Some(algorithm),
            ..Self::default()
        }
    }

    /// The kind of key to make for it.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm.unwrap_or_default()
    }

    /// The keys that it lacks.
    pub fn missing_keys(&self) -> Vec<KeySlot> {
        KeySlot::all()
            .filter(|slot| self.key(*slot).is_none())
            .collect()
    }

    /// Puts a key in its place, for callers that make keys by other means than [`super::complete`].
    pub fn supply(&mut self, slot: KeySlot, key: PrivateKey) {
        match slot {
            KeySlot::Authority(authority) => {
                self.authorities.entry(authority).or_default().key = Some(key);
            }
            KeySlot::Leaf(name) => {
                self.keys.insert(name, key);
            }
            KeySlot::ServiceAccount => self.service_account = Some(key),
        }
    }

    pub(super) fn key(&self, slot: KeySlot) -> Option<&PrivateKey> {
        match slot {
            KeySlot::Authority(authority) => self.authorities.get(&authority)?.key.as_ref(),
            KeySlot::Leaf(name) => self.keys.get(&name),
            KeySlot::ServiceAccount => self.service_account.as_ref(),
        }
    }

    /// The document as text; the same document always gives the same text.
    pub fn to_text(&self) -> Secret<String> {
        let mut text = String::from(
            "# The keys and tokens of a cluster. Whoever can read this file controls the cluster;\n\
             # whoever loses it cannot add machines or renew certificates.\n",
        );
        // Every part is a text, a number or a mapping of such, and those always have a YAML form.
        let body = Secret::new(yaml::write::document(&self.to_tree()).unwrap_or_default());
        text.push_str(body.expose());
        Secret::new(text)
    }

    pub(super) fn to_tree(&self) -> Tree {
        let root = FieldPath::root();
        let mut fields = vec![("kindling_secrets", Some(Tree::Integer(FORMAT)))];
        fields.push(("cluster_name", self.cluster_name.as_deref().map(Tree::text)));
        fields.push((
            "algorithm",
            self.algorithm.map(|algorithm| Tree::text(algorithm.word())),
        ));
        fields.push((
            "issued_at",
            self.issued_at.map(|date| Tree::text(date.to_string())),
        ));
        fields.push(("leaf_validity_days", self.leaf_days.map(days)));

        let authorities = Authority::ALL.into_iter().filter_map(|authority| {
            let entry = self.authorities.get(&authority)?;
            let fields = vec![
                (
                    "issued_at",
                    entry.issued_at.map(|date| Tree::text(date.to_string())),
                ),
                ("validity_days", entry.days.map(days)),
                ("key", entry.key.as_ref().map(pem)),
            ];
            Some((
                authority.word(),
                self.mapping(&authority_path(authority), fields),
            ))
        });
        fields.push((
            "authorities",
            self.mapping(&"authorities".into(), authorities.collect()),
        ));

        let keys = LEAVES
            .iter()
            .map(|leaf| (leaf.word, self.keys.get(&leaf.name).map(pem)));
        fields.push(("keys", self.mapping(&"keys".into(), keys.collect())));

        let service_account = vec![("key", self.service_account.as_ref().map(pem))];
        fields.push((
            "service_account",
            self.mapping(&"service_account".into(), service_account),
        ));

        let token = vec![
            ("id", self.token_id.as_deref().map(Tree::text)),
            (
                "secret",
                self.token_secret
                    .as_ref()
                    .map(|secret| Tree::text(secret.expose().as_str())),
            ),
        ];
        fields.push((
            "bootstrap_token",
            self.mapping(&"bootstrap_token".into(), token),
        ));
        self.mapping(&root, fields).unwrap_or(Tree::Null)
    }

    /// The fields that are there, then what is kept; nothing if both are empty.
    fn mapping(&self, path: &FieldPath, fields: Vec<(&str, Option<Tree>)>) -> Option<Tree> {
        let known = fields
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)));
        let kept = self.kept.get(path).into_iter().flatten().cloned();
        let entries: Vec<(String, Tree)> = known.chain(kept).collect();
        (!entries.is_empty()).then_some(Tree::Map(entries))
    }
}

fn days(days: Days) -> Tree {
    Tree::Integer(days.get().into())
}

fn pem(key: &PrivateKey) -> Tree {
    Tree::text(key.to_pem().expose().as_str())
}
