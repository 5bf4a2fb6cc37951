//! Looks at what a site offers: a few polite requests by the guarded way, each read as a source would be.

use url::Url;

use super::preview::kind_of;
use crate::fetch::{Accept, Fetch, Fetched, Request};
use crate::source::discover::{self, Hint, Offer};
use crate::source::{Context, Page, Read, Reading, Role, shown};
use crate::trouble::{Kind, Trouble};

/// As many addresses as are asked for one page.
const MOST: usize = 10;

/// What stands at an address, and what its site offers, the best first.
///
/// # Errors
/// When the page itself cannot be fetched.
pub(super) async fn offers(fetcher: &dyn Fetch, url: Url, context: &Context) -> Result<Vec<Offer>, Trouble> {
    let page = fetch(fetcher, url, Accept::Html).await?;
    let mut offers = Vec::new();
    let kind = shown::kind(&page);
    let own = Hint { url: page.url.clone(), kind, why: "it is the address that you gave", title: String::new() };
    if let Ok(reading) = read(page.clone(), kind, context).await {
        offers.push(Offer::of(&own, &reading));
    }
    if kind == "listing" {
        let mut hints = discover::hints(&page);
        if hints.is_empty() {
            hints.extend(discover::usual(&page.url));
        }
        if let Ok(robots) = page.url.join("/robots.txt").map_err(|_| ()) {
            let named = fetch(fetcher, robots, Accept::Html).await.map(|robots| discover::sitemaps(&robots)).unwrap_or_default();
            hints.extend(named);
        }
        for hint in hints.iter().take(MOST) {
            offers.extend(look_at(fetcher, hint, context).await);
        }
    }
    discover::rank(&mut offers);
    Ok(offers)
}

/// What a hint leads to, if it is what it should be.
async fn look_at(fetcher: &dyn Fetch, hint: &Hint, context: &Context) -> Option<Offer> {
    let accept = if hint.kind == "feed" { Accept::Feed } else { Accept::Xml };
    let page = fetch(fetcher, hint.url.clone(), accept).await.ok()?;
    if shown::kind(&page) != hint.kind {
        return None;
    }
    // Where it was moved to is where it is read from.
    let hint = Hint { url: page.url.clone(), ..hint.clone() };
    let reading = read(page, hint.kind, context).await.ok()?;
    Some(Offer::of(&hint, &reading))
}

async fn fetch(fetcher: &dyn Fetch, url: Url, accept: Accept) -> Result<Page, Trouble> {
    match fetcher.fetch(&Request::get(url, accept)).await.map_err(|error| error.trouble)? {
        Fetched::Page { page, .. } => Ok(page),
        _ => Err(Trouble::new(Kind::Http, "this is no document")),
    }
}

/// Reads off the async threads.
async fn read(page: Page, kind: &'static str, context: &Context) -> Result<Reading, Trouble> {
    let context = context.clone();
    let work = tokio::task::spawn_blocking(move || {
        let read = kind_of(&page, Some(kind));
        let role = if matches!(read, Read::Listing(_)) { Role::Listing } else { Role::Document };
        read.read(&page, role, &context)
    });
    work.await.unwrap_or_else(|_| Err(Trouble::new(Kind::Parse, "the reader broke off over this document; please report it")))
}
