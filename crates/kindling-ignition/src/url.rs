//! URLs, as Go's `net/url` accepts, splits and refuses them.

use std::borrow::Cow;

use crate::print::go_quote;

/// The parts of a URL that the rules look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url<'a> {
    /// The scheme in lower case; empty for a relative reference.
    pub scheme: Cow<'a, str>,
    /// What follows the scheme when it does not start with a slash, without query and fragment.
    pub opaque: &'a str,
    /// The authority's host and port, as written.
    pub host: &'a str,
    /// The path, as written.
    pub path: &'a str,
    /// What follows the question mark, as written.
    pub query: &'a str,
}

/// That a text is no URL. It displays as Ignition's rules say it; Go's own words are the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidUrl {
    reason: String,
}

impl InvalidUrl {
    fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }

    fn escape(text: &str) -> Self {
        Self::new(format!("invalid URL escape {}", go_quote(text)))
    }

    /// Why, in the words of Go's `net/url`.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl std::fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unable to parse url")
    }
}

impl std::error::Error for InvalidUrl {}

/// Which characters may stand unescaped, and which escapes are refused.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Host,
    Zone,
}

impl<'a> Url<'a> {
    /// Splits a URL.
    ///
    /// # Errors
    /// Where Go's `url.Parse` gives an error.
    pub fn parse(text: &'a str) -> Result<Self, InvalidUrl> {
        let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
        if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return Err(InvalidUrl::new("net/url: invalid control character in URL"));
        }
        check_escapes(fragment, Part::Path)?;
        if text == "*" {
            return Ok(Self {
                path: text,
                ..Self::default()
            });
        }
        let (scheme, rest) = split_scheme(text)?;
        let scheme = if scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(scheme.to_ascii_lowercase())
        } else {
            Cow::Borrowed(scheme)
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut url = Self {
            scheme,
            query,
            ..Self::default()
        };
        let mut rest = rest;
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                url.opaque = rest;
                return Ok(url);
            }
            if rest
                .split('/')
                .next()
                .is_some_and(|segment| segment.contains(':'))
            {
                return Err(InvalidUrl::new(
                    "first path segment in URL cannot contain colon",
                ));
            }
        }
        if (!url.scheme.is_empty() || !rest.starts_with("///")) && rest.starts_with("//") {
            let authority = &rest[2..];
            let end = authority.find('/').unwrap_or(authority.len());
            url.host = parse_authority(&authority[..end])?;
            rest = &authority[end..];
        }
        check_escapes(rest, Part::Path)?;
        url.path = rest;
        Ok(url)
    }

    /// The first value of this key in the query, where the key is there.
    #[must_use]
    pub fn query_value(&self, key: &str) -> Option<String> {
        self.query.split('&').find_map(|pair| {
            if pair.is_empty() || pair.contains(';') {
                return None;
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (unescape_query(name)?, unescape_query(value)?);
            (name == key.as_bytes()).then(|| String::from_utf8_lossy(&value).into_owned())
        })
    }
}

fn split_scheme(text: &str) -> Result<(&str, &str), InvalidUrl> {
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if index > 0 => {}
            b':' if index == 0 => return Err(InvalidUrl::new("missing protocol scheme")),
            b':' => return Ok((&text[..index], &text[index + 1..])),
            _ => break,
        }
    }
    Ok(("", text))
}

fn parse_authority(authority: &str) -> Result<&str, InvalidUrl> {
    let Some((user, host)) = authority.rsplit_once('@') else {
        return parse_host(authority);
    };
    let host = parse_host(host)?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    if !user.bytes().all(allowed) {
        return Err(InvalidUrl::new("net/url: invalid userinfo"));
    }
    check_escapes(user, Part::Path)?;
    Ok(host)
}

fn parse_host(host: &str) -> Result<&str, InvalidUrl> {
    match host.rfind('[') {
        Some(0) => {
            let close = host
                .rfind(']')
                .ok_or_else(|| InvalidUrl::new("missing ']' in host"))?;
            check_port(&host[close + 1..])?;
            let name = &host[1..close];
            let zone = name.find("%25").unwrap_or(name.len());
            check_escapes(&name[..zone], Part::Host)?;
            check_escapes(&name[zone..], Part::Zone)?;
            if name[..zone].parse::<std::net::Ipv6Addr>().is_err() {
                let is_ipv4 = name[..zone].parse::<std::net::Ipv4Addr>().is_ok();
                return Err(invalid_host(name, is_ipv4, "unable to parse IP"));
            }
            if zone + 3 == name.len() {
                return Err(invalid_host(name, false, "zone must be a non-empty string"));
            }
            return Ok(host);
        }
        Some(_) => return Err(InvalidUrl::new(IP_LITERAL)),
        None => {}
    }
    if let Some(colon) = host.rfind(':') {
        check_port(&host[colon..])?;
    }
    check_escapes(host, Part::Host)?;
    Ok(host)
}

const IP_LITERAL: &str = "invalid IP-literal";

/// What is between brackets and no IPv6 address. Go says more of some addresses.
fn invalid_host(name: &str, is_ipv4: bool, reason: &str) -> InvalidUrl {
    if is_ipv4 {
        return InvalidUrl::new(IP_LITERAL);
    }
    let name = go_quote(&name.replacen("%25", "%", 1));
    InvalidUrl::new(format!("invalid host: ParseAddr({name}): {reason}"))
}

/// A port is absent, or a colon and digits.
fn check_port(port: &str) -> Result<(), InvalidUrl> {
    match port.strip_prefix(':') {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(()),
        None if port.is_empty() => Ok(()),
        _ => Err(InvalidUrl::new(format!(
            "invalid port {} after host",
            go_quote(port)
        ))),
    }
}

fn check_escapes(text: &str, part: Part) -> Result<(), InvalidUrl> {
    let bytes = text.as_bytes();
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        if byte != b'%' {
            if part != Part::Path && byte < 0x80 && !plain_in_host(byte) {
                let character = go_quote(&char::from(byte).to_string());
                return Err(InvalidUrl::new(format!(
                    "invalid character {character} in host name"
                )));
            }
            index += 1;
            continue;
        }
        let shown = || InvalidUrl::escape(&first_bytes(&text[index..], 3));
        let value = hex_pair(&bytes[index + 1..]).ok_or_else(shown)?;
        let percent = value == b'%';
        let refused = match part {
            Part::Path => false,
            // Only bytes outside ASCII may be escaped in a host, and the percent sign itself.
            Part::Host => value < 0x80 && !percent,
            Part::Zone => !percent && value != b' ' && !plain_in_host(value),
        };
        if refused {
            return Err(shown());
        }
        index += 3;
    }
    Ok(())
}

/// The first bytes of a text; of a character that they cut, what Go would show of it.
fn first_bytes(text: &str, count: usize) -> Cow<'_, str> {
    String::from_utf8_lossy(&text.as_bytes()[..count.min(text.len())])
}

fn plain_in_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!$&'()*+,;=:[]<>\"-_.~".contains(&byte)
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let digit = |index: usize| {
        bytes
            .get(index)
            .and_then(|byte| char::from(*byte).to_digit(16))
    };
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

fn unescape_query(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    let mut value = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        index += 1;
        value.push(match byte {
            b'+' => b' ',
            b'%' => {
                let value = hex_pair(&bytes[index..])?;
                index += 2;
                value
            }
            other => other,
        });
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn texts_that_go_refuses_are_refused() {
        for bad in [
            ":",
            "://x",
            "1http:a",
            "http://a b/",
            "http://[::1",
            "http://[::1]x",
            "http://a:b/",
            "http://a%41/",
            "http://a/%zz",
            "http://a/%4",
            "a:b\u{7f}",
            "http://a\nb",
            "http://u ser@h/",
            "http://a[b]/",
            "#%zz",
            "http://[1.2.3.4]/",
            "http://[::1%25]/",
            "http://a{b/",
        ] {
            assert!(Url::parse(bad).is_err(), "{bad:?}");
        }
        for good in [
            "",
            "/a",
            "a/b:c",
            "http://a/",
            "HTTP://a:80/b?c#d",
            "http://[::1]:80/",
            "http://[fe80::1%25en0]/",
            "a+b:c",
            "//h/p",
            "data:,a b",
            "http://é/",
            "http://a/ b",
            "http://u:p@h/",
            "http://a:/",
            "http://a%25b/",
            "*",
        ] {
            assert!(Url::parse(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn parts_are_split() {
        let url = Url::parse("S3://bucket/key?versionId=&a=b+%41#f").expect("a URL");
        assert_eq!(
            (url.scheme.as_ref(), url.host, url.path),
            ("s3", "bucket", "/key")
        );
        assert_eq!(url.query_value("versionId").as_deref(), Some(""));
        assert_eq!(url.query_value("a").as_deref(), Some("b A"));
        assert_eq!(url.query_value("b"), None);
        assert_eq!(
            Url::parse("arn:aws:s3:::b/k").map(|url| url.opaque),
            Ok("aws:s3:::b/k")
        );
    }
}
