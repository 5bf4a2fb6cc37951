//! Whole pages: every page here is invented, in the shapes that listings have.

mod designs;
mod shapes;
mod walk;

use bytes::Bytes;
use url::Url;

use super::*;
use crate::trouble::Kind;

/// An address without month and page.
const NEWS: &str = "https://lamp.example/news";

fn page(address: &str, body: &str) -> Page {
    Page { url: Url::parse(address).unwrap(), content_type: Some("text/html".to_owned()), body: Bytes::copy_from_slice(body.as_bytes()) }
}

fn context(labels: &[&str]) -> Context {
    Context { labels: labels.iter().map(|label| (*label).to_owned()).collect(), ..Context::default() }
}

fn read(listing: &Listing, body: &str) -> Result<Reading, Trouble> {
    listing.read(&page(NEWS, body), Role::Listing, &context(&["News", "Lamp", "Lamp Prizes"]))
}

/// The entries as lines: `section | title | link | summary | author`, a dash for what is not there.
fn lines(reading: &Reading) -> Vec<String> {
    let line = |entry: &crate::article::Entry| {
        let parts = [&entry.section, &Some(entry.title.clone()), &entry.link, &entry.summary, &entry.author];
        parts.map(|part| part.clone().unwrap_or_else(|| "-".to_owned())).join(" | ")
    };
    reading.entries.iter().map(line).collect()
}

fn pick(text: &str) -> Option<Pick> {
    Pick::parse(text).ok()
}

/// A listing with every selector set.
fn described() -> Listing {
    Listing {
        item: pick("li.story"),
        section: pick(".label"),
        title: pick("h3"),
        link: pick("h3 a@href"),
        summary: pick("p.intro"),
        author: pick(".by"),
        next: pick("a.more@href"),
        ..Listing::plain(NEWS)
    }
}

#[test]
fn selectors_say_what_is_what() {
    let body = "<ul><li class=story><h3><b class=label>News</b><a href='/1'>Wicks burn longer</a></h3><p class=intro>A <i>test</i>.</p><p class=by>By Ada Lin</p>
        <li class=story><h3><b class=label>Trade Post</b><a href='/2'>Oil</a></h3><p>Not this.</p>
        <li class=story><h3><a href='/3'>Lamp PrizesLamp Prizes: the winners</a></h3></ul><a class=more href='?from=20'>More</a>";
    let reading = read(&described(), body).unwrap();
    assert_eq!(
        lines(&reading),
        [
            "News | Wicks burn longer | https://lamp.example/1 | A <i>test</i>. | Ada Lin",
            "Trade Post | Oil | https://lamp.example/2 | - | -",
            "Lamp Prizes | Lamp Prizes: the winners | https://lamp.example/3 | - | -",
        ]
    );
    assert_eq!(reading.next.unwrap().as_str(), "https://lamp.example/news?from=20");
    assert_eq!(reading.about.kind, "listing");
}

#[test]
fn selectors_and_what_is_found_go_together() {
    let body = "<div class=s><p class=k>News</p><h2>Wicks burn <em>longer</em></h2><a href=/1>Read on</a><p>What the wick makers say of their test.</p></div>
        <div class=s><p class=k>Yard</p><h2>Oil is dear</h2><a href=/2>Read on</a><p>What the oil traders say of their price.</p></div>";
    let listing = Listing { item: pick(".s"), section: pick(".k"), ..Listing::plain(NEWS) };
    assert_eq!(
        lines(&read(&listing, body).unwrap()),
        [
            "News | Wicks burn longer | https://lamp.example/1 | What the wick makers say of their test. | -",
            "Yard | Oil is dear | https://lamp.example/2 | What the oil traders say of their price. | -",
        ]
    );
}

#[test]
fn the_month_and_the_page_come_from_title_heading_or_address() {
    let list = "<ul><li><a href=/1>The first of the wicks</a><li><a href=/2>The second of the wicks</a></ul>";
    let cases = [
        (NEWS, "<title>All Lamp articles in November 2025 – Page 9 | Lamp</title>", Some("2025-11"), Some(9)),
        (NEWS, "<title>Lamp</title><h1><a href=/>Lamp May 2020</a></h1><h1>March 2024, page 2 of 3</h1>", Some("2024-03"), Some(2)),
        ("https://lamp.example/november-2025/3.issue?page=9", "<title>Lamp</title>", Some("2025-11"), Some(9)),
        ("https://lamp.example/2025/11/", "<title>Lamp</title>", Some("2025-11"), None),
        (NEWS, "<nav>1 <b aria-current=page>4</b></nav>", None, Some(4)),
        (NEWS, "", None, None),
    ];
    for (address, head, month, number) in cases {
        let reading = Listing::plain(NEWS).read(&page(address, &format!("{head}{list}")), Role::Listing, &Context::default()).unwrap();
        let month: Option<Month> = month.map(|month| month.parse().unwrap());
        assert_eq!((reading.about.month, reading.number), (month, number), "{address} {head}");
        let stated = month.map_or(crate::article::Stated::Unsaid, crate::article::Stated::In);
        assert!(reading.entries.iter().all(|entry| entry.stated == stated && entry.guid.is_none()), "{address} {head}");
    }
}

#[test]
fn a_page_that_changed_shape_is_an_error_that_names_the_selector() {
    let story = |inner: &str| format!("<li class=story>{inner}");
    let good = "<h3><a href=/1>Wicks burn longer</a></h3>";
    let cases = [
        ("<ul><li>Wicks</ul>".to_owned(), "the page has no items where `li.story` looks; the page may have changed shape"),
        (format!("<title>Page 1</title><p>{good}"), "page 1 has no items where `li.story` looks; the page may have changed shape"),
        (story("<h4>Wicks</h4>").repeat(3), "3 of 3 items of the page have no headline where `h3` looks; the page may have changed shape"),
        (
            format!("<title>Page 3</title>{}{}", story(good).repeat(18), story("<h3>Wicks</h3>")),
            "1 of 19 items of page 3 have no link where `h3 a@href` looks; the page may have changed shape",
        ),
    ];
    for (body, sentence) in cases {
        let trouble = read(&described(), &body).unwrap_err();
        assert_eq!((trouble.kind, trouble.sentence.as_str()), (Kind::Layout, sentence));
    }
    let plain = read(&Listing::plain(NEWS), "<p>We are closed.").unwrap_err();
    assert_eq!(plain.sentence, "the page has no list of linked headlines; name its items with `item` if it shows some");
}

#[test]
fn a_page_that_gives_less_than_is_expected_is_an_error() {
    let items: Vec<String> = (1..4).map(|n| format!("<li class=story><h3><a href=/{n}>Wick number {n} burns</a></h3>")).collect();
    let body = format!("<ul>{}</ul>", items.concat());
    let expecting = |expect: Expect| read(&Listing { expect, ..Listing::plain(NEWS) }, &body).map(|reading| reading.entries.len());
    assert_eq!(expecting(Expect { min_items: 3, require: vec![Part::Link], ..Expect::default() }), Ok(3));
    for expect in [Expect { min_items: 4, ..Expect::default() }, Expect { require: vec![Part::Summary], ..Expect::default() }] {
        assert_eq!(expecting(expect).unwrap_err().kind, Kind::Layout);
    }
}

#[test]
fn one_broken_item_in_twenty_is_skipped_and_told() {
    let items: Vec<String> = (1..20).map(|n| format!("<li class=story><h3><a href=/{n}>Wick number {n}</a></h3>")).collect();
    let reading = read(&described(), &format!("<ul>{}<li class=story><p>Buy our lamps</ul>", items.concat())).unwrap();
    assert_eq!((reading.entries.len(), reading.skipped.as_slice()), (19, &["item 20 has no headline".to_owned()][..]));
}

#[test]
fn a_page_past_the_end_has_no_entries() {
    for listing in [described(), Listing::plain(NEWS)] {
        let reading =
            read(&listing, "<title>News – Page 12</title><nav><a href=/a>Home of the lamp trade</a></nav><main><h2>There is nothing more to read</h2><a href=/b>Back</a>").unwrap();
        assert_eq!((reading.entries.len(), reading.number, reading.next), (0, Some(12), None));
    }
}

#[test]
fn a_story_shown_twice_is_one_entry() {
    let item = "<li class=story><h3><a href=/1>Wicks burn longer</a></h3>";
    assert_eq!(read(&described(), &item.repeat(2)).unwrap().entries.len(), 1);
}

#[test]
fn links_to_scripts_are_no_links() {
    let listing = Listing { link: None, ..described() };
    let reading = read(&listing, "<li class=story><h3><a href='javascript:alert(1)'>Wicks burn longer</a></h3>").unwrap();
    assert_eq!(reading.entries.first().unwrap().link, None);
}

#[test]
fn hostile_markup_is_refused_at_once() {
    for body in ["<div>".repeat(20_000), "<b><i><a href=/x>".repeat(20_000), "<svg>".repeat(200_000), "<!--".repeat(200_000)] {
        assert!(read(&Listing::plain(NEWS), &body).is_err());
    }
}

proptest::proptest! {
    #[test]
    fn no_page_makes_it_panic(body in "(<(li|a href=/x|/a|h3|/h3|p|td|table|ul|/ul|dt|br)>|News|é\u{a0}| |long words here|2025|&amp;|<){0,60}") {
        let _ = read(&Listing::plain(NEWS), &body);
        let _ = read(&described(), &body);
    }
}
