//! The clients: one for each port, because the guard must know the port and `reqwest` tells a resolver only the name.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Client, redirect};

use super::failure::Failure;
use super::{FetchRules, Guard, Kind, Lookup};
use crate::fetch::names::Gate;

/// Ports other than 80 and 443 that keep their client, so that redirects to ever new ports fill no memory.
const ODD_PORTS: usize = 16;

/// How long a connection that nobody uses stays open.
const IDLE: Duration = Duration::from_secs(30);

/// Makes and keeps the clients.
pub(super) struct Clients {
    guard: Arc<Guard>,
    names: Arc<dyn Lookup>,
    user_agent: String,
    connect_timeout: Duration,
    read_timeout: Duration,
    kept: Mutex<HashMap<u16, Client>>,
}

impl Clients {
    /// Clients by these rules, which connect to nothing that the guard refuses.
    pub(super) fn new(rules: &FetchRules, guard: Arc<Guard>, names: Arc<dyn Lookup>) -> Self {
        Self {
            guard,
            names,
            user_agent: user_agent(rules.contact.as_deref()),
            connect_timeout: rules.connect_timeout,
            // A host that is silent for half of the time will hardly finish in the other half.
            read_timeout: rules.total_timeout / 2,
            kept: Mutex::default(),
        }
    }

    /// The client for a port, and for that port alone.
    pub(super) fn client(&self, port: u16) -> Result<Client, Failure> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = kept.get(&port) {
            return Ok(client.clone());
        }
        let client = self.build(port).map_err(|error| {
            Failure::new(Kind::Tls, format!("cannot be asked: no client for it ({error}); check that CA certificates are installed"))
        })?;
        if kept.len() >= ODD_PORTS + 2 {
            kept.retain(|port, _| matches!(port, 80 | 443));
        }
        kept.insert(port, client.clone());
        Ok(client)
    }

    /// Makes a client that follows no redirect, knows no proxy, and resolves names through the guard.
    fn build(&self, port: u16) -> reqwest::Result<Client> {
        let gate = Gate { guard: Arc::clone(&self.guard), names: Arc::clone(&self.names), port };
        #[expect(clippy::disallowed_methods, reason = "this is the one path by which requests leave the program")]
        let builder = Client::builder();
        builder
            .user_agent(&self.user_agent)
            .no_proxy()
            .referer(false)
            .redirect(redirect::Policy::none())
            .dns_resolver(gate)
            .connect_timeout(self.connect_timeout)
            .read_timeout(self.read_timeout)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(1)
            .build()
    }
}

/// Who we are and where hosts can turn to; characters that cannot stand in a header are left out.
fn user_agent(contact: Option<&str>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let contact: String = contact.unwrap_or_default().chars().filter(char::is_ascii_graphic).collect();
    if contact.is_empty() { format!("feedmill/{version}") } else { format!("feedmill/{version} (+{contact})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_names_the_program_its_version_and_a_contact() {
        let version = env!("CARGO_PKG_VERSION");
        let table = [
            (Some("https://example.org/feeds"), format!("feedmill/{version} (+https://example.org/feeds)")),
            (Some("a\r\nX: b\u{e9}"), format!("feedmill/{version} (+aX:b)")),
            (None, format!("feedmill/{version}")),
        ];
        for (contact, expected) in table {
            assert_eq!(user_agent(contact), expected);
        }
    }
}
