//! A table from a spreadsheet, CSV or a list: its rows, and which column is what.

use std::collections::BTreeMap;

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
    /// Kernel arguments.
    KernelArgs,
}

impl Meaning {
    /// Every meaning, as the mapping offers them.
    pub const ALL: [Self; 9] = [
        Self::Ignored,
        Self::Role,
        Self::Name,
        Self::Mac,
        Self::Domain,
        Self::Labels,
        Self::Taints,
        Self::Disk,
        Self::KernelArgs,
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
            Self::KernelArgs => "Kernel arguments",
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
            "name" | "hostname" | "host" | "node" | "nodename" | "machine" | "server" => Self::Name,
            "hwaddr" | "hwaddress" | "ethernet" | "ethernetaddress" => Self::Mac,
            word if word.contains("mac") && !word.contains("machine") => Self::Mac,
            "domain" | "fqdn" | "dns" | "dnsname" => Self::Domain,
            "label" | "labels" | "nodelabels" => Self::Labels,
            "taint" | "taints" | "nodetaints" => Self::Taints,
            "disk" | "installdisk" | "device" => Self::Disk,
            "kernelargs" | "kernelarguments" | "kernelarg" | "cmdline" => Self::KernelArgs,
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
    /// The line of the text, from 1, where each row begins.
    pub lines: Vec<usize>,
    /// One a column.
    pub meanings: Vec<Meaning>,
    /// Whether the first row names the columns.
    pub header: bool,
}

/// The text of a file: UTF-8 or, as some spreadsheets write it, UTF-16.
pub fn text_of(bytes: &[u8]) -> String {
    let wide = |read: fn([u8; 2]) -> u16| {
        let units = bytes[2..]
            .chunks_exact(2)
            .map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Reads tab-, semicolon- or comma-separated rows, or words separated by spaces, with CSV's quoting. Guesses what each
/// column means, from headers where there are some, else from the values.
pub fn read(text: &str) -> Table {
    let text = text.trim_start_matches('\u{feff}');
    let mut rows: Vec<(usize, Vec<String>)> = match delimiter(text) {
        None => text
            .lines()
            .map(|line| line.split_whitespace().map(str::to_owned).collect())
            .enumerate()
            .map(|(at, cells)| (at + 1, cells))
            .collect(),
        Some(delimiter) => csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes())
            .records()
            .filter_map(Result::ok)
            .scan((0, 1), |place, record| {
                let cells = record.iter().map(|cell| cell.trim().to_owned());
                Some((line_of(text, &record, place), cells.collect()))
            })
            .collect(),
    };
    rows.retain(|(_, row)| row.iter().any(|cell| !cell.is_empty()));
    let width = rows.iter().map(|(_, row)| row.len()).max().unwrap_or(0);
    let (lines, mut rows): (Vec<usize>, Vec<Vec<String>>) = rows.into_iter().unzip();
    for row in &mut rows {
        row.resize(width, String::new());
    }
    let header = rows.first().is_some_and(|row| is_header(row));
    let body = &rows[usize::from(header)..];
    let mut meanings = vec![Meaning::Ignored; width];
    // A meaning belongs to one column; the first that has it keeps it.
    let mut give = |column: usize, meaning: Meaning| {
        if meanings[column] == Meaning::Ignored && !meanings.contains(&meaning) {
            meanings[column] = meaning;
        }
    };
    for (column, cell) in rows
        .first()
        .filter(|_| header)
        .into_iter()
        .flatten()
        .enumerate()
    {
        give(column, Meaning::of_header(cell).unwrap_or(Meaning::Ignored));
    }
    for column in 0..width {
        // Under other heads almost any word could be a name.
        let meaning = majority(body, column);
        if !(header && meaning == Meaning::Name) {
            give(column, meaning);
        }
    }
    // Many tables call the fully qualified name a host name.
    let name = meanings.iter().position(|known| *known == Meaning::Name);
    if let Some(name) = name.filter(|name| majority(body, *name) == Meaning::Domain)
        && !meanings.contains(&Meaning::Domain)
    {
        meanings[name] = Meaning::Domain;
    }
    Table {
        rows,
        lines,
        meanings,
        header,
    }
}

/// The line where a record begins, from 1; what is empty in front of it is not of it. `place` is where the one before
/// was found: an offset and its line.
fn line_of(text: &str, record: &csv::StringRecord, place: &mut (usize, usize)) -> usize {
    let begin = record.position().map_or(0, csv::Position::byte);
    let begin = usize::try_from(begin).unwrap_or(usize::MAX).min(text.len());
    let bytes = text.as_bytes();
    let empty = bytes[begin..]
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count();
    let (from, line) = *place;
    let to = (begin + empty).max(from);
    let newlines = bytes[from..to]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count();
    *place = (to, line + newlines);
    place.1
}

/// Whether a row names columns: by half of its cells, or by two that cannot be values of a machine.
fn is_header(row: &[String]) -> bool {
    let known = row
        .iter()
        .filter(|cell| Meaning::of_header(cell).is_some())
        .count();
    let holds_an_address = row
        .iter()
        .any(|cell| Meaning::of_value(cell) == Meaning::Mac);
    known * 2 > row.len() || (known >= 2 && !holds_an_address)
}

fn delimiter(text: &str) -> Option<u8> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    [b'\t', b';', b',']
        .into_iter()
        .find(|delimiter| line.as_bytes().contains(delimiter))
}

fn majority(rows: &[Vec<String>], column: usize) -> Meaning {
    let mut counts = BTreeMap::new();
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

#[cfg(test)]
mod tests {
    use kindling_core::model::Role;

    use super::super::taking::rows;
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
        assert_eq!(rows(&table).machines.len(), 2);
    }

    #[test]
    fn headers_win_over_values_and_quotes_are_csv() {
        let table = read(
            "Hostname,MAC address,Labels,Role\nnode1,5254.00a1.9cae,\"a=b,c=d\",Control-Plane\n",
        );
        assert!(table.header);
        let imported = rows(&table);
        let taken = &imported.machines[0];
        assert_eq!(taken.role, Some(Role::Controller));
        assert_eq!(taken.row.labels, vec!["a=b", "c=d"]);
        assert_eq!(taken.row.machine.mac, "5254.00a1.9cae");
    }

    #[test]
    fn headers_are_known_among_columns_of_other_things() {
        let table = read(
            "Asset;Rack;Serial;Host name;PXE MAC (eth0)\n1;r1;x;n1.example.com;52:54:00:b2:2f:86\n",
        );
        assert!(table.header);
        assert_eq!(table.meanings[3..], [Meaning::Domain, Meaning::Mac]);
        let imported = rows(&table);
        assert_eq!(imported.machines[0].row.machine.name, "n1");
        let unused: Vec<&str> = imported
            .unused
            .iter()
            .map(|(_, word)| word.as_str())
            .collect();
        assert_eq!(unused, ["Asset", "Rack", "Serial"]);
        assert!(!read("host\tnode\t52:54:00:b2:2f:86\t\t\n").header);
    }

    #[test]
    fn files_of_spreadsheets_are_read_in_their_encodings() {
        let wide: Vec<u8> = "\u{feff}name\tmac\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(text_of(&wide).trim_start_matches('\u{feff}'), "name\tmac\n");
        let table = read(&text_of("\u{feff}node1;52:54:00:b2:2f:86\r\n".as_bytes()));
        assert_eq!(table.rows[0][0], "node1");
        assert_eq!(text_of(&[0xff, 0xfe, 0x61]), "");
    }

    #[test]
    fn nothing_and_nonsense_give_nothing() {
        assert_eq!(rows(&read("")).machines, []);
        assert!(rows(&read("\u{1f525}\n\"unclosed")).machines.is_empty());
    }
}
