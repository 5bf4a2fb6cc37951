//! What a source changed about an article that is known.
//!
//! Every source is held against what it said itself last time: two sources that write a headline differently are no edit.
//! A source that shows the article for the first time fills in what is missing, and no more.

use rusqlite::params;

use super::super::StoreError;
use super::arrive::{BACKFILL, RECOVERED};
use super::articles::{self, COLUMNS, WIDTH, article};
use super::keep::Keeping;
use super::said::{self, AUTHOR, Before, CONTENT, LINK, SECTION, STATED, SUMMARY, TITLE};
use super::{feeds, seconds};
use crate::article::{Article, Enclosure, Entry, Month};
use crate::identity::Known;

/// An entry that was edited more often than this changes at every fetch: it no longer moves `updated`.
const CHURN: i64 = 24;

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
pub(super) fn apply(
    keeping: &mut Keeping<'_>,
    id: i64,
    entry: &Entry,
    known: &Known,
    (before, said): (&Before, &[u8]),
) -> Result<bool, StoreError> {
    let section = keeping.section(entry)?;
    let mut editing = Editing::read(keeping, id)?;
    let publication = &keeping.kept.publication;
    let mut stale = feeds::of_article(keeping.db, id, publication)?;
    editing.text("title", Some(&entry.title), before.changed(said, TITLE))?;
    editing.text("summary", entry.summary.as_ref(), before.changed(said, SUMMARY))?;
    editing.text("content", entry.content.as_ref(), before.changed(said, CONTENT))?;
    editing.text("author", entry.author.as_ref(), before.changed(said, AUTHOR))?;
    editing.link(entry, known, matches!(before, Before::Leads), before.changed(said, LINK))?;
    editing.extra(entry, matches!(before, Before::Leads))?;
    editing.move_section(section, before.changed(said, SECTION))?;
    let least = if matches!(before, Before::Leads) { editing.article.stated.rank() } else { editing.article.stated.rank() + 1 };
    editing.state(entry, least, before.changed(said, STATED) || matches!(before, Before::Never))?;
    if editing.article.dated.is_none() {
        editing.arrive()?;
    }
    let (edited, filled) = (editing.edited, editing.filled);
    if matches!(before, Before::Leads) {
        lead(keeping, id)?;
    }
    if edited || filled {
        let churning = matches!(before, Before::Said { edits, .. } if *edits >= CHURN);
        if edited && churning {
            keeping.changes.churning += 1;
        } else if edited {
            touch(keeping, id)?;
        }
        keeping.db.prepare_cached("UPDATE article SET body = ?2 WHERE id = ?1")?.execute(params![id, said::body(entry)])?;
        keeping.db.prepare_cached("INSERT INTO unrendered (article) VALUES (?1) ON CONFLICT DO NOTHING")?.execute([id])?;
        stale.extend(feeds::of_article(keeping.db, id, publication)?);
        feeds::mark(keeping.db, &stale)?;
    }
    Ok(edited && !matches!(before, Before::Leads))
}

/// The source takes the lead of an article that is not published yet: its run and its listing say where the article stands.
fn lead(keeping: &Keeping<'_>, id: i64) -> Result<(), StoreError> {
    let mut take = keeping.db.prepare_cached("UPDATE article SET lead = ?2, run = ?3, place = ?4 WHERE id = ?1")?;
    take.execute(params![id, keeping.source, keeping.run, keeping.place])?;
    Ok(())
}

/// Moves `updated` of a published article to the newest free second, never into the future and never back.
fn touch(keeping: &Keeping<'_>, id: i64) -> Result<(), StoreError> {
    let second = seconds::free_for_edit(keeping.db, keeping.publication, keeping.kept.now.timestamp())?;
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
            Some(old) if changed && said::plainly(old) != said::plainly(new) => {
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

    fn link(&mut self, entry: &Entry, known: &Known, leads: bool, changed: bool) -> Result<(), StoreError> {
        let moved = leads || (changed && known.canonical != self.article.canonical);
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
    fn extra(&mut self, entry: &Entry, leads: bool) -> Result<(), StoreError> {
        fn first<T: Clone>(one: &[T], other: &[T]) -> Vec<T> {
            if one.is_empty() { other.to_vec() } else { one.to_vec() }
        }
        let article = &self.article;
        let (old, new) = ((&article.categories, &article.enclosures, &article.image), (&entry.categories, &entry.enclosures, &entry.image));
        let (one, other) = if leads { (new, old) } else { (old, new) };
        let merged = Entry {
            categories: first(one.0, other.0),
            enclosures: first(one.1, other.1),
            image: match (one.2, other.2) {
                (Some(one), Some(other)) => Some(one.clone().or_as(other)),
                (one, other) => one.clone().or_else(|| other.clone()),
            },
            ..Entry::default()
        };
        if (&merged.categories, &merged.enclosures, &merged.image) != (&article.categories, &article.enclosures, &article.image) {
            let mut set = self.keeping.db.prepare_cached("UPDATE article SET extra = ?2, audio = ?3 WHERE id = ?1")?;
            set.execute(params![self.id, articles::extra(&merged), merged.enclosures.iter().any(Enclosure::is_audio)])?;
            self.filled = true;
        }
        Ok(())
    }

    /// A label that the source changed moves the article; a page's own label outdoes a source's default.
    fn move_section(&mut self, (section, weak): (Option<i64>, bool), changed: bool) -> Result<(), StoreError> {
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

    /// A more precise date, one of at least this rank, is believed until the article is published; from then on it never moves.
    fn state(&mut self, entry: &Entry, least: u8, changed: bool) -> Result<(), StoreError> {
        if !changed || self.article.dated.is_some() || entry.stated.rank() < least {
            return Ok(());
        }
        let stated = entry.stated.clamped(self.article.first_seen);
        let zone = self.keeping.kept.publication.zone;
        let month = stated.month(zone).unwrap_or_else(|| Month::of(self.article.first_seen, zone));
        feeds::count(self.keeping.db, self.keeping.whose(), self.section, self.article.month, -1)?;
        feeds::count(self.keeping.db, self.keeping.whose(), self.section, month, 1)?;
        let mut set = self.keeping.db.prepare_cached(
            "UPDATE article SET stated = ?2, precision = ?3, stated_by = ?4, clamped = ?5, month = ?6, stated_in = ?7 WHERE id = ?1",
        )?;
        let clamped = stated != entry.stated;
        let document = self.keeping.stated_in(entry);
        set.execute(params![
            self.id,
            articles::stated_value(stated),
            stated.rank(),
            self.keeping.source,
            clamped,
            month.number(),
            document
        ])?;
        self.article.month = month;
        self.filled = true;
        Ok(())
    }

    /// Whether an article that is not published yet is news goes by all that its sources said, whichever was read first: none of a
    /// sealed month is, and one that any source would have brought as news is.
    fn arrive(&self) -> Result<(), StoreError> {
        let mut set = self.keeping.db.prepare_cached(
            "UPDATE article SET arrival = CASE WHEN arrival = ?3 THEN ?3 WHEN ?2 = ?4 OR arrival = ?4 THEN ?2 ELSE min(arrival, ?2) END
             WHERE id = ?1",
        )?;
        set.execute(params![self.id, self.keeping.arrival(self.article.month), RECOVERED, BACKFILL])?;
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
