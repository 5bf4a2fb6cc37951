//! The configuration: what was written, and what it means. Only the second leaves this room.

//!
//! A file is read once, whatever is wrong with it: [`load`] opens the files, each is taken apart by its own reader, and every
//! mistake is kept with its place. Only a configuration without a mistake becomes a [`Config`].

mod claims;
pub mod codes;
mod daemon;
mod decode;
mod document;
mod faults;
mod fingerprint;
mod hosts;
mod load;
mod look;
mod near_duplicates;
mod own;
mod publication;
mod render;
mod rules;
mod secrets;
mod sources;
mod suggest;
mod values;
pub mod watch;
pub mod words;

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use url::Url;

use crate::fetch::Auth;
use crate::fetch::guard::Allow;
use crate::near_duplicate;
pub use crate::own::OwnFeed;
use crate::pack::Coding;
use crate::rules::Rule;
use crate::schedule::{Missed, Schedule};
use crate::serve::client::Proxies;
use crate::serve::listen::Listen;
use crate::source::{Context, Read};
pub use faults::{Fault, Faults, Weight};
pub use load::load;
pub use look::Look;
pub use words::Name;

/// The whole configuration of one daemon.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder it was read from.
    pub directory: PathBuf,
    /// The database file, relative to the working directory.
    pub store: PathBuf,
    /// The folder that feeds are published into, relative to the working directory.
    pub output: PathBuf,
    /// Where that folder will be reachable; ends with a slash.
    pub base_url: Url,
    /// The codings that published files are packed in, for clients that take them.
    pub compress: Vec<Coding>,
    /// Where the feeds are served.
    pub listen: Listen,
    /// Where the status page is served.
    pub admin: Listen,
    /// The proxies that are believed when they say whom a request is from.
    pub proxies: Vec<Proxies>,
    /// Each run is put off by a part of this that is the source's own, so that not all begin at once.
    pub jitter: Duration,
    /// How to fetch.
    pub fetch: FetchRules,
    /// The publications, by name.
    pub publications: Vec<Publication>,
    /// What is probably not meant as it is written.
    pub warnings: Faults,
    /// A hash of everything that was read: the files, and the secrets that they name. The same text means the same configuration.
    pub fingerprint: blake3::Hash,
}

/// How to fetch, for every source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRules {
    /// A page or address that hosts can turn to; stands in the User-Agent.
    pub contact: Option<String>,
    /// Time for a connection to stand.
    pub connect_timeout: Duration,
    /// Time for a whole answer.
    pub total_timeout: Duration,
    /// Bytes of a body after decompression.
    pub max_body: u64,
    /// Redirects that are followed.
    pub max_redirects: usize,
    /// Fetches under way at once, over all hosts.
    pub concurrency: usize,
    /// Time between two requests to one host.
    pub host_spacing: Duration,
    /// Addresses that sources may reach although they are not public.
    pub allow_private: Vec<Allow>,
    /// A folder that answers every request instead of the network, for demonstrations.
    pub recorded: Option<PathBuf>,
}

/// One publication: a journal, its sources, sections and feeds.
#[derive(Clone, Debug)]
pub struct Publication {
    /// The name of its file; the first folder of its addresses.
    pub name: Name,
    /// Its title.
    pub title: String,
    /// Its own site.
    pub home: Url,
    /// Its language (BCP 47).
    pub language: String,
    /// Its time zone.
    pub zone: Tz,
    /// How many articles a live feed holds at least.
    pub items: usize,
    /// A WebSub hub.
    pub hub: Option<Url>,
    /// Earlier names, whose addresses lead here.
    pub aliases: Vec<Name>,
    /// The sections that are configured, in the order written.
    pub sections: Vec<SectionRule>,
    /// Its sources, in the order written.
    pub sources: Vec<Source>,
    /// Feeds of the operator's own, in the order written.
    pub feeds: Vec<OwnFeed>,
    /// What is kept of what sources bring, and what is corrected in it, in the order written.
    pub rules: Vec<Rule>,
    /// Whether the full text that a feed gave is published; else headline, standfirst, byline and picture.
    pub full_text: bool,
    /// How many days after its end a month is sealed.
    pub grace_days: u32,
    /// Whether the same story from several sites becomes one article.
    pub near_duplicates: near_duplicate::Rules,
    /// The sites that it is read from: its own, and those of its sources (registrable domains).
    pub sites: HashSet<String>,
    /// Whether its pages lead to a search page, which only a served tree has (`serve.search`).
    pub search: bool,
    /// How it looks in readers and podcast apps.
    pub look: Look,
}

/// One configured section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionRule {
    /// The label exactly as the journal writes it.
    pub label: String,
    /// The plain name in addresses.
    pub slug: Name,
    /// Earlier slugs, whose addresses lead here.
    pub aliases: Vec<Name>,
}

/// One source.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name within the publication.
    pub name: Name,
    /// When it is read.
    pub schedule: Schedule,
    /// The zone that its schedule is counted in: the publication's, unless it has one of its own.
    pub zone: Tz,
    /// What happens when its time passed while the daemon was down.
    pub missed: Missed,
    /// The section of entries that carry none.
    pub section: Option<String>,
    /// How to log in.
    pub auth: Option<Auth>,
    /// New articles whose date it does not say exactly are looked up on their own pages.
    pub enrich: bool,
    /// How it is read.
    pub read: Read,
}

impl Publication {
    /// What reading its documents needs to know.
    #[must_use]
    pub fn context(&self) -> Context {
        let mut labels: Vec<String> = self.sections.iter().map(|section| section.label.clone()).collect();
        labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
        Context { labels, zone: self.zone, language: self.language.clone() }
    }

    /// The source with that name.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name.as_str() == name)
    }
}

impl Config {
    /// The publication with that name.
    #[must_use]
    pub fn publication(&self, name: &str) -> Option<&Publication> {
        self.publications.iter().find(|publication| publication.name.as_str() == name)
    }
}

/// Where the store is, told also by a configuration that has mistakes elsewhere: the daemon's file, else the default.
#[must_use]
pub fn store_path(directory: &std::path::Path) -> PathBuf {
    let text = std::fs::read_to_string(directory.join("feedmill.toml")).unwrap_or_default();
    let table: Option<toml::Table> = text.parse().ok();
    let path = table.as_ref().and_then(|table| table.get("store")?.get("path")?.as_str());
    PathBuf::from(path.unwrap_or("feedmill.db"))
}

/// A time as configurations write it, such as `30d`; `None` for a text that is none.
#[must_use]
pub fn time(text: &str) -> Option<Duration> {
    values::some_time(text).ok()
}
