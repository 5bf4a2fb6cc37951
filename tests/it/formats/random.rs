//! Random articles in feeds of every kind: each document keeps every rule, and reads back as what was sent.

use chrono::{DateTime, Utc};
use feed_rs::model::Entry;
use feedmill::article::{Article, Enclosure, Image, Section};
use feedmill::clean;
use feedmill::config::Look;
use feedmill::feed::{Feed, FeedKey, Item, Masthead, Scope};
use feedmill::format::{Format, opml, sitemap};
use proptest::option::of;
use proptest::prelude::*;

use super::sample::{bare, document, every_kind, feed, masthead, name};
use super::{any_text, violations};
use crate::conformance;

/// Cleaned HTML of any text, with what a publisher puts into one, as every reader hands it over.
fn any_html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any_text(),
        any_text().prop_map(|text| clean::escape(&text)),
        prop::sample::select(vec![
            "<p>one</p>",
            "<p>two</p><p>",
            "<img src=\"https://a.example/1.jpg\">",
            "<img src='//b.example/2.png' width=1400 height=700 alt='\"<&>\"'>",
            "<img src=\"http://www.hsj.co.uk/3\" width=\"100%\">",
            "<a href='/x?utm_source=a&b=1'>x</a>",
            "<a href='javascript:x()'>y</a>",
            "<table><tr><td>z",
            "<script>alert(1)</script>",
            "<ul><li>",
        ])
        .prop_map(str::to_owned),
    ];
    let base = "https://www.hsj.co.uk/rss".parse().unwrap();
    prop::collection::vec(piece, 0..6).prop_map(move |pieces| clean::html(&pieces.concat(), Some(&base)))
}

/// An address of which nobody knows whether it is one.
fn any_address() -> impl Strategy<Value = String> {
    let ending = prop::sample::select(vec!["", ".jpg", ".PNG?a=1&b=2", ".mp3", ".mp4#t=1", ".pdf", "?utm_source=rss&id=7"]);
    let start = prop::sample::select(vec![
        "https://a.example/",
        "http://www.hsj.co.uk/",
        "https://www.hsj.co.uk/",
        "//c.example/",
        "javascript:",
        "",
    ]);
    (start, any_text(), ending).prop_map(|(start, text, ending)| format!("{start}{text}{ending}"))
}

fn any_image() -> impl Strategy<Value = Image> {
    let size = || of(prop_oneof![1_u32..3000, Just(u32::MAX)]);
    let media_type = prop_oneof![Just(String::new()), Just("image/webp".to_owned()), Just("text/html".to_owned()), any_text()];
    (any_address(), size(), size(), any_text(), media_type, of(1_u64..1 << 40))
        .prop_map(|(url, width, height, alt, media_type, length)| Image { url, width, height, alt, media_type, length })
}

fn any_enclosure() -> impl Strategy<Value = Enclosure> {
    let media_type = prop_oneof![Just("audio/mpeg".to_owned()), Just("video/mp4".to_owned()), Just(String::new()), any_text()];
    // What readers let through is an address.
    let url = any_address().prop_filter_map("no address", |text| clean::link(&text, None).map(String::from));
    (url, media_type, of(any::<u64>()), of(1_u64..90_000)).prop_map(|(url, media_type, length, duration)| Enclosure {
        url,
        media_type,
        length,
        duration,
    })
}

prop_compose! {
    /// An article that no reader would be ashamed of: everything may be missing but its title, and everything may be hostile.
    fn any_article()(
        title in any_text(),
        link in of(any_address()),
        author in of(any_text()),
        summary in of(any_html()),
        content in of(any_html()),
        section in of(any_text()),
        categories in prop::collection::vec(any_text(), 0..4),
        enclosures in prop::collection::vec(any_enclosure(), 0..3),
        image in of(any_image()),
    ) -> Article {
        let section = section.map(|label| Section { label, slug: "news".to_owned() });
        Article { title: format!("marked {title}"), link, author, summary, content, section, categories, enclosures, image, ..bare(0) }
    }
}

/// Different articles, so that each has its own id and link.
fn any_articles() -> impl Strategy<Value = Vec<Article>> {
    prop::collection::vec(any_article(), 1..5).prop_map(|articles| {
        let number = |(number, article): (u8, Article)| Article {
            id: bare(number).id,
            link: article.link.map(|link| format!("{link}#{number}")),
            ..article
        };
        (0..).zip(articles).map(number).collect()
    })
}

prop_compose! {
    fn any_masthead()(title in any_text(), full_text in any::<bool>(), author in of(any_text()), explicit in any::<bool>(), own in any::<bool>()) -> Masthead {
        let address = || own.then(|| "https://www.hsj.co.uk/i.png?a=1&b=2".parse().unwrap());
        let email = own.then(|| "jo&co@example.org".to_owned());
        let author = author.map(|author| format!("A {author}"));
        let look = Look { icon: address(), cover: address(), author, email, explicit, ..Look::default() };
        Masthead { title: format!("HSJ {title}"), full_text, look, ..masthead() }
    }
}

/// A feed of each kind that holds these articles.
fn feeds(articles: &[Article], masthead: &Masthead) -> Vec<Feed> {
    let kinds = every_kind().into_iter().map(|(kind, ..)| kind);
    let filled = |kind: Feed| {
        let plain = feed(kind.key.scope.clone(), articles, masthead);
        let audio = |article: &Article| article.enclosures.iter().any(Enclosure::is_audio);
        let items = plain.items.into_iter().zip(articles).map(|(item, article)| Item { audio: audio(article), ..item }).collect();
        Feed { items, chain: kind.chain, contents: kind.contents, ..plain }
    };
    kinds.map(filled).collect()
}

/// What came back of an article: id, headline, link and date.
fn read_back(entry: Entry) -> (String, String, String, Option<DateTime<Utc>>) {
    let link = entry.links.into_iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    (entry.id, entry.title.map(|title| title.content).unwrap_or_default(), link.map(|link| link.href).unwrap_or_default(), entry.published)
}

fn check(articles: &[Article], masthead: &Masthead) {
    for feed in feeds(articles, masthead) {
        for format in Format::ALL {
            let document = document(format, &feed, articles, masthead);
            assert_eq!(violations(format, &document), [""; 0], "{}/{}", feed.key, format.file());
            if format == Format::Html {
                continue;
            }
            let read = feed_rs::parser::parse(document.as_slice()).unwrap();
            let read: Vec<_> = read.entries.into_iter().map(read_back).collect();
            let date = |item: &Item| if format == Format::Rss { item.dated } else { item.published };
            let sent = feed
                .items
                .iter()
                .zip(articles)
                .map(|(item, article)| (article.id.clone(), clean::line(&article.title), masthead.link(article), Some(date(item))));
            assert_eq!(read, sent.collect::<Vec<_>>(), "{}/{}", feed.key, format.file());
        }
    }
    let listed: Vec<(FeedKey, String)> = feeds(articles, masthead).into_iter().map(|feed| (feed.key, feed.title)).collect();
    let (months, live): (Vec<_>, Vec<_>) = listed.iter().cloned().partition(|(key, _)| key.month().is_some());
    assert_eq!(conformance::opml::check(&opml::live(masthead, &live)), [""; 0]);
    let months = months.into_iter().filter(|(key, _)| matches!(key.scope, Scope::Month(_))).take(1).collect::<Vec<_>>();
    assert_eq!(conformance::opml::check_months(&opml::months(masthead, &months).unwrap()), [""; 0]);
    let pages = [FeedKey { publication: name("hsj"), scope: Scope::All }.address(&masthead.base_url, "")];
    assert_eq!(conformance::sitemap::check(&sitemap::documents("https://feeds.example.org/hsj/", &pages)[0].1), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 48 }, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_article_in_every_kind_of_feed_keeps_every_rule_and_reads_back(articles in any_articles(), masthead in any_masthead()) {
        check(&articles, &masthead);
    }
}
