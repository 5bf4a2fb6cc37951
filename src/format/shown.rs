//! What of an article is shown: the choices that every format shares, so that they cannot disagree.

use crate::article::{Article, Enclosure};
use crate::clean;
use crate::feed::Masthead;

/// The most characters of a standfirst, counted as they stand in HTML; newsletter tools cut longer ones anywhere.
const STANDFIRST: usize = 500;

/// Media types by the ending of an address, for what a source left unsaid.
const ENDINGS: [(&str, &str); 14] = [
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("wav", "audio/wav"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("svg", "image/svg+xml"),
];

/// The headline: never empty, as every format requires one.
pub(super) fn headline(article: &Article) -> String {
    let title = clean::line(&article.title);
    if !title.is_empty() {
        return title;
    }
    article
        .summary
        .as_deref()
        .map(|html| shortened(&clean::title(html)))
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| "Untitled".to_owned())
}

/// The standfirst as plain text of at most 500 characters; the headline where there is none.
pub(super) fn standfirst(article: &Article) -> String {
    let text = article.summary.as_deref().map(|html| shortened(&clean::title(html)));
    text.filter(|text| !text.is_empty()).unwrap_or_else(|| headline(article))
}

/// The standfirst as cleaned HTML; the headline where there is none.
pub(super) fn summary(article: &Article) -> String {
    let html = article.summary.as_deref().map(|html| clean::legal(html).trim().to_owned());
    html.filter(|html| !html.is_empty()).unwrap_or_else(|| clean::escape(&headline(article)))
}

/// The full text as cleaned HTML with the picture first, where there is one and the publication allows it.
pub(super) fn body(article: &Article, masthead: &Masthead) -> Option<String> {
    let content = article.content.as_deref().filter(|_| masthead.full_text)?;
    let content = clean::legal(content);
    let content = content.trim();
    if content.is_empty() {
        return None;
    }
    let picture = picture(article).map(|(url, _)| clean::escape(&url)).filter(|url| !content.contains(url.as_str()));
    Some(picture.map(|url| format!("<p><img src=\"{url}\" alt=\"\"></p>")).unwrap_or_default() + content)
}

/// The byline.
pub(super) fn byline(article: &Article) -> Option<String> {
    article.author.as_deref().map(clean::line).filter(|name| !name.is_empty())
}

/// The section's label as the journal writes it.
pub(super) fn label(article: &Article) -> Option<String> {
    article.section.as_ref().map(|section| clean::line(&section.label)).filter(|label| !label.is_empty())
}

/// Every label, the section's first, each once.
pub(super) fn labels(article: &Article) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    let others = article.categories.iter().map(|label| clean::line(label)).filter(|label| !label.is_empty());
    for label in label(article).into_iter().chain(others) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

/// The attachments that can be linked, sound first, none without a media type.
pub(super) fn attachments(article: &Article) -> Vec<Enclosure> {
    let usable = article.enclosures.iter().filter_map(|enclosure| {
        let url = address(&enclosure.url)?;
        let stated = clean::line(&enclosure.media_type);
        let known = if is_media_type(&stated) { stated } else { by_ending(&url).unwrap_or("application/octet-stream").to_owned() };
        Some(Enclosure { url, media_type: known, length: enclosure.length })
    });
    let mut attachments: Vec<Enclosure> = usable.collect();
    attachments.sort_by_key(|enclosure| !enclosure.media_type.starts_with("audio/"));
    attachments
}

/// The picture's address, and its media type where the address shows it.
pub(super) fn picture(article: &Article) -> Option<(String, Option<&'static str>)> {
    let url = article.image.as_deref().and_then(address)?;
    let media_type = by_ending(&url).filter(|known| known.starts_with("image/"));
    Some((url, media_type))
}

/// An address that may be published: absolute and http or https, whatever the store holds.
fn address(text: &str) -> Option<String> {
    clean::link(text, None).map(String::from)
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

/// The text, cut at a word and with an ellipsis where its HTML is longer than a standfirst may be.
fn shortened(text: &str) -> String {
    if clean::escape(text).chars().count() <= STANDFIRST {
        return text.to_owned();
    }
    let mut left = STANDFIRST - 1;
    let mut fits = |c: &char| {
        let cost = clean::escape(c.encode_utf8(&mut [0; 4])).chars().count();
        let room = left.checked_sub(cost);
        left = room.unwrap_or(0);
        room.is_some()
    };
    let kept: String = text.chars().take_while(|c| fits(c)).collect();
    let words = kept.rsplit_once(' ').map_or(kept.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::sample;
    use proptest::prelude::*;

    #[test]
    fn a_missing_standfirst_falls_back_to_the_headline() {
        for summary in [None, Some(String::new()), Some("<p> </p>".to_owned()), Some("\u{1}".to_owned())] {
            let article = Article { summary, ..sample::article() };
            assert_eq!(standfirst(&article), article.title);
        }
    }

    #[test]
    fn a_missing_headline_falls_back_to_the_standfirst() {
        let article = Article { title: " \u{8} ".to_owned(), ..sample::article() };
        assert_eq!(headline(&article), standfirst(&article));
        assert_eq!(headline(&Article { summary: None, ..article }), "Untitled");
    }

    #[test]
    fn a_long_standfirst_ends_at_a_word() {
        let article = Article { summary: Some("seven & ".repeat(100)), ..sample::article() };
        let text = standfirst(&article);
        assert!(text.ends_with("seven…") || text.ends_with("&…"), "{text}");
    }

    #[test]
    fn the_full_text_needs_leave_and_begins_with_the_picture() {
        let article = Article { content: Some("<p>Text</p>".to_owned()), ..sample::article() };
        let leave = Masthead { full_text: true, ..sample::masthead() };
        assert_eq!(body(&article, &Masthead { full_text: false, ..leave.clone() }), None);
        let text = body(&article, &leave).unwrap();
        assert!(text.starts_with("<p><img src=\"https://www.hsj.co.uk/pictures/1.jpg?a=1&amp;b=2\" alt=\"\"></p><p>Text"), "{text}");
        let holds_it = Article { content: Some(text.clone()), ..article };
        assert_eq!(body(&holds_it, &leave).unwrap(), text, "the picture stands once");
    }

    #[test]
    fn the_section_comes_first_among_the_labels_and_none_twice() {
        let article = Article { categories: ["Trusts", "News", "", "Trusts"].map(String::from).to_vec(), ..sample::article() };
        assert_eq!(labels(&article), ["News", "Trusts"]);
        assert_eq!(labels(&Article { section: None, ..article }), ["Trusts", "News"]);
    }

    #[test]
    fn sound_comes_first_and_every_attachment_has_a_type() {
        let found = |url: &str, media_type: &str| Enclosure { url: url.to_owned(), media_type: media_type.to_owned(), length: None };
        let enclosures = vec![
            found("https://a.example/notes.pdf?x=1", ""),
            found("javascript:alert(1)", "audio/mpeg"),
            found("https://a.example/thing", "not a type"),
            found("https://a.example/EPISODE.MP3", ""),
            found("https://a.example/b", "audio/x-own"),
        ];
        let article = Article { enclosures, ..sample::article() };
        let types: Vec<String> = attachments(&article).into_iter().map(|one| one.media_type).collect();
        assert_eq!(types, ["audio/mpeg", "audio/x-own", "application/pdf", "application/octet-stream"]);
    }

    #[test]
    fn a_dangerous_picture_is_not_shown() {
        assert_eq!(picture(&Article { image: Some("data:image/png;base64,AA".to_owned()), ..sample::article() }), None);
    }

    proptest! {
        #[test]
        fn a_standfirst_is_never_empty_nor_long(title in any::<String>(), summary in "\\PC{0,700}") {
            let text = standfirst(&Article { title, summary: Some(summary), ..sample::article() });
            prop_assert!(!text.is_empty());
        }

        #[test]
        fn a_shortened_text_fits(text in "[a-z&<>\" é]{0,900}") {
            prop_assert!(clean::escape(&shortened(&text)).chars().count() <= STANDFIRST);
        }
    }
}
