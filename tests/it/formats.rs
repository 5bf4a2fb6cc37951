//! Rendering, from an article to a whole document: what the standards ask, and that no text can break a document.

mod broken;
mod random;
mod sample;

use feedmill::article::{Article, Enclosure, Image, Section};
use feedmill::feed::{Feed, FeedKey, Masthead, Scope};
use feedmill::format::{Format, check_xml, html, opml};
use proptest::prelude::*;

use crate::conformance;
use sample::{bare, document, every_kind, feed, masthead, name, rich};

fn violations(format: Format, document: &[u8]) -> Vec<String> {
    match format {
        Format::Rss => conformance::rss::check(document),
        Format::Atom => conformance::atom::check(document),
        Format::Json => conformance::json::check(document),
        Format::Html => conformance::page::check(document),
    }
}

fn text(format: Format, feed: &Feed, articles: &[Article], masthead: &Masthead) -> String {
    String::from_utf8(document(format, feed, articles, masthead)).unwrap()
}

/// Live feeds of a publication: everything, two sections, one of the operator's own, and a month that must not be listed.
fn outline() -> Vec<u8> {
    opml::live(&masthead(), &listed())
}

/// The months of the same publication.
fn months() -> Vec<u8> {
    opml::months(&masthead(), &listed()).unwrap()
}

fn listed() -> Vec<(FeedKey, String)> {
    let key = |scope| FeedKey { publication: name("hsj"), scope };
    vec![
        (key(Scope::All), "HSJ".to_owned()),
        (key(Scope::Section(name("news"))), "HSJ: News & \"more\"".to_owned()),
        (key(Scope::Section(name("podcast"))), "HSJ: Podcast".to_owned()),
        (key(Scope::Own(name("newsletter"))), "HSJ: newsletter".to_owned()),
        (key(Scope::Month(sample::month(11))), "HSJ: November 2025".to_owned()),
    ]
}

#[test]
fn every_kind_of_feed_conforms_in_every_format() {
    for (feed, articles, masthead) in every_kind() {
        for format in Format::ALL {
            let document = document(format, &feed, &articles, &masthead);
            assert_eq!(violations(format, &document), [""; 0], "{}/{}", feed.key, format.file());
        }
    }
    assert_eq!(conformance::opml::check(&outline()), [""; 0]);
    assert_eq!(conformance::opml::check(&opml::root(&[(masthead(), listed()), (masthead(), Vec::new())])), [""; 0]);
    assert_eq!(opml::months(&masthead(), &listed()[..3]), None, "where there is no month, there is no outline of them");
}

#[test]
fn an_archive_is_marked_and_linked_in_every_format() {
    let (feed, articles, masthead) = every_kind().swap_remove(4);
    let around = |format: Format| {
        let document = text(format, &feed, &articles, &masthead);
        let file = |month: &str| format!("\"https://feeds.example.org/hsj/sections/news/{month}{}\"", format.file());
        [file("2025-08/"), file("2025-10/"), file("")].map(|address| document.contains(&address))
    };
    for format in [Format::Rss, Format::Atom] {
        assert!(text(format, &feed, &articles, &masthead).contains("<fh:archive></fh:archive>"));
        assert_eq!(around(format), [true, true, true], "previous, next, current");
    }
    assert_eq!(around(Format::Json), [true, false, false], "JSON Feed knows only the next page");
    assert!(text(Format::Json, &feed, &articles, &masthead).contains("\"expired\":true"));
    let page = text(Format::Html, &feed, &articles, &masthead);
    for words in [">Earlier: August 2025<", ">Later: October 2025<", "href=\"https://feeds.example.org/hsj/sections/news/\""] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_live_feed_is_neither_archive_nor_expired() {
    let (feed, articles, masthead) = every_kind().swap_remove(0);
    assert!(!text(Format::Rss, &feed, &articles, &masthead).contains("fh:"));
    assert!(!text(Format::Json, &feed, &articles, &masthead).contains("expired"));
}

#[test]
fn one_article_with_sound_gives_one_enclosure_and_it_is_the_sound() {
    let fragment = Format::Rss.fragment(&rich(1), &masthead());
    let enclosures: Vec<&str> = fragment.split("<enclosure ").skip(1).collect();
    assert_eq!(enclosures.len(), 1);
    assert!(enclosures[0].starts_with("url=\"https://www.hsj.co.uk/1.mp3?a=1&amp;b=2\" length=\"1234\" type=\"audio/mpeg\""));
}

#[test]
fn full_text_stands_only_where_it_may() {
    for (leave, stands) in [(false, false), (true, true)] {
        let masthead = Masthead { full_text: leave, ..masthead() };
        for format in [Format::Rss, Format::Atom, Format::Json] {
            assert_eq!(format.fragment(&rich(1), &masthead).contains("The whole"), stands, "{}", format.file());
        }
        assert!(!Format::Html.fragment(&rich(1), &masthead).contains("The whole"));
    }
}

#[test]
fn an_address_that_could_run_is_never_published() {
    let bad = || "javascript:alert(1)".to_owned();
    let mut article = Article { link: Some(bad()), image: Some(Image::at(bad())), ..rich(1) };
    article.enclosures[1].url = "data:audio/mpeg;base64,AA".to_owned();
    for format in Format::ALL {
        let fragment = format.fragment(&article, &masthead());
        assert!(!fragment.contains("javascript:") && !fragment.contains("data:"), "{fragment}");
        assert!(fragment.contains("https://feeds.example.org/hsj/months/2025-11/#"), "the place on our page stands in: {fragment}");
    }
}

#[test]
fn an_article_reads_the_same_in_every_feed() {
    let [fragment, again] = [rich(1), rich(1)].map(|article| Format::Rss.fragment(&article, &masthead()));
    assert_eq!(fragment, again);
    for (feed, articles, masthead) in every_kind().into_iter().filter(|(feed, _, masthead)| !feed.items.is_empty() && !masthead.full_text) {
        assert!(text(Format::Rss, &feed, &articles, &masthead).contains(&fragment), "{}", feed.key);
    }
}

#[test]
fn the_root_leads_to_every_publication() {
    let page = String::from_utf8(html::root(&[(name("hsj"), "HSJ & friends".to_owned()), (name("other"), "Other".to_owned())])).unwrap();
    for words in ["<a href=\"hsj/\">HSJ &#38; friends</a>", "<a href=\"other/feeds.opml\">", "<a href=\"hsj/feed.json\">"] {
        assert!(page.contains(words), "{words} in {page}");
    }
}

#[test]
fn documents_look_as_they_should() {
    let masthead = Masthead { full_text: true, ..masthead() };
    let articles = [rich(1), bare(2)];
    let front = Feed { contents: sample::front(), ..feed(Scope::All, &articles, &masthead) };
    for format in Format::ALL {
        insta::assert_snapshot!(format.file(), text(format, &front, &articles, &masthead));
    }
    insta::assert_snapshot!("months.opml", String::from_utf8(months()).unwrap());
    insta::assert_snapshot!("feeds.opml", String::from_utf8(outline()).unwrap());
}

/// Text of any characters, with those that break documents more often than chance would have them.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        (0_u32..=0xFFFF).prop_filter_map("a surrogate is no character", |c| char::from_u32(c).map(String::from)),
        (0_u32..0x20).prop_filter_map("always a character", |c| char::from_u32(c).map(String::from)),
        prop::sample::select(vec!["]]>", "<![CDATA[", "<", "&", "&amp;", "\"", "</item>", "</entry>", "</title>", "\u{FFFE}", " "])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// An article whose every field holds this text, beside `marked` in the headline, so that it is never empty.
fn filled(text: &str) -> Article {
    let mut article = rich(7);
    article.title = format!("marked {text}");
    article.author = Some(text.to_owned());
    article.summary = Some(text.to_owned());
    article.content = Some(text.to_owned());
    article.section = Some(Section { label: text.to_owned(), slug: "news".to_owned() });
    article.categories = vec![text.to_owned()];
    article.link = Some(format!("https://www.hsj.co.uk/{text}"));
    article.image =
        Some(Image { alt: text.to_owned(), media_type: text.to_owned(), ..Image::at(format!("https://www.hsj.co.uk/{text}.jpg")) });
    article.enclosures[1] =
        Enclosure { url: format!("https://www.hsj.co.uk/{text}"), media_type: text.to_owned(), length: Some(0), duration: None };
    article
}

/// Renders a feed of that article under names that hold the text too, and reads it back.
fn assert_unbroken(text: &str) {
    let masthead = Masthead { full_text: true, title: text.to_owned(), language: text.to_owned(), ..masthead() };
    let article = filled(text);
    let articles = [article.clone(), bare(2)];
    let feed = Feed { title: format!("marked {text}"), ..feed(Scope::All, &articles, &masthead) };
    for format in [Format::Rss, Format::Atom, Format::Json] {
        let document = document(format, &feed, &articles, &masthead);
        if format == Format::Json {
            serde_json::from_slice::<serde_json::Value>(&document).unwrap();
        } else {
            check_xml(&document).unwrap_or_else(|what| panic!("{what} in {}", String::from_utf8_lossy(&document)));
        }
        let read = feed_rs::parser::parse(document.as_slice()).unwrap();
        let read: Vec<(&str, String)> =
            read.entries.iter().map(|entry| (entry.id.as_str(), entry.title.clone().unwrap().content)).collect();
        let sent = [(article.id.as_str(), feedmill::clean::line(&article.title)), (&bare(2).id, bare(2).title)];
        assert_eq!(read, sent, "{}", format.file());
    }
    let outline = opml::live(&masthead, &[(feed.key.clone(), text.to_owned())]);
    assert_eq!(check_xml(&outline), Ok(()));
}

#[test]
fn no_character_breaks_a_document() {
    let every: Vec<char> = (0_u32..=0xFFFF).filter_map(char::from_u32).collect();
    for characters in every.chunks(4096) {
        assert_unbroken(&characters.iter().collect::<String>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_breaks_a_document(text in any_text()) {
        assert_unbroken(&text);
    }
}
