//! Flatcar's installer: the config of the system that boots over the network and writes the disk.
//!
//! Fedora CoreOS installs itself by kernel arguments and needs none.

use std::collections::BTreeMap;

use super::config::{self, Config, Existing, File, Format, Piece, State, Unit};
use super::shell::Script;
use super::systemd::{Command, Failure, UnitText};
use crate::model::{
    BareMetal, Cluster, Flatcar, InstallSource, Machine, OperatingSystem, Platform,
};

/// The kernel argument that names the machine's Ignition config where no matchbox serves it.
pub const IGNITION_URL_ARGUMENT: &str = "kindling.ignition_url";

/// The installers of a cluster's machines: what they share is made once.
#[derive(Clone, Debug)]
pub struct Installers(Option<Shared>);

#[derive(Clone, Debug)]
struct Shared {
    /// Without the query that names the machine.
    endpoint: String,
    platform: BareMetal,
    flatcar: Flatcar,
    /// The script, by the disk that it writes, as far as one was asked for.
    scripts: BTreeMap<String, Piece>,
    /// `sshd.socket`, which listens on another port, so that whoever waits for the machine on port 22 waits until it
    /// is installed.
    port: Piece,
}

impl Installers {
    /// Makes the shared parts; none where the system installs itself.
    pub fn new(cluster: &Cluster) -> Self {
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
            scripts: BTreeMap::new(),
            port: config::unit(&Unit {
                name: "sshd.socket",
                state: State::Present,
                contents: None,
                dropins: &[("10-sshd-port.conf", &port)],
            }),
        }))
    }

    /// The Butane and the Ignition config of a machine's installer, where the system needs one.
    pub fn render(
        &mut self,
        format: Format,
        users: &Piece,
        machine: &Machine,
    ) -> Option<(String, String)> {
        let shared = self.0.as_mut()?;
        let disk = machine.install_disk();
        if !shared.scripts.contains_key(disk) {
            let piece = config::file(&File {
                path: "/opt/installer",
                contents: &script(&shared.platform, &shared.flatcar, disk),
                mode: 0o500,
                existing: Existing::Absent,
            });
            shared.scripts.insert(disk.to_owned(), piece);
        }
        let installer = config::unit(&Unit {
            name: "installer.service",
            state: State::Enabled,
            contents: Some(&unit(&shared.endpoint, machine)),
            dropins: &[],
        });
        let config = Config {
            format,
            users,
            directories: &[],
            files: &[&shared.scripts[disk]],
            units: &[&installer, &shared.port],
        };
        let comment = format!(
            "Installs Flatcar Linux on {}. Made by Kindling; the machine reads the Ignition form of it.",
            machine.domain()
        );
        Some((config.butane(&comment), config.ignition()))
    }
}

/// The unit that runs the script with the URL of the machine's config.
fn unit(endpoint: &str, machine: &Machine) -> String {
    let url = format!("{endpoint}/ignition?mac={}&os=installed", machine.mac());
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
        let cluster = samples::flatcar_cilium();
        let text = unit(
            "http://matchbox.example.com:8080",
            cluster.first_controller(),
        );
        assert!(text.contains(
            "ExecStart=/opt/installer \\\n  \"http://matchbox.example.com:8080/ignition?mac=52:54:00:a1:9c:01&os=installed\"\n"
        ));
    }
}
