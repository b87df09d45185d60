//! What an artifact is, by its path.

/// Whether an artifact is an Ignition config.
pub fn is_ignition(path: &str) -> bool {
    path.ends_with(".ign") || (path.starts_with("nodes/") && path.ends_with(".json"))
}

/// Where the Butane config lies that an Ignition config was made of. Those of matchbox are called
/// `CLUSTER-ROLE-MACHINE.ign`, and a machine's name may have hyphens of its own, so the longest name that exists is it.
pub fn butane_of(path: &str, exists: impl Fn(&str) -> bool) -> Option<String> {
    if !is_ignition(path) {
        return None;
    }
    let (folder, file) = path.rsplit_once('/')?;
    if let Some(stem) = file.strip_suffix(".ign") {
        let from = |part: &str, name: &str| format!("nodes/{name}/{part}butane.yaml");
        return stem.match_indices('-').find_map(|(at, _)| {
            let (before, name) = (&stem[..at], &stem[at + 1..]);
            let part = if before.ends_with("-install") {
                "install."
            } else {
                ""
            };
            Some(from(part, name)).filter(|path| exists(path))
        });
    }
    let stem = file.strip_suffix(".json")?;
    let part = if stem == "ignition" {
        String::new()
    } else {
        format!("{stem}.")
    };
    Some(format!("{folder}/{part}butane.yaml")).filter(|path| exists(path))
}

/// Whether an artifact is one machine's alone: its folder, what matchbox is asked for it, its iPXE script. `mac` has
/// hyphens.
pub fn is_of_machine(path: &str, cluster: &str, machine: &str, mac: Option<&str>) -> bool {
    if machine.is_empty() {
        return false;
    }
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    if folder.strip_prefix("nodes/") == Some(machine) {
        return true;
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let after = stem
        .strip_prefix(cluster)
        .and_then(|rest| rest.strip_prefix('-'))
        .filter(|_| folder.starts_with("matchbox"));
    let parts = ["", "install-", "controller-", "worker-"];
    mac.is_some_and(|mac| stem == mac)
        || after.is_some_and(|rest| {
            parts
                .iter()
                .any(|part| rest.strip_prefix(part) == Some(machine))
        })
}

#[cfg(test)]
mod tests {
    use super::{butane_of, is_ignition, is_of_machine};

    #[test]
    fn a_machine_has_its_own_files_and_no_namesakes() {
        let of = |path| is_of_machine(path, "mercury", "node1", Some("52-54-00-a1-9c-ae"));
        for own in [
            "nodes/node1/ignition.json",
            "nodes/node1/install.butane.yaml",
            "matchbox/groups/mercury-node1.json",
            "matchbox/groups/mercury-install-node1.json",
            "matchbox/profiles/mercury-controller-node1.json",
            "matchbox/ignition/mercury-worker-node1.ign",
            "ipxe/52-54-00-a1-9c-ae.ipxe",
        ] {
            assert!(of(own), "{own}");
        }
        for other in [
            "nodes/node10/ignition.json",
            "nodes/node1x/a",
            "matchbox/groups/mercury-rack-node1.json",
            "matchbox/groups/mercury-node10.json",
            "kubeconfig",
            "boot.ipxe",
            "node1",
        ] {
            assert!(!of(other), "{other}");
        }
    }

    #[test]
    fn butane_is_found_beside_or_by_the_machine_of_the_name() {
        let there = [
            "nodes/node1/butane.yaml",
            "nodes/node1/install.butane.yaml",
            "nodes/a-node1/butane.yaml",
        ];
        for (path, wanted) in [
            ("nodes/node1/ignition.json", Some(there[0])),
            ("nodes/node1/install.json", Some(there[1])),
            ("matchbox/ignition/mercury-worker-node1.ign", Some(there[0])),
            (
                "matchbox/ignition/mercury-install-node1.ign",
                Some(there[1]),
            ),
            (
                "matchbox/ignition/mercury-worker-a-node1.ign",
                Some(there[2]),
            ),
            ("matchbox/ignition/mercury-worker-gone.ign", None),
            ("matchbox/groups/mercury-node1.json", None),
            ("kubeconfig", None),
        ] {
            let found = butane_of(path, |path| there.contains(&path));
            assert_eq!(found.as_deref(), wanted, "{path}");
        }
        assert!(!is_ignition("matchbox/profiles/mercury.json"));
    }
}
