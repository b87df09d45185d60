//! Who may read a text that Kindling made.

/// Whether a text may be served to anyone or must stay with the operator and the machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitivity {
    /// May be served by matchbox to anyone on the network, pasted and shared.
    Public,
    /// Holds a key, a token or a password.
    Secret,
}
