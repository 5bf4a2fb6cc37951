//! Times of day: `09:15:00.5`, `9.15am`, `9h15`, `9 Uhr`, `09,15`, `091500`, `9時15分`.

use chrono::TimeDelta;

use super::lexer::Tokens;
use super::names;

/// A time of day as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
}

/// What is known where a time of day may begin.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hint {
    /// The day is known, so that `9.15` can be none.
    pub(super) dated: bool,
    /// A `T` stands before it, so that it may be digits only.
    pub(super) behind_t: bool,
    /// A word stands before it that comes before times: `um`, `kl.`, `alle`.
    pub(super) led: bool,
}

/// Words that come before times of day.
const LEADS: [&str; 22] = [
    "at", "um", "a", "as", "alle", "ore", "ora", "kl", "klo", "klockan", "klokken", "kello", "kell", "om", "godz", "godzina", "saat",
    "pukul", "jam", "ob", "plkst", "στισ",
];

/// Whether a word comes before times of day.
pub(super) fn is_lead(word: &str) -> bool {
    LEADS.contains(&word)
}

/// Words behind hours.
const HOURS: [&str; 26] = [
    "h",
    "hs",
    "hr",
    "hrs",
    "hours",
    "heure",
    "heures",
    "hora",
    "horas",
    "uhr",
    "uur",
    "u",
    "ora",
    "hod",
    "hodin",
    "ч",
    "час",
    "часов",
    "год",
    "時",
    "时",
    "點",
    "点",
    "시",
    "時間",
    "sati",
];
/// Words behind minutes.
const MINUTES: [&str; 9] = ["m", "min", "mn", "perc", "мин", "хв", "分", "분", "minut"];
/// Words behind seconds.
const SECONDS: [&str; 6] = ["s", "sec", "sek", "сек", "秒", "초"];

/// Whether a word stands behind hours, or behind a whole time of day.
pub(super) fn is_hour(word: &str) -> bool {
    HOURS.contains(&word)
}

impl Clock {
    /// How long after midnight; 24:00 is the end of the day, and second 60 the first of the next minute.
    pub(super) fn since_midnight(self, afternoon: Option<bool>) -> Option<TimeDelta> {
        let Self { hour, minute, second } = self;
        let hour = match afternoon {
            None => hour,
            Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
            // `午後0:15` counts from noon, `15:30 PM` and `00:30 AM` say one thing twice.
            Some(true) if hour == 0 => 12,
            Some(true) if hour < 24 => hour,
            Some(false) if hour == 0 => 0,
            Some(_) => return None,
        };
        let valid = (hour < 24 || (hour, minute, second) == (24, 0, 0)) && minute < 60 && second <= 60;
        valid.then(|| TimeDelta::seconds(i64::from(hour * 3600 + minute * 60 + second)))
    }
}

/// The time of day that begins at a token, and where it ends.
pub(super) fn read(tokens: &Tokens, at: usize, hint: Hint) -> Option<(Clock, usize)> {
    let first = tokens.number(at)?;
    if first.digits > 2 {
        return digits_only(tokens, at, hint);
    }
    let hour = first.small()?;
    with_colons(tokens, at, hour)
        .or_else(|| with_units(tokens, at, hour))
        .or_else(|| with_points(tokens, at, hour, hint))
        .or_else(|| whole_hour(tokens, at, hour, hint))
}

fn two(tokens: &Tokens, at: usize) -> Option<u32> {
    tokens.glued_number(at, 1..=2)?.small()
}

/// `09:15`, `09:15:00`, both with a fraction; `09:15:00:123` as SQL Server writes it.
fn with_colons(tokens: &Tokens, at: usize, hour: u32) -> Option<(Clock, usize)> {
    let colon = |at: usize| tokens.is_mark(at, ':') && tokens.glued(at);
    let minute = two(tokens, at + 2).filter(|_| colon(at + 1))?;
    if let Some(second) = two(tokens, at + 4).filter(|_| colon(at + 3)) {
        let thousandths = colon(at + 5) && tokens.glued_number(at + 6, 3..=3).is_some();
        let end = if thousandths { at + 7 } else { behind_fraction(tokens, at + 5) };
        return Some((Clock { hour, minute, second }, end));
    }
    // `09:15.30`
    let point = tokens.is_mark(at + 3, '.') && tokens.glued(at + 3);
    let second = tokens.glued_number(at + 4, 2..=2).filter(|_| point).and_then(super::lexer::Number::small);
    Some((Clock { hour, minute, second: second.unwrap_or(0) }, if second.is_some() { at + 5 } else { at + 3 }))
}

/// Where a fraction ends that may begin here.
fn behind_fraction(tokens: &Tokens, at: usize) -> usize {
    let mark = (tokens.is_mark(at, '.') || tokens.is_mark(at, ',')) && tokens.glued(at);
    if mark && tokens.glued_number(at + 1, 1..=usize::MAX).is_some() { at + 2 } else { at }
}

/// `9h15`, `9 h 15 min`, `9 Uhr`, `9時15分30秒`, `9時半`.
fn with_units(tokens: &Tokens, at: usize, hour: u32) -> Option<(Clock, usize)> {
    let unit = |at: usize, units: &[&str]| tokens.word(at).is_some_and(|word| units.contains(&word));
    if !unit(at + 1, &HOURS) {
        return None;
    }
    let whole = Clock { hour, minute: 0, second: 0 };
    if unit(at + 2, &["半", "반"]) {
        return Some((Clock { minute: 30, ..whole }, at + 3));
    }
    let named = unit(at + 3, &MINUTES);
    // `9 Uhr 15. November`
    let free = || tokens.glued(at + 2) || !(tokens.is_mark(at + 3, '.') || tokens.word(at + 3).is_some());
    let two_digits = tokens.number(at + 2).is_some_and(|number| number.digits <= 2 && (named || number.digits == 2 && free()));
    let Some(minute) = tokens.number(at + 2).filter(|_| two_digits).and_then(super::lexer::Number::small) else {
        return Some((whole, at + 2));
    };
    let clock = Clock { minute, ..whole };
    if !named {
        return Some((clock, at + 3));
    }
    match tokens.number(at + 4).filter(|number| number.digits <= 2 && unit(at + 5, &SECONDS)).and_then(super::lexer::Number::small) {
        Some(second) => Some((Clock { second, ..clock }, at + 6)),
        None => Some((clock, at + 4)),
    }
}

/// `9.15`, `09.15.00`, `09,15,00` where it cannot be a date.
fn with_points(tokens: &Tokens, at: usize, hour: u32, hint: Hint) -> Option<(Clock, usize)> {
    let marks: &[char] = if hint.behind_t { &['.', ',', '-'] } else { &['.', ','] };
    let mark = *marks.iter().find(|mark| tokens.is_mark(at + 1, **mark) && tokens.glued(at + 1))?;
    let minute = tokens.glued_number(at + 2, 2..=2)?.small()?;
    let again = tokens.is_mark(at + 3, mark) && tokens.glued(at + 3);
    let second = tokens.glued_number(at + 4, 2..=2).filter(|_| again).and_then(super::lexer::Number::small);
    if let Some(second) = second {
        let known = (hint.dated || hint.behind_t) && hour <= 24;
        return known.then(|| (Clock { hour, minute, second }, behind_fraction(tokens, at + 5)));
    }
    let followed = tokens.word(at + 3).is_some_and(|word| is_hour(word) || says_half(word));
    let is_date = again && tokens.number(at + 4).is_some();
    ((hint.dated || hint.led || hint.behind_t || followed) && !is_date && hour <= 24 && minute < 60)
        .then_some((Clock { hour, minute, second: 0 }, at + 3))
}

fn says_half(word: &str) -> bool {
    names::meaning(word).is_some_and(|meaning| meaning.morning | meaning.afternoon != 0)
}

/// `9am`, `9 p.m.`, and `T09`.
fn whole_hour(tokens: &Tokens, at: usize, hour: u32, hint: Hint) -> Option<(Clock, usize)> {
    let half = tokens.word(at + 1).filter(|word| matches!(*word, "am" | "pm" | "noon" | "midnight" | "πμ" | "μμ"));
    // `am 5 am 3.` in German: the day has a point.
    let day_follows = half == Some("am") && tokens.number(at + 2).is_some() && tokens.is_mark(at + 3, '.');
    let said = half.is_some() && (1..=12).contains(&hour) && !day_follows;
    (said || hint.behind_t).then_some((Clock { hour, minute: 0, second: 0 }, at + 1))
}

/// `0915` and `091500` behind a `T`; the latter also behind a day, the former there only before a word for hours or a zone.
fn digits_only(tokens: &Tokens, at: usize, hint: Hint) -> Option<(Clock, usize)> {
    let number = tokens.number(at)?;
    let value = number.small()?;
    match number.digits {
        6 if hint.behind_t || hint.dated => {
            let clock = Clock { hour: value / 10_000, minute: value / 100 % 100, second: value % 100 };
            Some((clock, behind_fraction(tokens, at + 1)))
        }
        4 => {
            let word = |word: &str| is_hour(word) || super::zones::is_name(word);
            let said = hint.dated && (tokens.word(at + 1).is_some_and(word) || tokens.is_mark(at + 1, '+'));
            (hint.behind_t || said).then_some((Clock { hour: value / 100, minute: value % 100, second: 0 }, at + 1))
        }
        _ => None,
    }
}
