//! `feedmill articles`: what is kept, newest first.

use clap::Args;

use super::export::exported;
use super::{Exit, Failure, Here, print, source_name, store};
use crate::article::Month;
use crate::clock::Instant;
use crate::store::{Exported, Question, Store as _};

/// The options of `articles`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Words that all stand in headline, standfirst, byline or section; the last may be the beginning of one.
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only this publication.
    #[arg(long)]
    pub publication: Option<String>,
    /// Only this section, by label or slug.
    #[arg(long)]
    pub section: Option<String>,
    /// Only this month, such as 2025-11.
    #[arg(long)]
    pub month: Option<Month>,
    /// Only what this source has shown, such as hsj/latest.
    #[arg(long)]
    pub source: Option<String>,
    /// Only from this day on, such as 2025-11-17, or this moment (RFC 3339).
    #[arg(long, value_parser = moment)]
    pub since: Option<Instant>,
    /// Only before this day or moment.
    #[arg(long, value_parser = moment)]
    pub until: Option<Instant>,
    /// At most so many.
    #[arg(short = 'n', long, default_value_t = 50)]
    pub limit: usize,
    /// One object a line, as `export` prints them.
    #[arg(long)]
    pub json: bool,
}

/// Lists articles.
///
/// # Errors
/// When the configuration or the store is not usable.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let config = here.config()?;
    let Some(store) = store(&config)? else { return Ok(Exit::Ok) };
    let source = arguments.source.as_deref().map(|source| source_name(&config, source)).transpose()?;
    let of_source = source.as_ref().map(|source| source.publication.clone());
    let question = Question {
        words: arguments.query.join(" "),
        publication: of_source.or_else(|| arguments.publication.clone()),
        source: source.map(|source| source.source),
        since: arguments.since,
        until: arguments.until,
        section: arguments.section.clone(),
        month: arguments.month,
        limit: arguments.limit,
    };
    let found = store.articles(question).await?;
    print(found.iter().map(|found| if arguments.json { exported(found) } else { line(found) }))?;
    Ok(Exit::Ok)
}

fn line(listed: &Exported) -> String {
    let article = &listed.article;
    let section = article.section.as_ref().map_or("–", |section| section.label.as_str());
    format!(
        "{:<10}  {:<10}  {section:<18}  {}",
        listed.publication,
        article.stated.text().unwrap_or_else(|| article.month.to_string()),
        article.title
    )
}

/// A moment as an operator writes it: a day, which begins at midnight in UTC, or RFC 3339.
fn moment(text: &str) -> Result<Instant, String> {
    let day = text.parse::<chrono::NaiveDate>().ok().map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    day.or_else(|| text.parse().ok()).ok_or_else(|| "write a day like `2025-11-17`, or a moment like `2025-11-17T08:00:00Z`".to_owned())
}
