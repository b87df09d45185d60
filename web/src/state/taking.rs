//! The machines of a table, and what of it was not understood.

use std::collections::{BTreeMap, BTreeSet};

use kindling_core::document::Machine;
use kindling_core::model::{MacAddress, Role};

use super::inventory::{Row, role_of};
use super::table::{Meaning, Table};

/// A machine of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The line of the text, from 1.
    pub line: usize,
    /// Its role, if the line says it.
    pub role: Option<Role>,
    /// The rest of it.
    pub row: Row,
}

/// What a table gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The machines, in order.
    pub machines: Vec<Taken>,
    /// What the table has columns for.
    pub columns: BTreeSet<Meaning>,
    /// Lines, from 1, that gave no machine, and why.
    pub left_out: Vec<(usize, String)>,
    /// Lines, from 1, whose machine is taken as it is, and what is odd about it.
    pub odd: Vec<(usize, String)>,
    /// Columns that hold something and are not used: their place from 1, and a word of theirs.
    pub unused: Vec<(usize, String)>,
}

/// The machines of a table. A row without a name takes the first part of its domain; one with neither is left out.
pub fn rows(table: &Table) -> Imported {
    let mut imported = Imported {
        columns: table.meanings.iter().copied().collect(),
        unused: unused(table),
        ..Imported::default()
    };
    let mut addresses: BTreeMap<String, usize> = BTreeMap::new();
    let lines = table.rows.iter().zip(table.lines.iter().copied());
    for (cells, line) in lines.skip(usize::from(table.header)) {
        let of = |meaning| {
            table
                .meanings
                .iter()
                .position(|known| *known == meaning)
                .and_then(|column| cells.get(column))
                .map_or("", String::as_str)
        };
        let words = |meaning, between: &[char]| {
            of(meaning)
                .split(between)
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
            let why = "no name and no domain".to_owned();
            imported.left_out.push((line, why));
            continue;
        }
        let role = match of(Meaning::Role) {
            "" => None,
            word => match role_of(word) {
                Some(role) => Some(role),
                None => {
                    let why = format!("`{word}` is no role; write controller or worker");
                    imported.left_out.push((line, why));
                    continue;
                }
            },
        };
        let mac = of(Meaning::Mac);
        match MacAddress::read(mac) {
            None if mac.is_empty() => {}
            None => {
                let why = format!("`{mac}` is not a MAC address");
                imported.odd.push((line, why));
            }
            Some(read) => {
                if let Some(before) = addresses.insert(read.to_string(), line) {
                    let why = format!("`{mac}` is the address in line {before} already");
                    imported.odd.push((line, why));
                }
            }
        }
        let row = Row {
            machine: Machine {
                name: name.to_owned(),
                mac: mac.to_owned(),
                domain: domain.to_owned(),
                install_disk: Some(of(Meaning::Disk).to_owned()).filter(|disk| !disk.is_empty()),
                kernel_args: words(Meaning::KernelArgs, &[' ']),
            },
            labels: words(Meaning::Labels, &[' ', ',', ';']),
            taints: words(Meaning::Taints, &[' ', ',', ';']),
            snippets: Vec::new(),
        };
        imported.machines.push(Taken { line, role, row });
    }
    imported
}

/// Columns that hold something and are not used.
fn unused(table: &Table) -> Vec<(usize, String)> {
    let word = |(at, meaning): (usize, &Meaning)| {
        let word = table
            .rows
            .iter()
            .map(|row| &row[at])
            .find(|cell| !cell.is_empty())?;
        (*meaning == Meaning::Ignored).then(|| (at + 1, word.clone()))
    };
    let columns = table.meanings.iter().enumerate();
    columns.filter_map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::super::table::read;
    use super::*;

    #[test]
    fn a_row_that_gives_no_machine_is_said_with_its_line() {
        let table = read("name,mac\n\n,52:54:00:b2:2f:86\n\nnode2,52:54:00:b2:2f:87\n");
        let imported = rows(&table);
        assert_eq!(imported.machines[0].line, 5);
        assert_eq!(
            imported.left_out,
            vec![(3, "no name and no domain".to_owned())]
        );
        let words = rows(&read("role node\nrouter n1\n")).left_out;
        assert_eq!(words[0].0, 2);
    }

    #[test]
    fn an_address_that_is_none_or_another_ones_is_taken_and_said() {
        let imported = rows(&read(
            "name,mac\nnode2,52:54\nnode3,\nnode4,52:54:00:b2:2f:86\nnode5,5254.00B2.2F86\n",
        ));
        assert_eq!(imported.machines.len(), 4);
        assert_eq!(
            imported.odd,
            vec![
                (2, "`52:54` is not a MAC address".to_owned()),
                (
                    5,
                    "`5254.00B2.2F86` is the address in line 4 already".to_owned()
                )
            ]
        );
    }
}
