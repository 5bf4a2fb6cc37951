//! The published tree as addresses: which file an address means, and what moved, went, or never was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::Days;
use chrono_tz::Tz;
use url::Url;

use super::client::Proxies;
use super::life::{Life, life};
use super::place::{Place, current_folder, place};
use crate::article::Month;
use crate::clock::{Clock, Instant};
use crate::config::{Name, Publication};
use crate::feed::{FeedKey, Masthead, Scope};
use crate::pack::Coding;
use crate::sink::{Sink, SinkError};

/// How many months back the newest one is looked for one by one, before the whole folder is.
const MONTHS_BACK: usize = 24;

/// What is served: the published files, and what the configuration says of their addresses.
///
/// A new configuration makes a new site; nothing in one ever changes.
#[derive(Clone)]
pub struct Site {
    /// Where the files are.
    pub sink: Arc<dyn Sink>,
    /// What time it is: months end.
    pub clock: Clock,
    /// Where the root of the sink is reachable; ends with a slash.
    pub base_url: Url,
    /// The codings that files are packed in.
    pub codings: Vec<Coding>,
    /// The proxies whose word counts.
    pub proxies: Vec<Proxies>,
    publications: BTreeMap<Name, Shelf>,
    /// Earlier names of publications.
    renamed: BTreeMap<Name, Name>,
}

/// What the addresses of one publication depend on.
#[derive(Clone, Debug)]
struct Shelf {
    zone: Tz,
    grace_days: u32,
    masthead: Masthead,
    hub: Option<Url>,
    /// Feeds of the operator's own.
    own: BTreeSet<Name>,
    /// Slugs that are configured.
    slugs: BTreeSet<Name>,
    /// Earlier slugs of sections.
    renamed: BTreeMap<Name, Name>,
    /// How many seconds a live feed may be kept.
    life: u32,
}

/// What an address means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A file, if it was published.
    File(Place),
    /// It stands elsewhere for good.
    Moved {
        /// Where it stood.
        from: Place,
        /// Where it stands.
        to: Place,
    },
    /// Nothing that could ever have been published.
    Nothing,
}

impl Site {
    /// The site of these publications. `base_url` is where the root of the sink is reachable and ends with a slash.
    #[must_use]
    pub fn new<'a>(sink: Arc<dyn Sink>, clock: Clock, base_url: Url, publications: impl IntoIterator<Item = &'a Publication>) -> Self {
        let mut shelves = BTreeMap::new();
        let mut renamed = BTreeMap::new();
        for publication in publications {
            renamed.extend(publication.aliases.iter().map(|alias| (alias.clone(), publication.name.clone())));
            shelves.insert(publication.name.clone(), Shelf::of(publication, &base_url));
        }
        // What stands now is never hidden by an earlier name of something else.
        renamed.retain(|alias, _| !shelves.contains_key(alias));
        Self { sink, clock, base_url, codings: Coding::ALL.to_vec(), proxies: Vec::new(), publications: shelves, renamed }
    }

    /// The same site, with files packed in these codings only.
    #[must_use]
    pub fn packed_in(self, codings: &[Coding]) -> Self {
        Self { codings: codings.to_vec(), ..self }
    }

    /// The same site, behind these proxies.
    #[must_use]
    pub fn behind(self, proxies: &[Proxies]) -> Self {
        Self { proxies: proxies.to_vec(), ..self }
    }

    /// The same site, with slugs that sections of a publication had before: their addresses lead to where the section is now. What
    /// the configuration says of a slug goes before what the store remembers of it.
    #[must_use]
    pub fn with_former(mut self, publication: &Name, former: impl IntoIterator<Item = (Name, Name)>) -> Self {
        if let Some(shelf) = self.publications.get_mut(publication) {
            for (old, now) in former.into_iter().filter(|(old, now)| old != now && !shelf.slugs.contains(old)) {
                shelf.renamed.entry(old).or_insert(now);
            }
        }
        self
    }

    /// What the path of an address means. Only names that a feed's folder can have are known: nothing is decoded, so no
    /// spelling of `..`, a temp file or a foreign file ever reaches the sink.
    #[must_use]
    pub fn find(&self, path: &str) -> Found {
        let Some(path) = path.strip_prefix('/') else { return Found::Nothing };
        let Some(place) = place(path) else { return Found::Nothing };
        match place.key.as_ref().and_then(|key| self.moved(key)) {
            Some(key) => Found::Moved { to: Place { key: Some(key), ..place.clone() }, from: place },
            None => Found::File(place),
        }
    }

    /// The feed that took the place of this one.
    fn moved(&self, key: &FeedKey) -> Option<FeedKey> {
        let publication = self.renamed.get(&key.publication).unwrap_or(&key.publication);
        let slugs = self.publications.get(publication).map(|shelf| &shelf.renamed);
        let now = |slug: &Name| slugs.and_then(|slugs| slugs.get(slug)).unwrap_or(slug).clone();
        let scope = match &key.scope {
            Scope::Section(slug) => Scope::Section(now(slug)),
            Scope::SectionMonth(slug, month) => Scope::SectionMonth(now(slug), *month),
            same => same.clone(),
        };
        let target = FeedKey { publication: publication.clone(), scope };
        (target != *key).then_some(target)
    }

    /// The whole address of a place.
    #[must_use]
    pub fn address(&self, place: &Place) -> String {
        format!("{}{}", self.base_url, place.address())
    }

    /// The address of a place without scheme and host. It comes from the configuration, never from what a client says.
    #[must_use]
    pub fn link(&self, place: &Place) -> String {
        format!("{}{}", self.base_url.path(), place.address())
    }

    /// The publication of this name, or of what it is called now.
    #[must_use]
    pub fn masthead(&self, name: &Name) -> Option<&Masthead> {
        self.publications.get(self.renamed.get(name).unwrap_or(name)).map(|shelf| &shelf.masthead)
    }

    /// Whether a file that moved is still to be written at its new place: until then the old one is better than none.
    ///
    /// # Errors
    /// When either place cannot be looked at.
    pub fn is_on_its_way(&self, from: &Place, to: &Place) -> Result<bool, SinkError> {
        Ok(!from.current && self.sink.stamp(&to.path())?.is_none() && self.sink.stamp(&from.path())?.is_some())
    }

    /// The dated file that stands at a fixed address now: of the newest published month that has begun in the publication's zone. So
    /// the first hours of a month, before its first article, still show the month before.
    ///
    /// # Errors
    /// When the files cannot be looked at.
    pub async fn newest_month(&self, fixed: &Place) -> Result<Option<Place>, SinkError> {
        let Some(key) = &fixed.key else { return Ok(None) };
        let Some(now) = self.this_month(fixed) else { return Ok(None) };
        let dated = |month| key.in_month(month).map(|key| fixed.of(key));
        for dated in std::iter::successors(Some(now), |month| Some(month.previous())).take(MONTHS_BACK).filter_map(dated) {
            if self.sink.stamp(&dated.path())?.is_some() {
                return Ok(Some(dated));
            }
        }
        let above = current_folder(key);
        let listed = self.sink.list(above.trim_end_matches("/current/")).await?;
        let months = listed.iter().filter_map(|path| place(path).filter(|place| place.name == fixed.name)?.key?.month());
        Ok(months.filter(|month| *month <= now).max().and_then(dated))
    }

    /// Whether a file that stands in the sink belongs to a feed that is no longer published.
    #[must_use]
    pub fn is_gone(&self, place: &Place) -> bool {
        let Some(key) = &place.key else { return false };
        match (self.publications.get(&key.publication), &key.scope) {
            (None, _) => true,
            (Some(publication), Scope::Own(name)) => !publication.own.contains(name),
            (Some(_), _) => false,
        }
    }

    /// What the configuration says of the publication that a place belongs to.
    fn shelf(&self, place: &Place) -> Option<&Shelf> {
        self.publications.get(&place.key.as_ref()?.publication)
    }

    /// The month that it is in a publication's zone.
    fn this_month(&self, place: &Place) -> Option<Month> {
        Some(Month::of(self.clock.now(), self.shelf(place)?.zone))
    }

    /// When the month that it is in a publication's zone ends.
    #[must_use]
    pub fn month_ends(&self, place: &Place) -> Option<Instant> {
        Some(self.this_month(place)?.end(self.shelf(place)?.zone))
    }

    /// The files that would take over the fixed address from the dated one: those of every month that has begun since.
    #[must_use]
    pub fn later_months(&self, fixed: &Place, dated: &Place) -> Vec<String> {
        let months = dated.key.as_ref().and_then(FeedKey::month).zip(self.this_month(fixed));
        let Some((shown, now)) = months else { return Vec::new() };
        let later = std::iter::successors(Some(now), |month| Some(month.previous())).take_while(|month| *month > shown).take(MONTHS_BACK);
        later.filter_map(|month| Some(fixed.of(fixed.key.as_ref()?.in_month(month)?).path())).collect()
    }

    /// How long a file may be kept, and when that changes by the mere passing of time.
    #[must_use]
    pub fn life(&self, place: &Place) -> (Life, Option<Instant>) {
        let (Some(key), Some(about)) = (&place.key, self.shelf(place)) else { return (Life::Open, None) };
        let Some(month) = key.month() else { return (Life::Live(about.life), None) };
        match about.sealed_from(month) {
            Some(at) if at <= self.clock.now() => (Life::Sealed, None),
            later => (Life::Open, later),
        }
    }

    /// The WebSub hub of a feed and the feed's full address, where there is a hub; a page is no topic.
    #[must_use]
    pub fn hub(&self, place: &Place) -> Option<(&Url, String)> {
        let key = place.key.as_ref().filter(|_| !place.is_page())?;
        let hub = self.publications.get(&key.publication)?.hub.as_ref()?;
        Some((hub, self.address(place)))
    }
}

impl Shelf {
    fn of(publication: &Publication, base_url: &Url) -> Self {
        let slugs: BTreeSet<Name> = publication.sections.iter().map(|section| section.slug.clone()).collect();
        let renamed =
            publication.sections.iter().flat_map(|section| section.aliases.iter().map(|alias| (alias.clone(), section.slug.clone())));
        Self {
            zone: publication.zone,
            grace_days: publication.grace_days,
            masthead: Masthead::of(publication, base_url),
            hub: publication.hub.clone(),
            own: publication.feeds.iter().map(|feed| feed.name.clone()).collect(),
            renamed: renamed.filter(|(alias, _)| !slugs.contains(alias)).collect(),
            slugs,
            life: life(publication.sources.iter().map(|source| &source.schedule)),
        }
    }

    /// The sealed document is written by the first run after the grace; a day later it stands, whatever the schedule.
    fn sealed_from(&self, month: Month) -> Option<Instant> {
        month.end(self.zone).checked_add_days(Days::new(u64::from(self.grace_days) + 1))
    }
}
