//! `feedmill status`: what is going on.

use clap::Args;

use super::{Exit, Failure, Here, print};
use crate::config;
use crate::mill::Mill;
use crate::status::{ConfigStatus, Status};
use crate::store::Store;
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
    let status = match config::load(&here.directory) {
        Ok(config) => {
            let mill = Mill::open(config, here.clock)?;
            told(Some(&mill), mill.road.store.as_ref(), ConfigStatus::new(None, None)).await?
        }
        // An edit that will be refused must not hide what runs: the store is where the daemon's file says it is.
        Err(faults) => {
            let path = config::store_path(&here.directory);
            if !path.exists() {
                return Err(Failure::new(Exit::Config, faults.render(super::is_colored())));
            }
            told(None, &Sqlite::open(&path)?, ConfigStatus::new(None, Some(&faults))).await?
        }
    };
    print(if arguments.json { vec![status.json()] } else { status.lines() })?;
    Ok(Exit::Ok)
}

async fn told(mill: Option<&Mill>, store: &dyn Store, config: ConfigStatus) -> Result<Status, Failure> {
    Ok(Status::new(mill, &store.totals().await?, store.sources().await?, config))
}
