//! The rules of sameness that no scenario shows: orders of reading, and what several sources make of one article.

use super::{good, link};
use crate::bench::{Bench, LISTING, ONE_FEED, ONE_LISTING, RSS, listing, rss};

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
            bench.ingest_one(source);
        }
        bench.publish();
        bench.shown("j/feed.rss")
    };
    let as_configured = shown("latest", "archive");
    assert_eq!(as_configured.len(), 11);
    assert_eq!(as_configured[..2], ["Headline number 9", "Headline number 8"]);
    assert_eq!(shown("archive", "latest"), as_configured);
}
