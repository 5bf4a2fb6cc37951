//! Only what is new (RFC 3229, with the `feed` instance manipulation): a reader that says which version it holds gets the items that it
//! lacks. What versions held is kept in memory, in numbers, and bounded; whoever holds one that is not known gets the whole.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::header::HeaderMap;

use super::accept::Form;
use super::conditions;
use super::cut::{Cut, cut};
use super::kept::{Generations, first_half};
use crate::format::Format;

/// How many items of old versions are known, over all documents; sixteen bytes each.
const ITEMS: usize = 1 << 17;
/// How many versions of one document.
const VERSIONS: usize = 8;

/// An item of a version: its id and its bytes, as hashes.
type Known = (u64, u64);

/// A version that was served: its hash, and what it held.
#[derive(Clone)]
struct Version {
    hash: [u8; 16],
    items: Arc<[Known]>,
}

/// What versions of documents held.
pub struct Deltas(Mutex<Generations<Box<str>, Vec<Version>>>);

impl Default for Deltas {
    fn default() -> Self {
        Self(Mutex::new(Generations::new(ITEMS)))
    }
}

impl Deltas {
    /// Remembers what a version of a document holds, the oldest of many being forgotten.
    pub fn remember(&self, path: &str, format: Format, hash: [u8; 16], text: &str) {
        let Some(cut) = cut(format, text) else { return };
        let items = known(&cut).collect();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut versions = all.get(path).unwrap_or_default();
        versions.retain(|version| version.hash != hash);
        versions.push(Version { hash, items });
        if versions.len() > VERSIONS {
            versions.remove(0);
        }
        let weight = versions.iter().map(|version| version.items.len()).sum();
        all.insert(path.into(), versions, weight);
    }

    /// A document of the items that the reader lacks, if it holds a version that is known and everything in it still stands.
    #[must_use]
    pub fn lacking(&self, path: &str, format: Format, headers: &HeaderMap, text: &str) -> Option<String> {
        let versions = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(path)?;
        let held = conditions::tags(headers).filter_map(hash).find_map(|hash| versions.iter().find(|version| version.hash == hash))?;
        let cut = cut(format, text)?;
        let now: Vec<Known> = known(&cut).collect();
        let ids: HashSet<u64> = now.iter().map(|(id, _)| *id).collect();
        // That an item is gone cannot be told.
        if held.items.iter().any(|(id, _)| !ids.contains(id)) {
            return None;
        }
        let held: HashSet<Known> = held.items.iter().copied().collect();
        let new: Vec<&str> = cut.items.iter().zip(now).filter(|(_, known)| !held.contains(known)).map(|(item, _)| item.text).collect();
        // A feed without items looks like a loss.
        (!new.is_empty()).then(|| [cut.head, &new.join(cut.between), cut.foot].concat())
    }
}

/// Whether a request takes only what is new: `A-IM` names `feed`, and it says what it holds.
#[must_use]
pub fn is_wanted(headers: &HeaderMap) -> bool {
    let mut parts = headers.get_all("a-im").iter().flat_map(|value| value.to_str().unwrap_or_default().split(','));
    let names_feed = parts.any(|part| {
        let (token, rest) = part.split_once(';').unwrap_or((part, ""));
        let refused = rest.trim().strip_prefix("q=").is_some_and(|quality| quality.trim().parse() == Ok(0.0_f32));
        token.trim().eq_ignore_ascii_case("feed") && !refused
    });
    names_feed && headers.contains_key(hyper::header::IF_NONE_MATCH)
}

fn known(cut: &Cut<'_>) -> impl Iterator<Item = Known> {
    let short = |text: &str| {
        let half = first_half(blake3::hash(text.as_bytes()));
        half.first_chunk().copied().map_or(0, u64::from_le_bytes)
    };
    cut.items.iter().map(move |item| (short(&item.id), short(item.text)))
}

/// The hash that a tag of ours names, whatever form it is of.
fn hash(tag: &[u8]) -> Option<[u8; 16]> {
    let text = std::str::from_utf8(tag).ok()?;
    let bare = Form::ALL.iter().find_map(|form| text.strip_suffix(form.mark()).filter(|bare| bare.len() == 32))?;
    bare.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u128::from_str_radix(bare, 16).ok().map(u128::to_be_bytes))?
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue, IF_NONE_MATCH};

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn only_who_names_feed_and_what_it_holds_wants_it() {
        for (value, wanted) in
            [("feed", true), ("Feed", true), ("vcdiff, feed;q=0.5", true), ("feed;q=0", false), ("feeds", false), ("", false)]
        {
            assert_eq!(is_wanted(&headers(&[("a-im", value), ("if-none-match", "\"x\"")])), wanted, "{value}");
            assert!(!is_wanted(&headers(&[("a-im", value)])), "{value}");
        }
    }

    /// A feed of these items: an id, and what it says.
    fn feed(items: &[(u32, &str)]) -> String {
        let items: Vec<String> =
            items.iter().map(|(id, text)| format!("<item><guid>tag:{id}</guid><title>{text}</title></item>")).collect();
        format!("<rss><channel><title>t</title>\n{}\n</channel></rss>\n", items.join("\n"))
    }

    #[test]
    fn what_is_new_or_changed_is_told_and_nothing_where_an_item_is_gone() {
        let deltas = Deltas::default();
        let first = feed(&[(2, "b"), (1, "a")]);
        deltas.remember("x", Format::Rss, [7; 16], &first);
        let ask = |text: &str, held: &str| {
            let mut map = headers(&[("a-im", "feed")]);
            map.insert(IF_NONE_MATCH, HeaderValue::from_str(held).unwrap());
            deltas.lacking("x", Format::Rss, &map, text)
        };
        let held = format!("\"{}\"", "07".repeat(16));
        assert_eq!(ask(&feed(&[(3, "c"), (2, "b"), (1, "a")]), &held), Some(feed(&[(3, "c")])));
        assert_eq!(ask(&feed(&[(3, "c"), (2, "b, mended"), (1, "a")]), &held), Some(feed(&[(3, "c"), (2, "b, mended")])));
        assert_eq!(ask(&feed(&[(3, "c"), (2, "b")]), &held), None, "one is gone");
        assert_eq!(ask(&feed(&[(2, "b"), (1, "a")]), &held), None, "nothing is new");
        let next = feed(&[(3, "c"), (2, "b"), (1, "a")]);
        for (held, known) in [
            (format!("W/\"{}-gz\"", "07".repeat(16)), true),
            (format!("\"x\", \"{}-br\"", "07".repeat(16)), true),
            (format!("\"{}\"", "08".repeat(16)), false),
            ("*".to_owned(), false),
            (format!("\"+{}\"", "7".repeat(31)), false),
        ] {
            assert_eq!(ask(&next, &held).is_some(), known, "{held}");
        }
    }

    #[test]
    fn so_many_versions_are_known_and_no_more() {
        let deltas = Deltas::default();
        let versions = u8::try_from(VERSIONS).unwrap();
        for version in 0..=versions {
            deltas.remember("x", Format::Rss, [version; 16], &feed(&[(1, "a")]));
        }
        for (version, known) in [(0, false), (1, true), (versions, true)] {
            let held = format!("\"{}\"", format!("{version:02x}").repeat(16));
            let map = headers(&[("a-im", "feed"), ("if-none-match", &held)]);
            assert_eq!(deltas.lacking("x", Format::Rss, &map, &feed(&[(2, "b"), (1, "a")])).is_some(), known, "{version}");
        }
    }
}
