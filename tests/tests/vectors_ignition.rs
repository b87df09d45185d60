//! Ignition 3.x against the recorded answers of `ignition-validate` and of Ignition's own merge.

use kindling_ignition::{command::validate_command, validate::Rules};
use kindling_tests::vectors::{Case, Tally, load};

/// The recorded report and ours: equal, or equal as far as the README of the vectors asks for.
fn same_report(case: &Case, expected: &str, actual: &str) -> bool {
    if case.has("nondeterministic-report") {
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        return sorted(expected) == sorted(actual);
    }
    if case.has("go-json-error") {
        let places = |text: &str| -> Vec<String> {
            text.lines()
                .map(|line| {
                    line.split_once(": ")
                        .map_or(line, |(place, _)| place)
                        .to_owned()
                })
                .collect()
        };
        return places(expected) == places(actual);
    }
    expected == actual
}

#[test]
fn ignition_validate_answers_as_recorded() {
    let mut tally = Tally::default();
    let mut same_words = (0, 0);
    for case in load(&["ignition-validate"]) {
        let input = case.bytes("in.ign").unwrap_or_default();
        let ours = validate_command(input, Rules::Head);
        if case.has("go-json-error") {
            same_words.0 += usize::from(ours.stdout == case.text("report.txt"));
            same_words.1 += 1;
        }
        let same = Some(i64::from(ours.exit)) == case.exit
            && ours.stderr == case.text("stderr.txt")
            && same_report(&case, case.text("report.txt"), &ours.stdout);
        let problem = (!same).then(|| {
            format!(
                "exit {:?}, ours {}\n{}{}ours:\n{}{}",
                case.exit,
                ours.exit,
                case.text("report.txt"),
                case.text("stderr.txt"),
                ours.stdout,
                ours.stderr
            )
        });
        tally.count(&case, problem);
    }
    eprintln!(
        "go-json-error with the same words: {} of {}",
        same_words.0, same_words.1
    );
    tally.finish(include_str!("../vectors/ignition-expected-failures.txt"));
}
