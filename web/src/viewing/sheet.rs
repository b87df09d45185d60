//! A text as rows of one height: which rows show, and their coloured pieces.
//!
//! Lines longer than a row go on in the next one, so that one line of a megabyte costs no more than what of it shows, and
//! so that wrapping keeps the place of every row known.

use std::ops::Range;
use std::rc::Rc;

use super::eye::occurrences;
use crate::highlight::{self, Carry, Kind, Language};

/// Without wrapping, lines are broken after so many characters all the same.
const LONGEST: usize = 2_000;

/// Lines longer than this are coloured row by row, in bytes.
const COLOURED: usize = 8_000;

/// What a line is marked as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    #[default]
    None,
    /// New in a difference.
    Added,
    /// Gone in a difference.
    Removed,
    /// Stands for lines that are left out.
    Gap,
}

/// A part of a row: its class and its text.
pub type Piece<'a> = (Kind, &'a str);

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    line: u32,
    bytes: Range<usize>,
    first: bool,
}

/// A text laid out in rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    text: Rc<str>,
    language: Language,
    rows: Vec<Row>,
    /// Where each line starts and ends, and what the line before it left open.
    lines: Vec<(Range<usize>, Carry)>,
    marks: Vec<(Mark, Option<usize>)>,
    widest: usize,
}

impl Sheet {
    /// Lays out a text; `columns` is how many characters a row takes where lines wrap, `usize::MAX` never breaks one.
    pub fn new(text: Rc<str>, language: Language, columns: Option<usize>) -> Self {
        let columns = columns.unwrap_or(LONGEST).max(20);
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        let (mut start, mut carry, mut widest) = (0, Carry::default(), 0);
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let content = line.trim_end_matches(['\n', '\r']);
            let number = u32::try_from(index).unwrap_or(u32::MAX);
            lines.push((start..start + content.len(), carry));
            broken(start, content, columns, |bytes, first, characters| {
                widest = widest.max(characters);
                rows.push(Row {
                    line: number,
                    bytes,
                    first,
                });
            });
            if content.len() <= COLOURED {
                carry = highlight::line(language, content, carry).1;
            }
            start += line.len();
        }
        Self {
            text,
            language,
            rows,
            lines,
            marks: Vec::new(),
            widest,
        }
    }

    /// The same with a mark and a number for each line.
    #[must_use]
    pub fn marked(mut self, marks: Vec<(Mark, Option<usize>)>) -> Self {
        self.marks = marks;
        self
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// How many characters the longest row has.
    pub fn widest(&self) -> usize {
        self.widest
    }

    /// The row that a line, from 1, begins in.
    pub fn row_of(&self, line: usize) -> usize {
        self.rows
            .partition_point(|row| (row.line as usize) + 1 < line)
            .min(self.rows.len().saturating_sub(1))
    }

    /// The row in which a text, in lower case, first stands in a line, from 1; the row the line begins in where it does not.
    pub fn row_of_hit(&self, line: usize, wanted: &str) -> usize {
        let first = self.row_of(line);
        let here = |row: &Row| row.line as usize + 1 == line;
        let holds = |row: &Row| {
            self.text
                .get(row.bytes.clone())
                .is_some_and(|text| !occurrences(text, wanted).is_empty())
        };
        let rows = self.rows.get(first..).unwrap_or_default();
        let at = rows.iter().take_while(|row| here(row)).position(holds);
        first + at.unwrap_or(0)
    }

    /// The line of a row, from 1.
    pub fn line_of(&self, row: usize) -> Option<usize> {
        self.rows.get(row).map(|row| row.line as usize + 1)
    }

    /// The line's number beside a row; none where the row goes on with a line, or the line has none.
    pub fn number(&self, row: usize) -> Option<usize> {
        let row = self.rows.get(row).filter(|row| row.first)?;
        match self.marks.get(row.line as usize) {
            Some((_, number)) => *number,
            None => Some(row.line as usize + 1),
        }
    }

    /// The mark of a row's line.
    pub fn mark(&self, row: usize) -> Mark {
        self.rows
            .get(row)
            .and_then(|row| self.marks.get(row.line as usize))
            .map_or(Mark::None, |(mark, _)| *mark)
    }

    /// A row in coloured pieces.
    pub fn pieces(&self, row: usize) -> Vec<Piece<'_>> {
        let Some(row) = self.rows.get(row) else {
            return Vec::new();
        };
        let Some((line, carry)) = self.lines.get(row.line as usize) else {
            return Vec::new();
        };
        let short = line.len() <= COLOURED;
        let (coloured, carry) = if short {
            (line.clone(), *carry)
        } else {
            (row.bytes.clone(), Carry::default())
        };
        let Some(text) = self.text.get(coloured.clone()) else {
            return Vec::new();
        };
        if text.len() > 4 * COLOURED {
            return vec![(Kind::Plain, text)];
        }
        let (spans, _) = highlight::line(self.language, text, carry);
        spans
            .into_iter()
            .filter_map(|(kind, span)| {
                let from = (coloured.start + span.start).max(row.bytes.start);
                let to = (coloured.start + span.end).min(row.bytes.end);
                (from < to).then(|| self.text.get(from..to).map(|text| (kind, text)))?
            })
            .collect()
    }
}

/// Pieces, cut where a text, in lower case, stands in them; the parts that are it are marked.
pub fn found<'a>(pieces: &[Piece<'a>], wanted: &str) -> Vec<(Kind, &'a str, bool)> {
    let whole: String = pieces.iter().map(|(_, text)| *text).collect();
    let hits = occurrences(&whole, wanted);
    let (mut out, mut start) = (Vec::new(), 0);
    for (kind, text) in pieces {
        let (end, mut at) = (start + text.len(), start);
        for (from, to) in &hits {
            let (from, to) = ((*from).clamp(at, end), (*to).clamp(at, end));
            for (range, marked) in [(at..from, false), (from..to, true)] {
                let part = text.get(range.start - start..range.end - start);
                out.extend(
                    part.filter(|part| !part.is_empty())
                        .map(|part| (*kind, part, marked)),
                );
            }
            at = to;
        }
        let rest = text.get(at - start..).filter(|rest| !rest.is_empty());
        out.extend(rest.map(|rest| (*kind, rest, false)));
        start = end;
    }
    out
}

/// Pieces with the part from one character on, from 0, to the end of its word marked.
pub fn underlined<'a>(pieces: &[Piece<'a>], from: usize) -> Vec<(Kind, &'a str, bool)> {
    let (mut out, mut at, mut over) = (Vec::new(), 0, false);
    for (kind, text) in pieces {
        let characters = text.chars().count();
        let begin = from.saturating_sub(at).min(characters);
        at += characters;
        let byte = |character: usize| {
            text.char_indices()
                .nth(character)
                .map_or(text.len(), |(byte, _)| byte)
        };
        let (before, rest) = text.split_at(byte(begin));
        let end = if over || begin == characters {
            0
        } else {
            rest.char_indices()
                .find(|(index, character)| *index > 0 && character.is_whitespace())
                .map_or(rest.len(), |(index, _)| index)
        };
        over |= end < rest.len();
        let (marked, after) = rest.split_at(end);
        for (part, mark) in [(before, false), (marked, true), (after, false)] {
            if !part.is_empty() {
                out.push((*kind, part, mark));
            }
        }
    }
    out
}

/// Breaks a line after so many characters; an empty line is one row.
fn broken(
    start: usize,
    line: &str,
    columns: usize,
    mut row: impl FnMut(Range<usize>, bool, usize),
) {
    let (mut from, mut count, mut first) = (0, 0, true);
    for (at, _) in line.char_indices() {
        if count == columns {
            row(start + from..start + at, first, count);
            (from, count, first) = (at, 0, false);
        }
        count += 1;
    }
    row(start + from..start + line.len(), first, count);
}

/// The rows in view, with some above and below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first.
    pub from: usize,
    /// One after the last.
    pub to: usize,
}

/// Which of `rows` rows of a height show, scrolled down so far in so tall a box; all in pixels.
pub fn window(rows: usize, height: u32, scrolled: u32, tall: u32) -> Window {
    /// Rows kept above and below, so that a fast hand sees no holes.
    const MORE: usize = 20;
    let height = height.max(1);
    // Before the box is measured it is taken to be a screen's height.
    let tall = if tall == 0 { 600 } else { tall };
    let first = (scrolled / height) as usize;
    let count = (tall / height) as usize + 1;
    let from = first.min(rows.saturating_sub(count)).saturating_sub(MORE);
    Window {
        from,
        to: (first + count + MORE).min(rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str, columns: Option<usize>) -> Sheet {
        Sheet::new(text.into(), Language::Json, columns)
    }

    #[test]
    fn lines_are_numbered_and_long_ones_go_on_without_a_number() {
        let long = "x".repeat(45);
        let sheet = sheet(&format!("a\n{long}\n\nb"), Some(20));
        let numbers: Vec<Option<usize>> = (0..sheet.rows()).map(|row| sheet.number(row)).collect();
        assert_eq!(numbers, [Some(1), Some(2), None, None, Some(3), Some(4)]);
        assert_eq!(sheet.row_of(3), 4);
        assert_eq!(sheet.row_of(99), 5);
        let all: String = (1..4)
            .flat_map(|row| sheet.pieces(row))
            .map(|(_, text)| text.to_owned())
            .collect();
        assert_eq!(all, long);
    }

    #[test]
    fn a_megabyte_in_one_line_is_rows_like_any_other() {
        let sheet = sheet(&"é".repeat(500_000), None);
        assert_eq!(sheet.rows(), 250);
        assert_eq!(sheet.widest(), 2_000);
        let shown: usize = sheet.pieces(249).iter().map(|(_, text)| text.len()).sum();
        assert_eq!(shown, 4_000);
    }

    #[test]
    fn colours_are_those_of_the_whole_line() {
        let sheet = sheet(&format!("{{\"{}\": 1}}", "k".repeat(30)), Some(20));
        let kinds: Vec<Kind> = sheet.pieces(1).iter().map(|(kind, _)| *kind).collect();
        assert!(kinds.contains(&Kind::Key), "{kinds:?}");
    }

    #[test]
    fn a_word_is_underlined_across_its_colours() {
        let pieces = [
            (Kind::Key, "path"),
            (Kind::Mark, ": "),
            (Kind::Text, "etc/é x"),
        ];
        let marked: String = underlined(&pieces, 6)
            .iter()
            .filter(|(_, _, mark)| *mark)
            .map(|(_, text, _)| *text)
            .collect();
        assert_eq!(marked, "etc/é");
        let all: String = underlined(&pieces, 2)
            .iter()
            .map(|(_, text, _)| *text)
            .collect();
        assert_eq!(all, "path: etc/é x");
        assert!(underlined(&pieces, 99).iter().all(|(_, _, mark)| !mark));
    }

    #[test]
    fn only_rows_in_view_are_shown() {
        let shown = window(10_000, 20, 100_000, 400);
        assert_eq!(
            shown,
            Window {
                from: 4_980,
                to: 5_041
            }
        );
        assert_eq!(window(3, 20, 0, 400), Window { from: 0, to: 3 });
        assert_eq!(window(0, 20, 50, 400), Window { from: 0, to: 0 });
        // Scrolled further than a text that became shorter reaches.
        let end = window(30, 20, 100_000, 400);
        assert!(end.from < 10 && end.to == 30);
    }

    #[test]
    fn what_was_searched_for_is_marked_across_pieces() {
        let pieces = [
            (Kind::Key, "Key"),
            (Kind::Mark, "="),
            (Kind::Text, "a key=A"),
        ];
        assert_eq!(
            found(&pieces, "key=a"),
            [
                (Kind::Key, "Key", true),
                (Kind::Mark, "=", true),
                (Kind::Text, "a", true),
                (Kind::Text, " ", false),
                (Kind::Text, "key=A", true),
            ]
        );
        assert_eq!(found(&pieces[..1], ""), [(Kind::Key, "Key", false)]);
    }

    #[test]
    fn a_hit_far_in_a_long_line_has_a_row_of_its_own() {
        let text: Rc<str> = format!("short\n{}needle\nend needle", "x".repeat(100)).into();
        let sheet = Sheet::new(text, Language::Plain, Some(40));
        assert_eq!(sheet.row_of_hit(2, "needle"), 3);
        assert_eq!(sheet.row_of_hit(2, "nothing"), 1);
        assert_eq!(sheet.line_of(3), Some(2));
        assert_eq!(sheet.row_of_hit(3, "needle"), 4);
    }
}
