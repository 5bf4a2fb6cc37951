//! `feedmill next`: the coming runs, for people as a table and for programs as JSON lines.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat};
use chrono_tz::{OffsetName, Tz};
use clap::Args;
use serde::Serialize;

use super::{Exit, Failure, Here, print};
use crate::article::rfc3339;
use crate::clock::Instant;
use crate::schedule::{Schedule, next_run, note, splay};

/// The options of `next`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only this source, as `publication/source`.
    #[arg(value_name = "SOURCE")]
    pub source: Option<String>,
    /// So many runs of each source.
    #[arg(short = 'n', default_value_t = 5, value_name = "N")]
    pub count: usize,
    /// Runs after this time (RFC 3339) instead of now.
    #[arg(long, value_name = "T")]
    pub from: Option<DateTime<chrono::FixedOffset>>,
    /// One object a line.
    #[arg(long)]
    pub json: bool,
}

/// Shows the coming runs, as the daemon will make them. Needs no store.
///
/// # Errors
/// When the configuration is not usable, or there is no such source.
pub fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let config = here.config()?;
    let mut planned = Vec::new();
    for publication in &config.publications {
        for source in &publication.sources {
            let name = format!("{}/{}", publication.name, source.name);
            if arguments.source.as_ref().is_none_or(|wanted| *wanted == name) {
                let splay = splay(&name, config.jitter);
                planned.push(Planned { source: name, schedule: &source.schedule, zone: source.zone, splay });
            }
        }
    }
    if let (Some(wanted), []) = (&arguments.source, planned.as_slice()) {
        return Err(Failure::new(Exit::NoInput, format!("there is no source `{wanted}`; `feedmill next` shows all there are")));
    }
    let now = here.clock.now();
    let from = arguments.from.map_or(now, |from| from.to_utc());
    print(lines(&planned, Question { count: arguments.count, from, now, json: arguments.json }))?;
    Ok(Exit::Ok)
}

/// A source whose coming runs are asked for.
#[derive(Clone, Debug)]
pub struct Planned<'a> {
    /// Its full name, `publication/source`.
    pub source: String,
    /// When it is read.
    pub schedule: &'a Schedule,
    /// The zone that it is counted in.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::splay;

    /// The lines for one source of the journal in London.
    fn lines_of(schedule: &str, from: &str, now: &str, count: usize, json: bool) -> Vec<String> {
        let schedule = schedule.parse().expect("a good schedule");
        let planned = Planned { source: "hsj/latest".to_owned(), schedule: &schedule, zone: Tz::Europe__London, splay: Duration::ZERO };
        lines(&[planned], question(from, now, count, json))
    }

    fn question(from: &str, now: &str, count: usize, json: bool) -> Question {
        Question { count, from: from.parse().expect("a time"), now: now.parse().expect("a time"), json }
    }

    #[test]
    fn people_see_local_time_utc_distance_and_a_note() {
        let lines = lines_of("30 1 * * *", "2027-03-26T12:00:00Z", "2027-03-27T00:00:00Z", 4, false);
        assert_eq!(
            lines,
            [
                "hsj/latest  30 1 * * *  (Europe/London)",
                "  Sat 2027-03-27 01:30:00 GMT +00:00  2027-03-27T01:30:00Z  in 1 h 30 min",
                "  Sun 2027-03-28 02:00:00 BST +01:00  2027-03-28T01:00:00Z  in 1 d 1 h     01:30 does not exist on 2027-03-28, runs at 02:00",
                "  Mon 2027-03-29 01:30:00 BST +01:00  2027-03-29T00:30:00Z  in 2 d 0 h",
                "  Tue 2027-03-30 01:30:00 BST +01:00  2027-03-30T00:30:00Z  in 3 d 0 h",
            ]
        );
    }

    #[test]
    fn programs_get_one_object_a_line_with_the_keys_in_their_order() {
        let lines = lines_of("*/30 * * * *", "2026-10-25T00:10:00Z", "2026-10-25T00:00:00.500Z", 2, true);
        assert_eq!(
            lines,
            [
                r#"{"source":"hsj/latest","at":"2026-10-25T01:30:00+01:00","utc":"2026-10-25T00:30:00Z","in_seconds":1799,"note":"the clock goes back on this day; this is the first 01:30"}"#,
                r#"{"source":"hsj/latest","at":"2026-10-25T01:00:00+00:00","utc":"2026-10-25T01:00:00Z","in_seconds":3599,"note":"the clock goes back on this day; this is the second 01:00"}"#,
            ]
        );
        let plain = lines_of("@daily", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 1, true);
        assert!(plain.iter().all(|line| line.ends_with(r#""in_seconds":86400,"note":null}"#)), "{plain:?}");
    }

    #[test]
    fn sources_stand_in_the_order_given_each_with_all_its_runs() {
        let (late, early): (Schedule, Schedule) = ("at 20:00".parse().expect("good"), "every 20m".parse().expect("good"));
        let (zone, splay) = (Tz::UTC, Duration::from_secs(7));
        let planned = [("hsj/late", &late), ("hsj/early", &early)].map(|(source, schedule)| Planned {
            source: source.to_owned(),
            schedule,
            zone,
            splay,
        });
        let ask = |json| lines(&planned, question("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 2, json));
        let table = [
            "hsj/late  at 20:00  (UTC)",
            "  Thu 2026-01-01 20:00:07 UTC +00:00  2026-01-01T20:00:07Z  in 20 h 0 min",
            "  Fri 2026-01-02 20:00:07 UTC +00:00  2026-01-02T20:00:07Z  in 1 d 20 h",
            "",
            "hsj/early  every 20m  (UTC)",
            "  Thu 2026-01-01 00:00:07 UTC +00:00  2026-01-01T00:00:07Z  in 7 s",
            "  Thu 2026-01-01 00:20:07 UTC +00:00  2026-01-01T00:20:07Z  in 20 min",
        ];
        assert_eq!(ask(false), table);
        let seconds: Vec<bool> = ask(true).iter().map(|line| line.contains("hsj/late")).collect();
        assert_eq!(seconds, [true, true, false, false]);
    }

    #[test]
    fn what_is_shown_is_what_the_daemon_asks_for() {
        let schedule: Schedule = "*/20 * * * *".parse().expect("good");
        let (zone, splay) = (Tz::Australia__Lord_Howe, splay("hsj/latest", Duration::from_mins(5)));
        let planned = Planned { source: "hsj/latest".to_owned(), schedule: &schedule, zone, splay };
        let start = "2026-04-04T13:00:00Z";
        let shown = lines(&[planned], question(start, start, 12, true));
        let mut now: Instant = start.parse().expect("a time");
        for line in shown {
            now = next_run(&schedule, now, zone, splay).expect("a run");
            assert!(line.contains(&format!(r#""utc":"{}""#, rfc3339(now))), "{line}");
        }
    }

    #[test]
    fn a_zone_without_a_name_shows_its_offset_once() {
        let at = |zone: Tz| local(&"2026-01-01T00:00:00Z".parse::<Instant>().expect("a time").with_timezone(&zone));
        assert_eq!(at(Tz::America__Sao_Paulo), "Wed 2025-12-31 21:00:00 -03:00");
    }

    #[test]
    fn no_runs_are_told_and_none_asked_for_are_not_missed() {
        let none = lines_of("@daily", "2101-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 3, false);
        assert_eq!(none, ["hsj/latest  @daily  (Europe/London)", "  no run before the year 2101"]);
        assert!(lines_of("@daily", "2101-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 3, true).is_empty());
        assert_eq!(lines_of("@daily", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 0, false).len(), 1);
    }

    #[test]
    fn distances_are_told_in_the_two_largest_units() {
        let now: Instant = "2026-01-01T00:00:00Z".parse().expect("a time");
        for (seconds, expected) in [
            (0, "in 0 s"),
            (59, "in 59 s"),
            (60, "in 1 min"),
            (3_600 * 3 + 12 * 60, "in 3 h 12 min"),
            (86_400 * 2 + 3_600 * 5, "in 2 d 5 h"),
            (-90, "1 min ago"),
        ] {
            assert_eq!(distance(now + chrono::TimeDelta::seconds(seconds), now), expected);
        }
    }
}
