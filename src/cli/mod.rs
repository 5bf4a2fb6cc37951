//! The commands.

pub mod next;
