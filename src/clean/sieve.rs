//! The first pass over HTML from outside: only tags that may stay reach the parser, each with no more than it may have.
//!
//! The parser and the allow-list behind this pass decide again on every element. This pass is there so that they never have to
//! deal with what ways around a sanitiser are made of (foreign elements, raw text, a thousand attributes), and because only here
//! everything that a tag says is still at hand: whether a picture is hidden, where its real address stands.

use url::Url;

use super::elements::{self, ADDRESSES, EVERYWHERE, Element};
use super::html::{address, cut};
use super::lazy::{self, Picture};
use super::markup::{Kind, Piece, attributes, pieces};
use super::reference::decode;
use super::text::escape;

/// Longer values are left out, unless they are addresses: nothing that a reader shows is longer.
pub(super) const LONGEST_VALUE: usize = 4_096;

/// Elements that go with all that is inside them, if they end at all. The content of elements such as `<script>` is no markup and goes anyway.
pub(super) const DROPPED_WHOLE: [&str; 16] = [
    "script", "style", "iframe", "noembed", "noframes", "textarea", "select", "option", "title", "template", "svg", "math", "xmp", "head",
    "canvas", "datalist",
];

/// Elements that hide pictures when they are hidden themselves.
const COVERS: [&str; 7] = ["div", "span", "p", "a", "td", "section", "figure"];

/// The text with only such tags as may stay, in a form that has one meaning, links absolute against `base`; it ends before the piece
/// that would make it longer than `limit` bytes.
pub(super) fn sieve(text: &str, base: Option<&Url>, limit: usize) -> String {
    let ends = ends(text);
    let mut sieve =
        Sieve { base, limit, written: String::new(), gone: None, covered: None, noscript: false, source: None, image: None, full: false };
    let mut pieces = pieces(text);
    let mut place = 0;
    while let Some(piece) = pieces.next() {
        place += 1;
        // An icon's `<title/>` is over at once, whatever it would be outside.
        if sieve.gone.as_ref().is_some_and(|region| matches!(region.name, "svg" | "math")) && is_self_closing(&piece) {
            pieces.expect_markup();
        }
        sieve.piece(&piece, place, &ends);
        if sieve.full {
            break;
        }
    }
    sieve.written
}

/// At which piece the last end tag of each region's name stands.
type Ends = [usize; DROPPED_WHOLE.len() + COVERS.len()];

fn names() -> impl Iterator<Item = &'static str> {
    DROPPED_WHOLE.into_iter().chain(COVERS)
}

fn ends(text: &str) -> Ends {
    let mut ends = [0; DROPPED_WHOLE.len() + COVERS.len()];
    for (place, piece) in (1..).zip(pieces(text)) {
        let Kind::Close(name) = piece.kind else { continue };
        if let Some(end) = names().zip(&mut ends).find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, end)| end) {
            *end = place;
        }
    }
    ends
}

fn is_self_closing(piece: &Piece<'_>) -> bool {
    matches!(piece.kind, Kind::Open { attributes, .. } if attributes.ends_with('/'))
}

/// What stands between an element's tags, the same element inside it included.
struct Region {
    name: &'static str,
    depth: usize,
    /// The piece with which it ends at the latest.
    end: usize,
}

impl Region {
    /// The region that this tag opens, if it is one of those and ends.
    fn open(name: &str, mut among: impl Iterator<Item = &'static str>, place: usize, ends: &Ends) -> Option<Self> {
        let name = among.find(|known| name.eq_ignore_ascii_case(known))?;
        let end = names().zip(ends).find(|(known, _)| *known == name).map_or(0, |(_, end)| *end);
        (end > place).then_some(Self { name, depth: 1, end })
    }

    /// Follows a piece inside it; whether the region is over with it.
    fn is_over(&mut self, piece: &Piece<'_>, place: usize) -> bool {
        match piece.kind {
            Kind::Open { name, .. } if name.eq_ignore_ascii_case(self.name) && !is_self_closing(piece) => self.depth += 1,
            Kind::Close(name) if name.eq_ignore_ascii_case(self.name) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.depth == 0 || place >= self.end
    }
}

/// A picture that was written, with nothing but white space and end tags behind it.
struct Image {
    /// Where it stands in what is written.
    at: std::ops::Range<usize>,
    picture: Picture,
    /// Whether it stood inside `<noscript>`.
    noscript: bool,
}

struct Sieve<'a> {
    base: Option<&'a Url>,
    limit: usize,
    written: String,
    /// An element that goes whole.
    gone: Option<Region>,
    /// An element that is not seen, so that a picture inside it only counts readers.
    covered: Option<Region>,
    noscript: bool,
    /// What the sources of a `<picture>` offer.
    source: Option<String>,
    image: Option<Image>,
    full: bool,
}

impl Sieve<'_> {
    fn piece(&mut self, piece: &Piece<'_>, place: usize, ends: &Ends) {
        if let Some(region) = &mut self.gone {
            if region.is_over(piece, place) {
                self.gone = None;
            }
            return;
        }
        if self.covered.as_mut().is_some_and(|region| region.is_over(piece, place)) {
            self.covered = None;
        }
        match piece.kind {
            Kind::Text => self.text(piece.source),
            Kind::Raw | Kind::Other => {}
            Kind::Close(name) => self.close(name),
            Kind::Open { name, attributes, .. } => {
                self.gone = Region::open(name, DROPPED_WHOLE.into_iter(), place, ends).filter(|_| !is_self_closing(piece));
                if self.gone.is_none() {
                    if self.covered.is_none() && lazy::is_unseen(attributes) {
                        self.covered = Region::open(name, COVERS.into_iter(), place, ends);
                    }
                    self.open(&name.to_ascii_lowercase(), attributes);
                }
            }
        }
    }

    /// Writes text; a `<` in it begins no tag, whatever comes to stand behind it.
    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.image = None;
        }
        let (first, rest) = text.strip_prefix('<').map_or(("", text), |rest| ("&lt;", rest));
        let room = self.limit.saturating_sub(self.written.len() + first.len());
        self.full = rest.len() > room;
        self.written.push_str(first);
        self.written.push_str(cut(rest, room));
    }

    fn close(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "noscript" => self.noscript = false,
            "picture" => self.source = None,
            // Browsers read `</p>` and `</br>` as tags that begin something.
            _ if elements::find(&name).is_some() => self.tag(&format!("</{name}>")),
            _ => {}
        }
    }

    fn open(&mut self, name: &str, said: &str) {
        match name {
            "noscript" => self.noscript = true,
            "picture" => self.source = Some(String::new()),
            "source" if self.source.is_some() => {
                let offered = lazy::offered(said);
                self.source = self.source.take().filter(|known| !known.is_empty()).or(offered).or_else(|| Some(String::new()));
            }
            "img" | "image" => self.image(said),
            _ => {
                if let Some(element) = elements::find(name) {
                    let tag = self.written_as(element, said);
                    self.image = None;
                    self.tag(&tag);
                }
            }
        }
    }

    fn tag(&mut self, tag: &str) {
        self.full = self.written.len() + tag.len() > self.limit;
        if !self.full {
            self.written.push_str(tag);
        }
    }

    /// A start tag with what it may have, each attribute once: the first one counts, as in a browser.
    fn written_as(&self, element: &Element, said: &str) -> String {
        let mut tag = format!("<{}", element.name);
        let mut seen = 0_u32;
        for (name, value) in attributes(said) {
            let Some(place) = element.attributes.iter().chain(&EVERYWHERE).position(|allowed| name.eq_ignore_ascii_case(allowed)) else {
                continue;
            };
            let name = element.attributes.iter().chain(&EVERYWHERE).nth(place).copied().unwrap_or_default();
            let again = seen & (1 << place) != 0;
            seen |= 1 << place;
            if let Some(value) = value_of(name, value, self.base).filter(|_| !again) {
                tag.extend([" ", name, "=\"", &escape(&value), "\""]);
            }
        }
        tag.push('>');
        tag
    }

    /// Writes a picture at its real address, unless it is not to be seen or was written already: pages that load pictures late
    /// say in `<noscript>` right beside each what it is.
    fn image(&mut self, said: &str) {
        let offered = self.source.as_deref().unwrap_or_default();
        let Some(picture) = lazy::picture(said, offered, self.base).filter(|_| self.covered.is_none()) else { return };
        let beside = self.image.take().filter(|image| image.noscript != self.noscript);
        let tag = elements::find("img").map(|element| self.written_as_picture(element, said, &picture)).unwrap_or_default();
        match beside {
            Some(image) if self.noscript && !image.picture.late && image.picture.address != picture.address => {
                self.written.replace_range(image.at, "");
            }
            Some(image) if self.noscript || image.picture.address == picture.address || picture.late => {
                self.image = Some(image);
                return;
            }
            _ => {}
        }
        let start = self.written.len();
        self.tag(&tag);
        self.image = Some(Image { at: start..self.written.len(), picture, noscript: self.noscript });
    }

    /// The tag of a picture: its address stands where its first address stood.
    fn written_as_picture(&self, element: &Element, said: &str, picture: &Picture) -> String {
        let tag = self.written_as(element, said);
        let known = format!(" src=\"{}\"", escape(&picture.address));
        match tag.find(" src=\"") {
            _ if tag.contains(&known) => tag,
            Some(start) => {
                let end = tag.get(start + 6..).and_then(|rest| rest.find('"')).map_or(tag.len(), |at| start + 7 + at);
                format!("{}{known}{}", tag.get(..start).unwrap_or_default(), tag.get(end..).unwrap_or_default())
            }
            None => tag.replacen("<img", &format!("<img{known}"), 1),
        }
    }
}

/// What an attribute may say; `None` when it may not stand.
fn value_of(name: &str, value: &str, base: Option<&Url>) -> Option<String> {
    let value = decode(value);
    if ADDRESSES.contains(&name) { address(&value, base) } else { Some(value.into_owned()).filter(|value| value.len() <= LONGEST_VALUE) }
}
