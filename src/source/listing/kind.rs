//! What makes two elements alike: their tag and their classes, without what differs from item to item.

use std::hash::{DefaultHasher, Hash, Hasher};

use scraper::ElementRef;

use crate::source::element::{class_words, is_generated};

/// The tag and the classes of an element as one number; digits in classes (`item-12`) and words of state make no difference.
pub(super) fn kind_of(element: ElementRef<'_>) -> u64 {
    const STATES: [&str; 8] = ["active", "alt", "even", "first", "last", "odd", "read", "unread"];
    // `category-news` says what one article is about, not what the element is.
    const ABOUT: [&str; 3] = ["author-", "category-", "tag-"];
    let mut words: Vec<String> = class_words(element);
    let about: Vec<String> = element
        .value()
        .classes()
        .filter(|class| ABOUT.iter().any(|start| class.starts_with(start)))
        .flat_map(|class| class.split('-'))
        .map(str::to_ascii_lowercase)
        .collect();
    words.retain(|word| !about.contains(word) && !is_generated(word));
    words.retain(|word| !STATES.contains(&word.as_str()) && !word.bytes().all(|byte| byte.is_ascii_digit()));
    words.sort_unstable();
    hash(&(element.value().name(), words))
}

pub(super) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
