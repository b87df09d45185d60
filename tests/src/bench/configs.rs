//! Configs of single machines: Butane to Ignition, and validation.

use kindling_butane::{Options, translate};
use kindling_ignition::parse;
use kindling_ignition::validate::Rules;

use super::{Bench, Table, Times, milliseconds, time};
use crate::clusters;

/// How long Butane configs take.
pub const BUTANE: Bench = Bench {
    name: "butane",
    what: "Butane configs to Ignition",
    run: butane,
};

/// How long it takes to validate Ignition configs.
pub const VALIDATE: Bench = Bench {
    name: "validate",
    what: "Validating Ignition configs",
    run: validate,
};

/// The machines whose configs are measured, with how often.
const MACHINES: [(&str, &str); 2] = [("controller", "node1"), ("worker", "node4")];

fn configs(file: &str) -> Vec<(&'static str, String)> {
    let artifacts = clusters::render(&clusters::document("flatcar-cilium", 3, 1));
    MACHINES
        .iter()
        .filter_map(|(role, name)| {
            let artifact = artifacts.get(&format!("nodes/{name}/{file}"))?;
            Some((*role, artifact.contents.to_string()))
        })
        .collect()
}

fn row(table: &mut Table, what: &str, text: &str, times: Times) {
    table.row(&[
        &what,
        &text.lines().count(),
        &text.len(),
        &microseconds(times.least),
        &microseconds(times.median),
    ]);
}

fn microseconds(time: std::time::Duration) -> String {
    format!("{:.1} µs", time.as_secs_f64() * 1e6)
}

fn butane(table: &mut Table) {
    table.head(&["config", "lines", "bytes", "least", "median"]);
    for (role, text) in configs("butane.yaml") {
        let times = time(500, || translate(text.as_bytes(), Options::default()));
        row(table, role, &text, times);
        let many = time(3, || {
            (0..1_000)
                .map(|_| translate(text.as_bytes(), Options::default()))
                .filter(|outcome| outcome.output.is_some())
                .count()
        });
        table.row(&[
            &format!("1,000 of the {role}"),
            &"",
            &"",
            &milliseconds(many.least),
            &milliseconds(many.median),
        ]);
    }
}

fn validate(table: &mut Table) {
    table.head(&["config", "lines", "bytes", "least", "median"]);
    for (role, text) in configs("ignition.json") {
        let times = time(500, || parse::parse(text.as_bytes(), Rules::V2_26));
        row(table, role, &text, times);
        let many = time(3, || {
            (0..1_000)
                .map(|_| parse::parse(text.as_bytes(), Rules::V2_26))
                .filter(Result::is_ok)
                .count()
        });
        table.row(&[
            &format!("1,000 of the {role}"),
            &"",
            &"",
            &milliseconds(many.least),
            &milliseconds(many.median),
        ]);
    }
}
