//! Succession: an entry that no alias knows, and that takes the place of an article whose address changed.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::super::StoreError;
use super::articles::stated_value;
use super::keep::Keeping;
use super::said;
use crate::article::Entry;
use crate::identity::{Known, Verdict};

impl Keeping<'_> {
    /// Entries that no alias knows, and that take the place of exactly one article of this source: the same stated date and
    /// the same body, and none of its aliases is in the document any more. Only a whole document can tell that.
    pub(super) fn successors(&self, knowns: &[Known], found: &[Verdict]) -> Result<HashMap<usize, i64>, StoreError> {
        let mut claims: HashMap<i64, Vec<usize>> = HashMap::new();
        if !self.kept.complete || !self.has_shown {
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
                && let Some(article) = self.predecessor(&entry.whole(), &present)?
            {
                claims.entry(article).or_default().push(index);
            }
        }
        // Two entries that claim one article are no succession.
        Ok(claims.into_iter().filter_map(|(article, by)| (by.len() == 1).then(|| (by[0], article))).collect())
    }

    fn predecessor(&self, entry: &Entry, present: &HashSet<i64>) -> Result<Option<i64>, StoreError> {
        let body = said::body(entry);
        if entry.stated.rank() < 2 || body == 0 {
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

    pub(super) fn succeed(&mut self, article: i64, entry: &Entry, known: &Known) -> Result<(), StoreError> {
        self.db.prepare_cached("INSERT INTO merge (article, at, source, reason) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            article,
            self.kept.now.timestamp(),
            self.source,
            "succession: the same date and text under a new address, and the old address is gone from the source"
        ])?;
        self.same(article, entry, known)
    }
}
