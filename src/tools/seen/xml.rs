//! RSS and Atom as they stand: read to the end whatever is wrong, and what is wrong is kept.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{DateField, Enclosure, Form, Item, Seen, said};
use crate::clean;
use crate::trouble::{Kind, Trouble};

/// An element that is being read: its name, its attributes and all that stands in it.
struct Field {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    /// How deep it stands in the document.
    depth: usize,
}

/// What is known until now.
#[derive(Default)]
struct Reading {
    seen: Seen,
    depth: usize,
    /// How deep the feed's own fields stand.
    head: Option<usize>,
    item: Option<(usize, Item)>,
    field: Option<Field>,
}

/// Reads RSS, RSS 1.0 or Atom.
pub(super) fn read(text: &str) -> Result<Seen, Trouble> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let mut reading = Reading::default();
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => reading.take(&event),
            // Nothing behind it can be told apart.
            Err(_) => break,
        }
    }
    if let Some((_, item)) = reading.item.take() {
        reading.seen.items.push(item);
    }
    if reading.head.is_none() {
        return Err(Trouble::new(Kind::NotFeed, "this is neither RSS nor Atom nor JSON Feed"));
    }
    reading.seen.broken = broken(text);
    Ok(reading.seen)
}

/// Why an XML reader that keeps to the rules stops, and where.
fn broken(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    let mut open = 0_usize;
    let wrong = loop {
        match reader.read_event() {
            Ok(Event::Eof) if open > 0 => break "it ends before its end".to_owned(),
            Ok(Event::Eof) => return None,
            Ok(Event::Start(_)) => open += 1,
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::GeneralRef(name)) if resolved(&name, false).is_none() => {
                break format!("XML knows no &{};", String::from_utf8_lossy(&name));
            }
            Ok(_) => {}
            Err(error) => break clean::line(&error.to_string()),
        }
    };
    let place = usize::try_from(reader.buffer_position()).unwrap_or_default();
    let line = 1 + text.get(..place).unwrap_or(text).matches('\n').count();
    Some(format!("line {line}: {wrong}"))
}

/// The characters of a reference; HTML's names only where they are asked for.
fn resolved(name: &BytesRef<'_>, html: bool) -> Option<String> {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return Some(character.to_string());
    }
    let name = std::str::from_utf8(name).ok()?;
    let known = match name {
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        "apos" => Some("'"),
        _ if html => clean::named(name),
        _ => None,
    };
    known.map(str::to_owned)
}

fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let value = |bytes: &[u8]| quick_xml::escape::unescape(&text(bytes)).map_or_else(|_| text(bytes), Cow::into_owned);
    start.attributes().flatten().map(|found| (text(found.key.as_ref()), value(&found.value))).collect()
}

impl Reading {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(start) => {
                self.open(start);
                self.depth += 1;
            }
            Event::Empty(start) => {
                self.open(start);
                self.depth += 1;
                self.close(&String::from_utf8_lossy(start.name().as_ref()));
            }
            Event::End(end) => self.close(&String::from_utf8_lossy(end.name().as_ref())),
            Event::Text(text) => self.add(&String::from_utf8_lossy(text)),
            Event::CData(text) => self.add(&String::from_utf8_lossy(text)),
            Event::GeneralRef(name) => {
                let text = resolved(name, true).unwrap_or_else(|| format!("&{};", String::from_utf8_lossy(name)));
                self.add(&text);
            }
            Event::PI(instruction) => {
                let text = String::from_utf8_lossy(instruction);
                self.seen.has_xsl |= text.starts_with("xml-stylesheet") && text.contains("xsl");
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(field) = &mut self.field {
            field.text.push_str(text);
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) {
        let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
        let attributes = attributes(start);
        if let Some(field) = &mut self.field {
            field.text.push('<');
            field.text.push_str(&name);
            field.text.push('>');
            if let Some((_, item)) = &mut self.item {
                item.has_media |= name.starts_with("media:");
            }
            return;
        }
        let local = name.rsplit(':').next().unwrap_or(&name);
        match local {
            "RDF" => self.seen.form = Form::Rdf,
            "channel" if self.head.is_none() => self.head = Some(self.depth + 1),
            "feed" if self.head.is_none() => {
                self.seen.form = Form::Atom;
                self.head = Some(self.depth + 1);
            }
            "item" | "entry" if self.item.is_none() && self.head.is_some() => {
                let guid = attributes.iter().find(|(name, _)| name == "rdf:about").and_then(|(_, about)| said(about));
                self.item = Some((self.depth, Item { guid, ..Item::default() }));
            }
            _ => {
                let wanted = self.item.as_ref().map_or(self.head, |(depth, _)| Some(depth + 1));
                if wanted == Some(self.depth) {
                    self.field = Some(Field { name, attributes, text: String::new(), depth: self.depth });
                }
            }
        }
    }

    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        match &mut self.field {
            Some(field) if field.depth < self.depth => {
                field.text.push_str("</");
                field.text.push_str(name);
                field.text.push('>');
            }
            Some(_) => {
                let Some(field) = self.field.take() else { return };
                match &mut self.item {
                    Some((_, item)) => field.into_item(item),
                    None => field.into_feed(&mut self.seen),
                }
            }
            None if self.item.as_ref().is_some_and(|(depth, _)| *depth >= self.depth) => {
                self.seen.items.extend(self.item.take().map(|(_, item)| item));
            }
            None => {}
        }
    }
}

impl Field {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn into_feed(self, seen: &mut Seen) {
        let text = said(&self.text);
        match self.name.as_str() {
            "title" => seen.title = seen.title.take().or(text),
            "description" | "subtitle" => seen.description = seen.description.take().or(text),
            "link" if self.attribute("href").is_none() => seen.link = seen.link.take().or(text),
            "link" | "atom:link" => {
                let href = self.attribute("href").and_then(said);
                match self.attribute("rel").unwrap_or("alternate") {
                    "self" => seen.own = href,
                    "alternate" if self.name == "link" => seen.link = seen.link.take().or(href),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// Where a field occurs more than once, the first one counts, as for most tools.
    fn into_item(self, item: &mut Item) {
        let first = |place: &mut Option<String>, text: Option<String>| *place = place.take().or(text);
        let text = said(&self.text);
        match self.name.as_str() {
            "title" => {
                item.title_is_html = matches!(self.attribute("type"), Some("html" | "text/html" | "xhtml"));
                first(&mut item.title, text);
            }
            "dc:title" => first(&mut item.second_title, text),
            "guid" | "id" => {
                item.is_permalink = self.name == "guid" && self.attribute("isPermaLink") != Some("false");
                item.guid = text.or(item.guid.take());
            }
            "link" => self.into_link(item),
            "description" | "summary" | "dc:description" => first(&mut item.description, text),
            "content:encoded" | "content" => first(&mut item.content, text.or_else(|| self.attribute("src").and_then(said))),
            "category" => {
                let label = self.attribute("term").map(str::to_owned).or(text).unwrap_or_default();
                let is_rss = self.attribute("term").is_none();
                item.categories.push((label, is_rss && !self.attributes.is_empty()));
            }
            "enclosure" => item.enclosures.push(self.enclosure("url")),
            "author" if !self.text.contains("<name>") => first(&mut item.author, text),
            name if name.starts_with("media:") => item.has_media = true,
            name => item.dates.extend(date_field(name).zip(text)),
        }
    }

    fn enclosure(&self, address: &str) -> Enclosure {
        let owned = |name: &str| self.attribute(name).map(str::to_owned);
        Enclosure { url: owned(address).unwrap_or_default(), length: owned("length"), media_type: owned("type") }
    }

    fn into_link(self, item: &mut Item) {
        let Some(href) = self.attribute("href") else {
            item.link = item.link.take().or(said(&self.text));
            return;
        };
        match self.attribute("rel").unwrap_or("alternate") {
            "alternate" => item.link = item.link.take().or(said(href)),
            "enclosure" => item.enclosures.push(self.enclosure("href")),
            _ => {}
        }
    }
}

fn date_field(name: &str) -> Option<DateField> {
    match name {
        "pubDate" | "pubdate" => Some(DateField::PubDate),
        "published" | "issued" | "dcterms:issued" => Some(DateField::Published),
        "created" => Some(DateField::Created),
        "updated" | "modified" => Some(DateField::Updated),
        "dc:date" | "date" => Some(DateField::Date),
        _ => None,
    }
}
