//! The published tree as addresses: which file an address means, and what moved, went, or never was.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use chrono::Days;
use chrono_tz::Tz;
use url::Url;

use crate::article::Month;
use crate::clock::{Clock, Instant};
use crate::config::{Name, Publication};
use crate::feed::{FeedKey, Masthead, Scope};
use crate::format::{self, Format, Leaf, opml};
use crate::sink::{Sink, SinkError};

/// What is served: the published files, and what the configuration says of their addresses.
///
/// A new configuration makes a new site; nothing in one ever changes.
#[derive(Clone)]
pub struct Site {
    sink: Arc<dyn Sink>,
    clock: Clock,
    base_url: Url,
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

/// The place of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The feed it belongs to; `None` for the page that lists all publications.
    pub key: Option<FeedKey>,
    /// Its name.
    pub name: Cow<'static, str>,
    /// The media type it is served with.
    pub media_type: &'static str,
    /// The address was written otherwise (a folder without its slash, a file with one); readers are sent to this one.
    pub elsewhere: bool,
}

/// A published file as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its bytes.
    pub bytes: Bytes,
    /// Its strong entity tag with the quotes: a hash of the bytes, so that it survives a restart and a rewrite of the same.
    pub etag: String,
    /// When it last changed, where the sink knows.
    pub modified: Option<Instant>,
}

impl Place {
    /// Its path in the sink.
    #[must_use]
    pub fn path(&self) -> String {
        self.key.as_ref().map_or_else(|| self.name.to_string(), |key| format!("{key}/{}", self.name))
    }

    /// Its address below the base: a page goes by its folder.
    fn address(&self) -> String {
        let folder = self.key.as_ref().map_or_else(String::new, |key| format!("{key}/"));
        if self.name == Format::Html.file() { folder } else { format!("{folder}{}", self.name) }
    }
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
        Self { sink, clock, base_url, publications: shelves, renamed }
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

    /// The page of a month for one of its numbered pages, which are fewer when the month lost articles.
    #[must_use]
    pub fn without_number(&self, place: &Place) -> Option<Place> {
        let is_numbered = matches!(Leaf::named(&place.name), Some(Leaf::Numbered(_)));
        is_numbered.then(|| Place { name: Cow::Borrowed(Format::Html.file()), ..place.clone() })
    }

    /// Reads a file; `None` when it was never published.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub async fn read(&self, place: &Place) -> Result<Option<Document>, SinkError> {
        let path = place.path();
        // The time first: should the file change in between, new bytes go out with the old time and are asked for once more;
        // the other way round a reader would keep old bytes.
        let modified = self.sink.modified(&path).await?;
        let document = |bytes: Vec<u8>| Document { etag: etag(&bytes), bytes: bytes.into(), modified };
        Ok(self.sink.get(&path).await?.map(document))
    }

    /// Whether a file that moved is still to be written at its new place: until then the old one is better than none.
    ///
    /// # Errors
    /// When either place cannot be looked at.
    pub async fn is_on_its_way(&self, from: &Place, to: &Place) -> Result<bool, SinkError> {
        Ok(self.sink.modified(&to.path()).await?.is_none() && self.sink.modified(&from.path()).await?.is_some())
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

    /// Whether a file belongs to a month that was sealed at least a day ago, and so hardly changes any more.
    #[must_use]
    pub fn is_sealed(&self, place: &Place) -> bool {
        let Some(key) = &place.key else { return false };
        let publication = self.publications.get(&key.publication);
        key.month().zip(publication).is_some_and(|(month, publication)| publication.is_sealed(month, self.clock.now()))
    }

    /// The WebSub hub of a feed and the feed's full address, where there is a hub; a page is no topic.
    #[must_use]
    pub fn hub(&self, place: &Place) -> Option<(&Url, String)> {
        let key = place.key.as_ref().filter(|_| Leaf::named(&place.name).is_none())?;
        let hub = self.publications.get(&key.publication)?.hub.as_ref()?;
        Some((hub, key.address(&self.base_url, &place.name)))
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
        }
    }

    /// The sealed document is written by the first run after the grace; a day later it stands, whatever the schedule.
    fn is_sealed(&self, month: Month, now: Instant) -> bool {
        month.end(self.zone).checked_add_days(Days::new(u64::from(self.grace_days) + 1)).is_some_and(|sealed| sealed <= now)
    }
}

/// The place that a path names, without the slash it begins with. A last part with a dot is a file, any other a folder.
fn place(path: &str) -> Option<Place> {
    // The one address to give to a reader, beside the name of the file.
    let path = if path == "opml" { opml::FILE } else { path };
    let bare = path.strip_suffix('/').unwrap_or(path);
    let (above, last) = bare.rsplit_once('/').unwrap_or(("", bare));
    let (folder, name) = if last.contains('.') { (above, last) } else { (bare, Format::Html.file()) };
    let (name, media_type) = file(name)?;
    let key: Option<FeedKey> = if folder.is_empty() { None } else { Some(folder.parse().ok()?) };
    // Only a month has numbered pages.
    if matches!(name, Cow::Owned(_)) && key.as_ref().is_none_or(|key| key.month().is_none()) {
        return None;
    }
    let place = Place { key, name, media_type, elsewhere: false };
    Some(Place { elsewhere: path != place.path() && path != place.address(), ..place })
}

/// The files that can stand in a published folder, and the media type of each. None is ever `text/plain` or a guess.
fn file(name: &str) -> Option<(Cow<'static, str>, &'static str)> {
    if let Some(leaf) = Leaf::named(name) {
        return Some((leaf.file(), Format::Html.media_type()));
    }
    format::files().find(|(known, _)| *known == name).map(|(known, media_type)| (Cow::Borrowed(known), media_type))
}

/// The first half of the bytes' BLAKE3 hash, quoted.
fn etag(bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    format!("\"{}\"", hash.get(..32).unwrap_or(&hash))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_place_has_one_address_and_readers_are_sent_to_it() {
        let table = [
            ("", Some(("index.html", ""))),
            ("index.html", Some(("index.html", ""))),
            ("hsj/", Some(("hsj/index.html", "hsj/"))),
            ("hsj/index.html", Some(("hsj/index.html", "hsj/"))),
            ("hsj/sections/news/2025-11/feed.json", Some(("hsj/sections/news/2025-11/feed.json", "hsj/sections/news/2025-11/feed.json"))),
            ("hsj/months/2025-11/page-3.html", Some(("hsj/months/2025-11/page-3.html", "hsj/months/2025-11/page-3.html"))),
            ("hsj/months/2025-11/page-03.html", None),
            ("hsj/sections/news/page-3.html", None),
            ("hsj/months/2025-13/", None),
            ("hsj/sections/news/2025-11/more/", None),
            ("hsj/sections/", None),
            ("hsj/feed.rss/x", None),
            ("hsj/../", None),
        ];
        for (path, expected) in table {
            let found = place(path).map(|place| (place.path(), place.address(), place.elsewhere));
            assert_eq!(found, expected.map(|(path, address)| (path.to_owned(), address.to_owned(), false)), "{path}");
        }
        for path in ["hsj", "/", "hsj/index.html/", "hsj/feed.rss/", "index.html/"] {
            assert!(place(path).is_some_and(|place| place.elsewhere), "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_path_leads_to_anything_but_a_file_in_a_feeds_folder(path in "[a-z0-9./%\\\\~\u{0}-]{0,40}|(/?(hsj|sections|months|2025-11|\\.\\.|feed\\.rss|\\.|)){0,6}/?") {
            if let Some(place) = place(&path) {
                let path = place.path();
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
                prop_assert!(file(name).is_some());
                prop_assert!(folder.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c)));
                prop_assert!(folder.is_empty() || folder.split('/').all(|part| !part.is_empty()));
            }
        }
    }
}
