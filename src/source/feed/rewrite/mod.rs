//! Any text that looks like a feed, written anew as sound RSS 2.0 or Atom 1.0.
//!
//! This is the way for what `feed-rs` refuses or reads by half: XML that is broken, texts that were cut, and the versions, names and
//! namespaces that it does not know (RSS 0.90 to 1.0 as RDF, Atom 0.3, CDF). One walk over the text, with no look back: what is not whole
//! costs itself and nothing else. An item ends where the next begins, a field where the next begins if its own end never comes; what
//! looks like a tag and is none is text.

mod field;
mod items;
mod names;
mod tokens;
mod writer;

use writer::Writer;

use super::references;

/// A feed written anew.
#[derive(Debug)]
pub(super) struct Rewritten {
    /// Sound XML.
    pub(super) text: String,
    /// What was mended, one phrase each.
    pub(super) repaired: Vec<String>,
    /// The text ended before the feed did.
    pub(super) damaged: bool,
    /// How many items are in it.
    pub(super) items: usize,
    /// How many items were cut off.
    pub(super) lost: usize,
}

/// Writes a feed anew; `None` where the text begins none.
pub(super) fn rewrite(text: &str) -> Option<Rewritten> {
    let (text, mut repaired) = references::mend(text);
    let tokens = tokens::tokens(&text);
    let mut writer = Writer::default();
    for (token, ended) in tokens.iter().zip(tokens::ended(&tokens)) {
        writer.take(token, ended);
    }
    writer.cut();
    let (damaged, items, lost) = (!writer.ended, writer.written, writer.lost);
    let (text, mended) = writer.end();
    let phrase = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let phrases = [
        phrase(mended.less, "`<` without meaning were escaped"),
        phrase(mended.missing, "missing end tags were added"),
        phrase(mended.stray, "end tags that end nothing were dropped"),
        phrase(mended.markup, "texts with markup that was not escaped were read as HTML"),
        phrase(mended.types, "texts of a type that feeds do not have were read as what they look like"),
        mended.before.then(|| "what stands before the feed was dropped".to_owned()),
    ];
    repaired.extend(phrases.into_iter().flatten());
    Some(Rewritten { text: text?, repaired, damaged, items, lost })
}

/// Whether an element of this name right inside an item is read only when the feed is written anew.
pub(super) fn is_other(name: &str, atom: bool) -> bool {
    if atom {
        return matches!(name, "issued" | "created" | "modified" | "description" | "guid" | "content:encoded")
            || matches!(name, "dc:date" | "dc:creator" | "dc:subject" | "dc:title");
    }
    matches!(name, "published" | "issued" | "created" | "modified" | "summary" | "content" | "id" | "abstract" | "body" | "fullitem")
        || matches!(name, "dc:subject" | "dc:title" | "dc:author" | "dc:description" | "dcterms:created" | "dcterms:issued")
        || matches!(name, "atom:summary" | "atom:content" | "atom:published" | "atom:author" | "itunes:author" | "xhtml:body")
        || matches!(name, "date" | "media:category" | "feedburner:origLink")
}

/// Whether a namespace is one that `feed-rs` would know if its address or its prefix were written as usual.
pub(super) fn is_nearly(prefix: &str, address: &str) -> bool {
    let usual = || names::DECLARED.contains(&format!(" xmlns:{prefix}=\"{address}\""));
    names::space(address).is_some_and(|known| matches!(known, names::RSS | "dc" | "content" | "media" | "itunes" | "podcast")) && !usual()
}
