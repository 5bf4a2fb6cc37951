//! The command around the printing: which documents, read how, from where.

use std::io::BufRead as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use url::Url;

use super::super::{Exit, Failure, Here, add, discover, print};
use super::{human, json, kind_of};
use crate::article::{Entry, Month};
use crate::config::{self, FetchRules};
use crate::fetch::{Accept, Auth, Fetch, Fetched, Fetcher, Request};
use crate::identity::{self, Known};
use crate::source::saved::Saved;
use crate::source::{Context, Page, Read, Reading, Role, Start, article_page, listing};
use crate::trouble::{Kind, Trouble};

/// The options of `preview`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Addresses or files.
    #[arg(value_name = "URL|FILE", required_unless_present_any = ["source", "files_from", "since"])]
    pub documents: Vec<String>,
    /// Read them as this kind; found from the document when left out.
    #[arg(long = "as", value_name = "KIND", value_parser = ["feed", "listing", "sitemap", "saved", "article"])]
    pub kind: Option<String>,
    /// Read them as this source of the configuration does; without a document, read the source's own first one.
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Section labels that are known, parted by `|`.
    #[arg(long, value_name = "LABELS")]
    pub sections: Option<String>,
    /// The address that a file was saved from.
    #[arg(long, value_name = "U")]
    pub base_url: Option<Url>,
    /// The Content-Type that a file came with.
    #[arg(long, value_name = "T")]
    pub content_type: Option<String>,
    /// What the rules of this configuration would have made of what was first seen in so long, such as 30d; nothing is read or changed.
    #[arg(long, value_name = "TIME", value_parser = so_long, conflicts_with_all = ["documents", "source", "files_from", "json"])]
    pub since: Option<Duration>,
    /// One object for each document, on one line.
    #[arg(long)]
    pub json: bool,
    /// A list of files, one a line; `-` reads it from standard input.
    #[arg(long, value_name = "LIST")]
    pub files_from: Option<String>,
}

/// How documents are read here.
struct Preview<'a> {
    arguments: &'a Arguments,
    context: Context,
    /// The reader, the name and the login of `--source`.
    source: Option<(Read, String, Option<Auth>)>,
    authority: Option<String>,
    fetcher: Arc<dyn Fetch>,
    months: Vec<Month>,
}

/// Shows what would be ingested.
///
/// # Errors
/// When the list of files cannot be read, or `--source` names nothing. A document that cannot be read is part of the answer.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    if let Some(since) = arguments.since {
        return super::since::run(here, since).await;
    }
    let preview = Preview::new(here, arguments)?;
    let mut documents = arguments.documents.clone();
    if let Some(list) = &arguments.files_from {
        documents.extend(listed(list)?);
    }
    if documents.is_empty()
        && let Some((read, ..)) = &preview.source
    {
        documents.extend(read.start(&preview.months).first().map(|start| start.url.to_string()));
    }
    let mut exit = Exit::Ok;
    for document in &documents {
        let (text, how) = preview.show(document).await;
        print([text])?;
        exit = if exit == Exit::Ok { how } else { exit };
    }
    Ok(exit)
}

/// A time as the configuration writes it.
fn so_long(text: &str) -> Result<Duration, String> {
    config::time(text).ok_or_else(|| "write a time like `30d`, `12h` or `90m`".to_owned())
}

/// The lines of a list of files.
fn listed(list: &str) -> Result<Vec<String>, Failure> {
    let unreadable = |error: std::io::Error| Failure::new(Exit::NoInput, format!("the list {list} cannot be read: {error}"));
    let lines: Vec<String> = if list == "-" {
        std::io::stdin().lock().lines().collect::<Result<_, _>>().map_err(unreadable)?
    } else {
        std::fs::read_to_string(list).map_err(unreadable)?.lines().map(str::to_owned).collect()
    };
    Ok(lines.into_iter().filter(|line| !line.trim().is_empty()).collect())
}

/// The address of a document: itself, or that of a file.
pub(in crate::cli) fn address(document: &str) -> Result<Url, Trouble> {
    match Url::parse(document) {
        Ok(url) if matches!(url.scheme(), "http" | "https" | "file") => Ok(url),
        _ => std::path::absolute(Path::new(document))
            .ok()
            .and_then(|path| Url::from_file_path(path).ok())
            .ok_or_else(|| Trouble::new(Kind::Empty, format!("{document} is neither an address nor a file"))),
    }
}

/// Adds what one file of a folder gave to what those before it gave. What the first says of itself stands for all.
fn join(whole: &mut Reading, next: Reading) {
    if whole.about.kind.is_empty() {
        *whole = Reading { number: None, next: None, ..next };
        return;
    }
    whole.entries.extend(next.entries);
    whole.repaired.extend(next.repaired);
    whole.skipped.extend(next.skipped);
}

impl<'a> Preview<'a> {
    fn new(here: &Here, arguments: &'a Arguments) -> Result<Self, Failure> {
        // A preview needs no configuration; only a named source does.
        let config = config::load(&here.directory);
        let rules = config.as_ref().map_or_else(|_| FetchRules::default(), |config| config.fetch.clone());
        let fetcher = Arc::new(Fetcher::new(&rules, here.clock));
        let mut preview = Self {
            arguments,
            context: Context::default(),
            source: None,
            authority: None,
            fetcher,
            months: vec![Month::of(here.clock.now(), chrono_tz::Tz::UTC)],
        };
        if let Some(name) = &arguments.source {
            let config = config.map_err(|faults| Failure::new(Exit::Config, faults.render(super::super::is_colored())))?;
            let unknown = || Failure::new(Exit::NoInput, format!("there is no source `{name}`; `feedmill next` shows all there are"));
            let (publication, source) = name.split_once('/').ok_or_else(unknown)?;
            let publication = config.publication(publication).ok_or_else(unknown)?;
            let source = publication.source(source).ok_or_else(unknown)?;
            preview.context = publication.context();
            preview.authority = Some(identity::authority(&publication.home));
            preview.source = Some((source.read.clone(), source.name.to_string(), source.auth.clone()));
        }
        if let Some(labels) = &arguments.sections {
            preview.context.labels = labels.split('|').map(|label| label.trim().to_owned()).filter(|label| !label.is_empty()).collect();
            preview.context.labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
        }
        Ok(preview)
    }

    /// One document as text, and how that went.
    async fn show(&self, document: &str) -> (String, Exit) {
        let (result, missing) = match address(document) {
            Ok(url) => (self.look_at(url.clone()).await, url.to_file_path().is_ok_and(|path| !path.exists())),
            Err(trouble) => (Err(trouble), true),
        };
        let exit = if result.is_ok() { Exit::Ok } else { Exit::BadData };
        let text = if self.arguments.json {
            json(document, &result, self.context.zone, &|entry| self.id(entry))
        } else {
            human(document, &result, &self.context) + &self.offers(document, &result).await
        };
        (text, if missing { Exit::NoInput } else { exit })
    }

    /// What else the site of a web page offers, where nobody said how the page is to be read.
    async fn offers(&self, document: &str, result: &Result<Reading, Trouble>) -> String {
        let is_page = result.as_ref().map_or_else(|trouble| trouble.kind == Kind::Layout, |reading| reading.about.kind == "listing");
        let url = Url::parse(document).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = url.filter(|_| is_page && self.source.is_none() && self.arguments.kind.is_none()) else { return String::new() };
        let offers = discover::offers(&*self.fetcher, url, &self.context).await.unwrap_or_default();
        let lines = add::lines(&offers);
        if lines.len() < 2 {
            String::new()
        } else {
            format!("\n  what this site offers (`feedmill add` takes the first):\n{}\n", lines.join("\n"))
        }
    }

    /// The question for a document: as the named source would ask it, with its login where the document is of the same origin.
    fn request(&self, url: Url) -> Request {
        let Some((read, _, auth)) = &self.source else {
            let accept = match self.arguments.kind.as_deref() {
                Some("listing" | "saved" | "article") => Accept::Html,
                Some("sitemap") => Accept::Xml,
                _ => Accept::Feed,
            };
            return Request::get(url, accept);
        };
        let same = |start: &Start| start.url.origin() == url.origin();
        let auth = auth.clone().filter(|_| read.start(&self.months).iter().any(same));
        Request { auth, ..Request::get(url, read.accept()) }
    }

    /// Fetches and reads what stands at an address: a folder's files as one document, in their order, as an import takes them.
    async fn look_at(&self, url: Url) -> Result<Reading, Trouble> {
        let request = self.request(url);
        match self.fetcher.fetch(&request).await.map_err(|error| error.trouble)? {
            Fetched::Page { page, .. } => self.read(page).await,
            Fetched::Folder { pages, .. } => {
                let mut whole = Reading::default();
                for page in pages {
                    let place = page.place();
                    join(&mut whole, self.read(page).await.map_err(|trouble| trouble.of(&place))?);
                }
                Ok(whole)
            }
            Fetched::Unchanged { .. } => Err(Trouble::new(Kind::Http, "the host answers 304 to a plain question")),
        }
    }

    /// How a page is read: as its kind is named, else as its source reads it, a file as an import does; else by what it shows.
    fn kind(&self, page: &Page) -> Read {
        match (&self.source, &self.arguments.kind) {
            (Some((read, ..)), None) => match page.url.to_file_path() {
                Ok(path) if page.url.scheme() == "file" => Read::Saved(Saved::from(read, path)),
                _ => read.clone(),
            },
            (_, kind) => kind_of(page, kind.as_deref()),
        }
    }

    /// Reads off the async threads; a reader that breaks off is told as trouble.
    async fn read(&self, mut page: Page) -> Result<Reading, Trouble> {
        if self.arguments.content_type.is_some() {
            page.content_type.clone_from(&self.arguments.content_type);
        }
        let is_article = self.arguments.kind.as_deref() == Some("article");
        let read = self.kind(&page);
        if let Some(base) = &self.arguments.base_url {
            page.url = base.clone();
        }
        let role = self.role(&read, &page);
        let context = self.context.clone();
        let work = tokio::task::spawn_blocking(move || {
            if is_article {
                return article_page::alone(&page, &context);
            }
            let reading = read.read(&page, role, &context)?;
            let undescribed = matches!(&read, Read::Listing(listing) if listing.item.is_none());
            let found = undescribed.then(|| listing::describe(&page, &context)).flatten();
            Ok(Reading { found, ..reading })
        });
        work.await.unwrap_or_else(|_| Err(Trouble::new(Kind::Parse, "the reader broke off over this document; please report it")))
    }

    /// What the page is to its source: the index of months, where that is what was fetched.
    fn role(&self, read: &Read, page: &Page) -> Role {
        let starts = read.start(&self.months);
        let known = starts.iter().find(|start| start.url == page.url).map(|start| start.role);
        known.unwrap_or(if matches!(read, Read::Listing(_)) { Role::Listing } else { Role::Document })
    }

    /// The id that would be published for an entry.
    fn id(&self, entry: &Entry) -> String {
        let source = self.source.as_ref().map_or("preview", |(_, name, _)| name.as_str());
        let from_link = || entry.link.as_deref().and_then(|link| Url::parse(link).ok()).map(|url| identity::authority(&url));
        let authority = self.authority.clone().or_else(from_link).unwrap_or_else(|| "feedmill.invalid".to_owned());
        Known::of(entry, source).id(&authority, &std::collections::HashSet::new())
    }
}
