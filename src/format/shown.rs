//! What of an article is shown: the choices that every format shares, so that they cannot disagree.

mod media;

use crate::article::{Article, Image};
use crate::clean;
use crate::feed::Masthead;
pub(super) use media::{attachments, enclosure, media, picture};

/// The most characters of a standfirst, counted as they stand in HTML; newsletter tools cut longer ones anywhere.
const STANDFIRST: usize = 500;

/// The most pixels across that a picture is shown inside a text: wider ones break the letters that newsletter tools make.
const WIDEST: u32 = 600;

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

/// The standfirst as cleaned HTML, no longer than a standfirst may be; the headline where there is none.
pub(super) fn summary(article: &Article, masthead: &Masthead) -> String {
    block(article, masthead).unwrap_or_else(|| clean::escape(&headline(article)))
}

/// The standfirst as cleaned HTML. Some feeds have nothing but the whole text for one: that is cut to a plain one.
fn block(article: &Article, masthead: &Masthead) -> Option<String> {
    let html = clean::legal(article.summary.as_deref()?);
    let html = html.trim();
    let text = clean::title(html);
    if is_short(&text) {
        return Some(fit(html, masthead)).filter(|html| !html.is_empty());
    }
    Some(format!("<p>{}</p>", clean::escape(&shortened(&text))))
}

/// What an item shows where all of it is shown: its picture, and its full text where there is one and the publication allows it, else
/// its standfirst. `None` where the standfirst alone says as much.
pub(super) fn body(article: &Article, masthead: &Masthead) -> Option<String> {
    let picture = picture(article, masthead);
    let text = match full_text(article, masthead) {
        Some(text) => text,
        None => Some(block(article, masthead)).filter(|_| picture.is_some())?.map(paragraph).unwrap_or_default(),
    };
    let begins_with = |picture: &Image| clean::first_picture(&text).is_some_and(|first| picture.is_at(&first.url));
    let lead = picture.filter(|picture| !begins_with(picture)).map(|picture| media::tag(&picture));
    Some(lead.unwrap_or_default() + &text)
}

/// The full text as cleaned HTML, where the source gave it, as text or as a standfirst too long to be one, and the publication allows it.
fn full_text(article: &Article, masthead: &Masthead) -> Option<String> {
    let long = || article.summary.as_deref().filter(|html| !is_short(&clean::title(html)));
    let given = |html: &&str| !html.trim().is_empty();
    let html = article.content.as_deref().filter(given).or_else(long).filter(|_| masthead.full_text)?;
    let html = fit(clean::legal(html).trim(), masthead);
    Some(html).filter(|html| !html.is_empty())
}

/// Cleaned HTML as it is published.
fn fit(html: &str, masthead: &Masthead) -> String {
    clean::published(html, WIDEST, masthead.secure_host()).into_owned()
}

/// HTML as a block: bare text in a paragraph.
fn paragraph(html: String) -> String {
    if html.starts_with('<') || html.is_empty() { html } else { format!("<p>{html}</p>") }
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

/// Whether a text is no longer than a standfirst may be, as it stands in HTML.
fn is_short(text: &str) -> bool {
    clean::escape(text).chars().count() <= STANDFIRST
}

/// The text, cut at a word and with an ellipsis where its HTML is longer than a standfirst may be.
fn shortened(text: &str) -> String {
    if is_short(text) {
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

    fn leave() -> Masthead {
        Masthead { full_text: true, ..sample::masthead() }
    }

    #[test]
    fn the_full_text_needs_leave_and_begins_with_the_picture() {
        let article = Article { content: Some("<p>Text</p>".to_owned()), ..sample::article() };
        let text = body(&article, &leave()).unwrap();
        let picture =
            "<p><img src=\"https://www.hsj.co.uk/pictures/1.jpg?a=1&amp;b=2\" alt=\"A &quot;ward&quot;\" width=\"600\" height=\"450\"></p>";
        assert_eq!(text, format!("{picture}<p>Text</p>"));
        let holds_it = Article { content: Some(text.clone()), ..article.clone() };
        assert_eq!(body(&holds_it, &leave()).unwrap(), text, "the picture stands once");
        let standfirst = body(&article, &sample::masthead()).unwrap();
        assert_eq!(standfirst, format!("{picture}<p>One sentence on it &amp; no more.</p>"));
        assert_eq!(body(&Article { image: None, ..article }, &sample::masthead()), None, "the standfirst alone says as much");
    }

    #[test]
    fn a_whole_text_in_place_of_the_standfirst_is_published_only_with_leave() {
        let long = format!("<p>{}</p><p>The end.</p>", "seven & ".repeat(100));
        let article = Article { summary: Some(long.clone()), image: None, ..sample::article() };
        assert_eq!(body(&article, &leave()).unwrap(), long);
        assert_eq!(body(&article, &sample::masthead()), None);
        let short = summary(&article, &leave());
        assert!(short.starts_with("<p>seven &amp; seven") && short.ends_with("…</p>"), "{short}");
    }

    #[test]
    fn an_address_of_the_journals_own_host_is_secure_as_its_site_is() {
        let article = Article {
            image: Some(Image::at("http://www.hsj.co.uk/1.jpg")),
            content: Some("<p><a href=\"http://www.hsj.co.uk/a\">a</a> <a href=\"http://b.example/\">b</a></p>".to_owned()),
            ..sample::article()
        };
        let text = body(&article, &leave()).unwrap();
        assert!(text.contains("src=\"https://www.hsj.co.uk/1.jpg\"") && text.contains("href=\"https://www.hsj.co.uk/a\""), "{text}");
        assert!(text.contains("href=\"http://b.example/\""), "of another host nobody knows: {text}");
    }

    #[test]
    fn the_section_comes_first_among_the_labels_and_none_twice() {
        let article = Article { categories: ["Trusts", "News", "", "Trusts"].map(String::from).to_vec(), ..sample::article() };
        assert_eq!(labels(&article), ["News", "Trusts"]);
        assert_eq!(labels(&Article { section: None, ..article }), ["Trusts", "News"]);
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
