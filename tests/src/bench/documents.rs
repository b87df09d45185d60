//! Reading and judging cluster documents.

use std::collections::BTreeMap;

use kindling_core::{document, model};

use super::render::{self, WORKERS, runs};
use super::{Bench, Table, kilobytes, milliseconds, time};

/// How long it takes from a text to a judged cluster.
pub const DOCUMENTS: Bench = Bench {
    name: "documents",
    what: "Cluster documents: reading the text, judging the document",
    run: documents,
};

fn documents(table: &mut Table) {
    table.head(&["workers", "text", "read", "judge"]);
    for workers in WORKERS {
        let text = render::document("flatcar-cilium", workers);
        let files = BTreeMap::new();
        let read = time(runs(workers), || document::read(&text));
        let Some(document) = document::read(&text).into_parts().0 else {
            continue;
        };
        let judged = time(runs(workers), || model::resolve(&document, &files));
        table.row(&[
            &workers,
            &kilobytes(text.len() as u64),
            &milliseconds(read.median),
            &milliseconds(judged.median),
        ]);
    }
}
