//! Studios with machines, for the tests of what is done to them.

use kindling_core::document::{ClusterDocument, Machine};

use super::inventory::{self, RowId};
use super::{Action, State, apply};

/// A studio with workers of these names.
pub fn state(names: &[&str]) -> State {
    let mut document = ClusterDocument::default();
    for name in names {
        document.workers.push(Machine {
            name: (*name).to_owned(),
            domain: format!("{name}.example.com"),
            mac: "52-54-00-B2-2F-86".to_owned(),
            ..Machine::default()
        });
    }
    let opened = Action::Open(Box::new(document));
    apply(&State::default(), opened)
}

/// Their rows, in order.
pub fn order(state: &State) -> Vec<RowId> {
    inventory::row_ids(state.document()).collect()
}

/// Their names, in order.
pub fn names(state: &State) -> Vec<&str> {
    let document = state.document();
    document.machines().map(|row| row.name.as_str()).collect()
}
