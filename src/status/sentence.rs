//! The answer to "is anything wrong?", told first wherever the state is shown.

use super::{ConfigState, SourceStatus, Status};
use crate::clock::Instant;

/// Failing sources that the sentence names; the others it counts.
const NAMED: usize = 3;
/// How far ahead a release may be; clocks are set by less than this every day.
const AHEAD: chrono::TimeDelta = chrono::TimeDelta::minutes(2);

/// One sentence for each thing that is wrong, or one that says that nothing is.
#[must_use]
pub fn sentence(status: &Status) -> String {
    let told = [refused(&status.config), Some(health(status)), late(status), ahead(status)];
    told.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Whether the sentence tells of something that is wrong.
#[must_use]
pub fn is_well(status: &Status) -> bool {
    status.config.ok && status.sources.iter().all(|source| source.ok && !source.is_late(status.now)) && ahead(status).is_none()
}

fn refused(config: &ConfigState) -> Option<String> {
    let errors = match config.errors.len() {
        0 => String::new(),
        1 => " (1 error)".to_owned(),
        many => format!(" ({many} errors)"),
    };
    (!config.ok).then(|| format!("The last edit of the configuration was refused{errors}; the one before it runs on."))
}

/// How many sources are well, and which are not, those that failed most often first.
fn health(status: &Status) -> String {
    let all = status.sources.len();
    let unread = status.sources.iter().filter(|source| source.last_attempt.is_none()).count();
    let failing = status.sources.iter().filter(|source| !source.ok).count();
    match (all, failing, unread) {
        (0, ..) => "No source is configured; write a `[source.NAME]` into a publication's file.".to_owned(),
        (_, 0, unread) if unread == all => format!("Nothing has been read yet: {}.", counted(all, "source waits", "sources wait")),
        (1, 0, _) => "The only source is well.".to_owned(),
        (_, 0, 0) => format!("All {all} sources are well."),
        (_, 0, _) => format!("{}; {} not read yet.", well(all - unread, all), counted(unread, "was", "were")),
        _ => format!("{}; failing: {}.", well(all - failing, all), failures(status)),
    }
}

fn well(count: usize, all: usize) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{count} of {all} sources {verb} well")
}

fn failures(status: &Status) -> String {
    let mut failing: Vec<&SourceStatus> = status.sources.iter().filter(|source| !source.ok).collect();
    failing.sort_by_key(|source| std::cmp::Reverse(source.consecutive_failures));
    let named: Vec<String> = failing.iter().take(NAMED).map(|source| failure(source)).collect();
    let more = failing.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(", and {more} more") };
    format!("{}{more}", named.join(", "))
}

fn failure(source: &SourceStatus) -> String {
    let kind = source.kind.as_deref().unwrap_or("unknown");
    let times = if source.consecutive_failures == 1 { "time" } else { "times in a row" };
    format!("{} ({kind}, {} {times})", source.source, source.consecutive_failures)
}

fn late(status: &Status) -> Option<String> {
    let late: Vec<&SourceStatus> = status.sources.iter().filter(|source| source.is_late(status.now)).collect();
    let first = late.iter().min_by_key(|source| source.next_run)?;
    let since = first.next_run.map(|next| distance(next, status.now)).unwrap_or_default();
    Some(format!("{} overdue: {} should have begun {since}.", counted(late.len(), "run is", "runs are"), first.source))
}

/// A clock that was ahead left a release in the future. New articles are released after it, and never in the future: they wait.
fn ahead(status: &Status) -> Option<String> {
    let newest = status.publications.iter().filter_map(|(name, publication)| Some((publication.newest_release?, name)));
    let (at, name) = newest.max().filter(|(at, _)| *at > status.now + AHEAD)?;
    let when = distance(at, status.now);
    Some(format!("The clock was ahead when {name} released its newest article, dated {when}; what is new waits for that time."))
}

/// A number and its word: `1 source waits`, `3 sources wait`.
#[must_use]
pub fn counted<N: std::fmt::Display + PartialEq + Copy + From<u8>>(count: N, one: &str, many: &str) -> String {
    format!("{count} {}", if count == N::from(1) { one } else { many })
}

/// How far a moment is from now, in one unit: `in 12 min`, `3 h ago`, `now`.
#[must_use]
pub fn distance(at: Instant, now: Instant) -> String {
    let seconds = (at - now).num_seconds();
    let amount = match seconds.unsigned_abs() {
        0 => return "now".to_owned(),
        s @ 1..60 => format!("{s} s"),
        s @ 60..7_200 => format!("{} min", s / 60),
        s @ 7_200..172_800 => format!("{} h", s / 3_600),
        s => format!("{} days", s / 86_400),
    };
    if seconds > 0 { format!("in {amount}") } else { format!("{amount} ago") }
}

#[cfg(test)]
mod tests {
    use super::super::example::{broken, minutes, now, refused, source, status};
    use super::*;

    #[test]
    fn a_release_in_the_future_is_told() {
        let mut ahead = status(vec![source("hsj/a")]);
        assert!(is_well(&ahead));
        ahead.publications.get_mut("hsj").unwrap().newest_release = Some(minutes(3 * 24 * 60));
        assert!(!is_well(&ahead));
        assert!(sentence(&ahead).contains("dated in 3 days; what is new waits"), "{}", sentence(&ahead));
    }

    fn unread(name: &str) -> SourceStatus {
        SourceStatus { last_attempt: None, last_success: None, ..source(name) }
    }

    #[test]
    fn the_answer_counts_what_is_well_and_names_what_is_not() {
        let table = [
            (vec![], "No source is configured; write a `[source.NAME]` into a publication's file."),
            (vec![source("a/a")], "The only source is well."),
            (vec![source("a/a"), source("a/b")], "All 2 sources are well."),
            (vec![unread("a/a")], "Nothing has been read yet: 1 source waits."),
            (vec![unread("a/a"), unread("a/b")], "Nothing has been read yet: 2 sources wait."),
            (vec![source("a/a"), unread("a/b")], "1 of 2 sources is well; 1 was not read yet."),
            (vec![source("a/a"), source("a/b"), unread("a/c")], "2 of 3 sources are well; 1 was not read yet."),
            (vec![broken("a/a", 1)], "0 of 1 sources are well; failing: a/a (timeout, 1 time)."),
            (
                vec![source("a/a"), broken("a/b", 1), broken("a/c", 9), broken("a/d", 4), broken("a/e", 2)],
                "1 of 5 sources is well; failing: a/c (timeout, 9 times in a row), a/d (timeout, 4 times in a row), \
                 a/e (timeout, 2 times in a row), and 1 more.",
            ),
        ];
        for (sources, told) in table {
            assert_eq!(sentence(&status(sources)), told);
        }
    }

    #[test]
    fn a_refused_edit_is_told_first() {
        assert_eq!(
            sentence(&refused()),
            "The last edit of the configuration was refused (1 error); the one before it runs on. The only source is well."
        );
    }

    #[test]
    fn a_run_is_overdue_after_a_quarter_of_an_hour() {
        let at = |minutes_from_now| SourceStatus { next_run: Some(minutes(minutes_from_now)), ..source("a/a") };
        assert!(is_well(&status(vec![at(-15)])));
        let late = status(vec![at(-16), SourceStatus { next_run: Some(minutes(-240)), ..source("a/b") }]);
        assert!(!is_well(&late));
        assert_eq!(sentence(&late), "All 2 sources are well. 2 runs are overdue: a/b should have begun 4 h ago.");
    }

    #[test]
    fn a_failing_source_and_a_refused_edit_are_not_well() {
        assert!(!is_well(&status(vec![source("a/a"), broken("a/b", 1)])));
        assert!(!is_well(&refused()));
        assert!(is_well(&status(vec![source("a/a"), unread("a/b")])));
    }

    #[test]
    fn distances_are_told_in_the_largest_unit_that_says_enough() {
        let table = [
            (0, "now"),
            (1, "in 1 s"),
            (-59, "59 s ago"),
            (60, "in 1 min"),
            (7_199, "in 119 min"),
            (7_200, "in 2 h"),
            (-172_799, "47 h ago"),
            (172_800, "in 2 days"),
        ];
        for (seconds, told) in table {
            assert_eq!(distance(now() + chrono::TimeDelta::seconds(seconds), now()), told);
        }
    }
}
