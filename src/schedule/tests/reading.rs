//! What can be written, and how what cannot is refused.

use super::*;

/// Two ways to write one schedule.
fn same(left: &str, right: &str) {
    assert_eq!(schedule(left).rule, schedule(right).rule, "`{left}` and `{right}`");
}

#[test]
fn what_crontab_allows_is_read_as_crontab_means_it() {
    for (left, right) in [
        ("0 6 * * MON-FRI", "0 6 * * 1-5"),
        ("0 6 * * mon,Tuesday,WED,thurs,Fri", "0 6 * * 1,2,3,4,5"),
        ("0 6 * * 0", "0 6 * * SUN"),
        ("0 6 * * 7", "0 6 * * SUN"),
        ("0 6 * * 5-7", "0 6 * * FRI,SAT,SUN"),
        ("0 6 * * fri-sun", "0 6 * * 0,5,6"),
        ("0 6 * * 5-0", "0 6 * * 0,5,6"),
        ("0 6 * * 0-7", "0 6 * * 0,1,2,3,4,5,6"),
        ("0 6 * * 1-5/2", "0 6 * * 1,3,5"),
        ("0 6 1 jan-March,december *", "0 6 1 1,2,3,12 *"),
        ("7-59/20 * * * *", "7,27,47 * * * *"),
        ("*/25 * * * *", "0,25,50 * * * *"),
        ("05 06 * * *", "5 6 * * *"),
        ("  0\t6  * * *  ", "0 6 * * *"),
    ] {
        same(left, right);
    }
}

#[test]
fn short_names_stand_for_lines_in_any_case() {
    for (left, right) in [
        ("@hourly", "0 * * * *"),
        ("@DAILY", "0 0 * * *"),
        ("@midnight", "0 0 * * *"),
        ("@Weekly", "0 0 * * SUN"),
        ("@monthly", "0 0 1 * *"),
        ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 JAN *"),
    ] {
        same(left, right);
    }
}

#[test]
fn plain_words_are_read() {
    for (left, right) in [
        ("every 20m", "@every 20m"),
        ("every 90 minutes", "EVERY 1h30m"),
        ("every 60s", "every 1 minute"),
        ("every 1 h 30 min", "every 5400 seconds"),
        ("every 2 days", "every 48h"),
        ("at 06:00, 17:30", "at 17:30,6:00"),
        ("at 06:00,17:00 on weekdays", "0 6,17 * * 1-5"),
        ("At 6:30 On Weekends", "30 6 * * 0,6"),
        ("at 06:30 on MON, tuesday", "30 6 * * 1,2"),
        ("at 06:30 on fri-sun", "30 6 * * 5-7"),
        ("at 06:30 on daily", "30 6 * * *"),
    ] {
        same(left, right);
    }
}

#[test]
fn the_text_is_kept_as_it_was_written() {
    assert_eq!(schedule(" @Hourly ").text(), " @Hourly ");
}

#[test]
fn what_is_wrong_is_pointed_at_and_told_in_one_sentence() {
    for (text, wrong, message) in [
        // values and fields
        ("0 25 * * *", "25", "hour must be 0–23, not 25"),
        ("60 * * * *", "60", "minute must be 0–59, not 60"),
        ("0 6,24 * * *", "24", "hour must be 0–23, not 24"),
        ("0 6 0 * *", "0", "day of month must be 1–31, not 0"),
        ("0 6 * 13 *", "13", "month must be 1–12 or JAN–DEC, not 13"),
        ("0 6 * * 8", "8", "weekday must be 0–7 or SUN–SAT, not 8"),
        ("0 6 * * MNO", "MNO", "not `MNO`; did you mean `MON`?"),
        ("0 6 * ja *", "ja", "month must be 1–12 or JAN–DEC, not `ja`"),
        ("0 -6 * * *", "-6", "hour must be 0–23, not `-6`"),
        ("0 99999999999 * * *", "99999999999", "hour must be 0–23"),
        ("é 6 * * *", "é", "minute must be 0–59, not `é`"),
        ("0 6 * * MON,", "MON,", "weekday has an empty place in its list"),
        // ranges and steps
        ("0 22-2 * * *", "22-2", "write `22-23,0-2`"),
        ("0 6 * * FRI-MON", "FRI-MON", "write `FRI-SUN,MON`"),
        ("*/0 * * * *", "0", "a step of the minute must be 1–59, not 0"),
        ("*/90 * * * *", "90", "write `every 90m`"),
        ("*/x * * * *", "x", "must be 1–59, not `x`"),
        ("7/2 * * * *", "7/2", "write `7-59` before the `/`"),
        // what other crons know
        ("0 6 L * *", "L", "`L` is not crontab"),
        ("0 6 15W * *", "15W", "`15W` is not crontab"),
        ("0 6 * * FRI#2", "FRI#2", "`FRI#2` is not crontab"),
        ("0 6 ? * MON", "?", "write `*` for any day of month"),
        ("@reboot", "@reboot", "`@reboot` is not a time"),
        ("@dayly", "@dayly", "did you mean `@daily`?"),
        ("@daily 6", "6", "nothing can stand behind `@daily`"),
        // counts
        ("0 */15 6-22 * * MON-FRI", "0", "leave the seconds out and write `*/15 6-22 * * MON-FRI`"),
        ("0 0 6 ? * MON 2026", "0", "leave the seconds out and write `0 6 * * MON`"),
        ("0 6 * * * feedmill run", "feedmill run", "nothing behind them; write `0 6 * * *`"),
        ("a b c d e f", "a b c d e f", "not 6; write one such as `0 7 * * *`"),
        ("0 6 * *", "0 6 * *", "not 4;"),
        ("Daily", "Daily", "did you mean `@daily`?"),
        ("", "", "the schedule is empty"),
        ("   ", "", "the schedule is empty"),
        // never
        ("0 0 30 2 *", "30 2", "February never has a day 30, so this would never run"),
        ("0 0 31 4,JUN *", "31 4,JUN", "April and June never have a day 31"),
        // words
        ("every", "every", "how often is missing"),
        ("every 30s", "30s", "must be at least 60s, not 30s"),
        ("every 20", "20", "`20` is not an interval"),
        ("every 1.5h", "1.5h", "`1.5h` is not an interval"),
        ("every -5m", "-5m", "`-5m` is not an interval"),
        ("every 2 weeks", "weeks", "must be s, m, h or d, not `weeks`"),
        ("every 99999999999999999999d", "99999999999999999999d", "3650d at most"),
        ("at", "at", "the time is missing"),
        ("at on MON", "at", "the time is missing"),
        ("at 6am", "6am", "`6am` is not a time of day"),
        ("at 24:00", "24", "hour must be 0–23, not 24"),
        ("at 06:00, 17:60", "60", "minute must be 0–59, not 60"),
        ("at 06:00 17:30", "06:00 17:30", "with commas between times"),
        ("at 06:00,", "06:00,", "empty place"),
        ("at 06:00 on", "on", "the days are missing"),
        ("at 06:00 on MON,fun", "fun", "not `fun`; did you mean `SUN`?"),
        ("at 06:00 on 1", "1", "`1` is not a weekday's name"),
    ] {
        let bad = text.parse::<Schedule>().expect_err(text);
        assert!(bad.message.contains(message), "`{text}`: {}", bad.message);
        assert_eq!(text.get(bad.span.clone()), Some(wrong), "`{text}`: {}", bad.message);
        assert!(!bad.message.contains('\n') && !bad.message.ends_with('.'), "{}", bad.message);
    }
}

#[test]
fn what_is_proposed_for_a_backward_range_is_itself_a_good_schedule() {
    let fields = [("22-2", 1), ("5-0", 0), ("20-10", 2), ("NOV-FEB", 3), ("12-1", 3), ("FRI-MON", 4), ("7-1", 4), ("6-TUE", 4)];
    for (range, place) in fields {
        let line = |field: &str| (0..5).map(|at| if at == place { field } else { "*" }).collect::<Vec<_>>().join(" ");
        let bad = line(range).parse::<Schedule>().expect_err(range);
        let proposed = bad.message.split('`').nth(1).expect("a proposal between back-ticks");
        schedule(&line(proposed));
    }
}

#[test]
fn an_impossible_day_is_no_error_where_the_weekday_still_runs() {
    assert_eq!(runs("0 0 30 2 MON", Tz::UTC, "2026-01-01T00:00:00Z", 1), ["2026-02-02T00:00Z"]);
}

#[test]
fn the_runs_of_each_hour_are_counted() {
    for (text, hour, expected) in [
        ("* * * * *", 23, 60),
        ("*/15 6-22 * * *", 5, 0),
        ("*/15 6-22 * * *", 6, 4),
        ("0,30 6 1 * MON", 6, 2),
        ("at 06:00, 06:20, 17:30", 6, 2),
        ("at 06:00, 06:20, 17:30", 17, 1),
        ("every 20m", 0, 3),
        ("every 7m", 0, 8),
        ("every 2h", 0, 0),
    ] {
        assert_eq!(schedule(text).by_hour()[hour], expected, "`{text}` at {hour}");
    }
}

#[test]
fn a_schedule_that_runs_less_than_once_a_year_is_found() {
    for (text, rare) in [
        ("0 0 29 2 *", true),
        ("0 0 29 2 */7", true),
        ("every 400d", true),
        ("@yearly", false),
        ("0 0 1-7 1 */7", false),
        ("0 0 */31 1 SUN", true),
        ("every 365d", false),
        ("*/5 * * * *", false),
        ("30 1 28 3 *", false),
    ] {
        assert_eq!(schedule(text).is_rare(London), rare, "`{text}`");
    }
}
