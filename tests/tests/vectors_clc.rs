//! Container Linux Configs and Ignition 2.x against the recorded answers of `ct` and of the last
//! `ignition-validate` that knew the 2.x line.

use kindling_butane::clc;
use kindling_ignition::{print::Layout, v2};
use kindling_tests::vectors::{self, Case, Tally};

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
    for case in vectors::load(&["ignition-validate-v2"]).iter().step_by(31) {
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

/// Runs a case with the flags of its command line, or with `-strict` added.
fn translate(case: &Case, output: clc::Output, strict: bool) -> clc::Outcome {
    let flag = |name: &str| {
        let place = case.cmd.iter().position(|word| word == name)?;
        case.cmd.get(place + 1).map(String::as_str)
    };
    let files = flag("-files-dir").map(|folder| case.tree(folder));
    let options = clc::Options {
        platform: flag("-platform"),
        strict: strict || case.cmd.iter().any(|word| word == "-strict"),
        pretty: case.cmd.iter().any(|word| word == "-pretty"),
        files: files.as_ref(),
        output,
    };
    clc::translate(case.bytes("in.clc").unwrap_or_default(), options)
}

#[test]
fn container_linux_configs_become_what_was_recorded() {
    let mut tally = Tally::default();
    for case in vectors::load(&["clc"]) {
        let new = translate(&case, clc::Output::Spec2_3, false);
        let mut problem = difference(
            "output",
            new.output.as_bytes(),
            case.text("out.ign").as_bytes(),
        )
        .or_else(|| {
            difference(
                "report",
                new.report.as_bytes(),
                case.text("report.txt").as_bytes(),
            )
        })
        .or_else(|| (Some(i64::from(new.exit)) != case.exit).then(|| format!("exit {}", new.exit)));
        if let Some(exit) = case.strict_exit {
            let strict = translate(&case, clc::Output::Spec2_3, true);
            let differs = i64::from(strict.exit) != exit;
            problem = problem.or_else(|| differs.then(|| format!("strict exit {}", strict.exit)));
        }
        let old = translate(&case, clc::Output::Spec2_2, false);
        let recorded = |key: &str| case.more.get("v0.9.0").and_then(|old| old.get(key));
        let recorded_text = |key: &str, same: &str| {
            let text = recorded(key).and_then(serde_json::Value::as_str);
            text.map_or_else(|| same.replacen("2.3.0", "2.2.0", 1), str::to_owned)
        };
        let output = recorded_text("stdout", case.text("out.ign"));
        let report = recorded_text("stderr", case.text("report.txt"));
        let exit = recorded("exit")
            .and_then(serde_json::Value::as_i64)
            .or(case.exit);
        problem = problem
            .or_else(|| difference("0.9.0 output", old.output.as_bytes(), output.as_bytes()))
            .or_else(|| difference("0.9.0 report", old.report.as_bytes(), report.as_bytes()))
            .or_else(|| {
                (Some(i64::from(old.exit)) != exit).then(|| format!("0.9.0 exit {}", old.exit))
            });
        tally.count(&case, problem);
    }
    tally.finish(EXPECTED_FAILURES);
}

/// No input panics, and none is read for long: prefixes, changed bytes, deep nesting, aliases of aliases.
#[test]
fn broken_container_linux_configs_are_refused_without_harm() {
    let run = |input: &[u8]| clc::translate(input, clc::Options::default()).exit;
    for case in vectors::load(&["clc"]).iter().step_by(29) {
        let input = case.bytes("in.clc").unwrap_or_default();
        for end in (0..input.len()).step_by(31) {
            run(&input[..end]);
            let mut changed = input.to_vec();
            changed[end] = b"\"{}[]:,-&*!|\n\xff"[end % 14];
            run(&changed);
        }
    }
    for piece in ["[", "{a: ", "- ", "<<: {", "storage: {<<: {"] {
        run(piece.repeat(20_000).as_bytes());
    }
    let mut bomb = String::from("x0: &x0 {name: a}\n");
    for level in 1..40 {
        bomb += &format!("x{level}: &x{level} {{<<: [*x{0}, *x{0}]}}\n", level - 1);
    }
    bomb += "passwd:\n  users:\n    - <<: *x39\n";
    assert_eq!(run(bomb.as_bytes()), 1);
    let cycle = "passwd: &a\n  users:\n    - &b\n      <<: *b\n";
    assert_eq!(run(cycle.as_bytes()), 1);
}
