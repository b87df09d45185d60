//! Measurements: a registry of them, a clock, and tables to read.
//!
//! `cargo xtask bench [names]` runs them in a release build. A measurement is
//! a function that fills a [`Table`]; add it to [`ALL`]. It is a file below
//! `bench/`. Numbers go into `docs/performance.md` with the command.

mod configs;
mod documents;
mod page;
mod render;
mod secrets;

use std::fmt;
use std::time::{Duration, Instant};

/// A measurement.
pub struct Bench {
    /// What is typed to run it alone.
    pub name: &'static str,
    /// What it measures, for the heading.
    pub what: &'static str,
    /// Fills the table.
    pub run: fn(&mut Table),
}

/// Every measurement, in the order in which they are printed.
pub const ALL: &[Bench] = &[
    render::RENDER,
    render::EDIT,
    documents::DOCUMENTS,
    secrets::SECRETS,
    configs::BUTANE,
    configs::VALIDATE,
    page::SIZE,
];

pub use render::{PEAK, peak};

/// Rows of what was measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Names the columns.
    pub fn head(&mut self, columns: &[&str]) {
        self.head = columns.iter().map(|&column| column.to_owned()).collect();
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[&dyn fmt::Display]) {
        self.rows
            .push(cells.iter().map(ToString::to_string).collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "| {} |", self.head.join(" | "))?;
        let rule: Vec<&str> = self
            .head
            .iter()
            .enumerate()
            .map(|(at, _)| if at == 0 { "---" } else { "---:" })
            .collect();
        writeln!(out, "|{}|", rule.join("|"))?;
        for row in &self.rows {
            writeln!(out, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

/// Least, median and most of several runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// The quickest run.
    pub least: Duration,
    /// The run in the middle.
    pub median: Duration,
    /// The slowest run.
    pub most: Duration,
}

/// Runs the action several times and keeps the time of each; one run before
/// them does not count.
///
/// # Panics
/// Where `runs` is zero.
pub fn time<T>(runs: usize, mut action: impl FnMut() -> T) -> Times {
    assert!(runs > 0, "a measurement needs a run");
    std::hint::black_box(action());
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(action());
            start.elapsed()
        })
        .collect();
    times.sort();
    Times {
        least: times[0],
        median: times[runs / 2],
        most: times[runs - 1],
    }
}

/// Milliseconds to read.
pub fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// The most memory that this process has held so far, in bytes; `None` where
/// the system does not say. It never shrinks, so measure small things first,
/// or each in a process of its own.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Kilobytes to read.
pub fn kilobytes(bytes: u64) -> String {
    format!("{} KB", bytes / 1000)
}

/// Megabytes to read.
pub fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_markdown() {
        let mut table = Table::default();
        table.head(&["machines", "time"]);
        table.row(&[&10, &milliseconds(Duration::from_micros(1500))]);
        assert_eq!(
            table.to_string(),
            "| machines | time |\n|---|---:|\n| 10 | 1.5 ms |\n"
        );
    }

    #[test]
    fn times_are_in_order_and_memory_is_known() {
        let times = time(5, || std::hint::black_box(1 + 1));
        assert!(times.least <= times.median && times.median <= times.most);
        assert_eq!(megabytes(1_960_000), "1.9 MB");
        if cfg!(target_os = "linux") {
            assert!(peak_memory().is_some_and(|bytes| bytes > 100_000));
        }
    }

    #[test]
    fn names_are_given_once() {
        for (at, bench) in ALL.iter().enumerate() {
            assert!(ALL[..at].iter().all(|other| other.name != bench.name));
        }
    }
}
