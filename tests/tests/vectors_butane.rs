//! Butane, against what Butane 0.29 answered.

use std::collections::BTreeSet;

use kindling_butane::command::{Invocation, Terminal};
use kindling_butane::provider::{self, Settings, Strictness};
use kindling_ignition::print::{Encoder, Layout, print};
use kindling_tests::vectors::{Case, Tally, load, places};
use sha2::{Digest as _, Sha256};

/// Cases that fail, each with its reason.
const EXPECTED: &str = include_str!("../expected/butane.txt");

#[test]
fn butane_answers_as_recorded() {
    let mut tally = Tally::default();
    for case in load(&["butane"]) {
        if !case.has("variant-openshift") {
            let problem = check(&case).err();
            tally.count(&case, problem);
        }
    }
    tally.finish(EXPECTED);
}

/// MachineConfigs are not written here: such configs are refused in words that
/// say so, unless they are refused as by Butane before it comes to that.
#[test]
fn openshift_is_refused_clearly() {
    let mut refused = 0;
    for case in load(&["butane"]) {
        if !case.has("variant-openshift") || check(&case).is_ok() {
            continue;
        }
        let input = case.bytes("in.bu").unwrap_or_default();
        let outcome = kindling_butane::translate(input, kindling_butane::Options::default());
        let error = outcome
            .error
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert!(error.contains("is not supported"), "{}: {error}", case.id);
        assert_eq!(outcome.output, None, "{}", case.id);
        refused += 1;
    }
    assert!(refused > 0);
}

fn check(case: &Case) -> Result<(), String> {
    let arguments: Vec<&str> = case.cmd[1..].iter().map(String::as_str).collect();
    let recorded_exit = case.exit.unwrap_or_default();
    let invocation = match Invocation::parse(&arguments, "") {
        Ok(invocation) => invocation,
        Err(finished) => {
            same(
                "exit",
                &finished.exit.to_string(),
                &recorded_exit.to_string(),
            )?;
            same("stdout", &finished.stdout, case.text("out.ign"))?;
            return same("stderr", &finished.stderr, case.text("report.txt"));
        }
    };
    let input = case.bytes(invocation.input_name()).unwrap_or_default();
    let files = invocation.files_dir.as_deref().map(|dir| case.tree(dir));
    let run = |change: &dyn Fn(&mut Invocation)| {
        let mut invocation = invocation.clone();
        change(&mut invocation);
        invocation.run(input, files.as_ref(), Terminal::Plain)
    };

    let finished = run(&|_| {});
    same_report(case, &finished.stderr, case.text("report.txt"))?;
    same(
        "exit",
        &finished.exit.to_string(),
        &recorded_exit.to_string(),
    )?;
    if !invocation.check {
        same_config(&finished.stdout, case.text("out.ign"))?;
    }

    let raw = run(&|invocation| invocation.raw_errors = true);
    let recorded = match case.text("report.raw.txt") {
        "" if !["--> ", "-->\x1b"]
            .iter()
            .any(|arrow| case.text("report.txt").contains(arrow)) =>
        {
            case.text("report.txt")
        }
        recorded => recorded,
    };
    if !recorded.is_empty() {
        same_report(case, &raw.stderr, recorded)?;
    }

    if let Some(exit) = case.strict_exit {
        let strict = run(&|invocation| invocation.strict = true);
        same("strict exit", &strict.exit.to_string(), &exit.to_string())?;
    }

    let pretty = run(&|invocation| invocation.pretty = true);
    if !case.text("out.pretty.ign").is_empty() {
        same_config(&pretty.stdout, case.text("out.pretty.ign"))?;
    }
    if let Some(recorded) = case.more.get("pretty_sha256").and_then(|sum| sum.as_str()) {
        let sum: String = Sha256::digest(pretty.stdout.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        same("pretty output's sum", &sum, recorded)?;
    }
    Ok(())
}

/// Ignition configs are merged as they are, at the newest specification among them.
#[test]
fn ignition_configs_are_merged_as_recorded() {
    let mut merged = 0;
    for case in load(&["merge"]).iter().filter(|case| case.has("ign-merge")) {
        let recorded = case.text("merged.ign");
        if recorded.is_empty() {
            continue;
        }
        let base = case.bytes("base.ign").unwrap_or_default();
        let children: Vec<&[u8]> = (1..)
            .map_while(|number| case.bytes(&format!("child-{number}.ign")))
            .collect();
        let found = provider::merge(base, &children, None).expect("a config");
        let printed = print(&found.config, found.spec, Encoder::Butane, Layout::Compact);
        assert_eq!(printed, recorded.trim_end_matches('\n'), "{}", case.id);
        merged += 1;
    }
    assert!(merged > 10);
}

/// The provider's procedure, and the plain merge of the translated parts.
#[test]
fn snippets_are_merged_as_recorded() {
    let mut tally = Tally::default();
    for case in load(&["merge"]) {
        if case.has("provider") {
            let problem = check_snippets(&case).err();
            tally.count(&case, problem);
        }
    }
    tally.finish(include_str!("../expected/provider.txt"));
}

fn check_snippets(case: &Case) -> Result<(), String> {
    let base = case.bytes("base.bu").unwrap_or_default();
    let snippets: Vec<&[u8]> = (1..)
        .map_while(|number| case.bytes(&format!("snippet-{number}.bu")))
        .collect();
    let provider = case.more.get("provider");
    let flags = provider.and_then(|provider| provider.get("flags"));
    let has = |flag: &str| {
        flags
            .and_then(|flags| flags.as_array())
            .is_some_and(|flags| flags.iter().any(|other| other == flag))
    };
    let settings = Settings {
        files: None,
        layout: if has("--pretty") {
            Layout::Pretty
        } else {
            Layout::Compact
        },
        strictness: if has("--strict") {
            Strictness::Strict
        } else {
            Strictness::Lenient
        },
    };
    match provider::render(base, &snippets, settings) {
        Ok(rendered) => {
            same("error", "", case.text("provider.err.txt"))?;
            same(
                "rendered",
                &rendered,
                case.text("provider.ign").trim_end_matches('\n'),
            )?;
        }
        Err(error) => same(
            "error",
            &format!("{error}\n"),
            case.text("provider.err.txt"),
        )?,
    }
    let merged = case.text("merged.ign");
    match provider::merge(base, &snippets, None) {
        Ok(found) => {
            let printed = print(&found.config, found.spec, Encoder::Butane, Layout::Compact);
            same("merged", &printed, merged.trim_end_matches('\n'))
        }
        Err(_) => same("merged", "", merged),
    }
}

fn same(what: &str, found: &str, recorded: &str) -> Result<(), String> {
    if found == recorded {
        return Ok(());
    }
    Err(format!(
        "{what}\n found:    {found:?}\n recorded: {recorded:?}"
    ))
}

/// Reports are the same text; the order is free where the original's is
/// random, and messages where they come from Go's JSON reader.
fn same_report(case: &Case, found: &str, recorded: &str) -> Result<(), String> {
    if case.has("nondeterministic-report") {
        let sorted = |text: &str| -> BTreeSet<String> {
            let separator = if text.contains("\n\n") { "\n\n" } else { "\n" };
            text.split(separator)
                .map(|part| part.trim().to_owned())
                .collect()
        };
        return same(
            "report",
            &format!("{:?}", sorted(found)),
            &format!("{:?}", sorted(recorded)),
        );
    }
    if case.has("go-json-error") {
        return same(
            "report",
            &places(found).join("\n"),
            &places(recorded).join("\n"),
        );
    }
    same("report", found, recorded)
}

/// Configs are the same bytes, compressed contents included.
fn same_config(found: &str, recorded: &str) -> Result<(), String> {
    same("config", found, recorded)
}
