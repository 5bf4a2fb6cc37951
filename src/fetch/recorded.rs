//! A recorded web: a folder that answers instead of hosts, for demonstrations, replays and tests.
//!
//! `https://www.journal.example/nov/2500.issue?page=2` is the file `www.journal.example/nov/2500.issue@page=2`; an address that
//! ends in `/` is `index.html` there, and a port that is not the usual one follows the host like a query: `localhost@8080`.

use std::io;
use std::path::{Component, Path, PathBuf};

use async_trait::async_trait;
use url::Url;

use super::{Fetch, FetchError, Fetched, Hints, Request, file, shown, without_fragment};
use crate::source::Page;
use crate::trouble::{Kind, Trouble};

/// The folder, and how much of a file it gives out.
#[derive(Clone, Debug)]
pub struct Recorded {
    folder: PathBuf,
    max_body: u64,
}

impl Recorded {
    /// Answers from this folder, and never from outside of it; files above `max_body` bytes are refused.
    #[must_use]
    pub const fn new(folder: PathBuf, max_body: u64) -> Self {
        Self { folder, max_body }
    }

    /// The file that stands for an address, links resolved; `None` where there is none inside the folder.
    fn find(&self, url: &Url) -> Option<PathBuf> {
        let wanted = self.folder.join(relative_path(url)?);
        let inside = |root: io::Result<PathBuf>, path: &Path| root.is_ok_and(|root| path.starts_with(root));
        wanted.canonicalize().ok().filter(|path| path.is_file() && inside(self.folder.canonicalize(), path))
    }

    /// Answers as a host would that has this folder: the page, or 404.
    fn answer(&self, request: &Request) -> Result<Fetched, FetchError> {
        let url = without_fragment(&request.url);
        let Some(path) = self.find(&url) else {
            let sentence =
                format!("{} is not among the recorded pages (404 Not Found); record it in {}", shown(&url), self.folder.display());
            return Err(FetchError { trouble: Trouble::new(Kind::Http, sentence), status: Some(404), retry_after: None });
        };
        let body = file::bytes_of(&path, self.max_body)?;
        let validators = file::validators(blake3::hash(&body));
        let hints = Hints::default();
        if validators == request.validators {
            return Ok(Fetched::Unchanged { validators, hints });
        }
        let page = Page { url, content_type: Some(file::media_type(&path).to_owned()), body };
        Ok(Fetched::Page { page, validators, hints })
    }
}

#[async_trait]
impl Fetch for Recorded {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        let (this, request) = (self.clone(), request.clone());
        let url = request.url.clone();
        let interrupted = |_| Trouble::new(Kind::Empty, format!("reading the recording of {} was interrupted", shown(&url)));
        tokio::task::spawn_blocking(move || this.answer(&request)).await.map_err(interrupted)?
    }
}

/// Where an address stands below the folder; `None` for one that is no web address or leads out.
fn relative_path(url: &Url) -> Option<PathBuf> {
    let host = matches!(url.scheme(), "http" | "https").then(|| url.host_str())??;
    let port = url.port().map(|port| format!("@{port}")).unwrap_or_default();
    let path = decoded(url.path())?;
    let index = if path.ends_with('/') { "index.html" } else { "" };
    // A slash in the query belongs to the file's name and must not begin a folder.
    let query = url.query().map(|query| format!("@{}", query.replace('/', "%2F"))).unwrap_or_default();
    let path = PathBuf::from(format!("{host}{port}{path}{index}{query}"));
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

/// Percent-decodes a path; `None` where it is no text, or hides a separator or a NUL.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let pair = tail.first_chunk::<2>().filter(|_| *first == b'%');
        let byte = pair.and_then(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
        if matches!(byte, Some(b'/' | b'\\' | 0)) {
            return None;
        }
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { tail.get(2..)? } else { tail };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the tests record the pages that are read")]

    use std::fs;

    use super::super::{Accept, Validators};
    use super::*;

    /// A folder with these files, and what answers from it.
    fn recorded(files: &[&str]) -> (tempfile::TempDir, Recorded) {
        let room = tempfile::tempdir().unwrap();
        let folder = room.path().join("web");
        for name in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        (room, Recorded::new(folder, 1000))
    }

    async fn ask(recorded: &Recorded, address: &str, validators: Validators) -> Result<Fetched, FetchError> {
        let mut request = Request::get(Url::parse(address).unwrap(), Accept::Html);
        request.validators = validators;
        recorded.fetch(&request).await
    }

    #[tokio::test]
    async fn an_address_is_answered_by_the_file_that_stands_for_it() {
        let table = [
            ("https://www.journal.example/nov/2500.issue?page=2", "www.journal.example/nov/2500.issue@page=2"),
            ("http://journal.example/", "journal.example/index.html"),
            ("http://journal.example", "journal.example/index.html"),
            ("https://journal.example/nov/?a=1&b=%2F", "journal.example/nov/index.html@a=1&b=%2F"),
            ("https://journal.example/a%20b%C3%A9.rss#top", "journal.example/a bé.rss"),
            ("http://localhost:8080/x.json", "localhost@8080/x.json"),
            ("https://journal.example/100%/%zz", "journal.example/100%/%zz"),
            ("https://journal.example/go?to=https://x.example/../y", "journal.example/go@to=https:%2F%2Fx.example%2F..%2Fy"),
        ];
        let (_room, recorded) = recorded(&table.map(|(_, file)| file));
        for (address, file) in table {
            let answer = ask(&recorded, address, Validators::default()).await;
            let Ok(Fetched::Page { page, .. }) = answer else { panic!("{address}: {answer:?}") };
            assert_eq!(page.body, file, "{address}");
            assert_eq!(page.url.fragment(), None);
        }
    }

    #[tokio::test]
    async fn the_same_page_asked_for_again_is_unchanged() {
        let (_room, recorded) = recorded(&["journal.example/feed.rss"]);
        let address = "https://journal.example/feed.rss";
        let Ok(Fetched::Page { page, validators, .. }) = ask(&recorded, address, Validators::default()).await else { panic!("no page") };
        assert_eq!(page.content_type.as_deref(), Some("application/rss+xml"));
        assert_eq!(validators.etag.as_ref().map(Vec::len), Some(66));
        assert!(matches!(ask(&recorded, address, validators).await, Ok(Fetched::Unchanged { .. })));
    }

    #[tokio::test]
    async fn what_is_not_recorded_is_404_and_nothing_outside_is_read() {
        let (room, recorded) = recorded(&["journal.example/a/index.html", "other.example/x"]);
        fs::write(room.path().join("secret"), "secret").unwrap();
        std::os::unix::fs::symlink(room.path().join("secret"), recorded.folder.join("journal.example/link")).unwrap();
        let outside = [
            "https://journal.example/none",
            "https://journal.example/a",
            "https://journal.example/link",
            "https://journal.example/..%2f..%2fsecret",
            "https://journal.example/..%5csecret",
            "https://journal.example/%2e%2e/%2e%2e/secret",
            "https://journal.example/x%00",
            "https://journal.example/%ff",
            "https://../secret",
            "file:///etc/hostname",
        ];
        for address in outside.into_iter().filter(|address| Url::parse(address).is_ok()) {
            let error = ask(&recorded, address, Validators::default()).await.unwrap_err();
            assert_eq!((error.trouble.kind, error.status), (Kind::Http, Some(404)), "{address}: {error}");
        }
    }
}
