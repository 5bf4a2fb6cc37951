//! Feeds of the operator's own: what fits, what it is called there, and when it appears (pure).
//!
//! Whether an article fits is decided once, when it comes into the feed; the store remembers what was given and when. An article
//! that may not appear yet waits, and waits for one moment: the end of its hold, the next time of the feed's schedule behind
//! that, or, in a feed of digests, the moment at which its period's digest appears. Everything that waits for the same moment
//! appears at once. `docs/own-feeds.md` says the same to operators.

mod period;
mod title;
mod words;

use std::time::Duration;

use chrono::{SubsecRound, TimeDelta};
use chrono_tz::Tz;

use crate::clock::Instant;
use crate::config::Name;
use crate::schedule::Schedule;
pub use period::{Every, Period};
pub use title::{BadTitleFormat, TitleFormat};
pub use words::Phrase;

/// A feed for one audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFeed {
    /// Its name; the folder it stands in.
    pub name: Name,
    /// Its title, where the operator gave one.
    pub title: Option<String>,
    /// What fits into it.
    pub filter: Filter,
    /// How many articles or digests it holds.
    pub items: usize,
    /// What its articles are called in it, where that is not their headline.
    pub title_format: Option<TitleFormat>,
    /// One item for each of these periods, in place of their articles.
    pub digest: Option<Every>,
    /// When what waits appears.
    pub release: Option<Schedule>,
    /// How long an article is held back.
    pub hold: Duration,
}

/// What fits into a feed; an empty list of what is wanted wants everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these section labels.
    pub include: Vec<String>,
    /// Not these section labels.
    pub exclude: Vec<String>,
    /// Only what one of these sources has shown.
    pub include_sources: Vec<String>,
    /// Not what only these sources have shown.
    pub exclude_sources: Vec<String>,
    /// Only what has one of these phrases.
    pub include_words: Vec<Phrase>,
    /// Nothing that has one of these phrases.
    pub exclude_words: Vec<Phrase>,
    /// Only what has all of these words, as a search for them would find it.
    pub search: Vec<Phrase>,
}

/// What is asked of an article.
#[derive(Clone, Debug, Default)]
pub struct Candidate {
    /// The label of its section.
    pub label: Option<String>,
    /// The names of the sources that have shown it.
    pub sources: Vec<String>,
    /// Its headline.
    pub title: String,
    /// Its standfirst as plain text.
    pub standfirst: String,
    /// Its byline.
    pub author: Option<String>,
}

/// The moment that an article waits for, and the period whose digest it will stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// From then on it may appear; `None` where that is never.
    pub at: Option<Instant>,
    /// The period, in a feed of digests.
    pub period: Option<Period>,
}

impl Filter {
    /// Whether the feed wants this article.
    #[must_use]
    pub fn fits(&self, article: &Candidate) -> bool {
        let in_section = |labels: &[String]| article.label.as_ref().is_some_and(|label| labels.contains(label));
        let wanted = |source: &String| {
            (self.include_sources.is_empty() || self.include_sources.contains(source)) && !self.exclude_sources.contains(source)
        };
        (self.include.is_empty() || in_section(&self.include))
            && !in_section(&self.exclude)
            && (!self.asks_sources() || article.sources.iter().any(wanted))
            && self.words_fit(article)
            && self.is_found(article)
    }

    /// Whether sources are a part of the question.
    #[must_use]
    pub const fn asks_sources(&self) -> bool {
        !(self.include_sources.is_empty() && self.exclude_sources.is_empty())
    }

    fn words_fit(&self, article: &Candidate) -> bool {
        if self.include_words.is_empty() && self.exclude_words.is_empty() {
            return true;
        }
        let texts = [words::words(&article.title), words::words(&article.standfirst)];
        let any = |phrases: &[Phrase]| phrases.iter().any(|phrase| texts.iter().any(|text| phrase.stands_in(text)));
        (self.include_words.is_empty() || any(&self.include_words)) && !any(&self.exclude_words)
    }

    /// Whether each word of the search stands in headline, standfirst, byline or section.
    fn is_found(&self, article: &Candidate) -> bool {
        if self.search.is_empty() {
            return true;
        }
        let fields = [Some(&article.title), Some(&article.standfirst), article.author.as_ref(), article.label.as_ref()];
        let texts: Vec<Vec<String>> = fields.into_iter().flatten().map(|text| words::words(text)).collect();
        self.search.iter().all(|phrase| texts.iter().any(|text| phrase.stands_in(text)))
    }

    /// A text that changes when what fits does.
    #[must_use]
    pub fn text(&self) -> String {
        let phrases = |phrases: &[Phrase]| phrases.iter().map(|phrase| phrase.text().to_owned()).collect::<Vec<_>>();
        let (wanted, unwanted) = (phrases(&self.include_words), phrases(&self.exclude_words));
        let text =
            serde_json::json!([self.include, self.exclude, self.include_sources, self.exclude_sources, wanted, unwanted]).to_string();
        // Feeds without a search have the text that they always had.
        if self.search.is_empty() { text } else { format!("{text} {}", serde_json::json!(phrases(&self.search))) }
    }
}

impl OwnFeed {
    /// A feed of everything, with nothing said about it.
    #[must_use]
    pub const fn plain(name: Name) -> Self {
        Self {
            name,
            title: None,
            filter: Filter {
                include: Vec::new(),
                exclude: Vec::new(),
                include_sources: Vec::new(),
                exclude_sources: Vec::new(),
                include_words: Vec::new(),
                exclude_words: Vec::new(),
                search: Vec::new(),
            },
            items: 30,
            title_format: None,
            digest: None,
            release: None,
            hold: Duration::ZERO,
        }
    }

    /// Whether articles appear here later than in the live feeds, and so have a date of their own here.
    #[must_use]
    pub const fn is_late(&self) -> bool {
        self.release.is_some() || !self.hold.is_zero()
    }

    /// A text that changes when what waits has to wait for another moment.
    #[must_use]
    pub fn timing(&self, zone: Tz) -> String {
        let release = self.release.as_ref().map_or("", Schedule::text);
        format!("{:?} {release} {} +{}s", self.digest, zone.name(), self.hold.as_secs())
    }

    /// The moment that an article waits for which is news now. `released` is its second in the live feeds.
    #[must_use]
    pub fn due(&self, released: Instant, first_seen: Instant, now: Instant, zone: Tz) -> Due {
        match self.digest {
            Some(every) => self.of_period(Period::of(released, every, zone), zone),
            None if self.hold.is_zero() => Due { at: self.opportunity(now.trunc_subsecs(0), zone), period: None },
            None => Due { at: self.after_hold(first_seen).and_then(|held| self.opportunity(held, zone)), period: None },
        }
    }

    /// The moment at which a period's digest appears.
    #[must_use]
    pub fn of_period(&self, period: Period, zone: Tz) -> Due {
        let ready = self.after_hold(period.end(zone));
        Due { at: ready.and_then(|ready| self.opportunity(ready, zone)), period: Some(period) }
    }

    fn after_hold(&self, time: Instant) -> Option<Instant> {
        time.checked_add_signed(TimeDelta::from_std(self.hold).ok()?)
    }

    /// The first moment from `ready` on at which something may appear.
    fn opportunity(&self, ready: Instant, zone: Tz) -> Option<Instant> {
        match &self.release {
            None => Some(ready),
            // A schedule's next time is strictly later, and every time of one is a whole second.
            Some(schedule) => schedule.next(ready - TimeDelta::nanoseconds(1), zone),
        }
    }
}

#[cfg(test)]
mod tests;
