//! The certificates and keys that controllers need, as files.
//!
//! Keys that nothing on a machine reads stay with the operator: those of the etcd and aggregation authorities, and
//! those that live in a kubeconfig.

use std::sync::Arc;

use super::{Asset, paths};
use crate::secrets::{CertificateName, Pki};
use crate::sensitivity::Sensitivity;

/// Each file by its bundle path.
pub(super) fn assets(pki: &Pki) -> Vec<(String, Asset)> {
    use CertificateName::{
        AggregationCa, AggregationClient, ApiServer, ApiServerKubeletClient, EtcdCa, EtcdClient,
        EtcdPeer, EtcdServer, KubernetesCa,
    };
    let certificate = |path: String, name| {
        let contents: Arc<str> = pki.get(name).certificate.as_str().into();
        (path, asset(contents, Sensitivity::Public))
    };
    let key = |path: String, name| {
        let contents: Arc<str> = pki.get(name).private_key.expose().as_str().into();
        (path, asset(contents, Sensitivity::Secret))
    };
    let etcd = |file: &str| format!("tls/etcd/{file}");
    let k8s = |file: &str| format!("tls/k8s/{file}");
    vec![
        certificate(etcd(paths::ETCD_CLIENT_CA_CERTIFICATE), EtcdCa),
        certificate(etcd(paths::ETCD_CLIENT_CERTIFICATE), EtcdClient),
        key(etcd(paths::ETCD_CLIENT_KEY), EtcdClient),
        certificate(etcd(paths::ETCD_SERVER_CA_CERTIFICATE), EtcdCa),
        certificate(etcd(paths::ETCD_SERVER_CERTIFICATE), EtcdServer),
        key(etcd(paths::ETCD_SERVER_KEY), EtcdServer),
        certificate(etcd(paths::ETCD_PEER_CA_CERTIFICATE), EtcdCa),
        certificate(etcd(paths::ETCD_PEER_CERTIFICATE), EtcdPeer),
        key(etcd(paths::ETCD_PEER_KEY), EtcdPeer),
        certificate(k8s(paths::CA_CERTIFICATE), KubernetesCa),
        // The controller manager signs kubelet certificates with it.
        key(k8s(paths::CA_KEY), KubernetesCa),
        certificate(k8s(paths::API_SERVER_CERTIFICATE), ApiServer),
        key(k8s(paths::API_SERVER_KEY), ApiServer),
        certificate(
            k8s(paths::KUBELET_CLIENT_CERTIFICATE),
            ApiServerKubeletClient,
        ),
        key(k8s(paths::KUBELET_CLIENT_KEY), ApiServerKubeletClient),
        certificate(k8s(paths::AGGREGATION_CA_CERTIFICATE), AggregationCa),
        certificate(
            k8s(paths::AGGREGATION_CLIENT_CERTIFICATE),
            AggregationClient,
        ),
        key(k8s(paths::AGGREGATION_CLIENT_KEY), AggregationClient),
        (
            k8s(paths::SERVICE_ACCOUNT_PUBLIC_KEY),
            asset(pki.service_account_public_key().into(), Sensitivity::Public),
        ),
        (
            k8s(paths::SERVICE_ACCOUNT_PRIVATE_KEY),
            asset(
                pki.service_account_private_key().expose().as_str().into(),
                Sensitivity::Secret,
            ),
        ),
    ]
}

const fn asset(contents: Arc<str>, sensitivity: Sensitivity) -> Asset {
    Asset {
        contents,
        sensitivity,
    }
}
