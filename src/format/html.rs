//! The page that a person reads: beside every feed, without scripts and without a request to anywhere else.
//!
//! The templates escape everything but the fragments, which were rendered by one of them.

mod lists;
mod page;
mod pages;
mod search;

use std::borrow::Cow;

use askama::Template;

use crate::article::{Article, Stated, rfc3339};
use crate::clean;
use crate::clock::Instant;
use crate::config::Name;
use crate::feed::{self, FeedKey, Masthead};
use crate::format::{Format, shown};
pub(super) use page::frame;
pub(super) use pages::Elsewhere;
pub use search::{Results, address as search_address, search};

/// The formats that a page offers, with the words for them; the first is the one to copy.
const OFFERED: [(Format, &str); 3] = [(Format::Rss, "RSS"), (Format::Atom, "Atom"), (Format::Json, "JSON")];

/// So many colours tell sections apart; the style knows each by its number.
const COLOURS: u8 = 8;

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

#[derive(Template)]
#[template(path = "article.html")]
struct Block<'a> {
    anchor: Cow<'a, str>,
    /// The section, and which of the colours is its.
    label: Option<(String, u8)>,
    headline: String,
    link: String,
    byline: Option<String>,
    standfirst: Option<String>,
    /// The list of a digest.
    body: Option<String>,
    time: Option<Time>,
}

#[derive(Template)]
#[template(path = "root.html")]
struct Root<'a> {
    publications: Vec<(&'a Name, String)>,
}

/// The part of an article that is the same in every feed: its whole block on a page.
#[must_use]
pub fn fragment(article: &Article, masthead: &Masthead) -> String {
    rendered(&block(article, masthead))
}

/// The same for a digest, with all that it lists: it has no page elsewhere. Our pages have a style of their own.
pub(super) fn whole(digest: &Article, masthead: &Masthead) -> String {
    let body = shown::body(digest, masthead).map(|html| super::digest::without_styles(&html));
    rendered(&Block { body, ..block(digest, masthead) })
}

fn block<'a>(article: &'a Article, masthead: &Masthead) -> Block<'a> {
    let headline = shown::headline(article);
    Block {
        anchor: clean::legal(feed::anchor(&article.id)),
        label: shown::label(article).map(|label| (label, colour(article))),
        link: masthead.link(article),
        byline: shown::byline(article),
        standfirst: Some(shown::standfirst(article)).filter(|text| *text != headline),
        body: None,
        time: stated(article.stated, masthead),
        headline,
    }
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

/// The colour of an article's section, which follows from its name in addresses: it is the same on every page and at all times.
fn colour(article: &Article) -> u8 {
    let slug = article.section.as_ref().map_or("", |section| section.slug.as_str());
    slug.bytes().fold(7_u8, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte)) % COLOURS
}

/// The date that the article's source stated.
fn stated(stated: Stated, masthead: &Masthead) -> Option<Time> {
    let words = match stated {
        Stated::At(time) => return Some(at(time, masthead)),
        Stated::On(day) => day.format("%-d %B %Y").to_string(),
        Stated::In(month) => feed::month_in_words(month),
        Stated::Unsaid => return None,
    };
    Some(Time { machine: stated.text()?, words })
}

/// A moment, in words as a clock shows it where the publication is.
fn at(time: Instant, masthead: &Masthead) -> Time {
    Time { machine: rfc3339(time), words: time.with_timezone(&masthead.zone).format("%-d %B %Y, %H:%M %Z").to_string() }
}

fn offers(key: &FeedKey, masthead: &Masthead) -> Vec<Offer> {
    let offer = |(format, name): (Format, _)| Offer {
        name,
        media_type: format.bare_type(),
        address: key.address(&masthead.base_url, format.file()),
    };
    OFFERED.into_iter().map(offer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Month;
    use crate::format::sample;

    #[test]
    fn a_date_is_shown_no_more_precisely_than_it_is_known() {
        let month = Month::new(2025, 11).unwrap();
        let day = chrono::NaiveDate::from_ymd_opt(2025, 11, 3).unwrap();
        let cases = [
            (Stated::Unsaid, None),
            (Stated::In(month), Some("<time datetime=\"2025-11\">November 2025</time>")),
            (Stated::On(day), Some("<time datetime=\"2025-11-03\">3 November 2025</time>")),
            (Stated::At(crate::article::from_unix(0)), Some("<time datetime=\"1970-01-01T00:00:00Z\">1 January 1970, 01:00 BST</time>")),
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
