//! Dates as sources write them, read without ever saying more than they do.
//!
//! Known are RFC 3339 and its relatives, RFC 822, 850 and 2822, asctime, and what people write: `3 November 2025`,
//! `Nov 3, 2025 9:00 AM`, `04/11/2025`, `November 2025`. A text is cut into words, each word says what it can only be, and a word that is
//! none of these, or says something twice, makes the whole text no date.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::{America, Tz};

use crate::article::{MONTH_NAMES, Month, Stated, from_unix};

/// Longer texts are no dates.
const LONGEST: usize = 64;

/// The years that are believed; outside them stand marks for "no date" and slips of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1000..=9998;

/// Names of zones, in capitals, and their hours and minutes east of Greenwich.
const ZONES: [(&str, i32, i32); 32] = [
    ("Z", 0, 0),
    ("UT", 0, 0),
    ("UTC", 0, 0),
    ("GMT", 0, 0),
    ("WET", 0, 0),
    ("BST", 1, 0),
    ("WEST", 1, 0),
    ("CET", 1, 0),
    ("MET", 1, 0),
    ("CEST", 2, 0),
    ("MEST", 2, 0),
    ("EET", 2, 0),
    ("EEST", 3, 0),
    ("MSK", 3, 0),
    ("IST", 5, 30),
    ("HKT", 8, 0),
    ("JST", 9, 0),
    ("KST", 9, 0),
    ("AEST", 10, 0),
    ("AEDT", 11, 0),
    ("NZST", 12, 0),
    ("NZDT", 13, 0),
    ("AST", -4, 0),
    ("ADT", -3, 0),
    ("EST", -5, 0),
    ("EDT", -4, 0),
    ("CST", -6, 0),
    ("CDT", -5, 0),
    ("MST", -7, 0),
    ("MDT", -6, 0),
    ("PST", -8, 0),
    ("PDT", -7, 0),
];

/// American names that mean the winter or the summer zone, as the day has it.
const PLACES: [(&str, Tz); 4] =
    [("ET", America::New_York), ("CT", America::Chicago), ("MT", America::Denver), ("PT", America::Los_Angeles)];

/// Day names, long; three letters of one are enough.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The date that a text states: an instant, a day or a month, in whole seconds; `None` when it states none that can be read.
///
/// `zone` is for a time of day without zone; `language` (BCP 47) tells whether `04/11/2025` is in November or, for `en-US`, in April.
/// A time in a zone that is not known says the day only.
#[must_use]
pub fn parse(text: &str, zone: Tz, language: &str) -> Option<Stated> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    if text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Stated::At(from_unix(text.parse().ok()?)));
    }
    // What stands in brackets is a comment (RFC 2822, §3.2.3), mostly the zone once more.
    let said = text.split('(').next().unwrap_or_default();
    let mut parts = Parts { month_first: language.eq_ignore_ascii_case("en-US"), ..Parts::default() };
    for word in said.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        parts.word(word)?;
    }
    parts.stated(zone)
}

/// What the words have said so far.
#[derive(Default)]
struct Parts {
    month_first: bool,
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Hour, minute and second.
    time: Option<(u32, u32, u32)>,
    /// Whether `pm` (or `am`) was said.
    afternoon: Option<bool>,
    zone: Option<Zone>,
}

/// What was said of the zone.
#[derive(Clone, Copy)]
enum Zone {
    East(FixedOffset),
    Place(Tz),
    /// A name that we do not know.
    Unknown,
}

/// Puts a value where none may be yet.
fn once<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

impl Parts {
    /// Takes one word in; `None` when it is no part of a date.
    fn word(&mut self, word: &str) -> Option<()> {
        let word = word.trim_end_matches('.');
        match word.bytes().next()? {
            b'0'..=b'9' => self.figure(word),
            b'+' | b'-' => self.offset(word),
            _ => self.name(word),
        }
    }

    /// A word that begins with a digit: a date, a time of day, both with a `T` between, or a number.
    fn figure(&mut self, word: &str) -> Option<()> {
        if let Some((date, time)) = word.split_once(['T', 't']).filter(|(_, time)| time.starts_with(|c: char| c.is_ascii_digit())) {
            self.figure(date)?;
            return self.time(time);
        }
        if word.contains(':') {
            return self.time(word);
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = word.split_at_checked(digits)?;
        match rest.to_ascii_lowercase().as_str() {
            "" | "st" | "nd" | "rd" | "th" => self.number(number),
            "am" | "pm" => self.time(&format!("{number}:00{rest}")),
            _ => self.date(word),
        }
    }

    /// A number by itself: `20251103`, a year, or a day, which comes before a year of two digits.
    fn number(&mut self, digits: &str) -> Option<()> {
        match digits.len() {
            8 => {
                let (year, day) = digits.split_at_checked(4)?;
                let (month, day) = day.split_at_checked(2)?;
                self.year_month_day(year, month, day)
            }
            4 => once(&mut self.year, digits.parse().ok()?),
            1 | 2 if self.day.is_none() => once(&mut self.day, digits.parse().ok()?),
            2 | 3 => once(&mut self.year, full_year(digits)?),
            _ => None,
        }
    }

    /// A date in one word: `2025-11-03`, `2025-11`, `04/11/2025`, `4.11.25`, `06-Nov-94`.
    fn date(&mut self, word: &str) -> Option<()> {
        let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
        match *parts.as_slice() {
            [year, month] if year.len() == 4 => {
                once(&mut self.year, year.parse().ok()?)?;
                once(&mut self.month, month.parse().ok()?)
            }
            [year, month, day] if year.len() == 4 && month.starts_with(|c: char| c.is_ascii_digit()) => {
                self.year_month_day(year, month, day)
            }
            [_, month, _] if month.starts_with(|c: char| c.is_ascii_alphabetic()) => parts.into_iter().try_for_each(|part| self.word(part)),
            [first, second, year] => {
                let day_first = !self.month_first || word.contains('.');
                let year = full_year(year)?.to_string();
                let is_month = |number: &str| number.parse().is_ok_and(|number: u32| number <= 12);
                let (day, month) = if day_first { (first, second) } else { (second, first) };
                let (day, month) = if is_month(month) { (day, month) } else { (month, day) };
                self.year_month_day(&year, month, day)
            }
            _ => None,
        }
    }

    fn year_month_day(&mut self, year: &str, month: &str, day: &str) -> Option<()> {
        once(&mut self.year, year.parse().ok()?)?;
        once(&mut self.month, month.parse().ok()?)?;
        once(&mut self.day, day.parse().ok()?)
    }

    /// A time of day, with `am`, `pm` or a zone at its end or without: `09:00:00.5+01:00`, `9:00pm`.
    fn time(&mut self, word: &str) -> Option<()> {
        let end = word.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(word.len());
        let (clock, rest) = word.split_at_checked(end)?;
        let mut numbers = clock.split(':');
        let hour = numbers.next()?.parse().ok()?;
        let minute = numbers.next()?.parse().ok()?;
        let second = numbers.next().map_or(Some(0), |second| second.split('.').next()?.parse().ok())?;
        if numbers.next().is_some() {
            return None;
        }
        once(&mut self.time, (hour, minute, second))?;
        if rest.is_empty() { Some(()) } else { self.word(rest) }
    }

    /// `+01:00`, `-0500`, `+1`.
    fn offset(&mut self, word: &str) -> Option<()> {
        let (sign, figures) = word.split_at_checked(1)?;
        let digits: String = figures.chars().filter(|c| *c != ':').collect();
        let (hours, minutes) = digits.split_at_checked(if digits.len() > 2 { digits.len() - 2 } else { digits.len() })?;
        let minutes: i32 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
        let seconds = hours.parse::<i32>().ok().filter(|hours| *hours < 24 && minutes < 60)? * 3600 + minutes * 60;
        let east = FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds })?;
        match self.zone {
            // `GMT+1`, or `+0000 UTC`: the figures say more than the name.
            None | Some(Zone::East(_)) => self.zone = Some(Zone::East(east)),
            Some(_) => return None,
        }
        Some(())
    }

    /// A word of letters: a month, a weekday, `am`, a zone, or one that only joins the others.
    fn name(&mut self, word: &str) -> Option<()> {
        let lower = word.to_ascii_lowercase();
        let begins = |long: &str| lower.len() >= 3 && long.get(..lower.len()).is_some_and(|start| start.eq_ignore_ascii_case(&lower));
        if let Some(month) = MONTH_NAMES.iter().position(|name| begins(name) || (lower == "sept" && *name == "September")) {
            return once(&mut self.month, u32::try_from(month).ok()? + 1);
        }
        if DAYS.iter().any(|day| begins(day)) || matches!(lower.as_str(), "tues" | "thurs" | "of" | "at" | "the" | "on") {
            return Some(());
        }
        match lower.as_str() {
            "am" | "a.m" => once(&mut self.afternoon, false),
            "pm" | "p.m" => once(&mut self.afternoon, true),
            _ => self.zone_name(word),
        }
    }

    /// The name of a zone, with an offset after it or without; any word in capitals that follows a time is taken for one.
    fn zone_name(&mut self, word: &str) -> Option<()> {
        let end = word.find(['+', '-']).unwrap_or(word.len());
        let (name, offset) = word.split_at_checked(end)?;
        let same = |known: &str| name.eq_ignore_ascii_case(known);
        let zone = if let Some((_, hours, minutes)) = ZONES.iter().find(|(known, _, _)| same(known)) {
            Zone::East(FixedOffset::east_opt(hours * 3600 + minutes * 60)?)
        } else if let Some((_, place)) = PLACES.iter().find(|(known, _)| same(known)) {
            Zone::Place(*place)
        } else if self.time.is_some() && name.len() <= 5 && name.bytes().all(|byte| byte.is_ascii_uppercase()) {
            Zone::Unknown
        } else {
            return None;
        };
        // `+0000 UTC`: what was said in figures stands.
        self.zone.get_or_insert(zone);
        if offset.is_empty() { Some(()) } else { self.offset(offset) }
    }

    /// What all words together state.
    fn stated(&self, zone: Tz) -> Option<Stated> {
        let year = self.year.filter(|year| YEARS.contains(year))?;
        let month = Month::new(year, self.month?)?;
        let (Some(day), time) = (self.day, self.time) else { return self.time.is_none().then_some(Stated::In(month)) };
        let day = NaiveDate::from_ymd_opt(year, month.month(), day)?;
        let Some(time) = time else { return Some(Stated::On(day)) };
        let local = day.and_time(NaiveTime::MIN) + self.since_midnight(time)?;
        Some(match self.zone {
            Some(Zone::East(offset)) => Stated::At(offset.from_local_datetime(&local).single()?.to_utc()),
            Some(Zone::Place(place)) => in_zone(local, place)?,
            Some(Zone::Unknown) => Stated::On(day),
            None => in_zone(local, zone)?,
        })
    }

    /// The time of day; 24:00 is the end of the day, and second 60 the first of the next minute.
    fn since_midnight(&self, (hour, minute, second): (u32, u32, u32)) -> Option<TimeDelta> {
        let hour = match (self.afternoon, hour) {
            (None, _) => hour,
            (Some(afternoon), 1..=12) => hour % 12 + if afternoon { 12 } else { 0 },
            (Some(_), _) => return None,
        };
        let valid = (hour < 24 || (hour, minute, second) == (24, 0, 0)) && minute < 60 && second <= 60;
        valid.then(|| TimeDelta::seconds(i64::from(hour * 3600 + minute * 60 + second)))
    }
}

/// A time of day in a zone; one that a clock change skips is the first after it, of two that it repeats it is the first.
fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<Stated> {
    let found = (0..=8).find_map(|quarters| zone.from_local_datetime(&(local + TimeDelta::minutes(15 * quarters))).earliest());
    found.map(|time| Stated::At(time.to_utc()))
}

/// The year of two digits as RFC 2822 (§4.3) reads it: 00 to 49 are of this century, 50 to 99 and three digits count from 1900.
fn full_year(digits: &str) -> Option<i32> {
    let year: i32 = digits.parse().ok()?;
    match digits.len() {
        2 if year < 50 => Some(year + 2000),
        2 | 3 => Some(year + 1900),
        4 => Some(year),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
