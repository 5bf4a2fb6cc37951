//! Saved pages: `file:` addresses of the operator's own files and folders.
//!
//! Only the configuration and the command line name files. Links and redirects never do: [`super::Request::follow`] and
//! [`super::http`] take web addresses only.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use url::Url;

use super::{FetchError, Fetched, Hints, Request, Validators};
use crate::source::Page;
use crate::trouble::{Kind, Trouble};

/// Bytes of all files of one folder together, which are held in memory at once.
const FOLDER_LIMIT: u64 = 128 * 1024 * 1024;

/// Reads a file, or the files of a folder in natural name order (`page-2` before `page-10`), hidden ones left out.
///
/// The validators are made from the bytes, so that what did not change is [`Fetched::Unchanged`].
///
/// # Errors
/// `empty` when there is no file or nothing in it, `too_large` when a file holds more than `max_body` bytes.
pub async fn read(request: &Request, max_body: u64) -> Result<Fetched, FetchError> {
    let Ok(path) = request.url.to_file_path() else {
        return Err(Trouble::new(Kind::Empty, format!("{} is not the address of a file on this machine", request.url)).into());
    };
    let known = request.validators.clone();
    let reading = tokio::task::spawn_blocking(move || read_path(&path, &known, max_body));
    match reading.await {
        Ok(fetched) => Ok(fetched?),
        Err(_) => Err(Trouble::new(Kind::Empty, format!("reading {} was interrupted", request.url)).into()),
    }
}

/// Reads what stands at a path: a file or a folder.
fn read_path(path: &Path, known: &Validators, max_body: u64) -> Result<Fetched, Trouble> {
    let about = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let (fetched, validators) = if about.is_dir() {
        let pages = read_folder(path, max_body)?;
        let validators = validators(hash_of(&pages));
        (Fetched::Folder { pages, validators: validators.clone() }, validators)
    } else {
        let page = read_file(path, max_body)?;
        let validators = validators(blake3::hash(&page.body));
        (Fetched::Page { page, validators: validators.clone(), hints: Hints::default() }, validators)
    };
    Ok(if validators == *known { Fetched::Unchanged { validators, hints: Hints::default() } } else { fetched })
}

/// Reads every visible file of a folder, not those of the folders in it.
fn read_folder(folder: &Path, max_body: u64) -> Result<Vec<Page>, Trouble> {
    let mut paths = visible_files(folder).map_err(|error| unreadable(folder, &error))?;
    paths.sort_by_cached_key(|path| (natural(&file_name(path)), path.clone()));
    let (mut pages, mut total) = (Vec::new(), 0);
    for path in paths {
        let page = read_file(&path, max_body)?;
        total += page.body.len() as u64;
        if total > FOLDER_LIMIT {
            let most = FOLDER_LIMIT / (1024 * 1024);
            let sentence = format!("{} holds more than {most} MiB; spread its files over several folders", folder.display());
            return Err(Trouble::new(Kind::TooLarge, sentence));
        }
        pages.push(page);
    }
    if pages.is_empty() {
        return Err(Trouble::new(Kind::Empty, format!("{} holds no files; save the pages there", folder.display())));
    }
    Ok(pages)
}

/// The files of a folder whose names do not begin with a dot, in no order.
fn visible_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !file_name(&path).starts_with('.') && path.is_file() {
            files.push(path);
        }
    }
    Ok(files)
}

/// Reads one file as a page.
fn read_file(path: &Path, max_body: u64) -> Result<Page, Trouble> {
    let url = Url::from_file_path(path).map_err(|()| Trouble::new(Kind::Empty, format!("{} has no address", path.display())))?;
    let body = bytes_of(path, max_body)?;
    Ok(Page { url, content_type: Some(media_type(path).to_owned()), body })
}

/// The bytes of a plain file that is neither empty nor larger than `max_body`.
pub(super) fn bytes_of(path: &Path, max_body: u64) -> Result<Bytes, Trouble> {
    let broken = |error: &io::Error| unreadable(path, error);
    if !fs::metadata(path).map_err(|error| broken(&error))?.is_file() {
        // Reading a pipe or a device could wait for ever.
        return Err(Trouble::new(Kind::Empty, format!("{} is not a plain file", path.display())));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| broken(&error))?;
    file.take(max_body.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
    if bytes.is_empty() {
        return Err(Trouble::new(Kind::Empty, format!("{} is empty; save the page again", path.display())));
    }
    if bytes.len() as u64 > max_body {
        let sentence = format!("{} is larger than `max_body` under [fetch] ({max_body} bytes)", path.display());
        return Err(Trouble::new(Kind::TooLarge, sentence));
    }
    Ok(bytes.into())
}

/// A file that cannot be read, in words.
fn unreadable(path: &Path, error: &io::Error) -> Trouble {
    let sentence = match error.kind() {
        io::ErrorKind::NotFound => format!("{} does not exist; check its path", path.display()),
        _ => format!("{} cannot be read: {error}", path.display()),
    };
    Trouble::new(Kind::Empty, sentence)
}

/// Validators of our own: an ETag that changes when the bytes do.
pub(super) fn validators(hash: blake3::Hash) -> Validators {
    let etag = format!("\"{}\"", hash.to_hex());
    Validators { etag: Some(etag.into_bytes()), last_modified: None }
}

/// One hash of all pages and their names. The lengths keep two cuts of the same bytes apart.
fn hash_of(pages: &[Page]) -> blake3::Hash {
    let mut hash = blake3::Hasher::new();
    for part in pages.iter().flat_map(|page| [page.url.as_str().as_bytes(), &page.body]) {
        hash.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    hash.finalize()
}

/// The media type that a file's name promises; a web page when it promises nothing.
pub(super) fn media_type(path: &Path) -> &'static str {
    let extension = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    match extension.as_deref().and_then(|extension| extension.to_str()) {
        Some("rss") => "application/rss+xml",
        Some("atom") => "application/atom+xml",
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("txt") => "text/plain",
        _ => "text/html",
    }
}

/// The last part of a path.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A key that sorts names as people do: runs of digits by their value, whatever their length; all else by its letters.
fn natural(name: &str) -> Vec<(bool, usize, String)> {
    let letters: Vec<char> = name.chars().collect();
    let runs = letters.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let key = |run: &[char]| {
        let text: String = run.iter().collect();
        if !text.starts_with(|first: char| first.is_ascii_digit()) {
            return (true, 0, text);
        }
        let digits = text.trim_start_matches('0');
        (false, digits.len(), digits.to_owned())
    };
    runs.map(key).collect()
}

#[cfg(test)]
mod tests;
