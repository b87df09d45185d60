//! What the files of the control plane's PKI are called, in the bundle and in the pods that read them.

/// The cluster's authority.
pub(super) const CA_CERTIFICATE: &str = "ca.crt";
pub(super) const CA_KEY: &str = "ca.key";
/// How the API server shows itself.
pub(super) const API_SERVER_CERTIFICATE: &str = "apiserver.crt";
pub(super) const API_SERVER_KEY: &str = "apiserver.key";
/// How the API server asks kubelets.
pub(super) const KUBELET_CLIENT_CERTIFICATE: &str = "apiserver-kubelet-client.crt";
pub(super) const KUBELET_CLIENT_KEY: &str = "apiserver-kubelet-client.key";
/// How service account tokens are checked and signed.
pub(super) const SERVICE_ACCOUNT_PUBLIC_KEY: &str = "service-account.pub";
pub(super) const SERVICE_ACCOUNT_PRIVATE_KEY: &str = "service-account.key";
/// How the API server asks extension API servers.
pub(super) const AGGREGATION_CA_CERTIFICATE: &str = "aggregation-ca.crt";
pub(super) const AGGREGATION_CLIENT_CERTIFICATE: &str = "aggregation-client.crt";
pub(super) const AGGREGATION_CLIENT_KEY: &str = "aggregation-client.key";
/// How the API server asks etcd.
pub(super) const ETCD_CLIENT_CA_CERTIFICATE: &str = "etcd-client-ca.crt";
pub(super) const ETCD_CLIENT_CERTIFICATE: &str = "etcd-client.crt";
pub(super) const ETCD_CLIENT_KEY: &str = "etcd-client.key";
/// How etcd members show themselves to clients and to each other.
pub(super) const ETCD_SERVER_CA_CERTIFICATE: &str = "server-ca.crt";
pub(super) const ETCD_SERVER_CERTIFICATE: &str = "server.crt";
pub(super) const ETCD_SERVER_KEY: &str = "server.key";
pub(super) const ETCD_PEER_CA_CERTIFICATE: &str = "peer-ca.crt";
pub(super) const ETCD_PEER_CERTIFICATE: &str = "peer.crt";
pub(super) const ETCD_PEER_KEY: &str = "peer.key";
/// Kubeconfigs of the operator and the control plane.
pub(super) const ADMIN_KUBECONFIG: &str = "admin.conf";
pub(super) const CONTROLLER_MANAGER_KUBECONFIG: &str = "controller-manager.conf";
pub(super) const SCHEDULER_KUBECONFIG: &str = "scheduler.conf";
