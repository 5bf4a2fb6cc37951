//! One article, one publication and two feeds that the tests of this room share.

use crate::article::{Article, Enclosure, Image, Month, Section, Stated, from_unix};
use crate::config::{Look, Name};
use crate::feed::{Chain, Contents, Feed, FeedKey, Item, Masthead, Scope, Stands, Turn};
use crate::format::{Document, Format};

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// An article with everything but the full text.
pub(super) fn article() -> Article {
    Article {
        id: "tag:hsj.co.uk,2025:00112233445566778899aabbccddeeff".to_owned(),
        title: "£860m & “a” <b>x</b>".to_owned(),
        link: Some("https://www.hsj.co.uk/finance/1.article?a=1&b=2".to_owned()),
        canonical: Some("https://hsj.co.uk/finance/1.article?a=1&b=2".to_owned()),
        section: Some(Section { label: "News".to_owned(), slug: "news".to_owned() }),
        month: Month::new(2025, 11).unwrap(),
        stated: Stated::On(chrono::NaiveDate::from_ymd_opt(2025, 11, 17).unwrap()),
        first_seen: from_unix(1_763_370_000),
        released: Some(from_unix(1_763_370_000)),
        dated: None,
        updated: None,
        author: Some("A. Writer".to_owned()),
        summary: Some("<p>One sentence on it &amp; no more.</p>".to_owned()),
        content: None,
        categories: vec!["Finance".to_owned()],
        enclosures: vec![Enclosure {
            url: "https://www.hsj.co.uk/1.mp3".to_owned(),
            media_type: "audio/mpeg".to_owned(),
            length: Some(7),
            duration: Some(1_800),
        }],
        image: Some(Image {
            width: Some(1_200),
            height: Some(900),
            alt: "A \"ward\"".to_owned(),
            ..Image::at("https://www.hsj.co.uk/pictures/1.jpg?a=1&b=2")
        }),
    }
}

/// The publication that it stands in.
pub(super) fn masthead() -> Masthead {
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

/// The article as it stands in a feed.
pub(super) fn item() -> Item {
    let time = from_unix(1_763_370_000);
    Item {
        row: 1,
        rendered: 1,
        linked: true,
        dated: time,
        published: time,
        updated: time,
        released: Some(time),
        stands: Stands { all: true, section: true, own: false },
        audio: true,
    }
}

/// A document of a feed whose items are all this article.
pub(super) fn document(format: Format, feed: &Feed) -> Vec<u8> {
    let fragment = format.fragment(&article(), &masthead());
    let mut document = Document::begin(format, feed, &masthead());
    Turn::all(&feed.items).for_each(|turn| {
        document.take(turn);
        document.item(turn, &fragment);
    });
    document.bytes()
}

/// The feed of everything.
pub(super) fn live_feed(items: Vec<Item>) -> Feed {
    feed(Scope::All, items)
}

/// The feed of November 2025.
pub(super) fn month_feed(items: Vec<Item>) -> Feed {
    feed(Scope::Month(Month::new(2025, 11).unwrap()), items)
}

fn feed(scope: Scope, items: Vec<Item>) -> Feed {
    Feed {
        title: crate::feed::title(&masthead(), &scope, None),
        description: crate::feed::description(&masthead(), &scope, None),
        id: "tag:hsj.co.uk,2025:feed/hsj".to_owned(),
        key: FeedKey { publication: name("hsj"), scope },
        updated: from_unix(1_763_370_000),
        items,
        chain: Chain::default(),
        contents: Contents::default(),
        dress: crate::feed::Dress::Plain,
    }
}
