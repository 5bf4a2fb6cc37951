//! What is going on, as `feedmill status` and the status page tell it. Pure: the facts are arguments.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::article::rfc3339;
use crate::clock::Instant;
use crate::config::{Fault, Faults};
use crate::mill::Mill;
use crate::store::{SourceState, Totals};

/// Everything that is told; as JSON it is the object that `status --json` prints.
#[derive(Debug, Serialize)]
pub struct Status {
    /// By name.
    pub publications: BTreeMap<String, PublicationStatus>,
    /// In order of name.
    pub sources: Vec<SourceStatus>,
    /// Articles that are kept.
    pub articles: u64,
    /// Feeds that are published, each in every format.
    pub feeds: u64,
    /// The configuration.
    pub config: ConfigStatus,
}

/// One publication.
#[derive(Debug, Serialize)]
pub struct PublicationStatus {
    /// Its title; its name while the configuration cannot be read.
    pub title: String,
    /// Articles that are kept.
    pub articles: u64,
    /// Feeds, each in every format.
    pub feeds: u64,
    /// Sections that have articles.
    pub sections: u64,
    /// Months that have articles.
    pub months: u64,
    /// Where its front page is reachable.
    pub url: Option<String>,
}

/// One source. Times are RFC 3339, or null for never.
#[derive(Debug, Serialize)]
pub struct SourceStatus {
    /// `publication/source`.
    pub source: String,
    /// The last run went well, or there was none yet.
    pub ok: bool,
    /// The kind of trouble.
    pub kind: Option<String>,
    /// The trouble in one sentence.
    pub error: Option<String>,
    /// When it was last read.
    pub last_attempt: Option<String>,
    /// When that last went well.
    pub last_success: Option<String>,
    /// When it last brought something new.
    pub last_new_article: Option<String>,
    /// When it is read next.
    pub next_run: Option<String>,
    /// Why then.
    pub next_run_reason: String,
    /// Failures in a row.
    pub consecutive_failures: u32,
    /// Articles that it has shown.
    pub articles: u64,
}

/// The configuration: whether the files as they stand are what runs.
#[derive(Debug, Default, Serialize)]
pub struct ConfigStatus {
    /// False after an edit that was refused; the configuration before it runs on.
    pub ok: bool,
    /// When the one that runs was loaded; null when no daemon told us.
    pub loaded_at: Option<String>,
    /// The mistakes of the edit.
    pub errors: Vec<Fault>,
    /// The same as text with carets, for people.
    #[serde(skip)]
    pub text: String,
}

impl ConfigStatus {
    /// The state after a load: when, and what was refused since.
    #[must_use]
    pub fn new(loaded_at: Option<Instant>, refused: Option<&Faults>) -> Self {
        Self {
            ok: refused.is_none(),
            loaded_at: loaded_at.map(rfc3339),
            errors: refused.map(|faults| faults.list().to_vec()).unwrap_or_default(),
            text: refused.map(|faults| faults.render(false)).unwrap_or_default(),
        }
    }
}

impl Status {
    /// The status from what the store and the configuration say. `running` is the configuration that runs: its publications and
    /// where they are reachable; without it the store's own names are told.
    #[must_use]
    pub fn new(running: Option<&Mill>, totals: &[Totals], sources: Vec<SourceState>, config: ConfigStatus) -> Self {
        let told = |totals: &Totals| {
            let publication = running.and_then(|mill| mill.config.publication(&totals.publication));
            let status = PublicationStatus {
                title: publication.map_or_else(|| totals.publication.clone(), |publication| publication.title.clone()),
                articles: totals.articles,
                feeds: totals.feeds + publication.map_or(0, |publication| publication.feeds.len() as u64),
                sections: totals.sections,
                months: totals.months,
                url: running.map(|mill| format!("{}{}/", mill.config.base_url, totals.publication)),
            };
            (totals.publication.clone(), status)
        };
        let publications: BTreeMap<String, PublicationStatus> = totals.iter().map(told).collect();
        Self {
            articles: publications.values().map(|publication| publication.articles).sum(),
            feeds: publications.values().map(|publication| publication.feeds).sum(),
            sources: sources.into_iter().map(source).collect(),
            publications,
            config,
        }
    }

    /// One sentence that answers "is anything wrong?".
    #[must_use]
    pub fn sentence(&self) -> String {
        if !self.config.ok {
            return "The last edit of the configuration was refused; the one before it runs on.".to_owned();
        }
        let bad: Vec<&SourceStatus> = self.sources.iter().filter(|source| !source.ok).collect();
        let well = self.sources.len() - bad.len();
        match bad.as_slice() {
            [] if self.sources.is_empty() => "There is no source.".to_owned(),
            [] => format!("All is well: {well} of {well} sources."),
            [first, ..] => {
                let error = first.error.as_deref().unwrap_or("failed");
                format!("{well} of {} sources are well. {}: {error}", self.sources.len(), first.source)
            }
        }
    }

    /// The object that `status --json` prints, on one line.
    #[must_use]
    pub fn json(&self) -> String {
        // Texts and numbers always have a form in JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same for people, line by line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let never = |time: &Option<String>| time.clone().unwrap_or_else(|| "never".to_owned());
        let mut lines = vec![self.sentence()];
        for (name, publication) in &self.publications {
            let url = publication.url.as_deref().unwrap_or_default();
            lines.push(format!("{name}: {} articles, {} feeds, {url}", publication.articles, publication.feeds));
        }
        for source in &self.sources {
            let state = source.state();
            lines.push(format!(
                "{:<24} {state:<12} last new {:<20}  next {:<20}  {}",
                source.source,
                never(&source.last_new_article),
                never(&source.next_run),
                source.error.as_deref().unwrap_or_default()
            ));
        }
        lines
    }
}

impl SourceStatus {
    /// The state in one word: `ok`, `new` for one that was never read, or the kind of trouble.
    #[must_use]
    pub fn state(&self) -> &str {
        self.kind.as_deref().unwrap_or(if self.last_attempt.is_some() { "ok" } else { "new" })
    }
}

fn source(state: SourceState) -> SourceStatus {
    let time = |time: Option<Instant>| time.map(rfc3339);
    let (kind, error) = state.trouble.unzip();
    SourceStatus {
        source: state.name.to_string(),
        ok: error.is_none(),
        kind,
        error,
        last_attempt: time(state.last_attempt),
        last_success: time(state.last_success),
        last_new_article: time(state.last_new),
        next_run: time(state.next_run),
        next_run_reason: state.next_reason,
        consecutive_failures: state.failures,
        articles: state.articles,
    }
}
