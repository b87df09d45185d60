//! The page's size, as it was built last.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Bench, Table, kilobytes};
use crate::sources::root;

/// The size of the one HTML file.
pub const SIZE: Bench = Bench {
    name: "page-size",
    what: "The page as one file (dist/index.html)",
    run: size,
};

fn size(table: &mut Table) {
    table.head(&["form", "size"]);
    let Ok(page) = fs::read(root().join("dist/index.html")) else {
        table.row(&[&"there is no page: `cargo xtask page`", &""]);
        return;
    };
    table.row(&[&"as it is", &kilobytes(page.len() as u64)]);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    if gzip.write_all(&page).is_ok()
        && let Ok(packed) = gzip.finish()
    {
        table.row(&[&"in gzip", &kilobytes(packed.len() as u64)]);
    }
}
