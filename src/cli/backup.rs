//! `feedmill backup`: a copy of the store, while the daemon goes on.

use std::path::PathBuf;

use clap::Args;

use super::{Exit, Failure, Here, print};
use crate::store::sqlite::Sqlite;

/// The options of `backup`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where the copy goes. What stands there is kept unless `--replace` is given.
    pub file: PathBuf,
    /// Puts the copy in the place of what stands there, in one step and only once it is whole.
    #[arg(long)]
    pub replace: bool,
}

/// Copies the store.
///
/// # Errors
/// When there is no store, the copy cannot be written, or does not read back whole.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let config = here.config()?;
    let file = &arguments.file;
    if file.exists() && !arguments.replace {
        return Err(Failure::new(Exit::Io, format!("{} is there already; name another file, or give `--replace`", file.display())));
    }
    if same(file, &config.store) {
        return Err(Failure::new(Exit::Usage, format!("{} is the store itself; name another file", file.display())));
    }
    let (from, to) = (config.store.clone(), file.clone());
    let copy = tokio::task::spawn_blocking(move || Sqlite::backup(&from, &to));
    let copied = copy.await.map_err(|error| Failure::new(Exit::Io, format!("the copy broke off: {error}")))??;
    if !copied {
        return Err(Failure::new(Exit::NoInput, format!("nothing was kept yet: there is no store at {}", config.store.display())));
    }
    let size = std::fs::metadata(file).map_or(0, |found| found.len());
    print([format!("{}: {:.1} MB, read back and whole", file.display(), mega(size))])?;
    Ok(Exit::Ok)
}

fn same(one: &std::path::Path, other: &std::path::Path) -> bool {
    one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}

#[expect(clippy::cast_precision_loss, reason = "it is shown with one decimal")]
const fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
