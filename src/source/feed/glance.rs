//! Items looked at in passing: how many there are, and whether each says all it says in ways that `feed-rs` reads.
//!
//! It refuses a whole feed for one text of a type that it does not know, keeps only the first words of a text with markup in it, lets an
//! unreadable `dc:date` replace a good `pubDate`, and knows each namespace by one address only.

use std::ops::Range;

use chrono_tz::Tz;
use quick_xml::events::BytesStart;

use super::files::{self, Files};
use super::parts::Places;
use super::rewrite;
use crate::source::dates;

/// What is seen of a document's items while it is looked through.
#[derive(Debug, Default)]
pub(super) struct Glance<'a> {
    /// How many items the document has.
    pub(super) items: usize,
    /// Something is said in a way that is read only when the document is written anew.
    pub(super) odd: bool,
    /// The prefixes that the root declares.
    pub(super) prefixes: Vec<String>,
    /// Where they stand.
    pub(super) places: Places,
    /// How deep the item that is open stands, and what it has said.
    item: Option<(usize, Item)>,
    /// The child of it that is open.
    child: Option<Child<'a>>,
}

/// What matters of an item.
#[derive(Debug, Default)]
struct Item {
    atom: bool,
    /// Where its address and its title were found.
    link: Place,
    title: Place,
    files: Files,
}

/// Where something was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    #[default]
    Nowhere,
    /// In an element that is not the item's own.
    Elsewhere,
    Here,
}

/// An element right inside an item.
#[derive(Debug)]
struct Child<'a> {
    /// Its name with its prefix.
    name: &'a str,
    /// Where its start tag ends.
    behind: usize,
    kind: Option<String>,
    source: bool,
    /// An attribute says what it is: the `term` of a label, the `href` of a link.
    named: bool,
    nested: bool,
}

impl<'a> Glance<'a> {
    /// Takes a start tag that stands at these bytes of `text`; `depth` counts it.
    pub(super) fn start(&mut self, text: &'a str, tag: &BytesStart<'_>, depth: usize, place: Range<usize>) {
        let (behind, length) = (place.end, tag.name().as_ref().len());
        let name = text.get(place.start + 1..place.start + 1 + length).unwrap_or_default();
        let bare = tag.len() == length;
        let value = |key: &str| {
            if bare {
                return None;
            }
            let found = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == key.as_bytes());
            found.map(|attribute| String::from_utf8_lossy(&attribute.value).into_owned())
        };
        match &mut self.item {
            None if matches!(name, "item" | "entry") => {
                let atom = name == "entry";
                self.items += 1;
                self.places.begin(self.items, place.start);
                self.odd |= depth != if atom { 2 } else { 3 };
                self.item = Some((depth, Item { atom, ..Item::default() }));
            }
            Some((item, said)) if depth == *item + 1 => {
                let undeclared = name.split_once(':').is_some_and(|(prefix, _)| self.prefixes.iter().all(|known| known != prefix));
                if name == "media:title" {
                    said.title = said.title.max(Place::Elsewhere);
                } else if name.ends_with(":link") && !said.atom && value("rel").is_none_or(|rel| rel == "alternate") {
                    said.link = said.link.max(Place::Elsewhere);
                }
                said.files.note(name, value);
                self.odd |= undeclared || rewrite::is_other(name, said.atom) || files::is_untyped(name, value);
                let named = match name {
                    "link" => value("href").is_some(),
                    _ => value("term").is_some() || (!said.atom && value("label").is_some()),
                };
                if named && name == "link" && !said.atom {
                    said.link = said.link.max(Place::Elsewhere);
                }
                let (kind, source) = (value("type"), value("src").is_some());
                self.child = Some(Child { name, behind, kind, source, named, nested: false });
            }
            Some(_) => {
                if let Some(child) = &mut self.child {
                    child.nested = true;
                    self.odd |= child.name == "media:group" && files::is_untyped(name, value);
                }
            }
            None if depth == 2 && name == "channel" => self.places.channel(place),
            None => {}
        }
    }

    /// Takes an end tag that begins at byte `before`, or an element without content; `depth` still counts it. `text` is the document.
    pub(super) fn end(&mut self, text: &str, depth: usize, before: usize) {
        match &mut self.item {
            Some((item, said)) if depth == *item => {
                self.odd |= said.files.is_forgotten() || said.link == Place::Elsewhere || said.title == Place::Elsewhere;
                self.item = None;
                self.places.end(text, before);
            }
            Some((item, said)) if depth == *item + 1 => {
                let Some(child) = self.child.take() else { return };
                let inner = text.get(child.behind..before).unwrap_or_default();
                said.files.text(child.name, inner);
                match child.name {
                    "title" if !inner.trim().is_empty() => said.title = Place::Here,
                    "link" if !inner.trim().is_empty() => said.link = Place::Here,
                    _ => {}
                }
                self.odd |= child.is_odd(said.atom, inner);
            }
            _ => {}
        }
    }
}

impl Child<'_> {
    /// Whether what it says is lost, or costs the whole feed.
    fn is_odd(&self, atom: bool, inner: &str) -> bool {
        match (self.name, atom) {
            ("title" | "description" | "content:encoded", false) => self.nested,
            ("dc:date", false) => dates::parse(inner.trim(), Tz::UTC, "en-GB").is_none(),
            ("title" | "summary" | "content", true) => {
                let kept = match self.kind.as_deref() {
                    None | Some("text" | "html") => !self.nested,
                    Some("xhtml") => self.nested,
                    _ => false,
                };
                !kept || self.source
            }
            // A person has a name, a label is a term, and a link has an attribute.
            ("author" | "contributor", true) => !self.nested && !inner.trim().is_empty(),
            ("category" | "link", true) => !self.named,
            ("source", true) | ("author", false) => self.nested,
            ("category", false) => self.named && inner.trim().is_empty(),
            _ => false,
        }
    }
}
