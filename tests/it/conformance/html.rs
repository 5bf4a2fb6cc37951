//! HTML inside feeds: the text of one article, cleaned.

use scraper::{Html, Selector};

use super::{Violations, is_tracking, is_web};

/// Elements that run, ask elsewhere by themselves, or change how the reader's page looks.
const ACTIVE: &str = "script, style, iframe, frame, object, embed, applet, form, input, button, link, meta, base, svg, math, template";

/// Attributes that hold an address.
const ADDRESSES: [&str; 11] =
    ["href", "src", "cite", "poster", "action", "formaction", "data", "background", "longdesc", "srcset", "xlink:href"];

/// Notes what the HTML of one article violates.
pub(super) fn check(found: &mut Violations, html: &str, whose: &str) {
    let fragment = Html::parse_fragment(html);
    let active = fragment.select(&Selector::parse(ACTIVE).unwrap()).map(|node| node.value().name().to_owned()).collect::<Vec<_>>();
    found.check(active.is_empty(), "P5", format!("the text of {whose} holds {active:?}"));
    for node in fragment.select(&Selector::parse("*").unwrap()) {
        let tracks = node.attr("href").is_some_and(is_tracking);
        found.check(!tracks, "R15", format!("a link in the text of {whose} tells where its reader comes from"));
        let is_dot = |name: &str| matches!(node.attr(name), Some("0" | "1"));
        let is_seen = node.value().name() != "img" || !(is_dot("width") && is_dot("height"));
        found.check(is_seen, "R15", format!("a picture in the text of {whose} is one that nobody sees"));
        let is_told = node.value().name() != "img" || node.attr("alt").is_some();
        found.check(is_told, "R16", format!("a picture in the text of {whose} has no alt"));
        for (name, value) in node.value().attrs() {
            // A digest is a letter of our own: mail programs know no other styles than those in it.
            let is_ours = name == "style" && whose.contains(":digest/");
            let is_unsafe = !is_ours && (name.starts_with("on") || name == "style" || name == "id" || name == "class");
            found.check(!is_unsafe, "P5", format!("the text of {whose} has {name}"));
            let is_narrow = (node.value().name(), name) != ("img", "width") || value.parse::<u32>().is_ok_and(|width| width <= 600);
            found.check(is_narrow, "N19", format!("a picture in the text of {whose} is {value} wide"));
            found.check(!ADDRESSES.contains(&name) || is_web(value), "N15", format!("{name} in the text of {whose} is {value}"));
        }
    }
}

/// The first picture in the HTML of an article, as its attributes.
pub(super) fn first_picture(html: &str) -> Option<Vec<(String, String)>> {
    let fragment = Html::parse_fragment(html);
    let picture = fragment.select(&Selector::parse("img").unwrap()).next()?;
    Some(picture.value().attrs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}
