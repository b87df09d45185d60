//! SSH public keys, truly parsed: the key data is decoded and has to be what its name says.
//!
//! A private key or a certificate that was pasted instead is refused without repeating it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::SshPublicKey;
use super::fault::{Fault, shown};

/// A key and what to warn of.
#[derive(Debug)]
pub(super) struct JudgedKey {
    pub(super) key: SshPublicKey,
    /// Algorithm and key data, without the comment: two lines with the same one are the same key.
    pub(super) identity: String,
    pub(super) weakness: Option<Fault>,
}

/// The shortest RSA key OpenSSH accepts, in bits.
const SHORTEST_RSA: usize = 1024;
/// The shortest RSA key that current policies accept, Fedora's among them, in bits.
const SHORT_RSA: usize = 2048;

const CODE: &str = "ssh/key";

/// Judges one line of an `authorized_keys` file without options.
///
/// <https://www.rfc-editor.org/rfc/rfc4253#section-6.6>
pub(super) fn public_key(text: &str) -> Result<JudgedKey, Fault> {
    let line = text.trim();
    if line.contains("PRIVATE KEY") || line.starts_with("PuTTY-User-Key-File") {
        return Err(
            Fault::new("ssh/private-key", "a private key does not belong here")
                .hint("take the public key, the one line of the file ending in `.pub`")
                .hint("this document is made to be shared: if it was, replace the private key"),
        );
    }
    if line.starts_with("---- BEGIN SSH2")
        || line.contains("BEGIN PUBLIC KEY")
        || line.contains("BEGIN RSA PUBLIC")
    {
        return Err(
            Fault::new(CODE, "the key is not in OpenSSH's one-line format")
                .hint("convert it: `ssh-keygen -i -f KEYFILE`"),
        );
    }
    if line.contains(['\n', '\r']) {
        return Err(Fault::new(CODE, "a key has more than one line")
            .hint("write each key on one line, as its own entry of the list"));
    }
    if line.chars().any(char::is_control) {
        return Err(Fault::new(CODE, "a key has a control character")
            .hint("paste the key anew as one line"));
    }
    let mut words = line.split(' ').filter(|word| !word.is_empty());
    let algorithm = words.next().unwrap_or_default();
    if algorithm.ends_with("-cert-v01@openssh.com") {
        return Err(
            Fault::new(CODE, "an SSH certificate cannot be an authorized key")
                .hint("write the public key that the certificate was made for"),
        );
    }
    if !is_algorithm(algorithm) {
        return Err(not_a_key(line, algorithm));
    }
    let Some(encoded) = words.next() else {
        return Err(
            Fault::new(CODE, format!("the key {} has no key data", shown(line)))
                .hint("paste the whole line of the file ending in `.pub`"),
        );
    };
    let broken = |why: &str| {
        Fault::new(CODE, format!("the key data of {} {why}", describe(line)))
            .hint("paste the whole line of the file ending in `.pub`, for example `~/.ssh/id_ed25519.pub`")
    };
    let blob = STANDARD
        .decode(encoded)
        .or_else(|_| STANDARD_NO_PAD.decode(encoded))
        .map_err(|_| broken("is not base64; it may have been cut or wrapped"))?;
    let mut rest = blob.as_slice();
    let cut = || broken("ends too early; it may have been cut");
    let inner = take(&mut rest).ok_or_else(cut)?;
    if inner != algorithm.as_bytes() {
        return Err(broken("says another algorithm than the line"));
    }
    let weakness = judge_fields(algorithm, &mut rest, &cut, &broken)?;
    if !rest.is_empty() {
        return Err(broken("goes on after its end"));
    }
    let comment: Vec<&str> = words.collect();
    let mut normal = format!("{algorithm} {encoded}");
    let identity = normal.clone();
    if !comment.is_empty() {
        normal.push(' ');
        normal.push_str(&comment.join(" "));
    }
    Ok(JudgedKey {
        key: SshPublicKey(normal),
        identity,
        weakness,
    })
}

fn is_algorithm(word: &str) -> bool {
    matches!(
        word,
        "ssh-rsa"
            | "ssh-ed25519"
            | "ecdsa-sha2-nistp256"
            | "ecdsa-sha2-nistp384"
            | "ecdsa-sha2-nistp521"
            | "sk-ssh-ed25519@openssh.com"
            | "sk-ecdsa-sha2-nistp256@openssh.com"
    )
}

/// The comment if there is one, else the algorithm: never the key data.
fn describe(line: &str) -> String {
    let comment: Vec<&str> = line.split_whitespace().skip(2).collect();
    if comment.is_empty() {
        shown(line.split_whitespace().next().unwrap_or_default())
    } else {
        shown(&comment.join(" "))
    }
}

fn not_a_key(line: &str, first: &str) -> Fault {
    if first == "ssh-dss" {
        return Fault::new(CODE, "DSA keys are no longer accepted by OpenSSH")
            .hint("make a new key: `ssh-keygen -t ed25519`");
    }
    if line.split(' ').any(is_algorithm) {
        return Fault::new(CODE, format!("{} is in front of the key", shown(first)))
            .hint("write the key without options, beginning with its algorithm");
    }
    if line.starts_with('~') || line.starts_with('/') || line.ends_with(".pub") {
        return Fault::new(CODE, format!("{} is a file name", shown(line))).hint(
            "write what the file holds: one line beginning with `ssh-ed25519` or another algorithm",
        );
    }
    if first.starts_with("AAAA") {
        return Fault::new(CODE, "a key begins with its data, without its algorithm")
            .hint("paste the whole line of the file ending in `.pub`");
    }
    if line.is_empty() {
        return Fault::new(CODE, "a key is empty").hint("remove the entry or paste a public key");
    }
    // What stands here is not known to be public: it is not repeated.
    Fault::new(CODE, "not an SSH public key").hint(
        "write one line that begins with `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa` or another algorithm of \
         OpenSSH",
    )
}

/// Takes a string of the wire format: four bytes of length, then that many bytes.
fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (field, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(field)
}

fn judge_fields(
    algorithm: &str,
    rest: &mut &[u8],
    cut: &dyn Fn() -> Fault,
    broken: &dyn Fn(&str) -> Fault,
) -> Result<Option<Fault>, Fault> {
    match algorithm {
        "ssh-rsa" => {
            let exponent = take(rest).ok_or_else(cut)?;
            let modulus = take(rest).ok_or_else(cut)?;
            return judge_rsa(exponent, modulus, broken);
        }
        "ssh-ed25519" | "sk-ssh-ed25519@openssh.com" => {
            if take(rest).ok_or_else(cut)?.len() != 32 {
                return Err(broken("does not hold the 32 bytes of an Ed25519 key"));
            }
        }
        _ => {
            let (curve, size): (&[u8], usize) = match algorithm {
                "ecdsa-sha2-nistp384" => (b"nistp384", 48),
                "ecdsa-sha2-nistp521" => (b"nistp521", 66),
                _ => (b"nistp256", 32),
            };
            if take(rest).ok_or_else(cut)? != curve {
                return Err(broken("names another curve than the line"));
            }
            let point = take(rest).ok_or_else(cut)?;
            if point.len() != 1 + 2 * size || point.first() != Some(&4) {
                return Err(broken("does not hold a point of its curve"));
            }
        }
    }
    if algorithm.starts_with("sk-") && take(rest).ok_or_else(cut)?.is_empty() {
        return Err(broken("has no application"));
    }
    Ok(None)
}

fn judge_rsa(
    exponent: &[u8],
    modulus: &[u8],
    broken: &dyn Fn(&str) -> Fault,
) -> Result<Option<Fault>, Fault> {
    let negative = |number: &[u8]| number.first().is_none_or(|byte| byte & 0x80 != 0);
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
    if negative(exponent) || negative(modulus) || !odd(exponent) || !odd(modulus) {
        return Err(broken("does not hold an RSA key"));
    }
    let bits = bit_length(modulus);
    if bits > 16384 {
        return Err(broken("has more than 16384 bits, the most OpenSSH accepts"));
    }
    if bits < SHORTEST_RSA {
        return Err(Fault::new(
            CODE,
            format!("an RSA key has {bits} bits; OpenSSH accepts {SHORTEST_RSA} at least"),
        )
        .hint("make a new key: `ssh-keygen -t ed25519`"));
    }
    Ok((bits < SHORT_RSA).then(|| {
        Fault::new(
            "ssh/weak-key",
            format!("an RSA key has {bits} bits; systems with current policies refuse less than {SHORT_RSA}"),
        )
        .hint("make a new key: `ssh-keygen -t ed25519`")
    }))
}

fn bit_length(number: &[u8]) -> usize {
    let significant: &[u8] = match number.iter().position(|&byte| byte != 0) {
        Some(start) => &number[start..],
        None => &[],
    };
    match significant.first() {
        Some(first) => significant.len() * 8 - first.leading_zeros() as usize,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(algorithm: &str, fields: &[&[u8]]) -> String {
        let mut blob = Vec::new();
        for field in [algorithm.as_bytes()].iter().chain(fields) {
            blob.extend(u32::try_from(field.len()).expect("short").to_be_bytes());
            blob.extend(*field);
        }
        format!("{algorithm} {} ops@example.com", STANDARD.encode(blob))
    }

    fn rsa(bits: usize) -> String {
        let mut modulus = vec![0xff; bits / 8];
        modulus.insert(0, 0);
        line("ssh-rsa", &[&[1, 0, 1], &modulus])
    }

    fn point(size: usize) -> Vec<u8> {
        let mut point = vec![7; 1 + 2 * size];
        point[0] = 4;
        point
    }

    #[test]
    fn keys_of_every_kind_are_accepted() {
        for text in [
            line("ssh-ed25519", &[&[7; 32]]),
            line("ecdsa-sha2-nistp256", &[b"nistp256", &point(32)]),
            line("ecdsa-sha2-nistp384", &[b"nistp384", &point(48)]),
            line("ecdsa-sha2-nistp521", &[b"nistp521", &point(66)]),
            line("sk-ssh-ed25519@openssh.com", &[&[7; 32], b"ssh:"]),
            line(
                "sk-ecdsa-sha2-nistp256@openssh.com",
                &[b"nistp256", &point(32), b"ssh:"],
            ),
            rsa(2048),
            rsa(3072),
        ] {
            let judged = public_key(&text).expect(&text);
            assert_eq!(judged.key.as_str(), text);
            assert!(judged.weakness.is_none());
        }
        let spaced = line("ssh-ed25519", &[&[7; 32]]).replacen(' ', "   ", 1) + "\n";
        let judged = public_key(&spaced).expect("surrounding white space is harmless");
        assert!(!judged.key.as_str().contains("  ") && !judged.key.as_str().contains('\n'));
    }

    #[test]
    fn a_short_rsa_key_is_warned_of_and_a_tiny_one_refused() {
        let weak = public_key(&rsa(1024)).expect("OpenSSH accepts it");
        assert_eq!(weak.weakness.map(|fault| fault.code), Some("ssh/weak-key"));
        assert!(public_key(&rsa(768)).is_err());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = line("ssh-ed25519", &[&[7; 32]]);
        for text in [
            String::new(),
            "ssh-ed25519".to_owned(),
            "ssh-ed25519 AAAA… ops".to_owned(),
            good[..40].to_owned(),
            good.replacen("ssh-ed25519", "ssh-rsa", 1),
            format!("command=\"x\" {good}"),
            format!("{good}\n{good}"),
            line("ssh-ed25519", &[&[7; 31]]),
            line("ssh-ed25519", &[&[7; 32], b"more"]),
            line("ecdsa-sha2-nistp256", &[b"nistp384", &point(32)]),
            line("ecdsa-sha2-nistp256", &[b"nistp256", &point(48)]),
            line("ssh-dss", &[&[7; 32]]),
            line("ssh-ed25519-cert-v01@openssh.com", &[&[7; 32]]),
            "~/.ssh/id_ed25519.pub".to_owned(),
            good.split(' ').nth(1).unwrap_or_default().to_owned(),
            "hunter2".to_owned(),
        ] {
            assert_eq!(
                public_key(&text).map(|_| ()).map_err(|fault| fault.code),
                Err(CODE),
                "{text}"
            );
        }
    }

    #[test]
    fn a_private_key_is_never_repeated() {
        let text =
            "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n";
        let fault = public_key(text).expect_err("a private key is refused");
        assert_eq!(fault.code, "ssh/private-key");
        assert!(!format!("{fault:?}").contains("c2VjcmV0"));
        let fault = public_key("c2VjcmV0c2VjcmV0 c2VjcmV0").expect_err("no key");
        assert!(!format!("{fault:?}").contains("c2VjcmV0"));
    }
}
