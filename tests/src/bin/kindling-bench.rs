//! Runs measurements and prints their tables: all, or those named.

use std::process::ExitCode;

use kindling_tests::bench::{ALL, PEAK, Table, peak};

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    if let [word, situation, workers] = names.as_slice()
        && word == PEAK
        && let Ok(workers) = workers.parse()
    {
        println!("{}", peak(situation, workers));
        return ExitCode::SUCCESS;
    }
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let unknown: Vec<&String> = names
        .iter()
        .filter(|name| ALL.iter().all(|bench| bench.name != *name))
        .collect();
    if !unknown.is_empty() {
        let known: Vec<&str> = ALL.iter().map(|bench| bench.name).collect();
        eprintln!("there is no measurement {unknown:?}; there are {known:?}");
        return ExitCode::FAILURE;
    }
    for bench in ALL.iter().filter(|bench| wanted(bench.name)) {
        let mut table = Table::default();
        (bench.run)(&mut table);
        println!("## {}\n\n{table}", bench.what);
    }
    ExitCode::SUCCESS
}
