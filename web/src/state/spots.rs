//! Where findings stand in the grid: by row and column, made once an answer.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use kindling_core::document::ClusterDocument;
use kindling_core::model::Role;

use super::inventory::{Column, RowId, row_ids};
use super::rows::{COLUMNS, Shown};
use super::{Finding, Outcome, Severity, Step, Subject};

/// Findings by row, in the order of the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spots {
    rows: BTreeMap<RowId, Vec<(Shown, Finding)>>,
    loose: Vec<Finding>,
}

/// Machines by name; the first of a name has it. Made where a finding asks for it.
struct Names<'d> {
    document: &'d ClusterDocument,
    rows: OnceCell<BTreeMap<&'d str, RowId>>,
}

impl<'d> Names<'d> {
    const fn of(document: &'d ClusterDocument) -> Self {
        Self {
            document,
            rows: OnceCell::new(),
        }
    }

    fn row(&self, name: &str) -> Option<RowId> {
        let rows = self.rows.get_or_init(|| {
            let mut rows = BTreeMap::new();
            for (row, machine) in row_ids(self.document).zip(self.document.machines()) {
                rows.entry(machine.name.as_str()).or_insert(row);
            }
            rows
        });
        rows.get(name).copied()
    }
}

impl Spots {
    /// Sorts the findings of an answer by row.
    pub fn of(document: &ClusterDocument, outcome: &Outcome) -> Self {
        let mut spots = Self::default();
        let names = Names::of(document);
        for finding in &outcome.findings {
            let places = spot(&names, finding);
            if places.is_empty() && is_of_machines(finding) {
                spots.loose.push(finding.clone());
            }
            for (row, column) in places {
                let row = spots.rows.entry(row).or_default();
                row.push((column, finding.clone()));
            }
        }
        for row in spots.rows.values_mut() {
            row.sort_by_key(|(column, finding)| (finding.severity, *column));
        }
        spots
    }

    /// Findings about the machines that no cell can show: too few of them, or something for one that is not there.
    pub fn loose(&self) -> &[Finding] {
        &self.loose
    }

    /// The findings of a row, the worst first.
    pub fn at(&self, row: RowId) -> &[(Shown, Finding)] {
        self.rows.get(&row).map_or(&[], Vec::as_slice)
    }

    /// The worst finding of a cell.
    pub fn cell(&self, row: RowId, column: Shown) -> Option<&Finding> {
        self.at(row)
            .iter()
            .find(|(spot, _)| *spot == column)
            .map(|(_, finding)| finding)
    }

    /// Whether something is wrong with a row; a note is nothing wrong.
    pub fn is_bad(&self, row: RowId) -> bool {
        self.at(row)
            .iter()
            .any(|(_, finding)| finding.severity != Severity::Info)
    }
}

/// The row and column of a path in the document: `workers[3].mac`, `worker_node_labels.node2[0]`.
pub fn spot_of_path(document: &ClusterDocument, path: &str) -> Option<(RowId, Shown)> {
    place(&Names::of(document), path)
}

fn is_of_machines(finding: &Finding) -> bool {
    match &finding.subject {
        Subject::Cluster => Step::of_path(&finding.path) == Step::Machines,
        Subject::Snippet(_) => true,
        Subject::Secrets | Subject::Artifact(_) => false,
    }
}

/// Where a finding stands; a snippet that many machines take stands at each of them.
fn spot(names: &Names<'_>, finding: &Finding) -> Vec<(RowId, Shown)> {
    match &finding.subject {
        Subject::Cluster => place(names, &finding.path).into_iter().collect(),
        Subject::Snippet(name) => super::snippets::users(names.document, name)
            .into_iter()
            .filter_map(|(machine, _)| Some((names.row(machine)?, Shown::Snippets)))
            .collect(),
        Subject::Secrets | Subject::Artifact(_) => Vec::new(),
    }
}

fn place(names: &Names<'_>, path: &str) -> Option<(RowId, Shown)> {
    let maps = [
        ("worker_node_labels.", Shown::Cell(Column::Labels)),
        ("worker_node_taints.", Shown::Cell(Column::Taints)),
        ("snippets.", Shown::Snippets),
    ];
    for (map, column) in maps {
        if let Some(rest) = path.strip_prefix(map) {
            // A name may itself hold dots; what follows it is an index.
            let name = rest.split_once('[').map_or(rest, |(name, _)| name);
            return names.row(name).map(|row| (row, column));
        }
    }
    let (role, rest) = [
        ("controllers[", Role::Controller),
        ("workers[", Role::Worker),
    ]
    .into_iter()
    .find_map(|(list, role)| Some((role, path.strip_prefix(list)?)))?;
    let (index, field) = rest.split_once(']')?;
    let row = RowId {
        role,
        index: index.parse().ok()?,
    };
    let field = field.trim_start_matches('.');
    let column = match field.split(['.', '[']).next().unwrap_or_default() {
        "mac" => Column::Mac,
        "domain" => Column::Domain,
        "install_disk" => Column::Disk,
        _ => Column::Name,
    };
    Some((row, Shown::Cell(column)))
}

/// The machine, other than the row's own, that a message names in backquotes.
pub fn named_in(document: &ClusterDocument, row: RowId, message: &str) -> Option<RowId> {
    let own = super::inventory::machine(document, row).map(|machine| machine.name.as_str());
    let quoted = || message.split('`').skip(1).step_by(2);
    let names = Names::of(document);
    let by_path = quoted()
        .filter_map(|text| place(&names, text))
        .map(|(found, _)| found)
        .find(|found| *found != row);
    by_path.or_else(|| {
        quoted().find_map(|text| {
            row_ids(document)
                .zip(document.machines())
                .find(|(_, machine)| machine.name == text && Some(text) != own)
                .map(|(found, _)| found)
        })
    })
}

/// The column's place among those that are shown.
pub fn column_index(column: Shown) -> usize {
    COLUMNS
        .iter()
        .position(|known| *known == column)
        .unwrap_or(super::rows::NAME)
}

#[cfg(test)]
mod tests {
    use kindling_core::document::{Machine, Snippet};

    use super::*;

    fn document() -> ClusterDocument {
        let named = |name: &str| Machine {
            name: name.to_owned(),
            ..Machine::default()
        };
        let mut document = ClusterDocument::default();
        document.controllers.push(named("node1"));
        document.workers = vec![named("node2"), named("node.3")];
        document
            .snippets
            .insert("node2".into(), vec![Snippet::File("raid.bu".into())]);
        document
            .snippets
            .insert("node.3".into(), vec![Snippet::Text("a".into())]);
        document
    }

    fn finding(subject: Subject, path: &str) -> Finding {
        Finding {
            code: "a/b".into(),
            severity: Severity::Error,
            subject,
            path: path.into(),
            position: None,
            message: "m".into(),
            hints: Vec::new(),
        }
    }

    #[test]
    fn every_kind_of_path_finds_its_cell() {
        let worker = |index| RowId {
            role: Role::Worker,
            index,
        };
        let controller = RowId {
            role: Role::Controller,
            index: 0,
        };
        let cases = [
            ("workers[1].mac", Some((worker(1), Column::Mac))),
            ("controllers[0]", Some((controller, Column::Name))),
            ("workers[0].install_disk", Some((worker(0), Column::Disk))),
            (
                "worker_node_labels.node2[0]",
                Some((worker(0), Column::Labels)),
            ),
            (
                "worker_node_taints.node.3[1]",
                Some((worker(1), Column::Taints)),
            ),
            ("worker_node_labels.nobody[0]", None),
            ("controllers", None),
            ("cluster_name", None),
            ("workers[x].mac", None),
        ];
        for (path, expected) in cases {
            let expected = expected.map(|(row, column)| (row, Shown::Cell(column)));
            assert_eq!(spot_of_path(&document(), path), expected, "{path}");
        }
    }

    #[test]
    fn snippets_stand_at_their_machine_by_path_and_by_file() {
        let outcome = Outcome {
            findings: vec![
                finding(Subject::Snippet("snippets.node.3[0]".into()), ""),
                finding(Subject::Snippet("raid.bu".into()), ""),
                finding(Subject::Snippet("other.bu".into()), ""),
            ],
            ..Outcome::default()
        };
        let spots = Spots::of(&document(), &outcome);
        let rows: Vec<bool> = row_ids(&document()).map(|row| spots.is_bad(row)).collect();
        assert_eq!(rows, [false, true, true]);
    }

    #[test]
    fn what_no_cell_shows_is_loose() {
        let outcome = Outcome {
            findings: vec![
                finding(Subject::Cluster, "controllers"),
                finding(Subject::Cluster, "worker_node_labels.nobody[0]"),
                finding(Subject::Cluster, "workers[0].mac"),
                finding(Subject::Cluster, "cluster_name"),
                finding(Subject::Snippet("other.bu".into()), ""),
            ],
            ..Outcome::default()
        };
        let spots = Spots::of(&document(), &outcome);
        let loose: Vec<&str> = spots.loose().iter().map(|one| one.path.as_str()).collect();
        assert_eq!(loose, ["controllers", "worker_node_labels.nobody[0]", ""]);
    }

    #[test]
    fn the_other_machine_of_a_message_is_found_by_path_first() {
        let row = RowId {
            role: Role::Worker,
            index: 1,
        };
        let found = |message| named_in(&document(), row, message);
        let first = found("`52:54` is also the MAC address of `node2` (`workers[0]`)");
        assert_eq!(first.map(|row| row.index), Some(0));
        assert_eq!(
            found("`node1` is also the name of `controllers[0]`").map(|row| row.role),
            Some(Role::Controller)
        );
        assert_eq!(found("`node.3` is odd"), None);
    }
}
