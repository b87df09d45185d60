//! Kubeconfig files: which API server, who is asking, and how they prove it.
//!
//! The format is <https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/>; certificates and keys are inline, in
//! base64 on one line, because machines take the authority out of the file with line-wise tools.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

/// A kubeconfig with one cluster, one user and one context, which is the current one.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Kubeconfig {
    #[serde(rename = "apiVersion")]
    api_version: &'static str,
    kind: &'static str,
    clusters: [NamedCluster; 1],
    users: [NamedUser; 1],
    contexts: [NamedContext; 1],
    current_context: String,
}

#[derive(Serialize)]
struct NamedCluster {
    name: String,
    cluster: Server,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Server {
    server: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_authority: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_authority_data: Option<String>,
}

/// The authority that the API server's certificate is checked with.
pub(super) enum Authority<'a> {
    /// The certificate itself, PEM.
    Inline(&'a str),
    /// A file that holds it.
    File(&'static str),
}

#[derive(Serialize)]
struct NamedUser {
    name: String,
    user: Credentials,
}

/// How the user proves who they are.
#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "kebab-case")]
pub(super) enum Credentials {
    /// A client certificate and its key.
    Certificate {
        client_certificate_data: String,
        client_key_data: String,
    },
    /// A token.
    Token { token: String },
    /// A file that holds a token, which may change.
    TokenFile {
        #[serde(rename = "tokenFile")]
        token_file: &'static str,
    },
}

impl Credentials {
    /// The client certificate of these PEMs.
    pub(super) fn certificate(certificate: &str, key: &str) -> Self {
        Self::Certificate {
            client_certificate_data: STANDARD.encode(certificate),
            client_key_data: STANDARD.encode(key),
        }
    }
}

#[derive(Serialize)]
struct NamedContext {
    name: String,
    context: Context,
}

#[derive(Serialize)]
struct Context {
    cluster: String,
    user: String,
}

/// What the parts of a kubeconfig are called.
pub(super) struct Names<'a> {
    pub(super) cluster: &'a str,
    pub(super) user: &'a str,
}

impl Kubeconfig {
    /// The context carries the cluster's name.
    pub(super) fn new(
        names: &Names<'_>,
        server: String,
        authority: &Authority<'_>,
        credentials: Credentials,
    ) -> Self {
        let (certificate_authority, certificate_authority_data) = match *authority {
            Authority::Inline(pem) => (None, Some(STANDARD.encode(pem))),
            Authority::File(path) => (Some(path), None),
        };
        let cluster = names.cluster.to_owned();
        let user = names.user.to_owned();
        Self {
            api_version: "v1",
            kind: "Config",
            clusters: [NamedCluster {
                name: cluster.clone(),
                cluster: Server {
                    server,
                    certificate_authority,
                    certificate_authority_data,
                },
            }],
            users: [NamedUser {
                name: user.clone(),
                user: credentials,
            }],
            contexts: [NamedContext {
                name: cluster.clone(),
                context: Context {
                    cluster: cluster.clone(),
                    user,
                },
            }],
            current_context: cluster,
        }
    }
}
