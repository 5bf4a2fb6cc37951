//! How a publication looks in feed readers and podcast apps: its pictures, and what `[podcast]` says.

use url::Url;

use super::codes;
use super::decode::Table;
use super::document::Mistake;
use super::values::{address, some_text};

/// The categories that podcast directories know; a subcategory is none.
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

/// What readers and podcast apps show of a publication beside its articles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Look {
    /// A square picture of its own; each feed has one that Feedmill makes where there is none.
    pub icon: Option<Url>,
    /// A larger picture.
    pub logo: Option<Url>,
    /// Who makes its podcasts; its title where nobody is named.
    pub author: Option<String>,
    /// Where the owner of its podcasts can be reached. It is published.
    pub email: Option<String>,
    /// The category of its podcasts, one that directories know.
    pub category: &'static str,
    /// Whether its podcasts are not for children.
    pub explicit: bool,
    /// The cover of its podcasts.
    pub cover: Option<Url>,
}

impl Default for Look {
    fn default() -> Self {
        Self { icon: None, logo: None, author: None, email: None, category: "News", explicit: false, cover: None }
    }
}

/// Reads what a publication's file says of how it looks.
pub(super) fn decode(root: &mut Table<'_>) -> Look {
    let plain = Look { icon: root.parse("icon", address), logo: root.parse("logo", address), ..Look::default() };
    let Some(mut table) = root.table("podcast") else { return plain };
    let look = Look {
        author: table.parse("author", some_text),
        email: table.parse("email", email),
        category: table.word("category", &CATEGORIES.map(|name| (name, name))).unwrap_or(plain.category),
        explicit: table.flag("explicit").unwrap_or(plain.explicit),
        cover: table.parse("image", address),
        ..plain
    };
    table.finish();
    look
}

/// An address for letters, without the owner's name.
fn email(text: &str) -> Result<String, Mistake> {
    let is_plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>(),;:\"@".contains(c));
    match text.split_once('@') {
        Some((user, host)) if is_plain(user) && is_plain(host) && host.contains('.') => Ok(text.to_owned()),
        _ => Err(Mistake::new(codes::BAD_VALUE, format!("`{text}` is not an e-mail address"))
            .help("write it alone, like `podcasts@example.org`")),
    }
}
