//! Finding a text in the names and contents of artifacts, and in the files that are packed in Ignition configs.

use kindling_core::artifacts::Artifacts;
use kindling_core::sensitivity::Sensitivity;

use super::decoding;
use super::protocol::{Answer, Hit};
use crate::viewing::{for_the_eye, is_ignition, is_json, occurrences};

/// How many hits are given at most, and how many of one artifact.
const MOST: usize = 200;
const MOST_OF_ONE: usize = 5;

/// How many configs are unpacked at most; in the others their JSON is searched alone.
const UNPACKED: usize = 200;

/// The longest line that is shown of a hit, in characters.
const SHOWN: usize = 120;

/// Artifacts whose path holds the text, then those whose contents do, case of ASCII letters ignored. Of secrets, the contents of the one
/// that is revealed are searched and of no other.
pub fn search(artifacts: &Artifacts, text: &str, revealed: Option<&str>) -> Answer {
    let wanted = text.to_ascii_lowercase();
    let (mut hits, mut more, mut unpacked) = (Vec::new(), false, 0);
    if wanted.is_empty() {
        return Answer::Found { hits, more };
    }
    // Who types a name wants the file: names come first.
    for (path, artifact) in artifacts.iter() {
        if !occurrences(path, &wanted).is_empty() {
            if hits.len() >= MOST {
                more = true;
                break;
            }
            hits.push(Hit {
                path: path.to_owned(),
                text: artifact.purpose.to_owned(),
                ..Hit::default()
            });
        }
    }
    for (path, artifact) in artifacts.iter() {
        if hits.len() >= MOST {
            more = true;
            break;
        }
        if artifact.sensitivity == Sensitivity::Secret && revealed != Some(path) {
            continue;
        }
        let mut found = Found {
            path,
            wanted: &wanted,
            hits: Vec::new(),
            more: false,
        };
        if is_ignition(path) && unpacked < UNPACKED {
            unpacked += 1;
            for row in decoding::decode(&artifact.contents).unwrap_or_default() {
                let inside = format!("{} {}", row.kind, row.name);
                if !occurrences(&row.name, &wanted).is_empty() {
                    found.put(&inside, 0, &row.facts);
                }
                found.lines(&inside, row.text.as_deref().unwrap_or_default());
            }
        }
        if found.hits.is_empty() && may_hold(path, &artifact.contents, &wanted) {
            found.lines("", &for_the_eye(path, &artifact.contents));
        }
        more |= found.more;
        hits.append(&mut found.hits);
    }
    Answer::Found { hits, more }
}

/// Whether it is worth laying a text out to look into it: JSON on one line has no space after its colons.
fn may_hold(path: &str, contents: &str, wanted: &str) -> bool {
    let wanted = if is_json(path) {
        wanted.trim().replace("\": ", "\":")
    } else {
        wanted.to_owned()
    };
    contents.to_ascii_lowercase().contains(&wanted)
}

/// What was found in one artifact.
struct Found<'a> {
    path: &'a str,
    wanted: &'a str,
    hits: Vec<Hit>,
    more: bool,
}

impl Found<'_> {
    fn lines(&mut self, inside: &str, text: &str) {
        for (index, line) in text.lines().enumerate() {
            if self.more {
                return;
            }
            if let Some((at, _)) = occurrences(line, self.wanted).first() {
                self.put(inside, index + 1, &around(line, *at));
            }
        }
    }

    fn put(&mut self, inside: &str, line: usize, text: &str) {
        if self.hits.len() == MOST_OF_ONE {
            self.more = true;
            return;
        }
        self.hits.push(Hit {
            path: self.path.to_owned(),
            inside: inside.to_owned(),
            line,
            text: text.to_owned(),
        });
    }
}

/// The part of a line around a hit.
fn around(line: &str, at: usize) -> String {
    let before = line.get(..at).map_or(0, |before| before.chars().count());
    let from = before.saturating_sub(SHOWN / 3);
    let part: String = line.chars().skip(from).take(SHOWN).collect();
    if from > 0 {
        format!("…{part}")
    } else {
        part.trim_start().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use kindling_core::artifacts::Artifact;

    use super::*;

    const CONFIG: &str = r#"{"ignition":{"version":"3.3.0"},"storage":{"files":[{"path":"/etc/motd","mode":420,"contents":{"source":"data:,one%0ATwo%20words%0A"}}]}}"#;

    fn found(rows: &[(&str, &str, Sensitivity)], text: &str, revealed: Option<&str>) -> Vec<Hit> {
        let parts: BTreeMap<String, Artifact> = rows
            .iter()
            .map(|(path, contents, sensitivity)| {
                let artifact = Artifact {
                    contents: (*contents).into(),
                    sensitivity: *sensitivity,
                    purpose: "a purpose",
                };
                ((*path).to_owned(), artifact)
            })
            .collect();
        match search(&Artifacts::from_parts(parts), text, revealed) {
            Answer::Found { hits, .. } => hits,
            _ => Vec::new(),
        }
    }

    fn places(hits: &[Hit]) -> Vec<(&str, &str, usize)> {
        hits.iter()
            .map(|hit| (hit.path.as_str(), hit.inside.as_str(), hit.line))
            .collect()
    }

    #[test]
    fn a_hit_in_a_packed_file_names_the_file_and_its_line() {
        let rows = [("nodes/a/ignition.json", CONFIG, Sensitivity::Public)];
        let hits = found(&rows, "TWO WORDS", None);
        assert_eq!(
            places(&hits),
            [("nodes/a/ignition.json", "file /etc/motd", 2)]
        );
        let hits = found(&rows, "motd", None);
        assert_eq!(
            places(&hits),
            [("nodes/a/ignition.json", "file /etc/motd", 0)]
        );
    }

    #[test]
    fn a_hit_in_json_is_at_its_line_as_it_is_shown() {
        let rows = [
            ("a.json", r#"{"b":1,"c":{"d":"e"}}"#, Sensitivity::Public),
            ("nodes/a/ignition.json", CONFIG, Sensitivity::Public),
        ];
        assert_eq!(
            places(&found(&rows, "\"d\": \"e\"", None)),
            [("a.json", "", 4)]
        );
        let hits = found(&rows, "\"mode\": 420", None);
        assert_eq!(hits.len(), 1);
        assert!(hits[0].text.contains("\"mode\": 420"), "{hits:?}");
        assert!(hits[0].line > 5, "{hits:?}");
    }

    #[test]
    fn contents_of_secrets_are_found_where_they_are_revealed_alone() {
        let rows = [
            ("assets", "one\nkey", Sensitivity::Secret),
            ("kubeconfig", "key", Sensitivity::Secret),
        ];
        assert!(found(&rows, "key", None).is_empty());
        assert_eq!(
            places(&found(&rows, "key", Some("assets"))),
            [("assets", "", 2)]
        );
        assert_eq!(
            places(&found(&rows, "kubec", None)),
            [("kubeconfig", "", 0)]
        );
        assert!(found(&rows, "", None).is_empty());
    }

    #[test]
    fn names_come_before_contents() {
        let rows = [
            ("SHA256SUMS", "00 kubeconfig", Sensitivity::Public),
            ("kubeconfig", "", Sensitivity::Secret),
        ];
        let hits = found(&rows, "kubeconfig", None);
        assert_eq!(
            places(&hits),
            [("kubeconfig", "", 0), ("SHA256SUMS", "", 1)]
        );
    }
}
