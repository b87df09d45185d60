//! The same documents give the same bytes, however they are written, and a change of one thing changes that thing alone.

use std::collections::BTreeSet;

use kindling_core::artifacts::Artifacts;
use kindling_core::{model, secrets};
use kindling_pki::Timestamp;
use kindling_tests::clusters::{SITUATIONS, cluster, document, render};
use serde_json::{Value, json};

/// A document as a value, so that it can be written otherwise.
fn value(document: &str) -> Value {
    serde_yaml::from_str(document).expect("the document is YAML")
}

/// The document of a situation with labels, taints and arguments.
fn rich(situation: &str) -> Value {
    let mut value = value(&document(situation, 3, 3));
    value["worker_node_labels"] = json!({ "node4": ["b=2", "a=1"], "node5": ["c=3"] });
    value["worker_node_taints"] = json!({ "node6": ["x=y:NoSchedule"], "node4": ["z:NoExecute"] });
    value["workers"][1]["kernel_args"] = json!(["console=ttyS1"]);
    value["controllers"][2]["install_disk"] = json!("/dev/sdb");
    value
}

/// The paths at which two renders differ; those of one side alone too.
fn changed(before: &Artifacts, after: &Artifacts) -> BTreeSet<String> {
    let paths = before.iter().chain(after.iter()).map(|(path, _)| path);
    paths
        .filter(|path| before.get(path) != after.get(path))
        .map(str::to_owned)
        .collect()
}

fn same(before: &Artifacts, after: &Artifacts) {
    let changed = changed(before, after);
    assert!(changed.is_empty(), "{changed:#?}");
}

#[test]
fn two_renders_are_identical() {
    for situation in SITUATIONS {
        let text = rich(situation).to_string();
        same(&render(&text), &render(&text));
    }
}

#[test]
fn the_order_of_machines_and_keys_changes_nothing() {
    for situation in SITUATIONS {
        let first = rich(situation);
        let before = render(&first.to_string());
        let mut other = first.clone();
        for (list, by) in [("controllers", 1), ("workers", 2)] {
            let machines = other[list].as_array_mut().expect("a list");
            machines.reverse();
            machines.rotate_left(by);
        }
        assert_ne!(other, first);
        same(&before, &render(&other.to_string()));

        // A YAML writer that turns every mapping around.
        let backwards = serde_yaml::to_string(&backwards(&first)).expect("YAML");
        assert!(!backwards.starts_with("kindling:"), "{backwards}");
        same(&before, &render(&backwards));
    }
}

/// The value with the keys of every mapping in reverse.
fn backwards(value: &Value) -> serde_yaml::Value {
    match value {
        Value::Object(map) => serde_yaml::Value::Mapping(
            map.iter()
                .rev()
                .map(|(key, value)| (key.as_str().into(), backwards(value)))
                .collect(),
        ),
        Value::Array(items) => serde_yaml::Value::Sequence(items.iter().map(backwards).collect()),
        scalar => serde_yaml::to_value(scalar).expect("a scalar"),
    }
}

/// Files that speak of the whole cluster.
fn speaks_of_all(path: &str) -> bool {
    ["README.md", "SHA256SUMS", "cluster.yaml"].contains(&path)
}

#[test]
fn one_more_worker_changes_no_other_machine_and_no_certificate() {
    for situation in SITUATIONS {
        let before = render(&document(situation, 3, 2));
        let after = render(&document(situation, 3, 3));
        for path in changed(&before, &after) {
            let new = path.contains("node6") || path.contains("52-54-00-00-00-06");
            assert!(new || speaks_of_all(&path), "{situation}: {path}");
            assert!(!new || before.get(&path).is_none(), "{situation}: {path}");
        }
        assert_eq!(before.get("assets"), after.get("assets"));
        assert!(after.get("nodes/node6/ignition.json").is_some());
    }
}

#[test]
fn more_controllers_change_no_worker_and_nobodys_access() {
    for situation in SITUATIONS {
        let before = render(&document(situation, 1, 0));
        let after = render(&document(situation, 3, 0));
        assert_ne!(before.get("assets"), after.get("assets"));
        for path in ["kubeconfig", "admin.conf"] {
            assert_eq!(before.get(path), after.get(path), "{situation}: {path}");
        }
        // The same worker beside one controller and beside three.
        let text = document(situation, 3, 1);
        let one: String = {
            let mut value = value(&text);
            let controllers = value["controllers"].as_array_mut().expect("a list");
            controllers.truncate(1);
            value.to_string()
        };
        let (before, after) = (render(&one), render(&text));
        for path in changed(&before, &after) {
            assert!(
                path == "assets"
                    || speaks_of_all(&path)
                    || ["node1", "node2", "node3", "00-02", "00-03"]
                        .iter()
                        .any(|word| path.contains(word)),
                "{situation}: {path}"
            );
        }
    }
}

#[test]
fn a_renewal_reaches_leaves_and_nothing_that_is_on_machines() {
    let cluster = cluster(&document("flatcar-cilium", 3, 2));
    let made = kindling_tests::secrets::of(&cluster);
    let later = Timestamp::from_unix_seconds(1_790_000_000).expect("a date of this century");
    let renewed = secrets::renew(&made, later)
        .into_parts()
        .0
        .expect("renewed");
    let render = |secrets| {
        let (artifacts, found) = kindling_core::render(&cluster, secrets).into_parts();
        artifacts.unwrap_or_else(|| unreachable!("{found:#?}"))
    };
    let (before, after) = (render(&made), render(&renewed));
    let changed = changed(&before, &after);
    let allowed = ["README.md", "SHA256SUMS", "admin.conf", "assets"];
    assert!(
        changed.iter().all(|path| allowed.contains(&path.as_str())),
        "{changed:?}"
    );
    assert!(changed.contains("assets") && changed.contains("admin.conf"));
}

#[test]
fn secrets_written_and_read_again_give_the_same() {
    for situation in SITUATIONS {
        let text = document(situation, 3, 2);
        let cluster = model::read(&text, &model::Files::new())
            .into_parts()
            .0
            .expect("valid");
        let made = kindling_tests::secrets::of(&cluster);
        let (read, found) = secrets::parse(made.to_text().expose(), &cluster).into_parts();
        assert!(found.is_empty(), "{found:#?}");
        let read = read.expect("nothing was found");
        let again = kindling_core::render(&cluster, &read).into_parts().0;
        same(&render(&text), &again.expect("rendered"));
    }
}
