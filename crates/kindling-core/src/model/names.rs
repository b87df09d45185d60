//! Names and addresses with rules. A value of one of these types has passed its rule.

use std::fmt;
use std::net::IpAddr;

use super::fault::{Fault, shown};

macro_rules! text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(super) String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

text! {
    /// A cluster's name: an RFC 1123 label.
    ClusterName
}
text! {
    /// A machine's short name: an RFC 1123 label.
    MachineName
}
text! {
    /// A fully qualified domain name, lower case.
    DomainName
}
text! {
    /// One kernel argument: printable, without spaces.
    KernelArgument
}
text! {
    /// An OpenSSH public key line, on one line, with its key data decoded and checked.
    SshPublicKey
}

/// A 6-byte MAC address; prints as lower-case pairs with colons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddress(pub(super) [u8; 6]);

impl MacAddress {
    /// The address that a text means, in any of its notations; none where a document would be refused for it.
    pub fn read(text: &str) -> Option<Self> {
        mac_address(text).ok()
    }

    /// Lower-case pairs with hyphens, as iPXE's `${mac:hexhyp}` writes it.
    pub fn hyphens(&self) -> String {
        self.to_string().replace(':', "-")
    }
}

impl fmt::Display for MacAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, f] = self.0;
        write!(formatter, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{f:02x}")
    }
}

/// What is wrong with an RFC 1123 label, if anything.
///
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names>
fn label_fault(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return Some("must not be empty");
    };
    if bytes.len() > 63 {
        return Some("has more than 63 characters");
    }
    let allowed = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
    if !bytes.iter().all(allowed) {
        return Some("may hold lower-case letters, digits and hyphens only");
    }
    if !first.is_ascii_alphanumeric() || !last.is_ascii_alphanumeric() {
        return Some("must start and end with a letter or a digit");
    }
    None
}

/// The text with what a label cannot hold replaced, if that makes a label.
fn label_proposal(text: &str) -> Option<String> {
    let folded: String = text
        .chars()
        .map(|letter| match letter.to_ascii_lowercase() {
            letter if letter.is_ascii_alphanumeric() => letter,
            _ => '-',
        })
        .collect();
    let proposal = folded.trim_matches('-');
    (proposal != text && label_fault(proposal).is_none()).then(|| proposal.to_owned())
}

fn label(code: &'static str, text: &str) -> Result<String, Fault> {
    let Some(fault) = label_fault(text) else {
        return Ok(text.to_owned());
    };
    let refused = Fault::new(code, format!("{} {fault}", shown(text)));
    Err(match label_proposal(text) {
        Some(proposal) if text.contains('.') && code == "machines/name" => refused.hint(format!(
            "`name` is the short name, for example `{}`; the full name belongs into `domain`",
            proposal.split('-').next().unwrap_or(&proposal)
        )),
        Some(proposal) => refused.hint(format!("write `{proposal}`")),
        None => refused.hint("choose a short name such as `node1`"),
    })
}

/// Judges a cluster's name.
pub(super) fn cluster_name(text: &str) -> Result<ClusterName, Fault> {
    label("cluster/name", text).map(ClusterName)
}

/// Judges a machine's short name.
pub(super) fn machine_name(text: &str) -> Result<MachineName, Fault> {
    label("machines/name", text).map(MachineName)
}

/// Judges a fully qualified domain name: lower case, two labels at least, no address, no trailing dot.
pub(super) fn domain(code: &'static str, text: &str) -> Result<DomainName, Fault> {
    let refuse = |why: &str| Fault::new(code, format!("{} {why}", shown(text)));
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    if bare.parse::<IpAddr>().is_ok() {
        return Err(refuse("is an address, not a domain name")
            .hint("give the machine a name in DNS: certificates and node names are made from it"));
    }
    if let Some(name) = text.strip_suffix('.') {
        return Err(refuse("ends in a dot").hint(format!("write {}", shown(name))));
    }
    if text.contains("://") || text.contains('/') || text.contains(':') {
        return Err(refuse("is more than a domain name")
            .hint("leave out the scheme, the port and the path"));
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(refuse(
            "has upper-case letters; Kubernetes knows node names in lower case only",
        )
        .hint(format!("write {}", shown(&text.to_ascii_lowercase()))));
    }
    if text.len() > 253 {
        return Err(refuse("has more than 253 characters").hint("choose a shorter name"));
    }
    if let Some(fault) = text.split('.').find_map(|part| match label_fault(part) {
        Some("must not be empty") => Some("has an empty label between dots"),
        Some("has more than 63 characters") => Some("has a label of more than 63 characters"),
        Some(fault) if fault.starts_with("must start") => {
            Some("has a label that does not start and end with a letter or a digit")
        }
        Some(_) => Some("may hold lower-case letters, digits, hyphens and dots only"),
        None => None,
    }) {
        return Err(refuse(fault).hint("write a name such as `node1.example.com`"));
    }
    let Some((_, last)) = text.rsplit_once('.') else {
        return Err(refuse("is not fully qualified").hint(format!(
            "write the whole name, for example `{text}.example.com`"
        )));
    };
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refuse("ends in a number, as no domain name does")
            .hint("write a name such as `node1.example.com`"));
    }
    Ok(DomainName(text.to_owned()))
}

/// Judges the domain of a machine, which is also its host name and its node name.
pub(super) fn machine_domain(text: &str) -> Result<DomainName, Fault> {
    let name = domain("machines/domain", text)?;
    // A node carries its name as the value of the label `kubernetes.io/hostname`, and a label's value ends at 63.
    if text.len() > 63 {
        return Err(Fault::new(
            "machines/domain",
            format!(
                "{} has {} characters; a node's name is also the value of its label `kubernetes.io/hostname`, which \
                 may have 63",
                shown(text),
                text.len()
            ),
        )
        .hint("choose a shorter name"));
    }
    Ok(name)
}

/// Judges a MAC address: six bytes with colons, hyphens, Cisco's dots or nothing in between, of one network card.
pub(super) fn mac_address(text: &str) -> Result<MacAddress, Fault> {
    const CODE: &str = "machines/mac";
    let refuse = |why: &str| Fault::new(CODE, format!("{} {why}", shown(text)));
    let example = "write six pairs of hexadecimal digits, for example `52:54:00:a1:9c:ae`";
    let digits: Option<String> = if text.contains(':') {
        separated(text, ':', 2)
    } else if text.contains('-') {
        separated(text, '-', 2)
    } else if text.contains('.') {
        separated(text, '.', 4)
    } else {
        Some(text.to_owned())
    };
    let digits = digits
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .ok_or_else(|| refuse("is not a MAC address").hint(example))?;
    if matches!(digits.len(), 16 | 40) {
        return Err(refuse("has more than 6 bytes; Ethernet addresses have 6").hint(example));
    }
    let bytes: [u8; 6] = u64::from_str_radix(&digits, 16)
        .ok()
        .filter(|_| digits.len() == 12)
        .map(u64::to_be_bytes)
        .map(|[_, _, a, b, c, d, e, f]| [a, b, c, d, e, f])
        .ok_or_else(|| refuse("is not a MAC address").hint(example))?;
    let own = "write the address of the network card that the machine boots from";
    if bytes == [0; 6] {
        return Err(refuse("is the empty address").hint(own));
    }
    if bytes == [0xff; 6] {
        return Err(refuse("is the broadcast address").hint(own));
    }
    if bytes[0] & 1 == 1 {
        return Err(refuse("is a multicast address; no network card has one").hint(own));
    }
    Ok(MacAddress(bytes))
}

fn separated(text: &str, separator: char, width: usize) -> Option<String> {
    text.split(separator)
        .map(|part| (part.len() == width).then_some(part))
        .collect()
}

/// Judges one kernel argument.
pub(super) fn kernel_argument(text: &str) -> Result<KernelArgument, Fault> {
    const CODE: &str = "machines/kernel-arg";
    let refuse = |why: &str| Fault::new(CODE, format!("{} {why}", shown(text)));
    if text.is_empty() {
        return Err(Fault::new(CODE, "a kernel argument is empty").hint("remove it"));
    }
    if text.contains([' ', '\t']) {
        return Err(refuse("has a space; the kernel would see two arguments")
            .hint("write each argument as its own entry of the list"));
    }
    if text.contains(['"', '\'', '`']) {
        return Err(refuse("has a quote, which boot loaders treat differently")
            .hint("write the argument without quotes"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(refuse("has a character that a boot loader cannot carry")
            .hint("use printable ASCII characters only"));
    }
    // https://github.com/ipxe/ipxe/blob/master/src/core/exec.c: what ends a command of a boot script.
    if matches!(text, ";" | "&&" | "||") || text.starts_with('#') {
        return Err(
            refuse("ends the boot script's command; what follows would be lost")
                .hint("remove it, or write it together with the argument it belongs to"),
        );
    }
    // https://github.com/ipxe/ipxe/blob/master/src/image/script.c: the next line would belong to this one.
    if text.ends_with('\\') {
        return Err(
            refuse("ends in a backslash, which joins two lines of a boot script")
                .hint("write the argument without it"),
        );
    }
    Ok(KernelArgument(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_follow_rfc_1123() {
        let longest = "a".repeat(63);
        for good in ["a", "1", "node1", "a-b", &longest] {
            assert!(machine_name(good).is_ok(), "{good}");
        }
        let longer = "a".repeat(64);
        for bad in [
            "", "Node1", "node_1", "-a", "a-", "a.b", "nöde", "a b", "a\n", &longer,
        ] {
            assert_eq!(
                machine_name(bad).map_err(|fault| fault.code),
                Err("machines/name"),
                "{bad:?}"
            );
        }
        let fault = machine_name("Node_1").expect_err("upper case is refused");
        assert_eq!(fault.hints, ["write `node-1`"]);
    }

    #[test]
    fn domains_are_full_lower_case_names() {
        for good in [
            "node1.example.com",
            "a.b",
            "1.example.com",
            "xn--bcher-kva.example",
        ] {
            assert!(machine_domain(good).is_ok(), "{good}");
        }
        let long_label = format!("{}.example.com", "a".repeat(64));
        let long_name = format!("{}.com", ["a"; 140].join("."));
        for bad in [
            "node1",
            "Node1.example.com",
            "node1.example.com.",
            "10.0.0.1",
            "::1",
            "[::1]",
            "node_1.example.com",
            "a..b",
            ".a.b",
            "-a.example.com",
            "http://a.example.com",
            "a.example.com:6443",
            "example.123",
            "a b.c",
            "*.example.com",
            &long_label,
            &long_name,
        ] {
            assert!(domain("api/domain", bad).is_err(), "{bad}");
        }
        let sixty_four = format!("{}.{}.com", "a".repeat(30), "b".repeat(29));
        assert_eq!(sixty_four.len(), 64);
        assert!(domain("api/domain", &sixty_four).is_ok());
        assert!(machine_domain(&sixty_four).is_err());
        assert!(machine_domain(&sixty_four[1..]).is_ok());
    }

    #[test]
    fn mac_addresses_come_in_four_forms() {
        for form in [
            "52:54:00:a1:9c:ae",
            "52:54:00:A1:9C:AE",
            "52-54-00-a1-9c-ae",
            "5254.00a1.9cae",
            "525400a19cae",
            "525400A19CAE",
        ] {
            let mac = mac_address(form).expect(form);
            assert_eq!(mac.to_string(), "52:54:00:a1:9c:ae");
            assert_eq!(mac.hyphens(), "52-54-00-a1-9c-ae");
        }
        for bad in [
            "",
            " 52:54:00:a1:9c:ae",
            "52:54:00:a1:9c",
            "52:54:00:a1:9c:ae:00",
            "52:54:00-a1:9c:ae",
            "5:54:00:a1:9c:ae",
            "52:54:00:a1:9c:gg",
            "00:00:00:00:00:00",
            "ff:ff:ff:ff:ff:ff",
            "01:00:5e:00:00:01",
            "53:54:00:a1:9c:ae",
            "52:54:00:a1:9c:ae:00:01",
            "5254.00a1.9cae.0001",
            "+25400a19cae",
            "5254:00a1:9cae",
            "52.54.00.a1.9c.ae",
            "525400a19ca",
            "é254.00a1.9cae",
        ] {
            assert_eq!(
                mac_address(bad).map_err(|fault| fault.code),
                Err("machines/mac"),
                "{bad}"
            );
        }
    }

    #[test]
    fn kernel_arguments_are_single_printable_words() {
        for good in [
            "console=ttyS0,115200n8",
            "flatcar.autologin",
            "kvm-intel.nested=1",
            "a=${mac:hexhyp}&b",
            "a;b",
            "a#b",
        ] {
            assert!(kernel_argument(good).is_ok(), "{good}");
        }
        for bad in [
            "", "a b", "a=\"b\"", "a='b'", "a\tb", "a\nb", "ä", "\u{7f}", "`a`", ";", "&&", "||",
            "#", "#a", "a\\",
        ] {
            assert!(kernel_argument(bad).is_err(), "{bad:?}");
        }
    }
}
