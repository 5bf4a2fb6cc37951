//! HTML from outside, cleaned: an allow-list on top of a real HTML parser.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::elements::{ADDRESSES, ELEMENTS, EVERYWHERE};
use super::lazy::is_dot_of;
use super::link::{drop_tracking, link};
use super::markup::{Kind, Piece, pieces, value};
use super::reference::LONGEST_NAME;
use super::sieve::{DROPPED_WHOLE, sieve};
use super::sound::{is_dot, is_sound};
use super::text::{legal, strip};
use super::tree::is_bounded;

/// The longest text in bytes that is cleaned, and that comes out; what stands beyond is left out.
const LONGEST: usize = 512 * 1024;

/// How often a text is cleaned until cleaning changes nothing more; once is enough for all but hostile nesting.
const ROUNDS: usize = 4;

/// The allow-list, for text whose links are absolute already.
static POLICY: LazyLock<Builder<'static>> = LazyLock::new(policy);

/// Cleaned HTML: an allow-list of elements and attributes, links absolute against `base`, nothing active.
///
/// Gone are scripts, event handlers, styles, forms, frames, every address that is not http(s), pictures that nobody is to see (of one
/// pixel, or hidden) and the tracking parameters of links. A picture that a script would load late gets its real address, and stands
/// there once. Cleaning cleaned HTML changes nothing.
///
/// The cost is bounded by the length, whatever the markup: at most 512 KiB are kept. What would take the parser more than its share
/// becomes plain text, as HTML: more than 256 elements inside each other, or formatting that is never closed, so that it stands anew in
/// every paragraph.
#[must_use]
pub fn html(fragment: &str, base: Option<&Url>) -> String {
    if fragment.len() <= LONGEST && is_sound(fragment) {
        return fragment.to_owned();
    }
    let text = legal(fragment);
    let mut limit = LONGEST;
    loop {
        let cleaned = settle(&text, base, limit);
        // Cleaning may make a text longer; what is kept has to be short enough to be cleaned again without a change.
        if cleaned.len() <= LONGEST {
            return cleaned;
        }
        limit /= 2;
    }
}

/// Cleans the first `limit` bytes of a text until cleaning changes nothing more.
fn settle(text: &str, base: Option<&Url>, limit: usize) -> String {
    if !text.contains(['<', '&', '\r', '\u{FEFF}']) {
        return cut(text, limit).replace('>', "&gt;");
    }
    let mut text = sieve(text, base, limit);
    for _ in 0..ROUNDS {
        if !is_bounded(&text) {
            break;
        }
        let cleaned = finish(&POLICY.clean(&text).to_string());
        if cleaned == text || is_sound(&cleaned) {
            return cleaned;
        }
        text = cleaned;
    }
    as_text(&text)
}

/// The first `limit` bytes of a text without tags, or less: it ends before the character or reference that the limit would cut.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let end = (0..=limit).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let start = text.get(..end).unwrap_or_default();
    match start.rfind('&').and_then(|at| start.split_at_checked(at)) {
        Some((whole, last)) if last.len() <= LONGEST_NAME && !last.contains(';') => whole,
        _ => start,
    }
}

/// The text of HTML that is too deep to be kept as it is, as HTML without tags.
fn as_text(html: &str) -> String {
    let text = strip(html).replace("\r\n", "\n").replace('\r', "\n").replace('\u{FEFF}', "");
    legal(&text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn policy() -> Builder<'static> {
    let mut policy = Builder::empty();
    policy
        .tags(ELEMENTS.iter().map(|element| element.name).collect())
        .clean_content_tags(HashSet::from(DROPPED_WHOLE))
        .generic_attributes(HashSet::from(EVERYWHERE))
        .tag_attributes(
            ELEMENTS.iter().map(|element| (element.name, element.attributes.iter().copied().collect())).collect::<HashMap<_, _>>(),
        )
        .url_schemes(HashSet::from(["http", "https"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(
            |_, attribute, value| {
                if ADDRESSES.contains(&attribute) { address(value, None).map(Cow::Owned) } else { Some(Cow::Borrowed(value)) }
            },
        );
    policy
}

/// The address that stands in cleaned HTML, if it may.
pub(super) fn address(value: &str, base: Option<&Url>) -> Option<String> {
    let mut url = link(value, base)?;
    drop_tracking(&mut url);
    Some(url.into())
}

/// What the allow-list cannot do, on the text that it wrote: drops pictures that nobody sees and characters that XML forbids, and writes
/// no-break spaces as themselves, as XML does not know their name.
fn finish(html: &str) -> String {
    let html = legal(html);
    let mut finished = String::with_capacity(html.len());
    let mut after_pre = false;
    for Piece { kind, source } in pieces(&html) {
        // The parser drops one line's end after `<pre>`, so that the one that is meant has to be the second.
        if after_pre && source.starts_with('\n') {
            finished.push('\n');
        }
        after_pre = matches!(kind, Kind::Open { name: "pre", .. });
        match kind {
            Kind::Open { name: "img", attributes, .. } if !is_picture(attributes) => {}
            Kind::Open { name: "source", attributes, .. } if value(attributes, "src").is_none() => {}
            _ => finished.push_str(&source.replace("&nbsp;", "\u{A0}")),
        }
    }
    finished
}

/// Whether a picture has an address and a size that can be seen.
fn is_picture(attributes: &str) -> bool {
    let width = value(attributes, "width").map(is_dot);
    let height = value(attributes, "height").map(is_dot);
    !is_dot_of(width, height) && value(attributes, "src").is_some()
}

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod judge;
#[cfg(test)]
mod tests;
