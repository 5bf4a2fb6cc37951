//! What is known of one element of a page, while the list in it is looked for.

use scraper::ElementRef;

use super::kind::hash;
use crate::source::element::{address, is_heading, line};

/// More characters of a headline make it no likelier to be one.
const LONGEST_HEADLINE: usize = 80;

/// What is known of one element.
pub(super) struct Spot<'a> {
    pub(super) element: ElementRef<'a>,
    pub(super) parent: Option<usize>,
    /// Its path of tags and classes from the root, as one number.
    pub(super) path: u64,
    /// It stands in a menu, a footer or a side column.
    pub(super) furniture: bool,
    /// It is a link or stands in one.
    pub(super) inside_link: bool,
    /// It is a link or holds one.
    pub(super) holds_link: bool,
    /// What looks most like a headline in it.
    pub(super) headline: Option<Headline>,
    /// How many bytes of text stand in it outside links and headings: a standfirst, if it is an item.
    pub(super) prose: usize,
}

/// A link that may be a headline, or a heading beside a link such as `Read more`.
#[derive(Clone, Copy)]
pub(super) struct Headline {
    /// The spot of the link or heading itself.
    pub(super) at: usize,
    pub(super) is_link: bool,
    pub(super) in_heading: bool,
    pub(super) chars: usize,
    pub(super) words: usize,
    /// Its text as a number, so that twenty links that say the same count once.
    pub(super) said: u64,
}

impl Headline {
    /// What it adds to its group: its length, a third of it when it is too few words for a headline. A heading weighs as much as the
    /// longest link, so that `Continue reading …` is never taken for what is to be read.
    pub(super) fn weight(self) -> usize {
        let full = self.chars.min(LONGEST_HEADLINE);
        match (self.in_heading, self.words) {
            (true, _) => full + LONGEST_HEADLINE,
            (false, 4..) => full,
            (false, _) => full / 3,
        }
    }
}

/// How many bytes of text stand in an element itself, not in elements inside it.
pub(super) fn own_text(element: ElementRef<'_>) -> usize {
    element.children().filter_map(|child| child.value().as_text().map(|text| text.trim().len())).sum()
}

/// Whether an element is a link that leads to another page.
pub(super) fn leads(element: ElementRef<'_>) -> bool {
    address(element).is_some_and(|href| !["#", "javascript:", "mailto:"].iter().any(|start| href.starts_with(start)))
}

/// The headline that a link or a heading is; `None` for one without text, and for the page's own heading.
pub(super) fn headline(element: ElementRef<'_>, at: usize, is_link: bool) -> Option<Headline> {
    let text = line(element);
    let chars = text.chars().count();
    // Scripts without spaces say about a word in three characters.
    let wide = text.chars().filter(|c| *c >= '\u{2e80}').count();
    let words = text.split_whitespace().count().max(wide / 3);
    let in_heading = element.descendent_elements().any(is_heading);
    let own = !is_link && element.value().name() == "h1";
    (chars > 0 && !own).then(|| Headline { at, is_link, in_heading, chars, words, said: hash(&text) })
}

/// Whether an element is a menu, a footer or a side column by its tag, role or classes.
pub(super) fn is_furniture(element: ElementRef<'_>) -> bool {
    const WORDS: [&str; 9] = ["breadcrumb", "breadcrumbs", "footer", "menu", "nav", "navigation", "pager", "pagination", "sidebar"];
    if matches!(element.value().name(), "html" | "body" | "main") {
        return false;
    }
    let by_tag = matches!(element.value().name(), "nav" | "footer" | "aside");
    let by_role = matches!(element.attr("role"), Some("navigation" | "contentinfo" | "complementary" | "menu"));
    let named = |name: &str| WORDS.contains(&name.to_ascii_lowercase().as_str());
    by_tag || by_role || element.value().classes().any(named) || element.attr("id").is_some_and(named)
}
