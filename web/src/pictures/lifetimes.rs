//! Certificates as lifetimes on one time axis.

use kindling_pki::Timestamp;

use super::{Anchor, Drawing, Ink, Shape, place};
use crate::state::CertificateRow;

/// The time that the bars share, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    from: i64,
    to: i64,
}

fn seconds(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::unix_seconds)
}

impl Axis {
    /// The axis of these rows and of today; none where no row has dates.
    pub fn of(rows: &[CertificateRow], now: &str) -> Option<Self> {
        let dates = || {
            rows.iter()
                .flat_map(|row| [&row.not_before, &row.not_after])
                .filter_map(|date| seconds(date))
        };
        let (from, to) = (dates().min()?, dates().max()?);
        let now = seconds(now).unwrap_or(from);
        Some(Self {
            from: from.min(now),
            to: to.max(now).max(from + 1),
        })
    }

    /// Where a moment stands on an axis of this width.
    fn at(self, moment: i64, width: i32) -> i32 {
        let share =
            i128::from(moment - self.from) * i128::from(width) / i128::from(self.to - self.from);
        i32::try_from(share.clamp(0, i128::from(width))).unwrap_or(width)
    }

    /// Beginning and length of a row's bar on an axis of this width; none for a key without dates.
    pub fn bar(self, row: &CertificateRow, width: i32) -> Option<(i32, i32)> {
        let from = self.at(seconds(&row.not_before)?, width);
        let to = self.at(seconds(&row.not_after)?, width);
        Some((from, (to - from).max(2)))
    }

    /// The first days of years on the axis, not more than fit.
    fn years(self) -> Vec<(String, i64)> {
        let year = |seconds: i64| 1970 + seconds / 31_556_952;
        let all: Vec<(String, i64)> = (year(self.from)..=year(self.to) + 1)
            .filter_map(|year| {
                Some((
                    year.to_string(),
                    seconds(&format!("{year:04}-01-01T00:00:00Z"))?,
                ))
            })
            .filter(|(_, start)| (self.from..=self.to).contains(start))
            .collect();
        let step = all.len().div_ceil(8).max(1);
        all.into_iter().step_by(step).collect()
    }
}

/// How many whole days a certificate has left; fewer than none where it ended. None for a key without dates.
pub fn days_left(row: &CertificateRow, now: &str) -> Option<i64> {
    const DAY: i64 = 86_400;
    Some((seconds(&row.not_after)? - seconds(now)?).div_euclid(DAY))
}

const LEFT: i32 = 164;
const WIDTH: i32 = 360;
const ROW: i32 = 24;
const TOP: i32 = 34;

/// The picture.
pub fn draw(rows: &[CertificateRow], now: &str) -> Option<Drawing> {
    let axis = Axis::of(rows, now)?;
    let dated: Vec<(&CertificateRow, (i32, i32))> = rows
        .iter()
        .filter_map(|row| Some((row, axis.bar(row, WIDTH)?)))
        .collect();
    let bottom = TOP + ROW * place(dated.len());
    let mut drawing = Drawing {
        size: (LEFT + WIDTH + 84, bottom + 24),
        ..Drawing::default()
    };
    for (year, start) in axis.years() {
        let x = LEFT + axis.at(start, WIDTH);
        drawing.line(Ink::Soft, &[(x, TOP - 10), (x, bottom)], false);
        drawing.small(Ink::Plain, (x, TOP - 16), Anchor::Middle, year);
    }
    for (index, (row, (from, length))) in dated.iter().enumerate() {
        let y = TOP + ROW * place(index);
        let own = row.signer == row.name;
        drawing.words(
            Ink::Plain,
            (LEFT - 12, y + 13),
            Anchor::End,
            row.name.clone(),
        );
        drawing.put(
            if own { Ink::Plain } else { Ink::Ember },
            Shape::Bar {
                at: (LEFT + from, y + 5),
                size: (*length, 8),
                filled: !own,
            },
        );
        let until = row.not_after.split('T').next().unwrap_or_default();
        drawing.small(
            Ink::Plain,
            (LEFT + WIDTH + 12, y + 13),
            Anchor::Start,
            until,
        );
    }
    if let Some(now) = seconds(now) {
        let x = LEFT + axis.at(now, WIDTH);
        drawing.dashes(Ink::Plain, &[(x, TOP - 6), (x, bottom + 4)]);
        drawing.small(Ink::Plain, (x, bottom + 18), Anchor::Middle, "today");
    }
    Some(drawing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, from: &str, to: &str) -> CertificateRow {
        CertificateRow {
            name: name.into(),
            purpose: String::new(),
            subject: String::new(),
            signer: "kubernetes-ca".into(),
            names: Vec::new(),
            not_before: from.into(),
            not_after: to.into(),
            fingerprint: String::new(),
        }
    }

    #[test]
    fn bars_share_an_axis() {
        let rows = [
            row(
                "kubernetes-ca",
                "2026-01-01T00:00:00Z",
                "2036-01-01T00:00:00Z",
            ),
            row("apiserver", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            row("service-account", "", ""),
        ];
        let axis = Axis::of(&rows, "2026-06-01T00:00:00Z").expect("two rows have dates");
        let (whole, tenth) = (axis.bar(&rows[0], 1_000), axis.bar(&rows[1], 1_000));
        assert_eq!(whole, Some((0, 1_000)));
        assert!(
            tenth.is_some_and(|(from, length)| from == 0 && (95..=105).contains(&length)),
            "{tenth:?}"
        );
        assert_eq!(axis.bar(&rows[2], 1_000), None);
        assert!(axis.years().len() <= 8);
    }

    #[test]
    fn days_are_counted_to_the_end() {
        let row = row("apiserver", "2026-01-01T00:00:00Z", "2026-01-11T00:00:00Z");
        for (now, days) in [
            ("2026-01-01T00:00:00Z", Some(10)),
            ("2026-01-10T12:00:00Z", Some(0)),
            ("2026-01-11T00:00:01Z", Some(-1)),
            ("nonsense", None),
        ] {
            assert_eq!(days_left(&row, now), days, "{now}");
        }
    }

    #[test]
    fn no_dates_no_picture() {
        assert_eq!(draw(&[row("x", "", "")], "2026-06-01T00:00:00Z"), None);
        assert_eq!(draw(&[], "nonsense"), None);
    }
}
