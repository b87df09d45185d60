//! The machines: each row judged, duplicates across roles found, and the maps from machine name joined to their rows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::fault::{Problems, shown};
use super::os::Family;
use super::platform::{MachineDefaults, install_disk, kernel_arguments};
use super::snippets::Snippets;
use super::{Files, Label, Machine, Role, Taint, labels, names};
use crate::diagnostic::{Diagnostic, FieldPath, Position};
use crate::document::suggestion::nearest;
use crate::document::{self, ClusterDocument};

/// The machines that passed, each role by name.
#[derive(Default)]
pub(super) struct Inventory {
    pub(super) controllers: Vec<Machine>,
    pub(super) workers: Vec<Machine>,
}

/// How many unknown names get a "did you mean": looking for one costs a walk over all machines.
const PROPOSALS: usize = 20;

/// Judges `controllers`, `workers` and the maps that name machines.
pub(super) fn resolve<'d>(
    document: &'d ClusterDocument,
    files: &'d Files,
    family: Option<Family>,
    defaults: &MachineDefaults,
    problems: &mut Problems<'_>,
) -> Inventory {
    judge_controller_count(document, problems);
    let roster = Roster::new(document);
    let mut labels = roster.join(
        document,
        &WORKER_LABELS,
        &document.worker_node_labels,
        problems,
        judge_labels,
    );
    let mut taints = roster.join(
        document,
        &WORKER_TAINTS,
        &document.worker_node_taints,
        problems,
        judge_taints,
    );
    let mut judge_snippets = Snippets::new(files, family);
    let mut snippets = roster.join(
        document,
        &SNIPPETS,
        &document.snippets,
        problems,
        |written, path, problems| judge_snippets.judge(written, path, problems),
    );
    judge_snippets.finish(problems);
    let mut seen = Seen::default();
    let mut role =
        |key: &'static str, role, rows: &'d [document::Machine], problems: &mut Problems<'_>| {
            let list = FieldPath::from(key);
            let mut machines: Vec<Machine> = rows
                .iter()
                .enumerate()
                .filter_map(|(index, row)| {
                    let machine = judge_row(row, role, &list, index, family, defaults, problems);
                    seen.note(row, machine.as_ref(), (key, index), document, problems);
                    let mut machine = machine?;
                    machine.labels = labels.remove(&row.name).unwrap_or_default();
                    machine.taints = taints.remove(&row.name).unwrap_or_default();
                    machine.snippets = snippets.remove(&row.name).unwrap_or_default();
                    Some(machine)
                })
                .collect();
            machines.sort_by(|one, other| one.name.cmp(&other.name));
            machines
        };
    Inventory {
        controllers: role(
            "controllers",
            Role::Controller,
            &document.controllers,
            problems,
        ),
        workers: role("workers", Role::Worker, &document.workers, problems),
    }
}

fn judge_controller_count(document: &ClusterDocument, problems: &mut Problems<'_>) {
    let path = FieldPath::from("controllers");
    match document.controllers.len() {
        0 => problems.missing(path),
        count if count % 2 == 0 => problems.push(
            Diagnostic::warning(
                "machines/even-controllers",
                path,
                format!(
                    "{count} controllers bear the loss of no more machines than {} do: etcd needs a majority",
                    count - 1
                ),
            )
            .hint(format!("use {} or {}", count - 1, count + 1)),
        ),
        count if count > 7 => problems.push(
            Diagnostic::warning(
                "machines/many-controllers",
                path,
                format!("{count} controllers are {count} etcd members; every write waits for a majority of them"),
            )
            .hint("use 3 or 5 controllers and make the others workers"),
        ),
        _ => {}
    }
}

fn judge_row(
    row: &document::Machine,
    role: Role,
    list: &FieldPath,
    index: usize,
    family: Option<Family>,
    defaults: &MachineDefaults,
    problems: &mut Problems<'_>,
) -> Option<Machine> {
    let path = |key: &str| list.index(index).key(key);
    let name = problems.required(&row.name, names::machine_name, || path("name"));
    let mac = problems.required(&row.mac, names::mac_address, || path("mac"));
    let domain = problems.required(&row.domain, names::machine_domain, || path("domain"));
    let install_disk = match &row.install_disk {
        Some(disk) => problems.take(install_disk(disk, family), || path("install_disk")),
        None => Some(defaults.install_disk.clone()),
    };
    let mut kernel_args = defaults.kernel_args.clone();
    if !row.kernel_args.is_empty() {
        kernel_args.extend(kernel_arguments(
            &row.kernel_args,
            &path("kernel_args"),
            problems,
        ));
    }
    Some(Machine {
        role,
        name: name?,
        mac: mac?,
        domain: domain?,
        install_disk: install_disk?,
        kernel_args,
        labels: Vec::new(),
        taints: Vec::new(),
        snippets: Vec::new(),
    })
}

/// Where a value was first seen: the list, the index of the row in it.
type Place = (&'static str, usize);

/// Names, addresses and domains that were seen, to find the second of two.
#[derive(Default)]
struct Seen<'a> {
    names: BTreeMap<&'a str, Place>,
    macs: BTreeMap<[u8; 6], Place>,
    domains: BTreeMap<Cow<'a, str>, Place>,
}

impl<'a> Seen<'a> {
    fn note(
        &mut self,
        row: &'a document::Machine,
        machine: Option<&Machine>,
        here: Place,
        document: &ClusterDocument,
        problems: &mut Problems<'_>,
    ) {
        let mac = match machine {
            Some(machine) => Some(machine.mac),
            None => names::mac_address(&row.mac).ok(),
        };
        let domain = if row.domain.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(row.domain.to_ascii_lowercase())
        } else {
            Cow::Borrowed(row.domain.as_str())
        };
        if let Some(first) = first_of(&mut self.names, row.name.as_str(), here)
            && !row.name.is_empty()
        {
            problems.push(duplicate(&NAME, &row.name, here, first, document));
        }
        if let Some(mac) = mac
            && let Some(first) = first_of(&mut self.macs, mac.0, here)
        {
            problems.push(duplicate(&MAC, &mac.to_string(), here, first, document));
        }
        if let Some(first) = first_of(&mut self.domains, domain, here)
            && !row.domain.is_empty()
        {
            problems.push(duplicate(&DOMAIN, &row.domain, here, first, document));
        }
    }
}

/// What is unique among machines.
struct Unique {
    code: &'static str,
    key: &'static str,
    what: &'static str,
    hint: &'static str,
}

const NAME: Unique = Unique {
    code: "machines/duplicate-name",
    key: "name",
    what: "the name",
    hint: "names are unique among controllers and workers: rename one of them",
};
const MAC: Unique = Unique {
    code: "machines/duplicate-mac",
    key: "mac",
    what: "the MAC address",
    hint: "every machine boots by the address of its own network card: correct one of them",
};
const DOMAIN: Unique = Unique {
    code: "machines/duplicate-domain",
    key: "domain",
    what: "the domain",
    hint: "domains are unique among controllers and workers: correct one of them",
};

fn duplicate(
    unique: &Unique,
    value: &str,
    here: Place,
    first: Place,
    document: &ClusterDocument,
) -> Diagnostic {
    let row = FieldPath::from(first.0).index(first.1);
    let place = match document.position(&row.key(unique.key)) {
        Some(Position { line, .. }) => format!("`{row}` in line {line}"),
        None => format!("`{row}`"),
    };
    let rows = if first.0 == "controllers" {
        &document.controllers
    } else {
        &document.workers
    };
    let owner = match rows.get(first.1) {
        Some(machine) if unique.key != "name" && !machine.name.is_empty() => {
            format!("{} ({place})", shown(&machine.name))
        }
        _ => place,
    };
    Diagnostic::error(
        unique.code,
        FieldPath::from(here.0).index(here.1).key(unique.key),
        format!("{} is also {} of {owner}", shown(value), unique.what),
    )
    .hint(unique.hint)
}

/// The first place of a key that was seen before; else this becomes its first.
fn first_of<K: Ord>(seen: &mut BTreeMap<K, Place>, key: K, here: Place) -> Option<Place> {
    match seen.entry(key) {
        std::collections::btree_map::Entry::Occupied(first) => Some(*first.get()),
        std::collections::btree_map::Entry::Vacant(empty) => {
            empty.insert(here);
            None
        }
    }
}

/// What a map from machine name is for.
struct MapKind {
    key: &'static str,
    unknown: &'static str,
    /// The code where a controller is named and may not be.
    controller: Option<&'static str>,
    what: &'static str,
}

const WORKER_LABELS: MapKind = MapKind {
    key: "worker_node_labels",
    unknown: "labels/unknown-machine",
    controller: Some("labels/controller"),
    what: "labels",
};
const WORKER_TAINTS: MapKind = MapKind {
    key: "worker_node_taints",
    unknown: "taints/unknown-machine",
    controller: Some("taints/controller"),
    what: "taints",
};
const SNIPPETS: MapKind = MapKind {
    key: "snippets",
    unknown: "snippets/unknown-machine",
    controller: None,
    what: "snippets",
};

/// Which names there are, as written.
struct Roster<'a> {
    roles: BTreeMap<&'a str, Role>,
    /// Whether a name could not be read: then one that is missing may be that one.
    uncertain: bool,
}

impl<'a> Roster<'a> {
    fn new(document: &'a ClusterDocument) -> Self {
        let mut roles = BTreeMap::new();
        for (rows, role) in [
            (&document.controllers, Role::Controller),
            (&document.workers, Role::Worker),
        ] {
            for row in rows {
                roles.entry(row.name.as_str()).or_insert(role);
            }
        }
        Self {
            roles,
            uncertain: document.is_broken_below(&FieldPath::from("controllers"))
                || document.is_broken_below(&FieldPath::from("workers")),
        }
    }

    fn join<'m, T, U>(
        &self,
        document: &ClusterDocument,
        kind: &MapKind,
        map: &'m BTreeMap<String, Vec<T>>,
        problems: &mut Problems<'_>,
        mut judge: impl FnMut(&'m [T], &FieldPath, &mut Problems<'_>) -> Vec<U>,
    ) -> BTreeMap<String, Vec<U>> {
        let mut joined = BTreeMap::new();
        let mut proposals = 0;
        for (name, written) in map {
            let path = FieldPath::from(kind.key).key(name.as_str());
            match (self.roles.get(name.as_str()), kind.controller) {
                (Some(Role::Controller), Some(code)) => problems.push(
                    Diagnostic::error(
                        code,
                        path.clone(),
                        format!(
                            "{} is a controller; `{}` is for workers, as workloads are not scheduled on controllers",
                            shown(name),
                            kind.key
                        ),
                    )
                    .hint("remove the entry, or name a worker"),
                ),
                (Some(_), _) => {}
                (None, _) if self.uncertain => {}
                (None, _) => {
                    let diagnostic = Diagnostic::error(
                        kind.unknown,
                        path.clone(),
                        format!("there is no machine {}", shown(name)),
                    );
                    proposals += 1;
                    let near = if proposals <= PROPOSALS {
                        self.proposal(document, name, kind)
                    } else {
                        None
                    };
                    problems.push(match near {
                        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                        None => diagnostic.hint(format!(
                            "{} are given by the `name` of a machine under `workers`{}",
                            kind.what,
                            if kind.controller.is_none() { " or `controllers`" } else { "" }
                        )),
                    });
                }
            }
            let judged = judge(written, &path, problems);
            joined.insert(name.clone(), judged);
        }
        joined
    }

    fn proposal(
        &self,
        document: &'a ClusterDocument,
        name: &str,
        kind: &MapKind,
    ) -> Option<&'a str> {
        // A whole domain name or MAC address is a likelier slip than a letter.
        let row = document
            .machines()
            .find(|row| !name.is_empty() && (row.domain == name || row.mac == name));
        let allowed =
            |name: &str| kind.controller.is_none() || self.roles.get(name) == Some(&Role::Worker);
        match row {
            Some(row) if allowed(&row.name) => Some(&row.name),
            _ => nearest(
                name,
                document
                    .machines()
                    .map(|row| row.name.as_str())
                    .filter(|name| !name.is_empty() && allowed(name)),
            ),
        }
    }
}

fn judge_labels(texts: &[String], path: &FieldPath, problems: &mut Problems<'_>) -> Vec<Label> {
    let mut judged: Vec<Label> = Vec::new();
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    for (index, text) in texts.iter().enumerate() {
        let Some(label) = problems.take(labels::label(text), || path.index(index)) else {
            continue;
        };
        if let Some(first) = keys.get(&label.key) {
            problems.push(
                Diagnostic::error(
                    "labels/duplicate-key",
                    path.index(index),
                    format!(
                        "the label {} was given before, in entry {}",
                        shown(&label.key),
                        first + 1
                    ),
                )
                .hint("a node has one value for a label: remove one of them"),
            );
            continue;
        }
        keys.insert(label.key.clone(), index);
        judged.push(label);
    }
    judged
}

fn judge_taints(texts: &[String], path: &FieldPath, problems: &mut Problems<'_>) -> Vec<Taint> {
    let mut judged: Vec<Taint> = Vec::new();
    let mut keys: BTreeMap<(String, super::TaintEffect), usize> = BTreeMap::new();
    for (index, text) in texts.iter().enumerate() {
        let Some(taint) = problems.take(labels::taint(text), || path.index(index)) else {
            continue;
        };
        let key = (taint.key.clone(), taint.effect);
        if let Some(first) = keys.get(&key) {
            problems.push(
                Diagnostic::error(
                    "taints/duplicate",
                    path.index(index),
                    format!(
                        "the taint {} with effect `{}` was given before, in entry {}",
                        shown(&taint.key),
                        taint.effect.word(),
                        first + 1
                    ),
                )
                .hint("a node has one taint for a key and an effect: remove one of them"),
            );
            continue;
        }
        keys.insert(key, index);
        judged.push(taint);
    }
    judged
}
