//! `feedmill add`: looks at what a site offers and writes the best of it into the configuration.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::preview::address;
use super::{Exit, Failure, Here, discover, print};
use crate::config::{self, Config, Publication};
use crate::fetch::Fetcher;
use crate::source::Context;
use crate::source::discover::Offer;

/// The options of `add`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The address of a site, a feed, a listing or a sitemap.
    #[arg(value_name = "URL")]
    pub url: String,
    /// The publication to add it to; may be left out where there is one.
    #[arg(long, value_name = "NAME")]
    pub publication: Option<String>,
    /// What the source is to be called.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// When it is read: a crontab line, or `every 30m`.
    #[arg(long, value_name = "SCHEDULE")]
    pub schedule: Option<String>,
    /// Only show what there is; write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// What there is, one JSON object a line; writes nothing.
    #[arg(long)]
    pub json: bool,
}

/// Adds the best that a site offers.
///
/// # Errors
/// When the configuration has mistakes, before or after; then no file is changed.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    let config = here.config()?;
    let publication = if arguments.json || arguments.dry_run { None } else { Some(chosen(&config, arguments.publication.as_deref())?) };
    let context = publication.map_or_else(Context::default, Publication::context);
    let url = address(&arguments.url).map_err(|trouble| Failure::new(Exit::NoInput, trouble.to_string()))?;
    let fetcher = Fetcher::new(&config.fetch, here.clock);
    let offers = discover::offers(&fetcher, url, &context).await;
    let offers = offers.map_err(|trouble| Failure::new(Exit::BadData, format!("{}: {trouble}", arguments.url)))?;
    if arguments.json {
        print(offers.iter().map(|offer| serde_json::to_string(offer).unwrap_or_default()))?;
    } else {
        print(lines(&offers))?;
    }
    let Some(best) = offers.first().filter(|offer| offer.score > 0) else {
        let advice = "`feedmill preview` shows what a page gives; name its items with `item` if it shows some";
        return Err(Failure::new(Exit::BadData, format!("{}: nothing here can be read as a source; {advice}", arguments.url)));
    };
    if let Some(publication) = publication {
        print([write(here, publication, best, arguments)?])?;
    }
    Ok(Exit::Ok)
}

/// One line for each offer; the first is the one to take.
pub(super) fn lines(offers: &[Offer]) -> Vec<String> {
    let mark = |place: usize, offer: &Offer| match (place, offer.score) {
        (0, 1..) => "take",
        (_, 1..) => "also",
        _ => "not ",
    };
    offers
        .iter()
        .enumerate()
        .map(|(place, offer)| format!("  {}  {:<8} {}\n                 {}", mark(place, offer), offer.kind, offer.url, offer.why))
        .collect()
}

/// The publication that was meant.
fn chosen<'c>(config: &'c Config, name: Option<&str>) -> Result<&'c Publication, Failure> {
    let names: Vec<&str> = config.publications.iter().map(|publication| publication.name.as_str()).collect();
    let unknown = |what: String| Failure::new(Exit::NoInput, format!("{what}; write `--publication` with one of: {}", names.join(", ")));
    match (name, config.publications.as_slice()) {
        (Some(name), all) => {
            let found = all.iter().find(|publication| publication.name.as_str() == name);
            found.ok_or_else(|| unknown(format!("there is no publication `{name}`")))
        }
        (None, [only]) => Ok(only),
        (None, _) => Err(unknown("there is more than one publication".to_owned())),
    }
}

/// Writes a source to the end of its publication's file, so that all that stands there stays as it is. Answers what was done.
fn write(here: &Here, publication: &Publication, offer: &Offer, arguments: &Arguments) -> Result<String, Failure> {
    let path = here.directory.join("publications").join(format!("{}.toml", publication.name));
    let unwritable = |error: std::io::Error| Failure::new(Exit::Io, format!("{} cannot be changed: {error}", path.display()));
    let before = fs::read_to_string(&path).map_err(unwritable)?;
    let taken = |name: &str| publication.source(name).is_some();
    let name = arguments.name.clone().unwrap_or_else(|| free_name(offer.kind, taken));
    let schedule = arguments.schedule.as_deref().unwrap_or(match offer.kind {
        "feed" => "*/30 * * * *",
        "listing" => "0 */3 * * *",
        _ => "@daily",
    });
    let line = if before.ends_with('\n') { "" } else { "\n" };
    let source = format!(
        "\n# Added from {}: {}.\n[source.{name}]\nschedule = {}\nread.{} = {{ url = {} }}\n",
        arguments.url,
        offer.why,
        quoted(schedule),
        offer.kind,
        quoted(&offer.url)
    );
    replace(&path, &format!("{before}{line}{source}")).map_err(unwritable)?;
    if let Err(faults) = config::load(&here.directory) {
        replace(&path, &before).map_err(unwritable)?;
        return Err(Failure::new(Exit::Config, format!("{}\nnothing was changed", faults.render(super::is_colored()))));
    }
    let number = before.lines().count() + usize::from(!line.is_empty()) + 3;
    Ok(format!(
        "\n{}:{number}: the source `{}/{name}` was added; a daemon that runs takes it up by itself",
        path.display(),
        publication.name
    ))
}

/// A name that no source of the publication has.
fn free_name(kind: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{kind}-{number}"));
    std::iter::once(kind.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_else(|| kind.to_owned())
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r', '\t'], " "))
}

/// A file with other content, whole at every moment.
fn replace(path: &Path, text: &str) -> std::io::Result<PathBuf> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().set_permissions(fs::metadata(path)?.permissions())?;
    beside.as_file().sync_all()?;
    beside.persist(path).map_err(|failed| failed.error)?;
    Ok(path.to_owned())
}
