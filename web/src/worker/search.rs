//! Finding a text in the names and contents of artifacts.

use kindling_core::artifacts::Artifacts;
use kindling_core::sensitivity::Sensitivity;

use super::protocol::{Answer, Hit};

/// How many hits are given at most, and how many of one artifact.
const MOST: usize = 200;
const MOST_OF_ONE: usize = 5;

/// The longest line that is shown of a hit, in characters.
const SHOWN: usize = 120;

/// Artifacts whose path or contents hold the text, case of ASCII letters ignored.
pub fn search(artifacts: &Artifacts, text: &str, secrets: bool) -> Answer {
    let wanted = text.to_ascii_lowercase();
    let mut hits = Vec::new();
    let mut more = false;
    if wanted.is_empty() {
        return Answer::Found { hits, more };
    }
    'artifacts: for (path, artifact) in artifacts.iter() {
        let mut here = 0;
        if path.to_ascii_lowercase().contains(&wanted) {
            hits.push(Hit {
                path: path.to_owned(),
                line: 0,
                text: artifact.purpose.to_owned(),
            });
        }
        if artifact.sensitivity == Sensitivity::Secret && !secrets {
            continue;
        }
        for (index, line) in artifact.contents.lines().enumerate() {
            let Some(at) = line.to_ascii_lowercase().find(&wanted) else {
                continue;
            };
            if hits.len() >= MOST {
                more = true;
                break 'artifacts;
            }
            if here == MOST_OF_ONE {
                more = true;
                break;
            }
            here += 1;
            hits.push(Hit {
                path: path.to_owned(),
                line: index + 1,
                text: around(line, at),
            });
        }
    }
    Answer::Found { hits, more }
}

/// The part of a line around a hit.
fn around(line: &str, at: usize) -> String {
    let before = line.get(..at).map_or(0, |before| before.chars().count());
    let from = before.saturating_sub(SHOWN / 3);
    line.chars().skip(from).take(SHOWN).collect()
}
