//! The two kinds of URL a document holds: matchbox's endpoint and the issuer of tokens.

use std::net::{IpAddr, Ipv6Addr};

use super::fault::{Fault, shown};
use super::{HttpEndpoint, names};

struct Parts<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<&'a str>,
    path: &'a str,
}

/// Takes a URL of a scheme, a host and maybe a port and a path apart; `None` where it is none.
///
/// <https://www.rfc-editor.org/rfc/rfc3986#appendix-A>
fn parts(text: &str) -> Option<Parts<'_>> {
    let (scheme, rest) = text.split_once("://")?;
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (host, port) = if authority.starts_with('[') {
        let close = authority.find(']')?;
        let (host, rest) = authority.split_at(close + 1);
        match rest.strip_prefix(':') {
            Some(port) => (host, Some(port)),
            None if rest.is_empty() => (host, None),
            None => return None,
        }
    } else {
        match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        }
    };
    Some(Parts {
        scheme,
        host,
        port,
        path,
    })
}

fn host_fits(host: &str) -> bool {
    if let Some(inner) = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        return inner.parse::<Ipv6Addr>().is_ok();
    }
    if host.parse::<IpAddr>().is_ok() {
        return true;
    }
    let lower = host.to_ascii_lowercase();
    names::machine_name(&lower).is_ok_and(|name| !name.as_str().bytes().all(|b| b.is_ascii_digit()))
        || names::domain("", &lower).is_ok()
}

/// What both kinds of URL share; the URL as it is, without judging its scheme or the end of its path.
fn judged<'a>(code: &'static str, text: &'a str, example: &str) -> Result<Parts<'a>, Fault> {
    let refuse = |why: &str| Fault::new(code, format!("{} {why}", shown(text)));
    if text
        .bytes()
        .any(|byte| !byte.is_ascii_graphic() || b"\"'`\\<>{}|^".contains(&byte))
    {
        return Err(refuse("has a character that a URL cannot have")
            .hint(format!("write a URL such as `{example}`")));
    }
    if text.contains('#') {
        return Err(refuse("has a fragment").hint("leave out `#` and what follows"));
    }
    if text.contains('?') {
        return Err(refuse("has a query").hint("leave out `?` and what follows"));
    }
    let Some(parts) = parts(text) else {
        return Err(
            refuse("is not a URL").hint(if text.contains('/') || text.is_empty() {
                format!("write a URL such as `{example}`")
            } else {
                format!("write the scheme too: `http://{text}`")
            }),
        );
    };
    if parts.host.contains('@') || text[..text.len() - parts.path.len()].contains('@') {
        // A password may stand here: the value is not repeated.
        return Err(
            Fault::new(code, "the URL has a user name or password in it")
                .hint("leave out everything up to `@`: this document is made to be shared"),
        );
    }
    if !host_fits(parts.host) {
        return Err(refuse("has no valid host").hint(format!("write a URL such as `{example}`")));
    }
    if let Some(port) = parts.port {
        let number = port.parse::<u16>().ok().filter(|&number| number > 0);
        if number.is_none() || !port.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refuse("has no valid port").hint("ports are numbers from 1 to 65535"));
        }
    }
    Ok(parts)
}

/// Judges `matchbox_http_endpoint`; slashes at its end are taken off.
pub(super) fn http_endpoint(text: &str) -> Result<HttpEndpoint, Fault> {
    const CODE: &str = "platform/matchbox-endpoint";
    let example = "http://matchbox.example.com:8080";
    let parts = judged(CODE, text, example)?;
    if !matches!(parts.scheme, "http" | "https") {
        return Err(Fault::new(
            CODE,
            format!("{} is neither `http` nor `https`", shown(text)),
        )
        .hint(format!("write a URL such as `{example}`")));
    }
    Ok(HttpEndpoint(text.trim_end_matches('/').to_owned()))
}

/// The address a matchbox endpoint names, if it names one.
pub(super) fn address_of(endpoint: &HttpEndpoint) -> Option<IpAddr> {
    let parts = parts(endpoint.as_str())?;
    parts.host.trim_matches(['[', ']']).parse().ok()
}

/// Judges `service_account_issuer`: an `https` URL without a slash at its end.
///
/// <https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery>
pub(super) fn issuer(text: &str) -> Result<String, Fault> {
    const CODE: &str = "cluster/service-account-issuer";
    let example = "https://oidc.example.com/mercury";
    let parts = judged(CODE, text, example)?;
    if parts.scheme != "https" {
        return Err(Fault::new(
            CODE,
            format!(
                "{} is not an `https` URL; clients accept no other issuer",
                shown(text)
            ),
        )
        .hint(format!("write a URL such as `{example}`")));
    }
    if let Some(bare) = text.strip_suffix('/') {
        return Err(Fault::new(
            CODE,
            format!(
                "{} ends in a slash; the address of its keys would have two",
                shown(text)
            ),
        )
        .hint(format!("write {}", shown(bare.trim_end_matches('/')))));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_http_urls() {
        for (text, normal) in [
            (
                "http://matchbox.example.com:8080",
                "http://matchbox.example.com:8080",
            ),
            (
                "http://matchbox.example.com:8080/",
                "http://matchbox.example.com:8080",
            ),
            ("https://10.0.0.1", "https://10.0.0.1"),
            ("http://[fd00::1]:8080/boot/", "http://[fd00::1]:8080/boot"),
            ("http://matchbox:8080", "http://matchbox:8080"),
        ] {
            assert_eq!(http_endpoint(text).expect(text).as_str(), normal);
        }
        for bad in [
            "matchbox.example.com:8080",
            "ftp://a.b",
            "http://",
            "http:///x",
            "http://a b",
            "http://a.b?x=y",
            "http://a.b#x",
            "http://user:secret@a.b",
            "http://a.b:0",
            "http://a.b:99999",
            "http://a.b:+80",
            "http://a.b:",
            "http://[::1",
            "http://[zz]",
            "http://1.2.3",
            "http://a_b.c",
            "http://a.b/\"x",
            "http://a.b/\n",
            "http://-a.b",
            "",
            "HTTP://a.b",
        ] {
            assert!(http_endpoint(bad).is_err(), "{bad:?}");
        }
        let fault = http_endpoint("http://user:secret@a.b").expect_err("refused");
        assert!(!format!("{fault:?}").contains("secret"));
    }

    #[test]
    fn issuers_are_https_urls() {
        for good in [
            "https://kubernetes.default.svc.cluster.local",
            "https://oidc.example.com/mercury",
        ] {
            assert!(issuer(good).is_ok(), "{good}");
        }
        for bad in [
            "http://a.b",
            "https://a.b/",
            "https://a.b?x",
            "mercury",
            "https://",
        ] {
            assert!(issuer(bad).is_err(), "{bad}");
        }
    }
}
