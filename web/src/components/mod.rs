//! What pages are made of: props in, callbacks out. None of them knows the store.

mod button;
mod editor;
mod field;
mod grid;
mod icon;
mod modal;
mod problems;

pub use button::{Button, Tone};
pub use editor::{Editor, Mark};
pub use field::{Field, Input, id_of};
pub use grid::{Cursor, Deed, Draft, Grid, Move, Size, Spot};
pub use icon::{Glyph, Icon};
pub use modal::Modal;
pub use problems::{Problems, prose, tone, word};
