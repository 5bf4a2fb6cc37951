//! Several pages of one month: what each calls itself, how it leads to the others, and where an article stands that is on another.

use std::fmt::Write;

use super::lists::Place;
use crate::feed::{Feed, Masthead, Scope};
use crate::format::Leaf;

/// So many pages are named one by one; of more, those around this one and the oldest.
const NAMED: usize = 12;

/// A page is kept below this size, so that it stays below 60 KB with what the server adds.
const FULL: usize = 58_000;

/// How a page leads to the other pages of its month.
#[derive(Default)]
pub(super) struct Pager {
    /// Which articles stand here, counted from the month's first, such as `41–60`.
    pub(super) shown: String,
    /// How many the month has; only the page of the newest says so, as the others stay as they are.
    pub(super) held: Option<usize>,
    /// The pages by number, the newest first; the address of the one that this is, is empty.
    pub(super) pages: Vec<Place>,
    /// The page with the next newer articles.
    pub(super) newer: Option<String>,
    /// The page with the next older articles.
    pub(super) older: Option<String>,
}

impl Pager {
    /// How a page of a feed leads to the others; `None` where there is only one.
    pub(super) fn of(feed: &Feed, leaf: Leaf, masthead: &Masthead) -> Option<Self> {
        let count = Leaf::numbered(feed);
        if count == 0 {
            return None;
        }
        let held = feed.items.len();
        let stands = leaf.shows(feed);
        let (here, shown) = (number(leaf).unwrap_or(count + 1), format!("{}–{}", held - stands.end + 1, held - stands.start));
        let place = |number: usize| {
            let leaf = if number > count { Leaf::Newest } else { Leaf::Numbered(number) };
            let label = if leaf == Leaf::Newest { "Newest".to_owned() } else { number.to_string() };
            Place { label, address: if number == here { String::new() } else { address(feed, leaf, masthead) } }
        };
        let beside = |number: usize| place(number).address;
        Some(Self {
            shown,
            held: (leaf == Leaf::Newest).then_some(held),
            pages: named(here, count).into_iter().map(place).collect(),
            newer: (here <= count).then(|| beside(here + 1)),
            older: (here > 1).then(|| beside(here - 1)),
        })
    }
}

/// The numbers that the page `here` names, from high to low; one more than the last page's is the page of the newest. A numbered page names
/// none beyond the one after it but the newest: nothing on it changes with what is written later.
fn named(here: usize, count: usize) -> Vec<usize> {
    let newest = count + 1;
    let near = if here <= NAMED { 1 } else { here - 3 };
    let mut numbers: Vec<usize> = (near..=newest.min(here + 1)).rev().collect();
    if numbers.first() != Some(&newest) {
        numbers.insert(0, newest);
    }
    if near > 1 {
        numbers.push(1);
    }
    numbers
}

fn number(leaf: Leaf) -> Option<usize> {
    match leaf {
        Leaf::Newest => None,
        Leaf::Numbered(number) => Some(number),
    }
}

/// The address of a page of a feed: its folder for the newest.
pub(super) fn address(feed: &Feed, leaf: Leaf, masthead: &Masthead) -> String {
    let file = if leaf == Leaf::Newest { "".into() } else { leaf.file() };
    feed.key.address(&masthead.base_url, &file)
}

/// The title of a page: the feed's, and its number.
pub(super) fn title(feed: &str, leaf: Leaf) -> String {
    number(leaf).map_or_else(|| feed.to_owned(), |number| format!("{feed}, page {number}"))
}

/// What the page of a month's newest articles says of those that stand on other pages and have no address of their own: their link is
/// this page and their anchor, so it leads on from here, whichever page they stand on.
pub(crate) struct Elsewhere {
    /// The address of the month's page.
    month: String,
    /// How many articles the month has.
    held: usize,
    list: String,
}

impl Elsewhere {
    /// For the page of a month; `None` for any other.
    pub(super) fn of(feed: &Feed, leaf: Leaf, masthead: &Masthead) -> Option<Self> {
        let is_wanted = leaf == Leaf::Newest && matches!(feed.key.scope, Scope::Month(_)) && Leaf::numbered(feed) > 0;
        is_wanted.then(|| Self { month: address(feed, leaf, masthead), held: feed.items.len(), list: String::new() })
    }

    /// An article of the feed that stands on another page.
    pub(in crate::format) fn item(&mut self, at: usize, fragment: &str) {
        let Some((anchor, headline)) = without_address(fragment).filter(|_| self.list.len() < FULL) else { return };
        let file = Leaf::of(self.held.saturating_sub(at + 1)).file();
        // Writing to memory does not fail.
        let _ = writeln!(self.list, "<li id=\"{anchor}\"><a href=\"{}{file}#{anchor}\">{headline}</a></li>", self.month);
    }

    /// Adds the list, as far as the page has room: what is below it is still on the pages.
    pub(in crate::format) fn end(self, out: &mut String, foot: usize) {
        const HEAD: &str = "\n<section class=\"elsewhere\">\n<h2>On the other pages</h2>\n<ol>\n";
        const FOOT: &str = "</ol>\n</section>\n";
        let room = FULL.saturating_sub(out.len() + HEAD.len() + FOOT.len() + foot);
        let fits = self.list.get(..room.min(self.list.len())).and_then(|list| list.rfind('\n')).map_or(0, |end| end + 1);
        if let Some(list) = self.list.get(..fits).filter(|list| !list.is_empty()) {
            out.extend([HEAD, list, FOOT]);
        }
    }
}

/// The anchor and the headline of an article's block when its link leads to that very anchor.
fn without_address(fragment: &str) -> Option<(&str, &str)> {
    let (anchor, _) = fragment.strip_prefix("<article id=\"")?.split_once('"')?;
    let (_, linked) = fragment.split_once("<h2><a href=\"")?;
    let (link, linked) = linked.split_once("\">")?;
    let (headline, _) = linked.split_once("</a></h2>")?;
    link.strip_suffix(anchor)?.ends_with('#').then_some((anchor, headline))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::feed::{Item, Turn};
    use crate::format::{Document, Format, sample};

    fn tell(document: &mut Document, turn: Turn<'_>, fragment: &str) {
        if !document.take(turn) {
            document.item(turn, fragment);
        }
    }

    fn pages(articles: usize, article: &Article) -> Vec<(String, String)> {
        let feed = sample::month_feed(vec![Item { linked: article.link.is_some(), ..sample::item() }; articles]);
        let fragments: Vec<String> = (0..articles)
            .map(|n| Format::Html.fragment(&Article { id: format!("tag:hsj.co.uk,2025:{n:032x}"), ..article.clone() }, &sample::masthead()))
            .collect();
        let document = |mut document: Document| {
            Turn::all(&feed.items).zip(&fragments).for_each(|(turn, fragment)| tell(&mut document, turn, fragment));
            (document.file().into_owned(), String::from_utf8(document.bytes()).unwrap())
        };
        Leaf::all(&feed).map(|leaf| document(Document::begin_leaf(Format::Html, leaf, &feed, &sample::masthead()))).collect()
    }

    #[test]
    fn pages_name_those_around_them_and_nothing_that_comes_later() {
        assert_eq!(named(4, 3), [4, 3, 2, 1], "the newest of a few");
        assert_eq!(named(2, 3), [4, 3, 2, 1]);
        assert_eq!(named(2, 9), [10, 3, 2, 1]);
        assert_eq!(named(20, 40), [41, 21, 20, 19, 18, 17, 1]);
        assert_eq!(named(41, 40), [41, 40, 39, 38, 1]);
    }

    #[test]
    fn a_page_says_what_of_the_month_it_shows_and_leads_to_its_neighbours() {
        let feed = sample::month_feed(vec![sample::item(); 67]);
        let pager = |leaf| Pager::of(&feed, leaf, &sample::masthead()).unwrap();
        let (newest, second, first) = (pager(Leaf::Newest), pager(Leaf::Numbered(2)), pager(Leaf::Numbered(1)));
        assert_eq!((newest.shown.as_str(), newest.held, newest.newer.as_deref()), ("41–67", Some(67), None));
        assert_eq!((second.shown.as_str(), second.held, first.shown.as_str(), first.older.as_deref()), ("21–40", None, "1–20", None));
        let folder = "https://feeds.example.org/hsj/months/2025-11/";
        assert_eq!((second.newer.as_deref(), newest.older), (Some(folder), Some(format!("{folder}page-2.html"))));
        assert!(Pager::of(&sample::month_feed(vec![sample::item(); 39]), Leaf::Newest, &sample::masthead()).is_none());
    }

    #[test]
    fn a_twentieth_article_writes_a_page_and_the_link_to_it_and_any_other_only_the_page_of_the_newest() {
        let changed = |held: usize| {
            // The newest is the first: an article keeps its text while the feed grows at that end.
            let texts = |held: usize| {
                let feed = sample::month_feed(vec![sample::item(); held]);
                let document = |mut document: Document| {
                    Turn::all(&feed.items).for_each(|turn| tell(&mut document, turn, &format!("<article>{}</article>", held - turn.at)));
                    (document.file().into_owned(), document.bytes())
                };
                Leaf::all(&feed)
                    .map(|leaf| document(Document::begin_leaf(Format::Html, leaf, &feed, &sample::masthead())))
                    .collect::<Vec<_>>()
            };
            let before = texts(held);
            texts(held + 1).into_iter().filter(|page| !before.contains(page)).map(|(name, _)| name).collect::<Vec<_>>()
        };
        for held in [1, 38, 40, 58, 60, 186, 999] {
            assert_eq!(changed(held).first().map(String::as_str), Some("index.html"));
            assert_eq!(changed(held).len(), if (held + 1) % 20 == 0 { 3 } else { 1 }, "{held}");
        }
        assert_eq!(changed(39), ["index.html", "page-1.html"]);
        assert_eq!(changed(59), ["index.html", "page-2.html", "page-1.html"]);
    }

    #[test]
    fn an_article_without_an_address_is_found_from_the_months_page() {
        let pages = pages(60, &Article { link: None, ..sample::article() });
        let (newest, second) = (&pages[0].1, &pages[1].1);
        let anchor = format!("{:032x}", 30);
        assert!(
            !newest.contains(&format!("<article id=\"{anchor}\"")) && second.contains(&format!("<article id=\"{anchor}\"")),
            "{pages:?}"
        );
        let leads_on =
            format!("<li id=\"{anchor}\"><a href=\"https://feeds.example.org/hsj/months/2025-11/page-2.html#{anchor}\">£860m &#38;");
        assert!(newest.contains(&leads_on), "{newest}");
        assert!(second.contains(&format!("href=\"https://feeds.example.org/hsj/months/2025-11/#{anchor}\"")));
    }

    #[test]
    fn articles_with_an_address_need_no_list_and_a_list_has_an_end() {
        assert!(!self::pages(60, &sample::article())[0].1.contains("class=\"elsewhere\""));
        let many = self::pages(1_000, &Article { link: None, ..sample::article() });
        let newest = &many[0].1;
        assert!(newest.len() <= FULL && newest.contains("class=\"elsewhere\"") && newest.ends_with("</html>"), "{}", newest.len());
        assert!(newest.contains(&format!("<li id=\"{:032x}\"", 25)) && !newest.contains(&format!("<li id=\"{:032x}\"", 999)));
    }

    #[test]
    fn whatever_a_numbered_page_shows_besides_its_articles_changes_the_frame() {
        let base = sample::month_feed(vec![sample::item(); 67]);
        let page = |feed: &Feed, number| Document::begin_leaf(Format::Html, Leaf::Numbered(number), feed, &sample::masthead()).bytes();
        let month = |number| crate::article::Month::new(2025, number);
        let key = |number| base.key.in_month(month(number).unwrap());
        let chain = crate::feed::Chain { archive: true, current: Some(base.key.live()), previous: key(9), next: key(12) };
        let contents = crate::feed::Contents { label: Some("News".to_owned()), earlier: month(10), ..base.contents.clone() };
        let changed = [
            Feed { title: "Another".to_owned(), ..base.clone() },
            Feed { description: "Another".to_owned(), ..base.clone() },
            Feed { chain, ..base.clone() },
            Feed { contents, ..base.clone() },
            Feed { key: key(10).unwrap(), ..base.clone() },
            Feed { items: vec![sample::item(); 90], ..base.clone() },
            Feed { updated: base.updated + chrono::TimeDelta::hours(1), ..base.clone() },
            Feed { id: "tag:another".to_owned(), ..base.clone() },
            Feed { items: vec![sample::item(); 68], ..base.clone() },
        ];
        let (mut same, mut others) = (0, 0);
        for feed in &changed {
            let differs = (1..=2).any(|number| page(feed, number) != page(&base, number));
            assert!(!differs || Leaf::frame(feed, "") != Leaf::frame(&base, ""), "{feed:?}");
            *if differs { &mut others } else { &mut same } += 1;
        }
        assert!(same >= 3 && others >= 4, "{same} and {others}");
        assert_ne!(Leaf::frame(&base, ""), Leaf::frame(&base, "another look"));
    }
}
