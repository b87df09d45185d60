//! Every unit before systemd itself, in a scratch root with stand-ins for the programs it runs.

use std::process::Command;

use kindling_tests::clusters::{SITUATIONS, document, render};
use kindling_tests::machine;
use kindling_tests::scratch::{Scratch, has, run};

/// Units of the systems that ours refer to.
const PRESENT: [&str; 8] = [
    "docker.service",
    "containerd.service",
    "locksmithd.service",
    "rpc-statd.service",
    "systemd-resolved.service",
    "multi-user.target",
    "network-online.target",
    "sysinit.target",
];

const PROGRAMS: [&str; 8] = [
    "/usr/bin/docker",
    "/usr/bin/podman",
    "/usr/bin/grep",
    "/bin/sh",
    "/bin/mkdir",
    "/bin/touch",
    "/opt/installer",
    "/opt/bootstrap/layout",
];

#[test]
fn systemd_takes_every_unit_without_a_word() {
    if !has("systemd-analyze") {
        return;
    }
    for situation in SITUATIONS {
        let artifacts = render(&document(situation, 1, 1));
        let configs = artifacts.iter().filter(|(path, _)| {
            path.ends_with("/ignition.json") || path.ends_with("/install.json")
        });
        for (path, artifact) in configs {
            let units = machine::unpack(&artifact.contents).units;
            let scratch = Scratch::new(&format!("systemd-{situation}-{}", path.replace('/', "-")));
            for program in PROGRAMS {
                scratch.program(program, "#!/bin/sh\n");
            }
            for unit in PRESENT {
                let text = if unit.ends_with(".service") {
                    "[Service]\nExecStart=/bin/sh\n"
                } else {
                    "[Unit]\n"
                };
                scratch.write(&format!("etc/systemd/system/{unit}"), text);
            }
            let own: Vec<&String> = units
                .iter()
                .filter_map(|(name, text)| text.as_ref().map(|_| name))
                .collect();
            for (name, text) in &units {
                if let Some(text) = text {
                    scratch.write(&format!("etc/systemd/system/{name}"), text);
                }
            }
            assert!(!own.is_empty(), "{path}");
            let output = run(Command::new("systemd-analyze")
                .arg(format!("--root={}", scratch.path().display()))
                .args(["verify", "--man=no", "--recursive-errors=yes"])
                .args(own));
            assert!(
                output.status.success() && output.stderr.is_empty(),
                "{situation} {path}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}
