//! matchbox's file store: a group and a profile for each step of each machine, and the configs they name.
//!
//! Every name carries the cluster's, so that several clusters share one matchbox; a machine is known by its name, so
//! that another order of the inventory changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::File;
use super::boot::{Boot, NetworkBoot};
use crate::json;
use crate::model::{Cluster, Machine, OperatingSystem};
use crate::nodes::{MachineConfig, Node};

/// Where matchbox has what it serves to one machine at one step of its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The name of the group that finds the machine.
    group: String,
    /// The name of the profile it gets.
    profile: String,
}

impl Served {
    fn installed(cluster: &Cluster, machine: &Machine) -> Self {
        let (cluster, name) = (cluster.name(), machine.name());
        Self {
            group: format!("{cluster}-{name}"),
            profile: format!("{cluster}-{}-{name}", machine.role().word()),
        }
    }

    fn installing(cluster: &Cluster, machine: &Machine) -> Self {
        let id = format!("{}-install-{}", cluster.name(), machine.name());
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
    let installed = Served::installed(cluster, machine);
    match cluster.os() {
        OperatingSystem::Flatcar(_) => vec![Served::installing(cluster, machine), installed],
        OperatingSystem::FedoraCoreOs(_) => vec![installed],
    }
}

/// Which machines get a profile. <https://matchbox.psdn.io/matchbox/#groups>
#[derive(Serialize)]
struct Group<'a> {
    id: &'a str,
    profile: &'a str,
    selector: BTreeMap<&'static str, String>,
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
    selector: BTreeMap<&'static str, String>,
    boot: BootJson,
    config: &'a MachineConfig,
}

/// The files of one machine and what it boots from matchbox.
pub fn files(boot: &NetworkBoot<'_>, loaded: Boot, node: &Node, files: &mut Vec<File>) {
    let (cluster, machine) = (boot.cluster, boot.machine);
    let mac = ("mac", machine.mac().to_string());
    let network = BootJson::from(loaded);
    let installed = Step {
        served: Served::installed(cluster, machine),
        selector: BTreeMap::from([mac.clone()]),
        boot: network,
        config: &node.config,
    };
    match &node.installer {
        // The system that boots installs itself, by kernel arguments.
        None => step(installed, files),
        // One system boots and installs; the installed one asks again, as itself.
        Some(installer) => {
            step(
                Step {
                    served: Served::installing(cluster, machine),
                    selector: BTreeMap::from([mac.clone()]),
                    boot: installed.boot,
                    config: installer,
                },
                files,
            );
            step(
                Step {
                    selector: BTreeMap::from([mac, ("os", "installed".to_owned())]),
                    boot: BootJson::default(),
                    ..installed
                },
                files,
            );
        }
    }
}

fn step(step: Step<'_>, files: &mut Vec<File>) {
    let served = &step.served;
    files.push(File::new(
        served.group(),
        text(&Group {
            id: &served.group,
            profile: &served.profile,
            selector: step.selector,
        }),
        "tells matchbox which machine gets which profile",
    ));
    files.push(File::new(
        served.profile(),
        text(&Profile {
            id: &served.profile,
            ignition_id: &served.ignition_id(),
            boot: step.boot,
        }),
        "tells matchbox what a machine boots",
    ));
    files.push(File::new(
        served.ignition(),
        Arc::clone(&step.config.ignition),
        "the config that matchbox serves",
    ));
}

fn text<T: Serialize>(value: &T) -> String {
    json::tabbed(value).expect("structs of named fields and maps from text have a JSON form")
}
