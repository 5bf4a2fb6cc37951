//! What sources said: each entry's words as hashes, so that a source is held against what it said itself last time.

use rusqlite::OptionalExtension;

use super::super::StoreError;
use super::keep::Keeping;
use crate::article::Entry;
use crate::identity::Known;

/// The fields that are compared, in the order of their hashes.
const FIELDS: usize = 8;
/// The places of the fields.
pub(super) const TITLE: usize = 0;
pub(super) const SUMMARY: usize = 1;
pub(super) const CONTENT: usize = 2;
pub(super) const AUTHOR: usize = 3;
pub(super) const SECTION: usize = 4;
pub(super) const LINK: usize = 5;
pub(super) const STATED: usize = 6;

/// What is known of this source and this article.
pub(super) enum Before {
    /// The source showed it in this way before, and said this.
    Said {
        /// The hashes of its fields.
        said: Vec<u8>,
        /// How often it was edited.
        edits: i64,
    },
    /// The source showed it, but with another guid, link or section.
    Otherwise,
    /// The source never showed it.
    Never,
    /// The source never showed it, and stands before all that did in the configuration, and nothing is published yet:
    /// its words are taken, so that the order in which sources were read makes no difference.
    Leads,
}

/// The hashes of what an entry says, field by field.
pub(super) fn said(entry: &Entry, known: &Known) -> Vec<u8> {
    let link = known.canonical.as_deref().or(entry.link.as_deref());
    let (stated, beside) = (entry.stated.text(), beside(entry));
    let mut said = Vec::with_capacity(FIELDS * 8);
    for field in [
        Some(entry.title.as_str()),
        entry.summary.as_deref(),
        entry.content.as_deref(),
        entry.author.as_deref(),
        entry.section.as_deref(),
        link,
        stated.as_deref(),
        // Picture, files and labels: they are filled in and never an edit, so nobody asks for this field alone.
        Some(&beside),
    ] {
        said.extend_from_slice(&hash(field.unwrap_or_default()).to_le_bytes());
    }
    said
}

/// What stands beside an entry's words. Parameters of addresses are left out: many change at every fetch.
fn beside(entry: &Entry) -> String {
    let plain = |address: &str| address.split('?').next().unwrap_or_default().to_owned();
    let picture = entry.image.iter().map(|image| plain(&image.url));
    let files = entry.enclosures.iter().map(|file| plain(&file.url));
    picture.chain(files).chain(entry.categories.iter().cloned()).fold(String::new(), |all, part| all + &part + "\u{1}")
}

/// The way in which a source shows an article: its guid, canonical link and section in one number.
pub(super) fn mark(entry: &Entry, known: &Known) -> i64 {
    let parts = [known.plain_guid.as_deref(), known.canonical.as_deref(), entry.section.as_deref()];
    hash(&parts.map(|part| part.unwrap_or("\u{0}")).join("\u{1}"))
}

/// The hash of standfirst and text, by which a successor is recognised; 0 where there is neither.
pub(super) fn body(entry: &Entry) -> i64 {
    let [summary, content] = [entry.summary.as_deref(), entry.content.as_deref()].map(|text| plainly(text.unwrap_or_default()));
    if summary.is_empty() && content.is_empty() {
        return 0;
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update(&summary).update(b"\x01").update(&content);
    first_half(&hasher.finalize())
}

fn hash(text: &str) -> i64 {
    first_half(&blake3::hash(text.as_bytes()))
}

/// As much of a hash as a column holds.
fn first_half(hash: &blake3::Hash) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    i64::from_le_bytes(first)
}

/// What this source is known to have said of the article.
pub(super) fn before(keeping: &Keeping<'_>, article: i64, mark: i64) -> Result<Before, StoreError> {
    let mut find = keeping.db.prepare_cached("SELECT said, edits FROM sighting WHERE article = ?1 AND source = ?2 AND mark = ?3")?;
    let said = find.query_row([article, keeping.source, mark], |row| Ok(Before::Said { said: row.get(0)?, edits: row.get(1)? }));
    if let Some(said) = said.optional()? {
        return Ok(said);
    }
    let mut any = keeping.db.prepare_cached("SELECT EXISTS (SELECT 1 FROM sighting WHERE article = ?1 AND source = ?2)")?;
    let known: bool = any.query_row([article, keeping.source], |row| row.get(0))?;
    Ok(if known {
        Before::Otherwise
    } else if leads(keeping, article)? {
        Before::Leads
    } else {
        Before::Never
    })
}

/// Whether this source stands before the one whose text an unpublished article has.
pub(super) fn leads(keeping: &Keeping<'_>, article: i64) -> Result<bool, StoreError> {
    let mut find = keeping.db.prepare_cached(
        "SELECT source.name FROM article JOIN source ON source.id = article.lead WHERE article.id = ?1 AND article.dated IS NULL",
    )?;
    let Some(lead) = find.query_row([article], |row| row.get::<_, String>(0)).optional()? else { return Ok(false) };
    let place = |name: &str| keeping.kept.publication.sources.iter().position(|source| source.name.as_str() == name);
    Ok(place(&keeping.kept.source) < place(&lead) && place(&keeping.kept.source).is_some())
}

impl Before {
    /// Whether this is just what the source said last time.
    pub(super) fn said_the_same(&self, said: &[u8]) -> bool {
        matches!(self, Self::Said { said: last, .. } if last == said)
    }

    /// Whether the source changed this field since it last spoke of the article.
    pub(super) fn changed(&self, said: &[u8], field: usize) -> bool {
        let bytes = field * 8..field * 8 + 8;
        match self {
            Self::Said { said: last, .. } => last.get(bytes.clone()) != said.get(bytes),
            Self::Otherwise | Self::Leads => true,
            Self::Never => false,
        }
    }
}

/// A text as it counts for edits: white space folded, and the parameters of pictures left out.
///
/// Every entry that is new is told by it, so it goes over the bytes once.
pub(super) fn plainly(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let begins = plain.last().is_none_or(|last| *last == b' ');
        if byte.is_ascii_whitespace() {
            if !begins {
                plain.push(b' ');
            }
        } else {
            plain.push(byte);
            if byte == b's' && begins && bytes[at..].starts_with(PICTURE) {
                let (address, skipped) = picture(&bytes[at + 1..]);
                plain.extend_from_slice(address);
                at += address.len() + skipped;
            }
        }
        at += 1;
    }
    if plain.last() == Some(&b' ') {
        plain.pop();
    }
    plain
}

/// How the address of a picture begins.
const PICTURE: &[u8] = b"src=\"";

/// The address of a picture without its parameters, which say how large it is, and how many bytes those take.
fn picture(rest: &[u8]) -> (&[u8], usize) {
    let start = PICTURE.len() - 1;
    let end = rest.iter().skip(start).position(|byte| *byte == b'"').map_or(rest.len(), |end| start + end);
    let address = rest[..end].iter().position(|byte| *byte == b'?').unwrap_or(end);
    (&rest[..address], end - address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_picture_parameters_are_no_edits() {
        for text in ["a\n  b", " a b", "a b ", "a\tb", "a  b"] {
            assert_eq!(plainly(text), b"a b", "{text:?}");
        }
        let picture = |query: &str| plainly(&format!("<p>x <img src=\"https://i.example/a.jpg{query}\" alt=\"a\"> y</p>"));
        assert_eq!(picture("?w=600"), picture("?w=1200&amp;v=2"));
        assert_eq!(picture("?w=600"), picture(""));
        assert_ne!(picture(""), plainly("<p>x <img src=\"https://i.example/b.jpg\" alt=\"a\"> y</p>"));
    }

    #[test]
    fn a_picture_that_comes_later_is_said_and_one_of_another_size_is_not() {
        let words = |address: Option<&str>| {
            let entry = Entry { title: "A".to_owned(), image: address.map(crate::article::Image::at), ..Entry::default() };
            said(&entry, &Known::of(&entry, "latest"))
        };
        assert_ne!(words(None), words(Some("https://a.example/i.jpg")));
        assert_eq!(words(Some("https://a.example/i.jpg?w=1")), words(Some("https://a.example/i.jpg?w=2")));
    }

    #[test]
    fn what_is_said_differs_by_field() {
        let one = Entry { title: "A".to_owned(), ..Entry::default() };
        let two = Entry { summary: Some("s".to_owned()), ..one.clone() };
        let words = |entry: &Entry| said(entry, &Known::of(entry, "latest"));
        let before = Before::Said { said: words(&one), edits: 0 };
        assert!(before.changed(&words(&two), SUMMARY));
        assert!(!before.changed(&words(&two), TITLE));
        assert!(!Before::Never.changed(&words(&two), SUMMARY));
    }
}
