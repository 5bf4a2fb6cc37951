//! What an element's name, address and classes say that its text is.

use scraper::ElementRef;

use crate::source::element::{address, class_words, line};

/// What an element's name and classes say that its text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The headline.
    Title,
    /// A section label.
    Label,
    /// The byline.
    Author,
    /// The date.
    Date,
}

/// Class words for each role, and how long a text with that role can be: `section` often names a whole block.
const ROLES: [(Role, usize, &[&str]); 4] = [
    (Role::Author, 120, &["author", "authors", "by", "byline", "contributor", "writer"]),
    (Role::Date, 60, &["date", "dated", "datetime", "published", "time", "timestamp"]),
    (Role::Title, 300, &["headline", "title"]),
    (
        Role::Label,
        40,
        &[
            "badge",
            "cat",
            "categories",
            "category",
            "channel",
            "dachzeile",
            "eyebrow",
            "flag",
            "kicker",
            "label",
            "labels",
            "overline",
            "pill",
            "rubrik",
            "rubrique",
            "section",
            "tag",
            "tags",
            "topic",
        ],
    ),
];

/// What the address of a page about somebody holds.
const PEOPLE: [&str; 13] = [
    "/@",
    "/by/",
    "/user/",
    "/user?",
    "/writer/",
    "/author/",
    "/authors/",
    "/autor/",
    "/auteur/",
    "/people/",
    "/person/",
    "/profile/",
    "/contributor/",
];

/// What an element says that its text is, where it says so.
pub(super) fn role_of(element: ElementRef<'_>) -> Option<Role> {
    if element.value().name() == "time" {
        return Some(Role::Date);
    }
    if address(element).is_some_and(|address| PEOPLE.iter().any(|people| address.contains(people))) {
        return Some(Role::Author);
    }
    let rel = |word: &str| element.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|said| said == word));
    if rel("author") {
        return Some(Role::Author);
    }
    if rel("tag") {
        return Some(Role::Label);
    }
    let words = class_words(element);
    let (role, longest, _) = ROLES.iter().find(|(_, _, names)| words.iter().any(|word| names.contains(&word.as_str())))?;
    (line(element).chars().count() <= *longest).then_some(*role)
}
