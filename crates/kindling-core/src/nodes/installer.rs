//! Flatcar's installer: the config of the system that boots over the network and writes the disk.
//!
//! Fedora CoreOS installs itself by kernel arguments and needs none.

use super::config::{self, Config, Existing, File, Format, Piece, State, Unit};
use super::shell::Script;
use super::systemd::{Command, Failure, UnitText};
use crate::model::{BareMetal, Flatcar, InstallSource, Machine};

/// The kernel argument that names the machine's Ignition config where no matchbox serves it.
pub const IGNITION_URL_ARGUMENT: &str = "kindling.ignition_url";

/// Parts that the installers of all machines share.
#[derive(Clone, Debug)]
pub struct Installers {
    units: Piece,
}

impl Installers {
    /// Makes the shared parts.
    pub fn new() -> Self {
        let installer = UnitText::new()
            .section("Unit")
            .set("Description", "Install Flatcar Linux to disk")
            .set("Requires", "network-online.target")
            .set("After", "network-online.target")
            .section("Service")
            .set("Type", "simple")
            .command(
                "ExecStart",
                Failure::Counts,
                &Command::new(&["/opt/installer"]),
            )
            .section("Install")
            .set("WantedBy", "multi-user.target")
            .finish();
        // On another port, so that whoever waits for the machine on port 22 waits until it is installed.
        let port = UnitText::new()
            .section("Socket")
            .set("ListenStream", "")
            .set("ListenStream", "2222")
            .finish();
        Self {
            units: Piece::join([
                config::unit(&Unit {
                    name: "installer.service",
                    state: State::Enabled,
                    contents: Some(&installer),
                    dropins: &[],
                }),
                config::unit(&Unit {
                    name: "sshd.socket",
                    state: State::Present,
                    contents: None,
                    dropins: &[("10-sshd-port.conf", &port)],
                }),
            ]),
        }
    }

    /// The Butane and the Ignition config of a machine's installer.
    pub fn render(
        &self,
        format: Format,
        users: &Piece,
        platform: &BareMetal,
        flatcar: &Flatcar,
        machine: &Machine,
    ) -> (String, String) {
        let script = script(platform, flatcar, machine);
        let files = config::file(&File {
            path: "/opt/installer",
            contents: &script,
            mode: 0o500,
            existing: Existing::Absent,
        });
        let config = Config {
            format,
            users,
            directories: &[],
            files: &[&files],
            units: &[&self.units],
        };
        let comment = format!(
            "Installs Flatcar Linux on {}. Made by Kindling; the machine reads the Ignition form of it.",
            machine.domain()
        );
        (config.butane(&comment), config.ignition())
    }
}

/// The script that writes the disk.
fn script(platform: &BareMetal, flatcar: &Flatcar, machine: &Machine) -> String {
    let endpoint = platform.matchbox_http_endpoint();
    let ignition_url = format!("{endpoint}/ignition?mac={}&os=installed", machine.mac());
    let images = format!("{endpoint}/assets/flatcar");
    let mut install: Vec<Vec<&str>> = vec![
        vec!["flatcar-install"],
        vec!["-d", machine.install_disk()],
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
    Script::new("#!/bin/bash\nset -euxf\n")
        .assign("url", &ignition_url)
        // `kindling.ignition_url=` on the kernel's command line is where a machine without matchbox finds its config.
        .text(
            "for argument in $(cat /proc/cmdline); do
  case $argument in
    kindling.ignition_url=*) url=${argument#*=} ;;
  esac
done
# An answer of nothing, or of an error page, must not be installed.
curl --fail --location --retry 10 --retry-connrefused \"$url\" -o ignition.json
test -s ignition.json
",
        )
        .command(&install)
        .text("udevadm settle\nsystemctl reboot\n")
        .finish()
}

#[cfg(test)]
mod tests {
    use super::script;
    use crate::model::{OperatingSystem, Platform, samples};

    #[test]
    fn the_script_installs_what_the_machine_is_told_to() {
        let cluster = samples::flatcar_cilium();
        let Platform::BareMetal(platform) = cluster.platform();
        let OperatingSystem::Flatcar(flatcar) = cluster.os() else {
            panic!("the sample is Flatcar");
        };
        let text = script(platform, flatcar, cluster.first_controller());
        assert!(text.contains(
            "url='http://matchbox.example.com:8080/ignition?mac=52:54:00:a1:9c:01&os=installed'\n"
        ));
        assert!(text.contains(
            "flatcar-install \\\n  -d /dev/sda \\\n  -C stable \\\n  -V 4459.2.0 \\\n  -i ignition.json\n"
        ));
    }
}
