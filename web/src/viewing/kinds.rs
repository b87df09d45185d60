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

#[cfg(test)]
mod tests {
    use super::{butane_of, is_ignition};

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
