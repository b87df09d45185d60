//! Keeping the cluster document in this browser: a moment after the last edit, and when the reader leaves.

use std::rc::Rc;

use kindling_core::document::ClusterDocument;
use yew::prelude::*;

use super::store::Store;
use crate::browser;
use crate::state::Action;

/// How long nothing must be edited before the document is kept, in milliseconds. A large one takes longer to write than a
/// frame, and somebody who types waits for none of it.
const QUIET: u32 = 400;

/// Keeps the document as it changes.
#[hook]
pub fn use_keeping(store: &Store) {
    let due = use_mut_ref(|| None::<Rc<ClusterDocument>>);
    let keep = {
        let due = Rc::clone(&due);
        let fail = store.sender(|problem: browser::BrowserError| Action::Fail(problem.to_string()));
        use_callback((), move |(), ()| {
            let document = due.borrow_mut().take();
            if let Some(Err(problem)) = document.map(|document| browser::keep(&document)) {
                fail.emit(problem);
            }
        })
    };
    {
        let keep = keep.clone();
        let document = Rc::clone(store.history.present());
        let keeps = store.autosave && !store.has_private_key();
        use_effect_with((document, keeps), move |(document, keeps)| {
            let empty = **document == ClusterDocument::default();
            *due.borrow_mut() = (*keeps && !empty).then(|| Rc::clone(document));
            let timer = browser::later(QUIET, move || keep.emit(()));
            move || drop(timer)
        });
    }
    use_effect_with((), move |()| {
        let listeners = browser::on_leaving(keep);
        move || drop(listeners)
    });
}
