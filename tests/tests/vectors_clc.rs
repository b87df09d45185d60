//! Container Linux Configs and Ignition 2.x against the recorded answers of `ct` and of the last
//! `ignition-validate` that knew the 2.x line.

use kindling_ignition::{print::Layout, v2};
use kindling_tests::vectors::{self, Tally};

/// Cases that cannot pass, each with its reason: none.
const EXPECTED_FAILURES: &str = "";

/// The two texts side by side, if they differ.
fn difference(what: &str, ours: &[u8], theirs: &[u8]) -> Option<String> {
    (ours != theirs).then(|| {
        format!(
            "{what}\n--- expected\n{}\n--- found\n{}\n---",
            String::from_utf8_lossy(theirs),
            String::from_utf8_lossy(ours)
        )
    })
}

/// The entries of a report in an order of their own, for reports that come in random order.
fn sorted_entries(report: &[u8]) -> Vec<Vec<u8>> {
    let mut entries: Vec<Vec<u8>> = Vec::new();
    for line in report.trim_ascii_end().split(|byte| *byte == b'\n') {
        let starts = [&b"error"[..], b"warning", b"info", b"deprecated"]
            .iter()
            .any(|severity| line.starts_with(severity));
        match entries.last_mut() {
            Some(entry) if !starts => {
                entry.push(b'\n');
                entry.extend_from_slice(line);
            }
            _ => entries.push(line.to_vec()),
        }
    }
    entries.sort();
    entries
}

#[test]
fn configs_of_the_old_line_are_judged_as_recorded() {
    let mut tally = Tally::default();
    for case in vectors::load(&["ignition-validate-v2"]) {
        let input = case.bytes("in.ign").unwrap_or_default();
        let output = v2::validate_command(input);
        let report = case.bytes("report.txt").unwrap_or_default();
        let is_random = case.has("nondeterministic-report");
        let different = if is_random && sorted_entries(&output.stdout) == sorted_entries(report) {
            None
        } else {
            difference("report", &output.stdout, report)
        }
        .or_else(|| {
            difference(
                "stderr",
                &output.stderr,
                case.bytes("stderr.txt").unwrap_or_default(),
            )
        })
        .or_else(|| {
            (Some(i64::from(output.exit)) != case.exit).then(|| format!("exit {}", output.exit))
        });
        tally.count(&case, different);
    }
    tally.finish(EXPECTED_FAILURES);
}

/// What is printed is read again as the same config, in every specification of the old line.
#[test]
fn configs_of_the_old_line_survive_printing() {
    let mut specs = std::collections::BTreeSet::new();
    for case in vectors::load(&["ignition-validate-v2"]) {
        let Ok((config, _)) = v2::Config::parse(case.bytes("in.ign").unwrap_or_default()) else {
            continue;
        };
        for layout in [Layout::Compact, Layout::Pretty] {
            let printed = config.print(layout);
            let (again, _) =
                v2::Config::parse(printed.as_bytes()).expect("our own output is valid");
            assert_eq!(
                again.print(Layout::Compact),
                config.print(Layout::Compact),
                "{}",
                case.id
            );
        }
        specs.insert(config.spec());
    }
    assert!(specs.len() >= 4, "only {specs:?} were seen");
}

/// No input panics: each prefix of each case, and each case with a byte changed.
#[test]
fn broken_configs_of_the_old_line_are_refused_without_harm() {
    for case in vectors::load(&["ignition-validate-v2"]).iter().step_by(17) {
        let input = case.bytes("in.ign").unwrap_or_default();
        for end in (0..input.len()).step_by(13) {
            let _ = v2::validate_command(&input[..end]);
            let mut changed = input.to_vec();
            changed[end] = b"\"{}[]:,0\xff"[end % 9];
            let _ = v2::validate_command(&changed);
        }
    }
    for depth in ["[", "{\"a\":"] {
        assert_eq!(
            v2::validate_command(depth.repeat(1_000_000).as_bytes()).exit,
            1
        );
    }
}
