//! The rules of sameness that no scenario shows: orders of reading, and what several sources make of one article.

use super::{good, link};
use crate::bench::{Bench, Item, LISTING, ONE_FEED, ONE_LISTING, RSS, listing, rss};

#[test]
fn which_source_is_read_first_makes_no_difference_to_the_order_of_what_is_released() {
    let shown = |first: &str, second: &str| {
        let mut bench = Bench::journal(&format!("{ONE_FEED}{ONE_LISTING}"));
        bench.page(RSS, &rss(&[good(0)]));
        bench.page(LISTING, &listing("All Journal articles in November 2025", &[("News", "Old", "/old.article", "S.")], None)).run();
        // The feed shows nine to one; the archive stands with the two of them that it knows on one page.
        bench.minutes(60).page(RSS, &rss(&(1..10).rev().map(good).collect::<Vec<_>>()));
        let known: Vec<_> = [5, 3].map(|n| (format!("Headline number {n}"), link(n))).into();
        let rows: Vec<_> = known.iter().map(|(title, link)| ("News", title.as_str(), link.as_str(), "S.")).collect();
        bench.page(LISTING, &listing("All Journal articles in November 2025", &rows, None));
        for source in [first, second] {
            bench.ingest_in(&[source]);
        }
        bench.publish();
        bench.shown("j/feed.rss")
    };
    let as_configured = shown("latest", "archive");
    assert_eq!(as_configured.len(), 11);
    assert_eq!(as_configured[..2], ["Headline number 9", "Headline number 8"]);
    assert_eq!(shown("archive", "latest"), as_configured);
}

#[test]
fn an_old_article_that_a_listing_shows_before_its_date_is_known_is_no_news() {
    for order in [["latest", "archive"], ["archive", "latest"]] {
        let mut bench = Bench::journal(&format!("{ONE_FEED}{ONE_LISTING}"));
        bench.page(RSS, &rss(&[good(0)]));
        bench.page(LISTING, &listing("All Journal articles in November 2025", &[("News", "Old", "/old.article", "S.")], None)).run();
        let before = bench.shown("j/feed.rss");
        // The listing of November names an article that the feed dates to June.
        bench.minutes(60).page(RSS, &rss(&[good(0), good(1).on("Tue, 03 Jun 2025 09:00:00 GMT")]));
        bench.page(
            LISTING,
            &listing(
                "All Journal articles in November 2025",
                &[("News", "Headline number 1", &link(1), "S."), ("News", "Old", "/old.article", "S.")],
                None,
            ),
        );
        for source in order {
            bench.ingest_in(&[source]);
        }
        bench.publish();
        assert_eq!(bench.shown("j/months/2025-06/feed.rss"), ["Headline number 1"]);
        assert_eq!(bench.shown("j/feed.rss"), before, "{order:?}");
    }
}

#[test]
fn what_an_established_source_brings_is_news_though_a_new_one_was_read_first() {
    for order in [["latest", "archive"], ["archive", "latest"]] {
        let mut bench = Bench::journal(ONE_FEED);
        bench.page(RSS, &rss(&[good(0)]));
        bench.run();
        bench.configure(&format!("{}{ONE_FEED}{ONE_LISTING}[feed.newsletter]\n", crate::bench::JOURNAL));
        bench.minutes(60).page(RSS, &rss(&[good(1), good(0)]));
        let rows = [("News", "Headline number 1", link(1)), ("News", "Headline number 2", link(2))];
        let rows: Vec<_> = rows.iter().map(|(label, title, link)| (*label, *title, link.as_str(), "S.")).collect();
        bench.page(LISTING, &listing("All Journal articles in November 2025", &rows, None));
        for source in order {
            bench.ingest_in(&[source]);
        }
        bench.publish();
        assert_eq!(bench.shown("j/feed.rss"), ["Headline number 1", "Headline number 0", "Headline number 2"], "{order:?}");
        assert_eq!(bench.shown("j/newsletter/feed.rss"), ["Headline number 1", "Headline number 0"], "{order:?}");
    }
}

#[test]
fn an_entry_that_stands_twice_with_other_words_is_one_article() {
    let mut bench = Bench::journal(ONE_FEED);
    let twice = |fetch: usize| rss(&[good(1), Item { summary: format!("Other words {fetch}."), ..good(1) }, good(2)]);
    for fetch in 0..3 {
        bench.minutes(60).page(RSS, &twice(fetch));
        bench.run();
        assert_eq!(bench.articles().len(), 2);
    }
    assert_eq!(bench.feed("j/feed.rss").len(), 2);
}
