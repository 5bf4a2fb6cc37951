//! What we send, what we keep of an answer, and what a 304 means.

use super::*;
use crate::fetch::Auth;

#[tokio::test]
async fn a_page_comes_with_its_address_type_validators_and_freshness() {
    let headers =
        ["Content-Type: application/rss+xml; charset=utf-8", "ETag: W/\"1\"", "Last-Modified: yesterday", "Cache-Control: max-age=600"];
    let server = Server::always(Reply::ok(&headers, b"<rss/>")).await;
    let (page, validators, hints) = page(&http(&server), &server.url("/feed?a=1#top")).await;
    assert_eq!(page.url.as_str(), server.url("/feed?a=1"));
    assert_eq!(page.content_type.as_deref(), Some("application/rss+xml; charset=utf-8"));
    assert_eq!(page.body, "<rss/>");
    assert_eq!(validators, Validators { etag: Some(b"W/\"1\"".to_vec()), last_modified: Some(b"yesterday".to_vec()) });
    assert_eq!(hints, Hints { retry_after: None, fresh_for: Some(Duration::from_mins(10)) });
}

#[tokio::test]
async fn we_say_who_we_are_and_nothing_that_a_host_need_not_know() {
    let server = Server::always(Reply::ok(&["Set-Cookie: a=1"], b"x")).await;
    let http = http(&server);
    for accept in [Accept::Feed, Accept::Html, Accept::Xml] {
        http.fetch(&Request::get(Url::parse(&server.url("/a%20b?x=%7E&y#z")).unwrap(), accept)).await.unwrap();
    }
    for request in 0..3 {
        assert!(server.asked()[request].starts_with("GET /a%20b?x=%7E&y HTTP/1.1\r\n"));
        let agent = concat!("feedmill/", env!("CARGO_PKG_VERSION"), " (+https://example.org/contact)");
        assert_eq!(server.header(request, "user-agent").as_deref(), Some(agent));
        let codings = server.header(request, "accept-encoding").unwrap();
        assert!(["gzip", "deflate", "br", "zstd"].iter().all(|coding| codings.contains(coding)), "{codings}");
        for absent in ["cookie", "referer", "authorization", "if-none-match", "if-modified-since"] {
            assert_eq!(server.header(request, absent), None);
        }
    }
    assert!(server.header(0, "accept").unwrap().starts_with("application/rss+xml, application/atom+xml, application/feed+json"));
    assert!(server.header(1, "accept").unwrap().starts_with("text/html"));
    assert!(server.header(2, "accept").unwrap().starts_with("application/xml"));
}

#[tokio::test]
async fn validators_are_echoed_byte_for_byte() {
    let odd = [&b"W/\"x\""[..], b"unquoted", b"\"\xe9\xff\t tab\"", b"\"a, b\"", b"\"\"", b"\"\\\""];
    let server = Server::new(move |path| {
        let etag = odd[path[1..].parse::<usize>().unwrap()];
        let head = [&b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nLast-Modified: Thu, 1 Jan 1970 0:0:0\r\nETag: "[..], etag, b"\r\n\r\nx"];
        Reply::raw(head.concat())
    })
    .await;
    let http = http(&server);
    for (number, etag) in odd.iter().enumerate() {
        let address = server.url(&format!("/{number}"));
        let (_, validators, _) = page(&http, &address).await;
        assert_eq!(validators.etag.as_deref(), Some(*etag));
        http.fetch(&Request { validators, ..get(&address) }).await.unwrap();
        let sent = server.header(number * 2 + 1, "if-none-match").unwrap();
        assert_eq!(sent.chars().map(|letter| letter as u8).collect::<Vec<_>>(), *etag);
        assert_eq!(server.header(number * 2 + 1, "if-modified-since").as_deref(), Some("Thu, 1 Jan 1970 0:0:0"));
    }
}

#[tokio::test]
async fn a_stored_validator_cannot_add_a_header() {
    let server = Server::always(Reply::ok(&[], b"x")).await;
    let validators = Validators { etag: Some(b"\"1\"\r\nX-Evil: 1".to_vec()), last_modified: Some(b"today".to_vec()) };
    http(&server).fetch(&Request { validators, ..get(&server.url("/")) }).await.unwrap();
    assert_eq!((server.header(0, "x-evil"), server.header(0, "if-none-match")), (None, None));
    assert_eq!(server.header(0, "if-modified-since").as_deref(), Some("today"));
}

#[tokio::test]
async fn unchanged_goes_on_with_the_newest_word_on_each_validator() {
    let sent = Validators { etag: Some(b"\"1\"".to_vec()), last_modified: Some(b"monday".to_vec()) };
    let table: [(&[&str], &str, &str); 4] = [
        (&[], "\"1\"", "monday"),
        (&["ETag: \"2\""], "\"2\"", "monday"),
        (&["Last-Modified: tuesday"], "\"1\"", "tuesday"),
        (&["ETag: \"2\"", "Last-Modified: tuesday", "Cache-Control: max-age=5"], "\"2\"", "tuesday"),
    ];
    for (headers, etag, last_modified) in table {
        let server = Server::always(Reply::new("304 Not Modified", headers, b"")).await;
        let answer = http(&server).fetch(&Request { validators: sent.clone(), ..get(&server.url("/")) }).await;
        let Ok(Fetched::Unchanged { validators, hints }) = answer else { panic!("{answer:?}") };
        assert_eq!((validators.etag.unwrap(), validators.last_modified.unwrap()), (etag.into(), last_modified.into()));
        assert_eq!(hints.fresh_for.is_some(), headers.len() == 3);
    }
}

#[tokio::test]
async fn a_page_without_validators_clears_those_of_last_time() {
    let server = Server::always(Reply::ok(&["Last-Modified: tuesday"], b"x")).await;
    let sent = Validators { etag: Some(b"\"1\"".to_vec()), last_modified: None };
    let answer = http(&server).fetch(&Request { validators: sent, ..get(&server.url("/")) }).await;
    let Ok(Fetched::Page { validators, .. }) = answer else { panic!("{answer:?}") };
    assert_eq!(validators, Validators { etag: None, last_modified: Some(b"tuesday".to_vec()) });
}

#[tokio::test]
async fn a_validator_too_long_to_be_one_is_not_kept() {
    let server = Server::always(Reply::ok(&[&format!("ETag: \"{}\"", "x".repeat(5000))], b"x")).await;
    assert_eq!(page(&http(&server), &server.url("/")).await.1.etag, None);
}

#[tokio::test]
async fn each_way_to_log_in_is_a_header() {
    let server = Server::always(Reply::ok(&[], b"x")).await;
    let http = http(&server);
    let logins = [
        Auth::Basic { user: "me".to_owned(), password: "secret".to_owned() },
        Auth::Bearer("token".to_owned()),
        Auth::Headers(vec![("X-Key".to_owned(), "k".to_owned()), ("Cookie".to_owned(), "a=1".to_owned())]),
    ];
    for auth in logins {
        http.fetch(&Request { auth: Some(auth), ..get(&server.url("/")) }).await.unwrap();
    }
    assert_eq!(server.header(0, "authorization").as_deref(), Some("Basic bWU6c2VjcmV0"));
    assert_eq!(server.header(1, "authorization").as_deref(), Some("Bearer token"));
    assert_eq!((server.header(2, "x-key").as_deref(), server.header(2, "cookie").as_deref()), (Some("k"), Some("a=1")));
}

#[tokio::test]
async fn a_login_that_cannot_be_a_header_is_named_but_not_shown() {
    let server = Server::always(Reply::ok(&[], b"x")).await;
    let auth = Some(Auth::Headers(vec![("X-Key".to_owned(), "secret\r\nX-Evil: 1".to_owned())]));
    let error = http(&server).fetch(&Request { auth, ..get(&server.url("/")) }).await.unwrap_err();
    assert_failure(&error, Kind::Http, "a header of `auth`");
    assert!(!error.to_string().contains("secret") && server.asked().is_empty());
}

#[tokio::test]
async fn one_connection_serves_one_request_after_another() {
    let server = Server::always(Reply::ok(&[], b"x")).await;
    let http = http(&server);
    for _ in 0..5 {
        page(&http, &server.url("/")).await;
    }
    assert_eq!(server.connections(), 1);
}
