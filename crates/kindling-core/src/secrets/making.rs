//! Making secrets: all of them, the missing ones, or later dates for the same ones.
//!
//! The only place of the product that sees randomness, and it is the caller's. The date is the caller's too.

use kindling_pki::rand_core::CryptoRngCore;
use kindling_pki::{Algorithm, Days, KeyError, PrivateKey, Timestamp};

use super::certificates::Authority;
use super::checked::{
    AUTHORITY_DAYS, LEAF_DAYS, Secrets, check_for, check_itself, other_cluster, position_of,
};
use super::codes;
use super::document::{KeySlot, SecretsDocument, authority_path};
use super::token::BootstrapToken;
use crate::diagnostic::{Diagnostic, FieldPath, Report, Severity, Subject};
use crate::model::Cluster;

/// How far the making of keys has come. RSA keys take from tenths of a second to several seconds each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Keys made so far.
    pub made: usize,
    /// Keys to be made.
    pub total: usize,
}

/// Makes the secrets of a new cluster. `progress` is called before the first key and after each.
///
/// The report has no secrets only where the source of random bytes is visibly broken or the dates end after 9999.
pub fn generate(
    cluster: &Cluster,
    algorithm: Algorithm,
    now: Timestamp,
    random: &mut dyn CryptoRngCore,
    progress: &mut dyn FnMut(Progress),
) -> Report<Secrets> {
    let document = SecretsDocument::new(cluster.name(), algorithm);
    let (secrets, mut diagnostics) =
        complete(document, cluster, now, random, progress).into_parts();
    // That everything was missing is no news.
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    Report::new(secrets, diagnostics)
}

/// Adds what a document lacks, so that an older one keeps working, and says what it added. What is there stays.
pub fn complete(
    mut document: SecretsDocument,
    cluster: &Cluster,
    now: Timestamp,
    random: &mut dyn CryptoRngCore,
    progress: &mut dyn FnMut(Progress),
) -> Report<Secrets> {
    if let Some(diagnostic) = other_cluster(&document, cluster.name()) {
        return Report::failed(vec![diagnostic]);
    }
    let mut diagnostics = fill_in_dates(&mut document, cluster, now);
    let missing = document.missing_keys();
    let total = missing.len();
    if total > 0 {
        progress(Progress { made: 0, total });
    }
    for (made, slot) in missing.into_iter().enumerate() {
        match PrivateKey::generate(document.algorithm(), random) {
            Ok(key) => document.supply(slot, key),
            Err(error) => return Report::failed(vec![broken_randomness(slot, &error)]),
        }
        progress(Progress {
            made: made + 1,
            total,
        });
        diagnostics.push(made_key(&document, slot));
    }
    if document.token_id.is_none() || document.token_secret.is_none() {
        let token = BootstrapToken::generate(random);
        document.token_id.get_or_insert(token.id);
        document.token_secret.get_or_insert(token.secret);
        diagnostics.push(completed(&document, "bootstrap_token".into()));
    }
    let (secrets, found) = check_for(&document, cluster.name()).into_parts();
    diagnostics.extend(found);
    Report::new(secrets, diagnostics)
}

/// The same secrets with leaves issued anew: from now on, for as long as the document says. Authorities stay.
pub fn renew(secrets: &Secrets, now: Timestamp) -> Report<Secrets> {
    let mut document = secrets.document().clone();
    let date = issue_date(now);
    if let Some(before) = document.issued_at.filter(|before| date < *before) {
        let path = FieldPath::from("issued_at");
        let position = position_of(&document, &path);
        let message = format!(
            "the certificates were issued at {before}, and renewing now would set them back to {date}"
        );
        return Report::failed(vec![
            Diagnostic::error(codes::CLOCK, path, message)
                .hint("check the clock of this computer")
                .about(Subject::Secrets)
                .at(position),
        ]);
    }
    document.issued_at = Some(date);
    // The name was checked when the secrets were made, and nothing else has changed but the date.
    check_itself(&document, Vec::new())
}

/// The last midnight in UTC that is at least an hour ago.
///
/// A machine whose clock is behind would refuse a certificate that begins now, and it boots before anything can set its
/// clock.
pub(super) fn issue_date(now: Timestamp) -> Timestamp {
    Timestamp::from_unix_seconds(now.unix_seconds() - 3600)
        .unwrap_or(now)
        .start_of_day()
}

fn fill_in_dates(
    document: &mut SecretsDocument,
    cluster: &Cluster,
    now: Timestamp,
) -> Vec<Diagnostic> {
    let mut added: Vec<FieldPath> = Vec::new();
    let date = issue_date(now);
    if document.cluster_name.is_none() {
        document.cluster_name = Some(cluster.name().as_str().to_owned());
        added.push("cluster_name".into());
    }
    if document.algorithm.is_none() {
        document.algorithm = Some(Algorithm::default());
        added.push("algorithm".into());
    }
    if document.issued_at.is_none() {
        document.issued_at = Some(date);
        added.push("issued_at".into());
    }
    if document.leaf_days.is_none() {
        document.leaf_days = Days::new(LEAF_DAYS).ok();
        added.push("leaf_validity_days".into());
    }
    for authority in Authority::ALL {
        let path = authority_path(authority);
        let entry = document.authorities.entry(authority).or_default();
        if entry.issued_at.is_none() {
            entry.issued_at = Some(date);
            added.push(path.key("issued_at"));
        }
        if entry.days.is_none() {
            entry.days = Days::new(AUTHORITY_DAYS).ok();
            added.push(path.key("validity_days"));
        }
    }
    added
        .into_iter()
        .map(|path| completed(document, path))
        .collect()
}

fn completed(document: &SecretsDocument, path: FieldPath) -> Diagnostic {
    let position = position_of(document, &path);
    let message = format!("`{path}` was missing and has been added");
    Diagnostic::info(codes::COMPLETED, path, message)
        .about(Subject::Secrets)
        .at(position)
}

fn made_key(document: &SecretsDocument, slot: KeySlot) -> Diagnostic {
    if let KeySlot::Leaf(_) = slot {
        return completed(document, slot.path());
    }
    let path = slot.path();
    let position = position_of(document, &path);
    let message = format!("`{path}` was missing, and a new key has been made");
    Diagnostic::warning(codes::REPLACED, path, message)
        .hint("if the cluster runs already, put its own key here: nothing that trusts the former key trusts this one")
        .about(Subject::Secrets)
        .at(position)
}

fn broken_randomness(slot: KeySlot, error: &KeyError) -> Diagnostic {
    Diagnostic::error(codes::RANDOMNESS, slot.path(), format!("the key {error}"))
        .about(Subject::Secrets)
}
