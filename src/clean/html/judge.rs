//! A judge of cleaned HTML who knows nothing of the sanitiser's own table.

use scraper::{Html, Node};
use url::Url;

/// Elements that run something, load something by themselves, ask for something, or hide text. This list and the next are not the sanitiser's.
const HARMFUL: &str = "script style link meta base title frameset frame iframe noframes noembed noscript object embed param applet \
    portal fencedframe form input button select option optgroup textarea keygen datalist output fieldset legend label isindex template slot \
    svg math image canvas dialog menu menuitem marquee blink bgsound layer ilayer xml xmp plaintext listing comment nextid multicol map area";

/// Attributes that run, load, style, name or send something.
const HARMFUL_ATTRIBUTES: &str = "style class id name srcdoc action formaction form ping target download background data code archive classid codebase \
    longdesc usemap ismap lowsrc dynsrc srcset imagesrcset manifest profile is slot part tabindex accesskey autofocus contenteditable draggable \
    hidden http-equiv content datasrc datafld dataformatas autoplay xmlns role nonce integrity itemprop itemscope";

/// Attributes whose value is fetched, or followed.
const FOLLOWED: [&str; 4] = ["href", "src", "cite", "poster"];

/// What the parser puts around any text.
fn is_page(name: &str) -> bool {
    matches!(name, "html" | "head" | "body")
}

fn is_among(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == name)
}

/// What is in cleaned HTML that must not be; nothing, if all is well.
pub(super) fn flaws(cleaned: &str) -> Vec<String> {
    let tree = Html::parse_fragment(cleaned);
    let mut flaws = Vec::new();
    for node in tree.tree.nodes() {
        match node.value() {
            // The parser puts a root around a fragment.
            Node::Element(element) if is_page(element.name()) => {}
            Node::Element(element) => flaws.extend(flaws_of(element)),
            Node::Comment(_) | Node::ProcessingInstruction(_) | Node::Doctype(_) => flaws.push("a comment or a declaration".to_owned()),
            _ => {}
        }
    }
    flaws
}

fn flaws_of(element: &scraper::node::Element) -> Vec<String> {
    let mut flaws = Vec::new();
    if is_among(HARMFUL, element.name()) || element.name().contains(['-', ':']) {
        flaws.push(format!("<{}>", element.name()));
    }
    for (name, value) in element.attrs() {
        let harmful = name.starts_with("on") || name.contains([':', '-']) || is_among(HARMFUL_ATTRIBUTES, name);
        let is_web = || Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if harmful || (FOLLOWED.contains(&name) && !is_web()) {
            flaws.push(format!("<{} {name}={value:?}>", element.name()));
        }
    }
    let tiny = |name| element.attr(name).is_some_and(|size| size.trim().parse::<f64>().is_ok_and(|pixels| pixels <= 1.0));
    if element.name() == "img" && (element.attr("src").is_none() || tiny("width") || tiny("height")) {
        flaws.push("a picture that nobody sees".to_owned());
    }
    flaws
}

/// Whether a browser shows the word: it stands in nothing that hides text or takes the page's place.
pub(super) fn is_shown(page: &str, word: &str) -> bool {
    let tree = Html::parse_fragment(page);
    tree.tree.nodes().any(|node| {
        let said = node.value().as_text().is_some_and(|text| text.contains(word));
        let above = || node.ancestors().filter_map(|above| above.value().as_element());
        said && !above().any(|above| !is_page(above.name()) && (is_among(HARMFUL, above.name()) || above.attr("style").is_some()))
    })
}
