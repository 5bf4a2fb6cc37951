//! `feedmill.toml`: what holds for the whole daemon.

use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use url::Url;

use super::FetchRules;
use super::codes;
use super::decode::{Table, Value};
use super::document::Mistake;
use super::values::{allow, base_address, coding, duration, proxies, size, socket, some_text, some_time};
use crate::pack::Coding;
use crate::serve::client::Proxies;
use crate::serve::listen::Listen;

/// What the file means.
pub(super) struct Daemon {
    pub(super) store: PathBuf,
    pub(super) output: PathBuf,
    pub(super) base_url: Url,
    pub(super) compress: Vec<Coding>,
    pub(super) listen: Listen,
    pub(super) admin: Listen,
    pub(super) proxies: Vec<Proxies>,
    pub(super) search: bool,
    pub(super) jitter: Duration,
    pub(super) fetch: FetchRules,
}

/// Reads the file. Everything has a default but the address under which the feeds will be reachable.
pub(super) fn decode(mut root: Table<'_>) -> Option<Daemon> {
    let store = root.table("store").and_then(store);
    let output = root.need("output", "write `[output]` with `base_url = \"https://…/\"` below it").and_then(|value| value.table());
    let output = output.map(output_folder);
    let mut served = root.table("serve");
    let search = served.as_mut().and_then(|table| table.flag("search")).unwrap_or(true);
    let sockets = serve(served);
    let jitter = root.table("schedule").and_then(jitter);
    let document = root.document;
    let fetch = fetch(root.table("fetch"));
    root.finish();

    let store_path = store.as_ref().map_or_else(|| PathBuf::from("feedmill.db"), |(path, _)| path.clone());
    let (directory, base_url, compress) = output?;
    if inside(&store_path, &directory) {
        let wrong = Mistake::new(
            codes::COLLISION,
            format!("the store `{}` stands inside the output folder `{}`", store_path.display(), directory.display()),
        );
        let place = store.map_or(0..0, |(_, value)| value.span);
        document.fault(place, wrong.help("anyone could download it: put one of them somewhere else"));
    }
    let (listen, admin, proxies) = sockets;
    let jitter = jitter.unwrap_or_default();
    Some(Daemon { store: store_path, output: directory, base_url: base_url?, compress, listen, admin, proxies, search, jitter, fetch })
}

fn store(mut table: Table<'_>) -> Option<(PathBuf, Value<'_>)> {
    let path = table.take("path");
    table.finish();
    let path = path?;
    Some((PathBuf::from(path.parse(some_text)?), path))
}

fn output_folder(mut table: Table<'_>) -> (PathBuf, Option<Url>, Vec<Coding>) {
    let directory = table.parse("directory", some_text).map_or_else(|| PathBuf::from("feeds"), PathBuf::from);
    let advice = "write the address under which the output folder will be reachable, like `base_url = \"https://feeds.example.org/\"`";
    let base_url = table.need("base_url", advice).and_then(|value| value.parse(base_address));
    let compress = table.take("compress").map_or_else(|| Some(Coding::ALL.to_vec()), |value| codings(&value));
    table.finish();
    (directory, base_url, compress.unwrap_or_default())
}

/// The codings that files are packed in; an empty list means none.
fn codings(value: &Value<'_>) -> Option<Vec<Coding>> {
    let mut codings: Vec<Coding> = value.list()?.iter().filter_map(|value| value.parse(coding)).collect();
    codings.sort();
    codings.dedup();
    Some(codings)
}

/// The two sockets, which must differ, and the proxies before them.
fn serve(table: Option<Table<'_>>) -> (Listen, Listen, Vec<Proxies>) {
    let local = |port| Listen::Tcp(SocketAddr::from(([127, 0, 0, 1], port)));
    let Some(mut table) = table else { return (local(8080), local(8081), Vec::new()) };
    let trusted = table.list("trusted_proxies").iter().filter_map(|value| value.parse(proxies)).collect();
    let listen = table.take("listen");
    let admin = table.take("admin");
    let bound = |value: Option<&Value<'_>>, port| value.and_then(|value| value.parse(socket)).unwrap_or_else(|| local(port));
    let sockets = (bound(listen.as_ref(), 8080), bound(admin.as_ref(), 8081));
    if clash(&sockets.0, &sockets.1) {
        let wrong = Mistake::new(codes::COLLISION, format!("`listen` ({}) and `admin` ({}) cannot share a port", sockets.0, sockets.1));
        let wrong = wrong.help("the status page must not be public: give it a port of its own");
        match admin.or(listen) {
            Some(value) => value.fault(wrong),
            None => table.fault(wrong),
        }
    }
    table.finish();
    (sockets.0, sockets.1, trusted)
}

/// Whether two listeners could not stand side by side. Port 0 means any free port.
fn clash(one: &Listen, other: &Listen) -> bool {
    let (Listen::Tcp(one), Listen::Tcp(other)) = (one, other) else { return one == other };
    let everywhere = one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() != 0 && one.port() == other.port() && (everywhere || one.ip() == other.ip())
}

fn jitter(mut table: Table<'_>) -> Option<Duration> {
    let jitter = table.parse("jitter", duration);
    table.finish();
    jitter
}

impl Default for FetchRules {
    fn default() -> Self {
        Self {
            contact: None,
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(30),
            max_body: 10 << 20,
            max_redirects: 5,
            concurrency: 32,
            host_spacing: Duration::from_secs(2),
            allow_private: Vec::new(),
            recorded: None,
        }
    }
}

fn fetch(table: Option<Table<'_>>) -> FetchRules {
    let usual = FetchRules::default();
    let Some(mut table) = table else { return usual };
    let rules = FetchRules {
        contact: table.parse("contact", some_text),
        connect_timeout: table.parse("connect_timeout", some_time).unwrap_or(usual.connect_timeout),
        total_timeout: table.parse("total_timeout", some_time).unwrap_or(usual.total_timeout),
        max_body: table.parse("max_body", size).unwrap_or(usual.max_body),
        max_redirects: table.number("max_redirects", 0..=50).unwrap_or(usual.max_redirects),
        concurrency: table.number("concurrency", 1..=1024).unwrap_or(usual.concurrency),
        host_spacing: table.parse("host_spacing", duration).unwrap_or(usual.host_spacing),
        allow_private: table.list("allow_private").iter().filter_map(|value| value.parse(allow)).collect(),
        recorded: table.take("recorded").and_then(|value| recorded(&value)),
    };
    table.finish();
    rules
}

/// The recorded web, which must be there: without it every source would fail.
fn recorded(value: &Value<'_>) -> Option<PathBuf> {
    let path = value.document.beside(&value.parse(some_text)?);
    if !path.is_dir() {
        let missing = Mistake::new(codes::NOT_THERE, format!("there is no folder `{}`", path.display()));
        value.fault(missing.help("paths are relative to the folder of the configuration; leave `recorded` out to read from the real web"));
    }
    Some(path)
}

/// Whether a path leads into a folder, by its name or through links.
fn inside(path: &Path, folder: &Path) -> bool {
    plain(path).starts_with(plain(folder)) || real(path).starts_with(real(folder))
}

/// The whole path with the links resolved in as much of it as exists.
fn real(path: &Path) -> PathBuf {
    let whole = plain(path);
    let known = whole.ancestors().find_map(|there| Some((there.canonicalize().ok()?, whole.strip_prefix(there).ok()?)));
    known.map_or_else(|| whole.clone(), |(there, rest)| if rest.as_os_str().is_empty() { there } else { there.join(rest) })
}

/// The whole path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            Component::CurDir => {}
            part => whole.push(part),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_inside_a_folder_however_it_is_written() {
        for (path, folder, expected) in [
            ("feeds/feedmill.db", "feeds", true),
            ("./feeds/x/../feedmill.db", "feeds/", true),
            ("feedmill.db", ".", true),
            ("feedmill.db", "feeds", false),
            ("feeds.db", "feeds", false),
            ("feeds/../feedmill.db", "feeds", false),
            ("/var/lib/feedmill.db", "/var/lib", true),
        ] {
            assert_eq!(inside(Path::new(path), Path::new(folder)), expected, "{path} in {folder}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_is_inside_a_folder_through_links_too() {
        let scene = tempfile::tempdir().unwrap();
        let at = |name: &str| scene.path().join(name);
        std::fs::create_dir_all(at("disk/feeds")).unwrap();
        std::os::unix::fs::symlink(at("disk"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("disk/feeds"), at("public")).unwrap();
        for (path, folder, expected) in [
            ("link/feeds/feedmill.db", "disk/feeds", true),
            ("disk/feeds/deep/feedmill.db", "public", true),
            ("public/feedmill.db", "link/feeds", true),
            ("link/new/feedmill.db", "disk/new", true),
            ("link/feedmill.db", "public", false),
            ("disk/feedmill.db", "link/feeds", false),
        ] {
            assert_eq!(inside(&at(path), &at(folder)), expected, "{path} in {folder}");
        }
    }

    #[test]
    fn two_listeners_need_two_ports_unless_any_port_will_do() {
        for (one, other, expected) in [
            ("127.0.0.1:8080", "127.0.0.1:8080", true),
            ("0.0.0.0:8080", "127.0.0.1:8080", true),
            ("10.0.0.1:8080", "127.0.0.1:8080", false),
            ("127.0.0.1:8080", "127.0.0.1:8081", false),
            ("127.0.0.1:0", "127.0.0.1:0", false),
            ("unix:/run/a.sock", "unix:/run/a.sock", true),
            ("unix:/run/a.sock", "unix:/run/b.sock", false),
            ("unix:/run/a.sock", "127.0.0.1:8080", false),
        ] {
            assert_eq!(clash(&socket(one).unwrap(), &socket(other).unwrap()), expected, "{one} and {other}");
        }
    }
}
