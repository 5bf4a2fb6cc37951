//! What a feed says and what is read from it.

use bytes::Bytes;
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::article::{Enclosure, Entry, Image};

mod odd;
mod probes;
mod wild;

fn page(body: &[u8]) -> Page {
    Page {
        url: Url::parse("https://a.example/feed").unwrap(),
        content_type: Some("application/xml".to_owned()),
        body: Bytes::copy_from_slice(body),
    }
}

fn context() -> Context {
    Context { labels: vec!["HSJ Local".to_owned(), "News".to_owned()], zone: Tz::Europe__London, language: "en-GB".to_owned() }
}

fn reading(text: &str) -> Reading {
    read(&page(text.as_bytes()), &context()).unwrap_or_else(|trouble| panic!("{trouble}: {text:.200}"))
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><title>Example</title><link>https://a.example/</link><description>d</description>{items}</channel></rss>"
    )
}

fn item(content: &str) -> Entry {
    let mut reading = reading(&rss(&format!("<item>{content}</item>")));
    assert_eq!((reading.entries.len(), reading.repaired.len()), (1, 0), "{content}");
    reading.entries.remove(0)
}

fn atom(entry: &str) -> Entry {
    let text = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://b.example/x/\"><title>t</title><author><name>Ann</name></author><entry><title>t</title>{entry}</entry></feed>"
    );
    reading(&text).entries.remove(0)
}

fn trouble(body: &[u8]) -> Kind {
    read(&page(body), &context()).map(|_| ()).unwrap_err().kind
}

#[test]
fn an_rss_item_becomes_an_entry() {
    let entry = item(
        "<title>£860m &amp;amp; “a” &lt;b&gt;x&lt;/b&gt;</title><link>/n/1?utm_source=rss</link><guid isPermaLink=\"false\"> id 1 </guid>\
         <pubDate>Mon, 17 Nov 2025 08:00:00 GMT</pubDate><dc:creator>Jo Bloggs</dc:creator><category>news</category><category></category>\
         <category>Finance</category><category>Finance</category><description>Stand &lt;em&gt;first&lt;/em&gt;</description>\
         <content:encoded><![CDATA[<p>Text <a href=\"/x\">y</a><script>alert(1)</script></p>]]></content:encoded>\
         <enclosure url=\"https://a.example/a.mp3\" length=\"7\" type=\"audio/mpeg\"/><media:content url=\"https://a.example/i.jpg\" type=\"image/jpeg\"/>",
    );
    let expected = Entry {
        guid: Some("id 1".to_owned()),
        link: Some("https://a.example/n/1?utm_source=rss".to_owned()),
        title: "£860m & “a” x".to_owned(),
        summary: Some("Stand <em>first</em>".to_owned()),
        content: Some("<p>Text <a href=\"https://a.example/x\">y</a></p>".to_owned()),
        author: Some("Jo Bloggs".to_owned()),
        section: Some("News".to_owned()),
        stated: dates::parse("2025-11-17T08:00:00Z", Tz::UTC, "en").unwrap(),
        updated: None,
        categories: vec!["news".to_owned(), "Finance".to_owned()],
        enclosures: entry.enclosures.clone(),
        image: Some(Image { media_type: "image/jpeg".to_owned(), ..Image::at("https://a.example/i.jpg") }),
        own_page: None,
        rules: Vec::new(),
    };
    assert_eq!(entry, expected);
    assert_eq!(reading(&rss("")).about.title.as_deref(), Some("Example"));
}

#[test]
fn attachments_are_kept_with_type_and_length() {
    let entry = item("<title>t</title><enclosure url=\"/a.mp3\" length=\"7\" type=\"audio/mpeg\"/>");
    let expected = Enclosure {
        url: "https://a.example/a.mp3".to_owned(),
        media_type: "audio/mpeg".to_owned(),
        length: Some(7),
        ..Enclosure::default()
    };
    assert_eq!((entry.enclosures, entry.image), (vec![expected], None));
    let picture = item("<title>t</title><enclosure url=\"/a.JPG?x\" length=\"0\" type=\"\"/>");
    assert_eq!((picture.enclosures.len(), picture.image), (0, Some(Image::at("https://a.example/a.JPG?x"))));
    assert_eq!(item("<title>t</title><enclosure url=\"javascript:alert(1)\" length=\"7\" type=\"audio/mpeg\"/>").enclosures, vec![]);
}

#[test]
fn the_picture_is_the_widest_file_else_a_thumbnail_else_the_first_in_the_text() {
    let small = "<media:thumbnail url=\"/s.jpg\" width=\"90\" height=\"60\"/>";
    let files = "<media:content url=\"/a\" medium=\"image\" width=\"600\" height=\"400\" fileSize=\"5\"/>\
                 <media:group><media:content url=\"/b.webp\" type=\"image/webp\" width=\"1200\"/><media:content url=\"/c\" medium=\"image\"/></media:group>";
    let text = "<description>&lt;p&gt;a&lt;/p&gt;&lt;img src=\"/b.webp?w=9\" alt=\"A ward\" width=\"9\"&gt;</description>";
    let b = Image { media_type: "image/webp".to_owned(), width: Some(1200), ..Image::at("https://a.example/b.webp") };
    let cases = [
        (format!("{small}{files}"), b.clone()),
        (format!("{small}{files}{text}"), Image { alt: "A ward".to_owned(), ..b }),
        (small.to_owned() + text, Image { width: Some(90), height: Some(60), ..Image::at("https://a.example/s.jpg") }),
        (text.to_owned(), Image { alt: "A ward".to_owned(), width: Some(9), ..Image::at("https://a.example/b.webp?w=9") }),
        ("<media:content url=\"/c\" medium=\"image\"/>".to_owned(), Image::at("https://a.example/c")),
        (
            "<media:content url=\"/c\" medium=\"image\"><media:description>A &amp;amp; b</media:description></media:content>".to_owned(),
            Image { alt: "A & b".to_owned(), ..Image::at("https://a.example/c") },
        ),
        (
            "<media:content url=\"/c\" medium=\"image\"><media:title>t</media:title></media:content>".to_owned(),
            Image::at("https://a.example/c"),
        ),
    ];
    for (inside, image) in cases {
        let entry = item(&format!("<title>t</title>{inside}"));
        assert_eq!((entry.image, entry.enclosures), (Some(image), vec![]), "{inside}");
    }
}

#[test]
fn how_long_an_episode_plays_is_kept_with_its_file() {
    let itunes = |inside: &str| {
        let feed = rss(&format!("<item><title>t</title>{inside}</item>")).replacen(
            "<rss ",
            "<rss xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" ",
            1,
        );
        reading(&feed).entries.remove(0)
    };
    let file = "<enclosure url=\"/a.mp3\" length=\"7\" type=\"audio/mpeg\"/>";
    for (said, seconds) in [("1:02:03", 3_723), ("1800", 1_800), ("00:30:00", 1_800)] {
        let entry = itunes(&format!("{file}<itunes:duration>{said}</itunes:duration><itunes:image href=\"https://a.example/c.jpg\"/>"));
        assert_eq!(entry.enclosures[0].duration, Some(seconds), "{said}");
        assert_eq!(entry.image, Some(Image::at("https://a.example/c.jpg")));
    }
    let entry = itunes("<media:content url=\"/a.mp3\" type=\"audio/mpeg\" duration=\"60\"/>");
    assert_eq!(entry.enclosures[0].duration, Some(60));
    let beside = itunes(&format!("{file}<media:content url=\"/p.png\" medium=\"image\"/><itunes:duration>30:15</itunes:duration>"));
    assert_eq!((beside.enclosures.len(), beside.enclosures[0].duration), (1, Some(1_815)), "a picture costs no episode its sound");
    assert_eq!(beside.image, Some(Image::at("https://a.example/p.png")));
    let both = itunes(&format!("{file}<media:content url=\"/a.mp3\" type=\"audio/mpeg\" duration=\"60\"/>"));
    assert_eq!((both.enclosures.len(), both.enclosures[0].duration), (1, Some(60)));
}

#[test]
fn an_item_without_id_stays_without() {
    let entry = item("<title>t</title><link>https://a.example/1</link><guid/>");
    assert_eq!((entry.guid, entry.link.as_deref()), (None, Some("https://a.example/1")));
    let entry = item("<title>t</title><description>x</description>");
    assert_eq!((entry.guid, entry.link), (None, None));
    let entry = item("<title>t</title><guid>https://a.example/2</guid>");
    assert_eq!((entry.guid.as_deref(), entry.link.as_deref()), (Some("https://a.example/2"), Some("https://a.example/2")));
}

#[test]
fn dates_keep_their_precision_and_none_is_invented() {
    let cases = [
        ("2025-11-17T08:00:00Z", Some("2025-11-17T08:00:00Z")),
        ("2025-07-01 09:00:00", Some("2025-07-01T08:00:00Z")),
        ("17 November 2025", Some("2025-11-17")),
        ("2025-11-17", Some("2025-11-17")),
        ("November 2025", Some("2025-11")),
        ("last week", None),
        ("", None),
    ];
    for (text, expected) in cases {
        let entry = item(&format!("<title>t</title><pubDate>{text}</pubDate>"));
        assert_eq!(entry.stated.text().as_deref(), expected, "{text}");
        let entry = atom(&format!("<published>{text}</published><id>1</id>"));
        assert_eq!(entry.stated.text().as_deref(), expected, "{text}");
    }
}

#[test]
fn an_atom_entry_becomes_an_entry() {
    let entry = atom(
        "<id>tag:x,1</id><link rel=\"self\" href=\"/self\"/><link rel=\"enclosure\" href=\"a.mp3\" type=\"audio/mpeg\" length=\"9\"/><link href=\"p/1\"/>\
         <updated>2025-11-18T08:00:00Z</updated><published>2025-11-17T08:00:00Z</published><category term=\"n\" label=\"HSJ Local\"/>\
         <summary>5 &lt; 6 &amp;amp; \"x\"</summary><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Hi <a href=\"z\">y</a></p></div></content>",
    );
    assert_eq!(entry.link.as_deref(), Some("https://b.example/x/p/1"));
    assert_eq!(entry.stated.text().as_deref(), Some("2025-11-17T08:00:00Z"));
    assert_eq!(entry.updated.map(crate::article::rfc3339).as_deref(), Some("2025-11-18T08:00:00Z"));
    assert_eq!(entry.section.as_deref(), Some("HSJ Local"));
    assert_eq!(entry.author.as_deref(), Some("Ann"));
    assert_eq!(entry.summary.as_deref(), Some("5 &lt; 6 &amp;amp; \"x\""));
    assert_eq!(entry.content.as_deref(), Some("<p>Hi <a href=\"https://b.example/x/z\">y</a></p>"));
    assert_eq!(entry.enclosures.len(), 1);
    assert_eq!(atom("<id>1</id><updated>2025-11-18T08:00:00Z</updated>").stated.text().as_deref(), Some("2025-11-18T08:00:00Z"));
}

#[test]
fn a_json_feed_is_a_feed() {
    let text = r#"{"version":"https://jsonfeed.org/version/1.1","title":"T & <b>","home_page_url":"https://a.example/","items":[
        {"id":"7","url":"/n/7","title":"One <b>","content_html":"<p>x</p>","date_published":"2025-11-17T08:00:00Z","tags":["News"],
         "attachments":[{"url":"https://a.example/a.mp3","mime_type":"audio/mpeg","size_in_bytes":5}]},
        {"id":"8","content_text":"a < b"}]}"#;
    let reading = reading(text);
    assert_eq!(reading.about.title.as_deref(), Some("T & <b>"));
    let titles: Vec<&str> = reading.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["One <b>", "a < b"]);
    let first = &reading.entries[0];
    assert_eq!((first.link.as_deref(), first.enclosures.len(), first.section.as_deref()), (Some("https://a.example/n/7"), 1, Some("News")));
    assert_eq!(reading.entries[1].content.as_deref(), Some("a &lt; b"));
}

#[test]
fn an_entry_without_title_takes_its_first_words() {
    assert_eq!(item("<description>&lt;p&gt;Only text&lt;/p&gt;</description>").title, "Only text");
    let long = item(&format!("<description>{}</description>", "words and ".repeat(20))).title;
    assert!(long.ends_with("and…") || long.ends_with("words…"), "{long}");
    let other = |content: &str| item(content).title;
    assert_eq!(other("<link>https://a.example/n/lamps-go-out-12345.html</link>"), "Lamps go out", "the words of its address");
    assert_eq!(other("<description>&lt;img src=\"/a.jpg\" alt=\"A lamp\"&gt;</description>"), "A lamp", "what describes its picture");
    assert_eq!(other("<enclosure url=\"/audio/night-shift.mp3\" type=\"audio/mpeg\" length=\"1\"/>"), "Night shift", "its file");
    let reading = reading(&rss("<item><guid>7</guid></item><item><title>t</title></item>"));
    assert_eq!((reading.entries.len(), reading.skipped.len()), (2, 1), "one that says nothing is seen and named");
}

#[test]
fn what_can_be_mended_is_mended_and_reported() {
    let sound = rss("<item><title>café &amp; R&amp;D</title></item>");
    let mended = [
        sound.replace("version=\"2.0\"", ""),
        sound.replace("version=\"2.0\"", "version=\"2.00\" xmlns=\"http://backend.userland.com/rss2\""),
        sound.replace("R&amp;D", "R&D"),
        sound.replace("café &amp;", "caf&eacute; &amp;"),
        sound.replace("café", "\u{8}café"),
        sound.replace("café", "café&#0;"),
    ];
    for text in mended {
        let reading = reading(&text);
        assert_eq!((reading.entries[0].title.as_str(), reading.repaired.len()), ("café & R&D", 1), "{:?}", reading.repaired);
    }
    assert_eq!(reading(&sound.replace("version=\"2.0\"", "version=\"0.91\"")).repaired, Vec::<String>::new());
    let latin = encoding_rs::WINDOWS_1252.encode(&sound).0.into_owned();
    let reading = read(&page(&latin), &context()).unwrap();
    assert_eq!((reading.entries[0].title.as_str(), reading.repaired.len()), ("café & R&D", 1));
    let declared = encoding_rs::WINDOWS_1252.encode(&sound.replace("utf-8", "iso-8859-1")).0.into_owned();
    let reading = read(&page(&declared), &context()).unwrap();
    assert_eq!((reading.entries[0].title.as_str(), reading.repaired.len()), ("café & R&D", 0));
}

#[test]
fn what_is_no_feed_says_what_it_is() {
    let whole = rss("<item><title>one</title></item>");
    let cases: [(&[u8], Kind); 12] = [
        (b"", Kind::Empty),
        (b" \n\xef\xbb\xbf", Kind::Empty),
        (b"\0\0\0", Kind::Empty),
        (b"<!doctype html><html><body><br>x</html>", Kind::NotFeed),
        (b"<!-- x --> <HTML><body>x</HTML>", Kind::NotFeed),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", Kind::NotFeed),
        (b"<urlset><url/></urlset>", Kind::NotFeed),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", Kind::NotFeed),
        (b"just text", Kind::NotFeed),
        (b"<feed xmlns='http://purl.org/no'><other/></feed>", Kind::NotFeed),
        (&whole.as_bytes()[..whole.len() - 40], Kind::Truncated),
        (b"{\"version\":\"https://jsonfeed.org/version/1\",\"title\":", Kind::Truncated),
    ];
    for (body, expected) in cases {
        assert_eq!(trouble(body), expected, "{}", String::from_utf8_lossy(body.get(..80).unwrap_or(body)));
    }
    assert_eq!(trouble(b"{\"a\":1}"), Kind::Parse);
}

proptest! {
    #[test]
    fn a_feed_cut_anywhere_gives_its_whole_items_and_says_that_it_was_cut(part in 0.0..1.0_f64) {
        let item = "<item><title>one &amp; two</title><description><![CDATA[<p>x</p>]]></description><guid>1</guid></item>";
        let whole = rss(&format!("{item}{}{}", item.replace(">1<", ">2<"), item.replace(">1<", ">3<")));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short text")]
        let place = (whole.len() as f64 * part) as usize;
        let cut = &whole[..place];
        match read(&page(cut.as_bytes()), &context()) {
            Err(trouble) => prop_assert!(!cut.contains("</item"), "{:?}", trouble),
            Ok(reading) => {
                prop_assert!(reading.damaged || cut.ends_with("</rss"));
                prop_assert_eq!(reading.entries.len(), cut.matches("</item").count());
                prop_assert!(reading.entries.iter().all(|entry| entry.guid.is_some()));
            }
        }
    }

    #[test]
    fn no_bytes_take_the_reader_down(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = rss("<item><title>one &amp; two</title><author>a@b.example (Jo)</author><pubDate>Mon, 17 Nov 2025 08:00:00 GMT</pubDate></item>").into_bytes();
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let answer = read(&page(&bytes), &context());
        prop_assert!(answer.is_ok() || !answer.unwrap_err().sentence.is_empty());
    }
}
