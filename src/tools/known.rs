//! The tools that are known, newsletter tools first. `docs/check-feed.md` says where each fact is from; what is not known is not said.

use super::dates::Dates;
use super::seen::DateField::{self, Created, Date, PubDate, Published, Updated};
use super::seen::Form::{self, Atom, Json, Rdf, Rss};
use super::tool::Habit::{
    self, AsksForRss, First, FirstEnclosure, FourMegabytes, LinksForBadIds, NewestFirst, NoAtomExtras, NoBase, PlainCategories,
    PrefersDublinCore, Strict, WrongSummerTime,
};
use super::tool::Identity::{self, Guid, Link, LinkAndTitle, TitleAndDate};
use super::tool::{New, Part, Tool};

/// Where dates are looked for by those of whom no other order is known.
const ANY: &[DateField] = &[PubDate, Published, Date, Updated, Created];
/// As `rss-parser` does: Atom's `published`, else `updated`; in RSS `pubDate`, else `dc:date`.
const RSS_PARSER: &[DateField] = &[PubDate, Published, Updated, Date];

const XML: &[Form] = &[Rss, Rdf, Atom];
const ALL: &[Form] = &[Rss, Rdf, Atom, Json];
const ONLY_RSS: &[Form] = &[Rss];

/// The habits of what is built on `rss-parser`.
const AS_RSS_PARSER: &[Habit] = &[Strict, FirstEnclosure, PlainCategories, NoAtomExtras];

/// A tool of which no more is known than that it reads XML and what it knows an item by.
const fn tool(name: &'static str, new: New, identity: &'static [Identity]) -> Tool {
    Tool { name, new, identity, dates: Dates::Usual, date_in: ANY, needs: &[], wants: &[], habits: &[], reads: XML }
}

/// Every tool that is known.
pub static TOOLS: &[Tool] = &[
    Tool { dates: Dates::JavaScript, date_in: RSS_PARSER, needs: &[Part::Date], habits: AS_RSS_PARSER, ..tool("n8n", New::Newer, &[]) },
    Tool { wants: &[Part::Date], habits: &[NewestFirst], ..tool("Zapier", New::Unseen, &[Guid, Link]) },
    Tool { needs: &[Part::Date], ..tool("Make", New::NewerOrUnseen, &[Guid, Link]) },
    Tool {
        dates: Dates::JavaScript,
        date_in: RSS_PARSER,
        wants: &[Part::Date],
        habits: AS_RSS_PARSER,
        ..tool("Sim", New::UnseenSincePoll { remembers: 100, most: 25 }, &[Guid, Link, TitleAndDate])
    },
    Tool {
        date_in: &[PubDate, Published, Created, Updated, Date],
        needs: &[Part::Date],
        wants: &[Part::Title, Part::Link, Part::Text, Part::AnyPicture],
        habits: &[NoBase],
        ..tool("Mailchimp", New::Window, &[])
    },
    Tool { needs: &[Part::Date], ..tool("MailerLite", New::Window, &[]) },
    Tool { needs: &[Part::Date], ..tool("Kyrios", New::Window, &[]) },
    Tool { wants: &[Part::Date], ..tool("Buttondown", New::Unseen, &[Guid, Link]) },
    Tool { needs: &[Part::Title, Part::Link], wants: &[Part::Date], ..tool("AWeber", New::TitleAndLinkUnseen, &[Link]) },
    Tool {
        date_in: &[PubDate, Published, Updated],
        needs: &[Part::Title, Part::Link],
        wants: &[Part::Guid, Part::Date, Part::Text],
        habits: &[Strict],
        ..tool("HubSpot", New::Unseen, &[Guid, Link])
    },
    Tool { wants: &[Part::Date], ..tool("FeedMail", New::UnseenAndRecent { days: 7, among: 10 }, &[Guid, Link]) },
    tool("rss2email", New::Unseen, &[Guid, Link, TitleAndDate]),
    Tool {
        needs: &[Part::Title, Part::Link, Part::Date, Part::Text],
        wants: &[Part::Picture],
        habits: &[NewestFirst, FourMegabytes],
        ..tool("Digesto", New::Place, &[])
    },
    Tool { wants: &[Part::Title, Part::Text], habits: &[AsksForRss], reads: ONLY_RSS, ..tool("Maileon", New::Place, &[]) },
    Tool { wants: &[Part::Title, Part::Text], habits: &[Strict, NewestFirst, First(10)], ..tool("Letterhead", New::Place, &[]) },
    Tool { habits: &[NoBase], ..tool("follow.it", New::Place, &[]) },
    Tool { wants: &[Part::Text, Part::Picture], ..tool("MailUp", New::Place, &[]) },
    Tool { wants: &[Part::AnyPicture], habits: &[AsksForRss], reads: ONLY_RSS, ..tool("Actito", New::Place, &[]) },
    Tool { wants: &[Part::AnyPicture], ..tool("Post", New::Place, &[]) },
    Tool { wants: &[Part::Date], reads: ALL, ..tool("NetNewsWire", New::Unseen, &[Guid, Link, TitleAndDate]) },
    Tool {
        date_in: &[Date, PubDate, Published, Updated],
        habits: &[PrefersDublinCore],
        reads: ALL,
        ..tool("Miniflux", New::Unseen, &[Guid, Link, TitleAndDate])
    },
    Tool { habits: &[LinksForBadIds], ..tool("FreshRSS", New::Unseen, &[Guid, Link, TitleAndDate]) },
    tool("newsboat", New::Unseen, &[Guid, Link, TitleAndDate]),
    Tool { habits: &[Strict], ..tool("Thunderbird", New::Unseen, &[Guid, LinkAndTitle, Link]) },
    Tool { habits: &[NoBase], ..tool("Feedly", New::Unseen, &[Guid, Link, TitleAndDate]) },
    tool("Inoreader", New::Unseen, &[Guid, Link, TitleAndDate]),
    tool("sfeed", New::Place, &[]),
    Tool { habits: &[WrongSummerTime], ..tool("feedparser", New::Place, &[]) },
    Tool {
        dates: Dates::JavaScript,
        date_in: RSS_PARSER,
        wants: &[Part::Date],
        habits: AS_RSS_PARSER,
        ..tool("rss-parser", New::Place, &[])
    },
];

/// The tool of this name, whatever the case of its letters.
#[must_use]
pub fn find(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name.eq_ignore_ascii_case(name))
}
