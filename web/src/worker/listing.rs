//! What the page was told of the artifacts, so that it is told only what is another.

use std::collections::BTreeMap;

use kindling_core::artifacts::{Artifact, Artifacts, SUMS, SUMS_PURPOSE};
use kindling_core::sensitivity::Sensitivity;

use crate::state::news::{Changes, Row};

/// The artifacts that the page knows of.
#[derive(Default)]
pub struct Listing {
    told: Artifacts,
    /// The sum of the [marks](mark) of all.
    sum: u64,
}

impl Listing {
    /// What is another than the page knows. From now on it knows these.
    pub fn tell(&mut self, artifacts: &Artifacts) -> Changes {
        let mut kinds = Kinds::default();
        let mut rows: Vec<(String, Option<Row>)> = Vec::new();
        for changed in artifacts.changed_since(&self.told) {
            if let Some(before) = changed.before {
                let mark = mark(changed.path, digest(before.contents.as_bytes()));
                self.sum = self.sum.wrapping_sub(mark);
            }
            let after = changed.after.map(|artifact| {
                let digest = digest(artifact.contents.as_bytes());
                self.sum = self.sum.wrapping_add(mark(changed.path, digest));
                (kinds.of(artifact), artifact.contents.len(), digest)
            });
            rows.push((changed.path.to_owned(), after));
        }
        if !rows.is_empty() {
            // It is not written before somebody reads it. How long it will be is known, and that it is another.
            let length = artifacts.sums_length();
            let sums = (length > 0).then(|| (kinds.place(SUMS_PURPOSE, false), length, self.sum));
            let at = rows.partition_point(|(path, _)| **path < *SUMS);
            rows.insert(at, (SUMS.to_owned(), sums));
        }
        self.told = artifacts.clone();
        Changes {
            kinds: kinds.0,
            rows,
        }
    }
}

/// Purposes, and whether a secret is kept, as far as an artifact has them.
#[derive(Default)]
struct Kinds(Vec<(String, bool)>);

impl Kinds {
    fn of(&mut self, artifact: &Artifact) -> usize {
        let secret = artifact.sensitivity == Sensitivity::Secret;
        self.place(artifact.purpose, secret)
    }

    fn place(&mut self, purpose: &str, secret: bool) -> usize {
        let same = |kind: &(String, bool)| kind.0 == purpose && kind.1 == secret;
        self.0.iter().position(same).unwrap_or_else(|| {
            self.0.push((purpose.to_owned(), secret));
            self.0.len() - 1
        })
    }
}

/// A digest of every artifact, as the page's rows have them.
pub fn digests(artifacts: &Artifacts) -> BTreeMap<String, u64> {
    let mut digests: BTreeMap<String, u64> = artifacts
        .iter()
        .map(|(path, artifact)| (path.to_owned(), digest(artifact.contents.as_bytes())))
        .collect();
    if digests.remove(SUMS).is_some() {
        let marks = digests.iter().map(|(path, digest)| mark(path, *digest));
        let sum = marks.fold(0, u64::wrapping_add);
        digests.insert(SUMS.to_owned(), sum);
    }
    digests
}

/// What an artifact adds to the digest of `SHA256SUMS`, which is not read for it.
fn mark(path: &str, text: u64) -> u64 {
    digest(path.as_bytes()).rotate_left(17) ^ text.wrapping_mul(PRIME)
}

const PRIME: u64 = 0x0000_0100_0000_01b3;

/// A fast fingerprint that tells two versions of a text apart; not a cryptographic one. FNV-1a over words.
fn digest(bytes: &[u8]) -> u64 {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325 ^ (bytes.len() as u64);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        state = (state ^ u64::from_le_bytes(word))
            .wrapping_mul(PRIME)
            .rotate_left(23);
    }
    for byte in chunks.remainder() {
        state = (state ^ u64::from(*byte)).wrapping_mul(PRIME);
    }
    state
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use kindling_core::artifacts::Renderer;
    use kindling_core::document::{Preset, starter};
    use kindling_core::model::{self, Cluster};
    use kindling_core::secrets;
    use kindling_pki::{Algorithm, Timestamp};
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng as _;

    use super::*;
    use crate::state::news::{News, Told};

    fn cluster(text: &str) -> Cluster {
        let (cluster, found) = model::read(text, &BTreeMap::new()).into_parts();
        cluster.unwrap_or_else(|| unreachable!("{found:?}"))
    }

    /// What the page knows after news is what it would know if it were told everything.
    #[test]
    fn news_after_news_are_the_whole() {
        let text = starter(Preset::Mercury);
        let taint = "\nworker_node_taints: { node2: [\"role=special:NoSchedule\"] }\n";
        let texts = [
            text.clone(),
            format!("{text}{taint}"),
            text.replace("node3", "node4"),
            text.replace("mercury", "venus"),
            text,
        ];
        let first = cluster(&texts[0]);
        let secrets = secrets::generate(
            &first,
            Algorithm::EcdsaP256,
            Timestamp::from_unix_seconds(1_767_225_600).expect("a date of this century"),
            &mut ChaCha20Rng::seed_from_u64(1),
            &mut |_| (),
        );
        let secrets = secrets.into_parts().0.expect("secrets");
        let (mut renderer, mut listing, mut told) =
            (Renderer::default(), Listing::default(), Told::default());
        for (number, text) in texts.iter().enumerate() {
            let rendered = renderer.render(&cluster(text), &secrets).into_parts().0;
            let artifacts = rendered.expect("a right document");
            let changes = listing.tell(&artifacts);
            if number == 1 {
                let paths = changes.rows.iter().map(|(path, _)| path.as_str());
                let of_one = [
                    "SHA256SUMS",
                    "cluster.yaml",
                    "matchbox/ignition/mercury-worker-node2.ign",
                    "nodes/node2/butane.yaml",
                    "nodes/node2/ignition.json",
                ];
                assert_eq!(paths.collect::<Vec<_>>(), of_one);
            }
            let outcome = told.hear(News {
                artifacts: Some(changes),
                ..News::default()
            });
            let rows = outcome.artifacts.iter();
            let rows: Vec<(&str, usize, bool, &str)> = rows
                .map(|row| (row.path.as_str(), row.bytes, row.secret, &*row.purpose))
                .collect();
            let expected = artifacts.iter().map(|(path, artifact)| {
                let secret = artifact.sensitivity == Sensitivity::Secret;
                (path, artifact.contents.len(), secret, artifact.purpose)
            });
            assert_eq!(rows, expected.collect::<Vec<_>>());
            let rows = outcome.artifacts.iter();
            let known: BTreeMap<String, u64> =
                rows.map(|row| (row.path.clone(), row.digest)).collect();
            assert_eq!(known, digests(&artifacts));
        }
        assert!(
            listing
                .tell(&Artifacts::default())
                .rows
                .iter()
                .all(|row| row.1.is_none())
        );
        assert_eq!(listing.sum, 0);
    }
}
