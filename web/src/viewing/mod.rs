//! What the artifact viewer, the tree and the editor show, worked out without a browser: rows of a tree, rows of a text,
//! shortened differences, sizes in words.
//!
//! Pure, so that what a page of 40,000 files or one line of a megabyte shows is tested natively.

mod cursor;
mod differing;
mod eye;
mod kinds;
mod sheet;
mod size;
mod tree;

pub use cursor::{indent_at, utf16_offset};
pub use differing::{Shortened, around, shortened};
pub use eye::{for_the_eye, is_json, occurrences};
pub use kinds::{butane_of, is_ignition, is_of_machine};
pub use sheet::{Mark, Sheet, found, underlined, window};
pub use size::{grouped, size};
pub use tree::{Branch, Change, Open, ancestors, branches};
