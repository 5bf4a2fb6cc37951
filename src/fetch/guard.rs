//! Which addresses may be reached: public ones, and those that the operator allowed by name.

use std::net::IpAddr;
use std::str::FromStr;

/// One entry of `fetch.allow_private`: an address with a port, or a block of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allow {
    /// `127.0.0.1:9000`: this address on this port only.
    Socket(std::net::SocketAddr),
    /// `10.0.0.0/8`: every port of every address in the block.
    Block {
        /// The first address of the block.
        network: IpAddr,
        /// How many leading bits are fixed.
        prefix: u8,
    },
}

impl FromStr for Allow {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self::Socket).map_err(|_| format!("`{text}` is neither `ip:port` nor a block like `10.0.0.0/8`"))
    }
}
