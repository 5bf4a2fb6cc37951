//! Bodies: whole or not at all, counted after decompression, and all together within a fixed room in memory.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::failure::Failure;
use crate::trouble::Kind;

/// Bytes that all large bodies may hold together, from the first chunk until the caller drops them.
const ROOM: usize = 64 * 1024 * 1024;

/// A body up to this size needs no room: nearly all feeds are smaller, and never wait for the large ones.
const SMALL: usize = 1024 * 1024;

/// The room for large bodies, and how large each may be.
pub(super) struct Room {
    limit: u64,
    free: Arc<Semaphore>,
}

/// A large body, which gives its room back when the last clone of it is dropped.
struct Held {
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Room {
    /// Room for bodies of at most `limit` bytes each.
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, free: Arc::new(Semaphore::new(ROOM)) }
    }

    /// Reads a body to its end.
    ///
    /// A large one takes room for all that it may become at once: two that grow step by step could wait for each other.
    pub(super) async fn read(&self, mut response: Response) -> Result<Bytes, Failure> {
        if response.content_length().is_some_and(|length| length > self.limit) {
            return Err(self.too_large());
        }
        let (mut bytes, mut room) = (Vec::new(), None);
        while let Some(chunk) = response.chunk().await? {
            let length = bytes.len() + chunk.len();
            if length as u64 > self.limit {
                return Err(self.too_large());
            }
            if length > SMALL && room.is_none() {
                room = Arc::clone(&self.free).acquire_many_owned(self.most()).await.ok();
            }
            bytes.extend_from_slice(&chunk);
        }
        if bytes.is_empty() {
            return Err(Failure::new(Kind::Empty, "answered 200 with nothing in it; open it in a browser and check the address"));
        }
        bytes.shrink_to_fit();
        Ok(keep(bytes, room))
    }

    /// The room that one large body takes while it is read.
    fn most(&self) -> u32 {
        let most = usize::try_from(self.limit).unwrap_or(ROOM).min(ROOM);
        u32::try_from(most).unwrap_or(u32::MAX)
    }

    /// The failure of a body that goes on after the limit.
    fn too_large(&self) -> Failure {
        let limit = self.limit;
        Failure::new(Kind::TooLarge, format!("sends more than {limit} bytes; raise `max_body` under [fetch] if it is meant to be so large"))
    }
}

/// The body with the room that it needs, the rest given back.
fn keep(bytes: Vec<u8>, room: Option<OwnedSemaphorePermit>) -> Bytes {
    match room {
        None => bytes.into(),
        Some(mut room) => {
            drop(room.split(room.num_permits().saturating_sub(bytes.len())));
            Bytes::from_owner(Held { bytes, _room: room })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_large_body_holds_the_room_of_its_bytes_until_it_is_dropped() {
        let room = Room::new(10_000_000);
        let permit = Arc::clone(&room.free).acquire_many_owned(room.most()).await.unwrap();
        assert_eq!(room.free.available_permits(), ROOM - 10_000_000);
        let body = keep(vec![0; 3_000_000], Some(permit));
        let clone = body.clone();
        drop(body);
        assert_eq!(room.free.available_permits(), ROOM - 3_000_000);
        drop(clone);
        assert_eq!(room.free.available_permits(), ROOM);
    }

    #[test]
    fn one_body_never_asks_for_more_room_than_there_is() {
        for limit in [1, ROOM as u64, u64::MAX] {
            assert!(Room::new(limit).most() as usize <= ROOM);
        }
    }
}
