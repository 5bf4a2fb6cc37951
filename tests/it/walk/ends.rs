//! Where a walk ends, and what a page must show so that it is believed.

use feedmill::trouble::Kind;

use super::{address, bench, pages};
use crate::bench::{Bench, LISTING, ONE_LISTING, listing};

/// What stands past the last page.
type Past = fn(&Bench) -> &Bench;

#[test]
fn a_page_past_the_end_is_the_end_whatever_it_is() {
    let title = "All Journal articles in November 2025";
    let third = listing(title, &[("News", "Article 0", "/0.article", "S.")], Some(&address(4)));
    let pasts: [(&str, Past); 5] = [
        ("404", |bench| bench.status(&address(4), 404)),
        ("no items", |bench| {
            bench.page(&address(4), "<html><head><title>All Journal articles in November 2025 – Page 4</title></head><body><h1>Page 4</h1><p>Nothing more.</p></body></html>")
        }),
        ("a redirect to the first page", |bench| {
            let first = listing("All Journal articles in November 2025", &[("News", "Article 8", "/8.article", "S.")], Some(&address(2)));
            bench.leads(&address(4), &address(1), &first)
        }),
        ("a page seen before", |bench| {
            let again = listing("All Journal articles in November 2025", &[("News", "Article 0", "/0.article", "S.")], Some(&address(4)));
            bench.page(&address(4), &again)
        }),
        ("a link to itself", |bench| {
            let selfish = listing("All Journal articles in November 2025", &[("News", "Article x", "/0.article", "S.")], Some(&address(4)));
            bench.page(&address(4), &selfish)
        }),
    ];
    for (name, past) in pasts {
        let mut bench = bench();
        bench.page(&address(3), &third);
        past(&bench);
        let done = bench.ingest();
        assert_eq!(done[0].trouble, None, "{name}");
        assert_eq!(bench.articles().len(), 7, "{name}");
        bench.asked();
        bench.minutes(60).ingest();
        assert_eq!(bench.asked(), [address(1)], "{name}: the walk ended");
    }
}

#[test]
fn a_listing_that_shows_one_page_for_ever_is_left_soon() {
    let bench = bench();
    for page in 4..40 {
        // A clock on the page makes each one another page to the byte.
        let title = format!("All Journal articles in November 2025, at {page} o'clock");
        bench.page(&address(page), &listing(&title, &[("News", "Article 0", "/0.article", "S.")], Some(&address(page + 1))));
    }
    let third = listing("All Journal articles in November 2025", &[("News", "Article 0", "/0.article", "S.")], Some(&address(4)));
    bench.page(&address(3), &third);
    bench.run();
    assert_eq!(bench.asked().len(), 5, "three pages, and two that show the third one again");
}

#[test]
fn a_walk_goes_on_where_a_redirect_led_it() {
    let home = "http://journal.example/november";
    let mut bench = Bench::journal(&ONE_LISTING.replace(LISTING, home));
    let first = listing("November 2025", &[("News", "Article 1", "/1.article", "S.")], Some("/november?page=2"));
    bench.leads(home, "https://www.journal.example/november", &first);
    let second = listing("November 2025", &[("News", "Article 0", "/0.article", "S.")], None);
    bench.status("https://www.journal.example/november?page=2", 500);
    bench.ingest();
    bench.page("https://www.journal.example/november?page=2", &second);
    bench.minutes(60).run();
    assert_eq!(bench.articles().len(), 2, "also from a first page that did not change since");
}

#[test]
fn a_page_that_was_as_full_as_the_first_and_lists_nothing_has_changed_shape() {
    let mut bench = bench();
    bench.run();
    pages(&bench, 1);
    bench.page(
        &address(2),
        "<html><head><title>All Journal articles in November 2025 – Page 2</title></head><body><p>New design!</p></body></html>",
    );
    let done = bench.minutes(60).ingest();
    assert_eq!(done[0].trouble.as_ref().unwrap().kind, Kind::Layout);
    pages(&bench, 1);
    bench.minutes(60).run();
    assert_eq!(bench.articles().len(), 10);
}

#[test]
fn a_first_page_without_items_is_an_error_whatever_number_it_claims() {
    for known in [false, true] {
        let mut bench = bench();
        if known {
            bench.run();
        }
        bench.page(
            &address(1),
            "<html><head><title>All Journal articles in November 2025 – Page 9</title></head><body><p>Soon.</p></body></html>",
        );
        let done = bench.minutes(60).ingest();
        assert_eq!(done[0].trouble.as_ref().unwrap().kind, Kind::Layout, "{known}");
    }
}

#[test]
fn required_parts_that_are_missing_on_more_than_one_item_in_twenty_are_an_error() {
    for (missing, kept) in [(0, Some(40)), (1, Some(39)), (2, Some(38)), (3, None)] {
        let bench = Bench::journal(ONE_LISTING);
        let all: Vec<(String, String)> =
            (0..40).map(|n| (if n < missing { String::new() } else { format!("Article {n}") }, format!("/{n}.article"))).collect();
        let items: Vec<_> = all.iter().map(|(title, link)| ("News", title.as_str(), link.as_str(), "Standfirst.")).collect();
        bench.page(LISTING, &listing("All Journal articles in November 2025", &items, None));
        let done = bench.ingest();
        assert_eq!(done[0].trouble.as_ref().map(|trouble| trouble.kind), kept.is_none().then_some(Kind::Layout), "{missing} of 40");
        assert_eq!(bench.articles().len(), kept.unwrap_or(0), "{missing} of 40");
    }
}

#[test]
fn an_unknown_label_is_kept_and_gets_a_section_of_its_own() {
    let bench = Bench::journal(ONE_LISTING);
    let items = [("Big Idea", "Article 1", "/1.article", "S."), ("News", "Article 0", "/0.article", "S.")];
    bench.page(LISTING, &listing("All Journal articles in November 2025 – Page 1", &items, None));
    bench.run();
    assert_eq!(bench.shown("j/sections/big-idea/feed.rss"), ["Article 1"]);
    assert_eq!(bench.shown("j/sections/news/2025-11/feed.rss"), ["Article 0"], "the month stands in the page's title");
}

#[test]
fn a_next_page_on_another_host_is_not_followed() {
    let bench = bench();
    bench.page(
        &address(1),
        &listing("All Journal articles in November 2025", &[("News", "A", "/a.article", "S.")], Some("https://evil.example/2")),
    );
    bench.run();
    assert_eq!(bench.asked(), [address(1)]);
}

#[test]
fn a_first_page_that_fails_is_an_error_and_changes_nothing() {
    let mut bench = bench();
    bench.run();
    let files = bench.files();
    for (body, kind) in [
        (None, Kind::Http),
        (Some(""), Kind::Empty),
        (
            Some(
                "<html><head><title>All Journal articles in November 2025</title></head><body><div>We are improving our site.</div></body></html>",
            ),
            Kind::Layout,
        ),
    ] {
        match body {
            None => bench.status(&address(1), 404),
            Some(body) => bench.page(&address(1), body),
        };
        let done = bench.minutes(60).ingest();
        assert_eq!(done[0].trouble.as_ref().unwrap().kind, kind);
        bench.publish();
        assert_eq!(bench.articles().len(), 9);
        assert!(bench.files() == files, "a failing source changes no file");
    }
}
