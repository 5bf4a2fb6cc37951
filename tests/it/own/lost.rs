//! A store that was lost: what was given is taken from the published files, and given once.

use super::{Item, NEWSLETTER, configure, journal, news, pass};
use crate::bench::Bench;

/// Feeds of every kind.
const ALL: &str =
    "[feed.newsletter]\nrelease = \"0 6 * * *\"\n[feed.held]\nhold = \"20m\"\n[feed.plain]\n[feed.daily]\ndigest = \"daily\"\n";

const PATHS: [&str; 4] = [NEWSLETTER, "j/held/feed.rss", "j/plain/feed.rss", "j/daily/feed.rss"];

/// News 1 to 4, each on its day; 4 waits for its batch and its digest.
fn lived() -> (Bench, Vec<Item>) {
    let mut bench = journal(ALL);
    let mut items = Vec::new();
    for (n, time) in [(1, "2025-11-14T08:00:00Z"), (2, "2025-11-15T08:00:00Z"), (3, "2025-11-16T08:00:00Z"), (4, "2025-11-17T08:00:00Z")] {
        items.insert(0, news(n));
        bench.at(time);
        bench.publish();
        pass(&mut bench, time, &items);
        bench.minutes(20);
        bench.publish();
    }
    (bench, items)
}

#[test]
fn a_lost_store_gives_nothing_twice_and_what_waited_once() {
    let (mut bench, items) = lived();
    let before = PATHS.map(|path| bench.feed(path));
    assert_eq!(before.each_ref().map(Vec::len), [3, 4, 4, 3]);
    let files = bench.files();
    bench.lose_store();
    pass(&mut bench, "2025-11-17T09:00:00Z", &items);
    assert_eq!(PATHS.map(|path| bench.feed(path)), before);
    let after = bench.files();
    for path in PATHS {
        assert!(files[path] == after[path], "{path} has other bytes");
    }
    bench.at("2025-11-17T10:00:00Z");
    bench.publish();
    assert_eq!(PATHS.map(|path| bench.feed(path)), before);
    // What waited when the store was lost appears at its time.
    bench.at("2025-11-18T06:00:00Z");
    bench.publish();
    let [newsletter, held, plain, daily] = PATHS.map(|path| bench.feed(path));
    assert_eq!((&newsletter[1..], &held, &plain, &daily[1..]), (&before[0][..], &before[1], &before[2], &before[3][..]));
    assert_eq!((newsletter[0].1.as_str(), daily[0].1.as_str()), ("News 4", "Journal, 17 November 2025"));
}

#[test]
fn a_feed_that_has_no_files_yet_opens_in_a_store_that_is_new() {
    let (mut bench, items) = lived();
    bench.lose_store();
    configure(&bench, &format!("{ALL}[feed.late]\nrelease = \"0 9 * * *\"\n"));
    pass(&mut bench, "2025-11-17T09:30:00Z", &items);
    assert_eq!(bench.feed("j/late/feed.rss"), bench.feed("j/feed.rss"));
}
