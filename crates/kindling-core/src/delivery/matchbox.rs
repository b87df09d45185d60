//! matchbox's file store: a group and a profile for each step of each machine, and the configs they name.
//!
//! Every name carries the cluster's, so that several clusters share one matchbox; a machine is known by its name, so
//! that another order of the inventory changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::File;
use super::boot::{Boot, NetworkBoot, Server};
use crate::json;
use crate::nodes::{MachineConfig, Node};

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
    group: String,
    profile: String,
    selector: BTreeMap<&'static str, String>,
    boot: BootJson,
    config: &'a MachineConfig,
}

/// The files of one machine.
pub fn files(boot: &NetworkBoot<'_>, node: &Node, files: &mut Vec<File>) {
    let cluster = boot.cluster.name();
    let machine = boot.machine;
    let name = machine.name();
    let mac = ("mac", machine.mac().to_string());
    let network = BootJson::from(boot.from(Server::Matchbox));
    let installed = Step {
        group: format!("{cluster}-{name}"),
        profile: format!("{cluster}-{}-{name}", machine.role().word()),
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
                    group: format!("{cluster}-install-{name}"),
                    profile: format!("{cluster}-install-{name}"),
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
    let ignition_id = format!("{}.ign", step.profile);
    files.push(File::new(
        format!("matchbox/groups/{}.json", step.group),
        text(&Group {
            id: &step.group,
            profile: &step.profile,
            selector: step.selector,
        }),
        "tells matchbox which machine gets which profile",
    ));
    files.push(File::new(
        format!("matchbox/profiles/{}.json", step.profile),
        text(&Profile {
            id: &step.profile,
            ignition_id: &ignition_id,
            boot: step.boot,
        }),
        "tells matchbox what a machine boots",
    ));
    files.push(File::new(
        format!("matchbox/ignition/{ignition_id}"),
        Arc::clone(&step.config.ignition),
        "the config that matchbox serves",
    ));
}

fn text<T: Serialize>(value: &T) -> String {
    json::tabbed(value).expect("structs of named fields and maps from text have a JSON form")
}
