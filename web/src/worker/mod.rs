//! The other side of the page: all computing, away from the thread that draws.
//!
//! Takes [`Request`]s, gives [`Reply`]s, in order. What it holds between two
//! requests the page could send again, so it can be ended and started anew at
//! any time. It never touches the document or storage.

mod changes;
mod decoding;
mod engine;
mod listing;
mod making;
mod opening;
mod parcel;
mod plan;
mod protocol;
mod search;
mod serve;
mod translating;

pub use parcel::Parcel;
pub use protocol::{
    Answer, Ask, Change, DecodedFile, Difference, Hit, Opened, Packing, Plan, Reply, Request,
    Signal, Translation,
};
pub use serve::serve;
#[cfg(test)]
pub use translating::translate;
