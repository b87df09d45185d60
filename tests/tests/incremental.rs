//! Rendering after an edit gives what rendering from nothing gives, and makes only what the edit is about.

use std::collections::BTreeMap;
use std::sync::Arc;

use kindling_core::artifacts::{Artifacts, Renderer};
use kindling_core::document::{self, ClusterDocument, Machine};
use kindling_core::model::{self, Cluster};
use kindling_core::secrets::{self, Secrets};
use kindling_pki::{Algorithm, Timestamp};
use kindling_tests::clusters;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

fn document(situation: &str, controllers: usize, workers: usize) -> ClusterDocument {
    document::read(&clusters::document(situation, controllers, workers))
        .into_parts()
        .0
        .expect("the document can be read")
}

fn cluster(document: &ClusterDocument) -> Option<Cluster> {
    model::resolve(document, &BTreeMap::new()).into_parts().0
}

fn secrets(cluster: &Cluster, seed: u64) -> Secrets {
    let now = Timestamp::from_unix_seconds(1_767_225_600).expect("a date of this century");
    secrets::generate(
        cluster,
        Algorithm::EcdsaP256,
        now,
        &mut ChaCha20Rng::seed_from_u64(seed),
        &mut |_| (),
    )
    .into_parts()
    .0
    .expect("nothing is wrong with this source of random bytes")
}

/// One edit at random. Some make the document wrong, as an operator's do.
fn edit(document: &mut ClusterDocument, random: &mut ChaCha20Rng) -> &'static str {
    let mut below = |count: usize| usize::try_from(random.next_u32()).unwrap_or(0) % count.max(1);
    let kind = below(24);
    let number = below(1000);
    let worker = below(document.workers.len());
    let controller = below(document.controllers.len());
    let Some(name) = document.workers.get(worker).map(|row| row.name.clone()) else {
        document.workers.push(machine(number));
        return "a first worker";
    };
    match kind {
        0..=2 => {
            document
                .worker_node_labels
                .entry(name)
                .or_default()
                .push(format!("rack=r{number}"));
            "label"
        }
        3 => {
            document.worker_node_labels.remove(&name);
            "no labels"
        }
        4 => {
            document
                .worker_node_taints
                .insert(name, vec![format!("for=t{number}:NoSchedule")]);
            "taint"
        }
        5 => {
            document.workers[worker].mac = machine(number).mac;
            "address"
        }
        6 => {
            document.workers[worker].install_disk = Some(format!("/dev/sd{}", number % 4));
            "disk"
        }
        7 => {
            document.workers[worker].kernel_args = vec![format!("console=ttyS{}", number % 3)];
            "kernel argument"
        }
        8 => {
            document.workers[worker].domain = format!("other{number}.example.com");
            "domain"
        }
        9 => {
            document.workers[worker].name = format!("renamed{number}");
            "name"
        }
        10 => {
            document.workers.remove(worker);
            "a worker less"
        }
        11 | 12 => {
            document.workers.push(machine(number));
            "a worker more"
        }
        13 => {
            let machine = document.workers.remove(worker);
            document.controllers.push(machine);
            "a worker becomes a controller"
        }
        14 if document.controllers.len() > 1 => {
            let machine = document.controllers.remove(controller);
            document.workers.push(machine);
            "a controller becomes a worker"
        }
        15 => {
            document.controllers[controller].kernel_args = vec![format!("mitigations=m{number}")];
            "kernel argument of a controller"
        }
        16 => {
            document.controllers[controller].domain = format!("head{number}.example.com");
            "domain of a controller"
        }
        17 => {
            document.api_server_sans = vec![format!("api{number}.example.com")];
            "further name"
        }
        18 => {
            document.pod_cidr = Some(format!("10.{}.0.0/16", 16 + number % 64));
            "pod addresses"
        }
        19 => {
            document.networking = match document.networking.as_deref() {
                Some("cilium") => Some("flannel".to_owned()),
                _ => Some("cilium".to_owned()),
            };
            "networking"
        }
        20 => {
            let cached = document.platform.cached_install.unwrap_or(false);
            document.platform.cached_install = Some(!cached);
            "cached install"
        }
        21 => {
            document.daemonset_tolerations = vec![format!("key{number}")];
            "tolerations"
        }
        22 => {
            document.container_images.insert(
                "kubelet".to_owned(),
                format!("registry.example.com/k:v{number}"),
            );
            "an image"
        }
        23 => {
            document.workers.reverse();
            "another order"
        }
        _ => "nothing",
    }
}

fn machine(number: usize) -> Machine {
    Machine {
        name: format!("new{number}"),
        mac: format!("52:54:01:00:{:02x}:{:02x}", number >> 8, number & 255),
        domain: format!("new{number}.example.com"),
        ..Machine::default()
    }
}

#[test]
fn after_any_edits_it_is_what_a_fresh_render_gives() {
    for (seed, situation) in (0..).zip(clusters::SITUATIONS) {
        let mut random = ChaCha20Rng::seed_from_u64(seed);
        let mut document = document(situation, 3, 4);
        let mut renderer = Renderer::default();
        let first = cluster(&document).expect("a right document");
        let held = [secrets(&first, 1), secrets(&first, 2)];
        let mut rendered = 0;
        for step in 0..40 {
            let before = document.clone();
            let what = edit(&mut document, &mut random);
            let Some(cluster) = cluster(&document) else {
                document = before;
                continue;
            };
            let held = &held[usize::from(step % 17 == 16)];
            let (kept, said) = renderer.render(&cluster, held).into_parts();
            let (fresh, expected) = kindling_core::render(&cluster, held).into_parts();
            assert_eq!(said, expected, "{situation}, {step}: {what}");
            // Not `assert_eq`: what differs is long.
            if kept != fresh {
                let of = |artifacts: &Option<Artifacts>| -> Vec<(String, [u8; 32])> {
                    let digests = artifacts.iter().flat_map(Artifacts::digests);
                    digests.map(|(path, sum)| (path.to_owned(), *sum)).collect()
                };
                let (kept, fresh) = (of(&kept), of(&fresh));
                let differing: Vec<&String> = kept
                    .iter()
                    .filter(|pair| !fresh.contains(pair))
                    .map(|(path, _)| path)
                    .collect();
                unreachable!("{situation}, {step}: {what}: {differing:?}");
            }
            rendered += 1;
        }
        assert!(rendered > 20, "too many edits were wrong: {rendered} of 40");
    }
}

/// The paths whose text is not the same memory in both.
fn made_anew(before: &Artifacts, after: &Artifacts) -> Vec<String> {
    after
        .iter()
        .filter(|(path, artifact)| {
            before
                .get(path)
                .is_none_or(|old| !Arc::ptr_eq(&old.contents, &artifact.contents))
        })
        .map(|(path, _)| path.to_owned())
        .collect()
}

#[test]
fn a_label_makes_one_machine_anew() {
    let mut document = document("flatcar-cilium", 3, 20);
    let mut renderer = Renderer::default();
    let first = cluster(&document).expect("a right document");
    let held = secrets(&first, 1);
    let before = renderer
        .render(&first, &held)
        .into_parts()
        .0
        .expect("no error");
    document
        .worker_node_labels
        .insert("node9".to_owned(), vec!["rack=b".to_owned()]);
    let second = cluster(&document).expect("a right document");
    let after = renderer
        .render(&second, &held)
        .into_parts()
        .0
        .expect("no error");
    let made = made_anew(&before, &after);
    let of_machine = [
        "matchbox/ignition/mercury-worker-node9.ign",
        "nodes/node9/butane.yaml",
        "nodes/node9/ignition.json",
    ];
    let expected = |path: &String| {
        // What names all digests, and the document itself, differ with every edit.
        ["SHA256SUMS", "cluster.yaml"].contains(&path.as_str())
            || of_machine.contains(&path.as_str())
    };
    assert!(made.iter().all(expected), "{made:?}");
    assert!(
        of_machine
            .iter()
            .all(|path| made.iter().any(|one| one == path)),
        "{made:?}"
    );
}
