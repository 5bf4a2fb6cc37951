//! A document in one form, ready to be sent: its headers are written once, for all the requests that follow.

use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::accept::Form;
use super::life::Life;
use super::place::Place;
use super::site::Site;
use crate::clock::Instant;
use crate::sink::Stamp;

/// A page may style itself and show pictures; no script, no form, no frame of its own.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src https: http:";
/// Anything else that a browser opens is inert.
const POLICY: &str = "default-src 'none'; sandbox";
/// What a script on another site may read, besides what it may always.
const EXPOSED: &str = "ETag, Last-Modified, Link, Content-Location, IM";

/// A document as it stands now, in one form.
pub struct Document {
    /// The form.
    pub form: Form,
    /// The path of its file in the sink, and which version of it this is.
    pub file: (String, Stamp),
    /// The plain form's entity tag, with its quotes.
    pub etag: String,
    /// How many bytes this form has.
    pub length: u64,
    /// They, unless they are too many to be kept.
    pub bytes: Option<Bytes>,
    /// When the passing of time alone makes it another.
    pub until: Option<Instant>,
    /// Files that must not stand: one that comes takes this document's address over.
    pub absent: Vec<String>,
    /// The headers of an answer with the bytes.
    pub whole: HeaderMap,
    /// The headers of an answer that nothing changed.
    pub unchanged: HeaderMap,
    /// Both heads as they go out, without the date: with the bytes, and without.
    pub heads: [Bytes; 2],
}

/// What a document is made of.
pub struct Parts<'a> {
    /// Its place.
    pub place: &'a Place,
    /// The dated place that it shows, at a fixed address.
    pub dated: Option<&'a Place>,
    /// The version of its file.
    pub stamp: Stamp,
    /// Files whose coming ends it.
    pub absent: Vec<String>,
    /// The hash of its plain bytes.
    pub hash: [u8; 16],
    /// The form.
    pub form: Form,
    /// How many bytes it has in that form.
    pub length: u64,
    /// They.
    pub bytes: Option<Bytes>,
}

impl Document {
    /// A document of a site.
    #[must_use]
    pub fn of(site: &Site, parts: Parts<'_>) -> Self {
        let Parts { place, dated, stamp, absent, hash, form, length, bytes } = parts;
        let etag = format!("\"{:032x}\"", u128::from_be_bytes(hash));
        let (life, until) = match dated {
            // The fixed address means another month from the first of the next one on.
            Some(_) => (Life::Live(MONTH_TURNS), site.month_ends(place)),
            None => site.life(place),
        };
        let mut unchanged = fixed(place.is_page());
        set(&mut unchanged, header::ETAG, &form_tag(&etag, form));
        set(&mut unchanged, header::CACHE_CONTROL, &life.to_string());
        set(&mut unchanged, header::VARY, "Accept-Encoding");
        set(&mut unchanged, header::LAST_MODIFIED, &http_date(stamp.modified));
        // The hub is told of dated documents; at a fixed address nobody would hear of a change.
        if let Some((hub, topic)) = site.hub(place).filter(|_| dated.is_none()) {
            set(&mut unchanged, header::LINK, &format!("<{hub}>; rel=\"hub\", <{topic}>; rel=\"self\""));
        }
        if let Some(dated) = dated {
            set(&mut unchanged, header::CONTENT_LOCATION, &site.link(dated));
        }
        let mut whole = unchanged.clone();
        set(&mut whole, header::CONTENT_TYPE, place.media_type);
        set(&mut whole, header::CONTENT_LENGTH, &length.to_string());
        match form {
            Form::Plain => set(&mut whole, header::ACCEPT_RANGES, "bytes"),
            Form::Packed(coding) => set(&mut whole, header::CONTENT_ENCODING, coding.token()),
        }
        let file = (dated.unwrap_or(place).path(), stamp);
        let heads = [head("200 OK", &whole), head("304 Not Modified", &unchanged)];
        Self { form, file, etag, length, bytes, until, absent, whole, unchanged, heads }
    }

    /// Whether it is still what stands there, found out by one look.
    #[must_use]
    pub fn is_current(&self, site: &Site) -> bool {
        let (path, stamp) = &self.file;
        let stands = site.sink.stamp(path).is_ok_and(|now| now == Some(*stamp));
        let alone = self.absent.iter().all(|path| site.sink.stamp(path).is_ok_and(|there| there.is_none()));
        stands && alone && self.until.is_none_or(|until| site.clock.now() < until)
    }

    /// How much memory it takes, about.
    #[must_use]
    pub fn weight(&self) -> usize {
        /// The headers, and what holds them.
        const HEADERS: usize = 5 << 10;
        self.bytes.as_ref().map_or(0, Bytes::len) + HEADERS
    }

    /// The tag of this document in another form.
    #[must_use]
    pub fn tag(&self, form: Form) -> String {
        form_tag(&self.etag, form)
    }
}

/// How many seconds an answer from a fixed address may be kept: less than a live feed, for it may mean another month any minute.
const MONTH_TURNS: u32 = 60;

fn form_tag(etag: &str, form: Form) -> String {
    format!("{}{}\"", etag.trim_end_matches('"'), form.mark())
}

/// The head of an answer as it goes out, but for the date and the empty line.
fn head(status: &str, headers: &HeaderMap) -> Bytes {
    let mut head = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in headers {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    head.into()
}

/// The headers of every answer.
#[must_use]
pub fn fixed(page: bool) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(16);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(if page { PAGE_POLICY } else { POLICY }));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    headers
}

/// Sets a header. What is no header value is left out: everything here is made of addresses and dates, which always are.
pub fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// A time as HTTP writes it.
fn http_date(time: Instant) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
