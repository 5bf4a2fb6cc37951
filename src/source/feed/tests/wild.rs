//! Documents as they are found: each class of what is wrong with feeds, and what is read from it all the same.

use super::*;

/// What is read, an entry a line: headline, address, id, standfirst, text, date, byline and labels, with nothing for what there is not.
pub(super) fn told(document: &[u8]) -> Result<(Vec<String>, Reading), Trouble> {
    let reading = read(&page(document), &Context { zone: Tz::UTC, labels: Vec::new(), language: "en-GB".to_owned() })?;
    let line = |entry: &Entry| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (link, date) = (text(&entry.link).replace("https://a.example", ""), entry.stated.text().unwrap_or_default());
        let parts = [
            entry.title.clone(),
            link,
            text(&entry.guid),
            text(&entry.summary),
            text(&entry.content),
            date,
            text(&entry.author),
            entry.categories.join(","),
        ];
        parts.join("|").trim_end_matches('|').to_owned()
    };
    Ok((reading.entries.iter().map(line).collect(), reading))
}

/// Every row reads to these lines, and says that something was repaired or not.
fn check(rows: &[Row]) {
    for (document, expected, repaired) in rows {
        let (lines, reading) = told(document.as_bytes()).unwrap_or_else(|trouble| panic!("{trouble}: {document}"));
        assert_eq!(lines, *expected, "{document}");
        assert_eq!(!reading.repaired.is_empty(), *repaired, "{:?}: {document}", reading.repaired);
        assert!(!reading.damaged, "{document}");
    }
}

type Row = (&'static str, &'static [&'static str], bool);

const BROKEN: &[Row] = &[
    ("<rss version='2.0'><channel><title>T</title><item><title>A</b></title><link>/1</link></item></channel></rss>", &["A|/1"], true),
    (
        "<rss version='2.0'><channel><title>T</title><item><title>A<link>/1</link></item><item><title>B</title></item></channel></rss>",
        &["A|/1", "B"],
        true,
    ),
    ("<rss version='2.0'><channel><title>T</title><item><title>A</title><item><title>B</title></item></channel></rss>", &["A", "B"], true),
    ("<rss version='2.0'><channel><title>T</title><item><title>A</title></item><item><title>B</title></channel></rss>", &["A", "B"], true),
    ("<rss version='2.0'><channel><title>T<item><title>A</title></item></channel></rss>", &["A"], true),
    ("<rss version='2.0'><channel><title>T</title><item><title>5 < 6 & 7 > 2</title></item></channel></rss>", &["5 < 6 & 7 > 2"], true),
    ("<rss version='2.0'><channel><title>T</title><item><title>if a<b then</title></item></channel></rss>", &["if a<b then"], true),
    (
        "<rss version='2.0'><channel><title>T</title><item><description>one<br>two<p>three</description></item></channel></rss>",
        &["one two three|||one<br/>two<p>three</p>"],
        true,
    ),
    (
        "<rss version='2.0'><channel><title>T</title><item><description><p>a <i>b</p></i></description><guid>1</guid></item></channel></rss>",
        &["a b||1|<p>a <i>b</i></p>"],
        true,
    ),
    (
        "<rss version='2.0'><channel><title>T</title><item><description>a <img src=/p.jpg alt=x> b</description></item></channel></rss>",
        &["a b|||a <img src=\"https://a.example/p.jpg\" alt=\"x\"> b"],
        true,
    ),
    (
        "<rss version='2.0'><channel><title>T</title><item><title>A</title><guid isPermaLink=false>1</guid></item></channel></rss>",
        &["A||1"],
        false,
    ),
    (
        "<rss version='2.0'><channel><title>T</title><item><title>A</title><category domain=\"x\" domain=\"y\">c</category></item></channel></rss>",
        &["A|||||||c"],
        false,
    ),
    ("<rss version='2.0'><channel><title>T</title><item><title>A ]]> B</title></item></channel></rss>", &["A ]]> B"], false),
    ("<rss version='2.0'><channel><title>T</title><item><title>A</title><!-- -- x -- --></item></channel></rss>", &["A"], false),
    (
        "<rss version='2.0'><channel><title>T</title><item><title>A</title><!-- x </item><item><title>B</title></item></channel></rss>",
        &["A", "B"],
        true,
    ),
    ("<rss version='2.0'><channel><title>T</title><item><title>A</title></items></item></channel></rss>", &["A"], true),
    ("<rss version='2.0'><channel><title>T</title></channel><item><title>A</title></item></rss>", &["A"], false),
    ("<rss version='2.0'><title>T</title><item><title>A</title></item></rss>", &["A"], false),
    ("<channel><title>T</title><item><title>A</title></item></channel>", &["A"], false),
    ("<rss version='2.0'><channel><title>T</title><item><title>A</title></item></channel></rss>\n<script>x</script>", &["A"], false),
    (
        "<br />\n<b>Warning</b>: mysql_connect() in <b>/index.php</b><br />\n<rss version='2.0'><channel><title>T</title><item><title>A</title></item></channel></rss>",
        &["A"],
        true,
    ),
    ("junk <?xml version='1.0'?><rss version='2.0'><channel><title>T</title><item><title>A</title></item></channel></rss>", &["A"], false),
    (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>A</title><id>1</id><entry><title>B</title><id>2</id></entry></feed>",
        &["A||1", "B||2"],
        true,
    ),
    (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>A<id>1</id><link href='/1'></entry></feed>",
        &["A|/1|1"],
        true,
    ),
];

#[test]
fn xml_that_is_broken_costs_no_more_than_what_is_broken() {
    check(BROKEN);
}

const ONE: &str = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='/'><title>T</title><link>/</link></channel><item rdf:about='https://a.example/1'><title>A</title><description>s</description><dc:date>2025-11-03</dc:date><dc:creator>Ann</dc:creator><dc:subject>x</dc:subject></item></rdf:RDF>";

const EARLY: &str = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='/'><title>T</title><link>/</link></channel><item rdf:about='https://a.example/1'><title>A</title><description>s</description><dc:date>2025-11-03</dc:date><dc:creator>Ann</dc:creator><dc:subject>x</dc:subject></item></rdf:RDF>";

const PREFIXED: &str = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:s='http://purl.org/rss/1.0/'><s:channel><s:title>T</s:title></s:channel><s:item r:about='/1'><s:title>A</s:title></s:item></r:RDF>";

const VERSIONS: &[Row] = &[
    (ONE, &["A|/1|https://a.example/1|s||2025-11-03|Ann|x"], false),
    (PREFIXED, &["A|/1|/1"], false),
    (EARLY, &["A|/1|https://a.example/1|s||2025-11-03|Ann|x"], false),
    (
        "<RSS VERSION='2.0'><CHANNEL><TITLE>T</TITLE><ITEM><TITLE>A</TITLE><LINK>/1</LINK><PUBDATE>3 Nov 2025</PUBDATE></ITEM></CHANNEL></RSS>",
        &["A|/1||||2025-11-03"],
        false,
    ),
    (
        "<rss version='2.0'><channel><title>T</title><item><title>A</title><pubdate>3 Nov 2025</pubdate></item></channel></rss>",
        &["A"],
        false,
    ),
    (
        "<rss version='2.0' xmlns:r='http://backend.userland.com/RSS2'><channel><title>T</title><r:item><r:title>A</r:title></r:item></channel></rss>",
        &["A"],
        false,
    ),
    (
        "<rss version='2.0'><channel><title>T</title><item><title>A</title><dc:creator>Ann</dc:creator><content:encoded>&lt;p&gt;c&lt;/p&gt;</content:encoded></item></channel></rss>",
        &["A||||<p>c</p>||Ann"],
        false,
    ),
    (
        "<rss version='2.0' xmlns:d='http://purl.org/dc/elements/1.1/'><channel><title>T</title><item><title>A</title><d:creator>Ann</d:creator></item></channel></rss>",
        &["A||||||Ann"],
        false,
    ),
    (
        "<rss version='2.0' xmlns:dc='https://purl.org/dc/elements/1.1/'><channel><title>T</title><item><title>A</title><dc:creator>Ann</dc:creator></item></channel></rss>",
        &["A||||||Ann"],
        false,
    ),
    (
        "<rss version='2.0'><channel><title>T</title><item><title>A</title><link href='/1'/><id>i</id><published>2025-11-03</published><summary>s</summary><content>c</content></item></channel></rss>",
        &["A|/1|i|s|c|2025-11-03"],
        false,
    ),
    (
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>T</title><tagline>g</tagline><entry><title mode='escaped' type='text/html'>A &amp;amp; B</title><link rel='alternate' type='text/html' href='/1'/><id>i</id><issued>2025-11-03T09:00:00Z</issued><modified>2025-11-04T09:00:00Z</modified><summary>s</summary><content type='application/xhtml+xml' mode='xml'><div xmlns='http://www.w3.org/1999/xhtml'><p>c</p></div></content><author><name>Ann</name></author></entry></feed>",
        &["A & B|/1|i|s|<p>c</p>|2025-11-03T09:00:00Z|Ann"],
        false,
    ),
    (
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>T</title><entry><title>A</title><id>i</id><created>2025-11-03</created><content type='text/html' mode='base64'>PHA+YzwvcD4=</content></entry></feed>",
        &["A||i||<p>c</p>|2025-11-03"],
        false,
    ),
    (
        "<CHANNEL HREF='https://a.example/'><TITLE>T</TITLE><ABSTRACT>g</ABSTRACT><ITEM HREF='/1' LASTMOD='2025-11-03T09:00'><TITLE>A</TITLE><ABSTRACT>s</ABSTRACT></ITEM><CHANNEL><ITEM HREF='/2'><TITLE>B</TITLE></ITEM></CHANNEL></CHANNEL>",
        &["A|/1||s||2025-11-03T09:00:00Z", "B|/2"],
        false,
    ),
    (
        "<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'><atom:title>T</atom:title><atom:entry><atom:title>A</atom:title><atom:link href='/1'/><atom:id>i</atom:id></atom:entry></atom:feed>",
        &["A|/1|i"],
        false,
    ),
    ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>T</a:title><a:entry><a:title>A</a:title></a:entry></a:feed>", &["A"], false),
    ("<entry xmlns='http://www.w3.org/2005/Atom'><title>A</title><id>i</id></entry>", &["A||i"], false),
    (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title type='text/plain'>T</title><entry><title type='application/octet-stream'>QSAmIEI=</title><id>i</id></entry></feed>",
        &["A & B||i"],
        true,
    ),
    ("<feed xmlns='http://www.w3.org/2005/Atom'><title/><entry><title>A</title><id>i</id><summary/></entry></feed>", &["A||i"], false),
    (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>A</title><id>i</id><author>Ann</author><category>c</category></entry></feed>",
        &["A||i||||Ann|c"],
        false,
    ),
];

#[test]
fn every_version_and_every_name_is_the_same_feed() {
    check(VERSIONS);
}

#[test]
fn fields_are_found_where_people_put_them() {
    let item = |content: &str| {
        format!(
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><title>T</title><item><guid>1</guid>{content}</item></channel></rss>"
        )
    };
    let rows = [
        ("<title>A</title><itunes:author>Ann</itunes:author>", "A||1||||Ann"),
        ("<title>A</title><author>a@b.example (Bo)</author><itunes:author>Ann</itunes:author>", "A||1||||Bo"),
        ("<media:title>A</media:title><media:group><media:description>Words</media:description></media:group>", "A||1"),
        (
            "<title>A</title><media:group><media:content url='/v.mp4' type='video/mp4'/><media:description>Words</media:description></media:group>",
            "A||1|Words",
        ),
        ("<title>A</title><dcterms:issued>2025-11-03</dcterms:issued>", "A||1|||2025-11-03"),
        ("<title>A</title><fullitem>&lt;p&gt;c&lt;/p&gt;</fullitem>", "A||1||<p>c</p>"),
        ("<title>A</title><body xmlns='http://www.w3.org/1999/xhtml'><p>c</p></body>", "A||1||<p>c</p>"),
        ("<title>don\u{92}t</title>", "don’t||1"),
        ("<title>A</title><description>safe &lt;iframe src='x'&gt; words</description>", "A||1|safe  words"),
    ];
    for (content, expected) in rows {
        let (lines, _) = told(item(content).as_bytes()).unwrap();
        assert_eq!(lines, [expected], "{content}");
    }
}

#[test]
fn a_text_that_ends_too_early_gives_its_whole_items() {
    let rows: [(&str, &[&str], usize); 5] = [
        ("<rss version='2.0'><channel><title>T</title><item><title>A</title></item><item><title>B", &["A"], 1),
        ("<rss version='2.0'><channel><title>T</title><item><title>A</title></item><item", &["A"], 0),
        ("<rss version='2.0'><channel><title>T</title><item><title>A</title></item></channel>", &["A"], 0),
        ("<rss version='2.0'><channel><title>T</title><item><title>A</title></item><item><description><![CDATA[x", &["A"], 1),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>A</title></entry><entry><id>", &["A"], 1),
    ];
    for (document, expected, lost) in rows {
        let (lines, reading) = told(document.as_bytes()).unwrap();
        assert_eq!(
            (lines.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), reading.damaged, reading.skipped.len()),
            (expected, true, lost),
            "{document}"
        );
    }
}

#[test]
fn what_is_no_feed_is_not_made_one() {
    for document in [
        "<products><item><title>A</title></item></products>",
        "<html><head><title>x</title></head><feed/>",
        "<opml><body><outline/></body></opml>",
    ] {
        assert!(told(document.as_bytes()).is_err(), "{document}");
    }
}

/// A feed with items of every kind, for damage.
fn sound(atom: bool) -> String {
    let items: String = (1..5)
        .map(|number| {
            if atom {
                format!("<entry><id>{number}</id><title>A {number}</title><link href='/{number}'/><content type='html'>&lt;p&gt;c&lt;/p&gt;</content></entry>")
            } else {
                format!("<item><guid>{number}</guid><title>A {number}</title><link>/{number}</link><description><![CDATA[<p>c</p>]]></description></item>")
            }
        })
        .collect();
    if atom {
        format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>{items}</feed>")
    } else {
        format!("<rss version='2.0'><channel><title>T</title>{items}</channel></rss>")
    }
}

proptest! {
    #[test]
    fn damage_costs_only_what_it_hits(atom: bool, places in prop::collection::vec((any::<prop::sample::Index>(), "[<>&/a\\[\\]!'\"= -]{0,3}", 0_usize..4), 1..4)) {
        let mut text = sound(atom);
        let tag = if atom { "<entry>" } else { "<item>" };
        for (place, new, gone) in &places {
            let at = place.index(text.len());
            let end = (at + gone).min(text.len());
            text.replace_range(at..end, new);
        }
        let Ok(reading) = read(&page(text.as_bytes()), &context()) else { return Ok(()) };
        // Each place of damage may cost the item that it is in, or hide the one behind it.
        let begun = text.matches(tag).count();
        prop_assert!(reading.entries.len() + reading.skipped.len() + 2 * places.len() >= begun.min(4), "{} of {}: {}", reading.entries.len(), begun, text);
        let again = read(&page(text.as_bytes()), &context()).unwrap();
        prop_assert_eq!(reading.entries, again.entries, "the same bytes, the same entries");
    }

    #[test]
    fn any_text_written_anew_is_sound(text in "(<(/)?(item|title|rss|channel|b|link/|feed|entry)( a='x'| b=\"|)>|[a&<\\]]|<!\\[CDATA\\[|\\]\\]>|<!--|-->){0,40}") {
        if let Some(anew) = rewrite::rewrite(&text) {
            prop_assert!(document::prepare(&anew.text).is_ok(), "{}\n{}", text, anew.text);
        }
    }
}

#[test]
fn hostile_texts_are_read_in_one_walk() {
    let tags = ["<title>", "<item>", "<b a=\"", "<![CDATA[", "</x>", "<!--", "&", "<a b='c' ", "<media:group>"];
    for tag in tags {
        let text = format!("<rss version='2.0'><channel><title>T</title><item><title>A</title>{}", tag.repeat(40_000));
        let read = told(text.as_bytes());
        assert!(read.is_err() || read.unwrap().1.damaged, "{tag}");
    }
}
