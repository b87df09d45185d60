//! What we print, read by CoreOS's own Rust types: a parser that agrees with its own printer proves little.

use ignition_config::Config as Foreign;
use kindling_butane::{Options, translate};
use kindling_ignition::{
    Spec,
    parse::parse,
    print::{Encoder, Layout, print},
    validate::Rules,
};
use kindling_tests::vectors::load;

/// The foreign crate's reading, if it knows every key.
fn foreign(text: &[u8]) -> Option<Foreign> {
    match Foreign::parse_slice(text) {
        Ok((config, warnings)) if warnings.is_empty() => Some(config),
        Ok(_) | Err(_) => None,
    }
}

#[test]
fn printed_configs_mean_the_same_to_the_foreign_types() {
    let mut compared = 0;
    for case in load(&["ignition-validate"]) {
        let text = case.bytes("in.ign").unwrap_or_default();
        let Ok(parsed) = parse(text, Rules::Head) else {
            continue;
        };
        // The experimental specification is not in the foreign crate.
        if parsed.spec == Spec::NEWEST {
            continue;
        }
        for layout in [Layout::Compact, Layout::Pretty] {
            let printed = print(&parsed.config, parsed.spec, Encoder::Butane, layout);
            let theirs = foreign(printed.as_bytes());
            assert!(
                theirs.is_some(),
                "{}: the foreign crate refuses {printed}",
                case.id
            );
            // Texts with unknown keys, nulls or repeated keys are read differently by design.
            if let Some(original) = foreign(text) {
                compared += 1;
                let json = |config: &Foreign| serde_json::to_value(config).map(without_empty).ok();
                assert_eq!(
                    theirs.as_ref().and_then(json),
                    json(&original),
                    "{}",
                    case.id
                );
            }
        }
    }
    assert!(compared > 100, "only {compared} configs were compared");
}

/// What becomes of a Butane config is read by the foreign crate without loss: the same values are there again.
#[test]
fn translated_configs_keep_their_values_in_the_foreign_types() {
    let mut compared = 0;
    for case in load(&["butane"]) {
        let folder = case.cmd.iter().position(|word| word == "--files-dir");
        let files = folder
            .and_then(|place| case.cmd.get(place + 1))
            .map(|folder| case.tree(folder));
        let options = Options {
            files: files.as_ref(),
            layout: Layout::Compact,
        };
        let outcome = translate(case.bytes("in.bu").unwrap_or_default(), options);
        let (Some(output), Some((_, spec))) = (outcome.output, outcome.config) else {
            continue;
        };
        if spec == Spec::NEWEST {
            continue;
        }
        let theirs = foreign(output.as_bytes());
        assert!(
            theirs.is_some(),
            "{}: the foreign crate refuses {output}",
            case.id
        );
        let theirs = serde_json::to_value(theirs).map(without_empty).ok();
        let ours = serde_json::from_str(&output).map(without_empty).ok();
        assert_eq!(theirs, ours, "{}", case.id);
        compared += 1;
    }
    assert!(compared > 1000, "only {compared} configs were compared");
}

/// The value without empty lists, objects and nulls, and without the partition number 0: they mean the same as absent
/// ones.
fn without_empty(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (key, without_empty(value)))
            .filter(|(key, value)| !(empty(value) || (key == "number" && *value == 0)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_empty).collect(),
        other => other,
    }
}
