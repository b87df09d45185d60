//! Everything the assets bundle carries: static pods, addon objects, kubeconfigs and PKI files.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::sensitivity::Sensitivity;

/// One file of the assets bundle.
#[derive(Clone, PartialEq, Eq)]
pub struct Asset {
    /// The text; ends in exactly one newline.
    pub contents: Arc<str>,
    /// Who may read it.
    pub sensitivity: Sensitivity,
}

/// What the control plane is made of.
#[derive(Clone)]
pub struct Manifests {
    /// Bundle path (`static-manifests/kube-apiserver.yaml`, `manifests/…`, `auth/…`, `tls/…`) to file.
    pub assets: BTreeMap<String, Asset>,
    /// The operator's own kubeconfig.
    pub admin_kubeconfig: Asset,
    /// The kubeconfig a kubelet introduces itself with, holding the bootstrap token.
    pub kubelet_kubeconfig: Asset,
}
