//! stub
use super::{Exit, Failure, Here};
/// stub
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// stub
    #[arg(long)]
    pub json: bool,
}
/// stub
pub async fn run(_h: &Here, _a: &Arguments) -> Result<Exit, Failure> {
    Ok(Exit::Ok)
}
