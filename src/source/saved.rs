//! Saved pages and pasted text, from a file or a folder of files.

use std::path::PathBuf;

use url::Url;

use super::listing::{Listing, text};
use super::{Context, Page, Read, Reading, Role, Start, feed, pasted, shown, sitemap};
use crate::trouble::{Kind, Trouble};

/// Settings of saved pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The file or folder, already resolved against the folder of the configuration.
    pub path: PathBuf,
    /// The listing that the pages were saved from, where it is known: then they have its shape.
    pub listing: Option<Box<Listing>>,
}

impl Saved {
    /// What is known of nothing but its path.
    #[must_use]
    pub const fn plain(path: PathBuf) -> Self {
        Self { path, listing: None }
    }

    /// What was saved from a source that is read in this way.
    #[must_use]
    pub fn from(read: &Read, path: PathBuf) -> Self {
        let listing = match read {
            Read::Listing(listing) => Some(listing.clone()),
            Read::Saved(saved) => saved.listing.clone(),
            Read::Feed(_) | Read::Sitemap(_) | Read::Json(_) => None,
        };
        Self { path, listing }
    }

    /// The folder or file as a `file:` address; the fetch room lists a folder's files.
    ///
    /// A relative path counts from the working directory.
    #[must_use]
    pub fn start(&self) -> Vec<Start> {
        let url = std::path::absolute(&self.path).ok().and_then(|path| Url::from_file_path(path).ok());
        url.map(|url| Start { url, role: Role::Document, month: None }).into_iter().collect()
    }

    /// Reads one saved page, one piece of pasted text, or a saved feed or sitemap.
    ///
    /// # Errors
    /// `empty` for an empty file, `parse` for one that is no text, `layout` when nothing in it looks like a list of articles.
    pub fn read(&self, page: &Page, context: &Context) -> Result<Reading, Trouble> {
        let decoded = text::decode(page)?;
        let mut reading = match if decoded.text.trim_start().starts_with('<') { shown::kind(page) } else { "pasted" } {
            "feed" => feed::Feed { url: page.url.clone() }.read(page, context)?,
            "sitemap" => sitemap::Sitemap { url: page.url.clone() }.read(page, context)?,
            _ if is_markup(page, &decoded.text) => self.read_page(page, context)?,
            _ => Reading { repaired: decoded.repaired.into_iter().collect(), ..pasted::read(&decoded.text, &page.url, context) },
        };
        if reading.entries.is_empty() {
            let sentence =
                "nothing in the file looks like a list of articles; save the whole page, or part the items by lines that hold only `-`";
            return Err(Trouble::new(Kind::Layout, sentence));
        }
        reading.about.kind = "saved";
        // What is saved is whole by itself: its next page is another file.
        reading.next = None;
        reading.lists.clear();
        Ok(reading)
    }

    /// Reads a page by the selectors of its listing, or by its own structure.
    fn read_page(&self, page: &Page, context: &Context) -> Result<Reading, Trouble> {
        match &self.listing {
            Some(listing) => listing.read(page, Role::Listing, context),
            None => Listing::plain(page.url.as_str()).read(page, Role::Listing, context),
        }
    }
}

/// Whether a file is a web page rather than text.
pub(crate) fn is_markup(page: &Page, text: &str) -> bool {
    let declared = |kind: &str| page.content_type.as_deref().is_some_and(|given| given.to_ascii_lowercase().contains(kind));
    let lower = text.to_ascii_lowercase();
    let whole = ["<!doctype html", "<html", "<body"].iter().any(|tag| lower.contains(tag));
    let part = || ["</a>", "</li>", "</div>", "</p>", "</article>"].iter().any(|tag| lower.contains(tag));
    declared("html") || whole || (!declared("text/plain") && part())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn page(name: &str, body: &str) -> Page {
        Page {
            url: Url::parse(&format!("file:///saved/{name}")).unwrap(),
            content_type: None,
            body: Bytes::copy_from_slice(body.as_bytes()),
        }
    }

    fn read(name: &str, body: &str) -> Result<Reading, Trouble> {
        Saved::plain(PathBuf::from("saved")).read(&page(name, body), &Context::default())
    }

    #[test]
    fn a_saved_page_is_read_with_links_to_where_it_came_from() {
        let body = "<!-- saved from url=(0034)https://lamp.example/may-2024/7.issue --><title>All articles in May 2024 – Page 2</title>
            <ul><li><a href='/a1.article'>Wicks are in short supply</a><li><a href='/a2.article'>The last lamplighter retires</a></ul>
            <a rel=next href='?page=3'>3</a>";
        let reading = read("page.html", body).unwrap();
        assert_eq!((reading.about.kind, reading.number, reading.next), ("saved", Some(2), None));
        assert_eq!(reading.about.month, crate::article::Month::new(2024, 5));
        assert_eq!(reading.entries.first().unwrap().link.as_deref(), Some("https://lamp.example/a1.article"));
    }

    #[test]
    fn a_page_saved_from_a_listing_is_read_with_its_selectors() {
        let body = "<html><ul><li><a href='https://lamp.example/no'>Wicks are in short supply</a><li><a href='https://lamp.example/no2'>The \
            last lamplighter retires</a></ul><p class=x><b>News</b><i><a href='https://lamp.example/1'>Oil</a></i></p>";
        let pick = |text: &str| Some(super::super::listing::Pick::parse(text).unwrap());
        let listing = Listing { item: pick("p.x"), section: pick("b"), title: pick("i"), ..Listing::plain("https://lamp.example/") };
        let read = Saved::from(&Read::Listing(Box::new(listing)), PathBuf::from("saved"));
        let reading = read.read(&page("page.html", body), &Context::default()).unwrap();
        let seen: Vec<_> = reading.entries.iter().map(|entry| (entry.section.as_deref(), entry.title.as_str())).collect();
        assert_eq!((seen, reading.about.kind), (vec![(Some("News"), "Oil")], "saved"));
    }

    #[test]
    fn a_saved_feed_is_read_as_one() {
        let body = "<?xml version='1.0'?><rss version='2.0'><channel><title>L</title><item><title>Oil</title><guid>1</guid></item></channel></rss>";
        let reading = read("a.xml", body).unwrap();
        assert_eq!(reading.entries.first().map(|entry| entry.title.as_str()), Some("Oil"));
    }

    #[test]
    fn a_file_with_nothing_in_it_is_told() {
        assert_eq!(read("a.html", "").unwrap_err().kind, Kind::Empty);
        assert_eq!(read("page-2.html", "<html><p>Nothing here").unwrap_err().kind, Kind::Layout);
        assert_eq!(read("a.txt", "Nothing here").unwrap_err().kind, Kind::Layout);
    }

    #[test]
    fn the_path_becomes_a_file_address() {
        let start = Saved::plain(PathBuf::from("/config/old pages")).start();
        assert_eq!(start.first().unwrap().url.as_str(), "file:///config/old%20pages");
    }
}
