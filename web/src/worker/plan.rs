//! What the Deliver step shows of a cluster, with secrets or without: commands, who is there, where artifacts will be.

use kindling_core::delivery::{self, Task};
use kindling_core::model::{Cluster, Component, InstallSource, OperatingSystem, Platform};

use super::protocol::{Commands, Plan};

/// The plan of a cluster.
pub fn plan(cluster: &Cluster) -> Plan {
    let Platform::BareMetal(platform) = cluster.platform();
    let first = cluster.first_controller();
    let served = delivery::served(cluster, first);
    let networks = [
        (Component::Cilium, "cilium"),
        (Component::Flannel, "flannel"),
    ];
    let flatcar = matches!(cluster.os(), OperatingSystem::Flatcar(_));
    let commands = |task: Task| task.commands(cluster);
    Plan {
        name: cluster.name().to_string(),
        endpoint: platform.matchbox_http_endpoint().to_string(),
        api: cluster.api_server().domain().to_string(),
        port: cluster.api_server().port(),
        controllers: cluster
            .controllers()
            .iter()
            .map(|machine| machine.name().to_string())
            .collect(),
        workers: cluster
            .workers()
            .iter()
            .map(|machine| machine.name().to_string())
            .collect(),
        network: networks
            .into_iter()
            .find(|(component, _)| cluster.components().has(*component))
            .map(|(_, word)| word.to_owned()),
        kube_proxy: cluster.components().has(Component::KubeProxy),
        flatcar,
        cached: platform.install_source() == InstallSource::Cached,
        script: format!("ipxe/{}.ipxe", first.mac().hyphens()),
        group: served
            .first()
            .map(delivery::Served::group)
            .unwrap_or_default(),
        profile: served
            .first()
            .map(delivery::Served::profile)
            .unwrap_or_default(),
        commands: Commands {
            fill_matchbox: commands(Task::FillMatchbox),
            send_to_matchbox: commands(Task::SendToMatchbox),
            ask_matchbox: commands(Task::AskMatchbox),
            gather_static: commands(Task::GatherStatic),
            ask_static: commands(Task::AskStatic),
            boot: commands(Task::Boot),
            controllers: commands(Task::Controllers),
            workers: commands(Task::Workers),
            start: commands(Task::Start),
            watch: commands(Task::Watch),
            check: commands(Task::Check),
            verify: commands(Task::Verify),
        },
    }
}
