//! What lets machines join and the control plane find itself: the bootstrap token, the roles of nodes and of the API
//! server, and where the API server is.

use k8s_openapi::api::core::v1::Secret;

use super::kubeconfig::{Authority, Credentials, Kubeconfig, Names};
use super::object::{
    File, Holder, Object, cluster_role, cluster_role_binding, cluster_wide, config_map, map, named,
    rule,
};
use super::text;
use crate::model::Cluster;
use crate::secrets::Pki;

/// The user that the API server's kubelet client certificate names.
const KUBELET_CLIENT: &str = "kube-apiserver-kubelet-client";

/// The group of whoever shows a bootstrap token.
const BOOTSTRAPPERS: &str = "system:bootstrappers";

/// The group of machines that have joined.
const NODES: &str = "system:nodes";

/// Where pods find what their service account is given.
const SERVICE_ACCOUNT_CA: &str = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt";
const SERVICE_ACCOUNT_TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount/token";

pub(super) fn files(cluster: &Cluster, pki: &Pki) -> Vec<File> {
    let bind = |name: &str, role: &str, holder: Holder<'_>| {
        vec![cluster_role_binding(cluster_wide(name), role, &holder)]
    };
    vec![
        File::new("manifests/bootstrap-token.yaml", vec![token(pki)]),
        File::new(
            "manifests/bootstrap-cluster-role-binding.yaml",
            bind(
                "bootstrap-node",
                "system:node-bootstrapper",
                Holder::Group(BOOTSTRAPPERS),
            ),
        ),
        File::new(
            "manifests/bootstrap-new-approve-cluster-role-binding.yaml",
            bind(
                "bootstrap-approve-new",
                "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
                Holder::Group(BOOTSTRAPPERS),
            ),
        ),
        File::new(
            "manifests/bootstrap-renew-approve-cluster-role-binding.yaml",
            bind(
                "bootstrap-approve-renew",
                "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
                Holder::Group(NODES),
            ),
        ),
        File::new("manifests/in-cluster.yaml", vec![in_cluster(cluster)]),
        File::new(
            "manifests/kubeconfig-in-cluster.yaml",
            vec![kubeconfig_in_cluster(cluster)],
        ),
        File::new(
            "manifests/kubelet-api-cluster-role-binding.yaml",
            bind(
                KUBELET_CLIENT,
                "system:kubelet-api-admin",
                Holder::User(KUBELET_CLIENT),
            ),
        ),
        File::new(
            "manifests/kubelet-delete-cluster-role.yaml",
            vec![kubelet_delete()],
        ),
        File::new(
            "manifests/kubelet-delete-cluster-role-binding.yaml",
            bind("kubelet-delete", "kubelet-delete", Holder::Group(NODES)),
        ),
    ]
}

/// The form is <https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/>.
fn token(pki: &Pki) -> Object {
    let id = pki.bootstrap_token_id();
    Object::Secret(Secret {
        metadata: named(&format!("bootstrap-token-{id}"), []),
        type_: Some("bootstrap.kubernetes.io/token".to_owned()),
        string_data: Some(map([
            (
                "description",
                "Lets new machines ask for a kubelet certificate.",
            ),
            ("token-id", id),
            ("token-secret", pki.bootstrap_token_secret().expose()),
            ("usage-bootstrap-authentication", "true"),
        ])),
        ..Secret::default()
    })
}

/// Where the API server is, for what has to reach it before services have addresses.
fn in_cluster(cluster: &Cluster) -> Object {
    let server = cluster.api_server();
    config_map(
        named("in-cluster", []),
        map([
            ("apiserver-host", server.domain().as_str()),
            ("apiserver-port", &server.port().to_string()),
        ]),
    )
}

/// The same as a kubeconfig, with the credentials of the pod's service account.
fn kubeconfig_in_cluster(cluster: &Cluster) -> Object {
    let kubeconfig = Kubeconfig::new(
        &Names {
            cluster: "local",
            user: "service-account",
        },
        cluster.api_server().url(),
        &Authority::File(SERVICE_ACCOUNT_CA),
        Credentials::TokenFile {
            token_file: SERVICE_ACCOUNT_TOKEN,
        },
    );
    config_map(
        named("kubeconfig-in-cluster", []),
        map([("kubeconfig", &text(&kubeconfig))]),
    )
}

/// A machine that shuts down for good may drain itself and delete its node.
fn kubelet_delete() -> Object {
    cluster_role(
        cluster_wide("kubelet-delete"),
        vec![
            rule("", &["nodes"], &["delete"]),
            rule(
                "apps",
                &["deployments", "daemonsets", "statefulsets"],
                &["get", "list"],
            ),
            rule("", &["pods/eviction"], &["create"]),
        ],
    )
}
