//! Near-duplicates: candidates for a new article by the prints that it shares with others, judged by `near_duplicate`.
//!
//! The work goes with the candidates, never with what is stored: prints are looked up by week, and one that many articles share is
//! what a site writes under all it has, and tells nothing.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::super::StoreError;
use super::arrive::RECOVERED;
use super::keep::Keeping;
use super::set_aside::ONE_WITH;
use super::{feeds, said, set_aside};
use crate::article::{Entry, Month, Stated};
use crate::clock::Instant;
use crate::near_duplicate::{Likeness, Story};

/// A print that more articles of a week share tells nothing.
const COMMON: usize = 32;
/// So many candidates are judged, those that share the most prints first.
const JUDGED: usize = 8;
/// Days are counted into weeks.
const WEEK: i64 = 7;

impl Keeping<'_> {
    /// Finds the article that a new one is a near-duplicate of, and remembers the prints of the new one.
    pub(super) fn near_duplicate(&self, id: i64, entry: &Entry) -> Result<Option<(i64, Likeness)>, StoreError> {
        let publication = &self.kept.publication;
        if !publication.near_duplicates.apply(entry.link.as_deref(), &publication.sites) {
            return Ok(None);
        }
        let story = Story::of(&entry.title, entry.summary.as_deref(), entry.content.as_deref());
        let (day, prints) = (day(entry.stated.clamped(self.kept.now), self.kept.now), story.prints());
        let (mut best, mut judged): (Option<(i64, Likeness)>, _) = (None, HashSet::new());
        for candidate in self.candidates(day, &prints)? {
            let leader = set_aside::leader(self.db, candidate)?;
            // Several candidates may be one article.
            if !judged.insert(leader) {
                continue;
            }
            let Some(likeness) = self.compare(leader, entry, (&story, day))? else { continue };
            if best.as_ref().is_none_or(|(_, best)| best.score < likeness.score) {
                best = Some((leader, likeness));
            }
        }
        let mut keep = self
            .db
            .prepare_cached("INSERT INTO print (publication, week, print, article) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?;
        for print in prints {
            keep.execute(params![self.publication, day.div_euclid(WEEK), print, id])?;
        }
        Ok(best)
    }

    /// Articles of the weeks around a day that share prints, those that share the most first.
    fn candidates(&self, day: i64, prints: &[i64]) -> Result<Vec<i64>, StoreError> {
        let days = i64::from(self.kept.publication.near_duplicates.days);
        let weeks = (day - days).div_euclid(WEEK)..=(day + days).div_euclid(WEEK);
        let mut find = self.db.prepare_cached("SELECT article FROM print WHERE publication = ?1 AND week = ?2 AND print = ?3 LIMIT ?4")?;
        let mut shared: HashMap<i64, usize> = HashMap::new();
        for week in weeks {
            for print in prints {
                let rows = find.query_map(params![self.publication, week, print, COMMON + 1], |row| row.get(0))?;
                let found: Vec<i64> = rows.collect::<Result<_, _>>()?;
                if found.len() <= COMMON {
                    for article in found {
                        *shared.entry(article).or_default() += 1;
                    }
                }
            }
        }
        let mut all: Vec<(i64, usize)> = shared.into_iter().collect();
        all.sort_by_key(|(article, count)| (std::cmp::Reverse(*count), *article));
        Ok(all.into_iter().take(JUDGED).map(|(article, _)| article).collect())
    }

    /// How alike a new article is to one that is shown; `None` where the two are not one.
    fn compare(&self, leader: i64, entry: &Entry, (story, day): (&Story, i64)) -> Result<Option<Likeness>, StoreError> {
        let rules = &self.kept.publication.near_duplicates;
        let mut find = self.db.prepare_cached("SELECT link, stated, precision, first_seen FROM article WHERE id = ?1")?;
        let (link, other_day): (Option<String>, i64) = find.query_row([leader], |row| {
            let (stated, seen) = (super::articles::stated(row.get(1)?, row.get(2)?), crate::article::from_unix(row.get(3)?));
            Ok((row.get(0)?, self::day(stated, seen)))
        })?;
        let Some(bar) = rules.bar(entry.link.as_deref(), link.as_deref()) else { return Ok(None) };
        // What costs little is asked first.
        if (day - other_day).abs() > i64::from(rules.days) || self.has_shown_of(leader)? {
            return Ok(None);
        }
        let mut text = self.db.prepare_cached("SELECT title, summary, content FROM article WHERE id = ?1")?;
        let other = text.query_row([leader], |row| {
            let (title, summary, content): (String, Option<String>, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Story::of(&title, summary.as_deref(), content.as_deref()))
        })?;
        Ok(story.likeness(&other).filter(|likeness| likeness.score >= bar))
    }

    /// Whether this source itself shows the article, or one that is set aside for it: then it knows them apart.
    fn has_shown_of(&self, leader: i64) -> Result<bool, StoreError> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM sighting WHERE source = ?2 AND article IN {ONE_WITH})");
        let mut find = self.db.prepare_cached(&sql)?;
        Ok(find.query_row([leader, self.source], |row| row.get(0))?)
    }

    /// A new article and the one that it is a near-duplicate of become one. Which of them is shown does not depend on which was read
    /// first, as long as neither was published.
    pub(super) fn become_one(&mut self, new: (i64, Option<i64>, Month), leader: i64, likeness: Likeness) -> Result<(), StoreError> {
        let (id, section, month) = new;
        let leads = self.leads_over(id, leader)?;
        let (aside, shown) = if leads { (leader, id) } else { (id, leader) };
        if leads {
            *self.arriving.counts.entry((section, month)).or_default() += 1;
            set_aside::put(self.db, self.whose(), leader, Some(id))?;
        } else {
            set_aside::put_uncounted(self.db, id, Some(leader))?;
        }
        let decision = set_aside::Decided { verb: "near-duplicate", article: aside, other: Some(shown), reason: &likeness.to_string() };
        decision.note(self.db, self.publication, self.kept.now)?;
        feeds::mark(self.db, &feeds::of_article(self.db, shown, &self.kept.publication)?)
    }

    fn leads_over(&self, id: i64, leader: i64) -> Result<bool, StoreError> {
        let mut arrival = self.db.prepare_cached(
            "SELECT arrival, dated IS NULL AND NOT EXISTS (SELECT 1 FROM set_aside WHERE set_aside.article = article.id)
             FROM article WHERE id = ?1",
        )?;
        let (came, unpublished): (i64, bool) = arrival.query_row([leader], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let own: i64 = arrival.query_row([id], |row| row.get(0))?;
        if !unpublished || (came == RECOVERED) != (own == RECOVERED) {
            return Ok(unpublished && own == RECOVERED);
        }
        said::leads(self, leader)
    }
}

/// The day of a story, counted from the first of year 1: as it was stated, else when it was first seen.
fn day(stated: Stated, seen: Instant) -> i64 {
    use chrono::Datelike as _;
    let date = match stated {
        Stated::At(time) => time.date_naive(),
        Stated::On(day) => day,
        Stated::In(_) | Stated::Unsaid => seen.date_naive(),
    };
    i64::from(date.num_days_from_ce())
}
