//! Edits of the machine inventory: rows, cells, and what hangs on a machine's name.

use kindling_core::document::{ClusterDocument, Machine, Snippet};
use kindling_core::model::Role;

/// A column of the grid that can be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// `controller` or `worker`.
    Role,
    /// The short name.
    Name,
    /// The address of the network card.
    Mac,
    /// The fully qualified name.
    Domain,
    /// Labels, separated by spaces.
    Labels,
    /// Taints, separated by spaces.
    Taints,
    /// The install disk; empty is the platform's.
    Disk,
    /// Kernel arguments, separated by spaces.
    KernelArgs,
}

/// A row: its role and its index among the machines of the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    /// Which list.
    pub role: Role,
    /// Index in the list.
    pub index: usize,
}

/// A machine with everything that is written of it, wherever the document keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The machine as the document lists it.
    pub machine: Machine,
    /// `worker_node_labels` of its name.
    pub labels: Vec<String>,
    /// `worker_node_taints` of its name.
    pub taints: Vec<String>,
    /// `snippets` of its name.
    pub snippets: Vec<Snippet>,
}

/// The machines of a role.
pub fn list(document: &ClusterDocument, role: Role) -> &[Machine] {
    match role {
        Role::Controller => &document.controllers,
        Role::Worker => &document.workers,
    }
}

fn list_mut(document: &mut ClusterDocument, role: Role) -> &mut Vec<Machine> {
    match role {
        Role::Controller => &mut document.controllers,
        Role::Worker => &mut document.workers,
    }
}

/// Every row: controllers, then workers, in document order.
pub fn row_ids(document: &ClusterDocument) -> impl Iterator<Item = RowId> {
    let controllers = document.controllers.len();
    let workers = document.workers.len();
    let of = |role| move |index| RowId { role, index };
    (0..controllers)
        .map(of(Role::Controller))
        .chain((0..workers).map(of(Role::Worker)))
}

/// The machine of a row.
pub fn machine(document: &ClusterDocument, row: RowId) -> Option<&Machine> {
    list(document, row.role).get(row.index)
}

/// A row with what hangs on its name.
pub fn row(document: &ClusterDocument, id: RowId) -> Option<Row> {
    let machine = machine(document, id)?.clone();
    let name = machine.name.as_str();
    Some(Row {
        labels: document
            .worker_node_labels
            .get(name)
            .cloned()
            .unwrap_or_default(),
        taints: document
            .worker_node_taints
            .get(name)
            .cloned()
            .unwrap_or_default(),
        snippets: document.snippets.get(name).cloned().unwrap_or_default(),
        machine,
    })
}

/// The text of a cell.
pub fn cell(document: &ClusterDocument, id: RowId, column: Column) -> String {
    let Some(machine) = machine(document, id) else {
        return String::new();
    };
    let words = |map: &std::collections::BTreeMap<String, Vec<String>>| {
        map.get(&machine.name)
            .map(|items| items.join(" "))
            .unwrap_or_default()
    };
    match column {
        Column::Role => id.role.word().to_owned(),
        Column::Name => machine.name.clone(),
        Column::Mac => machine.mac.clone(),
        Column::Domain => machine.domain.clone(),
        Column::Labels => words(&document.worker_node_labels),
        Column::Taints => words(&document.worker_node_taints),
        Column::Disk => machine.install_disk.clone().unwrap_or_default(),
        Column::KernelArgs => machine.kernel_args.join(" "),
    }
}

/// Sets the text of a cell. A new name takes labels, taints and snippets along, unless another machine has the old name
/// too; a new role moves the row to the end of the other list.
pub fn set_cell(document: &mut ClusterDocument, id: RowId, column: Column, text: &str) {
    let text = text.trim();
    let words = || {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let Some(name) = machine(document, id).map(|machine| machine.name.clone()) else {
        return;
    };
    match column {
        Column::Name => {
            rename(document, &name, text);
            if let Some(machine) = list_mut(document, id.role).get_mut(id.index) {
                text.clone_into(&mut machine.name);
            }
        }
        Column::Labels => put(&mut document.worker_node_labels, name, words()),
        Column::Taints => put(&mut document.worker_node_taints, name, words()),
        Column::Role => {
            if let Some(role) = role_of(text) {
                set_roles(document, &[(id, role)]);
            }
        }
        Column::Mac | Column::Domain | Column::Disk | Column::KernelArgs => {
            let Some(machine) = list_mut(document, id.role).get_mut(id.index) else {
                return;
            };
            match column {
                Column::Mac => text.clone_into(&mut machine.mac),
                Column::Domain => text.clone_into(&mut machine.domain),
                Column::Disk => {
                    machine.install_disk = Some(text.to_owned()).filter(|text| !text.is_empty());
                }
                _ => machine.kernel_args = words(),
            }
        }
    }
}

/// The role of a word, in any case, as people write it.
pub fn role_of(text: &str) -> Option<Role> {
    match text.trim().to_ascii_lowercase().as_str() {
        "controller" | "controllers" | "control-plane" | "controlplane" | "master" => {
            Some(Role::Controller)
        }
        "worker" | "workers" | "node" | "agent" => Some(Role::Worker),
        _ => None,
    }
}

/// Moves rows to the end of another role's list; among themselves they keep their order.
pub fn set_roles(document: &mut ClusterDocument, rows: &[(RowId, Role)]) {
    for (from, to) in [
        (Role::Controller, Role::Worker),
        (Role::Worker, Role::Controller),
    ] {
        let moving: std::collections::BTreeSet<usize> = rows
            .iter()
            .filter(|(row, role)| row.role == from && *role == to)
            .map(|(row, _)| row.index)
            .collect();
        if moving.is_empty() {
            continue;
        }
        let mut stays = Vec::new();
        for (index, machine) in std::mem::take(list_mut(document, from))
            .into_iter()
            .enumerate()
        {
            if moving.contains(&index) {
                list_mut(document, to).push(machine);
            } else {
                stays.push(machine);
            }
        }
        *list_mut(document, from) = stays;
    }
}

fn put<T>(map: &mut std::collections::BTreeMap<String, Vec<T>>, name: String, items: Vec<T>) {
    if items.is_empty() {
        map.remove(&name);
    } else {
        map.insert(name, items);
    }
}

/// Moves what hangs on a name to another, where the name is one machine's alone.
fn rename(document: &mut ClusterDocument, old: &str, new: &str) {
    let hangs = document.worker_node_labels.contains_key(old)
        || document.worker_node_taints.contains_key(old)
        || document.snippets.contains_key(old);
    if old == new || new.is_empty() || !hangs {
        return;
    }
    let holders = |name: &str| {
        document
            .machines()
            .filter(|machine| machine.name == name)
            .count()
    };
    if holders(old) != 1 || holders(new) != 0 {
        return;
    }
    if let Some(labels) = document.worker_node_labels.remove(old) {
        document.worker_node_labels.insert(new.to_owned(), labels);
    }
    if let Some(taints) = document.worker_node_taints.remove(old) {
        document.worker_node_taints.insert(new.to_owned(), taints);
    }
    if let Some(snippets) = document.snippets.remove(old) {
        document.snippets.insert(new.to_owned(), snippets);
    }
}

/// Adds rows at the end of a role's list.
pub fn append(document: &mut ClusterDocument, role: Role, rows: Vec<Row>) {
    for row in rows {
        let name = row.machine.name.clone();
        // Nothing given takes nothing away from a machine that has the name already.
        if !row.labels.is_empty() {
            put(&mut document.worker_node_labels, name.clone(), row.labels);
        }
        if !row.taints.is_empty() {
            put(&mut document.worker_node_taints, name.clone(), row.taints);
        }
        if !row.snippets.is_empty() {
            put(&mut document.snippets, name, row.snippets);
        }
        list_mut(document, role).push(row.machine);
    }
}

/// Puts these rows in the place of all there are. What hung on names that no machine has any more goes.
pub fn replace(document: &mut ClusterDocument, controllers: Vec<Row>, workers: Vec<Row>) {
    let before: std::collections::BTreeSet<String> = document
        .machines()
        .map(|machine| machine.name.clone())
        .collect();
    for name in before {
        document.worker_node_labels.remove(&name);
        document.worker_node_taints.remove(&name);
        document.snippets.remove(&name);
    }
    document.controllers.clear();
    document.workers.clear();
    append(document, Role::Controller, controllers);
    append(document, Role::Worker, workers);
}

/// Removes what hangs on names that no machine has.
pub fn forget_orphans(document: &mut ClusterDocument) {
    let names: std::collections::BTreeSet<String> = document
        .machines()
        .map(|machine| machine.name.clone())
        .collect();
    document
        .worker_node_labels
        .retain(|name, _| names.contains(name));
    document
        .worker_node_taints
        .retain(|name, _| names.contains(name));
    document.snippets.retain(|name, _| names.contains(name));
}

/// Removes rows, and what hangs on names that no machine has any more.
pub fn remove(document: &mut ClusterDocument, rows: &[RowId]) {
    for role in [Role::Controller, Role::Worker] {
        let gone: std::collections::BTreeSet<usize> = rows
            .iter()
            .filter(|row| row.role == role)
            .map(|row| row.index)
            .collect();
        if gone.is_empty() {
            continue;
        }
        let mut index = 0;
        let mut names = Vec::new();
        list_mut(document, role).retain(|machine| {
            let stays = !gone.contains(&index);
            index += 1;
            if !stays {
                names.push(machine.name.clone());
            }
            stays
        });
        let left: std::collections::BTreeSet<String> = document
            .machines()
            .map(|machine| machine.name.clone())
            .collect();
        for name in names.into_iter().filter(|name| !left.contains(name)) {
            document.worker_node_labels.remove(&name);
            document.worker_node_taints.remove(&name);
            document.snippets.remove(&name);
        }
    }
}

/// Sets the snippets of a machine.
pub fn set_snippets(document: &mut ClusterDocument, name: &str, snippets: Vec<Snippet>) {
    put(&mut document.snippets, name.to_owned(), snippets);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_workers() -> ClusterDocument {
        let mut document = ClusterDocument::default();
        for name in ["node2", "node3"] {
            document.workers.push(Machine {
                name: name.into(),
                ..Machine::default()
            });
        }
        document
            .worker_node_labels
            .insert("node2".into(), vec!["role=special".into()]);
        document
    }

    const NODE2: RowId = RowId {
        role: Role::Worker,
        index: 0,
    };

    #[test]
    fn a_new_name_takes_its_labels_along() {
        let mut document = two_workers();
        set_cell(&mut document, NODE2, Column::Name, "node9");
        assert_eq!(cell(&document, NODE2, Column::Labels), "role=special");
        assert!(!document.worker_node_labels.contains_key("node2"));
    }

    #[test]
    fn a_name_that_two_machines_have_keeps_its_labels() {
        let mut document = two_workers();
        document.workers[1].name = "node2".into();
        set_cell(&mut document, NODE2, Column::Name, "node9");
        assert!(document.worker_node_labels.contains_key("node2"));
    }

    #[test]
    fn removing_a_row_removes_what_hung_on_it() {
        let mut document = two_workers();
        remove(&mut document, &[NODE2]);
        assert_eq!(document.workers.len(), 1);
        assert!(document.worker_node_labels.is_empty());
    }

    #[test]
    fn rows_that_move_together_keep_their_order() {
        let mut document = two_workers();
        let node3 = RowId { index: 1, ..NODE2 };
        set_roles(
            &mut document,
            &[(node3, Role::Controller), (NODE2, Role::Controller)],
        );
        let names: Vec<&str> = document.machines().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["node2", "node3"]);
        assert!(document.workers.is_empty());
    }

    #[test]
    fn a_row_without_labels_takes_none_from_its_namesake() {
        let mut document = two_workers();
        let mut twin = Row::default();
        twin.machine.name = "node2".into();
        append(&mut document, Role::Worker, vec![twin]);
        assert_eq!(cell(&document, NODE2, Column::Labels), "role=special");
    }

    #[test]
    fn a_new_role_moves_the_row() {
        let mut document = two_workers();
        set_cell(&mut document, NODE2, Column::Role, "Controller");
        assert_eq!(document.controllers.len(), 1);
        assert_eq!(document.workers.len(), 1);
    }
}
