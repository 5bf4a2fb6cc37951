//! The daemon over days: it runs each source exactly when `feedmill next` said it would, whatever happens to it in between.

pub(crate) mod still;
pub(crate) mod world;

use std::time::Duration;

use chrono::TimeDelta;
use world::{Runs, World, at, source, with_first};

const NAMES: [&str; 5] = ["daily", "half", "seven", "work", "york"];

/// Sources that a change of the clock moves, repeats and leaves alone.
fn sources() -> [String; 5] {
    [
        source("daily", "30 1 * * *", ""),
        source("half", "*/30 * * * *", ""),
        source("seven", "every 7h", ""),
        source("work", "at 06:00, 17:30 on weekdays", ""),
        source("york", "15 2 * * *", "time_zone = \"America/New_York\""),
    ]
}

fn only(runs: &Runs, name: &str) -> Vec<String> {
    runs.get(name).into_iter().flatten().map(|run| run.format("%d %H:%M").to_string()).collect()
}

#[test]
fn each_source_runs_exactly_when_next_said_across_the_change_to_summer_time() {
    let mut world = World::new(&sources());
    let (from, until) = ("2027-03-26T12:00:00Z", "2027-03-30T12:00:00Z");
    world.live(from, until);
    let runs = world.runs();
    assert_eq!(runs, with_first(world.preview(from, until), &NAMES, from));
    // 01:30 does not exist on the 28th and runs at 02:00 BST, which is 01:00 UTC; the splay is the source's own.
    let daily = only(&runs, "daily");
    assert!(daily.len() == 5 && daily[1].starts_with("27 01:3") && daily[2].starts_with("28 01:0") && daily[3].starts_with("29 00:3"));
}

#[test]
fn each_source_runs_exactly_when_next_said_across_the_change_to_winter_time() {
    let mut world = World::new(&sources());
    let (from, until) = ("2026-10-23T12:00:00Z", "2026-10-27T12:00:00Z");
    world.live(from, until);
    assert_eq!(world.runs(), with_first(world.preview(from, until), &NAMES, from));
}

#[test]
fn a_restart_neither_shortens_nor_repeats_anything() {
    let mut world = World::new(&sources());
    let (from, until) = ("2027-03-27T12:00:00Z", "2027-03-29T12:00:00Z");
    // Two restarts in the night of the change, at moments when nothing is due, and one power cut.
    world.live(from, "2027-03-28T00:58:00Z");
    world.live_and_die("2027-03-28T00:59:00Z", "2027-03-28T01:20:00Z");
    world.live("2027-03-28T01:21:00Z", until);
    assert_eq!(world.runs(), with_first(world.preview(from, until), &NAMES, from));
}

#[test]
fn a_run_that_a_power_cut_ended_is_made_again_at_once() {
    let mut world = World::new(&sources());
    world.live("2026-06-01T12:10:00Z", "2026-06-01T12:20:00Z");
    world.runs();
    world.slow("half", Duration::from_hours(1));
    world.live_and_die("2026-06-01T12:21:00Z", "2026-06-01T12:50:00Z");
    world.live("2026-06-01T12:52:00Z", "2026-06-01T12:58:00Z");
    let half = only(&world.runs(), "half");
    assert_eq!(half.len(), 2, "{half:?}");
    assert!(half[0].starts_with("01 12:3") && half[1] == "01 12:52", "{half:?}");
}

#[test]
fn three_days_without_power_are_caught_up_by_one_run_for_each_source() {
    let rules = [source("never", "@hourly", "missed = \"skip\""), source("soon", "@hourly", "deadline = \"1d\"")];
    let mut world = World::new(&[&sources()[..], &rules].concat());
    let all = [&NAMES[..], &["never", "soon"]].concat();
    let (from, off, on, until) = ("2026-06-01T12:00:00Z", "2026-06-01T13:00:00Z", "2026-06-04T13:00:00Z", "2026-06-05T13:00:00Z");
    world.live(from, off);
    assert_eq!(world.runs(), with_first(world.preview(from, off), &all, from));
    world.live_and_die(on, "2026-06-04T13:00:30Z");
    let caught_up = world.runs();
    assert_eq!(caught_up, with_first(Runs::new(), &NAMES, on), "one run for each, and none for those that do not want it");
    assert_eq!(world.state("never").next_reason, "its time passed while the daemon was down or the machine slept");
    assert_eq!(world.state("soon").next_reason, "it was missed for longer than its deadline");
    world.live("2026-06-04T13:00:31Z", until);
    assert_eq!(world.runs(), world.preview(on, until));
}

#[test]
fn a_deadline_that_is_not_over_lets_a_missed_run_be_caught_up() {
    let mut world = World::new(&[source("soon", "@hourly", "deadline = \"1d\"")]);
    world.live("2026-06-01T12:10:00Z", "2026-06-01T12:30:00Z");
    world.live("2026-06-02T11:30:00Z", "2026-06-02T11:50:00Z");
    assert_eq!(only(&world.runs(), "soon"), ["01 12:10", "02 11:30"]);
}

#[test]
fn a_source_that_hangs_delays_no_other_and_never_overlaps_itself() {
    let mut world = World::new(&sources());
    let (from, until) = ("2026-06-01T12:00:00Z", "2026-06-02T12:00:00Z");
    // The first answer of `half` takes three hours and a quarter.
    world.slow("half", Duration::from_mins(195));
    world.live(from, until);
    let (runs, mut expected) = (world.runs(), with_first(world.preview(from, until), &NAMES, from));
    let half = expected.get_mut("half").unwrap();
    half.retain(|run| *run == at(from) || *run > at("2026-06-01T15:15:00Z"));
    assert_eq!(runs, expected);
    let skipped = only(&world.preview(from, "2026-06-01T15:15:00Z"), "half").len();
    assert_eq!(world.state("half").skipped_overlap as usize, skipped);
    assert_eq!(world.state("daily").skipped_overlap, 0);
    assert!(world.looks < 24 * 60 * 2, "a source that hangs keeps the loop busy: it looked {} times in a day", world.looks);
}

#[test]
fn a_stop_does_not_wait_for_a_source_that_hangs_and_the_next_start_reads_it_again() {
    let mut world = World::new(&sources());
    world.slow("half", Duration::from_hours(10));
    world.live("2026-06-01T12:10:00Z", "2026-06-01T12:20:00Z");
    assert_eq!(world.log.count("some runs did not end in time"), 1);
    world.live("2026-06-01T12:21:00Z", "2026-06-01T12:22:00Z");
    assert_eq!(only(&world.runs(), "half"), ["01 12:10", "01 12:21"]);
}

#[test]
fn a_run_that_breaks_off_costs_nothing_but_itself() {
    let mut world = World::new(&sources());
    let (from, until) = ("2026-06-01T12:10:00Z", "2026-06-01T18:00:00Z");
    world.breaks("half");
    world.live(from, until);
    assert_eq!(world.runs(), with_first(world.preview(from, until), &NAMES, from));
}

#[test]
fn a_host_that_asked_to_wait_is_obeyed_across_a_restart_and_an_edit() {
    let mut world = World::new(&[source("half", "*/30 * * * *", ""), source("other", "*/30 * * * *", "")]);
    world.later("half", Duration::from_hours(3));
    world.live("2026-06-01T12:00:00Z", "2026-06-01T12:40:00Z");
    let until = "2026-06-01T17:00:00Z";
    let expected = world.preview("2026-06-01T15:00:00Z", until).remove("half").unwrap();
    world.live("2026-06-01T12:41:00Z", "2026-06-01T13:11:00Z");
    world.live("2026-06-01T13:12:00Z", until);
    let mut runs = world.runs();
    assert_eq!(runs.remove("half").unwrap(), [&[at("2026-06-01T12:00:00Z")][..], &expected].concat());
    assert_eq!(runs.remove("other").unwrap().len(), 11);
    // An edit of the schedule is no way round it.
    world.later("half", Duration::from_hours(3));
    world.live("2026-06-01T17:20:00Z", "2026-06-01T17:40:00Z");
    let edited = [source("half", "*/10 * * * *", ""), source("other", "*/30 * * * *", "")].concat();
    world.bench.configure(&format!("{}{edited}", crate::bench::JOURNAL));
    world.live("2026-06-01T17:41:00Z", "2026-06-01T22:00:00Z");
    let half = only(&world.runs(), "half");
    assert_eq!(half[..2], ["01 17:20", "01 20:20"], "{half:?}");
}

#[test]
fn a_clock_set_forward_by_an_hour_makes_one_run_for_each_source() {
    let mut world = World::new(&sources());
    // At 12:40 by its own time the clock shows 13:40, and the life ends at 15:00 by that clock.
    let from = "2026-06-01T12:00:00Z";
    world.life(from, "2026-06-01T14:00:00Z", async |life| {
        life.pass(Duration::from_mins(40)).await;
        life.hand.set(TimeDelta::hours(1));
    });
    let (runs, preview) = (world.runs(), world.preview(from, "2026-06-01T15:00:00Z"));
    for name in NAMES {
        let leapt = |run: &&_| **run > at("2026-06-01T12:40:00Z") && **run <= at("2026-06-01T13:41:00Z");
        let planned = preview.get(name).cloned().unwrap_or_default();
        let made_up_for = usize::from(planned.iter().any(|run| leapt(&run)));
        let expected = 1 + planned.iter().filter(|run| !leapt(run)).count() + made_up_for;
        assert_eq!(runs.get(name).map_or(0, Vec::len), expected, "{name}: {runs:?}");
    }
    assert_eq!(world.log.count("the clock was set"), 1);
    assert!(world.looks < 300, "the loop looked {} times in two hours", world.looks);
}

#[test]
fn a_clock_set_back_by_an_hour_repeats_nothing() {
    let mut world = World::new(&sources());
    // At 13:40 the clock shows 12:40 again, and the life ends at 15:00 by that clock.
    let (from, until) = ("2026-06-01T12:00:00Z", "2026-06-01T15:00:00Z");
    world.life(from, "2026-06-01T16:00:00Z", async |life| {
        life.pass(Duration::from_mins(100)).await;
        life.hand.set(TimeDelta::hours(-1));
    });
    assert_eq!(world.runs(), with_first(world.preview(from, until), &NAMES, from));
    assert_eq!(world.log.count("the clock was set"), 1);
    assert!(world.looks < 400, "the loop looked {} times in four hours", world.looks);
}

#[test]
fn a_clock_that_was_wrong_by_years_is_forgotten_at_the_next_start() {
    let mut world = World::new(&[source("half", "*/30 * * * *", "")]);
    world.live("2036-06-01T12:00:00Z", "2036-06-01T12:20:00Z");
    world.runs();
    let (from, until) = ("2026-06-01T12:00:00Z", "2026-06-01T14:00:00Z");
    world.live(from, until);
    assert_eq!(world.runs(), world.preview(from, until));
}
