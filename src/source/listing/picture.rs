//! The picture of an item in a listing.

use std::collections::{HashMap, HashSet};

use scraper::ElementRef;
use url::Url;

use super::found::Item;
use super::parts::Parts;
use crate::article::Image;
use crate::clean;

/// Where pages keep the address of a picture that a script loads later, or the picture itself.
const ADDRESSES: [&str; 5] = ["data-src", "data-original", "data-lazy-src", "data-original-src", "src"];
/// The same as a list of sizes.
const LISTS: [&str; 2] = ["data-srcset", "srcset"];
/// A picture less wide or high than this is an icon.
const SMALLEST: u32 = 48;

/// The picture of each item: the first that is no icon and stands in no other story's item. What stands in several belongs to the page, as the
/// drawing beside a section's label does.
pub(super) fn pictures(items: &[Item<'_>], parts: &[Parts], base: &Url) -> Vec<Option<Image>> {
    let all: Vec<Vec<Image>> = items.iter().map(|item| within(item, base)).collect();
    let mut stories: HashMap<&str, HashSet<Option<&str>>> = HashMap::new();
    for (part, image) in parts.iter().zip(&all).flat_map(|(part, images)| images.iter().map(move |image| (part, image))) {
        stories.entry(&image.url).or_default().insert(part.link.as_deref().or(part.title.as_deref()));
    }
    let is_own = |image: &&Image| stories.get(image.url.as_str()).is_none_or(|stories| stories.len() == 1);
    all.iter().map(|images| images.iter().find(is_own).cloned()).collect()
}

/// The pictures in an item that are no icons, with what their tags say of them.
fn within(item: &Item<'_>, base: &Url) -> Vec<Image> {
    let tags = item.nodes.iter().flat_map(ElementRef::descendent_elements).filter(|element| element.value().name() == "img");
    let is_large = |image: &Image| [image.width, image.height].into_iter().flatten().all(|size| size >= SMALLEST);
    tags.filter_map(|tag| read(tag, base)).filter(is_large).collect()
}

fn read(tag: ElementRef<'_>, base: &Url) -> Option<Image> {
    let address = |text: &str| clean::link(text, Some(base));
    let plain = ADDRESSES.into_iter().find_map(|name| address(tag.attr(name)?));
    let listed = || LISTS.into_iter().find_map(|name| address(tag.attr(name)?.split_whitespace().next()?));
    let size = |name| tag.attr(name).and_then(clean::pixels);
    Some(Image {
        width: size("width"),
        height: size("height"),
        alt: tag.attr("alt").map(clean::line).unwrap_or_default(),
        ..Image::at(plain.or_else(listed)?)
    })
}
