//! How long a client may take: a connection that does not get on is closed, so that idle and slow ones do no harm.
//!
//! There is no timer for a request. A connection has one alarm, and most of the time it is only looked at when it rings.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

/// How long the head of a request may take, from its first byte; for the first request, from the connection on.
pub(super) const HEAD: Duration = Duration::from_secs(10);
/// How long a connection may wait for its next request …
pub(super) const IDLE: Duration = Duration::from_mins(1);
/// … and how long where connections are scarce.
pub(super) const IDLE_IN_A_CROWD: Duration = Duration::from_secs(5);
/// How long a client may take none of the bytes that wait for it …
pub(super) const STUCK: Duration = Duration::from_secs(30);
/// … and how long it may take for an answer that it takes bit by bit.
pub(super) const SLOW: Duration = Duration::from_mins(10);

/// What a connection is about. All times are milliseconds since it began, plus one; 0 means never.
#[derive(Debug)]
pub(super) struct Pace {
    began: Instant,
    now: AtomicU64,
    /// The last time that anything went forth or back.
    active: AtomicU64,
    /// When the head that is not whole yet began.
    head: AtomicU64,
    /// Since when the client takes nothing.
    stuck: AtomicU64,
    /// Since when the client of this answer is behind.
    behind: AtomicU64,
}

impl Pace {
    /// The pace of a connection that begins now.
    #[must_use]
    pub(super) fn begin() -> Arc<Self> {
        let never = || AtomicU64::new(0);
        let first = || AtomicU64::new(1);
        Arc::new(Self { began: Instant::now(), now: first(), active: first(), head: first(), stuck: never(), behind: never() })
    }

    /// Looks at the clock, for all that happens until the next look.
    pub(super) fn look(&self) -> Instant {
        let now = Instant::now();
        let passed = now.saturating_duration_since(self.began).as_millis();
        self.now.store(u64::try_from(passed).unwrap_or(u64::MAX - 1) + 1, Relaxed);
        now
    }

    /// A request is whole.
    pub(super) fn asked(&self) {
        self.head.store(0, Relaxed);
        self.behind.store(0, Relaxed);
    }

    fn read(&self) {
        let now = self.now.load(Relaxed);
        self.active.store(now, Relaxed);
        if self.head.load(Relaxed) == 0 {
            self.head.store(now, Relaxed);
        }
    }

    fn wrote<T>(&self, written: &Poll<io::Result<T>>) {
        let now = self.now.load(Relaxed);
        if written.is_ready() {
            self.active.store(now, Relaxed);
            self.stuck.store(0, Relaxed);
            return;
        }
        for since in [&self.stuck, &self.behind] {
            if since.load(Relaxed) == 0 {
                since.store(now, Relaxed);
            }
        }
    }

    /// When the connection is closed if nothing more happens on it.
    #[must_use]
    pub(super) fn ends(&self, crowd: bool) -> Instant {
        let from = |since: u64, limit: Duration| self.began + Duration::from_millis(since.saturating_sub(1)) + limit;
        match (self.stuck.load(Relaxed), self.head.load(Relaxed)) {
            (0, 0) => from(self.active.load(Relaxed), if crowd { IDLE_IN_A_CROWD } else { IDLE }),
            (0, head) => from(head, HEAD),
            (stuck, _) => from(stuck, STUCK).min(from(self.behind.load(Relaxed), SLOW)),
        }
    }
}

/// A stream whose pace is watched.
pub(super) struct Paced<T> {
    inner: T,
    pace: Arc<Pace>,
}

impl<T> Paced<T> {
    /// Watches a stream.
    pub(super) fn new(inner: T, pace: Arc<Pace>) -> Self {
        Self { inner, pace }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Paced<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.pace.read();
        }
        read
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Paced<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.pace.wrote(&written);
        written
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, pieces: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, pieces);
        self.pace.wrote(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
