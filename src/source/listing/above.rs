//! What stands above items: a heading over some of them says their section or their day.

use std::collections::HashSet;

use scraper::ElementRef;

use super::found::Item;
use super::label;
use super::parts::Parts;
use super::pick::{is_heading, line};
use crate::article::Stated;
use crate::source::{Context, dates};

/// A heading over items is at most this long.
const LONGEST: usize = 60;

/// Gives items without a label, or without a date, what the nearest heading above them says, where the page has several such headings.
pub(super) fn add(parts: &mut [Parts], items: &[Item<'_>], context: &Context) {
    let headings: Vec<Option<String>> = items.iter().map(heading).collect();
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

/// The text of the nearest heading before an item, beside it or beside what holds it.
fn heading(item: &Item<'_>) -> Option<String> {
    let first = *item.nodes.first()?;
    let ways = std::iter::once(first).chain(first.ancestors().filter_map(ElementRef::wrap)).take_while(|element| !is_page(*element));
    let before = |element: ElementRef<'_>| {
        let siblings = element.prev_siblings().filter_map(ElementRef::wrap);
        siblings.filter(|sibling| is_or_wraps_heading(*sibling) && !leads(*sibling)).map(line).next()
    };
    ways.into_iter().find_map(before).filter(|text| !text.is_empty() && text.chars().count() <= LONGEST)
}

/// A heading, or an element that holds nothing else.
fn is_or_wraps_heading(element: ElementRef<'_>) -> bool {
    let alone = |inner: ElementRef<'_>| is_heading(inner) && line(inner) == line(element);
    is_heading(element) || element.descendent_elements().any(alone)
}

/// A heading that is a link is a story, or a way to more of them.
fn leads(heading: ElementRef<'_>) -> bool {
    heading.descendent_elements().any(|element| element.attr("href").is_some())
}

fn is_page(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "html" | "body" | "main")
}
