//! The one test binary. Each room below holds whole stories; unit tests stand at the bottom of the pure files in `src`.
//!
//! - `serve`: both listeners over a real socket
#![expect(clippy::disallowed_methods, reason = "tests set the scene with files, programs and time of their own")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod serve;

use tempfile as _;
