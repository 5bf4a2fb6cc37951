//! Releases and holds: what waits appears at its time, all at once, and once.

use std::time::Duration;

use chrono::TimeDelta;

use super::{Item, NEWSLETTER, at, configure, dates, journal, news, pass};
use crate::bench::{RSS, item, rss};
use crate::daemon::world::{World, source};

#[test]
fn a_batch_appears_at_its_time_with_the_date_of_that_time() {
    let mut bench = journal("[feed.newsletter]\nrelease = \"0 6 * * 1-5\"\n");
    // A Friday; the first edition stands at once, with its old dates.
    pass(&mut bench, "2025-11-14T08:00:00Z", &[news(1)]);
    assert_eq!((bench.shown(NEWSLETTER), dates(&bench, NEWSLETTER)), (vec!["News 1".to_owned()], dates(&bench, "j/feed.rss")));
    pass(&mut bench, "2025-11-14T09:00:00Z", &[news(2), news(1)]);
    pass(&mut bench, "2025-11-15T09:00:00Z", &[news(4), news(3), news(2), news(1)]);
    bench.at("2025-11-17T05:59:59Z");
    assert_eq!(bench.publish().files, 0, "nothing on Saturday nor on Sunday");
    bench.at("2025-11-17T06:00:00Z");
    let done = bench.publish();
    assert_eq!((done.files, done.released.given, done.released.next), (4, 3, None), "the newsletter and nothing else");
    assert_eq!(bench.shown(NEWSLETTER), ["News 4", "News 3", "News 2", "News 1"]);
    let monday = at("2025-11-17T06:00:00Z");
    for format in ["feed.rss", "feed.atom", "feed.json"] {
        let dates = dates(&bench, &format!("j/newsletter/{format}"));
        assert_eq!(dates[..3], [0, 1, 2].map(|n| monday - TimeDelta::seconds(n)), "{format}");
    }
}

#[test]
fn six_o_clock_is_six_o_clock_on_both_sides_of_the_clocks_change() {
    let mut bench = journal("[feed.newsletter]\nrelease = \"0 6 * * *\"\n");
    pass(&mut bench, "2025-10-25T08:00:00Z", &[news(1)]);
    for (n, time, release) in [
        (2, "2025-10-25T12:00:00Z", "2025-10-26T06:00:00Z"),
        (3, "2026-03-27T12:00:00Z", "2026-03-28T06:00:00Z"),
        (4, "2026-03-28T12:00:00Z", "2026-03-29T05:00:00Z"),
    ] {
        bench.at(time).page(RSS, &rss(&[news(n), news(n - 1)]));
        assert_eq!(bench.run().released.next, Some(at(release)));
        bench.at(release);
        bench.publish();
        assert_eq!(dates(&bench, NEWSLETTER)[0], at(release));
    }
}

#[test]
fn a_batch_that_was_missed_is_made_once_and_a_clock_that_is_set_back_repeats_nothing() {
    let mut bench = journal("[feed.newsletter]\nrelease = \"0 6 * * *\"\n");
    pass(&mut bench, "2025-11-17T05:00:00Z", &[news(1)]);
    pass(&mut bench, "2025-11-17T05:30:00Z", &[news(2), news(1)]);
    // Down for two days.
    bench.at("2025-11-19T09:12:00Z");
    assert_eq!(bench.publish().released.given, 1);
    assert_eq!(dates(&bench, NEWSLETTER)[0], at("2025-11-19T09:12:00Z"));
    let before = bench.feed(NEWSLETTER);
    bench.at("2025-11-19T05:30:00Z");
    assert_eq!(bench.publish().files, 0);
    // What comes while the clock is behind waits until there is a date for it.
    pass(&mut bench, "2025-11-19T06:30:00Z", &[news(3), news(2), news(1)]);
    bench.at("2025-11-20T06:00:00Z");
    bench.publish();
    bench.at("2025-11-21T06:00:00Z");
    bench.publish();
    let after = bench.feed(NEWSLETTER);
    assert_eq!(after[1..], before[..], "no date moved");
    assert_eq!(after[0].1, "News 3");
}

#[test]
fn no_part_of_a_batch_appears_before_the_rest() {
    let mut bench = journal("[feed.newsletter]\nrelease = \"* * * * *\"\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1)]);
    let many: Vec<Item> = (1..=100).rev().map(news).collect();
    pass(&mut bench, "2025-11-17T08:10:30Z", &many);
    bench.at("2025-11-17T08:11:00Z");
    assert_eq!(bench.publish().released.given, 99);
    let more: Vec<Item> = (101..=180).rev().map(news).collect();
    pass(&mut bench, "2025-11-17T08:11:59Z", &more);
    let waiting = bench.at("2025-11-17T08:12:10Z").publish().released;
    assert_eq!((waiting.given, bench.shown(NEWSLETTER).len()), (0, 99), "ten seconds are not enough for eighty");
    bench.at("2025-11-17T08:14:00Z");
    bench.publish();
    assert_eq!(bench.shown(NEWSLETTER).len(), 80, "the batch is shown whole, though it is larger than the feed");
}

#[test]
fn a_correction_lands_before_the_hold_is_over() {
    let mut bench = journal("[feed.newsletter]\nhold = \"20m\"\n[feed.morning]\nhold = \"20m\"\nrelease = \"0 9 * * *\"\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1)]);
    let wrong = Item { title: "News 2 with a mistkae".into(), ..news(2) };
    pass(&mut bench, "2025-11-17T08:45:00Z", &[wrong, news(1)]);
    assert_eq!(bench.shown("j/feed.rss")[0], "News 2 with a mistkae");
    pass(&mut bench, "2025-11-17T09:00:00Z", &[news(2), news(1)]);
    assert_eq!(bench.shown("j/morning/feed.rss"), ["News 1"], "a quarter of an hour is too short");
    bench.at("2025-11-17T09:05:00Z");
    bench.publish();
    assert_eq!(bench.shown(NEWSLETTER), ["News 2", "News 1"]);
    assert_eq!(dates(&bench, NEWSLETTER)[0], at("2025-11-17T09:05:00Z"));
    bench.at("2025-11-18T09:00:00Z");
    bench.publish();
    assert_eq!(bench.shown("j/morning/feed.rss"), ["News 2", "News 1"]);
}

#[test]
fn what_waits_goes_by_the_new_times_after_an_edit() {
    let mut bench = journal("[feed.newsletter]\nrelease = \"0 6 * * *\"\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1)]);
    pass(&mut bench, "2025-11-17T09:00:00Z", &[news(2), news(1)]);
    configure(&bench, "[feed.newsletter]\nrelease = \"0 12 * * *\"\n");
    bench.at("2025-11-17T10:00:00Z");
    assert_eq!(bench.publish().released.next, Some(at("2025-11-17T12:00:00Z")));
    configure(&bench, "[feed.newsletter]\n");
    bench.publish();
    assert_eq!(bench.shown(NEWSLETTER), ["News 2", "News 1"], "no release any more: at once");
    assert!(dates(&bench, NEWSLETTER)[0] > dates(&bench, NEWSLETTER)[1]);
}

#[test]
fn back_fill_stands_in_no_feed_of_the_operators_own() {
    let mut bench = journal("[feed.newsletter]\nhold = \"5m\"\n[feed.weekly]\ndigest = \"weekly\"\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1)]);
    pass(&mut bench, "2025-11-17T09:00:00Z", &[news(2).on("Tue, 03 Jun 2025 09:00:00 GMT"), news(1)]);
    bench.at("2025-11-25T09:00:00Z");
    bench.publish();
    assert_eq!(bench.shown(NEWSLETTER), ["News 1"]);
    assert!(bench.file("j/weekly/feed.rss").unwrap().contains("1 article: 1 News."));
}

#[test]
fn the_daemon_wakes_when_something_is_to_appear() {
    let feeds = "[feed.newsletter]\nrelease = \"37 5 * * *\"\n[feed.held]\nhold = \"33m\"\n[feed.day]\ndigest = \"daily\"\n";
    let mut world = World::new(&[source("daily", "0 4 * * *", ""), feeds.to_owned()]);
    world.live("2025-11-17T03:50:00Z", "2025-11-17T03:59:00Z");
    let both = [1, 2].map(|n| item(&format!("https://daily.example/{n}"), &format!("https://daily.example/{n}"), &format!("News {n}")));
    world.bench.page("https://daily.example/rss", &rss(&both));
    world.runs();
    world.live("2025-11-17T03:59:10Z", "2025-11-18T00:00:30Z");
    let read = world.runs()["daily"][0];
    let newest = |feed: &str| dates(&world.bench, &format!("j/{feed}/feed.rss"))[0];
    assert_eq!(newest("newsletter"), at("2025-11-17T05:37:00Z"));
    assert_eq!(newest("held"), read + TimeDelta::minutes(33));
    assert_eq!(newest("day"), at("2025-11-18T00:00:00Z"));
    assert_eq!(world.bench.shown("j/day/feed.rss"), ["Journal, 17 November 2025"]);
}

#[test]
fn the_daemon_wakes_at_six_on_the_night_in_which_the_clocks_change() {
    for (from, until, release) in [
        ("2026-10-24T04:10:00Z", "2026-10-25T06:01:00Z", "2026-10-25T06:00:00Z"),
        ("2027-03-27T04:10:00Z", "2027-03-28T05:01:00Z", "2027-03-28T05:00:00Z"),
    ] {
        let mut world = World::new(&[source("hourly", "30 12 * * *", ""), "[feed.newsletter]\nrelease = \"0 6 * * *\"\n".to_owned()]);
        world.live(from, &from.replace(":10:", ":20:"));
        let both =
            [1, 2].map(|n| item(&format!("https://hourly.example/{n}"), &format!("https://hourly.example/{n}"), &format!("News {n}")));
        world.bench.page("https://hourly.example/rss", &rss(&both));
        world.live(&from.replace(":10:", ":21:"), until);
        assert_eq!(dates(&world.bench, NEWSLETTER)[0], at(release));
    }
}

#[test]
fn a_clock_that_is_set_forward_makes_the_batch_within_a_minute() {
    let mut world = World::new(&[source("daily", "0 4 * * *", ""), "[feed.newsletter]\nrelease = \"0 9 * * *\"\n".to_owned()]);
    world.live("2025-11-17T03:50:00Z", "2025-11-17T03:59:00Z");
    let both = [1, 2].map(|n| item(&format!("https://daily.example/{n}"), &format!("https://daily.example/{n}"), &format!("News {n}")));
    world.bench.page("https://daily.example/rss", &rss(&both));
    world.life("2025-11-17T03:59:10Z", "2025-11-17T04:40:00Z", async |life| {
        life.pass(Duration::from_mins(12)).await;
        life.hand.set(TimeDelta::hours(6));
        life.pass(Duration::from_secs(61)).await;
    });
    let dates = dates(&world.bench, NEWSLETTER);
    assert!(dates.len() == 2 && dates[0] >= at("2025-11-17T10:11:00Z") && dates[0] <= at("2025-11-17T10:12:30Z"), "{dates:?}");
}
