//! From power on to a machine that is ready: what waits for what.

use super::{Anchor, Drawing, Ink, Mark, Point, Shape, place, shortened};

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
            Self::Network => 26,
            Self::Memory => 92,
            Self::Disk => 158,
            Self::You => 214,
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
                "fetches its config, writes system and config to disk",
                &[live],
                Some(&facts.ignition),
            )
        }
        None => add(
            Lane::Memory,
            "Install",
            "by kernel arguments: writes system and config to disk",
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
        "puts assets in place, keys for their owners alone",
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

const WIDTH: i32 = 608;
const TOP: i32 = 56;
const ROW: i32 = 44;
const LABEL: i32 = 246;

/// How many letters of a file's name fit beside a step.
const LETTERS: usize = 36;

/// The picture of the steps, the chosen one in ember.
pub fn draw(stages: &[Stage], chosen: Option<usize>) -> Drawing {
    let bottom = y(stages.len());
    let mut drawing = Drawing {
        size: (WIDTH, bottom),
        ..Drawing::default()
    };
    for lane in Lane::ALL {
        drawing.small(Ink::Plain, (lane.x(), 20), Anchor::Middle, lane.word());
        drawing.line(Ink::Soft, &[(lane.x(), 30), (lane.x(), bottom - 14)], false);
    }
    let mut aside = 0;
    for (index, stage) in stages.iter().enumerate() {
        for before in &stage.after {
            let way = way(stages, *before, index, &mut aside);
            drawing.line(ink(index, chosen), &way, true);
        }
    }
    for (index, stage) in stages.iter().enumerate() {
        let own = |shape| Mark {
            shape,
            ink: ink(index, chosen),
            row: Some(index),
        };
        let words = |at, text, anchor, small| {
            own(Shape::Words {
                at,
                text,
                anchor,
                small,
            })
        };
        drawing.marks.push(own(Shape::Dot {
            at: (stage.lane.x(), y(index)),
            radius: 6,
            filled: chosen == Some(index),
        }));
        let title = format!("{}. {}", index + 1, stage.title);
        drawing
            .marks
            .push(words((LABEL, y(index)), title, Anchor::Start, false));
        let what = stage.words.clone();
        drawing.marks.push(words(
            (LABEL + 16, y(index) + 17),
            what,
            Anchor::Start,
            true,
        ));
        if let Some(path) = &stage.artifact {
            let path = shortened(path, LETTERS);
            drawing
                .marks
                .push(words((WIDTH - 8, y(index)), path, Anchor::End, true));
        }
    }
    drawing
}

/// How far down a step stands.
fn y(index: usize) -> i32 {
    TOP + ROW * place(index)
}

fn ink(index: usize, chosen: Option<usize>) -> Ink {
    if chosen == Some(index) {
        Ink::Ember
    } else {
        Ink::Plain
    }
}

/// From one step to the one that waits for it: down its lane and across; beside its lane where others stand between.
fn way(stages: &[Stage], before: usize, index: usize, aside: &mut i32) -> Vec<Point> {
    let lane = stages[before].lane;
    let (x, to) = (lane.x(), stages[index].lane.x());
    let (start, turn, end) = (y(before), y(index) - 20, y(index) - 8);
    let between = stages.get(before + 1..index).unwrap_or_default();
    if between.iter().any(|stage| stage.lane == lane) {
        *aside += 1;
        let beside = x + 4 + 8 * *aside;
        return vec![
            (x + 7, start),
            (beside, start),
            (beside, turn),
            (to, turn),
            (to, end),
        ];
    }
    if x == to {
        return vec![(x, start + 7), (to, end)];
    }
    vec![(x, start + 7), (x, turn), (to, turn), (to, end)]
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
                assert!(stage.words.chars().count() < 56, "{} fits", stage.title);
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
