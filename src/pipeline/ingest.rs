//! From a source to the store: which documents, in which order. How the pages of a listing are walked stands in `walk`.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, LazyLock};

use chrono::Days;
use tokio::sync::Semaphore;
use url::Url;

use super::enrich::Looked;
pub(super) use super::stop::Stop;
use super::{Road, RoadError};
use crate::article::{Entry, Month, Stated};
use crate::clock::Instant;
use crate::config::{Publication, Source};
use crate::fetch::{FetchError, Fetched, Request, shown};
use crate::rules;
use crate::source::{Page, Reading, Role, Start};
use crate::store::{Arrival, Changes, Kept, KnownPage, SourceName};
use crate::trouble::{Kind, Trouble};

/// Entries of one document that are kept; a document with more is no news.
const MAX_ENTRIES: usize = 5_000;
/// Documents that one source may name besides its listings' pages: parts of a sitemap, months of an archive.
const MAX_DOCUMENTS: usize = 500;

/// Turns at reading a document: it takes the processor, so that more at a time than there are would only take memory.
pub(super) static READING: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from).max(2)));

/// What one run of a source did.
#[derive(Clone, Debug, Default)]
pub struct Ingested {
    /// Documents that were fetched.
    pub pages: u32,
    /// Documents that had not changed.
    pub unchanged: u32,
    /// What they changed in the store.
    pub changes: Changes,
    /// Articles' own pages that were read for their dates.
    pub looked: Looked,
    /// What stopped the run; what came before is kept.
    pub trouble: Option<Trouble>,
    /// Until when the host asked us to stay away.
    pub not_before: Option<Instant>,
    /// The last page, not kept yet: it is kept together with the outcome of the run, in one transaction.
    pub last: Option<Kept>,
}

/// Which months of a listing are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Months {
    /// Those that can still change.
    Open,
    /// All that there are.
    All,
}

/// One source being read.
pub(super) struct Run<'a> {
    pub(super) road: &'a Road,
    pub(super) publication: &'a Arc<Publication>,
    pub(super) source: &'a Source,
    pub(super) name: SourceName,
    number: i64,
    pub(super) now: Instant,
    pub(super) months: Months,
    /// The addresses that the configuration names, the first one first: only they may be files.
    configured: Vec<Url>,
    /// The mark of the publication's rules.
    rules: Vec<u8>,
    pub(super) done: Ingested,
}

/// Reads a source once and keeps what it says. Trouble of the source is part of the answer, not an error.
///
/// # Errors
/// When the store fails.
pub async fn ingest(road: &Road, publication: &Arc<Publication>, source: &Source, months: Months) -> Result<Ingested, RoadError> {
    let name = SourceName { publication: publication.name.to_string(), source: source.name.to_string() };
    let now = road.clock.now();
    let number = now.timestamp_millis();
    let (configured, rules) = (Vec::new(), rules::mark(&publication.rules));
    let mut run = Run { road, publication, source, name, number, now, months, configured, rules, done: Ingested::default() };
    match run.documents().await {
        Ok(()) => {}
        Err(Stop::Blocked(error)) => return Err(error),
        Err(Stop::Trouble(error)) => {
            run.stay_away(error.retry_after);
            run.done.trouble = Some(error.trouble);
        }
    }
    Ok(run.done)
}

impl Run<'_> {
    /// All documents of the source: those to begin with, and those that they name.
    async fn documents(&mut self) -> Result<(), Stop> {
        let months = self.open_months();
        let starts = if self.months == Months::All { self.source.read.start_of_all(&months) } else { self.source.read.start(&months) };
        let mut queue: VecDeque<Start> = starts.into();
        self.configured = queue.iter().map(|start| start.url.clone()).collect();
        // Until a new month has its first article, its page may not be there; an older open month then shows that all is well.
        let first = self.configured.first().filter(|_| queue.len() > 1 && queue.iter().all(|start| start.month.is_some())).cloned();
        let mut seen: HashSet<Url> = HashSet::new();
        let mut trouble = None;
        while let Some(start) = queue.pop_front() {
            if !seen.insert(start.url.clone()) || seen.len() > MAX_DOCUMENTS {
                continue;
            }
            let result = match start.role {
                Role::Document => self.document(&start, &mut queue).await,
                Role::Index => self.index(&start, &mut queue).await,
                Role::Listing => self.walk(&start).await,
            };
            match result {
                Ok(()) => {}
                Err(Stop::Trouble(FetchError { status: Some(404 | 410), .. })) if first.as_ref() == Some(&start.url) => {
                    tracing::info!(source = %self.name, url = shown(&start.url), "the new month has no page yet");
                }
                // Other months may be well: the first trouble is told, the rest is read.
                Err(Stop::Trouble(error)) if error.retry_after.is_none() && !queue.is_empty() => {
                    trouble.get_or_insert(error);
                }
                Err(stop) => return Err(stop),
            }
        }
        trouble.map_or(Ok(()), |error| Err(Stop::Trouble(error)))
    }

    /// The months that can still change, newest first: the current one, and those in their days of grace.
    fn open_months(&self) -> Vec<Month> {
        let zone = self.publication.zone;
        let grace = Days::new(u64::from(self.publication.grace_days));
        let mut months = vec![Month::of(self.now, zone)];
        while let Some(previous) = months.last().map(|month| month.previous())
            && previous.end(zone) + grace > self.now
        {
            months.push(previous);
        }
        months
    }

    /// A document that is whole by itself.
    async fn document(&mut self, start: &Start, queue: &mut VecDeque<Start>) -> Result<(), Stop> {
        let known = self.road.store.page(&self.name, start.url.as_str()).await?;
        match self.fetch(&start.url, &known).await? {
            Fetched::Unchanged { validators, .. } => self.unchanged(&start.url, &known, validators).await?,
            Fetched::Folder { pages, validators } => {
                for (number, page) in (1..).zip(pages) {
                    self.saved_page(page, number).await?;
                }
                // The folder's own mark comes last: a cut leaves it to be read again.
                let folder = Reading { damaged: true, ..Reading::default() };
                let kept = Kept { validators, ..self.kept(start.url.as_str(), 1, folder) };
                self.done.changes += self.road.store.keep(kept).await?;
            }
            Fetched::Page { page, validators, .. } => {
                let body = self.body_hash(&page);
                if known.body.as_deref() == Some(body.as_slice()) {
                    return Ok(self.unchanged(&start.url, &known, validators).await?);
                }
                let reading = self.read(page, Role::Document).await?;
                if reading.is_empty() && known.entries > 0 && reading.lists.is_empty() {
                    let (url, before) = (shown(&start.url), known.entries);
                    let sentence = format!("{url} holds no entries now, and held {before} before; what was kept stays");
                    return Err(Trouble::new(Kind::Empty, sentence).into());
                }
                queue.extend(reading.lists.iter().cloned());
                let number = reading.number.unwrap_or(1);
                // Where older entries are, should somebody ask for all.
                let older = reading.next.as_ref().map(Url::to_string);
                let mut kept = self.kept(start.url.as_str(), number, reading);
                self.look_further(&mut kept.entries).await?;
                kept.next = older;
                kept.validators = validators;
                kept.body = body;
                if queue.is_empty() {
                    self.done.last = Some(kept);
                } else {
                    self.done.changes += self.road.store.keep(kept).await?;
                }
            }
        }
        Ok(())
    }

    /// One file of a folder of saved pages.
    async fn saved_page(&mut self, page: Page, position: u32) -> Result<(), Stop> {
        let (url, body) = (page.url.to_string(), self.body_hash(&page));
        let known = self.road.store.page(&self.name, &url).await?;
        if known.body.as_deref() == Some(body.as_slice()) {
            self.done.unchanged += 1;
            return Ok(());
        }
        let place = page.place();
        let reading = self.read(page, Role::Document).await.map_err(|stop| stop.of(&place))?;
        let mut kept = self.kept(&url, reading.number.unwrap_or(position), reading);
        // One page of several says nothing about what is on the others.
        kept.complete = false;
        kept.body = body;
        self.look_further(&mut kept.entries).await?;
        self.done.changes += self.road.store.keep(kept).await?;
        Ok(())
    }

    pub(super) async fn fetch(&mut self, url: &Url, known: &KnownPage) -> Result<Fetched, Stop> {
        let accept = self.source.read.accept();
        self.done.pages += 1;
        let asked = Request { auth: self.source.auth.clone(), ..Request::get(self.configured.first().unwrap_or(url).clone(), accept) };
        // What a page links to is a web address, and gets the login only on the same site.
        let mut request = if self.configured.contains(url) {
            Request { url: url.clone(), ..asked }
        } else {
            asked.follow(url.clone(), accept).map_err(Stop::Trouble)?
        };
        // What was read under other rules is read again.
        if known.body.as_ref().is_none_or(|body| body.get(HASH..) == Some(self.rules.as_slice())) {
            request.validators = known.validators.clone();
        }
        let fetched = self.road.fetch.fetch(&request).await.map_err(Stop::Trouble)?;
        if let Fetched::Page { hints, .. } | Fetched::Unchanged { hints, .. } = &fetched {
            self.stay_away(hints.retry_after);
        }
        Ok(fetched)
    }

    /// Notes that the host wants no requests for so long from now; the longest wait of a run counts.
    pub(super) fn stay_away(&mut self, wait: Option<std::time::Duration>) {
        let wait = wait.and_then(|wait| chrono::TimeDelta::from_std(wait).ok());
        self.done.not_before = self.done.not_before.max(wait.map(|wait| self.road.clock.now() + wait));
    }

    /// Reads a page off the async threads: a hostile document costs time there, and a panic costs only this run.
    pub(super) async fn read(&self, page: Page, role: Role) -> Result<Reading, Stop> {
        let (publication, name) = (Arc::clone(self.publication), self.source.name.clone());
        let read = self.source.read.clone();
        let _turn = READING.acquire().await;
        let source = self.name.source.clone();
        let work = tokio::task::spawn_blocking(move || {
            let mut reading = read.read(&page, role, &publication.context())?;
            reading.entries.retain(|entry| !entry.title.is_empty());
            let before = reading.entries.len();
            reading.entries.retain_mut(|entry| rules::apply(&publication.rules, &source, entry).is_ok());
            reading.excluded = before - reading.entries.len();
            Ok::<_, Trouble>(reading)
        });
        let mut reading = work.await.map_err(|_| {
            Trouble::new(Kind::Parse, format!("the reader of {name} broke off over the document; please report it with the document"))
        })??;
        if reading.entries.len() > MAX_ENTRIES {
            tracing::warn!(source = %self.name, entries = reading.entries.len(), "only the first {MAX_ENTRIES} entries are kept");
            reading.entries.truncate(MAX_ENTRIES);
        }
        self.tell_left_out(&reading);
        newest_first(&mut reading.entries);
        Ok(reading)
    }

    /// Tells what was left out on the way.
    fn tell_left_out(&self, reading: &Reading) {
        if reading.excluded > 0 {
            tracing::debug!(source = %self.name, excluded = reading.excluded, "{}: rules left {} entries out", self.name, reading.excluded);
        }
        if let Some(first) = reading.skipped.first() {
            let others = reading.skipped.len() - 1;
            tracing::warn!(source = %self.name, "{}: an entry was left out ({first}), and {others} more", self.name);
        }
        if reading.damaged {
            tracing::warn!(source = %self.name, "{}: the document was cut or damaged; nothing that is missing from it is taken for gone", self.name);
        }
    }

    /// The hash of a document and of the rules that it is read under.
    pub(super) fn body_hash(&self, page: &Page) -> Vec<u8> {
        [&blake3::hash(&page.body).as_bytes()[..HASH], self.rules.as_slice()].concat()
    }

    pub(super) fn kept(&self, url: &str, number: u32, reading: Reading) -> Kept {
        Kept {
            publication: Arc::clone(self.publication),
            source: self.name.source.clone(),
            run: self.number,
            url: url.to_owned(),
            number,
            walk: None,
            complete: !reading.damaged,
            entries: reading.entries,
            validators: crate::fetch::Validators::default(),
            body: Vec::new(),
            next: None,
            arrival: if self.months == Months::All { Arrival::Import } else { Arrival::Schedule },
            now: self.now,
        }
    }

    /// A page that has not changed: only its validators may have.
    pub(super) async fn unchanged(&mut self, url: &Url, known: &KnownPage, validators: crate::fetch::Validators) -> Result<(), RoadError> {
        self.done.unchanged += 1;
        if validators != known.validators {
            self.road.store.revalidate(&self.name, url.as_str(), validators).await?;
        }
        Ok(())
    }
}

/// Entries in listing order, newest first: as they stand, or by date where every one of them states an instant.
fn newest_first(entries: &mut [Entry]) {
    if entries.iter().all(|entry| matches!(entry.stated, Stated::At(_))) {
        entries.sort_by_key(|entry| match entry.stated {
            Stated::At(time) => std::cmp::Reverse(time),
            _ => std::cmp::Reverse(Instant::MIN_UTC),
        });
    }
}

/// The bytes of a document's hash; behind it stands the mark of the rules that it was read under.
const HASH: usize = 16;
