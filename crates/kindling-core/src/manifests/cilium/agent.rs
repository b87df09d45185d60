//! The agent of each machine.

use k8s_openapi::api::core::v1::{
    Capabilities, Container, ContainerPort, ExecAction, Lifecycle, LifecycleHandler, PodSpec,
    Probe, SecurityContext, Volume,
};

use super::{AGENT, CONFIG_DIR, NAME, environment};
use crate::manifests::object::{self, Object, named, texts};
use crate::manifests::pod::{
    HostPath, config_volume, env, host_path, mount, mount_propagated, mount_read_only, privileged,
    seccomp, tolerate_everywhere,
};
use crate::model::{Cluster, Image};

/// Where the agent's control group is mounted, on the host and in the pod.
const CGROUP_ROOT: &str = "/run/cilium/cgroupv2";
/// Where the host finds CNI programs.
const CNI_BIN_DIR: &str = "/opt/cni/bin";

/// Copies the mount program to the host, where no shell may be, and runs it in the host's namespaces.
const MOUNT_CGROUP: &str = r#"cp /usr/bin/cilium-mount /hostbin/cilium-mount && nsenter --cgroup=/hostproc/1/ns/cgroup --mount=/hostproc/1/ns/mnt "${BIN_PATH}/cilium-mount" $CGROUP_ROOT; rm /hostbin/cilium-mount"#;

pub(super) fn daemon_set(cluster: &Cluster) -> Object {
    object::daemon_set(
        named(NAME, [("k8s-app", NAME)]),
        [("k8s-app", AGENT)],
        pod(cluster),
    )
}

fn pod(cluster: &Cluster) -> PodSpec {
    let image = cluster.release().image(Image::CiliumAgent).as_str();
    PodSpec {
        host_network: Some(true),
        priority_class_name: Some("system-node-critical".to_owned()),
        service_account_name: Some(AGENT.to_owned()),
        security_context: Some(seccomp()),
        tolerations: Some(tolerate_everywhere(cluster)),
        init_containers: Some(vec![
            install_cni(image),
            mount_cgroup(image),
            clean_state(image),
        ]),
        containers: vec![agent(image)],
        // Pods wait for the network while the agent stops, so it stops at once.
        termination_grace_period_seconds: Some(1),
        volumes: Some(volumes()),
        ..PodSpec::default()
    }
}

fn install_cni(image: &str) -> Container {
    Container {
        name: "install-cni".to_owned(),
        image: Some(image.to_owned()),
        command: Some(texts(&["/install-plugin.sh"])),
        security_context: Some(SecurityContext {
            capabilities: Some(Capabilities {
                add: None,
                drop: Some(texts(&["ALL"])),
            }),
            ..privileged()
        }),
        volume_mounts: Some(vec![mount("cni-bin-dir", "/host/opt/cni/bin")]),
        ..Container::default()
    }
}

fn mount_cgroup(image: &str) -> Container {
    Container {
        name: "mount-cgroup".to_owned(),
        image: Some(image.to_owned()),
        command: Some(texts(&["sh", "-ec", MOUNT_CGROUP])),
        env: Some(vec![
            env("CGROUP_ROOT", CGROUP_ROOT),
            env("BIN_PATH", CNI_BIN_DIR),
        ]),
        security_context: Some(privileged()),
        volume_mounts: Some(vec![
            mount("hostproc", "/hostproc"),
            mount("cni-bin-dir", "/hostbin"),
        ]),
        ..Container::default()
    }
}

fn clean_state(image: &str) -> Container {
    Container {
        name: "clean-cilium-state".to_owned(),
        image: Some(image.to_owned()),
        command: Some(texts(&["/init-container.sh"])),
        security_context: Some(privileged()),
        volume_mounts: Some(vec![
            mount("sys-fs-bpf", "/sys/fs/bpf"),
            mount("var-run-cilium", "/var/run/cilium"),
            mount_propagated("cilium-cgroup", CGROUP_ROOT, "HostToContainer"),
        ]),
        ..Container::default()
    }
}

/// Asks the agent itself.
fn status() -> Probe {
    Probe {
        exec: Some(ExecAction {
            command: Some(texts(&["cilium", "status", "--brief"])),
        }),
        success_threshold: Some(1),
        timeout_seconds: Some(5),
        ..Probe::default()
    }
}

fn agent(image: &str) -> Container {
    Container {
        name: AGENT.to_owned(),
        image: Some(image.to_owned()),
        command: Some(texts(&[AGENT])),
        args: Some(vec![format!("--config-dir={CONFIG_DIR}")]),
        env: Some(environment()),
        ports: Some(vec![ContainerPort {
            name: Some("health".to_owned()),
            protocol: Some("TCP".to_owned()),
            container_port: 9876,
            ..ContainerPort::default()
        }]),
        lifecycle: Some(Lifecycle {
            pre_stop: Some(LifecycleHandler {
                exec: Some(ExecAction {
                    command: Some(texts(&["/cni-uninstall.sh"])),
                }),
                ..LifecycleHandler::default()
            }),
            ..Lifecycle::default()
        }),
        security_context: Some(privileged()),
        liveness_probe: Some(Probe {
            initial_delay_seconds: Some(120),
            period_seconds: Some(30),
            failure_threshold: Some(10),
            ..status()
        }),
        readiness_probe: Some(Probe {
            initial_delay_seconds: Some(5),
            period_seconds: Some(20),
            failure_threshold: Some(3),
            ..status()
        }),
        volume_mounts: Some(vec![
            mount_read_only("lib-modules", "/lib/modules"),
            mount("xtables-lock", "/run/xtables.lock"),
            mount("var-run-cilium", "/var/run/cilium"),
            mount_propagated("sys-fs-bpf", "/sys/fs/bpf", "Bidirectional"),
            mount_read_only("config", CONFIG_DIR),
            mount("cni-conf-dir", "/host/etc/cni/net.d"),
        ]),
        ..Container::default()
    }
}

fn volumes() -> Vec<Volume> {
    vec![
        host_path("lib-modules", "/lib/modules", HostPath::Any),
        host_path("xtables-lock", "/run/xtables.lock", HostPath::FileOrCreate),
        host_path(
            "var-run-cilium",
            "/var/run/cilium",
            HostPath::DirectoryOrCreate,
        ),
        host_path("sys-fs-bpf", "/sys/fs/bpf", HostPath::DirectoryOrCreate),
        host_path("hostproc", "/proc", HostPath::Directory),
        host_path("cilium-cgroup", CGROUP_ROOT, HostPath::DirectoryOrCreate),
        config_volume("config", NAME),
        host_path("cni-bin-dir", CNI_BIN_DIR, HostPath::DirectoryOrCreate),
        host_path(
            "cni-conf-dir",
            "/etc/cni/net.d",
            HostPath::DirectoryOrCreate,
        ),
    ]
}
