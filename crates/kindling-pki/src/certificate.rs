//! A certificate as it comes out: its bytes, and what was put into them.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::{
    name::{Name, SubjectAltName},
    timestamp::Validity,
};

/// A signed certificate together with the facts that it states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub(crate) subject: Name,
    pub(crate) issuer: Name,
    pub(crate) names: Vec<SubjectAltName>,
    pub(crate) validity: Validity,
    pub(crate) serial: SerialNumber,
    pub(crate) der: Vec<u8>,
    pub(crate) pem: String,
}

impl Certificate {
    /// Whose it is.
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// Who signed it.
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// Names and addresses that it is valid for, in the order written.
    pub fn names(&self) -> &[SubjectAltName] {
        &self.names
    }

    /// From when until when it holds.
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// Its number, unique for its signer.
    pub fn serial(&self) -> SerialNumber {
        self.serial
    }

    /// The certificate in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate as PEM, `CERTIFICATE`; ends in a newline.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// SHA-256 of the DER, as `openssl x509 -fingerprint -sha256` shows it.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.der)
    }
}

/// SHA-256 of a certificate or public key; shown as hexadecimal pairs with
/// colons.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }

    /// The hash itself.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        pairs(&self.0, formatter)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        pairs(&self.0, formatter)
    }
}

/// The number of a certificate: the start of a hash of everything else that
/// its signer signs.
///
/// Twenty bytes, the most that RFC 5280 allows, the first between `40` and
/// `7f` so that the number is positive and its length fixed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SerialNumber([u8; 20]);

impl SerialNumber {
    pub(crate) fn of(contents: &[u8]) -> Self {
        let mut number = [0; 20];
        number.copy_from_slice(&Sha256::digest(contents)[..20]);
        number[0] = number[0] & 0x3f | 0x40;
        Self(number)
    }

    /// The number, big-endian.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        pairs(&self.0, formatter)
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        pairs(&self.0, formatter)
    }
}

fn pairs(bytes: &[u8], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, byte) in bytes.iter().enumerate() {
        if position > 0 {
            formatter.write_str(":")?;
        }
        write!(formatter, "{byte:02X}")?;
    }
    Ok(())
}
