//! What a saved file or folder gives.
#![expect(clippy::disallowed_methods, reason = "the tests save the pages that are read")]

use super::super::Accept;
use super::*;

/// Asks for a path, with the validators of last time.
async fn ask(path: &Path, validators: Validators) -> Result<Fetched, FetchError> {
    let mut request = Request::get(Url::from_file_path(path).unwrap(), Accept::Html);
    request.validators = validators;
    read(&request, 1000).await
}

async fn kind_of(path: &Path) -> (Kind, String) {
    let error = ask(path, Validators::default()).await.unwrap_err();
    (error.trouble.kind, error.trouble.sentence)
}

#[tokio::test]
async fn a_file_is_a_page_and_unchanged_until_its_bytes_change() {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("page 1.html");
    fs::write(&path, "<p>one").unwrap();
    let Ok(Fetched::Page { page, validators, .. }) = ask(&path, Validators::default()).await else { panic!("no page") };
    assert_eq!((&page.body[..], page.content_type.as_deref()), (&b"<p>one"[..], Some("text/html")));
    assert_eq!(page.url.to_file_path().unwrap(), path);
    assert!(matches!(ask(&path, validators.clone()).await, Ok(Fetched::Unchanged { .. })));
    fs::write(&path, "<p>two").unwrap();
    assert!(matches!(ask(&path, validators).await, Ok(Fetched::Page { .. })));
}

#[tokio::test]
async fn a_folder_gives_its_visible_files_in_natural_order() {
    let room = tempfile::tempdir().unwrap();
    for name in ["page-10.html", "page-2.html", "page-002b.txt", "page-1.html", "a.html", ".hidden"] {
        fs::write(room.path().join(name), name).unwrap();
    }
    fs::create_dir(room.path().join("page-3.html")).unwrap();
    let Ok(Fetched::Folder { pages, validators }) = ask(room.path(), Validators::default()).await else { panic!("no folder") };
    let names: Vec<&[u8]> = pages.iter().map(|page| &page.body[..]).collect();
    assert_eq!(names, [&b"a.html"[..], b"page-1.html", b"page-2.html", b"page-002b.txt", b"page-10.html"]);
    assert!(matches!(ask(room.path(), validators.clone()).await, Ok(Fetched::Unchanged { .. })));
    fs::rename(room.path().join("a.html"), room.path().join("z.html")).unwrap();
    assert!(matches!(ask(room.path(), validators).await, Ok(Fetched::Folder { .. })));
}

#[tokio::test]
async fn what_holds_nothing_is_empty_and_the_sentence_names_the_path() {
    let room = tempfile::tempdir().unwrap();
    let (missing, blank, folder) = (room.path().join("none.html"), room.path().join("blank.html"), room.path().join("pages"));
    fs::write(&blank, "").unwrap();
    fs::create_dir(&folder).unwrap();
    for (path, word) in [(missing, "does not exist"), (blank, "is empty"), (folder, "holds no files")] {
        let (kind, sentence) = kind_of(&path).await;
        assert_eq!(kind, Kind::Empty);
        assert!(sentence.contains(word) && sentence.contains(&path.display().to_string()), "{sentence}");
    }
}

#[tokio::test]
async fn a_file_above_the_limit_is_refused_not_cut() {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("big.html");
    fs::write(&path, [b'x'; 1000]).unwrap();
    assert!(ask(&path, Validators::default()).await.is_ok());
    fs::write(&path, [b'x'; 1001]).unwrap();
    assert_eq!(kind_of(&path).await.0, Kind::TooLarge);
}

#[test]
fn the_extension_promises_the_media_type() {
    let table = [
        ("a.rss", "application/rss+xml"),
        ("a.ATOM", "application/atom+xml"),
        ("a.json", "application/json"),
        ("a.xml", "application/xml"),
        ("a.txt", "text/plain"),
        ("a.issue@page=2", "text/html"),
        ("a", "text/html"),
    ];
    for (name, expected) in table {
        assert_eq!(media_type(Path::new(name)), expected, "{name}");
    }
}

#[test]
fn numbers_sort_by_value_however_long() {
    let sorted = ["0", "7", "007a", "8", "18446744073709551616", "99999999999999999999999", "a", "a1", "a1b", "a02", "a10"];
    assert!(sorted.is_sorted_by_key(|name| natural(name)));
}
