//! The cursor of a grid: the active cell, the other corner of the selection, the cell that is being edited.
//!
//! Pure: takes moves and the size of the grid, gives the next cursor.

use std::ops::RangeInclusive;

/// A cell by its place on the page: row and column from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// Row in the order that is shown.
    pub row: usize,
    /// Column.
    pub column: usize,
}

/// How large the grid is, and a page of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Rows that fit in view.
    pub page: usize,
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// So many rows down and columns to the right; negative is up and left.
    By(isize, isize),
    /// A page down, or up.
    Page(isize),
    /// The first cell of the row.
    RowStart,
    /// The last cell of the row.
    RowEnd,
    /// The first cell of all.
    Start,
    /// The last cell of all.
    End,
    /// The next cell, from the end of a row to the beginning of the next.
    Next,
    /// The cell before.
    Previous,
    /// So many rows down, back in the column where a run of [`Move::Next`] began.
    Line(isize),
    /// A cell.
    To(Spot),
}

/// The cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The active cell.
    pub head: Spot,
    /// The other corner of the selection.
    pub anchor: Spot,
    /// The text that editing of the active cell begins with; `None` while nothing is edited.
    pub draft: Option<Draft>,
    /// Grows whenever the active cell should have the focus.
    pub call: u32,
    /// The column where going from cell to cell began; a new line begins there again.
    pub home: Option<usize>,
}

/// How editing begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Draft {
    /// With the text that is there.
    Present,
    /// With what was typed over it.
    Typed(String),
}

impl Cursor {
    /// The cursor after a move; with `extend` the selection grows to it. Editing ends.
    pub fn moved(&self, to: Move, extend: bool, size: Size) -> Self {
        let column = self.home.unwrap_or(self.head.column);
        let (from, home) = match to {
            Move::Next | Move::Previous => (self.head, Some(column)),
            Move::Line(_) => (
                Spot {
                    column,
                    ..self.head
                },
                self.home,
            ),
            _ => (self.head, None),
        };
        let head = target(from, to, size);
        Self {
            head,
            anchor: if extend { self.anchor } else { head },
            draft: None,
            call: self.call + 1,
            home,
        }
    }

    /// The cursor with cells from one corner to another chosen.
    pub fn over(&self, anchor: Spot, head: Spot) -> Self {
        Self {
            head,
            anchor,
            draft: None,
            call: self.call + 1,
            home: None,
        }
    }

    /// The cursor with its cell being edited. What is chosen stays so, to be filled with what is typed.
    pub fn editing(&self, draft: Draft) -> Self {
        Self {
            draft: Some(draft),
            ..self.clone()
        }
    }

    /// The cursor within a grid that may have shrunk.
    pub fn within(&self, rows: usize) -> Self {
        let fit = |spot: Spot| Spot {
            row: spot.row.min(rows.saturating_sub(1)),
            ..spot
        };
        Self {
            head: fit(self.head),
            anchor: fit(self.anchor),
            ..self.clone()
        }
    }

    /// The rows of the selection.
    pub fn rows(&self) -> RangeInclusive<usize> {
        self.head.row.min(self.anchor.row)..=self.head.row.max(self.anchor.row)
    }

    /// The columns of the selection.
    pub fn columns(&self) -> RangeInclusive<usize> {
        self.head.column.min(self.anchor.column)..=self.head.column.max(self.anchor.column)
    }
}

fn target(from: Spot, to: Move, size: Size) -> Spot {
    let last_row = size.rows.saturating_sub(1);
    let last_column = size.columns.saturating_sub(1);
    let step = |at: usize, by: isize, last: usize| at.saturating_add_signed(by).min(last);
    let spot = |row, column| Spot { row, column };
    match to {
        Move::By(down, right) => spot(
            step(from.row, down, last_row),
            step(from.column, right, last_column),
        ),
        Move::Page(pages) => {
            let page = isize::try_from(size.page.max(1)).unwrap_or(1);
            spot(
                step(from.row, page.saturating_mul(pages), last_row),
                from.column,
            )
        }
        Move::Line(down) => spot(step(from.row, down, last_row), from.column),
        Move::RowStart => spot(from.row, 0),
        Move::RowEnd => spot(from.row, last_column),
        Move::Start => spot(0, 0),
        Move::End => spot(last_row, last_column),
        Move::Next if from.column < last_column => spot(from.row, from.column + 1),
        Move::Next if from.row < last_row => spot(from.row + 1, 0),
        Move::Previous if from.column > 0 => spot(from.row, from.column - 1),
        Move::Previous if from.row > 0 => spot(from.row - 1, last_column),
        Move::Next | Move::Previous => from,
        Move::To(to) => spot(to.row.min(last_row), to.column.min(last_column)),
    }
}

/// The rows to draw: those in view with some around them, and the active one wherever it is, as it has the focus.
pub fn drawn(top: usize, seen: usize, active: usize, rows: usize) -> Vec<usize> {
    const AROUND: usize = 12;
    let first = top.saturating_sub(AROUND).min(rows);
    let last = top.saturating_add(seen).saturating_add(AROUND).min(rows);
    let mut drawn = Vec::with_capacity(last - first + 1);
    if active < first && active < rows {
        drawn.push(active);
    }
    drawn.extend(first..last);
    if active >= last && active < rows {
        drawn.push(active);
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size {
        rows: 5,
        columns: 3,
        page: 2,
    };

    fn at(row: usize, column: usize) -> Cursor {
        let spot = Spot { row, column };
        Cursor {
            head: spot,
            anchor: spot,
            ..Cursor::default()
        }
    }

    #[test]
    fn moves_stay_in_the_grid() {
        let cases = [
            ((0, 0), Move::By(-1, -1), (0, 0)),
            ((4, 2), Move::By(1, 1), (4, 2)),
            ((1, 1), Move::Page(1), (3, 1)),
            ((1, 1), Move::Page(-1), (0, 1)),
            ((1, 1), Move::RowEnd, (1, 2)),
            ((1, 1), Move::End, (4, 2)),
            ((1, 2), Move::Next, (2, 0)),
            ((4, 2), Move::Next, (4, 2)),
            ((2, 0), Move::Previous, (1, 2)),
            (
                (0, 0),
                Move::To(Spot {
                    row: 99,
                    column: 99,
                }),
                (4, 2),
            ),
        ];
        for ((row, column), to, expected) in cases {
            let head = at(row, column).moved(to, false, SIZE).head;
            assert_eq!((head.row, head.column), expected, "{to:?}");
        }
    }

    #[test]
    fn a_selection_spans_both_corners_and_collapses() {
        let cursor = at(2, 2)
            .moved(Move::By(-1, 0), true, SIZE)
            .moved(Move::By(0, -1), true, SIZE);
        assert_eq!((cursor.rows(), cursor.columns()), (1..=2, 1..=2));
        let cursor = cursor.moved(Move::By(1, 0), false, SIZE);
        assert_eq!((cursor.rows(), cursor.columns()), (2..=2, 1..=1));
    }

    #[test]
    fn a_new_line_begins_where_going_from_cell_to_cell_began() {
        let there = at(1, 1)
            .moved(Move::Next, false, SIZE)
            .moved(Move::Line(1), false, SIZE);
        assert_eq!((there.head.row, there.head.column), (2, 1));
        let again = there
            .moved(Move::Next, false, SIZE)
            .moved(Move::Line(1), false, SIZE);
        assert_eq!((again.head.row, again.head.column), (3, 1));
        let elsewhere = again
            .moved(Move::By(0, 1), false, SIZE)
            .moved(Move::Line(1), false, SIZE);
        assert_eq!((elsewhere.head.row, elsewhere.head.column), (4, 2));
    }

    #[test]
    fn a_grid_that_shrinks_keeps_its_cursor_inside() {
        assert_eq!(at(4, 1).within(2).head.row, 1);
        assert_eq!(at(4, 1).within(0).head.row, 0);
    }

    #[test]
    fn only_rows_in_view_and_the_active_one_are_drawn() {
        let rows = drawn(1000, 20, 3, 5000);
        assert_eq!(rows[0], 3);
        assert_eq!((rows[1], rows[rows.len() - 1]), (988, 1031));
        assert_eq!(drawn(0, 20, 4999, 5000).last(), Some(&4999));
        assert_eq!(drawn(0, 20, 0, 2), [0, 1]);
        assert!(drawn(7, 20, 0, 0).is_empty());
    }
}
