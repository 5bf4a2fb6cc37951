//! `feedmill run`: the daemon, or one pass.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};

use super::{Exit, Failure, Here, print};
use crate::config::watch::Watch;
use crate::daemon::{Daemon, Shown};
use crate::mill::Mill;
use crate::pipeline::ingest::{Ingested, Months};
use crate::pipeline::publish::Published;
use crate::serve;
use crate::serve::listen::{Listen, Listener};
use crate::status::counted;
use crate::store::SourceName;

/// What to do about a socket of the system's that is of no use.
const INHERITED: &str = "The sockets that systemd opens for Feedmill (`LISTEN_FDS`) must be stream sockets that listen";

/// The options of `run`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Read every source once, publish, and end.
    #[arg(long)]
    pub once: bool,
    /// With --once: exit 1 if a source failed.
    #[arg(long, requires = "once")]
    pub strict: bool,
}

/// Runs the daemon, or one pass.
///
/// # Errors
/// When the configuration, the store or a port is not usable.
pub async fn run(here: &Here, arguments: &Arguments) -> Result<Exit, Failure> {
    if arguments.once { once(here, arguments.strict).await } else { daemon(here).await }
}

async fn once(here: &Here, strict: bool) -> Result<Exit, Failure> {
    let mill = here.mill(here.config()?).await?;
    mill.tell_warnings();
    let now = here.clock.now();
    let states = mill.road.store.sources().await?;
    let waiting: Vec<&SourceName> =
        states.iter().filter(|state| state.not_before.is_some_and(|wanted| wanted > now)).map(|state| &state.name).collect();
    let names: Vec<SourceName> = mill.sources().into_iter().filter(|name| !waiting.contains(&name)).collect();
    let done = mill.run_sources(names, Months::Open).await?;
    let done_publishing = mill.publish_all(false).await?;
    mill.tell_hubs().await?;
    let mut lines: Vec<String> = done.iter().map(|(name, done)| told(name, done)).collect();
    lines.extend(waiting.iter().map(|name| format!("{name}: not read, its host asked to wait")));
    lines.sort();
    lines.push(published(&mill, &done_publishing));
    if done_publishing.released.waiting > 0 {
        let waiting = counted(done_publishing.released.waiting, "article waits", "articles wait");
        lines.push(format!("{waiting} for the next run: a batch takes as many seconds as it has articles"));
    }
    lines.extend(totals(&mill).await?);
    print(lines)?;
    mill.pack_all().await?;
    let failed = done.iter().any(|(_, done)| done.trouble.is_some());
    Ok(if strict && failed { Exit::Partial } else { Exit::Ok })
}

/// What one run did, in one line.
pub(super) fn told(name: &SourceName, done: &Ingested) -> String {
    let changes = done.changes;
    let documents = counted(done.pages, "document", "documents");
    let found =
        format!("{} new, {} edited, {} known ({documents}, {} unchanged)", changes.new, changes.edited, changes.known, done.unchanged);
    match &done.trouble {
        None => format!("{name}: {found}"),
        Some(trouble) => format!("{name}: {}: {trouble} ({found})", trouble.kind),
    }
}

/// What publishing did, in one line.
pub(super) fn published(mill: &Mill, done: &Published) -> String {
    let (stale, written) = (counted(done.feeds, "feed was", "feeds were"), counted(done.files, "file", "files"));
    format!("{stale} stale, {written} written to {}", mill.config.output.display())
}

/// What there is, in one line for each publication.
async fn totals(mill: &Mill) -> Result<Vec<String>, Failure> {
    let line = |totals: crate::store::Totals| {
        let (articles, sections) = (counted(totals.articles, "article", "articles"), counted(totals.sections, "section", "sections"));
        let (months, feeds) = (counted(totals.months, "month", "months"), counted(totals.feeds, "feed", "feeds"));
        format!("{}: {articles}, {sections}, {months}, {feeds} in each format", totals.publication)
    };
    Ok(mill.road.store.totals().await?.into_iter().map(line).collect())
}

async fn daemon(here: &Here) -> Result<Exit, Failure> {
    // Before the configuration is read, so that no edit falls between the two.
    let edits = Watch::start(&here.directory);
    let config = here.config()?;
    // Ports first: a daemon that cannot serve changes nothing.
    let [feeds, admin] = Listener::inherited().map_err(|error| Failure::new(Exit::Unavailable, format!("{error}. {INHERITED}")))?;
    let (feeds, admin) = (bind(feeds, &config.listen, "serve.listen").await?, bind(admin, &config.admin, "serve.admin").await?);
    let mill = Mill::open(config, here.clock)?;
    mill.prepare().await?;
    let (daemon, shown) = Daemon::new(mill.clone()).await?;
    let (stop, stopped) = watch::channel(false);
    let (ask, reload) = mpsc::channel(1);
    tokio::spawn(tell_edits(edits, ask.clone()));
    signals(stop, ask)?;
    let search = serve::search::router(shown.site.clone(), Arc::clone(&mill.road.store));
    let public = serve::feeds::Feeds::new(shown.site.clone()).with_search(search);
    let servers = [
        tokio::spawn(serve::serve(feeds, public.connections(), until(stopped.clone()))),
        tokio::spawn(serve::serve(admin, serve::admin::connections(Arc::new(shown.clone())), until(stopped.clone()))),
    ];
    let greeting = tokio::spawn(greet(mill, shown));
    daemon.run(reload, until(stopped)).await?;
    greeting.abort();
    for server in servers {
        if let Ok(Err(error)) = server.await {
            tracing::warn!(%error, "a listener did not end well");
        }
    }
    tracing::info!(event = "stopped", "stopped");
    Ok(Exit::Ok)
}

/// The listener that the system opened for us, else the one that is configured.
async fn bind(inherited: Option<Listener>, listen: &Listen, key: &str) -> Result<Listener, Failure> {
    if let Some(listener) = inherited {
        return Ok(listener);
    }
    Listener::bind(listen).await.map_err(|error| {
        let what = if matches!(listen, Listen::Tcp(_)) { "port" } else { "socket" };
        let message =
            format!("cannot listen on {listen} (`{key}`): {error}. Stop what uses that {what}, or choose another in feedmill.toml");
        Failure::new(Exit::Unavailable, message)
    })
}

/// Says what the first pass did and where to look.
async fn greet(mill: Mill, mut shown: Shown) {
    if shown.ready.wait_for(|ready| *ready).await.is_err() {
        return;
    }
    first_pass(&mill, &mut shown).await;
    let mut lines = totals(&mill).await.unwrap_or_default();
    lines.push(format!("feeds:  {}  (files in {})", mill.config.listen.address(), mill.config.output.display()));
    lines.push(format!("status: {}", mill.config.admin.address()));
    let next =
        mill.road.store.sources().await.unwrap_or_default().into_iter().filter_map(|state| state.next_run.map(|at| (at, state.name)));
    if let Some((at, name)) = next.min() {
        lines.push(format!("next:   {name} at {}", at.format("%Y-%m-%d %H:%M:%S UTC")));
    }
    // A terminal that went away is no reason to stop.
    let _ = print(lines);
}

/// Waits for the end of the first pass, a minute at most: no source waits for its first run, and nothing is stale.
async fn first_pass(mill: &Mill, shown: &mut Shown) {
    let mut reading = false;
    for _ in 0..600 {
        shown.ready.borrow_and_update();
        let was_reading = reading;
        reading = mill.road.store.sources().await.is_ok_and(|all| all.iter().any(|state| state.last_attempt.is_none()));
        if was_reading && !reading {
            // What the last source brought is released in the round of publishing after it, not before.
            let _ = tokio::time::timeout(Duration::from_secs(1), shown.ready.changed()).await;
        }
        let stale = mill.publications.first().map(|publication| publication.name.to_string()).unwrap_or_default();
        let busy = mill.road.store.stale(&stale).await.is_ok_and(|stale| !stale.is_empty());
        if !reading && !busy {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Asks for a reload after every edit; one that waits to be made counts for all edits before it.
async fn tell_edits(mut edits: Watch, reload: mpsc::Sender<()>) {
    loop {
        edits.changed().await;
        if let Err(mpsc::error::TrySendError::Closed(())) = reload.try_send(()) {
            return;
        }
    }
}

/// SIGTERM and SIGINT stop, a second one at once; SIGHUP asks for a reload.
fn signals(stop: watch::Sender<bool>, reload: mpsc::Sender<()>) -> Result<(), Failure> {
    let listen = |kind| signal(kind).map_err(|error| Failure::new(Exit::Io, format!("signals cannot be received: {error}")));
    let (mut term, mut int, mut hup) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?, listen(SignalKind::hangup())?);
    tokio::spawn(async move {
        loop {
            tokio::select! {
                Some(()) = hup.recv() => { let _ = reload.try_send(()); continue }
                Some(()) = term.recv() => {}
                Some(()) = int.recv() => {}
                else => return,
            }
            if stop.send_replace(true) {
                std::process::exit(130);
            }
        }
    });
    Ok(())
}

/// Ends when the daemon is asked to stop.
async fn until(mut stopped: watch::Receiver<bool>) {
    // A sender that is gone asks to stop as well.
    let _ = stopped.wait_for(|stop| *stop).await;
}
