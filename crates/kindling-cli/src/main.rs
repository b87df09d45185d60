//! Files and terminal around the core.

fn main() {}
