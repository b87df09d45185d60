//! The runbook: what the operator does with the artifacts, command by command, with the cluster's own names.

use std::fmt::Write as _;

use super::File;
use crate::model::{BareMetal, Cluster, InstallSource, Machine, OperatingSystem};
use crate::nodes::shell;
use crate::secrets::Pki;

/// The runbook of a cluster.
pub fn runbook(cluster: &Cluster, platform: &BareMetal, pki: &Pki) -> File {
    let mut text = String::new();
    introduction(&mut text, cluster);
    serve(&mut text, cluster, platform);
    install(&mut text, cluster);
    controllers(&mut text, cluster);
    workers(&mut text, cluster);
    start(&mut text, cluster);
    certificates(&mut text, pki);
    File::new(
        "README.md".to_owned(),
        text,
        "the runbook: every command from here to a running cluster",
    )
}

fn introduction(text: &mut String, cluster: &Cluster) {
    let controllers = cluster.controllers().len();
    let workers = cluster.workers().len();
    // Writing to a `String` cannot fail, here and below.
    let _ = write!(
        text,
        "# {name}

Kubernetes {version} on {os} {os_version}: {controllers} controller{s1}, {workers} worker{s2}.
Run the commands in this folder, in this order.

## What is secret

Three files hold keys or tokens. They go to the machines by `scp` and stay with you; never serve or share them.

| file | what it is |
|---|---|
| `assets` | keys, certificates and manifests of the control plane, for controllers alone |
| `kubeconfig` | what a kubelet introduces itself with, for every machine |
| `admin.conf` | your own access, with every right there is |

Everything else is public: configs that a network serves to anyone.
`sha256sum --check SHA256SUMS` tells whether every file arrived as it was made.

",
        name = cluster.name(),
        version = cluster.release().version(),
        os = cluster.os().word(),
        os_version = cluster.os().version(),
        s1 = plural(controllers),
        s2 = plural(workers),
    );
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn serve(text: &mut String, cluster: &Cluster, platform: &BareMetal) {
    let _ = write!(
        text,
        "## 1. Serve the configs

Every name must resolve: the machines' own, and `{api}` to every controller.

With matchbox, which answers at `{endpoint}`:

```sh
cp matchbox/groups/* /var/lib/matchbox/groups/
cp matchbox/profiles/* /var/lib/matchbox/profiles/
cp matchbox/ignition/* /var/lib/matchbox/ignition/
```

Without matchbox, any web server will do. Give it the folders `ipxe` and `nodes`, and nothing else of this folder, and
chain iPXE to `ipxe/boot.ipxe`. The scripts look for both folders at `{endpoint}`; an iPXE script that chains to them
can `set base-url` to another place first.

",
        api = cluster.api_server().domain(),
        endpoint = platform.matchbox_http_endpoint(),
    );
    if platform.install_source() == InstallSource::Cached {
        text.push_str(
            "The machines install from files of your own: `cached-install.md` lists them.\n\n",
        );
    }
}

fn install(text: &mut String, cluster: &Cluster) {
    text.push_str(
        "## 2. Boot the machines

Let each machine boot from the network once, and from its disk afterwards: one that boots from the network again is
installed again. With IPMI:

```sh
ipmitool -H ADDRESS -U USER -P PASSWORD chassis bootdev pxe
ipmitool -H ADDRESS -U USER -P PASSWORD power cycle
```

",
    );
    match cluster.os() {
        OperatingSystem::Flatcar(_) => text.push_str(
            "While it installs, a machine listens for `ssh -p 2222 core@…`; when it answers on port 22, it is \
             installed.\n\n",
        ),
        OperatingSystem::FedoraCoreOs(_) => {
            text.push_str("When a machine answers to `ssh core@…`, it is installed.\n\n");
        }
    }
}

fn controllers(text: &mut String, cluster: &Cluster) {
    text.push_str("## 3. Give the controllers their files\n\n```sh\n");
    for machine in cluster.controllers() {
        copy(text, "kubeconfig", machine);
        copy(text, "assets", machine);
        kubeconfig(text, cluster, machine);
        ssh(text, machine, "sudo /opt/bootstrap/layout");
    }
    text.push_str("```\n\n");
}

fn workers(text: &mut String, cluster: &Cluster) {
    if cluster.workers().is_empty() {
        return;
    }
    text.push_str("## 4. Give the workers their kubeconfig\n\n```sh\n");
    for machine in cluster.workers() {
        copy(text, "kubeconfig", machine);
        kubeconfig(text, cluster, machine);
    }
    text.push_str("```\n\n");
}

fn start(text: &mut String, cluster: &Cluster) {
    text.push_str(
        "## 5. Start the control plane

On one controller, once. It ends when every manifest was applied.

```sh
",
    );
    ssh(
        text,
        cluster.first_controller(),
        "sudo systemctl start bootstrap",
    );
    text.push_str("```\n\nTo watch it:\n\n```sh\n");
    ssh(
        text,
        cluster.first_controller(),
        "journalctl -f -u bootstrap -u kubelet -u etcd-member",
    );
    let _ = write!(
        text,
        "```

## 6. Check

```sh
export KUBECONFIG=\"$PWD/admin.conf\"
kubectl get nodes
kubectl get pods --namespace kube-system
```

`kubectl get nodes` shows {} machines, each `Ready`; every pod is `Running`.

",
        cluster.machines().count()
    );
}

fn copy(text: &mut String, file: &str, machine: &Machine) {
    let target = format!("core@{}:{file}", machine.domain());
    let _ = writeln!(text, "{}", shell::command(["scp", file, &target]));
}

/// Puts the kubeconfig in place, which starts the kubelet.
fn kubeconfig(text: &mut String, cluster: &Cluster, machine: &Machine) {
    ssh(
        text,
        machine,
        "sudo install -m 0600 -o root -g root kubeconfig /etc/kubernetes/kubeconfig && rm kubeconfig",
    );
    // systemd's path units do not see a file that appears in a folder of an overlay until the folder is touched.
    if matches!(cluster.os(), OperatingSystem::FedoraCoreOs(_)) {
        ssh(text, machine, "sudo touch /etc/kubernetes");
    }
}

fn ssh(text: &mut String, machine: &Machine, command: &str) {
    let target = format!("core@{}", machine.domain());
    let _ = writeln!(text, "{}", shell::command(["ssh", &target, command]));
}

fn certificates(text: &mut String, pki: &Pki) {
    text.push_str("## 7. Before certificates end\n\n");
    let lifetimes = pki.lifetimes();
    if !lifetimes.is_empty() {
        text.push_str("| certificate | ends | what for |\n|---|---|---|\n");
        for lifetime in &lifetimes {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} |",
                lifetime.name.word(),
                lifetime.not_after,
                lifetime.name.purpose()
            );
        }
        text.push('\n');
    }
    text.push_str(
        "`kindling secrets renew` moves the dates of the secrets document; render again, then do step 3 again and
restart the machine, one controller after another. Keys and authorities stay as they are. Kubelets renew their own
certificates.
",
    );
}
