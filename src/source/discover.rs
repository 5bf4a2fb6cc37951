//! What a site offers to be read: its feeds, listings and sitemaps, told from a page of it, and which of them to take (pure).

use std::cmp::Reverse;

use scraper::{ElementRef, Html, Selector};
use serde::Serialize;
use url::Url;

use super::charset::{PAGE, decode};
use super::{Page, Reading};
use crate::article::{Entry, Stated};
use crate::clean;
use crate::status::counted;

/// An address that may be worth reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The address.
    pub url: Url,
    /// What it should be: `feed`, `listing` or `sitemap`.
    pub kind: &'static str,
    /// Who says so, in a phrase.
    pub why: &'static str,
    /// What it is called there.
    pub title: String,
}

/// What was found at an address, and how good it is.
#[derive(Clone, Debug, Serialize)]
pub struct Offer {
    /// The address.
    pub url: String,
    /// `feed`, `listing` or `sitemap`.
    pub kind: &'static str,
    /// How many entries it has.
    pub entries: usize,
    /// One sentence: what speaks for it and what against.
    pub why: String,
    /// The higher the better; below nothing, it is not to be taken.
    pub score: i64,
}

/// The types of feeds.
const FEEDS: [&str; 7] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/x-rss+xml",
    "text/rss",
    "text/xml",
];

/// Where feeds stand that nobody links to.
const USUAL: [&str; 7] = ["feed", "rss", "rss.xml", "atom.xml", "feed.xml", "index.xml", "feed.json"];

/// As many addresses as one page may suggest.
const MOST: usize = 12;

/// What a page says of its site's feeds: first what it declares, then what its links look like.
#[must_use]
pub fn hints(page: &Page) -> Vec<Hint> {
    let text = decode(&page.body, page.content_type.as_deref(), &PAGE).text;
    let Ok(tree) = clean::document(&text) else { return Vec::new() };
    let mut found: Vec<Hint> = Vec::new();
    let mut add = |hint: Hint| {
        if found.len() < MOST && found.iter().all(|known| known.url != hint.url) && hint.url != page.url {
            found.push(hint);
        }
    };
    for link in select(&tree, "link[rel~=alternate][href]") {
        let kind = link.attr("type").unwrap_or_default().trim().to_ascii_lowercase();
        if FEEDS.contains(&kind.as_str()) && link.attr("hreflang").is_none() {
            let title = link.attr("title").map(clean::line).unwrap_or_default();
            hint(link, page, "feed", "the page declares it", title).into_iter().for_each(&mut add);
        }
    }
    for link in select(&tree, "a[href]") {
        if link.attr("href").is_some_and(is_feed_like) {
            hint(link, page, "feed", "the page links to it", clean::line(&link.text().collect::<String>())).into_iter().for_each(&mut add);
        }
    }
    found
}

/// Where the feeds and sitemaps of most sites stand.
#[must_use]
pub fn usual(page: &Url) -> Vec<Hint> {
    let at = |path: &str, kind, why| page.join(path).ok().map(|url| Hint { url, kind, why, title: String::new() });
    let feeds = USUAL.iter().filter_map(|path| at(&format!("/{path}"), "feed", "many sites have their feed there"));
    feeds.chain(at("/sitemap.xml", "sitemap", "many sites have their sitemap there")).collect()
}

/// The sitemaps that a `robots.txt` names (RFC 9309, section 2.2.4).
#[must_use]
pub fn sitemaps(robots: &Page) -> Vec<Hint> {
    let text = String::from_utf8_lossy(&robots.body).into_owned();
    let named = text.lines().filter_map(|line| line.split_once(':').filter(|(key, _)| key.trim().eq_ignore_ascii_case("sitemap")));
    let urls = named.filter_map(|(_, address)| clean::link(address.trim(), Some(&robots.url)));
    urls.take(3).map(|url| Hint { url, kind: "sitemap", why: "robots.txt names it", title: String::new() }).collect()
}

fn select<'t>(tree: &'t Html, css: &str) -> Vec<ElementRef<'t>> {
    Selector::parse(css).map_or_else(|_| Vec::new(), |selector| tree.select(&selector).collect())
}

fn hint(link: ElementRef<'_>, page: &Page, kind: &'static str, why: &'static str, title: String) -> Option<Hint> {
    let url = clean::link(link.attr("href")?, Some(&page.url))?;
    Some(Hint { url, kind, why, title })
}

/// Whether an address looks like that of a feed.
fn is_feed_like(address: &str) -> bool {
    let plain = address.split(['?', '#']).next().unwrap_or(address).trim_end_matches('/').to_ascii_lowercase();
    let last = plain.rsplit('/').next().unwrap_or_default();
    let by_name =
        matches!(last, "feed" | "feeds" | "rss" | "atom" | "rss.xml" | "atom.xml" | "feed.xml" | "index.xml" | "feed.json" | "index.rdf");
    let ending = last.rsplit_once('.').map(|(_, ending)| ending);
    by_name || ending.is_some_and(|ending| matches!(ending, "rss" | "atom" | "rdf")) || address.contains("format=feed")
}

impl Offer {
    /// What reading an address came to.
    #[must_use]
    pub fn of(hint: &Hint, reading: &Reading) -> Self {
        let (entries, count) = (&reading.entries, reading.entries.len());
        let share = |fits: &dyn Fn(&Entry) -> bool| entries.iter().filter(|entry| fits(entry)).count() * 100 / count.max(1);
        let dated = share(&|entry| matches!(entry.stated, Stated::At(_) | Stated::On(_)));
        let whole = share(&|entry| entry.content.as_ref().is_some_and(|content| content.len() > 1_000));
        let mut sections: Vec<&str> =
            entries.iter().filter_map(|entry| entry.section.as_deref().or(entry.categories.first().map(String::as_str))).collect();
        sections.sort_unstable();
        sections.dedup();
        let name = format!("{} {} {}", hint.url, hint.title, reading.about.title.as_deref().unwrap_or_default()).to_lowercase();
        let comments = name.contains("comment");
        let base = match hint.kind {
            "feed" => 100,
            "listing" => 40,
            _ => 20,
        };
        let points = count.min(50) + dated / 5 + whole / 10 + if sections.len() > 1 { 10 } else { 0 };
        let score = base + i64::try_from(points).unwrap_or_default() - if comments { 200 } else { 0 } - if count == 0 { 200 } else { 0 };
        let mut said = vec![counted(count, "entry", "entries")];
        let newest = entries.iter().filter_map(|entry| entry.stated.text()).max();
        said.extend(newest.map(|newest| format!("the newest of {}", newest.get(..10).unwrap_or(&newest))));
        said.push(match dated {
            100 => "all with dates".to_owned(),
            0 => "none with a date".to_owned(),
            dated => format!("{dated} % with dates"),
        });
        said.extend((whole >= 50).then(|| "with whole texts".to_owned()));
        said.extend((sections.len() > 1).then(|| counted(sections.len(), "section", "sections")));
        said.extend(comments.then(|| "these are comments, not articles".to_owned()));
        said.push(hint.why.to_owned());
        Self { url: hint.url.to_string(), kind: hint.kind, entries: count, why: said.join(", "), score }
    }
}

/// The best first; of equals the one that was found first.
pub fn rank(offers: &mut [Offer]) {
    offers.sort_by_key(|offer| Reverse(offer.score));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str, body: &str) -> Page {
        Page { url: url.parse().unwrap(), content_type: Some("text/html".to_owned()), body: body.to_owned().into() }
    }

    #[test]
    fn a_page_declares_its_feeds_or_links_to_them() {
        let html = "<head><link rel=alternate type='application/rss+xml' title='All' href='/feed'>\
                    <link rel='alternate' type='application/atom+xml' href='/comments/feed' title='Comments'>\
                    <link rel=alternate hreflang=de type='text/html' href='/de'><link rel=stylesheet href='/x.css'></head>\
                    <body><a href='/news/rss.xml'>RSS</a><a href='/feed'>again</a><a href='/feeding-time'>no</a><a href='/a?format=feed&type=rss'>yes</a>";
        let found = hints(&page("https://a.example/", html));
        let told: Vec<(&str, &str)> = found.iter().map(|hint| (hint.url.as_str(), hint.why)).collect();
        assert_eq!(
            told,
            [
                ("https://a.example/feed", "the page declares it"),
                ("https://a.example/comments/feed", "the page declares it"),
                ("https://a.example/news/rss.xml", "the page links to it"),
                ("https://a.example/a?format=feed&type=rss", "the page links to it"),
            ]
        );
        let robots = page("https://a.example/robots.txt", "User-agent: *\nSITEMAP: https://a.example/map.xml\nSitemap:/b.xml\n");
        let named: Vec<String> = sitemaps(&robots).into_iter().map(|hint| hint.url.to_string()).collect();
        assert_eq!(named, ["https://a.example/map.xml", "https://a.example/b.xml"]);
    }

    #[test]
    fn articles_come_before_comments_and_feeds_before_pages() {
        let reading = |count: usize, dated: bool| {
            let stated = if dated { Stated::On("2025-11-03".parse().unwrap()) } else { Stated::Unsaid };
            Reading { entries: vec![Entry { title: "A".to_owned(), stated, ..Entry::default() }; count], ..Reading::default() }
        };
        let at = |path: &str, kind| Hint {
            url: format!("https://a.example/{path}").parse().unwrap(),
            kind,
            why: "the page declares it",
            title: String::new(),
        };
        let mut offers = vec![
            Offer::of(&at("comments/feed", "feed"), &reading(30, true)),
            Offer::of(&at("news", "listing"), &reading(40, true)),
            Offer::of(&at("feed", "feed"), &reading(10, true)),
            Offer::of(&at("empty", "feed"), &reading(0, false)),
            Offer::of(&at("sitemap.xml", "sitemap"), &reading(50, false)),
        ];
        rank(&mut offers);
        let order: Vec<&str> = offers.iter().map(|offer| offer.url.rsplit_once("example/").unwrap().1).collect();
        assert_eq!(order, ["feed", "news", "sitemap.xml", "comments/feed", "empty"]);
        assert_eq!(offers[0].why, "10 entries, the newest of 2025-11-03, all with dates, the page declares it");
        assert!(offers[4].score < 0);
    }
}
