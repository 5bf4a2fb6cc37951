//! The command, the error, the exit code.

use std::process::ExitCode;

use clap::Parser as _;
use feedmill::cli::{Cli, Exit};
use feedmill::logs;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; what is wrong is told on standard error.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Ok };
            let _ = error.print();
            return ExitCode::from(exit as u8);
        }
    };
    logs::start();
    // One thread for what waits: reading, rendering and the store have threads of their own, and each hand-over costs.
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("feedmill: no threads to work with: {error}");
            return ExitCode::from(Exit::Io as u8);
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(failure) => {
            eprintln!("feedmill: {}", failure.message);
            ExitCode::from(failure.exit as u8)
        }
    }
}
