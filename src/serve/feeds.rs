//! The published files over HTTP, for any reader there is.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header};
use tokio::sync::watch;

use super::conditions::{etag, http_date, is_current};
use super::{guarded, headers};
use crate::config::Publication;
use crate::daemon::Shown;
use crate::format::Format;
use crate::mill::Mill;
use crate::sink::Sink;

/// How long readers and caches may keep a document, in seconds: live feeds change at any time, a closed month hardly ever.
const LIVE: u32 = 300;
/// See [`LIVE`].
const CLOSED: u32 = 86_400;

/// What pages may do: their own style, pictures from anywhere.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src https: http:; base-uri 'none'; form-action 'none'";
/// What all else may do: nothing.
const DOCUMENT_POLICY: &str = "default-src 'none'; sandbox";

/// What is served: the sink, and which old addresses lead where.
#[derive(Clone)]
pub struct Site {
    sink: Arc<dyn Sink>,
    /// Old folder and new folder, without slashes at their ends.
    moved: Vec<(String, String)>,
    /// The newest month that readers may expect to change.
    open_month: String,
}

impl Site {
    /// What a mill publishes.
    #[must_use]
    pub fn of(mill: &Mill) -> Self {
        let moved = mill.publications.iter().flat_map(|publication| moved(publication)).collect();
        let month = crate::article::Month::of(mill.road.clock.now(), chrono_tz::Tz::UTC).previous();
        Self { sink: Arc::clone(&mill.road.sink), moved, open_month: month.to_string() }
    }
}

/// The addresses that a publication and its sections had before.
fn moved(publication: &Publication) -> Vec<(String, String)> {
    let name = &publication.name;
    let sections = publication.sections.iter().flat_map(|section| {
        section.aliases.iter().map(move |old| (format!("{name}/sections/{old}"), format!("{name}/sections/{}", section.slug)))
    });
    sections.chain(publication.aliases.iter().map(|old| (old.to_string(), name.to_string()))).collect()
}

/// The routes of the public listener; the site is looked at anew for each request, so that a reload shows at once.
pub fn router(shown: &Shown) -> Router {
    Router::new().fallback(answer).with_state(shown.mill.clone())
}

async fn answer(State(mill): State<watch::Receiver<Arc<Mill>>>, method: Method, uri: Uri, request: HeaderMap) -> Response<Body> {
    let site = Site::of(&mill.borrow());
    respond(&site, &method, uri.path(), &request).await
}

/// The answer to one request for a published file.
pub async fn respond(site: &Site, method: &Method, path: &str, request: &HeaderMap) -> Response<Body> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED, headers([(header::ALLOW, "GET, HEAD".to_owned())]), "Only GET and HEAD.\n");
    }
    let Some(wanted) = path.strip_prefix('/').filter(|path| is_plain(path)) else { return not_found() };
    if let Some(to) = site.redirect(wanted) {
        return plain(StatusCode::MOVED_PERMANENTLY, headers([(header::LOCATION, to)]), "Moved.\n");
    }
    let file = if wanted.is_empty() || wanted.ends_with('/') { format!("{wanted}{}", Format::Html.file()) } else { wanted.to_owned() };
    match (site.sink.get(&file).await, site.sink.changed(&file).await) {
        (Ok(Some(bytes)), Ok(Some(changed))) => {
            let tag = etag(&bytes);
            let headers = site.document_headers(&file, &tag, &http_date(changed));
            if is_current(request, &tag, changed) {
                return respond_with(StatusCode::NOT_MODIFIED, headers, Body::empty());
            }
            let mut response = respond_with(StatusCode::OK, headers, Body::empty());
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            if *method == Method::GET {
                *response.body_mut() = Body::from(bytes);
            }
            response
        }
        (Ok(_), Ok(_)) => site.folder(wanted).await,
        (Err(error), _) | (_, Err(error)) => {
            tracing::error!(%error, "a published file could not be read");
            plain(StatusCode::SERVICE_UNAVAILABLE, headers([(header::RETRY_AFTER, "60".to_owned())]), "Not to be had just now.\n")
        }
    }
}

impl Site {
    /// Where an old address leads now, for its folder and every file below it.
    fn redirect(&self, wanted: &str) -> Option<String> {
        let below = |old: &str| wanted.strip_prefix(old).filter(|rest| rest.is_empty() || rest.starts_with('/')).map(str::to_owned);
        self.moved.iter().find_map(|(old, new)| below(old).map(|rest| format!("/{new}{rest}")))
    }

    /// A folder without its slash: its page stands behind the slash, where its relative links lead right.
    async fn folder(&self, wanted: &str) -> Response<Body> {
        let page = format!("{wanted}/{}", Format::Html.file());
        match self.sink.changed(&page).await {
            Ok(Some(_)) => plain(StatusCode::PERMANENT_REDIRECT, headers([(header::LOCATION, format!("/{wanted}/"))]), "Moved.\n"),
            _ => not_found(),
        }
    }

    fn document_headers(&self, file: &str, tag: &str, changed: &str) -> HeaderMap {
        let media_type = media_type(file);
        let age = if self.is_closed(file) { CLOSED } else { LIVE };
        let life = format!("public, max-age={age}, stale-while-revalidate=3600, stale-if-error=604800");
        let headers = headers([
            (header::CONTENT_TYPE, media_type.to_owned()),
            (header::ETAG, tag.to_owned()),
            (header::LAST_MODIFIED, changed.to_owned()),
            (header::CACHE_CONTROL, life),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
        ]);
        guarded(headers, if media_type == Format::Html.media_type() { PAGE_POLICY } else { DOCUMENT_POLICY })
    }

    /// A file of a month that was over before the last one: it hardly ever changes.
    fn is_closed(&self, file: &str) -> bool {
        let folder = file.rsplit('/').nth(1).unwrap_or_default();
        folder.parse::<crate::article::Month>().is_ok() && *folder < *self.open_month
    }
}

/// The media type of a published file, by its name.
fn media_type(file: &str) -> &'static str {
    let name = file.rsplit('/').next().unwrap_or(file);
    let format = Format::ALL.into_iter().find(|format| format.file() == name);
    format.map_or(if name == "feeds.opml" { "text/x-opml; charset=utf-8" } else { "application/octet-stream" }, Format::media_type)
}

/// A path that can name a published file: plain parts, nothing that climbs, nothing that is encoded.
fn is_plain(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    path.trim_end_matches('/')
        .split('/')
        .all(|part| path.is_empty() || (!part.is_empty() && !part.starts_with('.') && part.chars().all(plain)))
}

fn not_found() -> Response<Body> {
    plain(StatusCode::NOT_FOUND, HeaderMap::new(), "No such feed. The list of feeds is at /\n")
}

fn plain(status: StatusCode, mut headers: HeaderMap, text: &'static str) -> Response<Body> {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    respond_with(status, guarded(headers, DOCUMENT_POLICY), Body::from(text))
}

fn respond_with(status: StatusCode, headers: HeaderMap, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
