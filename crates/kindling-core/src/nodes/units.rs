//! The units that every system has, written for the system they are for.

use super::bootstrap;
use super::etcd;
use super::kubelet;
use super::os::{Host, System};
use super::system_container::Runtime;
use super::systemd::{Command, Failure, UnitText};
use crate::model::{Cluster, Image, Machine, Role};

/// `kubelet.service`, which `kubelet.path` starts, for a node of this name.
pub fn kubelet(cluster: &Cluster, machine: &Machine, node_name: &str, system: &System) -> String {
    let container = kubelet::container(cluster, machine, node_name, system.kubelet_mounts.clone());
    let unit = needs_runtime(
        UnitText::new()
            .section("Unit")
            .set("Description", "Kubelet (System Container)"),
        system,
    )
    .set("Wants", "rpc-statd.service")
    .section("Service")
    .environment(
        "KUBELET_IMAGE",
        cluster.release().image(Image::Kubelet).as_str(),
    );
    let unit = [
        "/etc/cni/net.d",
        "/etc/kubernetes/manifests",
        "/opt/cni/bin",
        "/var/lib/kubelet/volumeplugins",
    ]
    .into_iter()
    .fold(unit, |unit, folder| {
        unit.command(
            "ExecStartPre",
            Failure::Counts,
            &Command::new(&["/bin/mkdir", "-p", folder]),
        )
    });
    let unit = system.runtime.service(unit, &container);
    let unit = match system.runtime {
        Runtime::Docker => unit,
        // The kubelet makes control groups of its own below the unit's.
        Runtime::Podman => unit.set("Delegate", "yes"),
    };
    let pause = match (system.host, machine.role()) {
        (Host::Flatcar, Role::Worker) => "5",
        _ => "10",
    };
    unit.set("TimeoutStartSec", "0")
        .set("Restart", "always")
        .set("RestartSec", pause)
        .section("Install")
        .set("WantedBy", "multi-user.target")
        .finish()
}

/// `etcd-member.service`.
pub fn etcd(cluster: &Cluster, system: &System) -> String {
    let container = etcd::container(system.etcd_user, system.etcd_mounts.clone());
    let unit = UnitText::new()
        .section("Unit")
        .set("Description", "etcd (System Container)")
        .set("Documentation", "https://github.com/etcd-io/etcd");
    let unit = match system.runtime {
        Runtime::Docker => needs_runtime(unit, system),
        Runtime::Podman => unit
            .set("Wants", "network-online.target")
            .set("After", "network-online.target"),
    };
    let unit = unit
        .section("Service")
        .environment("ETCD_IMAGE", cluster.release().image(Image::Etcd).as_str());
    let unit = match system.runtime {
        Runtime::Docker => unit,
        Runtime::Podman => unit.set("Type", "exec").command(
            "ExecStartPre",
            Failure::Counts,
            &Command::new(&["/bin/mkdir", "-p", etcd::DATA_DIR]),
        ),
    };
    system
        .runtime
        .service(unit, &container)
        .set(
            "Restart",
            match system.runtime {
                Runtime::Docker => "always",
                Runtime::Podman => "on-failure",
            },
        )
        .set("RestartSec", "10s")
        .set("TimeoutStartSec", "0")
        .set("LimitNOFILE", "40000")
        .section("Install")
        .set("WantedBy", "multi-user.target")
        .finish()
}

/// `bootstrap.service`, which the operator starts on one controller.
pub fn bootstrap(cluster: &Cluster, system: &System) -> String {
    let unit = UnitText::new()
        .section("Unit")
        .set("Description", "Kubernetes control plane");
    let unit = match system.runtime {
        Runtime::Docker => unit
            .set("Wants", "docker.service")
            .set("After", "docker.service"),
        Runtime::Podman => unit,
    };
    let unit = unit
        .set("ConditionPathExists", "!/opt/bootstrap/bootstrap.done")
        .section("Service")
        .set("Type", "oneshot")
        .set("RemainAfterExit", "true")
        .set("WorkingDirectory", bootstrap::DIR)
        .environment(
            "KUBELET_IMAGE",
            cluster.release().image(Image::Kubelet).as_str(),
        );
    let unit = system
        .runtime
        .service(unit, &bootstrap::container())
        .command(
            "ExecStartPost",
            Failure::Counts,
            &Command::new(&["/bin/touch", bootstrap::DONE]),
        );
    unit.section("Install")
        .set("WantedBy", "multi-user.target")
        .finish()
}

/// `kubelet.path`: starts the kubelet when its kubeconfig is there.
pub fn kubelet_path() -> String {
    UnitText::new()
        .section("Unit")
        .set("Description", "Watch for kubeconfig")
        .section("Path")
        .set("PathExists", kubelet::BOOTSTRAP_KUBECONFIG)
        .section("Install")
        .set("WantedBy", "multi-user.target")
        .finish()
}

/// `wait-for-dns.service`: holds the kubelet, and etcd on a controller, until there is a name server.
pub fn wait_for_dns(role: Role, system: &System) -> String {
    let unit = UnitText::new()
        .section("Unit")
        .set("Description", "Wait for DNS entries");
    let unit = match system.host {
        Host::Flatcar => unit.set("Wants", "systemd-resolved.service"),
        Host::FedoraCoreOs => unit,
    };
    let unit = unit.set("Before", "kubelet.service");
    let unit = match role {
        Role::Controller => unit.set("Before", "etcd-member.service"),
        Role::Worker => unit,
    };
    let unit = unit
        .section("Service")
        .set("Type", "oneshot")
        .set("RemainAfterExit", "true")
        .command(
            "ExecStart",
            Failure::Counts,
            &Command::new(&[
                "/bin/sh",
                "-c",
                "until /usr/bin/grep -q '^[^#[:space:]]' /etc/resolv.conf; do sleep 1; done",
            ]),
        )
        .section("Install")
        .set("RequiredBy", "kubelet.service");
    match role {
        Role::Controller => unit.set("RequiredBy", "etcd-member.service"),
        Role::Worker => unit,
    }
    .finish()
}

fn needs_runtime(unit: UnitText, system: &System) -> UnitText {
    match system.runtime {
        Runtime::Docker => unit
            .set("Requires", "docker.service")
            .set("After", "docker.service"),
        Runtime::Podman => unit,
    }
}
