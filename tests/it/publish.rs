//! What is published, and when: releases, months, archives, and the files that change.

mod dates;

use feedmill::clock::Instant;

use crate::bench::{Bench, Item, LISTING, ONE_FEED, ONE_LISTING, RSS, item, listing, rss};

fn news(n: usize) -> Item {
    let item = item(&format!("g{n}"), &format!("https://www.journal.example/{n}.article"), &format!("News {n}"));
    Item { category: "News".into(), ..item.says("What happened.") }
}

/// Items `from` down to `to`, newest first as feeds have them.
fn items(from: usize, to: usize) -> String {
    rss(&(to..=from).rev().map(news).collect::<Vec<_>>())
}

fn dates(bench: &Bench, path: &str) -> Vec<Instant> {
    bench.feed(path).into_iter().map(|(.., date)| date).collect()
}

#[test]
fn the_first_articles_keep_their_order_and_no_date_is_in_the_future() {
    let bench = Bench::journal(ONE_FEED);
    bench.page(RSS, &items(5, 1));
    bench.run();
    assert_eq!(bench.shown("j/feed.rss"), ["News 5", "News 4", "News 3", "News 2", "News 1"]);
    let dates = dates(&bench, "j/feed.rss");
    assert!(dates.is_sorted_by(|one, other| one > other));
    assert!(dates[0] <= bench.now());
}

#[test]
fn news_is_always_later_than_all_that_stood_there() {
    let mut bench = Bench::journal(ONE_FEED);
    bench.page(RSS, &items(5, 1));
    bench.run();
    let mut newest = dates(&bench, "j/feed.rss")[0];
    for round in 1..6 {
        // A batch of three, and once the clock goes back by an hour.
        let minutes = if round == 3 { -60 } else { 70 };
        bench.minutes(minutes).page(RSS, &items(5 + round * 3, 1 + round * 3));
        bench.run();
        for (_, title, date) in bench.feed("j/feed.rss") {
            let number: usize = title.trim_start_matches("News ").parse().unwrap();
            assert!(number <= 5 + (round - 1) * 3 || round == 4 || date > newest, "{title} came at {date}, not after {newest}");
            assert!(date <= bench.now() || minutes < 0);
        }
        newest = dates(&bench, "j/feed.rss")[0];
    }
    assert_eq!(bench.feed("j/feed.rss").len(), 20);
}

#[test]
fn a_batch_larger_than_the_seconds_there_are_is_released_oldest_first() {
    let mut bench = Bench::journal(ONE_FEED);
    bench.page(RSS, &items(1, 1));
    bench.run();
    let first = dates(&bench, "j/feed.rss")[0];
    // Four seconds later come ten articles.
    bench.at(&(first + chrono::TimeDelta::seconds(4)).to_rfc3339()).page(RSS, &items(11, 2));
    let published = bench.run();
    assert_eq!((published.released.released, published.released.waiting), (4, 6));
    assert_eq!(bench.shown("j/feed.rss"), ["News 5", "News 4", "News 3", "News 2", "News 1"]);
    bench.minutes(15);
    bench.publish();
    assert_eq!(bench.shown("j/feed.rss").len(), 11);
    assert!(dates(&bench, "j/feed.rss").is_sorted_by(|one, other| one > other));
}

#[test]
fn one_new_article_rewrites_exactly_its_four_feeds_and_a_run_without_news_none() {
    let mut bench = Bench::journal(ONE_FEED);
    bench.page(RSS, &rss(&[news(1), Item { category: "Comment".into(), ..news(2) }]));
    bench.configure(&format!("{}{ONE_FEED}", crate::bench::JOURNAL.replace("[sections]", "[sections]\n\"Comment\" = \"comment\"")));
    bench.run();
    let before = bench.files();
    bench.minutes(30).page(RSS, &rss(&[news(3), news(1), Item { category: "Comment".into(), ..news(2) }]));
    let published = bench.run();
    let after = bench.files();
    let mut changed: Vec<&str> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path.as_str()).collect();
    changed.sort_unstable();
    let folders = ["j", "j/months/2025-11", "j/sections/news", "j/sections/news/2025-11"];
    let mut expected: Vec<String> = folders
        .iter()
        .flat_map(|folder| ["feed.atom", "feed.json", "feed.rss", "index.html"].map(|file| format!("{folder}/{file}")))
        .collect();
    expected.sort();
    assert_eq!(changed, expected);
    assert_eq!(published.files, 16);
    bench.minutes(30);
    assert_eq!(bench.run().files, 0);
    assert!(bench.files() == after);
}

#[test]
fn a_new_source_joins_at_the_tail_and_never_in_feeds_of_the_operators_own() {
    let own = "[feed.newsletter]\nitems = 30\n";
    let mut bench = Bench::journal(&format!("{ONE_FEED}{own}"));
    bench.page(RSS, &items(3, 1));
    bench.run();
    let top = dates(&bench, "j/feed.rss");
    let newsletter = bench.shown("j/newsletter/feed.rss");
    bench.configure(&format!("{}{ONE_FEED}{ONE_LISTING}{own}", crate::bench::JOURNAL));
    bench.page(
        LISTING,
        &listing(
            "All Journal articles in November 2025",
            &[("Comment", "Older", "/older.article", "S."), ("Comment", "Oldest", "/oldest.article", "S.")],
            None,
        ),
    );
    bench.minutes(30).run();
    assert_eq!(bench.shown("j/feed.rss"), ["News 3", "News 2", "News 1", "Older", "Oldest"]);
    assert_eq!(dates(&bench, "j/feed.rss")[..3], top[..], "no date moved");
    assert_eq!(bench.shown("j/newsletter/feed.rss"), newsletter);
    assert_eq!(bench.shown("j/sections/comment/feed.rss"), ["Older", "Oldest"]);
}

#[test]
fn back_fill_of_a_sealed_month_reaches_its_month_feeds_only() {
    let mut bench = Bench::journal(&format!("{ONE_FEED}[feed.newsletter]\nitems = 30\n"));
    bench.page(RSS, &items(3, 1));
    bench.run();
    let before = bench.files();
    bench.minutes(60).page(RSS, &rss(&[news(3), news(2), news(1), news(0).on("Tue, 03 Jun 2025 09:00:00 GMT")]));
    bench.run();
    assert_eq!(bench.shown("j/months/2025-06/feed.rss"), ["News 0"]);
    assert_eq!(bench.shown("j/sections/news/2025-06/feed.rss"), ["News 0"]);
    assert_eq!(bench.shown("j/feed.rss"), ["News 3", "News 2", "News 1"]);
    // The live feed now has an archive behind it, and no new item.
    assert!(bench.file("j/feed.rss").unwrap().contains("months/2025-06/feed.rss\" rel=\"prev-archive\""));
    assert_eq!(bench.files()["j/newsletter/feed.rss"], before["j/newsletter/feed.rss"]);
    assert_eq!(bench.files()["j/months/2025-11/feed.rss"], before["j/months/2025-11/feed.rss"]);
}

/// The union of a live feed and the archives behind it: every title once.
pub(crate) fn chain(bench: &Bench, live: &str) -> Vec<String> {
    let mut titles = Vec::new();
    let mut next = Some(format!("{live}/feed.atom"));
    let mut steps = 0;
    while let Some(path) = next {
        titles.extend(bench.shown(&path));
        let feed = feed_rs::parser::parse(bench.file(&path).unwrap().as_bytes()).unwrap();
        next = feed
            .links
            .into_iter()
            .find(|link| link.rel.as_deref() == Some("prev-archive"))
            .map(|link| link.href.strip_prefix("https://feeds.example/").unwrap().to_owned());
        steps += 1;
        assert!(steps < 20, "the chain leads in a circle");
    }
    titles.sort();
    titles.dedup();
    titles
}

#[test]
fn months_are_sealed_after_their_grace_and_the_chain_has_every_article() {
    let mut bench = Bench::journal(ONE_FEED);
    let mut all = Vec::new();
    for (month, day) in [("2025-09", "01"), ("2025-10", "05"), ("2025-11", "10"), ("2025-12", "03")] {
        all.push(news(all.len()));
        bench.at(&format!("{month}-{day}T10:00:00Z")).page(RSS, &rss(&all.iter().rev().cloned().collect::<Vec<_>>()));
        bench.run();
    }
    let file = |bench: &Bench, path: &str| bench.file(path).unwrap();
    // 3 December: November is over, and in its days of grace.
    assert!(!file(&bench, "j/months/2025-11/feed.rss").contains("fh:archive"));
    assert!(file(&bench, "j/months/2025-10/feed.rss").contains("<fh:archive"));
    assert!(!file(&bench, "j/months/2025-10/feed.rss").contains("next-archive"));
    assert!(file(&bench, "j/months/2025-09/feed.rss").contains("months/2025-10/feed.rss\" rel=\"next-archive\""));
    assert!(file(&bench, "j/feed.rss").contains("months/2025-10/feed.rss\" rel=\"prev-archive\""));
    let titles: Vec<String> = (0..4).map(|n| format!("News {n}")).collect();
    assert_eq!(chain(&bench, "j"), titles);
    assert_eq!(chain(&bench, "j/sections/news"), titles);
    // 9 December: the grace is over, nothing else happened.
    let september = file(&bench, "j/months/2025-09/feed.rss");
    bench.at("2025-12-09T10:00:00Z");
    let published = bench.publish();
    assert_eq!(published.released.sealed, 1);
    assert!(file(&bench, "j/months/2025-11/feed.rss").contains("<fh:archive"));
    assert!(file(&bench, "j/months/2025-10/feed.rss").contains("months/2025-11/feed.rss\" rel=\"next-archive\""));
    assert_eq!(file(&bench, "j/months/2025-09/feed.rss"), september, "only neighbours change");
    assert_eq!(chain(&bench, "j"), titles);
}

#[test]
fn what_lost_its_last_article_keeps_its_address_and_leaves_every_chain_and_list() {
    let sections = crate::bench::JOURNAL.replace("[sections]", "[sections]\n\"Comment\" = \"comment\"");
    let mut bench = Bench::new(&format!("{sections}{ONE_FEED}"));
    let mut all = Vec::new();
    for (n, month) in ["2025-07", "2025-08", "2025-09", "2025-11"].into_iter().enumerate() {
        all.push(news(n));
        bench.at(&format!("{month}-10T10:00:00Z")).page(RSS, &rss(&all.iter().rev().cloned().collect::<Vec<_>>()));
        bench.run();
    }
    assert!(bench.file("j/sections/news/feed.atom").unwrap().contains("sections/news/2025-09/feed.atom"));
    // The only articles of two sealed months move to another section, the newest and the one in the middle of the chain.
    for n in [2, 1] {
        all[n] = Item { category: "Comment".into(), ..all[n].clone() };
        bench.minutes(60).page(RSS, &rss(&all.iter().rev().cloned().collect::<Vec<_>>()));
        bench.run();
    }
    for month in ["2025-08", "2025-09"] {
        for file in ["feed.rss", "feed.atom", "feed.json", "index.html"] {
            let path = format!("j/sections/news/{month}/{file}");
            assert!(bench.file(&path).is_some(), "{path} still answers");
        }
        assert_eq!(bench.shown(&format!("j/sections/news/{month}/feed.rss")).len(), 1, "a feed that was not empty is never empty");
        let naming = |path: &str| bench.file(path).unwrap().contains(&format!("sections/news/{month}"));
        for path in
            bench.files().keys().filter(|path| !path.starts_with("j/sections/news/2025-08") && !path.starts_with("j/sections/news/2025-09"))
        {
            assert!(!naming(path), "{path} leads to {month}");
        }
    }
    assert_eq!(chain(&bench, "j/sections/news"), ["News 0", "News 3"]);
    assert_eq!(chain(&bench, "j/sections/comment"), ["News 1", "News 2"]);
    // All of a section moves: its feeds stay where they are, and nothing lists them.
    for item in &mut all {
        item.category = "Comment".into();
    }
    bench.minutes(60).page(RSS, &rss(&all.iter().rev().cloned().collect::<Vec<_>>()));
    bench.run();
    assert!(!bench.shown("j/sections/news/feed.rss").is_empty());
    assert!(
        !bench.file("j/index.html").unwrap().contains("sections/news/") && !bench.file("j/feeds.opml").unwrap().contains("sections/news/")
    );
    assert_eq!(chain(&bench, "j/sections/comment"), ["News 0", "News 1", "News 2", "News 3"]);
    // An article comes back to it: a feed as any other again.
    all.push(news(4));
    bench.minutes(60).page(RSS, &rss(&all.iter().rev().cloned().collect::<Vec<_>>()));
    bench.run();
    assert_eq!(chain(&bench, "j/sections/news"), ["News 4"]);
}

#[test]
fn a_lone_sealed_month_names_its_live_feed_and_is_no_archive() {
    let mut bench = Bench::journal(ONE_FEED);
    bench.at("2025-11-10T10:00:00Z").page(RSS, &items(2, 1));
    bench.run();
    bench.at("2025-12-10T10:00:00Z");
    bench.publish();
    let lone = bench.file("j/months/2025-11/feed.rss").unwrap();
    assert!(lone.contains("rel=\"current\"") && !lone.contains("fh:archive"), "{lone}");
}

#[test]
fn hostile_section_labels_stay_inside_the_output_folder() {
    let bench = Bench::journal(ONE_LISTING);
    let labels = ["../../etc", "CON", "🦀", "sections", "News!", "news", "NEWS", "a/b", "..", "months"];
    let rows: Vec<(String, String)> = (0..labels.len()).map(|n| (format!("Headline {n}"), format!("/{n}.article"))).collect();
    let rows: Vec<(&str, &str, &str, &str)> =
        labels.iter().zip(&rows).map(|(label, (title, link))| (*label, title.as_str(), link.as_str(), "S.")).collect();
    bench.page(LISTING, &listing("All Journal articles in November 2025", &rows, None));
    bench.run();
    assert_eq!(bench.articles().len(), labels.len());
    let mut outside: Vec<_> =
        std::fs::read_dir(bench.folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    outside.retain(|name| !name.starts_with("feedmill.db"));
    outside.sort();
    assert_eq!(outside, ["config", "feeds"]);
    for path in bench.files().keys() {
        assert!(path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.is_ascii()), "{path}");
        if path.ends_with("/feed.rss") {
            bench.feed(path);
        }
    }
}

#[test]
fn a_broken_source_harms_no_other() {
    let broken = "[source.broken]\nschedule = \"@hourly\"\nread.feed = { url = \"https://broken.example/rss\" }\n";
    let bench = Bench::journal(&format!("{broken}{ONE_FEED}"));
    bench.status("https://broken.example/rss", 500).page(RSS, &items(3, 1));
    let done = bench.ingest();
    assert!(done[0].trouble.is_some() && done[1].trouble.is_none());
    bench.publish();
    assert_eq!(bench.shown("j/feed.rss").len(), 3);
}

#[test]
fn the_first_edition_does_not_depend_on_which_source_was_faster() {
    const OTHER: &str = "[source.other]\nschedule = \"@hourly\"\nread.feed = { url = \"https://www.journal.example/other\" }\n";
    // Each source tells the same three articles in other words, in another order, with other labels and other dates.
    let told = |words: &str, order: [usize; 3]| {
        let one = |n: usize| Item {
            category: format!("{words} {n}"),
            ..item("", &format!("https://www.journal.example/{n}.article"), &format!("{words} {n}"))
                .says(&format!("{words} standfirst {n}"))
                .on(if words == "Latest" { "Mon, 17 Nov 2025 07:00:00 GMT" } else { "Tue, 18 Nov 2025 06:30:00 GMT" })
        };
        rss(&order.map(one))
    };
    let bench = || {
        let bench = Bench::journal(&format!("{ONE_FEED}{OTHER}{ONE_LISTING}"));
        let link = |n: usize| format!("/{n}.article");
        let (one, two, three) = (link(1), link(2), link(3));
        let items = [("News", "Archive 2", two.as_str(), "A."), ("News", "Archive 3", &three, "A."), ("News", "Archive 1", &one, "A.")];
        bench.page(LISTING, &listing("All Journal articles in November 2025", &items, None));
        bench.page(RSS, &told("Latest", [1, 2, 3])).page("https://www.journal.example/other", &told("Other", [3, 1, 2]));
        bench
    };
    let edition = |order: [&str; 3]| {
        let bench = bench();
        bench.ingest_in(&order);
        bench.publish();
        bench.files()
    };
    let first = edition(["latest", "other", "archive"]);
    for order in
        [["latest", "archive", "other"], ["other", "latest", "archive"], ["archive", "other", "latest"], ["other", "archive", "latest"]]
    {
        assert!(edition(order) == first, "{order:?} gives another edition");
    }
    // The daemon publishes after each source: its first edition waits for the last one, also where an earlier store's stands.
    let mut bench = bench();
    for lost in [false, true] {
        if lost {
            bench.minutes(60).lose_store();
        }
        for source in ["other", "archive", "latest"] {
            bench.ingest_in(&[source]);
            bench.publish_patiently();
        }
        assert!(bench.files() == first, "store lost: {lost}");
    }
}

#[test]
fn a_picture_that_comes_later_is_filled_in_and_is_no_edit() {
    let mut bench = Bench::journal(ONE_FEED);
    let page = items(3, 1);
    bench.page(RSS, &page);
    bench.run();
    let before = dates(&bench, "j/feed.atom");
    assert!(!bench.file("j/feed.rss").unwrap().contains("/lamp.jpg"));
    let picture = "<enclosure url=\"https://www.journal.example/lamp.jpg?w=600\" type=\"image/jpeg\" length=\"9\"/></item>";
    bench.minutes(70).page(RSS, &page.replacen("</item>", picture, 1));
    assert!(bench.run().files > 0);
    assert!(bench.file("j/feed.rss").unwrap().contains("/lamp.jpg"));
    assert_eq!(dates(&bench, "j/feed.atom"), before, "no date moves, so that nobody is shown it twice");
    bench.minutes(70).page(RSS, &page.replacen("</item>", &picture.replace("w=600", "w=900"), 1));
    assert_eq!(bench.run().files, 0, "another size of it is nothing new");
}
