//! Where connections come from: a port, a Unix socket, or a socket that systemd opened.

use std::fs;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::{fmt, io::IoSlice};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

/// The most connections at a time, on each listener …
const MOST: usize = 4096;
/// … as long as the system leaves so many files for everything else.
const ELSE: usize = 256;

/// Where to listen, as it is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// An address and a port.
    Tcp(SocketAddr),
    /// A socket in the file system.
    Unix(PathBuf),
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl Listen {
    /// Where a person finds what is served there.
    #[must_use]
    pub fn address(&self) -> String {
        match self {
            Self::Tcp(address) => format!("http://{address}/"),
            Self::Unix(_) => self.to_string(),
        }
    }
}

/// What accepts connections.
#[derive(Debug)]
pub enum Listener {
    /// On a port.
    Tcp(TcpListener),
    /// On a socket in the file system; its file goes with it, where it was made here.
    Unix(UnixListener, Option<Made>),
}

/// The file of a socket that was made here; it is removed when this is dropped.
#[derive(Debug)]
pub struct Made(PathBuf);

impl Drop for Made {
    fn drop(&mut self) {
        // One that is gone already was removed by somebody else.
        let _ = fs::remove_file(&self.0);
    }
}

impl From<TcpListener> for Listener {
    fn from(listener: TcpListener) -> Self {
        Self::Tcp(listener)
    }
}

impl Listener {
    /// Listens there.
    ///
    /// # Errors
    /// When somebody else does, or it is not allowed.
    pub async fn bind(listen: &Listen) -> io::Result<Self> {
        match listen {
            Listen::Tcp(address) => TcpListener::bind(address).await.map(Self::Tcp),
            Listen::Unix(path) => bind_unix(path),
        }
    }

    /// The sockets that systemd opened for this process (`LISTEN_FDS`), in order: the feeds, then the status page. Each counts before
    /// what is configured.
    ///
    /// # Errors
    /// When one of them is no socket that listens.
    pub fn inherited() -> io::Result<[Option<Self>; 2]> {
        let mut sockets = listenfd::ListenFd::from_env();
        let mut take = |place| -> io::Result<Option<Self>> {
            if place >= sockets.len() {
                return Ok(None);
            }
            if let Ok(Some(listener)) = sockets.take_tcp_listener(place) {
                listener.set_nonblocking(true)?;
                return TcpListener::from_std(listener).map(|listener| Some(Self::Tcp(listener)));
            }
            let Some(listener) = sockets.take_unix_listener(place)? else { return Ok(None) };
            listener.set_nonblocking(true)?;
            UnixListener::from_std(listener).map(|listener| Some(Self::Unix(listener, None)))
        };
        Ok([take(0)?, take(1)?])
    }

    /// The next connection, and whom it is from; nobody knows that on a Unix socket.
    ///
    /// # Errors
    /// When the system has none to give.
    pub async fn accept(&self) -> io::Result<(Stream, Option<IpAddr>)> {
        match self {
            Self::Tcp(listener) => {
                let (stream, from) = listener.accept().await?;
                // A small answer goes out at once instead of waiting for more; a socket that refuses this only is slower.
                let _ = stream.set_nodelay(true);
                Ok((Stream::Tcp(stream), Some(from.ip().to_canonical())))
            }
            Self::Unix(listener, _) => listener.accept().await.map(|(stream, _)| (Stream::Unix(stream), None)),
        }
    }
}

/// A socket whose file nobody listens to any more is what a crash left, and makes room.
fn bind_unix(path: &Path) -> io::Result<Listener> {
    let bound = match UnixListener::bind(path) {
        Err(error) if error.kind() == ErrorKind::AddrInUse && is_left_over(path) => {
            fs::remove_file(path)?;
            UnixListener::bind(path)
        }
        bound => bound,
    };
    let (listener, made) = (bound?, Made(path.to_owned()));
    // Whoever may enter the folder may read the feeds, as on a port.
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o666))?;
    Ok(Listener::Unix(listener, Some(made)))
}

fn is_left_over(path: &Path) -> bool {
    let is_socket = fs::symlink_metadata(path).is_ok_and(|there| std::os::unix::fs::FileTypeExt::is_socket(&there.file_type()));
    is_socket && std::os::unix::net::UnixStream::connect(path).is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
}

/// How many connections there is room for. Every one is an open file, so as many of those are asked for as the system allows.
#[must_use]
pub fn most_connections() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        // Where it is refused, what there is must do.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    }
    let files = getrlimit(Resource::Nofile).current.map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX));
    MOST.min(files.saturating_sub(ELSE) / 2).max(16)
}

/// A connection.
#[derive(Debug)]
pub enum Stream {
    /// Over a network.
    Tcp(TcpStream),
    /// Within this machine.
    Unix(UnixStream),
}

/// Passes a call on to whichever stream it is.
macro_rules! pass {
    ($self:ident, $stream:ident => $call:expr) => {
        match $self.get_mut() {
            Stream::Tcp(stream) => {
                let $stream = Pin::new(stream);
                $call
            }
            Stream::Unix(stream) => {
                let $stream = Pin::new(stream);
                $call
            }
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        pass!(self, stream => stream.poll_read(cx, buffer))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        pass!(self, stream => stream.poll_write(cx, bytes))
    }

    fn poll_write_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, pieces: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        pass!(self, stream => stream.poll_write_vectored(cx, pieces))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        pass!(self, stream => stream.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        pass!(self, stream => stream.poll_shutdown(cx))
    }
}
