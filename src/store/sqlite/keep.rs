//! Keeping a page: each entry is matched by its aliases, and is then a new article, an edit, or nothing at all.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::super::{Changes, Kept, SourceName, StoreError};
use super::arrive::Arriving;
use super::{edit, feeds, own_pages, said, set_aside, sources};
use crate::article::{Entry, Month};
use crate::config::Publication;
use crate::identity::{self, Key, Known, Verdict};

/// Sightings of one article by one source that are kept apart; a source that shows more ways than this is not learned from.
const SIGHTINGS: i64 = 32;

/// One page being kept.
pub(super) struct Keeping<'a> {
    pub(super) db: &'a Connection,
    pub(super) kept: &'a Kept,
    pub(super) publication: i64,
    pub(super) source: i64,
    /// The run that the page belongs to: that of a walk which was cut, where this one goes on with it.
    pub(super) run: i64,
    /// The source has never ended a run well, and the publication's live feeds are open already.
    pub(super) newcomer: bool,
    /// Months up to this one are sealed.
    pub(super) sealed_through: Month,
    /// The source has shown articles before: only then can an entry follow one.
    pub(super) has_shown: bool,
    pub(super) changes: Changes,
    /// What is new on this page.
    pub(super) arriving: Arriving,
    /// The place of the entry that is being kept, in its listing.
    pub(super) place: i64,
    /// The aliases of this page that tell nothing.
    poisoned: HashSet<Key>,
    /// The articles that aliases were attached to on this page.
    attached: HashMap<Key, i64>,
}

/// See [`Store::keep`](super::super::Store::keep).
pub(super) fn keep(db: &Connection, kept: &Kept) -> Result<Changes, StoreError> {
    let name = SourceName { publication: kept.publication.name.to_string(), source: kept.source.clone() };
    let source = sources::id(db, &name)?;
    let publication = sources::publication(db, &name.publication)?;
    let (opened, sealed): (bool, i32) = db
        .prepare_cached("SELECT opened, sealed_through FROM publication WHERE id = ?1")?
        .query_row([publication], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (first_run, has_shown): (bool, bool) = db
        .prepare_cached("SELECT last_success IS NULL, articles > 0 FROM source WHERE id = ?1")?
        .query_row([source], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let knowns: Vec<Known> = kept.entries.iter().map(|entry| Known::of(entry, &kept.source)).collect();
    let mut keeping = Keeping {
        db,
        kept,
        publication,
        source,
        run: run(db, source, kept)?,
        newcomer: first_run && opened,
        sealed_through: feeds::sealed_through(&kept.publication, kept.now).max(Month::from_number(sealed)),
        has_shown,
        changes: Changes::default(),
        arriving: Arriving::default(),
        place: 0,
        poisoned: learn_poison(db, source, &knowns)?,
        attached: HashMap::new(),
    };
    keeping.entries(&knowns)?;
    keeping.settle()?;
    own_pages::forget(db, publication, kept, &knowns)?;
    keep_page(db, source, kept)?;
    if !keeping.changes.is_repetition()
        && let Some(walk) = &kept.walk
    {
        // What makes the walk go on must do so after a cut too: until it reaches the end, later pages may hold what was pushed there.
        db.prepare_cached(
            "INSERT INTO walk (source, url, caught_up, run) VALUES (?1, ?2, 0, ?3)
             ON CONFLICT DO UPDATE SET caught_up = 0, quiet = iif(?4, NULL, quiet), run = ?3",
        )?
        .execute(params![source, walk, keeping.run, keeping.changes.new + keeping.changes.edited > 0])?;
    }
    Ok(keeping.changes)
}

/// The run of a page. A walk that goes on where one was cut is of the same run, so that a listing keeps its order.
fn run(db: &Connection, source: i64, kept: &Kept) -> Result<i64, StoreError> {
    let mut find = db.prepare_cached("SELECT run FROM walk WHERE source = ?1 AND url = ?2 AND NOT caught_up")?;
    let cut: Option<i64> = find.query_row(params![source, kept.walk], |row| row.get(0)).optional()?.flatten();
    Ok(cut.unwrap_or(kept.run))
}

/// The aliases of this document that tell nothing: those that stand on several of its entries now, which are remembered, and
/// those that did so once.
fn learn_poison(db: &Connection, source: i64, knowns: &[Known]) -> Result<HashSet<Key>, StoreError> {
    let mut poisoned = identity::poisoned(knowns);
    let mut learn = db.prepare_cached("INSERT INTO poisoned (source, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for key in &poisoned {
        learn.execute(params![source, key])?;
    }
    remember_poison(db, source, knowns, &mut poisoned)?;
    Ok(poisoned)
}

/// Adds the aliases of these entries that told nothing in an earlier document.
fn remember_poison(db: &Connection, source: i64, knowns: &[Known], poisoned: &mut HashSet<Key>) -> Result<(), StoreError> {
    let any: bool = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM poisoned WHERE source = ?1)")?.query_row([source], |row| row.get(0))?;
    if any {
        let mut find = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM poisoned WHERE source = ?1 AND key = ?2)")?;
        for key in knowns.iter().flat_map(|known| [known.guid, known.link, known.page]).flatten() {
            if find.query_row(params![source, key], |row| row.get(0))? {
                poisoned.insert(key);
            }
        }
    }
    Ok(())
}

/// Aliases are looked up within the publication.
pub(super) fn scoped(publication: i64, mut key: Key) -> Key {
    for (byte, salt) in key.iter_mut().zip(publication.to_le_bytes()) {
        *byte ^= salt;
    }
    key
}

/// See [`Store::known`](super::super::Store::known).
pub(super) fn known(db: &Connection, name: &SourceName, entries: &[Entry]) -> Result<Vec<bool>, StoreError> {
    let (source, publication) = (sources::id(db, name)?, sources::publication(db, &name.publication)?);
    let knowns: Vec<Known> = entries.iter().map(|entry| Known::of(entry, &name.source)).collect();
    let mut poisoned = identity::poisoned(&knowns);
    remember_poison(db, source, &knowns, &mut poisoned)?;
    let mut find = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM alias WHERE key = ?1)")?;
    let mut any = |known: &Known| -> Result<bool, StoreError> {
        for key in known.aliases(&poisoned) {
            if find.query_row([scoped(publication, key)], |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    };
    knowns.iter().map(&mut any).collect()
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
            self.place = i64::from(self.kept.number) * 1000 + i64::try_from(index).unwrap_or(999).min(999);
            // An entry that stands twice, or follows its twin, finds the article that was made a moment ago.
            let verdict = if found[index] == Verdict::New { self.verdict_here(known) } else { found[index] };
            match verdict {
                Verdict::Same(article) => self.same(article, entry, known)?,
                Verdict::Conflict { kept, other } => self.conflict(kept, other, entry, known)?,
                Verdict::New => match successors.get(&index) {
                    Some(&article) => self.succeed(article, entry, known)?,
                    None => self.new_article(entry, known)?,
                },
            }
        }
        Ok(())
    }

    /// The publication, as row and as configured.
    pub(super) fn whose(&self) -> (i64, &Publication) {
        (self.publication, &self.kept.publication)
    }

    /// The aliases of an entry that count, strongest first.
    pub(super) fn aliases(&self, known: &Known) -> Vec<Key> {
        known.aliases(&self.poisoned)
    }

    /// The id to publish for a new entry; every further `attempt` gives another one.
    pub(super) fn tag(&self, authority: &str, known: &Known, attempt: u32) -> String {
        if attempt == 0 { known.id(authority, &self.poisoned) } else { known.other_id(authority, attempt) }
    }

    /// What the store knows of an entry.
    fn verdict(&self, known: &Known) -> Result<Verdict, StoreError> {
        let mut find = self.db.prepare_cached("SELECT article FROM alias WHERE key = ?1")?;
        let mut matches = Vec::with_capacity(2);
        for key in self.aliases(known) {
            matches.push(find.query_row([scoped(self.publication, key)], |row| row.get(0)).optional()?);
        }
        match identity::verdict(&matches) {
            Verdict::Conflict { kept, other } if set_aside::leader(self.db, kept)? == set_aside::leader(self.db, other)? => {
                Ok(Verdict::Same(kept))
            }
            verdict => Ok(verdict),
        }
    }

    /// What this page has said of an entry so far.
    fn verdict_here(&self, known: &Known) -> Verdict {
        if self.attached.is_empty() {
            return Verdict::New;
        }
        let matches: Vec<Option<i64>> = self.aliases(known).iter().map(|key| self.attached.get(key).copied()).collect();
        identity::verdict(&matches)
    }

    fn conflict(&mut self, article: i64, other: i64, entry: &Entry, known: &Known) -> Result<(), StoreError> {
        self.changes.conflicts += 1;
        self.db
            .prepare_cached("INSERT INTO identity_conflict (publication, kept, other, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
            .execute(params![self.publication, article, other, self.kept.now.timestamp()])?;
        self.same(article, entry, known)
    }

    /// An entry of an article that is known: new aliases are attached, and what the source changed is an edit.
    pub(super) fn same(&mut self, article: i64, entry: &Entry, known: &Known) -> Result<(), StoreError> {
        let (mark, said) = (said::mark(entry, known), said::said(entry, known));
        let before = said::before(self, article, mark)?;
        if before.said_the_same(&said) {
            self.changes.known += 1;
            self.changes.repeated += 1;
            return Ok(());
        }
        self.attach(article, known)?;
        if set_aside::state(self.db, article)?.is_some() {
            // It stands in no feed: what is said of it is remembered, and changes nothing.
            self.see_again(article, entry, mark, &said, false)?;
            self.changes.known += 1;
            return Ok(());
        }
        let edited = edit::apply(self, article, &entry.whole(), known, (&before, &said))?;
        self.see_again(article, entry, mark, &said, edited)?;
        if edited {
            self.changes.edited += 1;
        } else {
            self.changes.known += 1;
        }
        Ok(())
    }

    pub(super) fn attach(&mut self, article: i64, known: &Known) -> Result<(), StoreError> {
        let mut attach = self.db.prepare_cached("INSERT INTO alias (key, article) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
        for key in self.aliases(known) {
            if attach.execute(params![scoped(self.publication, key), article])? > 0 {
                self.attached.insert(key, article);
            }
        }
        Ok(())
    }

    /// Another sighting of an article, or the same one with other words.
    fn see_again(&mut self, article: i64, entry: &Entry, mark: i64, said: &[u8], edited: bool) -> Result<(), StoreError> {
        let seen: i64 = self
            .db
            .prepare_cached("SELECT count(*) FROM sighting WHERE article = ?1 AND source = ?2")?
            .query_row([article, self.source], |row| row.get(0))?;
        self.arriving.shown += u32::from(seen == 0);
        if seen < SIGHTINGS {
            return self.sight(article, entry, mark, said, edited);
        }
        // A source that shows an article in ever new ways is no longer learned from, but what it said is still compared.
        let mut again =
            self.db.prepare_cached("UPDATE sighting SET said = ?4, edits = edits + ?5 WHERE article = ?1 AND source = ?2 AND mark = ?3")?;
        again.execute(params![article, self.source, mark, said, edited])?;
        Ok(())
    }

    pub(super) fn sight(&self, article: i64, entry: &Entry, mark: i64, said: &[u8], edited: bool) -> Result<(), StoreError> {
        let mut sight = self.db.prepare_cached(
            "INSERT INTO sighting (article, source, mark, guid, link, section, page, first_seen, said, rules)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?11) ON CONFLICT DO UPDATE SET said = ?9, edits = edits + ?10, rules = ?11",
        )?;
        let now = self.kept.now.timestamp();
        sight.execute(params![
            article,
            self.source,
            mark,
            entry.guid,
            entry.link,
            entry.section,
            self.kept.url,
            now,
            said,
            edited,
            entry.rules.join(",")
        ])?;
        Ok(())
    }
}
