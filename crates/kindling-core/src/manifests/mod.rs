//! Everything the assets bundle carries: static pods, addon objects, kubeconfigs and PKI files.
//!
//! Takes a cluster and what was issued for it, gives one text a bundle path. Objects are typed and serialised; nothing
//! here knows machines, bundles or how files travel.

mod bootstrap;
mod cilium;
mod control_plane;
mod coredns;
mod corefile;
mod flags;
mod flannel;
mod images;
mod kube_proxy;
mod kubeconfig;
mod object;
mod paths;
mod pki_files;
mod pod;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::model::{Cluster, Component};
use crate::secrets::{CertificateName, Pki};
use crate::sensitivity::Sensitivity;
use crate::yaml::write;
use kubeconfig::{Authority, Credentials, Kubeconfig, Names};
use object::{File, Object};

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
    /// The images that the rendered pods run, without those of system containers.
    pub images: BTreeSet<String>,
}

/// Renders the control plane of a cluster.
pub fn render(cluster: &Cluster, pki: &Pki) -> Manifests {
    let files = files(cluster, pki);
    let admin_kubeconfig = client_kubeconfig(cluster, pki, CertificateName::Admin);
    let mut assets: BTreeMap<String, Asset> = pki_files::assets(pki).into_iter().collect();
    assets.extend(files.iter().map(|file| (file.path.to_owned(), print(file))));
    for (name, kubeconfig) in [
        (paths::ADMIN_KUBECONFIG, admin_kubeconfig.clone()),
        (
            paths::CONTROLLER_MANAGER_KUBECONFIG,
            client_kubeconfig(cluster, pki, CertificateName::ControllerManager),
        ),
        (
            paths::SCHEDULER_KUBECONFIG,
            client_kubeconfig(cluster, pki, CertificateName::Scheduler),
        ),
    ] {
        assets.insert(format!("auth/{name}"), kubeconfig);
    }
    Manifests {
        assets,
        admin_kubeconfig,
        kubelet_kubeconfig: kubelet_kubeconfig(cluster, pki),
        images: images::of(files.iter().flat_map(|file| &file.objects)),
    }
}

/// The objects of the bundle, file by file.
fn files(cluster: &Cluster, pki: &Pki) -> Vec<File> {
    let mut files = control_plane::files(cluster);
    files.extend(bootstrap::files(cluster, pki));
    for component in cluster.components().iter() {
        files.extend(match component {
            Component::CoreDns => coredns::files(cluster),
            Component::KubeProxy => kube_proxy::files(cluster),
            Component::Flannel => flannel::files(cluster),
            Component::Cilium => cilium::files(cluster),
        });
    }
    files
}

fn print(file: &File) -> Asset {
    let contents = write::documents(&file.objects)
        .expect("Kubernetes objects are structs of named fields, which have a YAML form");
    let sensitivity = file
        .objects
        .iter()
        .map(Object::sensitivity)
        .max()
        .unwrap_or(Sensitivity::Public);
    Asset {
        contents: contents.into(),
        sensitivity,
    }
}

/// The text of a value made of structs of named fields.
fn text(value: &impl Serialize) -> String {
    write::document(value).expect("structs of named fields have a YAML form")
}

/// The kubeconfig of whom a certificate names. Its parts carry the cluster's name, so that several clusters' files can
/// be merged.
fn client_kubeconfig(cluster: &Cluster, pki: &Pki, name: CertificateName) -> Asset {
    let client = pki.get(name);
    let names = Names {
        cluster: cluster.name().as_str(),
        user: cluster.name().as_str(),
    };
    secret(&Kubeconfig::new(
        &names,
        cluster.api_server().url(),
        &Authority::Inline(&pki.get(CertificateName::KubernetesCa).certificate),
        Credentials::certificate(&client.certificate, client.private_key.expose()),
    ))
}

fn kubelet_kubeconfig(cluster: &Cluster, pki: &Pki) -> Asset {
    let token = format!(
        "{}.{}",
        pki.bootstrap_token_id(),
        pki.bootstrap_token_secret().expose()
    );
    secret(&Kubeconfig::new(
        &Names {
            cluster: "local",
            user: "kubelet",
        },
        cluster.api_server().url(),
        &Authority::Inline(&pki.get(CertificateName::KubernetesCa).certificate),
        Credentials::Token { token },
    ))
}

fn secret(kubeconfig: &Kubeconfig) -> Asset {
    Asset {
        contents: text(kubeconfig).into(),
        sensitivity: Sensitivity::Secret,
    }
}

#[cfg(test)]
mod tests;
