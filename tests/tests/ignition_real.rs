//! Every config before foreign eyes: Debian's `ignition-validate` where it is new enough, and our own reader of Butane.

use std::process::Command;

use kindling_butane::{Options, translate};
use kindling_ignition::parse;
use kindling_ignition::validate::Rules;
use kindling_tests::clusters::{SITUATIONS, document, render};
use kindling_tests::scratch::{Scratch, has, run};

#[test]
fn ignition_takes_every_config() {
    let installed = has("ignition-validate");
    for situation in SITUATIONS {
        let artifacts = render(&document(situation, 3, 2));
        let configs = artifacts.iter().filter(|(path, _)| {
            path.ends_with("/ignition.json")
                || path.ends_with("/install.json")
                || path.ends_with(".ign")
        });
        let mut count = 0;
        for (path, artifact) in configs {
            count += 1;
            let parsed = parse::parse(artifact.contents.as_bytes(), Rules::V2_26);
            let parsed = parsed.unwrap_or_else(|error| unreachable!("{path}: {error:?}"));
            assert!(parsed.report.entries.is_empty(), "{path}");
            // Debian's Ignition knows nothing above 3.3, which is what Flatcar's configs are.
            if installed && situation.starts_with("flatcar") {
                let scratch = Scratch::new("ignition");
                let file = scratch.write("config.json", artifact.contents.as_bytes());
                let output = run(Command::new("ignition-validate").arg(file));
                assert!(output.status.success(), "{path}: {output:?}");
            }
        }
        assert!(count >= 10, "{situation}");
    }
}

/// matchbox answers with an empty config, and success, to whoever asks for one of a specification above 3.4.
#[test]
fn nothing_is_above_what_matchbox_reads() {
    for situation in SITUATIONS {
        for (path, artifact) in render(&document(situation, 1, 1)).iter() {
            if path.starts_with("matchbox/ignition/") {
                let head = &artifact.contents[..40];
                assert!(
                    head.starts_with(r#"{"ignition":{"version":"3.3.0"}"#)
                        || head.starts_with(r#"{"ignition":{"version":"3.4.0"}"#),
                    "{path}: {head}"
                );
            }
        }
    }
}

/// One value prints both forms; translating the one that people read must give the one that machines take.
#[test]
fn translating_the_butane_form_gives_the_ignition_form_byte_for_byte() {
    for situation in SITUATIONS {
        let artifacts = render(&document(situation, 1, 2));
        let mut count = 0;
        for (path, artifact) in artifacts.iter() {
            let ignition = match path.rsplit_once('/') {
                Some((folder, "butane.yaml")) => format!("{folder}/ignition.json"),
                Some((folder, "install.butane.yaml")) => format!("{folder}/install.json"),
                _ => continue,
            };
            count += 1;
            let outcome = translate(artifact.contents.as_bytes(), Options::default());
            assert!(outcome.error.is_none(), "{path}: {:?}", outcome.error);
            assert!(
                outcome.report.entries.is_empty(),
                "{path}: {:?}",
                outcome.report
            );
            let expected = &artifacts.get(&ignition).expect("its other form").contents;
            assert_eq!(outcome.output.as_deref(), Some(&**expected), "{path}");
        }
        assert!(count >= 3, "{situation}");
    }
}
