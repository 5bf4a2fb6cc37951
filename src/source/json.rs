//! JSON of any shape, such as a site's own interface: where its items and their fields stand is said by paths.

use serde_json::Value;
use url::Url;

use super::charset::{DATA, decode};
use super::{About, Context, Page, Reading, Role, Start, dates, headline, loose};
use crate::article::{Entry, Image, Stated};
use crate::clean;
use crate::trouble::{Kind, Trouble};

/// A JSON source's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json {
    /// Its address.
    pub url: Url,
    /// Where the list of items stands; the whole document where it is empty.
    pub items: Path,
    /// Where each field stands in an item, in the order of [`FIELDS`]; its usual names where nothing is said.
    pub fields: [Option<Path>; FIELDS.len()],
    /// Where the address of the next page stands in the document.
    pub next: Option<Path>,
    /// How many pages one walk may ask for.
    pub max_pages: u32,
}

/// The fields of an item: their names in the configuration, and the names that they usually have.
pub const FIELDS: [(&str, &[&str]); 9] = [
    ("id", &["id", "guid", "uuid", "_id"]),
    ("title", &["title.rendered", "title", "headline", "name"]),
    ("link", &["link", "url", "permalink", "href", "canonical_url"]),
    ("summary", &["excerpt.rendered", "excerpt", "summary", "standfirst", "description", "teaser"]),
    ("content", &["content.rendered", "content_html", "content", "body"]),
    ("date", &["date_gmt", "date", "published_at", "publishedAt", "published", "pubDate", "datePublished", "created_at"]),
    ("author", &["author.name", "author", "byline", "creator"]),
    ("section", &["section.name", "section", "category.name", "category"]),
    ("image", &["image.url", "image", "thumbnail.url", "thumbnail", "featured_image"]),
];

/// A way into a JSON document: names parted by dots, numbers for places in a list, `*` for the first of a list that has the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<String>);

/// The longest path.
const LONGEST_PATH: usize = 20;

impl Path {
    /// Reads a path: `data.items`, `author.0.name`, `images[0].src`.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let plain = text.trim().trim_start_matches("$.").replace('[', ".").replace(']', "");
        let steps: Vec<String> = plain.split('.').map(str::trim).filter(|step| !step.is_empty()).map(str::to_owned).collect();
        match steps.len() {
            0 if !matches!(text.trim(), "" | "$" | ".") => Err(format!("`{text}` names no field")),
            1..=LONGEST_PATH | 0 => Ok(Self(steps)),
            _ => Err(format!("a path has no more than {LONGEST_PATH} steps")),
        }
    }

    /// What it leads to.
    fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        walk(value, &self.0).filter(|found| !found.is_null())
    }
}

fn walk<'v>(value: &'v Value, steps: &[String]) -> Option<&'v Value> {
    let Some((step, rest)) = steps.split_first() else { return Some(value) };
    match value {
        Value::Object(fields) => walk(fields.get(step)?, rest),
        Value::Array(values) if step == "*" => values.iter().find_map(|value| walk(value, rest)),
        Value::Array(values) => walk(values.get(step.parse::<usize>().ok()?)?, rest),
        _ => None,
    }
}

impl Json {
    /// The document itself; the first of several where one leads to the next.
    #[must_use]
    pub fn start(&self) -> Vec<Start> {
        let role = if self.next.is_some() { Role::Listing } else { Role::Document };
        vec![Start { url: self.url.clone(), role, month: None }]
    }

    /// Reads a document.
    ///
    /// # Errors
    /// `empty`, `parse` when it is no JSON, `layout` when there is no list where `items` looks.
    pub fn read(&self, page: &Page, context: &Context) -> Result<Reading, Trouble> {
        let decoded = decode(&page.body, page.content_type.as_deref(), &DATA);
        let text = decoded.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if text.is_empty() {
            return Err(Trouble::new(Kind::Empty, "the document is empty"));
        }
        let found = loose::parse(text).ok_or_else(|| Trouble::new(Kind::Parse, "this is no JSON"))?;
        let items = self.items.find(&found.value).and_then(Value::as_array);
        let items =
            items.ok_or_else(|| Trouble::new(Kind::Layout, "there is no list where `items` looks; the document may have changed shape"))?;
        let mut reading = Reading { about: About { kind: "json", ..About::default() }, damaged: found.damaged, ..Reading::default() };
        reading.repaired.extend(decoded.repaired.into_iter().chain(found.repaired.map(str::to_owned)));
        for (item, number) in items.iter().zip(1..) {
            match self.entry(item, page, context) {
                Some(entry) => reading.entries.push(entry),
                None => reading.skipped.push(format!("item {number} has neither headline, text nor address")),
            }
        }
        if !items.is_empty() && reading.entries.is_empty() {
            return Err(Trouble::new(
                Kind::Layout,
                "no item has a headline or an address where they are looked for; the document may have changed shape",
            ));
        }
        let next = self.next.as_ref().and_then(|path| words(path.find(&found.value)?));
        reading.next = next.and_then(|next| clean::link(&next, Some(&page.url)));
        Ok(reading)
    }

    fn entry(&self, item: &Value, page: &Page, context: &Context) -> Option<Entry> {
        let field = |name: &str| {
            let ((_, usual), said) = FIELDS.iter().zip(&self.fields).find(|((known, _), _)| *known == name)?;
            if let Some(path) = said {
                return words(path.find(item)?);
            }
            usual.iter().filter_map(|path| Path::parse(path).ok()).find_map(|path| words(path.find(item)?))
        };
        let html =
            |name: &str| field(name).map(|text| clean::html(&text, Some(&page.url)).trim().to_owned()).filter(|text| !text.is_empty());
        let address = |name: &str| field(name).and_then(|text| clean::link(&text, Some(&page.url)));
        let (link, summary, whole) = (address("link"), html("summary"), html("content"));
        let made = || summary.as_deref().or(whole.as_deref()).map(headline::of_text).or_else(|| link.as_ref().map(headline::of_address));
        let title = field("title").map(|text| clean::title(&text)).filter(|title| !title.is_empty()).or_else(made)?;
        Some(Entry {
            guid: field("id"),
            link: link.map(String::from),
            title,
            summary,
            content: whole,
            author: field("author").map(|text| clean::title(&text)).filter(|name| !name.is_empty()),
            section: field("section").map(|text| clean::title(&text)).filter(|label| !label.is_empty()),
            stated: field("date").and_then(|text| dates::parse(&text, context.zone, &context.language)).unwrap_or(Stated::Unsaid),
            image: address("image").map(Image::at),
            ..Entry::default()
        })
    }
}

/// A text or a number; of a list its first.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().find_map(words),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(items: &str, fields: &[(&str, &str)], next: Option<&str>, body: &str) -> Result<Reading, Trouble> {
        let path = |text: &str| Path::parse(text).unwrap();
        let fields = FIELDS.map(|(name, _)| fields.iter().find(|(known, _)| *known == name).map(|(_, text)| path(text)));
        let json = Json { url: "https://a.example/api".parse().unwrap(), items: path(items), fields, next: next.map(path), max_pages: 40 };
        json.read(&Page { url: json.url.clone(), content_type: None, body: body.to_owned().into() }, &Context::default())
    }

    #[test]
    fn items_are_found_by_paths_and_fields_by_their_usual_names() {
        let body = r#"{"data": {"posts": [
            {"id": 7, "title": {"rendered": "A &amp; B"}, "link": "/1", "excerpt": {"rendered": "<p>s</p><script>x</script>"}, "date_gmt": "2025-11-03T09:00:00Z",
             "author": {"name": "Ann"}, "category": "News", "image": "/i.jpg"},
            {"headline": "C", "who": [{"n": "Bo"}, {"n": "Cy"}]},
            {"url": "/n/lamps-go-out"}, {"sku": 1}, 5]}, "meta": {"next": "/api?page=2"}}"#;
        let reading = read("data.posts", &[("author", "who[0].n")], Some("meta.next"), body).unwrap();
        let first = &reading.entries[0];
        assert_eq!((first.guid.as_deref(), first.title.as_str(), first.link.as_deref()), (Some("7"), "A & B", Some("https://a.example/1")));
        assert_eq!((first.summary.as_deref(), first.section.as_deref(), first.author.as_deref()), (Some("<p>s</p>"), Some("News"), None));
        assert_eq!(
            (first.stated.text().as_deref(), first.image.as_ref().map(|image| image.url.as_str())),
            (Some("2025-11-03T09:00:00Z"), Some("https://a.example/i.jpg"))
        );
        assert_eq!((reading.entries[1].title.as_str(), reading.entries[1].author.as_deref()), ("C", Some("Bo")));
        assert_eq!(reading.entries[2].title, "Lamps go out");
        assert_eq!((reading.entries.len(), reading.skipped.len()), (3, 2));
        assert_eq!(reading.next.unwrap().as_str(), "https://a.example/api?page=2");
        assert_eq!(read("", &[], None, "[{\"title\":\"A\"}]").unwrap().entries.len(), 1, "the document is the list");
    }

    #[test]
    fn another_shape_is_an_error_and_a_cut_document_gives_what_is_whole() {
        let kind = |items: &str, body: &str| read(items, &[], None, body).unwrap_err().kind;
        assert_eq!(kind("data", "{\"posts\":[]}"), Kind::Layout);
        assert_eq!(kind("", "[{\"sku\":1}]"), Kind::Layout);
        assert_eq!(kind("", "<html>"), Kind::Parse);
        assert_eq!(kind("", " \u{feff}"), Kind::Empty);
        let cut = read("items", &[], None, "{\"items\":[{\"title\":\"A\"},{\"title\":\"B").unwrap();
        assert_eq!((cut.entries.len(), cut.damaged), (1, true));
        assert_eq!(read("items", &[], None, "{\"items\":[]}").unwrap().entries.len(), 0, "an empty list is no mistake");
        assert!(Path::parse(&"a.".repeat(21)).is_err());
    }
}
