//! Who talks to whom on which port.

use super::places::{FROM, Place, TO, places};
use super::{Anchor, Drawing, Ink, Point, Shape, place, shortened};

/// What the picture is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Names of the controllers.
    pub controllers: Vec<String>,
    /// Names of the workers.
    pub workers: Vec<String>,
    /// The name of the API.
    pub api: String,
    /// The port of the API.
    pub port: u16,
    /// `cilium`, `flannel`, or nothing where another tool connects pods.
    pub network: Option<String>,
    /// Whether kube-proxy runs.
    pub kube_proxy: bool,
}

/// One row of the picture's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Who opens it.
    pub from: &'static str,
    /// Who answers.
    pub to: &'static str,
    /// Port and protocol.
    pub port: String,
    /// What for.
    pub purpose: &'static str,
}

/// Every connection of a cluster.
pub fn connections(facts: &Facts) -> Vec<Connection> {
    let row = |from, to, port: &str, purpose| Connection {
        from,
        to,
        port: port.to_owned(),
        purpose,
    };
    let api = format!("{}/tcp", facts.port);
    let mut rows = vec![
        row("you", "API name", &api, "kubectl, with admin.conf"),
        row(
            "API name",
            "controllers",
            &api,
            "the name resolves to every controller",
        ),
        row(
            "every kubelet",
            "API name",
            &api,
            "nodes and pods, with the kubeconfig",
        ),
        row(
            "API servers",
            "etcd",
            "2379/tcp",
            "the state of the cluster",
        ),
        row("etcd", "etcd", "2380/tcp", "members among each other"),
        row("monitoring", "etcd", "2381/tcp", "metrics and health"),
        row(
            "API servers",
            "every kubelet",
            "10250/tcp",
            "logs, exec, port forwarding",
        ),
        row(
            "a controller",
            "itself",
            "10257/tcp",
            "health of the controller manager",
        ),
        row(
            "a controller",
            "itself",
            "10259/tcp",
            "health of the scheduler",
        ),
        row("you", "every machine", "22/tcp", "ssh and scp"),
    ];
    if facts.kube_proxy {
        rows.push(row(
            "monitoring",
            "every machine",
            "10249/tcp",
            "metrics of kube-proxy",
        ));
    }
    if facts.network.is_some() {
        rows.push(row(
            "every machine",
            "every machine",
            "8472/udp",
            "traffic of pods, as VXLAN",
        ));
    }
    if facts.network.as_deref() == Some("cilium") {
        rows.push(row(
            "every machine",
            "every machine",
            "4240/tcp",
            "health of cilium",
        ));
    }
    rows
}

const WIDTH: i32 = 608;
const MIDDLE: i32 = (FROM + TO) / 2;
/// Where lines go down on the left and up on the right.
const DOWN: i32 = 88;
const UP: i32 = 588;
/// How tall a machine is.
const TALL: i32 = 28;

const API: i32 = 88;
const CONTROLLERS: i32 = 178;
const ETCD: i32 = 262;
const WORKERS: i32 = 344;

/// The picture.
pub fn draw(facts: &Facts) -> Drawing {
    let mut drawing = Drawing {
        size: (WIDTH, 0),
        ..Drawing::default()
    };
    let controllers = places(&facts.controllers, "controllers");
    let workers = places(&facts.workers, "workers");
    let port = facts.port.to_string();

    you(&mut drawing, &port);
    let name = shortened(&format!("{}:{port}", facts.api), 44);
    let half = (place(name.chars().count()) * 4 + 16).min(180);
    kubelets(&mut drawing, &controllers, &workers, half);
    fan(&mut drawing, (MIDDLE, API + 32), CONTROLLERS, &controllers);
    drawing.words(Ink::Plain, (MIDDLE + 8, API + 52), Anchor::Start, &port);
    drawing.words(Ink::Plain, (UP - 8, API + 10), Anchor::End, &port);
    etcd(&mut drawing, &controllers);
    drawing.put(
        Ink::Ember,
        Shape::Bar {
            at: (MIDDLE - half, API),
            size: (2 * half, 32),
            filled: false,
        },
    );
    drawing.words(Ink::Plain, (MIDDLE, API + 21), Anchor::Middle, name);
    machines(&mut drawing, CONTROLLERS, &controllers);
    machines(&mut drawing, WORKERS, &workers);
    let bands = [
        ("API name", API + 20),
        ("controllers", CONTROLLERS + 18),
        ("etcd", ETCD + 4),
    ];
    for (word, y) in bands {
        drawing.small(Ink::Plain, (4, y), Anchor::Start, word);
    }
    let mut bottom = ETCD + 34;
    if !workers.is_empty() {
        drawing.small(Ink::Plain, (4, WORKERS + 18), Anchor::Start, "workers");
        bottom = WORKERS + 76;
    }
    notes(&mut drawing, facts, bottom);
    drawing
}

/// The operator and the way to the API.
fn you(drawing: &mut Drawing, port: &str) {
    drawing.line(Ink::Ember, &[(MIDDLE, 32), (MIDDLE, API - 4)], true);
    drawing.put(
        Ink::Plain,
        Shape::Dot {
            at: (MIDDLE, 24),
            radius: 8,
            filled: false,
        },
    );
    let words = "you, with admin.conf";
    drawing.words(Ink::Plain, (MIDDLE + 18, 28), Anchor::Start, words);
    drawing.words(Ink::Ember, (MIDDLE + 8, 64), Anchor::Start, port);
}

/// From API servers down to kubelets on the left, from kubelets up to the API on the right.
fn kubelets(drawing: &mut Drawing, controllers: &[Place], workers: &[Place], half: i32) {
    let middle = CONTROLLERS + TALL / 2;
    let Some(last) = controllers.last() else {
        return;
    };
    let into = [(UP, API + 16), (MIDDLE + half + 3, API + 16)];
    let own = [(last.x + last.width / 2, middle), (UP, middle)];
    drawing.line(Ink::Plain, &[&own[..], &into[..]].concat(), true);
    let (Some(first), Some(right)) = (controllers.first(), workers.last()) else {
        return;
    };
    let (down, up) = (WORKERS - 22, WORKERS + TALL + 20);
    let trunk = [
        (first.x - first.width / 2, middle),
        (DOWN, middle),
        (DOWN, down),
        (right.x, down),
    ];
    drawing.line(Ink::Plain, &trunk, false);
    let back = [(workers[0].x, up), (UP, up), (UP, middle)];
    drawing.line(Ink::Plain, &back, false);
    for worker in workers {
        let under = if worker.names.is_some() { 6 } else { 0 };
        let bottom = WORKERS + TALL + under;
        drawing.line(
            Ink::Plain,
            &[(worker.x, down), (worker.x, WORKERS - 3)],
            true,
        );
        drawing.line(Ink::Plain, &[(worker.x, bottom), (worker.x, up)], false);
    }
    let words = "10250 to every kubelet";
    drawing.words(Ink::Plain, (DOWN + 8, down - 8), Anchor::Start, words);
}

/// From one point to every place below it: a trunk, a bus, an arrow each.
fn fan(drawing: &mut Drawing, from: Point, to: i32, places: &[Place]) {
    let bus = to - 22;
    for place in places {
        let way = [from, (from.0, bus), (place.x, bus), (place.x, to - 3)];
        drawing.line(Ink::Plain, &way, true);
    }
}

/// etcd below its controllers: API servers to it, its members among each other.
fn etcd(drawing: &mut Drawing, controllers: &[Place]) {
    for pair in controllers.windows(2) {
        let (left, right) = (pair[0].x, pair[1].x);
        drawing.line(Ink::Ember, &[(left, ETCD), (right, ETCD)], false);
        let middle = ((left + right) / 2, ETCD - 6);
        drawing.words(Ink::Ember, middle, Anchor::Middle, "2380");
    }
    for controller in controllers {
        let way = [(controller.x, CONTROLLERS + TALL), (controller.x, ETCD - 8)];
        drawing.line(Ink::Plain, &way, true);
        let at = (controller.x + 8, CONTROLLERS + TALL + 26);
        drawing.words(Ink::Plain, at, Anchor::Start, "2379");
        drawing.put(
            Ink::Ember,
            Shape::Dot {
                at: (controller.x, ETCD),
                radius: 5,
                filled: true,
            },
        );
    }
}

fn machines(drawing: &mut Drawing, y: i32, places: &[Place]) {
    for place in places {
        let bar = |inset: i32, down: i32| Shape::Bar {
            at: (place.x - place.width / 2 + inset, y + down),
            size: (place.width - 2 * inset, TALL),
            filled: false,
        };
        if place.names.is_some() {
            drawing.put(Ink::Soft, bar(8, 6));
            drawing.put(Ink::Soft, bar(4, 3));
        }
        drawing.put(Ink::Plain, bar(0, 0));
        let letters = usize::try_from((place.width - 12) / 7).unwrap_or_default();
        let words = match &place.names {
            Some(names) => format!("{}: {names}", place.title),
            None => place.title.clone(),
        };
        let words = if words.chars().count() > letters && place.names.is_some() {
            place.title.clone()
        } else {
            shortened(&words, letters)
        };
        drawing.words(Ink::Plain, (place.x, y + 19), Anchor::Middle, words);
    }
}

/// What is between all machines, and on each of them.
fn notes(drawing: &mut Drawing, facts: &Facts, top: i32) {
    let mut y = top;
    drawing.dashes(Ink::Soft, &[(4, y), (WIDTH - 4, y)]);
    let mut lines = Vec::new();
    match facts.network.as_deref() {
        Some("cilium") => {
            lines.push("between all machines: 8472/udp pods, as VXLAN; 4240 cilium’s health");
        }
        Some(_) => lines.push("between all machines: 8472/udp pods, as VXLAN"),
        None => {}
    }
    lines.push("on each controller, for itself: 10257 controller manager, 10259 scheduler");
    lines.push(if facts.kube_proxy {
        "for monitoring: 2381 etcd, 10249 kube-proxy on every machine"
    } else {
        "for monitoring: 2381 etcd"
    });
    lines.push("from you to every machine: 22 ssh and scp");
    for line in lines {
        y += 20;
        drawing.small(Ink::Plain, (4, y), Anchor::Start, line);
    }
    drawing.size.1 = y + 14;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(controllers: usize, workers: usize) -> Facts {
        let names = |word: &str, count: usize| {
            (1..=count)
                .map(|number| format!("{word}{number}"))
                .collect()
        };
        Facts {
            controllers: names("c", controllers),
            workers: names("w", workers),
            api: "k8s.example.com".into(),
            port: 6443,
            network: Some("cilium".into()),
            kube_proxy: false,
        }
    }

    fn texts(drawing: &Drawing) -> Vec<String> {
        drawing
            .marks
            .iter()
            .filter_map(|mark| match &mark.shape {
                Shape::Words { text, .. } => Some(text.clone()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn three_stand_alone_and_three_hundred_together() {
        let few = texts(&draw(&facts(1, 2)));
        assert!(few.contains(&"w2".to_owned()), "{few:?}");
        let many = draw(&facts(3, 297));
        assert!(texts(&many).contains(&"297 workers: w1 … w297".to_owned()));
        assert!(many.marks.len() < 60, "{}", many.marks.len());
    }

    #[test]
    fn many_machines_stand_in_groups_by_their_names() {
        let mut facts = facts(3, 0);
        let rack = |rack: &'static str| (1..=40).map(move |number| format!("{rack}-{number}"));
        facts.workers = ["r1", "r2", "gpu"].into_iter().flat_map(rack).collect();
        let words = texts(&draw(&facts));
        assert!(words.iter().any(|text| text == "40 × gpu-…"), "{words:?}");
        // Inventories sort names as texts; people count.
        facts.workers = (1..=300).map(|number| format!("n{number}")).collect();
        facts.workers.sort();
        let words = texts(&draw(&facts));
        assert!(
            words.contains(&"300 workers: n1 … n300".to_owned()),
            "{words:?}"
        );
        // Names that have nothing in common are one group.
        facts.workers = (0..40).map(|number| format!("w{number}x")).collect();
        let words = texts(&draw(&facts));
        assert!(
            words.contains(&"40 workers: w0x … w39x".to_owned()),
            "{words:?}"
        );
    }

    #[test]
    fn everything_stands_inside() {
        for (controllers, workers) in [(1, 0), (1, 1), (3, 2), (7, 7), (5, 5_000)] {
            let drawing = draw(&facts(controllers, workers));
            let inside = |(x, y): &Point| {
                (0..=drawing.size.0).contains(x) && (0..=drawing.size.1).contains(y)
            };
            for mark in &drawing.marks {
                let points = match &mark.shape {
                    Shape::Line { points, .. } => points.clone(),
                    Shape::Dot { at, .. } | Shape::Words { at, .. } => vec![*at],
                    Shape::Bar { at, size, .. } => vec![*at, (at.0 + size.0, at.1 + size.1)],
                };
                assert!(
                    points.iter().all(inside),
                    "{controllers} + {workers}: {mark:?}"
                );
            }
        }
    }

    #[test]
    fn every_port_in_the_picture_is_in_its_text() {
        let mut facts = facts(3, 3);
        for (network, kube_proxy) in [
            (Some("cilium"), false),
            (Some("flannel"), true),
            (None, true),
        ] {
            facts.network = network.map(str::to_owned);
            facts.kube_proxy = kube_proxy;
            let words = texts(&draw(&facts)).join(" ");
            for row in connections(&facts) {
                let port = row.port.split('/').next().unwrap_or_default().to_owned();
                assert!(words.contains(&port), "{port} with {network:?}");
            }
            assert_eq!(words.contains("4240"), network == Some("cilium"));
            assert_eq!(words.contains("10249"), kube_proxy);
        }
    }
}
