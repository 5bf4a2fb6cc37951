//! Pictures and addresses in cleaned HTML: what is said of the first picture, and how the HTML is published.

use std::borrow::Cow;

use super::elements::ADDRESSES;
use super::markup::{Kind, Piece, attributes, pieces, value};
use super::reference::decode;
use super::text::line;
use crate::article::Image;

/// The first picture in cleaned HTML, with what its tag says of it.
#[must_use]
pub fn first_picture(html: &str) -> Option<Image> {
    pieces(html).find_map(|piece| match piece.kind {
        Kind::Open { name: "img", attributes: text, .. } => {
            let value = |name| value(text, name);
            Some(Image {
                width: value("width").and_then(pixels),
                height: value("height").and_then(pixels),
                alt: value("alt").map(|alt| line(&decode(alt))).unwrap_or_default(),
                ..Image::at(decode(value("src")?))
            })
        }
        _ => None,
    })
}

/// Cleaned HTML as it is published: every picture has an `alt` and is shown at most so `wide`, its height in proportion; what
/// leads to `secure`, a host that is known to answer to https, does so by https.
#[must_use]
pub fn published<'a>(html: &'a str, wide: u32, secure: Option<&str>) -> Cow<'a, str> {
    let insecure = secure.map(|host| format!("http://{host}/"));
    let insecure = insecure.as_deref().unwrap_or("\0");
    if !html.contains("<img") && !html.contains(insecure) {
        return Cow::Borrowed(html);
    }
    pieces(html).map(|piece| tag(piece, wide, insecure)).collect::<String>().into()
}

/// One piece, a picture or a link made fit.
fn tag<'a>(piece: Piece<'a>, wide: u32, insecure: &str) -> Cow<'a, str> {
    let Kind::Open { name, attributes: text, .. } = piece.kind else { return Cow::Borrowed(piece.source) };
    let picture = name == "img";
    if !picture && !text.contains(insecure) {
        return Cow::Borrowed(piece.source);
    }
    let width = value(text, "width").and_then(pixels);
    let mut tag = format!("<{name}");
    for (known, value) in attributes(text) {
        let size = match known {
            "width" => width.map(|width| width.min(wide)),
            _ => pixels(value).map(|height| width.map_or(height, |width| scaled(height, width, width.min(wide)))),
        };
        let value = match known {
            // What is no number of pixels is no size that HTML knows.
            "width" | "height" if picture => size.map(|size| Cow::Owned(size.to_string())),
            _ if ADDRESSES.contains(&known) && value.starts_with(insecure) => Some(value.replacen("http", "https", 1).into()),
            _ => Some(Cow::Borrowed(value)),
        };
        if let Some(value) = value {
            tag.extend([" ", known, "=\"", &value, "\""]);
        }
    }
    tag.push_str(if picture && value(text, "alt").is_none() { " alt=\"\">" } else { ">" });
    tag.into()
}

/// The height of a picture that is shown `wide` instead of its own width.
#[must_use]
pub fn scaled(height: u32, width: u32, wide: u32) -> u32 {
    let scaled = u64::from(height) * u64::from(wide) / u64::from(width.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

/// A size in pixels, as `width` and `height` state it.
#[must_use]
pub fn pixels(text: &str) -> Option<u32> {
    let text = text.trim();
    text.strip_suffix("px").unwrap_or(text).trim_end().parse().ok().filter(|pixels| *pixels > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_picture_is_told_with_all_that_its_tag_says() {
        let html = "<p>a</p><img src=\"https://a.example/a.png?b=1&amp;c=2\" alt=\"A &quot;cat&quot; &amp; dog\" width=\"700px\" height=\"50%\">\
                    <img src=\"https://a.example/b.png\">";
        let image = first_picture(html).unwrap();
        let expected = Image { width: Some(700), alt: "A \"cat\" & dog".to_owned(), ..Image::at("https://a.example/a.png?b=1&c=2") };
        assert_eq!(image, expected);
        assert_eq!(first_picture("<p>&lt;img src=\"https://a.example/\"></p>"), None);
    }

    #[test]
    fn pictures_are_made_fit_and_all_else_is_left() {
        let cases = [
            ("<p>a</p>", "<p>a</p>"),
            ("<img src=\"https://a.example/\" alt=\"a\">", "<img src=\"https://a.example/\" alt=\"a\">"),
            ("<img src=\"https://a.example/\" />b", "<img src=\"https://a.example/\" alt=\"\">b"),
            (
                "<img alt=\"\" src=\"https://a.example/\" width=\"1200\" height=\"801\">",
                "<img alt=\"\" src=\"https://a.example/\" width=\"600\" height=\"400\">",
            ),
            ("<img src=\"https://a.example/\" alt=\"\" width=\"100%\">", "<img src=\"https://a.example/\" alt=\"\">"),
            ("<a href=\"http://j.example/a\">http://j.example/a</a>", "<a href=\"https://j.example/a\">http://j.example/a</a>"),
            ("<a href=\"http://j.example.org/a\">b</a>", "<a href=\"http://j.example.org/a\">b</a>"),
        ];
        for (html, fit) in cases {
            assert_eq!(published(html, 600, Some("j.example")), fit);
        }
        assert_eq!(scaled(1, 100_000, 600), 1);
    }

    proptest! {
        #[test]
        fn what_is_published_is_clean_and_stays_as_it_is(html in "(<img src=\"https?://j.example/(a|&)\"( alt=\"\\PC{0,4}\")?( width=\"[1-9][0-9]{1,4}\")?>|<a href=\"http://j.example/\">\\PC{0,8}</a>|\\PC){0,4}") {
            let cleaned = crate::clean::html(&html, None);
            let fit = published(&cleaned, 600, Some("j.example")).into_owned();
            prop_assert_eq!(published(&fit, 600, Some("j.example")), fit.as_str());
            prop_assert_eq!(crate::clean::html(&fit, None), fit);
        }
    }
}
