//! Host names: what they stand for, judged before anything is connected to.
//!
//! The addresses that [`resolve`] lets through are the very addresses that are connected to: the client has no other resolver,
//! so there is no second look-up that could answer differently (DNS rebinding).

use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::guard::{Guard, Refusal};

/// Turns a host name into addresses.
#[async_trait]
pub trait Lookup: Send + Sync {
    /// All addresses that the name stands for, each with this port.
    ///
    /// # Errors
    /// When the name is unknown or nobody can be asked.
    async fn lookup(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

/// Asks as every program on this machine does: `hosts` file first, then DNS.
#[derive(Clone, Copy, Debug)]
pub struct System;

#[async_trait]
impl Lookup for System {
    async fn lookup(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        Ok(tokio::net::lookup_host((host, port)).await?.collect())
    }
}

/// Why a name leads nowhere.
#[derive(Debug, thiserror::Error)]
pub enum NameError {
    /// It has no address.
    #[error("`{host}` has no address ({reason}); check the name, and that this machine can reach a name server")]
    Unknown {
        /// The name.
        host: String,
        /// What the system said.
        reason: String,
    },
    /// It has an address that may not be reached.
    #[error("`{host}` leads where nothing may be fetched: {refusal}")]
    Refused {
        /// The name.
        host: String,
        /// The first of its addresses that was refused, and why.
        refusal: Refusal,
    },
}

/// The addresses of a name, all of which may be reached on this port; one that may not refuses the whole name.
///
/// # Errors
/// When the name has no address, or one that is refused.
pub async fn resolve(guard: &Guard, names: &dyn Lookup, host: &str, port: u16) -> Result<Vec<SocketAddr>, NameError> {
    let unknown = |reason: String| NameError::Unknown { host: host.to_owned(), reason };
    let addresses = names.lookup(host, port).await.map_err(|error| unknown(error.to_string()))?;
    if addresses.is_empty() {
        return Err(unknown("the answer was empty".to_owned()));
    }
    for address in &addresses {
        // The port is the request's, whatever the answer says.
        let target = SocketAddr::new(address.ip(), port);
        guard.check(target).map_err(|refusal| NameError::Refused { host: host.to_owned(), refusal })?;
    }
    Ok(addresses)
}

/// The resolver of one client. It knows its port because the client serves that port alone: `reqwest` tells a resolver only the name.
#[derive(Clone)]
pub(super) struct Gate {
    /// Who judges.
    pub(super) guard: Arc<Guard>,
    /// Who knows names.
    pub(super) names: Arc<dyn Lookup>,
    /// The port of every request of this client.
    pub(super) port: u16,
}

impl Resolve for Gate {
    fn resolve(&self, name: Name) -> Resolving {
        let gate = self.clone();
        Box::pin(async move {
            let addresses = resolve(&gate.guard, gate.names.as_ref(), name.as_str(), gate.port).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Says in one line whether an address would be fetched: `allow` or `deny`, the address, and the rule.
///
/// It resolves the name, but connects to nothing.
pub async fn explain(guard: &Guard, text: &str) -> String {
    explain_with(guard, &System, text).await
}

/// As [`explain`], with the names of a test.
async fn explain_with(guard: &Guard, names: &dyn Lookup, text: &str) -> String {
    let shown = text.escape_debug();
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return format!("deny {shown}: not an address ({error})"),
    };
    if let Err(refusal) = guard.check_url(&url) {
        return format!("deny {}: {refusal}", without_login(&url));
    }
    let port = url.port_or_known_default().unwrap_or_default();
    let addresses = match url.host() {
        Some(Host::Ipv4(ip)) => Ok(vec![SocketAddr::new(ip.into(), port)]),
        Some(Host::Ipv6(ip)) => Ok(vec![SocketAddr::new(ip.into(), port)]),
        Some(Host::Domain(host)) => resolve(guard, names, host, port).await,
        None => Ok(Vec::new()),
    };
    match addresses {
        Err(error) => format!("deny {url}: {error}"),
        Ok(addresses) => addresses.iter().enumerate().fold(format!("allow {url}:"), |mut line, (position, address)| {
            let comma = if position == 0 { "" } else { "," };
            if let Ok(permission) = guard.check(*address) {
                let _ = write!(line, "{comma} {address} is {permission}");
            }
            line
        }),
    }
}

/// The address without user and password, for showing.
fn without_login(url: &Url) -> String {
    let mut shown = url.clone();
    // An address that cannot have a login (`data:`) refuses both and stays as it is.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.to_string()
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::HashMap;
    use std::sync::Mutex;

    use super::*;

    /// Names of a test: each look-up of a name takes its next answer, and the last one for ever.
    #[derive(Default)]
    pub(in crate::fetch) struct Known {
        answers: Mutex<HashMap<String, Vec<Vec<SocketAddr>>>>,
    }

    impl Known {
        /// Adds one answer to a name.
        pub(in crate::fetch) fn with(self, host: &str, addresses: &[&str]) -> Self {
            let answer = addresses.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect();
            self.answers.lock().unwrap().entry(host.to_owned()).or_default().push(answer);
            self
        }
    }

    #[async_trait]
    impl Lookup for Known {
        async fn lookup(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
            let mut answers = self.answers.lock().unwrap();
            let next = answers.get_mut(host).ok_or_else(|| io::Error::other("no such name"))?;
            let answer = if next.len() > 1 { next.remove(0) } else { next[0].clone() };
            Ok(answer.into_iter().map(|address| SocketAddr::new(address.ip(), port)).collect())
        }
    }

    #[tokio::test]
    async fn one_bad_address_in_an_answer_refuses_the_name() {
        let names = Known::default().with("mixed.example", &["1.1.1.1", "10.0.0.5"]).with("good.example", &["1.1.1.1", "2606:4700::1"]);
        let guard = Guard::default();
        let error = resolve(&guard, &names, "mixed.example", 443).await.unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("`mixed.example` leads where nothing may be fetched: 10.0.0.5:443 is not public (RFC 1918 10.0.0.0/8)"),
            "{error}"
        );
        assert_eq!(resolve(&guard, &names, "good.example", 443).await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn a_name_is_judged_by_the_port_that_is_asked_for() {
        let guard = Guard::new(vec!["127.0.0.1:9000".parse().unwrap()]);
        let names = Known::default().with("local.example", &["127.0.0.1"]);
        assert!(resolve(&guard, &names, "local.example", 9000).await.is_ok());
        assert!(resolve(&guard, &names, "local.example", 9001).await.is_err());
    }

    #[tokio::test]
    async fn a_name_without_an_address_is_unknown_not_refused() {
        let names = Known::default().with("empty.example", &[]);
        for host in ["empty.example", "nobody.example"] {
            let error = resolve(&Guard::default(), &names, host, 80).await.unwrap_err();
            assert!(matches!(error, NameError::Unknown { .. }), "{error}");
        }
    }

    #[tokio::test]
    async fn an_explanation_is_one_line_that_begins_with_the_verdict_and_names_the_rule() {
        let guard = Guard::new(vec!["127.0.0.1:9000".parse().unwrap()]);
        let names = Known::default().with("good.example", &["1.1.1.1"]).with("bad.example", &["192.168.0.9"]);
        let table = [
            ("https://good.example/feed", "allow https://good.example/feed: 1.1.1.1:443 is public"),
            ("http://127.0.0.1:9000/", "allow http://127.0.0.1:9000/: 127.0.0.1:9000 is allowed by fetch.allow_private 127.0.0.1:9000"),
            ("http://0x7f.1:9001/", "deny http://127.0.0.1:9001/: 127.0.0.1:9001 is not public (loopback 127.0.0.0/8)"),
            (
                "http://bad.example/",
                "deny http://bad.example/: `bad.example` leads where nothing may be fetched: 192.168.0.9:80 is not public (RFC 1918 192.168.0.0/16)",
            ),
            ("http://nobody.example/", "deny http://nobody.example/: `nobody.example` has no address"),
            ("file:///etc/passwd", "deny file:///etc/passwd: `file:` addresses are not fetched"),
            ("http://me:secret@good.example/", "deny http://good.example/: the address holds a user or password"),
            ("not an\naddress", "deny not an\\naddress: not an address"),
        ];
        for (text, expected) in table {
            let line = explain_with(&guard, &names, text).await;
            assert!(line.starts_with(expected), "{line}");
            assert_eq!(line.lines().count(), 1, "{line}");
        }
    }
}
