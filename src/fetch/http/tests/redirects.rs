//! Redirects: every hop obeys the rules of the first.

use super::*;
use crate::fetch::Auth;

#[tokio::test]
async fn a_redirect_is_followed_and_the_page_comes_from_where_it_led() {
    for status in ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let server = Server::new(move |path| match path {
            "/a/old?x=1" => Reply::new(status, &["Location: ../b/new?y=2#part"], b"moved"),
            "/b/new?y=2" => Reply::ok(&["ETag: \"1\""], b"here"),
            _ => Reply::new("404 Not Found", &[], b""),
        })
        .await;
        let (page, validators, _) = page(&http(&server), &server.url("/a/old?x=1")).await;
        assert_eq!((page.url.as_str(), &page.body[..]), (server.url("/b/new?y=2").as_str(), &b"here"[..]));
        assert_eq!(validators.etag.as_deref(), Some(&b"\"1\""[..]));
    }
}

#[tokio::test]
async fn a_redirect_to_an_address_that_may_not_be_reached_is_refused_and_never_asked() {
    let sentinel = Server::always(Reply::ok(&[], b"secret")).await;
    let port = sentinel.port().to_owned();
    let forms =
        ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "１２７.0.0.1", "127.0.0.1.", "localhost"];
    let locations = forms.map(|host| format!("http://{host}:{port}/"));
    let others = [format!("//127.0.0.1:{port}/"), format!("\\\\127.0.0.1:{port}\\"), "http://169.254.169.254/latest/meta-data/".to_owned()];
    let schemes = ["file:///etc/passwd", "data:text/html,secret", "ftp://1.1.1.1/", "gopher://1.1.1.1/", "http://me:secret@1.1.1.1/"];
    for location in locations.into_iter().chain(others).chain(schemes.map(str::to_owned)) {
        let reply = Reply::raw(format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"));
        let server = Server::always(reply).await;
        let error = failure(&http_named(&server, &["localhost"]), &server.url("/start")).await;
        assert_failure(&error, Kind::BlockedAddress, &format!("(redirected from http://{}/start) may not be fetched", server.address));
    }
    assert_eq!(sentinel.connections(), 0);
}

#[tokio::test]
async fn a_circle_is_told_from_a_chain_that_is_too_long() {
    let server = Server::new(|path| match path {
        "/self" => Reply::to("/self"),
        "/fragment" => Reply::to("#top"),
        "/ping" => Reply::to("/pong"),
        "/pong" => Reply::to("/ping"),
        "/3" => Reply::ok(&[], b"end"),
        _ => Reply::to(&format!("/{}", path[1..].parse::<u32>().unwrap_or(100) + 1)),
    })
    .await;
    let http = http(&server);
    for path in ["/self", "/fragment", "/ping"] {
        assert_failure(&failure(&http, &server.url(path)).await, Kind::Redirect, "in a circle");
    }
    assert_eq!(page(&http, &server.url("/0")).await.0.body, "end");
    assert_failure(&failure(&http, &server.url("/endless")).await, Kind::Redirect, "after 3 redirects");
    assert_eq!(server.asked().len(), 1 + 1 + 2 + 4 + 4);
}

#[tokio::test]
async fn a_redirect_without_a_usable_address_is_a_failure() {
    let table = [
        ("", "no address"),
        ("Location: \r\n", "no address"),
        ("Location: http://[bad\r\n", "not an address"),
        ("Location: http://\r\n", "not an address"),
    ];
    for (line, part) in table {
        let server = Server::always(Reply::raw(format!("HTTP/1.1 302 Found\r\n{line}Content-Length: 0\r\n\r\n"))).await;
        assert_failure(&failure(&http(&server), &server.url("/")).await, Kind::Redirect, part);
    }
}

#[tokio::test]
async fn a_login_stays_with_its_origin_and_does_not_come_back() {
    let server = Server::new(|path| {
        let target = path.strip_prefix("/to/").map(|rest| rest.replacen('/', ":", 1));
        target.map_or_else(|| Reply::ok(&[], b"x"), |target| Reply::to(&format!("http://{target}")))
    })
    .await;
    let (http, port) = (http_named(&server, &["one.example", "two.example"]), server.port());
    let auth = Some(Auth::Headers(vec![("X-Key".to_owned(), "secret".to_owned())]));
    let table = [
        ("/page".to_owned(), vec![true]),
        (format!("/to/one.example/{port}/page"), vec![true, true]),
        (format!("/to/two.example/{port}/page"), vec![true, false]),
        (format!("/to/two.example/{port}/to/one.example/{port}/page"), vec![true, false, false]),
    ];
    for (path, expected) in table {
        let before = server.asked().len();
        http.fetch(&Request { auth: auth.clone(), ..get(&server.named("one.example", &path)) }).await.unwrap();
        let sent: Vec<bool> = (before..server.asked().len()).map(|number| server.header(number, "x-key").is_some()).collect();
        assert_eq!(sent, expected, "{path}");
    }
}

#[tokio::test]
async fn a_login_that_stayed_behind_is_named_when_it_is_missed() {
    let server = Server::new(|path| match path {
        "/private" => Reply::new("401 Unauthorized", &[], b""),
        other => Reply::to(&format!("http://two.example:{}/private", &other[1..])),
    })
    .await;
    let auth = Some(Auth::Bearer("secret".to_owned()));
    let request = Request { auth, ..get(&server.named("one.example", &format!("/{}", server.port()))) };
    let error = http_named(&server, &["one.example", "two.example"]).fetch(&request).await.unwrap_err();
    assert_failure(&error, Kind::Http, "the login stayed behind");
}

#[tokio::test]
async fn a_wait_that_a_redirect_asks_for_is_handed_on_and_kept_at_its_own_host() {
    let other = Server::always(Reply::ok(&[], b"x")).await;
    let elsewhere = other.url("/new");
    let server = Server::new(move |path| {
        let target = if path == "/out" { elsewhere.as_str() } else { "/new" };
        Reply::new("302 Found", &[&format!("Location: {target}"), "Retry-After: 60"], b"")
    })
    .await;
    let both = by_rules(&rules(&[&server.address, &other.address]));
    assert_eq!(page(&both, &server.url("/out")).await.2.retry_after, Some(Duration::from_mins(1)));
    let error = failure(&http(&server), &server.url("/old")).await;
    assert_failure(&error, Kind::RateLimited, "/new (redirected from");
    assert_eq!(server.asked().len(), 2, "the address behind the redirect waits as well");
}

#[tokio::test]
async fn conditions_go_along_with_a_redirect() {
    let server = Server::new(|path| match path {
        "/old" => Reply::to("/new"),
        _ => Reply::new("304 Not Modified", &[], b""),
    })
    .await;
    let validators = Validators { etag: Some(b"\"1\"".to_vec()), last_modified: None };
    let answer = http(&server).fetch(&Request { validators, ..get(&server.url("/old")) }).await;
    assert!(matches!(answer, Ok(Fetched::Unchanged { .. })), "{answer:?}");
}
