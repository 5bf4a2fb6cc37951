//! Pictures as their tags state them: where the real one is, and whether anybody is to see it.

use url::Url;

use super::html::address;
use super::markup::value;
use super::reference::decode;
use super::sound::is_dot;

/// Where scripts that load pictures late look for the address.
const LATE: [&str; 6] = ["data-src", "data-lazy-src", "data-original", "data-orig-file", "data-lazy", "data-hi-res-src"];
/// Where they look for a choice of addresses.
const LATE_CHOICES: [&str; 2] = ["data-srcset", "data-lazy-srcset"];
/// A choice of more addresses, or a style of more declarations, is looked at no further.
const MOST: usize = 256;

/// A picture that people are to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// Its absolute address.
    pub(super) address: String,
    /// Whether a script would have shown it, in place of another that stands for it.
    pub(super) late: bool,
}

/// The picture of an `<img>` tag, given its attributes and what the sources around it offer; `None` without an address, or if it is
/// not to be seen.
pub(super) fn picture(said: &str, offered: &str, base: Option<&Url>) -> Option<Picture> {
    if is_unseen(said) || is_dotted(said) {
        return None;
    }
    let stated = |names: &[&str]| names.iter().find_map(|name| value(said, name).and_then(|text| address(&decode(text), base)));
    let chosen = |names: &[&str]| names.iter().find_map(|name| value(said, name).and_then(|text| widest(&decode(text), base)));
    let late = stated(&LATE).or_else(|| chosen(&LATE_CHOICES));
    let is_late = late.is_some();
    let address = late.or_else(|| stated(&["src"])).or_else(|| chosen(&["srcset"])).or_else(|| widest(&decode(offered), base))?;
    Some(Picture { address, late: is_late })
}

/// The choice of addresses that a `<source>` offers.
pub(super) fn offered(said: &str) -> Option<String> {
    ["srcset", "data-srcset", "data-lazy-srcset"].iter().find_map(|name| value(said, name)).map(str::to_owned)
}

/// Whether a tag says that its element is not to be seen.
pub(super) fn is_unseen(said: &str) -> bool {
    let unseen = |(name, value): (String, String)| match name.as_str() {
        "display" => value.starts_with("none"),
        "visibility" => value.starts_with("hidden") || value.starts_with("collapse"),
        "opacity" => value.parse() == Ok(0.0_f32),
        _ => false,
    };
    value(said, "hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found")) || style(said).any(unseen)
}

/// Whether a picture's size, by its attributes or its style, is that of a dot.
fn is_dotted(said: &str) -> bool {
    let dot = |side: &str| {
        let longest = format!("max-{side}");
        let styled = style(said).filter(|(name, _)| *name == side || *name == longest).map(|(_, value)| is_dot(&value));
        value(said, side).map(|value| is_dot(&decode(value))).into_iter().chain(styled).reduce(|one, other| one || other)
    };
    is_dot_of(dot("width"), dot("height"))
}

/// Whether nobody sees a picture, given whether its width and height are those of a dot: both, or the only one that is stated.
pub(super) const fn is_dot_of(width: Option<bool>, height: Option<bool>) -> bool {
    matches!((width, height), (Some(true), Some(true) | None) | (None, Some(true)))
}

/// The declarations of a tag's style, in lower case.
fn style(said: &str) -> impl Iterator<Item = (String, String)> {
    let style = value(said, "style").map(|style| decode(style).to_ascii_lowercase()).unwrap_or_default();
    let pairs: Vec<(String, String)> = style
        .split(';')
        .filter_map(|pair| pair.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().trim_end_matches("!important").trim_end().to_owned()))
        .take(MOST)
        .collect();
    pairs.into_iter()
}

/// The address of the widest picture of a choice (HTML Standard, §4.8.4.2.1, `srcset`), the first of several such.
fn widest(choice: &str, base: Option<&Url>) -> Option<String> {
    let mut best: Option<(f32, String)> = None;
    let mut rest = choice;
    for _ in 0..MOST {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        let (place, behind) = rest.split_at_checked(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len()))?;
        if place.is_empty() {
            break;
        }
        let (width, next) = if place.ends_with(',') { ("", behind) } else { behind.split_once(',').unwrap_or((behind, "")) };
        rest = next;
        let width = width.trim().trim_end_matches(['w', 'x', 'h']).parse().unwrap_or(1.0_f32);
        if best.as_ref().is_none_or(|(known, _)| width > *known)
            && let Some(address) = address(place.trim_end_matches(','), base)
        {
            best = Some((width, address));
        }
    }
    best.map(|(_, address)| address)
}
