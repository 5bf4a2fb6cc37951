//! What stands above items: a heading over some of them says their section or their day.

use std::collections::{HashMap, HashSet};

use scraper::ElementRef;

use super::found::Item;
use super::label;
use super::parts::Parts;
use crate::article::Stated;
use crate::source::element::{is_heading, line};
use crate::source::{Context, dates};

/// A heading over items is at most this long.
const LONGEST: usize = 60;

/// A heading that is all of an element is among its first so many elements.
const NEAR: usize = 4;

/// A heading stands no more elements before an item, or before what holds it.
const FAR: usize = 256;

/// Gives items without a label, or without a date, what the nearest heading above them says, where the page has several such headings.
pub(super) fn add(parts: &mut [Parts], items: &[Item<'_>], context: &Context) {
    let headings = headings(items);
    let different: HashSet<&String> = headings.iter().flatten().collect();
    let day =
        |text: &str| dates::parse(text, context.zone, &context.language).filter(|stated| matches!(stated, Stated::At(_) | Stated::On(_)));
    let days = different.iter().filter(|text| day(text).is_some()).count();
    for (part, heading) in parts.iter_mut().zip(&headings) {
        let Some(text) = heading else { continue };
        if day(text).is_some() {
            // The item's own date is the better one, if it has any.
            part.dates.push(text.clone());
        } else if part.section.is_none() {
            let known = label::known(text, &context.labels);
            let told = || (different.len() > 1 && days == 0 && label::looks_like(text)).then(|| text.clone());
            part.section = known.or_else(told);
        }
    }
}

/// The texts of the nearest headings before the items, beside each or beside what holds it.
fn headings(items: &[Item<'_>]) -> Vec<Option<String>> {
    let mut known = HashMap::new();
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        let Some(first) = item.nodes.first() else { continue };
        let heading = heading(*first, |element| known.get(&element.id()).cloned());
        known.extend(item.nodes.iter().map(|node| (node.id(), heading.clone())));
        found.push(heading);
    }
    found
}

/// The text of the nearest heading before an element. What is above an item before it is above this one too: so a long list is walked once.
fn heading(first: ElementRef<'_>, known: impl Fn(ElementRef<'_>) -> Option<Option<String>>) -> Option<String> {
    let ways = std::iter::once(first).chain(first.ancestors().filter_map(ElementRef::wrap)).take_while(|element| !is_page(*element));
    for element in ways {
        for sibling in element.prev_siblings().filter_map(ElementRef::wrap).take(FAR) {
            if let Some(heading) = known(sibling) {
                return heading;
            }
            if is_or_wraps_heading(sibling) && !leads(sibling) {
                return Some(line(sibling)).filter(|text| !text.is_empty() && text.chars().count() <= LONGEST);
            }
        }
    }
    None
}

/// A heading, or an element that holds nothing else.
fn is_or_wraps_heading(element: ElementRef<'_>) -> bool {
    let inside = || element.descendent_elements().take(NEAR).find(|inner| is_heading(*inner));
    is_heading(element) || inside().is_some_and(|inner| line(inner) == line(element))
}

/// A heading that is a link is a story, or a way to more of them.
fn leads(heading: ElementRef<'_>) -> bool {
    heading.descendent_elements().any(|element| element.attr("href").is_some())
}

fn is_page(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "html" | "body" | "main")
}
