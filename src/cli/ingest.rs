//! `feedmill ingest`: sources are read now, whatever their schedule.

use clap::Args;

use super::run::told;
use super::{Exit, Failure, Here, print, source_name};
use crate::pipeline::ingest::Months;

/// The options of `ingest`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The sources, as `publication/source`; all when none is given.
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<String>,
    /// Exit 1 if a source failed.
    #[arg(long)]
    pub strict: bool,
}

/// Reads the sources; publishing is another command.
///
/// # Errors
/// When the configuration or the store is not usable, or a source is not known.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let config = here.config()?;
    let wanted: Vec<_> = arguments.sources.iter().map(|text| source_name(&config, text)).collect::<Result<_, _>>()?;
    let mill = here.mill(config).await?;
    let names = if wanted.is_empty() { mill.sources() } else { wanted };
    let done = mill.run_sources(names, Months::Open).await?;
    print(done.iter().map(|(name, done)| told(name, done)))?;
    let failed = done.iter().any(|(_, done)| done.trouble.is_some());
    Ok(if arguments.strict && failed { Exit::Partial } else { Exit::Ok })
}
