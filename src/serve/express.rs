//! A way past the HTTP library for the ordinary request: one whole head, to which the answer stands ready to the byte. Anything else goes to
//! hyper, which never learns of the requests that it was spared.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll, ready};

use hyper::body::Bytes;
use hyper::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::feeds::Feeds;
use super::pace::Pace;
use crate::clock::Clock;

/// The longest head that is looked at here.
const HEAD: usize = 2 << 10;

/// What answers ordinary requests at once.
pub struct Express {
    feeds: Feeds,
}

impl Express {
    /// What these feeds answer.
    #[must_use]
    pub fn new(feeds: Feeds) -> Self {
        Self { feeds }
    }
}

/// A request without a body and without wishes about the connection.
struct Ordinary<'a> {
    is_head: bool,
    path: &'a str,
    /// What it says that an answer depends on; `None` where it asks for something that is not ready.
    headers: Option<HeaderMap>,
}

/// Reads bytes that are exactly the head of one ordinary request.
fn read(bytes: &[u8]) -> Option<Ordinary<'_>> {
    let mut space = [httparse::EMPTY_HEADER; 32];
    let mut request = httparse::Request::new(&mut space);
    if request.parse(bytes) != Ok(httparse::Status::Complete(bytes.len())) || request.version != Some(1) {
        return None;
    }
    let is_head = match request.method? {
        "GET" => false,
        "HEAD" => true,
        _ => return None,
    };
    let mut headers = Some(HeaderMap::new());
    for header in request.headers.iter() {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        let known = match header.name.len() {
            10 if is("connection") && !header.value.eq_ignore_ascii_case(b"keep-alive") => return None,
            14 if is("content-length") => return None,
            17 if is("transfer-encoding") => return None,
            6 if is("expect") => return None,
            7 if is("upgrade") => return None,
            5 if is("range") => None,
            4 if is("a-im") => None,
            15 if is("accept-encoding") => Some(ACCEPT_ENCODING),
            13 if is("if-none-match") => Some(IF_NONE_MATCH),
            17 if is("if-modified-since") => Some(IF_MODIFIED_SINCE),
            _ => continue,
        };
        headers = headers.zip(known).zip(HeaderValue::from_bytes(header.value).ok()).map(|((mut headers, name), value)| {
            headers.append(name, value);
            headers
        });
    }
    let target = request.path.filter(|target| target.starts_with('/'))?;
    Some(Ordinary { is_head, path: target.split_once('?').map_or(target, |(path, _)| path), headers })
}

/// Who reads the connection now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// We: hyper holds nothing of it.
    Ours,
    /// Hyper, until the answer to the one head that it was given is out. `true` once it began to write.
    Hypers(bool),
    /// Hyper, for good: it may hold more than one head, or part of one.
    Over,
}

/// A stream whose ordinary requests are answered on the way.
pub(super) struct Shortened<T> {
    inner: T,
    pace: Arc<Pace>,
    express: Option<Express>,
    turn: Turn,
    /// Bytes that were read and are hyper's.
    read: Vec<u8>,
    /// An answer that is not out yet, in pieces, and how many bytes of it are.
    out: Option<([Bytes; 3], usize)>,
    /// The second that it is, and how HTTP writes it.
    date: (i64, Bytes),
}

impl<T: AsyncRead + AsyncWrite + Unpin> Shortened<T> {
    /// A stream whose requests may be answered at once.
    pub(super) fn new(inner: T, pace: Arc<Pace>, express: Option<Express>) -> Self {
        let turn = if express.is_some() { Turn::Ours } else { Turn::Over };
        Self { inner, pace, express, turn, read: Vec::new(), out: None, date: (0, Bytes::new()) }
    }

    /// The answer to these bytes, or whose turn it is with them.
    fn answer(&mut self, bytes: &[u8]) -> Result<[Bytes; 3], Turn> {
        let (Some(express), Some(asked)) = (&self.express, read(bytes)) else { return Err(Turn::Over) };
        let ready = asked.headers.and_then(|headers| express.feeds.ready(asked.is_head, asked.path, &headers));
        let (head, body) = ready.ok_or(Turn::Hypers(false))?;
        let now = Clock::system().now();
        if self.date.0 != now.timestamp() {
            self.date = (now.timestamp(), now.format("date: %a, %d %b %Y %H:%M:%S GMT\r\n\r\n").to_string().into());
        }
        Ok([head, self.date.1.clone(), body])
    }

    /// Sends what is not out yet.
    fn send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some((pieces, done)) = &mut self.out {
            let mut skip = *done;
            let slices = pieces.each_ref().map(|piece| {
                let begins = skip.min(piece.len());
                skip -= begins;
                IoSlice::new(piece.get(begins..).unwrap_or_default())
            });
            let sent = ready!(Pin::new(&mut self.inner).poll_write_vectored(cx, &slices))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            *done += sent;
            if *done >= pieces.iter().map(Bytes::len).sum() {
                self.out = None;
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Gives hyper what was read for it.
    fn hand_over(&mut self, buffer: &mut ReadBuf<'_>) {
        let (now, later) = self.read.split_at(self.read.len().min(buffer.remaining()));
        buffer.put_slice(now);
        self.read = later.to_vec();
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncRead for Shortened<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        ready!(this.send(cx))?;
        while this.turn == Turn::Ours {
            let mut space = [0; HEAD];
            let mut head = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut this.inner).poll_read(cx, &mut head))?;
            if head.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            match this.answer(head.filled()) {
                Ok(answer) => {
                    this.pace.asked();
                    this.out = Some((answer, 0));
                    ready!(this.send(cx))?;
                }
                Err(turn) => {
                    this.turn = turn;
                    this.read = head.filled().to_vec();
                }
            }
        }
        if !this.read.is_empty() {
            this.hand_over(buffer);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.inner).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            this.turn = Turn::Over;
        }
        read
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Shortened<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored_any(cx, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, pieces: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored_any(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.inner).poll_flush(cx))?;
        // Hyper flushes when an answer is out as a whole, unless it comes in pieces.
        if self.turn == Turn::Hypers(true) && self.read.is_empty() {
            let over = self.express.as_ref().is_none_or(|express| express.feeds.in_pieces.load(Relaxed));
            self.turn = if over { Turn::Over } else { Turn::Ours };
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.send(cx))?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Shortened<T> {
    /// Writes for hyper, behind what is still ours to send.
    fn poll_write_vectored_any(&mut self, cx: &mut Context<'_>, pieces: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        ready!(self.send(cx))?;
        if self.turn == Turn::Hypers(false) {
            self.turn = Turn::Hypers(true);
        }
        Pin::new(&mut self.inner).poll_write_vectored(cx, pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_whole_head_without_wishes_is_ordinary() {
        let ordinary = |text: &str| read(text.as_bytes()).map(|asked| asked.headers.map(|headers| headers.len()));
        for (text, expected) in [
            ("GET /x HTTP/1.1\r\nHost: a\r\n\r\n", Some(Some(0))),
            (
                "HEAD /x?y HTTP/1.1\r\nhost: a\r\nIf-None-Match: \"x\"\r\nif-none-match: \"y\"\r\nAccept-Encoding: gzip\r\n\r\n",
                Some(Some(3)),
            ),
            ("GET /x HTTP/1.1\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n", Some(Some(0))),
            ("GET /x HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n", Some(None)),
            ("GET /x HTTP/1.1\r\nHost: a\r\nA-IM: feed\r\nIf-None-Match: \"x\"\r\n\r\n", Some(None)),
            ("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", None),
            ("GET /x HTTP/1.0\r\nHost: a\r\n\r\n", None),
            ("POST /x HTTP/1.1\r\nHost: a\r\n\r\n", None),
            ("GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", None),
            ("GET /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", None),
            ("GET /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", None),
            ("GET /x HTTP/1.1\r\nHost: a\r\n\r\nGET /y HTTP/1.1\r\n", None),
            ("GET /x HTTP/1.1\r\nHost", None),
            ("GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n", None),
            ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", None),
        ] {
            assert_eq!(ordinary(text), expected, "{text}");
        }
        assert_eq!(read(b"GET /a/b?c HTTP/1.1\r\nHost: a\r\n\r\n").unwrap().path, "/a/b");
    }
}
