//! What a tool does with a feed, poll after poll, and what it remembers from one to the next.

use std::collections::HashSet;

use chrono::TimeDelta;

use super::seen::Item;
use super::tool::{Habit, Identity, New, Part, Tool, Why};
use crate::clock::Instant;

/// A tool that polls one feed, with all that it remembers.
#[derive(Debug)]
pub struct Poller<'t> {
    tool: &'t Tool,
    seen: HashSet<String>,
    /// What was taken last, newest first, for a tool that remembers only some.
    taken: Vec<String>,
    newest: Option<Instant>,
    last_poll: Option<Instant>,
}

/// An item as one tool looks at it.
#[derive(Clone, Debug)]
pub struct Look {
    /// Its date, where the tool can read one.
    pub date: Option<Instant>,
    /// A date stands there, whether the tool can read it or not.
    has_date: bool,
    identity: Option<String>,
    link: Option<String>,
    title_and_date: Option<String>,
}

/// What one poll gave.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Polled {
    /// The items that were taken for new, by their index among those that were shown.
    pub picked: Vec<usize>,
    /// The items that were not, and why.
    pub passed: Vec<(usize, Why)>,
}

impl Tool {
    /// The items of a document as this tool looks at them.
    #[must_use]
    pub fn look_at(&self, items: &[Item]) -> Vec<Look> {
        let mut ids = HashSet::new();
        let has_bad_ids = items.iter().filter_map(|item| item.guid.as_deref()).any(|id| !ids.insert(id));
        let by_link = has_bad_ids && self.habits.contains(&Habit::LinksForBadIds);
        let identity = if by_link { &[Identity::Link] } else { self.identity };
        items.iter().map(|item| self.look(item, identity)).collect()
    }

    fn look(&self, item: &Item, identity: &[Identity]) -> Look {
        let written = item.date(self.date_in);
        let title_and_date = item.title.as_deref().zip(written).map(|(title, date)| format!("{title} {date}"));
        let identity = identity.iter().find_map(|identity| match identity {
            Identity::Guid => item.guid.clone(),
            Identity::Link => item.link.clone(),
            Identity::TitleAndDate => title_and_date.clone(),
            Identity::LinkAndTitle => item.title.as_deref().map(|title| format!("{} {title}", item.link.as_deref().unwrap_or_default())),
        });
        Look { date: self.date(item), has_date: written.is_some(), identity, link: item.link.clone(), title_and_date }
    }
}

impl Look {
    fn undated(&self) -> Why {
        if self.has_date { Why::UnreadableDate } else { Why::Lacks(Part::Date) }
    }
}

impl<'t> Poller<'t> {
    /// A tool that was set up now and has seen nothing.
    #[must_use]
    pub fn new(tool: &'t Tool) -> Self {
        Self { tool, seen: HashSet::new(), taken: Vec::new(), newest: None, last_poll: None }
    }

    /// Looks at a feed when it is set up: what stands there already is not news.
    pub fn begin(&mut self, items: &[Look], at: Instant) {
        if !matches!(self.tool.new, New::UnseenSincePoll { .. }) {
            for item in items {
                self.mark(item);
            }
        }
        self.newest = self.newest_of(items);
        self.last_poll = Some(at);
    }

    /// Looks at a feed once more, and says what it takes for new.
    pub fn poll(&mut self, items: &[Look], at: Instant) -> Polled {
        let mut polled = Polled::default();
        let recent = self.recent(items);
        for (index, item) in items.iter().enumerate() {
            match self.decide(item, recent, at) {
                None => {
                    self.mark(item);
                    polled.picked.push(index);
                }
                Some(why) => polled.passed.push((index, why)),
            }
        }
        self.remember(items, &mut polled);
        self.newest = self.newest_of(items);
        self.last_poll = Some(at);
        polled
    }

    /// Why an item is not taken; `None` where it is.
    fn decide(&self, item: &Look, recent: Option<Instant>, at: Instant) -> Option<Why> {
        let date = item.date;
        let is_seen = || item.identity.as_ref().is_none_or(|identity| self.seen.contains(identity));
        match self.tool.new {
            New::Place => None,
            New::Unseen => is_seen().then_some(Why::SameIdentity),
            New::TitleAndLinkUnseen => {
                let [title, link] =
                    [&item.title_and_date, &item.link].map(|mark| mark.as_ref().is_some_and(|mark| self.seen.contains(mark)));
                title.then_some(Why::SameTitle).or(link.then_some(Why::SameLink))
            }
            New::Newer => match (date, self.newest) {
                (None, _) => Some(item.undated()),
                // It then compares with the present.
                (Some(date), None) => (date <= at).then_some(Why::Forgotten),
                (Some(date), Some(newest)) => not_later(date, newest),
            },
            New::NewerOrUnseen => match (date, self.newest) {
                (None, _) => Some(item.undated()),
                (Some(date), Some(newest)) if date == newest => is_seen().then_some(Why::SameIdentity),
                (Some(date), newest) => newest.and_then(|newest| not_later(date, newest)),
            },
            New::Window => match date {
                None => Some(item.undated()),
                Some(date) if self.last_poll.is_some_and(|last| date <= last) => Some(Why::Late),
                // Not yet: the sending after this one takes it.
                Some(date) => (date > at).then_some(Why::Late),
            },
            New::UnseenSincePoll { .. } => {
                let known = item.identity.as_ref().is_none_or(|identity| self.taken.contains(identity) || self.seen.contains(identity));
                let late = date.is_some_and(|date| self.last_poll.is_some_and(|last| date <= last));
                known.then_some(Why::SameIdentity).or(late.then_some(Why::Late))
            }
            New::UnseenAndRecent { .. } => {
                let old = date.zip(recent).is_some_and(|(date, recent)| date < recent);
                is_seen().then_some(Why::SameIdentity).or(old.then_some(Why::Older))
            }
        }
    }

    /// Before which date an item is too old for a tool that ignores old ones.
    fn recent(&self, items: &[Look]) -> Option<Instant> {
        let New::UnseenAndRecent { days, among } = self.tool.new else { return None };
        let mut dates: Vec<Instant> = items.iter().filter_map(|item| item.date).collect();
        dates.sort_unstable_by(|one, other| other.cmp(one));
        let by_days = *dates.first()? - TimeDelta::days(days);
        Some(dates.get(among - 1).map_or(by_days, |place| by_days.max(*place)))
    }

    /// Keeps what a tool with a short memory has taken; of too many, the newest.
    fn remember(&mut self, items: &[Look], polled: &mut Polled) {
        let New::UnseenSincePoll { remembers, most } = self.tool.new else { return };
        self.seen.clear();
        let date = |index: &usize| items.get(*index).and_then(|item| item.date);
        polled.picked.sort_by_key(|index| std::cmp::Reverse(date(index)));
        let lost = polled.picked.split_off(polled.picked.len().min(most));
        polled.passed.extend(lost.into_iter().map(|index| (index, Why::TooMany)));
        let taken = polled.picked.iter().filter_map(|index| items.get(*index)?.identity.clone());
        self.taken = taken.chain(std::mem::take(&mut self.taken)).take(remembers).collect();
    }

    /// The newest date. As n8n reckons it: an item without date makes it forget those that stand before it.
    fn newest_of(&self, items: &[Look]) -> Option<Instant> {
        let dates = items.iter().map(|item| item.date);
        if self.tool.new == New::Newer {
            return dates.reduce(|one, other| if one > other && other.is_some() { one } else { other }).flatten();
        }
        dates.flatten().max().max(self.newest)
    }

    /// Keeps all that an item is known by to this tool.
    fn mark(&mut self, item: &Look) {
        if self.tool.new == New::TitleAndLinkUnseen {
            self.seen.extend([&item.title_and_date, &item.link].into_iter().flatten().cloned());
        } else {
            self.seen.extend(item.identity.clone());
        }
    }
}

fn not_later(date: Instant, newest: Instant) -> Option<Why> {
    match date.cmp(&newest) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal => Some(Why::SameSecond),
        std::cmp::Ordering::Less => Some(Why::Older),
    }
}
