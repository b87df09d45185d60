//! The bootstrap token: how a kubelet introduces itself to the API server once.

use kindling_pki::Secret;
use kindling_pki::rand_core::CryptoRngCore;

/// A token in the form of Kubernetes: `<id>.<secret>`, lower-case letters and digits.
#[derive(Clone, Debug)]
pub struct BootstrapToken {
    pub(super) id: String,
    pub(super) secret: Secret<String>,
}

const ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const ID_LENGTH: usize = 6;
const SECRET_LENGTH: usize = 16;

impl BootstrapToken {
    /// Draws a token; every token is equally likely.
    pub(super) fn generate(random: &mut dyn CryptoRngCore) -> Self {
        Self {
            id: draw(ID_LENGTH, random),
            secret: Secret::new(draw(SECRET_LENGTH, random)),
        }
    }

    /// The public half, six characters; it names the Secret object in the cluster.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret half, sixteen characters.
    pub const fn secret(&self) -> &Secret<String> {
        &self.secret
    }
}

/// Whether a text is the public half of a token.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == ID_LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// Whether a text is the secret half of a token.
pub(super) fn is_secret(text: &str) -> bool {
    text.len() == SECRET_LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

fn draw(length: usize, random: &mut dyn CryptoRngCore) -> String {
    // The largest multiple of 36 that a byte can hold: what lies above would prefer the first letters.
    let fair = u8::MAX - u8::MAX % 36;
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut byte = [0];
        random.fill_bytes(&mut byte);
        if byte[0] < fair {
            text.push(char::from(ALPHABET[usize::from(byte[0] % 36)]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    #[test]
    fn tokens_have_the_form_of_kubernetes_and_no_favourite_letters() {
        let mut random = ChaCha20Rng::seed_from_u64(1);
        let mut seen = [0_u32; 36];
        for _ in 0..3_000 {
            let token = BootstrapToken::generate(&mut random);
            assert!(is_id(token.id()) && is_secret(token.secret().expose()));
            for byte in token.secret().expose().bytes() {
                let letter = ALPHABET.iter().position(|known| *known == byte);
                seen[letter.expect("checked above")] += 1;
            }
        }
        // 1333 of each on average; a modulo without rejection gives the first four 14 % more.
        assert!(
            seen.iter().all(|count| (1_200..1_470).contains(count)),
            "{seen:?}"
        );
    }

    #[test]
    fn other_texts_are_no_tokens() {
        for text in [
            "", "abc12", "abc1234", "ABC123", "abc-12", "abc12é", "äb123",
        ] {
            assert!(!is_id(text), "{text}");
        }
        assert!(is_secret("0123456789abcdef") && !is_secret("0123456789abcdeF"));
    }
}
