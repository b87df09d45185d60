//! Rows from a spreadsheet, CSV or a list: which column is what, and what was not understood.

use kindling_core::document::Machine;
use kindling_core::model::{MacAddress, Role};

use super::inventory::Row;

/// What a column of a pasted table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// Nothing that a machine has.
    Ignored,
    /// `controller` or `worker`.
    Role,
    /// The short name.
    Name,
    /// The MAC address.
    Mac,
    /// The fully qualified name.
    Domain,
    /// Labels.
    Labels,
    /// Taints.
    Taints,
    /// The install disk.
    Disk,
}

impl Meaning {
    /// Every meaning, as the mapping offers them.
    pub const ALL: [Self; 8] = [
        Self::Ignored,
        Self::Role,
        Self::Name,
        Self::Mac,
        Self::Domain,
        Self::Labels,
        Self::Taints,
        Self::Disk,
    ];

    /// The word on the page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ignored => "not used",
            Self::Role => "Role",
            Self::Name => "Name",
            Self::Mac => "MAC",
            Self::Domain => "Domain",
            Self::Labels => "Labels",
            Self::Taints => "Taints",
            Self::Disk => "Disk",
        }
    }

    /// What a header means.
    fn of_header(header: &str) -> Option<Self> {
        let word: String = header
            .trim()
            .to_ascii_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        Some(match word.as_str() {
            "role" | "type" | "kind" => Self::Role,
            "name" | "hostname" | "host" | "node" | "machine" | "server" => Self::Name,
            "mac" | "macaddress" | "macaddr" | "hwaddr" | "ethernet" | "address" => Self::Mac,
            "domain" | "fqdn" | "dns" | "dnsname" => Self::Domain,
            "label" | "labels" | "nodelabels" => Self::Labels,
            "taint" | "taints" | "nodetaints" => Self::Taints,
            "disk" | "installdisk" | "device" => Self::Disk,
            _ => return None,
        })
    }

    /// What a value looks like.
    fn of_value(value: &str) -> Self {
        let value = value.trim();
        let hexadecimal = value.chars().filter(char::is_ascii_hexdigit).count();
        let separators = value
            .chars()
            .filter(|c| matches!(c, ':' | '-' | '.'))
            .count();
        if matches!(value.to_ascii_lowercase().as_str(), "controller" | "worker") {
            Self::Role
        } else if hexadecimal == 12 && hexadecimal + separators == value.len() {
            Self::Mac
        } else if value.starts_with("/dev/") {
            Self::Disk
        } else if value.contains(":NoSchedule")
            || value.contains(":NoExecute")
            || value.contains(":PreferNoSchedule")
        {
            Self::Taints
        } else if value.contains('=') {
            Self::Labels
        } else if value.contains('.') && !value.contains(' ') {
            Self::Domain
        } else if !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        {
            Self::Name
        } else {
            Self::Ignored
        }
    }
}

/// A pasted table: cells, what each column means, whether the first row is a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Rows of cells, all as wide as the widest.
    pub rows: Vec<Vec<String>>,
    /// One a column.
    pub meanings: Vec<Meaning>,
    /// Whether the first row names the columns.
    pub header: bool,
}

/// What a table gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New controllers.
    pub controllers: Vec<Row>,
    /// New workers.
    pub workers: Vec<Row>,
    /// Lines, from 1, that gave no machine, and why.
    pub left_out: Vec<(usize, String)>,
    /// Lines, from 1, whose machine is taken as it is, and what is odd about it.
    pub odd: Vec<(usize, String)>,
}

/// Reads tab-, semicolon- or comma-separated rows, or words separated by spaces, with CSV's quoting. Guesses what each
/// column means, from headers where there are some, else from the values.
pub fn read(text: &str) -> Table {
    let delimiter = delimiter(text);
    let mut rows: Vec<Vec<String>> = match delimiter {
        None => text
            .lines()
            .map(|line| line.split_whitespace().map(str::to_owned).collect())
            .collect(),
        Some(delimiter) => csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes())
            .records()
            .filter_map(Result::ok)
            .map(|record| record.iter().map(|cell| cell.trim().to_owned()).collect())
            .collect(),
    };
    rows.retain(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty()));
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    for row in &mut rows {
        row.resize(width, String::new());
    }
    let header = rows.first().is_some_and(|row| {
        row.iter()
            .filter(|cell| Meaning::of_header(cell).is_some())
            .count()
            * 2
            > row.len()
    });
    let mut meanings: Vec<Meaning> = Vec::with_capacity(width);
    for column in 0..width {
        let by_header = header
            .then(|| {
                rows.first()
                    .and_then(|row| Meaning::of_header(&row[column]))
            })
            .flatten();
        let meaning = by_header.unwrap_or_else(|| majority(&rows[usize::from(header)..], column));
        // A meaning belongs to one column; the first that has it keeps it.
        let taken = meanings.contains(&meaning);
        meanings.push(if taken { Meaning::Ignored } else { meaning });
    }
    Table {
        rows,
        meanings,
        header,
    }
}

fn delimiter(text: &str) -> Option<u8> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    [b'\t', b';', b',']
        .into_iter()
        .find(|delimiter| line.as_bytes().contains(delimiter))
}

fn majority(rows: &[Vec<String>], column: usize) -> Meaning {
    let mut counts = std::collections::BTreeMap::new();
    for row in rows.iter().take(200) {
        let meaning = Meaning::of_value(&row[column]);
        if meaning != Meaning::Ignored {
            *counts.entry(meaning).or_insert(0_usize) += 1;
        }
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map_or(Meaning::Ignored, |(meaning, _)| meaning)
}

/// The machines of a table. A row without a name takes the first part of its domain; one with neither is left out.
pub fn rows(table: &Table) -> Imported {
    let mut imported = Imported::default();
    for (index, cells) in table
        .rows
        .iter()
        .enumerate()
        .skip(usize::from(table.header))
    {
        let of = |meaning| {
            table
                .meanings
                .iter()
                .position(|known| *known == meaning)
                .and_then(|column| cells.get(column))
                .map_or("", String::as_str)
        };
        let words = |meaning| {
            of(meaning)
                .split([' ', ',', ';'])
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let domain = of(Meaning::Domain);
        let name = match of(Meaning::Name) {
            "" => domain.split('.').next().unwrap_or_default(),
            name => name,
        };
        if name.is_empty() {
            imported
                .left_out
                .push((index + 1, "no name and no domain".to_owned()));
            continue;
        }
        let role = match of(Meaning::Role).to_ascii_lowercase().as_str() {
            "controller" | "master" | "control-plane" => Role::Controller,
            "worker" | "node" | "" => Role::Worker,
            other => {
                imported.left_out.push((
                    index + 1,
                    format!("`{other}` is no role; write controller or worker"),
                ));
                continue;
            }
        };
        let mac = of(Meaning::Mac);
        if !mac.is_empty() && MacAddress::read(mac).is_none() {
            imported
                .odd
                .push((index + 1, format!("`{mac}` is not a MAC address")));
        }
        let row = Row {
            machine: Machine {
                name: name.to_owned(),
                mac: mac.to_owned(),
                domain: domain.to_owned(),
                install_disk: Some(of(Meaning::Disk).to_owned()).filter(|disk| !disk.is_empty()),
                ..Machine::default()
            },
            labels: words(Meaning::Labels),
            taints: words(Meaning::Taints),
            snippets: Vec::new(),
        };
        match role {
            Role::Controller => imported.controllers.push(row),
            Role::Worker => imported.workers.push(row),
        }
    }
    imported
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_without_headers_are_told_by_their_values() {
        let table = read(
            "52:54:00:b2:2f:86\tnode2\tnode2.example.com\n52-54-00-C3-61-77\tnode3\tnode3.example.com\n",
        );
        assert_eq!(
            table.meanings,
            vec![Meaning::Mac, Meaning::Name, Meaning::Domain]
        );
        assert_eq!(rows(&table).workers.len(), 2);
    }

    #[test]
    fn headers_win_over_values_and_quotes_are_csv() {
        let table =
            read("Hostname,MAC address,Labels,Role\nnode1,5254.00a1.9cae,\"a=b,c=d\",controller\n");
        assert!(table.header);
        let imported = rows(&table);
        assert_eq!(imported.controllers[0].labels, vec!["a=b", "c=d"]);
        assert_eq!(imported.controllers[0].machine.mac, "5254.00a1.9cae");
    }

    #[test]
    fn a_row_that_gives_no_machine_is_said() {
        let table = read("name,mac\n,52:54:00:b2:2f:86\nnode2,52:54:00:b2:2f:87\n");
        let imported = rows(&table);
        assert_eq!(imported.workers.len(), 1);
        assert_eq!(
            imported.left_out,
            vec![(2, "no name and no domain".to_owned())]
        );
    }

    #[test]
    fn an_address_that_is_none_is_taken_and_said() {
        let imported = rows(&read("name,mac\nnode2,52:54\nnode3,\n"));
        assert_eq!(imported.workers.len(), 2);
        assert_eq!(
            imported.odd,
            vec![(2, "`52:54` is not a MAC address".to_owned())]
        );
    }

    #[test]
    fn nothing_and_nonsense_give_nothing() {
        assert_eq!(rows(&read("")), Imported::default());
        assert!(rows(&read("\u{1f525}\n\"unclosed")).workers.is_empty());
    }
}
