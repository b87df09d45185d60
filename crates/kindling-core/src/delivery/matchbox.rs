//! matchbox's file store: a group and a profile for each step of each machine, and the configs they name.
//!
//! Every name carries the cluster's, so that several clusters share one matchbox; a machine is known by its name, so
//! that another order of the inventory changes nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use super::boot::{Boot, NetworkBoot, Server};
use super::draft::{Contents, Draft};
use crate::json;
use crate::model::{Cluster, Machine, OperatingSystem, Role};

/// Where matchbox has what it serves to one machine at one step of its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The name of the group that finds the machine.
    group: String,
    /// The name of the profile it gets.
    profile: String,
}

impl Served {
    fn installed(cluster: &Cluster, role: Role, name: &str) -> Self {
        let cluster = cluster.name();
        Self {
            group: format!("{cluster}-{name}"),
            profile: format!("{cluster}-{}-{name}", role.word()),
        }
    }

    fn installing(cluster: &Cluster, name: &str) -> Self {
        let id = format!("{}-install-{name}", cluster.name());
        Self {
            group: id.clone(),
            profile: id,
        }
    }

    /// The path of the group.
    pub fn group(&self) -> String {
        format!("matchbox/groups/{}.json", self.group)
    }

    /// The path of the profile.
    pub fn profile(&self) -> String {
        format!("matchbox/profiles/{}.json", self.profile)
    }

    /// The path of the config.
    pub fn ignition(&self) -> String {
        format!("matchbox/ignition/{}", self.ignition_id())
    }

    fn ignition_id(&self) -> String {
        format!("{}.ign", self.profile)
    }
}

/// What matchbox serves to a machine, in the order of its way: to the system that installs, where the operating system
/// has a config of its own for it, and to the installed one.
pub fn served(cluster: &Cluster, machine: &Machine) -> Vec<Served> {
    let name = machine.name().as_str();
    let installed = Served::installed(cluster, machine.role(), name);
    match cluster.os() {
        OperatingSystem::Flatcar(_) => vec![Served::installing(cluster, name), installed],
        OperatingSystem::FedoraCoreOs(_) => vec![installed],
    }
}

/// Which machines get a profile. <https://matchbox.psdn.io/matchbox/#groups>
#[derive(Serialize)]
struct Group<'a> {
    id: &'a str,
    profile: &'a str,
    selector: BTreeMap<&'static str, &'a str>,
}

/// What machines boot and which config they get. <https://matchbox.psdn.io/matchbox/#profiles>
#[derive(Serialize)]
struct Profile<'a> {
    id: &'a str,
    ignition_id: &'a str,
    boot: BootJson,
}

#[derive(Default, Serialize)]
struct BootJson {
    #[serde(skip_serializing_if = "String::is_empty")]
    kernel: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    initrd: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    args: Vec<String>,
}

impl From<Boot> for BootJson {
    fn from(boot: Boot) -> Self {
        Self {
            kernel: boot.kernel,
            initrd: vec![boot.initrd],
            args: boot.arguments,
        }
    }
}

/// One step of a machine's way: the group that finds it, the profile it gets.
struct Step<'a> {
    served: Served,
    selector: BTreeMap<&'static str, &'a str>,
    boot: BootJson,
    config: Contents<String>,
}

/// The files of one machine and what it boots from matchbox.
pub fn files(boot: &NetworkBoot<'_>) -> Vec<Draft<String>> {
    let (cluster, role) = (boot.cluster, boot.machine.role());
    let name = boot.identity.name;
    let mac = ("mac", boot.identity.mac);
    let network = BootJson::from(boot.from(Server::Matchbox));
    let installed = Served::installed(cluster, role, name);
    let mut files = Vec::new();
    match cluster.os() {
        // The system that boots installs itself, by kernel arguments.
        OperatingSystem::FedoraCoreOs(_) => step(
            Step {
                served: installed,
                selector: BTreeMap::from([mac]),
                boot: network,
                config: Contents::Config,
            },
            &mut files,
        ),
        // One system boots and installs; the installed one asks again, as itself.
        OperatingSystem::Flatcar(_) => {
            step(
                Step {
                    served: Served::installing(cluster, name),
                    selector: BTreeMap::from([mac]),
                    boot: network,
                    config: Contents::InstallerConfig,
                },
                &mut files,
            );
            step(
                Step {
                    served: installed,
                    selector: BTreeMap::from([mac, ("os", "installed")]),
                    boot: BootJson::default(),
                    config: Contents::Config,
                },
                &mut files,
            );
        }
    }
    files
}

fn step(step: Step<'_>, files: &mut Vec<Draft<String>>) {
    let served = &step.served;
    files.push(Draft {
        path: served.group(),
        contents: Contents::Text(text(&Group {
            id: &served.group,
            profile: &served.profile,
            selector: step.selector,
        })),
        purpose: "tells matchbox which machine gets which profile",
    });
    files.push(Draft {
        path: served.profile(),
        contents: Contents::Text(text(&Profile {
            id: &served.profile,
            ignition_id: &served.ignition_id(),
            boot: step.boot,
        })),
        purpose: "tells matchbox what a machine boots",
    });
    files.push(Draft {
        path: served.ignition(),
        contents: step.config,
        purpose: "the config that matchbox serves",
    });
}

fn text<T: Serialize>(value: &T) -> String {
    json::tabbed(value).expect("structs of named fields and maps from text have a JSON form")
}
