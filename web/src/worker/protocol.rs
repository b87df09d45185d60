//! The words between page and worker.

use serde::{Deserialize, Serialize};

/// A question, with the revision of the state that asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Grows with each edit; the reply carries it back.
    pub revision: u64,
    /// What is asked.
    pub ask: Ask,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Say the same text back: proves that the way there and back works.
    Echo(String),
}

/// An answer, with the revision that its request had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The revision of the request.
    pub revision: u64,
    /// What came of it.
    pub answer: Answer,
}

/// What can be answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The same text.
    Echo(String),
}

/// What the worker says of its own accord, or in reply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// It runs and listens.
    Ready,
    /// The reply to a request.
    Reply(Reply),
    /// It panicked, or was sent what it cannot read.
    Failed(String),
}
