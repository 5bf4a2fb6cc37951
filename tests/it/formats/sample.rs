//! Feeds of every kind, made by hand from a few articles.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use feedmill::article::{Article, Enclosure, Image, Month, Section, Stated, from_unix};
use feedmill::config::{Look, Name};
use feedmill::feed::{self, Chain, Contents, Feed, FeedKey, Item, Masthead, Scope, Stands, Turn};
use feedmill::format::{Document, Format};

/// 17 November 2025, 09:00 UTC.
const NOW: i64 = 1_763_370_000;

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(crate) fn month(number: u32) -> Month {
    Month::new(2025, number).unwrap()
}

pub(crate) fn masthead() -> Masthead {
    Masthead {
        title: "HSJ".to_owned(),
        home: "https://www.hsj.co.uk/".parse().unwrap(),
        language: "en-GB".to_owned(),
        base_url: "https://feeds.example.org/".parse().unwrap(),
        hub: None,
        name: name("hsj"),
        full_text: false,
        zone: chrono_tz::Europe::London,
        search: true,
        look: Look::default(),
    }
}

/// An article of which little is known, as a listing gives it.
pub(crate) fn bare(number: u8) -> Article {
    Article {
        id: format!("tag:hsj.co.uk,2025:{number:032x}"),
        title: format!("Headline {number}"),
        link: Some(format!("https://www.hsj.co.uk/news/{number}.article")),
        canonical: None,
        section: Some(Section { label: "News".to_owned(), slug: "news".to_owned() }),
        month: month(11),
        stated: Stated::In(month(11)),
        first_seen: from_unix(NOW),
        released: Some(from_unix(NOW)),
        dated: None,
        updated: None,
        author: None,
        summary: None,
        content: None,
        categories: Vec::new(),
        enclosures: Vec::new(),
        image: None,
    }
}

/// An article of which everything is known, with text that is easily broken.
pub(crate) fn rich(number: u8) -> Article {
    let sound =
        |url: &str, media_type: &str, length| Enclosure { url: url.to_owned(), media_type: media_type.to_owned(), length, duration: None };
    Article {
        title: "£860m & “a” <b>x</b> – ]]> AT&amp;T".to_owned(),
        link: Some(format!("https://www.hsj.co.uk/finance/{number}.article?a=1&b=2")),
        section: Some(Section { label: "Daily Insight".to_owned(), slug: "daily-insight".to_owned() }),
        stated: Stated::On(NaiveDate::from_ymd_opt(2025, 11, 17).unwrap()),
        author: Some("O’Brien & Sons".to_owned()),
        summary: Some("<p>What it says &amp; means.</p>".to_owned()),
        content: Some("<p>The whole <em>text</em> ]]&gt;.</p>".to_owned()),
        categories: vec!["Finance & \"more\"".to_owned()],
        enclosures: vec![
            sound("https://www.hsj.co.uk/notes.pdf", "", None),
            Enclosure { duration: Some(1_830), ..sound("https://www.hsj.co.uk/1.mp3?a=1&b=2", "audio/mpeg", Some(1234)) },
        ],
        image: Some(Image {
            width: Some(1200),
            height: Some(800),
            alt: "A ward & “a” nurse".to_owned(),
            length: Some(56_789),
            ..Image::at("https://www.hsj.co.uk/1.jpg?w=1200&h=800")
        }),
        ..bare(number)
    }
}

/// So many articles as they stand in a feed, the first newest.
pub(crate) fn items(count: usize) -> Vec<Item> {
    let item = |row: i64| {
        let time: DateTime<Utc> = from_unix(NOW) - TimeDelta::seconds(row);
        Item {
            row,
            rendered: 1,
            linked: true,
            dated: time,
            published: time - Days::new(1),
            updated: time,
            released: Some(time),
            stands: Stands { all: true, section: row == 0, own: false },
            audio: row == 0,
        }
    };
    (0..).take(count).map(item).collect()
}

/// A document of a feed that holds these articles.
pub(crate) fn document(format: Format, feed: &Feed, articles: &[Article], masthead: &Masthead) -> Vec<u8> {
    let mut document = Document::begin(format, feed, masthead);
    for (turn, article) in Turn::all(&feed.items).zip(articles) {
        document.take(turn);
        document.item(turn, &format.fragment(article, masthead));
    }
    document.bytes()
}

/// A feed of these articles.
pub(crate) fn feed(scope: Scope, articles: &[Article], masthead: &Masthead) -> Feed {
    let key = FeedKey { publication: name("hsj"), scope };
    let label = key.section().map(|_| "News");
    Feed {
        id: format!("tag:hsj.co.uk,2025:feed/{key}"),
        title: feed::title(masthead, &key.scope, label),
        description: feed::description(masthead, &key.scope, label),
        updated: from_unix(NOW),
        items: items(articles.len()),
        chain: Chain::default(),
        contents: Contents::default(),
        dress: feedmill::feed::Dress::Plain,
        key,
    }
}

/// What the front page of a publication leads to.
pub(crate) fn front() -> Contents {
    let (news, insight) = (name("news"), name("daily-insight"));
    Contents {
        sections: vec![(news.clone(), "News".to_owned(), 2), (insight.clone(), "Daily Insight".to_owned(), 1)],
        months: vec![month(11), month(10)],
        cells: vec![
            (None, month(11), 2),
            (None, month(10), 1),
            (Some(news.clone()), month(11), 1),
            (Some(insight), month(11), 1),
            (Some(news), month(10), 1),
        ],
        ..Contents::default()
    }
}

/// One feed of every kind, each with its articles and the masthead that it is published under.
pub(crate) fn every_kind() -> Vec<(Feed, Vec<Article>, Masthead)> {
    let plain = masthead();
    let look = Look { category: "Health & Fitness", email: Some("podcasts@hsj.co.uk".to_owned()), ..Look::default() };
    let full = Masthead { look, full_text: true, hub: Some("https://hub.example.org/?a=1&b=2".parse().unwrap()), ..masthead() };
    let articles = [rich(1), bare(2), Article { link: None, title: String::new(), ..bare(3) }];
    let key = |scope| Some(FeedKey { publication: name("hsj"), scope });
    let of_news = |number| key(Scope::SectionMonth(name("news"), month(number)));
    let live = Chain { previous: key(Scope::Month(month(9))), ..Chain::default() };
    let sealed = Chain { archive: true, current: key(Scope::Section(name("news"))), previous: of_news(8), next: of_news(10) };
    let lone = Chain { current: key(Scope::All), ..Chain::default() };
    let kinds = vec![
        (Feed { chain: live, contents: front(), ..feed(Scope::All, &articles, &full) }, full.clone()),
        (feed(Scope::Section(name("news")), &articles, &plain), plain.clone()),
        (feed(Scope::Own(name("newsletter")), &articles, &plain), plain.clone()),
        (feed(Scope::Month(month(11)), &articles, &full), full),
        (Feed { chain: sealed, ..feed(Scope::SectionMonth(name("news"), month(9)), &articles, &plain) }, plain.clone()),
        (Feed { chain: lone, ..feed(Scope::Month(month(9)), &[], &plain) }, plain),
    ];
    kinds.into_iter().map(|(feed, masthead)| (feed, articles.to_vec(), masthead)).collect()
}
