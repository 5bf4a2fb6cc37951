//! A page's text as a tree, without what no listing needs.

use scraper::{Html, Node};

use crate::clean;
use crate::trouble::{Kind, Trouble};

/// Elements that go with everything in them: what stands there is not text of the page.
const LEFT_OUT: [&str; 12] =
    ["iframe", "math", "noembed", "noframes", "noscript", "script", "select", "style", "svg", "template", "textarea", "xmp"];

/// Reads a page's text into a tree.
///
/// # Errors
/// `parse` when the page would take the parser too long, as no listing does.
pub(super) fn parse(text: &str) -> Result<Html, Trouble> {
    let mut page = clean::document(text)
        .map_err(|excess| Trouble::new(Kind::Parse, format!("the page {excess}, as no listing does; it was not read")))?;
    leave_out(&mut page);
    Ok(page)
}

/// Puts a space in the place of each element that goes; words on both sides of it stay apart.
fn leave_out(page: &mut Html) {
    let goes = |node: &Node| match node {
        Node::Element(element) => LEFT_OUT.contains(&element.name()),
        Node::Comment(_) | Node::ProcessingInstruction(_) => true,
        _ => false,
    };
    let roots: Vec<_> = page.tree.nodes().filter(|node| goes(node.value())).map(|node| node.id()).collect();
    for root in roots {
        // Selectors look at every element that has a parent, wherever the parent stands.
        let inside: Vec<_> = page.tree.get(root).into_iter().flat_map(|node| node.descendants().skip(1)).map(|node| node.id()).collect();
        for id in inside {
            if let Some(mut node) = page.tree.get_mut(id) {
                node.detach();
            }
        }
        if let Some(mut node) = page.tree.get_mut(root) {
            let space = Node::Text(scraper::node::Text { text: " ".into() });
            *node.value() = space;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::element::line;

    #[test]
    fn scripts_drawings_and_comments_are_left_out() {
        let cases = [
            ("a<script>if (a < b) '</p>'</script>b", "a b"),
            ("a<svg><path d='M0'/><text>no</text></svg>b", "a b"),
            ("a<svg/>b<p>c</p>", "a b c"),
            ("a<!-- <b> -->b<!-->c<!-- d --!>e", "a b c e"),
            ("a<noscript><i>no</i></noscript>b<select><option>no</select>c", "a b c"),
            ("<form><p title='a > b'>1 < 2</form>", "1 < 2"),
        ];
        for (text, expected) in cases {
            let page = parse(text).unwrap();
            assert_eq!(line(page.root_element()), expected, "{text}");
            let selector = scraper::Selector::parse("svg, path, i, script, option").unwrap();
            assert_eq!(page.select(&selector).count(), 0, "{text}");
        }
    }

    #[test]
    fn a_page_that_nests_too_deep_is_refused() {
        let trouble = parse(&"<ul><li><div>".repeat(1_000)).unwrap_err();
        assert_eq!(trouble.to_string(), "the page nests more than 512 elements, as no listing does; it was not read");
    }
}
