//! Container image references, by the grammar that docker, podman and containerd share.

use super::ImageReference;
use super::fault::{Fault, shown};

const CODE: &str = "images/reference";

/// A reference and what to warn of.
#[derive(Debug)]
pub(super) struct JudgedReference {
    pub(super) reference: ImageReference,
    pub(super) weakness: Option<Fault>,
}

/// Judges `registry/path[:tag][@digest]`.
///
/// <https://github.com/distribution/reference/blob/main/reference.go>
pub(super) fn image_reference(text: &str) -> Result<JudgedReference, Fault> {
    let refuse = |why: &str| {
        Fault::new(CODE, format!("{} {why}", shown(text)))
            .hint("write a reference such as `registry.k8s.io/kube-apiserver:v1.36.2`")
    };
    if text.contains("://") {
        let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
        return Err(Fault::new(CODE, format!("{} has a scheme", shown(text)))
            .hint(format!("write {}", shown(bare))));
    }
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return Err(refuse(
            "has a digest that is not `sha256:` and 64 hexadecimal digits",
        ));
    }
    let last_part = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (name, tag) = match rest[last_part..].find(':') {
        Some(colon) => (
            &rest[..last_part + colon],
            Some(&rest[last_part + colon + 1..]),
        ),
        None => (rest, None),
    };
    if tag.is_some_and(|tag| !is_tag(tag)) {
        return Err(refuse("has a tag that no registry accepts"));
    }
    if name.len() > 255 {
        return Err(refuse("has more than 255 characters"));
    }
    let (registry, path) = match name.split_once('/') {
        Some((first, path)) if first.contains(['.', ':']) || first == "localhost" => {
            (Some(first), path)
        }
        _ => (None, name),
    };
    if !path.split('/').all(is_component) {
        return Err(if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            refuse("has upper-case letters, which a repository cannot have")
        } else {
            refuse("is not an image reference")
        });
    }
    let Some(registry) = registry else {
        return Err(Fault::new(
            CODE,
            format!(
                "{} names no registry, and podman would ask which one is meant",
                shown(text)
            ),
        )
        .hint(format!(
            "write {}",
            shown(&format!(
                "docker.io/{}{text}",
                if path.contains('/') { "" } else { "library/" }
            ))
        )));
    };
    if !is_registry(registry) {
        return Err(refuse("has no valid registry"));
    }
    let weakness = (tag.is_none_or(|tag| tag == "latest") && digest.is_none()).then(|| {
        Fault::new(
            "images/floating",
            format!("{} is another image every time it is pulled", shown(text)),
        )
        .hint("write a tag that stays, or a digest")
    });
    Ok(JudgedReference {
        reference: ImageReference(text.to_owned()),
        weakness,
    })
}

fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, digits)| {
        let length = match algorithm {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => return false,
        };
        digits.len() == length
            && digits
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

fn is_tag(text: &str) -> bool {
    text.len() <= 128
        && text
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

fn is_component(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let edges = text.bytes().next().is_some_and(plain) && text.bytes().last().is_some_and(plain);
    let separators = text
        .split(|letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        .all(|between| {
            matches!(between, "" | "." | "_" | "__") || between.bytes().all(|byte| byte == b'-')
        });
    edges && separators
}

fn is_registry(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let label = |label: &str| {
        let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        edge(label.bytes().next())
            && edge(label.bytes().last())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.split('.').all(label)
        && port.is_none_or(|port| {
            port.bytes().all(|byte| byte.is_ascii_digit())
                && port.parse::<u16>().is_ok_and(|number| number > 0)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_full_and_fixed() {
        let digest = format!("quay.io/a/b@sha256:{}", "a".repeat(64));
        for good in [
            "registry.k8s.io/kube-apiserver:v1.36.2",
            "localhost:5000/a:1",
            "localhost/a:1",
            "10.0.0.1:5000/a/b_c/d--e:1",
            "registry.example.com:5000/k8s/coredns:v1",
            "docker.io/library/alpine:3",
            &digest,
        ] {
            let judged = image_reference(good).expect(good);
            assert!(judged.weakness.is_none(), "{good}");
        }
        for floating in ["quay.io/a/b", "quay.io/a/b:latest"] {
            assert!(
                image_reference(floating)
                    .expect(floating)
                    .weakness
                    .is_some()
            );
        }
        for bad in [
            "",
            "alpine",
            "alpine:3",
            "flannel/flannel:v1",
            "docker://quay.io/a/b:1",
            "quay.io/A/b:1",
            "quay.io/a b:1",
            "quay.io/a:b:c",
            "quay.io/a/b@sha256:abc",
            "quay.io//a:1",
            "quay.io/a/:1",
            "quay.io:0/a:1",
            "quay.io:x/a:1",
            "-quay.io/a:1",
            "quay.io/a..b:1",
            "quay.io/a___b:1",
            "quay.io/a:$(x)",
            "quay.io/a:1\n",
            "quay.io/",
            "@",
            ":",
            "quay.io/a:é",
        ] {
            assert_eq!(
                image_reference(bad).map(|_| ()).map_err(|fault| fault.code),
                Err(CODE),
                "{bad:?}"
            );
        }
    }
}
