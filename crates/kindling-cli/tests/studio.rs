//! `kindling studio` as a person starts it: the address is printed, the page is
//! there, and nothing else is.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// A running studio; it ends with the test, however that ends.
struct Studio(Child);

impl Drop for Studio {
    fn drop(&mut self) {
        // It may have ended by itself, which is what some tests look at.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(arguments: &[&str]) -> Studio {
    let child = Command::new(env!("CARGO_BIN_EXE_kindling"))
        .args(["studio", "--no-open"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built for this test");
    Studio(child)
}

fn get(address: &str, path: &str) -> String {
    let mut client = TcpStream::connect(address).expect("it listens once it says so");
    write!(client, "GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").expect("it takes a request");
    let mut reply = Vec::new();
    client.read_to_end(&mut reply).expect("it answers");
    String::from_utf8_lossy(&reply).into_owned()
}

#[test]
fn the_page_it_carries_is_served_or_its_lack_is_explained() {
    let mut studio = start(&[]);
    let stdout = studio.0.stdout.take().expect("it is piped");
    let mut line = String::new();
    BufReader::new(stdout)
        .read_line(&mut line)
        .expect("it prints text");

    if line.is_empty() {
        let mut said = String::new();
        let mut stderr = studio.0.stderr.take().expect("it is piped");
        stderr.read_to_string(&mut said).expect("it prints text");
        let status = studio.0.wait().expect("it ended");
        assert_eq!(status.code(), Some(2), "{said}");
        assert!(said.contains("cargo xtask page"), "{said}");
        return;
    }
    let address = line
        .trim()
        .strip_prefix("http://")
        .and_then(|rest| rest.strip_suffix('/'))
        .expect("the line is an address")
        .to_owned();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    let page = get(&address, "/");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(page.contains("connect-src 'none'"));
    assert!(page.ends_with("</html>\n") || page.ends_with("</html>"));
    assert!(get(&address, "/other").starts_with("HTTP/1.1 404 "));

    // The port is taken now: a second one says so instead of going elsewhere.
    let port = address.rsplit(':').next().expect("a port follows");
    let mut second = start(&["--port", port]);
    let mut said = String::new();
    let mut stderr = second.0.stderr.take().expect("it is piped");
    stderr.read_to_string(&mut said).expect("it prints text");
    assert_eq!(second.0.wait().expect("it ended").code(), Some(2), "{said}");
    assert!(said.contains(port), "{said}");
}
