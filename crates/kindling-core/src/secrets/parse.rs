//! Reading a secrets document: every problem with its place, and never a secret in a message.

use std::collections::BTreeSet;
use std::str::FromStr;

use kindling_pki::{Algorithm, Days, KeyError, PemError, PrivateKey, Secret, Timestamp};

use super::certificates::{Authority, LEAVES};
use super::checked::{Secrets, check};
use super::codes;
use super::document::{FORMAT, KeySlot, SecretsDocument, authority_path};
use super::token;
use super::tree::Tree;
use crate::diagnostic::{Diagnostic, FieldPath, Position, Report, Subject};
use crate::document::read::tree;
use crate::document::suggestion::nearest;
use crate::document::tree::{Entry, Node, ScalarKind, Value};
use crate::model::Cluster;

/// Far more than a document of fourteen RSA keys of 4096 bits needs.
const LONGEST_TEXT_BYTES: usize = 512 * 1024;

/// Reads a secrets document.
///
/// What is missing stays missing: [`super::complete`] adds it, [`super::check`] asks for it. Unknown fields are kept.
pub fn read(text: &str) -> Report<SecretsDocument> {
    if text.len() > LONGEST_TEXT_BYTES {
        let message = format!("the text is longer than {LONGEST_TEXT_BYTES} bytes");
        return Report::failed(vec![
            Diagnostic::error(codes::TOO_LARGE, FieldPath::root(), message).about(Subject::Secrets),
        ]);
    }
    let node = match tree(text) {
        Ok(node) => node,
        // The reader's own words may quote the line, and the line may hold a key.
        Err(error) => {
            let message = "the text is not YAML from here on";
            return Report::failed(vec![
                Diagnostic::error(codes::SYNTAX, FieldPath::root(), message)
                    .about(Subject::Secrets)
                    .at(error.position)
                    .hint("look for a key whose lines are not all indented alike, or a missing `|` before it"),
            ]);
        }
    };
    let mut reader = Reader {
        document: SecretsDocument::default(),
        diagnostics: Vec::new(),
    };
    reader.root(&node);
    Report::new(Some(reader.document), reader.diagnostics)
}

/// Reads a secrets document and checks that a cluster can be rendered with it.
pub fn parse(text: &str, cluster: &Cluster) -> Report<Secrets> {
    read(text).and_then(|document| check(&document, cluster))
}

struct Reader {
    document: SecretsDocument,
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    fn root(&mut self, node: &Node) {
        let root = FieldPath::root();
        let Some(entries) = self.mapping(&root, node) else {
            return;
        };
        if !self.format(entries, node.position) {
            return;
        }
        let known = [
            "kindling_secrets",
            "cluster_name",
            "algorithm",
            "issued_at",
            "leaf_validity_days",
            "authorities",
            "keys",
            "service_account",
            "bootstrap_token",
        ];
        self.keep_unknown(&root, entries, &known);
        for (path, entry) in self.fields(&root, entries) {
            match entry.key.as_str() {
                "cluster_name" => {
                    let text = self.text(&path, &entry.value);
                    self.document.cluster_name = text.map(str::to_owned);
                }
                "algorithm" => self.document.algorithm = self.algorithm(&path, &entry.value),
                "issued_at" => self.document.issued_at = self.date(&path, &entry.value),
                "leaf_validity_days" => self.document.leaf_days = self.days(&path, &entry.value),
                "authorities" => self.authorities(&path, &entry.value),
                "keys" => self.leaf_keys(&path, &entry.value),
                "service_account" => self.service_account(&path, &entry.value),
                "bootstrap_token" => self.bootstrap_token(&path, &entry.value),
                _ => {}
            }
        }
    }

    /// Whether the document is of a format that can be read.
    fn format(&mut self, entries: &[Entry], position: Position) -> bool {
        let path = FieldPath::from("kindling_secrets");
        let Some(entry) = entries.iter().find(|entry| entry.key == "kindling_secrets") else {
            let mut diagnostic = Diagnostic::error(
                codes::FORMAT,
                path,
                "`kindling_secrets` is missing: this is not a secrets document",
            );
            if entries.iter().any(|entry| entry.key == "kindling") {
                diagnostic = diagnostic
                    .hint("this is a cluster document; give the secrets document in its place");
            } else {
                diagnostic = diagnostic.hint(format!(
                    "a secrets document begins with `kindling_secrets: {FORMAT}`"
                ));
            }
            self.report(diagnostic, position);
            return false;
        };
        let number = match &entry.value.value {
            Value::Scalar {
                text,
                kind: ScalarKind::Integer,
            } => text.parse::<i64>().ok(),
            _ => None,
        };
        let (message, hint) = match number {
            Some(FORMAT) => return true,
            Some(newer) if newer > FORMAT => (
                format!("the document has format {newer}, and this version reads format {FORMAT}"),
                "use a newer Kindling",
            ),
            _ => (
                format!(
                    "`kindling_secrets` is not the number of a format; the only one is {FORMAT}"
                ),
                "write `kindling_secrets: 1`",
            ),
        };
        self.report(
            Diagnostic::error(codes::FORMAT, path, message).hint(hint),
            entry.value.position,
        );
        false
    }

    fn authorities(&mut self, path: &FieldPath, node: &Node) {
        let Some(entries) = self.mapping(path, node) else {
            return;
        };
        self.keep_unknown(path, entries, &Authority::ALL.map(Authority::word));
        for authority in Authority::ALL {
            let path = authority_path(authority);
            let Some(entry) = entries.iter().find(|entry| entry.key == authority.word()) else {
                continue;
            };
            self.place(&path, entry);
            self.document.authorities.entry(authority).or_default();
            let Some(entries) = self.mapping(&path, &entry.value) else {
                continue;
            };
            self.keep_unknown(&path, entries, &["issued_at", "validity_days", "key"]);
            for (path, entry) in self.fields(&path, entries) {
                let (mut issued_at, mut days, mut key) = (None, None, None);
                match entry.key.as_str() {
                    "issued_at" => issued_at = self.date(&path, &entry.value),
                    "validity_days" => days = self.days(&path, &entry.value),
                    "key" => key = self.key(&path, &entry.value),
                    _ => {}
                }
                let known = self.document.authorities.entry(authority).or_default();
                known.issued_at = issued_at.or(known.issued_at);
                known.days = days.or(known.days);
                known.key = key.or(known.key.take());
            }
        }
    }

    fn leaf_keys(&mut self, path: &FieldPath, node: &Node) {
        let Some(entries) = self.mapping(path, node) else {
            return;
        };
        self.keep_unknown(path, entries, &LEAVES.map(|leaf| leaf.word));
        for (path, entry) in self.fields(path, entries) {
            if let Some(leaf) = LEAVES.iter().find(|leaf| leaf.word == entry.key)
                && let Some(key) = self.key(&path, &entry.value)
            {
                self.document.supply(KeySlot::Leaf(leaf.name), key);
            }
        }
    }

    fn service_account(&mut self, path: &FieldPath, node: &Node) {
        let Some(entries) = self.mapping(path, node) else {
            return;
        };
        self.keep_unknown(path, entries, &["key"]);
        for (path, entry) in self.fields(path, entries) {
            if entry.key == "key" {
                self.document.service_account = self.key(&path, &entry.value);
            }
        }
    }

    fn bootstrap_token(&mut self, path: &FieldPath, node: &Node) {
        let Some(entries) = self.mapping(path, node) else {
            return;
        };
        self.keep_unknown(path, entries, &["id", "secret"]);
        for (path, entry) in self.fields(path, entries) {
            // A token of digits alone looks like a number; as written it is still the token.
            let Some(text) = self.scalar(&path, &entry.value) else {
                continue;
            };
            let (fits, length) = match entry.key.as_str() {
                "id" => (token::is_id(text), 6),
                "secret" => (token::is_secret(text), 16),
                _ => continue,
            };
            if !fits {
                let message = format!("the value is not {length} lower-case letters and digits");
                let diagnostic = Diagnostic::error(codes::TOKEN, path, message)
                    .hint("leave it out, and a new one is drawn; machines that have joined do not need it again");
                self.report(diagnostic, entry.value.position);
            } else if entry.key == "id" {
                self.document.token_id = Some(text.to_owned());
            } else {
                self.document.token_secret = Some(Secret::new(text.to_owned()));
            }
        }
    }

    /// The entries that have a value, with their paths; notes where each stands.
    fn fields<'n>(
        &mut self,
        path: &FieldPath,
        entries: &'n [Entry],
    ) -> Vec<(FieldPath, &'n Entry)> {
        let mut fields = Vec::new();
        for entry in entries {
            if is_null(&entry.value) || !is_plain_key(&entry.key) {
                continue;
            }
            let path = path.key(&entry.key);
            self.place(&path, entry);
            fields.push((path, entry));
        }
        fields
    }

    /// The entries of a mapping; a missing value is a mapping of nothing.
    fn mapping<'n>(&mut self, path: &FieldPath, node: &'n Node) -> Option<&'n [Entry]> {
        match &node.value {
            Value::Map(entries) => {
                self.duplicates(path, entries);
                Some(entries)
            }
            _ if is_null(node) => Some(&[]),
            _ => {
                self.wrong_type(path, node, "a mapping");
                None
            }
        }
    }

    /// Which of two keys would be meant is anybody's guess, and a guess could cost the cluster.
    fn duplicates(&mut self, path: &FieldPath, entries: &[Entry]) {
        let mut seen = BTreeSet::new();
        for entry in entries {
            if seen.insert(entry.key.as_str()) {
                continue;
            }
            let path = if is_plain_key(&entry.key) {
                path.key(&entry.key)
            } else {
                path.clone()
            };
            let diagnostic = Diagnostic::error(
                codes::DUPLICATE_KEY,
                path,
                "the field stands here a second time",
            )
            .hint("keep the one that the cluster uses, and remove the other");
            self.report(diagnostic, entry.position);
        }
    }

    fn scalar<'n>(&mut self, path: &FieldPath, node: &'n Node) -> Option<&'n str> {
        match &node.value {
            Value::Scalar { text, .. } => Some(text),
            Value::List(_) | Value::Map(_) => {
                self.wrong_type(path, node, "a text");
                None
            }
        }
    }

    fn text<'n>(&mut self, path: &FieldPath, node: &'n Node) -> Option<&'n str> {
        match &node.value {
            Value::Scalar {
                text,
                kind: ScalarKind::Text,
            } => Some(text),
            Value::Scalar { .. } => {
                let diagnostic = Diagnostic::error(
                    codes::WRONG_TYPE,
                    path.clone(),
                    "the value is not a text to YAML readers",
                );
                self.report(diagnostic.hint("put it in quotes"), node.position);
                None
            }
            Value::List(_) | Value::Map(_) => {
                self.wrong_type(path, node, "a text");
                None
            }
        }
    }

    fn algorithm(&mut self, path: &FieldPath, node: &Node) -> Option<Algorithm> {
        let text = self.text(path, node)?;
        let algorithm = Algorithm::from_str(text);
        if let Err(error) = &algorithm {
            let message = format!("the value {error}");
            self.report(
                Diagnostic::error(codes::ALGORITHM, path.clone(), message),
                node.position,
            );
        }
        algorithm.ok()
    }

    fn date(&mut self, path: &FieldPath, node: &Node) -> Option<Timestamp> {
        let text = self.scalar(path, node)?;
        let date = text.parse::<Timestamp>();
        if let Err(error) = &date {
            let message = format!("the value {error}");
            let diagnostic = Diagnostic::error(codes::DATE, path.clone(), message)
                .hint("write the date and time in UTC: `2026-11-22T00:00:00Z`");
            self.report(diagnostic, node.position);
        }
        date.ok()
    }

    fn days(&mut self, path: &FieldPath, node: &Node) -> Option<Days> {
        let number = match &node.value {
            Value::Scalar {
                text,
                kind: ScalarKind::Integer,
            } => text.parse::<u64>().ok(),
            _ => None,
        };
        let days = number.and_then(|days| Days::new(days).ok());
        if days.is_none() {
            let diagnostic = Diagnostic::error(
                codes::VALIDITY,
                path.clone(),
                format!(
                    "the value is not a number of days from 1 to {}",
                    Days::MAX.get()
                ),
            );
            self.report(
                diagnostic.hint("write a plain number: `365` is a year"),
                node.position,
            );
        }
        days
    }

    fn key(&mut self, path: &FieldPath, node: &Node) -> Option<PrivateKey> {
        let text = self.scalar(path, node)?;
        match PrivateKey::from_pem(text) {
            Ok(key) => Some(key),
            Err(error) => {
                let diagnostic =
                    Diagnostic::error(codes::KEY, path.clone(), format!("the key {error}"))
                        .hint(advice(&error));
                self.report(diagnostic, node.position);
                None
            }
        }
    }

    /// Keeps what is not known, and says so: it may be a slip of the hand.
    fn keep_unknown(&mut self, path: &FieldPath, entries: &[Entry], known: &[&str]) {
        for entry in entries {
            if known.contains(&entry.key.as_str()) {
                continue;
            }
            self.document
                .kept
                .entry(path.clone())
                .or_default()
                .push((entry.key.clone(), to_tree(&entry.value)));
            let plain = is_plain_key(&entry.key);
            let near = nearest(&entry.key, known.iter().copied())
                .filter(|near| entries.iter().all(|entry| entry.key != *near));
            let (field, message) = if plain {
                (
                    path.key(&entry.key),
                    format!("`{}` is not a known field; it is kept", entry.key),
                )
            } else {
                (
                    path.clone(),
                    "a field of an odd name is not known; it is kept".to_owned(),
                )
            };
            let diagnostic = match near {
                Some(near) => Diagnostic::warning(codes::UNKNOWN_KEY, field, message)
                    .hint(format!("did you mean `{near}`?")),
                None => Diagnostic::info(codes::UNKNOWN_KEY, field, message)
                    .hint("a newer Kindling may have written it"),
            };
            self.report(diagnostic, entry.position);
        }
    }

    fn wrong_type(&mut self, path: &FieldPath, node: &Node, wanted: &str) {
        let found = match &node.value {
            Value::Scalar { .. } => "a single value",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        };
        let message = format!("{found} stands where {wanted} belongs");
        self.report(
            Diagnostic::error(codes::WRONG_TYPE, path.clone(), message),
            node.position,
        );
    }

    fn place(&mut self, path: &FieldPath, entry: &Entry) {
        self.document.positions.insert(path.clone(), entry.position);
    }

    fn report(&mut self, diagnostic: Diagnostic, position: Position) {
        self.diagnostics
            .push(diagnostic.about(Subject::Secrets).at(Some(position)));
    }
}

/// Whether a name can be shown: what stands in the place of a name might be a secret.
fn is_plain_key(key: &str) -> bool {
    key.len() <= 40
        && key
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte))
}

fn is_null(node: &Node) -> bool {
    matches!(
        &node.value,
        Value::Scalar {
            kind: ScalarKind::Null,
            ..
        }
    )
}

fn advice(error: &KeyError) -> &'static str {
    match error {
        KeyError::Pem(PemError::Encrypted) => {
            "take the passphrase off: `openssl pkey -in key.pem -out plain.pem`"
        }
        KeyError::Pem(PemError::NoBlock) => {
            "write `|` after the colon, and the lines of the PEM file below it, all indented alike"
        }
        KeyError::Pem(PemError::Label(_)) => {
            "a private key is usually in the file that ends in `.key`"
        }
        KeyError::Pem(PemError::SeveralKeys) => "keep the one that belongs here",
        KeyError::Curve(_)
        | KeyError::NoCurve
        | KeyError::Kind(_)
        | KeyError::RsaTooShort { .. }
        | KeyError::RsaTooLong { .. }
        | KeyError::MultiPrime => {
            "replace it by an ECDSA key on P-256 or an RSA key of 2048 to 4096 bits"
        }
        _ => "copy it again, from its `-----BEGIN` line to its `-----END` line",
    }
}

fn to_tree(node: &Node) -> Tree {
    match &node.value {
        Value::Scalar { text, kind } => {
            let number = || match kind {
                ScalarKind::Null => Some(Tree::Null),
                ScalarKind::Bool => Some(Tree::Bool(text.eq_ignore_ascii_case("true"))),
                ScalarKind::Integer => text.parse().ok().map(Tree::Integer),
                ScalarKind::Float => text
                    .parse()
                    .ok()
                    .filter(|value: &f64| value.is_finite())
                    .map(Tree::Float),
                _ => None,
            };
            number().unwrap_or_else(|| Tree::text(text.as_str()))
        }
        Value::List(items) => Tree::List(items.iter().map(to_tree).collect()),
        Value::Map(entries) => Tree::Map(
            entries
                .iter()
                .map(|entry| (entry.key.clone(), to_tree(&entry.value)))
                .collect(),
        ),
    }
}
