//! From power on to a machine that is ready: what waits for what.

use super::{Anchor, Drawing, Ink, Mark, Shape, place};

/// Where a step happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// On other hosts of the network.
    Network,
    /// On the machine, in a system that lives in memory.
    Memory,
    /// On the machine, in the installed system.
    Disk,
    /// At the operator's desk.
    You,
}

impl Lane {
    const ALL: [Self; 4] = [Self::Network, Self::Memory, Self::Disk, Self::You];

    /// The word on the picture.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Memory => "in memory",
            Self::Disk => "installed",
            Self::You => "you",
        }
    }

    const fn x(self) -> i32 {
        match self {
            Self::Network => 40,
            Self::Memory => 120,
            Self::Disk => 200,
            Self::You => 270,
        }
    }
}

/// Where the artifacts of the first controller are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether a system with a config of its own installs.
    pub flatcar: bool,
    /// The machine's name.
    pub machine: String,
    /// The iPXE script.
    pub script: String,
    /// matchbox's group that finds it first.
    pub group: String,
    /// The profile that group gives.
    pub profile: String,
    /// The config of the system that installs; nothing where kernel arguments do.
    pub installer: Option<String>,
    /// The config of the installed system.
    pub ignition: String,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Where it happens.
    pub lane: Lane,
    /// Its name.
    pub title: &'static str,
    /// What happens.
    pub words: String,
    /// The steps it waits for.
    pub after: Vec<usize>,
    /// The artifact that is used.
    pub artifact: Option<String>,
}

/// The steps, in the order of time.
pub fn stages(facts: &Facts) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    let mut add = |lane, title, words: &str, after: &[usize], artifact: Option<&str>| {
        stages.push(Stage {
            lane,
            title,
            words: words.to_owned(),
            after: after.to_vec(),
            artifact: artifact.map(str::to_owned),
        });
        stages.len() - 1
    };
    let dhcp = add(
        Lane::Network,
        "DHCP",
        "gives an address and says where iPXE’s script is",
        &[],
        None,
    );
    let ipxe = add(
        Lane::Memory,
        "iPXE",
        "runs the script, loads kernel and initial file system",
        &[dhcp],
        Some(&facts.script),
    );
    let found = add(
        Lane::Network,
        "matchbox",
        "finds the machine by its MAC address",
        &[ipxe],
        Some(&facts.group),
    );
    let profile = add(
        Lane::Network,
        "Profile",
        "says which kernel, which arguments, which config",
        &[found],
        Some(&facts.profile),
    );
    let install = match &facts.installer {
        Some(installer) => {
            let live = add(
                Lane::Memory,
                "Install config",
                "the system in memory takes it and starts the installer",
                &[profile],
                Some(installer),
            );
            add(
                Lane::Memory,
                "Install",
                "fetches the machine’s config, writes system and config to the disk",
                &[live],
                Some(&facts.ignition),
            )
        }
        None => add(
            Lane::Memory,
            "Install",
            "kernel arguments alone: writes system and config to the disk",
            &[profile],
            Some(&facts.ignition),
        ),
    };
    let reboot = add(
        Lane::Memory,
        "Reboot",
        "from now on from the disk",
        &[install],
        None,
    );
    let first = add(
        Lane::Disk,
        "First boot",
        "Ignition writes files, units and users",
        &[reboot],
        Some(&facts.ignition),
    );
    let dns = add(
        Lane::Disk,
        "DNS wait",
        "kubelet and etcd are held until there is a name server",
        &[first],
        Some(&facts.ignition),
    );
    let wait = add(
        Lane::Disk,
        "kubelet and etcd",
        "wait for their secrets",
        &[dns],
        Some(&facts.ignition),
    );
    let copy = add(
        Lane::You,
        "Copy of secrets",
        "kubeconfig to every machine, assets to controllers",
        &[first],
        Some("kubeconfig"),
    );
    let layout = add(
        Lane::Disk,
        "Layout",
        "puts the assets where they belong, keys for their owners alone",
        &[copy],
        Some("assets"),
    );
    let bootstrap = add(
        Lane::You,
        "Bootstrap",
        "on one controller, once: applies every manifest",
        &[wait, layout],
        Some("README.md"),
    );
    add(
        Lane::Disk,
        "Ready",
        "the node is Ready; workers join with their kubeconfig",
        &[bootstrap],
        Some("admin.conf"),
    );
    stages
}

const TOP: i32 = 52;
const ROW: i32 = 38;
const LABEL: i32 = 320;

/// The picture of the steps, the chosen one in ember.
pub fn draw(stages: &[Stage], chosen: Option<usize>) -> Drawing {
    let y = |index: usize| TOP + ROW * place(index);
    let bottom = y(stages.len());
    let mut drawing = Drawing {
        size: (520, bottom),
        ..Drawing::default()
    };
    for lane in Lane::ALL {
        drawing.small(Ink::Plain, (lane.x(), 20), Anchor::Middle, lane.word());
        drawing.line(Ink::Soft, &[(lane.x(), 30), (lane.x(), bottom - 14)], false);
    }
    for (index, stage) in stages.iter().enumerate() {
        for before in stage
            .after
            .iter()
            .filter_map(|before| Some((*before, stages.get(*before)?)))
        {
            let (x, to) = (before.1.lane.x(), stage.lane.x());
            // Down the lane of what it waits for, then across.
            let turn = y(index) - 18;
            let way = if x == to {
                vec![(x, y(before.0) + 6), (to, y(index) - 7)]
            } else {
                vec![
                    (x, y(before.0) + 6),
                    (x, turn),
                    (to, turn),
                    (to, y(index) - 7),
                ]
            };
            let ink = if chosen == Some(index) {
                Ink::Ember
            } else {
                Ink::Plain
            };
            drawing.line(ink, &way, true);
        }
    }
    for (index, stage) in stages.iter().enumerate() {
        let ink = if chosen == Some(index) {
            Ink::Ember
        } else {
            Ink::Plain
        };
        let own = |shape| Mark {
            shape,
            ink,
            row: Some(index),
        };
        drawing.marks.push(own(Shape::Dot {
            at: (stage.lane.x(), y(index)),
            radius: 6,
            filled: chosen == Some(index),
        }));
        drawing.marks.push(own(Shape::Words {
            at: (LABEL, y(index) + 4),
            text: format!("{}. {}", index + 1, stage.title),
            anchor: Anchor::Start,
            small: false,
        }));
    }
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(flatcar: bool) -> Facts {
        Facts {
            flatcar,
            machine: "node1".into(),
            script: "ipxe/52-54-00-00-00-01.ipxe".into(),
            ignition: "nodes/node1/ignition.json".into(),
            installer: flatcar.then(|| "nodes/node1/install.json".into()),
            ..Facts::default()
        }
    }

    #[test]
    fn a_step_waits_for_earlier_steps_alone() {
        for flatcar in [true, false] {
            let stages = stages(&facts(flatcar));
            for (index, stage) in stages.iter().enumerate() {
                assert!(
                    stage.after.iter().all(|before| *before < index),
                    "{}",
                    stage.title
                );
                assert!(index == 0 || !stage.after.is_empty(), "{}", stage.title);
            }
            assert!(draw(&stages, None).marks.len() > 3 * stages.len());
        }
    }

    #[test]
    fn only_flatcar_has_a_config_for_installing() {
        let with = |flatcar| {
            stages(&facts(flatcar))
                .iter()
                .any(|stage| stage.title == "Install config")
        };
        assert!(with(true) && !with(false));
    }
}
