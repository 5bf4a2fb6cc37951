//! The operator's listener: the status page, and whether the daemon is alive and ready. Nothing is changed by asking.

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::routing::get;

use super::guarded;
use crate::daemon::Shown;
use crate::status::{ConfigStatus, Status};
use crate::store::StoreError;

/// What the page may do: its own style, nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The status page.
#[derive(Template)]
#[template(path = "status.html")]
struct Page<'a> {
    status: &'a Status,
    sentence: String,
}

/// The routes of the admin listener.
pub fn router(shown: Shown) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/status.json", get(json))
        .route("/healthz", get(async || text(StatusCode::OK, "ok\n")))
        .route("/readyz", get(ready))
        .fallback(async || text(StatusCode::NOT_FOUND, "Nothing here. The status page is at /\n"))
        .with_state(shown)
}

async fn ready(State(shown): State<Shown>) -> Response<Body> {
    if *shown.ready.borrow() {
        text(StatusCode::OK, "ready\n")
    } else {
        text(StatusCode::SERVICE_UNAVAILABLE, "not yet: the first feeds are still being made\n")
    }
}

async fn status(shown: &Shown) -> Result<Status, StoreError> {
    let (mill, loaded) = (shown.mill.borrow().clone(), shown.loaded.borrow().clone());
    let config = ConfigStatus::new(Some(loaded.at), loaded.refused.as_deref());
    let (totals, sources) = (mill.road.store.totals().await?, mill.road.store.sources().await?);
    Ok(Status::new(Some(&mill), &totals, sources, config))
}

async fn json(State(shown): State<Shown>) -> Response<Body> {
    match status(&shown).await {
        Ok(status) => respond(StatusCode::OK, "application/json", status.json()),
        Err(error) => failed(&error),
    }
}

async fn page(State(shown): State<Shown>) -> Response<Body> {
    let status = match status(&shown).await {
        Ok(status) => status,
        Err(error) => return failed(&error),
    };
    let page = Page { status: &status, sentence: status.sentence() };
    match page.render() {
        Ok(html) => respond(StatusCode::OK, "text/html; charset=utf-8", html),
        Err(error) => failed(&StoreError::Failed(error.to_string())),
    }
}

fn failed(error: &StoreError) -> Response<Body> {
    tracing::error!(%error, "the status could not be told");
    text(StatusCode::SERVICE_UNAVAILABLE, "The store does not answer; the log says why.\n")
}

fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    respond(status, "text/plain; charset=utf-8", text.to_owned())
}

fn respond(status: StatusCode, media_type: &'static str, body: String) -> Response<Body> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = guarded(headers, POLICY);
    response
}
