//! A CSS selector and what to take from what it finds.

use std::ops::Range;

use scraper::{ElementRef, Node, Selector};

use super::found::Item;
use crate::clean;

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

/// The text of an element as one line; a line break or the edge of a block parts words.
pub(super) fn line(element: ElementRef<'_>) -> String {
    line_without(element, None)
}

/// The same without the text of one element inside it.
pub(super) fn line_without(element: ElementRef<'_>, left_out: Option<ElementRef<'_>>) -> String {
    let mut text = String::new();
    collect(element, left_out, &mut text);
    clean::line(&text)
}

fn collect(element: ElementRef<'_>, left_out: Option<ElementRef<'_>>, text: &mut String) {
    for child in element.children() {
        match child.value() {
            Node::Text(found) => text.push_str(found),
            Node::Element(_) => {
                let Some(inner) = ElementRef::wrap(child).filter(|inner| left_out != Some(*inner)) else { continue };
                let apart = is_block(inner) || inner.value().name() == "br";
                if apart {
                    text.push(' ');
                }
                collect(inner, left_out, text);
                if apart {
                    text.push(' ');
                }
            }
            _ => {}
        }
    }
}

/// The elements that stand on lines of their own.
const BLOCKS: [&str; 36] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Whether an element stands on a line of its own.
pub(super) fn is_block(element: ElementRef<'_>) -> bool {
    BLOCKS.binary_search(&element.value().name()).is_ok()
}

/// The level of a heading, 1 to 6.
pub(super) fn level_of(element: ElementRef<'_>) -> Option<u8> {
    let digit = element.value().name().strip_prefix('h')?;
    digit.parse().ok().filter(|level| (1..=6).contains(level))
}

/// Whether an element is a heading.
pub(super) fn is_heading(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The address that an element leads to: a link's, or the one that a script reads from another element.
pub(super) fn address(element: ElementRef<'_>) -> Option<&str> {
    let written = element.attr("href").filter(|_| element.value().name() == "a");
    let scripted = || ["data-href", "data-url", "data-link"].into_iter().find_map(|name| element.attr(name));
    let is_control = || matches!(element.value().name(), "button" | "form" | "input");
    written.or_else(|| scripted().filter(|_| !is_control())).map(str::trim).filter(|address| !address.is_empty())
}

/// Whether a class word was made by a program: letters and digits mixed, and another one at the next build.
pub(super) fn is_generated(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() >= 5 && (1..word.len()).contains(&digits)
}

/// The words of an element's classes in lower case: `story-card__title` has three.
pub(super) fn class_words(element: ElementRef<'_>) -> Vec<String> {
    let words = element.value().classes().flat_map(|class| class.split(|c: char| !c.is_ascii_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blocks_are_in_order_so_that_they_can_be_searched() {
        assert!(BLOCKS.is_sorted());
    }

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
