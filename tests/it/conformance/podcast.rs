//! Podcasts in RSS: what directories ask of a feed that holds sound, and that no other feed speaks of it.

use super::tree::Node;
use super::{Violations, is_web};

/// The categories that directories know.
const CATEGORIES: [&str; 19] = [
    "Arts",
    "Business",
    "Comedy",
    "Education",
    "Fiction",
    "Government",
    "Health & Fitness",
    "History",
    "Kids & Family",
    "Leisure",
    "Music",
    "News",
    "Religion & Spirituality",
    "Science",
    "Society & Culture",
    "Sports",
    "TV & Film",
    "Technology",
    "True Crime",
];

/// What the whole feed violates.
pub(super) fn check(found: &mut Violations, root: &Node, channel: &Node) {
    let is_sound = |item: &Node| item.all("enclosure").any(|one| one.attribute("type").starts_with("audio/"));
    let speaks = root.attributes.iter().any(|(name, _)| name == "xmlns:itunes");
    let sounds = channel.all("item").any(is_sound);
    found.check(speaks == sounds, "M1", "the namespace of podcasts stands where no sound is, or does not where there is some");
    if sounds {
        check_channel(found, channel);
    }
    for item in channel.all("item") {
        let guid = item.text_of("guid");
        let named = item.children.iter().any(|child| child.name.starts_with("itunes:"));
        found.check(is_sound(item) || !named, "M5", format!("{guid} is said to be an episode and has no sound"));
        let is_time = item.all("itunes:duration").all(|time| time.text.parse::<u64>().is_ok_and(|seconds| seconds > 0));
        found.check(is_time && item.count("itunes:duration") <= 1, "M3", format!("how long {guid} plays is no number of seconds"));
        let shown = item.all("media:content").next().map(|picture| picture.attribute("url"));
        let is_shown = item.all("itunes:image").all(|image| Some(image.attribute("href")) == shown);
        found.check(is_shown, "R17", format!("{guid} has another picture in podcast apps"));
    }
}

fn check_channel(found: &mut Violations, channel: &Node) {
    for name in ["itunes:author", "itunes:explicit", "itunes:category", "itunes:image"] {
        found.check(channel.count(name) == 1, "M2", format!("a podcast needs one {name}"));
    }
    found.check(!channel.text_of("itunes:author").is_empty(), "M2", "the podcast's author has no name");
    found.check(["true", "false"].contains(&channel.text_of("itunes:explicit")), "M2", "explicit is neither true nor false");
    let is_known = channel.all("itunes:category").all(|category| CATEGORIES.contains(&category.attribute("text")));
    found.check(is_known, "M2", "the podcast's category is none that directories know");
    let has_cover = channel.all("itunes:image").all(|image| is_web(image.attribute("href")));
    found.check(has_cover, "M2", "the podcast's cover has no address");
    let is_reached = channel.all("itunes:owner").all(|owner| owner.text_of("itunes:email").contains('@'));
    found.check(is_reached, "M2", "the podcast's owner has no e-mail address");
}
