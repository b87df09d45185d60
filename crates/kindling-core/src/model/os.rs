//! The operating system of the machines. Container Linux takes its place here with the classic line.

/// Flatcar Linux: a channel (`stable`, `beta`, `alpha`) and a version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flatcar {
    pub(super) channel: String,
    pub(super) version: String,
}

impl Flatcar {
    /// `stable`, `beta` or `alpha`.
    pub fn channel(&self) -> &str {
        &self.channel
    }

    /// Such as `4230.2.4`.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// Fedora CoreOS: a stream (`stable`, `testing`, `next`) and a version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FedoraCoreOs {
    pub(super) stream: String,
    pub(super) version: String,
}

impl FedoraCoreOs {
    /// `stable`, `testing` or `next`.
    pub fn stream(&self) -> &str {
        &self.stream
    }

    /// Such as `42.20250901.3.0`.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// The operating system of the machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperatingSystem {
    /// Flatcar Linux.
    Flatcar(Flatcar),
    /// Fedora CoreOS.
    FedoraCoreOs(FedoraCoreOs),
}

impl OperatingSystem {
    /// The word of the document: `flatcar-linux`, `fedora-coreos`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Flatcar(_) => "flatcar-linux",
            Self::FedoraCoreOs(_) => "fedora-coreos",
        }
    }

    /// The version, in the system's own scheme.
    pub fn version(&self) -> &str {
        match self {
            Self::Flatcar(flatcar) => flatcar.version(),
            Self::FedoraCoreOs(fedora) => fedora.version(),
        }
    }

    /// The Butane variant of its configs: `flatcar`, `fcos`.
    pub const fn butane_variant(&self) -> &'static str {
        match self {
            Self::Flatcar(_) => "flatcar",
            Self::FedoraCoreOs(_) => "fcos",
        }
    }
}
