//! Which snippets a finding speaks of. A text is judged once and named by its first use; it stands wherever it is used.

use std::collections::BTreeMap;

use kindling_core::document::{ClusterDocument, Snippet};

use super::{Finding, Subject};

/// What makes two snippets one: their text, else the file they name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'d> {
    Text(&'d str),
    File(&'d str),
}

type Files = BTreeMap<String, String>;

fn key<'d>(snippet: &'d Snippet, files: &'d Files) -> Key<'d> {
    match snippet {
        Snippet::Text(text) | Snippet::Named { text, .. } => Key::Text(text),
        Snippet::File(name) => files
            .get(name)
            .map_or(Key::File(name), |text| Key::Text(text)),
    }
}

fn file(snippet: &Snippet) -> Option<&str> {
    match snippet {
        Snippet::File(file) | Snippet::Named { file, .. } => {
            Some(file.as_str()).filter(|file| !file.is_empty())
        }
        Snippet::Text(_) => None,
    }
}

/// The machine and the index of a place such as `snippets.node2[0]`. A name may itself hold dots.
pub fn place(path: &str) -> Option<(&str, usize)> {
    let (machine, rest) = path.strip_prefix("snippets.")?.rsplit_once('[')?;
    let (index, _) = rest.split_once(']')?;
    Some((machine, index.parse().ok()?))
}

/// The snippet that a finding names: by its place, else by its file.
fn named<'d>(document: &'d ClusterDocument, name: &str) -> Option<&'d Snippet> {
    let by_place = place(name).and_then(|(machine, at)| document.snippets.get(machine)?.get(at));
    by_place.or_else(|| {
        let mut all = document.snippets.values().flatten();
        all.find(|snippet| file(snippet) == Some(name))
    })
}

/// The machines whose snippets a subject speaks of, and which of theirs it is.
pub fn users<'d>(document: &'d ClusterDocument, subject: &str) -> Vec<(&'d str, usize)> {
    let none = Files::new();
    let Some(wanted) = named(document, subject).map(|snippet| key(snippet, &none)) else {
        return Vec::new();
    };
    let of = |(machine, list): (&'d String, &'d Vec<Snippet>)| {
        let at = list
            .iter()
            .position(|snippet| key(snippet, &none) == wanted)?;
        Some((machine.as_str(), at))
    };
    document.snippets.iter().filter_map(of).collect()
}

/// What was found in a machine's snippet: in its text, wherever else that is used, and at its place in the document.
pub fn found_in(
    document: &ClusterDocument,
    files: &Files,
    findings: &[Finding],
    machine: &str,
    at: usize,
) -> Vec<Finding> {
    let Some(snippet) = document.snippets.get(machine).and_then(|list| list.get(at)) else {
        return Vec::new();
    };
    let own = key(snippet, files);
    let own_place = format!("snippets.{machine}[{at}]");
    let here = |path: &str| {
        path.strip_prefix(own_place.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let mut found = Vec::new();
    for finding in findings {
        match &finding.subject {
            Subject::Snippet(name) => {
                if named(document, name).is_some_and(|other| key(other, files) == own) {
                    let mut finding = finding.clone();
                    // Where it is used once, that is here.
                    let used_here =
                        format!("the snippet is given by `{own_place}` of the cluster document");
                    finding.hints.retain(|hint| *hint != used_here);
                    found.push(finding);
                }
            }
            // Its line is one of the cluster document, which is not what is edited here.
            Subject::Cluster if here(&finding.path) => found.push(Finding {
                position: None,
                ..finding.clone()
            }),
            Subject::Cluster | Subject::Secrets | Subject::Artifact(_) => {}
        }
    }
    found.sort_by_key(|finding| finding.position);
    found
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::*;

    fn document() -> ClusterDocument {
        let mut document = ClusterDocument::default();
        let text = |text: &str| Snippet::Text(text.into());
        let mut put = |name: &str, list| document.snippets.insert(name.into(), list);
        put("node.1", vec![text("a"), text("b")]);
        put("node2", vec![text("b"), Snippet::File("raid.bu".into())]);
        put("node3", vec![Snippet::File("raid.bu".into())]);
        document
    }

    fn finding(subject: Subject, path: &str) -> Finding {
        Finding {
            code: "snippets/invalid".into(),
            severity: Severity::Error,
            subject,
            path: path.into(),
            position: Some((2, 3)),
            message: "m".into(),
            hints: Vec::new(),
        }
    }

    #[test]
    fn a_text_that_two_machines_take_has_its_findings_at_both() {
        let document = document();
        assert_eq!(
            users(&document, "snippets.node.1[1]"),
            [("node.1", 1), ("node2", 0)]
        );
        assert_eq!(users(&document, "raid.bu"), [("node2", 1), ("node3", 0)]);
        assert_eq!(users(&document, "snippets.nobody[0]"), []);

        let findings = [finding(Subject::Snippet("snippets.node.1[1]".into()), "")];
        let at = |machine, at| found_in(&document, &Files::new(), &findings, machine, at).len();
        assert_eq!((at("node.1", 0), at("node.1", 1)), (0, 1));
        assert_eq!((at("node2", 0), at("node2", 1)), (1, 0));
    }

    #[test]
    fn what_the_document_says_of_a_snippet_stands_there_without_a_line() {
        let document = document();
        let findings = [
            finding(Subject::Cluster, "snippets.node3[0].file"),
            finding(Subject::Cluster, "snippets.node3[01]"),
        ];
        let found = found_in(&document, &Files::new(), &findings, "node3", 0);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].position, None);
    }

    #[test]
    fn a_file_that_is_open_is_known_by_its_text() {
        let document = document();
        let files = Files::from([("raid.bu".into(), "b".into())]);
        let findings = [finding(Subject::Snippet("snippets.node.1[1]".into()), "")];
        assert_eq!(found_in(&document, &files, &findings, "node3", 0).len(), 1);
    }
}
