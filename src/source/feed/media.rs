//! What stands beside an item's text: sound files and the like, and its picture.

use feed_rs::model::{self, Image as Small, MediaContent, MediaObject};
use url::Url;

use super::item::Items;
use crate::article::{Enclosure, Image};
use crate::clean;

/// What describes a picture in more characters than this is a text of its own.
const LONGEST_ALT: usize = 250;

/// A file that an item names, before it is told whether it is a picture.
struct Found {
    file: Enclosure,
    alt: String,
    width: Option<u32>,
    height: Option<u32>,
}

impl Items<'_> {
    /// Sound files and the like, and the picture: the widest file that is one, else a thumbnail, else the first in the item's own HTML.
    pub(super) fn attachments(&self, item: &model::Entry, base: &Url, texts: [Option<&str>; 2]) -> (Vec<Enclosure>, Option<Image>) {
        let is_own = |href: &str| clean::link(href, Some(base)).is_some_and(|url| self.is_own(&url, base));
        let links = item.links.iter().filter(|link| self.is_attachment(link) && !is_own(&link.href));
        let links = links.filter_map(|link| found(&link.href, link.media_type.clone(), link.length, base));
        let mut pictures: Vec<Image> = Vec::new();
        let mut enclosures: Vec<Enclosure> = Vec::new();
        for Found { file, alt, width, height } in links.chain(contents(item, base)) {
            let known = enclosures.iter_mut().find(|known| known.url == file.url);
            match (is_picture(&file), known) {
                (true, _) => pictures.push(Image { alt, ..picture(file, width, height) }),
                (false, Some(known)) => known.duration = known.duration.or(file.duration),
                (false, None) => enclosures.push(file),
            }
        }
        let thumbnails = item.media.iter().flat_map(|media| &media.thumbnails).filter_map(|small| thumbnail(&small.image, base));
        let inside = || texts.into_iter().flatten().find_map(clean::first_picture);
        let chosen = widest(pictures.into_iter()).or_else(|| widest(thumbnails)).or_else(inside);
        let chosen = chosen.map(|image| match inside() {
            Some(shown) if image.is_at(&shown.url) && image.alt.is_empty() => Image { alt: shown.alt.clone(), ..image.or_as(&shown) },
            _ => image,
        });
        (enclosures, chosen)
    }

    /// Whether a link is to a file that belongs to the entry: Atom says so, JSON Feed lists them with their type.
    fn is_attachment(&self, link: &model::Link) -> bool {
        link.rel.as_deref() == Some("enclosure") || (self.kind == model::FeedType::JSON && link.media_type.is_some())
    }
}

/// The files in `media:content` and `enclosure`.
fn contents<'i>(item: &'i model::Entry, base: &'i Url) -> impl Iterator<Item = Found> + 'i {
    let described = |media: &MediaObject| media.description.as_ref().map(|text| clean::title(&text.content));
    let alt = move |media: &MediaObject| described(media).filter(|alt| alt.chars().count() <= LONGEST_ALT).unwrap_or_default();
    let contents = item.media.iter().flat_map(move |media| media.content.iter().map(move |content| (content, alt(media))));
    contents.filter_map(|(content, alt): (&MediaContent, String)| {
        let media_type = content.content_type.as_ref().map(ToString::to_string);
        let mut found = found(content.url.as_ref()?.as_str(), media_type, content.size, base)?;
        found.file.duration = content.duration.map(|plays| plays.as_secs()).filter(|seconds| *seconds > 0);
        Some(Found { alt, width: content.width, height: content.height, ..found })
    })
}

fn found(url: &str, media_type: Option<String>, length: Option<u64>, base: &Url) -> Option<Found> {
    let url = clean::link(url, Some(base))?.into();
    // Its parameters matter to nobody who chooses by it.
    let media_type = media_type.and_then(|media_type| Some(clean::line(media_type.split(';').next()?).to_ascii_lowercase()));
    let file = Enclosure { url, media_type: media_type.unwrap_or_default(), length: length.filter(|length| *length > 0), duration: None };
    Some(Found { file, alt: String::new(), width: None, height: None })
}

/// Whether a file is a picture, by its type or, where it has none, by the end of its address.
fn is_picture(file: &Enclosure) -> bool {
    if file.media_type.is_empty() {
        return file.known_type().is_some_and(|known| known.starts_with("image/"));
    }
    file.media_type.starts_with("image/")
}

fn picture(file: Enclosure, width: Option<u32>, height: Option<u32>) -> Image {
    let size = |pixels: Option<u32>| pixels.filter(|pixels| *pixels > 0);
    // Of a file that is only said to be some picture, the type is not known.
    let media_type = Some(file.media_type).filter(|known| !known.ends_with('*')).unwrap_or_default();
    Image { url: file.url, width: size(width), height: size(height), alt: String::new(), media_type, length: file.length }
}

fn thumbnail(small: &Small, base: &Url) -> Option<Image> {
    let url = clean::link(&small.uri, Some(base))?;
    let size = |pixels: Option<u32>| pixels.filter(|pixels| *pixels > 0);
    Some(Image { width: size(small.width), height: size(small.height), ..Image::at(url) })
}

/// The widest picture; of those that are alike, or whose width nobody says, the first.
fn widest(pictures: impl Iterator<Item = Image>) -> Option<Image> {
    pictures.reduce(|best, next| if next.width > best.width { next } else { best })
}
