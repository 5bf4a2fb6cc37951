//! When schedules run, above all where the clocks change.

use super::*;
use chrono_tz::Africa::Cairo;
use chrono_tz::America::New_York;
use chrono_tz::Australia::Lord_Howe;
use chrono_tz::Pacific::Apia;

#[test]
fn lines_run_when_crontab_users_expect_it() {
    // 2026-01-01 is a Thursday.
    for (text, expected) in [
        ("0 6 * * *", ["2026-01-01T06:00Z", "2026-01-02T06:00Z", "2026-01-03T06:00Z"]),
        ("0 6 * * MON-FRI", ["2026-01-01T06:00Z", "2026-01-02T06:00Z", "2026-01-05T06:00Z"]),
        ("0 6 * * 1", ["2026-01-05T06:00Z", "2026-01-12T06:00Z", "2026-01-19T06:00Z"]),
        ("0 6 * * 0", ["2026-01-04T06:00Z", "2026-01-11T06:00Z", "2026-01-18T06:00Z"]),
        ("0 6 * * 7", ["2026-01-04T06:00Z", "2026-01-11T06:00Z", "2026-01-18T06:00Z"]),
        ("0 0 10 * MON", ["2026-01-05T00:00Z", "2026-01-10T00:00Z", "2026-01-12T00:00Z"]),
        ("0 0 */10 * MON", ["2026-05-11T00:00Z", "2026-06-01T00:00Z", "2026-08-31T00:00Z"]),
        ("0 0 31 * *", ["2026-01-31T00:00Z", "2026-03-31T00:00Z", "2026-05-31T00:00Z"]),
        ("0 0 29 2 *", ["2028-02-29T00:00Z", "2032-02-29T00:00Z", "2036-02-29T00:00Z"]),
        ("*/25 * * * *", ["2026-01-01T00:25Z", "2026-01-01T00:50Z", "2026-01-01T01:00Z"]),
        ("@weekly", ["2026-01-04T00:00Z", "2026-01-11T00:00Z", "2026-01-18T00:00Z"]),
        ("@yearly", ["2027-01-01T00:00Z", "2028-01-01T00:00Z", "2029-01-01T00:00Z"]),
        ("at 06:00, 17:30 on weekends", ["2026-01-03T06:00Z", "2026-01-03T17:30Z", "2026-01-04T06:00Z"]),
    ] {
        assert_eq!(runs(text, Tz::UTC, "2026-01-01T00:00:00Z", 3), expected, "`{text}`");
    }
}

#[test]
fn a_daily_job_runs_once_in_the_spring_gap_at_its_end() {
    let days = ["03-28 01:30 +00:00", "03-29 02:00 +01:00", "03-30 01:30 +01:00"];
    for text in ["30 1 * * *", "at 01:30"] {
        assert_eq!(runs_between(text, London, "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z"), days);
    }
}

#[test]
fn several_fixed_times_in_the_gap_and_one_at_its_end_make_one_run() {
    let day = runs_between("15,45 1,2 * * *", London, "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z");
    assert_eq!(day, ["03-29 02:00 +01:00", "03-29 02:15 +01:00", "03-29 02:45 +01:00"]);
    let day = runs_between("at 01:00, 01:30, 02:00", London, "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z");
    assert_eq!(day, ["03-29 02:00 +01:00"]);
}

#[test]
fn a_daily_job_runs_once_in_the_autumn_fold_in_the_first_pass() {
    let days = ["10-24 01:30 +01:00", "10-25 01:30 +01:00", "10-26 01:30 +00:00"];
    assert_eq!(runs_between("30 1 * * *", London, "2026-10-23T12:00:00Z", "2026-10-26T12:00:00Z"), days);
}

#[test]
fn an_hour_list_on_the_new_york_days_runs_each_time_once() {
    let spring = runs_between("15 1,2 * * *", New_York, "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z");
    assert_eq!(spring, ["03-08 01:15 -05:00", "03-08 03:00 -04:00"]);
    let autumn = runs_between("15 1,2 * * *", New_York, "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z");
    assert_eq!(autumn, ["11-01 01:15 -04:00", "11-01 02:15 -05:00"]);
}

#[test]
fn every_half_hour_runs_every_real_half_hour_across_both_changes() {
    let spring = ["2026-03-29T00:00Z", "2026-03-29T00:30Z", "2026-03-29T01:00Z", "2026-03-29T01:30Z"];
    assert_eq!(runs("*/30 * * * *", London, "2026-03-28T23:45:00Z", 4), spring);
    let autumn = ["2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-25T01:00Z", "2026-10-25T01:30Z", "2026-10-25T02:00Z"];
    assert_eq!(runs("*/30 * * * *", London, "2026-10-24T23:45:00Z", 5), autumn);
    let hourly = ["2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-10-25T02:30Z"];
    assert_eq!(runs("30 * * * *", London, "2026-10-25T00:00:00Z", 3), hourly);
}

#[test]
fn a_wildcard_job_finds_its_second_pass_from_anywhere_in_the_first() {
    // 01:10 is behind in the first pass and comes again; the times between must not be leapt over.
    assert_eq!(runs("10-20/5 * * * *", London, "2026-10-25T00:59:59Z", 1), ["2026-10-25T01:10Z"]);
    assert_eq!(runs("*/30 1 25 10 *", London, "2026-10-25T00:45:00Z", 2), ["2026-10-25T01:00Z", "2026-10-25T01:30Z"]);
    assert_eq!(runs("*/30 1 25 10 *", London, "2026-10-24T00:45:00Z", 1), ["2026-10-25T00:00Z"]);
}

#[test]
fn a_half_hour_shift_keeps_the_minutes_of_the_wall_clock() {
    // Lord Howe goes from +10:30 to +11:00 at 02:00 and back at 02:00.
    let spring = runs_between("*/20 * * * *", Lord_Howe, "2026-10-03T15:05:00Z", "2026-10-03T16:00:00Z");
    assert_eq!(spring, ["10-04 01:40 +10:30", "10-04 02:40 +11:00"]);
    let autumn = runs_between("*/20 * * * *", Lord_Howe, "2026-04-04T14:35:00Z", "2026-04-04T15:45:00Z");
    assert_eq!(autumn, ["04-05 01:40 +11:00", "04-05 01:40 +10:30", "04-05 02:00 +10:30"]);
    assert_eq!(runs_between("15 2 * * *", Lord_Howe, "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z"), ["10-04 02:30 +11:00"]);
    assert_eq!(runs_between("45 1 * * *", Lord_Howe, "2026-04-04T13:00:00Z", "2026-04-05T13:00:00Z"), ["04-05 01:45 +11:00"]);
}

#[test]
fn a_gap_at_midnight_or_of_a_whole_day_ends_in_one_run() {
    assert_eq!(runs_between("@daily", Cairo, "2026-04-23T12:00:00Z", "2026-04-24T12:00:00Z"), ["04-24 01:00 +03:00"]);
    let samoa = runs_between("0 6 * * *", Apia, "2011-12-29T12:00:00Z", "2011-12-31T12:00:00Z");
    assert_eq!(samoa, ["12-29 06:00 -10:00", "12-31 00:00 +14:00", "12-31 06:00 +14:00"]);
}

#[test]
fn an_interval_stands_on_one_grid_whatever_the_zone_and_the_start() {
    let expected = ["2026-10-25T00:20Z", "2026-10-25T00:40Z", "2026-10-25T01:00Z"];
    for zone in [Tz::UTC, London, Lord_Howe] {
        assert_eq!(runs("every 20m", zone, "2026-10-25T00:00:00Z", 3), expected);
        assert_eq!(runs("every 20m", zone, "2026-10-25T00:19:59.999Z", 3), expected);
    }
}

#[test]
fn a_fraction_of_a_second_neither_repeats_nor_skips_a_run() {
    assert_eq!(runs("0 6 * * *", Tz::UTC, "2026-01-01T05:59:59.999999999Z", 1), ["2026-01-01T06:00Z"]);
    assert_eq!(runs("0 6 * * *", Tz::UTC, "2026-01-01T06:00:00.000000001Z", 1), ["2026-01-02T06:00Z"]);
}

#[test]
fn times_far_away_are_answered_and_not_stumbled_over() {
    for text in ["@hourly", "every 3650d", "0 0 29 2 *", "at 01:30"] {
        let schedule = schedule(text);
        for zone in [Tz::UTC, London, Apia] {
            assert!(schedule.next(Instant::MIN_UTC, zone).is_some_and(|run| run.year() >= 1970), "{text}");
            assert_eq!(schedule.next(Instant::MAX_UTC, zone), None);
            assert_eq!(schedule.next(at("2101-01-01T00:00:00Z"), zone), None);
        }
    }
}
