//! `feedmill import`: saved pages, pasted text, or a listing's older months, as back-fill.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::run::{published, told};
use super::{Exit, Failure, Here, print, source_name};
use crate::config::{Config, Source};
use crate::mill::Mill;
use crate::pipeline::ingest::{Months, ingest};
use crate::source::{Read, saved::Saved};
use crate::store::SourceName;
use crate::trouble::Kind;

/// The options of `import`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Saved pages or pasted text: files or folders.
    #[arg(value_name = "FILE", required_unless_present = "all_months")]
    pub files: Vec<PathBuf>,
    /// The source that they are of, as `publication/source`.
    #[arg(long, value_name = "NAME")]
    pub source: String,
    /// Read every month that the source's listing has, also those that are over.
    #[arg(long, conflicts_with = "files")]
    pub all_months: bool,
}

/// Imports, and publishes what that changed.
///
/// # Errors
/// When the configuration or the store is not usable, or what is to be imported is not there; then nothing was changed.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let config = here.config()?;
    let name = source_name(&config, &arguments.source)?;
    check(&config, &name, arguments)?;
    let mill = here.mill(config).await?;
    let mut exit = Exit::Ok;
    if arguments.all_months {
        let done = mill.run_source(&name, Months::All).await?;
        exit = if done.trouble.is_some() { Exit::Unavailable } else { Exit::Ok };
        print([told(&name, &done)])?;
    }
    for file in &arguments.files {
        exit = import(&mill, &name, file).await?;
        if exit != Exit::Ok {
            break;
        }
    }
    let done = mill.publish_all(false).await?;
    print([published(&mill, &done)])?;
    Ok(exit)
}

/// Whether there is something to import, before anything is opened.
fn check(config: &Config, name: &SourceName, arguments: &Arguments) -> Result<(), Failure> {
    let source = config.publication(&name.publication).and_then(|publication| publication.source(&name.source));
    if arguments.all_months && !source.is_some_and(|source| matches!(source.read, Read::Listing(_) | Read::Feed(_) | Read::Json(_))) {
        let sentence = format!("{name} has no older pages to read; name the files to import from instead of `--all-months`");
        return Err(Failure::new(Exit::Usage, sentence));
    }
    match arguments.files.iter().find(|file| !file.exists()) {
        Some(file) => Err(Failure::new(Exit::NoInput, format!("{} does not exist; nothing was imported", file.display()))),
        None => Ok(()),
    }
}

/// One file or folder, read as the saved pages of the source.
async fn import(mill: &Mill, name: &SourceName, file: &Path) -> Result<Exit, Failure> {
    let Some((publication, source)) = mill.find(name) else { return Ok(Exit::NoInput) };
    let path = std::path::absolute(file).map_err(|error| Failure::new(Exit::NoInput, format!("{}: {error}", file.display())))?;
    let saved = Source { read: Read::Saved(Saved::from(&source.read, path)), auth: None, ..source.clone() };
    let mut done = ingest(&mill.road, &Arc::clone(publication), &saved, Months::All).await?;
    // An import is no run of the source: it leaves its schedule and its state alone.
    if let Some(last) = done.last.take() {
        done.changes += mill.road.store.keep(last).await?;
    }
    print([format!("{}: {}", file.display(), told(name, &done))])?;
    Ok(match done.trouble.map(|trouble| trouble.kind) {
        None => Exit::Ok,
        Some(Kind::Empty) => Exit::NoInput,
        Some(_) => Exit::BadData,
    })
}
