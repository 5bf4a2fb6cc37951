//! A document being written: a head, the fragments of its articles with their dates, and a foot.

use std::borrow::Cow;
use std::ops::Range;

use super::{Format, Leaf, atom, check_xml, html, json, rss};
use crate::config::Name;
use crate::feed::{Dress, Feed, Masthead, Scope, Turn};
use crate::splice::{Layout, Mark, Part, Standing};

/// What stands around the items of a document.
pub(super) struct Frame {
    /// Before the first.
    pub(super) head: String,
    /// Between two.
    pub(super) between: &'static str,
    /// After the last.
    pub(super) foot: String,
    /// The items of the feed that stand in the document.
    pub(super) shows: Range<usize>,
    /// What says where items stand that this document does not hold.
    pub(super) elsewhere: Option<html::Elsewhere>,
}

/// So many items show how large the others will be: growing by doubling would hold a large document twice.
const SAMPLE: usize = 64;
/// A document that takes more than this …
const LARGE: usize = 1 << 20;
/// … asks for at least so much. Allocators map a piece of this size by itself and give all of it back at once; only what is written
/// takes memory.
const MAPPED: usize = 40 << 20;

/// The room to ask for where so many bytes are to come.
const fn room(bytes: usize) -> usize {
    if LARGE < bytes && bytes < MAPPED { MAPPED } else { bytes }
}

/// A document with fewer items than this is made anew each time: that costs less than to remember how it lies in its file.
const LONG: usize = 100;

/// A document being written: its head, one stored fragment after the other with the dates of its item, and its foot.
///
/// It takes the items one by one, so that no more than the document itself is in memory, however many articles it has; and those
/// that stand in its file as they are to be, it takes from there.
pub struct Document {
    pub(super) format: Format,
    leaf: Leaf,
    month: bool,
    /// The name of a feed of the operator's own.
    own: Option<Name>,
    between: &'static str,
    foot: String,
    /// Its head declares the prefix of podcasts; only RSS has one.
    podcast: bool,
    /// It is worth while to take items from the file that stands.
    long: bool,
    /// What is wrong with it.
    flaw: Option<String>,
    /// The items of the feed that were told to it, and those of them that stand in it.
    told: usize,
    shows: Range<usize>,
    elsewhere: Option<html::Elsewhere>,
    standing: Option<Standing>,
    /// Its bytes so far are the parts, then the text, then the piece of the file that stands.
    parts: Vec<Part>,
    pub(super) out: String,
    piece: Option<Range<u64>>,
    /// How many bytes the parts have.
    before: u64,
    layout: Layout,
}

impl Document {
    /// Begins the document of a feed in a format: the page of the newest, where there are several.
    #[must_use]
    pub fn begin(format: Format, feed: &Feed, masthead: &Masthead) -> Self {
        Self::begin_leaf(format, Leaf::Newest, feed, masthead)
    }

    /// Begins one page of a feed in HTML, or its document in another format.
    #[must_use]
    pub fn begin_leaf(format: Format, leaf: Leaf, feed: &Feed, masthead: &Masthead) -> Self {
        let Frame { head, between, foot, shows, elsewhere } = match format {
            Format::Rss => rss::frame(feed, masthead),
            Format::Atom => atom::frame(feed, masthead),
            Format::Json => json::frame(feed, masthead),
            Format::Html => html::frame(feed, leaf, masthead),
        };
        let own = if let Scope::Own(name) = &feed.key.scope { Some(name.clone()) } else { None };
        let flaw = match format {
            Format::Rss | Format::Atom => check_xml(format!("{head}{foot}").as_bytes()).err(),
            Format::Json | Format::Html => None,
        };
        Self {
            format,
            leaf,
            month: feed.key.month().is_some(),
            own,
            between,
            foot,
            podcast: format == Format::Rss && feed.is_podcast(),
            // What looks otherwise in this feed than elsewhere is rendered for it each time.
            long: feed.dress == Dress::Plain && shows.len() >= LONG,
            flaw,
            told: 0,
            shows,
            elsewhere,
            standing: None,
            parts: Vec::new(),
            out: head,
            piece: None,
            before: 0,
            layout: Layout::default(),
        }
    }

    /// Takes from the file that stands what is to stay.
    #[must_use]
    pub fn beside(self, standing: Option<Standing>) -> Self {
        Self { standing, ..self }
    }

    /// Why it must not be published: its head or foot is not well-formed, or a fragment does not go with them.
    #[must_use]
    pub fn flaw(&self) -> Option<&str> {
        self.flaw.as_deref()
    }

    /// The format that it is written in.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Whether it is worth while to take items from the file that stands.
    #[must_use]
    pub const fn is_long(&self) -> bool {
        self.long
    }

    /// Whether it is one of a month's numbered pages.
    #[must_use]
    pub fn is_numbered(&self) -> bool {
        self.leaf != Leaf::Newest
    }

    /// Whether everything that is to stand in it does.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.told >= self.shows.end && self.elsewhere.is_none()
    }

    /// The name of its file.
    #[must_use]
    pub fn file(&self) -> Cow<'static, str> {
        if self.format == Format::Html { self.leaf.file() } else { Cow::Borrowed(self.format.file()) }
    }

    /// Tells it the feed's next item. Answers whether that is all: the item is no part of it, or stood in the file as it is to be.
    /// Otherwise it wants the [fragment](Self::item).
    pub fn take(&mut self, turn: Turn<'_>) -> bool {
        self.told = turn.at + 1;
        if !self.shows.contains(&turn.at) {
            return turn.item.linked || self.elsewhere.is_none();
        }
        let Some(range) = self.standing.as_mut().and_then(|standing| standing.find(turn.mark)) else { return false };
        let between = self.between.len() as u64;
        let size = range.end - range.start;
        self.piece = match self.piece.take() {
            // What stands between two items stands between them in the file, too.
            Some(piece) if piece.end + between == range.start => Some(piece.start..range.end),
            piece => {
                self.piece = piece;
                self.flush();
                self.separate();
                Some(range)
            }
        };
        let end = self.size();
        self.layout.items.push((turn.mark, end - size..end));
        true
    }

    /// Adds the item that was told last: its fragment in the document's format, and its dates.
    pub fn item(&mut self, turn: Turn<'_>, fragment: &str) {
        if !self.shows.contains(&turn.at) {
            if let Some(elsewhere) = &mut self.elsewhere {
                elsewhere.item(turn.at, fragment);
            }
            return;
        }
        if self.format == Format::Rss && !self.podcast && fragment.contains("<itunes:") {
            self.flaw = Some("an episode came while the feed was read; it is read again".to_owned());
        }
        self.flush();
        self.separate();
        let start = self.size();
        self.out.push_str(fragment);
        match self.format {
            Format::Rss => rss::finish(&mut self.out, turn.item),
            Format::Atom => atom::finish(&mut self.out, turn.item),
            Format::Json => json::finish(&mut self.out, turn.item, self.month, self.own.as_ref()),
            Format::Html => {}
        }
        self.layout.items.push((turn.mark, start..self.size()));
    }

    /// How many bytes there are so far.
    fn size(&self) -> u64 {
        self.before + self.out.len() as u64 + self.piece.as_ref().map_or(0, |piece| piece.end - piece.start)
    }

    /// Ends the piece of the file that stands, so that text may follow.
    fn flush(&mut self) {
        let Some((piece, standing)) = self.piece.take().zip(self.standing.as_ref()) else { return };
        self.before += self.out.len() as u64 + piece.end - piece.start;
        self.parts.push(Part::Bytes(std::mem::take(&mut self.out).into()));
        self.parts.push(standing.piece(piece));
    }

    fn separate(&mut self) {
        let done = self.layout.items.len();
        if done == SAMPLE && self.parts.is_empty() {
            self.out.reserve(room(self.out.len() / SAMPLE * (self.shows.len() - SAMPLE) * 11 / 10));
        }
        if done > 0 {
            self.out.push_str(self.between);
        }
    }

    /// The whole document, and how it lies; `frame` says what it shows besides its items.
    #[must_use]
    pub fn end(mut self, frame: Mark) -> (Vec<Part>, Layout) {
        self.flush();
        if let Some(elsewhere) = self.elsewhere {
            elsewhere.end(&mut self.out, self.foot.len());
        }
        self.out.push_str(&self.foot);
        self.parts.push(Part::Bytes(self.out.into()));
        (self.parts, Layout { frame, ..self.layout })
    }

    /// The bytes of a document that took nothing from a file.
    #[must_use]
    pub fn bytes(self) -> Vec<u8> {
        let (parts, _) = self.end(0);
        crate::splice::bytes(&parts).unwrap_or_default()
    }
}
