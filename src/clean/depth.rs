//! How deep HTML goes, told before the full parser sees it.
//!
//! The HTML parser takes time by the square of the depth, and repeats unclosed formatting in every paragraph, so that 1 MB of
//! nested tags is minutes of work and gigabytes of tree. This scan takes time by the length alone and never tells less than the
//! parser will find: where the two could disagree it counts an element as still open.

use super::elements::{self, Place};
use super::markup::{Kind, pieces};

/// More open elements than any page that a person wrote.
const DEEPEST: usize = 256;
/// More attributes on one tag than any page that a person wrote; the parser compares each with all others.
const MOST_ATTRIBUTES: usize = 256;
/// How many elements the parser may make of repeated formatting.
const MOST_REPEATED: usize = 100_000;
/// How many tags a text may hold where depth cannot be told, because the parser changes its rules inside these elements.
const MOST_UNTOLD: usize = 1_024;

/// Elements that change the parser's rules so that end tags, comments or text may be none.
const UNTOLD: [&str; 5] = ["svg", "math", "select", "template", "frameset"];

/// Elements that the parser opens anew in the next paragraph until their end tag comes.
const FORMATTING: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Blocks whose end tag ends what is open inside them.
const BLOCKS: [&str; 22] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "header",
    "main",
    "menu",
    "nav",
    "ol",
    "section",
    "summary",
    "ul",
];

/// Elements past which no end tag of a block is heard.
const BARRIERS: [&str; 8] = ["applet", "caption", "html", "marquee", "object", "table", "td", "th"];

/// Whether the full parser may have this text.
pub(super) fn is_bounded(text: &str) -> bool {
    let found = measure(text);
    found.attributes <= MOST_ATTRIBUTES
        && found.repeated <= MOST_REPEATED
        && if found.untold { found.tags <= MOST_UNTOLD } else { found.depth <= DEEPEST }
}

/// What was found in a text.
#[derive(Debug, Default)]
struct Measure {
    /// The most elements open at once.
    depth: usize,
    /// Start tags in all.
    tags: usize,
    /// The most attributes on one tag.
    attributes: usize,
    /// Elements that repeated formatting may make.
    repeated: usize,
    /// Whether `depth` may be too low.
    untold: bool,
}

fn measure(text: &str) -> Measure {
    let mut found = Measure::default();
    let mut open: Vec<&str> = Vec::new();
    let mut formatting = 0;
    for piece in pieces(text) {
        match piece.kind {
            Kind::Open { name, count, .. } => {
                found.tags += 1;
                found.attributes = found.attributes.max(count);
                found.untold |= UNTOLD.iter().any(|untold| name.eq_ignore_ascii_case(untold));
                found.repeated += formatting;
                for ended in ends(name) {
                    close(&mut open, &mut formatting, ended);
                }
                if name.eq_ignore_ascii_case("a") {
                    close_link(&mut open, &mut formatting);
                }
                // Past the limits the answer is known; what follows is only looked at, in time by its length.
                if !elements::is_void(name) && open.len() <= DEEPEST {
                    open.push(name);
                    formatting += usize::from(is_formatting(name));
                    found.depth = found.depth.max(open.len());
                }
            }
            Kind::Close(name) => close(&mut open, &mut formatting, name),
            // A script that holds a comment may go on past its first end tag.
            Kind::Raw => found.untold |= piece.source.contains("<!--"),
            // Foreign content knows character sections; elsewhere they are comments that end earlier.
            Kind::Other => found.untold |= piece.source.starts_with("<![CDATA["),
            Kind::Text => {}
        }
    }
    found
}

/// The elements that a start tag ends, where they are the innermost but for phrases.
fn ends(name: &str) -> &'static [&'static str] {
    const ENDS: [(&str, &[&str]); 10] = [
        ("p", &["p"]),
        ("li", &["p", "li"]),
        ("dd", &["p", "dd", "dt"]),
        ("dt", &["p", "dd", "dt"]),
        ("td", &["td", "th"]),
        ("th", &["td", "th"]),
        ("tr", &["td", "th", "tr"]),
        ("tbody", &["td", "th", "tr", "tbody"]),
        ("thead", &["td", "th", "tr", "thead"]),
        ("tfoot", &["td", "th", "tr", "tfoot"]),
    ];
    ENDS.iter().find(|(start, _)| name.eq_ignore_ascii_case(start)).map_or(&[], |(_, ended)| ended)
}

/// Takes the innermost element of that name away, unless the parser may ignore the end tag for what stands inside.
///
/// The end of a block ends all in it but formatting, which goes on after it; any other end tag ends its own element alone,
/// and only where nothing but phrases stands inside.
fn close(open: &mut Vec<&str>, formatting: &mut usize, name: &str) {
    let same = |known: &&str| name.eq_ignore_ascii_case(known);
    let block = BLOCKS.iter().any(same);
    let ignored = |inner: &str| {
        if block { BARRIERS.iter().any(|barrier| inner.eq_ignore_ascii_case(barrier)) } else { !is_phrase(inner) }
    };
    for place in (0..open.len()).rev() {
        let Some(inner) = open.get(place) else { return };
        if inner.eq_ignore_ascii_case(name) {
            let inside = open.split_off(place);
            *formatting -= usize::from(is_formatting(name));
            open.extend(inside.into_iter().skip(1).filter(|element| !block || is_formatting(element)));
            return;
        }
        if ignored(inner) {
            return;
        }
    }
}

/// Takes the innermost link away, as a link ends the one before it however deep it stands.
fn close_link(open: &mut Vec<&str>, formatting: &mut usize) {
    let barrier = |element: &str| BARRIERS.iter().any(|barrier| element.eq_ignore_ascii_case(barrier));
    let link = |element: &str| element.eq_ignore_ascii_case("a");
    if let Some(place) = open.iter().rposition(|element| barrier(element) || link(element))
        && open.get(place).is_some_and(|element| link(element))
    {
        open.remove(place);
        *formatting -= 1;
    }
}

fn is_formatting(name: &str) -> bool {
    FORMATTING.iter().any(|formatting| name.eq_ignore_ascii_case(formatting))
}

fn is_phrase(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    is_formatting(&name) || elements::find(&name).is_some_and(|found| found.place == Place::Phrase)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scraper::{Html, Node};

    use super::*;

    /// The depth that the full parser makes of a text.
    fn depth_of_tree(text: &str) -> usize {
        let tree = Html::parse_fragment(text).tree;
        let elements = tree.nodes().filter(|node| matches!(node.value(), Node::Element(_)));
        elements.map(|node| node.ancestors().filter(|above| matches!(above.value(), Node::Element(_))).count()).max().unwrap_or_default()
    }

    #[test]
    fn deep_or_costly_markup_is_refused() {
        let many = |text: &str, count: usize| text.repeat(count);
        let refused = [
            many("<div>", 257),
            many("<b><i><a>", 20_000),
            many("<div><object></div></object>", 300),
            many("<span><p></span></p>", 300),
            many("<div><style></div></style>", 300),
            many("<div><!-- --></DIV x><div>", 300),
            many("<svg><g>", 2_000),
            many("<svg><title>x</title></svg>", 1_000),
            format!("<p>{}{}", many("<b>", 200), many("<p>x", 2_000)),
            format!("<p{}>", many(" a", 300)),
        ];
        for text in refused {
            assert!(!is_bounded(&text), "{text:.60}");
        }
    }

    #[test]
    fn sloppy_markup_of_people_is_let_through() {
        let many = |text: &str, count: usize| text.repeat(count);
        let kept = [
            many("<div>", 250),
            many("<p>a<br>b", 5_000),
            many("<ul><li>a<li><a href=x>b</a><li><p>c</ul>", 2_000),
            many("<a name=x><p>a", 2_000),
            many("<p><b><i>a</b></i></p>", 2_000),
            many("<dl><dt>a<dd>b<dt>c<dd>d</dl>", 2_000),
            format!("<table>{}</table>", many("<tr><td>a<td>b", 5_000)),
            many("<p>a <b>b <script>if (a<b) {}</script></b></p>", 2_000),
            many("<svg><path d='x'/></svg>", 300),
        ];
        for text in kept {
            assert!(is_bounded(&text), "{text:.60} {:?}", measure(&text));
        }
    }

    fn soup() -> impl Strategy<Value = String> {
        let names = prop::sample::select(vec![
            "p", "a", "b", "i", "span", "div", "li", "ul", "td", "tr", "table", "object", "h1", "dd", "dl", "style", "title", "x-y",
            "button", "nobr",
        ]);
        let piece = prop_oneof![
            5 => names.clone().prop_map(|name| format!("<{name}>")),
            4 => names.prop_map(|name| format!("</{name}>")),
            1 => prop::sample::select(vec!["x", "<!--", "-->", "</p", "<br>", "<a title='", "'>", "<i a=\">"]).prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 1..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn the_tree_is_never_much_deeper_than_was_told(text in soup()) {
            let told = measure(&text);
            // Implied elements (tbody, tr, html) and an element that its like would have ended make up to a few for each one told.
            prop_assert!(told.untold || depth_of_tree(&text) <= 3 * told.depth + 4, "{} told {:?}", depth_of_tree(&text), told);
        }
    }
}
