//! stub
use crate::daemon::Shown;
/// stub
pub fn router(_s: Shown) -> axum::Router {
    axum::Router::new()
}
