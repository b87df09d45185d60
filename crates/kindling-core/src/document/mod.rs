//! The cluster document as written: permissive shape, positions kept. Judges nothing that needs meaning.
//!
//! [`parse`] turns a text into a [`ClusterDocument`], a plain struct of texts and flags that a form can edit, and
//! [`write()`] turns it back. What a document *means* is judged by [`crate::model::resolve`]. The field table in
//! [`fields`] describes every field once; [`schema()`], [`reference`](reference()) and [`starter()`] are made from it.

mod cluster_document;
pub mod codes;
pub mod fields;
pub(crate) mod read;
mod reference;
mod schema;
mod shape;
mod spellings;
mod starter;
pub(crate) mod suggestion;
pub(crate) mod tree;
mod write;

use std::sync::Arc;

pub use cluster_document::{
    ClusterDocument, Components, Machine, OperatingSystem, Platform, Snippet,
};
pub use reference::{diagnostics_reference, reference};
pub use schema::schema;
pub use starter::{Preset, starter};
pub use write::{Writer, write};

use crate::diagnostic::{Diagnostic, Report};

/// A text that was read: what of it could be understood, and what was wrong with its shape.
#[derive(Clone, Debug)]
pub struct Reading {
    document: Option<ClusterDocument>,
    diagnostics: Vec<Diagnostic>,
}

impl Reading {
    /// The document, as far as it was understood; `None` where the text is no YAML.
    pub const fn document(&self) -> Option<&ClusterDocument> {
        self.document.as_ref()
    }

    /// What was wrong with its shape.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Both.
    pub fn into_parts(self) -> (Option<ClusterDocument>, Vec<Diagnostic>) {
        (self.document, self.diagnostics)
    }
}

/// Reads a text and keeps what could be understood, so that a form can show it and further rules can be asked.
pub fn read(text: &str) -> Reading {
    let tree = match read::tree(text) {
        Ok(tree) => tree,
        Err(diagnostic) => {
            return Reading {
                document: None,
                diagnostics: vec![*diagnostic],
            };
        }
    };
    let shape = shape::read(&tree);
    let mut document = shape.document;
    document.source = cluster_document::Source {
        tree: Some(Arc::new(tree)),
        broken: Arc::new(shape.broken),
    };
    Reading {
        document: Some(document),
        diagnostics: shape.diagnostics,
    }
}

/// Reads a text; the report has a document only where its shape is right.
pub fn parse(text: &str) -> Report<ClusterDocument> {
    let (document, diagnostics) = read(text).into_parts();
    Report::new(document, diagnostics)
}
