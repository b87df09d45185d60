//! Snippets: each text translated once, by the rules of the operating system's own variant of Butane.
//!
//! Takes what the document names and the texts of files; gives Ignition configs. What the translator has to say becomes
//! diagnostics about the snippet, with the places in its own text. A snippet stands for itself: it reads no files.

use std::collections::BTreeMap;
use std::sync::Arc;

use kindling_butane::{Options, Outcome, TranslateError, translate};
use kindling_ignition::{Config, Entry, Spec, report};

use super::fault::{Fault, Problems, shown};
use super::os::Family;
use super::{Files, Snippet};
use crate::diagnostic::{FieldPath, Position, Severity, Subject};
use crate::document;

/// The newest specification that matchbox reads. It serves a newer config as an empty one, with success.
const NEWEST: Spec = Spec::V3_4;

/// A text that was translated, and where it is used.
struct Judged<'d> {
    /// How diagnostics call it: the file, or the place of the first use.
    name: String,
    text: &'d str,
    /// The result; `None` where there is none.
    translated: Option<Translated>,
    /// What there is to say.
    found: Vec<Found>,
    /// Where the document uses it first.
    first: FieldPath,
    /// How often it is used.
    uses: usize,
}

#[derive(Clone)]
struct Translated {
    text: Arc<str>,
    config: Arc<Config>,
}

/// One remark about a text.
struct Found {
    fault: Fault,
    severity: Severity,
    path: FieldPath,
    position: Position,
}

/// Judges snippets; the same text is translated once.
pub(super) struct Snippets<'d> {
    files: &'d Files,
    family: Option<Family>,
    /// Index into `judged`, by text.
    known: BTreeMap<&'d str, usize>,
    judged: Vec<Judged<'d>>,
}

impl<'d> Snippets<'d> {
    pub(super) const fn new(files: &'d Files, family: Option<Family>) -> Self {
        Self {
            files,
            family,
            known: BTreeMap::new(),
            judged: Vec::new(),
        }
    }

    /// The snippets of one machine, in merge order.
    pub(super) fn judge(
        &mut self,
        written: &'d [document::Snippet],
        path: &FieldPath,
        problems: &mut Problems<'_>,
    ) -> Vec<Snippet> {
        let mut snippets = Vec::with_capacity(written.len());
        for (index, snippet) in written.iter().enumerate() {
            let path = path.index(index);
            if problems.is_broken(&path) {
                continue;
            }
            let (text, name) = match snippet {
                document::Snippet::Text(text) => (text.as_str(), None),
                document::Snippet::Named { file, text } if file.is_empty() => (text.as_str(), None),
                document::Snippet::Named { file, text } => (text.as_str(), Some(file)),
                document::Snippet::File(file) => {
                    match problems.take(lookup(file, self.files), || path.key("file")) {
                        Some(text) => (text, Some(file)),
                        None => continue,
                    }
                }
            };
            if let Some(Translated { text, config }) = self.translated(text, name, &path) {
                snippets.push(Snippet {
                    place: path.to_string(),
                    file: name.cloned(),
                    text,
                    config,
                });
            }
        }
        snippets
    }

    fn translated(
        &mut self,
        text: &'d str,
        file: Option<&String>,
        path: &FieldPath,
    ) -> Option<Translated> {
        if let Some(known) = self.known.get(text) {
            let judged = &mut self.judged[*known];
            judged.uses += 1;
            return judged.translated.clone();
        }
        let (config, found) = judge(text, self.family);
        let translated = config.map(|config| Translated {
            text: Arc::from(text),
            config: Arc::new(config),
        });
        self.known.insert(text, self.judged.len());
        self.judged.push(Judged {
            name: file.cloned().unwrap_or_else(|| path.to_string()),
            text,
            translated: translated.clone(),
            found,
            first: path.clone(),
            uses: 1,
        });
        translated
    }

    /// Says what was found, once a text.
    pub(super) fn finish(self, problems: &mut Problems<'_>) {
        for judged in self.judged {
            let others = match judged.uses {
                1 => String::new(),
                2 => " and at one more place".to_owned(),
                uses => format!(" and at {} more places", uses - 1),
            };
            let place = format!(
                "the snippet is given by {}{others} of the cluster document",
                shown(&judged.first.to_string())
            );
            let lines = judged.text.lines().count().max(1);
            for Found {
                fault,
                severity,
                path,
                position,
            } in judged.found
            {
                let position = Position {
                    line: position.line.clamp(1, lines),
                    ..position
                };
                problems.push(
                    fault
                        .at(severity, path)
                        .hint(place.clone())
                        .about(Subject::Snippet(judged.name.clone()))
                        .at(Some(position)),
                );
            }
        }
    }
}

/// The text of a file.
fn lookup<'d>(name: &str, files: &'d Files) -> Result<&'d str, Fault> {
    match files.get(name) {
        Some(text) => Ok(text),
        None if name.is_empty() => Err(Fault::new(
            "snippets/missing-file",
            "a snippet names no file",
        )
        .hint("write the path of a file, relative to this document")),
        None => Err(Fault::new(
            "snippets/missing-file",
            format!("there is no snippet file {}", shown(name)),
        )
        .hint("file names are relative to the folder of this document")),
    }
}

/// Translates a text and judges whether machines of the system take the result.
fn judge(text: &str, family: Option<Family>) -> (Option<Config>, Vec<Found>) {
    let outcome = translate(text.as_bytes(), Options::default());
    if let Some(found) = refusal(&outcome, text, family) {
        return (None, vec![found]);
    }
    let mut found: Vec<Found> = outcome.report.entries.iter().map(remark).collect();
    if let Some(error) = &outcome.error
        && !outcome.report.is_fatal()
    {
        found.extend(faults(error));
    }
    let config = outcome.config.map(|(config, _)| config);
    if let Some(replace) = config
        .as_ref()
        .map(|config| &config.ignition.config.replace)
        && replace.source.is_some()
    {
        found.push(Found {
            fault: Fault::new(
                "snippets/replaces-everything",
                "`ignition.config.replace` puts another config in the place of the machine's whole config",
            )
            .hint("use `ignition.config.merge`, or remove it"),
            severity: Severity::Error,
            path: ["ignition", "config", "replace"]
                .iter()
                .fold(FieldPath::root(), |path, key| path.key(*key)),
            position: place_of(text, "ignition"),
        });
        return (None, found);
    }
    (config, found)
}

/// Why no machine of the system can take the snippet, whatever it says.
fn refusal(outcome: &Outcome, text: &str, family: Option<Family>) -> Option<Found> {
    let wanted = match family {
        Some(Family::Flatcar) => Some(("flatcar", "1.1.0", "Flatcar Linux")),
        Some(Family::FedoraCoreOs) => Some(("fcos", "1.5.0", "Fedora CoreOS")),
        _ => None,
    };
    let header = |code, key: &str, message: String, hint: String| {
        Some(Found {
            fault: Fault::new(code, message).hint(hint),
            severity: Severity::Error,
            path: FieldPath::from(key),
            position: place_of(text, key),
        })
    };
    let write = wanted.map_or_else(
        || "write `variant` and `version` as Butane has them".to_owned(),
        |(variant, version, _)| format!("write `variant: {variant}` and `version: {version}`"),
    );
    if let (Some(schema), Some((variant, _, system))) = (outcome.schema, wanted)
        && schema.variant.as_str() != variant
    {
        return header(
            "snippets/variant",
            "variant",
            format!(
                "the machines run {system}, and the snippet is of the variant {}",
                shown(schema.variant.as_str())
            ),
            write,
        );
    }
    if let Some(schema) = outcome.schema
        && schema.spec > NEWEST
    {
        return header(
            "snippets/too-new",
            "version",
            format!(
                "version {} of `{}` needs Ignition {}, and matchbox serves a config above {NEWEST} as an empty one",
                shown(schema.version),
                schema.variant.as_str(),
                schema.spec
            ),
            write,
        );
    }
    match &outcome.error {
        Some(TranslateError::NoVariant) => header(
            "snippets/variant",
            "variant",
            "a snippet names its `variant`".to_owned(),
            write,
        ),
        Some(TranslateError::NoVersion) => header(
            "snippets/variant",
            "version",
            "a snippet names the `version` of its variant, such as `1.1.0`".to_owned(),
            write,
        ),
        Some(TranslateError::Unknown { variant, version }) => header(
            "snippets/variant",
            "variant",
            format!(
                "there is no variant {} of version {}",
                shown(variant),
                shown(&version.to_string())
            ),
            write,
        ),
        Some(TranslateError::Removed | TranslateError::Unsupported(_)) => header(
            "snippets/variant",
            "variant",
            "snippets of this variant cannot be translated".to_owned(),
            write,
        ),
        _ => None,
    }
}

/// Where the value of a key at the top of a config stands, or its beginning.
fn place_of(text: &str, key: &str) -> Position {
    text.lines()
        .enumerate()
        .find_map(|(line, content)| {
            let rest = content.strip_prefix(key)?.strip_prefix(':')?;
            let blank = rest.chars().take_while(|letter| *letter == ' ').count();
            let column = if blank < rest.len() {
                key.len() + 2 + blank
            } else {
                1
            };
            Some(Position {
                line: line + 1,
                column,
            })
        })
        .unwrap_or(Position { line: 1, column: 1 })
}

/// An entry of the translator's report.
fn remark(entry: &Entry) -> Found {
    let (code, severity) = match entry.severity {
        report::Severity::Error => ("snippets/invalid", Severity::Error),
        report::Severity::Warning | report::Severity::Deprecated | report::Severity::Info => {
            ("snippets/remark", Severity::Warning)
        }
    };
    let mut fault = Fault::new(code, on_one_line(&entry.message));
    let reads_a_file = entry.path.steps.iter().any(|step| {
        matches!(step, report::Step::Key(key) | report::Step::KeyItself(key)
            if matches!(key.as_ref(), "local" | "contents_local" | "ssh_authorized_keys_local" | "trees"))
    });
    if severity == Severity::Error && reads_a_file {
        fault = fault.hint(
            "a snippet stands for itself and reads no files: write the text into it, such as with `inline`",
        );
    }
    Found {
        fault,
        severity,
        path: field(&entry.path),
        position: entry
            .position
            .map_or(Position { line: 1, column: 1 }, |position| Position {
                line: usize::try_from(position.line).unwrap_or(1).max(1),
                column: usize::try_from(position.column).unwrap_or(1).max(1),
            }),
    }
}

fn field(path: &report::Path) -> FieldPath {
    path.steps
        .iter()
        .fold(FieldPath::root(), |path, step| match step {
            report::Step::Key(key) | report::Step::KeyItself(key) => path.key(key.as_ref()),
            report::Step::Index(index) => path.index(*index),
        })
}

/// A failure without a report: one remark for each line of it that says something.
fn faults(error: &TranslateError) -> Vec<Found> {
    let words = error.to_string();
    let mut lines: Vec<&str> = words
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.ends_with("errors:"))
        .collect();
    if lines.is_empty() {
        lines.push(&words);
    }
    lines
        .into_iter()
        .map(|line| Found {
            fault: Fault::new("snippets/invalid", on_one_line(line)),
            severity: Severity::Error,
            path: FieldPath::root(),
            position: Position {
                line: named_line(line).unwrap_or(1),
                column: 1,
            },
        })
        .collect()
}

/// The number in `line 3:`.
fn named_line(words: &str) -> Option<usize> {
    let (_, rest) = words.split_once("line ")?;
    let digits = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// The translator's words in the manner of ours: on one line, control characters escaped, small at the beginning, and
/// without a period.
fn on_one_line(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    let words = words
        .strip_prefix("Error unmarshaling yaml: ")
        .unwrap_or(words);
    for letter in words.trim().trim_end_matches('.').chars() {
        if text.is_empty() {
            text.extend(letter.to_lowercase());
        } else if letter.is_control() {
            text.extend(letter.escape_default());
        } else {
            text.push(letter);
        }
    }
    text
}

/// The document as it can be rendered without anything beside it: machines by name, the texts of files in it.
pub(super) fn canonical(
    document: &document::ClusterDocument,
    files: &Files,
) -> document::ClusterDocument {
    let mut document = document.clone().without_positions();
    document
        .controllers
        .sort_by(|one, other| one.name.cmp(&other.name));
    document
        .workers
        .sort_by(|one, other| one.name.cmp(&other.name));
    for snippet in document.snippets.values_mut().flatten() {
        if let document::Snippet::File(name) = snippet
            && let Some(text) = files.get(name)
        {
            *snippet = document::Snippet::Named {
                file: std::mem::take(name),
                text: text.clone(),
            };
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::{judge, named_line, place_of};
    use crate::diagnostic::Position;
    use crate::model::os::Family;

    #[test]
    fn the_system_decides_the_variant_and_matchbox_the_version() {
        for (text, family, code) in [
            ("variant: flatcar\nversion: 1.0.0\n", Family::Flatcar, None),
            ("variant: flatcar\nversion: 1.1.0\n", Family::Flatcar, None),
            (
                "variant: fcos\nversion: 1.5.0\n",
                Family::FedoraCoreOs,
                None,
            ),
            (
                "variant: fcos\nversion: 1.0.0\n",
                Family::FedoraCoreOs,
                None,
            ),
            (
                "variant: fcos\nversion: 1.6.0\n",
                Family::FedoraCoreOs,
                Some("snippets/too-new"),
            ),
            (
                "variant: flatcar\nversion: 1.2.0-experimental\n",
                Family::Flatcar,
                Some("snippets/too-new"),
            ),
            (
                "variant: fcos\nversion: 1.5.0\n",
                Family::Flatcar,
                Some("snippets/variant"),
            ),
            (
                "variant: flatcar\nversion: 1.1.0\n",
                Family::FedoraCoreOs,
                Some("snippets/variant"),
            ),
            (
                "variant: fiot\nversion: 1.0.0\n",
                Family::FedoraCoreOs,
                Some("snippets/variant"),
            ),
            (
                "variant: openshift\nversion: 4.14.0\n",
                Family::FedoraCoreOs,
                Some("snippets/variant"),
            ),
            (
                "variant: rhcos\nversion: 0.1.0\n",
                Family::FedoraCoreOs,
                Some("snippets/variant"),
            ),
            (
                "variant: flatcar\nversion: 1.2.0\n",
                Family::Flatcar,
                Some("snippets/variant"),
            ),
            (
                "variant: flatcar\nversion: x\n",
                Family::Flatcar,
                Some("snippets/variant"),
            ),
            (
                "version: 1.1.0\n",
                Family::Flatcar,
                Some("snippets/variant"),
            ),
            ("", Family::Flatcar, Some("snippets/variant")),
            ("a: [\n", Family::Flatcar, Some("snippets/invalid")),
            (
                "variant: flatcar\nversion: 1.1.0\nstorage: x\n",
                Family::Flatcar,
                Some("snippets/invalid"),
            ),
            (
                "variant: flatcar\nversion: 1.1.0\nx: 1\n",
                Family::Flatcar,
                Some("snippets/remark"),
            ),
            (
                "variant: flatcar\nversion: 1.1.0\nignition:\n  config:\n    replace:\n      source: https://example.com/x\n",
                Family::Flatcar,
                Some("snippets/replaces-everything"),
            ),
        ] {
            let (config, found) = judge(text, Some(family));
            let codes: Vec<&str> = found.iter().map(|found| found.fault.code).collect();
            assert_eq!(codes.first().copied(), code, "{text}");
            assert_eq!(
                config.is_some(),
                code.is_none_or(|code| code == "snippets/remark"),
                "{text}"
            );
        }
    }

    #[test]
    fn places_are_found_or_are_the_beginning() {
        let text = "# x\nvariant: fcos\nversion:   1.5.0\nignition:\n";
        for (key, line, column) in [
            ("variant", 2, 10),
            ("version", 3, 12),
            ("ignition", 4, 1),
            ("storage", 1, 1),
        ] {
            assert_eq!(place_of(text, key), Position { line, column }, "{key}");
        }
        assert_eq!(named_line("yaml: line 12: did not find"), Some(12));
        assert_eq!(named_line("on the line: nothing"), None);
    }
}
