//! Looking further: the own pages of new articles whose source says their date not exactly, where the operator wants that.
//!
//! A page is asked for before its article is kept, and never again: what is known is not looked up, and what a run asked for that was cut is
//! remembered. No login goes along, so nothing behind
//! a paywall is ever asked for, and nothing but date, byline, picture and proper address is taken from it.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::RoadError;
use super::ingest::{Months, READING, Run, Stop};
use crate::article::{Entry, OwnPage};
use crate::clean;
use crate::fetch::{Accept, FetchError, Fetched, Request, shown};
use crate::source::Page;
use crate::source::article_page::{self, Asked};
use crate::trouble::{Kind, Trouble};

/// So many failures in a row, and a run asks for no more pages of articles.
const PATIENCE: u32 = 3;
/// So many pages are asked for in one run on schedule; a back-fill goes through to its end.
const MOST: u32 = 1_000;

/// What looking further came to.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Pages that were asked for.
    pub pages: u32,
    /// How many of them stated a date.
    pub dated: u32,
    /// The first page that could not be used, and why.
    pub trouble: Option<Trouble>,
    /// How many could not be used …
    pub failed: u32,
    /// … and how many of those in a row, at the end.
    row: u32,
    /// No more are asked for in this run.
    over: bool,
}

impl Run<'_> {
    /// Reads the own pages of those entries that are new and not exactly dated, where the source wants it. Their trouble is no trouble of the
    /// run: an article whose page cannot be read is kept as it is.
    pub(super) async fn look_further(&mut self, entries: &mut [Entry]) -> Result<(), Stop> {
        let wanted = |entry: &Entry| entry.stated.rank() < 3 && entry.link.is_some();
        if !self.source.enrich || self.done.looked.over || !entries.iter().any(wanted) {
            return Ok(());
        }
        let known = self.road.store.known(&self.name, entries).await?;
        let new = entries.iter_mut().zip(known).filter(|(entry, known)| !known && wanted(entry)).map(|(entry, _)| entry);
        for entry in new {
            if self.look(entry).await?.is_break() {
                self.done.looked.over = true;
                break;
            }
        }
        Ok(())
    }

    /// Reads the page of one entry; breaks where no more are to be read.
    async fn look(&mut self, entry: &mut Entry) -> Result<ControlFlow<()>, RoadError> {
        let Some(link) = entry.link.as_deref().and_then(|link| clean::link(link, None)) else { return Ok(ControlFlow::Continue(())) };
        let (store, publication) = (Arc::clone(&self.road.store), self.name.publication.clone());
        // A run that was cut asked for it already.
        if let Some(page) = store.own_page(&publication, link.as_str()).await? {
            entry.own_page = Some(Box::new(page));
            return Ok(ControlFlow::Continue(()));
        }
        if self.months == Months::Open && self.done.looked.pages >= MOST {
            tracing::warn!(source = %self.name, "{}: more than {MOST} new articles have no exact date; the rest keep the date that was stated", self.name);
            return Ok(ControlFlow::Break(()));
        }
        self.done.looked.pages += 1;
        store.note_own_page(&publication, link.as_str(), OwnPage::default()).await?;
        match self.own_page(Asked { link: link.clone(), title: entry.title.clone() }).await {
            Ok(page) => {
                store.note_own_page(&publication, link.as_str(), page.clone()).await?;
                self.done.looked.row = 0;
                self.done.looked.dated += u32::from(page.stated.rank() > entry.stated.rank());
                entry.own_page = Some(Box::new(page));
                Ok(ControlFlow::Continue(()))
            }
            Err(error) => {
                self.stay_away(error.retry_after);
                let looked = &mut self.done.looked;
                looked.failed += 1;
                looked.row += 1;
                let enough = looked.row >= PATIENCE || error.retry_after.is_some() || error.trouble.kind == Kind::RateLimited;
                looked.trouble.get_or_insert(error.trouble);
                Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            }
        }
    }

    /// Fetches and reads one page.
    async fn own_page(&self, asked: Asked) -> Result<OwnPage, FetchError> {
        let fetched = self.road.fetch.fetch(&Request::get(asked.link.clone(), Accept::Html)).await?;
        let Fetched::Page { page, .. } = fetched else {
            return Err(Trouble::new(Kind::Parse, format!("{} answers without a page", shown(&asked.link))).into());
        };
        self.read_own(page, asked).await
    }

    /// Reads a page off the async threads.
    async fn read_own(&self, page: Page, asked: Asked) -> Result<OwnPage, FetchError> {
        let publication = Arc::clone(self.publication);
        let _turn = READING.acquire().await;
        let work = tokio::task::spawn_blocking(move || article_page::read(&page, &asked, &publication.context()));
        let broken = |_| Trouble::new(Kind::Parse, "the reader of article pages broke off; please report it with the page");
        Ok(work.await.map_err(broken)??)
    }
}
