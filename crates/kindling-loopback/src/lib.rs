//! Serves the page to this computer alone: the one place that opens a socket.
//!
//! Takes a port and a function from a path to an answer. It listens on
//! 127.0.0.1 and nowhere else, answers `GET` and `HEAD`, keeps no state, and
//! turns away requests that came by another host name, so that a foreign site
//! cannot point a name of its own at it. It never reads a file by itself and
//! never writes anything.

mod desktop;
mod request;

use std::borrow::Cow;
use std::io::{self, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

pub use desktop::{Shown, show};
use request::{Head, Refusal};

/// How long a client may take to send its request or to take the answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is served at one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The media type: `text/html; charset=utf-8`.
    pub media_type: &'static str,
    /// The bytes.
    pub body: Cow<'static, [u8]>,
}

/// A loopback listener that has its port and does not answer yet.
#[derive(Debug)]
pub struct Loopback {
    listener: TcpListener,
    address: SocketAddr,
}

impl Loopback {
    /// Takes the port on 127.0.0.1; with `None` the system picks a free one.
    ///
    /// # Errors
    /// Where the port is taken or may not be used.
    pub fn bind(port: Option<u16>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0)))?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Where the page will be: `http://127.0.0.1:8700/`.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers for as long as the process lives. `site` is given the path
    /// without query, percent signs as they came: `/`, `/examples/lab.yaml`.
    ///
    /// # Errors
    /// Where the listener itself fails; a client that fails is left alone.
    pub fn serve<S>(self, site: S) -> io::Result<()>
    where
        S: Fn(&str) -> Option<Answer> + Send + Sync + 'static,
    {
        let site = Arc::new(site);
        let port = self.address.port();
        for client in self.listener.incoming() {
            let client = client?;
            let site = Arc::clone(&site);
            thread::spawn(move || {
                // A client that went away is no concern of the others.
                let _ = talk(&client, port, &*site);
            });
        }
        Ok(())
    }
}

/// One request, one answer, and the connection is closed.
fn talk(
    mut client: &TcpStream,
    port: u16,
    site: &dyn Fn(&str) -> Option<Answer>,
) -> io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    client.set_write_timeout(Some(PATIENCE))?;
    let reply = match Head::read(BufReader::new(client), port)? {
        Ok(head) => reply(&head, site(&head.path)),
        Err(refusal) => refuse(refusal),
    };
    client.write_all(&reply)?;
    client.flush()
}

/// The policies that a meta tag cannot set, and no storing.
const HEADERS: &str = "Cache-Control: no-store\r\n\
    X-Content-Type-Options: nosniff\r\n\
    X-Frame-Options: DENY\r\n\
    Referrer-Policy: no-referrer\r\n\
    Cross-Origin-Opener-Policy: same-origin\r\n\
    Cross-Origin-Resource-Policy: same-origin\r\n\
    Connection: close\r\n";

fn reply(head: &Head, answer: Option<Answer>) -> Vec<u8> {
    let Some(Answer { media_type, body }) = answer else {
        return plain("404 Not Found", "there is nothing at this path\n");
    };
    let length = body.len();
    let mut bytes = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n{HEADERS}\r\n"
    )
    .into_bytes();
    if head.wants_body {
        bytes.extend_from_slice(&body);
    }
    bytes
}

fn refuse(refusal: Refusal) -> Vec<u8> {
    match refusal {
        Refusal::Malformed => plain("400 Bad Request", "this is no HTTP request\n"),
        Refusal::ForeignHost => plain(
            "403 Forbidden",
            "only 127.0.0.1 and localhost are answered\n",
        ),
        Refusal::Method => plain("405 Method Not Allowed", "only GET and HEAD are answered\n"),
    }
}

fn plain(status: &str, text: &str) -> Vec<u8> {
    let length = text.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n{HEADERS}\r\n{text}").into_bytes()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn start() -> (SocketAddr, String) {
        let server = Loopback::bind(None).expect("a free port exists");
        let (address, url) = (server.address, server.url());
        thread::spawn(move || {
            server.serve(|path| {
                (path == "/").then_some(Answer {
                    media_type: "text/html; charset=utf-8",
                    body: Cow::Borrowed(b"<p>page</p>"),
                })
            })
        });
        (address, url)
    }

    fn ask(address: SocketAddr, request: &str) -> String {
        let mut client = TcpStream::connect(address).expect("it listens");
        client
            .write_all(request.as_bytes())
            .expect("it takes a request");
        let mut reply = String::new();
        client
            .read_to_string(&mut reply)
            .expect("it answers in text");
        reply
    }

    #[test]
    fn it_listens_on_loopback_and_serves_the_page() {
        let (address, url) = start();
        assert!(address.ip().is_loopback());
        assert_eq!(url, format!("http://127.0.0.1:{}/", address.port()));
        let page = ask(
            address,
            &format!("GET /?x=1 HTTP/1.1\r\nHost: {address}\r\n\r\n"),
        );
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
        assert!(page.ends_with("\r\n\r\n<p>page</p>"), "{page}");
        let head = ask(
            address,
            &format!("HEAD / HTTP/1.1\r\nHost: {address}\r\n\r\n"),
        );
        assert!(head.contains("Content-Length: 11\r\n"), "{head}");
        assert!(head.ends_with("\r\n\r\n"), "{head}");
    }

    #[test]
    fn it_turns_away_what_it_should() {
        let (address, _) = start();
        let port = address.port();
        for (request, status) in [
            (
                format!("GET /no HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"),
                "404",
            ),
            (
                format!("GET / HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"),
                "403",
            ),
            (
                format!("GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example:{port}\r\n\r\n"),
                "403",
            ),
            ("GET / HTTP/1.1\r\n\r\n".to_owned(), "403"),
            (
                format!("POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
                "405",
            ),
            ("nonsense\r\n\r\n".to_owned(), "400"),
        ] {
            let reply = ask(address, &request);
            assert!(
                reply.starts_with(&format!("HTTP/1.1 {status} ")),
                "{request:?} gave {reply:?}"
            );
        }
    }
}
