//! Each rule on the smallest feed that shows it.

use bytes::Bytes;

use super::known::{TOOLS, find};
use super::replay::History;
use super::*;
use crate::clock::Instant;
use crate::source::Page;

fn now() -> Instant {
    "2025-12-01T00:00:00Z".parse().unwrap()
}

fn read(document: &str) -> Seen {
    let page = Page { url: "https://a.example/feed".parse().unwrap(), content_type: None, body: Bytes::from(document.to_owned()) };
    seen::read(&page).unwrap()
}

fn rss(items: &[&str]) -> Seen {
    let items: Vec<String> = items.iter().map(|item| format!("<item>{item}</item>")).collect();
    let items = items.concat();
    read(&format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>T</title><link>https://a.example/</link><description>D</description><atom:link rel=\"self\" href=\"https://a.example/feed\"/>{items}</channel></rss>"
    ))
}

/// An item with everything, at this time of 22 November 2025.
fn item(n: u32, time: &str) -> String {
    format!(
        "<title>Title {n}</title><link>https://a.example/{n}</link><guid>https://a.example/{n}</guid><pubDate>Sat, 22 Nov 2025 {time} GMT</pubDate><description>D</description>"
    )
}

fn says(tool: &str, seen: &Seen) -> String {
    verdict(find(tool).unwrap(), seen, &History::of(&seen.items, now())).sentence()
}

fn warns(tool: &str, seen: &Seen) -> Vec<String> {
    verdict(find(tool).unwrap(), seen, &History::of(&seen.items, now())).warnings
}

/// The names of what is wrong for everybody, with the items.
fn wrong(seen: &Seen) -> Vec<(&'static str, Vec<usize>)> {
    findings(seen, &History::of(&seen.items, now()), now()).into_iter().map(|found| (found.name, found.items)).collect()
}

#[test]
fn a_sound_feed_loses_nothing_in_any_tool() {
    let seen = rss(&[&item(3, "09:00:02"), &item(2, "09:00:01"), &item(1, "08:00:00")]);
    for tool in TOOLS {
        assert_eq!(says(tool.name, &seen), "ok", "{}", tool.name);
    }
    assert_eq!(wrong(&seen), []);
}

#[test]
fn two_items_of_one_second_are_one_too_many_for_a_tool_that_compares_dates() {
    let seen = rss(&[&item(4, "09:00:00"), &item(3, "09:00:00"), &item(2, "09:00:00"), &item(1, "08:00:00")]);
    assert_eq!(says("n8n", &seen), "2 items lost (same second as another: items 1, 2)");
    for tool in ["Zapier", "Make", "Sim", "Mailchimp", "FeedMail", "rss2email", "NetNewsWire"] {
        assert_eq!(says(tool, &seen), "ok", "{tool}");
    }
    assert_eq!(wrong(&seen), [("same-second", vec![1, 2, 3])]);
}

#[test]
fn an_undated_item_is_lost_where_dates_tell_and_makes_n8n_forget_its_place() {
    let undated = "<title>U</title><link>https://a.example/u</link><guid>https://a.example/u</guid><description>D</description>";
    let seen = rss(&[&item(3, "09:00:02"), undated, &item(1, "08:00:00")]);
    for tool in ["n8n", "Make", "Mailchimp", "MailerLite", "Kyrios", "Digesto"] {
        assert_eq!(says(tool, &seen), "1 item lost (no date: item 2)", "{tool}");
    }
    assert_eq!(says("Sim", &seen), "ok");
    let seen = rss(&[&item(3, "09:00:02"), &item(2, "09:00:01"), undated]);
    assert_eq!(says("n8n", &seen), "3 items lost (the last item has no date to go on from: items 1, 2; no date: item 3)");
    // What stands before an item without date counts for nothing, and is new at each poll.
    let seen = rss(&[&item(4, "09:00:03"), &item(3, "09:00:02"), undated, &item(1, "08:00:00")]);
    assert_eq!(warns("n8n", &seen), ["takes some more than once: item 2"]);
}

#[test]
fn a_date_that_only_some_read_is_lost_by_the_others() {
    let summer = item(2, "09:00:00").replace("GMT", "BST");
    let american = item(2, "").replace("Sat, 22 Nov 2025  GMT", "11/22/2025 09:00");
    for (odd, tool, said) in [
        (&summer, "n8n", "1 item lost (its date cannot be read: item 1)"),
        (&summer, "Mailchimp", "1 item lost (its date cannot be read: item 1)"),
        (&american, "n8n", "ok"),
        (&american, "Digesto", "1 item lost (its date cannot be read: item 1)"),
    ] {
        assert_eq!(says(tool, &rss(&[odd, &item(1, "08:00:00")])), said, "{tool}: {odd}");
    }
    assert_eq!(warns("feedparser", &rss(&[&summer])), ["reads BST an hour wrong: item 1"]);
}

#[test]
fn what_came_late_is_lost_where_a_clock_or_the_newest_date_tells() {
    let late = item(9, "03:00:00").replace("22 Nov", "21 Nov").replace("Sat", "Fri");
    let seen = rss(&[&late, &item(3, "09:00:00"), &item(2, "08:00:00"), &item(1, "07:00:00")]);
    assert_eq!(says("n8n", &seen), "1 item lost (older than one that came before it: item 1)");
    assert_eq!(says("Sim", &seen), "1 item lost (dated before it came: item 1)");
    assert_eq!(says("Mailchimp", &seen), "1 item lost (dated before it came: item 1)");
    assert_eq!(says("Zapier", &seen), "ok");
    assert_eq!(wrong(&seen), [("order", vec![])]);
    let seen = rss(&[&item(9, "08:30:00"), &item(3, "09:00:00"), &item(2, "08:00:00"), &item(1, "07:00:00")]);
    assert_eq!(says("Mailchimp", &seen), "ok", "it looks once a day, and that was the same day");
    assert_eq!(says("n8n", &seen), "1 item lost (older than one that came before it: item 1)");
}

#[test]
fn a_feed_that_grows_at_its_end_is_read_from_there() {
    let seen = rss(&[&item(1, "07:00:00"), &item(2, "08:00:00"), &item(3, "09:00:00")]);
    assert_eq!(says("n8n", &seen), "ok");
    assert_eq!(warns("Zapier", &seen), ["wants the newest item first"]);
}

#[test]
fn one_id_on_two_items_and_one_link_on_two_items_lose_the_second() {
    let same_id = item(2, "09:00:00").replace("<guid>https://a.example/2", "<guid>https://a.example/1");
    let seen = rss(&[&same_id, &item(1, "08:00:00")]);
    for tool in ["Zapier", "Buttondown", "Sim", "FeedMail", "NetNewsWire", "Miniflux"] {
        assert_eq!(says(tool, &seen), "1 item lost (same id as another: item 1)", "{tool}");
    }
    for tool in ["n8n", "AWeber", "FreshRSS"] {
        assert_eq!(says(tool, &seen), "ok", "{tool}");
    }
    let same_link = item(2, "09:00:00").replace("<link>https://a.example/2", "<link>https://a.example/1");
    let seen = rss(&[&same_link, &item(1, "08:00:00")]);
    assert_eq!((says("Zapier", &seen), says("AWeber", &seen)), ("ok".into(), "1 item lost (same link as another: item 1)".into()));
    let same_words = item(2, "08:00:00").replace("Title 2", "Title 1");
    assert_eq!(says("AWeber", &rss(&[&same_words, &item(1, "08:00:00")])), "1 item lost (same title and date as another: item 1)");
}

#[test]
fn a_crowd_is_a_warning_for_a_tool_that_takes_only_so_many() {
    let items: Vec<String> = (0..50).rev().map(|n| item(n, &format!("09:00:{n:02}"))).collect();
    let seen = rss(&items.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(says("Sim", &seen), "ok");
    assert_eq!(warns("Sim", &seen), ["takes 25 items at a time, and 25 more would have come within a minute"]);
}

#[test]
fn a_document_that_is_not_well_formed_is_lost_whole_where_xml_is_read_strictly() {
    let seen = rss(&[&item(2, "09:00:00").replace("Title 2", "R&D &nbsp; x"), &item(1, "08:00:00")]);
    assert_eq!(says("n8n", &seen), "2 items lost (the document is not well-formed: items 1, 2)");
    assert_eq!(says("Zapier", &seen), "ok");
    assert_eq!(seen.items[0].title.as_deref(), Some("R&D \u{a0} x"));
    let cut = rss(&[&item(2, "09:00:00"), "<title>Cut"]);
    assert!(cut.broken.is_some() && cut.items.len() == 2);
}

#[test]
fn atom_and_json_are_seen_with_their_own_fields() {
    let atom = read(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/"><title>T</title><id>x</id><link rel="self" href="https://a.example/f"/><link href="https://a.example/"/>
        <entry><title type="html">Fish &amp;amp; chips</title><id>urn:1</id><link rel="alternate" href="/1"/><link rel="enclosure" href="https://a.example/1.mp3" type="audio/mpeg" length="9"/>
        <updated>2025-11-22T09:00:00Z</updated><published>2025-11-21T09:00:00Z</published><category term="News"/><author><name>A</name></author><summary>S</summary></entry></feed>"#,
    );
    let one = &atom.items[0];
    assert_eq!((one.guid.as_deref(), one.link.as_deref(), one.description.as_deref()), (Some("urn:1"), Some("/1"), Some("S")));
    assert_eq!((one.categories.len(), one.enclosures.len(), &one.author), (1, 1, &None));
    assert_eq!(find("n8n").unwrap().date(one), Some("2025-11-21T09:00:00Z".parse().unwrap()));
    assert_eq!(wrong(&atom), [("relative-link", vec![1])]);
    assert_eq!(warns("Feedly", &atom), ["takes relative links as they are, so they lead nowhere: item 1"]);
    assert_eq!(warns("rss-parser", &atom), ["loses categories and enclosures of Atom: item 1"]);
    assert_eq!(says("Actito", &atom), "is not known to read Atom");
    let json = read(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","home_page_url":"https://a.example/","feed_url":"https://a.example/f.json","items":[{"id":7,"url":"https://a.example/7","content_text":"x","date_published":"2025-11-22T09:00:00Z"}]}"#,
    );
    assert_eq!(wrong(&json), [("small-id", vec![1]), ("no-title", vec![1])]);
    assert_eq!((says("Miniflux", &json), says("n8n", &json)), ("ok".into(), "is not known to read JSON Feed".into()));
}

#[test]
fn what_is_wrong_for_everybody_is_found_once_for_each_item() {
    let with = |was: &str, is: &str| item(1, "09:00:00").replace(was, is);
    let cases = [
        ("no-id", with("<guid>https://a.example/1</guid>", "")),
        ("id-no-address", with("<guid>https://a.example/1", "<guid>a-1")),
        ("small-id", with("<guid>https://a.example/1", "<guid isPermaLink=\"false\">17")),
        ("no-date", with("<pubDate>Sat, 22 Nov 2025 09:00:00 GMT</pubDate>", "")),
        ("unreadable-date", with("GMT", "BST")),
        ("future-date", with("2025", "2031")),
        ("two-dates", format!("{}<dc:date>2025-11-21T09:00:00Z</dc:date>", with("", ""))),
        ("no-title", with("<title>Title 1</title>", "")),
        ("no-link", with("<link>https://a.example/1</link>", "")),
        ("no-description", with("<description>D</description>", "")),
        ("relative-link", with("<link>https://a.example/1", "<link>/1")),
        ("relative-link", with(">D<", "><![CDATA[<img src=\"//a.example/1.png\">]]><")),
        ("html-in-title", with("Title 1", "Title &lt;b&gt;1&lt;/b&gt;")),
        ("escaped-twice", with("Title 1", "Fish &amp;amp; chips")),
        ("escaped-twice", with("Title 1", "It&amp;#8217;s")),
        ("enclosure-parts", format!("{}<enclosure url=\"https://a.example/1.mp3\" type=\"audio/mpeg\" length=\"\"/>", with("", ""))),
        ("category-attributes", format!("{}<category domain=\"d\">News</category>", with("", ""))),
        ("author", format!("{}<author>Ann</author>", with("", ""))),
        ("script", with(">D<", ">&lt;script>1&lt;/script><")),
    ];
    for (name, item) in cases {
        assert_eq!(wrong(&rss(&[&item])), [(name, vec![1])], "{item}");
    }
    assert_eq!(wrong(&rss(&[&with("Title 1", "R&amp;D, Q&amp;A; so")])), [], "an ampersand is no reference");
}

#[test]
fn places_are_written_as_people_write_them() {
    assert_eq!(places(&[3]), "item 3");
    assert_eq!(places(&[1, 2, 4, 5, 6, 9]), "items 1, 2, 4–6, 9");
    assert_eq!(places(&[1, 3, 5, 7, 9, 11, 13]), "items 1, 3, 5, 7, 9, 11 …");
}

#[test]
fn no_tool_is_named_twice_and_each_stands_in_the_table_of_the_documentation() {
    let table = include_str!("../../docs/check-feed.md");
    for tool in TOOLS {
        assert_eq!(TOOLS.iter().filter(|other| other.name.eq_ignore_ascii_case(tool.name)).count(), 1);
        assert!(table.contains(&format!("| {} |", tool.name)), "{}", tool.name);
    }
}

/// A document in which much can go wrong.
const SAMPLE: &str = "<?xml version=\"1.0\"?><rss xmlns:dc=\"d\"><channel><title>T&eacute;</title><item><title><![CDATA[<b>x</b>]]></title><link href=\"/a\"/>\
    <guid isPermaLink=\"false\">g</guid><pubDate>Sat, 22 Nov 2025 09:00:00 GMT</pubDate><enclosure url=\"u\"/><media:group><media:content/></media:group>\
    </item><entry><id>1</id><updated>2025-11-22T09:00:00+01:00</updated><content type=\"xhtml\"><div>&#x1F9AD;</div></content></entry></channel></rss>";

proptest::proptest! {
    #[test]
    fn no_document_breaks_the_reader_whatever_was_cut_out_or_put_in(from in 0..SAMPLE.len(), length in 0..40_usize, put in "[<>/&;:!\\[\\]\"= a-z0-9\u{80}-\u{FFFF}]{0,12}") {
        let (start, rest) = SAMPLE.split_at(from);
        let document = format!("{start}{put}{}", rest.get(length..).unwrap_or_default());
        let page = Page { url: "https://a.example/feed".parse().unwrap(), content_type: None, body: Bytes::from(document) };
        if let Ok(seen) = seen::read(&page) {
            let history = History::of(&seen.items, now());
            let lost: usize = TOOLS.iter().map(|tool| verdict(tool, &seen, &history)).map(|verdict| verdict.lost).max().unwrap();
            proptest::prop_assert!(lost <= seen.items.len());
            proptest::prop_assert!(findings(&seen, &history, now()).iter().all(|found| found.items.iter().all(|place| *place <= seen.items.len())));
        }
    }

    #[test]
    fn no_text_of_a_date_breaks_the_reader(text in "[0-9A-Za-z:,/+() .-]{0,40}") {
        let _ = (dates::Dates::JavaScript.read(&text), dates::Dates::Usual.read(&text));
    }
}
