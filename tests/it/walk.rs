//! A listing's walk: pages one by one, cut anywhere, and no page lost or asked for in vain.

mod ends;

use std::sync::{Arc, Mutex};
use std::thread::ThreadId;

use async_trait::async_trait;
use bytes::Bytes;
use feedmill::fetch::{Fetch, FetchError, Fetched, Hints, Request, Validators};
use feedmill::pipeline::ingest::Months;
use feedmill::source::Page;
use feedmill::store::SourceName;
use feedmill::trouble::Kind;

use crate::bench::{Bench, Item, LISTING, ONE_FEED, ONE_LISTING, RSS, block, item, listing, rss};

/// The address of a page of the listing.
fn address(page: usize) -> String {
    if page == 1 { LISTING.to_owned() } else { format!("{LISTING}?page={page}") }
}

/// Three pages of three articles each, the newest first; `news` articles stand before them and push the others on.
fn pages(bench: &Bench, news: usize) {
    let all: Vec<(String, String)> = (0..9 + news).rev().map(|n| (format!("Article {n}"), format!("/{n}.article"))).collect();
    let chunks: Vec<_> = all.chunks(3).collect();
    for (index, chunk) in chunks.iter().enumerate() {
        let items: Vec<(&str, &str, &str, &str)> =
            chunk.iter().map(|(title, link)| ("News", title.as_str(), link.as_str(), "Standfirst.")).collect();
        let next = (index + 1 < chunks.len()).then(|| address(index + 2));
        bench.page(&address(index + 1), &listing("All Journal articles in November 2025", &items, next.as_deref()));
    }
}

fn bench() -> Bench {
    let bench = Bench::journal(ONE_LISTING);
    pages(&bench, 0);
    bench
}

#[test]
fn a_walk_reads_every_page_and_the_next_one_stops_at_what_is_known() {
    let mut bench = bench();
    bench.run();
    assert_eq!(bench.articles().len(), 9);
    assert_eq!(bench.asked(), [address(1), address(2), address(3)]);
    bench.minutes(60).run();
    assert_eq!(bench.asked(), [address(1)], "the last walk reached the end, and its first page is wholly known");
}

#[test]
fn a_page_that_another_source_made_known_does_not_end_a_walk() {
    for broken in [None, Some(2)] {
        let mut bench = Bench::journal(&format!("{ONE_FEED}{ONE_LISTING}"));
        bench.page(RSS, &rss(&[item("g0", "https://www.journal.example/0.article", "Article 0")]));
        pages(&bench, 0);
        bench.run();
        // Six articles arrive at once. The feed shows the newest three, which is all that the first page of the listing shows.
        let newest = [14, 13, 12].map(|n| Item {
            category: "News".into(),
            ..item(&format!("g{n}"), &format!("https://www.journal.example/{n}.article"), &format!("Article {n}"))
        });
        bench.minutes(60).page(RSS, &rss(&newest));
        pages(&bench, 6);
        if let Some(page) = broken {
            bench.status(&address(page), 500);
            bench.ingest();
            pages(&bench, 6);
            bench.minutes(60);
        }
        bench.run();
        assert_eq!(bench.articles().len(), 15, "the other three stand on the second page");
    }
}

#[test]
fn a_walk_that_was_cut_is_walked_to_the_end_next_time() {
    for broken in [2, 3] {
        let mut bench = bench();
        bench.status(&address(broken), 500);
        let done = bench.ingest();
        assert_eq!(done[0].trouble.as_ref().unwrap().kind, Kind::Http);
        assert_eq!(bench.articles().len(), (broken - 1) * 3, "what came before the cut is kept");
        pages(&bench, 0);
        bench.minutes(60).run();
        assert_eq!(bench.articles().len(), 9, "cut at page {broken}");
    }
}

#[test]
fn a_listing_keeps_its_order_when_its_first_walk_was_cut() {
    for broken in [2, 3] {
        let mut bench = bench();
        bench.status(&address(broken), 500);
        bench.ingest();
        // One more arrives at the top before the walk goes on where it was cut.
        pages(&bench, 1);
        bench.minutes(60).run();
        let newest_first: Vec<String> = (0..10).rev().map(|n| format!("Article {n}")).collect();
        assert_eq!(bench.shown("j/feed.rss"), newest_first, "cut at page {broken}");
        assert_eq!(bench.shown("j/months/2025-11/feed.rss"), newest_first, "cut at page {broken}");
    }
}

#[test]
fn news_before_a_cut_leads_to_a_full_walk_after_it() {
    let mut bench = bench();
    bench.run();
    // Four new articles push one page of old ones on; the walk sees the first new page and is cut at the second.
    pages(&bench, 4);
    bench.status(&address(2), 500);
    bench.minutes(60).ingest();
    pages(&bench, 4);
    bench.minutes(60).run();
    assert_eq!(bench.articles().len(), 13);
}

#[test]
fn an_edit_before_a_cut_leads_to_a_full_walk_after_it() {
    let mut bench = bench();
    bench.run();
    // The first page is edited, which makes the walk go on; something late stands on the last page, behind a cut.
    let title = "All Journal articles in November 2025";
    let edited = [("News", "Article 8, corrected", "/8.article", "Standfirst."), ("News", "Article 7", "/7.article", "Standfirst.")];
    bench.page(&address(1), &listing(title, &edited, Some(&address(2))));
    bench.page(&address(3), &listing(title, &[("News", "Late", "/late.article", "S.")], None));
    bench.status(&address(2), 500);
    bench.minutes(60).ingest();
    let second = [("News", "Article 5, corrected", "/5.article", "Standfirst.")];
    bench.page(&address(2), &listing(title, &second, Some(&address(3))));
    bench.minutes(60).run();
    assert!(bench.titles().contains(&"Late".to_owned()));
}

#[test]
fn a_walk_cut_anywhere_and_done_again_is_one_clean_walk() {
    // `news` new articles stand before nine known ones; every page can be where the walk is cut, as often as there are pages.
    for news in [0, 1, 4] {
        let mut clean = bench();
        clean.run();
        pages(&clean, news);
        clean.minutes(60).run();
        let last = (9 + news).div_ceil(3);
        for broken in 1..=last {
            let mut bench = bench();
            bench.run();
            for broken in (broken..=last).rev() {
                pages(&bench, news);
                bench.status(&address(broken), 500);
                bench.minutes(60).ingest();
            }
            pages(&bench, news);
            bench.minutes(60).run();
            assert_eq!(bench.ids(), clean.ids(), "{news} new articles, cut at page {broken} and every one behind it");
            bench.asked();
            bench.minutes(60).run();
            assert_eq!(bench.asked(), [address(1)], "the walk reached its end");
        }
    }
}

#[test]
fn a_page_full_of_news_that_shifts_every_item_by_a_page_loses_none() {
    let bench = bench();
    // While page 1 was read, three articles arrived: page 2 is what page 1 was, but for where it leads.
    let page = |titles: [usize; 3], next: Option<&str>| {
        let all: Vec<(String, String)> = titles.iter().map(|n| (format!("Article {n}"), format!("/{n}.article"))).collect();
        let items: Vec<_> = all.iter().map(|(title, link)| ("News", title.as_str(), link.as_str(), "Standfirst.")).collect();
        listing("All Journal articles in November 2025", &items, next)
    };
    bench.page(&address(2), &page([8, 7, 6], Some(&address(3))));
    bench.page(&address(3), &page([5, 4, 3], Some(&address(4))));
    bench.page(&address(4), &page([2, 1, 0], None));
    bench.run();
    assert_eq!(bench.articles().len(), 9);
}

#[test]
fn items_that_shift_during_a_walk_are_neither_lost_nor_doubled() {
    let bench = bench();
    // While page 1 was read, one article arrived: page 2 begins with the last item of page 1.
    let shifted = listing(
        "All Journal articles in November 2025",
        &[("News", "Article 6", "/6.article", "S."), ("News", "Article 5", "/5.article", "S."), ("News", "Article 4", "/4.article", "S.")],
        Some(&address(3)),
    );
    let last = listing(
        "All Journal articles in November 2025",
        &[
            ("News", "Article 3", "/3.article", "S."),
            ("News", "Article 2", "/2.article", "S."),
            ("News", "Article 1", "/1.article", "S."),
            ("News", "Article 0", "/0.article", "S."),
        ],
        None,
    );
    bench.page(&address(2), &shifted);
    bench.page(&address(3), &last);
    bench.run();
    assert_eq!(bench.articles().len(), 9);
}

#[test]
fn a_month_is_read_on_until_its_days_of_grace_are_over_however_long_it_was_quiet() {
    let mut bench = bench();
    bench.at("2025-11-02T08:00:00Z").run();
    for _ in 3..=30 {
        bench.minutes(24 * 60).run();
    }
    // The last articles of November come in December.
    pages(&bench, 1);
    bench.at("2025-12-01T08:00:00Z").run();
    assert_eq!(bench.articles().len(), 10, "after 28 quiet days");
    pages(&bench, 2);
    bench.at("2025-12-06T08:00:00Z").run();
    assert_eq!(bench.articles().len(), 11, "in its days of grace");
}

#[test]
fn a_closed_month_that_stays_the_same_for_a_week_rests_for_thirty_days() {
    let mut bench = bench();
    bench.at("2025-12-20T08:00:00Z").run();
    let days = |bench: &mut Bench, days: i64| {
        bench.asked();
        bench.minutes(days * 24 * 60).run();
        bench.asked().len()
    };
    assert_eq!(days(&mut bench, 1), 1, "the first walk without news");
    assert_eq!(days(&mut bench, 1), 1, "not yet a week");
    assert_eq!(days(&mut bench, 7), 1, "a week later, the same");
    assert_eq!(days(&mut bench, 7), 0, "it rests");
    assert_eq!(days(&mut bench, 22), 0, "still");
    assert_eq!(days(&mut bench, 2), 1, "once in thirty days");
}

#[test]
fn a_new_month_needs_no_edit_of_the_configuration() {
    let sources = ONE_LISTING.replace("november-2025/1.issue", "{month}-{yyyy}/1.issue");
    let mut bench = Bench::journal(&sources);
    pages(&bench, 0);
    bench.run();
    let december = "https://www.journal.example/december-2025/1.issue";
    bench.page(december, &listing("All Journal articles in December 2025", &[("News", "Advent", "/advent.article", "S.")], None));
    bench.asked();
    bench.at("2025-12-01T09:00:00Z").run();
    assert!(bench.asked().contains(&december.to_owned()));
    let advent = bench.articles().into_iter().find(|one| one.article.title == "Advent").unwrap().article;
    assert_eq!(advent.month.to_string(), "2025-12");
    assert!(advent.released.is_some(), "a new month is not a new source: this is news");
}

/// A document that remembers on which thread it was done with: that of whoever read it.
struct Watched(&'static str, Arc<Mutex<Vec<ThreadId>>>);

impl AsRef<[u8]> for Watched {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.1.lock().unwrap().push(std::thread::current().id());
    }
}

/// A web of one document.
struct OneDocument(&'static str, Arc<Mutex<Vec<ThreadId>>>);

#[async_trait]
impl Fetch for OneDocument {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        let body = Bytes::from_owner(Watched(self.0, Arc::clone(&self.1)));
        let page = Page { url: request.url.clone(), content_type: None, body };
        Ok(Fetched::Page { page, validators: Validators::default(), hints: Hints::default() })
    }
}

/// A hostile document costs time: those threads that serve and wait must not be the ones that spend it.
#[test]
fn documents_are_read_and_cleaned_off_the_threads_that_wait() {
    const FEED: &str = "<rss version='2.0'><channel><title>T</title><item><title>A</title><link>/1</link><description>&lt;div&gt;s&lt;/div&gt;</description></item></channel></rss>";
    const PAGE: &str = "<h1>A</h1><ul><li><h3><a href=/1>Lamps are lit again</a></h3><p>All of them, all night.</p><li><h3><a href=/2>Ropes are cut again</a></h3><p>By whom is not known.</p></ul>";
    for (source, document, reads) in [("feed", FEED, 1), ("listing", PAGE, 3)] {
        let threads = Arc::default();
        let enrich = if source == "listing" { "enrich = 'dates'" } else { "" };
        let bench = Bench::journal(&format!(
            "[source.s]\nschedule = '@daily'\n{enrich}\nread.{source} = {{ url = 'https://www.journal.example/x' }}\n"
        ));
        let mut mill = bench.mill();
        mill.road.fetch = Arc::new(OneDocument(document, Arc::clone(&threads)));
        let name = SourceName { publication: "j".to_owned(), source: "s".to_owned() };
        block(async {
            mill.prepare().await.unwrap();
            assert!(mill.run_source(&name, Months::Open).await.unwrap().changes.new > 0);
        });
        let threads = threads.lock().unwrap().clone();
        assert_eq!(threads.len(), reads, "the list, and the own pages of its articles");
        assert!(!threads.contains(&std::thread::current().id()), "{source}");
    }
}
