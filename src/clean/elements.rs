//! The table of what HTML may hold here: elements, their attributes, and where they may stand.

/// An element that may stay.
pub(super) struct Element {
    /// Its name, lower case.
    pub(super) name: &'static str,
    /// Where it may open, for [`super::sound`].
    pub(super) place: Place,
    /// The attributes that may stay, besides those of [`EVERYWHERE`].
    pub(super) attributes: &'static [&'static str],
}

/// Where an element may open so that a browser keeps it exactly there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Anywhere in text.
    Phrase,
    /// Anywhere in text, but not inside another link.
    Link,
    /// Anywhere in text; it has no content.
    Void,
    /// Not inside a paragraph.
    Block,
    /// Not inside a paragraph; it has no content.
    Rule,
    /// Not inside a paragraph or another heading.
    Heading,
    /// Only directly inside `ul` or `ol`.
    Item,
    /// Wherever the full parser puts it: tables, rubies, media.
    Elsewhere,
}

/// The attributes that may stay on every element.
pub(super) const EVERYWHERE: [&str; 3] = ["dir", "lang", "title"];

/// The attributes that hold an address.
pub(super) const ADDRESSES: [&str; 4] = ["href", "src", "cite", "poster"];

const fn element(name: &'static str, place: Place, attributes: &'static [&'static str]) -> Element {
    Element { name, place, attributes }
}

/// Every element that may stay, the frequent ones first. Never svg, math, style, or anything whose content is not markup:
/// the ways around a sanitiser lead through those.
pub(super) const ELEMENTS: [Element; 76] = [
    element("p", Place::Block, &[]),
    element("a", Place::Link, &["href"]),
    element("br", Place::Void, &[]),
    element("img", Place::Void, &["src", "alt", "width", "height"]),
    element("strong", Place::Phrase, &[]),
    element("em", Place::Phrase, &[]),
    element("li", Place::Item, &["value"]),
    element("ul", Place::Block, &[]),
    element("div", Place::Block, &[]),
    element("span", Place::Phrase, &[]),
    element("b", Place::Phrase, &[]),
    element("i", Place::Phrase, &[]),
    element("blockquote", Place::Block, &["cite"]),
    element("h1", Place::Heading, &[]),
    element("h2", Place::Heading, &[]),
    element("h3", Place::Heading, &[]),
    element("h4", Place::Heading, &[]),
    element("h5", Place::Heading, &[]),
    element("h6", Place::Heading, &[]),
    element("ol", Place::Block, &["start", "type", "reversed"]),
    element("figure", Place::Block, &[]),
    element("figcaption", Place::Block, &[]),
    element("hr", Place::Rule, &[]),
    element("code", Place::Phrase, &[]),
    element("pre", Place::Block, &[]),
    element("abbr", Place::Phrase, &[]),
    element("address", Place::Block, &[]),
    element("article", Place::Block, &[]),
    element("aside", Place::Block, &[]),
    element("bdi", Place::Phrase, &[]),
    element("bdo", Place::Phrase, &[]),
    element("big", Place::Phrase, &[]),
    element("cite", Place::Phrase, &[]),
    element("data", Place::Phrase, &["value"]),
    element("del", Place::Phrase, &["datetime"]),
    element("dfn", Place::Phrase, &[]),
    element("footer", Place::Block, &[]),
    element("header", Place::Block, &[]),
    element("ins", Place::Phrase, &["datetime"]),
    element("kbd", Place::Phrase, &[]),
    element("mark", Place::Phrase, &[]),
    element("q", Place::Phrase, &["cite"]),
    element("s", Place::Phrase, &[]),
    element("samp", Place::Phrase, &[]),
    element("section", Place::Block, &[]),
    element("small", Place::Phrase, &[]),
    element("strike", Place::Phrase, &[]),
    element("sub", Place::Phrase, &[]),
    element("sup", Place::Phrase, &[]),
    element("time", Place::Phrase, &["datetime"]),
    element("tt", Place::Phrase, &[]),
    element("u", Place::Phrase, &[]),
    element("var", Place::Phrase, &[]),
    element("wbr", Place::Void, &[]),
    element("audio", Place::Elsewhere, &["src", "controls"]),
    element("caption", Place::Elsewhere, &[]),
    element("center", Place::Elsewhere, &[]),
    element("col", Place::Elsewhere, &["span", "width"]),
    element("colgroup", Place::Elsewhere, &["span", "width"]),
    element("dd", Place::Elsewhere, &[]),
    element("details", Place::Elsewhere, &["open"]),
    element("dl", Place::Elsewhere, &[]),
    element("dt", Place::Elsewhere, &[]),
    element("rp", Place::Elsewhere, &[]),
    element("rt", Place::Elsewhere, &[]),
    element("ruby", Place::Elsewhere, &[]),
    element("source", Place::Elsewhere, &["src", "type"]),
    element("summary", Place::Elsewhere, &[]),
    element("table", Place::Elsewhere, &[]),
    element("tbody", Place::Elsewhere, &[]),
    element("td", Place::Elsewhere, &["colspan", "rowspan", "align"]),
    element("tfoot", Place::Elsewhere, &[]),
    element("th", Place::Elsewhere, &["colspan", "rowspan", "align", "scope"]),
    element("thead", Place::Elsewhere, &[]),
    element("tr", Place::Elsewhere, &[]),
    element("video", Place::Elsewhere, &["src", "poster", "controls", "width", "height"]),
];

/// The element of that name, written in lower case, if it may stay.
pub(super) fn find(name: &str) -> Option<&'static Element> {
    ELEMENTS.iter().find(|element| element.name == name)
}

/// Elements without content and end tag, whether they may stay or not.
const VOID: [&str; 18] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements, kept or not, whose names no plain text holds between `<` and `>` by chance; besides [`ELEMENTS`] and [`VOID`].
const DROPPED: [&str; 28] = [
    "applet", "body", "button", "canvas", "dialog", "fieldset", "font", "form", "head", "html", "iframe", "label", "main", "marquee",
    "math", "nav", "nobr", "noscript", "object", "option", "picture", "script", "select", "style", "svg", "template", "textarea", "title",
];

/// Whether an element of that name, in any case, has no content.
pub(super) fn is_void(name: &str) -> bool {
    VOID.iter().any(|void| name.eq_ignore_ascii_case(void))
}

/// Whether HTML has an element of that name, in any case.
pub(super) fn is_known(name: &str) -> bool {
    let same = |known: &str| name.eq_ignore_ascii_case(known);
    ELEMENTS.iter().any(|element| same(element.name)) || VOID.iter().any(|void| same(void)) || DROPPED.iter().any(|name| same(name))
}

/// Whether words on both sides of such a tag, in any case, stand apart.
pub(super) fn is_break(name: &str) -> bool {
    const MORE: [&str; 9] = ["br", "dd", "dt", "td", "th", "tr", "table", "dl", "caption"];
    let name = name.to_ascii_lowercase();
    MORE.contains(&name.as_str())
        || find(&name).is_some_and(|found| matches!(found.place, Place::Block | Place::Rule | Place::Heading | Place::Item))
}
