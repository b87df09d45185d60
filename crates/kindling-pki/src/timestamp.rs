//! Moments and spans as certificates know them.
//!
//! A [`Timestamp`] is a whole second of UTC between 1950 and 9999, the range
//! that X.509 can write; it reads and writes RFC 3339. Nothing here knows what
//! time it is now.

use std::{fmt, str::FromStr};

const SECONDS_A_DAY: i64 = 86_400;

/// A whole second of UTC from 1950-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    unix_seconds: i64,
}

/// Why a text or number is not a moment or span that certificates can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampError {
    /// Not of the form `2026-11-22T00:00:00Z`.
    Form,
    /// The form is right, but there is no such date or time of day.
    NoSuchMoment,
    /// Before 1950 or after 9999, which X.509 cannot write.
    OutOfRange,
    /// A span of no days, or of more than 36,500.
    Span,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Form => "is not an RFC 3339 date and time such as `2026-11-22T00:00:00Z`",
            Self::NoSuchMoment => "names a date or time that does not exist",
            Self::OutOfRange => "is outside the years 1950 to 9999",
            Self::Span => "is not a number of days from 1 to 36500",
        })
    }
}

impl std::error::Error for TimestampError {}

impl Timestamp {
    /// 1950-01-01T00:00:00Z, the first second of `UTCTime`.
    pub const MIN: Self = Self {
        unix_seconds: -631_152_000,
    };
    /// 9999-12-31T23:59:59Z, the last second of `GeneralizedTime`; RFC 5280
    /// uses it for "no well-defined expiration".
    pub const MAX: Self = Self {
        unix_seconds: 253_402_300_799,
    };

    /// The moment that many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`TimestampError::OutOfRange`] before 1950 or after 9999.
    pub fn from_unix_seconds(unix_seconds: i64) -> Result<Self, TimestampError> {
        let moment = Self { unix_seconds };
        if (Self::MIN..=Self::MAX).contains(&moment) {
            Ok(moment)
        } else {
            Err(TimestampError::OutOfRange)
        }
    }

    /// Seconds after 1970-01-01T00:00:00Z; negative before it.
    pub fn unix_seconds(self) -> i64 {
        self.unix_seconds
    }

    /// The moment so many days later.
    ///
    /// # Errors
    /// [`TimestampError::OutOfRange`] after 9999.
    pub fn plus(self, days: Days) -> Result<Self, TimestampError> {
        Self::from_unix_seconds(self.unix_seconds + i64::from(days.0) * SECONDS_A_DAY)
    }

    /// The first second of this moment's day.
    #[must_use]
    pub fn start_of_day(self) -> Self {
        Self {
            unix_seconds: self.unix_seconds - self.unix_seconds.rem_euclid(SECONDS_A_DAY),
        }
    }

    /// Whole days from this moment to a later one; negative when that is
    /// earlier.
    pub fn days_until(self, later: Self) -> i64 {
        (later.unix_seconds - self.unix_seconds).div_euclid(SECONDS_A_DAY)
    }

    /// Year, month, day, hour, minute and second.
    pub(crate) fn fields(self) -> (i64, u8, u8, u8, u8, u8) {
        let days = self.unix_seconds.div_euclid(SECONDS_A_DAY);
        let second_of_day = self.unix_seconds.rem_euclid(SECONDS_A_DAY);
        let (year, month, day) = civil_from_days(days);
        let [hour, minute, second] = [
            second_of_day / 3600,
            second_of_day / 60 % 60,
            second_of_day % 60,
        ]
        .map(|number| number as u8);
        (year, month, day, hour, minute, second)
    }
}

/// A date from the days since 1970-01-01 in the proleptic Gregorian calendar.
///
/// Eras of 400 years counted from 1 March, so that the leap day ends a year:
/// <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>.
fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    } as u8;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Days since 1970-01-01; the inverse of [`civil_from_days`].
fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    /// Reads RFC 3339 with whole seconds, in UTC (`Z`) or with an offset.
    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let bytes = text.as_bytes();
        let number = |from: usize, length: usize| -> Result<i64, TimestampError> {
            let digits = bytes.get(from..from + length).ok_or(TimestampError::Form)?;
            digits.iter().try_fold(0, |sum, digit| {
                if digit.is_ascii_digit() {
                    Ok(sum * 10 + i64::from(digit - b'0'))
                } else {
                    Err(TimestampError::Form)
                }
            })
        };
        let separator = |at: usize, allowed: &[u8]| match bytes.get(at) {
            Some(byte) if allowed.contains(byte) => Ok(*byte),
            _ => Err(TimestampError::Form),
        };
        let year = number(0, 4)?;
        separator(4, b"-")?;
        let month = number(5, 2)?;
        separator(7, b"-")?;
        let day = number(8, 2)?;
        separator(10, b"Tt ")?;
        let hour = number(11, 2)?;
        separator(13, b":")?;
        let minute = number(14, 2)?;
        separator(16, b":")?;
        let second = number(17, 2)?;
        let (length, offset_seconds) = match separator(19, b"Zz+-")? {
            sign @ (b'+' | b'-') => {
                let (hours, minutes) = (number(20, 2)?, number(23, 2)?);
                separator(22, b":")?;
                if hours > 23 || minutes > 59 {
                    return Err(TimestampError::NoSuchMoment);
                }
                (
                    25,
                    (hours * 3600 + minutes * 60) * if sign == b'-' { -1 } else { 1 },
                )
            }
            _ => (20, 0),
        };
        if bytes.len() != length {
            return Err(TimestampError::Form);
        }
        if !(1..=12).contains(&month) || hour > 23 || minute > 59 || second > 59 {
            return Err(TimestampError::NoSuchMoment);
        }
        let (month, day) = (month as u8, day as u8);
        if day == 0 || day > days_in_month(year, month) {
            return Err(TimestampError::NoSuchMoment);
        }
        Self::from_unix_seconds(
            days_from_civil(year, month, day) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second
                - offset_seconds,
        )
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second) = self.fields();
        write!(
            formatter,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A span of whole days, from 1 to 36,500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(u16);

impl Days {
    /// The longest span, about a hundred years.
    pub const MAX: Self = Self(36_500);

    /// So many days.
    ///
    /// # Errors
    /// [`TimestampError::Span`] for none or more than 36,500.
    pub fn new(days: u64) -> Result<Self, TimestampError> {
        match u16::try_from(days) {
            Ok(days @ 1..=36_500) => Ok(Self(days)),
            _ => Err(TimestampError::Span),
        }
    }

    /// The number of days.
    pub fn get(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Days {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} day{}",
            self.0,
            if self.0 == 1 { "" } else { "s" }
        )
    }
}

/// From when until when a certificate holds; both ends are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    not_before: Timestamp,
    not_after: Timestamp,
}

impl Validity {
    /// From a moment for so many days.
    ///
    /// # Errors
    /// [`TimestampError::OutOfRange`] when it would end after 9999.
    pub fn lasting(from: Timestamp, days: Days) -> Result<Self, TimestampError> {
        Ok(Self {
            not_before: from,
            not_after: from.plus(days)?,
        })
    }

    /// The same, but ending no later than `end`. Where that would leave
    /// nothing, it is the one moment at which it starts.
    #[must_use]
    pub fn ending_by(self, end: Timestamp) -> Self {
        Self {
            not_before: self.not_before,
            not_after: self.not_after.min(end).max(self.not_before),
        }
    }

    /// The first second.
    pub fn not_before(self) -> Timestamp {
        self.not_before
    }

    /// The last second.
    pub fn not_after(self) -> Timestamp {
        self.not_after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_are_read_and_written() {
        for (text, unix_seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1950-01-01T00:00:00Z", -631_152_000),
            ("1969-12-31T23:59:59Z", -1),
            ("2000-02-29T12:34:56Z", 951_827_696),
            ("2026-11-22T00:00:00Z", 1_795_305_600),
            ("2049-12-31T23:59:59Z", 2_524_607_999),
            ("2050-01-01T00:00:00Z", 2_524_608_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            let moment: Timestamp = text.parse().expect(text);
            assert_eq!(moment.unix_seconds(), unix_seconds, "{text}");
            assert_eq!(moment.to_string(), text);
        }
    }

    #[test]
    fn every_day_of_four_centuries_survives_the_round_trip() {
        let mut expected = (1950, 1, 1);
        for day in 0..146_097 {
            let moment =
                Timestamp::from_unix_seconds(-631_152_000 + day * SECONDS_A_DAY).expect("in range");
            let (year, month, day, ..) = moment.fields();
            assert_eq!((year, month, day), expected);
            assert_eq!(moment.to_string().parse(), Ok(moment));
            expected = if day < days_in_month(year, month) {
                (year, month, day + 1)
            } else if month < 12 {
                (year, month + 1, 1)
            } else {
                (year + 1, 1, 1)
            };
        }
    }

    #[test]
    fn offsets_lower_case_and_a_space_are_understood() {
        let noon: Timestamp = "2026-11-22T12:00:00Z".parse().expect("valid");
        for text in [
            "2026-11-22t12:00:00z",
            "2026-11-22 12:00:00Z",
            "2026-11-22T13:00:00+01:00",
            "2026-11-22T06:30:00-05:30",
            "2026-11-22T12:00:00+00:00",
        ] {
            assert_eq!(text.parse(), Ok(noon), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        use TimestampError::{Form, NoSuchMoment, OutOfRange};
        for (text, error) in [
            ("", Form),
            ("2026-11-22", Form),
            ("2026-11-22T00:00:00", Form),
            ("2026-11-22T00:00:00.5Z", Form),
            ("2026-11-22T00:00:00Z ", Form),
            ("+026-11-22T00:00:00Z", Form),
            ("2026-11-22T00:00:00+0100", Form),
            ("2026-11-22T00:00:00é", Form),
            ("２026-11-22T00:00:00Z", Form),
            ("2026-02-29T00:00:00Z", NoSuchMoment),
            ("2100-02-29T00:00:00Z", NoSuchMoment),
            ("2026-13-01T00:00:00Z", NoSuchMoment),
            ("2026-00-01T00:00:00Z", NoSuchMoment),
            ("2026-01-00T00:00:00Z", NoSuchMoment),
            ("2026-04-31T00:00:00Z", NoSuchMoment),
            ("2026-01-01T24:00:00Z", NoSuchMoment),
            ("2026-01-01T00:00:60Z", NoSuchMoment),
            ("2026-01-01T00:00:00+24:00", NoSuchMoment),
            ("1949-12-31T23:59:59Z", OutOfRange),
            ("9999-12-31T23:59:59-01:00", OutOfRange),
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(error), "{text}");
        }
    }

    #[test]
    fn spans_have_limits_and_validity_can_be_cut() {
        assert_eq!(Days::new(0), Err(TimestampError::Span));
        assert_eq!(Days::new(36_501), Err(TimestampError::Span));
        assert_eq!(Days::new(u64::MAX), Err(TimestampError::Span));
        let start: Timestamp = "2026-11-22T00:00:00Z".parse().expect("valid");
        let year = Validity::lasting(start, Days::new(365).expect("in range")).expect("in range");
        assert_eq!(year.not_after().to_string(), "2027-11-22T00:00:00Z");
        let end: Timestamp = "2027-01-01T00:00:00Z".parse().expect("valid");
        assert_eq!(year.ending_by(end).not_after(), end);
        assert_eq!(year.ending_by(Timestamp::MIN).not_after(), start);
        assert_eq!(year.ending_by(Timestamp::MAX), year);
        assert_eq!(
            Validity::lasting(Timestamp::MAX, Days::MAX),
            Err(TimestampError::OutOfRange)
        );
        assert_eq!(start.days_until(year.not_after()), 365);
    }
}
