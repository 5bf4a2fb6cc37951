//! The page of a feed: what stands around its articles.

use askama::Template;

use super::lists::{self, Lists, Place};
use super::pages::{self, Elsewhere, Pager};
use super::search;
use super::{Offer, Time, at, offers, rendered};
use crate::clean;
use crate::feed::{self, Feed, Masthead, Scope};
use crate::format::{Frame, Leaf, look};

/// Marks where the articles stand. No text that is published holds it: XML forbids it, so it is dropped from everything.
const ARTICLES: &str = "\u{1}";

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    language: String,
    title: String,
    /// What the feed is called, whichever page of it this is.
    name: String,
    /// What the page calls itself where the publication's title stands above it.
    heading: String,
    description: String,
    address: String,
    /// Where articles are searched for, if anywhere.
    search: Option<String>,
    feeds: Vec<Offer>,
    /// The small picture of the feed and the one for start screens; none where the operator has another, which a page never asks for.
    icons: Option<[String; 2]>,
    home: &'a str,
    host: &'a str,
    live: Option<String>,
    updated: Option<Time>,
    above: Vec<Place>,
    lists: Lists,
    articles: &'static str,
    shown: usize,
    held: usize,
    pager: Option<Pager>,
    neighbours: Vec<Place>,
}

/// What stands around the articles. A numbered page of a month says nothing that changes with what is written later.
pub(in crate::format) fn frame(feed: &Feed, leaf: Leaf, masthead: &Masthead) -> Frame {
    let is_newest = leaf == Leaf::Newest;
    let shows = leaf.shows(feed);
    let page = Page {
        language: clean::line(&masthead.language),
        title: clean::line(&pages::title(&feed.title, leaf)),
        name: clean::line(&feed.title),
        heading: clean::line(&pages::title(&heading(feed), leaf)),
        description: clean::line(&feed.description),
        address: pages::address(feed, leaf, masthead),
        search: masthead.search.then(|| search::address(masthead)),
        feeds: offers(&feed.key, masthead),
        icons: look::drawn(feed, masthead),
        home: masthead.home.as_str(),
        host: masthead.home.host_str().map_or("the journal", |host| host.strip_prefix("www.").unwrap_or(host)),
        live: feed.key.month().map(|_| feed.key.live().address(&masthead.base_url, "")),
        updated: is_newest.then(|| at(feed.updated, masthead)),
        above: lists::above(feed, masthead),
        lists: if is_newest { Lists::of(feed, masthead) } else { Lists::default() },
        articles: ARTICLES,
        shown: shows.len(),
        held: feed.items.len(),
        pager: Pager::of(feed, leaf, masthead),
        neighbours: lists::neighbours(feed, leaf, masthead),
    };
    let page = rendered(&page);
    let (head, foot) = page.split_once(ARTICLES).unwrap_or((&page, ""));
    Frame { head: head.to_owned(), between: "\n", foot: foot.to_owned(), shows, elsewhere: Elsewhere::of(feed, leaf, masthead) }
}

/// What is special about a feed; its whole title where nothing is, or where the operator gave it.
fn heading(feed: &Feed) -> String {
    let label = |slug| lists::named(slug, feed.contents.label.as_deref());
    match &feed.key.scope {
        Scope::All | Scope::Own(_) => feed.title.clone(),
        Scope::Section(slug) => label(slug),
        Scope::Month(month) => feed::month_in_words(*month),
        Scope::SectionMonth(slug, month) => format!("{}, {}", label(slug), feed::month_in_words(*month)),
    }
}
