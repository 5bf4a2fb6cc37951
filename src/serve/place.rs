//! The addresses of published files: what a path can mean, and what each file is. Pure.

use std::borrow::Cow;

use crate::feed::{FeedKey, Scope};
use crate::format::{self, Format, Leaf, opml};

/// The place of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The feed it belongs to; `None` for what stands above all publications.
    pub key: Option<FeedKey>,
    /// It is the fixed address of the month that is current, for `key`, which is a live feed.
    pub current: bool,
    /// Its name.
    pub name: Cow<'static, str>,
    /// The media type it is served with.
    pub media_type: &'static str,
    /// The address was written otherwise (a folder without its slash, a file with one); readers are sent to this one.
    pub elsewhere: bool,
}

impl Place {
    /// Its path in the sink; that of the month that is current only looks like one.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}{}", self.folder(), self.name)
    }

    /// Its address below the base: a page goes by its folder.
    #[must_use]
    pub fn address(&self) -> String {
        if self.name == Format::Html.file() { self.folder() } else { self.path() }
    }

    /// Whether a person reads it in a browser.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.media_type == Format::Html.media_type()
    }

    /// The feed's format, if it is a document of a feed that readers subscribe to.
    #[must_use]
    pub fn document(&self) -> Option<Format> {
        let format = Format::ALL.into_iter().find(|format| format.file() == self.name)?;
        (format != Format::Html && self.key.is_some()).then_some(format)
    }

    /// The format, if it is a document of a live feed.
    #[must_use]
    pub fn live(&self) -> Option<Format> {
        self.document().filter(|_| !self.current && self.key.as_ref().is_some_and(|key| key.month().is_none()))
    }

    /// The same file of another feed.
    #[must_use]
    pub fn of(&self, key: FeedKey) -> Self {
        Self { key: Some(key), current: false, ..self.clone() }
    }

    /// The page of a month for one of its numbered pages, which are fewer when the month lost articles.
    #[must_use]
    pub fn without_number(&self) -> Option<Self> {
        let is_numbered = matches!(Leaf::named(&self.name), Some(Leaf::Numbered(_)));
        is_numbered.then(|| Self { name: Cow::Borrowed(Format::Html.file()), ..self.clone() })
    }

    /// The folder with the slash at its end; empty for the root.
    fn folder(&self) -> String {
        match &self.key {
            None => String::new(),
            Some(key) if self.current => current_folder(key),
            Some(key) => format!("{key}/"),
        }
    }
}

/// The folder of the fixed address at which the month that is current stands.
#[must_use]
pub fn current_folder(key: &FeedKey) -> String {
    match key.section() {
        Some(slug) => format!("{}/sections/{slug}/current/", key.publication),
        None => format!("{}/months/current/", key.publication),
    }
}

/// The place that a path names, without the slash it begins with. A last part with a dot is a file, any other a folder.
#[must_use]
pub fn place(path: &str) -> Option<Place> {
    // The one address to give to a reader, beside the name of the file.
    let path = if path == "opml" { opml::FILE } else { path };
    let bare = path.strip_suffix('/').unwrap_or(path);
    let (above, last) = bare.rsplit_once('/').unwrap_or(("", bare));
    let (folder, name) = if last.contains('.') { (above, last) } else { (bare, Format::Html.file()) };
    let (name, media_type) = file(name)?;
    let (key, current) = match folder {
        "" => (None, false),
        folder => key(folder).map(|(key, current)| (Some(key), current))?,
    };
    let place = Place { key, current, name, media_type, elsewhere: false };
    // Only a month has numbered pages, and what is current has only what every feed has.
    let numbered = place.is_page() && place.name != Format::Html.file();
    let in_month = place.key.as_ref().is_some_and(|key| key.month().is_some());
    if (numbered && !in_month) || (current && !place.is_page() && place.document().is_none()) {
        return None;
    }
    Some(Place { elsewhere: path != place.path() && path != place.address(), ..place })
}

/// The feed of a folder, and whether the folder stands for whatever month is current.
fn key(folder: &str) -> Option<(FeedKey, bool)> {
    let live = || {
        let above = folder.strip_suffix("/current")?;
        let live: FeedKey = above.strip_suffix("/months").unwrap_or(above).parse().ok()?;
        let is_chain = matches!(live.scope, Scope::All | Scope::Section(_));
        (is_chain && current_folder(&live).trim_end_matches('/') == folder).then_some((live, true))
    };
    live().or_else(|| folder.parse().ok().map(|key| (key, false)))
}

/// The files that can stand in a published folder, and the media type of each. None is ever a guess.
fn file(name: &str) -> Option<(Cow<'static, str>, &'static str)> {
    if let Some(leaf) = Leaf::named(name) {
        return Some((leaf.file(), Format::Html.media_type()));
    }
    format::files().find(|(known, _)| *known == name).map(|(known, media_type)| (Cow::Borrowed(known), media_type))
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
            ("hsj/months/current/page-3.html", None),
            ("hsj/sections/news/page-3.html", None),
            ("hsj/months/current/feed.rss", Some(("hsj/months/current/feed.rss", "hsj/months/current/feed.rss"))),
            ("hsj/sections/news/current/", Some(("hsj/sections/news/current/index.html", "hsj/sections/news/current/"))),
            ("hsj/sections/current/feed.rss", Some(("hsj/sections/current/feed.rss", "hsj/sections/current/feed.rss"))),
            ("hsj/current/feed.rss", Some(("hsj/current/feed.rss", "hsj/current/feed.rss"))),
            ("hsj/months/current/feeds.opml", None),
            ("hsj/newsletter/current/feed.rss", None),
            ("months/current/feed.rss", None),
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
        for path in ["hsj", "/", "hsj/index.html/", "hsj/feed.rss/", "index.html/", "hsj/months/current"] {
            assert!(place(path).is_some_and(|place| place.elsewhere), "{path}");
        }
        for (path, current) in [("hsj/months/current/", true), ("hsj/sections/current/", false), ("hsj/sections/current/current/", true)] {
            assert_eq!(place(path).unwrap().current, current, "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_path_leads_to_anything_but_a_file_in_a_feeds_folder(path in "[a-z0-9./%\\\\~\u{0}-]{0,40}|(/?(hsj|sections|months|current|2025-11|\\.\\.|feed\\.rss|\\.|)){0,6}/?") {
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
