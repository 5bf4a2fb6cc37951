//! A long document is handed to `feed-rs` a part at a time: its model takes many times what an item is worth, and is then needed no more.

use std::ops::Range;

/// A document with more items than this is read in parts of as many.
const PART: usize = 1_000;

/// Where the items of a document stand, in bytes.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The start tag of the channel, where there is one.
    channel: Range<usize>,
    /// Where the first item of each part begins.
    starts: Vec<usize>,
    /// Where the last item ends.
    end: usize,
}

impl Places {
    /// Takes the start tag of a channel.
    pub(super) fn channel(&mut self, tag: Range<usize>) {
        if self.channel.is_empty() {
            self.channel = tag;
        }
    }

    /// Takes the beginning of an item, the `number`-th, counted from 1.
    pub(super) fn begin(&mut self, number: usize, place: usize) {
        if number % PART == 1 {
            self.starts.push(place);
        }
    }

    /// Takes the end of an item: where its end tag begins, or where it ends if it has none.
    pub(super) fn end(&mut self, text: &str, place: usize) {
        let tag = text.get(place..).filter(|rest| rest.starts_with("</")).and_then(|rest| rest.find('>'));
        self.end = place + tag.map_or(0, |length| length + 1);
    }

    /// How a document is read in parts: its root's start tag as it is to be read, its text, and how many bytes of that were cut off in front.
    /// `None` for one that is short enough.
    pub(super) fn parts(&self, root: &str, text: &str, cut: usize) -> Option<Parts> {
        if self.starts.len() < 2 {
            return None;
        }
        let name = root.trim_start_matches('<').split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
        let channel = text.get(self.channel.clone())?;
        let close = if channel.is_empty() { format!("</{name}>") } else { format!("</channel></{name}>") };
        let moved = |place: &usize| place.checked_sub(cut);
        let bounds: Option<Vec<usize>> = self.starts.iter().chain([&self.end]).map(moved).collect();
        Some(Parts { open: format!("{root}{channel}"), close, bounds: bounds? })
    }
}

/// How a document's body is cut.
#[derive(Debug)]
pub(super) struct Parts {
    /// What stands before the items of each part, and behind them.
    open: String,
    close: String,
    /// Where each part begins, and where the last one ends.
    bounds: Vec<usize>,
}

impl Parts {
    /// The document without its items: `head` and two pieces of `body`.
    pub(super) fn frame<'p>(&self, head: &'p str, body: &'p str) -> [&'p str; 3] {
        let (first, last) = (self.bounds.first().copied().unwrap_or(0), self.bounds.last().copied().unwrap_or(0));
        [head, body.get(..first).unwrap_or_default(), body.get(last..).unwrap_or_default()]
    }

    /// Its parts, each a document of its own in three pieces.
    pub(super) fn each<'p>(&'p self, body: &'p str) -> impl Iterator<Item = [&'p str; 3]> {
        let inner = self.bounds.windows(2).filter_map(|bounds| body.get(*bounds.first()?..*bounds.last()?));
        inner.map(|items| [self.open.as_str(), items, self.close.as_str()])
    }
}
