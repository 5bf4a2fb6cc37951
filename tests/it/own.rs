//! Feeds of the operator's own: what fits, under which title, when it appears, and that it does so once.

mod batches;
mod digests;
mod lost;
mod random;

use feedmill::clock::Instant;

use crate::bench::{Bench, Item, JOURNAL, ONE_FEED, RSS, item, rss};

/// A journal whose feeds of the operator's own are these.
pub(crate) fn journal(feeds: &str) -> Bench {
    let bench = Bench::journal("");
    configure(&bench, feeds);
    bench
}

fn configure(bench: &Bench, feeds: &str) {
    let journal = JOURNAL.replace("[sections]", "[sections]\n\"Comment\" = \"comment\"");
    bench.configure(&format!("{journal}{ONE_FEED}{feeds}"));
}

/// The article of a number, in News.
pub(crate) fn news(n: usize) -> Item {
    let item = item(&format!("g{n}"), &format!("https://www.journal.example/{n}.article"), &format!("News {n}"));
    Item { category: "News".into(), ..item.says("What happened.") }
}

fn comment(n: usize) -> Item {
    Item { category: "Comment".into(), title: format!("Comment {n}"), ..news(n) }
}

/// The source shows these; a pass at this time reads and publishes them.
fn pass(bench: &mut Bench, time: &str, items: &[Item]) -> feedmill::pipeline::publish::Published {
    bench.at(time).page(RSS, &rss(items));
    bench.run()
}

const NEWSLETTER: &str = "j/newsletter/feed.rss";

fn dates(bench: &Bench, path: &str) -> Vec<Instant> {
    bench.feed(path).into_iter().map(|(.., date)| date).collect()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// The files that changed, by their folders.
fn changed(bench: &Bench, before: &std::collections::HashMap<String, Vec<u8>>) -> Vec<String> {
    let files = bench.files();
    let changed = files.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes));
    let folders: std::collections::BTreeSet<String> = changed.filter_map(|(path, _)| Some(path.rsplit_once('/')?.0.to_owned())).collect();
    folders.into_iter().collect()
}

#[test]
fn words_sections_and_sources_decide_and_titles_are_the_feeds_own() {
    let feeds = r#"
[feed.newsletter]
include_words = ["harbour master", "cafe"]
exclude_words = ["advertisement"]
title_format = "{section}: {title}"
[feed.wire]
include_sources = ["wire"]
[feed.rest]
exclude_sources = ["wire"]
include = ["News"]
[source.wire]
schedule = "@hourly"
read.feed = { url = "https://wire.example/rss" }
"#;
    let mut bench = journal(feeds);
    bench.page("https://wire.example/rss", &rss(&[news(1), Item { title: "Wire only".into(), ..comment(9) }]));
    let café = Item { title: "A Café opens".into(), category: String::new(), ..news(4) };
    let items = [
        news(1),
        Item { title: "Harbour-Master resigns".into(), ..news(2) },
        comment(3).says("By the harbour master."),
        café,
        Item { title: "Advertisement: café for sale".into(), ..news(5) },
    ];
    pass(&mut bench, "2025-11-17T08:00:00Z", &items);
    assert_eq!(bench.shown(NEWSLETTER), ["News: Harbour-Master resigns", "Comment: Comment 3", "A Café opens"]);
    for format in ["feed.atom", "feed.json"] {
        assert_eq!(bench.shown(&format!("j/newsletter/{format}")), bench.shown(NEWSLETTER));
    }
    assert!(bench.file("j/newsletter/index.html").unwrap().contains("News: Harbour-Master resigns"));
    let mut wire = bench.shown("j/wire/feed.rss");
    wire.sort();
    assert_eq!(wire, ["News 1", "Wire only"], "one of them was shown by both");
    assert_eq!(bench.shown("j/rest/feed.rss").len(), 3, "what both have shown is wanted too");
    let ids = |path: &str| bench.feed(path).into_iter().map(|(id, ..)| id).collect::<Vec<_>>();
    assert!(ids(NEWSLETTER).iter().all(|id| ids("j/feed.rss").contains(id)), "the guid is the same everywhere");
}

#[test]
fn an_article_rewrites_exactly_the_feeds_that_take_it() {
    let mut bench = journal("[feed.newsletter]\ninclude = [\"News\"]\n[feed.talk]\ninclude = [\"Comment\"]\n[feed.held]\nhold = \"20m\"\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1), comment(2)]);
    let before = bench.files();
    pass(&mut bench, "2025-11-17T09:00:00Z", &[news(3), news(1), comment(2)]);
    assert_eq!(changed(&bench, &before), ["j", "j/months/2025-11", "j/newsletter", "j/sections/news", "j/sections/news/2025-11"]);
    let before = bench.files();
    bench.at("2025-11-17T09:19:59Z");
    assert_eq!(bench.publish().files, 0);
    bench.at("2025-11-17T09:20:00Z");
    bench.publish();
    assert_eq!(changed(&bench, &before), ["j/held"]);
    assert_eq!(bench.publish().files, 0, "once");
}

#[test]
fn an_edit_of_an_article_brings_its_text_and_decides_nothing_anew() {
    let mut bench = journal("[feed.newsletter]\nexclude = [\"Comment\"]\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1), comment(2)]);
    let first = bench.feed(NEWSLETTER);
    // One moves out of what fits, the other into it.
    let moved = Item { category: "Comment".into(), title: "News 1, corrected".into(), ..news(1) };
    pass(&mut bench, "2025-11-17T09:00:00Z", &[moved, Item { category: "News".into(), ..comment(2) }]);
    let [(id, title, date)] = bench.feed(NEWSLETTER).try_into().unwrap();
    assert_eq!((&id, title.as_str(), date), (&first[0].0, "News 1, corrected", first[0].2));
}

#[test]
fn what_fits_no_longer_leaves_and_what_fits_now_comes_from_now_on() {
    let mut bench = journal("[feed.newsletter]\ninclude = [\"News\"]\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1), comment(2), news(3)]);
    configure(&bench, "[feed.newsletter]\nexclude_words = [\"News 3\"]\n");
    bench.minutes(10);
    bench.publish();
    assert_eq!(bench.shown(NEWSLETTER), ["News 1"], "the comment is old by now");
    pass(&mut bench, "2025-11-17T09:00:00Z", &[comment(4), news(1), comment(2), news(3)]);
    assert_eq!(bench.shown(NEWSLETTER), ["Comment 4", "News 1"]);
    // Back again: what left does not come back.
    configure(&bench, "[feed.newsletter]\ninclude = [\"News\"]\n");
    bench.minutes(10);
    bench.publish();
    assert_eq!(bench.shown(NEWSLETTER), ["News 1"]);
    // A feed that would be empty stays as it is published.
    configure(&bench, "[feed.newsletter]\ninclude = [\"Podcast\"]\n");
    bench.minutes(10);
    bench.publish();
    assert_eq!(bench.shown(NEWSLETTER), ["News 1"]);
}

#[test]
fn what_left_the_window_does_not_come_back_however_large_it_grows() {
    let mut bench = journal("[feed.newsletter]\nitems = 2\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(2), news(1)]);
    pass(&mut bench, "2025-11-17T09:00:00Z", &[news(3), news(2), news(1)]);
    assert_eq!(bench.shown(NEWSLETTER), ["News 3", "News 2"]);
    configure(&bench, "[feed.newsletter]\nitems = 5\n");
    pass(&mut bench, "2025-11-17T10:00:00Z", &[news(4), news(3), news(2), news(1)]);
    assert_eq!(bench.shown(NEWSLETTER), ["News 4", "News 3", "News 2"]);
    configure(&bench, "[feed.newsletter]\nitems = 1\n");
    bench.publish();
    configure(&bench, "[feed.newsletter]\nitems = 9\n");
    bench.publish();
    assert_eq!(bench.shown(NEWSLETTER), ["News 4"]);
}

#[test]
fn a_feed_that_goes_and_comes_back_goes_on_with_what_is_news_then() {
    let mut bench = journal("[feed.newsletter]\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1)]);
    configure(&bench, "");
    pass(&mut bench, "2025-11-17T09:00:00Z", &[news(2), news(1)]);
    configure(&bench, "[feed.newsletter]\n");
    bench.minutes(5);
    bench.publish();
    assert_eq!(bench.shown(NEWSLETTER), ["News 1"]);
    pass(&mut bench, "2025-11-17T10:00:00Z", &[news(3), news(2), news(1)]);
    assert_eq!(bench.shown(NEWSLETTER), ["News 3", "News 1"]);
}

#[test]
fn a_feed_in_which_several_come_at_once_shows_them_all() {
    let mut bench = journal("[feed.newsletter]\nitems = 2\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1)]);
    let many: Vec<Item> = (1..=6).rev().map(news).collect();
    pass(&mut bench, "2025-11-17T09:00:00Z", &many);
    assert_eq!(bench.shown(NEWSLETTER).len(), 5, "all that appeared together");
    pass(&mut bench, "2025-11-17T10:00:00Z", &[news(7)]);
    assert_eq!(bench.shown(NEWSLETTER), ["News 7", "News 6"]);
}
