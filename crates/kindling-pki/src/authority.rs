//! Signing certificates: an authority for itself, then for others.
//!
//! Takes a key, names and a validity; gives a [`Certificate`]. The profile is
//! that of RFC 5280 for a one-level PKI: an authority signs leaves and nothing
//! else.

use std::fmt;

use crate::{
    certificate::{Certificate, SerialNumber},
    der,
    key::{KeyKind, PrivateKey, PublicKey},
    name::{Name, SubjectAltName},
    pem,
    timestamp::{Timestamp, Validity},
};

/// What a leaf may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Usage {
    /// To answer connections.
    Server,
    /// To open connections.
    Client,
    /// Both, as members of an etcd cluster do.
    ServerAndClient,
}

/// What a leaf shall state.
#[derive(Clone, Copy, Debug)]
pub struct LeafRequest<'a> {
    /// Whose it is.
    pub subject: &'a Name,
    /// Names and addresses it is valid for. Repetitions are dropped.
    pub names: &'a [SubjectAltName],
    /// What it may be used for.
    pub usage: Usage,
    /// From when until when it holds; no longer than its authority.
    pub validity: Validity,
    /// The key that it speaks of.
    pub public_key: &'a PublicKey,
}

/// Why a certificate was not signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssueError {
    /// It would hold longer than the authority, so that clients would refuse
    /// it before its date.
    OutlivesAuthority {
        /// When the authority ends.
        authority_ends: Timestamp,
    },
    /// The authority's key makes signatures that do not check.
    BrokenKey,
}

impl fmt::Display for IssueError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutlivesAuthority { authority_ends } => {
                write!(
                    formatter,
                    "the certificate would outlive its authority, which ends at {authority_ends}"
                )
            }
            Self::BrokenKey => {
                formatter.write_str("the authority's key makes signatures that do not check")
            }
        }
    }
}

impl std::error::Error for IssueError {}

/// A key that signs, and the certificate that says so.
#[derive(Clone, Debug)]
pub struct CertificateAuthority<'k> {
    certificate: Certificate,
    key: &'k PrivateKey,
    key_identifier: [u8; 20],
}

impl<'k> CertificateAuthority<'k> {
    /// Makes an authority that signs itself.
    ///
    /// # Errors
    /// [`IssueError::BrokenKey`].
    pub fn new(
        subject: &Name,
        validity: Validity,
        key: &'k PrivateKey,
    ) -> Result<Self, IssueError> {
        let public_key = key.public_key();
        let key_identifier = public_key.key_identifier();
        let contents = Contents {
            subject,
            issuer: subject,
            names: &[],
            validity,
            public_key: &public_key,
            extensions: vec![
                // No further authority below this one.
                extension(
                    &[2, 5, 29, 19],
                    Criticality::Critical,
                    &der::sequence(&[&der::yes(), &der::unsigned_integer(&[0])]),
                ),
                extension(
                    &[2, 5, 29, 15],
                    Criticality::Critical,
                    &der::named_bits(DIGITAL_SIGNATURE | KEY_CERT_SIGN | CRL_SIGN),
                ),
                subject_key_identifier(key_identifier),
                authority_key_identifier(key_identifier),
            ],
        };
        Ok(Self {
            certificate: contents.sign(key)?,
            key,
            key_identifier,
        })
    }

    /// The authority's own certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Signs a certificate for another key.
    ///
    /// # Errors
    /// [`IssueError`].
    pub fn issue(&self, request: &LeafRequest<'_>) -> Result<Certificate, IssueError> {
        let authority_ends = self.certificate.validity().not_after();
        if request.validity.not_after() > authority_ends {
            return Err(IssueError::OutlivesAuthority { authority_ends });
        }
        let mut names: Vec<SubjectAltName> = Vec::with_capacity(request.names.len());
        for name in request.names {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        // Key transport exists with RSA alone: RFC 5480, section 3.
        let key_usage = match request.public_key.kind() {
            KeyKind::EcdsaP256 => DIGITAL_SIGNATURE,
            KeyKind::Rsa { .. } => DIGITAL_SIGNATURE | KEY_ENCIPHERMENT,
        };
        let mut extensions = vec![
            extension(&[2, 5, 29, 19], Criticality::Critical, &der::sequence(&[])),
            extension(
                &[2, 5, 29, 15],
                Criticality::Critical,
                &der::named_bits(key_usage),
            ),
            extension(
                &[2, 5, 29, 37],
                Criticality::Normal,
                &extended_key_usage(request.usage),
            ),
            subject_key_identifier(request.public_key.key_identifier()),
            authority_key_identifier(self.key_identifier),
        ];
        if !names.is_empty() {
            let encoded: Vec<u8> = names.iter().flat_map(SubjectAltName::to_der).collect();
            extensions.push(extension(
                &[2, 5, 29, 17],
                Criticality::Normal,
                &der::sequence(&[&encoded]),
            ));
        }
        Contents {
            subject: request.subject,
            issuer: self.certificate.subject(),
            names: &names,
            validity: request.validity,
            public_key: request.public_key,
            extensions,
        }
        .sign(self.key)
    }
}

// The bits of `KeyUsage`, the first in the highest place:
// <https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3>.
const DIGITAL_SIGNATURE: u8 = 0b1000_0000;
const KEY_ENCIPHERMENT: u8 = 0b0010_0000;
const KEY_CERT_SIGN: u8 = 0b0000_0100;
const CRL_SIGN: u8 = 0b0000_0010;

/// Whether a reader that does not know an extension must refuse the
/// certificate.
#[derive(Clone, Copy)]
enum Criticality {
    Critical,
    Normal,
}

fn extension(arcs: &[u32], criticality: Criticality, value: &[u8]) -> Vec<u8> {
    let critical = match criticality {
        Criticality::Critical => der::yes(),
        Criticality::Normal => Vec::new(),
    };
    der::sequence(&[
        &der::object_identifier(arcs),
        &critical,
        &der::octet_string(value),
    ])
}

fn extended_key_usage(usage: Usage) -> Vec<u8> {
    let server = der::object_identifier(&[1, 3, 6, 1, 5, 5, 7, 3, 1]);
    let client = der::object_identifier(&[1, 3, 6, 1, 5, 5, 7, 3, 2]);
    match usage {
        Usage::Server => der::sequence(&[&server]),
        Usage::Client => der::sequence(&[&client]),
        Usage::ServerAndClient => der::sequence(&[&server, &client]),
    }
}

fn subject_key_identifier(identifier: [u8; 20]) -> Vec<u8> {
    extension(
        &[2, 5, 29, 14],
        Criticality::Normal,
        &der::octet_string(&identifier),
    )
}

fn authority_key_identifier(identifier: [u8; 20]) -> Vec<u8> {
    extension(
        &[2, 5, 29, 35],
        Criticality::Normal,
        &der::sequence(&[&der::implicit(0, &identifier)]),
    )
}

/// What a signer signs, but for the serial number.
struct Contents<'a> {
    subject: &'a Name,
    issuer: &'a Name,
    names: &'a [SubjectAltName],
    validity: Validity,
    public_key: &'a PublicKey,
    extensions: Vec<Vec<u8>>,
}

impl Contents<'_> {
    fn sign(self, key: &PrivateKey) -> Result<Certificate, IssueError> {
        let version_3 = der::explicit(0, &der::unsigned_integer(&[2]));
        let signature_algorithm = key.signature_algorithm();
        let after_serial = [
            signature_algorithm.clone(),
            self.issuer.to_der(),
            der::sequence(&[
                &der::time(self.validity.not_before()),
                &der::time(self.validity.not_after()),
            ]),
            self.subject.to_der(),
            self.public_key.spki_der().to_vec(),
            der::explicit(3, &der::sequence(&[&self.extensions.concat()])),
        ]
        .concat();
        let serial = SerialNumber::of(&after_serial);
        let signed = der::sequence(&[
            &version_3,
            &der::unsigned_integer(serial.as_bytes()),
            &after_serial,
        ]);
        let signature = key.sign(&signed).map_err(|_| IssueError::BrokenKey)?;
        let der = der::sequence(&[&signed, &signature_algorithm, &der::bit_string(&signature)]);
        Ok(Certificate {
            subject: self.subject.clone(),
            issuer: self.issuer.clone(),
            names: self.names.to_vec(),
            validity: self.validity,
            serial,
            pem: pem::write("CERTIFICATE", &der),
            der,
        })
    }
}
