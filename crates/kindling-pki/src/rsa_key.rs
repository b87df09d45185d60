//! RSA keys: made, read, checked, signed with.
//!
//! What is read here was written by anybody. Every relation between the
//! numbers that later arithmetic relies on is checked before a key exists, so
//! that a hostile key is refused and neither hangs nor panics.

use rsa::{
    BigUint, Pkcs1v15Sign, RsaPrivateKey,
    pkcs1::{self, der::Decode as _},
    pkcs8::{EncodePrivateKey as _, EncodePublicKey as _},
    traits::PublicKeyParts as _,
};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    key::{KeyError, SigningFailed},
    rand_core::CryptoRngCore,
};

/// Shorter keys are no longer trusted by anybody.
const SHORTEST_MODULUS_BITS: usize = 2048;
/// The longest that the arithmetic here is made for.
const LONGEST_MODULUS_BITS: usize = 4096;
/// Primes of one key have about the same length; recombining a signature
/// takes 2 to the power of the difference steps.
const LARGEST_PRIME_DIFFERENCE_BITS: usize = 4;

/// An RSA private key that holds together.
#[derive(Clone)]
pub(crate) struct RsaKey(RsaPrivateKey);

impl RsaKey {
    pub(crate) fn generate(
        bits: usize,
        mut random: &mut dyn CryptoRngCore,
    ) -> Result<Self, KeyError> {
        RsaPrivateKey::new(&mut random, bits)
            .map(Self)
            .map_err(|_| KeyError::Randomness)
    }

    /// Reads PKCS #1 and checks what the encoding cannot.
    pub(crate) fn from_pkcs1_der(der: &[u8]) -> Result<Self, KeyError> {
        let parts = pkcs1::RsaPrivateKey::from_der(der).map_err(|_| KeyError::Malformed)?;
        if parts.other_prime_infos.is_some() {
            return Err(KeyError::MultiPrime);
        }
        let number = |bytes: pkcs1::UintRef<'_>| BigUint::from_bytes_be(bytes.as_bytes());
        let modulus = number(parts.modulus);
        if modulus.bits() < SHORTEST_MODULUS_BITS {
            return Err(KeyError::RsaTooShort {
                bits: modulus.bits(),
            });
        }
        if modulus.bits() > LONGEST_MODULUS_BITS {
            return Err(KeyError::RsaTooLong {
                bits: modulus.bits(),
            });
        }
        let public_exponent = number(parts.public_exponent);
        let private_exponent = number(parts.private_exponent);
        let primes = vec![number(parts.prime1), number(parts.prime2)];
        let odd = |number: &BigUint| {
            number
                .to_bytes_le()
                .first()
                .is_some_and(|byte| byte % 2 == 1)
        };
        let balanced = primes[0].bits().abs_diff(primes[1].bits()) <= LARGEST_PRIME_DIFFERENCE_BITS;
        let sound = balanced
            && primes.iter().all(odd)
            && primes[0] != primes[1]
            && odd(&public_exponent)
            && (2..=32).contains(&public_exponent.bits())
            && private_exponent < modulus;
        if !sound {
            return Err(KeyError::RsaInconsistent);
        }
        RsaPrivateKey::from_components(modulus, public_exponent, private_exponent, primes)
            .map(Self)
            .map_err(|_| KeyError::RsaInconsistent)
    }

    pub(crate) fn bits(&self) -> usize {
        self.0.n().bits()
    }

    pub(crate) fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        let document = self
            .0
            .to_pkcs8_der()
            .expect("two checked primes always encode");
        document.to_bytes()
    }

    pub(crate) fn to_spki_der(&self) -> Vec<u8> {
        let document = self.0.to_public_key().to_public_key_der();
        document
            .expect("a checked modulus always encodes")
            .into_vec()
    }

    /// PKCS #1 v1.5 over SHA-256; the result is checked against the public key.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningFailed> {
        self.0
            .sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message))
            .map_err(|_| SigningFailed)
    }
}
