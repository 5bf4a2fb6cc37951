//! The files that an item names, written so that `feed-rs` keeps all of them.
//!
//! It forgets enclosures beside `media:content`, thumbnails without it, and what podcasts say of an episode that has no title of its
//! own; it knows no medium, and takes `30:15` for half a minute.

/// What an item says of its files, as far as `feed-rs` would forget it.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// It has `media:content`: then thumbnails are kept, and enclosures are not.
    media: bool,
    /// The attributes of each enclosure, as they stand in the XML.
    enclosures: Vec<String>,
    thumbnail: Option<String>,
    /// The picture of an episode.
    cover: Option<String>,
    /// How many seconds an episode plays.
    duration: Option<u64>,
}

impl Files {
    /// Notes an element right inside an item, whose attributes `value` gives as they stand in the XML.
    pub(super) fn note(&mut self, name: &str, value: impl Fn(&str) -> Option<String>) {
        let given = |key: &str, name: &str| value(key).map(|value| attribute(name, &value)).unwrap_or_default();
        match name {
            "enclosure" => self.enclosures.push(given("url", "url") + &given("type", "type") + &given("length", "fileSize")),
            "media:content" | "media:group" => self.media = true,
            "media:thumbnail" if self.thumbnail.is_none() => {
                self.thumbnail = Some(given("url", "url") + &given("width", "width") + &given("height", "height"));
            }
            "itunes:image" if self.cover.is_none() => self.cover = Some(given("href", "url")),
            _ => {}
        }
    }

    /// Notes the text of an element right inside an item.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        if name == "itunes:duration" {
            self.duration = seconds(text);
        }
    }

    /// Whether something would be forgotten.
    pub(super) fn is_forgotten(&self) -> bool {
        let small = self.thumbnail.is_some() && !self.media;
        self.duration.is_some() || small || self.cover.is_some() || (self.media && !self.enclosures.is_empty())
    }

    /// What is to be written at the item's end; empty where nothing would be forgotten.
    pub(super) fn written(&self) -> String {
        if !self.is_forgotten() {
            return String::new();
        }
        let element = |attributes: &str| format!("<media:content{attributes}/>");
        let plays = self.duration.map(|seconds| attribute("duration", &seconds.to_string())).unwrap_or_default();
        let small = self.thumbnail.iter().filter(|_| !self.media);
        let pictures = small.chain(&self.cover).map(|picture| element(&format!("{ANY_PICTURE}{picture}")));
        let files = self.enclosures.iter().map(|file| element(&format!("{file}{plays}")));
        files.chain(pictures).collect()
    }
}

/// A type for what is only known to be a picture.
pub(super) const ANY_PICTURE: &str = " type=\"image/*\"";

/// Whether this is a file that says only by its medium that it is a picture.
pub(super) fn is_untyped(name: &str, value: impl Fn(&str) -> Option<String>) -> bool {
    name == "media:content" && value("medium").is_some_and(|medium| medium == "image") && value("type").is_none()
}

fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", value.replace('"', "&quot;"))
}

/// `1:02:03`, `62:03` or `3723` in seconds.
fn seconds(text: &str) -> Option<u64> {
    let text = text.trim().split('.').next()?;
    let whole = |sum: u64, part: &str| sum.checked_mul(60)?.checked_add(part.trim().parse().ok()?);
    (text.split(':').count() <= 3).then(|| text.split(':').try_fold(0, whole)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_read_as_podcasts_write_it() {
        let cases = [
            ("1:02:03", Some(3_723)),
            ("30:15", Some(1_815)),
            (" 1800 ", Some(1_800)),
            ("00:30:00.5", Some(1_800)),
            ("half an hour", None),
            ("1:2:3:4", None),
            ("99999999999999999999:00", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
