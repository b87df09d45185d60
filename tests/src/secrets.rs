//! Secrets of test clusters: the same keys and dates in every run.

use kindling_core::model::Cluster;
use kindling_core::secrets::{self, Pki, Secrets};
use kindling_pki::{Algorithm, Timestamp};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

/// When the secrets of test clusters are made: 2026-01-01T00:00:00Z.
pub const MADE: i64 = 1_767_225_600;

/// The secrets of a cluster.
///
/// # Panics
/// If none can be made for it.
#[must_use]
pub fn of(cluster: &Cluster) -> Secrets {
    seeded(cluster, 1)
}

/// Other secrets, each seed its own.
///
/// # Panics
/// If none can be made for it.
#[must_use]
pub fn seeded(cluster: &Cluster, seed: u64) -> Secrets {
    let mut random = ChaCha20Rng::seed_from_u64(seed);
    let now = Timestamp::from_unix_seconds(MADE).expect("the date is one of this century");
    let (secrets, diagnostics) =
        secrets::generate(cluster, Algorithm::EcdsaP256, now, &mut random, &mut |_| ())
            .into_parts();
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    secrets.expect("a report without diagnostics has its value")
}

/// What is issued from them.
///
/// # Panics
/// If nothing can be issued for the cluster.
#[must_use]
pub fn pki(cluster: &Cluster) -> Pki {
    let (pki, diagnostics) = secrets::issue(cluster, &of(cluster)).into_parts();
    pki.unwrap_or_else(|| unreachable!("{diagnostics:#?}"))
}
