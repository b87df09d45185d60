//! Where the machines are. Cloud platforms take their place here.

use std::fmt;

/// An `http://` or `https://` URL without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpEndpoint(pub(super) String);

impl HttpEndpoint {
    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HttpEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The protocol that network boot uses to fetch from the OS vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// `http`, for iPXE builds without TLS.
    Http,
    /// `https`.
    Https,
}

impl Protocol {
    /// The URL scheme.
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// Where the OS images of an installation come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallSource {
    /// The vendor's download server (`cached_install: false`), by this protocol (`download_protocol`).
    Remote(Protocol),
    /// The assets folder of matchbox (`cached_install: true`).
    Cached,
}

/// Machines that boot over the network from matchbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareMetal {
    pub(super) matchbox_http_endpoint: HttpEndpoint,
    pub(super) install_source: InstallSource,
    pub(super) oem_type: Option<String>,
}

impl BareMetal {
    /// Where machines reach matchbox.
    pub const fn matchbox_http_endpoint(&self) -> &HttpEndpoint {
        &self.matchbox_http_endpoint
    }

    /// Where the OS images come from.
    pub const fn install_source(&self) -> InstallSource {
        self.install_source
    }

    /// Flatcar's OEM type for `flatcar-install -o`.
    pub fn oem_type(&self) -> Option<&str> {
        self.oem_type.as_deref()
    }
}

/// Where the machines are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Machines that boot over the network from matchbox.
    BareMetal(BareMetal),
}

impl Platform {
    /// The word of the document.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::BareMetal(_) => "bare-metal",
        }
    }
}
