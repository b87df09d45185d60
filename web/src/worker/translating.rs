//! Any Butane or Container Linux Config text to Ignition, for the workbench.
//!
//! A text without `variant` is a Container Linux Config, except where it is no mapping at all: then Butane says what is
//! wrong with it.

use kindling_butane::clc;
use kindling_butane::{Options, Outcome, TranslateError};
use kindling_ignition::Severity as Grade;
use kindling_ignition::print::Layout;

use super::decoding;
use super::protocol::Translation;
use crate::state::words::{Finding, Severity, Subject};

/// Translates a text.
pub fn translate(text: &str, strict: bool, pretty: bool) -> Translation {
    if text.trim().is_empty() {
        return Translation::default();
    }
    let layout = if pretty {
        Layout::Pretty
    } else {
        Layout::Compact
    };
    let files = None;
    let outcome = kindling_butane::translate(text.as_bytes(), Options { files, layout });
    if outcome.error == Some(TranslateError::NoVariant) && !names_a_variant(text) {
        return older(text, strict, pretty);
    }
    of_butane(outcome, strict)
}

/// Whether the text means to be Butane, however badly.
fn names_a_variant(text: &str) -> bool {
    text.lines()
        .any(|line| line.trim_start().starts_with("variant"))
}

fn of_butane(outcome: Outcome, strict: bool) -> Translation {
    let mut translation = Translation::default();
    if let Some(schema) = &outcome.schema {
        translation.kind = format!("{} {}", schema.variant, schema.version);
    }
    for entry in &outcome.report.entries {
        let position = entry
            .position
            .filter(|position| position.line > 0)
            .map(|position| (whole(position.line), whole(position.column).max(1)));
        let severity = match entry.severity {
            Grade::Error => Severity::Error,
            Grade::Warning | Grade::Deprecated => Severity::Warning,
            Grade::Info => Severity::Info,
        };
        let mut finding = finding(severity, position, entry.message.to_string());
        if !entry.path.is_root() {
            finding.path = entry.path.to_string();
        }
        translation.findings.push(finding);
    }
    if let Some(error) = &outcome.error {
        // The last two kinds only say that the report has errors, which is to be seen.
        let said = matches!(
            error,
            TranslateError::InvalidSource | TranslateError::InvalidResult
        ) && !outcome.report.is_empty();
        if !said {
            let message = error.to_string();
            translation
                .findings
                .push(finding(Severity::Error, line_in(&message), message));
        }
        return translation;
    }
    if let Some((config, spec)) = &outcome.config {
        translation.spec = spec.to_string();
        translation.files = decoding::rows(config);
    }
    translation.output = outcome.output;
    judged_strictly(translation, strict)
}

fn older(text: &str, strict: bool, pretty: bool) -> Translation {
    let options = clc::Options {
        pretty,
        ..clc::Options::default()
    };
    let outcome = clc::translate(text.as_bytes(), options);
    let mut translation = Translation {
        kind: "Container Linux Config".to_owned(),
        findings: remarks(&outcome.report),
        ..Translation::default()
    };
    if outcome.exit != 0 || outcome.output.is_empty() {
        return translation;
    }
    "2.3.0".clone_into(&mut translation.spec);
    translation.files = decoding::decode(&outcome.output).unwrap_or_default();
    translation.output = Some(outcome.output.trim_end_matches('\n').to_owned());
    judged_strictly(translation, strict)
}

/// With strict judging any remark keeps the result back, and a line says so.
fn judged_strictly(mut translation: Translation, strict: bool) -> Translation {
    if strict && !translation.findings.is_empty() {
        translation.output = None;
        translation.files.clear();
        translation.findings.push(finding(
            Severity::Error,
            None,
            "strict: remarks are errors, so nothing is written".to_owned(),
        ));
    }
    translation
}

/// The entries of a report as the older tool prints it: `warning at line 2, column 3`, the message below it; or
/// `error: message`.
fn remarks(report: &str) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let mut open = false;
    for line in report.lines() {
        if line == "Failed to parse config" {
            continue;
        }
        let (word, rest) = line
            .split_once([' ', ':'])
            .map_or((line, ""), |(word, rest)| (word, rest.trim_start()));
        let severity = match word {
            "error" => Some(Severity::Error),
            "warning" | "deprecated" => Some(Severity::Warning),
            "info" => Some(Severity::Info),
            _ => None,
        };
        let place = rest.strip_prefix("at ").and_then(line_in);
        match (severity, place) {
            (Some(severity), Some(place)) => {
                found.push(finding(severity, Some(place), String::new()));
                open = true;
            }
            (Some(severity), None) if line[word.len()..].starts_with(':') => {
                found.push(finding(severity, line_in(rest), rest.to_owned()));
                open = false;
            }
            _ => match found.last_mut().filter(|_| open) {
                Some(last) if last.message.is_empty() => line.clone_into(&mut last.message),
                Some(last) => {
                    last.message.push('\n');
                    last.message.push_str(line);
                }
                None => found.push(finding(Severity::Error, line_in(line), line.to_owned())),
            },
        }
    }
    found
}

/// The place in words such as `line 3, column 4` or `yaml: line 3: …`.
fn line_in(words: &str) -> Option<(usize, usize)> {
    let number = |after: &str| -> Option<usize> {
        let rest = &words[words.find(after)? + after.len()..];
        let digits = rest
            .find(|character: char| !character.is_ascii_digit())
            .unwrap_or(rest.len());
        rest[..digits].parse().ok()
    };
    Some((number("line ")?, number("column ").unwrap_or(1)))
}

fn whole(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn finding(severity: Severity, position: Option<(usize, usize)>, message: String) -> Finding {
    Finding {
        code: String::new(),
        severity,
        subject: Subject::Snippet("butane".to_owned()),
        path: String::new(),
        position,
        message,
        hints: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n    - path: /etc/motd\n      contents:\n        inline: hello\n";

    #[test]
    fn butane_is_translated_and_decoded() {
        let made = translate(GOOD, false, true);
        assert_eq!(made.kind, "fcos 1.5.0");
        assert_eq!(made.spec, "3.4.0");
        assert_eq!(made.findings, vec![]);
        assert_eq!(made.files[0].name, "/etc/motd");
        assert_eq!(made.files[0].text.as_deref(), Some("hello"));
        assert!(
            made.output
                .is_some_and(|text| text.contains("\n  \"ignition\""))
        );
    }

    #[test]
    fn an_error_has_its_place() {
        let made = translate(&GOOD.replace("/etc/motd", "etc/motd"), false, true);
        assert_eq!(made.output, None);
        assert_eq!(made.findings[0].severity, Severity::Error);
        assert_eq!(made.findings[0].position, Some((5, 13)));
    }

    #[test]
    fn strict_keeps_the_result_back() {
        let text = format!("{GOOD}surprise: 1\n");
        let made = translate(&text, false, false);
        assert!(made.output.is_some());
        assert_eq!(made.findings[0].severity, Severity::Warning);
        assert_eq!(made.findings[0].position, Some((8, 1)));
        let strict = translate(&text, true, false);
        assert_eq!(strict.output, None);
        assert_eq!(strict.findings.len(), made.findings.len() + 1);
    }

    #[test]
    fn without_a_variant_it_is_a_container_linux_config() {
        let made = translate(
            "systemd:\n  units:\n    - name: a.service\n      enabled: true\n      contents: |\n        [Unit]\n",
            false,
            false,
        );
        assert_eq!(made.kind, "Container Linux Config");
        assert_eq!(made.spec, "2.3.0");
        assert_eq!(made.files[0].name, "a.service");
        let bad = translate(
            "storage:\n  files:\n    - path: a\n      filesystem: root\n",
            false,
            false,
        );
        assert_eq!(bad.output, None);
        assert!(bad.findings[0].position.is_some(), "{:?}", bad.findings);
    }

    #[test]
    fn nonsense_is_answered() {
        for text in [
            "variant: nope\nversion: 1.0.0\n",
            ": :",
            "[",
            "variant: fcos\n\tx",
            "a",
            "variant:\n",
        ] {
            let made = translate(text, false, true);
            assert_eq!(made.output, None, "{text:?}");
            assert!(!made.findings.is_empty(), "{text:?}");
        }
        assert_eq!(translate("", false, true), Translation::default());
    }

    #[test]
    fn the_place_of_a_yaml_error_is_found() {
        let made = translate("variant: fcos\nversion: 1.5.0\nstorage: [\n", false, true);
        assert!(made.findings[0].position.is_some(), "{:?}", made.findings);
    }
}
