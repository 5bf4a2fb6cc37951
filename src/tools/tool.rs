//! What may be known of a tool: how it takes an item for new, what it needs, what it does to what it reads.

use super::dates::Dates;
use super::seen::{DateField, Form, Item};
use crate::clock::Instant;

/// One tool, as far as it is known. `docs/check-feed.md` says where each of these facts is from.
#[derive(Debug)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// How it takes an item for new.
    pub new: New,
    /// What it knows an item by: the first of these that an item has.
    pub identity: &'static [Identity],
    /// How it reads dates.
    pub dates: Dates,
    /// In which fields it looks for an item's date, in this order.
    pub date_in: &'static [DateField],
    /// What an item must have to be taken at all.
    pub needs: &'static [Part],
    /// What it shows an item poorly without.
    pub wants: &'static [Part],
    /// What it is known to do to what it reads.
    pub habits: &'static [Habit],
    /// The forms that it reads.
    pub reads: &'static [Form],
}

/// How a tool takes an item for new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum New {
    /// Its identity was not seen before.
    Unseen,
    /// Its date is later than the newest one at the poll before.
    Newer,
    /// Its date is later than the newest one that was taken; of the same date, its identity was not seen before.
    NewerOrUnseen,
    /// Its identity is not among the last `remembers` that were taken, and its date, if it has one, is later than the poll before.
    /// Of many, the newest `most` are taken and the others are lost.
    UnseenSincePoll {
        /// How many identities it remembers.
        remembers: usize,
        /// How many it takes at a poll.
        most: usize,
    },
    /// Its identity was not seen before, and it is not much older than the newest: by days, and by its place among the newest.
    UnseenAndRecent {
        /// Days behind the newest.
        days: i64,
        /// Place among the newest.
        among: usize,
    },
    /// Its date lies between the last sending and this one.
    Window,
    /// Neither its title with its date nor its link was seen before.
    TitleAndLinkUnseen,
    /// What stands first, whatever it is; or it is not known how it tells what is new.
    Place,
}

/// What an item may be known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// `guid` or `id`.
    Guid,
    /// The link.
    Link,
    /// The title together with the date.
    TitleAndDate,
    /// The link, if there is one, together with the title.
    LinkAndTitle,
}

/// A part of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// A title.
    Title,
    /// A link.
    Link,
    /// A date that the tool can read.
    Date,
    /// A `guid` or `id`.
    Guid,
    /// A description or a content.
    Text,
    /// A picture within the text.
    Picture,
    /// A picture in any of the places where tools look for one.
    AnyPicture,
}

/// What a tool is known to do to what it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// It stops reading where XML is not well-formed.
    Strict,
    /// It goes by links where two items of a document have one id.
    LinksForBadIds,
    /// It takes links as they are written, and ignores `xml:base`.
    NoBase,
    /// It keeps only the first enclosure.
    FirstEnclosure,
    /// It hands on a category with attributes as something else than its text.
    PlainCategories,
    /// It loses categories and enclosures of Atom.
    NoAtomExtras,
    /// It prefers `dc:date` and `dc:title` over `pubDate` and `title`.
    PrefersDublinCore,
    /// It wants the newest item first.
    NewestFirst,
    /// It refuses more than four million bytes.
    FourMegabytes,
    /// It reads `BST` an hour wrong.
    WrongSummerTime,
    /// It asks for RSS 2.0.
    AsksForRss,
    /// It takes the first items only, so many.
    First(usize),
}

/// Why a tool does not take an item that it has not taken before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// It lacks a part that the tool needs.
    Lacks(Part),
    /// Its date stands there, and this tool cannot read it.
    UnreadableDate,
    /// Its date is the same as that of one taken before.
    SameSecond,
    /// Its date is older than that of one taken before.
    Older,
    /// Its date was over before the tool looked last.
    Late,
    /// Another item has its identity.
    SameIdentity,
    /// Another item has its link.
    SameLink,
    /// Another item has its title and its date.
    SameTitle,
    /// The tool has lost its place, as the last item has no date.
    Forgotten,
    /// More came at once than the tool takes.
    TooMany,
    /// The document as a whole cannot be read.
    Broken,
}

impl Tool {
    /// The date of an item, as this tool reads it.
    #[must_use]
    pub fn date(&self, item: &Item) -> Option<Instant> {
        self.dates.read(item.date(self.date_in)?)
    }
}
