//! What of an article's files is shown: its attachments and its picture.

use std::collections::BTreeMap;

use super::WIDEST;
use crate::article::{Article, Enclosure, Image};
use crate::clean;
use crate::feed::Masthead;

/// The attachments that can be linked, sound first, then what moves, none without a media type.
pub(in crate::format) fn attachments(article: &Article, masthead: &Masthead) -> Vec<Enclosure> {
    let usable = article.enclosures.iter().filter_map(|enclosure| {
        let media_type = enclosure.known_type().unwrap_or("application/octet-stream").to_owned();
        Some(Enclosure { url: address(&enclosure.url, masthead)?, media_type, ..enclosure.clone() })
    });
    let mut attachments: Vec<Enclosure> = usable.collect();
    let rank = |enclosure: &Enclosure| ["audio/", "video/"].iter().position(|kind| enclosure.media_type.starts_with(kind)).unwrap_or(2);
    attachments.sort_by_key(rank);
    attachments
}

/// The one attachment that RSS has room for: sound or film, else the picture where its type is known, else whatever else there is.
pub(in crate::format) fn enclosure(article: &Article, masthead: &Masthead) -> Option<Enclosure> {
    let first = attachments(article, masthead).into_iter().next();
    let plays = |one: &Enclosure| ["audio/", "video/"].iter().any(|kind| one.media_type.starts_with(kind));
    let picture = || {
        let Image { url, media_type, length, .. } = picture(article, masthead).filter(|picture| !picture.media_type.is_empty())?;
        Some(Enclosure { url, media_type, length, duration: None })
    };
    first.clone().filter(plays).or_else(picture).or(first)
}

/// The picture, its media type empty where neither its source nor its address shows it.
pub(in crate::format) fn picture(article: &Article, masthead: &Masthead) -> Option<Image> {
    let image = article.image.as_ref()?;
    let media_type = image.known_type().unwrap_or_default().to_owned();
    Some(Image { url: address(&image.url, masthead)?, alt: clean::line(&image.alt), media_type, ..image.clone() })
}

/// What `media:content` says of a picture, as attributes.
pub(in crate::format) fn media(picture: Image) -> BTreeMap<String, String> {
    let number = |number: u32| number.to_string();
    let attributes = [
        ("url", Some(picture.url)),
        ("medium", Some("image".to_owned())),
        ("type", Some(picture.media_type).filter(|known| !known.is_empty())),
        ("width", picture.width.map(number)),
        ("height", picture.height.map(number)),
        ("fileSize", picture.length.map(|bytes| bytes.to_string())),
    ];
    attributes.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// An address that may be published: absolute and http or https, whatever the store holds.
fn address(text: &str, masthead: &Masthead) -> Option<String> {
    clean::link(text, None).map(|url| masthead.secure(url).into())
}

/// The picture as a paragraph of its own.
pub(super) fn tag(picture: &Image) -> String {
    let Image { url, width, height, alt, .. } = picture;
    let shown = width.map(|width| width.min(WIDEST));
    let high = height.map(|height| width.map_or(height, |width| clean::scaled(height, width, width.min(WIDEST))));
    let size = |name: &str, pixels: Option<u32>| pixels.map(|pixels| format!(" {name}=\"{pixels}\"")).unwrap_or_default();
    let [url, alt] = [url, alt].map(|text| clean::escape(text));
    format!("<p><img src=\"{url}\" alt=\"{alt}\"{}{}></p>", size("width", shown), size("height", high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::sample;

    #[test]
    fn sound_comes_first_and_every_attachment_has_a_type() {
        let found =
            |url: &str, media_type: &str| Enclosure { url: url.to_owned(), media_type: media_type.to_owned(), ..Enclosure::default() };
        let enclosures = vec![
            found("https://a.example/notes.pdf?x=1", ""),
            found("javascript:alert(1)", "audio/mpeg"),
            found("https://a.example/thing", "not a type"),
            found("https://a.example/EPISODE.MP3", ""),
            found("https://a.example/b", "audio/x-own"),
        ];
        let article = Article { enclosures, ..sample::article() };
        let types: Vec<String> = attachments(&article, &sample::masthead()).into_iter().map(|one| one.media_type).collect();
        assert_eq!(types, ["audio/mpeg", "audio/x-own", "application/pdf", "application/octet-stream"]);
    }

    #[test]
    fn sound_or_film_is_enclosed_before_the_picture_and_the_picture_before_the_rest() {
        let with = |url: &str| Article { enclosures: vec![Enclosure { url: url.to_owned(), ..Enclosure::default() }], ..sample::article() };
        let found = |article: &Article| enclosure(article, &sample::masthead()).map(|one| one.media_type).unwrap_or_default();
        let notes = with("https://a.example/notes.pdf");
        assert_eq!(found(&with("https://a.example/a.mp3")), "audio/mpeg");
        assert_eq!(found(&with("https://a.example/a.mp4")), "video/mp4");
        assert_eq!(found(&notes), "image/jpeg");
        assert_eq!(found(&Article { image: Some(Image::at("https://a.example/picture")), ..notes }), "application/pdf");
    }

    #[test]
    fn a_dangerous_picture_is_not_shown() {
        let article = Article { image: Some(Image::at("data:image/png;base64,AA")), ..sample::article() };
        assert_eq!(picture(&article, &sample::masthead()), None);
    }
}
