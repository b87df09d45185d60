//! Texts made from texts: what is pasted into a shell, what the runbook says. Pure.

pub mod markdown;
pub mod paste;
