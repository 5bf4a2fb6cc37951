//! Which date stands where: in live feeds, in month feeds, in each format; and what a feed is known by.

use super::news;
use crate::bench::{Bench, Item, JOURNAL, LISTING, ONE_FEED, ONE_LISTING, RSS, listing, rss};

#[test]
fn a_stated_date_in_the_future_is_not_believed_and_no_date_ever_moves() {
    let mut bench = Bench::journal(ONE_FEED);
    bench.page(RSS, &rss(&[news(1).on("Fri, 01 Jan 2027 00:00:00 GMT")]));
    bench.run();
    let [one] = bench.articles().try_into().unwrap();
    assert_eq!(one.article.stated.text().unwrap(), "2025-11-17T08:00:00Z", "clamped to when it was first seen");
    let before = bench.feed("j/feed.atom");
    bench.minutes(600).page(RSS, &rss(&[news(1).on("Mon, 10 Nov 2025 00:00:00 GMT")]));
    bench.run();
    assert_eq!(bench.feed("j/feed.atom"), before);
}

#[test]
fn no_article_was_changed_before_it_was_published() {
    let mut bench = Bench::journal(ONE_FEED);
    let sound = |bench: &Bench, articles: usize| {
        let mut seen = 0;
        for (path, bytes) in bench.files().iter().filter(|(path, _)| path.ends_with("feed.atom")) {
            let mut changes = Vec::new();
            for entry in feed_rs::parser::parse(bytes.as_slice()).unwrap().entries {
                let (published, updated) = (entry.published.unwrap(), entry.updated.unwrap());
                assert!(published <= updated && updated <= bench.now(), "{path}: {published} and {updated}");
                changes.push(updated);
                seen += usize::from(path == "j/feed.atom");
            }
            changes.sort_unstable();
            assert!(changes.is_sorted_by(|one, other| one < other), "{path}: each at a second of its own");
        }
        assert_eq!(seen, articles);
    };
    // The first feeds hold articles that share a second, a day, and dates that are still to come.
    let shared = ["Mon, 17 Nov 2025 06:00:00 GMT", "2025-11-16", "Mon, 17 Nov 2025 20:00:00 GMT"];
    let all: Vec<Item> = (0..12).map(|n| news(n).on(shared[n % 3])).collect();
    bench.page(RSS, &rss(&all));
    bench.run();
    sound(&bench, 12);
    // So does news,
    let more: Vec<Item> = (12..24).map(|n| news(n).on(["Mon, 17 Nov 2025 08:59:58 GMT", "2025-11-17", "", shared[2]][n % 4])).collect();
    bench.minutes(60).page(RSS, &rss(&more));
    bench.run();
    sound(&bench, 24);
    // and what a new source brings to the end of the feed.
    let tail: Vec<_> = (30..36).map(|n| news(n).on(["", "Mon, 17 Nov 2025 09:59:59 GMT", shared[2]][n % 3])).collect();
    let second = ONE_FEED.replace("latest", "second").replace("/rss", "/second");
    bench.configure(&format!("{JOURNAL}{ONE_FEED}{second}"));
    bench.minutes(60).page("https://www.journal.example/second", &rss(&tail));
    bench.run();
    sound(&bench, 30);
}

#[test]
fn rss_goes_by_the_release_and_atom_and_json_by_what_was_stated() {
    let mut bench = Bench::journal(&format!("{ONE_FEED}{ONE_LISTING}"));
    bench.page(RSS, &rss(&[news(0)]));
    bench.page(LISTING, &listing("All Journal articles in November 2025", &[("News", "Old", "/old.article", "S.")], None));
    bench.run();
    // News at nine: one states a minute, one a day, one says only by its listing that it is of this month.
    let stated = [("A", "Sun, 16 Nov 2025 06:30:00 GMT", "2025-11-16T06:30:00Z"), ("B", "2025-11-16", "2025-11-16T00:00:00Z")];
    for (minutes, (title, said, published)) in (1..).zip(stated) {
        bench.at(&format!("2025-11-17T09:0{minutes}:00Z")).page(RSS, &rss(&[Item { title: title.into(), ..news(minutes) }.on(said)]));
        bench.run();
        let released = bench.feed("j/feed.rss")[0].2;
        assert_eq!(released, bench.now(), "{title}");
        let atom = bench.feed("j/feed.atom").remove(0);
        assert_eq!((atom.1.as_str(), feedmill::article::rfc3339(atom.2).as_str()), (title, published));
        let month = bench.feed("j/months/2025-11/feed.rss").into_iter().find(|(_, other, _)| other == title).unwrap();
        assert_eq!(feedmill::article::rfc3339(month.2), published, "a month feed goes by the stated date in each format");
    }
    let newer = [("News", "C", "/c.article", "S."), ("News", "Old", "/old.article", "S.")];
    bench.at("2025-11-17T09:10:00Z").page(LISTING, &listing("All Journal articles in November 2025", &newer, None));
    bench.run();
    for path in ["j/feed.rss", "j/feed.atom", "j/feed.json"] {
        let first = bench.feed(path).remove(0);
        assert_eq!((first.1.as_str(), first.2), ("C", bench.now()), "a month is no date to publish: {path}");
    }
}

#[test]
fn the_month_of_an_article_is_counted_in_the_zone_of_its_publication() {
    for (zone, month) in [("Europe/London", "2025-10"), ("Asia/Tokyo", "2025-11"), ("America/New_York", "2025-10")] {
        let bench = Bench::new(&format!("{}{ONE_FEED}", JOURNAL.replace("Europe/London", zone)));
        bench.page(RSS, &rss(&[news(1).on("Fri, 31 Oct 2025 20:00:00 GMT")]));
        bench.run();
        assert_eq!(bench.articles()[0].article.month.to_string(), month, "{zone}");
        // A day is a day, wherever the publication is.
        let bench = Bench::new(&format!("{}{ONE_FEED}", JOURNAL.replace("Europe/London", zone)));
        bench.page(RSS, &rss(&[news(1).on("2025-10-31")]));
        bench.run();
        assert_eq!(bench.articles()[0].article.month.to_string(), "2025-10", "{zone}");
    }
}

#[test]
fn each_feed_has_an_id_of_its_own_that_no_change_of_address_touches() {
    let bench = Bench::journal(&format!("{ONE_FEED}[feed.newsletter]\nitems = 5\n"));
    bench.page(RSS, &rss(&[news(1)]));
    bench.run();
    let feeds = ["j", "j/sections/news", "j/months/2025-11", "j/sections/news/2025-11", "j/newsletter"];
    let ids = |bench: &Bench| -> Vec<String> {
        feeds.iter().map(|feed| feed_rs::parser::parse(bench.file(&format!("{feed}/feed.atom")).unwrap().as_bytes()).unwrap().id).collect()
    };
    let (before, articles) = (ids(&bench), bench.ids());
    let distinct: std::collections::HashSet<&String> = before.iter().chain(&articles).collect();
    assert_eq!(distinct.len(), feeds.len() + articles.len());
    let path = bench.path("config/feedmill.toml");
    let config = std::fs::read_to_string(&path).unwrap().replace("https://feeds.example/", "https://elsewhere.example/news/");
    std::fs::write(path, config).unwrap();
    bench.run();
    assert!(bench.file("j/feed.atom").unwrap().contains("https://elsewhere.example/news/j/feed.atom"), "everything is published anew");
    assert_eq!((ids(&bench), bench.ids()), (before, articles));
    assert!(bench.file("j/feed.rss").unwrap().contains(&format!(">{}</guid>", bench.ids()[0])), "the same id in every format");
}
