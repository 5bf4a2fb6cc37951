//! `feedmill articles`: what is kept, newest first.

use clap::Args;

use super::export::exported;
use super::{Exit, Failure, Here, print, store};
use crate::article::Month;
use crate::store::{Exported, Question, Store as _};

/// The options of `articles`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Words that all stand in headline, standfirst or byline.
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
    let Some(store) = store(&here.config()?)? else { return Ok(Exit::Ok) };
    let question = Question {
        words: arguments.query.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect(),
        publication: arguments.publication.clone(),
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
