//! A published document cut into what stands before its items, the items, and what stands after. Pure.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde::Deserialize;

use crate::format::Format;

/// A document in pieces: joined in order, with the separator between items, they are the whole text.
#[derive(Debug, PartialEq, Eq)]
pub struct Cut<'a> {
    /// What stands before the first item.
    pub head: &'a str,
    /// The items.
    pub items: Vec<Item<'a>>,
    /// What stands after the last.
    pub foot: &'a str,
    /// What stands between two.
    pub between: &'static str,
}

/// One item.
#[derive(Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its id, as the document writes it.
    pub id: Cow<'a, str>,
    /// All of it.
    pub text: &'a str,
}

/// Cuts a document; `None` for one that has no items, or none that we wrote.
#[must_use]
pub fn cut(format: Format, text: &str) -> Option<Cut<'_>> {
    let (items, between) = match format {
        Format::Rss => (elements(text, b"item", b"guid")?, "\n"),
        Format::Atom => (elements(text, b"entry", b"id")?, "\n"),
        Format::Json => (objects(text)?, ",\n"),
        Format::Html => return None,
    };
    let (begins, ends) = (items.first()?.0.start, items.last()?.0.end);
    let item = |(range, id): (Range<usize>, _)| Some(Item { id, text: text.get(range)? });
    let items: Option<Vec<Item<'_>>> = items.into_iter().map(item).collect();
    Some(Cut { head: text.get(..begins)?, items: items?, foot: text.get(ends..)?, between })
}

type Found<'a> = (Range<usize>, Cow<'a, str>);

/// The elements of this name that stand two levels deep at most, and the text of the child that tells them apart.
fn elements<'a>(text: &'a str, name: &[u8], id: &[u8]) -> Option<Vec<Found<'a>>> {
    let (mut reader, mut found) = (Reader::from_str(text), Vec::new());
    let (mut depth, mut item, mut key) = (0_usize, None, None);
    let mut begins = None;
    loop {
        let before = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let after = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Start(tag) => {
                depth += 1;
                if item.is_none() && depth <= 3 && tag.name().as_ref() == name {
                    (item, key) = (Some((before, depth)), None);
                } else if item.is_some_and(|(_, at)| depth == at + 1) && key.is_none() && tag.name().as_ref() == id {
                    begins = Some(after);
                }
            }
            Event::End(_) => {
                if let Some(begins) = begins.take() {
                    key = text.get(begins..before);
                }
                if let Some((begins, _)) = item.filter(|(_, at)| *at == depth) {
                    found.push((begins..after, Cow::Borrowed(key?)));
                    item = None;
                }
                depth = depth.checked_sub(1)?;
            }
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}

/// The objects in a JSON feed's list of items, and the id of each.
fn objects(text: &str) -> Option<Vec<Found<'_>>> {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        id: Cow<'a, str>,
    }
    const LIST: &str = "\"items\":[";
    let mut at = text.find(LIST)? + LIST.len();
    let mut found = Vec::new();
    loop {
        at += text.get(at..)?.find(|c: char| !c.is_ascii_whitespace() && c != ',')?;
        let rest = text.get(at..)?;
        if rest.starts_with(']') {
            return Some(found);
        }
        let mut objects = serde_json::Deserializer::from_str(rest).into_iter::<Named<'_>>();
        let named = objects.next()?.ok()?;
        let ends = at + objects.byte_offset();
        found.push((at..ends, named.id));
        at = ends;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSS: &str = "<?xml version=\"1.0\"?><rss><channel><title>a <![CDATA[<item>]]></title>\n<item><guid isPermaLink=\"false\">tag:1</guid>\
                       <description><![CDATA[</item> <guid>no</guid>]]></description></item>\n<item><x><guid>not this</guid></x><guid>tag:2</guid></item>\n</channel></rss>\n";
    const ATOM: &str = "<feed><id>feed</id>\n<entry><source><id>x</id></source><id>tag:1</id></entry>\n</feed>\n";
    const JSON: &str =
        "{\"title\":\"a\",\"items\":[\n{\"id\":\"tag:1\",\"content_html\":\"]},{\\\"\"},\n{\"id\":\"tag:\\u0032\",\"tags\":[{}]}\n]}\n";

    #[test]
    fn a_document_is_cut_at_its_items_and_joins_to_itself() {
        for (format, text, ids) in
            [(Format::Rss, RSS, &["tag:1", "tag:2"][..]), (Format::Atom, ATOM, &["tag:1"]), (Format::Json, JSON, &["tag:1", "tag:2"])]
        {
            let cut = cut(format, text).unwrap();
            assert_eq!(cut.items.iter().map(|item| item.id.as_ref()).collect::<Vec<_>>(), ids, "{format:?}");
            let items = cut.items.iter().map(|item| item.text).collect::<Vec<_>>().join(cut.between);
            assert_eq!([cut.head, &items, cut.foot].concat(), text, "{format:?}");
        }
    }

    #[test]
    fn what_has_no_items_or_no_sense_is_not_cut() {
        for (format, text) in [
            (Format::Rss, "<rss><channel></channel></rss>"),
            (Format::Rss, "<rss><channel><item>"),
            (Format::Rss, "<rss><channel><item><title/></item></channel></rss>"),
            (Format::Json, "{\"items\":[]}"),
            (Format::Json, "{\"items\":[{\"id\":1}]}"),
            (Format::Json, "not json"),
            (Format::Html, "<html>"),
        ] {
            assert_eq!(cut(format, text), None, "{text}");
        }
    }
}
