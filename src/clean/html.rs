//! HTML from outside by an allow-list: what is not known to be harmless goes, and every address becomes absolute.
//!
//! Most HTML in feeds is clean already. A scan that knows the same table recognises it and hands it back as it is; all else
//! goes through `ammonia`. In front of both stand a size and a depth, because the HTML parser's time grows with their product.

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::text::{escape, legal, title};

/// Bytes of HTML that are cleaned; a longer text is kept as plain text up to here.
const LARGEST: usize = 1 << 20;
/// Elements that may be open at once.
const DEEPEST: usize = 256;

/// Where a tag may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Within a line; may stand anywhere.
    Inline,
    /// A block; ends an open paragraph.
    Block,
    /// Without content and end tag.
    Void,
}

/// The tags that are kept, and the attributes that each may carry.
const TAGS: [(&str, Kind, &[&str]); 44] = [
    ("a", Kind::Inline, &["href"]),
    ("abbr", Kind::Inline, &["title"]),
    ("b", Kind::Inline, &[]),
    ("blockquote", Kind::Block, &[]),
    ("br", Kind::Void, &[]),
    ("caption", Kind::Block, &[]),
    ("cite", Kind::Inline, &[]),
    ("code", Kind::Inline, &[]),
    ("dd", Kind::Block, &[]),
    ("del", Kind::Inline, &[]),
    ("dl", Kind::Block, &[]),
    ("dt", Kind::Block, &[]),
    ("em", Kind::Inline, &[]),
    ("figcaption", Kind::Block, &[]),
    ("figure", Kind::Block, &[]),
    ("h1", Kind::Block, &[]),
    ("h2", Kind::Block, &[]),
    ("h3", Kind::Block, &[]),
    ("h4", Kind::Block, &[]),
    ("h5", Kind::Block, &[]),
    ("h6", Kind::Block, &[]),
    ("hr", Kind::Void, &[]),
    ("i", Kind::Inline, &[]),
    ("img", Kind::Void, &["src", "alt", "width", "height"]),
    ("ins", Kind::Inline, &[]),
    ("kbd", Kind::Inline, &[]),
    ("li", Kind::Block, &[]),
    ("mark", Kind::Inline, &[]),
    ("ol", Kind::Block, &[]),
    ("p", Kind::Block, &[]),
    ("pre", Kind::Block, &[]),
    ("q", Kind::Inline, &[]),
    ("s", Kind::Inline, &[]),
    ("small", Kind::Inline, &[]),
    ("strong", Kind::Inline, &[]),
    ("sub", Kind::Inline, &[]),
    ("sup", Kind::Inline, &[]),
    ("table", Kind::Block, &[]),
    ("tbody", Kind::Block, &[]),
    ("td", Kind::Block, &["colspan", "rowspan"]),
    ("th", Kind::Block, &["colspan", "rowspan"]),
    ("thead", Kind::Block, &[]),
    ("tr", Kind::Block, &[]),
    ("ul", Kind::Block, &[]),
];

/// Cleaned HTML: only [`TAGS`], links and pictures absolute http(s) against `base`, nothing active, no tracking pixel.
///
/// What is too large or too deep for the parser is kept as plain text. Applying it to its own result changes nothing.
#[must_use]
pub fn html(fragment: &str, base: Option<&Url>) -> String {
    let fragment = legal(fragment);
    let fragment = fragment.trim();
    if !fragment.contains(['<', '&', '>']) || is_clean(fragment) {
        return fragment.to_owned();
    }
    if fragment.len() > LARGEST || depth(fragment) > DEEPEST {
        let end = (0..=fragment.len().min(LARGEST)).rev().find(|&end| fragment.is_char_boundary(end)).unwrap_or(0);
        return escape(&title(&without_tags(&fragment[..end])));
    }
    without_pixels(policy(base).clean(fragment).to_string().trim())
}

fn policy(base: Option<&Url>) -> Builder<'static> {
    let mut policy = Builder::empty();
    let attributes: HashMap<&str, HashSet<&str>> = TAGS.iter().map(|(tag, _, names)| (*tag, names.iter().copied().collect())).collect();
    policy
        .tags(TAGS.iter().map(|(tag, ..)| *tag).collect())
        .tag_attributes(attributes)
        .clean_content_tags(HashSet::from([
            "script", "style", "iframe", "object", "embed", "svg", "math", "template", "noscript", "title", "form",
        ]))
        .url_schemes(HashSet::from(["http", "https"]))
        .url_relative(base.map_or(UrlRelative::Deny, |base| UrlRelative::RewriteWithBase(base.clone())))
        .link_rel(None)
        .strip_comments(true);
    policy
}

/// How many elements are open at most, counted without a parser.
fn depth(fragment: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for part in fragment.split('<').skip(1) {
        if part.starts_with('/') {
            open = open.saturating_sub(1);
        } else if part.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let name: String = part.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
            if !matches!(name.as_str(), "br" | "img" | "hr" | "input" | "meta" | "link" | "wbr") {
                open += 1;
                deepest = deepest.max(open);
            }
        }
    }
    deepest
}

/// What stands outside of angle brackets.
fn without_tags(fragment: &str) -> String {
    fragment
        .split('<')
        .enumerate()
        .map(|(index, part)| if index == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) })
        .collect::<Vec<_>>()
        .join(" ")
}

/// The cleaned text without pictures that nobody sees: one pixel wide or high, or without an address.
fn without_pixels(clean: &str) -> String {
    let mut kept = String::with_capacity(clean.len());
    let mut rest = clean;
    while let Some((before, picture)) = rest.split_once("<img") {
        kept.push_str(before);
        let Some((attributes, after)) = picture.split_once('>') else { break };
        if !is_pixel(attributes) {
            kept.push_str("<img");
            kept.push_str(attributes);
            kept.push('>');
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Whether a picture's attributes make it one that nobody sees.
fn is_pixel(attributes: &str) -> bool {
    let tiny = |name: &str| ["0", "1"].iter().any(|size| attributes.contains(&format!(" {name}=\"{size}\"")));
    tiny("width") || tiny("height") || !attributes.contains(" src=\"")
}

/// Whether a fragment is as [`html`] would leave it: only known tags, well nested, blocks never inside a paragraph,
/// attributes in double quotes with absolute addresses, and no references but those that HTML needs.
fn is_clean(fragment: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut parts = fragment.split('<');
    if !parts.next().is_some_and(is_clean_text) {
        return false;
    }
    for part in parts {
        let Some((tag, text)) = part.split_once('>') else { return false };
        if !is_clean_text(text) || !step(tag, &mut open) {
            return false;
        }
    }
    open.is_empty()
}

/// One tag of the scan; `false` when it is not clean.
fn step<'a>(tag: &'a str, open: &mut Vec<&'a str>) -> bool {
    if let Some(name) = tag.strip_prefix('/') {
        return open.pop() == Some(name);
    }
    let (name, attributes) = tag.split_at(tag.find([' ', '/']).unwrap_or(tag.len()));
    let Ok(index) = TAGS.binary_search_by(|(known, ..)| (*known).cmp(name)) else { return false };
    let (name, kind, allowed) = TAGS[index];
    let nested = match kind {
        Kind::Void => true,
        Kind::Inline => name != "a" || !open.contains(&"a"),
        // Table parts and headings have nesting rules of their own: the parser knows them.
        Kind::Block => {
            !open.contains(&"p")
                && matches!(name, "p" | "blockquote" | "ul" | "ol" | "li" | "figure" | "figcaption")
                && is_nested(name, open)
        }
    };
    if kind != Kind::Void {
        open.push(name);
    }
    let attributes = attributes.strip_suffix('/').filter(|_| kind == Kind::Void).unwrap_or(attributes).trim();
    nested && open.len() <= DEEPEST && are_clean(attributes, allowed) && (name != "img" || !is_pixel(&format!(" {attributes}")))
}

/// A list holds items and an item stands in a list.
fn is_nested(name: &str, open: &[&str]) -> bool {
    let parent = open.last().copied().unwrap_or_default();
    if name == "li" {
        matches!(parent, "ul" | "ol")
    } else {
        !matches!(parent, "ul" | "ol") && matches!(parent, "" | "blockquote" | "li" | "figure" | "figcaption")
    }
}

fn are_clean(attributes: &str, allowed: &[&str]) -> bool {
    let mut rest = attributes;
    while !rest.is_empty() {
        let Some((name, after)) = rest.split_once("=\"") else { return false };
        let Some((value, after)) = after.split_once('"') else { return false };
        let address = !matches!(name, "href" | "src") || is_absolute(value);
        let spaced = after.is_empty() || after.starts_with(' ');
        if !allowed.contains(&name) || !is_clean_text(value) || !address || !spaced {
            return false;
        }
        rest = after.trim_start();
    }
    true
}

/// An address in the plain form that the parser would write too.
fn is_absolute(value: &str) -> bool {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric())
            && value.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b'`' | b'\\'))
    })
}

/// Text whose every `&` begins one of the references that HTML needs, and that has no `>` or no-break space.
fn is_clean_text(text: &str) -> bool {
    if text.contains(['>', '\u{A0}', '\r']) {
        return false;
    }
    text.split('&').skip(1).all(|part| ["amp;", "lt;", "gt;", "quot;", "nbsp;"].iter().any(|reference| part.starts_with(reference)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base() -> Url {
        Url::parse("https://j.example/news/").unwrap()
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(TAGS.is_sorted_by(|(one, ..), (two, ..)| one < two));
    }

    #[test]
    fn nothing_active_survives() {
        for payload in [
            "<script>alert(1)</script>",
            "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
            "<img src=x onerror=alert(1)>",
            "<svg onload=alert(1)>",
            "<svg><script>alert(1)</script></svg>",
            "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
            "<iframe src=https://evil.example>",
            "<iframe srcdoc='<script>alert(1)</script>'>",
            "<a href=javascript:alert(1)>x</a>",
            "<a href='java&#x09;script:alert(1)'>x</a>",
            "<a href=' &#14; javascript:alert(1)'>x</a>",
            "<a href='vbscript:x'>x</a>",
            "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
            "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
            "<form action=https://evil.example><button formaction=javascript:alert(1)>x</button></form>",
            "<input autofocus onfocus=alert(1)>",
            "<body onload=alert(1)>",
            "<p style=\"background:url(javascript:alert(1))\">x</p>",
            "<style>@import 'https://evil.example'</style>",
            "<link rel=stylesheet href=https://evil.example>",
            "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
            "<object data=javascript:alert(1)>",
            "<embed src=javascript:alert(1)>",
            "<base href=https://evil.example/>",
            "<video src=x onerror=alert(1)>",
            "<details open ontoggle=alert(1)>x</details>",
            "<a href=\"https://j.example\" onclick=\"alert(1)\">x</a>",
            "<p onmouseover=alert(1)>x</p>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<template><script>alert(1)</script></template>",
            "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
            "<<script>alert(1)//<</script>",
            "<img src=\"x\" srcset=\"javascript:alert(1)\">",
            "<Svg OnLoad=alert(1)//",
            "<a href=\"//evil.example\" target=_blank ping=https://evil.example>x</a>",
        ] {
            let clean = html(payload, Some(&base())).to_lowercase();
            for bad in [
                "<script",
                "onerror=",
                "onload=",
                "onclick=",
                "onmouseover",
                "ontoggle",
                "onfocus",
                "javascript:",
                "vbscript:",
                "data:",
                "<iframe",
                "<form",
                "<style",
                "<svg",
                "<object",
                "<embed",
                "<link",
                "<meta",
                "<base",
                "srcset",
                "ping=",
                "formaction",
            ] {
                let in_markup =
                    clean.split('<').skip(1).any(|part| format!("<{}", part.split('>').next().unwrap_or_default()).contains(bad));
                assert!(!in_markup, "{payload} left {clean}");
            }
        }
    }

    #[test]
    fn addresses_become_absolute_and_pictures_keep_their_sizes() {
        let is = |from: &str, to: &str| assert_eq!(html(from, Some(&base())), to);
        is("<a href=\"7.article\">x</a>", "<a href=\"https://j.example/news/7.article\">x</a>");
        is(
            "<img src=\"/a.jpg\" alt=\"A\" width=\"600\" height=\"300\" class=\"x\">",
            "<img src=\"https://j.example/a.jpg\" alt=\"A\" width=\"600\" height=\"300\">",
        );
        is("<p>a<img src=\"https://t.example/p.gif\" width=\"1\" height=\"1\" />b</p>", "<p>ab</p>");
        is("<p>fine", "<p>fine</p>");
        is("a & b", "a &amp; b");
    }

    #[test]
    fn depth_costs_no_time_and_no_text() {
        let deep = format!("{}text{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
        assert_eq!(html(&deep, None), "text");
        let formatting = "<b><i><a href='x'>".repeat(20_000);
        assert_eq!(html(&formatting, None), "");
    }

    #[test]
    fn clean_html_is_handed_back_and_ammonia_agrees() {
        for clean in [
            "plain",
            "<p>One &amp; two <strong>three</strong>.</p>\n<ul><li>a</li><li>b</li></ul>",
            "<blockquote><p>“x”</p></blockquote>",
            "<figure><img src=\"https://i.example/1.jpg\" width=\"640\" height=\"360\" alt=\"a b\"></figure>",
            "<p><a href=\"https://r.example/1?a=1&amp;b=2\">x</a> y</p>",
        ] {
            assert!(is_clean(clean), "{clean}");
            assert_eq!(policy(None).clean(clean).to_string(), clean);
        }
    }

    fn piece() -> impl Strategy<Value = String> {
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<ul>",
            "<li>",
            "</li>",
            "</ul>",
            "<blockquote>",
            "</blockquote>",
            "<br>",
            "<br/>",
            "<a href=\"https://j.example/\">",
            "<a href=\"x\">",
            "</a>",
            "text",
            " & ",
            "&amp;",
            "&lt;",
            "&nope;",
            "<img src=\"https://j.example/1.jpg\" alt=\"x\">",
            "<table><tr><td>",
            "</td></tr></table>",
            "<h2>",
            "</h2>",
            "<script>",
            "é",
        ])
        .prop_map(str::to_owned)
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(pieces in prop::collection::vec(piece(), 0..12)) {
            let once = html(&pieces.concat(), Some(&base()));
            prop_assert_eq!(html(&once, Some(&base())), once);
        }

        #[test]
        fn what_the_scan_lets_through_the_parser_keeps(pieces in prop::collection::vec(piece(), 0..12)) {
            let text = pieces.concat();
            if is_clean(&text) {
                let parsed = policy(None).clean(&text).to_string();
                prop_assert_eq!(parsed.replace("<br>", "<br/>"), text.replace("<br>", "<br/>").replace("&quot;", "\""));
            }
        }
    }
}
