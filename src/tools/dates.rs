//! What programs make of the text of a date. Each reads other texts than the next one, and none of them asks.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta};

use crate::clock::Instant;

/// How a program reads the text of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// RFC 822 with English names and RFC 3339: what every program reads.
    Usual,
    /// The `Date` of JavaScript, as in `rss-parser`: it knows no zone but GMT and those of the United States.
    JavaScript,
}

impl Dates {
    /// The moment that a text stands for; `None` where this program reads no date.
    #[must_use]
    pub fn read(self, text: &str) -> Option<Instant> {
        match self {
            Self::Usual => usual(text),
            Self::JavaScript => usual(text).or_else(|| Words::of(text)?.moment()),
        }
    }
}

/// The zones that RFC 822 names, with their hours from GMT.
const ZONES: [(&str, i64); 12] = [
    ("gmt", 0),
    ("utc", 0),
    ("ut", 0),
    ("z", 0),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
];

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn zone(word: &str) -> Option<TimeDelta> {
    ZONES.iter().find(|(name, _)| *name == word).map(|(_, hours)| TimeDelta::hours(*hours))
}

/// RFC 822 and its children, a whole RFC 3339 date, or its day alone.
fn usual(text: &str) -> Option<Instant> {
    let text = text.trim();
    // Another word than these at the end is a zone that nobody else knows, whatever a reader makes of it.
    let last = text.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    let is_name = last.chars().all(|c| c.is_ascii_alphabetic());
    if !is_name || zone(&last).is_some() {
        let mail = DateTime::parse_from_rfc2822(text).map(|time| time.to_utc()).ok();
        if mail.is_some() {
            return mail;
        }
    }
    let forms = ["%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%:z"];
    let zoned = text.strip_suffix(['Z', 'z']).map(|start| format!("{start}+00:00"));
    let zoned = zoned.as_deref().unwrap_or(text);
    let whole = forms.iter().find_map(|form| DateTime::parse_from_str(zoned, form).ok()).map(|time| time.to_utc());
    let local = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.and_time(chrono::NaiveTime::MIN));
    whole.or_else(|| local().or_else(day).map(|time| time.and_utc()))
}

/// What JavaScript's older reader finds in a text: a day and a year around a month's name, or three numbers, American fashion.
#[derive(Debug, Default)]
struct Words {
    numbers: Vec<i64>,
    month: Option<i64>,
    time: Vec<i64>,
    afternoon: bool,
    /// How far from GMT; without a word about it the machine's own zone, which is taken for GMT here.
    zone: TimeDelta,
}

impl Words {
    /// `None` where a word behind the first number means nothing.
    fn of(text: &str) -> Option<Self> {
        let mut words = Self::default();
        let mut depth = 0_usize;
        let plain: String = text
            .chars()
            .filter(|c| {
                depth = if *c == '(' { depth + 1 } else { depth };
                let outside = depth == 0;
                depth = if *c == ')' { depth.saturating_sub(1) } else { depth };
                outside
            })
            .collect();
        for part in plain.split([' ', ',', '\t', '\n']).filter(|part| !part.is_empty()) {
            words.take(&part.to_ascii_lowercase())?;
        }
        Some(words)
    }

    fn take(&mut self, part: &str) -> Option<()> {
        if let Some(zoned) = part.strip_prefix("gmt").or_else(|| part.strip_prefix("utc")).filter(|rest| !rest.is_empty()) {
            return self.offset(zoned);
        }
        if part.starts_with(['+', '-']) {
            return self.offset(part);
        }
        if part.contains(':') {
            let (time, zulu) = part.strip_suffix('z').map_or((part, false), |time| (time, true));
            self.time =
                time.split(':').map(|number| number.parse().ok().filter(|number| (0..60).contains(number))).collect::<Option<_>>()?;
            self.zone = if zulu { TimeDelta::zero() } else { self.zone };
            return Some(());
        }
        if part.starts_with(|c: char| c.is_ascii_digit()) {
            let numbers = part.split(['/', '-']).map(|number| number.parse().ok().filter(|number| *number < 10_000));
            self.numbers.extend(numbers.collect::<Option<Vec<i64>>>()?);
            return Some(());
        }
        self.word(part)
    }

    fn word(&mut self, part: &str) -> Option<()> {
        let month = part.get(..3).and_then(|start| MONTHS.iter().position(|month| *month == start));
        if let Some(month) = month.and_then(|month| i64::try_from(month).ok()) {
            self.month = Some(month + 1);
        } else if let Some(zone) = zone(part) {
            self.zone = zone;
        } else if part == "pm" || part == "am" {
            self.afternoon = part == "pm";
        } else if !self.numbers.is_empty() {
            return None;
        }
        Some(())
    }

    /// `+0100`, `+01:00` or `+1`.
    fn offset(&mut self, text: &str) -> Option<()> {
        let sign = if text.starts_with('-') { -1 } else { 1 };
        let digits: String = text.get(1..)?.chars().filter(|c| *c != ':').collect();
        let number: i64 = digits.parse().ok().filter(|number| (0..10_000).contains(number))?;
        let (hours, minutes) = if digits.len() <= 2 { (number, 0) } else { (number / 100, number % 100) };
        self.zone = TimeDelta::minutes(sign * (hours * 60 + minutes));
        Some(())
    }

    fn moment(&self) -> Option<Instant> {
        let (year, month, day) = match (self.month, self.numbers.as_slice()) {
            (Some(month), [day @ 1..=31, year] | [year, day]) => (*year, month, *day),
            (None, [year, month, day]) if *year > 31 => (*year, *month, *day),
            (None, [month, day, year]) => (*year, *month, *day),
            _ => return None,
        };
        let year = if year < 50 {
            year + 2000
        } else if year < 100 {
            year + 1900
        } else {
            year
        };
        if !(1..=31).contains(&day) {
            return None;
        }
        // The 31st of a shorter month is the first of the next one.
        let first = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month).ok()?, 1)?;
        let hour = self.time.first().copied().unwrap_or_default() + if self.afternoon { 12 } else { 0 };
        let [minute, second] = [1, 2].map(|place| self.time.get(place).copied().unwrap_or_default());
        if hour > 24 {
            return None;
        }
        let time = TimeDelta::days(day - 1) + TimeDelta::seconds(hour * 3600 + minute * 60 + second) - self.zone;
        first.and_time(chrono::NaiveTime::MIN).and_utc().checked_add_signed(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::rfc3339;

    #[test]
    fn a_date_is_read_as_javascript_reads_it() {
        // What Node 20 answers to `new Date(text)` in a machine whose zone is GMT.
        let cases = [
            ("Sat, 22 Nov 2025 06:00:00 BST", None),
            ("Sat, 22 Nov 2025 06:00:00 CET", None),
            ("Sat, 22 Nov 2025 06:00:00 Europe/London", None),
            ("Sat, 22 Nov 2025 06:00:00 GMT", Some("2025-11-22T06:00:00Z")),
            ("Sat, 22 Nov 2025 06:00:00 GMT+1", Some("2025-11-22T05:00:00Z")),
            ("Sat, 22 Nov 2025 06:00:00 EST", Some("2025-11-22T11:00:00Z")),
            ("Sat, 22 Nov 2025 06:00:00 (x) +0000", Some("2025-11-22T06:00:00Z")),
            ("Sat, 22 Nov 2025 06:00:00Z", Some("2025-11-22T06:00:00Z")),
            ("Sat, 22 Nov 2025 24:00:00 GMT", Some("2025-11-23T00:00:00Z")),
            ("Sat, 22 Nov 2025 6:00 PM", Some("2025-11-22T18:00:00Z")),
            ("Sat, 22 Nov 25 06:00:00 GMT", Some("2025-11-22T06:00:00Z")),
            ("Sam, 22 nov 2025 06:00:00 GMT", Some("2025-11-22T06:00:00Z")),
            ("Sat, 31 Nov 2025 06:00:00 GMT", Some("2025-12-01T06:00:00Z")),
            ("Sat, 32 Nov 2025 06:00:00 GMT", None),
            ("Sat, 22 Okt 2025 06:00:00 GMT", None),
            ("22 Dezember 2025", None),
            ("22 Nov 2025 06:00 +0100", Some("2025-11-22T05:00:00Z")),
            ("November 22, 2025", Some("2025-11-22T00:00:00Z")),
            ("22/11/2026", None),
            ("11/22/2026", Some("2026-11-22T00:00:00Z")),
            ("22.11.2025", None),
            ("2025-11-22", Some("2025-11-22T00:00:00Z")),
            ("2025-11-22 06:00:00", Some("2025-11-22T06:00:00Z")),
            ("2025-11-22T06:00:00", Some("2025-11-22T06:00:00Z")),
            ("2025-11-22T06:00:00+0000", Some("2025-11-22T06:00:00Z")),
            ("2025-11-22T06:00:00.123Z", Some("2025-11-22T06:00:00Z")),
            ("20251122", None),
            ("yesterday", None),
            ("Sat, 22 Nov 2025 06:00:00 +9999999999999999", None),
            ("Sat, 22 Nov 2025 9223372036854775807:00", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Dates::JavaScript.read(text).map(rfc3339).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn only_the_usual_forms_are_read_by_everyone() {
        for text in ["Sat, 22 Nov 2025 06:00:00 BST", "22/11/2026", "11/22/2026", "November 22, 2025", "Sam, 22 nov 2025 06:00:00 GMT"] {
            assert_eq!(Dates::Usual.read(text), None, "{text}");
        }
        for text in ["Sat, 22 Nov 2025 06:00:00 GMT", "22 Nov 2025 08:00 +0200", "2025-11-22T06:00:00Z", "2025-11-22T07:00:00+01:00"] {
            assert_eq!(Dates::Usual.read(text).map(rfc3339).as_deref(), Some("2025-11-22T06:00:00Z"), "{text}");
        }
    }
}
