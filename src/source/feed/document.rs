//! What a feed's text is, looked at before `feed-rs` reads it, and what had to be mended so that it can be read.
//!
//! The look is one pass of a scanner (`scan`), which costs little beside the reading. It bounds the depth (`feed-rs` recurses for each
//! nested element of some kinds, and too deep a stack ends the process), finds where a document breaks, and tells a web page from a feed.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::events::{BytesRef, BytesStart};
use url::Url;

use super::glance::Glance;
use super::parts::Parts;
use super::scan::{Event, Scanner};
use super::{references, rewrite};
use crate::clean;
use crate::trouble::{Kind, Trouble};

/// More open elements than any feed has.
const DEEPEST: usize = 128;

/// A document that `feed-rs` may read: `head` and then `body`.
#[derive(Debug)]
pub(super) struct Document<'a> {
    /// The start tag of the root element, where it had to be rewritten.
    pub(super) head: String,
    /// The rest, or all.
    pub(super) body: Cow<'a, str>,
    /// Whether it is JSON.
    pub(super) json: bool,
    /// The base address that the root element gives.
    pub(super) base: Option<String>,
    /// What was mended, one phrase each.
    pub(super) repaired: Vec<String>,
    /// How many items are in it; 0 for JSON.
    pub(super) items: usize,
    /// It says something in a way that is read only when it is written anew.
    pub(super) odd: bool,
    /// How it is read in parts, where it is long.
    pub(super) parts: Option<Parts>,
}

/// What the look at an XML text found.
#[derive(Debug, Default)]
struct Look<'a> {
    /// The name of the root element, without prefix.
    root: String,
    /// The root's start tag as it should be, where it has to be another, and whether what it was is known from no standard.
    rewritten: Option<(String, bool)>,
    /// Where the root's start tag ends.
    root_end: usize,
    base: Option<String>,
    deep: bool,
    /// References that XML does not know.
    odd_references: bool,
    /// Where and how the text breaks.
    fault: Option<String>,
    /// Whether it breaks because it ends too early.
    cut: bool,
    /// What its items look like.
    glance: Glance<'a>,
}

/// Prepares a text for reading.
///
/// # Errors
/// `empty`, `not_feed`, `parse` or `truncated` when it is nothing that can be read.
pub(super) fn prepare(text: &str) -> Result<Document<'_>, Trouble> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if text.trim_matches('\0').is_empty() {
        return Err(Trouble::new(Kind::Empty, "the document is empty"));
    }
    let mut repaired = Vec::new();
    let mut text = clean::legal(text);
    if matches!(text, Cow::Owned(_)) {
        repaired.push("characters that XML forbids were dropped".to_owned());
    }
    if text.starts_with('{') {
        return Ok(Document { head: String::new(), body: text, json: true, base: None, repaired, items: 0, odd: false, parts: None });
    }
    refuse_others(&text)?;
    undeclare(&mut text);
    let mut found = look(&text);
    if !found.deep && (found.fault.is_some() || found.odd_references) {
        let (mended, phrases) = references::mend(&text);
        if mended != text {
            repaired.extend(phrases);
            text = Cow::Owned(mended);
            found = look(&text);
        }
    }
    found.judge()?;
    let (items, odd) = (found.glance.items, found.glance.odd);
    let Look { rewritten, root_end, base, glance, .. } = found;
    let Some((head, unknown)) = rewritten else {
        let parts = glance.places.parts(original_tag(&text, root_end), &text, 0);
        return Ok(Document { head: String::new(), body: text, json: false, base, repaired, items, odd, parts });
    };
    let parts = glance.places.parts(&head, &text, root_end);
    if unknown {
        repaired.push(format!(
            "`{}` has no known version or namespace; it was read as `{}`",
            shown(original_tag(&text, root_end)),
            shown(&head)
        ));
    }
    let body = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(root_end..).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(root_end..).unwrap_or_default().to_owned()),
    };
    Ok(Document { head, body, json: false, base, repaired, items, odd, parts })
}

/// The root's start tag as it was.
fn original_tag(text: &str, root_end: usize) -> &str {
    text.get(..root_end).and_then(|before| before.rfind('<').and_then(|start| before.get(start..))).unwrap_or_default()
}

/// The beginning of a text in a report.
fn shown(text: &str) -> String {
    clean::line(text).chars().take(80).collect()
}

/// Refuses what is neither XML nor JSON.
fn refuse_others(text: &str) -> Result<(), Trouble> {
    let not_feed = |sentence: &str| Err(Trouble::new(Kind::NotFeed, sentence));
    let Some(start) = text.find('<') else { return not_feed("this is not a feed: it is neither XML nor JSON") };
    let mut markup = text.get(start..).unwrap_or_default();
    while let Some((_, after)) = markup.strip_prefix("<!--").and_then(|inside| inside.split_once("-->")) {
        markup = after.trim_start();
    }
    let begins = |what: &str| markup.get(..what.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(what));
    if ["<!doctype html", "<html", "<head", "<body"].into_iter().any(begins) {
        return not_feed("this is a web page, not a feed; give the address of the feed itself, or read the page with `read.listing`");
    }
    Ok(())
}

/// Cuts the XML declaration off: the text is UTF-8 now, whatever that says.
fn undeclare(text: &mut Cow<'_, str>) {
    let end = |text: &str| text.starts_with("<?xml").then(|| text.find("?>").map(|at| at + 2)).flatten();
    let Some(end) = end(text) else { return };
    match text {
        Cow::Borrowed(text) => *text = text.get(end..).unwrap_or_default(),
        Cow::Owned(text) => *text = text.split_off(end),
    }
}

impl<'l> Look<'l> {
    /// Turns what was found into an answer.
    fn judge(&self) -> Result<(), Trouble> {
        let trouble = |kind, sentence: String| Err(Trouble::new(kind, sentence));
        if self.deep {
            return trouble(Kind::Parse, format!("its elements stand more than {DEEPEST} deep inside each other, as in no feed"));
        }
        if !self.root.is_empty() && !matches!(self.root.as_str(), "rss" | "feed" | "entry" | "RDF") {
            let page = if self.root.eq_ignore_ascii_case("html") { "a web page" } else { "other XML" };
            return trouble(Kind::NotFeed, format!("this is {page} (`<{}>`), not a feed", clean::line(&self.root)));
        }
        match &self.fault {
            Some(_) if self.cut => {
                trouble(Kind::Truncated, "the document ends before its end; it was not whole when it was sent".to_owned())
            }
            Some(fault) => trouble(Kind::Parse, format!("its XML is broken: {fault}")),
            None if self.root.is_empty() => trouble(Kind::NotFeed, "this is not a feed: it has no elements".to_owned()),
            None => Ok(()),
        }
    }

    /// Takes a start tag.
    fn open(&mut self, text: &'l str, tag: &BytesStart<'_>, depth: usize, place: Range<usize>) {
        if self.root.is_empty() {
            self.root(tag, place.end);
        }
        self.glance.start(text, tag, depth, place);
    }

    /// Notes what the root element says.
    fn root(&mut self, tag: &BytesStart<'_>, end: usize) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut read = tag.attributes();
        let read = read.with_checks(false).flatten().map(|attribute| (text(attribute.key.as_ref()), text(&attribute.value)));
        let attributes: Vec<(String, String)> = read.collect();
        let value = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        self.root = text(tag.local_name().as_ref());
        self.root_end = end;
        self.base = value("xml:base").map(str::to_owned);
        let declared = attributes.iter().filter_map(|(key, value)| Some((key.strip_prefix("xmlns:")?, value.as_str())));
        self.glance.odd |= self.root == "RDF" || value("xmlns").is_some_and(|space| space.contains("purl.org/atom/"));
        self.glance.odd |= declared.clone().any(|(prefix, address)| rewrite::is_nearly(prefix, address));
        self.glance.prefixes = declared.map(|(prefix, _)| prefix.to_owned()).collect();
        // Only this version and these namespaces are read in full; `feed-rs` refuses any other, or takes it for empty.
        let sound = match self.root.as_str() {
            "rss" => value("version") == Some("2.0") && value("xmlns").is_none(),
            "feed" | "entry" => value("xmlns").is_none_or(|space| space == ATOM),
            _ => value("xmlns").is_none_or(|space| !space.contains("netscape.com")),
        };
        if sound {
            return;
        }
        let early = value("version").is_some_and(|version| ["0.91", "0.92", "0.93", "0.94"].contains(&version));
        let odd = self.root != "RDF" && !(self.root == "rss" && early && value("xmlns").is_none());
        let (key, own) = match self.root.as_str() {
            "rss" => ("version", "2.0"),
            "RDF" => ("xmlns", RSS_1),
            _ => ("xmlns", ATOM),
        };
        let own = (key.to_owned(), own.to_owned());
        let kept = attributes.into_iter().filter(|(key, _)| !matches!(key.as_str(), "version" | "xmlns"));
        let attributes: Vec<String> =
            kept.chain([own]).map(|(key, value)| format!(" {key}=\"{}\"", value.replace('"', "&quot;"))).collect();
        self.rewritten = Some((format!("<{}{}>", text(tag.name().as_ref()), attributes.concat()), odd));
    }
}

/// Atom's namespace (RFC 4287, §2).
const ATOM: &str = "http://www.w3.org/2005/Atom";
/// That of RSS 1.0, whose elements RSS 0.90 has under another.
const RSS_1: &str = "http://purl.org/rss/1.0/";

/// Looks a text through, up to its end or to what has none.
fn look(text: &str) -> Look<'_> {
    let mut found = Look::default();
    let mut depth = 0_usize;
    for (place, event) in Scanner::new(text) {
        match event {
            Event::Start(inside) => {
                depth += 1;
                found.open(text, &tag(inside), depth, place);
                if depth > DEEPEST {
                    found.deep = true;
                    return found;
                }
            }
            Event::Empty(inside) => {
                let end = place.end;
                found.open(text, &tag(inside), depth + 1, place);
                found.glance.end(text, depth + 1, end);
            }
            Event::End => {
                found.glance.end(text, depth, place.start);
                depth = depth.saturating_sub(1);
            }
            Event::Reference(name) => found.odd_references |= is_odd(name),
            Event::Open => {
                // Something has no end, in a text that does not end as its root does.
                found.cut = !text.trim_end().ends_with(&format!("{}>", found.root));
                found.fault = Some(format!("what begins in line {} has no end", line_of(text, place.start)));
                return found;
            }
        }
    }
    found.cut = depth > 0;
    found.fault = found.cut.then(|| format!("{depth} elements have no end"));
    found
}

/// A start tag, to be asked for its attributes.
fn tag(inside: &str) -> BytesStart<'_> {
    let name = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
    BytesStart::from_content(inside, name)
}

/// Whether XML itself does not know this reference.
fn is_odd(name: &str) -> bool {
    // Those of XML itself are by far the most.
    if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
        return false;
    }
    match BytesRef::new(name).resolve_char_ref() {
        Ok(Some(character)) => matches!(clean::legal(character.encode_utf8(&mut [0; 4])), Cow::Owned(_)),
        Ok(None) | Err(_) => true,
    }
}

/// The line, counted from 1, that a byte stands in.
fn line_of(text: &str, place: usize) -> usize {
    text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1
}

/// The base that relative addresses in the document's HTML are resolved against.
pub(super) fn base(document: &Document<'_>, page: &Url) -> Url {
    document.base.as_deref().and_then(|base| page.join(base).ok()).unwrap_or_else(|| page.clone())
}
