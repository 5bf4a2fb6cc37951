//! What the daemon and the command `next` ask beside the plain next time: splay, notes, runs that were missed.

use super::*;

const HOUR: Duration = Duration::from_hours(1);

#[test]
fn a_source_keeps_its_splay_and_sources_differ() {
    let names = ["hsj/latest", "hsj/archive", "bmj/latest", "bmj/news"];
    let splays: Vec<Duration> = names.iter().map(|name| splay(name, HOUR)).collect();
    // The numbers are fixed: a new release must not move the runs of a source.
    assert_eq!(splays, [52, 2731, 577, 1135].map(Duration::from_secs));
    assert!(splays.iter().all(|splay| *splay < HOUR));
}

#[test]
fn no_jitter_is_no_splay() {
    for jitter in [Duration::ZERO, Duration::from_millis(999), Duration::from_secs(1)] {
        assert_eq!(splay("hsj/latest", jitter), Duration::ZERO);
    }
}

#[test]
fn a_splay_longer_than_the_interval_loses_and_doubles_nothing() {
    let (every, splay) = (schedule("every 20m"), Duration::from_mins(50));
    let start = at("2026-01-01T00:00:00Z");
    let runs = successors(next_run(&every, start, London, splay), |run| next_run(&every, *run, London, splay));
    let minutes: Vec<i64> = runs.take(4).map(|run| (run - start).num_minutes()).collect();
    assert_eq!(minutes, [10, 30, 50, 70]);
}

#[test]
fn a_run_between_its_time_and_its_splay_is_still_to_come() {
    let daily = schedule("0 6 * * *");
    let run = next_run(&daily, at("2026-01-01T06:00:10Z"), Tz::UTC, Duration::from_secs(30));
    assert_eq!(run, Some(at("2026-01-01T06:00:30Z")));
}

#[test]
fn an_absurd_splay_gives_no_run_rather_than_a_crash() {
    assert_eq!(next_run(&schedule("@daily"), Instant::MIN_UTC, London, HOUR), None);
    assert_eq!(next_run(&schedule("@daily"), at("2026-01-01T00:00:00Z"), London, Duration::MAX), None);
}

#[test]
fn missed_runs_are_made_up_for_once_or_skipped() {
    let due = at("2026-01-01T06:00:00Z");
    for (now, once, skip) in [
        ("2026-01-01T05:59:59.999Z", Due::Later, Due::Later),
        ("2026-01-01T06:00:00Z", Due::Now, Due::Now),
        ("2026-01-01T06:01:00Z", Due::Now, Due::Now),
        ("2026-01-01T06:01:00.001Z", Due::Now, Due::Skipped),
        ("2026-01-04T06:00:00Z", Due::Now, Due::Skipped),
    ] {
        assert_eq!(catch_up(due, at(now), Missed::Once), once, "{now}");
        assert_eq!(catch_up(due, at(now), Missed::Skip), skip, "{now}");
    }
}

#[test]
fn a_missed_run_is_made_up_for_before_its_deadline_alone() {
    let due = at("2026-01-01T06:00:00Z");
    for (deadline, now, expected) in [
        ("2h", "2026-01-01T05:59:59Z", Due::Later),
        ("2h", "2026-01-01T07:59:59Z", Due::Now),
        ("2h", "2026-01-01T08:00:00Z", Due::Skipped),
        // Late by less than a minute is not missed, however short the deadline.
        ("1s", "2026-01-01T06:01:00Z", Due::Now),
        ("1s", "2026-01-01T06:01:01Z", Due::Skipped),
    ] {
        let deadline = if deadline == "2h" { HOUR * 2 } else { Duration::from_secs(1) };
        assert_eq!(catch_up(due, at(now), Missed::Within(deadline)), expected, "{now}");
    }
    assert_eq!(catch_up(due, Instant::MAX_UTC, Missed::Within(Duration::MAX)), Due::Now);
}

#[test]
fn runs_beside_a_clock_change_carry_a_note() {
    for (text, zone, after, expected) in [
        ("30 1 * * *", London, "2027-03-28T00:00:00Z", Some("01:30 does not exist on 2027-03-28, runs at 02:00")),
        ("15,45 1 * * *", London, "2027-03-28T00:00:00Z", Some("01:15 and later do not exist on 2027-03-28, runs once at 02:00")),
        ("0 2 * * *", London, "2027-03-28T00:00:00Z", None),
        ("*/30 * * * *", London, "2027-03-28T00:45:00Z", Some("the clock goes forward; no run between 01:00 and 02:00 on 2027-03-28")),
        ("*/30 * * * *", London, "2027-03-28T01:15:00Z", None),
        ("0 */3 * * *", London, "2027-03-28T00:45:00Z", None),
        ("30 1 * * *", London, "2026-10-24T12:00:00Z", Some("the clock goes back on this day; runs once, in the first 01:30")),
        ("*/30 * * * *", London, "2026-10-25T00:10:00Z", Some("the clock goes back on this day; this is the first 01:30")),
        ("*/30 * * * *", London, "2026-10-25T01:10:00Z", Some("the clock goes back on this day; this is the second 01:30")),
        ("0 2 * * *", London, "2026-10-24T12:00:00Z", None),
        ("30 1 * * *", London, "2026-06-01T00:00:00Z", None),
        ("every 30m", London, "2026-10-25T00:10:00Z", None),
        ("every 30m", London, "2026-10-25T00:40:00Z", Some("the clock went back on 2026-10-25; the interval goes on as before")),
        ("every 7h", London, "2027-03-27T23:00:00Z", Some("the clock went forward on 2027-03-28; the interval goes on as before")),
        (
            "0 6 * * *",
            chrono_tz::Pacific::Apia,
            "2011-12-30T00:00:00Z",
            Some("06:00 does not exist on 2011-12-30, runs at 00:00 on 2011-12-31"),
        ),
    ] {
        for splay in [Duration::ZERO, Duration::from_secs(7)] {
            let schedule = schedule(text);
            let run = next_run(&schedule, at(after), zone, splay).expect(text);
            assert_eq!(note(&schedule, run, zone, splay).as_deref(), expected, "`{text}` at {run}");
        }
    }
}
