//! New articles: the id, the section and the month of each. What all of a page have in common is written once for the page.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use super::super::{Arrival, StoreError};
use super::articles::{extra, is_recovered, stated_value};
use super::keep::Keeping;
use super::{feeds, said};
use crate::article::{Enclosure, Entry, Month, Stated};
use crate::config::Name;
use crate::identity::{self, Known};

/// How an article came: news goes to the top of live feeds, a tail to their end, back-fill to month feeds only.
pub(super) const NEWS: i64 = 0;
/// See [`NEWS`].
pub(super) const TAIL: i64 = 1;
/// See [`NEWS`].
pub(super) const BACKFILL: i64 = 2;
/// The published files of an earlier store knew it.
pub(super) const RECOVERED: i64 = 3;

/// What is new on a page.
#[derive(Default)]
pub(super) struct Arriving {
    /// The domain that new ids are written under; found when the first is needed.
    authority: Option<String>,
    /// Whether published files of an earlier store are remembered.
    any_recovered: Option<bool>,
    /// The first and the last new row: one page's rows stand side by side, as only one page is kept at a time.
    rows: Option<(i64, i64)>,
    /// New articles by section and month.
    pub(super) counts: HashMap<(Option<i64>, Month), i64>,
    /// The rows of the sections that were named.
    sections: HashMap<String, i64>,
    /// Articles that this source shows for the first time.
    pub(super) shown: u32,
}

impl Keeping<'_> {
    /// A new article, with its aliases and its first sighting.
    pub(super) fn new_article(&mut self, entry: &Entry, known: &Known) -> Result<(), StoreError> {
        let said = entry;
        let entry = entry.whole();
        let entry = entry.as_ref();
        let zone = self.kept.publication.zone;
        let month = entry.stated.clamped(self.kept.now).month(zone).unwrap_or_else(|| Month::of(self.kept.now, zone));
        let (section, weak) = self.section(entry)?;
        let mut attempt = 0;
        // An id that another article of the publication has is not taken.
        let id = loop {
            match self.insert(entry, known, (section, weak), month, attempt)? {
                Some(id) => break id,
                None => attempt += 1,
            }
        };
        self.attach(id, known)?;
        self.sight(id, said, said::mark(said, known), &said::said(said, known), false)?;
        let first = self.arriving.rows.map_or(id, |(first, _)| first);
        self.arriving.rows = Some((first, id));
        match self.near_duplicate(id, entry)? {
            Some((leader, likeness)) => self.become_one((id, section, month), leader, likeness)?,
            None => *self.arriving.counts.entry((section, month)).or_default() += 1,
        }
        self.arriving.shown += 1;
        self.changes.new += 1;
        Ok(())
    }

    /// Writes the row; `None` when its id is taken.
    fn insert(
        &mut self,
        entry: &Entry,
        known: &Known,
        (section, weak): (Option<i64>, bool),
        month: Month,
        attempt: u32,
    ) -> Result<Option<i64>, StoreError> {
        let authority = self.arriving.authority.get_or_insert_with(|| identity::authority(&self.kept.publication.home)).clone();
        let tag = match self.recovered_tag(known, attempt)? {
            Some(tag) => tag,
            None => self.tag(&authority, known, attempt),
        };
        let arrival = if self.is_recovered(&tag)? { RECOVERED } else { self.arrival(month) };
        let stated = entry.stated.clamped(self.kept.now);
        let mut insert = self.db.prepare_cached(
            "INSERT INTO article (publication, tag, title, link, canonical, section, weak, month, stated, precision, stated_by, lead, clamped,
                                  first_seen, run, place, arrival, author, summary, content, extra, audio, body, stated_in)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)
             ON CONFLICT (publication, tag) DO NOTHING",
        )?;
        let inserted = insert.execute(params![
            self.publication,
            tag,
            entry.title,
            entry.link,
            known.canonical,
            section,
            weak,
            month.number(),
            stated_value(stated),
            stated.rank(),
            self.source,
            stated != entry.stated,
            self.kept.now.timestamp(),
            self.run,
            self.place,
            arrival,
            entry.author,
            entry.summary,
            entry.content,
            extra(entry),
            entry.enclosures.iter().any(Enclosure::is_audio),
            if stated.rank() >= 2 { said::body(entry) } else { 0 },
            self.stated_in(entry),
        ])?;
        Ok((inserted > 0).then(|| self.db.last_insert_rowid()))
    }

    /// The kind of document that stated an entry's date; nothing where none did.
    pub(super) fn stated_in(&self, entry: &Entry) -> &'static str {
        let source = || self.kept.publication.source(&self.kept.source).map_or("", |source| source.read.kind());
        match entry.stated {
            Stated::Unsaid => "",
            _ if entry.own_page.as_ref().is_some_and(|page| page.stated == entry.stated) => "article page",
            _ => source(),
        }
    }

    /// Writes what concerns all new articles of the page: what waits for them, and the feeds that are stale because of them.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        if let Some((first, last)) = self.arriving.rows {
            self.db
                .prepare_cached(
                    "INSERT INTO unrendered SELECT id FROM article WHERE id BETWEEN ?1 AND ?2 AND id NOT IN (SELECT article FROM set_aside)
                     ON CONFLICT DO NOTHING",
                )?
                .execute([first, last])?;
            self.db
                .prepare_cached("INSERT INTO pending SELECT publication, id FROM article WHERE id BETWEEN ?1 AND ?2 AND id NOT IN (SELECT article FROM set_aside)")?
                .execute([first, last])?;
        }
        for (&(section, month), &count) in &self.arriving.counts {
            feeds::count(self.db, self.whose(), section, month, count)?;
            feeds::mark_months(self.db, self.whose().1, section, month)?;
        }
        if self.arriving.shown > 0 {
            let mut shown = self.db.prepare_cached("UPDATE source SET articles = articles + ?2 WHERE id = ?1")?;
            shown.execute(params![self.source, self.arriving.shown])?;
        }
        // Here, not at the end of the run: a run that is cut brought its news all the same.
        if self.arriving.rows.is_some() && self.kept.arrival == Arrival::Schedule {
            let mut new = self.db.prepare_cached("UPDATE source SET last_new = ?2 WHERE id = ?1")?;
            new.execute(params![self.source, self.kept.now.timestamp()])?;
        }
        Ok(())
    }

    /// Whether the published files of an earlier store knew this id.
    fn is_recovered(&mut self, tag: &str) -> Result<bool, StoreError> {
        Ok(self.any_recovered()? && is_recovered(self.db, self.publication, tag)?)
    }

    /// The id under which the published files of an earlier store showed this link: after a change of its slug, an article's
    /// id no longer follows from its link.
    fn recovered_tag(&mut self, known: &Known, attempt: u32) -> Result<Option<String>, StoreError> {
        let Some(link) = known.link.filter(|_| attempt == 0) else { return Ok(None) };
        if !self.any_recovered()? {
            return Ok(None);
        }
        let mut find = self.db.prepare_cached("SELECT tag FROM recovered WHERE publication = ?1 AND link = ?2")?;
        Ok(find.query_row(params![self.publication, link], |row| row.get(0)).optional()?)
    }

    fn any_recovered(&mut self) -> Result<bool, StoreError> {
        if let Some(any) = self.arriving.any_recovered {
            return Ok(any);
        }
        let mut find = self.db.prepare_cached("SELECT EXISTS (SELECT 1 FROM recovered WHERE publication = ?1)")?;
        let any = find.query_row([self.publication], |row| row.get(0))?;
        self.arriving.any_recovered = Some(any);
        Ok(any)
    }

    /// How an article of a month comes, where this source alone is asked.
    pub(super) fn arrival(&self, month: Month) -> i64 {
        if month <= self.sealed_through {
            BACKFILL
        } else if self.newcomer || self.kept.arrival == Arrival::Import {
            TAIL
        } else {
            NEWS
        }
    }

    /// The section of an entry: its own label, else the source's default, which any page's word outdoes.
    pub(super) fn section(&mut self, entry: &Entry) -> Result<(Option<i64>, bool), StoreError> {
        let kept = self.kept;
        let default = || kept.publication.source(&kept.source).and_then(|source| source.section.as_deref());
        let (label, weak) = entry.section.as_deref().map_or_else(|| (default(), true), |label| (Some(label), false));
        Ok((label.map(|label| self.section_row(label)).transpose()?, weak))
    }

    fn section_row(&mut self, label: &str) -> Result<i64, StoreError> {
        if let Some(&id) = self.arriving.sections.get(label) {
            return Ok(id);
        }
        let mut find = self.db.prepare_cached("SELECT id FROM section WHERE publication = ?1 AND label = ?2")?;
        let id = match find.query_row(params![self.publication, label], |row| row.get(0)).optional()? {
            Some(id) => id,
            None => self.new_section(label)?,
        };
        self.arriving.sections.insert(label.to_owned(), id);
        Ok(id)
    }

    fn new_section(&self, label: &str) -> Result<i64, StoreError> {
        let slug = self.free_slug(label)?;
        let mut make = self.db.prepare_cached("INSERT INTO section (publication, label, slug) VALUES (?1, ?2, ?3) RETURNING id")?;
        Ok(make.query_row(params![self.publication, label, slug.as_str()], |row| row.get(0))?)
    }

    /// The configured slug of a label, else one made from it that no other label has.
    fn free_slug(&self, label: &str) -> Result<Name, StoreError> {
        let rules = &self.kept.publication.sections;
        if let Some(rule) = rules.iter().find(|rule| rule.label == label) {
            return Ok(rule.slug.clone());
        }
        let mut taken = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM section WHERE publication = ?1 AND slug = ?2)
                 OR EXISTS (SELECT 1 FROM former_slug WHERE publication = ?1 AND slug = ?2)",
        )?;
        let plain = Name::from_label(label);
        let mut slug = plain.clone();
        let mut number = 1;
        let configured = |slug: &Name| rules.iter().any(|rule| rule.slug == *slug || rule.aliases.contains(slug));
        while configured(&slug) || taken.query_row(params![self.publication, slug.as_str()], |row| row.get::<_, bool>(0))? {
            number += 1;
            slug = plain.numbered(number);
        }
        Ok(slug)
    }
}
