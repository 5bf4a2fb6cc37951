//! RSS 2.0, the profile of the RSS Advisory Board, and what newsletter tools need.

use chrono::NaiveDateTime;

use super::tree::Node;
use super::{Violations, html, is_language, is_tag, is_tracking, is_web, podcast};

/// What an RSS document violates.
pub(crate) fn check(bytes: &[u8]) -> Vec<String> {
    let mut found = Violations::default();
    let Some(root) = found.read_xml(bytes) else { return found.0 };
    found.check(root.name == "rss" && root.attribute("version") == "2.0", "RSS1", "the root is not rss 2.0");
    found.check(root.children.len() == 1 && root.count("channel") == 1, "RSS1", "not exactly one channel");
    let Some(channel) = root.children.first() else { return found.0 };
    check_channel(&mut found, channel);
    podcast::check(&mut found, &root, channel);
    let items: Vec<&Node> = channel.all("item").collect();
    for item in &items {
        check_item(&mut found, item);
    }
    check_items(&mut found, &items);
    check_titles(&mut found, &String::from_utf8_lossy(bytes));
    found.0
}

fn check_channel(found: &mut Violations, channel: &Node) {
    for name in ["title", "link", "description", "language", "lastBuildDate"] {
        let is_once = channel.count(name) == 1 && !channel.text_of(name).trim().is_empty();
        found.check(is_once, "RSS2", format!("the channel needs one {name} that is not empty"));
    }
    for name in ["author", "managingEditor", "webMaster", "category", "textInput", "cloud", "ttl", "skipHours", "skipDays", "pubDate"] {
        found.check(channel.count(name) == 0, "RSS15", format!("the channel has {name}"));
    }
    found.check(channel.count("image") == 1, "R9", "the channel has no picture, or several");
    for image in channel.all("image") {
        let fits =
            |name: &str, most: u32| image.text_of(name).is_empty() || image.text_of(name).parse().is_ok_and(|size: u32| size <= most);
        found.check(fits("width", 144) && fits("height", 400), "RSS12", "the image is larger than RSS allows");
        let is_the_channels = ["title", "link"].iter().all(|name| image.text_of(name) == channel.text_of(name));
        found.check(is_the_channels && is_web(image.text_of("url")), "RSS12", "the image has another title or link, or no address");
    }
    found.check(channel.count("fh:complete") == 0, "H1", "a feed that names archives is said to be complete");
    found.check(is_web(channel.text_of("link")), "RSS7", "the channel's link is not absolute");
    found.check(!channel.text_of("link").contains("/feed."), "R7", "the channel's link leads to a feed, not to a page");
    found.check(is_language(channel.text_of("language")), "RSS14", "the language is no language tag");
    found.check(date(channel.text_of("lastBuildDate")).is_some(), "RSS6", "lastBuildDate is not RFC 822 in GMT");
    let first = channel.position("item").unwrap_or(channel.children.len());
    found.check(channel.children.iter().skip(first).all(|child| child.name == "item"), "RSS3", "the items are not last");

    let links = channel.links("atom:link");
    let own: Vec<&Node> = channel.all("atom:link").filter(|link| link.attribute("rel") == "self").collect();
    let [own] = own.as_slice() else { return found.check(false, "P1", "not exactly one link to itself") };
    found.check(own.attribute("type") == "application/rss+xml", "P1", "the link to itself has another type");
    found.check(own.attribute("href").ends_with("/feed.rss"), "P1", "the link to itself leads elsewhere");
    found.check(links.iter().all(|(_, address)| is_web(address)), "RSS7", "a link of the channel is not absolute");
    let twins = channel.all("atom:link").filter(|link| link.attribute("rel") == "alternate").map(|link| link.attribute("type"));
    let twins: Vec<&str> = twins.collect();
    found.check(twins.contains(&"application/atom+xml"), "R8", "the Atom twin is not linked");
    found.check_unique(twins, "A5", "an alternate of type");
    found.check_archive(channel.count("fh:archive") == 1, &links);
}

fn check_item(found: &mut Violations, item: &Node) {
    let guid = item.text_of("guid");
    for name in ["title", "link", "guid", "pubDate", "description"] {
        let is_once = item.count(name) == 1 && !item.text_of(name).trim().is_empty();
        found.check(is_once, "N14", format!("{guid} needs one {name} that is not empty"));
    }
    for name in ["author", "dc:date", "dc:title", "dc:subject", "source", "comments"] {
        found.check(item.count(name) == 0, "N23", format!("{guid} has {name}"));
    }
    for name in ["atom:link", "fh:archive", "fh:complete"] {
        found.check(item.count(name) == 0, "H7", format!("{guid} carries {name}, which is the feed's"));
    }
    found.check(item.all("dc:creator").all(|name| !name.text.trim().is_empty()), "N22", format!("a byline of {guid} is empty"));
    found.check(is_tag(guid), "RSS4", format!("the guid {guid} is no tag URI"));
    found.check(item.all("guid").all(|guid| guid.attribute("isPermaLink") == "false"), "N10", format!("{guid} may be taken for a link"));
    found.check(is_web(item.text_of("link")), "RSS7", format!("{guid} has no absolute link"));
    found.check(!is_tracking(item.text_of("link")), "R15", format!("the link of {guid} tells where its reader comes from"));
    found.check(date(item.text_of("pubDate")).is_some(), "RSS6", format!("the date of {guid} is not RFC 822 in GMT"));
    found.check(item.all("category").all(|label| label.attributes.is_empty()), "RSS9", format!("a category of {guid} has attributes"));
    let description = item.text_of("description");
    found.check(description.chars().count() <= 500, "N21", format!("the description of {guid} is longer than 500 characters"));
    found.check(
        !description.contains("<img") && description.matches("<p").count() <= 1,
        "N21",
        format!("the description of {guid} is rich"),
    );
    found.check(item.count("content:encoded") <= 1, "P2", format!("{guid} has two texts"));
    let comes_first = item.count("content:encoded") == 0 || item.position("description") < item.position("content:encoded");
    found.check(comes_first, "P2", format!("the description of {guid} stands after the text"));
    for name in ["description", "content:encoded"] {
        html::check(found, item.text_of(name), guid);
    }
    check_media(found, item, guid);
}

fn check_media(found: &mut Violations, item: &Node, guid: &str) {
    found.check(item.count("enclosure") <= 1, "RSS8", format!("{guid} has {} enclosures", item.count("enclosure")));
    for enclosure in item.all("enclosure") {
        found.check(is_web(enclosure.attribute("url")), "RSS8", format!("the enclosure of {guid} has no absolute address"));
        found.check(enclosure.attribute("length").parse::<u64>().is_ok(), "RSS8", format!("the enclosure of {guid} has no length"));
        found.check(enclosure.attribute("type").contains('/'), "RSS8", format!("the enclosure of {guid} has no type"));
    }
    found.check(item.count("media:content") <= 1, "M4", format!("{guid} has several pictures"));
    if let Some(picture) = item.all("media:content").next() {
        check_picture(found, item, picture, guid);
    }
}

/// The picture stands in all three places where tools look: as `media:content`, first in the text, and, where nothing is to be
/// heard or seen, as the enclosure.
fn check_picture(found: &mut Violations, item: &Node, picture: &Node, guid: &str) {
    let url = picture.attribute("url");
    let is_told = is_web(url) && picture.attribute("medium") == "image";
    found.check(is_told, "M4", format!("the picture of {guid} lacks an address or a medium"));
    let said = |name: &str| picture.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let is_number = |name: &str| said(name).is_none_or(|value| value.parse::<u64>().is_ok_and(|number| number > 0));
    let is_sound =
        ["width", "height", "fileSize"].iter().all(|name| is_number(name)) && said("type").is_none_or(|known| known.starts_with("image/"));
    found.check(is_sound, "M4", format!("the type or size of the picture of {guid} is none"));
    let bare = |address: &str| address.split('?').next().unwrap_or_default().to_owned();
    let first = html::first_picture(item.text_of("content:encoded")).unwrap_or_default();
    let value = |name: &str| first.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    found.check(value("src").map(bare) == Some(bare(url)), "N17", format!("{guid} does not begin with its picture"));
    let is_sized = value("src") != Some(url) || (value("width").is_some() || said("width").is_none());
    found.check(is_sized, "R16", format!("the picture of {guid} has no width in the text"));
    let enclosed = item.all("enclosure").next();
    let plays = enclosed.is_some_and(|one| ["audio/", "video/"].iter().any(|kind| one.attribute("type").starts_with(kind)));
    let is_enclosed = enclosed.is_some_and(|one| one.attribute("url") == url && one.attribute("length") == said("fileSize").unwrap_or("0"));
    found.check(plays || said("type").is_none() || is_enclosed, "N17", format!("the picture of {guid} is not its enclosure"));
}

fn check_items(found: &mut Violations, items: &[&Node]) {
    found.check_unique(items.iter().map(|item| item.text_of("guid")), "RSS4", "the guid");
    found.check_unique(items.iter().map(|item| item.text_of("link")), "N11", "the link");
    let pairs = items.iter().map(|item| format!("{} of {}", item.text_of("title"), item.text_of("pubDate")));
    found.check_unique(pairs, "N11", "the headline and date");
    let dates: Vec<NaiveDateTime> = items.iter().filter_map(|item| date(item.text_of("pubDate"))).collect();
    found.check(dates.is_sorted_by(|earlier, later| earlier >= later), "N24", "the newest is not first");
}

/// Headlines stand with hexadecimal references, so that no reader takes them for HTML.
fn check_titles(found: &mut Violations, text: &str) {
    let titles = text.split("<title>").skip(1).filter_map(|rest| rest.split("</title>").next());
    for title in titles {
        found.check(!title.contains("&amp;") && !title.contains("&lt;"), "P3", format!("the title {title} may be taken for HTML"));
    }
}

/// A date of RSS exactly as we write them: English names, four-digit year, GMT, the right day of the week.
fn date(text: &str) -> Option<NaiveDateTime> {
    let format = "%a, %d %b %Y %H:%M:%S GMT";
    NaiveDateTime::parse_from_str(text, format).ok().filter(|time| time.format(format).to_string() == text)
}
