//! `feedmill status`: what is going on, as a table for people or as JSON for programs.

use clap::Args;

use super::{Exit, Failure, Here, print, store};
use crate::clock::Instant;
use crate::config;
use crate::status::{self, ConfigState, SourceStatus, Status, distance, sentence};
use crate::store::Store as _;
use crate::store::sqlite::Sqlite;

/// The options of `status`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// One object on one line.
    #[arg(long)]
    pub json: bool,
}

/// Shows the status from the store; a daemon may be running or not, and the configuration may be broken.
///
/// # Errors
/// When the store is not usable.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let now = here.clock.now();
    let status = match config::load(&here.directory) {
        Ok(config) => {
            let (sources, totals) = match store(&config)? {
                Some(store) => (store.sources().await?, store.totals().await?),
                None => Default::default(),
            };
            Status::of(&config.publications, &config.base_url, sources, &totals, ConfigState::of(None, None), now)
        }
        // An edit that will be refused must not hide what runs: the store is where the daemon's file says it is.
        Err(faults) => {
            let Some(store) = Sqlite::look_at(&config::store_path(&here.directory))? else {
                return Err(Failure::new(Exit::Config, faults.render(super::is_colored())));
            };
            Status::unconfigured(store.sources().await?, &store.totals().await?, ConfigState::of(None, Some(&faults)), now)
        }
    };
    print(lines(&status, arguments.json))?;
    Ok(Exit::Ok)
}

/// The lines to print: one object for a program; for a person whether anything is wrong, the refused edit, the sources,
/// what fails and why, and the publications, with an empty line between them.
#[must_use]
pub fn lines(status: &Status, json: bool) -> Vec<String> {
    if json {
        return vec![status::json(status)];
    }
    let refused = status.config.text.trim_end().lines().map(shown).collect();
    let troubles = status.sources.iter().filter_map(trouble).collect();
    let blocks = [vec![sentence(status)], refused, columns(&sources(status)), troubles, columns(&publications(status))];
    blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join(&String::new())
}

/// The table of sources; empty when there are none.
fn sources(status: &Status) -> Vec<Vec<String>> {
    let head = ["SOURCE", "STATE", "LAST SUCCESS", "LAST NEW", "NEXT RUN", "WHY", "FAILURES", "ARTICLES"];
    let row = |source: &SourceStatus| {
        vec![
            source.source.clone(),
            source.state().to_owned(),
            far(source.last_success, status.now),
            far(source.last_new_article, status.now),
            far(source.next_run, status.now),
            source.next_run_reason.clone(),
            source.consecutive_failures.to_string(),
            source.articles.to_string(),
        ]
    };
    with_head(&head, status.sources.iter().map(row).collect())
}

/// The table of publications; empty when there are none.
fn publications(status: &Status) -> Vec<Vec<String>> {
    let head = ["PUBLICATION", "ARTICLES", "FEEDS", "SECTIONS", "MONTHS", "ADDRESS"];
    let rows = status.publications.iter().map(|(name, publication)| {
        let counts = [publication.articles, publication.feeds, publication.sections, publication.months].map(|count| count.to_string());
        [vec![name.clone()], counts.to_vec(), vec![publication.url.clone()]].concat()
    });
    with_head(&head, rows.collect())
}

fn with_head(head: &[&str], rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let head = head.iter().map(|title| (*title).to_owned()).collect();
    if rows.is_empty() { rows } else { std::iter::once(head).chain(rows).collect() }
}

fn far(at: Option<Instant>, now: Instant) -> String {
    at.map_or_else(|| "-".to_owned(), |at| distance(at, now))
}

fn trouble(source: &SourceStatus) -> Option<String> {
    source.error.as_ref().map(|error| format!("{}: {}", source.source, shown(error)))
}

/// Rows as lines, each column as wide as its widest cell; no blanks at the end of a line.
fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| shown(cell)).collect()).collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(column, cell)| format!("{cell:<width$}", width = width(column)));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// A text without what a terminal would obey: an error may quote what a hostile source sent.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::example;

    #[test]
    fn people_see_the_answer_first_then_sources_troubles_and_publications() {
        assert_eq!(
            lines(&example::failing(), false),
            [
                "1 of 2 sources is well; failing: hsj/comment (timeout, 3 times in a row).",
                "",
                "SOURCE       STATE    LAST SUCCESS  LAST NEW  NEXT RUN   WHY       FAILURES  ARTICLES",
                "hsj/latest   ok       5 min ago     2 h ago   in 10 min  schedule  0         20",
                "hsj/comment  timeout  -             -         in 30 min  backoff   3         0",
                "",
                "hsj/comment: no answer within 30 s",
                "",
                "PUBLICATION  ARTICLES  FEEDS  SECTIONS  MONTHS  ADDRESS",
                "hsj          20        19     8         1       https://feeds.example.org/hsj/",
            ]
        );
    }

    #[test]
    fn programs_get_one_object_on_one_line() {
        let lines = lines(&example::failing(), true);
        assert_eq!(lines.len(), 1);
        assert!(lines.iter().all(|line| serde_json::from_str::<serde_json::Value>(line).unwrap().is_object()));
    }

    #[test]
    fn a_refused_edit_stands_above_the_sources_with_its_carets() {
        let lines = lines(&example::refused(), false);
        assert_eq!(lines[2..5], ["hsj.toml:3:1", "3 | tilte = \"x\"", "  | ^^^^^"]);
    }

    #[test]
    fn nothing_configured_is_one_sentence() {
        let mut status = example::failing();
        status.sources.clear();
        status.publications.clear();
        assert_eq!(lines(&status, false), ["No source is configured; write a `[source.NAME]` into a publication's file."]);
    }

    #[test]
    fn no_text_from_outside_reaches_the_terminal_as_a_command() {
        let mut status = example::failing();
        status.sources[1].error = Some("bad\u{1b}[2J\u{9b}31m\r\nend".to_owned());
        assert!(!lines(&status, false).iter().any(|line| line.chars().any(char::is_control)));
    }
}
