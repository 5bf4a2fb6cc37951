//! From the published files to documents that can be sent.

use std::io::{self, Read as _, Seek as _};
use std::sync::Arc;

use hyper::body::Bytes;

use super::accept::{Form, Wanted};
use super::document::{Document, Parts};
use super::kept::{Kept, first_half};
use super::place::Place;
use super::site::Site;
use crate::format::Format;
use crate::pack::{self, Coding};
use crate::sink::{Content, Opened, SinkError, Stamp};

/// A live feed longer than this is not cut into items: its readers get the whole.
const LARGEST_CUT: u64 = 4 << 20;

/// A document, and its open file where its bytes are too many to be kept.
pub type Loaded = (Arc<Document>, Option<std::fs::File>);

/// What is loaded from.
#[derive(Clone, Copy)]
pub struct Loader<'a> {
    /// The site.
    pub site: &'a Arc<Site>,
    /// What is remembered.
    pub kept: &'a Arc<Kept>,
    /// The path as it was asked for.
    pub address: &'a str,
    /// The file whose coming would end what stands at this address.
    pub absent: Option<&'a str>,
}

impl Loader<'_> {
    /// The document at a place in the form that the client wants most of those that stand; `None` when nothing stands there, or
    /// nothing in a form that the client takes.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub async fn best(&self, place: &Place, wanted: &Wanted) -> Result<Option<Loaded>, SinkError> {
        for form in wanted.forms() {
            let loaded = match form {
                Form::Plain => self.plain(place).await?,
                Form::Packed(coding) => self.packed(place, coding).await?,
            };
            if loaded.is_some() {
                return Ok(loaded);
            }
        }
        // Packing on the spot is for clients that refuse the plain form, and those are few.
        match wanted.forms().next() {
            Some(Form::Packed(coding)) => self.pack(place, coding).await,
            _ => Ok(None),
        }
    }

    /// The document in its plain form.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub async fn plain(&self, place: &Place) -> Result<Option<Loaded>, SinkError> {
        let path = place.path();
        let Some(opened) = self.site.sink.open(&path).await? else { return Ok(None) };
        let (hash, opened) = self.hash(place, opened).await?;
        Ok(Some(self.keep(place, opened.stamp, hash, Form::Plain, opened)))
    }

    /// The document in a packed form that stands beside it. One that does not stand is asked for, and is there the next time.
    async fn packed(&self, place: &Place, coding: Coding) -> Result<Option<Loaded>, SinkError> {
        let (path, sink) = (place.path(), &self.site.sink);
        let Some(stamp) = sink.stamp(&path)?.filter(|stamp| pack::is_worth(&place.name, stamp.size)) else { return Ok(None) };
        if !self.site.codings.contains(&coding) {
            return Ok(None);
        }
        let form = sink.open(&format!("{path}{}", coding.suffix())).await?;
        // A packed form has the very time of the file that it is of.
        let Some(form) = form.filter(|form| form.stamp.modified == stamp.modified) else {
            sink.waiting().add(path);
            return Ok(None);
        };
        let hash = match self.kept.hash(&path, stamp) {
            Some(hash) => hash,
            None => match sink.open(&path).await? {
                Some(opened) if opened.stamp == stamp => self.hash(place, opened).await?.0,
                // It changed just now, and the form with it.
                _ => return Ok(None),
            },
        };
        Ok(Some(self.keep(place, stamp, hash, Form::Packed(coding), form)))
    }

    /// The document packed here and now.
    async fn pack(&self, place: &Place, coding: Coding) -> Result<Option<Loaded>, SinkError> {
        let path = place.path();
        let Some(opened) = self.site.sink.open(&path).await? else { return Ok(None) };
        let stamp = opened.stamp;
        let (hash, opened) = self.hash(place, opened).await?;
        let packed = blocking(&path, move || coding.pack(&whole(opened.content)?)).await?;
        let content = Content::Bytes(packed.into());
        let packed = Opened { stamp, content };
        Ok(Some(self.keep(place, stamp, hash, Form::Packed(coding), packed)))
    }

    /// The hash of a file that was opened, and the file. What a new version of a live feed holds is remembered.
    async fn hash(&self, place: &Place, opened: Opened) -> Result<([u8; 16], Opened), SinkError> {
        let path = place.path();
        if let Some(hash) = self.kept.hash(&path, opened.stamp) {
            return Ok((hash, opened));
        }
        let Opened { stamp, content } = opened;
        let format = place.live().filter(|_| stamp.size <= LARGEST_CUT);
        let (kept, name) = (Arc::clone(self.kept), path.clone());
        let learn = move |content| learn(&kept, &name, format, content);
        let (hash, content) = match content {
            // What is short is done before it could be handed over.
            short @ Content::Bytes(_) => learn(short).map_err(|cause| unreadable(&path, cause))?,
            long @ Content::File(_) => blocking(&path, move || learn(long)).await?,
        };
        self.kept.keep_hash(&path, stamp, hash);
        Ok((hash, Opened { stamp, content }))
    }

    fn keep(&self, place: &Place, stamp: Stamp, hash: [u8; 16], form: Form, opened: Opened) -> Loaded {
        let (length, bytes, file) = match opened.content {
            Content::Bytes(bytes) => (bytes.len() as u64, Some(bytes), None),
            Content::File(file) => (opened.stamp.size, None, Some(file)),
        };
        let absent = self.absent.map(str::to_owned).into_iter().collect();
        let document = Document::of(self.site, Parts { place, dated: None, stamp, absent, hash, form, length, bytes });
        (self.keep_document(document), file)
    }

    /// Keeps a document for the requests that follow.
    pub fn keep_document(&self, document: Document) -> Arc<Document> {
        let document = Arc::new(document);
        self.kept.keep(self.site, self.address, &document);
        document
    }
}

/// The hash of a version that was not met before; what it holds is remembered where it has a format.
fn learn(kept: &Kept, path: &str, format: Option<Format>, content: Content) -> io::Result<([u8; 16], Content)> {
    let (bytes, content) = match content {
        Content::Bytes(bytes) => (bytes.clone(), Content::Bytes(bytes)),
        Content::File(mut file) if format.is_none() => {
            let hash = blake3::Hasher::new().update_reader(&mut file)?.finalize();
            file.rewind()?;
            return Ok((first_half(hash), Content::File(file)));
        }
        Content::File(mut file) => {
            let bytes = whole(Content::File(file.try_clone()?))?;
            file.rewind()?;
            (bytes, Content::File(file))
        }
    };
    let hash = first_half(blake3::hash(&bytes));
    if let Some(format) = format {
        kept.deltas.remember(path, format, hash, &String::from_utf8_lossy(&bytes));
    }
    Ok((hash, content))
}

/// All that was opened.
///
/// # Errors
/// When it cannot be read.
pub fn whole(content: Content) -> io::Result<Bytes> {
    match content {
        Content::Bytes(bytes) => Ok(bytes),
        Content::File(mut file) => {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            Ok(bytes.into())
        }
    }
}

/// Work that takes long, off the async threads.
///
/// # Errors
/// Those of the work.
pub async fn blocking<T: Send + 'static>(path: &str, work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, SinkError> {
    let done = tokio::task::spawn_blocking(work).await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)));
    done.map_err(|cause| unreadable(path, cause))
}

/// A file that was opened and cannot be read.
#[must_use]
pub fn unreadable(path: &str, cause: io::Error) -> SinkError {
    SinkError { what: "could not read", path: path.to_owned(), cause, advice: "The next request tries again" }
}
