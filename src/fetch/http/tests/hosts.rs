//! Hosts that cannot be reached, may not be reached, or misbehave before a document comes.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

const SOON: Duration = Duration::from_millis(200);

/// Fetches from this server with little patience.
fn impatient(server: &Server) -> Http {
    let rules = FetchRules { total_timeout: Duration::from_secs(1), ..rules(&[&server.address]) };
    by_rules(&rules)
}

#[tokio::test]
async fn an_address_that_is_not_allowed_is_never_connected_to() {
    let server = Server::always(Reply::ok(&[], b"secret")).await;
    let names = Known::default().with("inner.example", &["127.0.0.1"]).with("mixed.example", &["1.1.1.1", "127.0.0.1"]);
    let http = by_names(&rules(&["127.0.0.1:1"]), Arc::new(names));
    for host in ["inner.example", "mixed.example", "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]"] {
        let error = failure(&http, &format!("http://{host}:{}/", server.port())).await;
        assert_failure(&error, Kind::BlockedAddress, "is not public (");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn the_address_that_was_judged_is_the_one_connected_to() {
    let server = Server::always(Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")).await;
    let rebinding = Known::default().with("rebind.example", &["127.0.0.1"]).with("rebind.example", &["127.0.0.2"]);
    let http = by_names(&rules(&[&server.address]), Arc::new(rebinding));
    let address = server.named("rebind.example", "/");
    assert_eq!(page(&http, &address).await.0.body, "x", "the first answer, judged and connected to");
    assert_failure(&failure(&http, &address).await, Kind::BlockedAddress, "127.0.0.2");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn an_allowed_port_opens_no_other_port_of_the_same_name() {
    let (open, closed) = (Server::always(Reply::ok(&[], b"x")).await, Server::always(Reply::ok(&[], b"secret")).await);
    let http = http_named(&open, &["host.example"]);
    assert_eq!(page(&http, &open.named("host.example", "/")).await.0.body, "x");
    assert_failure(&failure(&http, &closed.named("host.example", "/")).await, Kind::BlockedAddress, "is not public");
    assert_eq!(closed.connections(), 0);
}

#[tokio::test]
async fn a_name_without_an_address_is_a_dns_failure() {
    let http = by_names(&rules(&[]), Arc::new(Known::default()));
    let error = failure(&http, "https://nobody.example/feed").await;
    assert_failure(&error, Kind::Dns, "https://nobody.example/feed cannot be reached: `nobody.example` has no address");
}

#[tokio::test]
async fn a_closed_port_refuses_connections() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let http = by_rules(&rules(&[&address]));
    assert_failure(&failure(&http, &format!("http://{address}/")).await, Kind::Http, "refuses connections");
}

#[tokio::test]
async fn a_host_without_tls_behind_https_is_a_tls_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let plain = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        // Closing with unread bytes would reset the connection before the answer is seen.
        stream.read_to_end(&mut Vec::new()).await
    });
    let http = by_rules(&rules(&[&address]));
    assert_failure(&failure(&http, &format!("https://{address}/")).await, Kind::Tls, "has no sound TLS");
    drop(plain.await);
}

/// Knows no name, and takes for ever to say so.
struct Silent;

#[async_trait]
impl Lookup for Silent {
    async fn lookup(&self, _: &str, _: u16) -> std::io::Result<Vec<std::net::SocketAddr>> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_name_server_that_is_silent_is_left_in_time() {
    let rules = FetchRules { connect_timeout: SOON, ..rules(&[]) };
    let http = by_names(&rules, Arc::new(Silent));
    assert_failure(&failure(&http, "http://journal.example/").await, Kind::Timeout, "did not connect in time");
}

#[tokio::test]
async fn a_host_that_never_ends_its_answer_is_left_in_time() {
    let drip = |head: &str| Reply::raw(head).then_drip(b"x", 100, Duration::from_millis(50));
    let replies = [
        Reply::default().then_hang(),
        Reply::raw("HTTP/1.1 200 OK\r\nX-Slow: ").then_hang(),
        Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc").then_hang(),
        drip("HTTP/1.1 200 OK\r\nX-Slow: "),
        drip("HTTP/1.1 200 OK\r\n\r\n"),
        Reply::raw("").then_drip(b"HTTP/1.1 100 Continue\r\n\r\n", 100, Duration::from_millis(50)),
    ];
    let waits = replies.into_iter().map(|reply| async {
        let server = Server::always(reply).await;
        let began = Instant::now();
        let error = failure(&impatient(&server), &server.url("/")).await;
        assert_failure(&error, Kind::Timeout, "slow or hangs");
        assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    });
    futures_util::future::join_all(waits).await;
}

#[tokio::test]
async fn a_slow_host_that_ends_in_time_is_heard() {
    let head = Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
    let server = Server::always(head.then_drip(b"x", 3, Duration::from_millis(50))).await;
    assert_eq!(page(&impatient(&server), &server.url("/")).await.0.body, "xxx");
}

#[tokio::test]
async fn what_is_not_http_is_a_failure_and_nothing_worse() {
    let flood = "X: y\r\n".repeat(2000);
    let table = [
        Reply::raw(""),
        Reply::raw("SSH-2.0-OpenSSH_9.2\r\n"),
        Reply::raw("<html>HTTP/0.9</html>"),
        Reply::raw("HTTP/1.1 abc OK\r\n\r\n"),
        Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
        Reply::raw("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
        Reply::raw(format!("HTTP/1.1 200 OK\r\n{flood}\r\nx")),
        Reply::raw(format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\nx", "y".repeat(1024 * 1024))),
    ];
    for reply in table {
        let server = Server::always(reply).await;
        assert_failure(&failure(&http(&server), &server.url("/")).await, Kind::Http, "gave no HTTP answer");
    }
}

#[tokio::test]
async fn every_request_to_a_host_keeps_the_pause_redirects_too() {
    let server = Server::new(|path| if path == "/old" { Reply::to("/new") } else { Reply::ok(&[], b"x") }).await;
    let http = by_rules(&FetchRules { host_spacing: SOON, ..rules(&[&server.address]) });
    let began = Instant::now();
    let (first, second) = (server.url("/old"), server.url("/"));
    tokio::join!(page(&http, &first), page(&http, &second));
    assert!(began.elapsed() >= 2 * SOON, "three requests, two pauses");
}
