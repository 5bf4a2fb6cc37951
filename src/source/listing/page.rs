//! One page of a listing: what it says of itself, its entries, its next page.

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::items::{Around, entries, items, the_page};
use super::structured::Described;
use super::{Listing, markup, months, next, text};
use crate::article::Month;
use crate::clean;
use crate::source::element::line;
use crate::source::{About, Context, Page, Reading};
use crate::trouble::{Kind, Trouble};

/// Reads one page.
///
/// # Errors
/// See [`Listing::read`].
pub(super) fn read(listing: &Listing, page: &Page, context: &Context) -> Result<Reading, Trouble> {
    let decoded = text::decode(page)?;
    let tree = markup::parse(&decoded.text)?;
    let base = base(&tree, &decoded.text, &page.url);
    let headings = headings(&tree);
    let month = month(&headings, &page.url, &base);
    let number = number(&tree, &headings, &page.url, &base);
    let described = Described::of(&decoded.text, &base, context);
    let items = items(listing, &tree);
    let scripted = listing.item.is_none() && !described.is_empty();
    if items.is_empty() && !scripted && number.unwrap_or(1) == 1 {
        return Err(no_items(listing, number));
    }
    let around = Around { base: &base, month, number, context };
    let (entries, skipped) = if items.is_empty() && listing.item.is_none() {
        // A script writes the page from what it says for machines.
        (described.into_entries(), Vec::new())
    } else {
        let (mut entries, skipped) = entries(listing, &items, &around)?;
        for entry in &mut entries {
            described.complete(entry);
        }
        (entries, skipped)
    };
    listing.expect.hold(&entries, number, context)?;
    let here = next::Here { base: &base, page: &page.url, month, number };
    Ok(Reading {
        about: About { kind: "listing", month, ..about(&tree, &headings, &base) },
        next: next::find(listing.next.as_ref(), &tree, &here),
        number,
        skipped,
        repaired: decoded.repaired.into_iter().collect(),
        entries,
        ..Reading::default()
    })
}

fn no_items(listing: &Listing, number: Option<u32>) -> Trouble {
    let page = the_page(number);
    let sentence = match &listing.item {
        Some(pick) => format!("{page} has no items where `{}` looks; the page may have changed shape", pick.text),
        None => format!("{page} has no list of linked headlines; name its items with `item` if it shows some"),
    };
    Trouble::new(Kind::Layout, sentence)
}

/// Every element that a selector of ours finds.
pub(super) fn select<'a>(tree: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(css).map_or_else(|_| Vec::new(), |selector| tree.select(&selector).collect())
}

/// What relative links are resolved against: `<base href>`, else the page's own address.
///
/// A saved page has no address of its own on the web: then what the page says of where it came from.
pub(super) fn base(tree: &Html, text: &str, page: &Url) -> Url {
    let attribute = |css: &str, name: &str| select(tree, css).into_iter().find_map(|element| element.attr(name));
    let stated = attribute("base[href]", "href").and_then(|href| clean::link(href, Some(page)));
    let saved = || {
        let said = attribute("link[rel=canonical][href]", "href").or_else(|| attribute("meta[property='og:url'][content]", "content"));
        said.or_else(|| saved_from(text)).and_then(|href| clean::link(href, None))
    };
    stated.or_else(|| (page.scheme() == "file").then(saved).flatten()).unwrap_or_else(|| page.clone())
}

/// The address in the remark that browsers leave in pages they save: `<!-- saved from url=(0024)https://… -->`.
fn saved_from(text: &str) -> Option<&str> {
    let (_, behind) = text.split_once("saved from url=(")?;
    let (_, address) = behind.split_once(')')?;
    address.split_whitespace().next()
}

/// The page's title, then its first headings that lead nowhere (a linked one is a logo or a story).
fn headings(tree: &Html) -> Vec<String> {
    let unlinked = |heading: &ElementRef<'_>| {
        let linked = |element: ElementRef<'_>| element.value().name() == "a" && element.attr("href").is_some();
        !heading.descendent_elements().any(linked) && !heading.ancestors().filter_map(ElementRef::wrap).any(linked)
    };
    let h1 = select(tree, "h1").into_iter().filter(unlinked).take(3);
    let texts = select(tree, "head > title").into_iter().take(1).chain(h1).map(line);
    texts.filter(|text| !text.is_empty()).collect()
}

fn month(headings: &[String], page: &Url, base: &Url) -> Option<Month> {
    let said = headings.iter().find_map(|text| months::in_text(text));
    said.or_else(|| months::in_address(page)).or_else(|| months::in_address(base))
}

fn number(tree: &Html, headings: &[String], page: &Url, base: &Url) -> Option<u32> {
    let said = headings.iter().find_map(|text| months::page_in_text(text));
    let marked = || select(tree, "[aria-current=page], [aria-current=true]").into_iter().find_map(|element| line(element).parse().ok());
    said.or_else(|| months::page_in_address(page)).or_else(|| months::page_in_address(base)).or_else(marked)
}

fn about(tree: &Html, headings: &[String], base: &Url) -> About {
    let attribute = |css: &str, name: &str| {
        let value = select(tree, css).into_iter().find_map(|element| element.attr(name)).map(clean::line);
        value.filter(|value| !value.is_empty())
    };
    About {
        title: headings.first().cloned(),
        link: matches!(base.scheme(), "http" | "https").then(|| base.to_string()),
        description: attribute("meta[name=description]", "content"),
        language: attribute("html[lang]", "lang"),
        ..About::default()
    }
}
