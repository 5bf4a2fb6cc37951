//! The walk over the pages of a listing: how it goes on, where it ends, and when it need not be made.

use std::collections::{HashSet, VecDeque};

use chrono::Days;
use url::Url;

use super::ingest::{Months, Run, Stop};
use crate::article::{Entry, Month, Stated};
use crate::fetch::{self, FetchError, Fetched};
use crate::source::{Read, Reading, Role, Start, listing::Place};
use crate::store::{Changes, KnownPage, Walk};
use crate::trouble::{Kind, Trouble};

/// A closed month that stayed the same for so many days is quiet …
const QUIET_AFTER: Days = Days::new(7);
/// … and is then asked for once in so many days.
const QUIET_FOR: Days = Days::new(30);

impl Run<'_> {
    /// A page that links to the months.
    pub(super) async fn index(&mut self, start: &Start, queue: &mut VecDeque<Start>) -> Result<(), Stop> {
        let Read::Listing(listing) = &self.source.read else { return Ok(()) };
        let Place::Index { months, .. } = listing.place else { return Ok(()) };
        let wanted = if self.months == Months::All { usize::MAX } else { months };
        // Never asked for with validators: what it links to must be known, and it is one page.
        let Fetched::Page { page, .. } = self.fetch(&start.url, &KnownPage::default()).await? else { return Ok(()) };
        let reading = self.read(page, Role::Index).await?;
        queue.extend(reading.lists.into_iter().take(wanted));
        Ok(())
    }

    /// A walk over the pages of one listing, or over the documents of a chain, page by page, each kept by itself.
    ///
    /// It stops early at a page that is wholly known only if the last walk reached the end: a walk that was cut leaves
    /// pages behind that nothing else would find.
    pub(super) async fn walk(&mut self, start: &Start) -> Result<(), Stop> {
        let max_pages = self.source.read.max_pages();
        let walk = self.road.store.walk(&self.name, start.url.as_str()).await?;
        if self.months == Months::Open && self.is_quiet(start, &walk) {
            return Ok(());
        }
        let mut steps = Steps::new(start.url.clone());
        let month = start.month.or(walk.month);
        let mut changed = false;
        while let Some(url) = steps.next.take() {
            let step = self.step(start, &url, &mut steps).await?;
            changed |= step.new + step.edited > 0;
            if step.is_repetition() && walk.caught_up && self.months == Months::Open {
                break;
            }
            if steps.number > max_pages && steps.next.is_some() {
                // This walk has not seen the end, so the next one must not stop early.
                tracing::warn!(source = %self.name, pages = max_pages, "the listing has more pages than `max_pages`; the rest is not read");
                return Ok(());
            }
        }
        // A month that can still bring news is never quiet, however long nothing comes.
        let lively = changed || !month.or(steps.month).is_some_and(|month| self.is_closed(month));
        self.road.store.walked(&self.name, start.url.as_str(), start.month.or(steps.month), lively, self.now).await?;
        Ok(())
    }

    /// A month is closed when its days of grace are over.
    fn is_closed(&self, month: Month) -> bool {
        month.end(self.publication.zone) + Days::new(u64::from(self.publication.grace_days)) <= self.now
    }

    /// A closed month that a week of walks found unchanged rests for 30 days.
    fn is_quiet(&self, start: &Start, walk: &Walk) -> bool {
        let closed = start.month.or(walk.month).is_some_and(|month| self.is_closed(month));
        let (Some(quiet), Some(ended)) = (walk.quiet, walk.ended) else { return false };
        closed && ended >= quiet + QUIET_AFTER && self.now < ended + QUIET_FOR
    }

    /// One page of a walk. Sets where the walk goes on; nothing set means that the end is reached.
    async fn step(&mut self, start: &Start, url: &Url, steps: &mut Steps) -> Result<Changes, Stop> {
        let number = steps.number;
        steps.number += 1;
        let known = self.road.store.page(&self.name, url.as_str()).await?;
        if number == 1 {
            steps.full = known.entries;
        }
        let fetched = match self.fetch(url, &known).await {
            // Past the last page there may be nothing at all; the first page must be there.
            Err(Stop::Trouble(FetchError { status: Some(404 | 410), .. })) if number > 1 => return Ok(Changes::default()),
            other => other?,
        };
        match fetched {
            Fetched::Folder { .. } => Ok(Changes::default()),
            Fetched::Unchanged { validators, .. } => {
                self.unchanged(url, &known, validators).await?;
                steps.resume(known.next.as_deref());
                Ok(Changes { known: known.entries, repeated: known.entries, ..Changes::default() })
            }
            Fetched::Page { page, validators, .. } => {
                let (body, landed) = (self.body_hash(&page), page.url.clone());
                if number > 1 && steps.was_here(&landed, url, &body) {
                    return Ok(Changes::default());
                }
                steps.bodies.insert(body.clone());
                if known.body.as_deref() == Some(body.as_slice()) {
                    self.unchanged(url, &known, validators).await?;
                    steps.resume(known.next.as_deref());
                    return Ok(Changes { known: known.entries, repeated: known.entries, ..Changes::default() });
                }
                let mut reading = self.read(page, Role::Listing).await?;
                if steps.is_end(number, url, &reading, known.entries)? {
                    return Ok(Changes::default());
                }
                if let Some(month) = start.month {
                    say_month(&mut reading, month);
                }
                steps.month = steps.month.or(reading.about.month);
                steps.go(reading.next.take(), &landed);
                let mut kept = self.kept(url.as_str(), number, reading);
                kept.next = steps.next.as_ref().map(Url::to_string);
                kept.walk = Some(start.url.to_string());
                kept.complete = false;
                kept.validators = validators;
                kept.body = body;
                self.look_further(&mut kept.entries).await?;
                let changes = self.road.store.keep(kept).await?;
                self.done.changes += changes;
                Ok(changes)
            }
        }
    }
}

/// Where a walk is, and where it has been.
struct Steps {
    first: Url,
    next: Option<Url>,
    number: u32,
    asked: HashSet<Url>,
    bodies: HashSet<Vec<u8>>,
    /// What each page listed.
    lists: Vec<Vec<u8>>,
    /// How many entries the first page has.
    full: u32,
    /// The month that a page said it lists.
    month: Option<Month>,
}

impl Steps {
    fn new(first: Url) -> Self {
        let asked = HashSet::from([first.clone()]);
        Self { asked, next: Some(first.clone()), first, number: 1, bodies: HashSet::new(), lists: Vec::new(), full: 0, month: None }
    }

    /// Goes on to a page of the same site, or of where the site led us, that this walk has not asked for.
    fn go(&mut self, next: Option<Url>, landed: &Url) {
        self.asked.insert(landed.clone());
        let next = next.filter(|url| url.origin() == self.first.origin() || url.origin() == landed.origin());
        self.next = next.filter(|url| self.asked.insert(url.clone()));
    }

    /// Goes on where a page led that has not changed since; what it led to was judged then.
    fn resume(&mut self, next: Option<&str>) {
        self.next = next.and_then(|next| Url::parse(next).ok()).filter(|url| self.asked.insert(url.clone()));
    }

    /// A page past the end often leads back: by a redirect to the first page, or by showing a page once more.
    fn was_here(&self, landed: &Url, asked: &Url, body: &[u8]) -> bool {
        self.bodies.contains(body) || (landed != asked && self.asked.contains(landed))
    }

    /// Whether a page that was read stands past the end: it lists nothing, or what two others listed. One may, where as many
    /// articles as a page holds arrived during the walk.
    ///
    /// # Errors
    /// `layout` where the first page lists nothing, or a page that was as full as the first one.
    fn is_end(&mut self, number: u32, url: &Url, reading: &Reading, before: u32) -> Result<bool, Trouble> {
        // What a rule left out was there.
        let entries = u32::try_from(reading.entries.len() + reading.excluded).unwrap_or(u32::MAX);
        if number == 1 {
            self.full = entries;
        }
        if entries == 0 && before >= self.full && (number == 1 || before > 0) {
            let sentence =
                format!("{} lists nothing, and listed {before} articles before; the page may have changed shape", fetch::shown(url));
            return Err(Trouble::new(Kind::Layout, sentence));
        }
        if reading.entries.is_empty() {
            return Ok(entries == 0);
        }
        let list = list_hash(&reading.entries);
        let shown = self.lists.iter().filter(|other| **other == list).count();
        self.lists.push(list);
        Ok(shown >= 2)
    }
}

/// What a page lists as one number, whatever stands around it.
fn list_hash(entries: &[Entry]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    for entry in entries {
        for part in [entry.link.as_deref().unwrap_or_default(), &entry.title] {
            hasher.update(part.as_bytes()).update(&[0]);
        }
    }
    hasher.finalize().as_bytes()[..16].to_vec()
}

/// Entries that state no date of their own are of the listing's month.
fn say_month(reading: &mut Reading, month: Month) {
    for entry in &mut reading.entries {
        if entry.stated == Stated::Unsaid {
            entry.stated = Stated::In(month);
        }
    }
}
