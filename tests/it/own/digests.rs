//! Digests: one item for each period that is over, made once and never changed.

use super::{Item, at, comment, configure, dates, journal, news, pass};
use crate::bench::{Bench, RSS, rss};

const DAILY: &str = "j/daily/feed.rss";

/// The HTML of the newest item of a feed.
fn content(bench: &Bench, path: &str) -> String {
    let document: serde_json::Value = serde_json::from_str(&bench.file(path).unwrap()).unwrap();
    document["items"][0]["content_html"].as_str().unwrap().to_owned()
}

#[test]
fn a_day_that_is_over_is_one_item_in_every_format() {
    let mut bench = journal("[feed.daily]\ndigest = \"daily\"\n");
    let items = [comment(3), news(2).says("A & B."), news(1)];
    pass(&mut bench, "2025-11-17T08:00:00Z", &items);
    assert!(bench.file(DAILY).is_none(), "no day is over");
    assert!(!bench.file("j/feeds.opml").unwrap().contains("/daily/"), "an address that leads nowhere is worse than none");
    bench.at("2025-11-17T23:59:59Z");
    assert_eq!(bench.publish().files, 0);
    bench.at("2025-11-18T00:00:00Z");
    bench.publish();
    let [(id, title, date)] = bench.feed(DAILY).try_into().unwrap();
    assert_eq!((id.as_str(), title.as_str()), ("tag:journal.example,2025:digest/j/daily/2025-11-17", "Journal, 17 November 2025"));
    assert_eq!(date, at("2025-11-18T00:00:00Z"));
    for path in ["feed.atom", "feed.json"].map(|file| format!("j/daily/{file}")) {
        assert_eq!(bench.feed(&path), [(id.clone(), title.clone(), date)]);
    }
    let rss = bench.file(DAILY).unwrap();
    assert!(rss.contains("[3 articles: 1 Comment and 2 News.]") && rss.contains("xmlns:content="));
    assert!(rss.contains("<link>https://feeds.example/j/daily/#2025-11-17</link>"));
    let html = content(&bench, "j/daily/feed.json");
    assert!(html.contains("href=\"https://www.journal.example/2.article\"") && html.contains("A &amp; B."));
    assert!(html.find(">Comment<").unwrap() < html.find(">News<").unwrap() && !html.contains("<style") && !html.contains("class="));
    let page = bench.file("j/daily/index.html").unwrap();
    assert!(page.contains("<article id=\"2025-11-17\">") && page.contains("<a href=\"https://www.journal.example/2.article\">News 2</a>"));
    assert!(!page.contains("style=\""), "a page has a style of its own");
    assert!(bench.file("j/feeds.opml").unwrap().contains("/daily/feed.rss"));
}

#[test]
fn a_digest_is_never_changed_and_an_empty_day_has_none() {
    let mut bench = journal("[feed.daily]\ndigest = \"daily\"\nexclude = [\"Comment\"]\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1)]);
    pass(&mut bench, "2025-11-18T00:00:10Z", &[comment(2), news(1)]);
    let before = bench.files();
    let corrected = Item { title: "News 1, corrected".into(), ..news(1) };
    pass(&mut bench, "2025-11-18T09:00:00Z", &[comment(2), corrected.clone()]);
    configure(&bench, "[feed.daily]\ndigest = \"daily\"\ninclude_words = [\"nothing\", \"else\"]\n");
    pass(&mut bench, "2025-11-19T00:01:00Z", &[news(3), comment(2), corrected]);
    bench.at("2025-11-20T00:01:00Z");
    bench.publish();
    assert_eq!(bench.shown(DAILY), ["Journal, 17 November 2025"], "no other day has an article that fits");
    let files = bench.files();
    assert_eq!(before[DAILY], files[DAILY]);
    assert!(content(&bench, "j/daily/feed.json").contains(">News 1<"));
}

#[test]
fn a_week_appears_at_the_release_and_holds_the_weekend() {
    let mut bench = journal("[feed.weekly]\ndigest = \"weekly\"\nrelease = \"0 7 * * 1-5\"\nhold = \"1h\"\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1)]);
    pass(&mut bench, "2025-11-23T23:00:00Z", &[news(2), news(1)]);
    // Monday is another week.
    bench.at("2025-11-24T06:00:00Z").page(RSS, &rss(&[news(3), news(2), news(1)]));
    assert_eq!(bench.run().released.next, Some(at("2025-11-24T07:00:00Z")));
    bench.at("2025-11-24T07:00:00Z");
    assert_eq!(bench.publish().released.next, Some(at("2025-12-01T07:00:00Z")));
    assert_eq!(bench.shown("j/weekly/feed.rss"), ["Week 47, 17–23 November 2025"]);
    let html = content(&bench, "j/weekly/feed.json");
    assert!(html.contains("News 2") && !html.contains("News 3"));
    bench.at("2025-12-01T08:30:00Z");
    bench.publish();
    assert_eq!(bench.shown("j/weekly/feed.rss")[0], "Week 48, 24–30 November 2025");
    assert_eq!(dates(&bench, "j/weekly/feed.rss")[0], at("2025-12-01T08:30:00Z"), "an hour and a half late, once");
}

#[test]
fn a_new_feed_of_digests_opens_with_the_newest_period_that_had_articles() {
    let mut bench = journal("");
    pass(&mut bench, "2025-11-10T08:00:00Z", &[news(1)]);
    pass(&mut bench, "2025-11-12T08:00:00Z", &[comment(2), news(1)]);
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(3), comment(2), news(1)]);
    configure(&bench, "[feed.daily]\ndigest = \"daily\"\ninclude = [\"News\"]\n");
    bench.minutes(30);
    bench.publish();
    assert_eq!(bench.shown(DAILY), ["Journal, 10 November 2025"]);
    assert_eq!(dates(&bench, DAILY), [at("2025-11-11T00:00:00Z")], "an old date: no tool that goes by it mails this");
    bench.at("2025-11-18T00:00:00Z");
    bench.publish();
    assert_eq!(bench.shown(DAILY), ["Journal, 17 November 2025", "Journal, 10 November 2025"], "today waited for its end");
}

#[test]
fn a_feed_that_becomes_one_of_digests_begins_anew() {
    let mut bench = journal("[feed.daily]\n");
    pass(&mut bench, "2025-11-16T08:00:00Z", &[news(1)]);
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(2), news(1)]);
    let before = bench.shown(DAILY);
    configure(&bench, "[feed.daily]\ndigest = \"daily\"\n");
    bench.publish();
    assert_eq!(bench.shown(DAILY), before, "its files stay until there is an item");
    bench.at("2025-11-18T00:00:00Z");
    bench.publish();
    assert_eq!(bench.shown(DAILY), ["Journal, 17 November 2025"]);
    configure(&bench, "[feed.daily]\n");
    pass(&mut bench, "2025-11-18T09:00:00Z", &[news(3), news(2), news(1)]);
    assert_eq!(bench.shown(DAILY), ["News 3"]);
}

#[test]
fn what_is_dated_in_a_day_whose_digest_stands_comes_into_the_next() {
    let mut bench = journal("[feed.daily]\ndigest = \"daily\"\n");
    pass(&mut bench, "2025-11-17T08:00:00Z", &[news(1)]);
    bench.at("2025-11-18T00:00:01Z");
    bench.publish();
    // Five articles at once take the seconds back to the day before.
    let many: Vec<Item> = (1..=6).rev().map(news).collect();
    pass(&mut bench, "2025-11-18T00:00:02Z", &many);
    assert!(dates(&bench, "j/feed.rss").iter().filter(|date| **date < at("2025-11-18T00:00:00Z")).count() > 1);
    assert_eq!(bench.shown(DAILY).len(), 1);
    bench.at("2025-11-19T00:00:00Z");
    bench.publish();
    assert_eq!(bench.shown(DAILY).len(), 2);
    let html = content(&bench, "j/daily/feed.json");
    assert!((2..=6).all(|n| html.contains(&format!(">News {n}<"))) && !html.contains(">News 1<"));
}

#[test]
fn a_month_counts_its_articles_and_stays_small() {
    let mut bench = journal("[feed.monthly]\ndigest = \"monthly\"\n");
    for round in 0..8_usize {
        let many: Vec<Item> = (round * 100..(round + 1) * 100).rev().map(news).collect();
        pass(&mut bench, &format!("2025-11-{}T12:00:00Z", 18 + round), &many);
    }
    bench.at("2025-12-01T00:00:00Z");
    bench.publish();
    assert_eq!(bench.shown("j/monthly/feed.rss"), ["November 2025: 800 articles"]);
    let html = content(&bench, "j/monthly/feed.json");
    assert!(html.len() < 90_000 && html.contains(">News 799<") && html.contains(" more</a>"), "{}", html.len());
    assert!(html.contains("https://feeds.example/j/sections/news/2025-11/"));
}
