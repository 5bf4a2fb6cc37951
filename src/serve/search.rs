//! The search page: the one answer to readers that asks the store. Its cost is bounded: what is read, how many are answered at a time,
//! and for how long.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use tokio::sync::{Semaphore, watch};

use super::site::Site;
use crate::feed::Masthead;
use crate::format::html::{self, Results};
use crate::store::{Found, Store, StoreError};

/// Articles on a page of results.
const SHOWN: usize = 20;

/// The last page that is asked for.
const LAST: usize = 25;

/// Questions that are answered at a time; whoever comes then is asked to come again.
const AT_ONCE: usize = 4;

/// How long a question waits for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// As for a published page, and its form may ask here again.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What answering needs.
#[derive(Clone)]
struct Desk {
    site: watch::Receiver<Arc<Site>>,
    store: Arc<dyn Store>,
    free: Arc<Semaphore>,
}

/// What a reader asks.
#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    page: Option<String>,
}

/// The route of every publication's search page.
pub fn router(site: watch::Receiver<Arc<Site>>, store: Arc<dyn Store>) -> Router {
    Router::new().route("/{publication}/search", get(answer)).with_state(Desk { site, store, free: Arc::new(Semaphore::new(AT_ONCE)) })
}

async fn answer(State(desk): State<Desk>, Path(publication): Path<String>, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    let site = Arc::clone(&desk.site.borrow());
    let name = publication.parse().ok();
    let masthead = name.as_ref().and_then(|name| site.masthead(name)).filter(|masthead| masthead.search);
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let mut response = match masthead {
        None => (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(),
        Some(masthead) if Some(&masthead.name) != name.as_ref() => {
            let address = [(header::LOCATION, html::search_address(masthead))];
            (StatusCode::MOVED_PERMANENTLY, address, "This address has moved.\n").into_response()
        }
        Some(masthead) => results(&desk, masthead, &asked).await,
    };
    let fixed = response.headers_mut();
    fixed.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    fixed.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    fixed.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The page of results, or of none where nothing was asked.
async fn results(desk: &Desk, masthead: &Masthead, asked: &Asked) -> Response {
    let page = asked.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, LAST);
    let Ok(Ok(_free)) = tokio::time::timeout(PATIENCE, desk.free.acquire()).await else {
        return busy("Too many are searching at the moment. Try again in a few seconds.\n");
    };
    let found = match desk.store.search(masthead.name.as_str(), &asked.q, (page - 1) * SHOWN, SHOWN).await {
        Ok(found) => found,
        // Configured, and nothing was kept yet.
        Err(StoreError::Unknown(_)) => Found::default(),
        Err(error) => {
            tracing::warn!(publication = masthead.name.as_str(), %error, "a search was not answered");
            return busy("This search took too long. Try again with fewer or rarer words.\n");
        }
    };
    let Found { blocks, all, more } = found;
    let results = Results { question: &asked.q, blocks: &blocks, page, pages: all.div_ceil(SHOWN).min(LAST), found: all, more };
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html::search(masthead, &results)).into_response()
}

fn busy(sentence: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], sentence).into_response()
}
