//! The document with its past and future.
//!
//! A cluster of thousands of machines is large, and an edit changes few of them, so a step keeps what it takes to go from
//! one document to the other: everything that is not said of single machines as it was, and of the rest what differs.

use std::collections::BTreeMap;
use std::rc::Rc;

use kindling_core::document::{ClusterDocument, Machine, Snippet};

/// How many edits can be undone.
const DEPTH: usize = 200;

/// The document now, before and after.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Rc<Step>>,
    present: Held,
    future: Vec<Rc<Step>>,
    /// The edit that grows while the same thing is edited: what it is of, and the document before it. Edits of the same
    /// thing in a row are one step back.
    strand: Option<(String, Held)>,
    /// Grows with each edit and each step back or forward.
    turn: u64,
}

/// A document, and the same without what is said of single machines.
#[derive(Clone, Debug, Default)]
struct Held {
    document: Rc<ClusterDocument>,
    frame: Rc<ClusterDocument>,
}

/// From one document to another.
#[derive(Debug)]
struct Step {
    frame: Rc<ClusterDocument>,
    controllers: Splice<Machine>,
    workers: Splice<Machine>,
    labels: Entries<Vec<String>>,
    taints: Entries<Vec<String>>,
    snippets: Entries<Vec<Snippet>>,
}

/// Part of a list that another takes the place of.
#[derive(Debug)]
struct Splice<T> {
    at: usize,
    gone: usize,
    put: Vec<T>,
}

/// Entries of a map that are others; `None` where there is none.
type Entries<T> = Vec<(String, Option<T>)>;

impl History {
    /// A document without past.
    pub fn of(document: ClusterDocument) -> Self {
        Self {
            present: Held::of(document),
            ..Self::default()
        }
    }

    /// The document now.
    pub const fn present(&self) -> &Rc<ClusterDocument> {
        &self.present.document
    }

    /// Which document this is: another number whenever it was changed, back and forth included.
    pub const fn turn(&self) -> u64 {
        self.turn
    }

    /// Takes a new document. Edits of the same strand in a row count as one; `None` stands alone.
    pub fn push(&mut self, document: ClusterDocument, strand: Option<String>) {
        let next = Held::of(document);
        let before = match self.strand.take() {
            Some((name, before)) if strand.as_ref() == Some(&name) => {
                self.past.pop();
                before
            }
            _ => self.present.clone(),
        };
        self.past.push(Rc::new(Step::between(&next, &before)));
        if self.past.len() > DEPTH {
            self.past.remove(0);
        }
        self.future.clear();
        self.turn += 1;
        self.strand = strand.map(|strand| (strand, before));
        self.present = next;
    }

    /// Ends the strand: the next edit is a step of its own.
    pub fn settle(&mut self) {
        self.strand = None;
    }

    /// Whether there is something to undo.
    pub const fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to redo.
    pub const fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// One step back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.past.pop() else {
            return false;
        };
        let back = self.go(&step);
        self.future.push(back);
        true
    }

    /// One step forward; says whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.future.pop() else {
            return false;
        };
        let back = self.go(&step);
        self.past.push(back);
        true
    }

    /// Takes a step; gives the one that leads back.
    fn go(&mut self, step: &Step) -> Rc<Step> {
        let next = step.from(&self.present.document);
        let back = Step::between(&next, &self.present);
        self.present = next;
        self.strand = None;
        self.turn += 1;
        Rc::new(back)
    }
}

impl Held {
    fn of(mut document: ClusterDocument) -> Self {
        let controllers = std::mem::take(&mut document.controllers);
        let workers = std::mem::take(&mut document.workers);
        let labels = std::mem::take(&mut document.worker_node_labels);
        let taints = std::mem::take(&mut document.worker_node_taints);
        let snippets = std::mem::take(&mut document.snippets);
        let frame = Rc::new(document.clone());
        document.controllers = controllers;
        document.workers = workers;
        document.worker_node_labels = labels;
        document.worker_node_taints = taints;
        document.snippets = snippets;
        Self {
            document: Rc::new(document),
            frame,
        }
    }
}

impl Step {
    /// The step that leads from one document to another.
    fn between(from: &Held, to: &Held) -> Self {
        let (old, new) = (&*from.document, &*to.document);
        Self {
            frame: Rc::clone(&to.frame),
            controllers: Splice::between(&old.controllers, &new.controllers),
            workers: Splice::between(&old.workers, &new.workers),
            labels: entries(&old.worker_node_labels, &new.worker_node_labels),
            taints: entries(&old.worker_node_taints, &new.worker_node_taints),
            snippets: entries(&old.snippets, &new.snippets),
        }
    }

    /// Where the step leads from a document.
    fn from(&self, document: &ClusterDocument) -> Held {
        let mut next = (*self.frame).clone();
        next.controllers = self.controllers.from(&document.controllers);
        next.workers = self.workers.from(&document.workers);
        next.worker_node_labels = with(&document.worker_node_labels, &self.labels);
        next.worker_node_taints = with(&document.worker_node_taints, &self.taints);
        next.snippets = with(&document.snippets, &self.snippets);
        Held {
            document: Rc::new(next),
            frame: Rc::clone(&self.frame),
        }
    }
}

impl<T: Clone + PartialEq> Splice<T> {
    fn between(old: &[T], new: &[T]) -> Self {
        let same = |(one, other): &(&T, &T)| one == other;
        let at = old.iter().zip(new).take_while(same).count();
        let (old, new) = (&old[at..], &new[at..]);
        let after = old.iter().rev().zip(new.iter().rev());
        let after = after.take_while(same).count();
        Self {
            at,
            gone: old.len() - after,
            put: new[..new.len() - after].to_vec(),
        }
    }

    fn from(&self, list: &[T]) -> Vec<T> {
        [&list[..self.at], &self.put, &list[self.at + self.gone..]].concat()
    }
}

fn entries<T: Clone + PartialEq>(
    old: &BTreeMap<String, T>,
    new: &BTreeMap<String, T>,
) -> Entries<T> {
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    let put = new
        .iter()
        .filter(|(name, value)| old.get(*name) != Some(*value));
    gone.map(|name| (name.clone(), None))
        .chain(put.map(|(name, value)| (name.clone(), Some(value.clone()))))
        .collect()
}

fn with<T: Clone>(map: &BTreeMap<String, T>, entries: &Entries<T>) -> BTreeMap<String, T> {
    let mut map = map.clone();
    for (name, value) in entries {
        match value {
            Some(value) => map.insert(name.clone(), value.clone()),
            None => map.remove(name),
        };
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document with machines of these names; those of even length are controllers, those with an `l` have a label.
    fn document(cluster: &str, names: &[&str]) -> ClusterDocument {
        let mut document = ClusterDocument::default();
        cluster.clone_into(&mut document.cluster_name);
        for name in names {
            let machine = Machine {
                name: (*name).to_owned(),
                ..Machine::default()
            };
            if name.len() % 2 == 0 {
                document.controllers.push(machine);
            } else {
                document.workers.push(machine);
            }
            if name.contains('l') {
                let labels = vec![format!("in={cluster}")];
                document.worker_node_labels.insert((*name).into(), labels);
            }
        }
        document
    }

    #[test]
    fn every_document_is_there_again_on_the_way_back_and_forth() {
        let documents = [
            document("a", &[]),
            document("a", &["x", "lx", "y"]),
            document("a", &["x", "y"]),
            document("b", &["x", "lx", "new", "y"]),
            document("c", &["l", "x", "lx", "new", "y", "z"]),
            document("c", &["z", "y", "x"]),
            document("c", &["x", "x", "x"]),
            document("c", &["x", "x"]),
        ];
        let mut history = History::of(documents[0].clone());
        for document in &documents[1..] {
            history.push(document.clone(), None);
        }
        for _ in 0..2 {
            for document in documents.iter().rev().skip(1) {
                assert!(history.undo());
                assert_eq!(**history.present(), *document);
            }
            assert!(!history.undo());
            for document in &documents[1..] {
                assert!(history.redo());
                assert_eq!(**history.present(), *document);
            }
            assert!(!history.redo());
        }
    }

    #[test]
    fn a_strand_is_one_step_and_ends_where_something_else_begins() {
        let strand = |word: &str| Some(word.to_owned());
        let mut history = History::of(document("", &["x"]));
        history.push(document("m", &["x"]), strand("name"));
        history.push(document("me", &["x"]), strand("name"));
        history.push(document("me", &["x", "y"]), strand("machines"));
        history.push(document("mer", &["x", "y"]), strand("name"));
        history.settle();
        history.push(document("merc", &["x", "y"]), strand("name"));
        let mut back = Vec::new();
        while history.undo() {
            let now = history.present();
            back.push((now.cluster_name.clone(), now.workers.len()));
        }
        let expected = [("mer", 2), ("me", 2), ("me", 1), ("", 1)];
        assert_eq!(back, expected.map(|(name, rows)| (name.to_owned(), rows)));
    }

    #[test]
    fn a_step_holds_what_it_changes() {
        let names: Vec<String> = (0..1_000).map(|number| format!("n{number:04}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let before = document("a", &names);
        let mut after = before.clone();
        after.workers[500].mac = "52:54:00:00:00:01".to_owned();
        let step = Step::between(&Held::of(after), &Held::of(before));
        assert_eq!((step.workers.at, step.workers.put.len()), (500, 1));
        assert!(step.frame.workers.is_empty() && step.labels.is_empty());
    }
}
