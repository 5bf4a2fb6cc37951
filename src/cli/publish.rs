//! `feedmill publish`: stale feeds are published, or all of them anew.

use std::sync::Arc;

use clap::Args;

use super::run::published;
use super::{Exit, Failure, Here, print};
use crate::mill::Mill;

/// The options of `publish`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Render and publish every feed anew; files whose bytes are the same are still not touched.
    #[arg(long)]
    pub full: bool,
}

/// Publishes.
///
/// # Errors
/// When the configuration, the store or the output folder is not usable.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let mill = here.mill(here.config()?).await?;
    if arguments.full {
        for publication in &mill.publications {
            mill.road.store.stale_all(Arc::clone(publication)).await?;
        }
    }
    stale(&mill, None).await
}

/// Publishes what is stale, tells hubs of it, and says so, behind what else there is to say.
pub(super) async fn stale(mill: &Mill, said: Option<String>) -> Result<Exit, Failure> {
    let done = mill.publish_all(false).await?;
    mill.tell_hubs().await?;
    print(said.into_iter().chain([published(mill, &done)]))?;
    mill.pack_all().await?;
    Ok(Exit::Ok)
}
