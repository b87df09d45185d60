//! The other side of the page: all computing, away from the thread that draws.
//!
//! Takes [`Request`]s, gives [`Reply`]s, in order. It holds nothing between two
//! requests that the page could not send again, so it can be ended and started
//! anew at any time. It never touches the document or storage.

mod answer;
mod parcel;
mod protocol;
mod serve;

pub use parcel::Parcel;
pub use protocol::{Answer, Ask, Reply, Request, Signal};
pub use serve::serve;
