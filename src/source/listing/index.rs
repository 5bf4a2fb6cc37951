//! An index: the page that links to one listing for each month.

use std::cmp::Reverse;

use scraper::ElementRef;

use super::page::base;
use super::pick::Pick;
use super::{markup, months, text};
use crate::article::Month;
use crate::clean;
use crate::source::element::line;
use crate::source::{About, Page, Reading, Role, Start};
use crate::trouble::{Kind, Trouble};

/// Reads the months that an index links to, newest first; links whose month nobody can tell come last, in page order.
///
/// # Errors
/// `layout` when the selector finds no link.
pub(super) fn read(pick: &Pick, page: &Page) -> Result<Reading, Trouble> {
    let decoded = text::decode(page)?;
    let tree = markup::parse(&decoded.text)?;
    let base = base(&tree, &decoded.text, &page.url);
    let mut lists: Vec<Start> = Vec::new();
    for element in tree.select(&pick.selector) {
        let Some(url) = pick.take_link(element).and_then(|href| clean::link(href, Some(&base))) else { continue };
        if lists.iter().all(|list| list.url != url) {
            let month = month(element).or_else(|| months::in_address(&url));
            lists.push(Start { url, role: Role::Listing, month });
        }
    }
    if lists.is_empty() {
        let sentence = format!("the index has no links where `{}` looks; the page may have changed shape", pick.text);
        return Err(Trouble::new(Kind::Layout, sentence));
    }
    lists.sort_by_key(|list| Reverse(list.month));
    let about = About { kind: "index", link: Some(base.to_string()), ..About::default() };
    Ok(Reading { about, lists, repaired: decoded.repaired.into_iter().collect(), ..Reading::default() })
}

/// The month that a link names by its text, its title or its label for screen readers.
fn month(element: ElementRef<'_>) -> Option<Month> {
    let said = [element.attr("title"), element.attr("aria-label")];
    months::in_text(&line(element)).or_else(|| said.into_iter().flatten().find_map(months::in_text))
}
