//! Documents that are sound, or nearly, and that `feed-rs` by itself would refuse or read by half.

use super::*;

/// The items of an RSS 2.0 feed with one item, and what was mended in it.
fn one(content: &str) -> (Entry, usize) {
    let mut reading = reading(
        &rss(&format!("<item>{content}</item><item><title>Last</title></item>"))
            .replace("xmlns:dc", "xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc"),
    );
    assert_eq!(reading.entries.len(), 2, "{content}");
    (reading.entries.remove(0), reading.repaired.len())
}

#[test]
fn markup_that_is_not_escaped_costs_no_words() {
    let (entry, repaired) = one(
        "<title>A <b>bold &amp; long</b> word</title><description>x <i>y</i> z</description><content:encoded><p>C</p></content:encoded>",
    );
    assert_eq!(
        (entry.title.as_str(), entry.summary.as_deref(), entry.content.as_deref()),
        ("A bold & long word", Some("x <i>y</i> z"), Some("<p>C</p>"))
    );
    assert_eq!(repaired, 1);
    let entry = atom("<id>1</id><summary type=\"html\">x <i>y</i> z</summary>");
    assert_eq!(entry.summary.as_deref(), Some("x <i>y</i> z"));
}

#[test]
fn an_item_has_the_address_that_it_names_in_another_way() {
    let cases = [
        ("<title>A</title><atom:link rel=\"alternate\" href=\"/1?a=1&amp;b=2\"/>", "https://a.example/1?a=1&b=2"),
        ("<title>A</title><atom:link rel=\"self\" href=\"/no\"/><link>/1</link>", "https://a.example/1"),
        ("<title>A</title><link/><atom:link href=\"/1\"></atom:link>", "https://a.example/1"),
        ("<title>A</title><guid>https://a.example/1</guid><atom:link rel=\"replies\" href=\"/no\"/>", "https://a.example/1"),
    ];
    for (content, link) in cases {
        let (entry, repaired) = one(content);
        assert_eq!((entry.link.as_deref(), repaired), (Some(link), 0), "{content}");
    }
    assert_eq!(one("<title>A</title><link></link><enclosure url=\"\" type=\"audio/mpeg\"/>").0.link, None, "nothing is no address");
    assert_eq!(atom("<id>1</id><link href=\"\"/>").link, None);
}

#[test]
fn a_date_that_nobody_can_read_takes_no_good_one_away() {
    let good = "<pubDate>Mon, 17 Nov 2025 08:00:00 GMT</pubDate>";
    let expected = Stated::At("2025-11-17T08:00:00Z".parse().unwrap());
    for dates in
        [format!("{good}<dc:date>soon</dc:date>"), format!("<dc:date/>{good}"), "<dc:date>2025-11-17T08:00:00Z</dc:date>".to_owned()]
    {
        assert_eq!(one(&format!("<title>A</title>{dates}")).0.stated, expected, "{dates}");
    }
}

#[test]
fn no_item_of_rss_1_0_is_lost() {
    for space in ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"] {
        let text = format!(
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"{space}\"><channel rdf:about=\"/\"><title>T</title></channel>\
             <item rdf:about=\"https://a.example/1\"><title>A</title></item><item><title>B</title></item>\
             <item rdf:about=\"urn:3\"><title>C</title><link>https://a.example/3</link></item></rdf:RDF>"
        );
        let entries = reading(&text).entries;
        let links: Vec<_> = entries.iter().map(|entry| entry.link.as_deref()).collect();
        assert_eq!(links, [Some("https://a.example/1"), None, Some("https://a.example/3")], "{space}");
    }
}

#[test]
fn a_text_of_any_type_costs_only_itself() {
    let cases = [
        ("<content type=\"text/plain\">a &lt; b</content>", Some("a &lt; b")),
        ("<content type=\"text/plain\"></content>", None),
        ("<content type=\"HTML\">&lt;p&gt;a&lt;/p&gt;</content>", Some("<p>a</p>")),
        ("<content type=\"application/xhtml+xml\"><p xmlns=\"http://www.w3.org/1999/xhtml\">a</p></content>", Some("<p>a</p>")),
        ("<content type=\"markdown\"># a</content>", Some("# a")),
        ("<content type=\"image/svg+xml\"><svg xmlns=\"http://www.w3.org/2000/svg\"><text>a</text></svg></content>", None),
        ("<content type=\"image/png\">aGVsbG8=</content>", None),
        ("<content type=\"html\" src=\"/v\"/>", None),
        ("<content type=\"video/mp4\" src=\"/v\">a</content>", None),
        ("<content type=\"odd\"/>", None),
    ];
    for (content, expected) in cases {
        let entry = atom(&format!("<id>1</id><summary type=\"text/x-odd\">s</summary>{content}"));
        assert_eq!((entry.content.as_deref(), entry.summary.as_deref()), (expected, Some("s")), "{content}");
    }
}

#[test]
fn json_fields_of_another_type_are_read_as_what_they_look_like() {
    let text = r#"{"title": "T", "author": "Ed", "items": [
        {"id": 7, "url": "https://a.example/1", "title": "A", "author": "Ann", "tags": "News",
         "attachments": [{"url": "https://a.example/a.mp3", "size_in_bytes": "5"}, "no"]},
        {"id": true, "content_text": "Words", "tags": [1, null], "summary": null}, {"none": 1}, "no"]}"#;
    let reading = reading(text);
    assert_eq!((reading.entries.len(), reading.repaired.len()), (2, 1));
    let first = reading.entries.first().unwrap();
    assert_eq!(
        (first.guid.as_deref(), first.author.as_deref(), first.categories.as_slice()),
        (Some("7"), Some("Ann"), ["News".to_owned()].as_slice())
    );
    assert_eq!(first.enclosures.first().unwrap().length, Some(5));
    let second = reading.entries.get(1).unwrap();
    assert_eq!((second.guid.as_deref(), second.title.as_str(), second.author.as_deref()), (None, "Words", Some("Ed")));
    for text in ["{\"a\":1}", "{\"items\":[]}", "{\"items\":{}}", "{\"title\":\"T\",\"items\":[{\"sku\":1}]}"] {
        assert_eq!(trouble(text.as_bytes()), Kind::Parse, "{text}");
    }
}

#[test]
fn a_name_that_the_document_declares_stands_for_its_text() {
    let text = "<!DOCTYPE rss [<!ENTITY lamp \"The Lamp\">]><rss version=\"2.0\"><channel><title>&lamp;</title><item><title>&lamp; burns</title></item></channel></rss>";
    let reading = reading(text);
    assert_eq!((reading.about.title.as_deref(), reading.repaired.len()), (Some("The Lamp"), 0));
    assert_eq!(reading.entries.first().unwrap().title, "The Lamp burns");
}
