//! Reading and writing keys: files made by `openssl`, and damaged ones.

#![expect(
    clippy::disallowed_methods,
    reason = "a test reads the keys that other tools wrote"
)]

use std::fs;

use kindling_pki::{
    Algorithm, CertificateAuthority, Days, IssueError, KeyError, KeyKind, Name, PemError,
    PrivateKey, Timestamp, Validity,
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{self, CryptoRng, RngCore, SeedableRng as _},
};

fn file(name: &str) -> String {
    let path = format!("{}/tests/keys/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).expect(&path)
}

#[test]
fn every_supported_form_is_read_and_written_as_pkcs8() {
    for (name, kind) in [
        ("p256.pem", KeyKind::EcdsaP256),
        ("p256-sec1.pem", KeyKind::EcdsaP256),
        ("rsa-2048.pem", KeyKind::Rsa { bits: 2048 }),
        ("rsa-2048-pkcs1.pem", KeyKind::Rsa { bits: 2048 }),
        ("rsa-3072.pem", KeyKind::Rsa { bits: 3072 }),
        ("rsa-4096.pem", KeyKind::Rsa { bits: 4096 }),
    ] {
        let key = PrivateKey::from_pem(&file(name)).expect(name);
        assert_eq!(key.kind(), kind, "{name}");
        let written = key.to_pem();
        assert!(
            written
                .expose()
                .starts_with("-----BEGIN PRIVATE KEY-----\n"),
            "{name}"
        );
        let again = PrivateKey::from_pem(written.expose()).expect(name);
        assert_eq!(again.public_key(), key.public_key(), "{name}");
        assert_eq!(again.to_pem().expose(), written.expose(), "{name}");
    }
}

/// What `openssl` wrote as PKCS #8 comes out byte for byte.
#[test]
fn pkcs8_is_written_as_openssl_writes_it() {
    for name in ["p256.pem", "rsa-2048.pem", "rsa-4096.pem"] {
        let text = file(name);
        assert_eq!(
            *PrivateKey::from_pem(&text).expect(name).to_pem().expose(),
            text,
            "{name}"
        );
    }
}

#[test]
fn other_keys_are_refused_by_name() {
    let curve = |name: &str| KeyError::Curve(name.to_owned());
    let kind = |name: &str| KeyError::Kind(name.to_owned());
    let label = |name: &str| KeyError::Pem(PemError::Label(name.to_owned()));
    for (name, error) in [
        ("p384.pem", curve("P-384")),
        ("p384-sec1.pem", curve("P-384")),
        ("secp256k1.pem", curve("secp256k1")),
        ("secp256k1-sec1.pem", curve("secp256k1")),
        ("p256-explicit.pem", KeyError::Malformed),
        ("ed25519.pem", kind("Ed25519")),
        ("rsa-pss.pem", kind("RSASSA-PSS")),
        ("rsa-1024.pem", KeyError::RsaTooShort { bits: 1024 }),
        ("rsa-three-primes.pem", KeyError::MultiPrime),
        ("rsa-unbalanced.pem", KeyError::RsaInconsistent),
        ("encrypted-pkcs8.pem", KeyError::Pem(PemError::Encrypted)),
        ("encrypted-pkcs1.pem", KeyError::Pem(PemError::Encrypted)),
        ("public.pem", label("PUBLIC KEY")),
        ("certificate.pem", label("CERTIFICATE")),
        ("two-keys.pem", KeyError::Pem(PemError::SeveralKeys)),
    ] {
        assert_eq!(
            PrivateKey::from_pem(&file(&format!("refused/{name}"))).err(),
            Some(error),
            "{name}"
        );
    }
}

#[test]
fn the_label_decides_how_a_block_is_read() {
    for (name, from, to) in [
        ("p256.pem", "PRIVATE KEY", "RSA PRIVATE KEY"),
        ("p256.pem", "PRIVATE KEY", "EC PRIVATE KEY"),
        ("rsa-2048-pkcs1.pem", "RSA PRIVATE KEY", "PRIVATE KEY"),
        ("rsa-2048-pkcs1.pem", "RSA PRIVATE KEY", "EC PRIVATE KEY"),
    ] {
        assert_eq!(
            PrivateKey::from_pem(&file(name).replace(from, to)).err(),
            Some(KeyError::Malformed),
            "{name} as {to}"
        );
    }
}

/// Damage of all kinds: whatever is still read must also sign, or fail to,
/// in time.
#[test]
fn damaged_keys_neither_panic_nor_hang() {
    let mut random = ChaCha20Rng::seed_from_u64(1);
    let validity = Validity::lasting(
        "2026-11-22T00:00:00Z".parse::<Timestamp>().expect("valid"),
        Days::new(1).expect("in range"),
    )
    .expect("in range");
    let name = Name::new("damaged").expect("valid");
    for file_name in [
        "p256.pem",
        "p256-sec1.pem",
        "rsa-2048.pem",
        "rsa-2048-pkcs1.pem",
    ] {
        let text = file(file_name);
        let mut read = 0;
        for _ in 0..200 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..1 + random.next_u32() % 4 {
                let at = random.next_u32() as usize % bytes.len();
                match random.next_u32() % 4 {
                    0 => bytes[at] = random.next_u32() as u8,
                    1 => drop(bytes.splice(at..at, [random.next_u32() as u8; 3])),
                    2 => drop(bytes.splice(at..bytes.len().min(at + 7), [])),
                    _ => bytes[at] = b"AZaz09+/=\n-"[random.next_u32() as usize % 11],
                }
            }
            if let Ok(key) = PrivateKey::from_pem(&String::from_utf8_lossy(&bytes)) {
                read += 1;
                let _ = key.to_pem();
                let _ = CertificateAuthority::new(&name, validity, &key);
            }
        }
        assert!(read < 200, "{file_name}: damage was never noticed");
    }
}

/// A "prime" that is a product reads well and signs badly; such a signature
/// must not get into a certificate.
#[test]
fn a_key_that_signs_badly_signs_nothing() {
    let key = PrivateKey::from_pem(&file("rsa-composite.pem")).expect("its numbers fit");
    let from: Timestamp = "2026-11-22T00:00:00Z".parse().expect("a moment");
    let validity = Validity::lasting(from, Days::new(1).expect("a span")).expect("in range");
    let name = Name::new("ca").expect("a name");
    let authority = CertificateAuthority::new(&name, validity, &key);
    assert_eq!(authority.err(), Some(IssueError::BrokenKey));
}

#[test]
fn the_same_random_bytes_make_the_same_key() {
    let make = |algorithm, seed| {
        PrivateKey::generate(algorithm, &mut ChaCha20Rng::seed_from_u64(seed)).expect("random")
    };
    for algorithm in [Algorithm::EcdsaP256, Algorithm::Rsa2048] {
        let key = make(algorithm, 1);
        assert!(key.kind().is(algorithm));
        assert_eq!(key.kind().to_string(), algorithm.word());
        assert_eq!(key.to_pem().expose(), make(algorithm, 1).to_pem().expose());
        assert_ne!(key.public_key(), make(algorithm, 2).public_key());
    }
}

#[test]
fn a_source_without_randomness_is_noticed() {
    struct Broken(u8);
    impl RngCore for Broken {
        fn next_u32(&mut self) -> u32 {
            u32::from_ne_bytes([self.0; 4])
        }
        fn next_u64(&mut self) -> u64 {
            u64::from_ne_bytes([self.0; 8])
        }
        fn fill_bytes(&mut self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
            self.fill_bytes(bytes);
            Ok(())
        }
    }
    impl CryptoRng for Broken {}

    for algorithm in Algorithm::ALL {
        for byte in [0, 0xff, 7] {
            let error = PrivateKey::generate(algorithm, &mut Broken(byte)).err();
            assert_eq!(error, Some(KeyError::Randomness), "{algorithm}");
        }
    }
}

#[test]
fn debug_and_errors_show_nothing_of_a_key() {
    for name in ["p256.pem", "rsa-2048.pem"] {
        let text = file(name);
        let key = PrivateKey::from_pem(&text).expect(name);
        let shown = format!("{key:?} {:?}", key.to_pem());
        let broken = PrivateKey::from_pem(&text.replace('A', "*")).expect_err("damaged");
        let shown = format!("{shown} {broken} {broken:?}");
        for line in text.lines().filter(|line| !line.starts_with('-')) {
            assert!(!shown.contains(&line[..line.len().min(16)]), "{shown}");
        }
    }
}
