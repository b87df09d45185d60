//! The stage as a whole: documents in, certificates out, and never a secret in what is said.

use std::collections::BTreeSet;

use kindling_pki::{Algorithm, Days, PrivateKey, Timestamp};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{RngCore as _, SeedableRng as _},
};

use super::*;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::model::{Cluster, samples};

const NOW: &str = "2026-11-22T10:30:00Z";

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn made(cluster: &Cluster) -> Secrets {
    let mut random = ChaCha20Rng::seed_from_u64(1);
    let report = generate(
        cluster,
        Algorithm::EcdsaP256,
        moment(NOW),
        &mut random,
        &mut |_| {},
    );
    assert_eq!(report.diagnostics(), []);
    report.into_parts().0.expect("secrets")
}

fn completed(document: SecretsDocument, cluster: &Cluster) -> Report<Secrets> {
    let mut random = ChaCha20Rng::seed_from_u64(2);
    complete(document, cluster, moment(NOW), &mut random, &mut |_| {})
}

fn readable(text: &str) -> SecretsDocument {
    let (document, diagnostics) = read(text).into_parts();
    document.unwrap_or_else(|| unreachable!("{diagnostics:?}\n{text}"))
}

fn issued(cluster: &Cluster, secrets: &Secrets) -> Pki {
    let (pki, diagnostics) = issue(cluster, secrets).into_parts();
    assert_eq!(diagnostics, []);
    pki.expect("certificates")
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}

/// The certificates that differ.
fn changed(before: &Pki, after: &Pki) -> Vec<CertificateName> {
    CertificateName::ALL
        .into_iter()
        .filter(|name| before.get(*name).certificate != after.get(*name).certificate)
        .collect()
}

#[test]
fn the_same_documents_give_the_same_bytes() {
    let cluster = samples::flatcar_cilium();
    let secrets = made(&cluster);
    let text = secrets.to_text();
    assert_eq!(text.expose(), made(&cluster).to_text().expose());

    let (again, diagnostics) = check(&readable(text.expose()), &cluster).into_parts();
    assert_eq!(diagnostics, []);
    let again = again.expect("a complete document");
    assert_eq!(again.to_text().expose(), text.expose());

    let (before, after) = (issued(&cluster, &secrets), issued(&cluster, &again));
    assert_eq!(changed(&before, &after), []);
    assert_eq!(before.bootstrap_token_id(), after.bootstrap_token_id());
    for (before, after) in before.secret_texts().zip(after.secret_texts()) {
        assert_eq!(before.expose(), after.expose());
    }
    assert_eq!(before.secret_texts().count(), 14);
}

#[test]
fn every_certificate_states_what_its_row_says() {
    let cluster = samples::fedora_coreos_flannel();
    let pki = issued(&cluster, &made(&cluster));
    assert_eq!(pki.facts().count(), CertificateName::ALL.len());
    for (name, certificate) in pki.facts() {
        assert_eq!(certificate.pem(), pki.get(name).certificate);
        let key = PrivateKey::from_pem(pki.get(name).private_key.expose()).expect("a key");
        let spki = key.public_key().spki_der().to_vec();
        assert!(
            certificate
                .der()
                .windows(spki.len())
                .any(|window| window == spki),
            "{name:?} speaks of its own key"
        );
        let days = match name.leaf() {
            Some(leaf) => {
                assert_eq!(certificate.subject().common_name(), leaf.common_name);
                assert_eq!(certificate.names(), leaf.names.of(&cluster).expect("names"));
                365
            }
            None => 3650,
        };
        let validity = certificate.validity();
        assert_eq!(
            validity.not_before(),
            moment("2026-11-22T00:00:00Z"),
            "{name:?}"
        );
        assert_eq!(validity.not_before().days_until(validity.not_after()), days);
        let signer = name.signer().expect("a signer").certificate();
        let signer = pki
            .facts()
            .find(|(name, _)| *name == signer)
            .expect("issued")
            .1;
        assert_eq!(certificate.issuer(), signer.subject(), "{name:?}");
    }
    let masters: Vec<CertificateName> = pki
        .facts()
        .filter(|(_, certificate)| {
            certificate
                .subject()
                .organizations()
                .iter()
                .any(|group| group == "system:masters")
        })
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        masters,
        [CertificateName::Admin],
        "one certificate alone may do everything"
    );
    let serials: BTreeSet<_> = pki
        .facts()
        .map(|(_, certificate)| certificate.serial())
        .collect();
    assert_eq!(serials.len(), CertificateName::ALL.len());
    assert_eq!(pki.lifetimes()[0].not_after, moment("2027-11-22T00:00:00Z"));
}

#[test]
fn more_controllers_change_what_names_controllers_and_nothing_else() {
    let (one, three) = (samples::flatcar_cilium(), samples::fedora_coreos_flannel());
    let secrets = made(&one);
    assert_eq!(
        changed(&issued(&one, &secrets), &issued(&three, &secrets)),
        [
            CertificateName::EtcdServer,
            CertificateName::EtcdPeer,
            CertificateName::ApiServer
        ]
    );
}

#[test]
fn renewing_moves_the_leaves_and_leaves_the_authorities() {
    let cluster = samples::flatcar_cilium();
    let secrets = made(&cluster);
    let (renewed, diagnostics) = renew(&secrets, moment("2027-06-01T12:00:00Z")).into_parts();
    assert_eq!(diagnostics, []);
    let renewed = renewed.expect("secrets");
    let (before, after) = (issued(&cluster, &secrets), issued(&cluster, &renewed));
    let leaves: Vec<_> = CertificateName::ALL
        .into_iter()
        .filter(|name| name.leaf().is_some())
        .collect();
    assert_eq!(changed(&before, &after), leaves);
    assert_eq!(
        after.lifetimes()[0].not_after,
        moment("2028-05-31T00:00:00Z")
    );
    for (before, after) in before.secret_texts().zip(after.secret_texts()) {
        assert_eq!(before.expose(), after.expose(), "renewing changes no key");
    }
    let moved: Vec<_> = secrets
        .to_text()
        .expose()
        .lines()
        .zip(renewed.to_text().expose().lines())
        .filter(|(before, after)| before != after)
        .map(|(_, after)| after.to_owned())
        .collect();
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert!(
        moved[0].starts_with("issued_at: ") && moved[0].contains("2027-06-01T00:00:00Z"),
        "{moved:?}"
    );

    let backwards = renew(&renewed, moment(NOW));
    assert_eq!(codes(backwards.diagnostics()), ["secrets/clock-behind"]);
}

/// A machine whose clock is behind must not refuse what was issued a moment ago.
#[test]
fn certificates_begin_an_hour_ago_at_least() {
    for (now, date) in [
        ("2026-11-22T10:30:00Z", "2026-11-22T00:00:00Z"),
        ("2026-11-22T01:00:00Z", "2026-11-22T00:00:00Z"),
        ("2026-11-22T00:59:59Z", "2026-11-21T00:00:00Z"),
        ("1950-01-01T00:00:00Z", "1950-01-01T00:00:00Z"),
    ] {
        assert_eq!(making::issue_date(moment(now)), moment(date), "{now}");
    }
}

#[test]
fn one_new_authority_key_changes_what_it_signs_and_nothing_else() {
    let cluster = samples::flatcar_cilium();
    let secrets = made(&cluster);
    let mut document = secrets.document().clone();
    let key = PrivateKey::generate(Algorithm::EcdsaP256, &mut ChaCha20Rng::seed_from_u64(9));
    document.supply(KeySlot::Authority(Authority::Etcd), key.expect("a key"));
    let rotated = check(&document, &cluster).into_parts().0.expect("secrets");
    assert_eq!(
        changed(&issued(&cluster, &secrets), &issued(&cluster, &rotated)),
        [
            CertificateName::EtcdCa,
            CertificateName::EtcdServer,
            CertificateName::EtcdPeer,
            CertificateName::EtcdClient
        ]
    );
}

#[test]
fn what_a_newer_version_wrote_is_kept() {
    let cluster = samples::flatcar_cilium();
    let text = made(&cluster).to_text().expose().clone();
    let newer = text
        .replace(
            "kindling_secrets: 1\n",
            "kindling_secrets: 1\nfuture: {a: [1, true, ~, \"x: y\"], b: 1.5}\n",
        )
        .replace(
            "service_account:\n",
            "service_account:\n  rotated: [one, two]\n",
        )
        .replace(
            "bootstrap_token:\n",
            "bootstrap_token:\n  expires_at: 2027-01-01T00:00:00Z\n",
        )
        .replace("  etcd:\n", "  etcd:\n    path_length: 3\n")
        .replace(
            "keys:\n",
            "keys:\n  konnectivity: |\n    line one\n    line two\n",
        )
        .replace("authorities:\n", "authorities:\n  mesh: {key: \"yes\"}\n");
    assert_eq!(newer.matches("\n").count(), text.matches("\n").count() + 8);
    let (document, diagnostics) = read(&newer).into_parts();
    assert_eq!(codes(&diagnostics), ["secrets/unknown-key"; 6]);
    assert!(
        diagnostics
            .iter()
            .all(|diagnostic| diagnostic.severity == Severity::Info)
    );
    let secrets = completed(document.expect("readable"), &cluster)
        .into_parts()
        .0
        .expect("complete");
    let written = secrets.to_text().expose().clone();
    let (again, diagnostics) = read(&written).into_parts();
    assert_eq!(codes(&diagnostics), ["secrets/unknown-key"; 6]);
    assert_eq!(*again.expect("readable").to_text().expose(), written);
    let value = |text: &str| serde_json::to_value(readable(text).to_tree()).expect("a tree");
    let (before, after) = (value(&newer), value(&written));
    assert_eq!(before["future"], after["future"]);
    for pointer in [
        "/service_account/rotated",
        "/bootstrap_token/expires_at",
        "/authorities/etcd/path_length",
        "/authorities/mesh",
        "/keys/konnectivity",
    ] {
        assert!(before.pointer(pointer).is_some());
        assert_eq!(before.pointer(pointer), after.pointer(pointer), "{pointer}");
    }
}

#[test]
fn an_older_document_is_completed_and_keeps_what_it_has() {
    let cluster = samples::flatcar_cilium();
    let before = made(&cluster);
    let mut document = before.document().clone();
    document
        .keys
        .remove(&CertificateName::ApiServerKubeletClient);
    document.leaf_days = None;
    assert_eq!(
        codes(check(&document, &cluster).diagnostics()),
        ["secrets/missing"; 2],
        "rendering does not invent anything"
    );
    assert_eq!(
        document.missing_keys(),
        [KeySlot::Leaf(CertificateName::ApiServerKubeletClient)]
    );
    let report = completed(document, &cluster);
    assert_eq!(codes(report.diagnostics()), ["secrets/completed"; 2]);
    let after = report.into_parts().0.expect("complete");
    assert_eq!(
        changed(&issued(&cluster, &before), &issued(&cluster, &after)),
        [CertificateName::ApiServerKubeletClient]
    );

    let mut document = before.document().clone();
    document.authorities.remove(&Authority::Kubernetes);
    document.service_account = None;
    document.token_secret = None;
    let report = completed(document, &cluster);
    let warned: Vec<String> = report
        .diagnostics()
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Warning)
        .map(|diagnostic| diagnostic.path.to_string())
        .collect();
    assert_eq!(
        warned,
        ["authorities.kubernetes.key", "service_account.key"]
    );
    let after = report.into_parts().0.expect("complete");
    assert_eq!(after.token().id(), before.token().id());
    assert_ne!(
        after.token().secret().expose(),
        before.token().secret().expose()
    );
}

#[test]
fn progress_counts_every_key() {
    let cluster = samples::flatcar_cilium();
    let mut seen = Vec::new();
    let mut random = ChaCha20Rng::seed_from_u64(1);
    let now = moment(NOW);
    let mut progress = |progress: Progress| seen.push((progress.made, progress.total));
    let report = generate(
        &cluster,
        Algorithm::EcdsaP256,
        now,
        &mut random,
        &mut progress,
    );
    assert!(report.value().is_some());
    let total = KeySlot::all().count();
    assert_eq!(
        seen,
        (0..=total).map(|made| (made, total)).collect::<Vec<_>>()
    );
}

#[test]
fn leaves_end_with_their_authority() {
    let cluster = samples::flatcar_cilium();
    let mut document = made(&cluster).document().clone();
    document
        .authorities
        .entry(Authority::Etcd)
        .or_default()
        .days = Days::new(100).ok();
    let report = check(&document, &cluster);
    assert_eq!(
        codes(report.diagnostics()),
        ["secrets/leaf-outlives-authority"]
    );
    let pki = issued(&cluster, &report.into_parts().0.expect("only a warning"));
    for (name, certificate) in pki.facts() {
        let days = certificate
            .validity()
            .not_before()
            .days_until(certificate.validity().not_after());
        let expected = match (name.signer(), name.leaf()) {
            (Some(Authority::Etcd), _) => 100,
            (_, Some(_)) => 365,
            _ => 3650,
        };
        assert_eq!(days, expected, "{name:?}");
    }

    document.issued_at = Some(moment("2027-11-22T00:00:00Z"));
    let report = check(&document, &cluster);
    assert_eq!(codes(report.diagnostics()), ["secrets/authority-ended"]);
    document.issued_at = Some(moment("9999-11-22T00:00:00Z"));
    let report = check(&document, &cluster);
    assert_eq!(codes(report.diagnostics()), ["secrets/validity"]);
}

#[test]
fn one_key_in_two_places_is_noticed() {
    let cluster = samples::flatcar_cilium();
    let secrets = made(&cluster);
    let copy = |from: KeySlot, to: KeySlot| {
        let mut document = secrets.document().clone();
        let key = document.key(from).expect("there").clone();
        document.supply(to, key);
        let report = check(&document, &cluster);
        let found: Vec<_> = report
            .diagnostics()
            .iter()
            .map(|diagnostic| {
                (
                    diagnostic.code,
                    diagnostic.severity,
                    diagnostic.path.to_string(),
                )
            })
            .collect();
        found
    };
    assert_eq!(
        copy(
            KeySlot::Authority(Authority::Kubernetes),
            KeySlot::Authority(Authority::Aggregation)
        ),
        [(
            "secrets/key-reused",
            Severity::Error,
            "authorities.aggregation.key".to_owned()
        )]
    );
    assert_eq!(
        copy(
            KeySlot::Leaf(CertificateName::Admin),
            KeySlot::ServiceAccount
        ),
        [(
            "secrets/key-reused",
            Severity::Warning,
            "service_account.key".to_owned()
        )]
    );
}

/// Each row: what is replaced by what in a good document, and the codes, paths and words that must come of it.
#[test]
fn every_mistake_has_its_diagnostic() {
    let cluster = samples::flatcar_cilium();
    let good = made(&cluster).to_text().expose().clone();
    let encrypted = include_str!("../../../kindling-pki/tests/keys/refused/encrypted-pkcs8.pem")
        .replace('\n', "\n    ");
    let p384 =
        include_str!("../../../kindling-pki/tests/keys/refused/p384.pem").replace('\n', "\n    ");
    let rsa =
        include_str!("../../../kindling-pki/tests/keys/rsa-2048-pkcs1.pem").replace('\n', "\n    ");
    let admin = &good[good.find("  admin: |\n").expect("there")
        ..good.find("  controller-manager:").expect("there")];
    let with_admin =
        |key: &str| good.replace(admin, &format!("  admin: |\n    {}\n", key.trim_end()));
    let swap = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    let token_id = good
        .split("\n  id: ")
        .nth(1)
        .expect("there")
        .lines()
        .next()
        .expect("a line");
    for (text, code, path, words) in [
        (
            String::new(),
            "secrets/format",
            "kindling_secrets",
            "not a secrets document",
        ),
        ("[]".to_owned(), "secrets/wrong-type", "", "a list"),
        (
            "kindling: 1\n".to_owned(),
            "secrets/format",
            "kindling_secrets",
            "not a secrets document",
        ),
        ("{".to_owned(), "secrets/syntax", "", "not YAML"),
        (" ".repeat(600_000), "secrets/too-large", "", "longer than"),
        (
            swap("kindling_secrets: 1", "kindling_secrets: 2"),
            "secrets/format",
            "kindling_secrets",
            "has format 2",
        ),
        (
            swap("kindling_secrets: 1", "kindling_secrets: one"),
            "secrets/format",
            "kindling_secrets",
            "not the number",
        ),
        (
            swap("cluster_name: mercury", "cluster_name: venus"),
            "secrets/other-cluster",
            "cluster_name",
            "`venus`",
        ),
        (
            swap("cluster_name: mercury", "cluster_name: 12"),
            "secrets/wrong-type",
            "cluster_name",
            "not a text",
        ),
        (
            swap("cluster_name: mercury\n", ""),
            "secrets/missing",
            "cluster_name",
            "missing",
        ),
        (
            swap("algorithm: ecdsa-p256", "algorithm: ed25519"),
            "secrets/algorithm",
            "algorithm",
            "none of",
        ),
        (
            swap("algorithm: ecdsa-p256", "algorithm: rsa-2048"),
            "secrets/key-algorithm",
            "authorities.kubernetes.key",
            "`ecdsa-p256`",
        ),
        (
            swap("leaf_validity_days: 365", "leaf_validity_days: 0"),
            "secrets/validity",
            "leaf_validity_days",
            "from 1 to",
        ),
        (
            swap("leaf_validity_days: 365", "leaf_validity_days: -1"),
            "secrets/validity",
            "leaf_validity_days",
            "from 1 to",
        ),
        (
            swap("leaf_validity_days: 365", "leaf_validity_days: 1y"),
            "secrets/validity",
            "leaf_validity_days",
            "from 1 to",
        ),
        (
            swap(
                "leaf_validity_days: 365",
                "leaf_validity_days: 999999999999999999999",
            ),
            "secrets/validity",
            "leaf_validity_days",
            "from 1 to",
        ),
        (
            swap("leaf_validity_days: 365", "leaf_validity_day: 365"),
            "secrets/unknown-key",
            "leaf_validity_day",
            "not a known field",
        ),
        (
            swap("2026-11-22T00:00:00Z", "2026-02-30T00:00:00Z"),
            "secrets/date",
            "issued_at",
            "does not exist",
        ),
        (
            swap("  admin: |", "  admin: x\n  admin: |"),
            "secrets/duplicate-key",
            "keys.admin",
            "second time",
        ),
        (
            swap("2026-11-22T00:00:00Z", "tomorrow"),
            "secrets/date",
            "issued_at",
            "RFC 3339",
        ),
        (
            swap("authorities:\n", "authorities: []\nelse:\n"),
            "secrets/wrong-type",
            "authorities",
            "a list",
        ),
        (
            swap(admin, "  admin: [1]\n"),
            "secrets/wrong-type",
            "keys.admin",
            "a list",
        ),
        (
            swap(admin, "  admin:\n"),
            "secrets/missing",
            "keys.admin",
            "missing",
        ),
        (
            with_admin(&encrypted),
            "secrets/key",
            "keys.admin",
            "passphrase",
        ),
        (with_admin(&p384), "secrets/key", "keys.admin", "P-384"),
        (
            with_admin(&rsa),
            "secrets/key-algorithm",
            "keys.admin",
            "`rsa-2048`",
        ),
        (
            swap(&format!("id: {token_id}"), "id: ABCDEF"),
            "secrets/bootstrap-token",
            "bootstrap_token.id",
            "6 lower-case",
        ),
        (
            swap("  secret: ", "  secret: x"),
            "secrets/bootstrap-token",
            "bootstrap_token.secret",
            "16 lower-case",
        ),
    ] {
        let (document, mut diagnostics) = read(&text).into_parts();
        if let Some(document) = document {
            diagnostics.extend_from_slice(check(&document, &cluster).diagnostics());
        }
        let found = diagnostics.iter().find(|diagnostic| {
            diagnostic.code == code
                && diagnostic.path.to_string() == path
                && diagnostic.message.contains(words)
        });
        assert!(
            found.is_some(),
            "no {code} at {path:?} saying {words:?} in {diagnostics:#?}"
        );
        assert!(
            CODES.iter().any(|info| info.code == code),
            "{code} is listed"
        );
    }
}

#[test]
fn diagnostics_know_their_line() {
    let cluster = samples::flatcar_cilium();
    let text = made(&cluster).to_text().expose().clone();
    let line = |start: &str| {
        let at = text.lines().position(|line| line.starts_with(start));
        at.expect("there") + 1
    };
    let damaged = text.replace("leaf_validity_days: 365", "leaf_validity_days: 0");
    let report = parse(&damaged, &cluster);
    let position = report.diagnostics()[0].position.expect("known");
    assert_eq!(
        (position.line, position.column),
        (line("leaf_validity_days"), 21)
    );
    let rsa = text.replace("algorithm: ecdsa-p256", "algorithm: rsa-2048");
    let report = parse(&rsa, &cluster);
    let found = report
        .diagnostics()
        .iter()
        .find(|found| found.path.to_string() == "keys.admin");
    let position = found.and_then(|found| found.position).expect("known");
    assert_eq!((position.line, position.column), (line("  admin:"), 3));
}

/// `>` in the place of `|` folds the lines of a key into one.
#[test]
fn a_folded_key_is_read() {
    let cluster = samples::flatcar_cilium();
    let text = made(&cluster).to_text().expose().clone();
    let folded = readable(&text.replace(": |", ": >"));
    assert_eq!(folded.to_text().expose(), &text);
}

#[test]
fn a_token_of_digits_is_a_token() {
    let cluster = samples::flatcar_cilium();
    let good = made(&cluster).to_text().expose().clone();
    let token = &good[good.find("bootstrap_token:\n").expect("there")..];
    let text = good.replace(
        token,
        "bootstrap_token:\n  id: \"012345\"\n  secret: \"0123456789012345\"\n",
    );
    let secrets = check(&readable(&text), &cluster)
        .into_parts()
        .0
        .expect("complete");
    assert_eq!(secrets.token().id(), "012345");
    assert!(
        secrets.to_text().expose().contains("id: \"012345\"")
            || secrets.to_text().expose().contains("id: '012345'")
    );
}

/// Documents damaged at random: nothing panics, and nothing that is said repeats a part of a key or of the token.
#[test]
fn hostile_documents_neither_panic_nor_leak() {
    let cluster = samples::flatcar_cilium();
    let secrets = made(&cluster);
    let good = secrets.to_text().expose().clone();
    let pki = issued(&cluster, &secrets);
    let mut parts: Vec<String> = Vec::new();
    for text in pki.secret_texts() {
        let body: String = text
            .expose()
            .lines()
            .filter(|line| !line.starts_with('-'))
            .collect();
        // What stands before the private number says which kind it is, what follows is the public key.
        let body = if body.len() > 60 {
            &body[48..88]
        } else {
            &body
        };
        parts.extend(
            body.as_bytes()
                .windows(12)
                .step_by(2)
                .map(|part| String::from_utf8_lossy(part).into_owned()),
        );
    }
    let lines: Vec<&str> = good.lines().collect();
    let mut random = ChaCha20Rng::seed_from_u64(3);
    let mut pick = move |below: usize| random.next_u32() as usize % below;
    for round in 0..300 {
        let mut text: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        for _ in 0..1 + pick(4) {
            let (at, other) = (pick(text.len()), pick(text.len()));
            match pick(9) {
                0 => drop(text.remove(at)),
                1 => text.swap(at, other),
                2 => text[at] = text[other].clone(),
                3 => text[at] = format!("{}{}", text[at], text[other].trim()),
                4 => {
                    let sign = [" ", ": [", ": {", ": &x ", ": *x ", ": !!binary "][pick(6)];
                    text[at] = text[at].replacen(": ", sign, 1);
                }
                5 => text[at] = text[at].trim_start().to_owned(),
                6 => text[at].insert_str(0, &" ".repeat(pick(7))),
                7 => {
                    let value = text[other].trim().to_owned();
                    let line = &mut text[at];
                    let colon = line.find(": ").map_or(line.len(), |colon| colon + 2);
                    line.replace_range(colon.., &value);
                }
                _ => {
                    let line = &mut text[at];
                    let places: Vec<usize> = line.char_indices().map(|(place, _)| place).collect();
                    if !places.is_empty() {
                        line.insert(
                            places[pick(places.len())],
                            ['\t', '"', '\'', '\0', 'é', '%', '\u{85}', ':'][pick(8)],
                        );
                    }
                }
            }
            if text.is_empty() {
                break;
            }
        }
        let text = text.join("\n");
        let report = read(&text);
        let mut said = format!("{report:?}");
        for diagnostic in report.diagnostics() {
            said.push_str(&format!(
                "{} {} {:?}",
                diagnostic.path, diagnostic.message, diagnostic.hints
            ));
        }
        if let Some(document) = report.into_parts().0 {
            let checked = check(&document, &cluster);
            said.push_str(&format!("{checked:?}"));
            let completed = completed(document, &cluster);
            said.push_str(&format!("{completed:?}"));
            if let Some(secrets) = completed.value() {
                said.push_str(&format!("{:?}", issue(&cluster, secrets)));
                let written = secrets.to_text();
                let (again, diagnostics) = read(written.expose()).into_parts();
                assert!(
                    again.is_some(),
                    "round {round}: what is written is read again: {diagnostics:?}"
                );
            }
        }
        for part in &parts {
            assert!(
                !said.contains(part.as_str()),
                "round {round} shows {part:?}:\n{text}\n{said}"
            );
        }
    }
}
