//! What the operator runs, task by task: the runbook writes these commands down, the studio shows them to copy.

use crate::model::{Cluster, Machine, OperatingSystem, Platform, Role};
use crate::nodes::shell;

/// One thing the operator does between artifacts and a running cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// Put the configs into matchbox's folders, on its own host.
    FillMatchbox,
    /// Put them there from elsewhere.
    SendToMatchbox,
    /// Ask matchbox what the first machine gets.
    AskMatchbox,
    /// Put what any web server serves into a folder of its own.
    GatherStatic,
    /// Ask that server for the script that machines begin with.
    AskStatic,
    /// Let a machine boot from the network, by IPMI.
    Boot,
    /// Give every controller its files.
    Controllers,
    /// Give every worker its kubeconfig; nothing where there is no worker.
    Workers,
    /// Start the control plane, once.
    Start,
    /// Watch it start.
    Watch,
    /// See whether the cluster is there.
    Check,
    /// Compare every file with its digest.
    Verify,
}

impl Task {
    /// Every task.
    pub const ALL: [Self; 12] = [
        Self::FillMatchbox,
        Self::SendToMatchbox,
        Self::AskMatchbox,
        Self::GatherStatic,
        Self::AskStatic,
        Self::Boot,
        Self::Controllers,
        Self::Workers,
        Self::Start,
        Self::Watch,
        Self::Check,
        Self::Verify,
    ];

    /// The commands, one a line, to be run in the folder of the artifacts.
    pub fn commands(self, cluster: &Cluster) -> Vec<String> {
        let Platform::BareMetal(platform) = cluster.platform();
        let endpoint = platform.matchbox_http_endpoint().as_str();
        let first = cluster.first_controller();
        let ssh_first = |command| ssh(first.domain().as_str(), command);
        match self {
            // The stars are for the shell.
            Self::FillMatchbox => ["groups", "profiles", "ignition"]
                .map(|folder| format!("cp matchbox/{folder}/* /var/lib/matchbox/{folder}/"))
                .to_vec(),
            Self::SendToMatchbox => {
                let target = format!("{}:/var/lib/matchbox/", host(endpoint));
                let folders = ["matchbox/groups", "matchbox/profiles", "matchbox/ignition"];
                let words = ["scp", "-r"].into_iter().chain(folders);
                vec![shell::command(words.chain([target.as_str()]))]
            }
            Self::AskMatchbox => {
                let mac = first.mac().hyphens();
                vec![
                    ask(&format!("{endpoint}/ipxe?mac={mac}")),
                    ask(&format!("{endpoint}/ignition?mac={mac}")),
                ]
            }
            Self::GatherStatic => vec![
                "mkdir served".to_owned(),
                "cp -r ipxe nodes served/".to_owned(),
            ],
            Self::AskStatic => vec![
                ask(&format!("{endpoint}/ipxe/boot.ipxe")),
                ask(&format!("{endpoint}/ipxe/{}.ipxe", first.mac().hyphens())),
            ],
            Self::Boot => ["chassis bootdev pxe", "power cycle"]
                .map(|words| format!("ipmitool -H ADDRESS -U USER -P PASSWORD {words}"))
                .to_vec(),
            Self::Controllers => of_machines(cluster, cluster.controllers()),
            Self::Workers => of_machines(cluster, cluster.workers()),
            Self::Start => vec![ssh_first("sudo systemctl start bootstrap")],
            Self::Watch => vec![ssh_first(
                "journalctl -f -u bootstrap -u kubelet -u etcd-member",
            )],
            Self::Check => [
                "export KUBECONFIG=\"$PWD/admin.conf\"",
                "kubectl get nodes",
                "kubectl get pods --namespace kube-system",
            ]
            .map(str::to_owned)
            .to_vec(),
            Self::Verify => vec!["sha256sum --check SHA256SUMS".to_owned()],
        }
    }
}

fn of_machines(cluster: &Cluster, machines: &[Machine]) -> Vec<String> {
    machines
        .iter()
        .flat_map(|machine| of_machine(cluster, machine.role(), machine.domain().as_str()))
        .collect()
}

/// The commands of [`Task::Controllers`] or [`Task::Workers`] for the machine with this domain.
pub fn of_machine(cluster: &Cluster, role: Role, domain: &str) -> Vec<String> {
    let mut commands = vec![copy("kubeconfig", domain)];
    if role == Role::Controller {
        commands.push(copy("assets", domain));
    }
    // Putting the kubeconfig in place starts the kubelet.
    commands.push(ssh(
        domain,
        "sudo install -m 0600 -o root -g root kubeconfig /etc/kubernetes/kubeconfig && rm kubeconfig",
    ));
    // systemd's path units do not see a file that appears in a folder of an overlay until the folder is touched.
    if matches!(cluster.os(), OperatingSystem::FedoraCoreOs(_)) {
        commands.push(ssh(domain, "sudo touch /etc/kubernetes"));
    }
    if role == Role::Controller {
        commands.push(ssh(domain, "sudo /opt/bootstrap/layout"));
    }
    commands
}

/// Fetches an address, or fails.
fn ask(url: &str) -> String {
    shell::command(["curl", "--fail", url])
}

/// The host of an endpoint, without scheme, port and path; an address in brackets keeps them, as `scp` wants.
fn host(endpoint: &str) -> &str {
    let rest = endpoint
        .split_once("://")
        .map_or(endpoint, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or(rest);
    match authority.find(']') {
        Some(end) => authority.get(..=end).unwrap_or(authority),
        None => authority.split(':').next().unwrap_or(authority),
    }
}

fn copy(file: &str, domain: &str) -> String {
    let target = format!("core@{domain}:{file}");
    shell::command(["scp", file, &target])
}

fn ssh(domain: &str, command: &str) -> String {
    let target = format!("core@{domain}");
    shell::command(["ssh", &target, command])
}

#[cfg(test)]
mod tests {
    use super::{Task, host};
    use crate::model::samples;

    #[test]
    fn commands_name_the_machines_they_are_for() {
        let cluster = samples::fedora_coreos_flannel();
        for machine in cluster.controllers() {
            let target = format!("core@{}", machine.domain());
            for task in [Task::Controllers, Task::Workers] {
                let count = task
                    .commands(&cluster)
                    .iter()
                    .filter(|command| command.contains(&target))
                    .count();
                assert_eq!(count > 0, task == Task::Controllers, "{target}");
            }
        }
        let mac = cluster.first_controller().mac().hyphens();
        assert!(
            Task::AskMatchbox.commands(&cluster)[1].ends_with(&format!("/ignition?mac={mac}'"))
        );
        for task in Task::ALL {
            for command in task.commands(&cluster) {
                assert!(!command.contains('\n'), "{command}");
            }
        }
    }

    #[test]
    fn a_host_is_what_stands_between_scheme_and_port() {
        for (endpoint, expected) in [
            ("http://matchbox.example.com:8080", "matchbox.example.com"),
            ("http://10.0.0.1", "10.0.0.1"),
            ("https://m.example.com/boot", "m.example.com"),
            ("http://[fd00::1]:8080", "[fd00::1]"),
        ] {
            assert_eq!(host(endpoint), expected);
        }
    }
}
