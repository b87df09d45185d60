//! Rules of the `ignition` section, of resources and of URLs.

use std::borrow::Cow;

use super::{Found, Judge};
use crate::{
    config::{Header, Ignition, Proxy, Resource, Verification},
    dataurl,
    schema::Role,
    spec::Spec,
    url::Url,
    walk::At,
};

impl Judge {
    pub(super) fn ignition(&mut self, ignition: &Ignition, at: &At<'_>) {
        self.version(&ignition.version, At::Key(at, "version"));

        let config = At::Key(at, "config");
        let merge = At::Key(&config, "merge");
        self.required_sources(&ignition.config.merge, &merge);
        for (index, resource) in ignition.config.merge.iter().enumerate() {
            self.resource(resource, Role::Reference, &At::Index(&merge, index));
        }
        self.resource(
            &ignition.config.replace,
            Role::Reference,
            &At::Key(&config, "replace"),
        );

        self.proxy(&ignition.proxy, &At::Key(at, "proxy"));

        let security = At::Key(at, "security");
        let tls = At::Key(&security, "tls");
        let authorities = At::Key(&tls, "certificateAuthorities");
        self.required_sources(&ignition.security.tls.certificate_authorities, &authorities);
        for (index, resource) in ignition
            .security
            .tls
            .certificate_authorities
            .iter()
            .enumerate()
        {
            self.resource(resource, Role::Authority, &At::Index(&authorities, index));
        }
    }

    /// Configs to merge and certificate authorities need a source, from 3.1 on.
    /// <https://coreos.github.io/ignition/configuration-v3_1/>
    fn required_sources(&mut self, resources: &[Resource], at: &At<'_>) {
        if self.spec == Spec::V3_0 {
            return;
        }
        for (index, resource) in resources.iter().enumerate() {
            let found = match resource.source.as_deref() {
                None | Some("") => Err(Cow::Borrowed("source is required")),
                Some(source) => url(source, self.spec),
            };
            self.check(At::Index(at, index), found);
        }
    }

    /// <https://coreos.github.io/ignition/configuration-v3_6/>: everything that is fetched
    pub(super) fn resource(&mut self, resource: &Resource, role: Role, at: &At<'_>) {
        let source = resource.source.as_deref();
        // 3.0 had types of their own for references, whose rules were fewer.
        let reference = self.spec == Spec::V3_0 && role != Role::Contents;
        if !reference {
            if !matches!(resource.compression.as_deref(), None | Some("" | "gzip")) {
                self.error(At::Key(at, "compression"), "invalid compression method");
            }
            if resource.verification.hash.is_some() && source.is_none() {
                let verification = At::Key(at, "verification");
                self.error(
                    At::Key(&verification, "hash"),
                    "source must be specified if verification is specified",
                );
            }
        }
        let found = match source {
            Some(source) if !source.is_empty() => url(source, self.spec),
            None if self.spec == Spec::V3_0 && role == Role::Authority => url("", self.spec),
            Some(_) if self.spec == Spec::V3_0 && role == Role::Authority => url("", self.spec),
            _ => Ok(()),
        };
        self.check(At::Key(at, "source"), found);
        let headers = At::Key(at, "httpHeaders");
        if !resource.http_headers.is_empty() {
            self.check(headers, header_scheme(source));
        }
        for (index, header) in resource.http_headers.iter().enumerate() {
            self.header(header, &At::Index(&headers, index));
        }
        self.verification(&resource.verification, &At::Key(at, "verification"));
    }

    fn header(&mut self, header: &Header, at: &At<'_>) {
        if header.name.is_empty() {
            self.error(At::Key(at, "name"), "HTTP header name can't be empty");
        }
        // An unset value removes the header when merging.
        if header.value.as_deref() == Some("") {
            self.error(At::Key(at, "value"), "unable to parse HTTP header");
        }
    }

    fn verification(&mut self, verification: &Verification, at: &At<'_>) {
        if let Some(hash) = verification.hash.as_deref() {
            let found = match hash.split_once('-') {
                None => Err("malformed hash specifier"),
                Some(("sha512", sum)) if sum.len() == 128 => Ok(()),
                Some(("sha256", sum)) if self.spec >= Spec::V3_1 && sum.len() == 64 => Ok(()),
                Some(("sha512", _)) => Err("incorrect size for hash sum"),
                Some(("sha256", _)) if self.spec >= Spec::V3_1 => {
                    Err("incorrect size for hash sum")
                }
                Some(_) => Err("unrecognized hash function"),
            };
            self.check(At::Key(at, "hash"), found);
        }
    }

    fn proxy(&mut self, proxy: &Proxy, at: &At<'_>) {
        let scheme = |text: &str| match Url::parse(text) {
            Err(_) => Err("unable to parse url"),
            Ok(url) if matches!(url.scheme.as_ref(), "http" | "https") => Ok(url.scheme == "https"),
            Ok(_) => Err("proxies must be http(s)"),
        };
        if let Some(text) = proxy.http_proxy.as_deref() {
            self.check(At::Key(at, "httpProxy"), scheme(text).map(drop));
        }
        if let Some(text) = proxy.https_proxy.as_deref() {
            let at = At::Key(at, "httpsProxy");
            match scheme(text) {
                Ok(true) => {}
                Ok(false) => self.warn(
                    at,
                    "insecure plaintext HTTP proxy specified for HTTPS resources",
                ),
                Err(message) => self.error(at, message),
            }
        }
    }
}

fn header_scheme(source: Option<&str>) -> Found {
    match source.map(Url::parse) {
        None | Some(Err(_)) => Err("unable to parse url"),
        Some(Ok(url)) if matches!(url.scheme.as_ref(), "http" | "https") => Ok(()),
        Some(Ok(url)) if url.scheme.is_empty() && source == Some("") => Err("unable to parse url"),
        Some(Ok(_)) => Err("cannot use HTTP headers with this source scheme"),
    }
}

/// Whether Ignition of this specification can fetch the URL.
/// <https://coreos.github.io/ignition/configuration-v3_4/>: `source`
pub(super) fn url(text: &str, spec: Spec) -> Result<(), Cow<'static, str>> {
    // The common case is judged without looking at the other schemes.
    let url = Url::parse(text).map_err(|_| "unable to parse url")?;
    match url.scheme.as_ref() {
        "http" | "https" | "tftp" => Ok(()),
        "gs" if spec >= Spec::V3_2 => Ok(()),
        "s3" => version_id(&url),
        "arn" if spec >= Spec::V3_4 => {
            arn(url.opaque)?;
            version_id(&url)
        }
        "data" => dataurl::check(text).map_err(|error| error.to_string().into()),
        _ => Err("invalid url scheme".into()),
    }
}

fn version_id(url: &Url<'_>) -> Result<(), Cow<'static, str>> {
    if url.query_value("versionId").as_deref() == Some("") {
        return Err("invalid S3 object VersionId".into());
    }
    Ok(())
}

/// An ARN of S3: `aws:s3:REGION:ACCOUNT:BUCKET/KEY`, or `…:accesspoint/NAME/object/KEY`.
fn arn(opaque: &str) -> Found {
    const INVALID: Found = Err("invalid S3 ARN format");
    let mut parts = opaque.splitn(5, ':');
    let (service, resource) = (parts.nth(1), parts.nth(2));
    let (Some(service), Some(resource)) = (service, resource) else {
        return INVALID;
    };
    let slashes = opaque.matches('/').count();
    let needed = if resource.starts_with("accesspoint/") {
        2
    } else {
        1
    };
    if service == "s3" && slashes >= needed {
        Ok(())
    } else {
        INVALID
    }
}
