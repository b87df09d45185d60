//! Fedora CoreOS: podman runs system containers, containerd runs pods, SELinux is enforcing.

use super::{Host, System};
use crate::model::Role;
use crate::nodes::bootstrap;
use crate::nodes::config::{Directory, Existing, File, Format, State, Unit};
use crate::nodes::etcd;
use crate::nodes::layout::{Owners, SeLinux};
use crate::nodes::system_container::{Mount, Relabel, Runtime};

/// Fedora CoreOS.
pub fn system() -> System {
    System {
        host: Host::FedoraCoreOs,
        format: Format {
            variant: "fcos",
            version: "1.5.0",
            ignition: "3.4.0",
        },
        runtime: Runtime::Podman,
        etcd_user: None,
        owners: Owners {
            etcd: "0:0",
            selinux: SeLinux::Enforcing,
        },
        kubelet_mounts: vec![
            Mount::read_only("/etc/cni/net.d").relabelled(Relabel::Shared),
            Mount::read_only("/etc/kubernetes").relabelled(Relabel::Shared),
            Mount::read_only("/usr/lib/os-release").at("/etc/os-release"),
            Mount::read_only("/etc/machine-id"),
            Mount::read_only("/lib/modules"),
            Mount::read_write("/run"),
            Mount::read_write("/sys/fs/cgroup"),
            Mount::read_write("/etc/selinux"),
            Mount::read_write("/sys/fs/selinux"),
            Mount::read_write("/var/lib/containerd"),
            Mount::read_write("/var/lib/kubelet")
                .shared()
                .relabelled(Relabel::Shared),
            Mount::read_write("/var/log"),
            Mount::read_write("/var/run/lock").relabelled(Relabel::Shared),
            Mount::read_write("/opt/cni/bin").relabelled(Relabel::Shared),
        ],
        etcd_mounts: vec![
            Mount::read_write(etcd::DATA_DIR).relabelled(Relabel::Exclusive),
            Mount::read_only("/etc/ssl/etcd")
                .at("/etc/ssl/certs")
                .relabelled(Relabel::Exclusive),
        ],
        units: vec![
            Unit {
                name: "containerd.service",
                state: State::Enabled,
                contents: None,
                dropins: &[],
            },
            Unit {
                name: "docker.service",
                state: State::Masked,
                contents: None,
                dropins: &[],
            },
        ],
        files: FILES.to_vec(),
    }
}

/// The directories of a machine.
pub fn directories(role: Role) -> Vec<Directory> {
    let directory = |path, mode| Directory {
        path,
        mode,
        existing: Existing::Absent,
        owner: None,
    };
    let mut directories = vec![
        directory("/etc/kubernetes", 0o755),
        directory("/etc/kubernetes/manifests", 0o755),
    ];
    if role == Role::Controller {
        directories.push(directory(etcd::DATA_DIR, 0o700));
        directories.push(directory(bootstrap::DIR, 0o755));
    }
    directories
}

const FILES: &[File<'static>] = &[
    // Pod networks need both before their DaemonSet can load anything.
    File {
        path: "/etc/modules-load.d/kubernetes.conf",
        contents: "nf_conntrack\nbr_netfilter\n",
        mode: 0o644,
        existing: Existing::Absent,
    },
    // Pod networks send what strict reverse path filtering would drop.
    File {
        path: "/etc/sysctl.d/reverse-path-filter.conf",
        contents: "net.ipv4.conf.default.rp_filter=0\nnet.ipv4.conf.*.rp_filter=0\n",
        mode: 0o644,
        existing: Existing::Absent,
    },
    // flannel records the address it gave its interface; systemd must not change it.
    File {
        path: "/etc/systemd/network/50-flannel.link",
        contents: "[Match]\nOriginalName=flannel*\n\n[Link]\nMACAddressPolicy=none\n",
        mode: 0o644,
        existing: Existing::Absent,
    },
    File {
        path: "/etc/systemd/system.conf.d/accounting.conf",
        contents: "[Manager]\nDefaultCPUAccounting=yes\nDefaultMemoryAccounting=yes\nDefaultIOAccounting=yes\n",
        mode: 0o644,
        existing: Existing::Absent,
    },
    File {
        path: "/etc/containerd/config.toml",
        contents: r#"version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
oom_score = -999

[grpc]
address = "/run/containerd/containerd.sock"
uid = 0
gid = 0

[plugins."io.containerd.grpc.v1.cri"]
enable_selinux = true

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = true
"#,
        mode: 0o644,
        existing: Existing::Replaced,
    },
];
