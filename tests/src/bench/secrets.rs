//! Making keys and issuing certificates.

use kindling_core::model::Cluster;
use kindling_core::secrets::{generate, issue};
use kindling_pki::{Algorithm, Timestamp};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::{Bench, Table, milliseconds, time};
use crate::{clusters, secrets};

/// How long the secrets of a cluster take.
pub const SECRETS: Bench = Bench {
    name: "secrets",
    what: "Secrets of a cluster of three controllers",
    run: measure,
};

fn measure(table: &mut Table) {
    table.head(&["keys", "what", "runs", "least", "median", "most"]);
    let cluster = clusters::cluster(&clusters::document("flatcar-cilium", 3, 0));
    for (word, algorithm, runs) in [
        ("P-256", Algorithm::EcdsaP256, 50),
        ("RSA-2048", Algorithm::Rsa2048, 5),
    ] {
        let mut seed = 0;
        let made = time(runs, || {
            seed += 1;
            of(&cluster, algorithm, seed)
        });
        let Some(held) = of(&cluster, algorithm, 1) else {
            continue;
        };
        let issued = time(runs, || issue(&cluster, &held));
        for (what, times) in [("make", made), ("issue", issued)] {
            table.row(&[
                &word,
                &what,
                &runs,
                &milliseconds(times.least),
                &milliseconds(times.median),
                &milliseconds(times.most),
            ]);
        }
    }
}

fn of(
    cluster: &Cluster,
    algorithm: Algorithm,
    seed: u64,
) -> Option<kindling_core::secrets::Secrets> {
    let mut random = ChaCha20Rng::seed_from_u64(seed);
    let now = Timestamp::from_unix_seconds(secrets::MADE).ok()?;
    generate(cluster, algorithm, now, &mut random, &mut |_| ())
        .into_parts()
        .0
}
