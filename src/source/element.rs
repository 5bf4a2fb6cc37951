//! Questions to one element of a page: its text as one line, whether it is a heading, where it leads, what its classes say.

use scraper::{ElementRef, Node};

use crate::clean;

/// The text of an element as one line; a line break or the edge of a block parts words.
pub(in crate::source) fn line(element: ElementRef<'_>) -> String {
    line_without(element, None)
}

/// The same without the text of one element inside it.
pub(in crate::source) fn line_without(element: ElementRef<'_>, left_out: Option<ElementRef<'_>>) -> String {
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
pub(in crate::source) fn is_block(element: ElementRef<'_>) -> bool {
    BLOCKS.binary_search(&element.value().name()).is_ok()
}

/// The level of a heading, 1 to 6.
pub(in crate::source) fn level_of(element: ElementRef<'_>) -> Option<u8> {
    let digit = element.value().name().strip_prefix('h')?;
    digit.parse().ok().filter(|level| (1..=6).contains(level))
}

/// Whether an element is a heading.
pub(in crate::source) fn is_heading(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The address that an element leads to: a link's, or the one that a script reads from another element.
pub(in crate::source) fn address(element: ElementRef<'_>) -> Option<&str> {
    let written = element.attr("href").filter(|_| element.value().name() == "a");
    let scripted = || ["data-href", "data-url", "data-link"].into_iter().find_map(|name| element.attr(name));
    let is_control = || matches!(element.value().name(), "button" | "form" | "input");
    written.or_else(|| scripted().filter(|_| !is_control())).map(str::trim).filter(|address| !address.is_empty())
}

/// Whether a class word was made by a program: letters and digits mixed, and another one at the next build.
pub(in crate::source) fn is_generated(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() >= 5 && (1..word.len()).contains(&digits)
}

/// The words of an element's classes in lower case: `story-card__title` has three.
pub(in crate::source) fn class_words(element: ElementRef<'_>) -> Vec<String> {
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
}
