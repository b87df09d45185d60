//! Everything that can change the state.

use std::collections::BTreeMap;

use kindling_core::document::{ClusterDocument, Snippet};
use kindling_core::model::Role;
use kindling_pki::Secret;

use super::fields::Value;
use super::inventory::{Column, Row, RowId};
use super::{Dialog, Outcome, Part, Side, Step};

/// An edit of the document; each can be undone.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// One form field, by path.
    Field(String, Value),
    /// One cell of the grid.
    Cell(RowId, Column, String),
    /// Many cells at once: a paste, a fill, a bulk edit.
    Cells(Vec<(RowId, Column, String)>),
    /// New rows at the end of a role's list.
    Append(Role, Vec<Row>),
    /// Every controller and every worker there is from now on.
    Inventory(Vec<Row>, Vec<Row>),
    /// Rows that go.
    Remove(Vec<RowId>),
    /// The snippets of a machine.
    Snippets(String, Vec<Snippet>),
    /// Labels, taints and snippets of names that no machine has go.
    Orphans,
    /// Several edits that are one step back, in order.
    Several(Vec<Edit>),
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Action {
    /// The operator edits the document.
    Edit(Edit),
    /// One step back.
    Undo,
    /// One step forward.
    Redo,
    /// A field lost the focus: the next edit is a step of its own.
    Settle,
    /// A document was opened in place of the present one; nothing before it can be undone.
    Open(Box<ClusterDocument>),
    /// A step was chosen.
    Go(Step),
    /// A part of the Deliver step was chosen.
    Part(Part),
    /// A field should be brought into view, by path.
    Jump(String),
    /// The reader changed the words after `#` in the address.
    Follow(String),
    /// The field is in view.
    Focused,
    /// A machine's page was opened or closed.
    Machine(Option<String>),
    /// An artifact was opened or closed.
    Artifact(Option<String>),
    /// The problems panel was opened or closed.
    Problems(bool),
    /// Something was laid over the page or taken away.
    Dialog(Option<Dialog>),
    /// A narrow page turns its side.
    Side(Side),
    /// The worker listens.
    EngineReady,
    /// The worker died.
    EngineFailed(String),
    /// The worker answered for a revision.
    Rendered(u64, Box<Outcome>),
    /// Keys are being made.
    KeysProgress {
        /// Made so far.
        done: usize,
        /// To be made.
        total: usize,
    },
    /// A secrets document was made, opened or renewed.
    Keys {
        /// Its text.
        text: Secret<String>,
        /// Whether the operator has it in a file.
        saved: bool,
    },
    /// The secrets document was saved.
    KeysSaved,
    /// Making keys failed or was given up; or the operator lets the secrets go.
    KeysDropped,
    /// Everything as it is now is what changes are shown against.
    Baseline,
    /// Changes are shown against these digests.
    BaselineOf(BTreeMap<String, u64>),
    /// Something to tell.
    Tell(String),
    /// What the last edit did, to tell with the way back.
    Done(String),
    /// Something failed.
    Fail(String),
    /// A notice was read or timed out.
    Dismiss(u64),
    /// Keep the cluster document in this browser, or not.
    Autosave(bool),
    /// The text in the workbench.
    Workbench(String),
    /// Texts of snippet files were opened.
    SnippetFiles(BTreeMap<String, String>),
}
