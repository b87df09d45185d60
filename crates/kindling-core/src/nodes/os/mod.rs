//! What depends on the operating system: the config's format, what runs system containers, owners, mounts, own files.

pub mod fedora_coreos;
pub mod flatcar;

use super::config::{Directory, File, Format, Unit};
use super::layout::Owners;
use super::system_container::{Mount, Runtime};
use crate::model::{OperatingSystem, Role};

/// Which system it is, for the few lines of a unit that differ by nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// Flatcar Linux.
    Flatcar,
    /// Fedora CoreOS.
    FedoraCoreOs,
}

/// An operating system as the nodes stage sees it.
#[derive(Clone, Debug)]
pub struct System {
    /// Which it is.
    pub host: Host,
    /// The format of its configs.
    pub format: Format,
    /// What runs system containers.
    pub runtime: Runtime,
    /// `uid:gid` that the etcd container runs as, if not as root.
    pub etcd_user: Option<&'static str>,
    /// Owners and labels of what the layout script places.
    pub owners: Owners,
    /// What the kubelet sees of the host.
    pub kubelet_mounts: Vec<Mount>,
    /// What etcd sees of the host.
    pub etcd_mounts: Vec<Mount>,
    /// Units of the system itself to enable or mask.
    pub units: Vec<Unit<'static>>,
    /// Files that this system alone needs.
    pub files: Vec<File<'static>>,
}

impl System {
    /// The directories of a machine, made before anything else can need them.
    pub fn directories(&self, role: Role) -> Vec<Directory> {
        match self.host {
            Host::Flatcar => flatcar::directories(role),
            Host::FedoraCoreOs => fedora_coreos::directories(role),
        }
    }
}

/// The system of this name.
pub fn system(os: &OperatingSystem) -> System {
    match os {
        OperatingSystem::Flatcar(_) => flatcar::system(),
        OperatingSystem::FedoraCoreOs(_) => fedora_coreos::system(),
    }
}
