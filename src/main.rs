//! The command, the error, the exit code.

fn main() {}
