//! The periods of digests: a day, an ISO week or a month, in a publication's zone.

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use crate::article::{MONTH_NAMES, Month, start_of_day};
use crate::clock::Instant;

/// How long a digest's period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Every {
    /// A day.
    Day,
    /// An ISO week: from Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

/// One period, by its first day. Periods are in order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    first: NaiveDate,
    /// The first day that is not part of it any more.
    end: NaiveDate,
}

impl Period {
    /// The period that a moment falls in.
    ///
    /// # Panics
    /// Never for times between the years 1 and 9999, which is all that the rest of the program lets in.
    #[must_use]
    pub fn of(time: Instant, every: Every, zone: Tz) -> Self {
        Self::of_day(time.with_timezone(&zone).date_naive(), every)
    }

    fn of_day(day: NaiveDate, every: Every) -> Self {
        match every {
            Every::Day => Self { first: day, end: day + Days::new(1) },
            Every::Week => {
                let first = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
                Self { first, end: first + Days::new(7) }
            }
            Every::Month => {
                let month = Month::of_day(day);
                Self { first: month.first_day(), end: month.next().first_day() }
            }
        }
    }

    /// When it begins.
    #[must_use]
    pub fn start(self, zone: Tz) -> Instant {
        start_of_day(self.first, zone)
    }

    /// When it is over.
    #[must_use]
    pub fn end(self, zone: Tz) -> Instant {
        start_of_day(self.end, zone)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.end - Days::new(1)
    }

    fn every(self) -> Every {
        match (self.end - self.first).num_days() {
            1 => Every::Day,
            7 => Every::Week,
            _ => Every::Month,
        }
    }

    /// Its name in ids and places: `2025-11-17`, `2025-W47` or `2025-11`.
    #[must_use]
    pub fn name(self) -> String {
        match self.every() {
            Every::Day => self.first.format("%Y-%m-%d").to_string(),
            Every::Week => self.first.format("%G-W%V").to_string(),
            Every::Month => self.first.format("%Y-%m").to_string(),
        }
    }

    /// The period with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let day = |text: &str, format: &str| NaiveDate::parse_from_str(text, format).ok();
        let (found, every) = if name.contains('W') {
            (day(&format!("{name}-1"), "%G-W%V-%u"), Every::Week)
        } else if name.len() > 7 {
            (day(name, "%Y-%m-%d"), Every::Day)
        } else {
            (day(&format!("{name}-01"), "%Y-%m-%d"), Every::Month)
        };
        found.map(|day| Self::of_day(day, every)).filter(|period| period.name() == name)
    }

    /// It in words: `17 November 2025`, `Week 47, 17–23 November 2025`, `November 2025`. Years and months are said once where they are
    /// the same.
    #[must_use]
    pub fn in_words(self) -> String {
        let (first, last) = (self.first, self.last_day());
        match self.every() {
            Every::Day => long(first),
            Every::Month => first.format("%B %Y").to_string(),
            Every::Week => {
                let from = match (first.year() == last.year(), first.month() == last.month()) {
                    (true, true) => format!("{}–", first.day()),
                    (true, false) => format!("{} {} – ", first.day(), MONTH_NAMES[first.month0() as usize]),
                    (false, _) => format!("{} – ", long(first)),
                };
                format!("Week {}, {from}{}", first.iso_week().week(), long(last))
            }
        }
    }
}

fn long(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LONDON: Tz = chrono_tz::Europe::London;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_is_named_and_said() {
        for (time, every, name, words) in [
            ("2025-11-17T08:00:00Z", Every::Day, "2025-11-17", "17 November 2025"),
            ("2025-11-17T08:00:00Z", Every::Week, "2025-W47", "Week 47, 17–23 November 2025"),
            ("2025-11-30T08:00:00Z", Every::Week, "2025-W48", "Week 48, 24–30 November 2025"),
            ("2025-10-30T08:00:00Z", Every::Week, "2025-W44", "Week 44, 27 October – 2 November 2025"),
            ("2026-01-01T08:00:00Z", Every::Week, "2026-W01", "Week 1, 29 December 2025 – 4 January 2026"),
            ("2025-11-17T08:00:00Z", Every::Month, "2025-11", "November 2025"),
        ] {
            let period = Period::of(at(time), every, LONDON);
            assert_eq!((period.name().as_str(), period.in_words().as_str()), (name, words));
        }
    }

    #[test]
    fn a_day_begins_where_the_journal_is() {
        let summer = Period::of(at("2025-06-30T23:30:00Z"), Every::Day, LONDON);
        assert_eq!((summer.start(LONDON), summer.end(LONDON)), (at("2025-06-30T23:00:00Z"), at("2025-07-01T23:00:00Z")));
        let longer = Period::of(at("2025-10-26T12:00:00Z"), Every::Day, LONDON);
        assert_eq!(longer.end(LONDON) - longer.start(LONDON), chrono::TimeDelta::hours(25), "the clocks go back");
    }

    #[test]
    fn what_names_no_period_is_none() {
        assert!(["", "2025", "2025-13", "2025-W54", "2025-02-30", "2025-W47-2", "x"].iter().all(|name| Period::from_name(name).is_none()));
    }

    proptest! {
        #[test]
        fn periods_follow_one_another_and_are_found_by_their_names(seconds in 0_i64..4_000_000_000, which in 0_usize..3) {
            let every = [Every::Day, Every::Week, Every::Month][which];
            let time = crate::article::from_unix(seconds);
            let period = Period::of(time, every, LONDON);
            prop_assert!(period.start(LONDON) <= time && time < period.end(LONDON));
            prop_assert_eq!(Period::from_name(&period.name()), Some(period));
            let next = Period::of(period.end(LONDON), every, LONDON);
            prop_assert!(next > period && next.start(LONDON) == period.end(LONDON));
        }
    }
}
