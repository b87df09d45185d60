//! PEM: text around DER.
//!
//! Writes the strict form of RFC 7468. Reads what people paste: CR LF, blanks
//! at line ends, text before the block, long or short lines. It refuses
//! instead of guessing: two keys in one text, an encrypted key, a
//! certificate where a key belongs.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::{Zeroize as _, Zeroizing};

/// More text than any key that we read needs; a bound on what hostile input
/// can cost.
const LONGEST_TEXT_BYTES: usize = 64 * 1024;

/// Why a text is not PEM with one private key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PemError {
    /// No `-----BEGIN …-----` line.
    NoBlock,
    /// The block has no end line that belongs to its begin line.
    NoEnd,
    /// What stands between the lines is not base64.
    Base64,
    /// The text is longer than any key.
    TooLong,
    /// The key is protected by a passphrase.
    Encrypted,
    /// More than one key in the text.
    SeveralKeys,
    /// A block of another kind, named by its label.
    Label(String),
}

impl fmt::Display for PemError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBlock => formatter.write_str("has no `-----BEGIN …-----` line"),
            Self::NoEnd => {
                formatter.write_str("has no `-----END …-----` line that belongs to its begin line")
            }
            Self::Base64 => formatter.write_str("has a line that is not base64"),
            Self::TooLong => write!(formatter, "is longer than {LONGEST_TEXT_BYTES} bytes"),
            Self::Encrypted => formatter.write_str("is protected by a passphrase"),
            Self::SeveralKeys => formatter.write_str("holds more than one key"),
            Self::Label(label) => write!(formatter, "holds a `{label}`, not a private key"),
        }
    }
}

impl std::error::Error for PemError {}

/// One block: its label and what it encodes.
pub(crate) struct Block {
    pub(crate) label: &'static str,
    pub(crate) der: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Block {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Block({}, hidden)", self.label)
    }
}

/// The labels of the key forms that are read.
const KEY_LABELS: [&str; 3] = ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"];

/// The one private key of a text.
pub(crate) fn read_private_key(text: &str) -> Result<Block, PemError> {
    const BEGIN: &str = "-----BEGIN ";
    const END: &str = "-----END ";
    const DASHES: &str = "-----";

    if text.len() > LONGEST_TEXT_BYTES {
        return Err(PemError::TooLong);
    }
    let mut found = None;
    let mut rest = text;
    // Marks are looked for anywhere in a line: a YAML block written with `>`
    // arrives with all of its lines in one.
    while let Some((_, after_mark)) = rest.split_once(BEGIN) {
        let (label, after_label) = after_mark.split_once(DASHES).ok_or(PemError::NoEnd)?;
        let (body, after_body) = after_label.split_once(DASHES).ok_or(PemError::NoEnd)?;
        let ends_alike = after_body
            .strip_prefix(&END[DASHES.len()..])
            .and_then(|after| after.strip_prefix(label))
            .and_then(|after| after.strip_prefix(DASHES));
        rest = ends_alike.ok_or(PemError::NoEnd)?;
        // OpenSSL's own form of encrypted keys has the headers of RFC 1421.
        let has_headers = body.contains("Proc-Type:") && body.contains("ENCRYPTED");
        if label == "ENCRYPTED PRIVATE KEY" || has_headers {
            return Err(PemError::Encrypted);
        }
        // `openssl ecparam -genkey` writes the curve in a block of its own.
        if label == "EC PARAMETERS" {
            continue;
        }
        let label = KEY_LABELS
            .into_iter()
            .find(|known| *known == label)
            .ok_or_else(|| PemError::Label(shown(label)))?;
        let mut encoded = Zeroizing::new(String::with_capacity(body.len()));
        encoded.extend(body.split_ascii_whitespace());
        let mut der = Zeroizing::new(Vec::with_capacity(encoded.len()));
        STANDARD
            .decode_vec(encoded.as_bytes(), &mut der)
            .map_err(|_| PemError::Base64)?;
        if found.replace(Block { label, der }).is_some() {
            return Err(PemError::SeveralKeys);
        }
    }
    found.ok_or(PemError::NoBlock)
}

/// A label fit for a message: somebody may have written a secret there, so
/// only what labels are made of, and not much of it.
fn shown(label: &str) -> String {
    let plain = label.len() <= 40
        && label
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b' ');
    if plain {
        label.to_owned()
    } else {
        "…".to_owned()
    }
}

/// A block in the strict form: lines of 64, a newline at the end.
pub(crate) fn write(label: &str, der: &[u8]) -> String {
    let mut encoded = STANDARD.encode(der);
    let mut out = String::with_capacity(encoded.len() * 65 / 64 + 2 * label.len() + 40);
    out.push_str("-----BEGIN ");
    out.push_str(label);
    out.push_str("-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str("-----END ");
    out.push_str(label);
    out.push_str("-----\n");
    encoded.zeroize();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nAAECAw==\n-----END PRIVATE KEY-----\n";

    #[test]
    fn what_is_written_is_read_again() {
        for length in [0, 1, 47, 48, 49, 96, 1200] {
            let der: Vec<u8> = (0..length).map(|number| number as u8).collect();
            let text = write("PRIVATE KEY", &der);
            assert!(
                text.lines()
                    .all(|line| line.len() <= 64 && !line.is_empty())
            );
            assert_eq!(*read_private_key(&text).expect("a block").der, der);
        }
    }

    #[test]
    fn pasted_forms_are_understood() {
        for text in [
            KEY.to_owned(),
            KEY.replace('\n', "\r\n"),
            KEY.replace('\n', "  \n\n"),
            KEY.replace('\n', " "),
            format!("Bag Attributes\n    friendlyName: x\n{KEY}"),
            format!(
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{KEY}"
            ),
            KEY.replace("AAECAw==", "AA\nEC\nAw\n=="),
            format!("    {}", KEY.trim_end().replace('\n', "\n    ")),
        ] {
            let block = read_private_key(&text).expect("a block");
            assert_eq!(
                (block.label, block.der.as_slice()),
                ("PRIVATE KEY", [0, 1, 2, 3].as_slice()),
                "{text}"
            );
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for (text, error) in [
            (String::new(), PemError::NoBlock),
            ("AAECAw==".to_owned(), PemError::NoBlock),
            (
                "-----BEGIN PRIVATE KEY-----\nAAECAw==".to_owned(),
                PemError::NoEnd,
            ),
            (KEY.replace("END", "BEGIN"), PemError::NoEnd),
            (
                KEY.replace("END PRIVATE", "END EC PRIVATE"),
                PemError::NoEnd,
            ),
            (KEY.replace("AAEC", "AA*C"), PemError::Base64),
            (KEY.replace("==", "="), PemError::Base64),
            (KEY.repeat(2), PemError::SeveralKeys),
            (
                KEY.replace("PRIVATE", "ENCRYPTED PRIVATE"),
                PemError::Encrypted,
            ),
            (
                KEY.replace(
                    "AAEC",
                    "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAEC",
                ),
                PemError::Encrypted,
            ),
            (
                KEY.replace("PRIVATE KEY", "CERTIFICATE"),
                PemError::Label("CERTIFICATE".into()),
            ),
            (
                KEY.replace("PRIVATE KEY", "s3cret-in-the-label"),
                PemError::Label("…".into()),
            ),
            ("A".repeat(70_000), PemError::TooLong),
        ] {
            assert_eq!(read_private_key(&text).err(), Some(error), "{text:.80}");
        }
    }
}
