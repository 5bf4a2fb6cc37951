//! What the pure rooms cost, each by itself: `cargo bench --bench rooms`.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use feedmill::article::Entry;
use feedmill::clean;
use feedmill::identity::Known;
use feedmill::schedule::{Schedule, next_run};
use feedmill::source::feed::read;
use feedmill::source::listing::Listing;
use feedmill::source::{Context, Page, Role};

fn main() {
    divan::main();
}

/// An RSS document of so many items, each with a standfirst in HTML.
fn rss(items: usize) -> Page {
    let mut body = "<rss version=\"2.0\"><channel><title>J</title><link>https://www.journal.example/</link>".to_owned();
    for n in 0..items {
        write!(
            body,
            "<item><title>Trusts in area {n} agree on a plan</title><link>https://www.journal.example/{n}.article?utm_source=rss</link>"
        )
        .unwrap();
        write!(body, "<guid isPermaLink=\"false\">{n}</guid><pubDate>Mon, 17 Nov 2025 08:{:02}:00 GMT</pubDate>", n % 60).unwrap();
        write!(body, "<description>&lt;p&gt;What the boards of area {n} will do &lt;em&gt;next&lt;/em&gt;, and what it costs.&lt;/p&gt;</description></item>")
            .unwrap();
    }
    body.push_str("</channel></rss>");
    Page { url: "https://www.journal.example/rss".parse().unwrap(), content_type: None, body: body.into() }
}

#[divan::bench(args = [25, 200])]
fn read_a_feed(bencher: Bencher<'_, '_>, items: usize) {
    let (page, context) = (rss(items), Context::default());
    bencher.counter(BytesCount::new(page.body.len())).counter(ItemsCount::new(items)).bench(|| read(black_box(&page), &context).unwrap());
}

/// What `feed-rs` needs for the same document by itself: what is more is ours.
#[divan::bench(args = [25, 200])]
fn read_a_feed_with_feed_rs_alone(bencher: Bencher<'_, '_>, items: usize) {
    let page = rss(items);
    let parser = || feed_rs::parser::Builder::new().sanitize_content(false).id_generator(|_, _, _| String::new()).build();
    bencher.counter(BytesCount::new(page.body.len())).counter(ItemsCount::new(items)).bench(|| parser().parse(&page.body[..]).unwrap());
}

/// A page of 300 KB with three hundred stories, as no journal has it.
#[divan::bench]
fn find_a_listing(bencher: Bencher<'_, '_>) {
    let mut body = "<!doctype html><title>News</title><nav><ul><li><a href=/>Home</a></ul></nav><main><ul class=stories>".to_owned();
    for n in 0..300 {
        let words = "What the boards of the area will do next, and what it costs the trusts and their people. ".repeat(8);
        write!(
            body,
            "<li class=story><a href=/n/{n}><img src=/i/{n}.jpg></a><span class=label>Section {}</span><h3><a href=/n/{n}>Trusts in area {n} agree on a plan</a></h3><p>{words}</p><time>17 November 2025</time>",
            n % 8
        )
        .unwrap();
    }
    body.push_str("</ul></main>");
    let page = Page { url: "https://www.journal.example/news".parse().unwrap(), content_type: None, body: body.into() };
    let (listing, context) = (Listing::plain("https://www.journal.example/news"), Context::default());
    bencher.counter(BytesCount::new(page.body.len())).bench(|| listing.read(black_box(&page), Role::Listing, &context).unwrap());
}

#[divan::bench]
fn know_an_entry(bencher: Bencher<'_, '_>) {
    let entry = Entry {
        guid: Some("https://www.journal.example/?p=1234".to_owned()),
        link: Some("https://www.journal.example/finance/1234.article?utm_source=rss&utm_medium=feed".to_owned()),
        title: "£860m fund for redundancies “will not be enough”".to_owned(),
        ..Entry::default()
    };
    bencher.bench(|| Known::of(black_box(&entry), "latest"));
}

#[divan::bench(args = ["<p>One <em>clean</em> sentence &amp; no more.</p>", "<div onclick=x><p>One <b>unclean</b> sentence<script>x</script>"])]
fn clean_html(bencher: Bencher<'_, '_>, html: &str) {
    bencher.counter(BytesCount::new(html.len())).bench(|| clean::html(black_box(html), None));
}

#[divan::bench(args = ["*/15 6-22 * * MON-FRI", "0 7,13,19 * * *", "every 20m", "30 1 * * SUN"])]
fn next_of_a_schedule(bencher: Bencher<'_, '_>, text: &str) {
    let schedule: Schedule = text.parse().unwrap();
    let now = "2025-10-25T23:30:00Z".parse().unwrap();
    bencher.bench(|| next_run(black_box(&schedule), now, chrono_tz::Europe::London, Duration::ZERO));
}
