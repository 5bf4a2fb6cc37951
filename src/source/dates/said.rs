//! What the words of a text have said so far, and what all of it states.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::YEARS;
use super::clock::Clock;
use super::figures::{Figure, full_year};
use super::lexer::Number;
use super::names::{Named, Tongues, Voice};
use super::zones::{self, Zone};
use crate::article::{Month, Stated};

/// A number by itself, whose part in the date the others tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loose {
    pub(super) number: Number,
    /// An apostrophe stands before it, as before years only.
    pub(super) is_year: bool,
    /// An ordinal's ending stands behind it, as behind days only.
    pub(super) is_day: bool,
}

/// A word for a half of the day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Half {
    pub(super) afternoon: bool,
    /// The languages in which it is one.
    pub(super) tongues: Tongues,
    /// The languages in which it is a word that only joins others.
    pub(super) join: Tongues,
    /// It can be nothing else.
    pub(super) sure: bool,
}

/// What was said.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) year: Option<i32>,
    pub(super) month: Option<u32>,
    /// The month is known by a name that stands by itself.
    pub(super) plain: bool,
    pub(super) day: Option<u32>,
    pub(super) loose: Vec<Loose>,
    /// Months that may be weekdays too.
    pub(super) perhaps: Vec<Named>,
    pub(super) clock: Option<Clock>,
    pub(super) half: Option<Half>,
    pub(super) zone: Option<Zone>,
    /// The languages that the names so far are of.
    pub(super) tongues: Tongues,
    /// A number without which it is no date has been taken from figures: a name says nothing more.
    pub(super) figures: bool,
}

/// A word may say one thing or another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Doubtful;

/// Puts a value where none may be yet.
pub(super) fn once<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

impl Said {
    /// Takes figures in; `None` where a part was said before.
    pub(super) fn figure(&mut self, figure: Figure) -> Option<()> {
        use chrono::Datelike as _;
        self.figures = true;
        match figure {
            Figure::Month(year, month) => {
                once(&mut self.year, year)?;
                self.plain = true;
                once(&mut self.month, month)
            }
            Figure::Day(day) | Figure::Moment(day, _) => {
                once(&mut self.year, day.year())?;
                once(&mut self.month, day.month())?;
                once(&mut self.day, day.day())?;
                if let Figure::Moment(_, clock) = figure { once(&mut self.clock, clock) } else { Some(()) }
            }
        }
    }

    /// Takes a month's name in; `None` where it is the second.
    pub(super) fn named(&mut self, named: Named) -> Option<()> {
        self.heard(named.tongues);
        if named.or_day {
            self.perhaps.push(named);
            return Some(());
        }
        self.plain = named.plain;
        once(&mut self.month, named.month)
    }

    /// Takes in of which languages a name is.
    pub(super) fn heard(&mut self, tongues: Tongues) {
        self.tongues = if self.tongues & tongues == 0 { self.tongues | tongues } else { self.tongues & tongues };
    }

    /// Whether a name has said the month.
    pub(super) fn has_name(&self) -> bool {
        !self.figures && (self.month.is_some() || !self.perhaps.is_empty())
    }

    /// Whether day, month and year are known, so that another number is none of them.
    pub(super) fn has_day(&self) -> bool {
        let parts = usize::from(self.year.is_some()) + usize::from(self.day.is_some()) + self.loose.len();
        parts >= 2 && (self.month.is_some() || !self.perhaps.is_empty()) || self.loose.len() == 3
    }

    /// Whether it is before or after noon, if that is said.
    fn afternoon(&self, voice: Voice) -> Result<Option<bool>, Doubtful> {
        let Some(half) = self.half else { return Ok(None) };
        let spoken = |tongues: Tongues| (tongues & voice.own != 0, tongues & self.tongues != 0);
        let (own, heard) = spoken(half.tongues);
        let (own_join, heard_join) = spoken(half.join);
        if half.sure || own || !own_join && heard && !heard_join {
            return Ok(Some(half.afternoon));
        }
        // `de` is before noon, or `of`: that is the same time.
        let same = !half.afternoon && self.clock.is_none_or(|clock| clock.hour < 12);
        if own_join || heard_join && !heard || same { Ok(None) } else { Err(Doubtful) }
    }

    /// Finds out which number is what, and which word is the month.
    fn settle(&mut self, voice: Voice) -> Option<()> {
        if self.month.is_some() && self.perhaps.len() > 1 {
            return None;
        }
        if let Some(first) = self.perhaps.first().filter(|_| self.month.is_none()) {
            let agree = self.perhaps.iter().all(|other| other.month == first.month);
            self.month = agree.then_some(first.month);
            self.plain = first.plain;
        }
        let loose = std::mem::take(&mut self.loose);
        match (loose.as_slice(), self.year, self.day) {
            ([], ..) => Some(()),
            ([day], Some(_), None) if day.number.digits <= 2 => once(&mut self.day, day.number.small()?),
            ([year], None, Some(_)) if self.month.is_some() => once(&mut self.year, full_year(year.number)?),
            ([year], None, None) if year.number.digits == 4 || year.is_year => once(&mut self.year, full_year(year.number)?),
            ([one, two], None, None) if self.month.is_some() => {
                let (day, year) = if is_year_first(*one, *two, voice) { (two, one) } else { (one, two) };
                if day.number.digits > 2 || day.is_year || year.is_day {
                    return None;
                }
                once(&mut self.day, day.number.small()?)?;
                once(&mut self.year, full_year(year.number)?)
            }
            ([year, month, day], None, None) if self.month.is_none() => {
                if [year, month, day].map(|part| part.number.digits) != [4, 2, 2] {
                    return None;
                }
                self.figure(Figure::Day(NaiveDate::from_ymd_opt(year.number.year()?, month.number.small()?, day.number.small()?)?))
            }
            _ => None,
        }
    }

    /// What all of it states; `zone` is for a time of day without one.
    pub(super) fn stated(mut self, zone: Tz, voice: Voice) -> Option<Stated> {
        self.settle(voice)?;
        let year = self.year.filter(|year| YEARS.contains(year))?;
        let month = Month::new(year, self.month?)?;
        let Some(day) = self.day else {
            let alone = self.plain && self.clock.is_none() && self.half.is_none() && self.zone.is_none();
            return alone.then_some(Stated::In(month));
        };
        let day = NaiveDate::from_ymd_opt(year, month.month(), day)?;
        let Some(clock) = self.clock else { return Some(Stated::On(day)) };
        let local = day.and_time(chrono::NaiveTime::MIN) + clock.since_midnight(self.afternoon(voice).ok()?)?;
        zones::moment(local, self.zone.unwrap_or(Zone::Place(zone)))
    }
}

/// Which of two numbers beside a month's name is the year: the longer one, one that is no day, else the one that stands where the
/// language has it.
fn is_year_first(one: Loose, two: Loose, voice: Voice) -> bool {
    if one.is_year || two.is_day || two.is_year || one.is_day {
        return one.is_year || two.is_day;
    }
    match (one.number.digits, two.number.digits) {
        (3 | 4, 1 | 2) => true,
        (1, _) | (_, 3 | 4) => false,
        (_, 1) => one.number.value > 31 || voice.year_first,
        _ => one.number.value > 31 || voice.year_first && two.number.value <= 31,
    }
}
