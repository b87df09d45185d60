//! The search for secrets in what is public.
//!
//! Takes every secret text of a cluster, gives the artifacts that hold one: as it is, as the body of its PEM, in
//! base64 at each of the three alignments, in the URL alphabet too, or in hex. Texts are searched by Wu and Manber's
//! method: most of a text is never looked at, so that a thousand machines cost a few milliseconds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The shortest form that is searched for, in bytes. A shorter one would be found by chance.
const SHORTEST: usize = 16;

/// How many bytes decide how far the search moves on.
const BLOCK: usize = 4;

/// How many bits of a block's hash are kept.
const HASH_BITS: u32 = 15;

/// How far the search moves on at most.
const FURTHEST: usize = SHORTEST - BLOCK + 1;

/// In how many parts of a text the search goes on at once.
const PARTS: usize = 4;

/// How much of a key is searched for, in bytes of each form: enough that no other text holds it.
const KEY_BYTES: usize = 48;

/// What is searched for.
pub struct Needles {
    /// Every form of every secret.
    needles: Vec<Vec<u8>>,
    /// How far the search may move on at a block, by the block's hash.
    shifts: Box<[u8; 1 << HASH_BITS]>,
}

impl Needles {
    /// Every form of these secrets.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut needles: Vec<Vec<u8>> = secrets.into_iter().flat_map(forms).collect();
        needles.sort();
        needles.dedup();
        let furthest = u8::try_from(FURTHEST).unwrap_or(1);
        let mut shifts = Box::new([furthest; 1 << HASH_BITS]);
        for needle in &needles {
            for (at, block) in needle[..SHORTEST].windows(BLOCK).enumerate() {
                let shift = u8::try_from(SHORTEST - BLOCK - at).unwrap_or(0);
                let entry = &mut shifts[hash(block)];
                *entry = shift.min(*entry);
            }
        }
        Self { needles, shifts }
    }

    /// Whether the text holds any form of any secret.
    pub fn occur_in(&self, text: &[u8]) -> bool {
        // Each step waits for the one before it; steps in several parts of the text at once do not wait for each other.
        let part = text.len() / PARTS;
        let limit = |at: usize| match at + 1 {
            PARTS => text.len() + 1,
            next => (SHORTEST + next * part).min(text.len() + 1),
        };
        let mut ends: [usize; PARTS] = std::array::from_fn(|at| SHORTEST + at * part);
        loop {
            // So many steps lead out of no part.
            let room = ends.iter().enumerate();
            let room = room.map(|(at, end)| limit(at).saturating_sub(*end) / FURTHEST);
            let rounds = room.min().unwrap_or(0);
            if rounds == 0 {
                break;
            }
            for _ in 0..rounds {
                for end in &mut ends {
                    let shift = self.shift(text, *end);
                    if shift == 0 && self.stand_in(text, *end) {
                        return true;
                    }
                    *end += shift.max(1);
                }
            }
        }
        ends.into_iter().enumerate().any(|(at, mut end)| {
            while end < limit(at) {
                let shift = self.shift(text, end);
                if shift == 0 && self.stand_in(text, end) {
                    return true;
                }
                end += shift.max(1);
            }
            false
        })
    }

    /// How far the search may move on from here; 0 where a needle may stand.
    #[inline]
    fn shift(&self, text: &[u8], end: usize) -> usize {
        usize::from(self.shifts[hash(&text[end - BLOCK..end])])
    }

    /// Whether a needle stands in the text whose shortest would end here.
    fn stand_in(&self, text: &[u8], end: usize) -> bool {
        let rest = &text[end - SHORTEST..];
        self.needles.iter().any(|needle| rest.starts_with(needle))
    }
}

#[inline]
fn hash(block: &[u8]) -> usize {
    let mut bytes = [0_u8; BLOCK];
    bytes.copy_from_slice(block);
    let mixed = u32::from_le_bytes(bytes).wrapping_mul(0x9e37_79b1);
    usize::try_from(mixed >> (u32::BITS - HASH_BITS)).unwrap_or(0)
}

/// The forms of one secret that are long enough to be searched for.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    let body: String = secret
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let body = body.as_bytes();
    // A key's body is base64 itself, so what it stands for counts too. Its beginning tells it from every other key,
    // and is no part of a certificate, which begins otherwise.
    let kept = &body[..body.len().min(KEY_BYTES)];
    spellings(kept, &mut forms);
    if secret.contains("-----BEGIN")
        && let Ok(bytes) = STANDARD.decode(body)
    {
        spellings(&bytes[..bytes.len().min(KEY_BYTES)], &mut forms);
        // Another wrapping of the same key begins otherwise. What stands before the middle is the number itself in a
        // P-256 key and the first prime in an RSA key, and in no certificate.
        let middle = bytes.len() / 2;
        if let Some(number) = bytes.get(middle.saturating_sub(30)..middle.saturating_sub(2)) {
            spellings(number, &mut forms);
        }
        // The first line of a PEM names what it is; its base64 is the same for every key.
        let head: String = secret.lines().take(1).collect();
        spellings(head.as_bytes(), &mut forms);
    }
    forms.retain(|form| form.len() >= SHORTEST);
    forms
}

/// The text as it is, in base64 wherever it stands in what is encoded, and in hex.
fn spellings(bytes: &[u8], forms: &mut Vec<Vec<u8>>) {
    forms.push(bytes.to_vec());
    for before in 0..3_usize {
        let mut padded = vec![0; before];
        padded.extend_from_slice(bytes);
        let encoded = STANDARD.encode(&padded);
        // Letters that also depend on what stands before or behind are left out.
        let first = (before * 8).div_ceil(6);
        let last = padded.len() * 8 / 6;
        if let Some(inner) = encoded.as_bytes().get(first..last) {
            forms.push(inner.to_vec());
            let url: Vec<u8> = inner
                .iter()
                .map(|letter| match letter {
                    b'+' => b'-',
                    b'/' => b'_',
                    other => *other,
                })
                .collect();
            forms.push(url);
        }
    }
    let hex = |digits: &[u8; 16]| -> Vec<u8> {
        bytes
            .iter()
            .flat_map(|byte| {
                [
                    digits[usize::from(byte >> 4)],
                    digits[usize::from(byte & 15)],
                ]
            })
            .collect()
    };
    forms.push(hex(b"0123456789abcdef"));
    forms.push(hex(b"0123456789ABCDEF"));
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    use super::Needles;

    const KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2
OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r
1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G
-----END PRIVATE KEY-----
";
    const TOKEN: &str = "0123456789abcdef";

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn every_form_is_found_wherever_it_stands() {
        let needles = Needles::new([KEY, TOKEN]);
        let body: String = KEY.lines().filter(|line| !line.starts_with('-')).collect();
        let der = STANDARD.decode(&body).expect("a key");
        let forms = [
            KEY.to_owned(),
            KEY.replace('\n', "\\n"),
            KEY.replace('\n', "\n          "),
            body.clone(),
            hex(&der),
            hex(&der).to_uppercase(),
            hex(KEY.as_bytes()),
            STANDARD.encode(KEY),
            URL_SAFE.encode(KEY),
            STANDARD.encode(format!("x{KEY}")),
            STANDARD.encode(format!("xy: {KEY}")),
            STANDARD.encode(&body),
            TOKEN.to_owned(),
            STANDARD.encode(format!("token: {TOKEN}\n")),
            STANDARD.encode(format!("a{TOKEN}b")),
            STANDARD.encode(format!("ab{TOKEN}cd")),
            hex(TOKEN.as_bytes()),
            // The number without a wrapping, and in the wrapping of SEC 1.
            hex(&der[36..68]),
            STANDARD.encode(&der[36..68]),
            STANDARD.encode([b"0w\x02\x01\x01\x04 ", &der[36..68], b"\xa0\x0a"].concat()),
        ];
        for form in forms {
            for before in 0..20 {
                let text = format!("{}{form} and more", "-".repeat(before));
                assert!(needles.occur_in(text.as_bytes()), "{text}");
            }
        }
    }

    #[test]
    fn other_texts_hold_nothing() {
        let needles = Needles::new([KEY, TOKEN]);
        for text in [
            "",
            "short",
            "0123456789abcde",
            "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ3yW\n-----END CERTIFICATE-----\n",
            "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n",
        ] {
            assert!(!needles.occur_in(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn the_search_agrees_with_a_plain_one() {
        let needles = Needles::new([TOKEN]);
        let mut state: u32 = 7;
        for at in 0..2000 {
            let text: String = (0..300)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    char::from(TOKEN.as_bytes()[usize::try_from(state >> 28).unwrap_or(0)])
                })
                .collect();
            let (head, tail) = text.split_at(at % 300);
            for text in [text.clone(), format!("{head}{TOKEN}{tail}")] {
                assert_eq!(
                    needles.occur_in(text.as_bytes()),
                    text.contains(TOKEN),
                    "{text}"
                );
            }
        }
    }
}
