//! The studio: a Yew app that renders everything in the page.

fn main() {}
