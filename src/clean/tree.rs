//! HTML as a tree, made by the full parser under watch.
//!
//! The parser takes time by the square of the depth, and repeats unclosed formatting in every paragraph, so that 1 MB of nested
//! tags is minutes of work and gigabytes of tree. Only the parser itself can tell how deep a text goes. So it gets the text in
//! small pieces, and no more of it once its tree is too deep or grows faster than the text.

use std::borrow::Cow;

use html5ever::driver::{self, ParseOpts, Parser};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{QualName, local_name, ns};
use scraper::{Html, HtmlTreeSink, Node};

use super::markup::{Kind, pieces};

/// More elements inside each other than in any page that a person wrote.
const DEEPEST: usize = 512;
/// The same for a fragment, such as the text of an article.
const DEEPEST_FRAGMENT: usize = 256;
/// More attributes on one tag than any page that a person wrote; the parser compares each with all others.
const MOST_ATTRIBUTES: usize = 1_024;
/// How many nodes the tree may have besides one for each byte.
const MOST_REPEATED: usize = 10_000;
/// How many bytes the attributes in the tree may have besides two for each byte: formatting that is repeated brings its attributes along.
const HEAVIEST: usize = 256 * 1024;
/// How many bytes may come of a fragment without a closer look.
const LITTLE: usize = 2 * 1024 * 1024;
/// How many bytes the parser gets at once: what it makes of them is small however deep they go.
const PIECE: usize = 256;

/// Why a text is not parsed to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Excess {
    /// Its elements nest too deep.
    #[error("nests more than {DEEPEST} elements")]
    Deep,
    /// Its formatting is never closed, and stands anew in every paragraph.
    #[error("leaves so much formatting open that it fills its paragraphs")]
    Repeated,
    /// One of its tags has too many attributes.
    #[error("has a tag with more than {MOST_ATTRIBUTES} attributes")]
    Attributes,
}

/// The tree of a page, without what stands in its scripts and styles.
///
/// # Errors
/// When the page would take the parser too long.
pub(crate) fn document(text: &str) -> Result<Html, Excess> {
    let text = &without_code(text);
    if attributes(text) > MOST_ATTRIBUTES {
        return Err(Excess::Attributes);
    }
    let parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    watch(parser, text, DEEPEST)
}

/// A page without what stands in its scripts and styles: no tree is asked for that, it is most of many pages, and a script's `<` and quotes
/// look like tags to whoever only counts.
fn without_code(text: &str) -> Cow<'_, str> {
    let is_code = |name: &str| name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style");
    let (mut kept, mut inside, mut dropped) = (String::new(), false, false);
    for piece in pieces(text) {
        match piece.kind {
            Kind::Raw if inside => {
                dropped = true;
                continue;
            }
            Kind::Open { name, .. } => inside = is_code(name),
            _ => {}
        }
        kept.push_str(piece.source);
    }
    if dropped { Cow::Owned(kept) } else { Cow::Borrowed(text) }
}

/// Whether the full parser may have this fragment, none of whose tags has more attributes than may stay.
pub(super) fn is_bounded(text: &str) -> bool {
    let tags = text.bytes().zip(text.bytes().skip(1)).filter(|(byte, next)| *byte == b'<' && next.is_ascii_alphabetic()).count();
    // So few tags cannot go deep, and even if every second one stood anew behind each of the others, little would come of it.
    if tags < DEEPEST_FRAGMENT && text.len() * tags / 2 <= LITTLE {
        return true;
    }
    let within = QualName::new(None, ns!(html), local_name!("div"));
    let sink = HtmlTreeSink::new(Html::new_fragment());
    watch(driver::parse_fragment(sink, ParseOpts::default(), within, Vec::new(), false), text, DEEPEST_FRAGMENT).is_ok()
}

/// Parses a text piece by piece, looking at what each one added to the tree.
fn watch(mut parser: Parser<HtmlTreeSink>, text: &str, deepest: usize) -> Result<Html, Excess> {
    let (mut rest, mut seen, mut weight) = (text, 0, 0);
    while !rest.is_empty() {
        let end = (PIECE..rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = behind;
        parser.process(StrTendril::from(piece));
        let page = parser.tokenizer.sink.sink.0.borrow();
        let all = page.tree.values().len();
        // From the end, so that those seen before are not walked over. The document and `html` stand above all others.
        for node in page.tree.nodes().rev().take(all - seen) {
            if node.ancestors().nth(deepest + 2).is_some() {
                return Err(Excess::Deep);
            }
            weight += attributes_of(node.value());
        }
        seen = all;
        let read = text.len() - rest.len();
        if seen > MOST_REPEATED + read || weight > HEAVIEST + 2 * read {
            return Err(Excess::Repeated);
        }
    }
    Ok(parser.finish())
}

/// How many bytes the attributes of a node take.
fn attributes_of(node: &Node) -> usize {
    node.as_element().map_or(0, |element| element.attrs().map(|(name, value)| name.len() + value.len() + 4).sum())
}

/// The most attributes that one tag may have, wherever the parser finds its tags: never fewer, and a few more where the text
/// could be read in several ways.
///
/// Where a tag begins depends on what stands around it, so every `<` before a letter may begin one, and every quote behind `=`
/// may begin a value.
fn attributes(text: &str) -> usize {
    /// The most attributes of the tags that may be open, outside quotes and inside them.
    struct Open {
        outside: Option<usize>,
        double: Option<usize>,
        single: Option<usize>,
    }
    let mut open = Open { outside: None, double: None, single: None };
    let (mut most, mut equals, mut apart, mut before) = (0, false, false, 0_u8);
    for byte in text.bytes() {
        let space = byte.is_ascii_whitespace();
        if before == b'<' && byte.is_ascii_alphabetic() {
            open.outside = open.outside.max(Some(0));
        }
        match byte {
            b'>' => open.outside = None,
            b'"' | b'\'' => {
                let outside = open.outside;
                let quoted = if byte == b'"' { &mut open.double } else { &mut open.single };
                open.outside = outside.max(*quoted);
                *quoted = outside.filter(|_| equals);
            }
            _ => {}
        }
        // An attribute begins behind a space, a slash or a quote.
        if apart && !space && !matches!(byte, b'/' | b'>') {
            open.outside = open.outside.map(|count| count + 1);
        }
        most = most.max(open.outside.unwrap_or(0));
        apart = space || matches!(byte, b'/' | b'"' | b'\'');
        equals = byte == b'=' || (equals && space);
        before = byte;
    }
    most
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn many(text: &str, count: usize) -> String {
        (0..count).map(|turn| text.replace('#', &turn.to_string())).collect()
    }

    #[test]
    fn what_stands_in_scripts_and_styles_is_no_matter() {
        let script = "for(i=0;i<n;i++){a='b';c=\"d\";e<f}".repeat(1_000);
        let page = document(&format!("<style>a{{}}</style><p>one<script>{script}</script><p>two</p><!-- <script> --><p>three")).unwrap();
        assert_eq!(page.root_element().text().collect::<Vec<_>>(), ["one", "two", "three"]);
        assert!(matches!(without_code("<p>plain</p>"), Cow::Borrowed(_)));
        // A drawing's style is markup to the parser: the tag in it is dropped like all else there, so that it never opens.
        let page = document(&format!("<svg><style><p a='</style>'{}>", many(" a#", 1_100))).unwrap();
        assert!(page.root_element().descendent_elements().all(|element| element.value().attrs().count() == 0));
    }

    #[test]
    fn deep_or_costly_markup_is_refused() {
        let refused = [
            many("<div>", 300),
            many("<b><i><a>", 20_000),
            many("<div><object></div></object>", 300),
            many("<span><p></span></p>", 300),
            many("<div><style></div></style>", 300),
            many("<div><!-- --></DIV x><div>", 300),
            many("<svg><g>", 2_000),
            many("<div><noscript></div></noscript>", 1_000),
            // A cell outside a table is none, and hides nothing.
            many("<div><td></div></td><q></div>", 1_000),
            // The second table ended the first, so that no cell ends what is open.
            format!("<table><table></table>{}", many("<div><td>", 1_000)),
            // Formatting in front of a table outlives it.
            many("<table><b id=#></table>", 1_000),
            format!("<p>{}{}", many("<b id=#>", 200), many("<p>x", 2_000)),
            format!("{}</body></html><!-- -->", many("<div></body></html><!-- -->", 300)),
            // What is repeated is little, and its attributes are much.
            format!("<p>{}{}", many(&format!("<b title='# {}'>", "t".repeat(2_000)), 5), many("<p>x", 20_000)),
            format!("<p>{}{}", many(&format!("<b title='# {}'>", "t".repeat(4_000)), 100), many("<p>x", 150)),
        ];
        for text in refused {
            assert!(!is_bounded(&text), "{text:.60}");
        }
        let floods =
            [format!("<p{}>", many(" a#", 1_100)), format!("<p a=\">\"{}>", many(" a#='>'", 1_100)), format!("<p {}>", many("a#/", 1_100))];
        for text in floods {
            assert_eq!(document(&text).unwrap_err(), Excess::Attributes, "{text:.60}");
        }
    }

    #[test]
    fn hostile_pages_are_refused_by_name() {
        assert_eq!(document(&many("<div>", 20_000)).unwrap_err(), Excess::Deep);
        assert_eq!(document(&format!("<p>{}{}", many("<b id=#>", 300), many("<p>x", 2_000))).unwrap_err(), Excess::Repeated);
        let heavy = format!("<p>{}{}", many(&format!("<b title='# {}'>", "t".repeat(2_000)), 5), many("<p>x", 20_000));
        assert_eq!(document(&heavy).unwrap_err(), Excess::Repeated);
        assert_eq!(document(&format!("<p{}>", many(" a#", 1_100))).unwrap_err(), Excess::Attributes);
    }

    #[test]
    fn sloppy_markup_of_people_is_let_through() {
        let kept = [
            many("<div>", 250),
            many("<p>a<br>b", 5_000),
            many("<ul><li>a<li><a href=x>b</a><li><p>c</ul>", 2_000),
            many("<ul><li><ol><li></ul>", 2_000),
            many("<a name=x><p>a", 2_000),
            many("<p><b><i>a</b></i></p>", 2_000),
            many("<div><span>a</div>", 2_000),
            many("<h2>a</h3>", 2_000),
            many("<ruby>a<rt>b</ruby>", 2_000),
            many("<dl><dt>a<dd>b<dt>c<dd>d</dl>", 2_000),
            format!("<table>{}</table>", many("<tr><td>a<td>b", 5_000)),
            many("<table><tr><td><font>a<td><div>b</table>", 2_000),
            many("<p>a <b>b <script>if (a<b) {}</script></b></p>", 2_000),
            many("<svg><path d='x'/></svg>", 2_000),
            many("<p class=\"a b c\" title='d > e' data-x=\"f=g\">it's a=\"b\"</p>", 2_000),
            format!("<p>{}</p>", many("a word ", 50_000)),
        ];
        for text in kept {
            assert!(is_bounded(&text), "{text:.60}");
            assert!(document(&text).is_ok(), "{text:.60}");
        }
    }

    #[test]
    fn a_watched_tree_is_the_whole_tree() {
        let page = many("<!doctype html><title>é</title><p class=x>a &amp; b é <b>c#</b>\r\n<td>d", 200);
        assert_eq!(document(&page).unwrap().html(), Html::parse_document(&page).html());
    }

    /// Tags that open and end one another in every way that a parser has; `#` is another number at each turn.
    const PIECES: &str = "<div> </div> <p> </p> <li> </li> <ul> </ul> <dd> <b> </b> <b/id=#> <a> </a> <nobr> <span> </span> <x> </x> <h2> </h3> \
        <table> </table> <caption> <tr> </tr> <td> </td> <th> <option> <button> </button> <object> <form> </form> <svg> </svg> <title> </title> \
        <template> </template> <noscript> </noscript> <select> </select> </body> </html> <!----> text";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_let_through_is_neither_deep_nor_long_in_the_making(
            first in prop::collection::vec(0..50_usize, 0..4),
            repeated in prop::collection::vec(0..50_usize, 1..6),
        ) {
            let text = |places: &[usize]| places.iter().filter_map(|place| PIECES.split_whitespace().nth(*place)).collect::<String>();
            let text = format!("{}{}", text(&first), many(&text(&repeated), 600));
            if let Ok(page) = document(&text) {
                prop_assert!(page.tree.values().len() <= MOST_REPEATED + text.len() + 100);
                let deepest = page.tree.nodes().map(|node| node.ancestors().count()).max();
                prop_assert!(deepest <= Some(DEEPEST + 100), "{first:?} and then {repeated:?}: {deepest:?} deep");
            }
        }

        #[test]
        fn attributes_are_never_counted_too_low(text in "[<>/a!b='\" \\-]{0,80}") {
            let page = Html::parse_fragment(&text);
            let most = page.tree.values().filter_map(scraper::Node::as_element).map(|element| element.attrs().count()).max();
            prop_assert!(most <= Some(attributes(&text)).max(Some(0)));
        }
    }
}
