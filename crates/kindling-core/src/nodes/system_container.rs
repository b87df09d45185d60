//! System containers: what runs under systemd, not under Kubernetes. One description, a printer a runtime.
//!
//! A [`SystemContainer`] says what the container is; [`Runtime`] says how it is started. A third runtime (`rkt run`,
//! of the classic line) is one more variant with its own printer. Paths of mounts are static text; values of a cluster
//! reach the image and the arguments alone, both through the unit writer's quoting.

use super::systemd::{Command, Failure, UnitText, Word};

/// Whether the container may change what is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading alone.
    ReadOnly,
    /// Reading and writing.
    ReadWrite,
}

/// How mounts made below a mount are seen on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Propagation {
    /// Not at all.
    Private,
    /// In both directions, as the kubelet needs for pods' volumes.
    RecursiveShared,
}

/// What happens to the SELinux label of the host's files; only systems with SELinux print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relabel {
    /// They keep their label.
    Keep,
    /// They get a label that every container may use.
    Shared,
    /// They get a label that only this container may use.
    Exclusive,
}

/// One mount of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The path on the host.
    pub host: &'static str,
    /// The path in the container.
    pub container: &'static str,
    /// Whether it is read-only.
    pub access: Access,
    /// How mounts below it travel.
    pub propagation: Propagation,
    /// What happens to its SELinux label.
    pub relabel: Relabel,
}

impl Mount {
    /// A read-only mount at the same path.
    pub const fn read_only(path: &'static str) -> Self {
        Self {
            host: path,
            container: path,
            access: Access::ReadOnly,
            propagation: Propagation::Private,
            relabel: Relabel::Keep,
        }
    }

    /// A writable mount at the same path.
    pub const fn read_write(path: &'static str) -> Self {
        Self {
            access: Access::ReadWrite,
            ..Self::read_only(path)
        }
    }

    /// The same at another path in the container.
    #[must_use]
    pub const fn at(self, container: &'static str) -> Self {
        Self { container, ..self }
    }

    /// The same with another label.
    #[must_use]
    pub const fn relabelled(self, relabel: Relabel) -> Self {
        Self { relabel, ..self }
    }

    /// The same with mounts below it shared in both directions.
    #[must_use]
    pub const fn shared(self) -> Self {
        Self {
            propagation: Propagation::RecursiveShared,
            ..self
        }
    }

    fn volume(&self) -> String {
        let mut options: Vec<&str> = Vec::new();
        if self.access == Access::ReadOnly {
            options.push("ro");
        }
        if self.propagation == Propagation::RecursiveShared {
            options.push("rshared");
        }
        match self.relabel {
            Relabel::Keep => {}
            Relabel::Shared => options.push("z"),
            Relabel::Exclusive => options.push("Z"),
        }
        if options.is_empty() {
            format!("{}:{}", self.host, self.container)
        } else {
            format!("{}:{}:{}", self.host, self.container, options.join(","))
        }
    }
}

/// How much of the host a container sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// The host's network; its own processes and capabilities.
    HostNetwork,
    /// The host's network and processes, and every capability.
    Privileged,
}

/// How long it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until it is stopped.
    Service,
    /// Until its work is done.
    Task,
}

/// A container that systemd runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemContainer {
    /// The container's name.
    pub name: &'static str,
    /// The variable of the unit's environment that holds the image, so that a drop-in can change it.
    pub image_variable: &'static str,
    /// How much of the host it sees.
    pub isolation: Isolation,
    /// How long it runs.
    pub lifetime: Lifetime,
    /// `uid:gid` it runs as, if not the image's own.
    pub user: Option<&'static str>,
    /// A file of `NAME=value` lines for its environment.
    pub environment_file: Option<&'static str>,
    /// The program, if not the image's own.
    pub entrypoint: Option<&'static str>,
    /// What it sees of the host's files.
    pub mounts: Vec<Mount>,
    /// The arguments of its program.
    pub arguments: Vec<String>,
}

/// What starts system containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// `docker run`, detached; the unit follows its log.
    Docker,
    /// `podman run` in the foreground.
    Podman,
}

impl Runtime {
    /// Adds what starts, follows and stops the container to a unit's `[Service]` section.
    pub fn service(self, unit: UnitText, container: &SystemContainer) -> UnitText {
        match self {
            Self::Docker => docker_service(unit, container),
            Self::Podman => podman_service(unit, container),
        }
    }
}

const DOCKER: &str = "/usr/bin/docker";
const PODMAN: &str = "/usr/bin/podman";

fn docker_service(unit: UnitText, container: &SystemContainer) -> UnitText {
    let name = container.name;
    // What a power cut left behind would make the name taken.
    let unit = unit.command(
        "ExecStartPre",
        Failure::Ignored,
        &Command::new(&[DOCKER, "rm", "--force", name]),
    );
    match container.lifetime {
        Lifetime::Service => unit
            .command("ExecStartPre", Failure::Counts, &docker_run(container))
            .command(
                "ExecStart",
                Failure::Counts,
                &Command::new(&[DOCKER, "logs", "-f", name]),
            )
            .command(
                "ExecStop",
                Failure::Counts,
                &Command::new(&[DOCKER, "stop", name]),
            )
            .command(
                "ExecStopPost",
                Failure::Ignored,
                &Command::new(&[DOCKER, "rm", "--force", name]),
            ),
        Lifetime::Task => unit.command("ExecStart", Failure::Counts, &docker_run(container)),
    }
}

fn podman_service(unit: UnitText, container: &SystemContainer) -> UnitText {
    let name = container.name;
    let unit = unit
        .command(
            "ExecStartPre",
            Failure::Ignored,
            &Command::new(&[PODMAN, "rm", "--force", name]),
        )
        .command("ExecStart", Failure::Counts, &podman_run(container));
    match container.lifetime {
        Lifetime::Service => unit.command(
            "ExecStop",
            Failure::Ignored,
            &Command::new(&[PODMAN, "stop", name]),
        ),
        Lifetime::Task => unit,
    }
}

/// `docker run` of a container: a service detached, a task in the foreground.
pub fn docker_run(container: &SystemContainer) -> Command {
    let command = match container.lifetime {
        Lifetime::Service => Command::new(&[DOCKER, "run", "--detach"]),
        Lifetime::Task => Command::new(&[DOCKER, "run"]),
    };
    // Docker's systems here are without SELinux, where a relabel option has no effect.
    options(command, container, |mount| {
        mount.relabelled(Relabel::Keep).volume()
    })
}

/// `podman run` of a container, in the foreground.
pub fn podman_run(container: &SystemContainer) -> Command {
    // The journal has the output already; a log file makes `podman logs` work too.
    let command = Command::new(&[PODMAN, "run"]).line(["--log-driver", "k8s-file"]);
    options(command, container, Mount::volume)
}

/// The options that docker and podman share, then image and arguments.
fn options(
    mut command: Command,
    container: &SystemContainer,
    volume: impl Fn(&Mount) -> String,
) -> Command {
    command = command.line(["--name", container.name]);
    if container.isolation == Isolation::Privileged {
        command = command.line(["--privileged"]).line(["--pid", "host"]);
    }
    command = command.line(["--network", "host"]);
    if let Some(file) = container.environment_file {
        command = command.line(["--env-file", file]);
    }
    if let Some(user) = container.user {
        command = command.line(["--user", user]);
    }
    for mount in &container.mounts {
        command = command.line([Word::from("--volume"), Word::from(volume(mount))]);
    }
    if let Some(program) = container.entrypoint {
        command = command.line(["--entrypoint", program]);
    }
    command = command.line([Word::Variable(container.image_variable)]);
    for argument in &container.arguments {
        command = command.line([argument.clone()]);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::{
        Isolation, Lifetime, Mount, Relabel, Runtime, SystemContainer, docker_run, podman_run,
    };
    use crate::nodes::systemd::{Command, Failure, UnitText};

    fn container() -> SystemContainer {
        SystemContainer {
            name: "sample",
            image_variable: "SAMPLE_IMAGE",
            isolation: Isolation::Privileged,
            lifetime: Lifetime::Service,
            user: Some("232:232"),
            environment_file: Some("/etc/sample.env"),
            entrypoint: Some("/run"),
            mounts: vec![
                Mount::read_only("/etc/kubernetes").relabelled(Relabel::Shared),
                Mount::read_write("/run"),
                Mount::read_write("/var/lib/kubelet")
                    .shared()
                    .relabelled(Relabel::Exclusive),
                Mount::read_only("/usr/lib/os-release").at("/etc/os-release"),
            ],
            arguments: vec!["--label=a b".to_owned()],
        }
    }

    fn line(command: &Command) -> String {
        let text = UnitText::new()
            .command("X", Failure::Counts, command)
            .finish();
        text.replace(" \\\n  ", " ")
    }

    #[test]
    fn docker_detaches_and_leaves_labels_alone() {
        assert_eq!(
            line(&docker_run(&container())),
            "X=/usr/bin/docker run --detach --name sample --privileged --pid host --network host \
             --env-file /etc/sample.env --user 232:232 --volume /etc/kubernetes:/etc/kubernetes:ro \
             --volume /run:/run --volume /var/lib/kubelet:/var/lib/kubelet:rshared \
             --volume /usr/lib/os-release:/etc/os-release:ro --entrypoint /run ${SAMPLE_IMAGE} \
             \"--label=a b\"\n"
        );
    }

    #[test]
    fn podman_stays_in_the_foreground_and_relabels() {
        let text = line(&podman_run(&container()));
        assert!(text.contains("--volume /etc/kubernetes:/etc/kubernetes:ro,z "));
        assert!(text.contains("--volume /var/lib/kubelet:/var/lib/kubelet:rshared,Z "));
        assert!(!text.contains("--detach"));
    }

    #[test]
    fn a_task_is_not_followed_by_the_log() {
        let task = SystemContainer {
            lifetime: Lifetime::Task,
            ..container()
        };
        for runtime in [Runtime::Docker, Runtime::Podman] {
            let text = runtime.service(UnitText::new(), &task).finish();
            assert!(!text.contains("logs"), "{text}");
            assert!(!text.contains("--detach"), "{text}");
        }
    }
}
