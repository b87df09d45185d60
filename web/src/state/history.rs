//! The document with its past and future.

use std::rc::Rc;

use kindling_core::document::ClusterDocument;

/// How many edits can be undone.
const DEPTH: usize = 200;

/// The document now, before and after.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Rc<ClusterDocument>>,
    present: Rc<ClusterDocument>,
    future: Vec<Rc<ClusterDocument>>,
    /// What the newest edit was of; edits of the same thing in a row are one step back.
    strand: Option<String>,
    /// Grows with each edit and each step back or forward.
    turn: u64,
}

impl History {
    /// A document without past.
    pub fn of(document: ClusterDocument) -> Self {
        Self {
            present: Rc::new(document),
            ..Self::default()
        }
    }

    /// The document now.
    pub fn present(&self) -> &Rc<ClusterDocument> {
        &self.present
    }

    /// Which document this is: another number whenever it was changed, back and forth included.
    pub const fn turn(&self) -> u64 {
        self.turn
    }

    /// Takes a new document. Edits of the same strand in a row count as one; `None` stands alone.
    pub fn push(&mut self, document: ClusterDocument, strand: Option<String>) {
        let grows = strand.is_some() && strand == self.strand;
        if !grows {
            self.past.push(Rc::clone(&self.present));
            if self.past.len() > DEPTH {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.turn += 1;
        self.strand = strand;
        self.present = Rc::new(document);
    }

    /// Ends the strand: the next edit is a step of its own.
    pub fn settle(&mut self) {
        self.strand = None;
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// One step back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop() else {
            return false;
        };
        self.future
            .push(std::mem::replace(&mut self.present, before));
        self.strand = None;
        self.turn += 1;
        true
    }

    /// One step forward; says whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.future.pop() else {
            return false;
        };
        self.past.push(std::mem::replace(&mut self.present, after));
        self.strand = None;
        self.turn += 1;
        true
    }
}
