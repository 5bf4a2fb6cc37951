//! What a document says of the publication, and how it links to its articles.

use chrono_tz::Tz;
use url::Url;

use super::{FeedKey, Scope, anchor};
use crate::article::Article;
use crate::clean;
use crate::config::{Look, Name, Publication};

/// What rendering needs to know of the publication, besides the feed itself.
#[derive(Clone, Debug)]
pub struct Masthead {
    /// The publication's title.
    pub title: String,
    /// Its own site.
    pub home: Url,
    /// Its language.
    pub language: String,
    /// Where the output folder is reachable; ends with a slash.
    pub base_url: Url,
    /// A WebSub hub.
    pub hub: Option<Url>,
    /// The publication's name.
    pub name: Name,
    /// Whether the full text is published.
    pub full_text: bool,
    /// The clock that its pages go by.
    pub zone: Tz,
    /// Whether its pages lead to a search page.
    pub search: bool,
    /// How it looks in readers and podcast apps.
    pub look: Look,
}

impl Masthead {
    /// The masthead of a publication.
    #[must_use]
    pub fn of(publication: &Publication, base_url: &Url) -> Self {
        Self {
            title: publication.title.clone(),
            home: publication.home.clone(),
            language: publication.language.clone(),
            base_url: base_url.clone(),
            hub: publication.hub.clone(),
            name: publication.name.clone(),
            full_text: publication.full_text,
            zone: publication.zone,
            search: publication.search,
            look: publication.look.clone(),
        }
    }

    /// The host that is known to answer to https, because the journal's own site does.
    #[must_use]
    pub fn secure_host(&self) -> Option<&str> {
        self.home.host_str().filter(|_| self.home.scheme() == "https" && self.home.port().is_none())
    }

    /// The address by https where its host is the journal's own, and that site answers to https. Of no other host is that known, and
    /// a link is never broken.
    #[must_use]
    pub fn secure(&self, mut url: Url) -> Url {
        if url.scheme() == "http" && url.port().is_none() && url.host_str() == self.secure_host() {
            // From one web scheme to the other this never fails.
            let _ = url.set_scheme("https");
        }
        url
    }

    /// The address of an article: its own without what only tracks readers, or its place on our month page where it has none that is http(s).
    #[must_use]
    pub fn link(&self, article: &Article) -> String {
        let mut link = article.link.as_deref().and_then(|link| clean::link(link, None)).map(|link| self.secure(link));
        link.iter_mut().for_each(clean::drop_tracking);
        let place = || {
            let month = FeedKey { publication: self.name.clone(), scope: Scope::Month(article.month) };
            format!("{}#{}", month.address(&self.base_url, ""), anchor(&article.id))
        };
        link.map_or_else(place, String::from)
    }
}
