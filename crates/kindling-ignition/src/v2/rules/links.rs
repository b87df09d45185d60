//! Rules about what is fetched from elsewhere: sources, their headers and their hashes.

use std::collections::BTreeSet;

use super::super::{report::Finding, spec::Spec, table::Object};
use crate::{dataurl, print::go_quote, url::Url};

/// A source of a reference to another config, of a certificate authority, of a 2.0 file.
pub fn source(resource: &Object) -> Vec<Finding> {
    fetchable(resource.spec, resource.text("source"))
        .err()
        .map(Finding::error)
        .into_iter()
        .collect()
}

/// A file's source; from 2.3 on the message repeats it.
pub fn contents_source(contents: &Object) -> Vec<Finding> {
    let source = contents.text("source");
    let Err(problem) = fetchable(contents.spec, source) else {
        return Vec::new();
    };
    vec![Finding::error(if contents.spec >= Spec::V2_3 {
        format!("invalid url {}: {problem}", go_quote(source))
    } else {
        problem
    })]
}

const UNPARSABLE: &str = "unable to parse url";

/// Whether Ignition can fetch the URL. An empty one stands for an empty file.
fn fetchable(spec: Spec, text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    let url = Url::parse(text).map_err(|_| UNPARSABLE.to_owned())?;
    match url.scheme.as_ref() {
        "http" | "https" | "oem" => Ok(()),
        "tftp" if spec >= Spec::V2_1 => Ok(()),
        "s3" if spec >= Spec::V2_1 => {
            if url
                .query_value("versionId")
                .is_some_and(|version| version.is_empty())
            {
                return Err("invalid S3 object VersionId".to_owned());
            }
            Ok(())
        }
        "data" => dataurl::check(text).map_err(|error| error.to_string()),
        _ => Err("invalid url scheme".to_owned()),
    }
}

/// Headers go with HTTP alone, each has a name, and no name is there twice.
pub fn headers(resource: &Object) -> Vec<Finding> {
    let headers = resource.objects("httpHeaders");
    if headers.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    match Url::parse(resource.text("source")) {
        Err(_) => findings.push(Finding::error(UNPARSABLE)),
        Ok(url) if matches!(url.scheme.as_ref(), "http" | "https") => {}
        Ok(_) => findings.push(Finding::error(
            "cannot use HTTP headers with this source scheme",
        )),
    }
    let mut seen = BTreeSet::new();
    for name in headers.iter().map(|header| header.text("name")) {
        if name.is_empty() {
            findings.push(Finding::error("HTTP header name can't be empty"));
        } else if !seen.insert(name) {
            findings.push(Finding::error(format!(
                "Found duplicate HTTP header: {}",
                go_quote(name)
            )));
        }
    }
    findings
}

/// From 2.1 on the verification as a whole is judged.
pub fn verification(verification: &Object) -> Vec<Finding> {
    if verification.spec <= Spec::V2_0 {
        return Vec::new();
    }
    hash(verification)
}

/// In 2.0 the hash itself is judged.
pub fn old_hash(verification: &Object) -> Vec<Finding> {
    hash(verification)
}

/// `function-sum`; the only function is SHA-512.
fn hash(verification: &Object) -> Vec<Finding> {
    let Some(hash) = verification.opt_text("hash") else {
        return Vec::new();
    };
    let problem = match hash.split_once('-') {
        None => "malformed hash specifier",
        Some(("sha512", sum)) if sum.len() == 128 => return Vec::new(),
        Some(("sha512", _)) => "incorrect size for hash sum",
        Some(_) => "unrecognized hash function",
    };
    vec![Finding::error(problem)]
}
