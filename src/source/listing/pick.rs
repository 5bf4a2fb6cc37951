//! A CSS selector and what to take from what it finds.

use std::ops::Range;

use scraper::{ElementRef, Selector};

use super::found::Item;
use crate::clean;
use crate::source::element::line;

/// Characters of a selector among which the wrong one is looked for.
const LONGEST: usize = 500;

/// A CSS selector and what to take from what it finds: `h3 a@href` takes the attribute, `h3 a` the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// As it was written, for messages.
    pub text: String,
    /// The compiled selector.
    pub selector: Selector,
    /// The attribute to take instead of the text.
    pub attribute: Option<String>,
}

/// A selector that cannot be used: what is wrong, and where in the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadPick {
    /// One sentence.
    pub message: String,
    /// The bytes of the text that are wrong.
    pub span: Range<usize>,
}

impl Pick {
    /// Compiles `SELECTOR` or `SELECTOR@ATTRIBUTE`.
    ///
    /// # Errors
    /// What is wrong with the selector, in words.
    pub fn parse(text: &str) -> Result<Self, BadPick> {
        let (css, attribute) = match text.rsplit_once('@') {
            Some((css, attribute)) => (css, Some(attribute.trim().to_owned())),
            None => (text, None),
        };
        if attribute.as_ref().is_some_and(String::is_empty) {
            return Err(BadPick { message: "no attribute is named behind `@`".to_owned(), span: css.len()..text.len() });
        }
        let selector = Selector::parse(css.trim()).map_err(|_| bad(css))?;
        Ok(Self { text: text.to_owned(), selector, attribute })
    }

    /// What it finds in an item, the item's own elements included, in page order.
    pub(super) fn within<'a>(&self, item: &Item<'a>) -> impl Iterator<Item = ElementRef<'a>> {
        let nodes = item.nodes.clone();
        nodes.into_iter().flat_map(move |node| {
            let own = self.selector.matches(&node).then_some(node);
            own.into_iter().chain(node.select(&self.selector).collect::<Vec<_>>())
        })
    }

    /// The text, or the attribute where one is named, as one line; `None` when there is nothing in it.
    pub(super) fn take(&self, element: ElementRef<'_>) -> Option<String> {
        let line = match &self.attribute {
            Some(name) => clean::line(element.attr(name)?),
            None => line(element),
        };
        (!line.is_empty()).then_some(line)
    }

    /// The address it points at: the named attribute, else the `href` of the element or of the first link in it.
    pub(super) fn take_link<'a>(&self, element: ElementRef<'a>) -> Option<&'a str> {
        let href = match &self.attribute {
            Some(name) => element.attr(name),
            None => element.descendent_elements().find_map(|inner| inner.attr("href")),
        };
        href.map(str::trim).filter(|href| !href.is_empty())
    }
}

/// What is wrong with a selector. The parser's own words are for programmers, and it names no place: that is where the longest
/// beginning ends that it would take.
fn bad(css: &str) -> BadPick {
    let (start, end) = (css.len() - css.trim_start().len(), css.trim_end().len());
    let Some(whole) = css.get(start..end).filter(|whole| !whole.is_empty()) else {
        return BadPick { message: "there is no selector".to_owned(), span: 0..css.len() };
    };
    let places = whole.char_indices().map(|(place, _)| place).take(LONGEST);
    let taken = places.filter(|&place| whole.get(..place).is_some_and(|part| Selector::parse(part).is_ok())).last().unwrap_or(0);
    let from = whole.get(taken..).unwrap_or_default();
    let message = match taken {
        0 => format!("`{whole}` cannot be read as a CSS selector"),
        _ => format!("`{whole}` cannot be read as a CSS selector from `{from}` on"),
    };
    BadPick { message, span: start + taken..end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_selector_is_told_in_words() {
        for (text, message, span) in [
            ("li..story", "`li..story` cannot be read as a CSS selector from `..story` on", 2..9),
            (" h3 >> a @href", "`h3 >> a` cannot be read as a CSS selector from `>> a` on", 4..8),
            ("a:hovering", "`a:hovering` cannot be read as a CSS selector from `:hovering` on", 1..10),
            ("é..x", "`é..x` cannot be read as a CSS selector from `..x` on", 2..5),
            (">>", "`>>` cannot be read as a CSS selector", 0..2),
            ("@href", "there is no selector", 0..0),
            ("h3 a@", "no attribute is named behind `@`", 4..5),
        ] {
            let told = Pick::parse(text).unwrap_err();
            assert_eq!((told.message.as_str(), told.span), (message, span), "{text}");
        }
    }

    #[test]
    fn an_attribute_stands_behind_the_at_sign() {
        let pick = Pick::parse(" h3 a @ href ").unwrap();
        assert_eq!(pick.attribute.as_deref(), Some("href"));
        assert_eq!(pick.selector, Selector::parse("h3 a").unwrap());
    }
}
