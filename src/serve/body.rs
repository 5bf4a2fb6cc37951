//! What an answer carries.

use std::io::{self, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream as _;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, Take};
use tokio_util::io::ReaderStream;

/// So much of a long file is in memory for each reader of it.
const PIECE: usize = 64 << 10;

/// The body of an answer.
pub enum Body {
    /// No bytes, and nothing that says so: the length of a 304 or of an answer to HEAD is that of the document, never 0.
    Nothing,
    /// Bytes that are there.
    Whole(Bytes),
    /// Part of an open file, piece by piece, and how many bytes of it are still to come.
    Pieces(Box<ReaderStream<Take<File>>>, u64),
    /// What another service answers.
    Other(axum::body::Body),
}

impl Body {
    /// These bytes of an open file. It stays the version that it is, whatever takes its place meanwhile.
    ///
    /// # Errors
    /// When the file cannot be read there.
    pub async fn of_file(file: std::fs::File, part: Range<u64>) -> io::Result<Self> {
        let mut file = File::from_std(file);
        file.seek(SeekFrom::Start(part.start)).await?;
        let length = part.end - part.start;
        Ok(Self::Pieces(Box::new(ReaderStream::with_capacity(file.take(length), PIECE)), length))
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut *self {
            Self::Nothing => Poll::Ready(None),
            Self::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Pieces(pieces, left) => {
                let piece = ready!(Pin::new(pieces).poll_next(cx));
                if let Some(Ok(piece)) = &piece {
                    *left = left.saturating_sub(piece.len() as u64);
                }
                Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
            }
            Self::Other(body) => Pin::new(body).poll_frame(cx).map_err(io::Error::other),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Whole(bytes) => bytes.is_empty(),
            Self::Pieces(_, left) => *left == 0,
            Self::Other(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Nothing => SizeHint::default(),
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Pieces(_, left) => SizeHint::with_exact(*left),
            Self::Other(body) => body.size_hint(),
        }
    }
}
