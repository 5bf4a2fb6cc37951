//! Boxes that show articles beside a list, and what is paid for: `Most read`, `Trending`, `Sponsored`.

use scraper::ElementRef;

use crate::source::element::class_words;

/// What such a box is called, in small letters.
const TITLES: [&str; 26] = [
    "advertisement",
    "am meisten gelesen",
    "anzeige",
    "editor’s picks",
    "editors' picks",
    "les plus lus",
    "lo más leído",
    "meistgelesen",
    "most popular",
    "most read",
    "most read this week",
    "most shared",
    "most viewed",
    "popular",
    "popular posts",
    "publicité",
    "recent posts",
    "recommended",
    "related articles",
    "sponsored",
    "trending",
    "trending now",
    "الأكثر قراءة",
    "よく読まれている記事",
    "アクセスランキング",
    "広告",
];

/// Words in its classes.
const WORDS: [&str; 8] = ["advert", "advertisement", "mostpopular", "mostread", "popular", "sponsored", "trending", "upsell"];

/// Whether an element is such a box: its classes say so, or the first text in it is such a title.
///
/// The page and its main part are none, nor is an item that a list calls its own (`article`), nor a part of a table that holds more than a cell.
pub(in crate::source) fn is_box(element: ElementRef<'_>) -> bool {
    if matches!(element.value().name(), "html" | "body" | "main" | "article" | "table" | "tbody" | "tr" | "li") {
        return false;
    }
    class_words(element).iter().any(|word| WORDS.contains(&word.as_str())) || is_titled(element)
}

fn is_titled(element: ElementRef<'_>) -> bool {
    let mut texts = element.text().map(str::trim).filter(|text| !text.is_empty());
    let title = texts.next().map(|text| text.trim_end_matches(':').to_lowercase());
    title.is_some_and(|title| TITLES.contains(&title.as_str()))
}

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};

    use super::*;

    #[test]
    fn boxes_are_known_by_their_title_or_their_classes() {
        let cases = [
            ("<div><h3>Most read</h3><ol><li><a href=/1>Wicks</a></ol></div>", true),
            ("<div><p><b> Meistgelesen: </b></p><a href=/1>Wicks</a></div>", true),
            ("<div class='block block--most-popular'><a href=/1>Wicks</a></div>", true),
            ("<div><h3>Most read by night</h3><a href=/1>Wicks</a></div>", false),
            ("<div><h3>News</h3><p>Most read</p></div>", false),
            ("<div></div>", false),
        ];
        for (html, expected) in cases {
            let page = Html::parse_fragment(html);
            let found = page.select(&Selector::parse("div").unwrap()).next().unwrap();
            assert_eq!(is_box(found), expected, "{html}");
        }
    }
}
