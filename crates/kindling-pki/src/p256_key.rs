//! Keys on the curve P-256: read, written, signed with.
//!
//! A key knows its public point, so that only making or reading it and signing
//! cost a multiplication on the curve.

use p256::{
    ecdsa::{DerSignature, SigningKey, signature::Signer as _},
    pkcs8::ObjectIdentifier,
};
use sec1::{EcPrivateKey, der::Decode as _};
use zeroize::Zeroizing;

use crate::{
    der,
    key::{KeyError, SigningFailed, known_as},
};

const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// A P-256 private key with its public point.
#[derive(Clone)]
pub(crate) struct P256Key(SigningKey);

impl P256Key {
    /// The key whose number these bytes are; `None` for the few that are no
    /// key.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        SigningKey::from_slice(bytes).map(Self).ok()
    }

    /// Reads SEC 1 on its own, where it has to name its curve.
    pub(crate) fn from_sec1_der(der: &[u8]) -> Result<Self, KeyError> {
        let parts = EcPrivateKey::from_der(der).map_err(|_| KeyError::Malformed)?;
        if parts.parameters.is_none() {
            return Err(KeyError::NoCurve);
        }
        Self::from_parts(&parts)
    }

    /// Reads SEC 1 inside PKCS #8, which names the curve outside.
    pub(crate) fn from_pkcs8_parts(curve: ObjectIdentifier, der: &[u8]) -> Result<Self, KeyError> {
        expect_p256(curve)?;
        Self::from_parts(&EcPrivateKey::from_der(der).map_err(|_| KeyError::Malformed)?)
    }

    fn from_parts(parts: &EcPrivateKey<'_>) -> Result<Self, KeyError> {
        if let Some(parameters) = parts.parameters {
            expect_p256(parameters.named_curve().ok_or(KeyError::NoCurve)?)?;
        }
        let key = SigningKey::from_slice(parts.private_key).map_err(|_| KeyError::Malformed)?;
        let own = key.verifying_key();
        let agrees = parts.public_key.is_none_or(|point| {
            let form = point.len() < 65;
            own.to_encoded_point(form).as_bytes() == point
        });
        if agrees {
            Ok(Self(key))
        } else {
            Err(KeyError::Malformed)
        }
    }

    /// PKCS #8 with the public point inside, byte for byte as OpenSSL has it.
    pub(crate) fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        let number = Zeroizing::new(<[u8; 32]>::from(self.0.to_bytes()));
        let version_1 = der::unsigned_integer(&[1]);
        let secret = Zeroizing::new(der::octet_string(&*number));
        let public = der::explicit(1, &der::bit_string(&self.point()));
        let sec1 = Zeroizing::new(der::sequence(&[&version_1, &secret, &public]));
        let wrapped = Zeroizing::new(der::octet_string(&sec1));
        let version_0 = der::unsigned_integer(&[0]);
        Zeroizing::new(der::sequence(&[
            &version_0,
            &algorithm_identifier(),
            &wrapped,
        ]))
    }

    pub(crate) fn to_spki_der(&self) -> Vec<u8> {
        der::sequence(&[&algorithm_identifier(), &der::bit_string(&self.point())])
    }

    /// ECDSA over SHA-256 with the nonce of RFC 6979.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningFailed> {
        let signature: DerSignature = self.0.try_sign(message).map_err(|_| SigningFailed)?;
        Ok(signature.as_bytes().to_vec())
    }

    /// The public point, uncompressed.
    fn point(&self) -> Vec<u8> {
        self.0
            .verifying_key()
            .to_encoded_point(false)
            .as_bytes()
            .to_vec()
    }
}

/// `id-ecPublicKey` on P-256.
fn algorithm_identifier() -> Vec<u8> {
    der::sequence(&[
        &der::object_identifier(&[1, 2, 840, 10045, 2, 1]),
        &der::object_identifier(&[1, 2, 840, 10045, 3, 1, 7]),
    ])
}

fn expect_p256(curve: ObjectIdentifier) -> Result<(), KeyError> {
    if curve == P256 {
        Ok(())
    } else {
        Err(KeyError::Curve(known_as(curve)))
    }
}
