//! What was found on a page, as selectors that find the same: for an operator to paste, and to hold the finder against.

use scraper::{ElementRef, Html};
use url::Url;

use super::found::{self, Item};
use super::items::{Around, entries};
use super::page::{base, select};
use super::pick::Pick;
use super::{Listing, markup, text};
use crate::article::Entry;
use crate::source::element::{address, class_words, is_generated, line};
use crate::source::{Context, Page};

/// Selectors by their keys in the configuration, and how sure it is that what they find is the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// `item`, `title`, `link` and so on, each with its selector; empty where no selectors find the same.
    pub selectors: Vec<(&'static str, String)>,
    /// How sure it is, in a hundred.
    pub sure: u32,
    /// Why, in a sentence.
    pub why: String,
}

/// As many elements of an item as are looked at, and as many selectors of each part as are tried.
const MOST_TRIED: usize = 60;
const MOST_SELECTORS: usize = 12;

/// Says as selectors what is found on a page without any. Nothing where the page cannot be read, or shows no list.
#[must_use]
pub fn describe(page: &Page, context: &Context) -> Option<Described> {
    let decoded = text::decode(page).ok()?;
    let tree = markup::parse(&decoded.text).ok()?;
    let base = base(&tree, &decoded.text, &page.url);
    let items = found::items(&tree);
    let plain = Listing::plain(page.url.as_str());
    let reader = Reader { tree: &tree, base: &base, context };
    let wanted = reader.entries(&plain, &items)?;
    let selectors = reader.selectors(&plain, &items, &wanted).unwrap_or_default();
    let (sure, why) = sureness(&wanted, !selectors.is_empty());
    Some(Described { selectors, sure, why })
}

/// How sure it is that these are the articles: many that are alike and say much are hardly anything else.
fn sureness(entries: &[Entry], described: bool) -> (u32, String) {
    let count = entries.len();
    let share = |fits: &dyn Fn(&Entry) -> bool| {
        u32::try_from(entries.iter().filter(|entry| fits(entry)).count() * 100 / count.max(1)).unwrap_or(100)
    };
    let [links, standfirsts, sections, dates] = [
        share(&|entry| entry.link.is_some()),
        share(&|entry| entry.summary.is_some()),
        share(&|entry| entry.section.is_some()),
        share(&|entry| entry.stated.rank() > 0),
    ];
    let many = u32::try_from(count.min(8)).unwrap_or(8) * 100 / 8;
    let sure =
        (links * 3 + many * 3 + standfirsts * 2 + sections.max(dates)) / 9 - if described { 0 } else { 15.min((links * 3 + many * 3) / 9) };
    let why = format!("{count} items alike; with address {links} %, standfirst {standfirsts} %, section {sections} %, date {dates} %");
    (sure.min(100), why)
}

struct Reader<'p> {
    tree: &'p Html,
    base: &'p Url,
    context: &'p Context,
}

impl<'p> Reader<'p> {
    fn entries(&self, listing: &Listing, items: &[Item<'p>]) -> Option<Vec<Entry>> {
        let around = Around { base: self.base, month: None, number: None, context: self.context };
        entries(listing, items, &around).ok().map(|(entries, _)| entries).filter(|entries| !entries.is_empty())
    }

    /// The selectors, each of which changes nothing of what is read.
    fn selectors(&self, plain: &Listing, items: &[Item<'p>], wanted: &[Entry]) -> Option<Vec<(&'static str, String)>> {
        let nodes: Vec<ElementRef<'p>> =
            items.iter().filter_map(|item| item.nodes.first().copied().filter(|_| item.nodes.len() == 1)).collect();
        let item = if nodes.len() == items.len() { self.item(&nodes)? } else { return None };
        let mut listing = Listing { item: Pick::parse(&item).ok(), ..plain.clone() };
        let mut said = vec![("item", item)];
        for (key, has, set) in PARTS {
            if !wanted.iter().any(has) {
                continue;
            }
            let fits = |selector: &String| {
                let mut tried = listing.clone();
                set(&mut tried, Pick::parse(selector).ok());
                self.entries(&tried, items).is_some_and(|read| read == wanted)
            };
            let (example, entry) = items.iter().zip(wanted).find(|(_, entry)| has(entry))?;
            if let Some(selector) = candidates(example, key, entry).take(MOST_SELECTORS).find(fits) {
                set(&mut listing, Pick::parse(&selector).ok());
                said.push((key, selector));
            }
        }
        Some(said)
    }

    /// A selector that finds exactly these elements.
    fn item(&self, nodes: &[ElementRef<'p>]) -> Option<String> {
        let first = nodes.first()?;
        let own: Vec<String> = simple(*first).collect();
        let above = first.ancestors().filter_map(ElementRef::wrap).take(4).flat_map(simple_with_id);
        let under = above
            .flat_map(|above| own.iter().flat_map(move |own| [format!("{above} > {own}"), format!("{above} {own}")]).collect::<Vec<_>>());
        let finds = |selector: &String| {
            let found = select(self.tree, selector);
            found.len() == nodes.len() && found.iter().zip(nodes).all(|(found, node)| found.id() == node.id())
        };
        own.iter().cloned().chain(under).take(400).find(finds)
    }
}

type Part = (&'static str, fn(&Entry) -> bool, fn(&mut Listing, Option<Pick>));

/// The parts of an item, in the order in which they are tried.
const PARTS: [Part; 6] = [
    ("title", |entry| !entry.title.is_empty(), |listing, pick| listing.title = pick),
    ("link", |entry| entry.link.is_some(), |listing, pick| listing.link = pick),
    ("section", |entry| entry.section.is_some(), |listing, pick| listing.section = pick),
    ("summary", |entry| entry.summary.is_some(), |listing, pick| listing.summary = pick),
    ("author", |entry| entry.author.is_some(), |listing, pick| listing.author = pick),
    ("date", |entry| entry.stated.rank() > 0, |listing, pick| listing.date = pick),
];

/// Selectors of the elements of an item that could hold a part, the simplest first.
fn candidates<'i>(item: &'i Item<'_>, key: &'static str, entry: &'i Entry) -> impl Iterator<Item = String> + 'i {
    let elements =
        item.nodes.iter().flat_map(ElementRef::descendent_elements).take(MOST_TRIED).filter(move |element| could_be(*element, key, entry));
    elements.flat_map(move |element| {
        let parent = element.parent().and_then(ElementRef::wrap);
        let own: Vec<String> = simple(element).collect();
        let under: Vec<String> = parent
            .into_iter()
            .flat_map(simple)
            .flat_map(|above| own.iter().map(move |own| format!("{above} > {own}")).collect::<Vec<_>>())
            .collect();
        let attribute = match key {
            "link" => "@href",
            "date" if element.attr("datetime").is_some() => "@datetime",
            _ => "",
        };
        own.into_iter().chain(under).map(move |selector| selector + attribute).collect::<Vec<_>>()
    })
}

/// Whether an element could hold that part of the entry.
fn could_be(element: ElementRef<'_>, key: &str, entry: &Entry) -> bool {
    let text = line(element);
    let says = |part: Option<&str>| part.is_some_and(|part| !part.is_empty() && text.contains(part));
    match key {
        "link" => address(element).is_some(),
        "title" => text == entry.title,
        "section" => says(entry.section.as_deref()) && text.len() < 80,
        "author" => says(entry.author.as_deref()) && text.len() < 200,
        "summary" => {
            let summary = entry.summary.as_deref().map(crate::clean::plain).unwrap_or_default();
            says(summary.get(..summary.char_indices().nth(20).map_or(summary.len(), |(at, _)| at)))
        }
        _ => text.contains(|c: char| c.is_ascii_digit()),
    }
}

/// `tag.class` for each class that will still be there tomorrow, then `tag`.
fn simple(element: ElementRef<'_>) -> impl Iterator<Item = String> {
    let name = element.value().name().to_owned();
    let lasting = |class: &&str| {
        class.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !class.bytes().any(|byte| byte.is_ascii_digit())
    };
    let generated = class_words(element).iter().any(|word| is_generated(word));
    let classes: Vec<String> =
        element.value().classes().filter(lasting).filter(|_| !generated).map(|class| format!("{name}.{class}")).collect();
    classes.into_iter().chain([name])
}

fn simple_with_id(element: ElementRef<'_>) -> impl Iterator<Item = String> {
    let plain = |id: &&str| id.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_')) && !id.is_empty();
    element.attr("id").filter(plain).map(|id| format!("#{id}")).into_iter().chain(simple(element))
}
