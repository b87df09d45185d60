//! Flatcar Linux: docker runs system containers, etcd has a user of its own, updates are the operator's to reboot for.

use super::{Host, System};
use crate::model::Role;
use crate::nodes::config::{Directory, Existing, Format, Owner, State, Unit};
use crate::nodes::etcd;
use crate::nodes::layout::{Owners, SeLinux};
use crate::nodes::system_container::{Mount, Runtime};

/// The number of Flatcar's user and group `etcd`.
const ETCD: u32 = 232;

/// Flatcar Linux.
pub fn system() -> System {
    System {
        host: Host::Flatcar,
        format: Format {
            variant: "flatcar",
            version: "1.0.0",
            ignition: "3.3.0",
        },
        runtime: Runtime::Docker,
        etcd_user: Some("232:232"),
        owners: Owners {
            etcd: "232:232",
            selinux: SeLinux::Absent,
        },
        kubelet_mounts: vec![
            Mount::read_only("/etc/cni/net.d"),
            Mount::read_only("/etc/kubernetes"),
            Mount::read_only("/etc/machine-id"),
            Mount::read_only("/usr/lib/os-release").at("/etc/os-release"),
            Mount::read_only("/lib/modules"),
            Mount::read_write("/run"),
            Mount::read_write("/sys/fs/cgroup"),
            Mount::read_write("/var/lib/containerd"),
            Mount::read_write("/var/lib/kubelet").shared(),
            Mount::read_write("/var/log"),
            Mount::read_write("/opt/cni/bin"),
        ],
        etcd_mounts: vec![
            Mount::read_only("/etc/ssl/etcd").at("/etc/ssl/certs"),
            Mount::read_write(etcd::DATA_DIR),
        ],
        units: vec![
            Unit {
                name: "docker.service",
                state: State::Enabled,
                contents: None,
                dropins: &[],
            },
            Unit {
                name: "locksmithd.service",
                state: State::Masked,
                contents: None,
                dropins: &[],
            },
        ],
        files: Vec::new(),
    }
}

/// The directories of a machine.
pub fn directories(role: Role) -> Vec<Directory> {
    let plain = |path| Directory {
        path,
        mode: 0o755,
        existing: Existing::Absent,
        owner: None,
    };
    let mut directories = Vec::new();
    if role == Role::Controller {
        directories.push(Directory {
            path: etcd::DATA_DIR,
            mode: 0o700,
            existing: Existing::Replaced,
            owner: Some(Owner {
                uid: ETCD,
                gid: ETCD,
            }),
        });
    }
    directories.push(plain("/etc/kubernetes"));
    directories.push(plain("/etc/kubernetes/manifests"));
    directories
}
