//! XML sitemaps, with their news and image extensions (sitemaps.org protocol 0.9).

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use url::Url;

use super::charset::{DATA, decode};
use super::{About, Context, Page, Reading, Role, Start, dates, headline};
use crate::article::{Entry, Image, Stated, start_of_day};
use crate::clean;
use crate::clock::Instant;
use crate::trouble::{Kind, Trouble};

/// More open elements than any sitemap has.
const DEEPEST: usize = 16;

/// A sitemap's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitemap {
    /// Its address.
    pub url: Url,
}

impl Sitemap {
    /// The sitemap itself.
    #[must_use]
    pub fn start(&self) -> Vec<Start> {
        vec![Start { url: self.url.clone(), role: Role::Document, month: None }]
    }

    /// Reads a sitemap, or an index of sitemaps, whose parts are then `lists`.
    ///
    /// `lastmod` only says when a page was changed; the stated date is that of the news extension.
    ///
    /// # Errors
    /// `empty` or `not_feed` when the document is no sitemap, `parse` or `truncated` when nothing can be read from it.
    pub fn read(&self, page: &Page, context: &Context) -> Result<Reading, Trouble> {
        let decoded = decode(&page.body, page.content_type.as_deref(), &DATA);
        let text = clean::legal(&decoded.text);
        if text.trim().is_empty() {
            return Err(Trouble::new(Kind::Empty, "the document is empty"));
        }
        let mut walk = Walk::new(page, context);
        let fault = walk.run(&text);
        match walk.root.as_str() {
            "urlset" | "sitemapindex" => {}
            "html" => return Err(Trouble::new(Kind::NotFeed, "this is a web page, not a sitemap; give the address of the sitemap itself")),
            _ => return Err(Trouble::new(Kind::NotFeed, "this is not a sitemap: its root is neither `<urlset>` nor `<sitemapindex>`")),
        }
        let mut reading = walk.reading;
        reading.repaired.extend(decoded.repaired);
        if let Err(fault) = fault {
            if reading.entries.is_empty() && reading.lists.is_empty() {
                return Err(fault);
            }
            reading.damaged = true;
            reading.repaired.push(format!("what comes before the damage was read: {fault}"));
        }
        Ok(reading)
    }
}

/// A walk through a sitemap's elements.
struct Walk<'a> {
    page: &'a Page,
    context: &'a Context,
    /// The name of the root element.
    root: String,
    /// The names of the open elements, without prefix, the root first.
    path: Vec<String>,
    /// The text of the innermost element so far.
    text: String,
    /// What the `url` or `sitemap` that is open has said.
    said: Said,
    reading: Reading,
}

/// What one `url` or `sitemap` says.
#[derive(Default)]
struct Said {
    address: Option<Url>,
    title: String,
    stated: Stated,
    changed: Option<Instant>,
    image: Option<Image>,
}

impl<'a> Walk<'a> {
    fn new(page: &'a Page, context: &'a Context) -> Self {
        let reading = Reading { about: About { kind: "sitemap", ..About::default() }, ..Reading::default() };
        Self { page, context, root: String::new(), path: Vec::new(), text: String::new(), said: Said::default(), reading }
    }

    /// Reads all elements, up to the end or the first fault.
    fn run(&mut self, text: &str) -> Result<(), Trouble> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().trim_markup_names_in_closing_tags = true;
        reader.config_mut().expand_empty_elements = true;
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    self.text.clear();
                    let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
                    if self.root.is_empty() {
                        self.root.clone_from(&name);
                    }
                    self.path.push(name);
                    if self.path.len() > DEEPEST {
                        return Err(Trouble::new(
                            Kind::Parse,
                            format!("its elements stand more than {DEEPEST} deep inside each other, as in no sitemap"),
                        ));
                    }
                }
                Ok(Event::End(_)) => self.end(),
                Ok(Event::Text(part)) => self.text.push_str(&String::from_utf8_lossy(&part)),
                Ok(Event::CData(part)) => self.text.push_str(&String::from_utf8_lossy(&part)),
                Ok(Event::GeneralRef(reference)) => self.reference(&reference),
                Ok(Event::Eof) if self.path.is_empty() => return Ok(()),
                Ok(Event::Eof) => {
                    return Err(Trouble::new(Kind::Truncated, "the sitemap ends before its end; it was not whole when it was sent"));
                }
                Ok(_) => {}
                Err(error) => return Err(Trouble::new(Kind::Parse, format!("its XML is broken: {error}"))),
            }
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        match reference.resolve_char_ref() {
            Ok(Some(character)) => self.text.push(character),
            _ => self.text.push_str(clean::named(&String::from_utf8_lossy(reference)).unwrap_or("&")),
        }
    }

    /// Takes in what the element that ends has said.
    fn end(&mut self) {
        let path: Vec<&str> = self.path.iter().skip(1).map(String::as_str).collect();
        let text = self.text.trim();
        let date = || dates::parse(text, self.context.zone, &self.context.language).unwrap_or_default();
        match *path.as_slice() {
            ["url" | "sitemap", "loc"] => self.said.address = clean::link(text, Some(&self.page.url)),
            ["url", "lastmod"] => {
                self.said.changed = match date() {
                    Stated::At(time) => Some(time),
                    Stated::On(day) => Some(start_of_day(day, self.context.zone)),
                    Stated::In(_) | Stated::Unsaid => None,
                }
            }
            ["url", "news", "title"] => self.said.title = clean::title(text),
            ["url", "news", "publication_date"] => self.said.stated = date(),
            ["url", "image", "loc"] if self.said.image.is_none() => {
                self.said.image = clean::link(text, Some(&self.page.url)).map(Image::at);
            }
            ["url"] => self.entry(),
            ["sitemap"] => {
                let start = std::mem::take(&mut self.said).address.map(|url| Start { url, role: Role::Document, month: None });
                self.reading.lists.extend(start);
            }
            _ => {}
        }
        self.text.clear();
        self.path.pop();
    }

    /// Keeps the entry that a `url` has said.
    fn entry(&mut self) {
        let said = std::mem::take(&mut self.said);
        let Some(address) = said.address else {
            return self.reading.skipped.push("a `<url>` has no address that can be followed".to_owned());
        };
        let title = if said.title.is_empty() { headline::of_address(&address) } else { said.title };
        self.reading.entries.push(Entry {
            link: Some(address.into()),
            title,
            stated: said.stated,
            updated: said.changed,
            image: said.image,
            ..Entry::default()
        });
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn read(text: &str) -> Result<Reading, Trouble> {
        let url = Url::parse("https://a.example/sitemap.xml").unwrap();
        Sitemap { url: url.clone() }.read(&Page { url, content_type: None, body: Bytes::from(text.to_owned()) }, &Context::default())
    }

    const NEWS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
        <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"n\" xmlns:image=\"i\" xmlns:video=\"v\">
        <url><loc> https://a.example/n/one?a=1&amp;b=2 </loc><lastmod>2025-11-18</lastmod>
          <news:news><news:publication><news:name>J</news:name></news:publication><news:publication_date>2025-11-17T08:00:00Z</news:publication_date>
          <news:title><![CDATA[R&D]]> &amp; caf&#233;</news:title></news:news>
          <image:image><image:loc>/i.jpg</image:loc><image:title>no</image:title></image:image><video:video><video:title>no</video:title></video:video></url>
        <url><loc>https://a.example/n/trusts-face-%C3%A9lan-7031234.article</loc><lastmod>2025-11-18T08:00:00Z</lastmod></url>
        <url><loc>javascript:alert(1)</loc></url><url/>
        </urlset>";

    #[test]
    fn a_news_sitemap_becomes_entries() {
        let reading = read(NEWS).unwrap();
        let [one, two] = reading.entries.as_slice() else { panic!("{:?}", reading.entries) };
        assert_eq!((one.title.as_str(), one.link.as_deref()), ("R&D & café", Some("https://a.example/n/one?a=1&b=2")));
        assert_eq!(one.stated.text().as_deref(), Some("2025-11-17T08:00:00Z"));
        assert_eq!(one.image, Some(Image::at("https://a.example/i.jpg")));
        assert_eq!(one.updated.map(crate::article::rfc3339).as_deref(), Some("2025-11-18T00:00:00Z"));
        assert_eq!((two.title.as_str(), two.stated), ("Trusts face élan", Stated::Unsaid));
        assert_eq!((reading.skipped.len(), reading.damaged), (2, false));
    }

    #[test]
    fn an_index_leads_to_its_parts() {
        let reading = read("<sitemapindex><sitemap><loc>/s1.xml</loc><lastmod>2025-11-17</lastmod></sitemap><sitemap><loc>ftp://x/</loc></sitemap></sitemapindex>").unwrap();
        let addresses: Vec<&str> = reading.lists.iter().map(|start| start.url.as_str()).collect();
        assert_eq!(addresses, ["https://a.example/s1.xml"]);
    }

    #[test]
    fn a_cut_sitemap_gives_its_whole_entries_and_says_so() {
        let cut = &NEWS[..NEWS.find("<url><loc>javascript").unwrap() - 40];
        let reading = read(cut).unwrap();
        assert_eq!((reading.entries.len(), reading.damaged, reading.repaired.len()), (1, true, 1));
    }

    #[test]
    fn what_is_no_sitemap_is_refused() {
        let deep = format!("<urlset>{}", "<a>".repeat(100));
        let cases = [
            ("", Kind::Empty),
            ("<html><p>x", Kind::NotFeed),
            ("<rss/>", Kind::NotFeed),
            ("text", Kind::NotFeed),
            ("<urlset><url>", Kind::Truncated),
            (&deep, Kind::Parse),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).unwrap_err().kind, expected, "{text:.60}");
        }
    }

    #[test]
    fn addresses_become_readable() {
        let cases = [
            ("https://a.example/2025/11/some_story-title.html", "Some story title"),
            ("https://a.example/news/some-story/7031234", "Some story"),
            ("https://a.example/", "a.example"),
            ("https://a.example/covid-19", "Covid 19"),
        ];
        for (address, expected) in cases {
            assert_eq!(headline::of_address(&Url::parse(address).unwrap()), expected, "{address}");
        }
    }
}
