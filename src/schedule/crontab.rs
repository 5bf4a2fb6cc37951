//! Crontab lines of five fields, with the meaning that Vixie cron gives them.

use super::BadSchedule;
use super::field::{DAY, HOUR, MINUTE, MONTH, Values, WEEKDAY};
use super::piece::Piece;
use super::wall::Wall;
use crate::article::MONTH_NAMES;

/// Short names for common lines, and what they stand for.
const SHORT_NAMES: [(&str, &str); 7] = [
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
];

/// The five fields of a line.
struct Line {
    minute: Values,
    hour: Values,
    day: Values,
    month: Values,
    weekday: Values,
}

/// Reads a short name such as `@hourly`.
///
/// # Errors
/// When there is no such name (`@reboot` is none, because it is no time), or when something stands behind it.
pub(super) fn read_short_name(name: Piece<'_>, rest: Piece<'_>) -> Result<Wall, BadSchedule> {
    if name.is("@reboot") {
        return Err(name.bad("`@reboot` is not a time; write when to read, such as `@hourly` or `every 20m`"));
    }
    if let Some((_, line)) = SHORT_NAMES.iter().find(|(known, _)| name.is(known)) {
        return if rest.text.is_empty() {
            read_line(Piece::whole(line))
        } else {
            Err(rest.bad(format!("nothing can stand behind `{}`; leave this out", name.text)))
        };
    }
    let text = name.text.to_ascii_lowercase();
    let near = SHORT_NAMES.iter().find(|(known, _)| strsim::osa_distance(known, &text) <= 2);
    let hint = near.map_or("write `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly` or `every 20m`".to_owned(), |(known, _)| {
        format!("did you mean `{known}`?")
    });
    Err(name.bad(format!("`{}` is not a schedule; {hint}", name.text)))
}

/// Reads a line of five fields.
///
/// # Errors
/// A sentence that points at the field or value that is wrong, also for a line that could never run.
pub(super) fn read_line(text: Piece<'_>) -> Result<Wall, BadSchedule> {
    let words: Vec<Piece<'_>> = text.words().collect();
    let &[minute, hour, day, month, weekday] = words.as_slice() else { return Err(wrong_count(text, &words)) };
    let line = Line {
        minute: MINUTE.read(minute)?,
        hour: HOUR.read(hour)?,
        day: DAY.read(day)?,
        month: MONTH.read(month)?,
        weekday: WEEKDAY.read(weekday)?,
    };
    let wall = line.wall();
    if wall.ever_runs() { Ok(wall) } else { Err(never(day, month, &line)) }
}

impl Line {
    /// The times of the line on a wall clock.
    fn wall(&self) -> Wall {
        let interval = self.minute.star || self.hour.star;
        let mut wall = Wall::new(interval);
        if self.day.star || self.weekday.star {
            wall.add(self.minute, self.hour, self.day, self.month, self.weekday);
        } else {
            // Where both days are restricted, either of them is enough.
            wall.add(self.minute, self.hour, self.day, self.month, Values::all(&WEEKDAY));
            wall.add(self.minute, self.hour, Values::all(&DAY), self.month, self.weekday);
        }
        wall
    }
}

/// Why a line never runs: its months have no such day.
fn never(day: Piece<'_>, month: Piece<'_>, line: &Line) -> BadSchedule {
    let name = |number: u32| MONTH_NAMES.get(number.saturating_sub(1) as usize).copied().unwrap_or_default();
    let months: Vec<&str> = line.month.iter().map(name).collect();
    let verb = if months.len() == 1 { "has" } else { "have" };
    let message = format!("{} never {verb} a day {}, so this would never run; choose another day", months.join(" and "), day.text);
    day.bad_to(month, message)
}

/// Why a line that has not five fields is refused, with the five that are probably meant.
fn wrong_count(text: Piece<'_>, words: &[Piece<'_>]) -> BadSchedule {
    let count = words.len();
    let five = "five fields (minute, hour, day of month, month, weekday)";
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return text.bad("the schedule is empty; write a crontab line such as `0 7 * * *`, or `every 20m`");
    };
    if count < 5 {
        let known = SHORT_NAMES.iter().find(|(name, _)| count == 1 && name.strip_prefix('@').is_some_and(|name| first.is(name)));
        let hint =
            known.map_or("write `*` for any value, or `@hourly`, or `every 20m`".to_owned(), |(name, _)| format!("did you mean `{name}`?"));
        return first.bad_to(*last, format!("a crontab line has {five}, not {count}; {hint}"));
    }
    let without_seconds = words.get(1..6).and_then(fitting);
    let without_rest = words.get(..5).and_then(fitting);
    match (without_seconds, without_rest) {
        (Some(meant), _) => first.bad(format!("a crontab line has {five}, not {count}; leave the seconds out and write `{meant}`")),
        (None, Some(meant)) => {
            let extra = words.get(5).copied().unwrap_or(*last);
            extra.bad_to(*last, format!("a crontab line has {five} and nothing behind them; write `{meant}`"))
        }
        (None, None) => first.bad_to(*last, format!("a crontab line has {five}, not {count}; write one such as `0 7 * * *`")),
    }
}

/// Five words as one line, if that is a good one; `?`, which Quartz wants for "any", becomes `*`.
fn fitting(words: &[Piece<'_>]) -> Option<String> {
    let line = words.iter().map(|word| if word.text == "?" { "*" } else { word.text }).collect::<Vec<_>>().join(" ");
    (words.len() == 5 && read_line(Piece::whole(&line)).is_ok()).then_some(line)
}
