//! The operator's side: is it alive, is it ready, and what is going on. Every address only reads; none changes anything.

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper_util::service::TowerToHyperService;

use super::page;
use crate::status::{self, Status};
use crate::store::StoreError;

/// What the status page asks of the daemon.
#[async_trait]
pub trait Report: Send + Sync {
    /// The state of everything, now.
    ///
    /// # Errors
    /// When the store cannot be asked.
    async fn status(&self) -> Result<Status, StoreError>;

    /// What is still missing before the daemon is ready (everything was published once, the schedule is armed), in one
    /// sentence; `None` once it is ready.
    fn waits_for(&self) -> Option<String>;
}

/// The headers of every answer: nothing is loaded from anywhere, guessed, framed, kept or told to other sites.
const FIXED: [(HeaderName, &str); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// What answers the operator's connections.
pub fn connections(report: Arc<dyn Report>) -> impl Fn(Option<IpAddr>) -> TowerToHyperService<Router> {
    let router = router(report);
    move |_| TowerToHyperService::new(router.clone())
}

/// The router of the operator's listener: `/`, `/status.json`, `/healthz`, `/readyz`.
pub fn router(report: Arc<dyn Report>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/status.json", get(json))
        .route("/healthz", get("ok\n"))
        .route("/readyz", get(ready))
        .fallback(missing)
        .layer(axum::middleware::map_response(with_fixed_headers))
        .with_state(report)
}

async fn page(State(report): State<Arc<dyn Report>>) -> Response {
    match report.status().await {
        Ok(status) => page::html(&status).map_or_else(|error| unknown(&error), |page| axum::response::Html(page).into_response()),
        Err(error) => unknown(&error),
    }
}

async fn json(State(report): State<Arc<dyn Report>>) -> Response {
    let kind = (header::CONTENT_TYPE, "application/json");
    report.status().await.map_or_else(|error| unknown(&error), |status| ([kind], status::json(&status)).into_response())
}

async fn ready(State(report): State<Arc<dyn Report>>) -> Response {
    match report.waits_for() {
        None => "ready\n".into_response(),
        Some(sentence) => unavailable(&sentence),
    }
}

async fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing at this address; the status page is at /.\n").into_response()
}

/// The state cannot be told: as plain text, so that nothing in the error can act.
fn unknown(error: &dyn std::error::Error) -> Response {
    tracing::warn!(%error, "the state could not be told");
    unavailable(&error.to_string())
}

fn unavailable(sentence: &str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "10")], format!("{sentence}\n")).into_response()
}

async fn with_fixed_headers(mut response: Response) -> Response {
    response.headers_mut().extend(FIXED.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}
