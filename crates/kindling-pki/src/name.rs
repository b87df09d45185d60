//! Names in certificates: whose it is, and under which names it answers.
//!
//! Takes text, gives checked values; anything a name constructor accepts can
//! be written into a certificate.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

use crate::der;

/// `ub-common-name` and `ub-organization-name` of RFC 5280.
const LONGEST_PART_CHARACTERS: usize = 64;

/// The subject or issuer of a certificate: a common name and organizations.
///
/// To Kubernetes the common name is the user and each organization is a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    common_name: String,
    organizations: Vec<String>,
}

/// Why a text cannot stand in a certificate as a name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// An empty part, one of more than 64 characters, or one with control
    /// characters.
    Part(String),
    /// Not a host name that a client would compare with.
    Dns(String),
}

impl fmt::Display for NameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(text) => write!(
                formatter,
                "{text:?} cannot be part of a certificate's name: it needs 1 to 64 characters, none of them a control character"
            ),
            Self::Dns(text) => write!(formatter, "{text:?} is not a DNS name"),
        }
    }
}

impl std::error::Error for NameError {}

fn part(text: &str) -> Result<String, NameError> {
    let length = text.chars().count();
    if length == 0 || length > LONGEST_PART_CHARACTERS || text.chars().any(char::is_control) {
        return Err(NameError::Part(text.to_owned()));
    }
    Ok(text.to_owned())
}

impl Name {
    /// A common name alone.
    ///
    /// # Errors
    /// [`NameError::Part`] when it is empty, too long or holds control
    /// characters.
    pub fn new(common_name: &str) -> Result<Self, NameError> {
        Ok(Self {
            common_name: part(common_name)?,
            organizations: Vec::new(),
        })
    }

    /// The same name with one more organization.
    ///
    /// # Errors
    /// [`NameError::Part`], as for a common name.
    pub fn in_organization(mut self, organization: &str) -> Result<Self, NameError> {
        self.organizations.push(part(organization)?);
        Ok(self)
    }

    /// The common name.
    pub fn common_name(&self) -> &str {
        &self.common_name
    }

    /// The organizations, in the order given.
    pub fn organizations(&self) -> &[String] {
        &self.organizations
    }

    /// `RDNSequence`, organizations before the common name as usual.
    pub(crate) fn to_der(&self) -> Vec<u8> {
        const COMMON_NAME: [u32; 4] = [2, 5, 4, 3];
        const ORGANIZATION: [u32; 4] = [2, 5, 4, 10];
        let attribute = |arcs: &[u32], text: &str| {
            der::set_of_one(&der::sequence(&[
                &der::object_identifier(arcs),
                &der::utf8_string(text),
            ]))
        };
        let mut parts: Vec<u8> = self
            .organizations
            .iter()
            .flat_map(|organization| attribute(&ORGANIZATION, organization))
            .collect();
        parts.extend(attribute(&COMMON_NAME, &self.common_name));
        der::sequence(&[&parts])
    }
}

impl fmt::Display for Name {
    /// `O=system:masters, CN=kubernetes-admin`, for people to read.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for organization in &self.organizations {
            write!(formatter, "O={organization}, ")?;
        }
        write!(formatter, "CN={}", self.common_name)
    }
}

/// A name or address that a server answers under; the part that clients check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubjectAltName {
    /// A host name, in lower case; made by [`SubjectAltName::dns`].
    Dns(DnsName),
    /// An address.
    Ip(IpAddr),
}

/// A host name that fits into a certificate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DnsName(String);

impl DnsName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SubjectAltName {
    /// A host name; its first label may be `*`.
    ///
    /// # Errors
    /// [`NameError::Dns`] unless it is at most 253 characters of labels of
    /// letters, digits, hyphens and underscores.
    pub fn dns(text: &str) -> Result<Self, NameError> {
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let host = text.strip_prefix("*.").unwrap_or(text);
        // A client takes `10.0.0.1` for an address and never compares it with
        // a host name.
        let number = host
            .rsplit('.')
            .next()
            .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        if text.len() > 253 || number || !host.split('.').all(label) {
            return Err(NameError::Dns(text.to_owned()));
        }
        Ok(Self::Dns(DnsName(text.to_ascii_lowercase())))
    }

    /// An address; an IPv4 address written as IPv6 is taken for what it is.
    pub fn ip(address: IpAddr) -> Self {
        Self::Ip(address.to_canonical())
    }

    /// A host name or an address, whichever the text is.
    ///
    /// # Errors
    /// [`NameError::Dns`] when it is neither.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::ip(address));
        }
        if let Some(Ok(address)) = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .map(str::parse::<Ipv6Addr>)
        {
            return Ok(Self::ip(address.into()));
        }
        Self::dns(text)
    }

    /// `GeneralName`.
    pub(crate) fn to_der(&self) -> Vec<u8> {
        match self {
            Self::Dns(name) => der::implicit(2, name.0.as_bytes()),
            Self::Ip(IpAddr::V4(address)) => der::implicit(7, &address.octets()),
            Self::Ip(IpAddr::V6(address)) => der::implicit(7, &address.octets()),
        }
    }
}

impl fmt::Display for SubjectAltName {
    /// The name or address alone, without its kind.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => formatter.write_str(&name.0),
            Self::Ip(address) => address.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_and_addresses_are_told_apart() {
        for (text, shown) in [
            ("Node1.Example.com", Ok("node1.example.com")),
            ("localhost", Ok("localhost")),
            ("*.apps.example.com", Ok("*.apps.example.com")),
            ("_sip.example.com", Ok("_sip.example.com")),
            ("10.3.0.1", Ok("10.3.0.1")),
            ("FD00::0001", Ok("fd00::1")),
            ("[fd00::1]", Ok("fd00::1")),
            ("::ffff:10.0.0.1", Ok("10.0.0.1")),
            ("", Err(())),
            ("*", Err(())),
            ("*.", Err(())),
            ("a.*.b", Err(())),
            ("10.3.0.256", Err(())),
            ("10.3.0", Err(())),
            ("-a.example.com", Err(())),
            ("a..b", Err(())),
            ("example.com.", Err(())),
            ("bücher.example", Err(())),
            ("a b", Err(())),
            ("a,DNS:b", Err(())),
            ("https://example.com", Err(())),
        ] {
            let parsed = SubjectAltName::parse(text).map(|name| name.to_string());
            assert_eq!(parsed.as_deref().map_err(|_| ()), shown, "{text}");
        }
        assert!(SubjectAltName::dns(&["a".repeat(63).as_str(); 4].join(".")).is_err());
        assert!(SubjectAltName::dns(&"a".repeat(64)).is_err());
    }

    #[test]
    fn names_have_limits() {
        assert!(Name::new(&"é".repeat(64)).is_ok());
        assert_eq!(
            Name::new(&"é".repeat(65)),
            Err(NameError::Part("é".repeat(65)))
        );
        for text in ["", "a\nb", "a\0"] {
            assert!(Name::new(text).is_err());
        }
        let name = Name::new("admin")
            .and_then(|name| name.in_organization("system:masters"))
            .expect("valid");
        assert_eq!(name.to_string(), "O=system:masters, CN=admin");
    }
}
