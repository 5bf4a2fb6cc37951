//! A host on the loopback that says exactly the bytes that a test gives it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the host does with one request.
#[derive(Clone, Default)]
pub(super) struct Reply {
    /// Bytes to send, piece by piece.
    pieces: Vec<Vec<u8>>,
    /// The pause before each piece.
    pause: Duration,
    /// What happens to the connection afterwards.
    end: End,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum End {
    /// It is closed.
    #[default]
    Close,
    /// It waits for the next request.
    Stay,
    /// It stays open and silent.
    Hang,
}

impl Reply {
    /// These bytes and then the end of the connection.
    pub(super) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { pieces: vec![bytes.into()], ..Self::default() }
    }

    /// A status line, header lines and a body with its true length.
    pub(super) fn new(status: &str, headers: &[&str], body: &[u8]) -> Self {
        let (status, length) = (format!("HTTP/1.1 {status}"), format!("Content-Length: {}\r\n\r\n", body.len()));
        let head = [&[status.as_str()], headers, &[length.as_str()]].concat().join("\r\n");
        Self { pieces: vec![[head.as_bytes(), body].concat()], end: End::Stay, ..Self::default() }
    }

    /// A 200 with this body.
    pub(super) fn ok(headers: &[&str], body: &[u8]) -> Self {
        Self::new("200 OK", headers, body)
    }

    /// A redirect.
    pub(super) fn to(location: &str) -> Self {
        Self::new("302 Found", &[&format!("Location: {location}")], b"")
    }

    /// The same, and then nothing more on an open connection.
    pub(super) fn then_hang(self) -> Self {
        Self { end: End::Hang, ..self }
    }

    /// Then a piece again and again, with a pause before each.
    pub(super) fn then_drip(mut self, piece: &[u8], times: usize, pause: Duration) -> Self {
        self.pieces.extend(std::iter::repeat_n(piece.to_vec(), times));
        Self { pause, ..self }
    }
}

/// A host on a port of its own, which remembers what it was asked. It goes when it is dropped.
pub(super) struct Server {
    /// `127.0.0.1:PORT`.
    pub(super) address: String,
    /// The head of every request, in order.
    asked: Arc<Mutex<Vec<String>>>,
    /// How many connections were made.
    connections: Arc<Mutex<usize>>,
    accepting: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Server {
    /// A host that answers each request by its path and query.
    pub(super) async fn new(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (asked, connections) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(0)));
        let (heads, count, answer) = (Arc::clone(&asked), Arc::clone(&connections), Arc::new(answer));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *count.lock().unwrap() += 1;
                tokio::spawn(converse(stream, Arc::clone(&heads), Arc::clone(&answer)));
            }
        });
        Self { address, asked, connections, accepting }
    }

    /// A host that gives every request the same reply.
    pub(super) async fn always(reply: Reply) -> Self {
        Self::new(move |_| reply.clone()).await
    }

    /// The address of a path.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The address of a path under another name of this host.
    pub(super) fn named(&self, name: &str, path: &str) -> String {
        format!("http://{name}:{}{path}", self.port())
    }

    /// The port.
    pub(super) fn port(&self) -> &str {
        self.address.rsplit(':').next().unwrap()
    }

    /// The requests so far, header names in lower case.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// The value of a header of one request.
    pub(super) fn header(&self, request: usize, name: &str) -> Option<String> {
        let asked = self.asked();
        let values = asked[request].lines().filter_map(|line| line.split_once(": "));
        let all: Vec<&str> = values.filter(|(key, _)| *key == name).map(|(_, value)| value).collect();
        assert!(all.len() < 2, "`{name}` was sent twice");
        all.first().map(|value| (*value).to_owned())
    }

    /// How many connections were made so far.
    pub(super) fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

/// Answers the requests of one connection.
async fn converse(mut stream: TcpStream, heads: Arc<Mutex<Vec<String>>>, answer: Arc<impl Fn(&str) -> Reply>) {
    while let Some(head) = read_head(&mut stream).await {
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        heads.lock().unwrap().push(head);
        let reply = answer(&path);
        for piece in &reply.pieces {
            tokio::time::sleep(reply.pause).await;
            if stream.write_all(piece).await.is_err() {
                return;
            }
        }
        match reply.end {
            End::Close => return drop(stream.shutdown().await),
            End::Hang => return std::future::pending().await,
            End::Stay => {}
        }
    }
}

/// The head of the next request, byte for byte as Latin-1; `None` at the end of the connection.
async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(head.iter().map(|byte| char::from(*byte)).collect())
}
