//! The fast way: HTML that is clean already is told in one look and kept byte for byte.
//!
//! What this scanner lets through, the full parser and the policy of [`super::html`] would write again exactly so (but for `<br />`,
//! which is `<br>`); a property holds the two together. Whatever it does not know goes the slow way, so it may know little.

use super::elements::{self, ADDRESSES, EVERYWHERE, Element, Place};
use super::link;
use super::sieve::LONGEST_VALUE;

/// Deeper clean HTML goes the slow way.
const DEEPEST: usize = 64;
/// Longer addresses go the slow way.
const LONGEST_ADDRESS: usize = 2_048;

/// Whether a fragment is clean HTML: allowed elements well nested, allowed attributes with plain values, characters that need no escape.
pub(super) fn is_sound(html: &str) -> bool {
    // The parser drops a byte order mark.
    !html.starts_with('\u{FEFF}') && Scan { rest: html, open: Vec::new() }.run().is_some()
}

/// A scan under way. Its steps give `None` as soon as something is not plainly clean.
struct Scan<'a> {
    /// What is still to be read.
    rest: &'a str,
    /// The elements that are open, the innermost last.
    open: Vec<&'static Element>,
}

impl<'a> Scan<'a> {
    fn run(mut self) -> Option<()> {
        while let Some((text, rest)) = self.rest.split_once('<') {
            self.rest = rest;
            check(is_plain_text(text))?;
            if self.skip("/") {
                let name = self.until('>')?;
                check(self.open.pop()?.name == name)?;
            } else {
                self.open_tag()?;
            }
        }
        check(self.open.is_empty() && is_plain_text(self.rest))
    }

    /// Goes past `what`, if it comes next.
    fn skip(&mut self, what: &str) -> bool {
        self.rest.strip_prefix(what).map(|rest| self.rest = rest).is_some()
    }

    /// Goes past the next `end` and gives what stood before it.
    fn until(&mut self, end: char) -> Option<&'a str> {
        let (before, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(before)
    }

    fn open_tag(&mut self) -> Option<()> {
        let (name, rest) = self.rest.split_at_checked(self.rest.find([' ', '>', '/'])?)?;
        self.rest = rest;
        let element = elements::find(name)?;
        check(self.may_open(element.place))?;
        let empty = matches!(element.place, Place::Void | Place::Rule);
        let mut seen = 0_u32;
        while !(self.skip(">") || empty && (self.skip("/>") || self.skip(" />"))) {
            let attribute = self.attribute(element)?;
            check(seen & attribute == 0)?;
            seen |= attribute;
        }
        // The parser drops a line's end right after `<pre>`; a picture without address, its first attribute, says nothing.
        check(!(name == "pre" && self.rest.starts_with('\n')) && (name != "img" || seen & 1 == 1))?;
        if !empty {
            self.open.push(element);
        }
        check(self.open.len() <= DEEPEST)
    }

    /// Reads ` name="value"` and gives the bit of that attribute.
    fn attribute(&mut self, element: &Element) -> Option<u32> {
        check(self.skip(" "))?;
        let name = self.until('=')?;
        check(self.skip("\""))?;
        let value = self.until('"')?;
        let place = element.attributes.iter().chain(&EVERYWHERE).position(|allowed| *allowed == name)?;
        check(value.len() <= LONGEST_VALUE)?;
        check(match name {
            name if ADDRESSES.contains(&name) => is_plain_address(value),
            "width" | "height" => !is_dot(value) && is_plain_text(value),
            _ => !value.contains('<') && is_plain_text(value),
        })?;
        Some(1 << place)
    }

    /// Whether the parser leaves an element that opens here where it is.
    fn may_open(&self, place: Place) -> bool {
        let is_open = |name: &str| self.open.iter().any(|open| open.name == name);
        match place {
            Place::Phrase | Place::Void => true,
            Place::Link => !is_open("a"),
            Place::Block | Place::Rule => !is_open("p"),
            Place::Heading => !is_open("p") && !self.open.iter().any(|open| open.place == Place::Heading),
            Place::Item => self.open.last().is_some_and(|parent| matches!(parent.name, "ul" | "ol")),
            Place::Elsewhere => false,
        }
    }
}

/// Turns a condition into a step of the scan.
fn check(holds: bool) -> Option<()> {
    holds.then_some(())
}

/// Whether a width or height is so small that nobody sees the picture: at most one pixel, or one per cent.
pub(super) fn is_dot(size: &str) -> bool {
    let size = size.trim();
    let (number, unit) =
        size.split_at_checked(size.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(size.len())).unwrap_or((size, ""));
    number.parse::<f32>().is_ok_and(|number| number <= 1.0) && !["em", "rem", "ch", "vw", "vh", "in", "cm"].contains(&unit.trim())
}

/// Whether text without `<` is written as the parser would write it.
fn is_plain_text(text: &str) -> bool {
    let strange = |byte: u8| matches!(byte, b'>' | b'&' | 0xEF) || (byte < b' ' && byte != b'\n' && byte != b'\t');
    !text.bytes().any(strange) || is_escaped_text(text)
}

/// The closer look at text that holds `&`, or a character of the range that U+FFFE is in.
fn is_escaped_text(text: &str) -> bool {
    let mut parts = text.split('&');
    let legal = |c: char| c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}' | '>') || matches!(c, '\n' | '\t');
    let first = parts.next().unwrap_or_default();
    text.chars().all(legal) && !first.contains('&') && parts.all(|part| ["amp;", "lt;", "gt;"].iter().any(|name| part.starts_with(name)))
}

/// Whether an attribute's value is an absolute http(s) address in the very form that the URL parser gives it, without tracking.
fn is_plain_address(value: &str) -> bool {
    let Some(rest) = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://")) else { return false };
    let Some((host, tail)) = rest.split_once('/') else { return false };
    let path = tail.split(['?', '#']).next().unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~!$()*+,;:@./%=?#".contains(&byte);
    value.len() <= LONGEST_ADDRESS
        && is_plain_host(host)
        && !path.starts_with('.')
        && !path.contains("/.")
        && !path.contains("%2")
        && tail.split("&amp;").all(|part| part.bytes().all(plain))
        && !tail.split_once('?').is_some_and(|(_, query)| link::has_tracking(query, "&amp;"))
}

/// Whether a host is a name in lower case that is neither a number nor in the encoding of other alphabets.
fn is_plain_host(host: &str) -> bool {
    let plain = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && !label.contains("--")
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    host.len() <= 253
        && host.split('.').all(plain)
        && host.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_lowercase()))
}
