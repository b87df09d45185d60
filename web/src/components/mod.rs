//! What pages are made of: props in, callbacks out. None of them knows the store.

mod button;
mod code;
mod decoded;
mod drawing;
mod field;
mod grid;
mod icon;
mod modal;
mod popup;
mod problems;
mod prose;
mod report;
mod take;
mod tree;
mod writer;

pub use button::{Button, Tone};
pub use code::{Code, Marks};
pub use decoded::{At, Decoded};
pub use drawing::Picture;
pub use field::{Field, Input, id_of};
pub use grid::{Cursor, Deed, Draft, Grid, Move, Size, Spot};
pub use icon::{Glyph, Icon};
pub use modal::Modal;
pub use popup::Popup;
pub use problems::{Problems, prose, tone, word};
pub use prose::Prose;
pub use report::Report;
pub use take::Take;
pub use tree::{Counts, Tree};
pub use writer::{Place, Writer};
