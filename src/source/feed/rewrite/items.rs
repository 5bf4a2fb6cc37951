//! Feeds and items written in the elements of RSS 2.0 or Atom 1.0, whatever they were called where they were found.

use chrono_tz::Tz;

use super::super::files::Files;
use super::field::{Attributes, Field};
use crate::clean;
use crate::source::dates;

/// What a feed or an item is made of.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// The attributes of the element itself.
    pub(super) attributes: Attributes,
    pub(super) fields: Vec<Field>,
}

/// Where a title is looked for, the best first.
const TITLES: [&str; 4] = ["title", "atom:title", "dc:title", "media:title"];
const SUMMARIES: [&str; 7] = ["description", "summary", "atom:summary", "abstract", "dc:description", "dcterms:abstract", "subtitle"];
const CONTENTS: [&str; 6] = ["content:encoded", "content", "atom:content", "html:body", "body", "fullitem"];
const SUBTITLES: [&str; 6] = ["description", "subtitle", "tagline", "abstract", "dc:description", "atom:subtitle"];
/// Where the date of publication is looked for.
const PUBLISHED: [&str; 9] =
    ["pubDate", "published", "atom:published", "issued", "created", "dc:date", "dcterms:issued", "dcterms:created", "date"];
const UPDATED: [&str; 5] = ["updated", "atom:updated", "modified", "dcterms:modified", "lastBuildDate"];
const IDS: [&str; 3] = ["guid", "id", "atom:id"];
const RIGHTS: [&str; 3] = ["copyright", "rights", "dc:rights"];

impl Fields {
    /// All fields of a name.
    fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f Field> {
        self.fields.iter().filter(move |field| field.name == name)
    }

    /// The first field that says something, by the first of these names that has one.
    fn first(&self, names: &[&str]) -> Option<&Field> {
        names.iter().find_map(|name| self.fields.iter().find(|field| field.name == *name && !field.is_empty()))
    }

    /// What `write` makes of the first field by these names.
    fn write(&self, names: &[&str], write: impl Fn(&Field) -> String) -> String {
        self.first(names).map(write).unwrap_or_default()
    }

    /// The first date by these names that can be read.
    fn date(&self, names: &[&str], written: &str) -> String {
        let readable = |field: &&Field, name: &str| field.name == name && dates::parse(&field.text(), Tz::UTC, "en").is_some();
        let found = names.iter().find_map(|name| self.fields.iter().find(|field| readable(field, name))).or_else(|| self.first(names));
        found.map(|field| element(written, &clean::escape(&field.text()))).unwrap_or_default()
    }

    /// Who wrote an RSS item; of an episode whose author is not named otherwise, whom the podcast names.
    fn people(&self) -> String {
        let creator = |field: &Field| element("dc:creator", &clean::escape(&field.text()));
        let authors = self.all("author").chain(self.all("atom:author")).map(|field| element("author", &person(field)));
        let named: String = authors.chain(self.all("dc:creator").chain(self.all("dc:author")).map(creator)).collect();
        if named.is_empty() { self.write(&["itunes:author"], creator) } else { named }
    }

    /// Fields that `feed-rs` knows by their own names.
    fn extensions(&self) -> String {
        let known = |field: &&Field| {
            let prefix = field.name.split_once(':').map_or("", |(prefix, _)| prefix);
            matches!(prefix, "media" | "itunes" | "podcast" | "wfw" | "sy")
        };
        self.fields.iter().filter(known).map(|field| field.renamed(&field.name)).collect()
    }

    /// What `feed-rs` would forget of an item's files.
    fn files(&self) -> String {
        let mut files = Files::default();
        for field in &self.fields {
            files.note(&field.name, |key| field.attributes.get(key).map(str::to_owned));
            files.text(&field.name, &field.inner);
        }
        files.written()
    }

    /// The page that it belongs to, as XML.
    fn page(&self) -> Option<String> {
        let address = |field: &&Field| field.name == "link" && !field.is_empty();
        let alternate = |field: &&Field| {
            matches!(field.name.as_str(), "link" | "atom:link") && field.attributes.get("rel").is_none_or(|rel| rel == "alternate")
        };
        let written = self.fields.iter().find(address).map(|field| clean::escape(&field.text()));
        let named = || self.fields.iter().filter(alternate).find_map(|field| field.attributes.get("href").map(str::to_owned));
        let own = || ["href", "rdf:about"].into_iter().find_map(|name| self.attributes.get(name).map(str::to_owned));
        // Who sends readers on a detour to count them says where the article is.
        let direct = self.all("feedburner:origLink").find(|field| !field.is_empty()).map(|field| clean::escape(&field.text()));
        direct.or(written).or_else(named).or_else(own).filter(|address| !address.trim().is_empty())
    }

    /// An RSS item.
    pub(super) fn rss_item(&self) -> String {
        let about = self.attributes.get("rdf:about").map(|about| format!("<guid isPermaLink=\"false\">{about}</guid>"));
        let lastmod = self.attributes.get("lastmod").map(|date| element("pubDate", date));
        let date = self.date(&PUBLISHED, "pubDate");
        let parts = [
            self.write(&TITLES, |field| field.untyped("title")),
            self.page().map(|page| element("link", &page)).unwrap_or_default(),
            self.first(&IDS).map(|field| field.renamed("guid")).or(about).unwrap_or_default(),
            if date.is_empty() { lastmod.unwrap_or_default() } else { date },
            self.date(&UPDATED, "updated"),
            self.write(&SUMMARIES, |field| field.untyped("description")),
            self.write(&CONTENTS, |field| field.untyped("content:encoded")),
            self.people(),
            self.labels().map(|label| element("category", &label)).collect(),
            ["enclosure", "comments"].into_iter().flat_map(|name| self.all(name)).map(|field| field.renamed(&field.name)).collect(),
            self.all("link").chain(self.all("atom:link")).map(enclosure).collect(),
            self.extensions(),
            self.files(),
        ];
        format!("<item{}>{}</item>", self.attributes.of_xml(), parts.concat())
    }

    /// An RSS channel without its items.
    pub(super) fn rss_channel(&self) -> String {
        const PLAIN: [&str; 7] = ["image", "ttl", "skipHours", "skipDays", "managingEditor", "webMaster", "generator"];
        let parts = [
            self.write(&TITLES, |field| field.untyped("title")),
            self.page().map(|page| element("link", &page)).unwrap_or_default(),
            self.all("atom:link").map(atom_link).collect(),
            self.write(&SUBTITLES, |field| field.untyped("description")),
            self.write(&["language", "dc:language"], |field| element("language", &clean::escape(&field.text()))),
            self.write(&RIGHTS, |field| field.untyped("copyright")),
            self.date(&PUBLISHED, "pubDate"),
            self.date(&["lastBuildDate", "updated", "atom:updated", "modified"], "lastBuildDate"),
            self.labels().map(|label| element("category", &label)).collect(),
            PLAIN.into_iter().flat_map(|name| self.all(name)).map(|field| field.renamed(&field.name)).collect(),
            self.extensions(),
        ];
        parts.concat()
    }

    /// An Atom entry.
    pub(super) fn atom_entry(&self) -> String {
        let parts = [
            self.write(&TITLES, |field| field.construct("title")),
            self.write(&SUMMARIES, |field| field.construct("summary")),
            self.write(&CONTENTS, |field| field.construct("content")),
            self.date(&PUBLISHED, "published"),
            self.atom(),
            self.elsewhere(),
            self.files(),
        ];
        format!("<entry{}>{}</entry>", self.attributes.of_xml(), parts.concat())
    }

    /// An Atom feed without its entries.
    pub(super) fn atom_feed(&self) -> String {
        const PLAIN: [&str; 3] = ["icon", "logo", "generator"];
        let parts = [
            self.write(&TITLES, |field| field.construct("title")),
            self.write(&SUBTITLES, |field| field.construct("subtitle")),
            self.write(&RIGHTS, |field| field.construct("rights")),
            PLAIN
                .into_iter()
                .flat_map(|name| self.all(name))
                .filter(|field| !field.is_empty())
                .map(|field| field.renamed(&field.name))
                .collect(),
            self.atom(),
        ];
        parts.concat()
    }

    /// What an entry of Atom says of itself in its other elements: the address of its text (RFC 4287, §4.1.3.2) where it links to no page, and whom the
    /// feed names that it was taken from (§4.1.2).
    fn elsewhere(&self) -> String {
        let linked = self
            .all("link")
            .any(|field| field.attributes.get("rel").is_none_or(|rel| rel.is_empty() || rel.eq_ignore_ascii_case("alternate")));
        let address = self.all("content").find_map(|field| field.attributes.get("src")).filter(|_| !linked);
        let signed = self.all("author").chain(self.all("dc:creator")).any(|field| !field.is_empty());
        let source = self.all("source").find_map(|field| field.inner.split_once("<author>")?.1.split_once("</author>")).filter(|_| !signed);
        let link = address.map(|address| format!("<link href=\"{address}\"/>"));
        link.unwrap_or_default() + &source.map(|(author, _)| element("author", author)).unwrap_or_default()
    }

    /// What feeds and entries of Atom share.
    fn atom(&self) -> String {
        let people = |role: &'static str| {
            self.all(role).map(move |field| {
                let inner = if field.nested {
                    field.inner.replace("<url>", "<uri>").replace("</url>", "</uri>")
                } else {
                    element("name", &field.inner)
                };
                element(role, &inner)
            })
        };
        let category = |field: &Field| match (field.attributes.get("term"), field.attributes.get("label")) {
            (Some(_), _) => field.renamed("category"),
            (None, Some(label)) => format!("<category term=\"{label}\"/>"),
            (None, None) => format!("<category term=\"{}\"/>", clean::escape(&field.text()).replace('"', "&quot;")),
        };
        let parts = [
            self.write(&IDS, |field| element("id", &clean::escape(&field.text()))),
            self.date(&UPDATED, "updated"),
            self.all("link").map(link).collect(),
            people("author").chain(people("contributor")).collect(),
            self.all("dc:creator").map(|field| element("author", &element("name", &clean::escape(&field.text())))).collect(),
            self.all("category").chain(self.all("dc:subject")).map(category).collect(),
            self.extensions(),
        ];
        parts.concat()
    }

    /// The labels of an item or a channel of RSS, as XML.
    fn labels(&self) -> impl Iterator<Item = String> {
        let found = self.fields.iter().filter(|field| matches!(field.name.as_str(), "category" | "dc:subject" | "media:category"));
        found.filter_map(|field| {
            let said = || ["label", "term", "text"].into_iter().find_map(|name| field.attributes.get(name).map(str::to_owned));
            Some(clean::escape(&field.text())).filter(|text| !text.is_empty()).or_else(said)
        })
    }
}

fn element(name: &str, inner: &str) -> String {
    format!("<{name}>{inner}</{name}>")
}

/// A link of Atom; one with its address as text, as RSS has it, gets it as attribute.
fn link(field: &Field) -> String {
    match field.attributes.get("href") {
        Some(_) => format!("<link{}/>", field.attributes.written()),
        None => format!("<link href=\"{}\"/>", clean::escape(&field.text()).replace('"', "&quot;")),
    }
}

/// A link of Atom to a file, as RSS has it; empty for any other link.
fn enclosure(link: &Field) -> String {
    let given = |key: &str, name: &str| link.attributes.get(key).map(|value| format!(" {name}=\"{value}\"")).unwrap_or_default();
    let is_file = link.attributes.get("rel") == Some("enclosure");
    if is_file {
        format!("<enclosure{}{}{}/>", given("href", "url"), given("type", "type"), given("length", "length"))
    } else {
        String::new()
    }
}

/// A link of Atom in RSS.
fn atom_link(field: &Field) -> String {
    format!("<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\"{}/>", field.attributes.written())
}

/// Somebody's name, as XML: of a person construct, the text of its name.
fn person(field: &Field) -> String {
    let named = |name: &str| {
        let (_, behind) = field.inner.split_once(&format!("<{name}>"))?;
        behind.split_once('<').map(|(text, _)| text.trim().to_owned())
    };
    named("name").or_else(|| named("atom:name")).or_else(|| named("email")).unwrap_or_else(|| clean::escape(&field.text()))
}
