//! From a schedule and a time zone to the next run. Pure: the time is an argument.
//!
//! A schedule is a crontab line of five fields, read as Vixie cron reads it, a short name such as `@hourly`, an interval
//! (`every 20m`), or times of day (`at 06:00, 17:30 on weekdays`). The daemon and the command `next` both ask [`next_run`],
//! so that what is shown is what happens.

mod crontab;
mod field;
mod notes;
mod piece;
mod wall;
mod words;

use std::iter::successors;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Datelike, TimeDelta};
use chrono_tz::Tz;

use crate::clock::Instant;
use piece::Piece;
use wall::Wall;

/// The last year for which runs are computed.
const LAST_YEAR: i32 = 2100;

/// How late a run may be before it counts as missed rather than as a little late.
const LATE: TimeDelta = TimeDelta::seconds(60);

/// When a source is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// As it was written.
    text: String,
    /// What it means.
    rule: Rule,
}

/// The two kinds of schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    /// Every so many seconds, counted from the Unix epoch, so that a restart neither shortens nor repeats an interval.
    Every(i64),
    /// At times on the wall clock.
    Wall(Wall),
}

/// What happens when a run's time passed while the daemon was down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missed {
    /// One run makes up for all that were missed.
    #[default]
    Once,
    /// The same, but only while the first of them is late by less than this: what is older is not worth a run of its own.
    Within(Duration),
    /// Nothing; the next time in the schedule is the next run.
    Skip,
}

/// What to do about a run that was planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Its time is still to come.
    Later,
    /// Run it now, once, however many runs were missed with it; the next one is the [`next_run`] after now.
    Now,
    /// Its time passed and it is not made up for; the next one is the [`next_run`] after now.
    Skipped,
}

/// A schedule that cannot be used: what is wrong, and where in the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadSchedule {
    /// One sentence, with the way to mend it.
    pub message: String,
    /// The bytes of the text that are wrong.
    pub span: std::ops::Range<usize>,
}

impl Schedule {
    /// The first run strictly after `after`, in the given zone; `None` when there is none before the year 2101.
    ///
    /// A job at fixed times runs once on a day whose clock change skips or repeats its time: at the first instant after the
    /// gap, or in the first pass. A job whose minute or hour is `*` follows the wall clock: both passes, nothing in the gap.
    /// An interval takes no notice of zones. Times before 1970 count as 1970.
    #[must_use]
    pub fn next(&self, after: Instant, zone: Tz) -> Option<Instant> {
        if after.year() > LAST_YEAR {
            return None;
        }
        let after = after.max(DateTime::UNIX_EPOCH);
        let next = match &self.rule {
            Rule::Every(seconds) => DateTime::from_timestamp((after.timestamp() / seconds + 1) * seconds, 0),
            Rule::Wall(wall) => wall.next(after, zone),
        };
        next.filter(|run| run.year() <= LAST_YEAR)
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it runs less than once a year, which its writer may not have meant.
    #[must_use]
    pub fn is_rare(&self, zone: Tz) -> bool {
        let longest = match self.rule {
            Rule::Every(_) => TimeDelta::days(366),
            // The first Sunday of a month, say, comes once a year up to 371 days apart.
            Rule::Wall(_) => TimeDelta::days(372),
        };
        let runs: Vec<Instant> = successors(self.next(DateTime::UNIX_EPOCH, zone), |run| self.next(*run, zone)).take(3).collect();
        runs.len() < 3 || runs.iter().zip(runs.iter().skip(1)).any(|(run, next)| *next - *run > longest)
    }

    /// At most how many runs it has in each hour of a day, from midnight on, on the days on which it runs.
    #[must_use]
    pub fn by_hour(&self) -> [u32; 24] {
        match &self.rule {
            Rule::Every(seconds) => [u32::try_from(3_600 / seconds).unwrap_or(u32::MAX); 24],
            Rule::Wall(wall) => wall.minutes.map(u64::count_ones),
        }
    }
}

impl FromStr for Schedule {
    type Err = BadSchedule;

    fn from_str(text: &str) -> Result<Self, BadSchedule> {
        let whole = Piece::whole(text).trim();
        let (word, rest) = whole.first_word();
        let rule = if word.is("every") || word.is("@every") {
            Rule::Every(words::read_every(word, rest)?)
        } else if word.is("at") {
            Rule::Wall(words::read_at(word, rest)?)
        } else if word.text.starts_with('@') {
            Rule::Wall(crontab::read_short_name(word, rest)?)
        } else {
            Rule::Wall(crontab::read_line(whole)?)
        };
        Ok(Self { text: text.to_owned(), rule })
    }
}

/// The first run of a source strictly after `after`: its schedule's next time, moved by the source's [`splay`].
///
/// Each time of the schedule gives exactly one run, also between a time and its splay. `None` as for [`Schedule::next`].
#[must_use]
pub fn next_run(schedule: &Schedule, after: Instant, zone: Tz, splay: Duration) -> Option<Instant> {
    let splay = TimeDelta::from_std(splay).ok()?;
    schedule.next(after.checked_sub_signed(splay)?, zone)?.checked_add_signed(splay)
}

/// What to tell people about a run of [`next_run`] beside which the clocks change; `None` on ordinary days.
#[must_use]
pub fn note(schedule: &Schedule, run: Instant, zone: Tz, splay: Duration) -> Option<String> {
    let time = run.checked_sub_signed(TimeDelta::from_std(splay).ok()?)?;
    match &schedule.rule {
        Rule::Every(seconds) => notes::beside_interval(time, *seconds, zone),
        Rule::Wall(wall) => wall.note(time, zone),
    }
}

/// A source's own offset in whole seconds, from zero to less than `jitter`, so that sources do not all run at once.
///
/// It comes from the name alone (`publication/source`), so that a restart does not move it.
#[must_use]
pub fn splay(source: &str, jitter: Duration) -> Duration {
    let mut seed = [0; 8];
    blake3::Hasher::new().update(source.as_bytes()).finalize_xof().fill(&mut seed);
    Duration::from_secs(u64::from_le_bytes(seed).checked_rem(jitter.as_secs()).unwrap_or_default())
}

/// What to do now about a run that was planned for `due`, also after days without power.
///
/// A run that is at most a minute late is always made; only beyond that does `missed` decide.
#[must_use]
pub fn catch_up(due: Instant, now: Instant, missed: Missed) -> Due {
    let late = now - due;
    let too_late = match missed {
        Missed::Once => false,
        // A deadline longer than any time is none.
        Missed::Within(deadline) => TimeDelta::from_std(deadline).is_ok_and(|deadline| late >= deadline),
        Missed::Skip => true,
    };
    match (due > now, late > LATE && too_late) {
        (true, _) => Due::Later,
        (false, true) => Due::Skipped,
        (false, false) => Due::Now,
    }
}

#[cfg(test)]
mod tests;
