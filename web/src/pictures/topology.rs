//! Who talks to whom on which port.

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

const WIDTH: i32 = 760;
const MIDDLE: i32 = WIDTH / 2;
/// The most machines of a kind that stand alone.
const ALONE: usize = 7;

/// The picture.
pub fn draw(facts: &Facts) -> Drawing {
    let mut drawing = Drawing {
        size: (WIDTH, 0),
        ..Drawing::default()
    };
    let port = facts.port;
    let controllers = spread(facts.controllers.len());
    let workers = spread(facts.workers.len());
    let name = shortened(&format!("{}:{port}", facts.api), 44);
    let half = (place(name.chars().count()) * 4 + 20).min(190);

    // Lines first, words over them.
    drawing.line(Ink::Ember, &[(MIDDLE, 38), (MIDDLE, 92)], true);
    for x in &controllers {
        drawing.line(Ink::Plain, &[(MIDDLE, 128), (*x, 206)], true);
    }
    etcd(&mut drawing, &controllers);
    let mut bottom = 350;
    if !workers.is_empty() {
        for x in &workers {
            drawing.line(Ink::Plain, &[(MIDDLE, 346), (*x, 424)], true);
        }
        drawing.words(
            Ink::Plain,
            (MIDDLE, 384),
            Anchor::Middle,
            "10250 to kubelets",
        );
        machines(&mut drawing, &facts.workers, &workers, 440, "workers");
        let right = workers.last().copied().unwrap_or(MIDDLE);
        let way = [
            (right + 16, 440),
            (WIDTH - 16, 440),
            (WIDTH - 16, 112),
            (MIDDLE + half, 112),
        ];
        drawing.line(Ink::Plain, &way, true);
        drawing.words(
            Ink::Plain,
            (WIDTH - 22, 104),
            Anchor::End,
            format!("{port} from kubelets"),
        );
        bottom = 490;
    }
    drawing.put(
        Ink::Plain,
        Shape::Dot {
            at: (MIDDLE, 28),
            radius: 8,
            filled: false,
        },
    );
    drawing.words(
        Ink::Plain,
        (MIDDLE + 18, 33),
        Anchor::Start,
        "you, with admin.conf",
    );
    drawing.words(
        Ink::Ember,
        (MIDDLE + 10, 72),
        Anchor::Start,
        port.to_string(),
    );
    drawing.put(
        Ink::Ember,
        Shape::Bar {
            at: (MIDDLE - half, 96),
            size: (2 * half, 32),
            filled: false,
        },
    );
    drawing.words(Ink::Plain, (MIDDLE, 117), Anchor::Middle, name);
    drawing.words(Ink::Plain, (MIDDLE, 168), Anchor::Middle, port.to_string());
    machines(
        &mut drawing,
        &facts.controllers,
        &controllers,
        222,
        "controllers",
    );
    if let Some(network) = &facts.network {
        let words = if network == "cilium" {
            "pods of all machines: 8472/udp VXLAN, 4240 cilium’s health"
        } else {
            "pods of all machines: 8472/udp VXLAN"
        };
        drawing.dashes(Ink::Soft, &[(40, bottom), (WIDTH - 40, bottom)]);
        drawing.small(Ink::Plain, (MIDDLE, bottom + 20), Anchor::Middle, words);
        bottom += 24;
    }
    if facts.kube_proxy {
        drawing.small(
            Ink::Plain,
            (MIDDLE, bottom + 18),
            Anchor::Middle,
            "on every machine: 10249 kube-proxy’s metrics",
        );
        bottom += 22;
    }
    drawing.size.1 = bottom + 16;
    drawing
}

/// etcd under its controllers: a line that joins them.
fn etcd(drawing: &mut Drawing, controllers: &[i32]) {
    let (first, last) = match controllers {
        [] => return,
        [only] => (only - 60, only + 60),
        [first, .., last] => (*first, *last),
    };
    for x in controllers {
        drawing.line(Ink::Soft, &[(*x, 262), (*x, 282)], false);
    }
    drawing.line(Ink::Ember, &[(first, 282), (last, 282)], false);
    drawing.words(
        Ink::Plain,
        (MIDDLE, 304),
        Anchor::Middle,
        "etcd: 2380 among members, 2379 from API servers, 2381 metrics",
    );
    drawing.small(
        Ink::Plain,
        (MIDDLE, 326),
        Anchor::Middle,
        "on each controller, for itself: 10257 controller manager, 10259 scheduler",
    );
}

/// Where machines stand: each alone, or one place for all.
fn spread(count: usize) -> Vec<i32> {
    match count {
        0 => Vec::new(),
        1..=ALONE => {
            let step = (WIDTH - 120) / place(count);
            (0..count)
                .map(|index| 60 + step / 2 + step * place(index))
                .collect()
        }
        _ => vec![MIDDLE],
    }
}

fn machines(drawing: &mut Drawing, names: &[String], places: &[i32], y: i32, word: &str) {
    let circle = |at: Point| Shape::Dot {
        at,
        radius: 14,
        filled: false,
    };
    if names.len() > ALONE {
        for offset in [-12, 0, 12] {
            drawing.put(Ink::Plain, circle((MIDDLE + offset, y)));
        }
        let ends = match names {
            [first, .., last] => format!("{} {word}: {first} … {last}", names.len()),
            _ => String::new(),
        };
        drawing.words(
            Ink::Plain,
            (MIDDLE, y + 32),
            Anchor::Middle,
            shortened(&ends, 60),
        );
        return;
    }
    let most = (90 / names.len().max(1)).max(11);
    for (x, name) in places.iter().zip(names) {
        drawing.put(Ink::Plain, circle((*x, y)));
        drawing.words(
            Ink::Plain,
            (*x, y + 32),
            Anchor::Middle,
            shortened(name, most),
        );
    }
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
                assert!(
                    port == "22" || words.contains(&port),
                    "{port} with {network:?}"
                );
            }
            assert_eq!(words.contains("4240"), network == Some("cilium"));
            assert_eq!(words.contains("10249"), kube_proxy);
        }
    }
}
