//! Flatcar's installer: the config of the system that boots over the network and writes the disk.
//!
//! Fedora CoreOS installs itself by kernel arguments and needs none.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::MachineConfig;
use super::config::{self, Config, Existing, File, Format, Piece, State, Unit};
use super::shell::Script;
use super::systemd::{Command, Failure, UnitText};
use crate::model::{
    BareMetal, Cluster, Flatcar, InstallSource, Machine, OperatingSystem, Platform,
};
use crate::template::Template;

/// The kernel argument that names the machine's Ignition config where no matchbox serves it.
pub const IGNITION_URL_ARGUMENT: &str = "kindling.ignition_url";

/// Both forms of a config, with gaps for the machine's domain and address and for the users.
#[derive(Clone, Debug)]
struct Templates {
    butane: Template<3>,
    ignition: Template<3>,
}

/// Stand for a machine's domain and address, and for the users, whose keys have comments that could hold a mark.
const MARKS: [&str; 3] = ["@ domain @", "@ mac @", "@ users @"];

/// The installers of a cluster's machines: what they share is made once.
#[derive(Clone, Debug)]
pub struct Installers(Option<Shared>);

#[derive(Clone, Debug)]
struct Shared {
    /// Without the query that names the machine.
    endpoint: String,
    platform: BareMetal,
    flatcar: Flatcar,
    format: Format,
    /// Who may log in while it installs.
    users: Piece,
    /// The configs, by the disk that the script writes, as far as one was asked for.
    configs: BTreeMap<String, Templates>,
    /// Memory to write the next text in.
    written: String,
    /// `sshd.socket`, which listens on another port, so that whoever waits for the machine on port 22 waits until it
    /// is installed.
    port: Piece,
}

impl Installers {
    /// Makes the shared parts; none where the system installs itself.
    pub fn new(cluster: &Cluster, format: Format, users: &Piece) -> Self {
        let (OperatingSystem::Flatcar(flatcar), Platform::BareMetal(platform)) =
            (cluster.os(), cluster.platform())
        else {
            return Self(None);
        };
        let port = UnitText::new()
            .section("Socket")
            .set("ListenStream", "")
            .set("ListenStream", "2222")
            .finish();
        Self(Some(Shared {
            endpoint: platform.matchbox_http_endpoint().to_string(),
            platform: platform.clone(),
            flatcar: flatcar.clone(),
            format,
            users: users.clone(),
            configs: BTreeMap::new(),
            written: String::new(),
            port: config::unit(&Unit {
                name: "sshd.socket",
                state: State::Present,
                contents: None,
                dropins: &[("10-sshd-port.conf", &port)],
            }),
        }))
    }

    /// The Butane and the Ignition config of a machine's installer, where the system needs one.
    pub fn render(&mut self, machine: &Machine) -> Option<MachineConfig> {
        let shared = self.0.as_mut()?;
        let disk = machine.install_disk();
        if !shared.configs.contains_key(disk) {
            let templates = shared.templates(disk);
            shared.configs.insert(disk.to_owned(), templates);
        }
        let templates = shared.configs.get(disk)?;
        let (domain, mac) = (machine.domain().as_str(), machine.mac().to_string());
        let users = &shared.users;
        let written = &mut shared.written;
        let mut fill = |template: &Template<3>, users: &str| -> Arc<str> {
            template.fill_into(written, &[domain, &mac, users]);
            Arc::from(written.as_str())
        };
        Some(MachineConfig {
            butane: fill(&templates.butane, users.butane()),
            ignition: fill(&templates.ignition, users.ignition()),
        })
    }
}

impl Shared {
    /// The configs of the machines that are installed to a disk.
    fn templates(&self, disk: &str) -> Templates {
        let [domain, mac, users] = MARKS;
        let script = config::file(&File {
            path: "/opt/installer",
            contents: &script(&self.platform, &self.flatcar, disk),
            mode: 0o500,
            existing: Existing::Absent,
        });
        let installer = config::unit(&Unit {
            name: "installer.service",
            state: State::Enabled,
            contents: Some(&unit(&self.endpoint, mac)),
            dropins: &[],
        });
        let config = Config {
            format: self.format,
            users: &Piece::mark(users),
            directories: &[],
            files: &[&script],
            units: &[&installer, &self.port],
        };
        let comment = format!(
            "Installs Flatcar Linux on {domain}. Made by Kindling; the machine reads the Ignition form of it."
        );
        Templates {
            butane: Template::new(&config.butane(&comment), &MARKS),
            ignition: Template::new(&config.ignition(), &MARKS),
        }
    }
}

/// The unit that runs the script with the URL of the machine's config.
fn unit(endpoint: &str, mac: &str) -> String {
    let url = format!("{endpoint}/ignition?mac={mac}&os=installed");
    UnitText::new()
        .section("Unit")
        .set("Description", "Install Flatcar Linux to disk")
        .set("Requires", "network-online.target")
        .set("After", "network-online.target")
        .section("Service")
        .set("Type", "simple")
        .command(
            "ExecStart",
            Failure::Counts,
            &Command::new(&["/opt/installer"]).line([url]),
        )
        .section("Install")
        .set("WantedBy", "multi-user.target")
        .finish()
}

/// The script that writes the disk.
fn script(platform: &BareMetal, flatcar: &Flatcar, disk: &str) -> String {
    let images = format!("{}/assets/flatcar", platform.matchbox_http_endpoint());
    let mut install: Vec<Vec<&str>> = vec![
        vec!["flatcar-install"],
        vec!["-d", disk],
        vec!["-C", flatcar.channel()],
        vec!["-V", flatcar.version()],
    ];
    if let Some(oem) = platform.oem_type() {
        install.push(vec!["-o", oem]);
    }
    if platform.install_source() == InstallSource::Cached {
        install.push(vec!["-b", &images]);
    }
    install.push(vec!["-i", "ignition.json"]);
    let install: Vec<&[&str]> = install.iter().map(Vec::as_slice).collect();
    Script::new(SCRIPT_HEAD)
        .command(&install)
        .text("udevadm settle\nsystemctl reboot\n")
        .finish()
}

/// The kernel's command line has the last word: it is how a machine without matchbox is told where its config is.
const SCRIPT_HEAD: &str = r#"#!/bin/bash
# usage: installer URL, which answers with the Ignition config of this machine
set -euxf
url=${1:-}
for argument in $(cat /proc/cmdline); do
  case $argument in
    kindling.ignition_url=*) url=${argument#*=} ;;
  esac
done
# An answer of nothing, or a page that says it was not found, must not be installed.
curl --fail --location --retry 10 --retry-connrefused "$url" -o ignition.json
test -s ignition.json
"#;

#[cfg(test)]
mod tests {
    use super::{script, unit};
    use crate::model::{OperatingSystem, Platform, samples};

    #[test]
    fn the_script_installs_what_the_cluster_says() {
        let cluster = samples::flatcar_cilium();
        let (OperatingSystem::Flatcar(flatcar), Platform::BareMetal(platform)) =
            (cluster.os(), cluster.platform())
        else {
            unreachable!("the sample is Flatcar on bare metal");
        };
        let text = script(platform, flatcar, "/dev/sda; reboot");
        assert!(text.contains(
            "flatcar-install \\\n  -d '/dev/sda; reboot' \\\n  -C stable \\\n  -V 4459.2.0 \\\n  -i ignition.json\n"
        ));
    }

    #[test]
    fn the_unit_asks_for_the_machine_that_it_is_on() {
        let text = unit("http://matchbox.example.com:8080", "52:54:00:a1:9c:01");
        assert!(text.contains(
            "ExecStart=/opt/installer \\\n  \"http://matchbox.example.com:8080/ignition?mac=52:54:00:a1:9c:01&os=installed\"\n"
        ));
    }
}
