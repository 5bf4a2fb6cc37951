//! The published tree over HTTP: GET and HEAD, validators, and how long each answer may be kept.
//!
//! No answer touches the store, asks a source, or depends on `Accept`, `Host`, a query or a user agent. Most are given at once: one
//! look at the disk shows that what was served before still stands.

use std::future::{Future, Ready, ready};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::Either;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::service::TowerToHyperService;
use tokio::sync::watch;

use super::accept::{Form, Wanted};
use super::access::{self, Access};
use super::answer::{answer, ranged, respond, unchanged, without_body};
use super::body::Body;
use super::conditions::{Holds, holds};
use super::connection::Answers;
use super::current;
use super::delta;
use super::document::Document;
use super::express::Express;
use super::kept::Kept;
use super::load::Loader;
use super::news;
use super::notes;
use super::place::Place;
use super::site::{Found, Site};
use crate::sink::SinkError;

/// What the public listener answers with. It serves the site that the receiver holds at the time of each request, so that a new
/// configuration needs no new listener.
#[derive(Clone)]
pub struct Feeds {
    site: watch::Receiver<Arc<Site>>,
    kept: Arc<Kept>,
    /// What answers at the addresses of search pages.
    search: Option<TowerToHyperService<axum::Router>>,
    /// Whom the connection is from.
    peer: Option<IpAddr>,
    /// The connection carried an answer of many pieces.
    pub(super) in_pieces: Arc<AtomicBool>,
}

/// What a request says that matters here.
struct Asked {
    head: bool,
    path: String,
    headers: HeaderMap,
}

/// An answer that is there, or one that is on its way.
pub type Answer = Either<Ready<Result<Response<Body>, std::convert::Infallible>>, Later>;
type Later = Pin<Box<dyn Future<Output = Result<Response<Body>, std::convert::Infallible>> + Send>>;

impl hyper::service::Service<Request<Incoming>> for Feeds {
    type Response = Response<Body>;
    type Error = std::convert::Infallible;
    type Future = Answer;

    fn call(&self, request: Request<Incoming>) -> Answer {
        let site = Arc::clone(&self.site.borrow());
        let access = Access::of(&site, self.peer, &request);
        if let Some(answer) = self.at_once(&site, &request) {
            access.tell(&answer);
            return Either::Left(ready(Ok(answer)));
        }
        if let Some(search) = self.search.as_ref().filter(|_| is_search(request.uri().path())) {
            self.in_pieces.store(true, Ordering::Relaxed);
            let answer = search.call(request);
            return Either::Right(Box::pin(async move {
                let answer = answer.await?.map(Body::Other);
                access.tell(&answer);
                Ok(answer)
            }));
        }
        let (kept, in_pieces) = (Arc::clone(&self.kept), Arc::clone(&self.in_pieces));
        let (parts, _) = request.into_parts();
        Either::Right(Box::pin(async move {
            let asked = Asked { head: parts.method == Method::HEAD, path: parts.uri.path().to_owned(), headers: parts.headers };
            let answer = match parts.method {
                Method::GET | Method::HEAD => find(&site, &kept, &asked).await,
                Method::OPTIONS => notes::options(),
                _ => notes::not_allowed(),
            };
            if matches!(answer.body(), Body::Pieces(..)) {
                in_pieces.store(true, Ordering::Relaxed);
            }
            access.tell(&answer);
            Ok(if asked.head { without_body(answer) } else { answer })
        }))
    }
}

impl Feeds {
    /// Serves what the receiver holds.
    #[must_use]
    pub fn new(site: watch::Receiver<Arc<Site>>) -> Self {
        Self { site, kept: Arc::default(), search: None, peer: None, in_pieces: Arc::default() }
    }

    /// The same, with a search page for every publication.
    #[must_use]
    pub fn with_search(self, search: axum::Router) -> Self {
        Self { search: Some(TowerToHyperService::new(search)), ..self }
    }

    /// What answers the readers' connections.
    pub fn connections(self) -> impl Fn(Option<IpAddr>) -> Self {
        move |peer| Self { peer, in_pieces: Arc::default(), ..self.clone() }
    }

    /// The document that an ordinary request asks for, if it was served before and still stands, and what the reader holds of it.
    fn stands(&self, site: &Arc<Site>, path: &str, headers: &HeaderMap) -> Option<(Arc<Document>, Holds)> {
        let form = Wanted::of(headers).forms().next()?;
        let document = self.kept.document(site, form, path).filter(|document| document.is_current(site))?;
        let held = holds(headers, &document.etag, document.file.1.modified);
        Some((document, held))
    }

    /// The answer to an ordinary request for a document that was served before and still stands.
    fn at_once(&self, site: &Arc<Site>, request: &Request<Incoming>) -> Option<Response<Body>> {
        let (headers, is_head) = (request.headers(), request.method() == Method::HEAD);
        if !(is_head || request.method() == Method::GET) || headers.contains_key(header::RANGE) {
            return None;
        }
        match self.stands(site, request.uri().path(), headers)? {
            (_, Holds::Another) if !is_head && delta::is_wanted(headers) => None,
            (document, Holds::Another) if is_head => Some(respond(StatusCode::OK, document.whole.clone(), Body::Nothing)),
            (document, Holds::Another) => Some(respond(StatusCode::OK, document.whole.clone(), Body::Whole(document.bytes.clone()?))),
            (document, known) => Some(unchanged(&document, known)),
        }
    }

    /// The same, to the byte: the head without the date, and the body. Nothing while requests are logged one by one.
    pub(super) fn ready(&self, is_head: bool, path: &str, headers: &HeaderMap) -> Option<(Bytes, Bytes)> {
        if access::is_wanted() {
            return None;
        }
        let site = Arc::clone(&self.site.borrow());
        let (document, held) = self.stands(&site, path, headers)?;
        let [whole, unchanged] = &document.heads;
        match held {
            Holds::Another if is_head => Some((whole.clone(), Bytes::new())),
            Holds::Another => Some((whole.clone(), document.bytes.clone()?)),
            Holds::Form(form) if form != document.form => None,
            Holds::This | Holds::Form(_) => Some((unchanged.clone(), Bytes::new())),
        }
    }
}

impl Answers for Feeds {
    type Carried = Body;

    fn express(&self) -> Option<Express> {
        Some(Express::new(self.clone()))
    }
}

/// Whether this is the address of a publication's search page.
fn is_search(path: &str) -> bool {
    path.strip_suffix("/search").is_some_and(|name| name.starts_with('/') && name.matches('/').count() == 1)
}

/// What stands at this path, once it was found out where that is.
async fn find(site: &Arc<Site>, kept: &Arc<Kept>, asked: &Asked) -> Response<Body> {
    let loader = Loader { site, kept, address: &asked.path, absent: None };
    let found = match site.find(&asked.path) {
        Found::File(place) if place.current => month(loader, asked, &place).await,
        Found::File(place) => stands(loader, asked, &place).await,
        Found::Moved { from, to } => match site.is_on_its_way(&from, &to) {
            Ok(true) => file(Loader { absent: Some(&to.path()), ..loader }, asked, &from).await,
            Ok(false) => Ok(notes::moved(&site.link(&to))),
            Err(error) => Err(error),
        },
        Found::Nothing => Ok(notes::missing()),
    };
    found.unwrap_or_else(|error| {
        tracing::warn!(path = asked.path, %error, "a published file could not be served");
        notes::unreadable()
    })
}

/// What was not moved by the configuration.
async fn stands(loader: Loader<'_>, asked: &Asked, place: &Place) -> Result<Response<Body>, SinkError> {
    let site = loader.site;
    if site.is_gone(place) || place.elsewhere {
        let stands = site.sink.stamp(&place.path())?.is_some();
        return Ok(match stands {
            false => notes::missing(),
            true if site.is_gone(place) => notes::gone(),
            true => notes::moved(&site.link(place)),
        });
    }
    file(loader, asked, place).await
}

/// The month that is current, at its fixed address; its page is sent on to, for a page names no address of its own.
async fn month(loader: Loader<'_>, asked: &Asked, fixed: &Place) -> Result<Response<Body>, SinkError> {
    let site = loader.site;
    let Some(dated) = site.newest_month(fixed).await? else {
        let was =
            site.is_gone(fixed) && fixed.key.as_ref().map_or(Ok(None), |key| site.sink.stamp(&fixed.of(key.clone()).path()))?.is_some();
        return Ok(if was { notes::gone() } else { notes::missing() });
    };
    if fixed.elsewhere {
        return Ok(notes::moved(&site.link(fixed)));
    }
    if fixed.is_page() {
        return Ok(notes::for_now(&site.link(&dated)));
    }
    let wanted = Wanted::of(&asked.headers);
    match current::load(loader, fixed, &dated, &wanted).await? {
        Some(document) if asked.headers.contains_key(header::RANGE) && document.form == Form::Plain => {
            ranged((document, None), &asked.headers).await
        }
        Some(document) => answer((document, None), &asked.headers).await,
        None => Ok(notes::not_acceptable()),
    }
}

/// A file that may be there: its bytes, part of them, or 304 to a reader that holds them.
async fn file(loader: Loader<'_>, asked: &Asked, place: &Place) -> Result<Response<Body>, SinkError> {
    let wanted = Wanted::of(&asked.headers);
    if asked.headers.contains_key(header::RANGE) && !asked.head && wanted.takes(Form::Plain) {
        let Some(whole) = loader.plain(place).await? else { return Ok(missing(loader.site, place)) };
        return ranged(whole, &asked.headers).await;
    }
    if !asked.head
        && delta::is_wanted(&asked.headers)
        && let Some(answer) = news::answer(loader, &asked.headers, place, &wanted).await?
    {
        return Ok(answer);
    }
    match loader.best(place, &wanted).await? {
        Some(whole) => answer(whole, &asked.headers).await,
        None if loader.site.sink.stamp(&place.path())?.is_some() => Ok(notes::not_acceptable()),
        None => Ok(missing(loader.site, place)),
    }
}

/// Nothing stands there; a numbered page that a month no longer needs leads to the month.
fn missing(site: &Site, place: &Place) -> Response<Body> {
    place.without_number().map_or_else(notes::missing, |month| notes::for_now(&site.link(&month)))
}
