//! The page that a person reads beside a feed.

use scraper::{ElementRef, Html, Selector};

use super::{Violations, is_language, is_web};

/// What a page violates.
pub(crate) fn check(bytes: &[u8]) -> Vec<String> {
    let mut found = Violations::default();
    let text = String::from_utf8_lossy(bytes);
    found.check(text.starts_with("<!DOCTYPE html>\n"), "PAGE", "no document type");
    found.check(!text.contains("@import") && !text.contains("url("), "PAGE", "a style that asks elsewhere");
    found.check(text.contains("prefers-color-scheme"), "PAGE", "no dark colours");
    found.check_references(&text);
    let page = Html::parse_document(&text);
    let all = |selector: &str| page.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>();
    found.check(all("html").iter().any(|root| is_language(root.attr("lang").unwrap_or_default())), "PAGE", "no language");
    found.check(all("meta[charset='utf-8']").len() == 1, "PAGE", "no encoding");
    found.check(all("meta[name='viewport']").len() == 1, "PAGE", "not made for small screens");
    found.check(all("title").len() == 1 && all("h1").len() == 1, "PAGE", "not one title and one heading");
    let active = all("script, iframe, object, embed, form, img, audio, video, link[rel~='stylesheet'], [onload], [onerror], [onclick]");
    found.check(active.is_empty(), "R15", format!("{} elements that run or ask elsewhere", active.len()));

    let ids = all("[id]");
    found.check_unique(ids.iter().filter_map(|node| node.attr("id")), "PAGE", "the place");
    for link in all("a") {
        found.check(is_web(link.attr("href").unwrap_or_default()), "N15", format!("the link {} is not absolute", link.html()));
        found.check(!words(&link).is_empty(), "PAGE", format!("the link {} has no words", link.html()));
    }
    let feeds = all("link[rel='alternate']");
    let types: Vec<&str> = feeds.iter().filter_map(|feed| feed.attr("type")).collect();
    found.check(
        types == ["application/rss+xml", "application/atom+xml", "application/feed+json"],
        "R27",
        "not all feeds are found from the page",
    );
    found.check_unique(feeds.iter().filter_map(|feed| feed.attr("title")), "R27", "the feed title");
    found.check(feeds.iter().all(|feed| is_web(feed.attr("href").unwrap_or_default())), "N15", "a feed's address is not absolute");
    found.check(all("code").iter().any(|code| words(code).ends_with("/feed.rss")), "R28", "no address to copy");
    for article in all("article") {
        let linked = article.select(&Selector::parse("h2 a").unwrap()).count();
        found.check(linked == 1 && article.attr("id").is_some(), "R28", format!("the article {} lacks a link or a place", words(&article)));
    }
    found.0
}

fn words(element: &ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}
