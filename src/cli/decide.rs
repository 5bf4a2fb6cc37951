//! `feedmill merge`, `unmerge`, `withdraw` and `restore`: what an operator decides about articles. Each is remembered, shown by
//! `explain`, and undone by another; no id ever changes.

use std::sync::Arc;

use clap::Args;

use super::named::named;
use super::{Exit, Failure, Here, publish};
use crate::config::Publication;
use crate::mill::Mill;
use crate::store::{Decision, Named, StoreError};

/// The options of `unmerge`, `withdraw` and `restore`.
#[derive(Debug, Args)]
pub struct One {
    /// The article: its id, its link, or words of its headline.
    pub article: String,
    /// Only look in this publication.
    #[arg(long)]
    pub publication: Option<String>,
}

/// The options of `merge`.
#[derive(Debug, Args)]
pub struct Two {
    /// The article that is to be shown no more: its id, its link, or words of its headline.
    pub article: String,
    /// The article that readers go on to see.
    pub into: String,
    /// Only look in this publication.
    #[arg(long)]
    pub publication: Option<String>,
}

/// A decision about one article.
#[derive(Clone, Copy, Debug)]
pub enum Verb {
    /// It is one by itself again.
    Unmerge,
    /// It stands in no feed any more.
    Withdraw,
    /// It stands where it stood.
    Restore,
}

/// Makes one article of two.
///
/// # Errors
/// When an article is not known, or the two cannot be one.
pub async fn merge(here: &Here, arguments: &Two) -> Result<Exit, Failure> {
    let mill = here.mill(here.config()?).await?;
    let only = arguments.publication.as_deref();
    let (publication, article) = named(&*mill.road.store, &mill.config, only, &arguments.article).await?;
    let (_, into) = named(&*mill.road.store, &mill.config, Some(publication.name.as_str()), &arguments.into).await?;
    let decision = Decision::Merge { article: article.row, into: into.row };
    carry_out(&mill, publication, decision, format!("`{}` is one with `{}` now", article.title, into.title)).await
}

/// Decides about one article.
///
/// # Errors
/// When the article is not known, or nothing of the kind can be decided about it.
pub async fn one(here: &Here, arguments: &One, verb: Verb) -> Result<Exit, Failure> {
    let mill = here.mill(here.config()?).await?;
    let (publication, Named { row: article, title, .. }) =
        named(&*mill.road.store, &mill.config, arguments.publication.as_deref(), &arguments.article).await?;
    let (decision, done) = match verb {
        Verb::Unmerge => (Decision::Unmerge { article }, format!("`{title}` is an article by itself again")),
        Verb::Withdraw => (Decision::Withdraw { article }, format!("`{title}` stands in no feed any more; `feedmill restore` undoes that")),
        Verb::Restore => (Decision::Restore { article }, format!("`{title}` stands where it stood")),
    };
    carry_out(&mill, publication, decision, done).await
}

/// Does what was decided, publishes what is stale because of it, and says so.
async fn carry_out(mill: &Mill, publication: Arc<Publication>, decision: Decision, done: String) -> Result<Exit, Failure> {
    mill.road.store.decide(publication, decision, mill.road.clock.now()).await.map_err(|error| match error {
        StoreError::Refused(_) => Failure::new(Exit::BadData, error.to_string()),
        other => other.into(),
    })?;
    publish::stale(mill, Some(done)).await
}
