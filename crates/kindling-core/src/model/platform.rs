//! Where the machines are. Cloud platforms take their place here.

use std::fmt;

use super::fault::{Fault, Problems, shown};
use super::os::Family;
use super::{KernelArgument, names, url};
use crate::diagnostic::{Diagnostic, FieldPath};
use crate::document::suggestion::nearest;
use crate::document::{self, ClusterDocument};

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

fn path(key: &str) -> FieldPath {
    FieldPath::from("platform").key(key)
}

/// What every machine has unless it says otherwise.
#[derive(Default)]
pub(super) struct MachineDefaults {
    pub(super) install_disk: String,
    pub(super) kernel_args: Vec<KernelArgument>,
}

/// Judges `platform`, given the system where it is known.
pub(super) fn resolve(
    document: &ClusterDocument,
    family: Option<Family>,
    problems: &mut Problems<'_>,
) -> (Option<Platform>, MachineDefaults) {
    let written = &document.platform;
    if *written == document::Platform::default() {
        problems.missing(FieldPath::from("platform"));
        return (None, MachineDefaults::default());
    }
    let name = problems.required(&written.name, name, || path("name"));
    if name.is_none()
        && !matches!(written.name.as_str(), "" | "bare-metal")
        && is_cloud(&written.name)
    {
        return (None, MachineDefaults::default());
    }
    let endpoint = problems.required(&written.matchbox_http_endpoint, url::http_endpoint, || {
        path("matchbox_http_endpoint")
    });
    let install_disk = match &written.install_disk {
        Some(disk) => problems
            .take(install_disk(disk, family), || path("install_disk"))
            .unwrap_or_default(),
        None => default_disk(family).to_owned(),
    };
    let kernel_args = kernel_arguments(&written.kernel_args, &path("kernel_args"), problems);
    for (key, present) in [
        ("download_protocol", written.download_protocol.is_some()),
        ("oem_type", written.oem_type.is_some()),
    ] {
        if present && family == Some(Family::FedoraCoreOs) {
            problems.push(
                Diagnostic::error(
                    "platform/wrong-option",
                    path(key),
                    format!("`platform.{key}` is for Flatcar Linux alone"),
                )
                .hint("remove it"),
            );
        }
    }
    let protocol = match written.download_protocol.as_deref() {
        Some(word) if family != Some(Family::FedoraCoreOs) => {
            problems.take(protocol(word), || path("download_protocol"))
        }
        _ => Some(Protocol::Https),
    };
    let oem_type = match written.oem_type.as_deref() {
        None | Some("") => Some(None),
        Some(_) if family == Some(Family::FedoraCoreOs) => None,
        Some(text) => problems.take(oem_type(text), || path("oem_type")).map(Some),
    };
    let defaults = MachineDefaults {
        install_disk,
        kernel_args,
    };
    let platform = || {
        name?;
        let protocol = protocol?;
        Some(Platform::BareMetal(BareMetal {
            matchbox_http_endpoint: endpoint?,
            install_source: if written.cached_install == Some(true) {
                InstallSource::Cached
            } else {
                InstallSource::Remote(protocol)
            },
            oem_type: oem_type?,
        }))
    };
    (platform(), defaults)
}

fn is_cloud(name: &str) -> bool {
    matches!(name, "aws" | "azure" | "google-cloud" | "digital-ocean")
}

fn name(text: &str) -> Result<(), Fault> {
    if text == "bare-metal" {
        return Ok(());
    }
    if is_cloud(text) {
        return Err(Fault::new(
            "platform/not-supported",
            format!("the platform `{text}` is not supported yet"),
        )
        .hint("`bare-metal` is, with matchbox"));
    }
    let fault = Fault::new(
        "platform/name",
        format!("{} is not a platform Kindling knows", shown(text)),
    );
    Err(match nearest(text, ["bare-metal", "baremetal", "metal"]) {
        Some(_) => fault.hint("did you mean `bare-metal`?"),
        None => fault.hint("write `bare-metal`"),
    })
}

/// The disk a system is installed to where nobody names one.
pub(super) fn default_disk(family: Option<Family>) -> &'static str {
    match family {
        Some(Family::FedoraCoreOs) => "sda",
        Some(Family::Flatcar) | None => "/dev/sda",
    }
}

/// Judges a disk as the system's installer takes it.
pub(super) fn install_disk(text: &str, family: Option<Family>) -> Result<String, Fault> {
    const CODE: &str = "machines/install-disk";
    let refuse = |why: &str| Fault::new(CODE, format!("{} {why}", shown(text)));
    let example = "write a device such as `/dev/sda` or `/dev/disk/by-id/…`";
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.:+=@".contains(&byte);
    if text.is_empty() {
        return Err(Fault::new(CODE, "the disk's name is empty").hint(example));
    }
    if !text.bytes().all(plain) {
        return Err(refuse("has a character that no disk's name has").hint(example));
    }
    let below = text.strip_prefix("/dev/");
    let whole = below.unwrap_or(text);
    if whole.split('/').any(|part| matches!(part, "" | "." | "..")) || whole.starts_with('-') {
        return Err(refuse("is not the path of a disk").hint(example));
    }
    if below.is_none() {
        if whole.contains('/') {
            return Err(refuse("is not below `/dev/`").hint(example));
        }
        if family == Some(Family::Flatcar) {
            return Err(
                refuse("is not a path; Flatcar's installer takes the whole path")
                    .hint(format!("write `/dev/{text}`")),
            );
        }
    }
    Ok(text.to_owned())
}

/// Judges a list of kernel arguments.
pub(super) fn kernel_arguments(
    written: &[String],
    path: &FieldPath,
    problems: &mut Problems<'_>,
) -> Vec<KernelArgument> {
    written
        .iter()
        .enumerate()
        .filter_map(|(index, text)| {
            problems.take(names::kernel_argument(text), || path.index(index))
        })
        .collect()
}

fn protocol(word: &str) -> Result<Protocol, Fault> {
    match word {
        "http" => Ok(Protocol::Http),
        "https" => Ok(Protocol::Https),
        _ => Err(Fault::new(
            "platform/download-protocol",
            format!("{} is not a protocol to download with", shown(word)),
        )
        .hint("write `https`, or `http` for an iPXE without TLS")),
    }
}

/// Judges Flatcar's OEM type, a word on the installer's command line.
fn oem_type(text: &str) -> Result<String, Fault> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    if text.bytes().all(plain) && text.len() <= 64 && text.as_bytes()[0].is_ascii_alphanumeric() {
        return Ok(text.to_owned());
    }
    Err(Fault::new(
        "platform/oem-type",
        format!("{} is not an OEM type", shown(text)),
    )
    .hint("write the name of an OEM of Flatcar Linux, for example `vmware_raw`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disks_are_named_as_the_installer_takes_them() {
        for (text, flatcar, fedora) in [
            ("/dev/sda", true, true),
            ("/dev/nvme0n1", true, true),
            ("/dev/disk/by-id/ata-Samsung_SSD_860", true, true),
            ("/dev/disk/by-path/pci-0000:00:1f.2-ata-1", true, true),
            ("sda", false, true),
            ("disk/by-id/x", false, false),
            ("/sda", false, false),
            ("/dev/", false, false),
            ("/dev/../etc/passwd", false, false),
            ("/dev//sda", false, false),
            ("/dev/sda ", false, false),
            ("/dev/sda;reboot", false, false),
            ("/dev/$(x)", false, false),
            ("-sda", false, false),
            ("", false, false),
        ] {
            assert_eq!(
                install_disk(text, Some(Family::Flatcar)).is_ok(),
                flatcar,
                "{text}"
            );
            assert_eq!(
                install_disk(text, Some(Family::FedoraCoreOs)).is_ok(),
                fedora,
                "{text}"
            );
        }
    }
}
