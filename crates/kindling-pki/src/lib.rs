//! Keys and deterministic X.509: a key, a date and names in, a certificate
//! out.
//!
//! Two calls with the same arguments give the same bytes, on every platform
//! and at any time: ECDSA signs by RFC 6979, RSA by PKCS #1 v1.5, a serial
//! number is the hash of what it numbers, and validity comes from the dates
//! that the caller gives. Only [`PrivateKey::generate`] needs randomness, and
//! it takes it from the caller.
//!
//! ```
//! use kindling_pki::{
//!     CertificateAuthority, Days, LeafRequest, Name, PrivateKey, SubjectAltName, Timestamp, Usage,
//!     Validity,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let ca_pem = include_str!("../tests/keys/p256.pem");
//! # let leaf_pem = include_str!("../tests/keys/p256-second.pem");
//! let ca_key = PrivateKey::from_pem(ca_pem)?;
//! let leaf_key = PrivateKey::from_pem(leaf_pem)?;
//! let issued_at: Timestamp = "2026-11-22T00:00:00Z".parse()?;
//!
//! let authority = CertificateAuthority::new(
//!     &Name::new("kubernetes-ca")?,
//!     Validity::lasting(issued_at, Days::new(3650)?)?,
//!     &ca_key,
//! )?;
//! let certificate = authority.issue(&LeafRequest {
//!     subject: &Name::new("kube-apiserver")?,
//!     names: &[SubjectAltName::dns("cluster.example.com")?],
//!     usage: Usage::Server,
//!     validity: Validity::lasting(issued_at, Days::new(365)?)?,
//!     public_key: &leaf_key.public_key(),
//! })?;
//! assert!(certificate.pem().starts_with("-----BEGIN CERTIFICATE-----\n"));
//! # Ok(())
//! # }
//! ```
//!
//! It never reads a clock, a file or the environment, never asks the system
//! for random bytes, and never prints a key: secrets are [`Secret`] values.

mod authority;
mod certificate;
mod der;
mod key;
mod name;
mod p256_key;
mod pem;
mod rsa_key;
mod secret;
mod timestamp;

pub use authority::{CertificateAuthority, IssueError, LeafRequest, Usage};
pub use certificate::{Certificate, Fingerprint, SerialNumber};
pub use key::{Algorithm, KeyError, KeyKind, PrivateKey, PublicKey, UnknownAlgorithm};
pub use name::{DnsName, Name, NameError, SubjectAltName};
pub use pem::PemError;
pub use secret::Secret;
pub use timestamp::{Days, Timestamp, TimestampError, Validity};

/// The trait that random bytes come through, so that callers implement the
/// same version of it.
pub use rand_core;
