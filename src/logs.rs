//! Logs on standard error: for people on a terminal, JSON otherwise. `FEEDMILL_LOG` sets what is told, as in `info,feedmill=debug`.

use std::io::IsTerminal as _;

use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging for the whole program; called once.
pub fn start() {
    let filter = EnvFilter::try_from_env("FEEDMILL_LOG").unwrap_or_else(|_| EnvFilter::new("warn,feedmill=info"));
    let logs = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    if std::io::stderr().is_terminal() {
        #[expect(clippy::disallowed_methods, reason = "NO_COLOR is a matter of the terminal, not of the configuration")]
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        logs.with_ansi(!plain).init();
    } else {
        logs.json().flatten_event(true).with_current_span(false).init();
    }
}
