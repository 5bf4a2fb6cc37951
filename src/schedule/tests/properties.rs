//! Rules that hold for every schedule, zone and moment, against a count by hand and against another crate.

use std::sync::LazyLock;

use chrono::{Days, Timelike};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::schedule::wall::{change_between, wall_clock};

/// Changes of the clock: a zone, and the first instant of the new offset. Whole-minute offsets only, from 1973 to 2040.
static CHANGES: LazyLock<Vec<(Tz, Instant)>> = LazyLock::new(|| {
    let zones = chrono_tz::TZ_VARIANTS.iter().step_by(7).copied();
    let shifting = [London, chrono_tz::America::New_York, chrono_tz::Australia::Lord_Howe, chrono_tz::Africa::Casablanca];
    let weeks = |zone| (0..3_500).map(move |week| (zone, at("1973-01-01T00:00:00Z") + TimeDelta::weeks(week)));
    let change = |(zone, start): (Tz, Instant)| change_between(start, start + TimeDelta::weeks(1), zone).map(|change| (zone, change));
    zones.chain(shifting).flat_map(weeks).filter_map(change).collect()
});

/// A field as it is written, and the values it stands for.
type Written = (String, Vec<u32>);

/// A field of `low` to `high`: `*`, a step, a value, a range with a step, or a list.
fn field(low: u32, high: u32) -> impl Strategy<Value = Written> {
    let all = Just(("*".to_owned(), (low..=high).collect()));
    let step = (1..=high.max(1)).prop_map(move |step| (format!("*/{step}"), (low..=high).step_by(step as usize).collect()));
    let one = (low..=high).prop_map(|value| (value.to_string(), vec![value]));
    let range = (low..=high, low..=high, 1..=high).prop_map(|(a, b, step)| {
        let (from, to) = (a.min(b), a.max(b));
        (format!("{from}-{to}/{step}"), (from..=to).step_by(step as usize).collect())
    });
    let list = prop::collection::vec(low..=high, 2..4)
        .prop_map(|values| (values.iter().map(u32::to_string).collect::<Vec<_>>().join(","), values));
    prop_oneof![3 => all, 2 => step, 3 => one, 1 => range, 2 => list]
}

/// Minute and hour, mostly on any day, so that runs are near.
fn line() -> impl Strategy<Value = [Written; 3]> {
    let any_day = Just(("*".to_owned(), (0..=6).collect::<Vec<u32>>()));
    (field(0, 59), field(0, 23), prop_oneof![2 => any_day, 1 => field(0, 6)]).prop_map(|(minute, hour, weekday)| [minute, hour, weekday])
}

/// A zone and a moment within a day and a half of a change of its clock.
fn beside_a_change() -> impl Strategy<Value = (Tz, Instant)> {
    (any::<prop::sample::Index>(), -130_000_i64..130_000).prop_map(|(index, seconds)| {
        let (zone, change) = *index.get(&CHANGES);
        (zone, change + TimeDelta::seconds(seconds))
    })
}

/// Whether a wall clock minute matches, field by field.
fn matches([(_, minutes), (_, hours), (_, weekdays)]: &[Written; 3], wall: chrono::NaiveDateTime) -> bool {
    let weekday = wall.weekday().num_days_from_sunday();
    minutes.contains(&wall.minute()) && hours.contains(&wall.hour()) && weekdays.contains(&weekday)
}

/// All runs after a moment within two days, counted minute by minute along the real time.
fn counted(line: &[Written; 3], zone: Tz, after: Instant) -> Vec<Instant> {
    let interval = line[0].0.starts_with('*') || line[1].0.starts_with('*');
    let minute = TimeDelta::minutes(1);
    // A day more before, so that the first pass of a fold has been seen.
    let start = DateTime::from_timestamp(after.timestamp() / 60 * 60, 0).expect("a time") - TimeDelta::days(1);
    let (mut runs, mut shown) = (Vec::new(), std::collections::HashSet::new());
    for now in (0..3 * 1440).map(|minutes| start + minute * minutes) {
        let wall = wall_clock(now, zone);
        let again = !shown.insert(wall);
        let mut lost =
            successors(Some(wall_clock(now - minute, zone) + minute), |lost| Some(*lost + minute)).take_while(|lost| *lost < wall);
        let plain = matches(line, wall) && (interval || !again);
        if now > after && (plain || !interval && lost.any(|lost| matches(line, lost))) {
            runs.push(now);
        }
    }
    runs
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn runs_beside_a_clock_change_are_those_that_a_count_by_hand_finds(line in line(), (zone, after) in beside_a_change()) {
        let text = format!("{} {} * * {}", line[0].0, line[1].0, line[2].0);
        let schedule = schedule(&text);
        let end = after + Days::new(1);
        let counted: Vec<Instant> = counted(&line, zone, after).into_iter().filter(|run| *run <= end).collect();
        let runs: Vec<Instant> =
            successors(schedule.next(after, zone), |run| schedule.next(*run, zone)).take_while(|run| *run <= end).collect();
        prop_assert_eq!(runs, counted, "`{}` in {} after {}", text, zone, after);
    }
}

proptest! {
    #[test]
    fn the_next_run_is_later_and_the_one_from_any_moment_before_it(
        days in (field(1, 28), field(1, 12), field(0, 7)),
        times in (field(0, 59), field(0, 23)),
        zone in select(&chrono_tz::TZ_VARIANTS[..]),
        seconds in 0_i64..4_000_000_000,
        splay in 0_u64..7_200,
    ) {
        let text = format!("{} {} {} {} {}", times.0.0, times.1.0, days.0.0, days.1.0, days.2.0);
        let (schedule, splay) = (schedule(&text), Duration::from_secs(splay));
        let mut after = DateTime::from_timestamp(seconds, 0).expect("a time");
        for _ in 0..5 {
            let Some(run) = next_run(&schedule, after, zone, splay) else { break };
            prop_assert!(run > after, "`{}` in {}: {} after {}", text, zone, run, after);
            for between in [after + (run - after) / 2, run - TimeDelta::nanoseconds(1)] {
                prop_assert_eq!(next_run(&schedule, between, zone, splay), Some(run), "`{}` in {} after {}", text, zone, between);
            }
            after = run;
        }
    }

    #[test]
    fn an_interval_is_kept_to_the_second(seconds in 60_i64..1_000_000, after in 0_i64..4_000_000_000) {
        let schedule = schedule(&format!("every {seconds}s"));
        let run = schedule.next(DateTime::from_timestamp(after, 999).expect("a time"), London).expect("a run").timestamp();
        prop_assert!(run > after && run - after <= seconds && run % seconds == 0);
    }

    #[test]
    fn a_daily_job_runs_once_for_each_day_of_each_zone((zone, change) in beside_a_change(), minute in 1_u32..60, hour in 0_u32..24) {
        let schedule = schedule(&format!("{minute} {hour} * * *"));
        // A run that a gap moved belongs to the day on which the gap began.
        let day = |run: Instant| {
            let (wall, moment) = (wall_clock(run, zone), TimeDelta::seconds(1));
            let moved = (wall.hour(), wall.minute()) != (hour, minute);
            if moved { (wall_clock(run - moment, zone) + moment).date() } else { wall.date() }
        };
        let mut run = schedule.next(change - Days::new(4), zone).expect("a run");
        for _ in 0..7 {
            let next = schedule.next(run, zone).expect("a run");
            prop_assert_eq!(day(run).succ_opt(), Some(day(next)), "{} {}: {} then {}", zone, schedule.text(), run, next);
            run = next;
        }
    }

    #[test]
    fn croner_agrees_where_it_keeps_the_rules_of_vixie(
        minute in prop_oneof![Just("*".to_owned()), (1_u32..60).prop_map(|n| format!("*/{n}")), (0_u32..60).prop_map(|n| n.to_string())],
        hour in prop_oneof![Just("*".to_owned()), (1_u32..24).prop_map(|n| format!("*/{n}")), (0_u32..24).prop_map(|n| n.to_string())],
        day in prop_oneof![4 => Just("*".to_owned()), 1 => (1_u32..29).prop_map(|n| n.to_string())],
        month in prop_oneof![4 => Just("*"), 1 => Just("JAN-JUN"), 1 => Just("10")],
        weekday in prop_oneof![3 => Just("*"), 1 => Just("MON-FRI"), 1 => Just("0"), 1 => Just("7"), 1 => Just("1,3"), 1 => Just("5-7")],
        (zone, start) in beside_a_change(),
    ) {
        // Lists of hours or minutes are left out: there croner loses or doubles runs beside a change.
        let text = format!("{minute} {hour} {day} {month} {weekday}");
        let (schedule, oracle) = (schedule(&text), text.parse::<croner::Cron>().expect("croner reads it"));
        let mut after = start;
        for _ in 0..4 {
            let run = schedule.next(after, zone).expect("a run");
            let expected = oracle.find_next_occurrence(&after.with_timezone(&zone), false).expect("croner finds it").to_utc();
            prop_assert_eq!(run, expected, "`{}` in {} after {}", text, zone, after);
            after = run;
        }
    }

    #[test]
    fn any_text_is_read_or_refused_within_its_own_bounds(text in "\\PC{0,24}|[@a-zA-Z0-9*/,: -]{0,24}|(every|at|@every) [0-9a-z:, -]{0,16}") {
        if let Err(bad) = text.parse::<Schedule>() {
            prop_assert!(text.get(bad.span.clone()).is_some(), "{:?} of {:?}", bad, text);
            prop_assert!(!bad.message.is_empty());
        }
    }
}
