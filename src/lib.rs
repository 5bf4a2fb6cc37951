//! Feedmill grinds many article sources into one clean, de-duplicated set of RSS and Atom feeds.
#![forbid(unsafe_code)]

pub mod addresses;
pub mod article;
pub mod clean;
pub mod cli;
pub mod clock;
pub mod config;
pub mod daemon;
pub mod feed;
pub mod fetch;
pub mod format;
pub mod identity;
pub mod logs;
pub mod mill;
pub mod near_duplicate;
pub mod own;
pub mod pack;
pub mod pipeline;
pub mod rules;
pub mod schedule;
pub mod serve;
pub mod sink;
pub mod source;
pub mod splice;
pub mod status;
pub mod store;
pub mod tools;
pub mod trouble;
