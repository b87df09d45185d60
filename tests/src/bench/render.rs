//! Rendering, with secrets given.

use std::process::Command;

use kindling_core::artifacts::{Artifacts, Renderer, SUMS};
use kindling_core::model::Cluster;

use super::{Bench, Table, megabytes, milliseconds, peak_memory, time};
use crate::{clusters, secrets};

/// How long a render takes, what it holds and what it gives.
pub const RENDER: Bench = Bench {
    name: "render",
    what: "Rendering a cluster of three controllers, secrets given, on one thread",
    run: render,
};

/// The situations that are measured.
const SITUATIONS: [&str; 2] = ["flatcar-cilium", "fcos-flannel"];

/// How many workers.
pub const WORKERS: [usize; 4] = [10, 100, 1_000, 10_000];

/// How often it is measured.
pub const fn runs(workers: usize) -> usize {
    match workers {
        0..=100 => 50,
        101..=1_000 => 15,
        _ => 5,
    }
}

/// The document of three controllers and some workers, with pod addresses for all of them.
pub fn document(situation: &str, workers: usize) -> String {
    clusters::document(situation, 3, workers).replace("10.16.0.0/12", "10.128.0.0/9")
}

fn render(table: &mut Table) {
    table.head(&[
        "cluster",
        "workers",
        "least",
        "median",
        "with digests",
        "files",
        "bytes out",
        "peak memory",
    ]);
    for situation in SITUATIONS {
        for workers in WORKERS {
            let cluster = clusters::cluster(&document(situation, workers));
            let secrets = secrets::of(&cluster);
            let times = time(runs(workers), || kindling_core::render(&cluster, &secrets));
            let artifacts = kindling_core::render(&cluster, &secrets).into_parts().0;
            let (files, bytes) = artifacts.as_ref().map_or((0, 0), size);
            let whole = time(runs(workers), || {
                sums(&kindling_core::render(&cluster, &secrets).into_parts().0)
            });
            table.row(&[
                &situation,
                &workers,
                &milliseconds(times.least),
                &milliseconds(times.median),
                &milliseconds(whole.least),
                &files,
                &megabytes(bytes),
                &peak_of_own_process(situation, workers),
            ]);
        }
    }
}

/// How long it takes after an edit.
pub const EDIT: Bench = Bench {
    name: "edit",
    what: "Rendering after an edit, with what is kept from the render before",
    run: edit,
};

fn edit(table: &mut Table) {
    table.head(&[
        "workers",
        "fresh",
        "a label",
        "with digests",
        "a worker more",
        "pod addresses",
    ]);
    for workers in WORKERS {
        let text = document("flatcar-cilium", workers);
        let name = format!("node{}", workers / 2 + 4);
        let added = (workers + 4) % 256;
        let before = clusters::cluster(&text);
        let [label, worker, addresses] = [
            format!("{text}worker_node_labels: {{ {name}: [ \"rack=a\" ] }}\n"),
            format!("{text}  - {{ name: extra, mac: \"52:54:01:00:00:{added:02x}\", domain: extra.example.com }}\n"),
            text.replace("10.128.0.0/9", "10.64.0.0/10"),
        ]
        .map(|text| clusters::cluster(&text));
        let secrets = secrets::of(&before);
        let fresh = time(runs(workers), || kindling_core::render(&before, &secrets));
        // There and back again: two renders with one edit each.
        let edited = |after: &Cluster, read: fn(&Option<Artifacts>) -> usize| {
            let mut renderer = Renderer::default();
            let both = time(runs(workers), || {
                [after, &before].map(|cluster| {
                    let artifacts = renderer.render(cluster, &secrets).into_parts().0;
                    (read(&artifacts), artifacts)
                })
            });
            milliseconds(both.median / 2)
        };
        table.row(&[
            &workers,
            &milliseconds(fresh.median),
            &edited(&label, |_| 0),
            &edited(&label, sums),
            &edited(&worker, |_| 0),
            &edited(&addresses, |_| 0),
        ]);
    }
}

/// The digests of all artifacts, which are taken when they are first read.
fn sums(artifacts: &Option<Artifacts>) -> usize {
    let sums = artifacts.as_ref().and_then(|all| all.get(SUMS));
    sums.map_or(0, |sums| sums.contents.len())
}

/// How many files there are and how many bytes they hold.
fn size(artifacts: &Artifacts) -> (usize, u64) {
    let bytes = artifacts
        .iter()
        .map(|(_, artifact)| artifact.contents.len() as u64)
        .sum();
    (artifacts.len(), bytes)
}

/// The word by which the process of [`peak_of_own_process`] is started.
pub const PEAK: &str = "--peak";

/// The most memory that a process holds which does nothing but render once.
fn peak_of_own_process(situation: &str, workers: usize) -> String {
    let answer = std::env::current_exe().and_then(|program| {
        Command::new(program)
            .args([PEAK, situation, &workers.to_string()])
            .output()
    });
    answer.map_or_else(
        |error| error.to_string(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// Renders once and says how much memory this process held at most.
pub fn peak(situation: &str, workers: usize) -> String {
    let cluster = clusters::cluster(&document(situation, workers));
    let secrets = secrets::of(&cluster);
    let rendered = kindling_core::render(&cluster, &secrets);
    let peak = peak_memory().map_or_else(|| "unknown".to_owned(), megabytes);
    drop(rendered);
    peak
}
