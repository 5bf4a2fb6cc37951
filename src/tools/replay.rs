//! One document, as if it had grown item by item: which of its items would each tool have missed?
//!
//! A single document does not say when its items came. It is taken to have grown at its newer end, each item at its own date or after
//! the items before it: nothing in this is unusual, and a tool that loses an item here loses it sooner or later.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::TimeDelta;

use super::dates::Dates;
use super::poller::Poller;
use super::seen::{DateField, Item};
use super::tool::{New, Tool, Why};
use crate::clock::Instant;

/// How many of the newest items are replayed one by one: with more, a large document would take its time.
const REPLAYED: usize = 300;

/// The items of a document in the order in which they are taken to have come, oldest last, and how they stand in the document.
#[derive(Debug)]
pub struct History {
    items: Vec<Item>,
    /// When each of them is taken to have come.
    came: Vec<Instant>,
    /// The document has its newest item first, as it should.
    pub is_newest_first: bool,
}

/// What one tool would have made of a document while it grew; items by their places in the document.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// The items that it would have missed, and why.
    pub missed: BTreeMap<usize, Why>,
    /// The items that it would have taken more than once.
    pub repeated: BTreeSet<usize>,
}

impl History {
    /// The history of a document that is read now.
    #[must_use]
    pub fn of(items: &[Item], now: Instant) -> Self {
        let dates: Vec<Option<Instant>> = items.iter().map(date).collect();
        let known: Vec<Instant> = dates.iter().copied().flatten().collect();
        let steps = known.windows(2).filter_map(|pair| <[Instant; 2]>::try_from(pair).ok());
        let (mut up, mut down) = (0_usize, 0_usize);
        for [one, other] in steps {
            up += usize::from(one < other);
            down += usize::from(one > other);
        }
        let mut items = items.to_vec();
        if up > 0 && up >= 2 * down {
            items.reverse();
        } else if down < 2 * up {
            // It stands in no order: its dates alone tell.
            items.sort_by_key(|item| std::cmp::Reverse(date(item)));
        }
        let mut came: Vec<Instant> = Vec::with_capacity(items.len());
        for item in items.iter().rev() {
            let before = came.last().copied();
            let at = date(item).map(|date| date.min(now)).max(before);
            came.push(at.unwrap_or(now - TimeDelta::days(1)));
        }
        came.reverse();
        Self { items, came, is_newest_first: up == 0 }
    }

    /// What a tool would have missed, and what it would have taken more than once.
    #[must_use]
    pub fn replay(&self, tool: &Tool) -> Replayed {
        let mut replayed = Replayed::default();
        if tool.new == New::Place {
            return replayed;
        }
        let looks = tool.look_at(&self.items);
        // A tool with a clock was set up just before the oldest item came; any other one saw it and goes on from there.
        let there = usize::from(every(tool.new).is_none());
        let start = self.items.len().min(REPLAYED).saturating_sub(there);
        let (Some(known), Some(at)) = (looks.get(start..), self.came.get(start).or(self.came.last())) else { return replayed };
        let mut poller = Poller::new(tool);
        poller.begin(known, *at - TimeDelta::seconds(1));
        let mut picked = HashSet::new();
        let mut first = start;
        while first > 0 {
            let (next, at) = self.next_poll(tool, first);
            let shown = looks.get(next..).unwrap_or_default();
            let gave = poller.poll(shown, at);
            let place = |index: usize| self.items.get(next + index).map(|item| item.place);
            for (index, why) in gave.passed {
                replayed.missed.extend(place(index).filter(|_| next + index < first).map(|place| (place, why)));
            }
            let again = gave.picked.into_iter().filter_map(place).filter(|place| !picked.insert(*place));
            replayed.repeated.extend(again);
            first = next;
        }
        replayed
    }

    /// Where the document begins at the next poll, and when that is: a tool that compares with its own clock looks now and then, any
    /// other one may look after each item.
    fn next_poll(&self, tool: &Tool, first: usize) -> (usize, Instant) {
        let came = |index: usize| self.came.get(index).copied().unwrap_or_default();
        let next = first.saturating_sub(1);
        let Some(every) = every(tool.new) else { return (next, came(next)) };
        let seconds = every.num_seconds();
        let at = came(next).timestamp().div_euclid(seconds).saturating_add(1).saturating_mul(seconds);
        let at = crate::article::from_unix(at);
        let start = (0..=next).rev().take_while(|index| came(*index) < at).last();
        (start.unwrap_or(next), at)
    }
}

/// How often a tool looks that compares dates with its own clock.
const fn every(new: New) -> Option<TimeDelta> {
    match new {
        New::UnseenSincePoll { .. } => Some(TimeDelta::minutes(1)),
        New::Window => Some(TimeDelta::days(1)),
        _ => None,
    }
}

/// The date of an item as most tools read it.
pub(super) fn date(item: &Item) -> Option<Instant> {
    use DateField::{Created, Date, PubDate, Published, Updated};
    Dates::Usual.read(item.date(&[PubDate, Published, Date, Updated, Created])?)
}
