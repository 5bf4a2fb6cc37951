//! The month that is current, at an address that never changes: the newest published month, under the fixed address's own name.
//!
//! Nothing of this stands in the tree: what is served is the dated document with another head.

use std::sync::Arc;

use hyper::body::Bytes;

use super::accept::{Form, Wanted};
use super::document::{Document, Parts};
use super::kept::first_half;
use super::load::{Loader, blocking, whole};
use super::place::{Place, current_folder};
use super::site::Site;
use crate::format::Format;
use crate::pack;
use crate::sink::SinkError;

/// The document of a fixed address that shows a dated one now, in the form that the client wants most. `None` when it takes none.
pub(super) async fn load(loader: Loader<'_>, fixed: &Place, dated: &Place, wanted: &Wanted) -> Result<Option<Arc<Document>>, SinkError> {
    let (site, path) = (loader.site, dated.path());
    let Some(opened) = site.sink.open(&path).await? else { return Ok(None) };
    let stamp = opened.stamp;
    let content = opened.content;
    let bytes = blocking(&path, move || whole(content)).await?;
    let bytes = Bytes::from(renamed(&bytes, site, fixed, dated));
    let hash = first_half(blake3::hash(&bytes));
    let worth = pack::is_worth(&fixed.name, bytes.len() as u64) || !wanted.takes(Form::Plain);
    let is_served = |form: &Form| match form {
        Form::Plain => true,
        Form::Packed(coding) => worth && site.codings.contains(coding),
    };
    let Some(form) = wanted.forms().find(is_served) else { return Ok(None) };
    let bytes = match form {
        Form::Plain => bytes,
        // No packed form stands on the disk; this one is kept in memory for the requests that follow.
        Form::Packed(coding) => blocking(&path, move || coding.pack(&bytes)).await?.into(),
    };
    let (length, absent) = (bytes.len() as u64, site.later_months(fixed, dated));
    let parts = Parts { place: fixed, dated: Some(dated), stamp, absent, hash, form, length, bytes: Some(bytes) };
    Ok(Some(loader.keep_document(Document::of(site, parts))))
}

/// A dated document that names the fixed address as its own, and says nothing that holds only for a month that will not change.
fn renamed(bytes: &[u8], site: &Site, fixed: &Place, dated: &Place) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let begins = match fixed.document() {
        Some(Format::Rss) => "<item>",
        Some(Format::Atom) => "<entry>",
        _ => "\"items\":[",
    };
    let (head, rest) = text.split_at(text.find(begins).unwrap_or(text.len()));
    let mut head = head.to_owned();
    let quoted = |place: &Place| format!("\"{}\"", site.address(place));
    let escaped = |place: &Place| quoted(place).replace('&', "&amp;").replace('\'', "&apos;");
    let id = |folder: &str| format!(":feed/{folder}<");
    if let (Some(live), Some(month)) = (&fixed.key, &dated.key) {
        head = head.replace(&id(&month.path()), &id(current_folder(live).trim_end_matches('/')));
    }
    for (was, is) in [
        (quoted(dated), quoted(fixed)),
        (escaped(dated), escaped(fixed)),
        // A reader that is told that a feed is complete or closed stops asking for it.
        ("<fh:archive></fh:archive>".to_owned(), String::new()),
        ("<fh:archive/>".to_owned(), String::new()),
        (",\"expired\":true".to_owned(), String::new()),
    ] {
        head = head.replace(&was, &is);
    }
    // No hub is told of the fixed address.
    let head = without(&head, "<", "rel=\"hub\"", ">");
    let head = without(&head, ",", "\"hubs\":[", "]");
    [head.as_bytes(), rest.as_bytes()].concat()
}

/// A text without what stands from `begins`, the last before `word`, to `ends`, the first behind it.
fn without(text: &str, begins: &str, word: &str, ends: &str) -> String {
    let cut = text.split_once(word).and_then(|(before, after)| Some((before.rsplit_once(begins)?.0, after.split_once(ends)?.1)));
    cut.map_or_else(|| text.to_owned(), |(before, after)| [before, after].concat())
}
