//! Items of sound XML that `feed-rs` would refuse, drop or read by half, written so that it reads them.
//!
//! It refuses a whole feed for one text of a type that it does not know, keeps only the first words of a text with markup in it,
//! drops RSS 1.0 items without `<link>`, and lets an unreadable `dc:date` replace a good `pubDate`.

use std::ops::Range;

use chrono_tz::Tz;
use quick_xml::events::BytesStart;

use super::files::{self, Files};
use crate::clean;
use crate::source::dates;

/// What is to be written anew, collected while the document is looked through.
#[derive(Debug, Default)]
pub(super) struct Amend {
    /// How deep the item that is open stands, and what it has said.
    item: Option<(usize, Item)>,
    /// The child of it that is open.
    child: Option<Child>,
    edits: Vec<(Range<usize>, String)>,
    types: usize,
    markup: usize,
}

/// The kind of feed that an item is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Atom,
    Rss,
    /// RSS 1.0, whose items stand beside the channel.
    Rdf,
}

/// What matters of an item.
#[derive(Debug, Default)]
struct Item {
    form: Form,
    /// Its address as RSS 1.0 names it.
    about: Option<String>,
    linked: bool,
    /// The address in an Atom link, as it stands in the XML.
    other: Option<String>,
    dated: bool,
    files: Files,
    /// Where `dc:date` stands, if it is one that nobody can read.
    undated: Option<Range<usize>>,
}

/// An element right inside an item.
#[derive(Debug)]
struct Child {
    /// Its name with its prefix.
    name: String,
    tag: Range<usize>,
    kind: Option<String>,
    source: bool,
    nested: bool,
}

impl Amend {
    /// Takes a start tag; `depth` counts it.
    pub(super) fn start(&mut self, tag: &BytesStart<'_>, depth: usize, place: Range<usize>) {
        let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
        let value = |key: &str| {
            let found = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == key.as_bytes());
            found.map(|attribute| String::from_utf8_lossy(&attribute.value).into_owned())
        };
        match &mut self.item {
            None if matches!(name.as_str(), "item" | "entry") => {
                let form = match (name.as_str(), depth) {
                    ("item", 2) => Form::Rdf,
                    ("item", _) => Form::Rss,
                    _ => Form::Atom,
                };
                let item = Item { form, about: value("rdf:about"), ..Item::default() };
                self.item = Some((depth, item));
            }
            Some((item, said)) if depth == *item + 1 => {
                let elsewhere = name.ends_with(":link") && value("rel").is_none_or(|rel| rel == "alternate");
                if elsewhere && said.other.is_none() {
                    said.other = value("href");
                }
                said.files.note(&name, value);
                self.edits.extend(files::typed(&name, &place, value));
                self.child = Some(Child { name, tag: place, kind: value("type"), source: value("src").is_some(), nested: false });
            }
            Some((item, _)) => {
                if let Some(child) = &mut self.child {
                    child.nested = true;
                    if depth == *item + 2 && child.name.ends_with(":group") {
                        self.edits.extend(files::typed(&name, &place, value));
                    }
                }
            }
            None => {}
        }
    }

    /// Takes an element without content; `depth` counts it.
    pub(super) fn empty(&mut self, tag: &BytesStart<'_>, depth: usize, place: Range<usize>) {
        self.start(tag, depth, place.clone());
        self.end("", depth, place.end..place.end);
    }

    /// Takes an end tag; `depth` still counts what it ends. `text` is the document.
    pub(super) fn end(&mut self, text: &str, depth: usize, place: Range<usize>) {
        match self.item.take() {
            Some((item, said)) if depth == item => self.end_item(&said, place.start),
            Some((item, mut said)) if depth == item + 1 => {
                if let Some(child) = self.child.take() {
                    let inner = text.get(child.tag.end..place.start).unwrap_or_default();
                    self.end_child(&child, &mut said, inner, place);
                }
                self.item = Some((item, said));
            }
            open => self.item = open,
        }
    }

    fn end_item(&mut self, said: &Item, place: usize) {
        let files = said.files.written();
        if !files.is_empty() {
            self.edits.push((place..place, files));
        }
        if let Some(undated) = said.undated.clone().filter(|_| said.dated) {
            self.edits.push((undated, String::new()));
        }
        // An RSS 1.0 item without any address is an item all the same; this is an address that leads nowhere.
        let other = said.other.clone().or_else(|| said.about.clone());
        let link = other.or_else(|| (said.form == Form::Rdf).then(|| "urn:none".to_owned()));
        if let Some(link) = link.filter(|_| said.form != Form::Atom && !said.linked) {
            self.edits.push((place..place, format!("<link>{}</link>", link.replace('<', "&lt;"))));
        }
    }

    fn end_child(&mut self, child: &Child, said: &mut Item, inner: &str, place: Range<usize>) {
        let readable = || dates::parse(inner.trim(), Tz::UTC, "en-GB").is_some();
        let whole = child.tag.start..place.end;
        said.files.text(&child.name, inner);
        match child.name.as_str() {
            "link" => said.linked |= !inner.trim().is_empty(),
            "pubDate" => said.dated = readable(),
            "dc:date" if !readable() => said.undated = Some(whole.clone()),
            _ => {}
        }
        let treatment = match child.name.as_str() {
            "title" | "description" | "content:encoded" if said.form != Form::Atom && child.nested => Treatment::Html,
            "title" | "summary" | "content" if said.form == Form::Atom => treatment(child, inner),
            _ => Treatment::Keep,
        };
        let name = &child.name;
        match treatment {
            Treatment::Keep => {}
            // One tag that is begin and end has no content.
            Treatment::As(_) if place.is_empty() => self.edits.push((whole, String::new())),
            Treatment::Html => {
                self.markup += 1;
                self.edits.push((whole, format!("<{name} type=\"html\">{}</{name}>", clean::escape(inner))));
            }
            Treatment::As(kind) => {
                self.types += 1;
                self.edits.push((child.tag.clone(), format!("<{name} type=\"{kind}\">")));
            }
            Treatment::Drop => self.edits.push((whole, String::new())),
        }
    }

    /// The document written anew and what was mended in it; `None` when there is nothing to do.
    pub(super) fn apply(mut self, text: &str) -> Option<(String, Vec<String>)> {
        if self.edits.is_empty() {
            return None;
        }
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut written = String::with_capacity(text.len() + text.len() / 16);
        let mut from = 0;
        for (range, new) in self.edits {
            written.push_str(text.get(from..range.start)?);
            written.push_str(&new);
            from = range.end;
        }
        written.push_str(text.get(from..)?);
        let phrase = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
        let types = phrase(self.types, "texts of a type that feeds do not have were read as what they look like");
        let markup = phrase(self.markup, "texts with markup that was not escaped were read as HTML");
        Some((written, types.into_iter().chain(markup).collect()))
    }
}

/// What is to be done with a text.
enum Treatment {
    Keep,
    /// Its markup is HTML that should have been escaped.
    Html,
    /// It has another type.
    As(&'static str),
    /// It is no text, and would cost the whole feed.
    Drop,
}

fn treatment(child: &Child, inner: &str) -> Treatment {
    let given = child.kind.as_deref().unwrap_or("text");
    let kind = given.trim().to_ascii_lowercase();
    let content = child.name == "content";
    let known = match kind.as_str() {
        "text/plain" if content && !child.nested && !child.source && !inner.trim().is_empty() => return Treatment::Keep,
        "xhtml" | "application/xhtml+xml" | "application/xhtml" if child.nested => "xhtml",
        "html" | "text/html" | "xhtml" | "application/xhtml+xml" | "application/xhtml" => "html",
        "text" | "text/plain" | "plain" | "" => "text",
        // Any file may be content: a drawing, a document. It is read where it is text.
        other if content && other.contains('/') => {
            return if child.nested || child.source || inner.trim().is_empty() { Treatment::Drop } else { Treatment::Keep };
        }
        _ => "text",
    };
    match known {
        _ if child.source => Treatment::Drop,
        "text" | "html" if child.nested => Treatment::Html,
        known if known == given => Treatment::Keep,
        known => Treatment::As(known),
    }
}
