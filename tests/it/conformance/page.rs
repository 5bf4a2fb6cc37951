//! Pages that a person reads: what a strict reader of HTML says, and what each page owes to people, feed readers and small screens.

use feedmill::format::Leaf;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::{Violations, is_language, is_web};

/// Every element that a page may hold: nothing that runs, and nothing that asks elsewhere by itself.
const ELEMENTS: [&str; 40] = [
    "html", "head", "meta", "title", "link", "style", "body", "header", "main", "nav", "section", "article", "h1", "h2", "h3", "p", "br",
    "ul", "ol", "li", "a", "span", "code", "time", "div", "table", "thead", "tbody", "tr", "th", "td", "small", "strong", "em", "aside",
    "footer", "b", "form", "input", "button",
];

/// Every attribute that an element may have: no handler and no style.
const ATTRIBUTES: [&str; 18] = [
    "lang",
    "charset",
    "name",
    "content",
    "rel",
    "type",
    "title",
    "href",
    "id",
    "class",
    "datetime",
    "scope",
    "aria-label",
    "aria-labelledby",
    "aria-current",
    "action",
    "role",
    "maxlength",
];

/// What the page of a feed violates.
pub(crate) fn check(bytes: &[u8]) -> Vec<String> {
    let mut found = Violations::default();
    let Some(page) = Page::read(&mut found, bytes) else { return found.0 };
    check_frame(&mut found, &page);
    let described = page.all("meta[name='description']");
    found.check(described.len() == 1 && described.iter().all(|meta| !attribute(meta, "content").is_empty()), "PAGE", "not one description");
    let own: Vec<&str> = page.all("link[rel='canonical']").iter().map(|link| attribute(link, "href")).collect();
    let is_page = |own: &str| Leaf::named(own.rsplit('/').next().unwrap_or_default()).is_some_and(|leaf| leaf != Leaf::Newest);
    found.check(matches!(own.as_slice(), [own] if own.ends_with('/') || is_page(own)), "PAGE", format!("its own addresses are {own:?}"));
    for link in page.all("a, link") {
        let address = attribute(&link, "href");
        let is_here = address.strip_prefix('#').is_some_and(|place| page.all(&format!("[id='{place}']")).len() == 1);
        found.check(is_web(address) || is_here, "N15", format!("the address {address} is not absolute"));
    }
    check_feeds(&mut found, &page);
    for article in page.all("article") {
        let linked = article.select(&Selector::parse("h2 a").unwrap()).count();
        let is_reached = linked == 1 && article.attr("id").is_some();
        found.check(is_reached, "R28", format!("the article {} lacks a link or a place", words(&article)));
    }
    found.check(page.all("article").len() == page.all("main > article").len(), "R28", "an article stands outside of the main part");
    found.0
}

/// What the page that leads to every publication violates. Its links are relative, so that it is right under any address.
pub(crate) fn check_root(bytes: &[u8]) -> Vec<String> {
    let mut found = Violations::default();
    let Some(page) = Page::read(&mut found, bytes) else { return found.0 };
    check_frame(&mut found, &page);
    let feeds = page.all("link[rel='alternate']");
    found.check_unique(feeds.iter().map(|feed| attribute(feed, "title")), "R27", "the feed title");
    for link in page.all("a, link") {
        let address = attribute(&link, "href");
        let is_below = !address.starts_with(['/', '.']) && address.contains('/') && !address.contains("//") && !address.contains(':');
        found.check(is_below, "N15", format!("the address {address} leads out of the folder"));
    }
    found.0
}

/// A page that was read, and its text.
struct Page {
    document: Html,
    text: String,
}

impl Page {
    /// Reads a page as strictly as the standard asks; `None` when it is no text.
    fn read(found: &mut Violations, bytes: &[u8]) -> Option<Self> {
        let Ok(text) = String::from_utf8(bytes.to_vec()) else {
            found.check(false, "HTML", "not UTF-8");
            return None;
        };
        found.check(text.starts_with("<!DOCTYPE html>\n"), "PAGE", "no document type");
        let document = Html::parse_document(&text);
        for error in &document.errors {
            found.check(false, "HTML", error);
        }
        Some(Self { document, text })
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.document.select(&Selector::parse(selector).unwrap()).collect()
    }
}

/// What holds for every page, whatever it shows.
fn check_frame(found: &mut Violations, page: &Page) {
    let all = |selector| page.all(selector);
    found.check(all("html").iter().any(|root| is_language(attribute(root, "lang"))), "PAGE", "no language");
    found.check(all("head > meta[charset='utf-8']:first-child").len() == 1, "PAGE", "the encoding is not said first");
    found.check(all("meta[name='viewport']").len() == 1, "PAGE", "not made for small screens");
    for name in ["title", "h1"] {
        let one = all(name);
        found.check(one.len() == 1 && one.iter().all(|one| !words(one).is_empty()), "PAGE", format!("not one {name} with words"));
    }
    check_elements(found, page);
    let mut level = 0;
    for heading in all("h1, h2, h3, h4, h5, h6") {
        let next = heading.value().name()[1..].parse::<u8>().unwrap();
        found.check(next <= level + 1, "PAGE", format!("the heading {} skips a level", words(&heading)));
        level = next;
    }
    let places = all("[id]");
    found.check_unique(places.iter().map(|node| attribute(node, "id")), "PAGE", "the place");
    found.check_unique(all("nav").iter().map(|nav| attribute(nav, "aria-label")), "PAGE", "the name of a list of links");
    for link in all("a") {
        found.check(!words(&link).is_empty(), "PAGE", format!("the link {} has no words", link.html()));
    }
    for time in all("time") {
        found.check(is_time(attribute(&time, "datetime")), "PAGE", format!("{} is no date", attribute(&time, "datetime")));
    }
    check_tables(found, page);
}

/// What a page may link to in its head.
const RELATIONS: [&str; 4] = ["canonical", "alternate", "icon", "apple-touch-icon"];

/// Only what a page may hold, and a style that asks nowhere.
fn check_elements(found: &mut Violations, page: &Page) {
    for node in page.all("*") {
        let name = node.value().name();
        found.check(ELEMENTS.contains(&name), "R15", format!("an element {name}"));
        for (attribute, value) in node.value().attrs() {
            found.check(ATTRIBUTES.contains(&attribute), "R15", format!("{name} has {attribute}={value}"));
        }
    }
    let relations: Vec<&str> = page.all("link").iter().map(|link| link.attr("rel").unwrap_or_default()).collect();
    found.check(relations.iter().all(|rel| RELATIONS.contains(rel)), "R15", format!("links {relations:?}"));
    let origin = |address: &str| Url::parse(address).map(|url| url.origin()).ok();
    let own = page.all("link[rel='canonical']").first().and_then(|link| origin(attribute(link, "href")));
    for icon in page.all("link[rel$='icon']") {
        let address = attribute(&icon, "href");
        found.check(own.is_none() || origin(address) == own, "R15", format!("a picture from elsewhere, {address}"));
    }
    let names = page.all("meta:not([charset])");
    found.check(
        names.iter().all(|meta| ["viewport", "description", "color-scheme"].contains(&attribute(meta, "name"))),
        "R15",
        "a meta element with another name",
    );
    let styles = page.all("style");
    found.check(styles.len() == 1 && page.all("head > style").len() == 1, "PAGE", format!("{} styles", styles.len()));
    for style in styles.iter().map(|style| style.text().collect::<String>()) {
        found.check(!["@import", "url(", "\\"].iter().any(|word| style.contains(word)), "R15", "a style that asks elsewhere");
        found.check(style.contains("prefers-color-scheme"), "PAGE", "no dark colours");
    }
    for form in page.all("form") {
        let (action, own) = (attribute(&form, "action"), page.all("link[rel='canonical']"));
        let own = own.first().map_or("", |link| attribute(link, "href"));
        found.check(action == format!("{own}search"), "R15", format!("a form that is sent to {action}"));
    }
    for field in page.all("input") {
        found.check(field.attr("aria-label").is_some_and(|name| !name.is_empty()), "PAGE", "a field that says not what it is for");
    }
    found.check(!page.text.contains("javascript:"), "R15", "an address that runs");
}

/// Every row has as many cells as the head, and every head says what it stands over.
fn check_tables(found: &mut Violations, page: &Page) {
    let cells = Selector::parse("th, td").unwrap();
    for table in page.all("table") {
        let widths: Vec<usize> = table.select(&Selector::parse("tr").unwrap()).map(|row| row.select(&cells).count()).collect();
        found.check(widths.len() > 1 && widths.iter().all(|width| *width == widths[0]), "PAGE", format!("a table with rows of {widths:?}"));
        let is_scoped = table.select(&Selector::parse("th").unwrap()).all(|head| ["col", "row"].contains(&attribute(&head, "scope")));
        found.check(is_scoped, "PAGE", "a head of a table that says not what it stands over");
    }
}

/// A page's feeds are found by readers, told apart by people, and one can be copied.
fn check_feeds(found: &mut Violations, page: &Page) {
    let feeds = page.all("link[rel='alternate']");
    let types: Vec<&str> = feeds.iter().map(|feed| attribute(feed, "type")).collect();
    let every = ["application/rss+xml", "application/atom+xml", "application/feed+json"];
    found.check(types == every, "R27", "not all feeds are found from the page");
    found.check_unique(feeds.iter().map(|feed| attribute(feed, "title")), "R27", "the feed title");
    let own = page.all("link[rel='canonical']").first().map_or("", |link| attribute(link, "href")).to_owned();
    let own = &own[..own.rfind('/').map_or(0, |slash| slash + 1)];
    for (feed, file) in feeds.iter().zip(["feed.rss", "feed.atom", "feed.json"]) {
        found.check(
            attribute(feed, "href") == format!("{own}{file}"),
            "R27",
            format!("{file} is said to be at {}", attribute(feed, "href")),
        );
    }
    let copied = page.all("section[aria-labelledby='subscribe'] code:first-of-type");
    found.check(copied.iter().map(words).collect::<Vec<_>>() == [format!("{own}feed.rss")], "R28", "no address to copy");
}

fn attribute<'a>(node: &ElementRef<'a>, name: &str) -> &'a str {
    node.attr(name).unwrap_or_default()
}

fn words(element: &ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

/// Whether a text is a month, a day, or a second in UTC, as HTML writes them.
fn is_time(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    ["0000-00", "0000-00-00", "0000-00-00T00:00:00Z"].contains(&shape.as_str())
}
