//! `feedmill next`: the coming runs, for people as a table and for programs as JSON lines. Pure printing.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat};
use chrono_tz::{OffsetName, Tz};
use serde::Serialize;

use crate::article::rfc3339;
use crate::clock::Instant;
use crate::schedule::{Schedule, next_run, note};

/// A source whose coming runs are asked for.
#[derive(Clone, Debug)]
pub struct Planned<'a> {
    /// Its full name, `publication/source`.
    pub source: String,
    /// When it is read.
    pub schedule: &'a Schedule,
    /// Its publication's zone.
    pub zone: Tz,
    /// Its own offset, from [`crate::schedule::splay`].
    pub splay: Duration,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// How many runs of each source.
    pub count: usize,
    /// Runs after this moment.
    pub from: Instant,
    /// The time now, from which "in 3 h" counts.
    pub now: Instant,
    /// JSON, one object a line, instead of a table.
    pub json: bool,
}

/// One coming run as a line of JSON.
#[derive(Serialize)]
struct Run<'a> {
    source: &'a str,
    at: String,
    utc: String,
    in_seconds: i64,
    note: Option<String>,
}

/// The lines to print: the sources in the order given, each with its next runs.
///
/// The table has a heading for each source and an empty line between two; a run is told in local time, in UTC, and by how
/// long it is from now, with a note where the clocks change.
#[must_use]
pub fn lines(sources: &[Planned<'_>], question: Question) -> Vec<String> {
    if question.json {
        return sources.iter().flat_map(|planned| json(planned, question)).collect();
    }
    let tables: Vec<Vec<String>> = sources.iter().map(|planned| table(planned, question)).collect();
    tables.join(&String::new())
}

impl Planned<'_> {
    /// The runs asked for, and the note on each.
    fn runs(&self, question: Question) -> impl Iterator<Item = (DateTime<Tz>, Option<String>)> {
        let next = |after: Instant| next_run(self.schedule, after, self.zone, self.splay);
        std::iter::successors(next(question.from), move |run| next(*run))
            .take(question.count)
            .map(|run| (run.with_timezone(&self.zone), note(self.schedule, run, self.zone, self.splay)))
    }
}

/// The runs of one source as JSON.
fn json(planned: &Planned<'_>, question: Question) -> Vec<String> {
    let line = |(at, note): (DateTime<Tz>, Option<String>)| {
        let run = Run {
            source: &planned.source,
            at: at.to_rfc3339_opts(SecondsFormat::Secs, false),
            utc: rfc3339(at.to_utc()),
            in_seconds: (at.to_utc() - question.now).num_seconds(),
            note,
        };
        // Texts and numbers always have a form in JSON.
        serde_json::to_string(&run).unwrap_or_default()
    };
    planned.runs(question).map(line).collect()
}

/// The runs of one source as a heading and a row each.
fn table(planned: &Planned<'_>, question: Question) -> Vec<String> {
    let heading = format!("{}  {}  ({})", planned.source, planned.schedule.text().trim(), planned.zone);
    let rows: Vec<[String; 4]> = planned
        .runs(question)
        .map(|(at, note)| [local(&at), rfc3339(at.to_utc()), distance(at.to_utc(), question.now), note.unwrap_or_default()])
        .collect();
    if rows.is_empty() && question.count > 0 {
        return vec![heading, "  no run before the year 2101".to_owned()];
    }
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let (first, third) = (width(0), width(2));
    let row =
        |[local, utc, distance, note]: &[String; 4]| format!("  {local:first$}  {utc}  {distance:third$}  {note}").trim_end().to_owned();
    std::iter::once(heading).chain(rows.iter().map(row)).collect()
}

/// A local time with weekday, zone name and offset: `Sun 2027-03-28 02:00:00 BST +01:00`.
fn local(at: &DateTime<Tz>) -> String {
    let day = at.format("%a %Y-%m-%d %H:%M:%S");
    // Some zones have no name but their offset, which would stand there twice.
    match at.offset().abbreviation().filter(|name| name.starts_with(char::is_alphabetic)) {
        Some(name) => format!("{day} {name} {}", at.format("%:z")),
        None => format!("{day} {}", at.format("%:z")),
    }
}

/// How far a moment is from now, in its two largest units: `in 3 h 12 min`, `2 d 5 h ago`.
fn distance(at: Instant, now: Instant) -> String {
    let seconds = (at - now).num_seconds();
    let (minutes, hours, days) = (seconds.abs() / 60, seconds.abs() / 3_600, seconds.abs() / 86_400);
    let length = match (days, hours, minutes) {
        (0, 0, 0) => format!("{} s", seconds.abs()),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, _) => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} d {} h", hours % 24),
    };
    if seconds < 0 { format!("{length} ago") } else { format!("in {length}") }
}
