//! Keeping a page: each entry is matched by its aliases, and is then a new article, an edit, or nothing at all.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::super::{Arrival, Changes, Kept, StoreError};
use super::articles::{extra, is_recovered, stated_value};
use super::{edit, feeds, sources};
use crate::article::{Entry, Month, Stated};
use crate::config::{Name, Publication};
use crate::identity::{self, Key, Known, Verdict};
use crate::store::SourceName;

/// How an article came: news goes to the top of live feeds, a tail to their end, back-fill to month feeds only.
pub(super) const NEWS: i64 = 0;
/// See [`NEWS`].
pub(super) const TAIL: i64 = 1;
/// See [`NEWS`].
pub(super) const BACKFILL: i64 = 2;
/// The published files of an earlier store knew it.
pub(super) const RECOVERED: i64 = 3;

/// Sightings of one article by one source that are kept apart; a source that shows more ways than this is not learned from.
const SIGHTINGS: i64 = 32;

/// One page being kept.
pub(super) struct Keeping<'a> {
    pub(super) db: &'a Connection,
    pub(super) kept: &'a Kept,
    pub(super) publication: i64,
    pub(super) source: i64,
    /// The source has never ended a run well, and the publication's live feeds are open already.
    newcomer: bool,
    /// Months up to this one are sealed.
    sealed_through: Month,
    authority: String,
    poisoned: HashSet<Key>,
    pub(super) changes: Changes,
    /// The source has shown articles before: only then can an entry follow one.
    has_shown: bool,
    /// New articles by section and month; counted, and their feeds marked, once for the whole page.
    arrived: HashMap<(Option<i64>, Month), i64>,
}

/// See [`Store::keep`](super::super::Store::keep).
pub(super) fn keep(db: &Connection, kept: &Kept) -> Result<Changes, StoreError> {
    let name = SourceName { publication: kept.publication.name.to_string(), source: kept.source.clone() };
    let source = sources::id(db, &name)?;
    let publication = sources::publication(db, &name.publication)?;
    let (opened, sealed): (bool, i32) =
        db.query_row("SELECT opened, sealed_through FROM publication WHERE id = ?1", [publication], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (first_run, has_shown): (bool, bool) = db
        .prepare_cached("SELECT last_success IS NULL, articles > 0 FROM source WHERE id = ?1")?
        .query_row([source], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let knowns: Vec<Known> = kept.entries.iter().map(|entry| Known::of(entry, &kept.source)).collect();
    let mut keeping = Keeping {
        db,
        kept,
        publication,
        source,
        newcomer: first_run && opened,
        sealed_through: feeds::sealed_through(&kept.publication, kept.now).max(Month::from_number(sealed)),
        authority: identity::authority(&kept.publication.home),
        poisoned: learn_poison(db, source, &knowns)?,
        changes: Changes::default(),
        has_shown,
        arrived: HashMap::new(),
    };
    keeping.entries(&knowns)?;
    keeping.count_arrived()?;
    keep_page(db, source, kept)?;
    if keeping.changes.new > 0
        && let Some(walk) = &kept.walk
    {
        // Until this walk reaches the end, later pages may hold what was pushed there.
        db.prepare_cached("UPDATE walk SET caught_up = 0, quiet = NULL WHERE source = ?1 AND url = ?2")?.execute(params![source, walk])?;
    }
    Ok(keeping.changes)
}

/// Remembers the aliases that stood on several entries of this document, and gives all that were ever found for the source.
fn learn_poison(db: &Connection, source: i64, knowns: &[Known]) -> Result<HashSet<Key>, StoreError> {
    let mut known = db.prepare_cached("SELECT key FROM poisoned WHERE source = ?1")?;
    let mut all: HashSet<Key> = known.query_map([source], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for key in identity::poisoned(knowns) {
        if all.insert(key) {
            db.prepare_cached("INSERT INTO poisoned (source, key) VALUES (?1, ?2)")?.execute(params![source, key])?;
        }
    }
    Ok(all)
}

/// The page's validators, body hash and successor, written in the same transaction as its entries and only if they changed.
fn keep_page(db: &Connection, source: i64, kept: &Kept) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO page (source, url, etag, last_modified, body, next_url, entries) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET etag = ?3, last_modified = ?4, body = ?5, next_url = ?6, entries = ?7
         WHERE etag IS NOT ?3 OR last_modified IS NOT ?4 OR body IS NOT ?5 OR next_url IS NOT ?6",
    )?
    .execute(params![
        source,
        kept.url,
        kept.validators.etag,
        kept.validators.last_modified,
        kept.body,
        kept.next,
        kept.entries.len()
    ])?;
    Ok(())
}

impl Keeping<'_> {
    /// All entries: first who each one is, then what it changes.
    fn entries(&mut self, knowns: &[Known]) -> Result<(), StoreError> {
        let mut found = Vec::with_capacity(knowns.len());
        for known in knowns {
            found.push(self.verdict(known)?);
        }
        let successors = self.successors(knowns, &found)?;
        for (index, (entry, known)) in self.kept.entries.iter().zip(knowns).enumerate() {
            // An entry that stands twice, or follows its twin, finds the article that was made a moment ago.
            let again = found[index] == Verdict::New && self.changes.new > 0;
            let verdict = if again { self.verdict(known)? } else { found[index] };
            match verdict {
                Verdict::Same(article) => self.same(article, entry, known)?,
                Verdict::Conflict { kept, other } => self.conflict(kept, other, entry, known)?,
                Verdict::New => match successors.get(&index) {
                    Some(&article) => self.succeed(article, entry, known)?,
                    None => self.new_article(index, entry, known)?,
                },
            }
        }
        Ok(())
    }

    /// The publication, as row and as configured.
    pub(super) fn whose(&self) -> (i64, &Publication) {
        (self.publication, &self.kept.publication)
    }

    fn verdict(&self, known: &Known) -> Result<Verdict, StoreError> {
        let mut find = self.db.prepare_cached("SELECT article FROM alias WHERE key = ?1")?;
        let mut matches = Vec::with_capacity(2);
        for key in known.aliases(&self.poisoned) {
            matches.push(find.query_row([self.scoped(key)], |row| row.get(0)).optional()?);
        }
        Ok(identity::verdict(&matches))
    }

    /// Aliases are looked up within the publication.
    fn scoped(&self, mut key: Key) -> Key {
        for (byte, salt) in key.iter_mut().zip(self.publication.to_le_bytes()) {
            *byte ^= salt;
        }
        key
    }

    /// Entries that no alias knows, and that take the place of exactly one article of this source: the same stated date and
    /// the same body, and none of its aliases is in the document any more. Only a whole document can tell that.
    fn successors(&self, knowns: &[Known], found: &[Verdict]) -> Result<HashMap<usize, i64>, StoreError> {
        let mut claims: HashMap<i64, Vec<usize>> = HashMap::new();
        if !self.kept.complete {
            return Ok(HashMap::new());
        }
        let present: HashSet<i64> = found
            .iter()
            .filter_map(|verdict| match verdict {
                Verdict::Same(article) | Verdict::Conflict { kept: article, .. } => Some(*article),
                Verdict::New => None,
            })
            .collect();
        for (index, (entry, _)) in self.kept.entries.iter().zip(knowns).enumerate() {
            if found[index] == Verdict::New
                && let Some(article) = self.predecessor(entry, &present)?
            {
                claims.entry(article).or_default().push(index);
            }
        }
        // Two entries that claim one article are no succession.
        Ok(claims.into_iter().filter_map(|(article, by)| (by.len() == 1).then(|| (by[0], article))).collect())
    }

    fn predecessor(&self, entry: &Entry, present: &HashSet<i64>) -> Result<Option<i64>, StoreError> {
        if entry.stated.rank() < 2 || !self.has_shown {
            return Ok(None);
        }
        let body = edit::body(entry);
        if body == 0 {
            return Ok(None);
        }
        let mut find = self.db.prepare_cached(
            "SELECT article.id FROM article WHERE publication = ?1 AND body = ?2 AND stated = ?3 AND precision = ?4 AND precision >= 2
             AND EXISTS (SELECT 1 FROM sighting WHERE sighting.article = article.id AND sighting.source = ?5) LIMIT 3",
        )?;
        let stated = stated_value(entry.stated.clamped(self.kept.now));
        let rows = find.query_map(params![self.publication, body, stated, entry.stated.rank(), self.source], |row| row.get(0))?;
        let all: Vec<i64> = rows.collect::<Result<_, _>>()?;
        Ok(match all.as_slice() {
            [one] if !present.contains(one) => Some(*one),
            _ => None,
        })
    }

    fn succeed(&mut self, article: i64, entry: &Entry, known: &Known) -> Result<(), StoreError> {
        self.db.prepare_cached("INSERT INTO merge (article, at, source, reason) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            article,
            self.kept.now.timestamp(),
            self.source,
            "succession: the same date and text under a new address, and the old address is gone from the source"
        ])?;
        self.same(article, entry, known)
    }

    fn conflict(&mut self, article: i64, other: i64, entry: &Entry, known: &Known) -> Result<(), StoreError> {
        self.changes.conflicts += 1;
        self.db
            .prepare_cached("INSERT INTO identity_conflict (publication, kept, other, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
            .execute(params![self.publication, article, other, self.kept.now.timestamp()])?;
        self.same(article, entry, known)
    }

    /// An entry of an article that is known: new aliases are attached, and what the source changed is an edit.
    fn same(&mut self, article: i64, entry: &Entry, known: &Known) -> Result<(), StoreError> {
        let (mark, said) = (edit::mark(entry, known), edit::said(entry));
        let before = edit::before(self, article, mark)?;
        match &before {
            edit::Before::Said { said: last, .. } if *last == said => {
                self.changes.known += 1;
                return Ok(());
            }
            _ => {}
        }
        self.attach(article, known)?;
        let edited = edit::apply(self, article, entry, known, &before)?;
        self.sight(article, entry, mark, &said, edited)?;
        if edited {
            self.changes.edited += 1;
        } else {
            self.changes.known += 1;
        }
        Ok(())
    }

    fn attach(&self, article: i64, known: &Known) -> Result<(), StoreError> {
        let mut attach = self.db.prepare_cached("INSERT INTO alias (key, article) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
        for key in known.aliases(&self.poisoned) {
            attach.execute(params![self.scoped(key), article])?;
        }
        Ok(())
    }

    fn sight(&self, article: i64, entry: &Entry, mark: i64, said: &[u8], edited: bool) -> Result<(), StoreError> {
        let seen: i64 = self
            .db
            .prepare_cached("SELECT count(*) FROM sighting WHERE article = ?1 AND source = ?2")?
            .query_row([article, self.source], |row| row.get(0))?;
        if seen == 0 {
            self.db.prepare_cached("UPDATE source SET articles = articles + 1 WHERE id = ?1")?.execute([self.source])?;
        }
        // A source that shows an article in ever new ways is no longer learned from, but what it said is still compared.
        let sql = if seen < SIGHTINGS {
            "INSERT INTO sighting (article, source, mark, guid, link, section, page, first_seen, said)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO UPDATE SET said = ?9, edits = edits + ?10"
        } else {
            "UPDATE sighting SET said = ?9, edits = edits + ?10 WHERE article = ?1 AND source = ?2 AND mark = ?3"
        };
        let now = self.kept.now.timestamp();
        self.db.prepare_cached(sql)?.execute(params![
            article,
            self.source,
            mark,
            entry.guid,
            entry.link,
            entry.section,
            self.kept.url,
            now,
            said,
            edited
        ])?;
        Ok(())
    }

    /// A new article: its id, its section, its month, and the feeds that are stale because of it.
    fn new_article(&mut self, index: usize, entry: &Entry, known: &Known) -> Result<(), StoreError> {
        let stated = entry.stated.clamped(self.kept.now);
        let month = stated.month(self.kept.publication.zone).unwrap_or_else(|| Month::of(self.kept.now, self.kept.publication.zone));
        let (section, weak) = self.section(entry)?;
        let tag = self.mint(known)?;
        let arrival = if is_recovered(self.db, self.publication, &tag)? { RECOVERED } else { self.arrival(month) };
        let place = i64::from(self.kept.number) * 1000 + i64::try_from(index).unwrap_or(999).min(999);
        let id: i64 = self
            .db
            .prepare_cached(
                "INSERT INTO article (publication, tag, title, link, canonical, section, weak, month, stated, precision, stated_by, lead, clamped,
                                      first_seen, run, place, arrival, author, summary, content, extra, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
                 RETURNING id",
            )?
            .query_row(
                params![
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
                    self.kept.run,
                    place,
                    arrival,
                    entry.author,
                    entry.summary,
                    entry.content,
                    extra(entry),
                    edit::body(entry)
                ],
                |row| row.get(0),
            )?;
        self.attach(id, known)?;
        self.sight(id, entry, edit::mark(entry, known), &edit::said(entry), false)?;
        self.db.prepare_cached("INSERT INTO unrendered (article) VALUES (?1) ON CONFLICT DO NOTHING")?.execute([id])?;
        *self.arrived.entry((section, month)).or_default() += 1;
        self.changes.new += 1;
        Ok(())
    }

    /// Counts what arrived, and marks the month feeds that it stands in.
    fn count_arrived(&self) -> Result<(), StoreError> {
        for (&(section, month), &count) in &self.arrived {
            feeds::count(self.db, self.whose(), section, month, count)?;
            feeds::mark_months(self.db, self.whose().1, section, month)?;
        }
        Ok(())
    }

    /// An id that no other article of the publication has.
    fn mint(&self, known: &Known) -> Result<String, StoreError> {
        let mut taken = self.db.prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE publication = ?1 AND tag = ?2)")?;
        let mut tag = known.id(&self.authority, &self.poisoned);
        let mut count = 0;
        while taken.query_row(params![self.publication, tag], |row| row.get::<_, bool>(0))? {
            count += 1;
            tag = known.other_id(&self.authority, count);
        }
        Ok(tag)
    }

    fn arrival(&self, month: Month) -> i64 {
        if month <= self.sealed_through {
            BACKFILL
        } else if self.newcomer || self.kept.arrival == Arrival::Import {
            TAIL
        } else {
            NEWS
        }
    }

    /// The section of an entry: its own label, else the source's default, which any page's word outdoes.
    pub(super) fn section(&self, entry: &Entry) -> Result<(Option<i64>, bool), StoreError> {
        let default = || self.kept.publication.source(&self.kept.source).and_then(|source| source.section.clone());
        let (label, weak) = match &entry.section {
            Some(label) => (Some(label.clone()), false),
            None => (default(), true),
        };
        Ok((label.map(|label| self.section_row(&label)).transpose()?, weak))
    }

    fn section_row(&self, label: &str) -> Result<i64, StoreError> {
        let mut find = self.db.prepare_cached("SELECT id FROM section WHERE publication = ?1 AND label = ?2")?;
        if let Some(id) = find.query_row(params![self.publication, label], |row| row.get(0)).optional()? {
            return Ok(id);
        }
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

/// A stated date that says more than another, and may take its place while nothing was published.
pub(super) fn says_more(new: Stated, old: Stated) -> bool {
    new.rank() > old.rank()
}
