//! Feeds of the operator's own in which items look otherwise than everywhere else.

use url::Url;

use super::{FeedKey, Masthead, anchor};
use crate::article::Article;
use crate::own::{OwnFeed, TitleFormat};

/// How the items of a feed look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Dress {
    /// As everywhere: their fragments are kept.
    #[default]
    Plain,
    /// Under titles of this feed's own.
    Titled(TitleFormat),
    /// They are digests.
    Digest,
}

impl Dress {
    /// How the items of a feed of the operator's own look.
    #[must_use]
    pub fn of(feed: &OwnFeed) -> Self {
        match (&feed.digest, &feed.title_format) {
            (Some(_), _) => Self::Digest,
            (None, Some(format)) => Self::Titled(format.clone()),
            (None, None) => Self::Plain,
        }
    }

    /// The masthead under which such items are rendered: a digest is nothing without its text.
    #[must_use]
    pub fn masthead(&self, masthead: &Masthead) -> Masthead {
        Masthead { full_text: masthead.full_text || *self == Self::Digest, ..masthead.clone() }
    }

    /// An article as this feed shows it.
    #[must_use]
    pub fn on(&self, article: &Article, key: &FeedKey, base_url: &Url) -> Article {
        match self {
            Self::Plain => article.clone(),
            Self::Titled(format) => {
                let section = article.section.as_ref().map(|section| section.label.as_str());
                Article { title: format.title(&article.title, section, article.author.as_deref()), ..article.clone() }
            }
            // A digest has a place on the feed's own page, wherever that is reachable now.
            Self::Digest => Article { link: Some(format!("{}#{}", key.address(base_url, ""), anchor(&article.id))), ..article.clone() },
        }
    }
}
