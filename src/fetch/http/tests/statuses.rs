//! Every status but 200 is a failure that says what to do; nothing of its body is read.

use super::*;

#[tokio::test]
async fn every_status_has_its_kind_and_one_sentence() {
    let table = [
        ("201 Created", Kind::Http, "answered 201 Created: it does not give us the document"),
        ("204 No Content", Kind::Empty, "nothing at this address"),
        ("206 Partial Content", Kind::Truncated, "sent a part"),
        ("300 Multiple Choices", Kind::Redirect, "leads to no document"),
        ("301 Moved Permanently", Kind::Redirect, "it redirects to no address"),
        ("304 Not Modified", Kind::Http, "we hold nothing of it"),
        ("400 Bad Request", Kind::Http, "400 Bad Request"),
        ("401 Unauthorized", Kind::Http, "set `auth` of the source"),
        ("403 Forbidden", Kind::Http, "it refuses us"),
        ("404 Not Found", Kind::Http, "check the address"),
        ("410 Gone", Kind::Gone, "gone for good"),
        ("418 I'm a teapot", Kind::Http, "418"),
        ("429 Too Many Requests", Kind::RateLimited, "less often"),
        ("451 Unavailable For Legal Reasons", Kind::Http, "it refuses us"),
        ("500 Internal Server Error", Kind::Http, "a fault of its own"),
        ("503 Service Unavailable", Kind::Http, "a fault of its own"),
        ("599 Whatever", Kind::Http, "answered 599: the host"),
        ("999 No", Kind::Http, "answered 999: it does not"),
    ];
    let feed = b"<rss version='2.0'><channel><item/></channel></rss>";
    let server = Server::new(move |path| {
        let status = table.iter().find(|(status, ..)| path.ends_with(&status[..3])).unwrap().0;
        let body: &[u8] = if path.ends_with("204") || path.ends_with("304") { b"" } else { feed };
        Reply::new(status, &[], body)
    })
    .await;
    let http = http(&server);
    for (status, kind, part) in table {
        let error = failure(&http, &server.url(&format!("/{}", &status[..3]))).await;
        assert_failure(&error, kind, part);
        assert_eq!(error.status, status[..3].parse().ok());
    }
}

#[tokio::test]
async fn a_wait_that_a_host_asks_for_is_handed_on_whatever_the_status() {
    let table = [
        ("429 Too Many Requests", Kind::RateLimited),
        ("503 Service Unavailable", Kind::RateLimited),
        ("500 Internal Server Error", Kind::Http),
        ("403 Forbidden", Kind::Http),
        ("301 Moved Permanently", Kind::Redirect),
    ];
    for (status, kind) in table {
        let server = Server::always(Reply::new(status, &["Retry-After: 7200"], b"")).await;
        let error = failure(&http(&server), &server.url("/")).await;
        assert_eq!(error.trouble.kind, kind, "{error}");
        assert_eq!(error.retry_after, Some(Duration::from_hours(2)), "{status}");
    }
}

#[tokio::test]
async fn whoever_comes_to_a_host_that_wants_to_be_left_alone_does_not_reach_it() {
    let table = [
        ("429 Too Many Requests", "Retry-After: 7200", 7200),
        ("503 Service Unavailable", "Retry-After: Mon, 17 Nov 2025 09:00:00 GMT\r\nDate: Mon, 17 Nov 2025 08:00:00 GMT", 3600),
        ("404 Not Found", "Retry-After: 99999999999", 31 * 86_400),
        ("304 Not Modified", "Retry-After: 60", 60),
    ];
    for (status, headers, wait) in table {
        let server = Server::always(Reply::new(status, &[headers], b"")).await;
        let http = http_named(&server, &["www.journal.example", "archive.journal.example"]);
        let first = Request {
            validators: Validators { etag: Some(b"x".to_vec()), last_modified: None },
            ..get(&server.named("www.journal.example", "/rss"))
        };
        drop(http.fetch(&first).await);
        let error = failure(&http, &server.named("archive.journal.example", "/november?key=secret")).await;
        assert_failure(&error, Kind::RateLimited, "/november?key=*** was not asked: its host wants no requests before 2");
        let left = error.retry_after.unwrap().as_secs();
        assert!((wait - 5..=wait).contains(&left), "{status}: {left}");
        assert_eq!((server.asked().len(), server.connections(), error.status), (1, 1, None), "{status}");
    }
}

#[tokio::test]
async fn a_host_that_names_no_time_may_be_asked_again() {
    for header in ["Retry-After: -5", "Retry-After: 0", "Retry-After: soon", "X: y"] {
        let server = Server::always(Reply::new("503 Service Unavailable", &[header], b"")).await;
        let http = http(&server);
        for _ in 0..2 {
            assert_eq!(failure(&http, &server.url("/")).await.status, Some(503), "{header}");
        }
        assert_eq!(server.asked().len(), 2, "{header}");
    }
}

#[tokio::test]
async fn a_date_to_come_back_is_read_by_the_clock_of_the_host() {
    let headers = ["Date: Mon, 17 Nov 2025 08:00:00 GMT", "Retry-After: Mon, 17 Nov 2025 08:10:00 GMT"];
    let server = Server::always(Reply::new("429 Too Many Requests", &headers, b"")).await;
    let error = failure(&http(&server), &server.url("/")).await;
    assert_failure(&error, Kind::RateLimited, "for 600 s");
    assert_eq!(error.retry_after, Some(Duration::from_mins(10)));
}

#[tokio::test]
async fn a_login_that_is_refused_is_told_from_one_that_is_missing() {
    let server = Server::always(Reply::new("401 Unauthorized", &[], b"")).await;
    let mut request = get(&server.url("/"));
    request.auth = Some(crate::fetch::Auth::Bearer("secret".to_owned()));
    let error = http(&server).fetch(&request).await.unwrap_err();
    assert_failure(&error, Kind::Http, "does not accept the login");
    assert!(!error.trouble.sentence.contains("secret"));
}

#[tokio::test]
async fn a_sentence_says_which_page_it_was_and_never_shows_a_secret() {
    let server = Server::always(Reply::new("500 Internal Server Error", &[], b"")).await;
    let error = failure(&http(&server), &server.url("/november?page=3&token=secret#x")).await;
    assert_failure(&error, Kind::Http, &format!("http://{}/november?page=3&token=*** answered 500", server.address));
    assert!(!error.trouble.sentence.contains("secret"));
}
