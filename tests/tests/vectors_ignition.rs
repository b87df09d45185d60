//! Ignition 3.x against the recorded answers of `ignition-validate` and of Ignition's own merge.

use std::io::Read;

use flate2::read::GzDecoder;
use kindling_ignition::{
    Spec,
    command::validate_command,
    dataurl,
    gzip::compress,
    merge::merge,
    parse::{ParseError, parse_as},
    print::{Encoder, Layout, print},
    validate::Rules,
};
use kindling_tests::vectors::{Case, Tally, load, places};

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

/// Ignition's own merge of a base and its children, all converted to one specification first.
fn merge_all(case: &Case, spec: Spec) -> Result<kindling_ignition::Config, String> {
    let read = |name: &str, bytes: &[u8]| {
        parse_as(bytes, spec, Rules::V2_26).map_err(|error| {
            let summary = format!("{name}: {error}\n");
            match error {
                ParseError::Invalid(report) => format!("{report}{summary}"),
                _ => summary,
            }
        })
    };
    let mut config = read("base", case.bytes("base.ign").unwrap_or_default())?.config;
    for number in 1.. {
        let Some(bytes) = case.bytes(&format!("child-{number}.ign")) else {
            break;
        };
        let child = read(&format!("child {number}"), bytes)?;
        config = merge(&config, &child.config, spec);
    }
    Ok(config)
}

#[test]
fn merging_answers_as_recorded() {
    let mut tally = Tally::default();
    for case in load(&["merge"]).iter().filter(|case| case.has("ign-merge")) {
        let field = |name: &str| case.more.get("merge").and_then(|merge| merge.get(name));
        let spec = field("spec")
            .and_then(serde_json::Value::as_str)
            .and_then(Spec::parse)
            .expect("a spec");
        let (config, error) = match merge_all(case, spec) {
            Ok(config) => (Some(config), String::new()),
            Err(error) => (None, error),
        };
        let printed = |encoder| {
            config
                .as_ref()
                .map(|config| print(config, spec, encoder, Layout::Compact) + "\n")
                .unwrap_or_default()
        };
        let pairs = [
            (case.text("merged.ign"), printed(Encoder::Butane)),
            (case.text("merged.std.ign"), printed(Encoder::Standard)),
            (case.text("merge.err.txt"), error),
        ];
        let mut problem = String::new();
        for (expected, ours) in pairs {
            if expected != ours {
                problem += &format!("{expected}ours:\n{ours}\n");
            }
        }
        if let (Some(config), Some(recorded)) = (&config, case.more.get("merged_validate")) {
            let text = print(config, spec, Encoder::Butane, Layout::Compact) + "\n";
            let ours = validate_command(text.as_bytes(), Rules::Head);
            if recorded.get("exit").and_then(serde_json::Value::as_i64)
                != Some(i64::from(ours.exit))
            {
                problem += &format!("judged {recorded}, ours {ours:?}\n");
            }
        }
        tally.count(case, (!problem.is_empty()).then_some(problem));
    }
    tally.finish(include_str!("../vectors/merge-expected-failures.txt"));
}

/// Contents that Butane compressed are compressed to the same bytes here.
#[test]
fn gzip_streams_are_butanes() {
    const START: &str = "data:;base64,H4sIAAAAAAAC/";
    let mut compared = 0;
    for case in load(&["butane"]) {
        let Some(config) = case
            .bytes("out.ign")
            .filter(|bytes| bytes.starts_with(b"{"))
        else {
            continue;
        };
        let config: serde_json::Value =
            serde_json::from_slice(config).expect("recorded outputs are JSON");
        let files = config
            .pointer("/storage/files")
            .and_then(serde_json::Value::as_array);
        for source in files
            .into_iter()
            .flatten()
            .filter_map(|file| file.pointer("/contents/source")?.as_str())
        {
            // A stream that the user gave says nothing about Butane's compressor.
            let given =
                String::from_utf8_lossy(case.bytes("in.bu").unwrap_or_default()).contains(source);
            if !source.starts_with(START) || given {
                continue;
            }
            let stream = dataurl::decode(source).expect("recorded URLs are well-formed");
            let mut contents = Vec::new();
            GzDecoder::new(stream.as_slice())
                .read_to_end(&mut contents)
                .expect("recorded streams are gzip");
            assert!(
                compress(&contents) == stream,
                "{}: other bytes for {} bytes of contents",
                case.id,
                contents.len()
            );
            let encoded = dataurl::encode(&contents, dataurl::AutoCompression::Allowed);
            assert!(
                encoded.gzipped && encoded.url == source,
                "{}: another choice",
                case.id
            );
            compared += 1;
        }
    }
    assert!(compared > 100, "only {compared} streams were compared");
}
