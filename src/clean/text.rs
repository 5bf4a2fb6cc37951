//! Plain text: titles from markup, characters that XML forbids, and titles folded for comparison.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// Tags that a title may be written with; anything else in angle brackets is part of the headline.
const TITLE_TAGS: [&str; 33] = [
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "cite",
    "code",
    "del",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "i",
    "img",
    "ins",
    "kbd",
    "mark",
    "p",
    "q",
    "s",
    "script",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "u",
    "wbr",
];

/// The longest title that is kept, in characters; what is longer is no headline.
const LONGEST_TITLE: usize = 1_000;

/// Plain text of one line from text that may hold markup and references.
///
/// Known tags are dropped and references decoded once; `<` and `&` that begin neither are part of the text.
#[must_use]
pub fn title(text: &str) -> String {
    let start: String = text.chars().take(LONGEST_TITLE * 4).collect();
    let plain = if start.contains(['<', '&']) { decoded(&start) } else { start };
    line(&plain).chars().take(LONGEST_TITLE).collect()
}

/// The text of a piece of HTML, with angle brackets that begin no known tag taken as they are.
fn decoded(text: &str) -> String {
    let mut markup = String::with_capacity(text.len());
    for (index, part) in text.split('<').enumerate() {
        if index > 0 {
            markup.push_str(if begins_tag(part) { "<" } else { "&lt;" });
        }
        markup.push_str(part);
    }
    let tree = scraper::Html::parse_fragment(&markup);
    let hidden = |node: &scraper::StrTendril| node.is_empty();
    let mut plain = String::with_capacity(text.len());
    for node in tree.tree.root().descendants() {
        let inside_script = node
            .parent()
            .and_then(|parent| parent.value().as_element().map(scraper::node::Element::name))
            .is_some_and(|name| matches!(name, "script" | "style"));
        match node.value() {
            scraper::Node::Text(text) if !inside_script && !hidden(&text.text) => plain.push_str(text),
            scraper::Node::Element(element) if matches!(element.name(), "br" | "p" | "div") => plain.push(' '),
            _ => {}
        }
    }
    plain
}

/// Whether what follows a `<` makes it one of the tags that titles are written with.
fn begins_tag(rest: &str) -> bool {
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    let ended = rest[name.len()..].starts_with(['>', ' ', '/', '\t', '\n', '\r']);
    ended && rest.contains('>') && TITLE_TAGS.contains(&name.to_ascii_lowercase().as_str())
}

/// Plain text of one line from text that holds no markup: illegal characters dropped, white space folded.
#[must_use]
pub fn line(text: &str) -> String {
    let legal = legal(text);
    let mut line = String::with_capacity(legal.len());
    for word in legal.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Plain text as HTML: `&`, `<`, `>` and `"` escaped, illegal characters dropped.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars().filter(|&c| is_legal(c)) {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The text without the characters that XML 1.0 forbids (section 2.2, `Char`); borrowed when there are none.
#[must_use]
pub fn legal(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_legal) { Cow::Borrowed(text) } else { Cow::Owned(text.chars().filter(|&c| is_legal(c)).collect()) }
}

const fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// A title folded for comparison: compatibility forms, case, quotes, dashes and white space made equal, invisible characters gone.
#[must_use]
pub fn fold(title: &str) -> String {
    let folded: String = title.nfkc().flat_map(char::to_lowercase).filter_map(plain_form).collect();
    line(&folded)
}

/// One character in its plain form; `None` for those that nobody sees.
const fn plain_form(c: char) -> Option<char> {
    Some(match c {
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2032}' | '`' | '\u{B4}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{2033}' | '«' | '»' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => return None,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_title_is_plain_text_decoded_once() {
        for (from, to) in [
            ("Ports &amp; harbours", "Ports & harbours"),
            ("£860m & “a” <b>x</b>", "£860m & “a” x"),
            ("Draught < 9 m, fee > £3", "Draught < 9 m, fee > £3"),
            ("&#8216;Quoted&#8217; &nbsp; twice", "‘Quoted’ twice"),
            ("AT&amp;amp;T", "AT&amp;T"),
            ("Vec<T> & friends", "Vec<T> & friends"),
            ("A<br/>B <script>alert(1)</script>", "A B"),
            ("  many\n\twords ", "many words"),
            ("bell\u{7} nul\u{0} end\u{FFFF}", "bell nul end"),
        ] {
            assert_eq!(title(from), to, "{from}");
        }
    }

    #[test]
    fn folding_makes_typography_equal_and_nothing_else() {
        assert_eq!(fold("‘Cost‑cutting’ – “now”"), fold("'cost-cutting' - \"NOW\""));
        assert_eq!(fold("ﬁne\u{AD}print"), "fineprint");
        assert_ne!(fold("part 1"), fold("part 2"));
    }

    proptest! {
        #[test]
        fn legal_text_is_legal_and_stays(text in any::<String>()) {
            let once = legal(&text).into_owned();
            prop_assert!(once.chars().all(is_legal));
            prop_assert_eq!(legal(&once).into_owned(), once);
        }

        #[test]
        fn a_title_has_one_line(text in any::<String>()) {
            let one_line = !title(&text).contains(char::is_control);
            prop_assert!(one_line);
        }
    }
}
