//! The page that a person reads: beside every feed, without scripts and without a request to anywhere else.
//!
//! The templates escape everything but the fragments, which were rendered by one of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;

use crate::article::{Article, Month, Stated, rfc3339};
use crate::clean;
use crate::clock::Instant;
use crate::config::Name;
use crate::feed::{self, Feed, FeedKey, Front, Masthead, Scope};
use crate::format::{Format, Frame, shown};

/// Marks where the articles stand. No text that is published holds it: XML forbids it, so it is dropped from everything.
const ARTICLES: &str = "\u{1}";

/// The formats that a page offers, with the words for them; the first is the one to copy.
const OFFERED: [(Format, &str); 3] = [(Format::Rss, "RSS"), (Format::Atom, "Atom"), (Format::Json, "JSON")];

/// A date for machines and for people, no more precise than it is known.
struct Time {
    machine: String,
    words: String,
}

/// One file of a feed to subscribe to.
struct Offer {
    name: &'static str,
    media_type: &'static str,
    address: String,
}

/// A feed's page that another page leads to.
struct Place {
    label: String,
    count: u64,
    address: String,
    feeds: Vec<Offer>,
}

/// One month in the table of sections and months, a cell for each section.
struct Row {
    label: String,
    cells: Vec<Option<Place>>,
}

/// Everything that the publication has, listed on its front page.
struct Contents {
    outline: String,
    sections: Vec<Place>,
    months: Vec<Place>,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "article.html")]
struct Block<'a> {
    anchor: Cow<'a, str>,
    label: Option<String>,
    headline: String,
    link: String,
    byline: Option<String>,
    standfirst: Option<String>,
    time: Option<Time>,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    language: String,
    title: String,
    description: String,
    address: String,
    feeds: Vec<Offer>,
    publication: String,
    home: &'a str,
    live: Option<String>,
    updated: Time,
    front: Option<Contents>,
    articles: &'static str,
    neighbours: Vec<Place>,
}

#[derive(Template)]
#[template(path = "root.html")]
struct Root<'a> {
    publications: Vec<(&'a Name, String)>,
}

/// The part of an article that is the same in every feed: its whole block on a page.
#[must_use]
pub fn fragment(article: &Article, masthead: &Masthead) -> String {
    let headline = shown::headline(article);
    let block = Block {
        anchor: clean::legal(feed::anchor(&article.id)),
        label: shown::label(article),
        link: masthead.link(article),
        byline: shown::byline(article),
        standfirst: Some(shown::standfirst(article)).filter(|text| *text != headline),
        time: stated(article.stated),
        headline,
    };
    rendered(&block)
}

/// What stands around the articles.
pub(super) fn frame(feed: &Feed, masthead: &Masthead) -> Frame {
    let page = Page {
        language: clean::line(&masthead.language),
        title: clean::line(&feed.title),
        description: clean::line(&feed.description),
        address: feed.key.address(&masthead.base_url, ""),
        feeds: offers(&feed.key, masthead),
        publication: clean::line(&masthead.title),
        home: masthead.home.as_str(),
        live: feed.key.month().map(|_| feed.key.live().address(&masthead.base_url, "")),
        updated: at(feed.updated),
        front: feed.front.as_ref().map(|front| contents(front, masthead)),
        articles: ARTICLES,
        neighbours: neighbours(feed, masthead),
    };
    let page = rendered(&page);
    let (head, foot) = page.split_once(ARTICLES).unwrap_or((&page, ""));
    Frame { head: head.to_owned(), between: "\n", foot: foot.to_owned() }
}

/// The page that leads to every publication, for the root of the output folder. Its links are relative: it stands above
/// every publication and belongs to none.
#[must_use]
pub fn root(publications: &[(Name, String)]) -> Vec<u8> {
    let publications = publications.iter().map(|(name, title)| (name, clean::line(title))).collect();
    rendered(&Root { publications }).into_bytes()
}

/// A template as text. Writing to memory does not fail, nor does anything that our templates call.
fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

/// The date that the article's source stated.
fn stated(stated: Stated) -> Option<Time> {
    let words = match stated {
        Stated::At(time) => return Some(at(time)),
        Stated::On(day) => day.format("%-d %B %Y").to_string(),
        Stated::In(month) => feed::month_in_words(month),
        Stated::Unsaid => return None,
    };
    Some(Time { machine: stated.text()?, words })
}

fn at(time: Instant) -> Time {
    Time { machine: rfc3339(time), words: time.format("%-d %B %Y, %H:%M UTC").to_string() }
}

fn offers(key: &FeedKey, masthead: &Masthead) -> Vec<Offer> {
    let offer = |(format, name): (Format, _)| Offer {
        name,
        media_type: format.bare_type(),
        address: key.address(&masthead.base_url, format.file()),
    };
    OFFERED.into_iter().map(offer).collect()
}

/// The months before and after in the chain of archives.
fn neighbours(feed: &Feed, masthead: &Masthead) -> Vec<Place> {
    let chain = [("Earlier", &feed.chain.previous), ("Later", &feed.chain.next)];
    let place = |(word, key): (&str, &Option<FeedKey>)| {
        let key = key.as_ref()?;
        let label = format!("{word}: {}", feed::month_in_words(key.month()?));
        Some(Place { label, count: 0, address: key.address(&masthead.base_url, ""), feeds: Vec::new() })
    };
    chain.into_iter().filter_map(place).collect()
}

/// What the front page lists, with the addresses.
fn contents(front: &Front, masthead: &Masthead) -> Contents {
    let key = |scope| FeedKey { publication: masthead.name.clone(), scope };
    let place = |scope, label: &str, count| {
        let key = key(scope);
        Place { label: clean::line(label), count, address: key.address(&masthead.base_url, ""), feeds: offers(&key, masthead) }
    };
    let sections = front.sections.iter().map(|(slug, label, count)| place(Scope::Section(slug.clone()), label, *count));
    let months = front.months.iter().map(|(month, count)| place(Scope::Month(*month), &feed::month_in_words(*month), *count));
    let counts: BTreeMap<(&Name, Month), u64> = front.cells.iter().map(|(slug, month, count)| ((slug, *month), *count)).collect();
    let cell = |slug: &Name, month: Month| {
        counts.get(&(slug, month)).map(|count| Place {
            label: String::new(),
            count: *count,
            address: key(Scope::SectionMonth(slug.clone(), month)).address(&masthead.base_url, ""),
            feeds: Vec::new(),
        })
    };
    let row = |month: Month| Row {
        label: feed::month_in_words(month),
        cells: front.sections.iter().map(|(slug, ..)| cell(slug, month)).collect(),
    };
    Contents {
        outline: key(Scope::All).address(&masthead.base_url, "feeds.opml"),
        sections: sections.collect(),
        months: months.collect(),
        rows: front.months.iter().map(|(month, _)| row(*month)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::sample;

    #[test]
    fn a_date_is_shown_no_more_precisely_than_it_is_known() {
        let month = Month::new(2025, 11).unwrap();
        let day = chrono::NaiveDate::from_ymd_opt(2025, 11, 3).unwrap();
        let cases = [
            (Stated::Unsaid, None),
            (Stated::In(month), Some("<time datetime=\"2025-11\">November 2025</time>")),
            (Stated::On(day), Some("<time datetime=\"2025-11-03\">3 November 2025</time>")),
            (Stated::At(crate::article::from_unix(0)), Some("<time datetime=\"1970-01-01T00:00:00Z\">1 January 1970, 00:00 UTC</time>")),
        ];
        for (stated, words) in cases {
            let block = fragment(&Article { stated, ..sample::article() }, &sample::masthead());
            match words {
                Some(words) => assert!(block.contains(words), "{block}"),
                None => assert!(!block.contains("<time"), "{block}"),
            }
        }
    }

    #[test]
    fn text_from_outside_stays_text() {
        let hostile = "\"><script>alert(1)</script>".to_owned();
        let article = Article { title: hostile.clone(), author: Some(hostile), ..sample::article() };
        assert!(!fragment(&article, &sample::masthead()).contains("<script"));
    }

    #[test]
    fn an_article_has_a_place_on_the_page_by_its_id() {
        let article = sample::article();
        let place = format!("<article id=\"{}\">", feed::anchor(&article.id));
        assert!(fragment(&article, &sample::masthead()).starts_with(&place));
    }
}
