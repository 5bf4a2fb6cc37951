//! The pages of a feed: which of its articles stands on which.
//!
//! A month is read page by page, as in a journal's own archive. Pages are numbered from the oldest article on, and only the page
//! without a number takes what is new: so one new article rewrites that page alone, and what was numbered once stays as it is.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use crate::feed::{Feed, Scope};
use crate::format::Format;
use crate::splice::Mark;

/// How many articles a numbered page holds; the page of the newest holds fewer than twice as many.
const ARTICLES: usize = 20;

/// The most articles that the page of a growing feed shows, so that it stays light however busy the months are.
const SHOWN: usize = 50;

/// One page of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// The page that stands for the feed: its newest articles.
    Newest,
    /// One of the pages behind it; the first holds the oldest articles.
    Numbered(usize),
}

impl Leaf {
    /// How many numbered pages a feed has: only a month has any.
    #[must_use]
    pub fn numbered(feed: &Feed) -> usize {
        if feed.key.month().is_none() { 0 } else { (feed.items.len() / ARTICLES).saturating_sub(1) }
    }

    /// Every page of a feed, the newest first.
    pub fn all(feed: &Feed) -> impl Iterator<Item = Self> + use<> {
        std::iter::once(Self::Newest).chain((1..=Self::numbered(feed)).rev().map(Self::Numbered))
    }

    /// The articles of a feed, newest first, that stand on this page.
    #[must_use]
    pub fn shows(self, feed: &Feed) -> Range<usize> {
        let held = feed.items.len();
        match (self, &feed.key.scope) {
            (Self::Newest, Scope::Month(_) | Scope::SectionMonth(..)) => 0..held - ARTICLES * Self::numbered(feed),
            (Self::Newest, _) => 0..held.min(SHOWN),
            (Self::Numbered(number), _) => held.saturating_sub(ARTICLES * number)..held.saturating_sub(ARTICLES * number.saturating_sub(1)),
        }
    }

    /// The numbered page on which an article stands, told by how many of its feed are older.
    pub(super) const fn of(older: usize) -> Self {
        Self::Numbered(older / ARTICLES + 1)
    }

    /// Says what the numbered pages of a feed show besides their articles: while it is the same, and their articles are, so are the
    /// pages. `rendering` says what all documents of the publication depend on.
    #[must_use]
    pub fn frame(feed: &Feed, rendering: &str) -> Mark {
        let Feed { key, id: _, title, description, updated: _, items: _, chain, contents, dress: _ } = feed;
        let mut hasher = DefaultHasher::new();
        (rendering, key, title, description, chain, &contents.label, contents.earlier, Self::numbered(feed)).hash(&mut hasher);
        // 0 stands for what is made anew each time.
        hasher.finish().max(1)
    }

    /// The name of its file.
    #[must_use]
    pub fn file(self) -> Cow<'static, str> {
        match self {
            Self::Newest => Cow::Borrowed(Format::Html.file()),
            Self::Numbered(number) => Cow::Owned(format!("page-{number}.html")),
        }
    }

    /// The page that a file of this name holds.
    #[must_use]
    pub fn named(file: &str) -> Option<Self> {
        if file == Format::Html.file() {
            return Some(Self::Newest);
        }
        let number = file.strip_prefix("page-")?.strip_suffix(".html")?.parse().ok().filter(|number| (1..=LAST).contains(number))?;
        // One page, one name: no other spelling of its number.
        Some(Self::Numbered(number)).filter(|leaf| leaf.file() == file)
    }
}

/// No page has a higher number: that would be a month of twenty million articles.
const LAST: usize = 999_999;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample;

    fn month(articles: usize) -> Feed {
        sample::month_feed(vec![sample::item(); articles])
    }

    #[test]
    fn a_name_is_read_as_it_is_written_and_no_other() {
        for leaf in [Leaf::Newest, Leaf::Numbered(1), Leaf::Numbered(LAST)] {
            assert_eq!(Leaf::named(&leaf.file()), Some(leaf));
        }
        for name in ["page-0.html", "page-01.html", "page-+1.html", "page-.html", "page-1000000.html", "page-1", "page-1.html.html", ""] {
            assert_eq!(Leaf::named(name), None, "{name}");
        }
    }

    #[test]
    fn a_growing_feed_has_one_page_of_its_newest() {
        let feed = sample::live_feed(vec![sample::item(); 187]);
        let shown: Vec<usize> = Leaf::all(&feed).flat_map(|leaf| leaf.shows(&feed)).collect();
        assert_eq!(shown, (0..50).collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn the_pages_of_a_month_hold_each_article_once_and_in_order(articles in 0_usize..2_000) {
            let feed = month(articles);
            let shown: Vec<usize> = Leaf::all(&feed).flat_map(|leaf| leaf.shows(&feed)).collect();
            prop_assert_eq!(shown, (0..articles).collect::<Vec<_>>());
            let newest = Leaf::Newest.shows(&feed).len();
            prop_assert!(newest == articles.min(newest) && newest < 40 && (newest >= 20 || articles < 20));
            prop_assert!(Leaf::all(&feed).skip(1).all(|leaf| leaf.shows(&feed).len() == 20));
            for leaf in Leaf::all(&feed).skip(1) {
                prop_assert!(leaf.shows(&feed).all(|at| Leaf::of(articles - 1 - at) == leaf), "an article is looked for where it stands");
            }
        }

        #[test]
        fn a_new_article_moves_none_from_one_numbered_page_to_another(articles in 0_usize..2_000) {
            let oldest = |feed: &Feed, leaf: Leaf| leaf.shows(feed).map(|at| feed.items.len() - at).collect::<Vec<_>>();
            let (before, after) = (month(articles), month(articles + 1));
            for leaf in Leaf::all(&before).skip(1) {
                prop_assert_eq!(oldest(&before, leaf), oldest(&after, leaf));
            }
            prop_assert!(Leaf::numbered(&after) <= Leaf::numbered(&before) + 1);
        }
    }
}
