//! One field of a crontab line: lists, ranges, steps and names.

use super::BadSchedule;
use super::piece::Piece;
use crate::article::MONTH_NAMES;

/// English weekday names; the position is the crontab number.
const WEEKDAY_NAMES: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// What may stand in a field.
pub(super) struct Field {
    /// The word for it in messages.
    name: &'static str,
    /// The values that can be written, in words.
    values: &'static str,
    /// The smallest value.
    low: u32,
    /// The largest value that can be written.
    high: u32,
    /// The largest value that `*` stands for; differs from `high` for weekdays, where 7 is Sunday again.
    star: u32,
    /// Names for the values, the first of them for `low`.
    names: &'static [&'static str],
    /// How a range that turns over is written: its last value, and its first.
    turn: (&'static str, &'static str),
}

/// The minute.
pub(super) const MINUTE: Field = Field { name: "minute", values: "0–59", low: 0, high: 59, star: 59, names: &[], turn: ("59", "0") };
/// The hour.
pub(super) const HOUR: Field = Field { name: "hour", values: "0–23", low: 0, high: 23, star: 23, names: &[], turn: ("23", "0") };
/// The day of the month.
pub(super) const DAY: Field = Field { name: "day of month", values: "1–31", low: 1, high: 31, star: 31, names: &[], turn: ("31", "1") };
/// The month.
pub(super) const MONTH: Field =
    Field { name: "month", values: "1–12 or JAN–DEC", low: 1, high: 12, star: 12, names: &MONTH_NAMES, turn: ("DEC", "JAN") };
/// The weekday; 0 and 7 are both Sunday.
pub(super) const WEEKDAY: Field =
    Field { name: "weekday", values: "0–7 or SUN–SAT", low: 0, high: 7, star: 6, names: &WEEKDAY_NAMES, turn: ("SUN", "MON") };

/// The values of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Values {
    /// One bit for each value.
    bits: u64,
    /// Whether the text began with `*`, which decides how days combine and what clock changes do (as Vixie cron does).
    pub star: bool,
}

impl Values {
    /// Every value of the field, as `*` gives.
    pub(super) fn all(field: &Field) -> Self {
        Self { bits: bits(field.low, field.star, 1), star: true }
    }

    /// These values, as a list gives.
    pub(super) fn of(values: impl IntoIterator<Item = u32>) -> Self {
        Self { bits: values.into_iter().fold(0, |bits, value| bits | bit(value)), star: false }
    }

    /// The values in ascending order.
    pub(super) fn iter(self) -> impl Iterator<Item = u32> {
        (0..64).filter(move |value| self.bits & bit(*value) != 0)
    }
}

impl Field {
    /// Reads the field.
    ///
    /// # Errors
    /// A sentence that points at the very value that cannot stand here.
    pub(super) fn read(&self, text: Piece<'_>) -> Result<Values, BadSchedule> {
        let bits = text.split(',').try_fold(0, |bits, item| Ok(bits | self.read_item(item, text)?))?;
        Ok(Values { bits, star: text.text.starts_with('*') })
    }

    /// Reads one item of the list: `*`, a value, a range, with or without a step.
    fn read_item(&self, item: Piece<'_>, whole: Piece<'_>) -> Result<u64, BadSchedule> {
        if item.text.is_empty() {
            return Err(whole.bad(format!("{} has an empty place in its list; write values between the commas", self.name)));
        }
        let (base, step) = item.split_once('/').map_or((item, None), |(base, step)| (base, Some(step)));
        let (low, high) = if base.text == "*" {
            (self.low, self.star)
        } else if let Some((low, high)) = base.split_once('-').filter(|(low, _)| !low.text.is_empty()) {
            self.read_range(base, low, high)?
        } else {
            let value = self.read_value(base)?;
            if step.is_some() {
                return Err(item.bad(format!("a step needs a range or `*`; write `{}-{}` before the `/`", base.text, self.turn.0)));
            }
            (value, value)
        };
        let found = bits(low, high, step.map_or(Ok(1), |step| self.read_step(step))?);
        Ok(if self.counts_sunday_twice() && found & bit(7) != 0 { found & !bit(7) | bit(0) } else { found })
    }

    /// Reads a range; a Sunday at its end is the end of the week.
    fn read_range(&self, base: Piece<'_>, from: Piece<'_>, to: Piece<'_>) -> Result<(u32, u32), BadSchedule> {
        let (low, mut high) = (self.read_value(from)?, self.read_value(to)?);
        if self.counts_sunday_twice() && high == 0 && low > 0 {
            high = 7;
        }
        if low <= high {
            return Ok((low, high));
        }
        let (last, first) = self.turn;
        let second = if to.is(first) { first.to_owned() } else { format!("{first}-{}", to.text) };
        Err(base.bad(format!("a range cannot run backwards; write `{}-{last},{second}`", from.text)))
    }

    /// Whether its largest value is its smallest again: only for weekdays, where 0 and 7 are Sunday.
    const fn counts_sunday_twice(&self) -> bool {
        self.high > self.star
    }

    /// Reads one number or name.
    pub(super) fn read_value(&self, value: Piece<'_>) -> Result<u32, BadSchedule> {
        let number = value.number().or_else(|| self.named(value.text));
        number.filter(|number| (self.low..=self.high).contains(number)).ok_or_else(|| self.bad_value(value))
    }

    /// Reads a step.
    fn read_step(&self, step: Piece<'_>) -> Result<u32, BadSchedule> {
        step.number().filter(|step| (1..=self.high).contains(step)).ok_or_else(|| {
            let hint = if self.name == "minute" { "; for longer intervals write `every 90m`" } else { "" };
            step.bad(format!("a step of the {} must be 1–{}, not {}{hint}", self.name, self.high, step.shown()))
        })
    }

    /// The value of a name, written out or cut to three letters or more, in any case.
    fn named(&self, text: &str) -> Option<u32> {
        let fits = |name: &&str| text.len() >= 3 && name.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text));
        (self.low..).zip(self.names).find(|(_, name)| fits(name)).map(|(number, _)| number)
    }

    /// Why a value cannot stand in this field.
    fn bad_value(&self, value: Piece<'_>) -> BadSchedule {
        let Self { name, values, .. } = self;
        if value.text == "?" {
            return value.bad(format!("`?` is not crontab; write `*` for any {name}"));
        }
        if is_quartz(value.text) {
            return value.bad(format!(
                "`{}` is not crontab: `L`, `W` and `#` (last, nearest, nth) cannot be used; write the values themselves, {values}",
                value.text
            ));
        }
        let near = self.names.iter().find(|name| strsim::osa_distance(&start_of(name), &start_of(value.text)) == 1);
        let hint = near.filter(|_| value.text.len() >= 3).map(|name| format!("; did you mean `{}`?", start_of(name))).unwrap_or_default();
        value.bad(format!("{name} must be {values}, not {}{hint}", value.shown()))
    }
}

/// The first three letters in upper case.
fn start_of(name: &str) -> String {
    name.chars().take(3).collect::<String>().to_uppercase()
}

/// Whether a value uses the letters that Quartz added to crontab: `L`, `LW`, `15W`, `5L`, `FRI#2`.
fn is_quartz(text: &str) -> bool {
    let rest = text.trim_end_matches(['L', 'W', 'l', 'w']);
    let letters = rest.len() < text.len() && (rest.bytes().all(|byte| byte.is_ascii_digit()) || rest.len() == 3);
    text.contains('#') || letters
}

/// The bit of one value.
const fn bit(value: u32) -> u64 {
    1 << value
}

/// The bits of every `step`th value from `low` to `high`.
fn bits(low: u32, high: u32, step: u32) -> u64 {
    (low..=high).step_by(step as usize).fold(0, |bits, value| bits | bit(value))
}
