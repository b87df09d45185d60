//! From one list to the next: what stays is taken over unread, what comes is searched for secrets once, however often
//! its text stands in the list.

use std::sync::Arc;

use super::leak::Needles;
use super::list::Entry;
use super::{Artifact, Artifacts};
use crate::diagnostic::{Diagnostic, FieldPath, Subject};
use crate::sensitivity::Sensitivity;

/// Entries that come and go together.
pub type Listed = Arc<[Arc<Entry>]>;

/// What makes one list of another.
pub struct Edit<'n> {
    needles: &'n Needles,
    /// By their place among the files that came or went with them: what machine after machine has in one place is in
    /// order, and sorting what is in order costs little.
    places: Vec<Vec<Event>>,
}

/// What happens at a path.
struct Event {
    entry: Arc<Entry>,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    Goes,
    Comes {
        /// Whether it holds a secret and should not.
        leaks: bool,
    },
}

impl<'n> Edit<'n> {
    /// Nothing changes. No public text of the list that is edited holds one of these.
    pub const fn new(needles: &'n Needles) -> Self {
        Self {
            needles,
            places: Vec::new(),
        }
    }

    /// Takes entries out of the list.
    pub fn goes(&mut self, listed: &[Arc<Entry>]) {
        for (place, entry) in listed.iter().enumerate() {
            self.push(place, Arc::clone(entry), What::Goes);
        }
    }

    /// Puts files into the list in the place of earlier ones, of which those stay that are the same. Files of one call
    /// may have texts in common.
    pub fn comes(
        &mut self,
        files: impl IntoIterator<Item = (Arc<str>, Artifact)>,
        earlier: &[Arc<Entry>],
    ) -> Listed {
        let mut gone: Vec<&Arc<Entry>> = earlier.iter().collect();
        let mut made: Vec<(Arc<Entry>, bool)> = Vec::new();
        let mut listed = Vec::new();
        for (place, (path, artifact)) in files.into_iter().enumerate() {
            let same = |entry: &&Arc<Entry>| entry.path == path && entry.artifact == artifact;
            if let Some(at) = gone.iter().position(same) {
                listed.push(Arc::clone(gone.remove(at)));
                continue;
            }
            let text = &artifact.contents;
            let again = made
                .iter()
                .find(|(other, _)| Arc::ptr_eq(&other.artifact.contents, text));
            let (entry, holds) = match again {
                Some((other, holds)) => (other.again(path, artifact), *holds),
                None => {
                    let holds = self.needles.occur_in(text.as_bytes());
                    (Entry::new(path, artifact), holds)
                }
            };
            let leaks = holds && entry.artifact.sensitivity == Sensitivity::Public;
            let entry = Arc::new(entry);
            self.push(place, Arc::clone(&entry), What::Comes { leaks });
            made.push((Arc::clone(&entry), holds));
            listed.push(entry);
        }
        for (place, entry) in gone.into_iter().enumerate() {
            self.push(place, Arc::clone(entry), What::Goes);
        }
        listed.into()
    }

    fn push(&mut self, place: usize, entry: Arc<Entry>, what: What) {
        if self.places.len() <= place {
            self.places.resize_with(place + 1, Vec::new);
        }
        self.places[place].push(Event { entry, what });
    }

    /// The next list, with one error for each public artifact that holds a secret in any form, which names the artifact
    /// and never the secret, and one for each path at which there would be two.
    pub fn apply(self, before: &Artifacts) -> (Artifacts, Vec<Diagnostic>) {
        let mut places = self.places;
        places.sort_by(|one, other| {
            let key = |events: &[Event]| events.last().map(|event| Arc::clone(&event.entry.path));
            key(one).cmp(&key(other))
        });
        let mut events: Vec<Event> = places.into_iter().flatten().collect();
        // What goes stands before what comes at the same path.
        events.sort_by(|one, other| {
            let key = |event: &Event| matches!(event.what, What::Comes { .. });
            (&one.entry.path, key(one)).cmp(&(&other.entry.path, key(other)))
        });
        let mut diagnostics = Vec::new();
        let mut rest = before.entries();
        let mut entries: Vec<Arc<Entry>> = Vec::with_capacity(rest.len() + events.len());
        for Event { entry, what } in events {
            let (stay, next) = rest.split_at(rest.partition_point(|old| old.path < entry.path));
            entries.extend_from_slice(stay);
            rest = next;
            match what {
                What::Goes => {
                    let at_path = rest.first().is_some_and(|old| old.path == entry.path);
                    rest = &rest[usize::from(at_path)..];
                }
                What::Comes { leaks } => {
                    let neighbours = [entries.last(), rest.first()];
                    if neighbours
                        .into_iter()
                        .flatten()
                        .any(|other| other.path == entry.path)
                    {
                        diagnostics.push(collision(&entry.path));
                    }
                    if leaks {
                        diagnostics.push(leak(&entry.path));
                    }
                    entries.push(entry);
                }
            }
        }
        entries.extend_from_slice(rest);
        (Artifacts::with_sums(entries), diagnostics)
    }
}

fn leak(path: &str) -> Diagnostic {
    Diagnostic::error(
        "leak/secret-in-public",
        FieldPath::root(),
        format!("`{path}` is public and would hold a secret of the cluster"),
    )
    .about(Subject::Artifact(path.to_owned()))
    .hint("look for a key or a token in the cluster document or a snippet, and take it out")
}

/// Two machines whose files would have one name, such as `node1` and `install-node1`.
fn collision(path: &str) -> Diagnostic {
    Diagnostic::error(
        "delivery/same-file",
        FieldPath::root(),
        format!("two machines would both be served by `{path}`"),
    )
    .hint("rename a machine so that no name is `install-` and another machine's name")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Artifact, Artifacts, SUMS};
    use super::{Edit, Needles};
    use crate::diagnostic::Diagnostic;
    use crate::sensitivity::Sensitivity;

    /// A list over an earlier one.
    fn listed(
        before: &Artifacts,
        texts: &[(&str, &str)],
        needles: &Needles,
    ) -> (Artifacts, Vec<Diagnostic>) {
        let mut edit = Edit::new(needles);
        let files = texts.iter().map(|(path, text)| {
            let artifact = Artifact {
                contents: Arc::from(*text),
                sensitivity: Sensitivity::Public,
                purpose: "a test",
            };
            (Arc::from(*path), artifact)
        });
        edit.comes(files, before.entries());
        edit.apply(before)
    }

    fn fresh(texts: &[(&str, &str)], needles: &Needles) -> (Artifacts, Vec<Diagnostic>) {
        listed(&Artifacts::default(), texts, needles)
    }

    const SECRET: &str = "0123456789abcdef";

    #[test]
    fn the_order_is_that_of_whole_paths() {
        let paths = [
            "nodes/a-b/x",
            "nodes/a/x",
            "nodes/a/y",
            "b/c",
            "b.c",
            "a/d/e",
            "a/d",
        ];
        let texts = paths.map(|path| (path, path));
        let (artifacts, _) = fresh(&texts, &Needles::new([]));
        let mut expected: Vec<&str> = paths.into_iter().chain([SUMS]).collect();
        expected.sort_unstable();
        let found: Vec<&str> = artifacts.iter().map(|(path, _)| path).collect();
        assert_eq!(found, expected);
        assert!(paths.iter().all(|path| artifacts.get(path).is_some()));
    }

    /// A secret that reached a public text keeps everything from being rendered.
    #[test]
    fn a_secret_in_a_public_text_is_found() {
        let note = format!("the token is {SECRET}");
        let needles = Needles::new([SECRET]);
        let before = fresh(&[("a", "1"), ("b", "2")], &needles).0;
        let (_, found) = listed(&before, &[("a", "1"), ("b", &note)], &needles);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, "leak/secret-in-public");
        assert!(found[0].message.contains("`b`"));
        assert!(!format!("{found:?}").contains(SECRET));
    }

    #[test]
    fn two_texts_at_one_path_are_found_in_a_new_list_and_over_an_earlier_one() {
        let needles = Needles::new([]);
        let both = [("a", "1"), ("b", "2"), ("b", "3")];
        let before = fresh(&both[..2], &needles).0;
        for (_, found) in [fresh(&both, &needles), listed(&before, &both, &needles)] {
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].code, "delivery/same-file");
        }
    }

    #[test]
    fn a_list_over_an_earlier_one_is_the_list() {
        let needles = Needles::new([SECRET]);
        let lists: [&[(&str, &str)]; 4] = [
            &[],
            &[("b", "1"), ("d", "2")],
            &[("a", "0"), ("b", "3"), ("c", "1"), ("d", "2"), ("e", "4")],
            &[("c", "1")],
        ];
        for earlier in lists {
            let (before, _) = fresh(earlier, &needles);
            for list in lists {
                let (after, found) = listed(&before, list, &needles);
                assert_eq!((&after, &found), (&fresh(list, &needles).0, &Vec::new()));
                let mut changed: Vec<&str> =
                    after.changed_since(&before).map(|one| one.path).collect();
                let one_side = |these: &[(&'static str, &str)], those: &[(&str, &str)]| {
                    let differing = these.iter().filter(|pair| !those.contains(pair));
                    differing.map(|(path, _)| *path).collect::<Vec<_>>()
                };
                let mut expected = one_side(earlier, list);
                expected.extend(one_side(list, earlier));
                expected.sort_unstable();
                expected.dedup();
                changed.dedup();
                assert_eq!(changed, expected);
            }
        }
    }

    #[test]
    fn the_length_of_the_digests_is_known_before_they_are_taken() {
        let (artifacts, _) = fresh(&[("a", "1"), ("b/c", "2")], &Needles::new([]));
        let length = artifacts.sums_length();
        assert_eq!(
            artifacts.get(SUMS).map(|sums| sums.contents.len()),
            Some(length)
        );
    }
}
