//! What belongs to an article by address: sound files and other attachments, and its picture.

use serde::{Deserialize, Serialize};

/// Media types by the ending of an address, for what a source left unsaid.
const ENDINGS: [(&str, &str); 17] = [
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("wav", "audio/wav"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("webm", "video/webm"),
    ("pdf", "application/pdf"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("svg", "image/svg+xml"),
];

/// A file that belongs to an article, such as a sound file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Enclosure {
    /// Where it is; http or https, absolute.
    pub url: String,
    /// Its media type, such as `audio/mpeg`; empty when the source did not say.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Its size in bytes, when the source said it.
    pub length: Option<u64>,
    /// How long it plays, in whole seconds, when the source said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
}

impl Enclosure {
    /// Its media type: what the source said where that is one, else what the ending of its address shows.
    #[must_use]
    pub fn known_type(&self) -> Option<&str> {
        known(&self.media_type, &self.url)
    }

    /// Whether it is sound.
    #[must_use]
    pub fn is_audio(&self) -> bool {
        self.known_type().is_some_and(|known| known.starts_with("audio/"))
    }
}

/// The picture of an article, with what its source said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Image {
    /// Where it is; http or https, absolute.
    pub url: String,
    /// Its width in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Its height in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// What it shows, as plain text; empty when the source did not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
    /// Its media type; empty when the source did not say.
    #[serde(rename = "type", default, skip_serializing_if = "String::is_empty")]
    pub media_type: String,
    /// Its size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
}

impl Image {
    /// A picture of which only the address is known.
    #[must_use]
    pub fn at(url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::default() }
    }

    /// Its media type, one of pictures: what the source said, else what the ending of its address shows.
    #[must_use]
    pub fn known_type(&self) -> Option<&str> {
        let pictures = |known: &&str| known.starts_with("image/");
        known(&self.media_type, &self.url).filter(pictures).or_else(|| by_ending(&self.url).filter(pictures))
    }

    /// Whether two addresses are those of one picture: parameters only say how large it is.
    #[must_use]
    pub fn is_at(&self, url: &str) -> bool {
        let bare = |url: &str| url.split(['?', '#']).next().map(str::to_owned);
        bare(&self.url) == bare(url)
    }

    /// What `other` says of the same picture, where this one leaves it unsaid. A width and a height belong together.
    #[must_use]
    pub fn or_as(mut self, other: &Self) -> Self {
        if self.url == other.url {
            if self.width.or(self.height).is_none() {
                (self.width, self.height) = (other.width, other.height);
            }
            if self.alt.is_empty() {
                self.alt.clone_from(&other.alt);
            }
            if self.media_type.is_empty() {
                self.media_type.clone_from(&other.media_type);
            }
            self.length = self.length.or(other.length);
        }
        self
    }
}

/// A media type as it was said, or by the ending of the address.
fn known<'a>(said: &'a str, url: &str) -> Option<&'a str> {
    if is_media_type(said) { Some(said) } else { by_ending(url) }
}

/// Whether a text has the shape of a media type, `type/subtype`.
fn is_media_type(text: &str) -> bool {
    let token = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-._".contains(&b));
    text.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}

/// The media type that the ending of an address shows.
fn by_ending(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next()?;
    let (_, ending) = path.rsplit_once('.')?;
    ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, media_type)| *media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enclosure(url: &str, media_type: &str) -> Enclosure {
        Enclosure { url: url.to_owned(), media_type: media_type.to_owned(), ..Enclosure::default() }
    }

    #[test]
    fn a_type_is_what_was_said_or_what_the_address_shows() {
        let cases = [
            ("https://a.example/notes.pdf?x=1", "", Some("application/pdf")),
            ("https://a.example/EPISODE.MP3", "not a type", Some("audio/mpeg")),
            ("https://a.example/b.mp3", "audio/x-own", Some("audio/x-own")),
            ("https://a.example/thing", "image/*", None),
        ];
        for (url, said, known) in cases {
            assert_eq!(enclosure(url, said).known_type(), known, "{url}");
        }
        assert!(enclosure("https://a.example/a.m4a#t=1", "").is_audio());
        assert!(!enclosure("https://a.example/a.mp4", "").is_audio());
        let picture = Image { media_type: "text/html".to_owned(), ..Image::at("https://a.example/a.png") };
        assert_eq!(picture.known_type(), Some("image/png"), "no page is a picture");
    }

    #[test]
    fn what_another_source_says_of_the_same_picture_is_filled_in() {
        let bare = Image { width: Some(3), ..Image::at("https://a.example/a.png") };
        let full = Image { width: Some(1), height: Some(2), alt: "A cat".to_owned(), length: Some(7), ..bare.clone() };
        let filled = bare.clone().or_as(&full);
        assert_eq!(filled, Image { alt: "A cat".to_owned(), length: Some(7), ..bare.clone() }, "a height without its width would be wrong");
        assert_eq!(bare.clone().or_as(&Image { url: "https://a.example/b.png".to_owned(), ..full }), bare);
        assert!(bare.is_at("https://a.example/a.png?w=600"));
    }
}
