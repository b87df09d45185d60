//! Making and renewing secrets for the page.

use kindling_core::Report;
use kindling_core::diagnostic::{Diagnostic, FieldPath, Subject};
use kindling_core::model::Cluster;
use kindling_core::secrets::{self, Secrets, SecretsDocument};
use kindling_pki::{Algorithm, PrivateKey, Timestamp};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::protocol::Answer;
use crate::state::words::{self, Finding};

/// A finding of the page's own, about no field.
pub fn refusal(message: &str, hint: &str) -> Finding {
    Finding {
        code: "studio/refused".to_owned(),
        severity: words::Severity::Error,
        subject: words::Subject::Secrets,
        path: String::new(),
        position: None,
        message: message.to_owned(),
        hints: vec![hint.to_owned()],
    }
}

/// How many keys a new secrets document wants.
pub fn count(cluster: Option<&Cluster>, algorithm: &str) -> Answer {
    match (cluster, algorithm.parse::<Algorithm>()) {
        (Some(cluster), Ok(algorithm)) => Answer::KeysWanted(
            SecretsDocument::new(cluster.name(), algorithm)
                .missing_keys()
                .len(),
        ),
        (None, _) => Answer::Refused(vec![refusal(
            "the cluster document has errors",
            "mend them first: keys are made for a cluster",
        )]),
        (_, Err(_)) => Answer::Refused(vec![refusal(
            &format!("`{algorithm}` is no kind of key"),
            "choose `ecdsa-p256` or one of the RSA sizes",
        )]),
    }
}

/// Makes a secrets document from the browser's randomness, with keys the browser made where there are any.
pub fn make(
    cluster: &Cluster,
    algorithm: &str,
    now: &str,
    entropy: &str,
    keys: Vec<String>,
) -> Option<Report<Secrets>> {
    let algorithm: Algorithm = match algorithm.parse() {
        Ok(algorithm) => algorithm,
        Err(_) => return Some(failed(&format!("`{algorithm}` is no kind of key"))),
    };
    let (Some(now), Some(seed)) = (now.parse::<Timestamp>().ok(), seed(entropy)) else {
        return Some(failed("the browser gave no date or no randomness"));
    };
    let mut document = SecretsDocument::new(cluster.name(), algorithm);
    let slots = document.missing_keys();
    for (slot, pem) in slots.into_iter().zip(keys) {
        match PrivateKey::from_pem(&pem) {
            Ok(key) => document.supply(slot, key),
            Err(error) => {
                return Some(failed(&format!(
                    "a key that the browser made is not usable: {error}"
                )));
            }
        }
    }
    let mut random = ChaCha20Rng::from_seed(seed);
    Some(secrets::complete(
        document,
        cluster,
        now,
        &mut random,
        &mut |_| {},
    ))
}

/// Moves the date of issue.
pub fn renew(cluster: &Cluster, held: &SecretsDocument, now: &str) -> Option<Report<Secrets>> {
    let Ok(now) = now.parse::<Timestamp>() else {
        return Some(failed("the browser gave no date"));
    };
    Some(secrets::check(held, cluster).and_then(|secrets| secrets::renew(&secrets, now)))
}

fn failed(message: &str) -> Report<Secrets> {
    Report::failed(vec![
        Diagnostic::error("studio/refused", FieldPath::root(), message).about(Subject::Secrets),
    ])
}

fn seed(entropy: &str) -> Option<[u8; 32]> {
    let mut seed = [0; 32];
    if entropy.len() != 64 || !entropy.is_ascii() {
        return None;
    }
    for (position, byte) in seed.iter_mut().enumerate() {
        *byte = u8::from_str_radix(entropy.get(2 * position..2 * position + 2)?, 16).ok()?;
    }
    (seed != [0; 32]).then_some(seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_64_hexadecimal_digits_and_not_nothing() {
        assert!(seed(&"0a".repeat(32)).is_some());
        for bad in [
            "",
            "zz",
            &"00".repeat(32),
            &"0a".repeat(31),
            &"é".repeat(32),
        ] {
            assert!(seed(bad).is_none(), "{bad}");
        }
    }
}
