//! The one test binary. Each room below holds whole stories; unit tests stand at the bottom of the pure files in `src`.
//!
//! - `bench`: the test bench: a publication, a scripted web, a time, and the real road
//! - `config`: broken configurations, and what is said of each
//! - `conformance`: what the standards ask of published documents, as checks for the rooms below
//! - `daemon`: the daemon over days: restarts, power cuts, hanging sources, clocks that are set
//! - `enrich`: the own pages of articles, asked once for what a listing does not say
//! - `faults`: every write fails once, and the next pass makes all whole
//! - `formats`: rendering, from an article to a whole document
//! - `golden`: the published example, at any time, and every file of it sound
//! - `histories`: random sources, read in any order, edited, cut and read again
//! - `hubs`: who is told that a document changed
//! - `identity`: one article, once: the scenarios
//! - `months`: archives: chains that are whole, and what is sealed
//! - `near_duplicates`: one story from several sites
//! - `newsletters`: sixty days of a journal, followed by every tool that is known
//! - `own`: feeds of the operator's own: what fits, batches, holds, digests
//! - `pages`: random journals, whole trees, and pages that stay small
//! - `program`: the program itself: commands, exit codes, signals, and being killed
//! - `publish`: releases, months, archives, and the files that change
//! - `reload`: edits while the daemon runs, and the addresses that outlive them
//! - `rules`: what an operator keeps of what sources bring, and corrects in it
//! - `serve`: both listeners over a real socket
//! - `sink_story`: what every sink promises
//! - `store_story`: what every store promises
//! - `walk`: a listing's walk, cut anywhere
#![expect(clippy::disallowed_methods, reason = "tests set the scene with files, programs and time of their own")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bench;
mod config;
mod conformance;
mod daemon;
mod enrich;
mod faults;
mod formats;
mod golden;
mod histories;
mod hubs;
mod identity;
mod months;
mod near_duplicates;
mod newsletters;
mod online;
mod own;
mod pages;
mod program;
mod publish;
mod reload;
mod rules;
mod serve;
mod sink_story;
mod splice;
mod store_story;
mod walk;
