//! The walk over the tokens: each says what it can only be, and one that is none of this makes the whole text no date.

use super::clock::{self, Hint};
use super::figures;
use super::lexer::{Kind, Number, Tokens};
use super::names::{self, Begun, Meaning, Named, Voice};
use super::said::{Half, Loose, Said, once};
use super::zones::{self, Zone};

/// What stands before a token, marks aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Before {
    #[default]
    Nothing,
    /// A date in figures.
    Date,
    /// A time of day, or what belongs to one.
    Clock,
    /// A zone's name.
    Zone,
    /// The `T` of ISO 8601.
    T,
    /// A word that comes before times of day.
    Lead,
    Other,
}

pub(super) struct Scan<'t> {
    tokens: &'t Tokens,
    voice: Voice,
    said: Said,
    before: Before,
    /// Added to the next year: where an era begins.
    era: Option<i32>,
}

/// What the tokens say; `None` when one of them is no part of a date.
pub(super) fn scan(tokens: &Tokens, voice: Voice) -> Option<Said> {
    let mut scan = Scan { tokens, voice, said: Said::default(), before: Before::Nothing, era: None };
    let mut at = 0;
    while let Some(kind) = tokens.kind(at) {
        at = match kind {
            Kind::Number(_) => scan.number(at)?,
            Kind::Word(word, capitals) => scan.word(at, word, *capitals)?,
            Kind::Mark(mark) => scan.mark(at, *mark)?,
        };
    }
    scan.era.is_none().then_some(scan.said)
}

/// The zone that a comment names by itself: `(CET)`, `(GMT+1)`, `(Europe/Paris)`.
pub(super) fn zone_alone(tokens: &Tokens, voice: Voice) -> Option<Zone> {
    let mut scan = Scan { tokens, voice, said: Said::default(), before: Before::Clock, era: None };
    let mut at = 0;
    while let Some(Kind::Word(word, capitals)) = tokens.kind(at) {
        at = scan.zone(at, word, *capitals)?;
    }
    scan.said.zone.filter(|_| at == tokens.len())
}

/// Endings of ordinals, right behind the number or behind a hyphen.
const ORDINALS: [&str; 27] = [
    "st", "nd", "rd", "th", "er", "ere", "re", "e", "o", "a", "os", "n", "en", "an", "in", "i", "jen", "ei", "ai", "te", "ste", "de", "го",
    "е", "η", "ησ", "ο",
];

impl Scan<'_> {
    fn number(&mut self, at: usize) -> Option<usize> {
        if let Some(unit @ ("年" | "년" | "月" | "월" | "日" | "일" | "号" | "號")) = self.tokens.word(at + 1) {
            self.before = Before::Other;
            return self.with_unit(self.tokens.number(at)?, unit).map(|()| at + 2);
        }
        let dated = self.said.has_day();
        let hint = Hint { dated, behind_t: self.before == Before::T, led: self.before == Before::Lead };
        if let Some((clock, next)) = clock::read(self.tokens, at, hint) {
            once(&mut self.said.clock, clock)?;
            self.before = Before::Clock;
            return Some(next);
        }
        if let Some((figure, next)) = figures::read(self.tokens, at, self.voice, self.said.has_name()) {
            self.said.figure(figure)?;
            self.before = if matches!(figure, figures::Figure::Moment(..)) { Before::Clock } else { Before::Date };
            return Some(next);
        }
        let number = self.tokens.number(at)?;
        let is_year = at > 0 && self.tokens.is_mark(at - 1, '\'') && self.tokens.glued(at) && number.digits == 2;
        let (is_day, next) = self.ordinal(at + 1);
        self.said.loose.push(Loose { number, is_year, is_day });
        self.before = Before::Other;
        // `05/Nov/2025:09:15:00`, as web servers log it.
        let colon = number.digits == 4 && self.tokens.is_mark(next, ':') && self.said.has_day();
        (self.said.loose.len() <= 3).then_some(next + usize::from(colon))
    }

    /// Whether an ordinal's ending stands here, and what is behind it.
    fn ordinal(&self, at: usize) -> (bool, usize) {
        let ending = |at: usize| self.tokens.glued(at) && self.tokens.word(at).is_some_and(|word| ORDINALS.contains(&word));
        if ending(at) {
            return (true, at + 1);
        }
        // `5-én`, `5.-én`, `2:a`
        let marks = (at..at + 2).take_while(|at| ['-', '.', ':'].iter().any(|mark| self.tokens.is_mark(*at, *mark))).count();
        if marks > 0 && ending(at + marks) { (true, at + marks + 1) } else { (false, at) }
    }

    /// A number before 年, 月, 日 or what says the same in Korean; `None` where that was said before.
    fn with_unit(&mut self, number: Number, unit: &str) -> Option<()> {
        match unit {
            "年" | "년" => {
                let year = match self.era.take() {
                    Some(before) => before + number.year()?,
                    None => figures::full_year(number)?,
                };
                once(&mut self.said.year, year)
            }
            "月" | "월" => {
                self.said.plain = true;
                once(&mut self.said.month, number.small()?)
            }
            _ => once(&mut self.said.day, number.small()?),
        }
    }

    fn mark(&mut self, at: usize, mark: char) -> Option<usize> {
        let beside_word = self.tokens.word(at + 1).is_some() || at > 0 && self.tokens.word(at - 1).is_some();
        match mark {
            '+' | '-' | '–' if matches!(self.before, Before::Clock | Before::Zone) || self.late_offset(at) => {
                if let Some((minutes, next)) = self.offset(at) {
                    self.figures(minutes)?;
                    return Some(next);
                }
                (mark != '+').then_some(at + 1)
            }
            // `2025-11-05+01:00`: the zone of a day (XML Schema, part 2, §3.2.9).
            '+' | '-' if self.before == Before::Date && self.tokens.glued(at) => match self.offset(at) {
                Some((_, next)) if ![':', '.'].iter().any(|mark| self.tokens.is_mark(next, *mark)) => Some(next),
                _ => (mark == '-').then_some(at + 1),
            },
            '-' | '–' if at > 0 => Some(at + 1),
            ',' | ';' | '.' | '@' | '|' | '·' | '•' | '~' | '\'' | '"' => Some(at + 1),
            '/' if beside_word || self.said.has_name() => Some(at + 1),
            ':' if beside_word || self.before == Before::Date => Some(at + 1),
            _ => None,
        }
    }

    /// Whether an offset of four digits stands here, with other things between it and its time of day: `09:15:00 2025 +0000`.
    fn late_offset(&self, at: usize) -> bool {
        let four = self.tokens.glued_number(at + 1, 4..=4).is_some() && self.offset(at).is_some();
        four && self.said.clock.is_some() && !self.tokens.glued(at)
    }

    /// Minutes east of Greenwich: `+01:00`, `-0500`, `+1`; and where that ends.
    fn offset(&self, at: usize) -> Option<(i32, usize)> {
        let plus = self.tokens.is_mark(at, '+');
        let number = self.tokens.number(at + 1).filter(|_| plus || self.tokens.glued(at + 1))?;
        let value = number.small()?;
        let colon = (self.tokens.is_mark(at + 2, ':') || self.tokens.is_mark(at + 2, '.')) && self.tokens.glued(at + 2);
        let (hours, minutes, next) = match number.digits {
            1 | 2 => match self.tokens.glued_number(at + 3, 2..=2).filter(|_| colon) {
                Some(minutes) => (value, minutes.small()?, at + 4),
                None => (value, 0, at + 2),
            },
            3 | 4 => (value / 100, value % 100, at + 2),
            _ => return None,
        };
        // `09:15–10:30` is a span of time.
        let span = self.tokens.is_mark(at, '–') && number.digits != 4;
        let minutes = i32::try_from(hours * 60 + minutes).ok().filter(|_| !span && hours < zones::FARTHEST && minutes < 60)?;
        Some((if plus { minutes } else { -minutes }, next))
    }

    /// Takes an offset in: it says more than a name before it, and may be said twice.
    fn figures(&mut self, minutes: i32) -> Option<()> {
        let same = match self.said.zone {
            Some(Zone::East(known)) => self.before == Before::Zone || known == minutes,
            _ => true,
        };
        self.said.zone = Some(Zone::East(minutes));
        self.before = Before::Clock;
        same.then_some(())
    }

    fn word(&mut self, at: usize, word: &str, capitals: bool) -> Option<usize> {
        let timed = self.said.clock.is_some();
        if word == "t" && (self.before == Before::Date || self.said.has_day()) && self.tokens.number(at + 1).is_some() {
            self.before = Before::T;
            return Some(at + 1);
        }
        if self.before == Before::Clock && clock::is_hour(word) && !(capitals && zones::is_name(word)) {
            return Some(at + 1);
        }
        if let Some(next) = (timed && (capitals || names::meaning(word).is_none())).then(|| self.zone(at, word, capitals)).flatten() {
            return Some(next);
        }
        if let Some(meaning) = names::meaning(word) {
            return self.known(at, word, meaning);
        }
        if let Some(before) = names::era(word) {
            once(&mut self.era, before)?;
            return Some(at + 1);
        }
        self.zone(at, word, capitals).or_else(|| self.begun(at, word)).or_else(|| {
            let unknown = self.before == Before::Clock && capitals && word.is_ascii() && (2..=5).contains(&word.len());
            if unknown && self.said.zone.is_none() {
                self.said.zone = Some(Zone::Unknown);
            }
            unknown.then_some(at + 1)
        })
    }

    /// A word that the tables know.
    fn known(&mut self, at: usize, word: &str, meaning: &Meaning) -> Option<usize> {
        if meaning.morning | meaning.afternoon != 0 {
            return self.half(at, word, meaning);
        }
        let lead = clock::is_lead(word);
        if let Some(named) = meaning.month(word, self.voice.own) {
            self.said.named(named)?;
        } else if meaning.day != 0 {
            self.said.heard(meaning.day);
        }
        if lead || self.before != Before::Clock || meaning.join == 0 {
            self.before = if lead { Before::Lead } else { Before::Other };
        }
        Some(at + 1)
    }

    /// A word for a half of the day, which some languages use to join others: `am 3. November`, `du 3 novembre`.
    fn half(&mut self, at: usize, word: &str, meaning: &Meaning) -> Option<usize> {
        let point = usize::from(self.tokens.is_mark(at + 1, '.'));
        let behind = self.before == Before::Clock;
        let before = || clock::read(self.tokens, at + 1 + point, Hint::default()).is_some();
        let short = word.is_ascii() && word.len() <= 2;
        let day_follows = self.tokens.number(at + 1).is_some() && !before();
        let german = word == "am" && day_follows && {
            let hour = self.said.clock.map_or(0, |clock| clock.hour);
            self.tokens.is_mark(at + 2, '.') || self.voice.primary == *b"de" || hour > 12
        };
        if short && (!(behind || before()) || german) {
            return (meaning.join | meaning.day != 0).then_some(at + 1);
        }
        let english = (meaning.morning | meaning.afternoon) & names::ENGLISH != 0;
        let half = Half {
            afternoon: meaning.afternoon != 0,
            tongues: meaning.morning | meaning.afternoon,
            join: if point == 1 { 0 } else { meaning.join | meaning.day },
            sure: english || !word.is_ascii() || word.len() > 3,
        };
        once(&mut self.said.half, half)?;
        Some(at + 1)
    }

    /// A zone's name, with an offset behind it or without: `GMT`, `UTC-5`, `Eastern Standard Time`, `Europe/London`.
    fn zone(&mut self, at: usize, word: &str, capitals: bool) -> Option<usize> {
        let (zone, next) = self.zone_in_words(at).or_else(|| {
            let alone = word.len() > 1 || word == "z" || self.before == Before::Clock;
            let zone = zones::named(word, capitals, self.voice).filter(|_| alone && !self.tokens.is_mark(at + 1, '/'))?;
            Some((zone, at + 1))
        })?;
        let figures = self.offset(next).filter(|_| matches!(self.tokens.kind(next), Some(Kind::Mark('+' | '-'))));
        let behind = self.said.clock.is_some() || matches!(word, "gmt" | "utc") || self.before == Before::Clock;
        if let Some((minutes, end)) = figures.filter(|_| behind) {
            let both = if self.tokens.glued(next) { zones::together(word, zone, minutes) } else { Zone::East(minutes) };
            self.said.zone.get_or_insert(both);
            self.before = Before::Clock;
            return Some(end);
        }
        // `+0000 UTC`: what was said in figures stands.
        self.said.zone.get_or_insert(zone);
        self.before = Before::Zone;
        Some(next)
    }

    fn zone_in_words(&self, at: usize) -> Option<(Zone, usize)> {
        let is_part = |at: &usize| self.tokens.word(*at).is_some() || self.tokens.is_mark(*at, '/') || self.tokens.is_mark(*at, '-');
        let parts: Vec<usize> = (at..self.tokens.len()).take_while(is_part).take(2 * zones::LONGEST_NAME).collect();
        let slash = parts.iter().any(|at| self.tokens.is_mark(*at, '/'));
        (2..=parts.len()).rev().find_map(|length| {
            let words: Vec<&str> = parts.iter().take(length).filter_map(|at| self.tokens.word(*at)).collect();
            let zone = if slash { zones::place(&words.concat()) } else { zones::long_name(&words.join(" "), self.voice) };
            Some((zone?, at + length))
        })
    }

    /// The beginning of a month's or a weekday's name.
    fn begun(&mut self, at: usize, word: &str) -> Option<usize> {
        match names::begun(word)? {
            Begun::Month(month) => self.said.named(Named { month, tongues: 0, plain: false, or_day: false })?,
            Begun::Day => {}
        }
        self.before = Before::Other;
        Some(at + 1)
    }
}
