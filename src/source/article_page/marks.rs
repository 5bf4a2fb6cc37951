//! What the elements of a page say around its headline: microdata, `RDFa`, microformats, `time`, class names, and text that is a date.

use scraper::{ElementRef, Html};
use url::Url;

use super::{Asked, Said, is_alike};
use crate::article::{Image, Stated};
use crate::clean;
use crate::source::Context;
use crate::source::dates::{self, is_changed};
use crate::source::element::{class_words, is_block, is_heading, line};
use crate::source::listing::is_box;

/// A date or a byline stands no more elements before its headline, or behind it.
const BEFORE: usize = 40;
const BEHIND: usize = 120;

/// A longer text is no line about the article.
const LONGEST_LINE: usize = 120;

/// The elements of a page that can say something of its article, in page order, and where the headline is among them.
pub(super) struct Marks<'t> {
    elements: Vec<ElementRef<'t>>,
    headline: Option<usize>,
}

impl<'t> Marks<'t> {
    /// Finds the headline: the heading that says what was asked for, else the page's first. A heading that leads to another page is that
    /// page's.
    pub(super) fn of(tree: &'t Html, asked: &Asked, url: &Url) -> Self {
        let mut elements = Vec::new();
        gather(tree.root_element(), &mut elements);
        let headings: Vec<(usize, String)> = elements
            .iter()
            .enumerate()
            .filter(|(_, element)| is_heading(**element) && !leads_away(**element, url))
            .map(|(at, element)| (at, line(*element)))
            .collect();
        let wanted = headings.iter().find(|(_, text)| is_alike(text, &asked.title)).map(|(at, _)| *at);
        let first =
            || headings.iter().map(|(at, _)| *at).find(|at| elements.get(*at).is_some_and(|element| element.value().name() == "h1"));
        Self { headline: wanted.or_else(first), elements }
    }

    /// The text of the headline.
    pub(super) fn headline(&self) -> Option<String> {
        self.headline.and_then(|at| self.elements.get(at)).map(|element| line(*element))
    }

    /// Says what they say: what is marked for machines first, then what stands by the headline.
    pub(super) fn speak(&self, base: &Url, context: &Context, said: &mut Said) {
        let near: Vec<ElementRef<'t>> = self.near();
        let machine = near.iter().filter(|element| names(**element, "datePublished") || has_class(**element, "dt-published"));
        said.dates.extend(machine.filter_map(|element| date_of(*element, context)));
        said.dates.extend(near.iter().filter(|element| is_time(**element)).filter_map(|element| date_of(*element, context)));
        said.dates.extend(
            near.iter()
                .filter(|element| is_dated(**element))
                .filter_map(|element| dates::within(&line(*element), context.zone, &context.language)),
        );
        said.dates.extend(
            near.iter()
                .filter(|element| is_line(**element) && !is_of_change(**element))
                .filter_map(|element| dates::within(&line(*element), context.zone, &context.language)),
        );
        said.authors.extend(near.iter().filter_map(|element| author(*element)));
        said.pictures.extend(near.iter().filter_map(|element| picture(*element, base)));
    }

    /// The elements near the headline: those behind it first, as that is where most pages say who and when.
    fn near(&self) -> Vec<ElementRef<'t>> {
        let at = self.headline.unwrap_or(0);
        let before = self.elements.iter().take(at).rev().take(BEFORE);
        let mut near: Vec<ElementRef<'t>> = self.elements.iter().skip(at + 1).take(BEHIND).copied().collect();
        // An element that holds the headline says what all of it says.
        near.extend(before.filter(|element| self.headline.and_then(|at| self.elements.get(at)).is_none_or(|own| !holds(**element, *own))));
        near
    }
}

/// Whether a heading is, or holds, a link to another page.
fn leads_away(heading: ElementRef<'_>, url: &Url) -> bool {
    let around = heading.ancestors().filter_map(ElementRef::wrap).find(|outer| outer.value().name() == "a");
    let link = heading.descendent_elements().find(|inner| inner.attr("href").is_some()).or(around);
    let target = link.and_then(|link| clean::link(link.attr("href")?, Some(url)));
    target.is_some_and(|target| clean::canonical(&target) != clean::canonical(url))
}

fn holds(outer: ElementRef<'_>, inner: ElementRef<'_>) -> bool {
    inner.ancestors().any(|node| node.id() == outer.id())
}

/// Goes through a page and leaves out what is not of its article: menus, boxes of other stories, comments, pictures' captions.
fn gather<'t>(root: ElementRef<'t>, elements: &mut Vec<ElementRef<'t>>) {
    for child in root.child_elements() {
        if !is_elsewhere(child) {
            elements.push(child);
            gather(child, elements);
        }
    }
}

/// Whether an element is about something else than the article.
fn is_elsewhere(element: ElementRef<'_>) -> bool {
    const TAGS: [&str; 8] = ["aside", "blockquote", "figcaption", "footer", "form", "head", "nav", "template"];
    const WORDS: [&str; 12] =
        ["banner", "breadcrumb", "breadcrumbs", "comment", "comments", "footer", "nav", "promo", "related", "sidebar", "teaser", "teasers"];
    let name = element.value().name();
    if matches!(name, "html" | "body" | "main") {
        return false;
    }
    let words = class_words(element);
    // An article may be of a kind that its classes name so; what it holds is looked at by itself.
    let named = name != "article" && words.iter().any(|word| WORDS.contains(&word.as_str()));
    TAGS.contains(&name) || named || is_card(element) || is_box(element)
}

/// Whether an element shows another article: its heading is a link.
fn is_card(element: ElementRef<'_>) -> bool {
    let leads = |heading: ElementRef<'_>| {
        let inside = heading.descendent_elements().any(|inner| inner.value().name() == "a" && inner.attr("href").is_some());
        inside
            || heading
                .ancestors()
                .filter_map(ElementRef::wrap)
                .take_while(|outer| *outer != element)
                .any(|outer| outer.value().name() == "a")
    };
    matches!(element.value().name(), "article" | "li") && element.descendent_elements().find(|inner| is_heading(*inner)).is_some_and(leads)
}

/// Whether an element is named so in microdata or `RDFa`.
fn names(element: ElementRef<'_>, wanted: &str) -> bool {
    let words = [element.attr("itemprop"), element.attr("property")].into_iter().flatten().flat_map(str::split_ascii_whitespace);
    words.map(|word| word.rsplit([':', '/']).next().unwrap_or(word)).any(|word| word == wanted)
        || (wanted == "datePublished"
            && matches!(element.attr("property"), Some("dc:date" | "dc:issued" | "dc:created" | "dcterms:issued")))
}

fn has_class(element: ElementRef<'_>, wanted: &str) -> bool {
    element.value().classes().any(|class| class == wanted)
}

/// Whether an element is a time, and not only that of a change.
fn is_time(element: ElementRef<'_>) -> bool {
    element.value().name() == "time" && !is_of_change(element)
}

/// Whether the classes of an element, or the words in front of it, say that its date is that of a change.
fn is_of_change(element: ElementRef<'_>) -> bool {
    let words = class_words(element);
    let says = |word: &str| words.iter().any(|own| own == word);
    let by_class = (says("updated") || says("modified")) && !says("published");
    let before = element.prev_siblings().find_map(|node| {
        let text = node.value().as_text().map(|text| text.to_string());
        text.or_else(|| ElementRef::wrap(node).map(line)).filter(|text| !text.trim().is_empty())
    });
    by_class || names(element, "dateModified") || before.is_some_and(|text| is_changed(&text))
}

/// Whether the classes of an element say that it is a date.
fn is_dated(element: ElementRef<'_>) -> bool {
    const WORDS: [&str; 13] = [
        "created",
        "date",
        "dated",
        "dateline",
        "datetime",
        "posted",
        "pubdate",
        "publication",
        "publicationdate",
        "published",
        "submitted",
        "time",
        "timestamp",
    ];
    let named = || class_words(element).iter().any(|word| WORDS.contains(&word.as_str()));
    let id = || element.attr("id").is_some_and(|id| id.to_ascii_lowercase().contains("date"));
    (named() || id()) && is_line(element) && !is_of_change(element)
}

/// Whether an element is a line of its own.
fn is_line(element: ElementRef<'_>) -> bool {
    let short = || line(element).chars().count() <= LONGEST_LINE;
    let plain = !element.child_elements().any(is_block);
    plain && !is_heading(element) && !matches!(element.value().name(), "a" | "script" | "style" | "option" | "button") && short()
}

/// The date of an element: what it says for machines, else its text.
fn date_of(element: ElementRef<'_>, context: &Context) -> Option<Stated> {
    let inner = || element.descendent_elements().find(|inner| inner.value().name() == "time").and_then(|time| time.attr("datetime"));
    let written = ["datetime", "content", "title"].into_iter().find_map(|name| element.attr(name)).or_else(inner);
    let read = |text: &str| dates::parse(text, context.zone, &context.language).filter(|stated| stated.rank() >= 2);
    written.and_then(read).or_else(|| dates::within(&line(element), context.zone, &context.language))
}

/// Who an element says has written the article.
fn author(element: ElementRef<'_>) -> Option<String> {
    const WORDS: [&str; 5] = ["author", "authors", "byline", "contributor", "writer"];
    let inside = || element.descendent_elements().skip(1).find(|inner| names(*inner, "name")).map(line);
    let marked = names(element, "author") || names(element, "creator") || has_class(element, "p-author");
    let linked = element.attr("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word == "author"));
    let classed = || class_words(element).iter().any(|word| WORDS.contains(&word.as_str())) && is_line(element);
    if !(marked || linked || classed()) {
        return None;
    }
    let text = if marked { inside().unwrap_or_else(|| line(element)) } else { line(element) };
    let name = name(text.split(['|', '·', '•']).next().unwrap_or(&text));
    (!name.contains(|c: char| c.is_ascii_digit()) && name.chars().count() <= 80 && !name.is_empty()).then_some(name)
}

/// A name without the word in front that makes it a byline.
pub(super) fn name(text: &str) -> String {
    const WORDS: [&str; 14] = [
        "written by ",
        "posted by ",
        "words by ",
        "by: ",
        "by ",
        "von ",
        "par ",
        "por ",
        "di ",
        "door ",
        "af ",
        "av ",
        "text: ",
        "автор: ",
    ];
    let text = text.trim();
    let lower = text.to_lowercase();
    let front = WORDS.into_iter().find(|word| lower.starts_with(word) && text.is_char_boundary(word.len()));
    front.and_then(|word| text.get(word.len()..)).unwrap_or(text).trim().trim_end_matches([',', ':']).to_owned()
}

/// The picture that an element names as the article's.
fn picture(element: ElementRef<'_>, base: &Url) -> Option<Image> {
    let wanted =
        names(element, "image") || has_class(element, "u-featured") || has_class(element, "u-photo") || has_class(element, "wp-post-image");
    let tag = wanted.then(|| element.descendent_elements().find(|inner| inner.value().name() == "img")).flatten();
    let written = || ["content", "href", "src"].into_iter().find_map(|name| element.attr(name)).filter(|_| wanted);
    let url = clean::link(tag.and_then(|tag| tag.attr("src")).or_else(written)?, Some(base))?;
    let size = |name| tag.and_then(|tag| tag.attr(name)).and_then(clean::pixels);
    let alt = tag.and_then(|tag| tag.attr("alt")).map(clean::line).unwrap_or_default();
    Some(Image { width: size("width"), height: size("height"), alt, ..Image::at(url) })
}
