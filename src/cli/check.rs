//! `feedmill check`: the whole configuration, all mistakes in one pass.

use clap::Args;

use super::{Exit, Failure, Here, print};
use crate::fetch::guard::Guard;
use crate::fetch::{Accept, Request, names};
use crate::mill::Mill;

/// The options of `check`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Also fetch the first document of every source, and say how that went.
    #[arg(long)]
    pub online: bool,
    /// Say whether this address may be fetched, and by which rule.
    #[arg(long, value_name = "URL")]
    pub url: Vec<String>,
}

/// Checks.
///
/// # Errors
/// With every mistake, and exit code 78.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let config = here.config()?;
    let guard = Guard::new(config.fetch.allow_private.clone());
    for url in &arguments.url {
        print([names::explain(&guard, url).await])?;
    }
    if !arguments.url.is_empty() {
        return Ok(Exit::Ok);
    }
    let sources: usize = config.publications.iter().map(|publication| publication.sources.len()).sum();
    let mut lines = vec![format!("{}: ok, {} publications, {sources} sources", here.directory.display(), config.publications.len())];
    if !config.warnings.is_empty() {
        lines.push(config.warnings.render(false).trim_end().to_owned());
    }
    print(lines)?;
    if arguments.online { online(here).await } else { Ok(Exit::Ok) }
}

/// One question to every source, nothing kept.
async fn online(here: &Here) -> Result<Exit, Failure> {
    let mill = Mill::open(here.config()?, here.clock)?;
    let month = crate::article::Month::of(here.clock.now(), chrono_tz::Tz::UTC);
    let mut exit = Exit::Ok;
    for name in mill.sources() {
        let Some((_, source)) = mill.find(&name) else { continue };
        for start in source.read.start(&[month]) {
            let request = Request { auth: source.auth.clone(), ..Request::get(start.url, Accept::Feed) };
            match mill.road.fetch.fetch(&request).await {
                Ok(_) => print([format!("{name}: ok")])?,
                Err(error) => {
                    exit = Exit::Unavailable;
                    print([format!("{name}: {}: {error}", error.trouble.kind)])?;
                }
            }
        }
    }
    Ok(exit)
}
