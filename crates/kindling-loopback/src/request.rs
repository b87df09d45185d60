//! The head of a request, as much of it as matters here.

use std::io::{self, BufRead};

/// More than any browser sends.
const LONGEST_HEAD: u64 = 64 * 1024;

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The path without query.
    pub path: String,
    /// `GET`, not `HEAD`.
    pub wants_body: bool,
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Malformed,
    ForeignHost,
    Method,
}

impl Head {
    /// Reads up to the empty line that ends the head.
    pub fn read(from: impl BufRead, port: u16) -> io::Result<Result<Self, Refusal>> {
        let mut lines = from.take(LONGEST_HEAD).lines();
        let Some(request) = lines.next().transpose()? else {
            return Ok(Err(Refusal::Malformed));
        };
        let mut host = None;
        for line in lines {
            let line = line?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("host")
            {
                host = Some(value.trim().to_owned());
            }
        }
        let words: Vec<&str> = request.split(' ').collect();
        let [method, target, version] = words[..] else {
            return Ok(Err(Refusal::Malformed));
        };
        if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
            return Ok(Err(Refusal::Malformed));
        }
        if !host.is_some_and(|host| is_own(&host, port)) {
            return Ok(Err(Refusal::ForeignHost));
        }
        let wants_body = match method {
            "GET" => true,
            "HEAD" => false,
            _ => return Ok(Err(Refusal::Method)),
        };
        let path = target.split('?').next().unwrap_or(target).to_owned();
        Ok(Ok(Self { path, wants_body }))
    }
}

/// Whether a `Host` header names this very server.
fn is_own(host: &str, port: u16) -> bool {
    host.rsplit_once(':').is_some_and(|(name, number)| {
        matches!(name, "127.0.0.1" | "localhost") && number.parse() == Ok(port)
    })
}
