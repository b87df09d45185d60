//! Names and addresses with rules. A value of one of these types has passed its rule.

use std::fmt;

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
