//! The commands: what each is called, and the room that answers it.

pub mod add;
pub mod articles;
pub mod backup;
pub mod check;
pub mod check_feed;
pub mod decide;
mod discover;
pub mod explain;
pub mod export;
pub mod import;
pub mod ingest;
mod named;
pub mod next;
pub mod preview;
pub mod publish;
pub mod run;
pub mod status;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::config::{self, Config};
use crate::mill::Mill;
use crate::store::sqlite::Sqlite;
use crate::store::{SourceName, StoreError};

/// Grinds many article sources into one clean set of RSS and Atom feeds.
#[derive(Debug, Parser)]
#[command(
    name = "feedmill",
    version,
    max_term_width = 100,
    after_help = "Example: feedmill run            (then open http://127.0.0.1:8080/)"
)]
pub struct Cli {
    /// The folder of the configuration.
    #[arg(long, global = true, env = "FEEDMILL_CONFIG", default_value = "config", value_name = "DIR")]
    pub config: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The daemon: reads sources on schedule, publishes and serves the feeds.
    #[command(after_help = "Example: feedmill run --once --strict")]
    Run(run::Arguments),
    /// Reads sources now, without publishing.
    #[command(after_help = "Example: feedmill ingest hsj/latest")]
    Ingest(ingest::Arguments),
    /// Publishes the feeds that are stale.
    #[command(after_help = "Example: feedmill publish --full")]
    Publish(publish::Arguments),
    /// Checks the whole configuration and shows every mistake.
    #[command(after_help = "Example: feedmill check --url http://169.254.169.254/")]
    Check(check::Arguments),
    /// Shows the coming runs.
    #[command(after_help = "Example: feedmill next hsj/latest -n 3 --from 2026-03-28T12:00:00Z")]
    Next(next::Arguments),
    /// Shows what would be read from an address or a file; stores nothing.
    #[command(after_help = "Example: feedmill preview https://www.hsj.co.uk/rss/latest-news/more --json")]
    Preview(preview::Arguments),
    /// Looks at what a site offers, says what to take and why, and writes it into the configuration.
    #[command(after_help = "Example: feedmill add https://www.hsj.co.uk/ --publication hsj --dry-run")]
    Add(add::Arguments),
    /// Says what newsletter tools and feed readers would make of a feed: which items each of them would lose.
    #[command(after_help = "Example: feedmill check-feed https://www.hsj.co.uk/rss/latest-news/more feeds/hsj/feed.rss")]
    CheckFeed(check_feed::Arguments),
    /// Shows what is going on.
    #[command(after_help = "Example: feedmill status --json")]
    Status(status::Arguments),
    /// Lists what is kept.
    #[command(after_help = "Example: feedmill articles redundancy --section news --month 2025-11")]
    Articles(articles::Arguments),
    /// Says why an article is one, is in its section and month, and stands in its feeds.
    #[command(after_help = "Example: feedmill explain https://www.hsj.co.uk/7000001.article")]
    Explain(explain::Arguments),
    /// Makes one article of two: the first is shown no more.
    #[command(after_help = "Example: feedmill merge https://wire.example/9 https://quay.example/a")]
    Merge(decide::Two),
    /// Takes an article that was merged apart again.
    #[command(after_help = "Example: feedmill unmerge https://wire.example/9")]
    Unmerge(decide::One),
    /// Takes an article out of every feed, for good.
    #[command(after_help = "Example: feedmill withdraw https://www.hsj.co.uk/7000001.article")]
    Withdraw(decide::One),
    /// Puts an article back that was withdrawn.
    #[command(after_help = "Example: feedmill restore https://www.hsj.co.uk/7000001.article")]
    Restore(decide::One),
    /// Takes saved pages, pasted text or a listing's older months into the store.
    #[command(after_help = "Example: feedmill import page-9.txt --source hsj/archive")]
    Import(import::Arguments),
    /// Copies the store into a file, while the daemon goes on.
    #[command(after_help = "Example: feedmill backup feedmill-2025-11-17.db")]
    Backup(backup::Arguments),
    /// Prints every article as a line of JSON.
    #[command(after_help = "Example: feedmill export > articles.jsonl")]
    Export(export::Arguments),
}

/// How a command ends: the codes of BSD's `sysexits.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All went well.
    Ok = 0,
    /// A source failed, and `--strict` was given.
    Partial = 1,
    /// The command was called wrongly.
    Usage = 64,
    /// What was given could not be read.
    BadData = 65,
    /// What was named is not there.
    NoInput = 66,
    /// A port is taken, or what is needed is not to be had.
    Unavailable = 69,
    /// A file, or the store, could not be read or written.
    Io = 74,
    /// The configuration has mistakes.
    Config = 78,
}

/// A command that ends before its work is done: the code, and what is said on standard error.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What happened and what to do.
    pub message: String,
}

impl Failure {
    /// A failure with this code and message.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(Exit::Io, error.to_string())
    }
}

impl From<crate::pipeline::RoadError> for Failure {
    fn from(error: crate::pipeline::RoadError) -> Self {
        Self::new(Exit::Io, error.to_string())
    }
}

impl Cli {
    /// Does what the command says.
    ///
    /// # Errors
    /// With the exit code and what to say.
    pub async fn run(self) -> Result<Exit, Failure> {
        let clock = Clock::from_environment().map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
        let here = Here { directory: self.config, clock };
        match self.command {
            Command::Run(arguments) => run::run(&here, &arguments).await,
            Command::Ingest(arguments) => ingest::run(&here, &arguments).await,
            Command::Publish(arguments) => publish::run(&here, &arguments).await,
            Command::Check(arguments) => check::run(&here, &arguments).await,
            Command::Next(arguments) => next::run(&here, &arguments),
            Command::Preview(arguments) => preview::run(&here, &arguments).await,
            Command::Add(arguments) => add::run(&here, &arguments).await,
            Command::CheckFeed(arguments) => check_feed::run(&here, &arguments).await,
            Command::Status(arguments) => status::run(&here, &arguments).await,
            Command::Articles(arguments) => articles::run(&here, &arguments).await,
            Command::Explain(arguments) => explain::run(&here, &arguments).await,
            Command::Merge(arguments) => decide::merge(&here, &arguments).await,
            Command::Unmerge(arguments) => decide::one(&here, &arguments, decide::Verb::Unmerge).await,
            Command::Withdraw(arguments) => decide::one(&here, &arguments, decide::Verb::Withdraw).await,
            Command::Restore(arguments) => decide::one(&here, &arguments, decide::Verb::Restore).await,
            Command::Import(arguments) => import::run(&here, &arguments).await,
            Command::Backup(arguments) => backup::run(&here, &arguments).await,
            Command::Export(arguments) => export::run(&here, &arguments).await,
        }
    }
}

/// Where a command works: the folder of its configuration, and its clock.
#[derive(Debug)]
pub struct Here {
    /// The folder of the configuration.
    pub directory: PathBuf,
    /// What time it is.
    pub clock: Clock,
}

impl Here {
    /// The configuration.
    ///
    /// # Errors
    /// With every mistake in it.
    pub fn config(&self) -> Result<Config, Failure> {
        config::load(&self.directory).map_err(|faults| Failure::new(Exit::Config, faults.render(is_colored())))
    }

    /// The mill of a configuration, its store brought up to date.
    ///
    /// # Errors
    /// When the store or the published files are not usable.
    pub async fn mill(&self, config: Config) -> Result<Mill, Failure> {
        let mill = Mill::open(config, self.clock)?;
        mill.prepare().await?;
        Ok(mill)
    }
}

/// The store of a configuration, opened to look only; where nothing was kept yet there is none, and that is said.
///
/// # Errors
/// When there is a store that is not usable.
fn store(config: &Config) -> Result<Option<Sqlite>, Failure> {
    let store = Sqlite::look_at(&config.store)?;
    if store.is_none() {
        eprintln!("feedmill: nothing was kept yet: there is no store at {}; `feedmill run` makes it", config.store.display());
    }
    Ok(store)
}

/// The source that a name means.
///
/// # Errors
/// When there is none: with the names that there are.
fn source_name(config: &Config, text: &str) -> Result<SourceName, Failure> {
    let all = SourceName::all(&config.publications);
    if let Some(name) = all.iter().find(|name| name.to_string() == text) {
        return Ok(name.clone());
    }
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    let near = names.iter().min_by_key(|name| strsim::damerau_levenshtein(name, text));
    let hint = near.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
    Err(Failure::new(Exit::NoInput, format!("there is no source `{text}`{hint}")))
}

/// Whether standard error takes colour: it is a terminal, and `NO_COLOR` is not set.
fn is_colored() -> bool {
    use std::io::IsTerminal as _;
    #[expect(clippy::disallowed_methods, reason = "NO_COLOR is a matter of the terminal, not of the configuration")]
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !refused
}

/// Prints lines on standard output; a reader that went away is no error.
fn print(lines: impl IntoIterator<Item = String>) -> Result<(), Failure> {
    use std::io::Write as _;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let printed = lines.into_iter().try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush());
    match printed {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::Io, format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}
