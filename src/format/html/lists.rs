//! What a page leads to: sections, months by year, the newest months section by section, and the pages above and beside it.
//!
//! Every list is bounded, so that no page grows with what is kept: what is not listed is reached from what is.

use std::collections::HashMap;

use super::{Offer, offers};
use crate::article::Month;
use crate::clean;
use crate::config::Name;
use crate::feed::{self, Contents, Feed, FeedKey, Masthead, Scope};
use crate::format::Leaf;

/// The most sections that have a row in the table of months.
const ROWS: usize = 20;

/// How many of the newest years list their months; an older one is a single link.
const YEARS: usize = 10;

/// A feed's page that another page leads to.
pub(super) struct Place {
    pub(super) label: String,
    pub(super) address: String,
}

/// A section with the files to subscribe to.
pub(super) struct Section {
    pub(super) place: Place,
    pub(super) count: u64,
    pub(super) feeds: Vec<Offer>,
}

/// One year and its months, the first of them first.
pub(super) struct Year {
    pub(super) year: i32,
    pub(super) months: Vec<Place>,
}

/// One row of the table: a section, or all of them, and a count for each month that has articles.
pub(super) struct Row {
    pub(super) label: String,
    /// The page of the section.
    pub(super) address: Option<String>,
    pub(super) cells: Vec<Option<Place>>,
}

/// Everything that a page lists beside its articles.
#[derive(Default)]
pub(super) struct Lists {
    /// Every feed at once; only on the front page.
    pub(super) outline: Option<String>,
    /// The feed of the month that it is, under an address that stays; only on the front page.
    pub(super) current: Option<String>,
    pub(super) sections: Vec<Section>,
    pub(super) more_sections: bool,
    /// The sections that stand in the month of this page.
    pub(super) month: Option<String>,
    /// The heads of the table's columns: the short name of a month, and its year.
    pub(super) columns: Vec<(&'static str, i32)>,
    pub(super) rows: Vec<Row>,
    pub(super) years: Vec<Year>,
    /// Years before those, each with the last month in it.
    pub(super) older: Vec<Place>,
}

impl Lists {
    /// The lists of a feed's page.
    pub(super) fn of(feed: &Feed, masthead: &Masthead) -> Self {
        let Contents { sections, months, .. } = &feed.contents;
        let listed = sections.get(..Contents::SECTIONS - 1).unwrap_or(sections);
        let (years, older) = years(&feed.key, months, masthead);
        let is_front = feed.key.scope == Scope::All;
        Self {
            current: is_front.then(|| feed.key.address(&masthead.base_url, "months/current/feed.rss")),
            outline: is_front.then(|| feed.key.address(&masthead.base_url, "feeds.opml")),
            sections: listed.iter().map(|section| self::section(&feed.key, section, masthead)).collect(),
            more_sections: listed.len() < sections.len(),
            month: feed.key.month().filter(|_| !listed.is_empty()).map(feed::month_in_words),
            columns: counted(&feed.contents).map(|month| (short(month), month.year())).collect(),
            rows: rows(&feed.key, &feed.contents, masthead),
            years,
            older,
        }
    }
}

/// The pages that this one is a part of, the widest first.
pub(super) fn above(feed: &Feed, masthead: &Masthead) -> Vec<Place> {
    let all = (Scope::All, clean::line(&masthead.title));
    let section = |slug: &Name| (Scope::Section(slug.clone()), named(slug, feed.contents.label.as_deref()));
    let pages = match &feed.key.scope {
        Scope::All => Vec::new(),
        Scope::Section(_) | Scope::Month(_) | Scope::Own(_) => vec![all],
        Scope::SectionMonth(slug, month) => vec![all, section(slug), (Scope::Month(*month), feed::month_in_words(*month))],
    };
    pages.into_iter().map(|(scope, label)| Place { label, address: page(&feed.key, scope, masthead) }).collect()
}

/// The months before and after: before, whichever has articles; after, a sealed one, which never changes what a sealed page says.
/// The page of a month's oldest articles leads on to the month before, as the page of its newest does; those between lead to these.
pub(super) fn neighbours(feed: &Feed, leaf: Leaf, masthead: &Masthead) -> Vec<Place> {
    let is_newest = leaf == Leaf::Newest;
    if !is_newest && leaf != Leaf::Numbered(1) {
        return Vec::new();
    }
    let before = feed.contents.earlier.or_else(|| feed.chain.previous.as_ref()?.month()).filter(|_| feed.key.month().is_some());
    let after = feed.chain.next.as_ref().filter(|_| is_newest).and_then(FeedKey::month);
    let place = |(word, month): (&str, Option<Month>)| {
        let month = month?;
        let address = feed.key.in_month(month)?.address(&masthead.base_url, "");
        Some(Place { label: format!("{word}: {}", feed::month_in_words(month)), address })
    };
    [("Earlier", before), ("Later", after)].into_iter().filter_map(place).collect()
}

/// The address of another page of the same publication.
fn page(key: &FeedKey, scope: Scope, masthead: &Masthead) -> String {
    FeedKey { publication: key.publication.clone(), scope }.address(&masthead.base_url, "")
}

/// What a section is called: its label, or the name in its address where that is missing.
pub(super) fn named(slug: &Name, label: Option<&str>) -> String {
    label.map(clean::line).filter(|label| !label.is_empty()).unwrap_or_else(|| slug.to_string())
}

/// A section as this page lists it: the whole of it, or what of it stands in this page's month.
fn section(key: &FeedKey, (slug, label, count): &(Name, String, u64), masthead: &Masthead) -> Section {
    let scope = key.month().map_or_else(|| Scope::Section(slug.clone()), |month| Scope::SectionMonth(slug.clone(), month));
    let key = FeedKey { publication: key.publication.clone(), scope };
    let place = Place { label: named(slug, Some(label)), address: key.address(&masthead.base_url, "") };
    // A month ends, so nobody is asked to subscribe to it.
    let feeds = if key.month().is_some() { Vec::new() } else { offers(&key, masthead) };
    Section { place, count: *count, feeds }
}

/// The months that the table counts.
fn counted(contents: &Contents) -> impl Iterator<Item = Month> {
    let columns = if contents.cells.is_empty() { 0 } else { Contents::COUNTED };
    contents.months.iter().take(columns).copied()
}

/// The table: all sections together, then each; a count leads to what it counts.
fn rows(key: &FeedKey, contents: &Contents, masthead: &Masthead) -> Vec<Row> {
    if contents.cells.is_empty() {
        return Vec::new();
    }
    let counts: HashMap<(Option<&Name>, Month), u64> =
        contents.cells.iter().map(|(slug, month, count)| ((slug.as_ref(), *month), *count)).collect();
    let row = |slug: Option<&Name>, label: String| {
        let scope = |month| slug.map_or(Scope::Month(month), |slug| Scope::SectionMonth(slug.clone(), month));
        let cell = |month| {
            let count = counts.get(&(slug, month))?;
            Some(Place { label: count.to_string(), address: page(key, scope(month), masthead) })
        };
        let address = slug.map(|slug| page(key, Scope::Section(slug.clone()), masthead));
        Row { label, address, cells: counted(contents).map(cell).collect() }
    };
    let sections = contents.sections.iter().take(ROWS).map(|(slug, label, _)| row(Some(slug), named(slug, Some(label))));
    std::iter::once(row(None, "All".to_owned())).chain(sections).collect()
}

/// The newest years with all their months, and the years before them with their last.
fn years(key: &FeedKey, months: &[Month], masthead: &Masthead) -> (Vec<Year>, Vec<Place>) {
    let address = |month| key.in_month(month).map(|key| key.address(&masthead.base_url, "")).unwrap_or_default();
    let mut years = Vec::new();
    let mut older = Vec::new();
    for months in months.chunk_by(|one, other| one.year() == other.year()) {
        let Some(last) = months.first() else { continue };
        if years.len() < YEARS {
            let place = |month: &Month| Place { label: short(*month).to_owned(), address: address(*month) };
            years.push(Year { year: last.year(), months: months.iter().rev().map(place).collect() });
        } else {
            older.push(Place { label: last.year().to_string(), address: address(*last) });
        }
    }
    (years, older)
}

/// The first three letters of a month's name.
fn short(month: Month) -> &'static str {
    month.name().get(..3).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::sample;

    /// A feed whose page has more to list than it may.
    fn vast() -> Feed {
        let names: Vec<Name> = (0..Contents::SECTIONS).map(|n| format!("s{n}").parse().unwrap()).collect();
        let months: Vec<Month> = (0..).map(|n| Month::from_number(24_000 - n)).take(Contents::MONTHS).collect();
        let cells = names.iter().flat_map(|name| months.iter().take(20).map(move |month| (Some(name.clone()), *month, 1))).collect();
        let sections = names.iter().map(|name| (name.clone(), String::new(), 1)).collect();
        Feed { contents: Contents { sections, months, cells, ..Contents::default() }, ..sample::live_feed(Vec::new()) }
    }

    #[test]
    fn every_list_is_bounded_and_says_so() {
        let lists = Lists::of(&vast(), &sample::masthead());
        assert_eq!((lists.sections.len(), lists.more_sections), (Contents::SECTIONS - 1, true));
        assert_eq!((lists.columns.len(), lists.rows.len()), (Contents::COUNTED, ROWS + 1));
        assert!(lists.rows.iter().all(|row| row.cells.len() == lists.columns.len()), "a cell for each column");
        assert_eq!((lists.years.len(), lists.years.len() + lists.older.len()), (YEARS, Contents::MONTHS / 12 + 1));
        assert_eq!(lists.sections[0].place.label, "s0", "a name in the address stands in for a label that is missing");
    }

    #[test]
    fn what_fits_is_all_listed() {
        let mut feed = vast();
        feed.contents.sections.truncate(2);
        feed.contents.months.truncate(3);
        let lists = Lists::of(&feed, &sample::masthead());
        assert_eq!((lists.sections.len(), lists.more_sections, lists.columns.len(), lists.rows.len()), (2, false, 3, 3));
        assert_eq!(lists.years.iter().map(|year| year.months.len()).sum::<usize>(), 3);
        assert!(lists.older.is_empty());
    }
}
