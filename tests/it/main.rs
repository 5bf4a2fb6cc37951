//! The one test binary. Each room below holds whole stories; unit tests stand at the bottom of the pure files in `src`.
#![expect(clippy::disallowed_methods, reason = "tests set the scene with files, programs and time of their own")]

mod config;
