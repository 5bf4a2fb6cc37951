//! Finding articles by their words.
//!
//! The index is written with the fragments: what can be found is what is shown. A question reads a bounded part of it.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};
use tokio::sync::oneshot;
use unicode_normalization::UnicodeNormalization;

use super::super::{Found, StoreError};
use super::readers::Readers;
use super::sources;
use crate::clean;

/// Hits that are weighed against each other: of more, those that were kept last.
const WEIGHED: usize = 500;

/// Words that count; more are left out.
const WORDS: usize = 12;

/// The part of a question that is read, in characters.
const LONGEST: usize = 200;

/// The last word is also the beginning of one when it has so many letters: fewer begin too many.
const BEGINNING: usize = 3;

/// The longest that a question is looked into.
pub(super) const LONGEST_TIME: Duration = Duration::from_secs(2);

/// Asks a question off the async threads, and cuts it short when it takes too long.
pub(super) async fn within<T: Send + 'static>(
    time: Duration,
    readers: Arc<Readers>,
    question: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (told, mut stop) = oneshot::channel();
    let mut answer = tokio::task::spawn_blocking(move || {
        readers.ask(|db| {
            // Whoever asked may be gone.
            let _ = told.send(db.get_interrupt_handle());
            question(db)
        })
    });
    let answer = tokio::select! {
        biased;
        answer = &mut answer => answer,
        () = tokio::time::sleep(time) => {
            if let Ok(stop) = stop.try_recv() {
                stop.interrupt();
            }
            answer.await
        }
    };
    answer.map_err(|error| StoreError::Failed(format!("a question to the store broke off: {error}")))?
}

/// Puts an article's words in the index, instead of those that it had; answers with their hash, which its fragments keep.
///
/// What did not change is left alone, and only what takes the place of something is written by a statement that replaces: before each
/// of those the index writes out what it gathered.
pub(super) fn index(db: &Connection, article: i64) -> Result<i64, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT title, coalesce(summary, ''), coalesce(author, ''), coalesce(label, ''), fragment.words FROM article
         LEFT JOIN section ON section.id = article.section LEFT JOIN fragment ON fragment.article = article.id WHERE article.id = ?1",
    )?;
    let words = |row: &Row<'_>| Ok(([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?], row.get::<_, Option<i64>>(4)?));
    let Some(([title, summary, author, label], known)) = find.query_row([article], words).optional()? else { return Ok(0) };
    let words = [title, clean::plain(&summary), author, label];
    let hash = i64::from_le_bytes(*blake3::hash(words.join("\0").as_bytes()).as_bytes().first_chunk().unwrap_or(&[0; 8]));
    if known == Some(hash) {
        return Ok(hash);
    }
    let verb = if known.is_none() { "INSERT" } else { "INSERT OR REPLACE" };
    let sql = format!("{verb} INTO search (rowid, title, standfirst, author, section) VALUES (?1, ?2, ?3, ?4, ?5)");
    let [title, standfirst, author, section] = words;
    db.prepare_cached(&sql)?.execute(params![article, title, standfirst, author, section])?;
    Ok(hash)
}

/// See [`Store::search`](super::super::Store::search).
pub(super) fn search(db: &Connection, publication: &str, question: &str, from: usize, limit: usize) -> Result<Found, StoreError> {
    let Some(words) = words(question) else { return Ok(Found::default()) };
    let publication = sources::publication(db, publication)?;
    // Read from the newest row back, so that it can stop: the index needs no sorting for that. A headline says most.
    let mut find = db.prepare_cached(
        "WITH hit AS MATERIALIZED (
             SELECT search.rowid AS id, round(bm25(search, 8.0, 3.0, 2.0, 2.0), 1) AS rank, coalesce(released, dated) AS at
             FROM search CROSS JOIN article ON article.id = search.rowid
             WHERE search MATCH ?1 AND article.publication = ?2 AND article.dated IS NOT NULL
             ORDER BY search.rowid DESC LIMIT ?3)
         SELECT html, count(*) OVER () FROM hit JOIN fragment ON fragment.article = hit.id ORDER BY rank, at DESC, hit.id LIMIT ?4 OFFSET ?5",
    )?;
    let mut found = Found::default();
    let mut rows = find.query(params![words, publication, WEIGHED, limit, from])?;
    while let Some(row) = rows.next()? {
        found.blocks.push(row.get(0)?);
        found.all = row.get(1)?;
    }
    found.more = found.all == WEIGHED;
    Ok(found)
}

/// A question in the language of the index: every word must stand in the article, what is joined (`co-production`) side by side. `None`
/// when there is no word in it.
///
/// Only letters and digits get there, in quotes: nothing that a reader writes is ever an operator.
pub(super) fn words(question: &str) -> Option<String> {
    let question: String = question.chars().take(LONGEST).nfkc().collect();
    let is_letter = |c: char| c.is_alphanumeric();
    let joined = |word: &str| word.split(|c| !is_letter(c)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let words: Vec<String> = question.split_whitespace().map(joined).filter(|word| !word.is_empty()).take(WORDS).collect();
    let last = words.last()?;
    let begins = last.rsplit(' ').next().is_some_and(|part| part.chars().count() >= BEGINNING);
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    Some(quoted.join(" ") + if begins { "*" } else { "" })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_that_is_asked_is_an_operator() {
        let table = [
            ("redundancy fund", Some("\"redundancy\" \"fund\"*")),
            ("  Co-production,  an", Some("\"Co production\" \"an\"")),
            ("NEAR(a b) OR NOT c*", Some("\"NEAR a\" \"b\" \"OR\" \"NOT\" \"c\"")),
            ("title:\"x\" AND '; DROP TABLE article --", Some("\"title x\" \"AND\" \"DROP\" \"TABLE\" \"article\"*")),
            ("£860m", Some("\"860m\"*")),
            ("\u{1F600} * \" ( -", None),
            ("", None),
        ];
        for (question, words) in table {
            assert_eq!(super::words(question).as_deref(), words, "{question}");
        }
        assert!(super::words(&"a ".repeat(5_000)).unwrap().len() < 4 * WORDS);
        assert!(super::words(&"a".repeat(10_000)).unwrap().len() < 210);
    }

    proptest! {
        #[test]
        fn every_question_can_be_asked(question in "\\PC{0,80}|[\"*()^:+{}a-z -]{0,40}") {
            let db = Connection::open_in_memory().unwrap();
            db.execute_batch("CREATE VIRTUAL TABLE search USING fts5 (title)").unwrap();
            if let Some(words) = words(&question) {
                db.query_row("SELECT count(*) FROM search WHERE search MATCH ?1", [words], |row| row.get::<_, i64>(0)).unwrap();
            }
        }
    }
}
