//! What a key means in the grid.

use yew::prelude::*;

use super::{Deed, Draft, Move, Spot};
use crate::state::rows::COLUMNS;

/// A key, with what is held down.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    chord: bool,
    shift: bool,
}

/// What a key does; nothing where it keeps its own meaning. The field in a cell hears its keys itself.
pub fn deed(event: &KeyboardEvent, at: Spot) -> Option<Deed> {
    if event.alt_key() || event.is_composing() {
        return None;
    }
    let held = Held {
        chord: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
    };
    meaning(&event.key(), held, at)
}

fn meaning(key: &str, held: Held, at: Spot) -> Option<Deed> {
    let Held { chord, shift } = held;
    let far = isize::MAX;
    Some(match key {
        "ArrowUp" => Deed::Go(Move::By(if chord { -far } else { -1 }, 0), shift),
        "ArrowDown" => Deed::Go(Move::By(if chord { far } else { 1 }, 0), shift),
        "ArrowLeft" => Deed::Go(Move::By(0, if chord { -far } else { -1 }), shift),
        "ArrowRight" => Deed::Go(Move::By(0, if chord { far } else { 1 }), shift),
        "Home" => Deed::Go(if chord { Move::Start } else { Move::RowStart }, shift),
        "End" => Deed::Go(if chord { Move::End } else { Move::RowEnd }, shift),
        "PageUp" => Deed::Go(Move::Page(-1), shift),
        "PageDown" => Deed::Go(Move::Page(1), shift),
        // At the ends of a row, Tab leaves the grid: nobody is kept in it.
        "Tab" if !shift && at.column + 1 < COLUMNS.len() => Deed::Go(Move::Next, false),
        "Tab" if shift && at.column > 0 => Deed::Go(Move::Previous, false),
        "Tab" => return None,
        "Enter"
            if COLUMNS
                .get(at.column)
                .is_some_and(|column| column.editable().is_none()) =>
        {
            Deed::Open(at.row)
        }
        "Enter" | "F2" => Deed::Begin(Draft::Present),
        "Delete" | "Backspace" => Deed::Clear,
        "Escape" => Deed::Go(Move::To(at), false),
        " " if shift => Deed::WholeRows,
        " " if chord => Deed::WholeColumns,
        "f" | "F" if chord => Deed::Find,
        "a" | "A" if chord => Deed::All,
        "d" | "D" if chord => Deed::Fill,
        _ if chord => return None,
        typed if typed.chars().count() == 1 => Deed::Begin(Draft::Typed(typed.to_owned())),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_what_they_mean_in_spreadsheets() {
        let plain = Held::default();
        let chord = Held {
            chord: true,
            ..plain
        };
        let shift = Held {
            shift: true,
            ..plain
        };
        let at = Spot { row: 1, column: 1 };
        let cases = [
            ("x", plain, Some(Deed::Begin(Draft::Typed("x".into())))),
            ("F2", plain, Some(Deed::Begin(Draft::Present))),
            ("ArrowDown", shift, Some(Deed::Go(Move::By(1, 0), true))),
            ("Home", chord, Some(Deed::Go(Move::Start, false))),
            ("d", chord, Some(Deed::Fill)),
            ("c", chord, None),
            ("z", chord, None),
            (" ", shift, Some(Deed::WholeRows)),
            (" ", chord, Some(Deed::WholeColumns)),
            ("f", chord, Some(Deed::Find)),
            ("Shift", shift, None),
        ];
        for (key, held, expected) in cases {
            assert_eq!(meaning(key, held, at), expected, "{key}");
        }
    }

    #[test]
    fn tab_leaves_the_grid_at_the_ends_of_a_row() {
        let last = Spot {
            row: 0,
            column: COLUMNS.len() - 1,
        };
        assert_eq!(meaning("Tab", Held::default(), last), None);
        let back = Held {
            shift: true,
            ..Held::default()
        };
        assert_eq!(meaning("Tab", back, Spot::default()), None);
        assert_eq!(
            meaning("Tab", back, last),
            Some(Deed::Go(Move::Previous, false))
        );
    }

    #[test]
    fn enter_opens_what_cannot_be_edited() {
        let problems = Spot {
            row: 3,
            column: COLUMNS.len() - 1,
        };
        assert_eq!(
            meaning("Enter", Held::default(), problems),
            Some(Deed::Open(3))
        );
    }
}
