//! `feedmill check`: the whole configuration, all mistakes in one pass.

use clap::Args;
use futures_util::{StreamExt as _, stream};

use super::{Exit, Failure, Here, print};
use crate::addresses;
use crate::article::Month;
use crate::config::{Config, Publication};
use crate::fetch::guard::Guard;
use crate::fetch::{Fetch as _, Fetcher, Request, names};
use crate::mill;
use crate::pipeline::RoadError;
use crate::sink::Sink as _;
use crate::sink::dir::Dir;
use crate::status::counted;
use crate::store::sqlite::Sqlite;

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
    let (publications, sources) =
        (counted(config.publications.len(), "publication", "publications"), counted(sources, "source", "sources"));
    let mut lines = vec![format!("{}: ok, {publications}, {sources}", here.directory.display())];
    if !config.warnings.is_empty() {
        lines.push(config.warnings.render(false).trim_end().to_owned());
    }
    lines.extend(addresses(&config).await?.into_iter().map(|sentence| format!("warning: {sentence}")));
    print(lines)?;
    if arguments.online { online(&config, here).await } else { Ok(Exit::Ok) }
}

/// What taking this configuration over would do to addresses that are published. Nothing is made or changed for it.
async fn addresses(config: &Config) -> Result<Vec<String>, Failure> {
    let publications: Vec<&Publication> = config.publications.iter().collect();
    let published = Dir::new(&config.output).list("").await.map_err(RoadError::from)?;
    let mut sentences: Vec<String> = addresses::dropped(&publications, &published).iter().map(addresses::dropped_sentence).collect();
    match Sqlite::look_at(&config.store) {
        Ok(Some(store)) => sentences.extend(mill::moved_sections(&store, &config.publications).await?),
        Ok(None) => {}
        Err(error) => sentences.push(error.to_string()),
    }
    Ok(sentences)
}

/// One question to every source, as a run asks it; nothing is kept, and no store is opened.
async fn online(config: &Config, here: &Here) -> Result<Exit, Failure> {
    let fetcher = Fetcher::new(&config.fetch, here.clock);
    let now = here.clock.now();
    let sources = config.publications.iter().flat_map(|publication| publication.sources.iter().map(move |source| (publication, source)));
    let answers = sources.filter_map(|(publication, source)| {
        let name = format!("{}/{}", publication.name, source.name);
        let start = source.read.start(&[Month::of(now, publication.zone)]).into_iter().next()?;
        let request = Request { auth: source.auth.clone(), ..Request::get(start.url, source.read.accept()) };
        let fetcher = &fetcher;
        Some(async move { (name, fetcher.fetch(&request).await) })
    });
    // Side by side, told in the order of the configuration; the fetch room spares the hosts.
    let mut answers = stream::iter(answers.collect::<Vec<_>>()).buffered(config.fetch.concurrency.max(1));
    let mut exit = Exit::Ok;
    while let Some((name, answer)) = answers.next().await {
        match answer {
            Ok(_) => print([format!("{name}: ok")])?,
            Err(error) => {
                exit = Exit::Unavailable;
                print([format!("{name}: {}: {error}", error.trouble.kind)])?;
            }
        }
    }
    Ok(exit)
}
