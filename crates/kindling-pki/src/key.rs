//! Private and public keys: ECDSA on P-256 and RSA.
//!
//! Takes PEM in the three forms that `openssl`, Kubernetes and etcd share
//! (PKCS #8, SEC 1, PKCS #1) and gives one, PKCS #8. Randomness is the
//! caller's.

use std::{fmt, str::FromStr};

use p256::pkcs8::{ObjectIdentifier, PrivateKeyInfo, der::Decode as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    certificate::Fingerprint,
    der,
    p256_key::P256Key,
    pem::{self, PemError},
    rand_core::CryptoRngCore,
    rsa_key::RsaKey,
    secret::Secret,
};

/// What kind of key to make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// ECDSA on the curve P-256: small, fast, and understood everywhere.
    #[default]
    EcdsaP256,
    /// RSA with a modulus of 2048 bits.
    Rsa2048,
    /// RSA with a modulus of 3072 bits.
    Rsa3072,
    /// RSA with a modulus of 4096 bits.
    Rsa4096,
}

impl Algorithm {
    /// Every algorithm, the preferred one first.
    pub const ALL: [Self; 4] = [Self::EcdsaP256, Self::Rsa2048, Self::Rsa3072, Self::Rsa4096];

    /// The word for it in documents and options: `ecdsa-p256`, `rsa-2048`, …
    pub const fn word(self) -> &'static str {
        match self {
            Self::EcdsaP256 => "ecdsa-p256",
            Self::Rsa2048 => "rsa-2048",
            Self::Rsa3072 => "rsa-3072",
            Self::Rsa4096 => "rsa-4096",
        }
    }

    const fn rsa_bits(self) -> Option<usize> {
        match self {
            Self::EcdsaP256 => None,
            Self::Rsa2048 => Some(2048),
            Self::Rsa3072 => Some(3072),
            Self::Rsa4096 => Some(4096),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// The text is the word of no algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownAlgorithm;

impl fmt::Display for UnknownAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("is none of `ecdsa-p256`, `rsa-2048`, `rsa-3072`, `rsa-4096`")
    }
}

impl std::error::Error for UnknownAlgorithm {}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(word: &str) -> Result<Self, UnknownAlgorithm> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.word() == word)
            .ok_or(UnknownAlgorithm)
    }
}

/// What kind of key a key is; RSA keys from elsewhere have lengths of their
/// own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// ECDSA on the curve P-256.
    EcdsaP256,
    /// RSA.
    Rsa {
        /// The length of the modulus.
        bits: usize,
    },
}

impl KeyKind {
    /// Whether such a key is what making one by that algorithm gives.
    pub const fn is(self, algorithm: Algorithm) -> bool {
        match (self, algorithm.rsa_bits()) {
            (Self::EcdsaP256, None) => true,
            (Self::Rsa { bits }, Some(wanted)) => bits == wanted,
            _ => false,
        }
    }
}

impl fmt::Display for KeyKind {
    /// The algorithm's word, also for lengths that we do not make.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EcdsaP256 => formatter.write_str(Algorithm::EcdsaP256.word()),
            Self::Rsa { bits } => write!(formatter, "rsa-{bits}"),
        }
    }
}

/// Why there is no key. No message ever repeats a part of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The text is not PEM with one private key.
    Pem(PemError),
    /// The PEM block does not hold the key that its label promises.
    Malformed,
    /// A key of a kind that is not read, by its name or object identifier.
    Kind(String),
    /// A key on another curve than P-256, by its name or object identifier.
    Curve(String),
    /// An elliptic curve key that does not name its curve.
    NoCurve,
    /// An RSA key too short to be safe.
    RsaTooShort {
        /// The length of its modulus.
        bits: usize,
    },
    /// An RSA key longer than supported.
    RsaTooLong {
        /// The length of its modulus.
        bits: usize,
    },
    /// An RSA key of more than two primes.
    MultiPrime,
    /// An RSA key whose numbers do not belong together.
    RsaInconsistent,
    /// The source of random bytes does not give any.
    Randomness,
}

impl fmt::Display for KeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pem(error) => error.fmt(formatter),
            Self::Malformed => formatter
                .write_str("is damaged: the block is not a key of the kind that its label names"),
            Self::Kind(kind) => write!(
                formatter,
                "is a key of the kind {kind}; ECDSA on P-256 and RSA are supported"
            ),
            Self::Curve(curve) => write!(
                formatter,
                "is an elliptic curve key on {curve}; only P-256 is supported"
            ),
            Self::NoCurve => {
                formatter.write_str("is an elliptic curve key that does not name its curve")
            }
            Self::RsaTooShort { bits } => write!(
                formatter,
                "is an RSA key of {bits} bits, shorter than the 2048 that are safe"
            ),
            Self::RsaTooLong { bits } => write!(
                formatter,
                "is an RSA key of {bits} bits, longer than the supported 4096"
            ),
            Self::MultiPrime => {
                formatter.write_str("is an RSA key of more than two primes, which is not supported")
            }
            Self::RsaInconsistent => {
                formatter.write_str("is an RSA key whose numbers do not belong together")
            }
            Self::Randomness => formatter.write_str(
                "cannot be made: the source of random bytes gives the same byte again and again",
            ),
        }
    }
}

impl std::error::Error for KeyError {}

/// A signature that does not check against its own public key: the key is
/// broken in a way that reading it cannot see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SigningFailed;

/// A private key. `Debug` shows its kind alone; it is wiped when dropped.
#[derive(Clone)]
pub struct PrivateKey(Inner);

#[derive(Clone)]
enum Inner {
    EcdsaP256(Box<P256Key>),
    Rsa(Box<RsaKey>),
}

impl From<P256Key> for PrivateKey {
    fn from(key: P256Key) -> Self {
        Self(Inner::EcdsaP256(Box::new(key)))
    }
}

impl From<RsaKey> for PrivateKey {
    fn from(key: RsaKey) -> Self {
        Self(Inner::Rsa(Box::new(key)))
    }
}

impl PrivateKey {
    /// Makes a key. P-256 takes microseconds, RSA from tenths of a second to
    /// several seconds.
    ///
    /// # Errors
    /// [`KeyError::Randomness`] when the source is visibly broken.
    pub fn generate(
        algorithm: Algorithm,
        random: &mut dyn CryptoRngCore,
    ) -> Result<Self, KeyError> {
        let mut draw = Zeroizing::new([0; 32]);
        // A source that repeats one byte would be searched for a key forever.
        random.fill_bytes(&mut *draw);
        if draw.iter().all(|byte| *byte == draw[0]) {
            return Err(KeyError::Randomness);
        }
        if let Some(bits) = algorithm.rsa_bits() {
            return RsaKey::generate(bits, random).map(Self::from);
        }
        // A draw falls outside the curve's order about once in 2^32.
        for _ in 0..16 {
            if let Some(key) = P256Key::from_bytes(&draw) {
                return Ok(key.into());
            }
            random.fill_bytes(&mut *draw);
        }
        Err(KeyError::Randomness)
    }

    /// Reads a key from PEM: `PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE
    /// KEY`.
    ///
    /// # Errors
    /// [`KeyError`] says what is wrong with it, never what is in it.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = pem::read_private_key(text).map_err(KeyError::Pem)?;
        match block.label {
            "PRIVATE KEY" => Self::from_pkcs8_der(&block.der),
            "EC PRIVATE KEY" => P256Key::from_sec1_der(&block.der).map(Self::from),
            _ => RsaKey::from_pkcs1_der(&block.der).map(Self::from),
        }
    }

    /// Reads a key from PKCS #8 in DER, as Web Crypto exports it.
    ///
    /// # Errors
    /// [`KeyError`] says what is wrong with it, never what is in it.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        let info = PrivateKeyInfo::from_der(der).map_err(|_| KeyError::Malformed)?;
        match info.algorithm.oid {
            EC_PUBLIC_KEY => {
                let curve = info
                    .algorithm
                    .parameters_oid()
                    .map_err(|_| KeyError::NoCurve)?;
                P256Key::from_pkcs8_parts(curve, info.private_key).map(Self::from)
            }
            RSA_ENCRYPTION => RsaKey::from_pkcs1_der(info.private_key).map(Self::from),
            other => Err(KeyError::Kind(known_as(other))),
        }
    }

    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        match &self.0 {
            Inner::EcdsaP256(_) => KeyKind::EcdsaP256,
            Inner::Rsa(key) => KeyKind::Rsa { bits: key.bits() },
        }
    }

    /// The key as PKCS #8 PEM, `PRIVATE KEY`; ends in a newline.
    pub fn to_pem(&self) -> Secret<String> {
        let der = match &self.0 {
            Inner::EcdsaP256(key) => key.to_pkcs8_der(),
            Inner::Rsa(key) => key.to_pkcs8_der(),
        };
        Secret::new(pem::write("PRIVATE KEY", &der))
    }

    /// Its public half.
    pub fn public_key(&self) -> PublicKey {
        let spki = match &self.0 {
            Inner::EcdsaP256(key) => key.to_spki_der(),
            Inner::Rsa(key) => key.to_spki_der(),
        };
        PublicKey {
            kind: self.kind(),
            spki,
        }
    }

    /// Signs with SHA-256; the same message always gives the same signature.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningFailed> {
        match &self.0 {
            Inner::EcdsaP256(key) => key.sign(message),
            Inner::Rsa(key) => key.sign(message),
        }
    }

    /// The `AlgorithmIdentifier` of its signatures.
    pub(crate) fn signature_algorithm(&self) -> Vec<u8> {
        match &self.0 {
            // ecdsa-with-SHA256 has no parameters: RFC 5758, section 3.2.
            Inner::EcdsaP256(_) => {
                der::sequence(&[&der::object_identifier(&[1, 2, 840, 10045, 4, 3, 2])])
            }
            // sha256WithRSAEncryption has NULL for parameters: RFC 4055,
            // section 5.
            Inner::Rsa(_) => der::sequence(&[
                &der::object_identifier(&[1, 2, 840, 113_549, 1, 1, 11]),
                &der::null(),
            ]),
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PrivateKey({}, hidden)", self.kind())
    }
}

/// The public half of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    kind: KeyKind,
    spki: Vec<u8>,
}

impl PublicKey {
    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// `SubjectPublicKeyInfo` in DER.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The key as PEM, `PUBLIC KEY`; ends in a newline.
    pub fn to_pem(&self) -> String {
        pem::write("PUBLIC KEY", &self.spki)
    }

    /// SHA-256 of the DER.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.spki)
    }

    /// What links certificates to the key that signed them: the first 20
    /// bytes of SHA-256 over the whole public key information.
    ///
    /// <https://www.rfc-editor.org/rfc/rfc7093#section-2>
    pub(crate) fn key_identifier(&self) -> [u8; 20] {
        let mut identifier = [0; 20];
        identifier.copy_from_slice(&Sha256::digest(&self.spki)[..20]);
        identifier
    }
}

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// What people call the algorithms and curves that they may bring.
const NAMES: [(&str, &str); 14] = [
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.113549.1.3.1", "Diffie-Hellman"),
    ("1.2.840.113549.1.1.10", "RSASSA-PSS"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("1.2.840.10045.3.1.1", "P-192"),
    ("1.3.132.0.33", "P-224"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
    ("1.3.132.0.10", "secp256k1"),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1"),
];

/// The usual name of an algorithm or curve, or its number.
pub(crate) fn known_as(identifier: ObjectIdentifier) -> String {
    let dotted = identifier.to_string();
    NAMES
        .into_iter()
        .find(|(known, _)| *known == dotted)
        .map_or(dotted, |(_, name)| name.to_owned())
}
