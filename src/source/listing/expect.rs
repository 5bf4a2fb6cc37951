//! What an operator expects of a listing's pages: one that gives less has changed its shape, and that is an error, never an empty success.

use super::items::the_page;
use crate::article::{Entry, Stated};
use crate::source::Context;
use crate::trouble::{Kind, Trouble};

/// What is expected of a page; nothing, unless somebody says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expect {
    /// The first page holds at least so many items.
    pub min_items: usize,
    /// What every item has, but for one in twenty.
    pub require: Vec<Part>,
    /// Every section is one of those in the configuration, but for one item in twenty.
    pub known_sections: bool,
}

/// A part of an item that may be required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The article's address.
    Link,
    /// The section label.
    Section,
    /// The standfirst.
    Summary,
    /// The byline.
    Author,
    /// A date that says more than the page's month.
    Date,
}

impl Part {
    /// Every part with its name in the configuration.
    pub const ALL: [(&'static str, Self); 5] =
        [("link", Self::Link), ("section", Self::Section), ("summary", Self::Summary), ("author", Self::Author), ("date", Self::Date)];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, part)| *part == self).map_or("part", |(name, _)| name)
    }

    const fn is_in(self, entry: &Entry) -> bool {
        match self {
            Self::Link => entry.link.is_some(),
            Self::Section => entry.section.is_some(),
            Self::Summary => entry.summary.is_some(),
            Self::Author => entry.author.is_some(),
            Self::Date => matches!(entry.stated, Stated::At(_) | Stated::On(_)),
        }
    }
}

impl Expect {
    /// Holds a page against it.
    ///
    /// # Errors
    /// `layout` where the page gives less.
    pub(super) fn hold(&self, entries: &[Entry], number: Option<u32>, context: &Context) -> Result<(), Trouble> {
        let page = the_page(number);
        let changed = |what: String| Err(Trouble::new(Kind::Layout, format!("{what}; the page may have changed shape")));
        let all = entries.len();
        if number.unwrap_or(1) == 1 && all < self.min_items {
            return changed(format!("{page} has {all} items, and `min_items` expects {}", self.min_items));
        }
        for part in &self.require {
            let without = entries.iter().filter(|entry| !part.is_in(entry)).count();
            if without * 20 > all {
                return changed(format!("{without} of {all} items of {page} have no {}, which `require` names", part.name()));
            }
        }
        let unknown = || entries.iter().filter_map(|entry| entry.section.as_ref()).filter(|label| !context.labels.contains(label));
        match unknown().next().filter(|_| self.known_sections && unknown().count() * 20 > all) {
            Some(label) => {
                changed(format!("{} of {all} items of {page} are in no section of [sections], such as `{label}`", unknown().count()))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: usize) -> Vec<Entry> {
        let one = Entry {
            title: "A".to_owned(),
            section: Some("News".to_owned()),
            link: Some("https://a.example/1".to_owned()),
            ..Entry::default()
        };
        vec![one; count]
    }

    #[test]
    fn a_page_that_gives_less_than_expected_has_changed_its_shape() {
        let context = Context { labels: vec!["News".to_owned()], ..Context::default() };
        let told = |expect: &Expect, entries: &[Entry], number| {
            expect.hold(entries, number, &context).map_err(|trouble| (trouble.kind, trouble.sentence))
        };
        let ten = Expect { min_items: 10, ..Expect::default() };
        assert_eq!(told(&ten, &entries(10), Some(1)), Ok(()));
        let (kind, sentence) = told(&ten, &entries(9), None).unwrap_err();
        assert_eq!(
            (kind, sentence.as_str()),
            (Kind::Layout, "the page has 9 items, and `min_items` expects 10; the page may have changed shape")
        );
        assert_eq!(told(&ten, &entries(1), Some(7)), Ok(()), "a last page holds what is left");
        let require = Expect { require: vec![Part::Link, Part::Section], ..Expect::default() };
        let mut some = entries(20);
        assert_eq!(told(&require, &some, None), Ok(()));
        some[0].section = None;
        assert_eq!(told(&require, &some, None), Ok(()), "one in twenty");
        some[1].section = None;
        assert!(told(&require, &some, None).unwrap_err().1.starts_with("2 of 20 items of the page have no section, which `require` names"));
        let known = Expect { known_sections: true, ..Expect::default() };
        some[2].section = Some("Menu".to_owned());
        assert_eq!(told(&known, &some, None), Ok(()), "one in twenty");
        some[3].section = Some("Menu".to_owned());
        assert!(
            told(&known, &some, None).unwrap_err().1.contains("2 of 20 items of the page are in no section of [sections], such as `Menu`")
        );
        assert_eq!(told(&Expect::default(), &[], None), Ok(()), "nobody expects anything");
    }
}
