//! What is going on, as one table of facts that the status page, `status` and `status --json` all show. Pure.

#[cfg(test)]
pub(crate) mod example;
mod sentence;

use std::collections::{BTreeMap, HashMap};

use chrono::TimeDelta;
use chrono_tz::Tz;
use serde::{Serialize, Serializer};
use url::Url;

use crate::article::rfc3339;
use crate::clock::Instant;
use crate::config::{Fault, Faults, Publication};
use crate::feed::{FeedKey, Scope};
use crate::store::{SourceName, SourceState, Totals};
pub use sentence::{counted, distance, is_well, sentence};

/// A run that should have begun so long ago is not just waiting for its turn.
const LATE: TimeDelta = TimeDelta::minutes(15);

/// The state of everything at one moment. As JSON it is what `status --json` prints.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// Every configured publication, by name.
    pub publications: BTreeMap<String, PublicationStatus>,
    /// Every configured source, in the order of the configuration.
    pub sources: Vec<SourceStatus>,
    /// Articles kept, over all publications.
    pub articles: u64,
    /// Feeds published, over all publications.
    pub feeds: u64,
    /// The state of the configuration.
    pub config: ConfigState,
    /// When all this was so.
    #[serde(skip)]
    pub now: Instant,
}

/// How much there is of one publication, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicationStatus {
    /// Its title.
    pub title: String,
    /// Its articles.
    pub articles: u64,
    /// Its feeds, those of the operator's own included.
    pub feeds: u64,
    /// Its sections that have articles.
    pub sections: u64,
    /// Its months that have articles.
    pub months: u64,
    /// The newest release in its live feeds; later than now where the clock was ahead, and new articles wait until then.
    #[serde(serialize_with = "time")]
    pub newest_release: Option<Instant>,
    /// Its front page.
    pub url: String,
}

/// The state of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceStatus {
    /// Its full name, `hsj/latest`.
    pub source: String,
    /// Whether its last run went well; true before the first one.
    pub ok: bool,
    /// The kind of trouble of its last run.
    pub kind: Option<String>,
    /// The sentence that goes with it.
    pub error: Option<String>,
    /// When it last ran.
    #[serde(serialize_with = "time")]
    pub last_attempt: Option<Instant>,
    /// When it last ran well.
    #[serde(serialize_with = "time")]
    pub last_success: Option<Instant>,
    /// When it last brought a new article.
    #[serde(serialize_with = "time")]
    pub last_new_article: Option<Instant>,
    /// When it runs next.
    #[serde(serialize_with = "time")]
    pub next_run: Option<Instant>,
    /// Why then.
    pub next_run_reason: String,
    /// Failures in a row.
    pub consecutive_failures: u32,
    /// Runs that were left out because the one before was still under way.
    pub skipped_overlap: u32,
    /// Articles it has shown.
    pub articles: u64,
    /// The zone that its schedule is told in.
    #[serde(skip)]
    pub zone: Tz,
}

/// The state of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigState {
    /// Whether what stands in the files is what runs; false after an edit that was refused.
    pub ok: bool,
    /// When the configuration that runs was loaded.
    #[serde(serialize_with = "time")]
    pub loaded_at: Option<Instant>,
    /// Why the last edit was refused.
    pub errors: Vec<ConfigError>,
    /// The same for people: each error with its line and a caret; empty when there is none.
    pub text: String,
}

/// One error of a refused configuration, and its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigError {
    /// The file, as the operator would name it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// One sentence: what is wrong.
    pub message: String,
}

impl Status {
    /// Joins what is configured with what the store knows of it. Sources and publications that are no longer configured do
    /// not show; those that the store has not met yet show as never read.
    #[must_use]
    pub fn of<'a>(
        publications: impl IntoIterator<Item = &'a Publication>,
        base_url: &Url,
        known: Vec<SourceState>,
        totals: &[Totals],
        config: ConfigState,
        now: Instant,
    ) -> Self {
        let mut known: HashMap<SourceName, SourceState> = known.into_iter().map(|state| (state.name.clone(), state)).collect();
        let mut status = Self { publications: BTreeMap::new(), sources: Vec::new(), articles: 0, feeds: 0, config, now };
        for publication in publications {
            let name = publication.name.to_string();
            let shown = PublicationStatus::of(publication, base_url, totals.iter().find(|totals| totals.publication == name));
            status.articles += shown.articles;
            status.feeds += shown.feeds;
            for source in &publication.sources {
                let name = SourceName { publication: name.clone(), source: source.name.to_string() };
                let state = known.remove(&name);
                status.sources.push(SourceStatus::of(&name, state, source.zone));
            }
            status.publications.insert(name, shown);
        }
        status
    }
}

impl Status {
    /// What the store alone knows, while the configuration cannot be read: names instead of titles, and no addresses.
    #[must_use]
    pub fn unconfigured(known: Vec<SourceState>, totals: &[Totals], config: ConfigState, now: Instant) -> Self {
        let publication = |totals: &Totals| PublicationStatus {
            title: totals.publication.clone(),
            articles: totals.articles,
            feeds: totals.feeds,
            sections: totals.sections,
            months: totals.months,
            newest_release: totals.newest,
            url: String::new(),
        };
        let publications: BTreeMap<String, PublicationStatus> =
            totals.iter().map(|totals| (totals.publication.clone(), publication(totals))).collect();
        Self {
            articles: publications.values().map(|publication| publication.articles).sum(),
            feeds: publications.values().map(|publication| publication.feeds).sum(),
            sources: known.into_iter().map(|state| SourceStatus::of(&state.name.clone(), Some(state), Tz::UTC)).collect(),
            publications,
            config,
            now,
        }
    }
}

impl ConfigState {
    /// The state after a load: when that was, where a daemon knows it, and the mistakes of an edit that was refused since.
    #[must_use]
    pub fn of(loaded_at: Option<Instant>, refused: Option<&Faults>) -> Self {
        let error = |fault: &Fault| ConfigError {
            file: fault.file.clone(),
            line: fault.line,
            column: fault.column,
            message: fault.message.clone(),
        };
        Self {
            ok: refused.is_none(),
            loaded_at,
            errors: refused.map(|faults| faults.list().iter().map(error).collect()).unwrap_or_default(),
            text: refused.map(|faults| faults.render(false)).unwrap_or_default(),
        }
    }
}

impl PublicationStatus {
    fn of(publication: &Publication, base_url: &Url, totals: Option<&Totals>) -> Self {
        let front = FeedKey { publication: publication.name.clone(), scope: Scope::All };
        let count = |count: fn(&Totals) -> u64| totals.map_or(0, count);
        // A feed without an article is not published, and neither is one of the operator's own.
        let own = if count(|totals| totals.articles) == 0 { 0 } else { publication.feeds.len() as u64 };
        Self {
            title: publication.title.clone(),
            articles: count(|totals| totals.articles),
            feeds: count(|totals| totals.feeds) + own,
            sections: count(|totals| totals.sections),
            months: count(|totals| totals.months),
            newest_release: totals.and_then(|totals| totals.newest),
            url: front.address(base_url, ""),
        }
    }
}

impl SourceStatus {
    fn of(name: &SourceName, state: Option<SourceState>, zone: Tz) -> Self {
        let state = state.unwrap_or_else(|| never_read(name));
        let (kind, error) = state.trouble.unzip();
        Self {
            source: name.to_string(),
            ok: kind.is_none(),
            kind,
            error,
            last_attempt: state.last_attempt,
            last_success: state.last_success,
            last_new_article: state.last_new,
            next_run: state.next_run,
            next_run_reason: state.next_reason,
            consecutive_failures: state.failures,
            skipped_overlap: state.skipped_overlap,
            articles: state.articles,
            zone,
        }
    }

    /// One word: `ok`, `new` before its first run, or the kind of its trouble.
    #[must_use]
    pub fn state(&self) -> &str {
        match (&self.kind, self.last_attempt) {
            (Some(kind), _) => kind,
            (None, None) => "new",
            (None, Some(_)) => "ok",
        }
    }

    /// Whether its run should have begun long ago.
    #[must_use]
    pub fn is_late(&self, now: Instant) -> bool {
        self.next_run.is_some_and(|next| next + LATE < now)
    }
}

/// The state of a source that the store has not met.
fn never_read(name: &SourceName) -> SourceState {
    SourceState {
        name: name.clone(),
        trouble: None,
        last_attempt: None,
        last_success: None,
        last_new: None,
        next_run: None,
        next_reason: String::new(),
        not_before: None,
        failures: 0,
        skipped_overlap: 0,
        articles: 0,
    }
}

/// A moment as JSON: RFC 3339 with whole seconds, or null.
#[expect(clippy::ref_option, reason = "the form that serde asks for")]
fn time<S: Serializer>(moment: &Option<Instant>, to: S) -> Result<S::Ok, S::Error> {
    moment.map(rfc3339).serialize(to)
}

/// One line of JSON with the keys of `status --json`.
#[must_use]
pub fn json(status: &Status) -> String {
    // Texts and numbers under plain keys cannot fail to serialise.
    serde_json::to_string(status).unwrap_or_default()
}

#[cfg(test)]
mod tests;
