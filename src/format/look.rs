//! The addresses of a feed's pictures: the operator's own, else those that Feedmill makes for each live feed.

use crate::feed::{Feed, Masthead};

/// The file of the small square picture of a live feed, and its size in pixels: RSS allows no wider one.
pub const ICON: (&str, u32) = ("icon.png", 144);
/// The same for the start screens of telephones.
pub const TOUCH_ICON: (&str, u32) = ("touch-icon.png", 180);
/// The same for podcast directories, which ask for at least so much.
pub const COVER: (&str, u32) = ("cover.png", 1400);
/// The file that browsers ask every host for.
pub const FAVICON: &str = "favicon.ico";

/// The small square picture.
pub(super) fn icon(feed: &Feed, masthead: &Masthead) -> String {
    masthead.look.icon.as_ref().map_or_else(|| made(feed, masthead, ICON), ToString::to_string)
}

/// The larger picture.
pub(super) fn logo(feed: &Feed, masthead: &Masthead) -> String {
    let own = masthead.look.logo.as_ref().or(masthead.look.icon.as_ref());
    own.map_or_else(|| made(feed, masthead, TOUCH_ICON), ToString::to_string)
}

/// The cover of a podcast.
pub(super) fn cover(feed: &Feed, masthead: &Masthead) -> String {
    masthead.look.cover.as_ref().map_or_else(|| made(feed, masthead, COVER), ToString::to_string)
}

/// The two small pictures that Feedmill makes, where the operator has none of their own.
pub(super) fn drawn(feed: &Feed, masthead: &Masthead) -> Option<[String; 2]> {
    masthead.look.icon.is_none().then(|| [ICON, TOUCH_ICON].map(|picture| made(feed, masthead, picture)))
}

/// The address of a picture that Feedmill makes. A month has that of its live feed.
fn made(feed: &Feed, masthead: &Masthead, (file, _): (&str, u32)) -> String {
    feed.key.live().address(&masthead.base_url, file)
}
