//! Is this entry an article that we have? Pure: keys in, a verdict out.
//!
//! An entry is known by its aliases: its guid within its source, its canonical link within the publication, and only when it
//! has neither, its section, folded title and month. Standfirst, page and position are never identity. The order of sources
//! never changes an article's id.

use std::collections::{HashMap, HashSet};

use url::Url;

use crate::article::{Entry, Stated};
use crate::clean;

/// The hash of one alias, 16 bytes; what it is an alias of, and in which scope, is part of what was hashed.
pub type Key = [u8; 16];

/// The year of the tags that ids are written with (RFC 4151): a date on which the authority held its name; it never changes.
const TAG_YEAR: u16 = 2025;

/// All that an entry is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its guid, scoped to its source.
    pub guid: Option<Key>,
    /// Its canonical link, scoped to the publication.
    pub link: Option<Key>,
    /// The address that its own page names as the right one, scoped to the publication.
    pub page: Option<Key>,
    /// Section, folded title and month; an alias only where there is neither of the others.
    pub title: Key,
    /// The canonical link itself.
    pub canonical: Option<String>,
    /// The guid as it counts, see [`plain_guid`].
    pub plain_guid: Option<String>,
    /// The title folded, to tell two entries apart.
    folded: String,
}

impl Known {
    /// What `entry` of this source is known by.
    #[must_use]
    pub fn of(entry: &Entry, source: &str) -> Self {
        let canonical = entry.link.as_deref().and_then(canonical);
        let folded = clean::fold(&entry.title);
        let month = match entry.stated {
            Stated::In(month) => month.to_string(),
            Stated::At(time) => time.format("%Y-%m").to_string(),
            Stated::On(day) => day.format("%Y-%m").to_string(),
            Stated::Unsaid => String::new(),
        };
        let section = clean::fold(entry.section.as_deref().unwrap_or_default());
        let plain_guid = entry.guid.as_deref().map(plain_guid);
        Self {
            guid: plain_guid.as_deref().map(|guid| key("guid", &[source, guid])),
            link: canonical.as_deref().map(canonical_key),
            page: entry.own_page.as_ref().and_then(|page| link_key(page.canonical.as_deref()?)),
            title: key("title", &[&section, &folded, &month]),
            canonical,
            plain_guid,
            folded,
        }
    }

    /// The aliases that count, strongest first: guid, link and the link that its page names unless poisoned, else the title.
    #[must_use]
    pub fn aliases(&self, poisoned: &HashSet<Key>) -> Vec<Key> {
        let strong: Vec<Key> = [self.guid, self.link, self.page].into_iter().flatten().filter(|key| !poisoned.contains(key)).collect();
        if strong.is_empty() { vec![self.title] } else { strong }
    }

    /// The id to publish for a new article: from the canonical link, else the guid, else the title's alias.
    ///
    /// `authority` is the domain that ids are written under (see [`authority`]).
    #[must_use]
    pub fn id(&self, authority: &str, poisoned: &HashSet<Key>) -> String {
        let strong = [self.link, self.guid].into_iter().flatten().find(|key| !poisoned.contains(key));
        tag(authority, &hex(&strong.unwrap_or(self.title)))
    }

    /// A second id, for the rare article whose first choice is taken by another.
    #[must_use]
    pub fn other_id(&self, authority: &str, count: u32) -> String {
        let all = [self.link.unwrap_or_default(), self.guid.unwrap_or_default(), self.title].concat();
        tag(authority, &hex(&key("other", &[&hex(&all), &count.to_string()])))
    }

    /// Whether both say the same of themselves: then they are one entry that stands twice in a document.
    fn same_entry(&self, other: &Self) -> bool {
        self.guid == other.guid && self.link == other.link && self.folded == other.folded
    }
}

/// The alias of a link, where it is one.
#[must_use]
pub fn link_key(link: &str) -> Option<Key> {
    canonical(link).as_deref().map(canonical_key)
}

fn canonical(link: &str) -> Option<String> {
    Url::parse(link).ok().map(|url| clean::canonical(&url))
}

fn canonical_key(link: &str) -> Key {
    key("link", &[link])
}

/// The domain that a publication's ids are written under: the registrable domain of its own site, never of ours.
#[must_use]
pub fn authority(home: &Url) -> String {
    clean::site(home).unwrap_or_else(|| "feedmill.invalid".to_owned())
}

/// A tag URI (RFC 4151) under an authority.
#[must_use]
pub fn tag(authority: &str, specific: &str) -> String {
    format!("tag:{authority},{TAG_YEAR}:{specific}")
}

/// The aliases that stand on two or more different entries of one document, and so tell nothing.
#[must_use]
pub fn poisoned(entries: &[Known]) -> HashSet<Key> {
    let mut first: HashMap<Key, &Known> = HashMap::with_capacity(entries.len() * 2);
    let mut poisoned = HashSet::new();
    for known in entries {
        for key in [known.guid, known.link, known.page].into_iter().flatten() {
            let before = *first.entry(key).or_insert(known);
            if !before.same_entry(known) {
                poisoned.insert(key);
            }
        }
    }
    poisoned
}

/// What the aliases of an entry say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No alias is known: a new article, unless it succeeds one whose address changed.
    New,
    /// It is this article.
    Same(i64),
    /// Its aliases point at two articles: both stay, the entry counts for the first.
    Conflict {
        /// The article that the stronger alias points at.
        kept: i64,
        /// The other one.
        other: i64,
    },
}

/// The verdict over what each alias of an entry points at, strongest alias first.
#[must_use]
pub fn verdict(matches: &[Option<i64>]) -> Verdict {
    let mut found = matches.iter().copied().flatten();
    let Some(kept) = found.next() else { return Verdict::New };
    found.find(|&other| other != kept).map_or(Verdict::Same(kept), |other| Verdict::Conflict { kept, other })
}

/// A guid as it counts: one that is a web address is made canonical first, so that http or https, `#3` or `?utm_…` make no difference.
#[must_use]
pub fn plain_guid(guid: &str) -> String {
    match Url::parse(guid.trim()) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => clean::canonical(&url),
        _ => guid.trim().to_owned(),
    }
}

/// A hash over texts, each with its length, so that no two lists of texts run into each other.
fn key(kind: &str, parts: &[&str]) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(kind.as_bytes());
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut key = Key::default();
    key.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    key
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(guid: &str, link: &str, title: &str) -> Entry {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Entry { guid: given(guid), link: given(link), title: title.to_owned(), ..Entry::default() }
    }

    fn known(guid: &str, link: &str, title: &str) -> Known {
        Known::of(&entry(guid, link, title), "latest")
    }

    #[test]
    fn a_guid_counts_within_its_source_and_a_link_within_the_publication() {
        let one = entry("7", "https://j.example/a", "A");
        let (here, there) = (Known::of(&one, "latest"), Known::of(&one, "archive"));
        assert_ne!(here.guid, there.guid);
        assert_eq!(here.link, there.link);
    }

    #[test]
    fn a_title_is_an_alias_only_where_there_is_nothing_else() {
        let none = HashSet::new();
        assert_eq!(known("", "", "A").aliases(&none).len(), 1);
        let both = known("7", "https://j.example/a", "A");
        assert_eq!(both.aliases(&none), [both.guid.unwrap(), both.link.unwrap()]);
        let all = HashSet::from([both.guid.unwrap(), both.link.unwrap()]);
        assert_eq!(both.aliases(&all), [both.title]);
    }

    #[test]
    fn a_guid_that_all_entries_share_is_poisoned_and_the_links_are_not() {
        let entries: Vec<Known> = (0..10).map(|n| known("same", &format!("https://j.example/{n}"), &format!("Title {n}"))).collect();
        let poisoned = poisoned(&entries);
        assert_eq!(poisoned, HashSet::from([entries[0].guid.unwrap()]));
    }

    #[test]
    fn an_entry_that_stands_twice_poisons_nothing() {
        let twice = [known("7", "https://j.example/a", "A"), known("7", "https://j.example/a", "A")];
        assert!(poisoned(&twice).is_empty());
    }

    #[test]
    fn an_id_never_depends_on_title_section_or_source_where_there_is_a_link() {
        let none = HashSet::new();
        let mut moved = entry("7", "https://j.example/a", "Another headline");
        moved.section = Some("Comment".to_owned());
        let id = Known::of(&moved, "archive").id("j.example", &none);
        assert_eq!(id, known("9", "http://www.j.example/a?utm_source=x", "A").id("j.example", &none));
        assert!(id.starts_with("tag:j.example,2025:"), "{id}");
    }

    #[test]
    fn two_articles_behind_one_entry_are_a_conflict_that_keeps_both() {
        assert_eq!(verdict(&[None, None]), Verdict::New);
        assert_eq!(verdict(&[None, Some(3)]), Verdict::Same(3));
        assert_eq!(verdict(&[Some(3), Some(3)]), Verdict::Same(3));
        assert_eq!(verdict(&[Some(3), Some(4)]), Verdict::Conflict { kept: 3, other: 4 });
    }

    #[test]
    fn the_authority_is_the_registrable_domain_of_the_journal() {
        let home = |text: &str| authority(&Url::parse(text).unwrap());
        assert_eq!(home("https://www.hsj.co.uk/"), "hsj.co.uk");
        assert_eq!(home("http://127.0.0.1:80/"), "127.0.0.1");
    }

    proptest! {
        #[test]
        fn poison_does_not_depend_on_the_order_of_entries(numbers in prop::collection::vec((0_u8..4, 0_u8..4, 0_u8..4), 0..12)) {
            let entries: Vec<Known> =
                numbers.iter().map(|(g, l, t)| known(&format!("g{g}"), &format!("https://j.example/{l}"), &format!("t{t}"))).collect();
            let reversed: Vec<Known> = entries.iter().rev().cloned().collect();
            prop_assert_eq!(poisoned(&entries), poisoned(&reversed));
        }
    }
}
