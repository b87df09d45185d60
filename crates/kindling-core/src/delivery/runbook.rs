//! The runbook: what the operator does with the artifacts, command by command, with the cluster's own names.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Delivered, File, Task};
use crate::model::{BareMetal, Cluster, InstallSource, OperatingSystem, Role};
use crate::secrets::Pki;

/// The runbook of a cluster.
pub fn runbook(
    cluster: &Cluster,
    platform: &BareMetal,
    pki: &Pki,
    machines: &[Arc<Delivered>],
) -> File {
    let mut text = String::new();
    introduction(&mut text, cluster);
    snippets(&mut text, machines);
    serve(&mut text, cluster, platform);
    install(&mut text, cluster);
    controllers(&mut text, machines);
    workers(&mut text, machines);
    start(&mut text, cluster);
    certificates(&mut text, pki);
    File::new(
        "README.md",
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
`{verify}` tells whether every file arrived as it was made.

",
        verify = Task::Verify.commands(cluster).concat(),
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

/// What the operator's snippets override of what Kindling writes.
fn snippets(text: &mut String, machines: &[Arc<Delivered>]) {
    if machines
        .iter()
        .all(|delivered| delivered.node.machine.snippets().is_empty())
    {
        return;
    }
    text.push_str("## What snippets change\n\n");
    let mut rows = String::new();
    for delivered in machines {
        let machine = &delivered.node.machine;
        for one in &delivered.node.overrides {
            if let Some(snippet) = machine.snippets().get(one.snippet) {
                let _ = writeln!(
                    rows,
                    "- `{}`: `{}` {} {}",
                    machine.name(),
                    plain(snippet.name()),
                    one.effect.word(),
                    one.part
                );
            }
        }
    }
    if rows.is_empty() {
        text.push_str(
            "Snippets add to the configs of machines, and override nothing that Kindling writes.\n\n",
        );
    } else {
        let _ = writeln!(
            text,
            "Of what Kindling writes, snippets override the following; the machine gets what the snippet says.\n\n{rows}"
        );
    }
}

/// A file name fit for a code span: on one line, without the mark that ends the span.
fn plain(name: &str) -> String {
    name.replace('`', "'").escape_debug().to_string()
}

fn serve(text: &mut String, cluster: &Cluster, platform: &BareMetal) {
    let _ = write!(
        text,
        "## 1. Serve the configs

Every name must resolve: the machines' own, and `{api}` to every controller.

With matchbox, which answers at `{endpoint}`:

{fill}
Without matchbox, any web server will do. Give it the folders `ipxe` and `nodes`, and nothing else of this folder, and
chain iPXE to `ipxe/boot.ipxe`. The scripts look for both folders at `{endpoint}`; an iPXE script that chains to them
can `set base-url` to another place first.

",
        api = cluster.api_server().domain(),
        endpoint = platform.matchbox_http_endpoint(),
        fill = fence(Task::FillMatchbox, cluster),
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

",
    );
    text.push_str(&fence(Task::Boot, cluster));
    text.push('\n');
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

fn controllers(text: &mut String, machines: &[Arc<Delivered>]) {
    text.push_str("## 3. Give the controllers their files\n\n");
    by_machine(text, machines, Role::Controller);
}

fn workers(text: &mut String, machines: &[Arc<Delivered>]) {
    if machines
        .last()
        .is_none_or(|delivered| delivered.node.machine.role() == Role::Controller)
    {
        return;
    }
    text.push_str("## 4. Give the workers their kubeconfig\n\n");
    by_machine(text, machines, Role::Worker);
}

/// The commands for every machine of a role.
fn by_machine(text: &mut String, machines: &[Arc<Delivered>], role: Role) {
    text.push_str("```sh\n");
    for delivered in machines {
        if delivered.node.machine.role() == role {
            text.push_str(&delivered.commands);
        }
    }
    text.push_str("```\n\n");
}

fn start(text: &mut String, cluster: &Cluster) {
    let _ = write!(
        text,
        "## 5. Start the control plane

On one controller, once. It ends when every manifest was applied.

{start}
To watch it:

{watch}
## 6. Check

{check}
`kubectl get nodes` shows {count} machines, each `Ready`; every pod is `Running`.

",
        start = fence(Task::Start, cluster),
        watch = fence(Task::Watch, cluster),
        check = fence(Task::Check, cluster),
        count = cluster.machines().count()
    );
}

/// The commands of a task as a block of code.
fn fence(task: Task, cluster: &Cluster) -> String {
    format!("```sh\n{}\n```\n", task.commands(cluster).join("\n"))
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
