//! URLs as Go's `net/url` writes them again after reading: mostly as they were.

use kindling_ignition::{print::go_quote, url::Url};

/// The URL as Go writes it.
///
/// # Errors
/// Go's words where the text is no URL.
pub(super) fn normalised(text: &str) -> Result<String, String> {
    let (body, fragment) = text.split_once('#').unwrap_or((text, ""));
    if let Err(error) = Url::parse(body) {
        return Err(format!("parse {}: {}", go_quote(body), error.reason()));
    }
    let url = Url::parse(text)
        .map_err(|error| format!("parse {}: {}", go_quote(text), error.reason()))?;
    let mut out = String::with_capacity(text.len());
    let mut rest = body;
    if !url.scheme.is_empty() {
        out.push_str(&url.scheme);
        out.push(':');
        rest = rest.get(url.scheme.len() + 1..).unwrap_or_default();
    }
    let (hierarchy, query) = match rest.split_once('?') {
        Some((hierarchy, query)) => (hierarchy, Some(query)),
        None => (rest, None),
    };
    if url.opaque.is_empty() {
        push_hierarchy(hierarchy, url.scheme.is_empty(), &mut out);
    } else {
        out.push_str(hierarchy);
    }
    if let Some(query) = query {
        out.push('?');
        out.push_str(query);
    }
    if !fragment.is_empty() {
        out.push('#');
        push_part(fragment, Part::Fragment, &mut out);
    }
    Ok(out)
}

/// Authority and path.
fn push_hierarchy(text: &str, is_relative: bool, out: &mut String) {
    let authority = text
        .strip_prefix("//")
        .filter(|rest| !is_relative || !rest.starts_with('/'));
    let Some(authority) = authority else {
        push_part(text, Part::Path, out);
        return;
    };
    let (authority, path) = authority.split_at(authority.find('/').unwrap_or(authority.len()));
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    if user.is_some() || !host.is_empty() || !path.is_empty() {
        out.push_str("//");
    }
    if let Some(user) = user {
        let (name, password) = match user.split_once(':') {
            Some((name, password)) => (name, Some(password)),
            None => (user, None),
        };
        escape(&unescape(name), Part::User, out);
        if let Some(password) = password {
            out.push(':');
            escape(&unescape(password), Part::User, out);
        }
        out.push('@');
    }
    escape(&unescape(host), Part::Host, out);
    push_part(path, Part::Path, out);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    User,
    Host,
    Path,
    Fragment,
}

impl Part {
    /// Whether Go leaves the byte as it is when it escapes this part.
    fn keeps(self, byte: u8) -> bool {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            return true;
        }
        let kept: &[u8] = match self {
            Self::User => b"$&+,;=",
            Self::Host => b"!$&'()*+,;=:[]<>\"",
            Self::Path => b"$&+,/:;=@",
            Self::Fragment => b"$&+,/:;=?@!()*",
        };
        kept.contains(&byte)
    }
}

/// A part as it was written, where that is a valid way to write it, else written anew.
fn push_part(text: &str, part: Part, out: &mut String) {
    let is_valid = text
        .bytes()
        .all(|byte| part.keeps(byte) || b"!$&'()*+,;=:@[]%".contains(&byte));
    if is_valid {
        out.push_str(text);
    } else {
        escape(&unescape(text), part, out);
    }
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digit = |index: usize| {
            tail.get(index)
                .and_then(|byte| char::from(*byte).to_digit(16))
        };
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    bytes
}

fn escape(bytes: &[u8], part: Part, out: &mut String) {
    for byte in bytes {
        if part.keeps(*byte) {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn urls_are_written_again() {
        for (text, expected) in [
            ("", ""),
            ("http://a/b?c=d#e", "http://a/b?c=d#e"),
            ("HTTP://a/b#", "http://a/b"),
            ("http://a/b c", "http://a/b%20c"),
            ("http://a/b(c)%2f", "http://a/b(c)%2f"),
            ("http://a/b(c) %2f", "http://a/b%28c%29%20/"),
            ("http://é/ü", "http://%C3%A9/%C3%BC"),
            ("http://u:p@h/", "http://u:p@h/"),
            ("http://u!:p@h/", "http://u%21:p@h/"),
            ("http://", "http:"),
            ("http:///x", "http:///x"),
            ("file:/x", "file:/x"),
            ("data:,a b", "data:,a b"),
            ("/a?", "/a?"),
            ("//h/p", "//h/p"),
            ("http://a#b c", "http://a#b%20c"),
            ("s3://bucket/key?versionId=x", "s3://bucket/key?versionId=x"),
        ] {
            assert_eq!(normalised(text).as_deref(), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn refusals_are_gos() {
        for (text, expected) in [
            ("http://[x", "parse \"http://[x\": missing ']' in host"),
            (":", "parse \":\": missing protocol scheme"),
            ("a:b:c/d:e", ""),
            (
                "1:a",
                "parse \"1:a\": first path segment in URL cannot contain colon",
            ),
            (
                "http://a%zz/#x",
                "parse \"http://a%zz/\": invalid URL escape \"%zz\"",
            ),
            (
                "http://a b/",
                "parse \"http://a b/\": invalid character \" \" in host name",
            ),
            (
                "http://a:x/",
                "parse \"http://a:x/\": invalid port \":x\" after host",
            ),
            (
                "http://a/%4",
                "parse \"http://a/%4\": invalid URL escape \"%4\"",
            ),
            (
                "a\nb",
                "parse \"a\\nb\": net/url: invalid control character in URL",
            ),
            (
                "http://u ser@h/",
                "parse \"http://u ser@h/\": net/url: invalid userinfo",
            ),
            ("x#%zz", "parse \"x#%zz\": invalid URL escape \"%zz\""),
        ] {
            assert_eq!(
                normalised(text).err().unwrap_or_default(),
                expected,
                "{text:?}"
            );
        }
    }
}
