//! The project's own tasks: set-up, studio, test, ready, golden, bench.

fn main() {}
