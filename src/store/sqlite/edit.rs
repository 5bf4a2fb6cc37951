//! What a source changed about an article that is known.
//!
//! Every source is held against what it said itself last time: two sources that write a headline differently are no edit.
//! A source that shows the article for the first time fills in what is missing, and no more.

use rusqlite::{OptionalExtension, params};

use super::super::StoreError;
use super::articles::{self, COLUMNS, WIDTH, article};
use super::keep::{Keeping, says_more};
use super::{feeds, release};
use crate::article::{Article, Entry, Month};
use crate::identity::{self, Known};

/// An entry that was edited more often than this changes at every fetch: it no longer moves `updated`.
const CHURN: i64 = 24;

/// The fields that are compared, in the order of their hashes.
const FIELDS: usize = 7;
const TITLE: usize = 0;
const SUMMARY: usize = 1;
const CONTENT: usize = 2;
const AUTHOR: usize = 3;
const SECTION: usize = 4;
const LINK: usize = 5;
const STATED: usize = 6;

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
pub(super) fn said(entry: &Entry) -> Vec<u8> {
    let link = entry.link.as_deref().map(identity::plain_guid);
    let stated = entry.stated.text();
    let mut said = Vec::with_capacity(FIELDS * 8);
    for field in [
        Some(entry.title.as_str()),
        entry.summary.as_deref(),
        entry.content.as_deref(),
        entry.author.as_deref(),
        entry.section.as_deref(),
        link.as_deref(),
        stated.as_deref(),
    ] {
        said.extend_from_slice(&hash(field.unwrap_or_default()).to_le_bytes());
    }
    said
}

/// The way in which a source shows an article: its guid, canonical link and section in one number.
pub(super) fn mark(entry: &Entry, known: &Known) -> i64 {
    let guid = entry.guid.as_deref().map(identity::plain_guid);
    let parts = [guid.as_deref(), known.canonical.as_deref(), entry.section.as_deref()];
    hash(&parts.map(|part| part.unwrap_or("\u{0}")).join("\u{1}"))
}

/// The hash of standfirst and text, by which a successor is recognised; 0 where there is neither.
pub(super) fn body(entry: &Entry) -> i64 {
    let text = [entry.summary.as_deref(), entry.content.as_deref()].map(Option::unwrap_or_default).join("\u{1}");
    if text.len() > 1 { hash(&plainly(&text)) } else { 0 }
}

fn hash(text: &str) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..8]);
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
fn leads(keeping: &Keeping<'_>, article: i64) -> Result<bool, StoreError> {
    let mut find = keeping.db.prepare_cached(
        "SELECT source.name FROM article JOIN source ON source.id = article.lead WHERE article.id = ?1 AND article.dated IS NULL",
    )?;
    let Some(lead) = find.query_row([article], |row| row.get::<_, String>(0)).optional()? else { return Ok(false) };
    let place = |name: &str| keeping.kept.publication.sources.iter().position(|source| source.name.as_str() == name);
    Ok(place(&keeping.kept.source) < place(&lead) && place(&keeping.kept.source).is_some())
}

impl Before {
    /// Whether the source changed this field since it last spoke of the article.
    fn changed(&self, said: &[u8], field: usize) -> bool {
        let bytes = field * 8..field * 8 + 8;
        match self {
            Self::Said { said: last, .. } => last.get(bytes.clone()) != said.get(bytes),
            Self::Otherwise | Self::Leads => true,
            Self::Never => false,
        }
    }
}

/// An article being edited.
struct Editing<'a, 'k> {
    keeping: &'a Keeping<'k>,
    id: i64,
    article: Article,
    section: Option<i64>,
    weak: bool,
    /// A field that readers see has changed.
    edited: bool,
    /// Something was filled in that was missing.
    filled: bool,
}

/// Applies what the source changed; says whether that was an edit.
pub(super) fn apply(keeping: &mut Keeping<'_>, id: i64, entry: &Entry, known: &Known, before: &Before) -> Result<bool, StoreError> {
    let said = said(entry);
    let mut editing = Editing::read(keeping, id)?;
    let publication = &keeping.kept.publication;
    let mut stale = feeds::of_article(keeping.db, id, publication)?;
    editing.text("title", Some(&entry.title), before.changed(&said, TITLE))?;
    editing.text("summary", entry.summary.as_ref(), before.changed(&said, SUMMARY))?;
    editing.text("content", entry.content.as_ref(), before.changed(&said, CONTENT))?;
    editing.text("author", entry.author.as_ref(), before.changed(&said, AUTHOR))?;
    editing.link(entry, known, before)?;
    editing.extra(entry)?;
    editing.move_section(entry, before.changed(&said, SECTION))?;
    editing.state(entry, before.changed(&said, STATED) || matches!(before, Before::Never))?;
    if matches!(before, Before::Leads) {
        keeping.db.prepare_cached("UPDATE article SET lead = ?2, run = ?3 WHERE id = ?1")?.execute(params![
            id,
            keeping.source,
            keeping.kept.run
        ])?;
    }
    let (edited, filled) = (editing.edited, editing.filled);
    if edited || filled {
        let churning = matches!(before, Before::Said { edits, .. } if *edits >= CHURN);
        if edited && churning {
            keeping.changes.churning += 1;
        } else if edited {
            touch(keeping, id)?;
        }
        keeping.db.prepare_cached("UPDATE article SET body = ?2 WHERE id = ?1")?.execute(params![id, body(entry)])?;
        keeping.db.prepare_cached("INSERT INTO unrendered (article) VALUES (?1) ON CONFLICT DO NOTHING")?.execute([id])?;
        stale.extend(feeds::of_article(keeping.db, id, publication)?);
        feeds::mark(keeping.db, &stale)?;
    }
    Ok(edited && !matches!(before, Before::Leads))
}

/// Moves `updated` of a published article to the newest free second, never into the future and never back.
fn touch(keeping: &Keeping<'_>, id: i64) -> Result<(), StoreError> {
    let second = release::free_second(keeping.db, keeping.publication, keeping.kept.now.timestamp())?;
    keeping
        .db
        .prepare_cached("UPDATE article SET updated = ?2 WHERE id = ?1 AND updated < ?2 AND dated IS NOT NULL")?
        .execute(params![id, second])?;
    Ok(())
}

impl<'a, 'k> Editing<'a, 'k> {
    fn read(keeping: &'a Keeping<'k>, id: i64) -> Result<Self, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, article.section, article.weak FROM article LEFT JOIN section ON section.id = article.section
             WHERE article.id = ?1"
        );
        let mut find = keeping.db.prepare_cached(&sql)?;
        Ok(find.query_row([id], |row| {
            let (section, weak) = (row.get(WIDTH)?, row.get(WIDTH + 1)?);
            Ok(Self { keeping, id, article: article(row)?, section, weak, edited: false, filled: false })
        })?)
    }

    /// One text: an edit where the source changed it, filled in where it was missing. What is missing now takes nothing away.
    fn text(&mut self, field: &'static str, new: Option<&String>, changed: bool) -> Result<(), StoreError> {
        let old = match field {
            "title" => Some(&self.article.title),
            "summary" => self.article.summary.as_ref(),
            "content" => self.article.content.as_ref(),
            _ => self.article.author.as_ref(),
        };
        let Some(new) = new.filter(|text| !text.is_empty()) else { return Ok(()) };
        match old {
            None => self.filled = true,
            Some(old) if changed && plainly(old) != plainly(new) => {
                // Text that is not published does not make readers look again.
                self.edited |= field != "content" || self.keeping.kept.publication.full_text;
                self.filled = true;
                self.revise(field, Some(old))?;
            }
            Some(_) => return Ok(()),
        }
        self.keeping.db.prepare_cached(&format!("UPDATE article SET {field} = ?2 WHERE id = ?1"))?.execute(params![self.id, new])?;
        Ok(())
    }

    fn link(&mut self, entry: &Entry, known: &Known, before: &Before) -> Result<(), StoreError> {
        let other = known.canonical != self.article.canonical && before.changed(&said(entry), LINK);
        let moved = other || matches!(before, Before::Leads);
        if self.article.link.is_some() && !moved || entry.link.is_none() {
            return Ok(());
        }
        if self.article.link.is_some() {
            self.revise("link", self.article.link.as_ref())?;
            self.edited = true;
        }
        self.filled = true;
        let mut set = self.keeping.db.prepare_cached("UPDATE article SET link = ?2, canonical = ?3 WHERE id = ?1")?;
        set.execute(params![self.id, entry.link, known.canonical])?;
        Ok(())
    }

    /// Categories, enclosures and picture are filled in, never taken away; they are no edits.
    fn extra(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let article = &self.article;
        let merged = Entry {
            categories: if article.categories.is_empty() { entry.categories.clone() } else { article.categories.clone() },
            enclosures: if article.enclosures.is_empty() { entry.enclosures.clone() } else { article.enclosures.clone() },
            image: article.image.clone().or_else(|| entry.image.clone()),
            ..Entry::default()
        };
        if (&merged.categories, &merged.enclosures, &merged.image) != (&article.categories, &article.enclosures, &article.image) {
            let mut set = self.keeping.db.prepare_cached("UPDATE article SET extra = ?2 WHERE id = ?1")?;
            set.execute(params![self.id, articles::extra(&merged)])?;
            self.filled = true;
        }
        Ok(())
    }

    /// A label that the source changed moves the article; a page's own label outdoes a source's default.
    fn move_section(&mut self, entry: &Entry, changed: bool) -> Result<(), StoreError> {
        let (section, weak) = self.keeping.section(entry)?;
        let stronger = self.section.is_none() || (self.weak && !weak);
        if section.is_none() || !(stronger || (changed && !weak)) {
            return Ok(());
        }
        if section != self.section {
            let month = self.article.month;
            feeds::count(self.keeping.db, self.keeping.whose(), self.section, month, -1)?;
            feeds::count(self.keeping.db, self.keeping.whose(), section, month, 1)?;
            self.revise("section", self.article.section.as_ref().map(|section| &section.label))?;
            self.edited = true;
        }
        let mut set = self.keeping.db.prepare_cached("UPDATE article SET section = ?2, weak = ?3 WHERE id = ?1")?;
        set.execute(params![self.id, section, weak])?;
        Ok(())
    }

    /// A more precise date is believed until the article is published; from then on it never moves.
    fn state(&mut self, entry: &Entry, changed: bool) -> Result<(), StoreError> {
        if !changed || self.article.dated.is_some() || !says_more(entry.stated, self.article.stated) {
            return Ok(());
        }
        let stated = entry.stated.clamped(self.article.first_seen);
        let zone = self.keeping.kept.publication.zone;
        let month = stated.month(zone).unwrap_or_else(|| Month::of(self.article.first_seen, zone));
        feeds::count(self.keeping.db, self.keeping.whose(), self.section, self.article.month, -1)?;
        feeds::count(self.keeping.db, self.keeping.whose(), self.section, month, 1)?;
        let mut set = self
            .keeping
            .db
            .prepare_cached("UPDATE article SET stated = ?2, precision = ?3, stated_by = ?4, clamped = ?5, month = ?6 WHERE id = ?1")?;
        let clamped = stated != entry.stated;
        set.execute(params![self.id, articles::stated_value(stated), stated.rank(), self.keeping.source, clamped, month.number()])?;
        self.filled = true;
        Ok(())
    }

    /// Writes down what a field was. What was never published has no history.
    fn revise(&self, field: &str, was: Option<&String>) -> Result<(), StoreError> {
        if self.article.dated.is_none() {
            return Ok(());
        }
        let mut add =
            self.keeping.db.prepare_cached("INSERT INTO revision (article, at, source, field, was) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        add.execute(params![self.id, self.keeping.kept.now.timestamp(), self.keeping.source, field, was])?;
        Ok(())
    }
}

/// A text as it counts for edits: white space folded, and the parameters of pictures left out.
fn plainly(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        // An attribute with an address is one word; what follows its `?` up to the quote says how large the picture is.
        match word.split_once('?').filter(|(address, _)| address.starts_with("src=\"")) {
            Some((address, rest)) => {
                plain.push_str(address);
                plain.push('"');
                plain.push_str(rest.split_once('"').map_or("", |(_, after)| after));
            }
            None => plain.push_str(word),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_picture_parameters_are_no_edits() {
        assert_eq!(plainly("a\n  b"), plainly("a b"));
        let picture = |query: &str| plainly(&format!("<p>x <img src=\"https://i.example/a.jpg{query}\" alt=\"a\"> y</p>"));
        assert_eq!(picture("?w=600"), picture("?w=1200&amp;v=2"));
        assert_eq!(picture("?w=600"), picture(""));
        assert_ne!(picture(""), plainly("<p>x <img src=\"https://i.example/b.jpg\" alt=\"a\"> y</p>"));
    }

    #[test]
    fn what_is_said_differs_by_field() {
        let one = Entry { title: "A".to_owned(), ..Entry::default() };
        let two = Entry { summary: Some("s".to_owned()), ..one.clone() };
        let before = Before::Said { said: said(&one), edits: 0 };
        assert!(before.changed(&said(&two), SUMMARY));
        assert!(!before.changed(&said(&two), TITLE));
        assert!(!Before::Never.changed(&said(&two), SUMMARY));
    }
}
