//! One article, once, whatever its sources do: the scenarios, each through the real road with a scripted source.

mod rules;
mod scenarios;

use crate::bench::{Bench, Item, LISTING, ONE_FEED, ONE_LISTING, RSS, item, listing, rss};

/// One scenario: what a feed says at each fetch, and how many articles that is in the end.
struct Scenario {
    name: &'static str,
    fetches: Vec<Vec<Item>>,
    articles: usize,
}

fn ten(make: impl Fn(usize) -> Item) -> Vec<Item> {
    (0..10).map(make).collect()
}

fn link(n: usize) -> String {
    format!("https://www.journal.example/{n}.article")
}

/// Ten entries with good guids, links, titles and dates.
fn good(n: usize) -> Item {
    item(&format!("guid-{n}"), &link(n), &format!("Headline number {n}"))
        .says(&format!("Standfirst {n}."))
        .on("Mon, 17 Nov 2025 06:00:00 GMT")
}

/// An entry whose guid and link are made from its headline; its date and text are its own.
fn slugged(n: usize, headline: &str) -> Item {
    let link = format!("https://www.journal.example/{headline}-{n}");
    item(&link, &link, &format!("The {headline} headline {n}"))
        .says(&format!("What happened in case {n}."))
        .on(&format!("Mon, 17 Nov 2025 06:{n:02}:00 GMT"))
}

#[expect(clippy::too_many_lines, reason = "one table")]
fn scenarios() -> Vec<Scenario> {
    let scenario = |name, fetches, articles| Scenario { name, fetches, articles };
    let date = |n: usize| format!("Mon, 17 Nov 2025 0{n}:00:00 GMT");
    vec![
        scenario("good guids", vec![ten(good), ten(good)], 10),
        scenario(
            "all entries share one guid",
            vec![ten(|n| Item { guid: "same".into(), ..good(n) }), ten(|n| Item { guid: "same".into(), ..good(n) })],
            10,
        ),
        scenario(
            "no guid, link with rotating tracking parameters",
            (0..3)
                .map(|fetch| ten(|n| item("", &format!("{}?utm_campaign={fetch}x{n}&id={n}", link(n)), &format!("Headline {n}"))))
                .collect(),
            10,
        ),
        scenario(
            "guid is the permalink, and http becomes https",
            vec![ten(|n| item(&link(n).replace("https", "http"), "", &format!("H {n}"))), ten(|n| item(&link(n), "", &format!("H {n}")))],
            10,
        ),
        scenario(
            "the CMS changes: all guids are new, the links stay",
            vec![ten(good), ten(|n| Item { guid: format!("new-{n}"), ..good(n) })],
            10,
        ),
        scenario(
            "headline, standfirst and link edited, guid stable",
            vec![ten(good), ten(|n| item(&format!("guid-{n}"), &format!("{}-new", link(n)), &format!("New {n}")).says("Corrected."))],
            10,
        ),
        scenario(
            "headline edited, no guid",
            vec![
                ten(|n| Item { guid: String::new(), ..good(n) }),
                ten(|n| Item { guid: String::new(), title: format!("Other {n}"), ..good(n) }),
            ],
            10,
        ),
        scenario(
            "guid is the link, and the slug follows the headline",
            vec![ten(|n| slugged(n, "first")), ten(|n| slugged(n, "second"))],
            10,
        ),
        scenario(
            "no guid, no link, a typo fixed in the standfirst",
            vec![
                ten(|n| item("", "", &format!("Headline {n}")).says("everal boards")),
                ten(|n| item("", "", &format!("Headline {n}")).says("Several boards")),
            ],
            10,
        ),
        scenario(
            "a recurring column with the same standfirst every day",
            (1..6)
                .map(|day| vec![item("", &link(day), &format!("Daily Tide: subject {day}")).says("The must-read stories of the day.")])
                .collect(),
            5,
        ),
        scenario(
            "two of ten share a guid",
            vec![
                ten(|n| Item { guid: format!("guid-{}", n.max(1)), ..good(n) }),
                ten(|n| Item { guid: format!("guid-{}", n.max(1)), ..good(n) }),
            ],
            10,
        ),
        scenario(
            "no guid, and the date is stamped anew at each fetch",
            (6..9).map(|hour| ten(|n| Item { guid: String::new(), ..good(n) }.on(&date(hour)))).collect(),
            10,
        ),
        scenario(
            "guid is link#N with N growing",
            (0..3).map(|fetch| ten(|n| Item { guid: format!("{}#{}", link(n), fetch * 7 + n), ..good(n) })).collect(),
            10,
        ),
    ]
}

#[test]
fn every_scenario_keeps_each_article_once_and_its_id_for_ever() {
    for Scenario { name, fetches, articles } in scenarios() {
        let mut bench = Bench::journal(ONE_FEED);
        let mut first_ids = Vec::new();
        for items in &fetches {
            bench.page(RSS, &rss(items));
            bench.run();
            bench.minutes(30);
            let ids = bench.ids();
            assert!(first_ids.iter().all(|id| ids.contains(id)), "{name}: an id changed");
            first_ids = ids;
        }
        assert_eq!(bench.titles().len(), articles, "{name}: {:?}", bench.titles());
        // The feed shows each once as well, each under an id of its own.
        let mut shown: Vec<String> = bench.feed("j/feed.rss").into_iter().map(|(id, ..)| id).collect();
        shown.sort();
        shown.dedup();
        assert_eq!(shown.len(), articles, "{name}");
        // The same once more changes nothing.
        let files = bench.files();
        bench.page(RSS, &format!("{}\n", rss(fetches.last().unwrap())));
        let published = bench.run();
        assert_eq!(published.files, 0, "{name}: the same input twice wrote files");
        assert!(bench.files() == files, "{name}");
    }
}

/// The shape of a monthly archive: section, headline, standfirst, no date and no guid.
const PAGE: [(&str, &str, &str, &str); 4] = [
    ("News", "Harbour wall to be raised", "/1.article", "A wall."),
    ("Comment", "Why walls matter", "/2.article", "An opinion."),
    ("Daily Tide", "Daily Tide: ebb", "/3.article", "The must-read stories."),
    ("Daily Tide", "Daily Tide: flow", "/4.article", "The must-read stories."),
];

#[test]
fn a_monthly_archive_gives_month_sections_and_order() {
    let bench = Bench::journal(ONE_LISTING);
    bench.page(LISTING, &listing("All Journal articles in November 2025", &PAGE, None));
    bench.run();
    let articles = bench.articles();
    assert_eq!(articles.len(), 4);
    assert!(articles.iter().all(|one| one.article.month.to_string() == "2025-11" && one.article.stated.precision() == "month"));
    assert_eq!(bench.shown("j/feed.rss"), PAGE.map(|(_, headline, ..)| headline.to_owned()));
    assert_eq!(bench.shown("j/sections/daily-tide/2025-11/feed.atom"), ["Daily Tide: ebb", "Daily Tide: flow"]);
}

#[test]
fn the_same_articles_in_three_section_feeds_are_each_one_article_in_its_first_section() {
    let feed = |name: &str, section: &str| {
        format!(
            "[source.{name}]\nschedule = \"@hourly\"\nsection = \"{section}\"\nread.feed = {{ url = \"https://www.journal.example/{name}\" }}\n"
        )
    };
    let mut bench = Bench::journal(&[feed("news", "News"), feed("comment", "Comment"), feed("local", "Local")].concat());
    for name in ["news", "comment", "local"] {
        bench.page(&format!("https://www.journal.example/{name}"), &rss(&ten(|n| Item { guid: format!("{name}-{n}"), ..good(n) })));
    }
    bench.run();
    assert_eq!(bench.articles().len(), 10);
    assert!(bench.articles().iter().all(|one| one.article.section.as_ref().unwrap().label == "News" && one.seen_as.len() == 3));
    // Read in turn for days, they do not push each other about.
    let files = bench.files();
    bench.minutes(60).ingest();
    assert_eq!(bench.publish().files, 0);
    assert!(bench.files() == files);
}

#[test]
fn a_feed_and_a_listing_that_write_a_headline_differently_show_one_article() {
    let mut bench = Bench::journal(&format!("{ONE_FEED}{ONE_LISTING}"));
    bench.page(
        RSS,
        &rss(&[item("g1", "https://www.journal.example/1.article?utm_source=rss", "Minister's 'no' to port-tax")
            .on("Mon, 03 Nov 2025 09:00:00 GMT")]),
    );
    bench.page(
        LISTING,
        &listing(
            "All Journal articles in November 2025",
            &[("Comment", "Minister\u{2019}s \u{2018}no\u{2019} to port\u{2011}tax", "/1.article", "A standfirst.")],
            None,
        ),
    );
    bench.run();
    let [one] = bench.articles().try_into().unwrap();
    assert_eq!(one.article.title, "Minister's 'no' to port-tax");
    assert_eq!(one.article.summary.as_deref(), Some("A standfirst."));
    assert_eq!(one.article.section.unwrap().label, "Comment");
    assert_eq!(one.article.stated.text().unwrap(), "2025-11-03T09:00:00Z");
    bench.minutes(60);
    assert_eq!(bench.run().files, 0);
}

#[test]
fn order_of_sources_and_pages_never_changes_an_id() {
    let both = format!("{ONE_FEED}{ONE_LISTING}");
    let other_way = format!("{ONE_LISTING}{ONE_FEED}");
    let ids: Vec<Vec<String>> = [both, other_way]
        .map(|sources| {
            let bench = Bench::journal(&sources);
            bench.page(RSS, &rss(&[item("g1", "http://journal.example/1.article#top", "Harbour wall to be raised")]));
            bench.page(LISTING, &listing("All Journal articles in November 2025", &PAGE, None));
            bench.run();
            bench.ids()
        })
        .into();
    assert_eq!(ids[0], ids[1]);
    assert_eq!(ids[0].len(), 4);
}

#[test]
fn an_edit_changes_the_article_and_neither_its_id_nor_its_date() {
    let mut bench = Bench::journal(ONE_FEED);
    bench.page(RSS, &rss(&ten(good)));
    bench.run();
    let before = bench.feed("j/feed.rss");
    bench.minutes(60).page(RSS, &rss(&ten(|n| if n == 3 { Item { title: "Corrected".into(), ..good(3) } } else { good(n) })));
    assert_eq!(bench.run().feeds, 2, "all and the month: this feed names no section");
    let after = bench.feed("j/feed.rss");
    let changed: Vec<_> = before.iter().zip(&after).filter(|(one, other)| one != other).collect();
    assert_eq!(changed.len(), 1);
    let (one, other) = changed[0];
    assert_eq!((&one.0, one.2), (&other.0, other.2));
    assert_eq!(other.1, "Corrected");
}

#[test]
fn white_space_is_no_edit() {
    let mut bench = Bench::journal(ONE_FEED);
    bench.page(RSS, &rss(&ten(good)));
    bench.run();
    bench.minutes(60).page(RSS, &rss(&ten(|n| Item { title: format!("Headline   number\n{n}"), ..good(n) })));
    assert_eq!(bench.run().files, 0);
}

#[test]
fn an_entry_that_changes_at_every_fetch_stops_moving_updated() {
    let mut bench = Bench::journal(ONE_FEED);
    let mut last = Vec::new();
    for fetch in 0..30 {
        bench.minutes(15).page(RSS, &rss(&[Item { summary: format!("{fetch} people read this."), ..good(1) }]));
        bench.run();
        last.push(bench.articles()[0].article.updated);
    }
    last.dedup();
    assert_eq!(last.len(), 25, "the first release, then 24 edits");
    assert_eq!(bench.articles()[0].article.summary.as_deref(), Some("29 people read this."), "the newest text is kept all the same");
}

#[test]
fn a_guid_and_a_link_of_two_articles_are_a_conflict_and_both_stay() {
    let mut bench = Bench::journal(ONE_FEED);
    bench.page(RSS, &rss(&[item("g1", "https://www.journal.example/1", "One"), item("g2", "https://www.journal.example/2", "Two")]));
    bench.run();
    bench.minutes(60).page(RSS, &rss(&[item("g1", "https://www.journal.example/2", "One or two")]));
    let done = bench.ingest();
    assert_eq!(done[0].changes.conflicts, 1);
    assert_eq!(bench.articles().len(), 2);
}

#[test]
fn a_wiped_store_gives_the_same_ids_and_the_same_files() {
    let mut bench = Bench::journal(&format!("{ONE_FEED}{ONE_LISTING}"));
    bench.page(RSS, &rss(&ten(good)));
    bench.page(LISTING, &listing("All Journal articles in November 2025", &PAGE, None));
    bench.run();
    bench.minutes(90).page(RSS, &rss(&(0..12).map(good).collect::<Vec<_>>()));
    bench.run();
    let (ids, files) = (bench.ids(), bench.files());
    bench.lose_store();
    bench.minutes(600);
    bench.run();
    assert_eq!(bench.ids(), ids);
    for (path, bytes) in &files {
        let now = bench.file(path).unwrap_or_default();
        assert_eq!(now, String::from_utf8_lossy(bytes), "{path}");
    }
}

#[test]
fn a_wiped_store_knows_an_article_by_the_slug_that_was_published_last() {
    let mut bench = Bench::journal(ONE_FEED);
    let shown = |slug: &str| rss(&[item("g1", &format!("https://www.journal.example/{slug}"), "One"), good(2)]);
    bench.page(RSS, &shown("first-slug"));
    bench.run();
    bench.minutes(60).page(RSS, &shown("better-slug"));
    bench.run();
    let (ids, feed) = (bench.ids(), bench.feed("j/feed.rss"));
    bench.lose_store();
    bench.minutes(60);
    bench.run();
    assert_eq!(bench.ids(), ids);
    assert_eq!(bench.feed("j/feed.rss"), feed, "nothing is released a second time");
}
