//! What an imported table does to the inventory: adds machines, updates those of the same name, or takes the place of all.
//!
//! Takes the document and what a table gave; gives one edit, and in words for a preview what it does. Changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use kindling_core::document::ClusterDocument;
use kindling_core::model::{MacAddress, Role};

use super::Edit;
use super::inventory::{Row, RowId, machine, row, row_ids};
use super::table::Meaning;
use super::taking::{Imported, Taken};

/// What becomes of the machines that are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// They stay as they are.
    #[default]
    Add,
    /// Those that the table names get what it says.
    Update,
    /// Those that the table does not name go.
    Replace,
}

impl Mode {
    /// Every mode, as the dialog offers them.
    pub const ALL: [Self; 3] = [Self::Add, Self::Update, Self::Replace];

    /// The word on the page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Add => "Add",
            Self::Update => "Update by name",
            Self::Replace => "Replace all",
        }
    }

    /// What it does, in a sentence.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Add => "Every row is a new machine.",
            Self::Update => {
                "Rows change the machine of their name; empty cells change nothing. Other rows are new machines."
            }
            Self::Replace => {
                "The table is the whole inventory. Machines that stay keep their snippets and what it has no column for."
            }
        }
    }
}

/// What an import does.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The edit; one step back undoes it.
    pub edit: Edit,
    /// Names of new machines.
    pub added: Vec<String>,
    /// Names of machines that change, and in which columns.
    pub changed: Vec<(String, Vec<&'static str>)>,
    /// How many that the table names stay as they are.
    pub same: usize,
    /// Names of machines that go.
    pub removed: Vec<String>,
    /// Lines whose machine is not taken, or is odd, and why.
    pub odd: Vec<(usize, String)>,
}

impl Plan {
    /// Whether it changes anything.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// What it does, in a few words: `3 new, 1 changed`.
    pub fn words(&self) -> String {
        let counts = [
            (self.added.len(), "new"),
            (self.changed.len(), "changed"),
            (self.removed.len(), "removed"),
            (self.same, "as before"),
        ];
        let said: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        if said.is_empty() {
            "nothing".to_owned()
        } else {
            said.join(", ")
        }
    }
}

/// The mode that a table most likely means: where it mostly names machines that are there, it updates them.
pub fn likely(document: &ClusterDocument, imported: &Imported) -> Mode {
    let known = by_name(document);
    let hits = imported
        .machines
        .iter()
        .filter(|taken| known.contains_key(taken.row.machine.name.as_str()))
        .count();
    if hits * 2 > imported.machines.len() {
        Mode::Update
    } else {
        Mode::Add
    }
}

fn by_name(document: &ClusterDocument) -> BTreeMap<&str, RowId> {
    let mut known = BTreeMap::new();
    for (id, machine) in row_ids(document).zip(document.machines()) {
        known.entry(machine.name.as_str()).or_insert(id);
    }
    known
}

/// What an import does in a mode.
pub fn plan(document: &ClusterDocument, imported: &Imported, mode: Mode) -> Plan {
    let mut plan = Plan {
        edit: Edit::Several(Vec::new()),
        added: Vec::new(),
        changed: Vec::new(),
        same: 0,
        removed: Vec::new(),
        odd: Vec::new(),
    };
    let known = by_name(document);
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    // The lists as they will be; rows of the document that stay come first, but in a table that is all there is.
    let mut lists: [Vec<Row>; 2] = Default::default();
    let mut touched: BTreeMap<RowId, (Role, Row)> = BTreeMap::new();
    let mut new: [Vec<Row>; 2] = Default::default();
    for Taken {
        line,
        role,
        row: given,
    } in &imported.machines
    {
        let name = given.machine.name.as_str();
        if let Some(before) = lines.insert(name, *line) {
            lines.insert(name, before);
            let more = if mode == Mode::Add {
                ""
            } else {
                "; this line is left out"
            };
            plan.odd.push((
                *line,
                format!("`{name}` is the name in line {before} already{more}"),
            ));
            if mode != Mode::Add {
                continue;
            }
        }
        let old = known
            .get(name)
            .and_then(|id| Some((*id, row(document, *id)?)));
        let Some((id, old)) = old.filter(|_| mode != Mode::Add) else {
            if known.contains_key(name) {
                plan.odd
                    .push((*line, format!("a machine is called `{name}` already")));
            }
            plan.added.push(name.to_owned());
            let list = usize::from(role.unwrap_or(Role::Worker) == Role::Worker);
            if mode == Mode::Replace {
                lists[list].push(given.clone());
            } else {
                new[list].push(given.clone());
            }
            continue;
        };
        let role = role.unwrap_or(id.role);
        let (made, mut columns) = overlaid(&old, given, &imported.columns, mode);
        if role != id.role {
            columns.insert(0, Meaning::Role.title());
        }
        if columns.is_empty() {
            plan.same += 1;
        } else {
            plan.changed.push((name.to_owned(), columns));
        }
        if mode == Mode::Replace {
            lists[usize::from(role == Role::Worker)].push(made);
        } else {
            touched.insert(id, (role, made));
        }
    }
    if mode == Mode::Add {
        let [controllers, workers] = new;
        plan.edit = Edit::Several(vec![
            Edit::Append(Role::Controller, controllers),
            Edit::Append(Role::Worker, workers),
        ]);
        return plan;
    }
    if mode == Mode::Update {
        let mut moved: [Vec<Row>; 2] = Default::default();
        for id in row_ids(document) {
            let list = usize::from(id.role == Role::Worker);
            match touched.remove(&id) {
                Some((role, made)) if role == id.role => lists[list].push(made),
                Some((_, made)) => moved[1 - list].push(made),
                None => lists[list].extend(row(document, id)),
            }
        }
        for (list, more) in lists.iter_mut().zip(moved.into_iter().zip(new)) {
            list.extend(more.0);
            list.extend(more.1);
        }
    } else {
        plan.removed = row_ids(document)
            .filter_map(|id| Some((id, machine(document, id)?.name.clone())))
            .filter(|(id, name)| {
                known.get(name.as_str()) != Some(id) || !lines.contains_key(name.as_str())
            })
            .map(|(_, name)| name)
            .collect();
    }
    let [controllers, workers] = lists;
    plan.edit = Edit::Inventory(controllers, workers);
    plan
}

/// A machine with what a line says of it, and the columns in which it differs from before.
fn overlaid(
    old: &Row,
    given: &Row,
    columns: &BTreeSet<Meaning>,
    mode: Mode,
) -> (Row, Vec<&'static str>) {
    let mut row = old.clone();
    let mut changed = Vec::new();
    let has = |meaning: Meaning, empty: bool| {
        columns.contains(&meaning) && (mode == Mode::Replace || !empty)
    };
    let mac = given.machine.mac.as_str();
    let read = MacAddress::read;
    // The same address in another notation is no change.
    let same =
        mac == old.machine.mac || (read(mac).is_some() && read(mac) == read(&old.machine.mac));
    if has(Meaning::Mac, mac.is_empty()) && !same {
        mac.clone_into(&mut row.machine.mac);
        changed.push(Meaning::Mac.title());
    }
    let mut take = |meaning: Meaning, empty: bool, differs: bool, set: &mut dyn FnMut()| {
        if has(meaning, empty) && differs {
            set();
            changed.push(meaning.title());
        }
    };
    let (new, before) = (&given.machine, &old.machine);
    take(
        Meaning::Domain,
        new.domain.is_empty(),
        new.domain != before.domain,
        &mut || row.machine.domain.clone_from(&new.domain),
    );
    take(
        Meaning::Labels,
        given.labels.is_empty(),
        given.labels != old.labels,
        &mut || row.labels.clone_from(&given.labels),
    );
    take(
        Meaning::Taints,
        given.taints.is_empty(),
        given.taints != old.taints,
        &mut || row.taints.clone_from(&given.taints),
    );
    take(
        Meaning::Disk,
        new.install_disk.is_none(),
        new.install_disk != before.install_disk,
        &mut || row.machine.install_disk.clone_from(&new.install_disk),
    );
    take(
        Meaning::KernelArgs,
        new.kernel_args.is_empty(),
        new.kernel_args != before.kernel_args,
        &mut || row.machine.kernel_args.clone_from(&new.kernel_args),
    );
    (row, changed)
}

#[cfg(test)]
mod tests {
    use kindling_core::document::{Machine, Snippet};

    use super::super::inventory::list;
    use super::super::{Action, State, apply, table, taking};
    use super::*;

    fn state() -> State {
        let named = |name: &str| Machine {
            name: name.to_owned(),
            mac: "52:54:00:b2:2f:86".to_owned(),
            domain: format!("{name}.example.com"),
            kernel_args: vec!["quiet".to_owned()],
            ..Machine::default()
        };
        let mut document = ClusterDocument::default();
        document.controllers = vec![named("node1")];
        document.workers = vec![named("node2"), named("node3")];
        let text = Snippet::Text("a".to_owned());
        document.snippets.insert("node3".to_owned(), vec![text]);
        let labels = vec!["a=b".to_owned()];
        document
            .worker_node_labels
            .insert("node2".to_owned(), labels);
        apply(&State::default(), Action::Open(Box::new(document)))
    }

    fn planned(state: &State, text: &str, mode: Mode) -> (Plan, State) {
        let imported = taking::rows(&table::read(text));
        let plan = plan(state.document(), &imported, mode);
        let after = apply(state, Action::Edit(plan.edit.clone()));
        (plan, after)
    }

    fn names(state: &State) -> (Vec<&str>, Vec<&str>) {
        let document = state.document();
        let of = |role| list(document, role).iter().map(|row| row.name.as_str());
        (of(Role::Controller).collect(), of(Role::Worker).collect())
    }

    #[test]
    fn an_update_changes_what_it_names_and_adds_the_rest() {
        let state = state();
        let text = "name,mac,domain,role\nnode3,52-54-00-00-00-03,,controller\nnode2,5254.00b2.2f86,,\nnode9,,node9.example.com,\n";
        let (plan, after) = planned(&state, text, Mode::Update);
        assert_eq!(plan.added, ["node9"]);
        assert_eq!(plan.changed, [("node3".to_owned(), vec!["Role", "MAC"])]);
        assert_eq!((plan.same, plan.removed.len()), (1, 0));
        assert_eq!(plan.words(), "1 new, 1 changed, 1 as before");
        assert_eq!(
            names(&after),
            (vec!["node1", "node3"], vec!["node2", "node9"])
        );
        let node3 = &after.document().controllers[1];
        assert_eq!(
            (node3.mac.as_str(), node3.domain.as_str()),
            ("52-54-00-00-00-03", "node3.example.com")
        );
        assert!(after.document().snippets.contains_key("node3"));
        assert_eq!(apply(&after, Action::Undo).document(), state.document());
    }

    #[test]
    fn a_replacement_is_the_table_and_keeps_what_it_does_not_speak_of() {
        let state = state();
        let text = "name,mac,labels\nnode9,52:54:00:00:00:09,\nnode3,52:54:00:b2:2f:86,c=d\n";
        let (plan, after) = planned(&state, text, Mode::Replace);
        assert_eq!(plan.removed, ["node1", "node2"]);
        assert_eq!(plan.changed, [("node3".to_owned(), vec!["Labels"])]);
        assert_eq!(names(&after), (vec![], vec!["node9", "node3"]));
        let document = after.document();
        assert_eq!(document.workers[1].kernel_args, ["quiet"]);
        assert!(document.snippets.contains_key("node3"));
        assert_eq!(
            document.worker_node_labels.keys().collect::<Vec<_>>(),
            ["node3"]
        );
        assert_eq!(apply(&after, Action::Undo).document(), state.document());
    }

    #[test]
    fn adding_names_that_are_there_is_said_and_done() {
        let (plan, after) = planned(
            &state(),
            "name\tmac\nnode2\t\nnode7\t\nnode7\t\n",
            Mode::Add,
        );
        assert_eq!(plan.added.len(), 3);
        assert_eq!(plan.odd.len(), 2);
        assert_eq!(after.document().workers.len(), 5);
    }

    #[test]
    fn a_line_that_repeats_a_name_is_left_out() {
        let (plan, after) = planned(
            &state(),
            "name,mac\nnode2,52:54:00:00:00:02\nnode2,52:54:00:00:00:07\n",
            Mode::Update,
        );
        assert_eq!(after.document().workers[0].mac, "52:54:00:00:00:02");
        assert_eq!(
            plan.odd,
            [(
                3,
                "`node2` is the name in line 2 already; this line is left out".to_owned()
            )]
        );
    }

    #[test]
    fn the_likely_mode_follows_the_names() {
        let state = state();
        let likely = |text| likely(state.document(), &taking::rows(&table::read(text)));
        assert_eq!(likely("name,mac\nnode2,\nnode3,\nnode4,\n"), Mode::Update);
        assert_eq!(likely("name,mac\nnode7,\nnode8,\n"), Mode::Add);
        assert_eq!(likely(""), Mode::Add);
    }
}
