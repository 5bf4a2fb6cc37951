//! A field of a feed or an item, as it was found and as it is written.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::super::files;
use super::names;
use crate::clean;

/// An element right inside a feed or an item.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// Its name as the standard writes it.
    pub(super) name: String,
    /// Its attributes; the values are XML.
    pub(super) attributes: Attributes,
    /// What it holds, as sound XML without sections of characters.
    pub(super) inner: String,
    /// Whether it holds elements.
    pub(super) nested: bool,
}

/// The attributes of an element that matter: those without a prefix, and those of XML and RDF.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// Those of a start tag, given what stands behind its name; namespaces are none. Of two with one name the first counts.
    pub(super) fn of(text: &str) -> Self {
        let mut kept: Vec<(String, String)> = Vec::new();
        for (name, value) in clean::attributes(text).take(MOST) {
            // The prefix of RDF may be any other.
            let name = if name.ends_with(":about") { "rdf:about" } else { name };
            let name = if names::element(name).is_some() || name.bytes().all(|byte| byte.is_ascii_uppercase()) {
                name.to_ascii_lowercase()
            } else {
                name.to_owned()
            };
            if is_kept(&name) && kept.iter().all(|(known, _)| *known != name) {
                kept.push((name, value.replace('<', "&lt;").replace('"', "&quot;")));
            }
        }
        Self(kept)
    }

    /// The value with this name, as XML.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All of them as they stand in a start tag.
    pub(super) fn written(&self) -> String {
        self.0.iter().fold(String::new(), |all, (name, value)| all + " " + name + "=\"" + value + "\"")
    }

    /// Those of XML itself (`xml:base`, `xml:lang`) as they stand in a start tag.
    pub(super) fn of_xml(&self) -> String {
        Self(self.0.iter().filter(|(name, _)| name.starts_with("xml:")).cloned().collect()).written()
    }

    /// Gives a file that says only by its medium that it is a picture a type too.
    pub(super) fn typed(mut self, name: &str) -> Self {
        if files::is_untyped(name, |key| self.get(key).map(str::to_owned)) {
            self.0.push(("type".to_owned(), "image/*".to_owned()));
        }
        self
    }

    /// Adds those of another element that this one has not.
    pub(super) fn add(&mut self, other: Self) {
        self.0.extend(other.0.into_iter().filter(|(name, _)| self.get(name).is_none()).collect::<Vec<_>>());
    }
}

/// The fields that are texts.
const TEXTS: [&str; 8] = ["title", "description", "summary", "content", "content:encoded", "subtitle", "tagline", "rights"];

/// The types of text, as the standards have them and as people write them.
const TYPES: [&str; 8] = ["", "text", "html", "xhtml", "text/html", "text/plain", "application/xhtml+xml", "application/xhtml"];

/// A tag has no more attributes than this.
const MOST: usize = 64;

fn is_kept(name: &str) -> bool {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'));
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    plain && matches!(prefix, "" | "xml" | "rdf") && local != "xmlns" && !local.is_empty() && !local.contains(':')
}

impl Field {
    /// Whether it holds markup that should have been escaped.
    pub(super) fn is_markup(&self) -> bool {
        let kind = self.attributes.get("type").unwrap_or_default().to_ascii_lowercase();
        self.nested && TEXTS.contains(&self.name.as_str()) && !kind.contains("xhtml") && !kind.ends_with("xml")
    }

    /// Whether its text is of a type that feeds do not have.
    pub(super) fn is_other(&self) -> bool {
        let kind = self.attributes.get("type").unwrap_or_default().trim().to_ascii_lowercase();
        TEXTS.contains(&self.name.as_str()) && !TYPES.contains(&kind.as_str()) && self.attributes.get("mode").is_none()
    }

    /// Its plain text.
    pub(super) fn text(&self) -> String {
        clean::plain(&self.inner)
    }

    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.inner.trim().is_empty()
    }

    /// As it was found, under another name.
    pub(super) fn renamed(&self, name: &str) -> String {
        let attributes = self.attributes.written();
        if self.inner.is_empty() { format!("<{name}{attributes}/>") } else { format!("<{name}{attributes}>{}</{name}>", self.inner) }
    }

    /// As a text of RSS: what is HTML and what is not is told later.
    pub(super) fn untyped(&self, name: &str) -> String {
        match self.typed() {
            None => String::new(),
            Some((_, text)) if self.nested => format!("<{name} type=\"html\">{text}</{name}>"),
            Some((_, text)) => format!("<{name}>{text}</{name}>"),
        }
    }

    /// As a text construct of Atom (RFC 4287, §3.1).
    pub(super) fn construct(&self, name: &str) -> String {
        let write = |(kind, text): (&str, String)| format!("<{name} type=\"{kind}\"{}>{text}</{name}>", self.attributes.of_xml());
        self.typed().map(write).unwrap_or_default()
    }

    /// Whether its text is `text` or `html`, and the text as XML; `None` for what is no text.
    fn typed(&self) -> Option<(&'static str, String)> {
        let kind = self.attributes.get("type").unwrap_or_default().trim().to_ascii_lowercase();
        let is_html = kind.contains("html");
        let medium = ["image/", "audio/", "video/"].iter().any(|medium| kind.starts_with(medium));
        if self.is_empty() || medium || self.attributes.get("src").is_some() {
            return None;
        }
        let file = kind.contains('/') && !is_html && !kind.starts_with("text/") && !kind.ends_with("xml");
        if file || self.attributes.get("mode") == Some("base64") {
            let decoded = decoded(&self.inner);
            return match decoded {
                Some(text) => Some((if is_html || text.contains('<') { "html" } else { "text" }, clean::escape(&text))),
                // A headline is no file, whatever its type says.
                None if file && self.name != "title" => None,
                None => Some(("text", self.inner.clone())),
            };
        }
        if self.nested {
            let content = if kind.contains("xhtml") { undivided(&self.inner) } else { &self.inner };
            return Some(("html", clean::escape(content)));
        }
        Some((if is_html { "html" } else { "text" }, self.inner.clone()))
    }
}

/// XHTML without the `div` that Atom puts around it (RFC 4287, §3.1.1.3).
fn undivided(text: &str) -> &str {
    let inside = text.trim().strip_prefix("<div").and_then(|rest| rest.strip_suffix("</div>"));
    let content = inside.and_then(|inside| inside.split_once('>')).map(|(_, content)| content);
    content.filter(|content| !content.contains("<div")).unwrap_or(text)
}

/// Lenient as to the signs that fill the end up.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// The text that is written in base64 (Atom 0.3 `mode`, RFC 4287, §4.1.3.3).
fn decoded(text: &str) -> Option<String> {
    let letters: String = text.split_whitespace().collect();
    let bytes = BASE64.decode(letters).ok()?;
    String::from_utf8(bytes).ok().map(|text| clean::legal(&text).into_owned())
}
